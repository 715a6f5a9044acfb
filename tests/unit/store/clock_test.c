#include "store/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/event.h"
#include "store/schema.h"
#include "unit/store/fixture.h"

static struct clock_now now_of(struct store *store)
{
	struct clock_now now;
	MUST(store, clock_now(store->db, &now, &store->err));
	return now;
}

static void something_happens(struct store *store)
{
	MUST(store, event_tell(store->db, &(struct happening){.actor = "test", .what = "SOMETHING"}, &store->err));
}

static void a_sandbox_stands_still(void **state)
{
	struct store *store = *state;
	struct clock_now now = now_of(store);
	assert_true(now.sandbox);
	assert_string_equal(now.text, FIXTURE_NOW);
	assert_int_equal(now.seconds, 1772452800);
	assert_int_equal(date_compare(now.today, day_of("2026-03-02")), 0);
	assert_int_equal(now.minute, 540);
	MUST(store, db_script(store->db, "select pg_sleep(0.01)", &store->err));
	assert_int_equal(now_of(store).seconds, now.seconds);
}

static void the_day_is_that_of_the_place(void **state)
{
	static const struct {
		const char *zone;
		const char *text;
		const char *day;
		int minute;
	} cases[] = {
		{"America/Sao_Paulo", "2026-03-02T23:30:00-03:00", "2026-03-02", 1410},
		{"America/Rio_Branco", "2026-03-02T21:30:00-05:00", "2026-03-02", 1290},
		{"UTC", "2026-03-03T02:30:00+00:00", "2026-03-03", 150},
		{"Asia/Kolkata", "2026-03-03T08:00:00+05:30", "2026-03-03", 480},
	};
	struct store *store = *state;
	MUST(store, clock_set(store->db, text_of("2026-03-03T02:30:00Z"), &store->err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, clock_set_timezone(store->db, cases[i].zone, &store->err));
		struct clock_now now = now_of(store);
		assert_string_equal(now.text, cases[i].text);
		assert_int_equal(date_compare(now.today, day_of(cases[i].day)), 0);
		assert_int_equal(now.minute, cases[i].minute);
	}
	assert_int_equal(clock_set_timezone(store->db, "Brasil/Atlantida", &store->err), ERR_CONFIG);
	assert_string_equal(now_of(store).text, cases[ARRAY_LEN(cases) - 1].text);
}

static void an_instant_without_a_zone_is_local(void **state)
{
	static const struct {
		const char *given;
		const char *text;
	} cases[] = {
		{"2026-03-03T08:30:00", "2026-03-03T08:30:00-03:00"},
		{"2026-03-04 08:30", "2026-03-04T08:30:00-03:00"},
		{"2026-03-05", "2026-03-05T00:00:00-03:00"},
		{"2026-03-06T08:30:00-03:00", "2026-03-06T08:30:00-03:00"},
		{"2026-03-07T08:30:00+02", "2026-03-07T03:30:00-03:00"},
		{"2026-03-08T11:30:00Z", "2026-03-08T08:30:00-03:00"},
	};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, clock_set(store->db, text_of(cases[i].given), &store->err));
		assert_string_equal(now_of(store).text, cases[i].text);
	}
}

static void what_is_no_instant_is_refused(void **state)
{
	static const char *const cases[] = {"",           "tomorrow",
					    "now",        "infinity",
					    "-infinity",  "epoch",
					    "9:00",       "x",
					    "02/03/26",   "2026-02-30T09:00:00-03:00",
					    "2026-13-01", "2026-03-02T25:00:00Z"};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(clock_set(store->db, text_of(cases[i]), &store->err), ERR_FORMAT);
		assert_string_equal(now_of(store).text, FIXTURE_NOW);
	}
}

static void a_sandbox_moves_forward_by_durations(void **state)
{
	static const struct {
		const char *duration;
		const char *text;
	} cases[] = {
		{"90m", "2026-03-02T10:30:00-03:00"},       {"36h", "2026-03-03T22:30:00-03:00"},
		{"2d", "2026-03-05T22:30:00-03:00"},        {"1 day 2 hours", "2026-03-07T00:30:00-03:00"},
		{"0 minutes", "2026-03-07T00:30:00-03:00"},
	};
	struct store *store = *state;
	something_happens(store);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, clock_advance(store->db, text_of(cases[i].duration), &store->err));
		assert_string_equal(now_of(store).text, cases[i].text);
	}
	assert_int_equal(clock_advance(store->db, text_of("-1 minute"), &store->err), ERR_REFUSED);
	assert_int_equal(clock_advance(store->db, text_of("soon"), &store->err), ERR_FORMAT);
	assert_int_equal(clock_advance(store->db, text_of("infinity"), &store->err), ERR_FORMAT);
	assert_int_equal(clock_advance(store->db, text_of("400000 years"), &store->err), ERR_FORMAT);
	assert_string_equal(now_of(store).text, "2026-03-07T00:30:00-03:00");
}

static void it_goes_back_only_before_anything_has_happened(void **state)
{
	struct store *store = *state;
	MUST(store, clock_set(store->db, text_of("2025-01-06T08:00:00-03:00"), &store->err));
	something_happens(store);
	assert_int_equal(clock_set(store->db, text_of("2025-01-06T07:59:59-03:00"), &store->err), ERR_REFUSED);
	MUST(store, clock_set(store->db, text_of("2025-01-06T08:00:00-03:00"), &store->err));
	MUST(store, clock_set(store->db, text_of("2025-01-06T08:00:01-03:00"), &store->err));
	assert_string_equal(now_of(store).text, "2025-01-06T08:00:01-03:00");
}

static void told_nothing(const char *name)
{
	(void)name;
}

static void outside_a_sandbox_nobody_moves_the_clock(void **state)
{
	struct store *store = *state;
	MUST(store, schema_migrate(store->db, false, told_nothing, &store->err));
	assert_int_equal(clock_set(store->db, text_of("2030-01-01T00:00:00Z"), &store->err), ERR_REFUSED);
	assert_int_equal(clock_advance(store->db, text_of("1d"), &store->err), ERR_REFUSED);
	struct db *daemon = store_connect(store, "apontad_daemon");
	assert_int_equal(db_script(daemon, "update apontad.setting set standing_at = '2030-01-01'", &store->err),
			 ERR_INTEGRITY);
	assert_int_equal(db_script(daemon, "update apontad.setting set sandbox = true", &store->err), ERR_CONFIG);
	db_close(daemon);
	assert_string_equal(store_text(store, "select apontad.now() = pg_catalog.now()"), "t");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_sandbox_stands_still),
		STORE_TEST(the_day_is_that_of_the_place),
		STORE_TEST(an_instant_without_a_zone_is_local),
		STORE_TEST(what_is_no_instant_is_refused),
		STORE_TEST(a_sandbox_moves_forward_by_durations),
		STORE_TEST(it_goes_back_only_before_anything_has_happened),
		BARE_TEST(outside_a_sandbox_nobody_moves_the_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
