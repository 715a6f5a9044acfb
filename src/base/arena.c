#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES_MIN ((size_t)16 << 10)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *newest;
	struct block *first;
	size_t bytes_max;
	size_t bytes_total;
	bool failed;
};

/* What an allocation really takes; it is this that counts against the ceiling. */
static size_t rounded_up(size_t bytes)
{
	const size_t unit = alignof(max_align_t);
	return bytes == 0 ? unit : (bytes + unit - 1) / unit * unit;
}

static struct block *block_new(size_t size)
{
	struct block *block = malloc(sizeof(*block) + size);
	if (block != NULL)
		*block = (struct block){.size = size};
	return block;
}

struct arena *arena_new(size_t bytes_max)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	if (arena == NULL)
		return NULL;
	arena->bytes_max = rounded_up(bytes_max < SIZE_MAX / 2 ? bytes_max : SIZE_MAX / 2);
	arena->first = block_new(BLOCK_BYTES_MIN);
	if (arena->first == NULL) {
		free(arena);
		return NULL;
	}
	arena->newest = arena->first;
	return arena;
}

static void blocks_free(struct block *block, const struct block *keep)
{
	while (block != NULL && block != keep) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
}

struct arena *arena_free(struct arena *arena)
{
	if (arena != NULL) {
		blocks_free(arena->newest, NULL);
		free(arena);
	}
	return NULL;
}

void arena_reset(struct arena *arena)
{
	blocks_free(arena->newest, arena->first);
	arena->newest = arena->first;
	arena->first->used = 0;
	arena->bytes_total = 0;
	arena->failed = false;
}

bool arena_failed(const struct arena *arena)
{
	return arena->failed;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	size_t rounded = bytes <= arena->bytes_max ? rounded_up(bytes) : SIZE_MAX;
	if (arena->failed || rounded > arena->bytes_max - arena->bytes_total) {
		arena->failed = true;
		return NULL;
	}
	if (arena->newest->size - arena->newest->used < rounded) {
		size_t size = rounded > BLOCK_BYTES_MIN * 4 ? rounded : BLOCK_BYTES_MIN * 4;
		struct block *block = block_new(size);
		if (block == NULL) {
			arena->failed = true;
			return NULL;
		}
		block->next = arena->newest;
		arena->newest = block;
	}
	void *at = arena->newest->bytes + arena->newest->used;
	arena->newest->used += rounded;
	arena->bytes_total += rounded;
	return memset(at, 0, rounded);
}

void *arena_array(struct arena *arena, size_t count, size_t each)
{
	if (each != 0 && count > SIZE_MAX / each) {
		arena->failed = true;
		return NULL;
	}
	return arena_alloc(arena, count * each);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t len)
{
	if (len == SIZE_MAX) {
		arena->failed = true;
		return NULL;
	}
	char *copy = arena_alloc(arena, len + 1);
	if (copy != NULL && len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *arena_text(struct arena *arena, struct text text)
{
	return arena_copy(arena, text.at, text.len);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0) {
		arena->failed = true;
		return NULL;
	}
	char *out = arena_alloc(arena, (size_t)len + 1);
	if (out != NULL) {
		va_start(arguments, format);
		(void)vsnprintf(out, (size_t)len + 1, format, arguments);
		va_end(arguments);
	}
	return out;
}

void arena_cleanup(struct arena **arena)
{
	*arena = arena_free(*arena);
}
