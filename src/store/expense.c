#include "store/expense.h"

enum rc expense_record(struct db *db, const struct expense_entry *entry, struct err *reterr)
{
	struct expense_field fields[EXPENSE_FIELDS];
	enum rc rc = OK;
	expense_fields(entry->told, fields);
	for (int i = 0; rc == OK && i < EXPENSE_FIELDS; i++)
		if (fields[i].cents > 0)
			rc = db_exec(db,
				     "insert into apontad.expense (escalation_id, instruction_id, message_id, field, "
				     "kind, cents, told_on, told_at) values ($1, $2, $3, $4, $5, $6, "
				     "coalesce($7, apontad.today()), apontad.now())",
				     DB_VALUES(db_int(entry->escalation_id), db_int(entry->instruction_id),
					       db_int(entry->message_id), db_int(fields[i].field),
					       db_str(fields[i].kind), db_int(fields[i].cents),
					       db_date(entry->told->occurred_on)),
				     NULL, reterr);
	return rc;
}

enum rc expense_owed(struct db *db, int64_t instruction_id, enum owes owes, struct err *reterr)
{
	return db_exec(db, "update apontad.expense set owed_by = $2 where instruction_id = $1",
		       DB_VALUES(db_int(instruction_id), db_str(owes_name(owes))), NULL, reterr);
}

enum rc expense_totals(struct db *db, struct arena *arena, struct expense_totals *ret_totals, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select coalesce(sum(cents) filter (where owed_by = 'debtor'), 0)::bigint, "
			      "coalesce(sum(cents) filter (where owed_by = 'presenter'), 0)::bigint, "
			      "coalesce(sum(cents) filter (where owed_by = 'creditor'), 0)::bigint, "
			      "coalesce(sum(cents) filter (where owed_by is null), 0)::bigint from apontad.expense",
			      DB_NO_VALUES, &rows, reterr);
	if (rc == OK)
		*ret_totals = (struct expense_totals){
			.debtor_cents = db_cell_int(&rows, 0, 0),
			.presenter_cents = db_cell_int(&rows, 0, 1),
			.creditor_cents = db_cell_int(&rows, 0, 2),
			.open_cents = db_cell_int(&rows, 0, 3),
		};
	return rc;
}
