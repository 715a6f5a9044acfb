/* The formats of SPC against seeded damage: whatever comes, decode, encode and check return, and keep their words. The
 * seed is fixed, so a failure comes again; the rounds are few, to be quick under the sanitizers. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "wire/format.h"

#define ROUNDS      800
#define BYTES_MAX   16384
#define SAMPLES_MAX 64

struct sample {
	const struct wire_format *format;
	struct text bytes;
};

static uint32_t seed = 4711;

static size_t draw(size_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* One place of `bytes`: a bit turned, a piece left out, doubled, a token put in, or the end cut off. */
static size_t spoil(char *bytes, size_t len)
{
	static const char *const tokens[] = {
		"<cpf numero=\"\"/>",
		"</insumoSpc>",
		"<!--",
		"]]>",
		"&#9;",
		"\"",
		" xmlns=\"\"",
		"\xff",
		"\r\n",
		"\n",
		"99",
		"0",
		"<id/>",
		"{",
		"null,",
		"-",
		".",
		"T24:00:00",
		"</web:incluirSpc>",
		" ",
		"I",
		"RETORNO",
	};
	size_t at = draw(len);
	size_t piece = 1 + draw(24);
	const char *token = tokens[draw(sizeof(tokens) / sizeof(tokens[0]))];
	size_t token_len = strlen(token);
	piece = piece < len - at ? piece : len - at;
	switch (draw(5)) {
	case 0: bytes[at] = (char)(bytes[at] ^ (1 << draw(8))); return len;
	case 1: memmove(bytes + at, bytes + at + piece, len - at - piece); return len - piece;
	case 2:
		if (len + piece > BYTES_MAX)
			return len;
		memmove(bytes + at + piece, bytes + at, len - at);
		return len + piece;
	case 3:
		if (len + token_len > BYTES_MAX)
			return len;
		memmove(bytes + at + token_len, bytes + at, len - at);
		memcpy(bytes + at, token, token_len);
		return len + token_len;
	default: return draw(8) == 0 ? at : len;
	}
}

/* What can be shown can be written, and is shown the same again; columns come back byte by byte. */
static void try_bytes(const struct wire_format *format, struct arena *arena, struct text bytes)
{
	struct err err = {0};
	struct report report;
	struct text json = {NULL, 0};
	struct text back = {NULL, 0};
	struct text again = {NULL, 0};
	report_init(&report, arena);
	assert_int_equal(format->check(arena, bytes, &report, &err), OK);
	if (format->decode(arena, bytes, &json, &err) != OK) {
		assert_null(json.at);
		assert_true(err.words[0] != '\0');
		return;
	}
	if (format->encode(arena, json, &back, &err) != OK)
		fail_msg("%s: %s: %s", format->name, err.field, err.words);
	if (strcmp(format->name, "spc-batch") == 0)
		assert_true(text_equal(back, bytes));
	assert_int_equal(format->decode(arena, back, &again, &err), OK);
	assert_true(text_equal(again, json));
}

static void try_json(const struct wire_format *format, struct arena *arena, struct text bytes, char room[BYTES_MAX])
{
	struct err err = {0};
	struct text json = {NULL, 0};
	struct text back = {NULL, 0};
	if (format->decode(arena, bytes, &json, &err) != OK || json.len > BYTES_MAX)
		return;
	memcpy(room, json.at, json.len);
	size_t len = spoil(room, json.len);
	if (format->encode(arena, (struct text){room, len}, &back, &err) != OK) {
		assert_null(back.at);
		assert_true(err.words[0] != '\0');
	}
}

static size_t take_samples(struct arena *arena, struct sample samples[SAMPLES_MAX])
{
	size_t count = 0;
	struct dirent **entries = NULL;
	int found = scandir(GOLDEN_DIR "/spc", &entries, NULL, alphasort); /* in the same order everywhere */
	assert_true(found > 0);
	for (int i = 0; i < found; i++) {
		const char *dot = strrchr(entries[i]->d_name, '.');
		const struct wire_format *format = dot != NULL ? wire_format_find(dot + 1) : NULL;
		if (format != NULL && count < SAMPLES_MAX) {
			const char *path = arena_printf(arena, "%s/spc/%s", GOLDEN_DIR, entries[i]->d_name);
			assert_int_equal(io_read(arena, path, BYTES_MAX, &samples[count].bytes, NULL), OK);
			samples[count++].format = format;
		}
		free(entries[i]);
	}
	free(entries);
	return count;
}

static void no_damage_makes_a_reader_fall(void **state)
{
	(void)state;
	static char room[BYTES_MAX];
	struct sample samples[SAMPLES_MAX];
	struct arena *files CLEANUP(arena_cleanup) = arena_new(4 << 20);
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(16 << 20);
	size_t count = take_samples(files, samples);
	assert_true(count > 30);
	for (int round = 0; round < ROUNDS; round++) {
		const struct sample *sample = &samples[(size_t)round % count];
		size_t len = sample->bytes.len;
		memcpy(room, sample->bytes.at, len);
		for (size_t i = 1 + draw(5); i > 0 && len > 0; i--)
			len = spoil(room, len);
		/* On the heap and exactly as long, so that a sanitizer sees one byte too far. */
		char *exact = malloc(len > 0 ? len : 1);
		assert_non_null(exact);
		memcpy(exact, room, len);
		try_bytes(sample->format, arena, (struct text){exact, len});
		free(exact);
		if (round % 3 == 0)
			try_json(sample->format, arena, sample->bytes, room);
		arena_reset(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_damage_makes_a_reader_fall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
