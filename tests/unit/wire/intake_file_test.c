#include "wire/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"

#define CPF_GOOD "52998224725"

static struct intake_reader *open_text(struct arena *arena, enum intake_syntax syntax, const char *bytes)
{
	struct intake_reader *reader = NULL;
	struct err err = {0};
	if (intake_open(arena, syntax, text_of(bytes), &reader, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	return reader;
}

/* The rows of `bytes`: ok or not, line by line, as "1+ 3- 4+". */
static void read_all(enum intake_syntax syntax, struct text bytes, char *out, size_t size, struct err *last)
{
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct intake_reader *reader = NULL;
	struct err err = {0};
	out[0] = '\0';
	if (intake_open(arena, syntax, bytes, &reader, last) != OK) {
		(void)snprintf(out, size, "refused");
		return;
	}
	for (size_t at = 0;;) {
		struct intake_row row;
		bool more = false;
		enum rc rc = intake_next(reader, &row, &more, &err);
		if (!more)
			break;
		if (rc != OK)
			*last = err;
		at += (size_t)snprintf(out + at, size - at, "%s%d%c", at > 0 ? " " : "", row.line,
				       rc == OK ? '+' : '-');
	}
}

#define PAYMENT_HEADER "record,creditor,invoice,payment,paid,received_at\n"
#define PAYMENT_TAIL   ",10.00,2026-03-10T14:00:00Z\n"
#define PAYMENT_ROW    "payment,acme,I1,P1" PAYMENT_TAIL

static void csv_is_read_as_rfc_4180_says(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *rows;
	} files[] = {
		{PAYMENT_HEADER, ""},
		{PAYMENT_HEADER PAYMENT_ROW PAYMENT_ROW, "2+ 3+"},
		{"\xEF\xBB\xBF" PAYMENT_HEADER PAYMENT_ROW, "2+"},
		{PAYMENT_HEADER "payment,acme,I1,P1,10.00,2026-03-10T14:00:00Z", "2+"}, /* no line end at the end */
		{"record,creditor,invoice,payment,paid,received_at\r\n"
		 "payment,acme,I1,P1,10.00,2026-03-10T14:00:00Z\r\n"
		 "payment,acme,I1,\"P1\",10.00,\"2026-03-10T14:00:00Z\"\r\n",
		 "2+ 3+"},
		{"record;creditor;invoice;payment;paid;received_at\n"
		 "payment;acme;\"a;b\";P1;10.00;2026-03-10T14:00:00Z\n",
		 "2+"},
		{PAYMENT_HEADER "payment,\"ac\"\"me\",I1,P1" PAYMENT_TAIL, "2+"},
		{PAYMENT_HEADER "\n \r\n" PAYMENT_ROW "\n", "4+"},
		{PAYMENT_HEADER "payment,\"two\nlines\",I1,P1" PAYMENT_TAIL PAYMENT_ROW, "2+ 4+"},
		{"\n\n" PAYMENT_HEADER PAYMENT_ROW, "4+"},
		{"paid,invoice,record,received_at,payment,creditor\n10.00,I1,payment,2026-03-10T14:00:00Z,P1,acme\n",
		 "2+"},
		{PAYMENT_HEADER "payment,acme,I1\n" PAYMENT_ROW, "2- 3+"},
		{PAYMENT_HEADER "payment,acme,I1,P1,1,2026-03-10T14:00:00Z,\n" PAYMENT_ROW, "2- 3+"},
		{PAYMENT_HEADER "payment,ac\"me,I1,P1" PAYMENT_TAIL PAYMENT_ROW, "2- 3+"},
		{PAYMENT_HEADER "payment,\"ac\"me,I1,P1" PAYMENT_TAIL PAYMENT_ROW, "2- 3+"},
		{PAYMENT_HEADER "payment,\xff,I1,P1" PAYMENT_TAIL PAYMENT_ROW, "2- 3+"},
		{PAYMENT_HEADER "payment,a\x01,I1,P1" PAYMENT_TAIL PAYMENT_ROW, "2- 3+"},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char rows[256];
		struct err err = {0};
		read_all(INTAKE_CSV, text_of(files[i].bytes), rows, sizeof(rows), &err);
		if (strcmp(rows, files[i].rows) != 0)
			fail_msg("file %zu: %s instead of %s (%s: %s)", i, rows, files[i].rows, err.where, err.words);
	}
}

static void a_quote_that_is_not_closed_costs_one_line(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *rows;
	} files[] = {
		{PAYMENT_HEADER "payment,\"acme,I1,P1" PAYMENT_TAIL PAYMENT_ROW PAYMENT_ROW, "2- 3+ 4+"},
		{PAYMENT_HEADER PAYMENT_ROW "payment,\"acme,I1,P1" PAYMENT_TAIL PAYMENT_ROW
					    "payment,\"acme\",I1,P1" PAYMENT_TAIL PAYMENT_ROW,
		 "2+ 3- 4+ 5+ 6+"},
		{PAYMENT_HEADER "\"", "2-"},
		{PAYMENT_HEADER "payment,acme,I1,\"\"\"\n" PAYMENT_ROW, "2- 3+"},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char rows[256];
		struct err err = {0};
		read_all(INTAKE_CSV, text_of(files[i].bytes), rows, sizeof(rows), &err);
		assert_string_equal(rows, files[i].rows);
		assert_non_null(strstr(err.words, "quote"));
	}
}

static void a_row_over_the_limit_is_an_error_of_that_row(void **state)
{
	(void)state;
	static const struct {
		enum intake_syntax syntax;
		const char *head;
		const char *before;
		const char *behind;
		const char *good;
		const char *rows;
	} files[] = {
		{INTAKE_CSV, PAYMENT_HEADER, "payment,", ",I1,P1" PAYMENT_TAIL, PAYMENT_ROW, "2- 3+"},
		{INTAKE_CSV, PAYMENT_HEADER, "payment,\"", "\",I1,P1" PAYMENT_TAIL, PAYMENT_ROW, "2- 3+"},
		{INTAKE_CSV, PAYMENT_HEADER, "payment,\"", ",I1,P1" PAYMENT_TAIL, PAYMENT_ROW, "2- 3+"},
		{INTAKE_JSON_LINES, "", "{\"creditor\":\"", "\"}\n",
		 "{\"record\":\"payment\",\"creditor\":\"a\",\"invoice\":\"b\",\"payment\":\"c\",\"paid\":\"1\","
		 "\"received_at\":\"2026-03-10T14:00:00Z\"}\n",
		 "1- 2+"},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes CLEANUP(buf_done);
		buf_init(&bytes, 4 << 20);
		buf_puts(&bytes, files[i].head);
		buf_puts(&bytes, files[i].before);
		buf_fill(&bytes, 'x', LIMIT_INTAKE_LINE_BYTES + 10);
		buf_puts(&bytes, files[i].behind);
		buf_puts(&bytes, files[i].good);
		char rows[64];
		struct err err = {0};
		read_all(files[i].syntax, buf_view(&bytes), rows, sizeof(rows), &err);
		assert_string_equal(rows, files[i].rows);
		assert_int_equal(err.code, ERR_RANGE);
		assert_non_null(strstr(err.words, "65536"));
	}
}

static void a_header_that_is_wrong_refuses_the_file(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *field;
	} files[] = {
		{"", ""},
		{"\n\n", ""},
		{"record,creditor,invoice,colour\n", ""},
		{"record,creditor,invoice,\n", ""},
		{"record,creditor,invoice,creditor\n", "creditor"},
		{"record,creditor\n", "invoice"},
		{"creditor,invoice\n", "number"}, /* no record column: every row is an invoice */
		{"record,invoice,\"creditor\n", ""},
		{"\xFF\xFE"
		 "r",
		 ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char rows[64];
		struct err err = {0};
		read_all(INTAKE_CSV, text_of(files[i].bytes), rows, sizeof(rows), &err);
		assert_string_equal(rows, "refused");
		assert_int_equal(err.code, ERR_FORMAT);
		assert_string_equal(err.field, files[i].field);
		assert_true(strncmp(err.where, "line ", 5) == 0);
	}
}

static void csv_without_a_record_column_holds_invoices(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	struct intake_reader *reader =
		open_text(arena, INTAKE_CSV,
			  "creditor,invoice,number,species,issued_on,due_on,amount,name,taxid,street,cep,city,uf,ibge\n"
			  "acme,I1,7,DMI,2026-01-05,2026-02-05,10.5,\"Fictícia, Ana\"," CPF_GOOD ",Rua X,01310100,São "
			  "Paulo,SP,3550308\n");
	struct intake_row row;
	struct err err;
	bool more = false;
	assert_int_equal(intake_next(reader, &row, &more, &err), OK);
	assert_int_equal(row.kind, INTAKE_INVOICE);
	assert_string_equal(row.debtor.name, "Fictícia, Ana");
	assert_int_equal(row.amount_cents, 1050);
	assert_true(text_starts(row.raw, "acme,I1"));
	assert_true(row.raw.at[row.raw.len - 1] == '8');
	assert_int_equal(intake_next(reader, &row, &more, &err), OK);
	assert_false(more);
	arena_free(arena);
}

static void json_lines_take_text_only(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum rc rc;
		const char *field;
		const char *words;
	} lines[] = {
		{"{\"paid\":12.5}", ERR_FORMAT, "paid", "money as text"},
		{"{\"amount\":1}", ERR_FORMAT, "amount", "money as text"},
		{"{\"cep\":1310100}", ERR_FORMAT, "cep", "text in quotes"},
		{"{\"name\":[\"x\"]}", ERR_FORMAT, "name", "an array"},
		{"{\"name\":{}}", ERR_FORMAT, "name", "an object"},
		{"{\"name\":true}", ERR_FORMAT, "name", "true or false"},
		{"{\"name\":null}", ERR_FORMAT, "creditor", "missing"},
		{"{\"colour\":\"red\"}", ERR_UNKNOWN, "", "colour"},
		{"{\"name\":\"a\",\"name\":\"b\"}", ERR_FORMAT, "", "duplicate"},
		{"{\"name\":\"a\"", ERR_FORMAT, "", "no JSON"},
		{"{\"name\":\"a\\u0000b\"}", ERR_FORMAT, "", "no JSON"},
		{"{\"name\":\"\xff\"}", ERR_FORMAT, "", "no JSON"},
		{"{} {}", ERR_FORMAT, "", "no JSON"},
		{"[]", ERR_FORMAT, "", "one object"},
		{"hello", ERR_FORMAT, "", "no JSON"},
		{"{}", ERR_FORMAT, "creditor", "missing"},
	};
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct intake_reader *reader = open_text(arena, INTAKE_JSON_LINES, lines[i].line);
		struct intake_row row;
		struct err err = {0};
		bool more = false;
		assert_int_equal(intake_next(reader, &row, &more, &err), lines[i].rc);
		assert_true(more);
		assert_string_equal(err.field, lines[i].field);
		assert_string_equal(err.where, "line 1");
		if (strstr(err.words, lines[i].words) == NULL)
			fail_msg("%s: %s", lines[i].line, err.words);
		assert_int_equal(intake_next(reader, &row, &more, &err), OK);
		assert_false(more);
	}
}

static void the_name_of_a_file_tells_its_syntax(void **state)
{
	(void)state;
	enum intake_syntax syntax = INTAKE_JSON_LINES;
	assert_int_equal(intake_syntax_of("a.csv", &syntax, NULL), OK);
	assert_int_equal(syntax, INTAKE_CSV);
	assert_int_equal(intake_syntax_of("dir/b.jsonl", &syntax, NULL), OK);
	assert_int_equal(syntax, INTAKE_JSON_LINES);
	assert_int_equal(intake_syntax_of("b.ndjson", &syntax, NULL), OK);
	assert_int_equal(intake_syntax_of("b.csv.part", &syntax, NULL), ERR_UNKNOWN);
	assert_int_equal(intake_syntax_of(".csv", &syntax, NULL), ERR_UNKNOWN);
	assert_int_equal(intake_syntax_of("b.xlsx", &syntax, NULL), ERR_UNKNOWN);
}

static void memory_does_not_grow_with_the_file(void **state)
{
	(void)state;
	struct buf bytes CLEANUP(buf_done);
	buf_init(&bytes, 16 << 20);
	buf_puts(&bytes, PAYMENT_HEADER);
	for (int i = 0; i < 20000; i++)
		buf_printf(&bytes, "payment,\"acme\",I%d,P1" PAYMENT_TAIL, i);
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(128 << 10);
	struct intake_reader *reader = NULL;
	assert_int_equal(intake_open(arena, INTAKE_CSV, buf_view(&bytes), &reader, NULL), OK);
	int rows = 0;
	bool more = true;
	while (more) {
		struct intake_row row;
		assert_int_equal(intake_next(reader, &row, &more, NULL), OK);
		rows += more;
	}
	assert_int_equal(rows, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_is_read_as_rfc_4180_says),
		cmocka_unit_test(a_quote_that_is_not_closed_costs_one_line),
		cmocka_unit_test(a_row_over_the_limit_is_an_error_of_that_row),
		cmocka_unit_test(a_header_that_is_wrong_refuses_the_file),
		cmocka_unit_test(csv_without_a_record_column_holds_invoices),
		cmocka_unit_test(json_lines_take_text_only),
		cmocka_unit_test(the_name_of_a_file_tells_its_syntax),
		cmocka_unit_test(memory_does_not_grow_with_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
