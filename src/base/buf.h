/* A growing buffer with a ceiling and a sticky error: write as much as you like, ask buf_failed() once at the end.
 *
 * The bytes are kept terminated, so `bytes` can be used as text. Proof: tests/unit/base/buf_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/text.h"

struct buf {
	char *bytes;
	size_t len;
	size_t room;
	size_t bytes_max;
	bool failed;
};

void buf_init(struct buf *buf, size_t bytes_max);
void buf_done(struct buf *buf);  /* frees; takes a zeroed struct */
void buf_clear(struct buf *buf); /* empty again, error forgotten, memory kept */

void buf_put(struct buf *buf, const void *bytes, size_t len);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_text(struct buf *buf, struct text text);
void buf_fill(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

bool buf_failed(const struct buf *buf);
struct text buf_view(const struct buf *buf); /* valid until the next write */
