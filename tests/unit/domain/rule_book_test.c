#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/eligibility.h"
#include "domain/hold.h"
#include "shipped_rules.h"

static struct rule_row *row_of(struct rule_book *book, const char *code, enum rule_channel channel)
{
	for (int i = 0; i < book->count; i++)
		if (strcmp(book->at[i].code, code) == 0 && book->at[i].channel == channel)
			return &book->at[i];
	fail_msg("no row %s for %s", code, rule_channel_name(channel));
	return &book->at[0];
}

static bool has(const struct eligibility *result, const char *code)
{
	for (int i = 0; i < result->reasons_count; i++)
		if (strcmp(result->reasons[i].code, code) == 0)
			return true;
	return false;
}

static struct reason reason_of(const struct eligibility *result, const char *code)
{
	for (int i = 0; i < result->reasons_count; i++)
		if (strcmp(result->reasons[i].code, code) == 0)
			return result->reasons[i];
	fail_msg("no reason %s", code);
	return (struct reason){.code = code};
}

/* A title and a listing with nothing in them fail a lot of checks, which is all that is wanted here. */
static const struct title no_title = {.species = "DMI"};
static struct debtor nobody;
static const struct listing no_listing = {.principal = &nobody};

static void every_check_has_a_row_for_each_of_its_channels(void **state)
{
	static const enum rule_channel channels[] = {RULE_PROTEST, RULE_BUREAU};
	(void)state;
	for (enum check check = 0; check < CHECK_COUNT; check++)
		for (size_t i = 0; i < ARRAY_LEN(channels); i++)
			if (check_is_made_for(check, channels[i]))
				assert_non_null(rule_find(shipped_rules(), check_code(check), channels[i]));
	assert_false(check_is_known("DEBT_PAYED", RULE_EVERY));
	assert_false(check_is_known("DEBTOR_MINOR", RULE_PROTEST));
	assert_true(check_is_known("DEBTOR_MINOR", RULE_BUREAU));
}

/* What nobody has confirmed stops. */
static void what_is_not_confirmed_does_not_pass(void **state)
{
	int unconfirmed = 0;
	(void)state;
	for (int i = 0; i < shipped_rules()->count; i++) {
		const struct rule_row *row = &shipped_rules()->at[i];
		unconfirmed += row->confirmed ? 0 : 1;
		if (!row->confirmed)
			assert_int_not_equal(row->level, LEVEL_WARN);
	}
	assert_true(unconfirmed > 0);
}

static void the_level_is_the_books(void **state)
{
	static const enum level levels[] = {LEVEL_WARN, LEVEL_HOLD, LEVEL_BLOCK};
	static const enum event events[] = {EVENT_PASSED, EVENT_HELD_BY_RULE, EVENT_REFUSED_BY_RULE};
	struct rule_book book = *shipped_rules();
	struct eligibility_facts facts = {.title = &no_title, .paid_or_pending = true};
	struct eligibility result;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		for (int row = 0; row < book.count; row++)
			book.at[row].level = LEVEL_WARN;
		struct rule_row *paid = row_of(&book, "DEBT_PAID", RULE_PROTEST);
		paid->level = levels[i];
		(void)snprintf(paid->basis, sizeof(paid->basis), "our own");
		(void)snprintf(paid->cra, sizeof(paid->cra), "99");
		eligibility_check(&book, &facts, &result);
		struct reason reason = reason_of(&result, "DEBT_PAID");
		assert_int_equal(reason.level, levels[i]);
		assert_string_equal(reason.basis, "our own");
		assert_string_equal(reason.cra, "99");
		assert_int_equal(eligibility_event(&result), events[i]);
	}
}

/* The bureau's row says nothing of a protest. */
static void a_channel_goes_by_its_own_row(void **state)
{
	struct rule_book book = *shipped_rules();
	struct eligibility_facts facts = {.title = &no_title, .paid_or_pending = true};
	struct listing_facts listing = {.bureau = "spc", .listing = &no_listing, .paid_or_pending = true};
	struct eligibility result;
	(void)state;
	row_of(&book, "DEBT_PAID", RULE_BUREAU)->level = LEVEL_WARN;
	eligibility_check(&book, &facts, &result);
	assert_int_equal(reason_of(&result, "DEBT_PAID").level, LEVEL_BLOCK);
	eligibility_check_listing(&book, &listing, &result);
	assert_int_equal(reason_of(&result, "DEBT_PAID").level, LEVEL_WARN);
	/* And a row of its own stands before that of every channel. */
	struct rule_row *own = &book.at[book.count++];
	*own = *row_of(&book, "CREDITOR_NOT_ENTITLED", RULE_EVERY);
	own->channel = RULE_PROTEST;
	own->level = LEVEL_HOLD;
	eligibility_check(&book, &facts, &result);
	assert_int_equal(reason_of(&result, "CREDITOR_NOT_ENTITLED").level, LEVEL_HOLD);
	eligibility_check_listing(&book, &listing, &result);
	assert_int_equal(reason_of(&result, "CREDITOR_NOT_ENTITLED").level, LEVEL_BLOCK);
}

static void a_check_without_a_row_blocks(void **state)
{
	static const struct rule_book empty;
	struct eligibility_facts facts = {.title = &no_title};
	struct eligibility result;
	(void)state;
	eligibility_check(&empty, &facts, &result);
	assert_true(result.reasons_count > 0);
	for (int i = 0; i < result.reasons_count; i++) {
		assert_int_equal(result.reasons[i].level, LEVEL_BLOCK);
		assert_non_null(strstr(result.reasons[i].basis, "no row"));
		assert_non_null(result.reasons[i].cra);
	}
}

/* Each kind by its own check, and all of them; what is lifted may go, so none of them refuses. */
static void open_holds_are_reasons_each_by_its_check(void **state)
{
	static const char *const codes[HOLD_KIND_COUNT] = {
		[HOLD_DISPUTE] = "DEBT_DISPUTED",
		[HOLD_COURT_ORDER] = "DEBT_SUBJUDICE",
		[HOLD_RECOVERY] = "DEBTOR_IN_RECOVERY",
		[HOLD_OVERINDEBTEDNESS] = "DEBTOR_OVERINDEBTED_CASE",
		[HOLD_DEATH] = "DEBTOR_DECEASED",
		[HOLD_FRAUD] = "LEGAL_HOLD",
		[HOLD_APPROVAL] = "FOUR_EYES_MISSING",
		[HOLD_LEGAL] = "LEGAL_HOLD",
		[HOLD_AGREEMENT] = "DEBT_RENEGOTIATED",
		[HOLD_PAYMENT_PENDING] = "DEBT_PAID",
		[HOLD_APPROVED_PLAN] = "DEBT_IN_APPROVED_PLAN",
	};
	(void)state;
	for (enum hold_kind kind = 0; kind < HOLD_KIND_COUNT; kind++) {
		struct eligibility_facts facts = {.title = &no_title, .holds = hold_kind_name(kind)};
		struct listing_facts listing = {.bureau = "spc", .listing = &no_listing, .holds = hold_kind_name(kind)};
		struct eligibility both[2];
		eligibility_check(shipped_rules(), &facts, &both[0]);
		eligibility_check_listing(shipped_rules(), &listing, &both[1]);
		for (size_t i = 0; i < ARRAY_LEN(both); i++) {
			struct reason held = reason_of(&both[i], codes[kind]);
			assert_int_equal(held.level, LEVEL_HOLD);
			assert_non_null(strstr(held.words, hold_kind_name(kind)));
		}
	}
	struct eligibility_facts facts = {.title = &no_title, .holds = "court_order, dispute, of a later program"};
	struct eligibility result;
	eligibility_check(shipped_rules(), &facts, &result);
	assert_true(has(&result, "DEBT_SUBJUDICE") && has(&result, "DEBT_DISPUTED") && has(&result, "LEGAL_HOLD"));
	facts.holds = "";
	eligibility_check(shipped_rules(), &facts, &result);
	for (enum hold_kind kind = 0; kind < HOLD_KIND_COUNT; kind++)
		assert_false(has(&result, codes[kind]));
}

static void a_lacking_approval_is_a_reason_in_the_words_of_the_policy(void **state)
{
	static const struct {
		bool wanted;
		bool approved;
		bool lacking;
	} rows[] = {{false, false, false}, {false, true, false}, {true, true, false}, {true, false, true}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct eligibility_facts facts = {.title = &no_title,
						  .approval_wanted = rows[i].wanted,
						  .approved = rows[i].approved,
						  .approval = "asked by Maria"};
		struct listing_facts listing = {.bureau = "spc",
						.listing = &no_listing,
						.approval_wanted = rows[i].wanted,
						.approved = rows[i].approved,
						.approval = "asked by Maria"};
		struct eligibility both[2];
		eligibility_check(shipped_rules(), &facts, &both[0]);
		eligibility_check_listing(shipped_rules(), &listing, &both[1]);
		for (size_t j = 0; j < ARRAY_LEN(both); j++) {
			assert_int_equal(has(&both[j], "FOUR_EYES_MISSING"), rows[i].lacking);
			if (rows[i].lacking) {
				struct reason lacking = reason_of(&both[j], "FOUR_EYES_MISSING");
				assert_int_equal(lacking.level, LEVEL_HOLD);
				assert_string_equal(lacking.words, "asked by Maria");
			}
		}
	}
}

/* The version is taken over this text: it must tell any two books apart, and not the order of their rows. */
static void the_text_of_a_book_is_its_rows_in_one_order(void **state)
{
	struct rule_book book = {.at = {{"B", RULE_PROTEST, LEVEL_WARN, "law 1", "07, 09", "Um.", true},
					{"B", RULE_BUREAU, LEVEL_HOLD, "law 2", "", "Dois.", false},
					{"A", RULE_EVERY, LEVEL_BLOCK, "policy", "", "Zero.", true}},
				 .count = 3};
	static const char right[] = "A\t\tblock\tpolicy\t\ttrue\tZero.\n"
				    "B\tbureau\thold\tlaw 2\t\tfalse\tDois.\n"
				    "B\tprotest\twarn\tlaw 1\t07, 09\ttrue\tUm.\n";
	CLEANUP(buf_done) struct buf text = {0};
	(void)state;
	buf_init(&text, 4096);
	rule_book_text(&book, &text);
	assert_string_equal(text.bytes, right);
	struct rule_row first = book.at[0];
	book.at[0] = book.at[2];
	book.at[2] = first;
	buf_clear(&text);
	rule_book_text(&book, &text);
	assert_string_equal(text.bytes, right);
	book.at[1].confirmed = !book.at[1].confirmed;
	buf_clear(&text);
	rule_book_text(&book, &text);
	assert_string_not_equal(text.bytes, right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_check_has_a_row_for_each_of_its_channels),
		cmocka_unit_test(what_is_not_confirmed_does_not_pass),
		cmocka_unit_test(the_level_is_the_books),
		cmocka_unit_test(a_channel_goes_by_its_own_row),
		cmocka_unit_test(a_check_without_a_row_blocks),
		cmocka_unit_test(open_holds_are_reasons_each_by_its_check),
		cmocka_unit_test(a_lacking_approval_is_a_reason_in_the_words_of_the_policy),
		cmocka_unit_test(the_text_of_a_book_is_its_rows_in_one_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
