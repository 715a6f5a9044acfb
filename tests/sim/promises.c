/* The promises of the house, held against what a history has come to. Each names itself before the colon. */
#include <stdio.h>
#include <string.h>

#include "domain/calendar.h"
#include "flow/parcel.h"
#include "sim.h"

#define BROKEN(...) ((void)memory_broken(&sim.db, __VA_ARGS__))

#define GONE_DAYS   12 /* five business days and those who tell late */
#define WAIT_DAYS   7  /* a weekend, Carnival, a window */
#define YEARS_SHOWN 5

static bool is(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

static int64_t ago(int days)
{
	return sim_now() - (int64_t)days * DAY_S;
}

/* --- when something leaves
 * -------------------------------------------------------------------------------------------- */

static bool was_agreed_to(const struct escalation *escalation, int64_t amount_cents)
{
	for (int i = 0; i < sim.db.is.approvals; i++) {
		const struct approval_full *row = &sim.db.approvals[i];
		if (row->given && row->is.invoice_id == escalation->invoice_id &&
		    is(row->is.channel, escalation->channel) && row->is.amount_cents >= amount_cents)
			return true;
	}
	return false;
}

static void look_at_include(const struct message_row *message, const struct instruction_row *row)
{
	const struct escalation *escalation = &escalation_row(&sim.db, row->is.escalation_id)->is;
	const struct invoice *invoice = &invoice_row(&sim.db, row->is.invoice_id)->is;
	const struct decision_row *decision = &sim.db.decisions[row->decision_id - 1];
	if (row->decision_id == 0 || decision->escalation_id != escalation->id || !is(decision->outcome, "PASSED"))
		BROKEN("promise 1: an include of #%lld leaves without a decision that says why it may",
		       (long long)escalation->id);
	for (int i = (int)row->decision_id; i < sim.db.is.decisions; i++)
		if (sim.db.decisions[i].escalation_id == escalation->id)
			BROKEN("promise 1: an include of #%lld leaves by a decision that is not the last",
			       (long long)escalation->id);
	int64_t agreed_from = sim.story.four_eyes.amount_cents;
	if (row->is.amount_cents >= agreed_from && !was_agreed_to(escalation, row->is.amount_cents))
		BROKEN("promise 1: an include of #%lld leaves over %lld cents, and no second person agreed to it",
		       (long long)escalation->id, (long long)row->is.amount_cents);
	if (message->is.attempts > 1)
		return; /* it may be there: asking again is how we learn */
	if (invoice_is_held(&sim.db, invoice->id))
		BROKEN("promise 1: an include of #%lld leaves although the debt is held", (long long)escalation->id);
	if (invoice_outstanding(invoice) != row->is.amount_cents)
		BROKEN("promise 1: an include of #%lld leaves over %lld cents, and %lld are owed",
		       (long long)escalation->id, (long long)row->is.amount_cents,
		       (long long)invoice_outstanding(invoice));
	if (escalation->state != STATE_QUEUED && !is(row->is.state, "in_doubt"))
		BROKEN("promise 1: an include of #%lld leaves in state %s", (long long)escalation->id,
		       state_name(escalation->state));
	if (sim.final_s[invoice->id - 1] != NEVER)
		BROKEN("promise 1: an include of #%lld leaves although the debt is ended for good",
		       (long long)escalation->id);
}

static void look_at_request(const struct instruction_row *row)
{
	const struct escalation *escalation = &escalation_row(&sim.db, row->is.escalation_id)->is;
	if (escalation->state == STATE_STAYED || escalation->state == STATE_EFFECTS_SUSPENDED)
		BROKEN("stay: a command (%s) of #%lld leaves although a judge forbids it", row->is.kind,
		       (long long)escalation->id);
}

void promises_sending(int64_t message_id)
{
	const struct message_row *message = message_row(&sim.db, message_id);
	for (int i = 0; i < sim.db.is.instructions; i++) {
		const struct instruction_row *row = &sim.db.instructions[i];
		if (row->is.message_id != message_id)
			continue;
		if (is(row->is.kind, "include"))
			look_at_include(message, row);
		else
			look_at_request(row);
	}
}

/* --- what stands there
 * ------------------------------------------------------------------------------------------------ */

static bool is_live(const struct record_there *record)
{
	return record->state == RECORD_RECEIVED || record->state == RECORD_THERE;
}

static void once(void)
{
	for (int i = 0; i < sim.titles_count; i++)
		for (int j = i + 1; sim.titles[i].state < TITLE_GONE && j < sim.titles_count; j++)
			if (sim.titles[j].state < TITLE_GONE && sim.titles[j].debt == sim.titles[i].debt)
				BROKEN("promise 2: two titles of debt %d are at the notary", sim.titles[i].debt + 1);
	for (int i = 0; i < sim.records_count; i++)
		for (int j = i + 1; is_live(&sim.records[i]) && j < sim.records_count; j++)
			if (is_live(&sim.records[j]) && sim.records[j].bureau == sim.records[i].bureau &&
			    sim.records[j].debt == sim.records[i].debt &&
			    is(sim.records[j].taxid, sim.records[i].taxid))
				BROKEN("promise 2: two records of debt %d and one person are at a bureau",
				       sim.records[i].debt + 1);
}

static const struct escalation *case_of(int debt, enum sim_channel channel, const char *taxid)
{
	for (int i = 0; i < sim.db.is.escalations; i++) {
		const struct escalation *escalation = &sim.db.escalations[i].is;
		if (escalation->invoice_id == debt + 1 && escalation->account_id == sim.accounts[channel].id &&
		    (taxid == NULL || is(sim.db.persons[escalation->person_id - 1], taxid)))
			return escalation;
	}
	return NULL;
}

static bool carries(const struct db *db, int64_t message_id, int64_t escalation_id)
{
	for (int i = 0; i < db->is.items; i++)
		if (db->items[i].message_id == message_id &&
		    db->instructions[db->items[i].instruction_id - 1].is.escalation_id == escalation_id)
			return true;
	return false;
}

/* A person has been told: of the case, of its account, of a message that carries it. */
static bool has_alarm(const struct escalation *escalation)
{
	const struct db *db = &sim.db;
	for (int i = 0; i < db->is.findings; i++) {
		const struct finding_row *row = &db->findings[i];
		bool about = row->escalation_id == escalation->id ||
			     (row->escalation_id == 0 && row->account_id == escalation->account_id &&
			      (row->message_id == 0 || is(row->kind, "account_stopped") ||
			       carries(db, row->message_id, escalation->id)));
		if (!row->closed && about)
			return true;
	}
	return false;
}

/* Is a removal under way there? One that is open while nothing goes on is none. */
static bool is_removed_in(enum state state)
{
	switch (state) {
	case STATE_QUEUED: /* goes back, or is recalled */
	case STATE_RECALL_ARMED:
	case STATE_WITHDRAW_SENT:
	case STATE_CANCEL_AUTHORISED:
	case STATE_CANCEL_REQUESTED:
	case STATE_CANCEL_REFUSED:
	case STATE_UPDATE_SENT:
	case STATE_REMOVE_SENT:
	case STATE_REMOVE_FAILED: return true;
	default: return false;
	}
}

/* Since when must the debt be gone from everywhere? */
static int64_t must_go_since(int debt)
{
	int64_t since = sim.paid_s[debt] < sim.final_s[debt] ? sim.paid_s[debt] : sim.final_s[debt];
	return since;
}

static void stays_there(int debt, enum sim_channel channel, const char *taxid)
{
	const struct escalation *escalation = case_of(debt, channel, taxid);
	if (escalation == NULL)
		BROKEN("promise 3: debt %d stands at %s, and nobody knows why", debt + 1,
		       sim.accounts[channel].channel->name);
	else if ((open_removal(&sim.db, escalation->id) == NULL || !is_removed_in(escalation->state)) &&
		 !has_alarm(escalation))
		BROKEN("promise 3: debt %d must be gone, stands at %s (#%lld is %s), and neither a removal is open nor "
		       "a person told",
		       debt + 1, sim.accounts[channel].channel->name, (long long)escalation->id,
		       state_name(escalation->state));
}

static void gone_when_due(void)
{
	for (int i = 0; i < sim.titles_count; i++) {
		const struct title_there *title = &sim.titles[i];
		/* With the creditor's consent in hand it is for the debtor to go to the notary. */
		if (title->state < TITLE_GONE && !title->authorised && must_go_since(title->debt) < ago(GONE_DAYS) &&
		    title->live_since < ago(GONE_DAYS))
			stays_there(title->debt, SIM_PROTEST, NULL);
	}
	for (int i = 0; i < sim.records_count; i++) {
		const struct record_there *record = &sim.records[i];
		struct date due_on = {(int32_t)record->due_on};
		bool over = date_compare(date_plus_months(due_on, YEARS_SHOWN * 12), day_of(sim_now())) <= 0;
		if (record->state == RECORD_THERE && (over || must_go_since(record->debt) < ago(GONE_DAYS)))
			stays_there(record->debt, record->bureau, record->taxid);
	}
}

static void money_is_whole(void)
{
	for (int i = 0; i < sim.story.debts_count; i++) {
		const struct invoice *invoice = &sim.db.invoices[i].is;
		if (invoice->received_cents != sim.received_cents[i] || invoice->cleared_cents != sim.cleared_cents[i])
			BROKEN("money: debt %d counts %lld received and %lld cleared, and they are %lld and %lld",
			       i + 1, (long long)invoice->received_cents, (long long)invoice->cleared_cents,
			       (long long)sim.received_cents[i], (long long)sim.cleared_cents[i]);
		if (invoice_outstanding(invoice) < 0 || invoice->cleared_cents > invoice->received_cents)
			BROKEN("money: debt %d is owed less than nothing", i + 1);
	}
}

static void deadlines_are_seen(void)
{
	for (int i = 0; i < sim.db.is.deadlines; i++) {
		const struct deadline_full *row = &sim.db.deadlines[i];
		bool duty = deadline_row(row->is.deadline)->kind == DEADLINE_KIND_DUTY;
		if (duty && deadline_runs(row) && date_compare(row->is.days.due_on, day_of(sim_now())) < 0)
			BROKEN("promise 3: the %s deadline of #%lld went by, and nobody was told",
			       deadline_row(row->is.deadline)->name, (long long)row->is.escalation_id);
	}
}

void promises_step(void)
{
	once();
	money_is_whole();
	deadlines_are_seen();
	if (sim.down_until < ago(WAIT_DAYS))
		gone_when_due();
}

/* --- when the workers rest
 * -------------------------------------------------------------------------------------------- */

static bool asks(const struct escalation *escalation, bool include)
{
	for (int i = 0; i < sim.db.is.instructions; i++) {
		const struct instruction_row *row = &sim.db.instructions[i];
		bool open = is(row->is.state, "prepared") || is(row->is.state, "sent") || is(row->is.state, "in_doubt");
		if (row->is.escalation_id == escalation->id && is(row->is.kind, "include") == include && open)
			return true;
	}
	return false;
}

/* Does a title of it live at the notary, so that his word is still to come? */
static bool notary_has(const struct escalation *escalation)
{
	for (int i = 0; i < sim.titles_count; i++)
		if (sim.titles[i].debt + 1 == escalation->invoice_id && sim.titles[i].state < TITLE_GONE)
			return true;
	return false;
}

static bool notary_word_is_due(const struct escalation *escalation)
{
	const struct lane_row *lane = NULL;
	for (int i = 0; i < sim.db.is.lanes; i++)
		if (sim.db.lanes[i].account_id == escalation->account_id && is(sim.db.lanes[i].name, "collect"))
			lane = &sim.db.lanes[i];
	for (int i = 0; lane != NULL && i < sim.words_count; i++)
		if (sim.words[i].from == SIM_PROTEST &&
		    debt_of_number(sim.words[i].is.title.title_number) + 1 == escalation->invoice_id &&
		    (sim.words[i].visible_at > sim_now() || lane->not_before > sim_now() ||
		     lane->retry_at > sim.db.machine_s || sim.db.accounts[escalation->account_id - 1].stopped))
			return true;
	return false;
}

static bool principal_goes(const struct escalation *escalation)
{
	for (int i = 0; i < sim.db.is.escalations; i++) {
		const struct escalation *other = &sim.db.escalations[i].is;
		if (other->invoice_id == escalation->invoice_id && other->account_id == escalation->account_id &&
		    other->id != escalation->id && (asks(other, false) || sim.db.escalations[i].due_at != NEVER))
			return true;
	}
	return false;
}

static bool deadline_watches(const struct escalation *escalation)
{
	for (int i = 0; i < sim.db.is.deadlines; i++)
		if (sim.db.deadlines[i].is.escalation_id == escalation->id && deadline_runs(&sim.db.deadlines[i]))
			return true;
	return false;
}

/* The bank's word is still to come. */
static bool clearing_is_due(int64_t invoice_id)
{
	for (int i = 0; i < sim.db.is.payments; i++)
		if (sim.db.payments[i].invoice_id == invoice_id && !sim.db.payments[i].cleared &&
		    !sim.db.payments[i].reversed)
			return true;
	return false;
}

static bool has_way_on(const struct escalation_row *row)
{
	const struct escalation *escalation = &row->is;
	bool timer = row->due_at != NEVER;
	switch (escalation->state) {
	case STATE_DRAFT:
	case STATE_CHECKING: return false;
	case STATE_HELD:
		return timer || invoice_is_held(&sim.db, escalation->invoice_id) ||
		       clearing_is_due(escalation->invoice_id);
	case STATE_READY:
	case STATE_QUEUED: return asks(escalation, true);
	case STATE_SENT: /* the protocol number has its day */
	case STATE_RECALL_ARMED:
	case STATE_PROTOCOLLED:
	case STATE_NOTIFYING:
	case STATE_NOTIFIED:
	case STATE_PAY_PENDING:
	case STATE_STAYED:
		return timer || deadline_watches(escalation) || asks(escalation, true) || notary_has(escalation) ||
		       notary_word_is_due(escalation);
	case STATE_PROTESTED: return notary_has(escalation) || notary_word_is_due(escalation);
	case STATE_WITHDRAW_SENT:
	case STATE_CANCEL_REQUESTED:
		return asks(escalation, false) || notary_has(escalation) || notary_word_is_due(escalation);
	case STATE_CANCEL_AUTHORISED:
		return asks(escalation, false) || notary_has(escalation) || notary_word_is_due(escalation);
	case STATE_UPDATE_SENT:
	case STATE_REMOVE_SENT: return timer || asks(escalation, false) || principal_goes(escalation);
	default: return timer || deadline_watches(escalation) || state_phase(escalation->state) == PHASE_ended;
	}
}

static void cases_go_on(void)
{
	for (int i = 0; i < sim.db.is.escalations; i++) {
		const struct escalation *escalation = &sim.db.escalations[i].is;
		if (!has_way_on(&sim.db.escalations[i]) && !has_alarm(escalation))
			BROKEN("rest: #%lld is %s, waits for nothing, and nobody was told", (long long)escalation->id,
			       state_name(escalation->state));
	}
}

static void nothing_lies(void)
{
	for (int i = 0; i < sim.db.is.instructions; i++) {
		const struct instruction_row *row = &sim.db.instructions[i];
		bool removal = !is(row->is.kind, "include");
		const struct escalation *escalation = &escalation_row(&sim.db, row->is.escalation_id)->is;
		if (!is(row->is.state, "prepared"))
			continue;
		if (state_phase(escalation->state) == PHASE_ended && row->is.message_id == 0)
			BROKEN("rest: %s of #%lld waits to leave, and the case has ended", row->is.kind,
			       (long long)escalation->id);
		if (row->asked_at < ago(WAIT_DAYS) && sim.down_until < ago(WAIT_DAYS) && !has_alarm(escalation))
			BROKEN("%s: %s of #%lld has waited for a week, and nobody was told",
			       removal ? "removals never wait" : "rest", row->is.kind, (long long)escalation->id);
	}
}

void promises_rest(void)
{
	if (sim.db.broken[0] != '\0' || sim.db.dead)
		return;
	cases_go_on();
	nothing_lies();
}

/* --- at the very end -------------------------------------------------------------------------------------------------
 */

/* Everybody has said everything: what we take for gone is gone. */
static void nothing_is_forgotten(int debt, enum sim_channel channel, const char *taxid)
{
	const struct escalation *escalation = case_of(debt, channel, taxid);
	bool knows = escalation != NULL && state_phase(escalation->state) == PHASE_sent &&
		     escalation->state != STATE_REMOVED && escalation->state != STATE_WITHDRAWN &&
		     escalation->state != STATE_CANCELLED && escalation->state != STATE_RETURNED &&
		     escalation->state != STATE_REJECTED;
	if (escalation == NULL || (!knows && !has_alarm(escalation)))
		BROKEN("end: debt %d stands at %s, and its case is %s", debt + 1, sim.accounts[channel].channel->name,
		       escalation != NULL ? state_name(escalation->state) : "not there");
}

void promises_end(void)
{
	for (int i = 0; i < sim.titles_count; i++)
		if (sim.titles[i].state < TITLE_GONE)
			nothing_is_forgotten(sim.titles[i].debt, SIM_PROTEST, NULL);
	for (int i = 0; i < sim.records_count; i++)
		if (sim.records[i].state == RECORD_THERE)
			nothing_is_forgotten(sim.records[i].debt, sim.records[i].bureau, sim.records[i].taxid);
}
