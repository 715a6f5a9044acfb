#include "store/lane.h"

#include <string.h>

/* What makes a lane worth claiming. Each is an index look-up on what waits, never on what is at rest. */
#define WORK                                                                                                           \
	"(exists (select from apontad.message m where m.account_id = l.account_id and m.lane = l.name "                \
	"and m.state in ('prepared', 'sending', 'in_doubt') "                                                          \
	"and (m.retry_at is null or m.retry_at <= clock_timestamp())) "                                                \
	"or exists (select from apontad.instruction n where n.account_id = l.account_id and n.lane = l.name "          \
	"and n.state = 'prepared' and n.message_id is null))"

/* What is new since the lane was told to wait. */
#define NEWLY_ASKED                                                                                                    \
	"exists (select from apontad.instruction n where n.account_id = l.account_id "                                 \
	"and n.asked_in >= pg_snapshot_xmin(l.seen) and not pg_visible_in_snapshot(n.asked_in, l.seen) "               \
	"and n.state = 'prepared' and n.message_id is null and n.lane = l.name)"
#define NEWLY_STORED "exists (select from apontad.message m where m.account_id = l.account_id and m.state = 'stored')"

/* A lease ends with its time, or with the connection of its holder: a dead worker's lane is free at once. Of another
 * role's connection only the pid can be seen; that must do. */
#define LEASE_IS_OVER                                                                                                  \
	"(l.lease_until is null or l.lease_until <= clock_timestamp() or not exists (select from pg_stat_activity s "  \
	"where s.pid = l.lease_pid and coalesce(s.backend_start = l.lease_since, true)))"

#define CLAIM(work, news)                                                                                              \
	"update apontad.lane set lease_no = lease_no + 1, lease_holder = $2, lease_pid = pg_backend_pid(), "           \
	"lease_since = (select s.backend_start from pg_stat_activity s where s.pid = pg_backend_pid()), "              \
	"lease_until = clock_timestamp() + make_interval(secs => $3) "                                                 \
	"where (account_id, name) = (select l.account_id, l.name from apontad.lane l "                                 \
	"join apontad.account a on a.id = l.account_id where l.name = $1 and a.stopped_at is null "                    \
	"and (l.not_before <= apontad.now() or " news ") and (not $4::boolean or l.lease_until is not null) "          \
	"and (l.retry_at is null or l.retry_at <= clock_timestamp()) and " LEASE_IS_OVER " and " work                  \
	" order by l.not_before limit 1 for update of l skip locked) returning account_id, lease_no, failures, "       \
	"polled_to, (select code from apontad.account where id = account_id), width_milli, failures_milli"

static const struct {
	const char *name;
	const char *claim;
} lanes[] = {
	{"requests", CLAIM(WORK, NEWLY_ASKED)},
	{"remessa", CLAIM(WORK, NEWLY_ASKED)},
	{"collect", CLAIM("true", NEWLY_STORED)},
};

static enum rc claim_lane(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
			  bool abandoned, struct lane *ret_lane, struct err *reterr)
{
	const char *claim = NULL;
	for (size_t i = 0; i < ARRAY_LEN(lanes); i++)
		if (strcmp(lanes[i].name, name) == 0)
			claim = lanes[i].claim;
	if (claim == NULL)
		return err_set(reterr, ERR_UNKNOWN, "no lane is called \"%s\"", name);
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena, claim, DB_VALUES(db_str(name), db_str(holder), db_int(lease_s), db_bool(abandoned)),
			 &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return ERR_NOT_FOUND;
	*ret_lane = (struct lane){
		.account_id = db_cell_int(&rows, 0, 0),
		.lease_no = db_cell_int(&rows, 0, 1),
		.lease_s = lease_s,
		.failures = (int)db_cell_int(&rows, 0, 2),
		.polled_to = db_cell_date(&rows, 0, 3),
		.pace = {.width_milli = (int)db_cell_int(&rows, 0, 5), .failures_milli = (int)db_cell_int(&rows, 0, 6)},
	};
	(void)text_copy(text_of(name), ret_lane->name, sizeof(ret_lane->name));
	(void)text_copy(db_cell(&rows, 0, 4), ret_lane->account, sizeof(ret_lane->account));
	return OK;
}

enum rc lane_claim(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
		   struct lane *ret_lane, struct err *reterr)
{
	return claim_lane(db, arena, name, holder, lease_s, false, ret_lane, reterr);
}

enum rc lane_claim_abandoned(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
			     struct lane *ret_lane, struct err *reterr)
{
	return claim_lane(db, arena, name, holder, lease_s, true, ret_lane, reterr);
}

/* Run an update that names the lease; no row means that the lease is another's by now. */
static enum rc leased(struct db *db, const struct lane *lane, const char *sql, struct db_values values,
		      struct err *reterr)
{
	int64_t changed = 0;
	enum rc rc = db_exec(db, sql, values, &changed, reterr);
	if (rc == OK && changed == 0)
		return err_set(reterr, ERR_LEASE_LOST, "lane %s of account %s was taken over by another worker",
			       lane->name, lane->account);
	return rc;
}

enum rc lane_hold(struct db *db, const struct lane *lane, struct err *reterr)
{
	return leased(
		db, lane,
		"update apontad.lane set lease_until = clock_timestamp() + make_interval(secs => $4) "
		"where account_id = $1 and name = $2 and lease_no = $3",
		DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no), db_int(lane->lease_s)),
		reterr);
}

enum rc lane_release(struct db *db, const struct lane *lane, bool failed, int backoff_ms, struct err *reterr)
{
	return leased(
		db, lane,
		"update apontad.lane set lease_until = null, lease_holder = null, "
		"failures = case when $4::boolean then failures + 1 else 0 end, "
		"retry_at = case when $4::boolean then clock_timestamp() + "
		"least(interval '5 minutes', make_interval(secs => $5::bigint * power(2, least(failures, 12)) / 1000)) "
		"end where account_id = $1 and name = $2 and lease_no = $3",
		DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no), db_bool(failed),
			  db_int(backoff_ms)),
		reterr);
}

enum rc lane_set_pace(struct db *db, const struct lane *lane, struct err *reterr)
{
	return leased(db, lane,
		      "update apontad.lane set width_milli = $4, failures_milli = $5 "
		      "where account_id = $1 and name = $2 and lease_no = $3",
		      DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no),
				db_int(lane->pace.width_milli), db_int(lane->pace.failures_milli)),
		      reterr);
}

enum rc lane_retry_in(struct db *db, const struct lane *lane, int wait_s, struct err *reterr)
{
	return leased(db, lane,
		      "update apontad.lane set lease_until = null, lease_holder = null, "
		      "retry_at = clock_timestamp() + make_interval(secs => $4) "
		      "where account_id = $1 and name = $2 and lease_no = $3",
		      DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no), db_int(wait_s)),
		      reterr);
}

enum rc lane_not_before(struct db *db, const struct lane *lane, struct date on, int minute, struct err *reterr)
{
	return leased(db, lane,
		      "update apontad.lane set not_before = apontad.at_local($4, $5), seen = pg_current_snapshot() "
		      "where account_id = $1 and name = $2 and lease_no = $3",
		      DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no), db_date(on),
				db_int(minute)),
		      reterr);
}

enum rc lane_polled(struct db *db, const struct lane *lane, struct date polled_to, struct err *reterr)
{
	return leased(
		db, lane,
		"update apontad.lane set polled_to = $4 where account_id = $1 and name = $2 and lease_no = $3",
		DB_VALUES(db_int(lane->account_id), db_str(lane->name), db_int(lane->lease_no), db_date(polled_to)),
		reterr);
}
