/* Lanes in memory: leases by number, windows by apontad.now(), back-off by the machine's clock. */
#include <string.h>

#include "memory.h"

static bool is(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

static bool has_work(const struct db *db, const struct lane_row *lane, bool only_new)
{
	bool collects = is(lane->name, "collect");
	for (int i = db->is.quiet; i < db->is.messages; i++) {
		const struct message_row *row = &db->messages[i];
		if (collects ? row->is.account_id == lane->account_id && is(row->is.state, "stored")
			     : !only_new && message_is_under_way(db, row, lane->account_id, lane->name))
			return true;
	}
	for (int i = only_new ? lane->seen : 0; !collects && i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		if (row->account_id == lane->account_id && is(row->lane, lane->name) && is(row->is.state, "prepared") &&
		    row->is.message_id == 0)
			return true;
	}
	return collects && !only_new;
}

static enum rc claim(struct db *db, const char *name, bool abandoned, struct lane *ret_lane, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.lanes; i++) {
		struct lane_row *row = &db->lanes[i];
		bool due = row->not_before <= db->now_s || has_work(db, row, true);
		if (!is(row->name, name) || db->accounts[row->account_id - 1].stopped || row->leased ||
		    row->retry_at > db->machine_s || abandoned || !due || !has_work(db, row, false))
			continue;
		keep(db, row, sizeof(*row));
		row->leased = true;
		row->lease_no++;
		*ret_lane = (struct lane){.account_id = row->account_id,
					  .lease_no = row->lease_no,
					  .failures = row->failures,
					  .polled_to = row->polled_to,
					  .pace = row->pace};
		(void)text_copy(text_of(name), ret_lane->name, sizeof(ret_lane->name));
		(void)text_copy(text_of(db->accounts[row->account_id - 1].code), ret_lane->account,
				sizeof(ret_lane->account));
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum rc lane_claim(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
		   struct lane *ret_lane, struct err *reterr)
{
	(void)arena;
	(void)holder;
	(void)lease_s;
	return claim(db, name, false, ret_lane, reterr);
}

enum rc lane_claim_abandoned(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
			     struct lane *ret_lane, struct err *reterr)
{
	(void)arena;
	(void)holder;
	(void)lease_s;
	return claim(db, name, true, ret_lane, reterr);
}

static enum rc leased(struct db *db, const struct lane *lane, struct lane_row **ret_row, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.lanes; i++) {
		struct lane_row *row = &db->lanes[i];
		if (row->account_id != lane->account_id || !is(row->name, lane->name))
			continue;
		if (row->lease_no != lane->lease_no)
			return err_set(reterr, ERR_LEASE_LOST, "lane %s was taken over", lane->name);
		keep(db, row, sizeof(*row));
		*ret_row = row;
		return OK;
	}
	return memory_broken(db, "store: no lane \"%s\"", lane->name);
}

enum rc lane_hold(struct db *db, const struct lane *lane, struct err *reterr)
{
	struct lane_row *row = NULL;
	return leased(db, lane, &row, reterr);
}

enum rc lane_release(struct db *db, const struct lane *lane, bool failed, int backoff_ms, struct err *reterr)
{
	struct lane_row *row = NULL;
	enum rc rc = leased(db, lane, &row, reterr);
	if (rc != OK)
		return rc;
	int64_t wait_ms = (int64_t)backoff_ms << (row->failures < 12 ? row->failures : 12);
	row->leased = false;
	row->retry_at = failed ? db->machine_s + (wait_ms < 300000 ? wait_ms : 300000) / 1000 : 0;
	row->failures = failed ? row->failures + 1 : 0;
	return OK;
}

enum rc lane_retry_in(struct db *db, const struct lane *lane, int wait_s, struct err *reterr)
{
	struct lane_row *row = NULL;
	enum rc rc = leased(db, lane, &row, reterr);
	if (rc != OK)
		return rc;
	row->leased = false;
	row->retry_at = db->machine_s + wait_s;
	return OK;
}

enum rc lane_set_pace(struct db *db, const struct lane *lane, struct err *reterr)
{
	struct lane_row *row = NULL;
	enum rc rc = leased(db, lane, &row, reterr);
	if (rc == OK)
		row->pace = lane->pace;
	return rc;
}

enum rc lane_not_before(struct db *db, const struct lane *lane, struct date on, int minute, struct err *reterr)
{
	struct lane_row *row = NULL;
	enum rc rc = leased(db, lane, &row, reterr);
	if (rc != OK)
		return rc;
	row->not_before = local_s(on, minute);
	row->seen = db->is.instructions;
	return OK;
}

enum rc lane_polled(struct db *db, const struct lane *lane, struct date polled_to, struct err *reterr)
{
	struct lane_row *row = NULL;
	enum rc rc = leased(db, lane, &row, reterr);
	if (rc == OK)
		row->polled_to = polled_to;
	return rc;
}
