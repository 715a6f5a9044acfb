#include "apontasim/common/lookup.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 256

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t hash_text(uint64_t hash, const char *text)
{
	return hash_bytes(hash, text, strlen(text) + 1);
}

uint64_t hash_mix(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= UINT64_C(0xff51afd7ed558ccd);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 33;
}

void lookup_done(struct lookup *lookup)
{
	for (int i = 0; i < lookup->count; i++)
		free(lookup->entries[i].key);
	free(lookup->entries);
	free(lookup->buckets);
	*lookup = (struct lookup){0};
}

static int bucket_of(const char *key, int room)
{
	return (int)(hash_text(HASH_START, key) % (uint64_t)room);
}

/* As many buckets as entries: double both and hang every entry anew, oldest first. */
static bool grow(struct lookup *lookup)
{
	int room = lookup->room == 0 ? ROOM_MIN : lookup->room * 2;
	struct lookup_entry *entries = realloc(lookup->entries, (size_t)room * sizeof(*entries));
	if (entries == NULL)
		return false;
	lookup->entries = entries;
	int *buckets = malloc((size_t)room * sizeof(*buckets));
	if (buckets == NULL)
		return false;
	for (int i = 0; i < room; i++)
		buckets[i] = -1;
	for (int i = 0; i < lookup->count; i++) {
		int bucket = bucket_of(entries[i].key, room);
		entries[i].next = buckets[bucket];
		buckets[bucket] = i;
	}
	free(lookup->buckets);
	lookup->buckets = buckets;
	lookup->room = room;
	return true;
}

bool lookup_add(struct lookup *lookup, const char *key, int value)
{
	if (lookup->count == lookup->room && !grow(lookup))
		return false;
	char *copy = strdup(key);
	if (copy == NULL)
		return false;
	int bucket = bucket_of(key, lookup->room);
	lookup->entries[lookup->count] = (struct lookup_entry){copy, value, lookup->buckets[bucket]};
	lookup->buckets[bucket] = lookup->count++;
	return true;
}

int lookup_next(const struct lookup *lookup, const char *key, int *cursor)
{
	if (lookup->room == 0)
		return -1;
	int at = *cursor == -1 ? lookup->buckets[bucket_of(key, lookup->room)] : lookup->entries[*cursor].next;
	while (at != -1 && strcmp(lookup->entries[at].key, key) != 0)
		at = lookup->entries[at].next;
	if (at == -1)
		return -1;
	*cursor = at;
	return lookup->entries[at].value;
}

int lookup_find(const struct lookup *lookup, const char *key)
{
	int cursor = -1;
	return lookup_next(lookup, key, &cursor);
}
