/* A multimap from text to small numbers, and the one hash of the simulator.
 *
 * The hash is fixed for ever (FNV-1a, then a finaliser), so that the same seed tells the same story on every machine.
 * Proof: tests/unit/apontasim/primitives_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len);
uint64_t hash_text(uint64_t hash, const char *text); /* with its terminator, so that "ab","c" differs from "a","bc" */
uint64_t hash_mix(uint64_t hash);                    /* spread; for percentages */

struct lookup_entry {
	char *key;
	int value;
	int next; /* in the same bucket, -1 ends */
};

struct lookup {
	struct lookup_entry *entries;
	int *buckets;
	int count;
	int room;
};

void lookup_done(struct lookup *lookup);
bool lookup_add(struct lookup *lookup, const char *key, int value); /* false when memory ran out */

/* The newest value under `key`, or -1; `*cursor` starts at -1 and lets the caller go on to older ones. */
int lookup_next(const struct lookup *lookup, const char *key, int *cursor);
int lookup_find(const struct lookup *lookup, const char *key);
