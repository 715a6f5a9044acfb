#include "flow/assess.h"

#include <stdio.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/eligibility.h"
#include "flow/decide.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/message.h"
#include "wire/json.h"

#define BATCH        50
#define HELD_MINUTES 60

enum rc assess_title(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct title *ret_title,
		     struct err *reterr)
{
	struct debtor *debtors = NULL;
	int count = 0;
	enum rc rc = invoice_debtors(flow->db, arena, invoice->id, &debtors, &count, reterr);
	if (rc != OK)
		return rc;
	if (count == 0)
		return err_set(reterr, ERR_INTEGRITY, "invoice %s has no debtor", invoice->external_id);
	*ret_title = (struct title){
		.nosso_numero = "000000000000000",
		.issued_on = invoice->issued_on,
		.due_on = invoice->due_on,
		.amount_cents = invoice->amount_cents,
		.balance_cents = invoice_outstanding(invoice),
		.endorsement = invoice->endorsement,
		.acceptance = invoice->acceptance,
		.declaration = invoice->declaration,
		.debtors = debtors,
		.debtors_count = count,
	};
	(void)snprintf(ret_title->number, sizeof(ret_title->number), "%s", invoice->number);
	(void)snprintf(ret_title->species, sizeof(ret_title->species), "%s", invoice->species);
	return OK;
}

/* What the checks look at, and the place of protest. */
static enum rc gather(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		      const struct flow_account *account, struct eligibility_facts *facts, struct title *title,
		      struct err *reterr)
{
	struct clock_now now;
	struct comarca_row comarca = {.name = ""};
	enum rc rc = assess_title(flow, arena, invoice, title, reterr);
	if (rc == OK)
		rc = clock_now(flow->db, &now, reterr);
	if (rc != OK)
		return rc;
	*facts = (struct eligibility_facts){
		.title = title,
		.today = now.today,
		.paid_or_pending = title->balance_cents == 0,
		.has_document = invoice->has_document,
		.account_ready = account != NULL,
	};
	if (account == NULL)
		return OK;
	facts->creditor_taxid = account->at.creditor->taxid;
	facts->creditor_address = account->at.creditor->address;
	rc = comarca_find(flow->db, arena, account->id, title->debtors[0].address.ibge, &comarca,
			  &facts->comarcas_loaded, reterr);
	if (rc == OK) {
		facts->comarca_known = true;
		(void)snprintf(title->comarca_ibge, sizeof(title->comarca_ibge), "%s", comarca.comarca_ibge);
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* One more reason that the pure checks cannot see: the account's wire has no room for it. */
static void check_fits(const struct flow_account *account, const struct title *title, struct eligibility *result)
{
	struct err err;
	if (account == NULL || result->reasons_count == REASONS_MAX ||
	    account->channel->fits(&account->at, title, &err) == OK)
		return;
	struct reason *reason = &result->reasons[result->reasons_count++];
	*reason = (struct reason){.code = "TITLE_DOES_NOT_FIT", .level = LEVEL_BLOCK, .basis = "Layout 4.3", .cra = ""};
	(void)snprintf(reason->words, sizeof(reason->words), "%.60s: %.130s", err.field, err.words);
	result->worst = LEVEL_BLOCK;
}

static void reasons_json(const struct eligibility *result, struct buf *out)
{
	struct json_out json;
	json_begin(&json, out);
	json_open_array(&json, NULL);
	for (int i = 0; i < result->reasons_count; i++) {
		const struct reason *reason = &result->reasons[i];
		json_open_object(&json, NULL);
		json_chars(&json, "code", reason->code);
		json_chars(&json, "level", level_name(reason->level));
		json_chars(&json, "basis", reason->basis);
		json_chars(&json, "cra", reason->cra);
		json_chars(&json, "words", reason->words);
		json_close_object(&json);
	}
	json_close_array(&json);
}

static void facts_json(const struct eligibility_facts *facts, struct buf *out)
{
	struct json_out json;
	char text[DATE_TEXT_BYTES];
	json_begin(&json, out);
	json_open_object(&json, NULL);
	json_chars(&json, "today", date_iso(facts->today, text));
	json_chars(&json, "due_on", date_iso(facts->title->due_on, text));
	json_chars(&json, "issued_on", date_iso(facts->title->issued_on, text));
	json_chars(&json, "species", facts->title->species);
	json_int(&json, "amount_cents", facts->title->amount_cents);
	json_int(&json, "balance_cents", facts->title->balance_cents);
	json_int(&json, "debtors", facts->title->debtors_count);
	json_chars(&json, "ibge", facts->title->debtors[0].address.ibge);
	json_chars(&json, "comarca", facts->title->comarca_ibge);
	json_bool(&json, "has_document", facts->has_document);
	json_bool(&json, "paid_or_pending", facts->paid_or_pending);
	json_bool(&json, "comarcas_loaded", facts->comarcas_loaded);
	json_bool(&json, "account_ready", facts->account_ready);
	json_close_object(&json);
}

struct assessed {
	struct title title;
	struct eligibility result;
	enum event event;
	bool passing;      /* what is missing comes by itself: the list of comarcas */
	const char *codes; /* of the reasons, for the event's detail */
	const char *words; /* the same for a person */
	struct buf reasons;
	struct buf facts;
};

static void assessed_done(struct assessed *assessed)
{
	buf_done(&assessed->reasons);
	buf_done(&assessed->facts);
}

static enum rc look(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		    const struct escalation *escalation, struct assessed *assessed, struct err *reterr)
{
	const struct flow_account *account = flow_account_by_id(flow, escalation->account_id);
	struct eligibility_facts facts;
	buf_init(&assessed->reasons, LIMIT_CONFIG_BYTES);
	buf_init(&assessed->facts, LIMIT_CONFIG_BYTES);
	enum rc rc = gather(flow, arena, invoice, account, &facts, &assessed->title, reterr);
	if (rc != OK)
		return rc;
	eligibility_check(&facts, &assessed->result);
	check_fits(account, &assessed->title, &assessed->result);
	assessed->event = eligibility_event(&assessed->result);
	reasons_json(&assessed->result, &assessed->reasons);
	facts_json(&facts, &assessed->facts);
	assessed->passing = account != NULL && !facts.comarcas_loaded;
	CLEANUP(buf_done) struct buf codes = {0};
	CLEANUP(buf_done) struct buf words = {0};
	buf_init(&codes, LIMIT_CONFIG_BYTES);
	buf_init(&words, LIMIT_CONFIG_BYTES);
	for (int i = 0; i < assessed->result.reasons_count; i++) {
		const struct reason *reason = &assessed->result.reasons[i];
		buf_printf(&codes, "%s%s", i > 0 ? ", " : "", reason->code);
		buf_printf(&words, "%s%s: %s (%s)", i > 0 ? "; " : "", reason->code, reason->words, reason->basis);
	}
	assessed->codes = arena_text(arena, buf_view(&codes));
	assessed->words = arena_text(arena, buf_view(&words));
	if (buf_failed(&assessed->reasons) || buf_failed(&assessed->facts) || assessed->codes == NULL ||
	    assessed->words == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a decision");
	return OK;
}

/* What may not leave is put before a person with every reason, once. */
static enum rc tell_person(struct flow *flow, const struct escalation *escalation, const struct assessed *assessed,
			   struct err *reterr)
{
	if (assessed->event == EVENT_PASSED || assessed->passing)
		return OK;
	return finding_open(flow->db,
			    &(struct finding){.kind = event_name(assessed->event),
					      .escalation_id = escalation->id,
					      .words = assessed->words},
			    reterr);
}

static enum rc record_and_move(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			       struct escalation *escalation, const struct assessed *assessed, struct err *reterr)
{
	int64_t decision_id = 0;
	enum rc rc = decision_record(flow->db, arena, escalation->id, event_name(assessed->event), ELIGIBILITY_VERSION,
				     buf_view(&assessed->reasons), buf_view(&assessed->facts), &decision_id, reterr);
	if (rc == OK && assessed->event == EVENT_PASSED)
		rc = escalation_set_comarca(flow->db, escalation, assessed->title.comarca_ibge, reterr);
	if (rc != OK)
		return rc;
	struct decide decide = {.flow = flow,
				.arena = arena,
				.invoice = invoice,
				.escalation = escalation,
				.decision_id = decision_id,
				.detail = assessed->codes};
	rc = decide_event(&decide, assessed->event, reterr);
	if (rc == OK && assessed->event == EVENT_HELD_BY_RULE)
		rc = escalation_timer_in(flow->db, escalation->id, EVENT_ASSESSED, HELD_MINUTES, reterr);
	if (rc == OK)
		rc = tell_person(flow, escalation, assessed, reterr);
	if (rc == OK && assessed->event != EVENT_PASSED)
		log_line(LOG_NOTICE,
			 LOG_FIELDS({"STAGE", "assess"}, {"INVOICE", invoice->external_id},
				    {"REASONS", assessed->codes}),
			 "%s: %s", event_name(assessed->event), assessed->words);
	return rc;
}

enum rc assess_escalation(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  struct escalation *escalation, struct err *reterr)
{
	struct assessed assessed = {.event = EVENT_COUNT};
	enum rc rc = look(flow, arena, invoice, escalation, &assessed, reterr);
	if (rc == OK)
		rc = record_and_move(flow, arena, invoice, escalation, &assessed, reterr);
	assessed_done(&assessed);
	return rc;
}

enum rc assess_held(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		    struct escalation *escalation, struct err *reterr)
{
	struct assessed assessed = {.event = EVENT_COUNT};
	enum rc rc = look(flow, arena, invoice, escalation, &assessed, reterr);
	if (rc == OK && assessed.event == EVENT_HELD_BY_RULE) {
		rc = escalation_timer_in(flow->db, escalation->id, EVENT_ASSESSED, HELD_MINUTES, reterr);
		if (rc == OK)
			rc = tell_person(flow, escalation, &assessed, reterr);
	} else if (rc == OK) {
		struct decide decide = {.flow = flow, .arena = arena, .invoice = invoice, .escalation = escalation};
		rc = decide_event(&decide, EVENT_ASSESSED, reterr);
		if (rc == OK)
			rc = record_and_move(flow, arena, invoice, escalation, &assessed, reterr);
	}
	assessed_done(&assessed);
	return rc;
}

/* Nothing can be done for this invoice until somebody changes the configuration; look again tomorrow. */
static enum rc put_off(struct flow *flow, const struct invoice *invoice, struct date today, const char *words,
		       struct err *reterr)
{
	enum rc rc = finding_open(flow->db, &(struct finding){.kind = "configuration", .words = words}, reterr);
	return rc == OK ? invoice_look_on(flow->db, invoice->id, date_plus(today, 1), reterr) : rc;
}

/* Open the escalation of a step that was reached, and decide it at once. */
static enum rc take_step(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			 const struct ladder_step *step, struct date today, struct err *reterr)
{
	const struct flow_account *account = flow_account_of_creditor(flow, invoice->creditor, "protest");
	if (account == NULL)
		return put_off(flow, invoice, today,
			       arena_printf(arena, "Creditor %s has no account for protest in the configuration.",
					    invoice->creditor),
			       reterr);
	struct escalation escalation;
	enum rc rc = escalation_open(flow->db, arena, invoice->id, invoice->person_id, account->id, "protest",
				     step->name, flow->actor, &escalation, reterr);
	struct decide decide = {
		.flow = flow, .arena = arena, .invoice = invoice, .escalation = &escalation, .detail = step->name};
	if (rc == OK)
		rc = decide_event(&decide, EVENT_ASSESSED, reterr);
	if (rc == OK)
		rc = assess_escalation(flow, arena, invoice, &escalation, reterr);
	/* One escalation a debt, person and channel: this ladder knows no further step. */
	return rc == OK ? invoice_look_on(flow->db, invoice->id, DATE_NONE, reterr) : rc;
}

static enum rc look_at_invoice(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct date today,
			       struct err *reterr)
{
	int64_t outstanding = invoice_outstanding(invoice);
	if (outstanding == 0)
		return invoice_look_on(flow->db, invoice->id, DATE_NONE, reterr);
	const struct ladder *ladder = conf_ladder(flow->settings, invoice->ladder);
	if (ladder == NULL)
		return put_off(flow, invoice, today,
			       arena_printf(arena, "Ladder \"%s\" is not in the configuration.", invoice->ladder),
			       reterr);
	const struct ladder_step *step = ladder_reached(ladder, invoice->due_on, today, outstanding);
	if (step != NULL)
		return take_step(flow, arena, invoice, step, today, reterr);
	return invoice_look_on(flow->db, invoice->id, ladder_next_look(ladder, invoice->due_on, today), reterr);
}

static enum rc assess_due(struct flow *flow, struct arena *arena, int *ret_count, struct err *reterr)
{
	struct clock_now now;
	struct invoice *invoices = NULL;
	int count = 0;
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		rc = invoice_due(flow->db, arena, BATCH, &invoices, &count, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = look_at_invoice(flow, arena, &invoices[i], now.today, reterr);
	*ret_count = count;
	return rc;
}

/* Those that came back to CHECKING: a balance changed, a title was withdrawn and is presented anew. */
static enum rc assess_again(struct flow *flow, struct arena *arena, int *ret_count, struct err *reterr)
{
	struct escalation_ids ids;
	int decided = 0;
	enum rc rc = escalation_checking(flow->db, arena, BATCH, &ids, reterr);
	for (int i = 0; rc == OK && i < ids.count; i++) {
		struct invoice invoice;
		struct escalation escalation;
		rc = invoice_lock(flow->db, arena, ids.at[i].invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = escalation_lock(flow->db, arena, ids.at[i].id, &escalation, reterr);
		if (rc == OK && escalation.state == STATE_CHECKING) {
			rc = assess_escalation(flow, arena, &invoice, &escalation, reterr);
			decided++;
		}
	}
	*ret_count = decided;
	return rc;
}

enum rc flow_assess(struct flow *flow, int *done, struct err *reterr)
{
	static enum rc (*const parts[])(struct flow *, struct arena *, int *, struct err *) = {assess_due,
											       assess_again};
	enum rc rc = OK;
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(parts); i++) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
		int count = 0;
		if (arena == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory to assess");
		rc = db_begin(flow->db, reterr);
		if (rc == OK)
			rc = db_end(flow->db, parts[i](flow, arena, &count, reterr), reterr);
		if (rc == OK && count > 0)
			fault_point(FAULT_assess_decided);
		*done += rc == OK ? count : 0;
	}
	return rc;
}
