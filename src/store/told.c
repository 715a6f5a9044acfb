#include "store/told.h"

#include "store/event.h"

static const char *kind_name(enum told_kind kind)
{
	switch (kind) {
	case TOLD_CONFIRMATION: return "confirmation";
	case TOLD_RESULT: return "result";
	case TOLD_STATUS: return "status";
	}
	return "";
}

enum rc told_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
		    const struct told *told, bool *ret_fresh, struct err *reterr)
{
	char irregularities[sizeof(told->irregularities)] = "";
	size_t used = 0;
	for (int i = 0; i < told->irregularities_count; i++)
		for (const char *at = told->irregularities[i]; *at != '\0'; at++)
			irregularities[used++] = *at;
	int64_t fresh = 0;
	enum rc rc = db_exec(
		db,
		"insert into apontad.told (message_id, account_id, instruction_id, kind, nosso_numero, protocol, "
		"occurrence, "
		"status, irregularities, occurred_on, balance_cents, notary_fee_cents, distribution_cents, "
		"recording_cents, "
		"other_cents, told_at) values ($1, $2, $3, $4, $5, $6, trim($7), $8, $9, $10, $11, $12, $13, $14, $15, "
		"apontad.now()) on conflict do nothing",
		DB_VALUES(db_int(message_id), db_int(account_id), db_id(instruction_id), db_str(kind_name(told->kind)),
			  db_str(told->nosso_numero), db_str(told->protocol),
			  db_text((struct text){&told->occurrence, 1}), db_str(told->status),
			  db_text((struct text){irregularities, used}), db_date(told->occurred_on),
			  db_int(told->balance_cents), db_int(told->notary_fee_cents), db_int(told->distribution_cents),
			  db_int(told->recording_cents), db_int(told->other_cents)),
		&fresh, reterr);
	if (rc == OK)
		*ret_fresh = fresh == 1;
	return rc;
}

enum rc told_listing_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
			    const struct listing_told *told, bool *ret_fresh, struct err *reterr)
{
	int64_t fresh = 0;
	enum rc rc = db_exec(
		db,
		"insert into apontad.bureau_told (message_id, account_id, instruction_id, word, remote_id, number, "
		"record, contract, principal_taxid, guarantor_taxid, removal, codes, words, told_at) "
		"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, apontad.now()) on conflict do nothing",
		DB_VALUES(db_int(message_id), db_int(account_id), db_id(instruction_id),
			  db_str(listing_word_name(told->word)), db_str(told->remote_id), db_int(told->number),
			  db_int(told->record), db_str(told->contract), db_str(told->principal_taxid),
			  db_str(told->guarantor_taxid), db_bool(told->removal), db_str(told->codes),
			  db_str(told->words)),
		&fresh, reterr);
	if (rc == OK)
		*ret_fresh = fresh == 1;
	return rc;
}

enum rc told_fees(struct db *db, struct arena *arena, int64_t escalation_id, int64_t *ret_cents, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select t.notary_fee_cents + t.distribution_cents + t.recording_cents + t.other_cents "
			      "from apontad.told t "
			      "join apontad.instruction n on n.id = t.instruction_id where n.escalation_id = $1 and "
			      "t.notary_fee_cents + t.distribution_cents + t.recording_cents + t.other_cents > 0 "
			      "order by t.id desc limit 1",
			      DB_VALUES(db_int(escalation_id)), &rows, reterr);
	if (rc == OK)
		*ret_cents = rows.rows == 1 ? db_cell_int(&rows, 0, 0) : 0;
	return rc;
}

enum rc bureau_codes_put(struct db *db, int64_t account_id, const char *list, const struct bureau_code *codes,
			 int count, struct err *reterr)
{
	enum rc rc = db_exec(db, "delete from apontad.bureau_code where account_id = $1 and list = $2",
			     DB_VALUES(db_int(account_id), db_str(list)), NULL, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = db_exec(db,
			     "insert into apontad.bureau_code (account_id, list, code, name, loaded_at) "
			     "values ($1, $2, $3, $4, apontad.now()) on conflict do nothing",
			     DB_VALUES(db_int(account_id), db_str(list), db_str(codes[i].code), db_str(codes[i].name)),
			     NULL, reterr);
	return rc;
}

enum rc bureau_code_find(struct db *db, struct arena *arena, int64_t account_id, const char *list, const char *code,
			 bool *ret_found, bool *ret_loaded, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select coalesce(bool_or(code = $3), false), count(*) > 0 from apontad.bureau_code "
			      "where account_id = $1 and list = $2",
			      DB_VALUES(db_int(account_id), db_str(list), db_str(code)), &rows, reterr);
	if (rc == OK) {
		*ret_found = db_cell_bool(&rows, 0, 0);
		*ret_loaded = db_cell_bool(&rows, 0, 1);
	}
	return rc;
}
