/* What a return of CONVEM04 says of each record: the words by code, the whole remessa, and what is cut or foreign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/serasa/file_codes.h"
#include "serasa_file_fixture.h"

#define LINE   602 /* with its line end */
#define NUMBER 42

static struct serasa_file file;

static int set_up(void **state)
{
	(void)state;
	serasa_file_init(&file);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	serasa_file_done(&file);
	return 0;
}

/* A remessa as it comes back: line 2 includes a principal, line 3 its guarantor, line 4 another debt, line 5 removes.
 */
#define LINES 6
static char *returned(char way)
{
	struct listing listings[4] = {serasa_file_listing(&file, "NF 123-4"), serasa_file_listing(&file, "NF 123-4"),
				      serasa_file_listing(&file, "NF 5"), serasa_file_listing(&file, "NF 6")};
	listings[1].guarantor = &file.guarantor;
	listings[3].removal = true;
	(void)snprintf(listings[3].motive, sizeof(listings[3].motive), "01");
	const struct parcel parcel = {.kind = SERASA_FILE,
				      .moved_on = serasa_file_day(SERASA_FILE_TODAY),
				      .sequence = NUMBER,
				      .listings = listings,
				      .listings_count = 4};
	struct text bytes;
	assert_int_equal(serasa_file_compose(file.arena, &file.account, &parcel, &bytes, NULL), OK);
	assert_int_equal(bytes.len, LINES * LINE);
	char *copy = arena_copy(file.arena, bytes.at, bytes.len);
	copy[125] = way;
	return copy;
}

static void put(char *bytes, int line, int column, const char *text)
{
	memcpy(bytes + (size_t)(line - 1) * LINE + (size_t)column - 1, text, strlen(text));
}

static void put_codes(char *bytes, int line, const char *codes)
{
	put(bytes, line, 534, codes);
}

static enum rc absorb(struct text bytes, struct told_list *ret_told, struct err *reterr)
{
	const struct question question = {.kind = QUESTION_RETURN_FILE};
	return serasa_file_absorb(file.arena, &file.account, &question, bytes, ret_told, reterr);
}

static struct told_list absorbed_bytes(struct text bytes)
{
	struct told_list told = {0};
	struct err err = {0};
	if (absorb(bytes, &told, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	for (int i = 0; i < told.listings_count; i++) {
		assert_null(strstr(told.listings[i].words, file.principal.taxid.digits));
		assert_null(strstr(told.listings[i].words, file.guarantor.taxid.digits));
	}
	assert_null(strstr(told.remarks, file.principal.taxid.digits));
	return told;
}

static struct told_list absorbed(const char *bytes)
{
	return absorbed_bytes((struct text){bytes, (size_t)LINES * LINE});
}

/* The words about one record, in order, up to `max`. */
static int words_of(const struct told_list *told, int record, const struct listing_told **out, int max)
{
	int count = 0;
	for (int i = 0; i < told->listings_count && count < max; i++)
		if (told->listings[i].record == record)
			out[count++] = &told->listings[i];
	return count;
}

static void assert_told(const struct told_list *told, int record, enum listing_word word, bool flagged,
			const char *codes)
{
	const struct listing_told *found[4];
	int count = words_of(told, record, found, 4);
	for (int i = 0; i < count; i++)
		if (found[i]->word == word && found[i]->flagged == flagged && strcmp(found[i]->codes, codes) == 0) {
			assert_int_equal(found[i]->number, NUMBER);
			return;
		}
	for (int i = 0; i < count; i++)
		print_message("record %d: %s%s, codes \"%s\", %s\n", record, listing_word_name(found[i]->word),
			      found[i]->flagged ? " (flagged)" : "", found[i]->codes, found[i]->words);
	fail_msg("record %d: %s with \"%s\" is wanted", record, listing_word_name(word), codes);
}

static void no_codes_mean_that_all_was_taken(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put_codes(bytes, 4, "000000000000000000000000000000000000000000000000000000000000");
	struct told_list told = absorbed(bytes);
	assert_int_equal(told.listings_count, 4);
	assert_int_equal(told.unreadable_count, 0);
	assert_string_equal(told.remarks, "");
	assert_told(&told, 2, LISTING_LISTED, false, "");
	assert_told(&told, 3, LISTING_LISTED, false, "");
	assert_told(&told, 4, LISTING_LISTED, false, "");
	assert_told(&told, 5, LISTING_REMOVED, false, "");
	assert_false(told.listings[0].removal);
	assert_true(told.listings[3].removal);
	assert_string_equal(told.listings[1].contract, "NF 123-4");
	assert_string_equal(told.listings[1].principal_taxid, "52998224725");
	assert_string_equal(told.listings[1].guarantor_taxid, "44555666000181");
	assert_string_equal(told.listings[0].guarantor_taxid, "");
}

static void each_code_has_its_word(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *field;
		enum listing_word word;
		bool flagged;
		const char *codes;
	} cases[] = {
		{4, "059", LISTING_LISTED, true, "059"},        {4, "000059", LISTING_LISTED, true, "059"},
		{4, "022", LISTING_NOT_LISTED, false, "022"},   {4, "085", LISTING_NOT_LISTED, false, "085"},
		{4, "035", LISTING_NOT_LISTED, false, "035"},   {4, "059085", LISTING_NOT_LISTED, false, "059 085"},
		{4, "777", LISTING_UNKNOWN, true, "777"},       {4, "X1 ", LISTING_UNKNOWN, true, "X1 "},
		{4, "197", LISTING_UNKNOWN, true, "197"},       {4, "777085", LISTING_NOT_LISTED, true, "777 085"},
		{4, "777059", LISTING_LISTED, true, "777 059"}, {4, "040", LISTING_NOT_LISTED, true, "040"},
		{4, "290", LISTING_GONE, false, "290"},         {4, "181", LISTING_GONE, false, "181"},
		{5, "022", LISTING_REMOVED, true, "022"},       {5, "059", LISTING_NOT_REMOVED, false, "059"},
		{5, "799", LISTING_NOT_REMOVED, false, "799"},  {5, "777", LISTING_UNKNOWN, true, "777"},
		{5, "040", LISTING_NOT_REMOVED, true, "040"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *bytes = returned('R');
		put_codes(bytes, cases[i].line, cases[i].field);
		struct told_list told = absorbed(bytes);
		assert_int_equal(told.listings_count, 4);
		assert_told(&told, cases[i].line, cases[i].word, cases[i].flagged, cases[i].codes);
	}
}

static void what_happened_besides_is_told_beside_the_word(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *field;
		enum listing_word main;
		enum listing_word beside;
		const char *codes;
	} cases[] = {
		{4, "301", LISTING_LISTED, LISTING_NOTICE_RETURNED, "301"},
		{4, "315302", LISTING_LISTED, LISTING_NOTICE_RETURNED, "315 302"},
		{4, "316", LISTING_LISTED, LISTING_NOTED, "316"},
		{5, "292", LISTING_REMOVED, LISTING_GONE, "292"},
		{5, "331", LISTING_REMOVED, LISTING_NOTED, "331"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *bytes = returned('R');
		put_codes(bytes, cases[i].line, cases[i].field);
		struct told_list told = absorbed(bytes);
		assert_int_equal(told.listings_count, 5);
		assert_told(&told, cases[i].line, cases[i].main, false, "");
		assert_told(&told, cases[i].line, cases[i].beside, false, cases[i].codes);
	}
	char *bytes = returned('R');
	put_codes(bytes, 4, "085301");
	struct told_list told = absorbed(bytes);
	assert_told(&told, 4, LISTING_NOT_LISTED, false, "085");
	assert_told(&told, 4, LISTING_NOTICE_RETURNED, false, "301");
}

static void a_refusal_for_anothers_sake_shows_the_cause(void **state)
{
	(void)state;
	char *bytes = returned('R');
	const struct listing_told *found[1] = {NULL};
	put_codes(bytes, 2, "040");
	put_codes(bytes, 3, "031");
	struct told_list told = absorbed(bytes);
	assert_told(&told, 2, LISTING_NOT_LISTED, false, "040 031");
	assert_told(&told, 3, LISTING_NOT_LISTED, false, "031");
	assert_told(&told, 4, LISTING_LISTED, false, "");
	assert_int_equal(words_of(&told, 2, found, 1), 1);
	assert_non_null(strstr(found[0]->words, "DOCUMENTO DO COOBRIGADO INVALIDO (line 3)"));
}

static void twenty_codes_are_all_counted(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put_codes(bytes, 4, "008009010011012014016017028029030031035036044047051052053057");
	struct told_list told = absorbed(bytes);
	assert_told(&told, 4, LISTING_NOT_LISTED, false,
		    "008 009 010 011 012 014 016 017 028 029 030 031 035 036 044 +5");
}

static void codes_on_header_or_trailer_are_of_the_whole_remessa(void **state)
{
	(void)state;
	static const struct {
		int line;
		const char *field;
		enum listing_word word;
		bool flagged;
	} cases[] = {
		{1, "013", LISTING_NOT_LISTED, false}, {1, "391", LISTING_NOT_LISTED, false},
		{1, "390", LISTING_NOT_LISTED, false}, {LINES, "005", LISTING_NOT_LISTED, false},
		{1, "019", LISTING_NOTED, true},       {LINES, "019", LISTING_NOTED, true},
		{1, "777", LISTING_UNKNOWN, true},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *bytes = returned('R');
		put_codes(bytes, cases[i].line, cases[i].field);
		struct told_list told = absorbed(bytes);
		assert_int_equal(told.listings_count, 1);
		assert_told(&told, 0, cases[i].word, cases[i].flagged, cases[i].field);
		assert_non_null(strstr(told.remarks, "4 records are not looked at"));
	}
}

static void a_code_of_the_whole_file_on_a_record_asks_for_a_person(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put_codes(bytes, 4, "034");
	struct told_list told = absorbed(bytes);
	assert_int_equal(told.listings_count, 5);
	assert_told(&told, 4, LISTING_NOT_LISTED, false, "034");
	assert_told(&told, 0, LISTING_NOTED, true, "034");
	assert_told(&told, 2, LISTING_LISTED, false, "");
	put_codes(bytes, 2, "004");
	told = absorbed(bytes);
	assert_int_equal(told.listings_count, 5);
	assert_told(&told, 0, LISTING_NOTED, true, "004");
}

static void records_are_known_by_their_sequence_in_whatever_order(void **state)
{
	(void)state;
	static const int order[LINES] = {6, 5, 1, 4, 2, 3};
	const char *bytes = returned('R');
	char *mixed = arena_alloc(file.arena, (size_t)LINES * LINE);
	for (int i = 0; i < LINES; i++)
		memcpy(mixed + (size_t)i * LINE, bytes + (size_t)(order[i] - 1) * LINE, LINE);
	memcpy(mixed + 3 * (size_t)LINE + 533, "085", 3);
	struct told_list told = absorbed(mixed);
	assert_int_equal(told.listings_count, 4);
	assert_told(&told, 2, LISTING_LISTED, false, "");
	assert_told(&told, 3, LISTING_LISTED, false, "");
	assert_told(&told, 4, LISTING_NOT_LISTED, false, "085");
	assert_told(&told, 5, LISTING_REMOVED, false, "");
	assert_non_null(strstr(told.remarks, "line 3"));
}

static void the_content_of_a_record_does_not_decide_whose_it_is(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put(bytes, 4, 34, "000000000000000");
	put(bytes, 4, 439, "                ");
	struct told_list told = absorbed(bytes);
	assert_int_equal(told.listings_count, 4);
	assert_told(&told, 4, LISTING_LISTED, false, "");
}

static void lines_may_end_with_a_line_feed_only(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put_codes(bytes, 5, "022");
	size_t len = 0;
	for (size_t i = 0; i < (size_t)LINES * LINE; i++)
		if (bytes[i] != '\r')
			bytes[len++] = bytes[i];
	struct told_list told = absorbed_bytes((struct text){bytes, len});
	assert_int_equal(told.listings_count, 4);
	assert_int_equal(told.unreadable_count, 0);
	assert_told(&told, 5, LISTING_REMOVED, true, "022");
}

static void a_file_that_was_cut_gives_what_was_whole(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put_codes(bytes, 3, "031");
	struct told_list told = absorbed_bytes((struct text){bytes, 3 * LINE + 300});
	assert_int_equal(told.listings_count, 2);
	assert_told(&told, 2, LISTING_LISTED, false, "");
	assert_told(&told, 3, LISTING_NOT_LISTED, false, "031");
	assert_int_equal(told.unreadable_count, 2); /* half a record, and the trailer */
	assert_non_null(strstr(told.remarks, "line 4: the line has 300 bytes"));
	assert_non_null(strstr(told.remarks, "no trailer"));
}

static void a_line_that_lost_its_end_is_known_by_document_and_contract(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put(bytes, 4, 594, "0000123"); /* 12 would be another record */
	struct told_list told = absorbed_bytes((struct text){bytes, 3 * LINE + 599});
	const struct listing_told *last = &told.listings[told.listings_count - 1];
	assert_int_equal(told.listings_count, 3);
	assert_int_equal(last->record, 0);
	assert_int_equal(last->number, 0);
	assert_string_equal(last->contract, "NF 5");
	assert_string_equal(last->principal_taxid, "52998224725");
	put(bytes, 4, 439, "                ");
	told = absorbed_bytes((struct text){bytes, 3 * LINE + 599});
	assert_int_equal(told.listings_count, 2);
	assert_int_equal(told.unreadable_count, 2);
}

static void a_longer_line_is_left_out_unless_it_ends_in_blanks(void **state)
{
	(void)state;
	const char *bytes = returned('R');
	const char *longer = arena_printf(file.arena, "%.*s%.*s  \r\n%.*sX\r\n%.*s", LINE, bytes, LINE - 2,
					  bytes + LINE, LINE - 2, bytes + 2 * LINE, 3 * LINE, bytes + 3 * LINE);
	struct told_list told = absorbed_bytes(text_of(longer));
	assert_int_equal(told.listings_count, 3);
	assert_int_equal(told.unreadable_count, 1);
	assert_told(&told, 2, LISTING_LISTED, false, "");
	assert_told(&told, 4, LISTING_LISTED, false, "");
	assert_non_null(strstr(told.remarks, "line 3: the line has 601 bytes; 600 are right; it is left out"));
}

static void a_record_of_another_type_is_left_out_and_told(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put(bytes, 4, 1, "2");
	put(bytes, 5, 1, "x");
	struct told_list told = absorbed(bytes);
	assert_int_equal(told.listings_count, 2);
	assert_int_equal(told.unreadable_count, 2);
	assert_non_null(strstr(told.remarks, "line 4: the record type \"2\""));
}

static void an_informational_file_speaks_by_document_and_contract(void **state)
{
	(void)state;
	static const struct {
		const char *operation;
		const char *field;
		enum listing_word word;
		bool flagged;
		const char *codes;
	} cases[] = {
		{"C", "301", LISTING_NOTICE_RETURNED, false, "301"},
		{"I", "304", LISTING_NOTICE_RETURNED, false, "304"},
		{"E", "291", LISTING_GONE, false, "291"},
		{"C", "290", LISTING_GONE, false, "290"},
		{"E", "   ", LISTING_GONE, true, ""},
		{"C", "316", LISTING_NOTED, false, "316"},
		{"C", "000", LISTING_NOTED, false, "000"},
		{"C", "   ", LISTING_NOTED, false, ""},
		{"C", "777", LISTING_UNKNOWN, true, "777"},
		{"C", "085", LISTING_NOTED, true, "085"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *bytes = returned('I');
		put(bytes, 3, 2, cases[i].operation);
		put_codes(bytes, 3, cases[i].field);
		struct told_list told = absorbed(bytes);
		assert_int_equal(told.listings_count, 4);
		const struct listing_told *one = &told.listings[1];
		assert_int_equal(one->word, cases[i].word);
		assert_int_equal(one->flagged, cases[i].flagged);
		assert_string_equal(one->codes, cases[i].codes);
		assert_int_equal(one->number, 0);
		assert_int_equal(one->record, 0);
		assert_false(one->removal);
		assert_string_equal(one->contract, "NF 123-4");
		assert_string_equal(one->principal_taxid, "52998224725");
		assert_string_equal(one->guarantor_taxid, "44555666000181");
	}
}

static void a_message_in_a_return_is_no_answer(void **state)
{
	(void)state;
	char *bytes = returned('R');
	put(bytes, 4, 2, "C");
	put_codes(bytes, 4, "301");
	struct told_list told = absorbed(bytes);
	assert_int_equal(told.listings_count, 4);
	assert_int_equal(told.listings[2].word, LISTING_NOTICE_RETURNED);
	assert_int_equal(told.listings[2].record, 0);
	assert_string_equal(told.listings[2].contract, "NF 5");
}

static void two_files_in_one_are_told_apart(void **state)
{
	(void)state;
	char *first = returned('R');
	char *second = returned('R');
	put_codes(first, 1, "013");
	put(second, 1, 120, "000043");
	const char *both = arena_printf(file.arena, "%.*s%.*s", LINES * LINE, first, LINES * LINE, second);
	struct told_list told = absorbed_bytes(text_of(both));
	assert_int_equal(told.listings_count, 5);
	assert_int_equal(told.listings[0].number, 42);
	assert_int_equal(told.listings[0].record, 0);
	assert_int_equal(told.listings[1].number, 43);
	assert_int_equal(told.listings[1].record, 2);
	assert_int_equal(told.listings[1].word, LISTING_LISTED);
}

static void what_is_no_return_of_this_account_is_refused_whole(void **state)
{
	(void)state;
	static const struct {
		int column;
		const char *text;
		const char *field;
	} cases[] = {
		{105, "SERASA-CONVEM01", "identificacao_arquivo"},
		{1, "1", "identificacao_arquivo"},
		{126, "E", "codigo_envio"},
		{2, "099888777", "cnpj_conveniada"},
		{127, "0007", "diferencial_remessa"},
		{120, "000000", "numero_remessa"},
		{120, "      ", "numero_remessa"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *bytes = returned('R');
		struct told_list told = {.listings_count = -1};
		struct err err = {0};
		put(bytes, 1, cases[i].column, cases[i].text);
		assert_int_equal(absorb((struct text){bytes, (size_t)LINES * LINE}, &told, &err), ERR_UNREADABLE);
		assert_string_equal(err.field, cases[i].field);
		assert_non_null(strstr(err.where, "aurora-serasa"));
		assert_int_equal(told.listings_count, -1);
	}
	static const char *const foreign[] = {"", "\n\n", "<xml/>", "0", "\xff\xfe\x00"};
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		assert_int_equal(absorb(text_of(foreign[i]), &(struct told_list){0}, NULL), ERR_UNREADABLE);
}

/* The database takes no other. */
static void assert_plain(const char *text)
{
	for (; *text != '\0'; text++)
		assert_true((*text >= ' ' && *text < 0x7f) || *text == '\n');
}

static void any_cut_and_any_byte_is_survived(void **state)
{
	(void)state;
	unsigned seed = 4711;
	const char *bytes = returned('R');
	struct told_list told = {.remarks = ""};
	for (size_t len = 0; len < (size_t)LINES * LINE; len += 7)
		(void)!absorb((struct text){arena_copy(file.arena, bytes, len), len}, &(struct told_list){0}, NULL);
	for (int round = 0; round < 300; round++) {
		char *other = arena_copy(file.arena, bytes, (size_t)LINES * LINE);
		for (int i = 0; i < 60; i++) {
			seed = seed * 1103515245u + 12345u;
			size_t at = (seed >> 8) % ((size_t)LINES * LINE);
			seed = seed * 1103515245u + 12345u;
			if (at > 130 && other[at] != '\n')
				other[at] = (char)(seed >> 16);
		}
		if (absorb((struct text){other, (size_t)LINES * LINE}, &told, NULL) != OK)
			continue;
		assert_plain(told.remarks);
		for (int i = 0; i < told.listings_count; i++) {
			assert_plain(told.listings[i].contract);
			assert_plain(told.listings[i].principal_taxid);
			assert_plain(told.listings[i].guarantor_taxid);
			assert_plain(told.listings[i].codes);
			assert_plain(told.listings[i].words);
		}
	}
}

/* conf/codes says to a person what the channel acts on: neither may know a code that the other does not. */
static void the_codes_are_those_that_compliance_reads(void **state)
{
	(void)state;
	struct code_book *book;
	struct err err = {0};
	size_t count;
	const struct serasa_code *codes = serasa_codes_all(&count);
	if (conf_read_codes(file.arena, TOP_SRCDIR "/conf/codes", &book, NULL, NULL, &err) != OK)
		fail_msg("%s: %s", err.where, err.words);
	const struct code_table *table = code_table_find(book, "serasa", "return-codes");
	assert_non_null(table);
	assert_int_equal(count, table->entries_count);
	for (size_t i = 0; i < count; i++) {
		const struct code_entry *entry = code_find(table, text_of(codes[i].code));
		enum serasa_code_class class = codes[i].class;
		bool refuses = class <= SERASA_CODE_ELSEWHERE;
		bool informs = class == SERASA_CODE_GONE || class == SERASA_CODE_RETURNED ||
			       class == SERASA_CODE_NOTE || class == SERASA_CODE_RECEIPT;
		assert_non_null(entry);
		assert_ptr_equal(serasa_code_find(codes[i].code), &codes[i]);
		if ((entry->kind == CODE_REJECTION && !refuses) || (entry->kind == CODE_INFORMATION && !informs))
			fail_msg("%s is of another kind in conf/codes", codes[i].code);
	}
}

static void nothing_but_returns_is_read(void **state)
{
	(void)state;
	const struct question question = {.kind = QUESTION_HOOK};
	assert_int_equal(
		serasa_file_absorb(file.arena, &file.account, &question, text_of("x"), &(struct told_list){0}, NULL),
		ERR_REFUSED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_codes_mean_that_all_was_taken),
		TEST(each_code_has_its_word),
		TEST(what_happened_besides_is_told_beside_the_word),
		TEST(a_refusal_for_anothers_sake_shows_the_cause),
		TEST(twenty_codes_are_all_counted),
		TEST(codes_on_header_or_trailer_are_of_the_whole_remessa),
		TEST(a_code_of_the_whole_file_on_a_record_asks_for_a_person),
		TEST(records_are_known_by_their_sequence_in_whatever_order),
		TEST(the_content_of_a_record_does_not_decide_whose_it_is),
		TEST(lines_may_end_with_a_line_feed_only),
		TEST(a_file_that_was_cut_gives_what_was_whole),
		TEST(a_line_that_lost_its_end_is_known_by_document_and_contract),
		TEST(a_longer_line_is_left_out_unless_it_ends_in_blanks),
		TEST(a_record_of_another_type_is_left_out_and_told),
		TEST(an_informational_file_speaks_by_document_and_contract),
		TEST(a_message_in_a_return_is_no_answer),
		TEST(two_files_in_one_are_told_apart),
		TEST(what_is_no_return_of_this_account_is_refused_whole),
		TEST(any_cut_and_any_byte_is_survived),
		TEST(the_codes_are_those_that_compliance_reads),
		TEST(nothing_but_returns_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
