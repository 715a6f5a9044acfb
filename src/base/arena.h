/* An arena: the memory of one unit of work, with a ceiling, freed whole.
 *
 * Not thread safe. Allocations are zeroed and aligned for any type. NULL means the ceiling was reached or memory ran
 * out, and stays so: arena_failed() may be asked once at the end. Proof: tests/unit/base/arena_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/text.h"

struct arena;

struct arena *arena_new(size_t bytes_max);     /* NULL when memory ran out */
struct arena *arena_free(struct arena *arena); /* takes NULL, returns NULL */
void arena_reset(struct arena *arena);         /* forget all allocations, keep the first block */
bool arena_failed(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_array(struct arena *arena, size_t count, size_t each);    /* refuses an overflowing product */
char *arena_text(struct arena *arena, struct text text);              /* a terminated copy */
void *arena_copy(struct arena *arena, const void *bytes, size_t len); /* bytes and a terminator behind them */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

void arena_cleanup(struct arena **arena); /* for CLEANUP() */
