#include "store/explain.h"

#include <string.h>

#include "domain/taxid.h"

static size_t utf8_length(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* "Fulano de Tal Exemplo" is "F. T. E.": particles and what begins with a digit (a tax id in a name) are left out. */
static const char *initials_of(struct arena *arena, struct text name)
{
	static const char *const particles[] = {"de", "da", "do", "das", "dos", "e"};
	char out[64];
	size_t len = 0;
	struct text word;
	while (text_next(&name, ' ', &word)) {
		bool left_out = word.len == 0 || (word.at[0] >= '0' && word.at[0] <= '9');
		for (size_t i = 0; i < ARRAY_LEN(particles); i++)
			left_out = left_out || text_is(word, particles[i]);
		size_t first = left_out ? 0 : utf8_length((unsigned char)word.at[0]);
		if (left_out || first > word.len || len + first + 3 > sizeof(out))
			continue;
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, word.at, first);
		len += first;
		out[len++] = '.';
	}
	return arena_text(arena, (struct text){out, len});
}

/* One read in the making: every list goes through it, so that each is bounded. */
struct reading {
	struct db *db;
	struct arena *arena;
	struct story *story;
};

/* "2026-03-02 09:00:00-03" as "2026-03-02T09:00", in the zone of the transaction; "" for null. */
static const char *instant(const struct reading *reading, const struct db_rows *rows, int row, int column)
{
	enum { MINUTES_LEN = 16, T_AT = 10 };
	struct text at = db_cell(rows, row, column);
	char *local = at.len < MINUTES_LEN ? NULL : arena_text(reading->arena, (struct text){at.at, MINUTES_LEN});
	if (local != NULL)
		local[T_AT] = 'T';
	return local != NULL ? local : "";
}

static enum rc read_rows(const struct reading *reading, const char *sql, size_t each, struct db_rows *ret_rows,
			 void *ret_list, int *ret_count, struct err *reterr)
{
	int64_t invoice_id = reading->story->debt.invoice_id;
	enum rc rc = db_query(reading->db, reading->arena, sql,
			      DB_VALUES(db_int(invoice_id), db_int(EXPLAIN_ROWS_MAX + 1)), ret_rows, reterr);
	if (rc != OK)
		return rc;
	if (ret_rows->rows > EXPLAIN_ROWS_MAX) {
		reading->story->cut = true;
		ret_rows->cells += ret_rows->columns; /* the oldest */
		ret_rows->rows--;
	}
	void *list = arena_array(reading->arena, (size_t)ret_rows->rows + 1, each);
	if (list == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the story of an invoice");
	memcpy(ret_list, &list, sizeof(list));
	*ret_count = ret_rows->rows;
	return OK;
}

#define READ(reading, sql, list, rows)                                                                                 \
	read_rows(reading, sql, sizeof(*(reading)->story->list.at), rows, &(reading)->story->list.at,                  \
		  &(reading)->story->list.count, reterr)

static enum rc read_debt(struct reading *reading, const char *creditor, const char *external_id, struct err *reterr)
{
	struct story *story = reading->story;
	struct db_rows rows;
	enum rc rc = db_query(
		reading->db, reading->arena,
		"select i.id, c.code, i.external_id, i.number, i.species, i.ladder, i.issued_on, i.due_on, "
		"i.amount_cents, i.balance_cents, i.received_cents, i.cleared_cents, case when i.settled_at is not "
		"null then 0 else greatest(i.balance_cents - i.received_cents, 0) end, i.recorded_at, i.settled_at, "
		"i.look_on, apontad.now(), apontad.today(), i.paid_on_time, i.paid_late, i.average_delay_days, "
		"i.broken_promises, i.contacts_made, i.contacts_answered from apontad.invoice i join apontad.creditor "
		"c on c.id = "
		"i.creditor_id where i.external_id = $1 and c.code = coalesce($2, c.code) limit 2",
		DB_VALUES(db_str(external_id), db_str(creditor)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "nothing is known of an invoice \"%s\"", external_id);
	if (rows.rows > 1)
		return err_set(reterr, ERR_DUPLICATE, "several creditors have an invoice \"%s\"; say whose: --creditor",
			       external_id);
	story->debt = (struct story_debt){
		.invoice_id = db_cell_int(&rows, 0, 0),
		.creditor = db_cell_str(&rows, 0, 1),
		.external_id = db_cell_str(&rows, 0, 2),
		.number = db_cell_str(&rows, 0, 3),
		.species = db_cell_str(&rows, 0, 4),
		.ladder = db_cell_str(&rows, 0, 5),
		.issued_on = db_cell_date(&rows, 0, 6),
		.due_on = db_cell_date(&rows, 0, 7),
		.amount_cents = db_cell_int(&rows, 0, 8),
		.balance_cents = db_cell_int(&rows, 0, 9),
		.received_cents = db_cell_int(&rows, 0, 10),
		.cleared_cents = db_cell_int(&rows, 0, 11),
		.outstanding_cents = db_cell_int(&rows, 0, 12),
		.recorded_at = instant(reading, &rows, 0, 13),
		.settled_at = instant(reading, &rows, 0, 14),
		.look_on = db_cell_date(&rows, 0, 15),
	};
	story->asked_at = instant(reading, &rows, 0, 16);
	story->today = db_cell_date(&rows, 0, 17);
	story->debt.payer = PAYER_FACTS_NONE;
	for (int i = 0; i < PAYER_FACTS_COUNT; i++)
		if (!db_is_null(&rows, 0, 18 + i))
			payer_fact_set(&story->debt.payer, i, (int)db_cell_int(&rows, 0, 18 + i));
	return OK;
}

static enum rc read_persons(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(reading,
			  "select y.seq, y.person_id, y.name, p.taxid, y.uf from apontad.invoice_party y join "
			  "apontad.person p on p.id = y.person_id where y.invoice_id = $1 order by 1 limit $2",
			  persons, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++) {
		char masked[24];
		struct story_person *person = &reading->story->persons.at[row];
		*person = (struct story_person){
			.id = db_cell_int(&rows, row, 1),
			.is_debtor = db_cell_int(&rows, row, 0) == 1,
			.initials = initials_of(reading->arena, db_cell(&rows, row, 2)),
			.taxid_masked = arena_text(reading->arena, text_of(taxid_mask(db_cell(&rows, row, 3), masked))),
			.uf = db_cell_str(&rows, row, 4)};
		if (person->initials == NULL || person->taxid_masked == NULL)
			rc = err_set(reterr, ERR_NO_MEMORY, "no memory for the people of an invoice");
	}
	return rc;
}

static const struct story_person *person_by_id(const struct story *story, int64_t id)
{
	for (int i = 0; i < story->persons.count; i++)
		if (story->persons.at[i].id == id)
			return &story->persons.at[i];
	return NULL;
}

static enum rc fill_escalation(const struct reading *reading, const struct db_rows *rows, int row,
			       struct story_escalation *escalation, struct err *reterr)
{
	*escalation = (struct story_escalation){
		.id = db_cell_int(rows, row, 0),
		.person = person_by_id(reading->story, db_cell_int(rows, row, 1)),
		.channel = db_cell_str(rows, row, 2),
		.account = db_cell_str(rows, row, 3),
		.account_stopped_why = db_cell_str(rows, row, 4),
		.step = db_cell_str(rows, row, 5),
		.opened_at = instant(reading, rows, row, 6),
		.opened_on = db_cell_date(rows, row, 7),
		.protocol = db_cell_str(rows, row, 9),
		.protocol_on = db_cell_date(rows, row, 10),
		.listed_on = db_cell_date(rows, row, 11),
		.visible_on = db_cell_date(rows, row, 12),
		.timer_event = EVENT_COUNT,
		.timer_at = instant(reading, rows, row, 14),
		.timer_on = db_cell_date(rows, row, 15),
		.last_at = instant(reading, rows, row, 16),
		.last_event = db_cell_str(rows, row, 17),
		.last_rule = db_cell_str(rows, row, 18),
		.last_detail = db_cell_str(rows, row, 19),
		.comarca_ibge = db_cell_str(rows, row, 20),
		.fee_mode = db_cell_str(rows, row, 21),
	};
	escalation->machine = machine_of_channel(escalation->channel);
	struct text timer = db_cell(rows, row, 13);
	if (escalation->person == NULL || state_by_name(db_cell(rows, row, 8), &escalation->state) != OK ||
	    (timer.len > 0 && event_by_name(timer, &escalation->timer_event) != OK))
		return err_set(reterr, ERR_INTEGRITY,
			       "escalation %s has a person, state or timer that this program does not know",
			       db_cell_str(rows, row, 0));
	return OK;
}

static enum rc read_escalations(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(
		reading,
		"select e.id, e.person_id, e.channel, a.code, a.stopped_why, e.step, e.opened_at, e.opened_at::date, "
		"e.state, e.protocol, e.protocol_on, e.listed_on, e.visible_on, e.timer_event, e.due_at, "
		"e.due_at::date, v.at, v.what, v.rule, v.detail, e.comarca_ibge, e.fee_mode from apontad.escalation e "
		"join apontad.account a on "
		"a.id = e.account_id join apontad.event v on v.escalation_id = e.id and v.escalation_seq = e.event_seq "
		"and v.to_state = e.state where e.invoice_id = $1 order by 1 limit $2",
		escalations, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		rc = fill_escalation(reading, &rows, row, &reading->story->escalations.at[row], reterr);
	return rc;
}

static enum rc read_decisions(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(reading,
			  "select * from (select d.id, d.escalation_id, d.decided_at, d.outcome, d.rule_book, "
			  "d.facts #>> '{payer,class}', d.facts #>> '{payer,words}' from apontad.decision d join "
			  "apontad.escalation e on e.id = d.escalation_id where e.invoice_id = "
			  "$1 order by 1 desc limit $2) s order by 1",
			  decisions, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->decisions.at[row] =
			(struct story_decision){.id = db_cell_int(&rows, row, 0),
						.escalation_id = db_cell_int(&rows, row, 1),
						.decided_at = instant(reading, &rows, row, 2),
						.outcome = db_cell_str(&rows, row, 3),
						.rule_book = db_cell_str(&rows, row, 4),
						.payer_class = db_cell_str(&rows, row, 5),
						.payer_words = db_cell_str(&rows, row, 6)};
	return rc;
}

static enum rc read_reasons(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(reading,
			  "select * from (select d.id, r.place, r.at ->> 'code', r.at ->> 'level', r.at ->> 'basis', "
			  "r.at ->> 'words' from apontad.decision d join apontad.escalation e on e.id = "
			  "d.escalation_id cross join lateral jsonb_array_elements(d.reasons) with ordinality as r "
			  "(at, place) where e.invoice_id = $1 order by 1 desc, 2 desc limit $2) s order by 1, 2",
			  reasons, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->reasons.at[row] = (struct story_reason){.decision_id = db_cell_int(&rows, row, 0),
									.code = db_cell_str(&rows, row, 2),
									.level = db_cell_str(&rows, row, 3),
									.basis = db_cell_str(&rows, row, 4),
									.words = db_cell_str(&rows, row, 5)};
	return rc;
}

static enum rc read_instructions(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(
		reading,
		"select * from (select n.id, n.escalation_id, n.kind, n.turn, n.state, n.amount_cents, n.nosso_numero, "
		"n.contract, n.cause, n.asked_at, n.sent_at, n.answered_at, n.answer_code, n.answer_words, case when "
		"n.cancelled_at is not null then 'cancelled' else n.outcome end as outcome, m.file_name from "
		"apontad.instruction n join apontad.escalation e on e.id = n.escalation_id left join apontad.message m "
		"on m.id = n.message_id where e.invoice_id = $1 order by 1 desc limit $2) s order by 1",
		instructions, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->instructions.at[row] =
			(struct story_instruction){.id = db_cell_int(&rows, row, 0),
						   .escalation_id = db_cell_int(&rows, row, 1),
						   .kind = db_cell_str(&rows, row, 2),
						   .turn = db_cell_int(&rows, row, 3),
						   .state = db_cell_str(&rows, row, 4),
						   .amount_cents = db_cell_int(&rows, row, 5),
						   .nosso_numero = db_cell_str(&rows, row, 6),
						   .contract = db_cell_str(&rows, row, 7),
						   .cause = db_cell_str(&rows, row, 8),
						   .asked_at = instant(reading, &rows, row, 9),
						   .sent_at = instant(reading, &rows, row, 10),
						   .answered_at = instant(reading, &rows, row, 11),
						   .answer_code = db_cell_str(&rows, row, 12),
						   .answer_words = db_cell_str(&rows, row, 13),
						   .outcome = db_cell_str(&rows, row, 14),
						   .file_name = db_cell_str(&rows, row, 15)};
	return rc;
}

static enum rc read_deadlines(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		READ(reading,
		     "select * from (select d.id, d.escalation_id, d.name, d.rule, d.due_on, d.warn_on, d.standing, "
		     "d.ended_at, d.told_on, d.kind, d.todo from apontad.deadlines d join apontad.escalation e on "
		     "e.id = d.escalation_id where e.invoice_id = $1 order by 1 desc limit $2) s order by 1",
		     deadlines, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->deadlines.at[row] = (struct story_deadline){.escalation_id = db_cell_int(&rows, row, 1),
									    .name = db_cell_str(&rows, row, 2),
									    .rule = db_cell_str(&rows, row, 3),
									    .due_on = db_cell_date(&rows, row, 4),
									    .warn_on = db_cell_date(&rows, row, 5),
									    .standing = db_cell_str(&rows, row, 6),
									    .at = instant(reading, &rows, row, 7),
									    .told_on = db_cell_date(&rows, row, 8),
									    .kind = db_cell_str(&rows, row, 9),
									    .todo = db_cell_str(&rows, row, 10)};
	return rc;
}

/* The proof of a removal is the last word between its cause and its end that says so, with its message. */
static enum rc read_removals(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(
		reading,
		"select * from (select r.id, r.escalation_id, r.cause, r.arisen_at, r.asked_at, r.done_at, r.moot_at, "
		"v.what, v.message_id, encode(m.sha256, 'hex') from apontad.removal r join apontad.escalation e on "
		"e.id = r.escalation_id left join lateral (select what, message_id from apontad.event where invoice_id "
		"= e.invoice_id and escalation_id = e.id and at between r.arisen_at and r.done_at and what in "
		"('REMOVAL_DONE', 'REMOVED_BY_BUREAU', 'REFUSED_BY_BUREAU', 'WITHDRAWAL_DONE', 'CANCELLATION_DONE', "
		"'REQUEST_ACCEPTED') order by id desc limit 1) v on true left join apontad.message m on m.id = "
		"v.message_id where e.invoice_id = $1 order by 1 desc limit $2) s order by 1",
		removals, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->removals.at[row] = (struct story_removal){.escalation_id = db_cell_int(&rows, row, 1),
									  .cause = db_cell_str(&rows, row, 2),
									  .arisen_at = instant(reading, &rows, row, 3),
									  .asked_at = instant(reading, &rows, row, 4),
									  .done_at = instant(reading, &rows, row, 5),
									  .moot_at = instant(reading, &rows, row, 6),
									  .proof_event = db_cell_str(&rows, row, 7),
									  .proof_message = db_cell_int(&rows, row, 8),
									  .proof_sha256 = db_cell_str(&rows, row, 9)};
	return rc;
}

static enum rc read_expenses(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = READ(reading,
			  "select * from (select x.id, x.escalation_id, x.kind, x.field, x.cents, x.told_on, "
			  "x.message_id, x.owed_by from apontad.expense x join apontad.escalation e on e.id = "
			  "x.escalation_id where e.invoice_id = $1 order by 1 desc limit $2) s order by 1",
			  expenses, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->expenses.at[row] = (struct story_expense){.escalation_id = db_cell_int(&rows, row, 1),
									  .kind = db_cell_str(&rows, row, 2),
									  .field = db_cell_int(&rows, row, 3),
									  .cents = db_cell_int(&rows, row, 4),
									  .told_on = db_cell_date(&rows, row, 5),
									  .message_id = db_cell_int(&rows, row, 6),
									  .owed_by = db_cell_str(&rows, row, 7)};
	return rc;
}

/* Of the escalation, or of the message that one of its instructions is in. */
static enum rc read_findings(const struct reading *reading, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		READ(reading,
		     "select * from (select f.id, e.id, f.found_at, f.kind, f.words from apontad.finding f join "
		     "apontad.escalation e on e.id = f.escalation_id or (f.escalation_id is null and exists (select "
		     "from apontad.instruction n where n.escalation_id = e.id and n.message_id = f.message_id)) where "
		     "f.closed_at is null and e.invoice_id = $1 order by 1 desc limit $2) s order by 1",
		     findings, &rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		reading->story->findings.at[row] = (struct story_finding){.id = db_cell_int(&rows, row, 0),
									  .escalation_id = db_cell_int(&rows, row, 1),
									  .found_at = instant(reading, &rows, row, 2),
									  .kind = db_cell_str(&rows, row, 3),
									  .words = db_cell_str(&rows, row, 4)};
	return rc;
}

static enum rc read_all(struct reading *reading, const char *creditor, const char *external_id, struct err *reterr)
{
	static enum rc (*const lists[])(const struct reading *, struct err *) = {
		read_persons,   read_escalations, read_decisions, read_reasons,  read_instructions,
		read_deadlines, read_removals,    read_expenses,  read_findings,
	};
	enum rc rc = db_script(reading->db,
			       "set transaction isolation level repeatable read, read only; "
			       "select set_config('TimeZone', timezone, true), set_config('DateStyle', 'ISO', true) "
			       "from apontad.setting",
			       reterr);
	if (rc == OK)
		rc = read_debt(reading, creditor, external_id, reterr);
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(lists); i++)
		rc = lists[i](reading, reterr);
	if (rc == OK)
		rc = notice_list(reading->db, reading->arena, reading->story->debt.creditor, external_id,
				 EXPLAIN_ROWS_MAX, &reading->story->notices, reterr);
	return rc;
}

enum rc explain_read(struct db *db, struct arena *arena, const char *creditor, const char *external_id,
		     struct story *ret_story, struct err *reterr)
{
	struct story story = {.cut = false};
	struct reading reading = {.db = db, .arena = arena, .story = &story};
	enum rc rc = db_begin(db, reterr);
	if (rc == OK)
		rc = db_end(db, read_all(&reading, creditor, external_id, reterr), reterr);
	if (rc == OK && arena_failed(arena))
		rc = err_set(reterr, ERR_NO_MEMORY, "no memory for the story of an invoice");
	if (rc == OK)
		*ret_story = story;
	return rc;
}
