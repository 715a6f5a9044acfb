#include "domain/lifecycle.h"
#include "store/schema.h"

static enum rc sync_states(struct db *db, struct err *reterr)
{
	enum rc rc = OK;
	for (enum state state = 0; rc == OK && state < STATE_COUNT; state++)
		rc = db_exec(db,
			     "insert into apontad.lifecycle_state (name, phase, meaning) values ($1, $2, $3) "
			     "on conflict (name) do update set phase = excluded.phase, meaning = excluded.meaning",
			     DB_VALUES(db_str(state_name(state)), db_str(phase_name(state_phase(state))),
				       db_str(state_meaning(state))),
			     NULL, reterr);
	return rc;
}

enum rc lifecycle_sync(struct db *db, struct err *reterr)
{
	enum rc rc = sync_states(db, reterr);
	/* Rows that are no longer in the table go, unless an event rests on them: then the foreign key says so. */
	if (rc == OK)
		rc = db_script(
			db, "create temporary table wanted (machine text, from_state text, event text) on commit drop",
			reterr);
	size_t count = 0;
	const struct transition *rows = lifecycle_rows(&count);
	for (size_t i = 0; rc == OK && i < count; i++) {
		struct db_value machine = db_str(machine_name(rows[i].machine));
		struct db_value from = db_str(state_name(rows[i].from));
		struct db_value event = db_str(event_name(rows[i].event));
		rc = db_exec(db,
			     "insert into apontad.lifecycle (from_state, event, to_state, effect, rule, machine) "
			     "values ($1, $2, $3, $4, $5, $6) on conflict (machine, from_state, event) do update "
			     "set to_state = excluded.to_state, effect = excluded.effect, rule = excluded.rule",
			     DB_VALUES(from, event, db_str(state_name(rows[i].to)), db_str(effect_name(rows[i].effect)),
				       db_str(rows[i].rule), machine),
			     NULL, reterr);
		if (rc == OK)
			rc = db_exec(db, "insert into pg_temp.wanted values ($1, $2, $3)",
				     DB_VALUES(machine, from, event), NULL, reterr);
	}
	if (rc == OK)
		rc = db_script(db,
			       "delete from apontad.lifecycle where (machine, from_state, event) not in "
			       "(select machine, from_state, event from pg_temp.wanted)",
			       reterr);
	return rc;
}
