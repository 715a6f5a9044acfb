#include "store/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/store/fixture.h"

static const char digest_one[32] = {1};
static const char digest_two[32] = {2};
static const struct text one = {digest_one, sizeof(digest_one)};
static const struct text two = {digest_two, sizeof(digest_two)};

static bool claim(struct store *store, struct db *db, struct text sha256)
{
	bool mine = false;
	MUST(store, intake_claim(db, sha256, &mine, &store->err));
	return mine;
}

static void one_worker_takes_a_file(void **state)
{
	struct store *store = *state;
	struct db *other = store_connect(store, "apontad_daemon");
	assert_true(claim(store, store->db, one));
	assert_false(claim(store, other, one));
	assert_true(claim(store, other, two));
	MUST(store, intake_release(store->db, one, &store->err));
	assert_true(claim(store, other, one));
	assert_false(claim(store, store->db, one));
	/* A worker that dies gives back what it held. */
	db_close(other);
	for (int i = 0; i < 500 && !claim(store, store->db, one); i++)
		MUST(store, db_script(store->db, "select pg_sleep(0.01)", &store->err));
	assert_false(claim(store, other = store_connect(store, "apontad_daemon"), one));
	db_close(other);
}

static void a_file_is_taken_once(void **state)
{
	struct store *store = *state;
	struct intake_result result = {.rows_taken = 3, .rows_repeated = 2, .rows_rejected = 1};
	struct intake_result found = {.taken_before = true};
	MUST(store, intake_find(store->db, one, &found, &store->err));
	assert_false(found.taken_before);
	MUST(store, intake_record(store->db, "a.csv", one, &result, &store->err));
	assert_int_not_equal(result.id, 0);
	MUST(store, intake_find(store->db, one, &found, &store->err));
	assert_true(found.taken_before);
	assert_int_equal(found.id, result.id);
	assert_int_equal(found.rows_taken, 3);
	assert_int_equal(found.rows_repeated, 2);
	assert_int_equal(found.rows_rejected, 1);
	assert_int_equal(intake_record(store->db, "b.csv", one, &result, &store->err), ERR_DUPLICATE);
	MUST(store, intake_record(store->db, "a.csv", two, &result, &store->err));
	assert_int_equal(intake_record(store->db, "c.csv", text_of("short"), &result, &store->err), ERR_INTEGRITY);
}

static void rejected_rows_keep_their_bytes(void **state)
{
	struct store *store = *state;
	struct intake_result result = {.rows_rejected = 2};
	struct rejected_row rows[] = {
		{7, "due_on", "ERR_FORMAT", "not a day", TEXT_LITERAL("F-7;\xff\0;")},
		{2, "", "ERR_FORMAT", "S\xe3o Paulo", TEXT_LITERAL("")},
	};
	struct rejected_row *back = NULL;
	int count = 0;
	MUST(store, intake_record(store->db, "a.csv", one, &result, &store->err));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		MUST(store, intake_reject(store->db, result.id, &rows[i], &store->err));
	MUST(store, intake_rejected(store->db, store->arena, result.id, &back, &count, &store->err));
	assert_int_equal(count, 2);
	assert_int_equal(back[0].line, 2);
	assert_string_equal(back[0].words, "S\xc3\xa3o Paulo");
	assert_int_equal(back[0].raw.len, 0);
	assert_int_equal(back[1].line, 7);
	assert_string_equal(back[1].field, "due_on");
	assert_string_equal(back[1].rule, "ERR_FORMAT");
	assert_true(text_equal(back[1].raw, rows[0].raw));
	assert_int_equal(intake_reject(store->db, result.id, &rows[0], &store->err), ERR_DUPLICATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(one_worker_takes_a_file),
		STORE_TEST(a_file_is_taken_once),
		STORE_TEST(rejected_rows_keep_their_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
