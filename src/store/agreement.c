#include "store/agreement.h"

enum rc agreement_sign(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	/* Without a name of its own it is a new one only when none stands. */
	return db_exec(
		db,
		"insert into apontad.agreement (invoice_id, external_id, signed_on) "
		"select $1, coalesce($2, (select count(*) + 1 from apontad.agreement where invoice_id = $1)::text), "
		"apontad.today() where $2 is not null or not exists "
		"(select from apontad.agreement where invoice_id = $1 and broken_at is null) "
		"on conflict (invoice_id, external_id) do nothing",
		DB_VALUES(db_int(invoice_id), db_str(external_id)), NULL, reterr);
}

enum rc agreement_clear(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	enum rc rc = agreement_sign(db, invoice_id, external_id, reterr);
	if (rc == OK)
		rc = db_exec(db,
			     "update apontad.agreement set first_cleared_at = apontad.now() where id = "
			     "(select max(id) from apontad.agreement where invoice_id = $1 and broken_at is null "
			     "and external_id = coalesce($2, external_id)) and first_cleared_at is null",
			     DB_VALUES(db_int(invoice_id), db_str(external_id)), NULL, reterr);
	return rc;
}

enum rc agreement_break(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.agreement set broken_at = apontad.now() where invoice_id = $1 "
		       "and external_id = coalesce($2, external_id) and broken_at is null",
		       DB_VALUES(db_int(invoice_id), db_str(external_id)), NULL, reterr);
}
