#include "store/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unit/store/fixture.h"

static struct message_entry entry_of(const struct store *store, int sequence)
{
	return (struct message_entry){.account_id = store->account_id,
				      .kind = "B",
				      .lane = "remessa",
				      .file_name = "B3410203.261",
				      .day = day_of("2026-03-02"),
				      .sequence = sequence,
				      .document = TEXT_LITERAL("<remessa>\0\xff</remessa>"),
				      .signature = TEXT_LITERAL("<Signature/>")};
}

static enum rc prepare(struct store *store, int sequence, int64_t *ret_id)
{
	struct message_entry entry = entry_of(store, sequence);
	return message_prepare(store->db, store->arena, &entry, ret_id, &store->err);
}

static int count_of_day(struct store *store, const char *day)
{
	int count = -1;
	MUST(store,
	     message_count_of_day(store->db, store->arena, store->account_id, "B", day_of(day), &count, &store->err));
	return count;
}

static void a_number_of_the_day_is_given_once(void **state)
{
	struct store *store = *state;
	int64_t id = 0;
	assert_int_equal(count_of_day(store, "2026-03-02"), 0);
	MUST(store, prepare(store, 1, &id));
	int64_t first = id;
	assert_int_equal(prepare(store, 1, &id), ERR_DUPLICATE);
	assert_int_equal(id, first);
	MUST(store, prepare(store, 2, &id));
	assert_int_equal(count_of_day(store, "2026-03-02"), 2);
	assert_int_equal(count_of_day(store, "2026-03-03"), 0);
	assert_int_equal(prepare(store, 10, &id), ERR_INTEGRITY);
	assert_int_equal(prepare(store, 0, &id), ERR_INTEGRITY);
}

static void a_file_that_never_left_gives_its_number_back(void **state)
{
	static const struct {
		const char *state;
		enum rc again;
	} cases[] = {{"sending", ERR_DUPLICATE},
		     {"in_doubt", ERR_DUPLICATE},
		     {"answered", ERR_DUPLICATE},
		     {"superseded", OK}};
	struct store *store = *state;
	int64_t id = 0;
	int64_t again = 0;
	MUST(store, prepare(store, 1, &id));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, message_set_state(store->db, id, cases[i].state, NULL, &store->err));
		assert_int_equal(prepare(store, 1, &again), cases[i].again);
	}
	assert_int_equal(count_of_day(store, "2026-03-02"), 1);
}

static void the_bytes_are_kept_as_they_were(void **state)
{
	struct store *store = *state;
	struct message_entry entry = entry_of(store, 1);
	struct text bytes;
	int64_t id = 0;
	MUST(store, prepare(store, 1, &id));
	MUST(store, message_part(store->db, store->arena, id, "document", &bytes, &store->err));
	assert_true(text_equal(bytes, entry.document));
	MUST(store, message_part(store->db, store->arena, id, "signature", &bytes, &store->err));
	assert_true(text_equal(bytes, entry.signature));
	assert_int_equal(message_part(store->db, store->arena, id, "answer", &bytes, &store->err), ERR_NOT_FOUND);
	MUST(store, message_add_part(store->db, id, "answer", text_of("first"), &store->err));
	MUST(store, message_add_part(store->db, id, "answer", text_of("second"), &store->err));
	MUST(store, message_part(store->db, store->arena, id, "answer", &bytes, &store->err));
	assert_true(text_is(bytes, "second"));
	assert_int_equal(message_add_part(store->db, id, "rumour", text_of(""), &store->err), ERR_INTEGRITY);
	assert_int_equal(message_add_part(store->db, 4711, "answer", text_of(""), &store->err), ERR_INTEGRITY);
}

static void all_parts_come_in_the_order_in_which_they_were_stored(void **state)
{
	static const char *const names[] = {"document", "signature", "answer", "answer"};
	struct store *store = *state;
	struct message_part_row *parts = NULL;
	const char *name = NULL;
	int64_t id = 0;
	int count = 0;
	MUST(store, prepare(store, 1, &id));
	MUST(store, message_add_part(store->db, id, "answer", text_of("first"), &store->err));
	MUST(store, message_add_part(store->db, id, "answer", text_of("second"), &store->err));
	MUST(store, message_parts(store->db, store->arena, id, &name, &parts, &count, &store->err));
	assert_string_equal(name, "B3410203.261");
	assert_int_equal(count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(parts[i].part, names[i]);
	assert_true(text_is(parts[2].bytes, "first"));
	assert_true(text_is(parts[3].bytes, "second"));
	assert_int_equal(message_parts(store->db, store->arena, 4711, &name, &parts, &count, &store->err),
			 ERR_NOT_FOUND);
}

static void bytes_that_were_changed_are_not_given_out(void **state)
{
	struct store *store = *state;
	struct message_part_row *parts = NULL;
	const char *name = NULL;
	struct text bytes;
	int64_t id = 0;
	int count = 0;
	MUST(store, prepare(store, 1, &id));
	MUST(store, db_script(store->db, "update apontad.message_part set bytes = bytes || ' ' where part = 'document'",
			      &store->err));
	assert_int_equal(message_part(store->db, store->arena, id, "document", &bytes, &store->err), ERR_INTEGRITY);
	assert_int_equal(message_parts(store->db, store->arena, id, &name, &parts, &count, &store->err), ERR_INTEGRITY);
	MUST(store, message_part(store->db, store->arena, id, "signature", &bytes, &store->err));
}

static void the_same_bytes_of_a_day_are_stored_once(void **state)
{
	struct store *store = *state;
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "confirmations",
				      .day = day_of("2026-03-02"),
				      .document = text_of("<confirmacao/>")};
	int64_t first = 0;
	int64_t id = 0;
	bool fresh = false;
	MUST(store, message_store(store->db, store->arena, &entry, &first, &fresh, &store->err));
	assert_true(fresh);
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	assert_false(fresh);
	assert_int_equal(id, first);
	assert_int_equal(store_number(store, "select count(*) from apontad.message_part"), 1);
	entry.document = text_of("<confirmacao />");
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	assert_true(fresh);
	entry.day = day_of("2026-03-03");
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	assert_true(fresh);
	entry.kind = "results";
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	assert_true(fresh);
}

static void what_came_in_is_absorbed_in_order(void **state)
{
	struct store *store = *state;
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "confirmations",
				      .day = day_of("2026-03-02"),
				      .document = text_of("1")};
	struct message message;
	int64_t ids[2];
	bool fresh = false;
	assert_int_equal(message_to_absorb(store->db, store->arena, store->account_id, &message, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, message_store(store->db, store->arena, &entry, &ids[0], &fresh, &store->err));
	entry.document = text_of("2");
	MUST(store, message_store(store->db, store->arena, &entry, &ids[1], &fresh, &store->err));
	static const char *const ends[] = {"absorbed", "unreadable"};
	for (size_t i = 0; i < 2; i++) {
		MUST(store, message_to_absorb(store->db, store->arena, store->account_id, &message, &store->err));
		assert_int_equal(message.id, ids[i]);
		assert_string_equal(message.kind, "confirmations");
		assert_string_equal(message.file_name, "");
		MUST(store, message_set_state(store->db, ids[i], ends[i], NULL, &store->err));
	}
	assert_int_equal(message_to_absorb(store->db, store->arena, store->account_id, &message, &store->err),
			 ERR_NOT_FOUND);
	/* The states of one direction are not those of the other. */
	assert_int_equal(message_set_state(store->db, ids[0], "sending", NULL, &store->err), ERR_INTEGRITY);
}

struct under_way {
	struct message *at;
	int count;
};

static struct under_way under_way(struct store *store, const char *lane, int limit)
{
	struct under_way found = {0};
	MUST(store, message_under_way(store->db, store->arena, store->account_id, lane, limit, &found.at, &found.count,
				      &store->err));
	return found;
}

static void the_oldest_under_way_come_first(void **state)
{
	struct store *store = *state;
	int64_t first = 0;
	int64_t second = 0;
	MUST(store, prepare(store, 1, &first));
	MUST(store, prepare(store, 2, &second));
	assert_int_equal(under_way(store, "requests", 9).count, 0);
	MUST(store, message_set_state(store->db, first, "sending", NULL, &store->err));
	MUST(store, message_set_state(store->db, first, "in_doubt", NULL, &store->err));
	MUST(store, message_set_state(store->db, first, "sending", NULL, &store->err));
	struct under_way found = under_way(store, "remessa", 9);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.at[0].id, first);
	assert_int_equal(found.at[0].attempts, 2);
	assert_int_equal(found.at[0].sequence, 1);
	assert_string_equal(found.at[0].state, "sending");
	assert_int_equal(found.at[1].id, second);
	found = under_way(store, "remessa", 1);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.at[0].id, first);
	MUST(store, message_set_state(store->db, first, "answered", "0000", &store->err));
	found = under_way(store, "remessa", 9);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.at[0].id, second);
	/* What is silent left and is not sent again. */
	MUST(store, message_set_state(store->db, second, "silent", NULL, &store->err));
	assert_int_equal(under_way(store, "remessa", 9).count, 0);
	assert_int_equal(message_set_state(store->db, second, "absorbed", NULL, &store->err), ERR_INTEGRITY);
}

static int next_sequence(struct store *store, const char *comarca)
{
	int sequence = 0;
	MUST(store, lote_next_sequence(store->db, store->arena, store->account_id, comarca, &sequence, &store->err));
	return sequence;
}

static void the_lotes_of_a_comarca_are_numbered_without_a_gap(void **state)
{
	struct store *store = *state;
	int64_t first = 0;
	int64_t second = 0;
	MUST(store, prepare(store, 1, &first));
	MUST(store, prepare(store, 2, &second));
	assert_int_equal(next_sequence(store, "3550308"), 1);
	MUST(store, lote_add(store->db, first, store->account_id, "3550308", 1, &store->err));
	MUST(store, lote_add(store->db, first, store->account_id, "3304557", 1, &store->err));
	assert_int_equal(next_sequence(store, "3550308"), 2);
	assert_int_equal(lote_add(store->db, second, store->account_id, "3550308", 1, &store->err), ERR_DUPLICATE);
	assert_int_equal(lote_add(store->db, first, store->account_id, "3550308", 2, &store->err), ERR_DUPLICATE);
	assert_int_equal(lote_add(store->db, second, store->account_id, "3550308", 0, &store->err), ERR_INTEGRITY);
	struct lote_row *lotes = NULL;
	int count = 0;
	MUST(store, lote_list(store->db, store->arena, first, &lotes, &count, &store->err));
	assert_int_equal(count, 2);
	assert_string_equal(lotes[0].comarca_ibge, "3304557");
	assert_string_equal(lotes[1].comarca_ibge, "3550308");
	assert_int_equal(lotes[1].sequence, 1);
	assert_string_equal(lotes[1].state, "open");
}

static void a_lote_that_never_arrived_gives_its_number_back(void **state)
{
	static const struct {
		const char *state;
		int next;
	} cases[] = {{"accepted", 2}, {"refused", 2}, {"moved", 1}, {"dropped", 1}};
	struct store *store = *state;
	int64_t id = 0;
	MUST(store, prepare(store, 1, &id));
	MUST(store, lote_add(store->db, id, store->account_id, "3550308", 1, &store->err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, lote_set_state(store->db, id, "3550308", cases[i].state, NULL, &store->err));
		assert_int_equal(next_sequence(store, "3550308"), cases[i].next);
		MUST(store, db_script(store->db, "update apontad.lote set state = 'open'", &store->err));
	}
}

static void a_lote_is_decided_once(void **state)
{
	struct store *store = *state;
	struct lote_row *lotes = NULL;
	int64_t id = 0;
	int count = 0;
	MUST(store, prepare(store, 1, &id));
	MUST(store, lote_add(store->db, id, store->account_id, "3550308", 1, &store->err));
	MUST(store, lote_add(store->db, id, store->account_id, "3304557", 1, &store->err));
	MUST(store, lote_set_state(store->db, id, "3550308", "refused", "2101", &store->err));
	MUST(store, lote_set_state(store->db, id, NULL, "accepted", "0000", &store->err));
	MUST(store, lote_list(store->db, store->arena, id, &lotes, &count, &store->err));
	assert_string_equal(lotes[0].state, "accepted");
	assert_string_equal(lotes[1].state, "refused");
	assert_int_equal(lote_set_state(store->db, id, NULL, "lost", NULL, &store->err), OK);
	MUST(store, db_script(store->db, "update apontad.lote set state = 'open'", &store->err));
	assert_int_equal(lote_set_state(store->db, id, NULL, "lost", NULL, &store->err), ERR_INTEGRITY);
}

static void a_map_of_comarcas_is_looked_up(void **state)
{
	struct store *store = *state;
	struct comarca_row comarca;
	bool loaded = true;
	assert_int_equal(
		comarca_find(store->db, store->arena, store->account_id, "3548708", &comarca, &loaded, &store->err),
		ERR_NOT_FOUND);
	assert_false(loaded);
	MUST(store, comarca_put(store->db, store->account_id, "3548708", "3550308", "SAO BERNARDO", &store->err));
	MUST(store,
	     comarca_find(store->db, store->arena, store->account_id, "3548708", &comarca, &loaded, &store->err));
	assert_string_equal(comarca.comarca_ibge, "3550308");
	assert_string_equal(comarca.name, "SAO BERNARDO");
	/* With the seat in the map, the name is that of the seat. */
	MUST(store, comarca_put(store->db, store->account_id, "3550308", "3550308", "SAO PAULO", &store->err));
	MUST(store, comarca_find(store->db, store->arena, store->account_id, "3548708", &comarca, NULL, &store->err));
	assert_string_equal(comarca.name, "SAO PAULO");
	MUST(store, comarca_put(store->db, store->account_id, "3548708", "3548708", "SAO BERNARDO", &store->err));
	MUST(store, comarca_find(store->db, store->arena, store->account_id, "3548708", &comarca, NULL, &store->err));
	assert_string_equal(comarca.comarca_ibge, "3548708");
	assert_int_equal(
		comarca_find(store->db, store->arena, store->account_id, "3304557", &comarca, &loaded, &store->err),
		ERR_NOT_FOUND);
	assert_true(loaded);
}

/* A call at a bureau: one instruction, no name and no number. */
static int64_t prepare_call(struct store *store, const char *document)
{
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "debt",
				      .lane = "requests",
				      .day = day_of("2026-03-02"),
				      .document = text_of(document)};
	int64_t id = 0;
	MUST(store, message_prepare(store->db, store->arena, &entry, &id, &store->err));
	return id;
}

static void calls_have_no_name_and_there_are_many_in_a_day(void **state)
{
	struct store *store = *state;
	int64_t ids[12];
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = prepare_call(store, "{}");
	struct under_way found = under_way(store, "requests", 20);
	assert_int_equal(found.count, ARRAY_LEN(ids));
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		assert_int_equal(found.at[i].id, ids[i]);
		assert_string_equal(found.at[i].file_name, "");
		assert_int_equal(found.at[i].sequence, 0);
	}
	MUST(store, message_set_state(store->db, ids[0], "answered", "409", &store->err));
	MUST(store, message_set_status(store->db, ids[0], 409, &store->err));
	assert_int_equal(store_number(store, "select answer_status from apontad.message where state = 'answered'"),
			 409);
	/* Its parts go by kind, day and number, as those of a message that came in: two calls of a day are two files.
	 */
	struct message_part_row *parts = NULL;
	const char *name = NULL;
	int count = 0;
	MUST(store, message_parts(store->db, store->arena, ids[0], &name, &parts, &count, &store->err));
	char right[64];
	(void)snprintf(right, sizeof(right), "debt-2026-03-02-%lld", (long long)ids[0]);
	assert_string_equal(name, right);
}

static void a_message_has_name_and_number_or_neither(void **state)
{
	struct store *store = *state;
	struct message_entry entry = entry_of(store, 1);
	int64_t id = 0;
	entry.file_name = NULL;
	assert_int_equal(message_prepare(store->db, store->arena, &entry, &id, &store->err), ERR_INTEGRITY);
	entry = entry_of(store, 0);
	assert_int_equal(message_prepare(store->db, store->arena, &entry, &id, &store->err), ERR_INTEGRITY);
	entry = entry_of(store, 1);
	entry.lane = NULL;
	assert_int_equal(message_prepare(store->db, store->arena, &entry, &id, &store->err), ERR_INTEGRITY);
	entry.lane = "collect";
	assert_int_equal(message_prepare(store->db, store->arena, &entry, &id, &store->err), ERR_INTEGRITY);
	assert_int_equal(id, 0);
}

static int next_number(struct store *store)
{
	int number = 0;
	MUST(store, message_next_number(store->db, store->arena, store->account_id, "convem04", &number, &store->err));
	return number;
}

static enum rc prepare_remessa(struct store *store, int number, const char *day, int64_t *ret_id)
{
	struct message_entry entry = entry_of(store, number);
	entry.kind = "convem04";
	entry.day = day_of(day);
	return message_prepare(store->db, store->arena, &entry, ret_id, &store->err);
}

static void numbers_of_remessas_never_restart(void **state)
{
	struct store *store = *state;
	int64_t first = 0;
	int64_t second = 0;
	int64_t id = 0;
	assert_int_equal(next_number(store), 1);
	MUST(store, prepare_remessa(store, 1, "2026-03-02", &first));
	assert_int_equal(next_number(store), 2);
	/* Another day is no new count, and another kind has its own. */
	assert_int_equal(prepare_remessa(store, 1, "2026-03-03", &id), ERR_DUPLICATE);
	MUST(store, prepare(store, 9, &id));
	assert_int_equal(next_number(store), 2);
	MUST(store, prepare_remessa(store, 2, "2026-03-03", &second));
	static const struct {
		const char *state;
		int next;
	} cases[] = {{"sending", 3}, {"in_doubt", 3}, {"silent", 3}, {"answered", 3}, {"superseded", 2}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, message_set_state(store->db, second, cases[i].state, NULL, &store->err));
		assert_int_equal(next_number(store), cases[i].next);
	}
	/* What never left gives its number back, and the same number may be used for the next. */
	MUST(store, prepare_remessa(store, 2, "2026-03-03", &id));
	assert_int_equal(next_number(store), 3);
	/* One that never left before one that did gives back no number: they only rise. */
	MUST(store, message_set_state(store->db, first, "superseded", NULL, &store->err));
	assert_int_equal(next_number(store), 3);
	MUST(store, prepare_remessa(store, 999999, "2026-03-03", &id));
	assert_int_equal(prepare_remessa(store, 1000000, "2026-03-03", &id), ERR_INTEGRITY);
}

static void what_is_asked_again_waits_twice_as_long_each_time(void **state)
{
	static const struct {
		int attempts;
		int wait_s;
	} cases[] = {{0, 60}, {1, 120}, {2, 240}, {5, 1920}, {6, 3600}, {40, 3600}};
	struct store *store = *state;
	int64_t waiting = prepare_call(store, "1");
	int64_t other = prepare_call(store, "2");
	MUST(store, message_set_state(store->db, waiting, "in_doubt", NULL, &store->err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message message = {.id = waiting, .attempts = cases[i].attempts};
		MUST(store, message_retry(store->db, &message, 60000, 3600000, &store->err));
		int64_t left_s = store_number(store, "select ceil(extract(epoch from retry_at - clock_timestamp())) "
						     "from apontad.message where retry_at is not null");
		assert_in_range(left_s, cases[i].wait_s - 30, cases[i].wait_s);
		struct under_way found = under_way(store, "requests", 9);
		assert_int_equal(found.count, 1);
		assert_int_equal(found.at[0].id, other);
	}
	MUST(store, db_script(store->db, "update apontad.message set retry_at = clock_timestamp()", &store->err));
	assert_int_equal(under_way(store, "requests", 9).count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_number_of_the_day_is_given_once),
		STORE_TEST(a_file_that_never_left_gives_its_number_back),
		STORE_TEST(the_bytes_are_kept_as_they_were),
		STORE_TEST(all_parts_come_in_the_order_in_which_they_were_stored),
		STORE_TEST(bytes_that_were_changed_are_not_given_out),
		STORE_TEST(the_same_bytes_of_a_day_are_stored_once),
		STORE_TEST(what_came_in_is_absorbed_in_order),
		STORE_TEST(the_oldest_under_way_come_first),
		STORE_TEST(the_lotes_of_a_comarca_are_numbered_without_a_gap),
		STORE_TEST(a_lote_that_never_arrived_gives_its_number_back),
		STORE_TEST(a_lote_is_decided_once),
		STORE_TEST(a_map_of_comarcas_is_looked_up),
		STORE_TEST(calls_have_no_name_and_there_are_many_in_a_day),
		STORE_TEST(a_message_has_name_and_number_or_neither),
		STORE_TEST(numbers_of_remessas_never_restart),
		STORE_TEST(what_is_asked_again_waits_twice_as_long_each_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
