#include "store/worker.h"

#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"

enum rc worker_begin(struct db *db, const struct worker_id *worker, struct worker_round *ret_round, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "insert into apontad.worker (node, slot, pid, beat_at) values ($1, $2, $3, clock_timestamp()) "
			 "on conflict (node, slot) do update set pid = excluded.pid, beat_at = excluded.beat_at, "
			 "idle_at = null returning (select last_value from apontad.work_done), apontad.now()::text",
			 DB_VALUES(db_str(worker->node), db_int(worker->slot), db_int(getpid())), &rows, reterr);
	if (rc != OK)
		return rc;
	ret_round->work = db_cell_int(&rows, 0, 0);
	return text_copy(db_cell(&rows, 0, 1), ret_round->at, sizeof(ret_round->at))
		       ? OK
		       : err_set(reterr, ERR_INTEGRITY, "the database's time is longer than %zu bytes",
				 sizeof(ret_round->at));
}

enum rc worker_end(struct db *db, const struct worker_id *worker, bool did_work, const struct worker_round *round,
		   struct err *reterr)
{
	if (did_work)
		return db_exec(db, "select nextval('apontad.work_done')", DB_NO_VALUES, NULL, reterr);
	return db_exec(
		db, "update apontad.worker set idle_work = $3, idle_at = $4::timestamptz where node = $1 and slot = $2",
		DB_VALUES(db_str(worker->node), db_int(worker->slot), db_int(round->work), db_str(round->at)), NULL,
		reterr);
}

enum rc worker_nudge(struct db *db, struct err *reterr)
{
	return db_exec(db, "select nextval('apontad.work_done')", DB_NO_VALUES, NULL, reterr);
}

enum rc worker_settled(struct db *db, struct arena *arena, bool *ret_settled, const char **ret_words,
		       struct err *reterr)
{
	struct db_rows rows;
	/* A worker that has not beaten for a minute is not there. A lane waits for machine time until every worker has
	 * begun a round after its lease or its back-off ran out: that it ran out just now proves nothing. */
	enum rc rc = db_query(
		db, arena,
		"with alive as (select * from apontad.worker where beat_at > clock_timestamp() - interval '1 minute') "
		"select (select count(*) from alive), "
		"(select count(*) from alive where idle_at is distinct from apontad.now() "
		"or idle_work <> (select last_value from apontad.work_done)), "
		"(select count(*) from apontad.lane l join apontad.account a on a.id = l.account_id "
		"where a.stopped_at is null and ((l.lease_until > (select min(beat_at) from alive) "
		"and exists (select from pg_stat_activity s where s.pid = l.lease_pid "
		"and coalesce(s.backend_start = l.lease_since, true))) "
		"or (l.retry_at > (select min(beat_at) from alive) and l.not_before <= apontad.now()))) "
		"+ (select count(*) from apontad.message m join apontad.account a on a.id = m.account_id "
		"where a.stopped_at is null and m.state in ('prepared', 'sending', 'in_doubt') "
		"and m.retry_at > (select min(beat_at) from alive))",
		DB_NO_VALUES, &rows, reterr);
	if (rc != OK)
		return rc;
	int64_t alive = db_cell_int(&rows, 0, 0);
	int64_t busy = db_cell_int(&rows, 0, 1);
	int64_t waiting = db_cell_int(&rows, 0, 2);
	*ret_settled = alive > 0 && busy == 0 && waiting == 0;
	*ret_words =
		*ret_settled
			? ""
			: arena_printf(arena, "%lld workers alive, %lld of them busy, %lld lanes leased or backing off",
				       (long long)alive, (long long)busy, (long long)waiting);
	return OK;
}
