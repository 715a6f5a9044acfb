/* Every format against spoilt bytes: whatever comes, decode, encode and check return, free what they took and leave
 * their ret_ arguments alone when they fail. Seeded, so that a failure comes again: the seed and round are printed. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/limits.h"
#include "wire/cra_lote.h"
#include "wire/format.h"

#define SAMPLES_MAX  64
#define ROUNDS       2000
#define SPOILT_BYTES (256u << 10)

struct sample {
	const struct wire_format *format;
	struct text bytes;
};

static uint64_t state_of_chance = 4711;

/* splitmix64 */
static uint64_t chance(uint64_t below)
{
	state_of_chance += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = state_of_chance;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

/* One spoiling of `bytes` in place. Returns the new length. */
static size_t spoil(char *bytes, size_t len)
{
	static const char *const parts[] = {"<tr t22=\"2\"/>",
					    "</comarca>",
					    "<comarca>",
					    "<!--",
					    "]]>",
					    "&amp;",
					    "&#0;",
					    "\"",
					    "<tl/>",
					    "\xff\xfe",
					    "\r",
					    "\n",
					    "9",
					    "<x:y xmlns:x=\"u\"/>",
					    "\xc3",
					    "99999999999999999999",
					    "{",
					    "null,",
					    "\\u0000"};
	if (len == 0)
		return 0;
	size_t at = (size_t)chance(len);
	size_t count = (size_t)chance(40) + 1;
	if (count > len - at)
		count = len - at;
	switch (chance(5)) {
	case 0: bytes[at] = (char)(bytes[at] ^ (1 << chance(8))); return len;
	case 1: memmove(bytes + at, bytes + at + count, len - at - count); return len - count;
	case 2: {
		const char *part = parts[chance(ARRAY_LEN(parts))];
		size_t size = strlen(part);
		if (len + size > SPOILT_BYTES)
			return len;
		memmove(bytes + at + size, bytes + at, len - at);
		memcpy(bytes + at, part, size);
		return len + size;
	}
	case 3:
		if (len + count > SPOILT_BYTES)
			return len;
		memmove(bytes + at + count, bytes + at, len - at);
		return len + count;
	default: return chance(8) == 0 ? at : len;
	}
}

static void try_bytes(const struct wire_format *format, struct text bytes)
{
	struct err err = {0};
	struct report report;
	struct text json = {NULL, 0};
	struct text back = {NULL, 0};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(arena);
	report_init(&report, arena);
	if (format->check(arena, bytes, &report, &err) != OK)
		assert_int_not_equal(err.code, OK);
	if (format->decode(arena, bytes, &json, &err) != OK) {
		assert_null(json.at);
		assert_int_not_equal(err.code, OK);
	} else if (format->encode(arena, json, &back, &err) != OK) {
		fail_msg("what was decoded cannot be encoded: %s: %s\n%s", err.field, err.words, json.at);
	} else if (strstr(format->name, "-600") != NULL && !text_equal(bytes, back)) {
		fail_msg("%s: even a spoilt file of columns must come back as it was\n%s", format->name, json.at);
	}
	struct cra_told *records = NULL;
	int count = 0;
	for (enum cra_lote_kind kind = CRA_CONFIRMACAO; kind <= CRA_ANDAMENTO; kind++)
		(void)!cra_lote_read(arena, kind, bytes, &records, &count, &report, &err);
}

/* Spoilt JSON must not hurt the encoder either. */
static void try_json(const struct wire_format *format, struct text bytes, char *room)
{
	struct err err = {0};
	struct text json;
	struct text back;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(arena);
	if (format->decode(arena, bytes, &json, &err) != OK || json.len > SPOILT_BYTES)
		return;
	size_t len = json.len;
	memcpy(room, json.at, len);
	for (uint64_t i = chance(3) + 1; i > 0; i--)
		len = spoil(room, len);
	(void)!format->encode(arena, (struct text){room, len}, &back, &err);
}

static size_t take_samples(struct arena *arena, const char *folder, struct sample *samples, size_t count)
{
	char path[512];
	const char *top = getenv("srcdir");
	(void)snprintf(path, sizeof(path), "%s/tests/golden/%s", top != NULL ? top : ".", folder);
	DIR *dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL && count < SAMPLES_MAX;) {
		const char *dot = strchr(entry->d_name, '.');
		const struct wire_format *format = dot != NULL ? wire_format_find(dot + 1) : NULL;
		char file[1024];
		struct err err;
		if (format == NULL)
			continue;
		(void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		samples[count].format = format;
		assert_int_equal(io_read(arena, file, SPOILT_BYTES, &samples[count].bytes, &err), OK);
		count++;
	}
	(void)closedir(dir);
	return count;
}

static void no_reader_falls_over_spoilt_bytes(void **state)
{
	(void)state;
	static char room[SPOILT_BYTES + 64];
	struct sample samples[SAMPLES_MAX];
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	size_t count = take_samples(arena, "cra_lote", samples, 0);
	assert_true(count > 10);
	for (int round = 0; round < ROUNDS; round++) {
		const struct sample *sample = &samples[chance(count)];
		size_t len = sample->bytes.len;
		memcpy(room, sample->bytes.at, len);
		for (uint64_t i = chance(4) + 1; i > 0; i--)
			len = spoil(room, len);
		/* On the heap and exactly as long, so that a sanitizer sees one byte too far. */
		char *exact = malloc(len + 1);
		assert_non_null(exact);
		memcpy(exact, room, len);
		try_bytes(sample->format, (struct text){exact, len});
		free(exact);
		if (round % 4 == 0)
			try_json(sample->format, sample->bytes, room);
	}
}

static void every_format_is_found_by_its_name(void **state)
{
	(void)state;
	size_t count = 0;
	const struct wire_format *formats = wire_formats(&count);
	assert_true(count >= 8);
	for (size_t i = 0; i < count; i++) {
		assert_ptr_equal(wire_format_find(formats[i].name), &formats[i]);
		assert_true(formats[i].summary[0] != '\0');
		try_bytes(&formats[i], (struct text){"", 0});
		try_bytes(&formats[i], TEXT_LITERAL("{}"));
	}
	assert_null(wire_format_find("no-such-format"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_is_found_by_its_name),
		cmocka_unit_test(no_reader_falls_over_spoilt_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
