#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/cra_lote_layout.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static const struct field sample_fields[] = {
	{1, "tipo", 1, 1, FIELD_NUMBER, {IS_BY("7", "1201"), OPT, OPT, OPT}},
	{2, "nome", 2, 6, FIELD_TEXT, {REQ_BY("2112"), SAME, UNUSED, OPT}},
	{3, "valor", 8, 5, FIELD_CENTS, {REQ_BY("1217"), OPT, OPT, OPT}},
	{4, "dia", 13, 8, FIELD_DATE, {OPT, OPT, OPT, OPT}},
	{5, "prazo", 21, 8, FIELD_DUE, {OPT, OPT, OPT, OPT}},
	{6, "vazio", 29, 2, FIELD_TEXT, {BLANK_BY("1238"), BLANK, OPT, OPT}},
	{7, "zeros", 31, 3, FIELD_NUMBER, {ZEROS, OPT, OPT, OPT}},
	{8, "extra", 0, 0, FIELD_TEXT, {OPT, OPT, OPT, OPT}},
};
static const struct layout sample = {
	.name = "sample", .element = "tr", .letter = 't', .width = 33, .source = "test", LAYOUT_FIELDS(sample_fields)};

/* A table with a hole or an overlap would shift every column behind it. */
static void layouts_cover_their_columns_without_gap(void **state)
{
	(void)state;
	static const struct layout *const layouts[] = {&lote_header, &lote_transaction, &lote_trailer, &sample};
	for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
		int next = 1;
		for (int n = 1; n <= layouts[i]->fields_count; n++) {
			const struct field *field = layout_field(layouts[i], n);
			char attribute[16];
			assert_int_equal(field->number, n);
			(void)snprintf(attribute, sizeof(attribute), "%c%02d", layouts[i]->letter, n);
			assert_ptr_equal(layout_field_named(layouts[i], attribute), field);
			if (field->position == 0)
				continue;
			assert_int_equal(field->position, next);
			next += field->length;
		}
		assert_int_equal(next, layouts[i]->width + 1);
		assert_null(layout_field(layouts[i], 0));
		assert_null(layout_field(layouts[i], layouts[i]->fields_count + 1));
		assert_null(layout_field_named(layouts[i], "t1"));
		assert_null(layout_field_named(layouts[i], ""));
		assert_null(layout_field_named(layouts[i], "t010"));
	}
}

static const char good_line[] = "7ABC   001232011202699990030  000";

static void columns_come_back_byte_for_byte(void **state)
{
	(void)state;
	static const char *const lines[] = {good_line, "                                 ",
					    "7\xe3  \x01  001P3 0000000       000  0 0"};
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		CLEANUP(buf_done) struct buf out;
		struct record record;
		struct err err;
		buf_init(&out, 1000);
		record_from_columns(&record, &sample, (struct text){lines[i], 33});
		assert_int_equal(record_to_columns(&record, &out, &err), OK);
		assert_memory_equal(out.bytes, lines[i], 33);
	}
}

static void values_are_padded_by_their_type_and_never_cut(void **state)
{
	(void)state;
	CLEANUP(buf_done) struct buf out;
	struct record record;
	struct err err = {0};
	buf_init(&out, 1000);
	record_init(&record, &sample);
	record_set(&record, 1, TEXT_LITERAL("7"));
	record_set(&record, 2, TEXT_LITERAL("ABC"));
	record_set(&record, 3, TEXT_LITERAL("123"));
	assert_int_equal(record_to_columns(&record, &out, &err), OK);
	assert_string_equal(out.bytes, "7ABC   001230000000000000000  000");
	record_set(&record, 2, TEXT_LITERAL("ABCDEFG"));
	assert_int_equal(record_to_columns(&record, &out, &err), ERR_RANGE);
	assert_string_equal(err.field, "t02_nome");
	assert_int_equal(record_to_columns(&record, &out, NULL), ERR_RANGE);
	record_set(&record, 2, TEXT_LITERAL(""));
	record_set(&record, 8, TEXT_LITERAL("no column"));
	assert_int_equal(record_to_columns(&record, &out, &err), ERR_RANGE);
	assert_string_equal(err.field, "t08_extra");
}

static void json_keys_are_known_or_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum rc rc;
	} cases[] = {
		{"{\"t02_nome\": \"A\", \"other\": {}, \"mine\": 1}", OK},
		{"{\"t02_valor\": \"A\"}", ERR_UNKNOWN},
		{"{\"t02\": \"A\"}", ERR_UNKNOWN},
		{"{\"t99_nome\": \"A\"}", ERR_UNKNOWN},
		{"{\"t02_nome\": 1}", ERR_FORMAT},
	};
	static const char *const also[] = {"mine", NULL};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(json_cleanup) json_t *object = NULL;
		struct record record;
		struct err err = {0};
		assert_int_equal(json_parse(text_of(cases[i].json), &object, &err), OK);
		assert_int_equal(record_from_json(&record, &sample, object, also, &err), cases[i].rc);
		assert_int_equal(record_from_json(&record, &sample, object, also, NULL), cases[i].rc);
	}
}

/* Field, value as XML has it, and what the check says in a file of the first kind. */
static const struct {
	int number;
	const char *value;
	int violations;
	int notes;
	const char *rule;
} values[] = {
	{1, "7", 0, 0, ""},
	{1, "07", 0, 0, ""},
	{1, "8", 1, 0, "1201"},
	{1, "", 1, 0, "1201"},
	{2, "", 1, 0, "2112"},
	{2, "  ", 1, 0, "2112"},
	{2, "ABCDEFG", 1, 0, "2102"},
	{2, "JO\xc3\x83O", 1, 0, "2101"},
	{2, "A\tB", 1, 0, "2101"},
	{2, "abc", 0, 0, ""},
	{3, "1.5", 0, 0, ""},
	{3, "150", 0, 0, ""},
	{3, "1,5", 1, 0, "1217"},
	{3, "1.555", 1, 0, "1217"},
	{3, "", 1, 0, "1217"},
	{3, "-1", 1, 0, "1217"},
	{3, ".5", 1, 0, "1217"},
	{3, "0000000150", 0, 0, ""},
	{4, "20112026", 0, 0, ""},
	{4, "31022026", 1, 0, "2137"},
	{4, "", 0, 0, ""},
	{4, "0", 0, 0, ""},
	{4, "99999999", 1, 0, "2137"},
	{4, "2011202", 1, 0, "2137"},
	{5, "99999999", 0, 0, ""},
	{5, "99990030", 0, 0, ""},
	{5, "99310000", 1, 0, "2137"},
	{6, "", 0, 0, ""},
	{6, "00", 1, 0, "1238"},
	{7, "", 0, 0, ""},
	{7, "000", 0, 0, ""},
	{7, "5", 0, 1, "test"},
};

static void every_value_is_judged_by_type_and_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct field_variants variants = {0};
		const struct field_rules rules = {0, false, &variants};
		struct report report;
		struct record record;
		report_init(&report, arena);
		record_init(&record, &sample);
		record_set(&record, 1, TEXT_LITERAL("7"));
		record_set(&record, 2, TEXT_LITERAL("ABC"));
		record_set(&record, 3, TEXT_LITERAL("00123"));
		record_set(&record, values[i].number, text_of(values[i].value));
		record_check(&record, &rules, "here", &report);
		print_message("field %d \"%s\"\n", values[i].number, values[i].value);
		assert_int_equal(report.violations, values[i].violations);
		assert_int_equal(report.notes, values[i].notes);
		if (report.first != NULL)
			assert_string_equal(report.first->rule, values[i].rule);
	}
}

static void variants_are_counted_and_told_once(void **state)
{
	(void)state;
	struct field_variants variants = {0};
	const struct field_rules rules = {1, false, &variants};
	struct report report;
	struct record record;
	report_init(&report, arena);
	record_init(&record, &sample);
	record_set(&record, 2, TEXT_LITERAL("abc"));
	record_set(&record, 3, TEXT_LITERAL("1.5"));
	for (int i = 0; i < 3; i++)
		record_check(&record, &rules, "here", &report);
	assert_int_equal(report.notes, 0);
	assert_int_equal(variants.lower_case, 3);
	assert_int_equal(variants.decimal_money, 3);
	variants_find(&variants, &report);
	assert_int_equal(report.notes, 1);
	assert_string_equal(report.first->place, "here, t02_nome");
}

static void a_point_is_no_digit_of_a_column(void **state)
{
	(void)state;
	struct field_variants variants = {0};
	const struct field_rules rules = {0, true, &variants};
	struct report report;
	struct record record;
	char line[34];
	(void)snprintf(line, sizeof(line), "%s", good_line);
	line[9] = '.';
	report_init(&report, arena);
	record_from_columns(&record, &sample, (struct text){line, 33});
	record_check(&record, &rules, "line 1", &report);
	assert_int_equal(report.violations, 1);
	assert_string_equal(report.first->rule, "1217");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layouts_cover_their_columns_without_gap),
		cmocka_unit_test(columns_come_back_byte_for_byte),
		cmocka_unit_test(values_are_padded_by_their_type_and_never_cut),
		cmocka_unit_test(json_keys_are_known_or_refused),
		cmocka_unit_test(every_value_is_judged_by_type_and_use),
		cmocka_unit_test(variants_are_counted_and_told_once),
		cmocka_unit_test(a_point_is_no_digit_of_a_column),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
