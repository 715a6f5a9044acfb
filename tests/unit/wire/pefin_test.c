/* The bodies of Serasa's REST interface: the same JSON value comes back, limits are told at their path, oddities taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/io.h"
#include "domain/codes.h"
#include "wire/format.h"

#define ROUNDS    400
#define BYTES_MAX 16384

static const struct code_table natures = {
	.bureau = "serasa", .name = "natures", .entries = {{.code = "DP"}}, .entries_count = 1};
static const struct code_table motives = {
	.bureau = "serasa",
	.name = "motives",
	.entries = {{.code = "01", .kind = CODE_BY_CREDITOR}, {.code = "97", .kind = CODE_BY_BUREAU}},
	.entries_count = 2};
static const struct code_book book = {.tables = {&natures, &motives}, .tables_count = 2};

static const char *const files[] = {"plain.pefin-debt",           "with_boleto_and_contact.pefin-debt",
				    "every_limit.pefin-debt",     "exact_digits.pefin-debt",
				    "plain.pefin-guarantor",      "included.pefin-webhook",
				    "not_included.pefin-webhook", "excluded.pefin-webhook",
				    "every_oddity.pefin-webhook"};

static struct arena *arena;

static struct text golden(const char *name)
{
	struct text bytes;
	struct err err;
	if (io_read(arena, arena_printf(arena, "%s/serasa/%s", GOLDEN_DIR, name), BYTES_MAX, &bytes, &err) != OK)
		fail_msg("%s", err.words);
	return bytes;
}

static const struct wire_format *format_of(const char *name)
{
	return wire_format_find(strchr(name, '.') + 1);
}

static struct report checked(const char *format, const char *text, const char *on)
{
	struct report report;
	struct err err = {0};
	report_init(&report, arena);
	report.codes = &book;
	if (on != NULL)
		assert_int_equal(date_parse_iso(text_of(on), &report.on, NULL), OK);
	assert_int_equal(wire_format_find(format)->check(arena, text_of(text), &report, &err), OK);
	return report;
}

/* The file with the first `from` changed to `to`. */
static const char *with(const char *file, const char *from, const char *to)
{
	const char *text = arena_text(arena, golden(file));
	const char *at = strstr(text, from);
	if (at == NULL)
		fail_msg("%s has no %s", file, from);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void assert_told(const struct report *report, enum finding_level level, const char *field, const char *words)
{
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		if (item->level == level && strcmp(item->field, field) == 0 && strstr(item->words, words) != NULL)
			return;
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		print_message("%s: %s\n", item->field, item->words);
	fail_msg("nothing of \"%s\" at %s", words, field);
}

static void the_same_value_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct text bytes = golden(files[i]);
		struct text json;
		struct text back;
		struct err err = {0};
		json_error_t error;
		assert_int_equal(format_of(files[i])->decode(arena, bytes, &json, &err), OK);
		assert_int_equal(format_of(files[i])->encode(arena, json, &back, &err), OK);
		json_t *before = json_loadb(bytes.at, bytes.len, 0, &error);
		json_t *after = json_loadb(back.at, back.len, 0, &error);
		assert_true(before != NULL && json_equal(before, after));
		json_decref(before);
		json_decref(after);
	}
}

static void money_keeps_every_digit(void **state)
{
	(void)state;
	static const char *const amounts[] = {"150.70", "150.7", "12345678901234567890.10", "0.1000000000000000055511"};
	for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
		const char *member = arena_printf(arena, "\"value\": %s,", amounts[i]);
		struct text json;
		struct text back;
		struct err err = {0};
		const struct wire_format *format = wire_format_find("pefin-debt");
		assert_int_equal(
			format->decode(arena, text_of(with(files[0], "\"value\": 150.70,", member)), &json, &err), OK);
		assert_non_null(strstr(json.at, arena_printf(arena, "\"value\": \"%s\"", amounts[i])));
		assert_int_equal(format->encode(arena, json, &back, &err), OK);
		assert_non_null(strstr(back.at, member));
	}
}

static void each_limit_is_told_at_its_path(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		const char *to;
		const char *path;
		const char *words;
	} cases[] = {
		{"150.70", "9.99", "value", "under 10.00"},
		{"150.70", "150.705", "value", "cent"},
		{"150.70", "150.700", "value", "has 3 decimals"},
		{"150.70", "1.5e2", "value", "not an amount"},
		{"150.70", "12345678901234.00", "value", "has 16 digits"},
		{"150.70", "\"150.70\"", "value", "without quotes"},
		{"\"0001\"", "\"00001\"", "areaInformante", "at most 4"},
		{"2026-01-10", "2026-02-30", "dueDate", "no day"},
		{"\"DP\"", "\"ZZ\"", "categoryId", "not in the table"},
		{"11122233396", "11122233397", "debtor.documentNumber", "check digits"},
		{"11122233396", "111.222.333-96", "debtor.documentNumber", "punctuation"},
		{"01310100", "1310100", "debtor.address.zipCode", "8 digits"},
		{"S\xc3\xa3o Paulo", "S\xc3\xa3o Jos\xc3\xa9 da Amostra Al", "debtor.address.city", "at most 20"},
		{"\"SP\"", "\"SS\"", "debtor.address.state", "no state"},
		{"\"TITULO-1/2026\"", "\"123456789012345678901\"", "contractNumber", "at most 20"},
		{"\"TITULO-1/2026\"", "\" \"", "contractNumber", "blank"},
		{"\"PEFIN\"", "\"REFIN\"", "debtType", "PEFIN"},
		{"\"debtType\"", "\"debttype\"", "debttype", "nobody knows"},
		{"\"debtType\"", "\"debttype\"", "debtType", "missing"},
		{"\"state\"", "\"number\": \"1\", \"state\"", "debtor.address.number", "nobody knows"},
	};
	struct report good = checked("pefin-debt", with(files[0], "DP", "DP"), NULL);
	assert_int_equal(good.violations + good.notes, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct report report = checked("pefin-debt", with(files[0], cases[i].from, cases[i].to), NULL);
		assert_told(&report, FINDING_VIOLATION, cases[i].path, cases[i].words);
	}
}

static void a_city_of_twenty_characters_is_right(void **state)
{
	(void)state;
	struct report report =
		checked("pefin-debt", with(files[0], "S\xc3\xa3o Paulo", "S\xc3\xa3o Jos\xc3\xa9 da Amostra "), NULL);
	assert_int_equal(report.violations, 0);
}

static void a_due_date_is_held_against_the_day_that_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *on;
		const char *rule; /* NULL: right */
	} cases[] = {{NULL, NULL},         {"2026-01-09", "016"}, {"2026-01-10", "156"},
		     {"2026-01-11", NULL}, {"2031-01-09", NULL},  {"2031-01-10", "017"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct report report = checked("pefin-debt", with(files[0], "DP", "DP"), cases[i].on);
		assert_int_equal(report.violations, cases[i].rule != NULL);
		if (cases[i].rule != NULL)
			assert_string_equal(report.first->rule, cases[i].rule);
	}
}

static void oddities_of_a_webhook_are_taken_and_told(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		const char *from;
		const char *to;
		const char *path;
		const char *words;
	} cases[] = {
		{"not_included.pefin-webhook", "422", "\"422\"", "error.statusCode", "template"},
		{"excluded.pefin-webhook", "\"01\"", "\"1\"", "writeOff.reason", "one digit"},
		{"excluded.pefin-webhook", "contractNumber", "contract", "contract", "another event"},
		{"included.pefin-webhook", "150.70", "\"150.70\"", "debtValue", "a text"},
		{"included.pefin-webhook", "\"DP\"", "\"ZZ\"", "categoryId", "not in the table"},
		{"included.pefin-webhook", "\"uuid\"", "\"new\": [], \"uuid\"", "new", "nobody knows"},
		{"included.pefin-webhook", "\"11122233396\"", "11122233396", "debtorDocument", "is a number"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct report report = checked("pefin-webhook", with(cases[i].file, cases[i].from, cases[i].to), NULL);
		assert_told(&report, FINDING_NOTE, cases[i].path, cases[i].words);
		assert_int_equal(report.violations, 0);
	}
}

static void both_events_are_read_under_the_same_names(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		const char *event;
		const char *outcome;
	} cases[] = {{"included.pefin-webhook", "inclusion", "ok"},
		     {"not_included.pefin-webhook", "inclusion", "error"},
		     {"excluded.pefin-webhook", "exclusion", "ok"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text json;
		json_error_t error;
		assert_int_equal(format_of(cases[i].file)->decode(arena, golden(cases[i].file), &json, NULL), OK);
		json_t *root = json_loadb(json.at, json.len, 0, &error);
		json_t *fields = json_object_get(root, "fields");
		assert_string_equal(json_string_value(json_object_get(root, "event")), cases[i].event);
		assert_string_equal(json_string_value(json_object_get(root, "outcome")), cases[i].outcome);
		assert_string_equal(json_string_value(json_object_get(fields, "contract")), "TITULO-1/2026");
		assert_string_equal(json_string_value(json_object_get(fields, "debtor_document")), "11122233396");
		assert_string_equal(json_string_value(json_object_get(fields, "creditor_document")), "11222333000181");
		json_decref(root);
	}
}

static void what_disagrees_with_the_body_is_not_written(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum rc rc;
		const char *field;
	} cases[] = {
		{"{\"body\": {\"value\": 10.00}}", OK, ""},
		{"{\"body\": {\"value\": 10.00}, \"fields\": {\"value\": \"10.00\"}}", OK, ""},
		{"{\"body\": {\"value\": 10.00}, \"fields\": {\"value\": \"10.01\"}}", ERR_FORMAT, "fields"},
		{"{\"body\": {}, \"format\": \"pefin-webhook\"}", ERR_FORMAT, "format"},
		{"{\"body\": {}, \"odd\": 1}", ERR_UNKNOWN, "odd"},
		{"{\"body\": []}", ERR_FORMAT, "body"},
		{"{}", ERR_FORMAT, "body"},
		{"[]", ERR_FORMAT, ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text bytes = {NULL, 0};
		struct err err = {0};
		print_message("%s\n", cases[i].json);
		assert_int_equal(wire_format_find("pefin-debt")->encode(arena, text_of(cases[i].json), &bytes, &err),
				 cases[i].rc);
		assert_string_equal(err.field, cases[i].field);
		assert_int_equal(bytes.at != NULL, cases[i].rc == OK);
	}
}

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static size_t spoil(char *bytes, size_t len)
{
	static const char marks[] = "{}[]\",:\\0123456789-.tfn \xc3\xff";
	for (uint32_t n = 1 + draw(3); n > 0 && len > 1; n--) {
		size_t at = draw((uint32_t)len);
		size_t piece = 1 + draw(20);
		if (piece > len - at)
			piece = len - at;
		if (draw(3) == 0) {
			memmove(bytes + at, bytes + at + piece, len - at - piece);
			len -= piece;
		} else {
			bytes[at] = marks[draw(sizeof(marks) - 1)];
		}
	}
	return len;
}

static void try_spoilt(const struct wire_format *format, struct text bytes)
{
	struct report report;
	struct text json = {NULL, 0};
	struct text back;
	struct text again;
	struct err err = {0};
	report_init(&report, arena);
	report.codes = &book;
	assert_int_equal(format->check(arena, bytes, &report, &err), OK);
	if (format->decode(arena, bytes, &json, &err) != OK) {
		assert_null(json.at);
		assert_true(report.violations > 0 && err.words[0] != '\0');
		return;
	}
	assert_int_equal(format->encode(arena, json, &back, &err), OK);
	assert_int_equal(format->decode(arena, back, &again, &err), OK);
	assert_true(text_equal(again, json));
}

static void spoilt_bodies_hurt_nobody(void **state)
{
	(void)state;
	static char room[BYTES_MAX];
	for (size_t f = 0; f < ARRAY_LEN(files); f++) {
		seed = 815 + (uint32_t)f;
		for (int round = 0; round < ROUNDS; round++) {
			struct text good = golden(files[f]);
			memcpy(room, good.at, good.len);
			size_t len = spoil(room, good.len);
			char *exact = malloc(len > 0 ? len : 1);
			assert_non_null(exact);
			memcpy(exact, room, len);
			try_spoilt(format_of(files[f]), (struct text){exact, len});
			free(exact);
			arena_reset(arena);
		}
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	return arena != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_value_comes_back),
		cmocka_unit_test(money_keeps_every_digit),
		cmocka_unit_test(each_limit_is_told_at_its_path),
		cmocka_unit_test(a_city_of_twenty_characters_is_right),
		cmocka_unit_test(a_due_date_is_held_against_the_day_that_is_told),
		cmocka_unit_test(oddities_of_a_webhook_are_taken_and_told),
		cmocka_unit_test(both_events_are_read_under_the_same_names),
		cmocka_unit_test(what_disagrees_with_the_body_is_not_written),
		cmocka_unit_test(spoilt_bodies_hurt_nobody),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
