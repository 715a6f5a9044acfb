#include "store/event.h"

struct db_value db_id(int64_t id)
{
	return id == 0 ? db_null() : db_int(id);
}

enum rc event_tell(struct db *db, const struct happening *happening, struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.event "
		       "(at, actor, what, escalation_id, machine, invoice_id, instruction_id, message_id, detail) "
		       "values (apontad.now(), $1, $2, $3, (select machine from apontad.escalation where id = $3), $4, "
		       "$5, $6, coalesce($7, ''))",
		       DB_VALUES(db_str(happening->actor), db_str(happening->what), db_id(happening->escalation_id),
				 db_id(happening->invoice_id), db_id(happening->instruction_id),
				 db_id(happening->message_id), db_str(happening->detail)),
		       NULL, reterr);
}
