#include "store/finding.h"

#include <inttypes.h>

#include "store/event.h"

#define OPEN(known)                                                                                                    \
	"insert into apontad.finding (found_at, kind, escalation_id, message_id, account_id, words) "                  \
	"select apontad.now(), $1, $2::bigint, $3::bigint, $4::bigint, $5 where not exists (select from "              \
	"apontad.finding f where " known " and f.kind = $1 and f.words = $5 "                                          \
	"and f.escalation_id is not distinct from $2::bigint and f.message_id is not distinct from $3::bigint "        \
	"and f.account_id is not distinct from $4::bigint)"

static enum rc open_by(struct db *db, const char *sql, const struct finding *finding, struct err *reterr)
{
	return db_exec(db, sql,
		       DB_VALUES(db_str(finding->kind), db_id(finding->escalation_id), db_id(finding->message_id),
				 db_id(finding->account_id), db_str(finding->words)),
		       NULL, reterr);
}

enum rc finding_open(struct db *db, const struct finding *finding, struct err *reterr)
{
	return open_by(db, OPEN("f.closed_at is null"), finding, reterr);
}

enum rc finding_open_once(struct db *db, const struct finding *finding, struct err *reterr)
{
	return open_by(db, OPEN("true"), finding, reterr);
}

enum rc finding_close(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	int64_t closed = 0;
	enum rc rc = db_exec(db,
			     "update apontad.finding set closed_at = apontad.now(), closed_by = $2 "
			     "where id = $1 and closed_at is null",
			     DB_VALUES(db_int(id), db_str(by)), &closed, reterr);
	if (rc == OK && closed == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no finding %" PRId64 " is open", id);
	return rc;
}

enum rc finding_close_of(struct db *db, int64_t escalation_id, const char *by, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.finding set closed_at = apontad.now(), closed_by = $2 "
		       "where escalation_id = $1 and closed_at is null",
		       DB_VALUES(db_int(escalation_id), db_str(by)), NULL, reterr);
}
