#include "flow/assess_json.h"

#include "wire/json.h"

/* A group with its source and time (NULL: nothing of the kind was recorded). */
static void open_group(struct json_out *json, const char *name, const char *source, const char *recorded_at)
{
	json_open_object(json, name);
	json_chars(json, "source", source);
	json_chars(json, "recorded_at", recorded_at);
}

static void day(struct json_out *json, const char *key, struct date date)
{
	char text[DATE_TEXT_BYTES];
	json_chars(json, key, date_iso(date, text));
}

/* What both kinds say of the debt. */
static void debt_json(struct json_out *json, const struct facts_kept *kept)
{
	const struct invoice *invoice = kept->invoice;
	char marks[MARK_TEXT_BYTES];
	json_int(json, "amount_cents", invoice->amount_cents);
	json_bool(json, "has_document", invoice->has_document);
	json_chars(json, "marks", mark_text(invoice->marks, marks));
	json_chars(json, "requested_by", invoice->requested_by);
}

static void payments_json(struct json_out *json, const struct facts_kept *kept, bool paid, bool part_pending)
{
	open_group(json, "payments", "payment", kept->origin.payment_at);
	json_int(json, "received_cents", kept->invoice->received_cents);
	json_int(json, "cleared_cents", kept->invoice->cleared_cents);
	json_int(json, "outstanding_cents", invoice_outstanding(kept->invoice));
	json_bool(json, "paid_or_pending", paid);
	json_bool(json, "part_pending", part_pending);
	json_close_object(json);
}

static void holds_json(struct json_out *json, const struct facts_kept *kept)
{
	const struct approval_need *need = &kept->assessed->approval;
	char names[APPROVAL_WHY_BYTES];
	open_group(json, "holds", "hold", kept->origin.hold_at);
	json_chars(json, "kinds", kept->assessed->holds);
	json_close_object(json);
	open_group(json, "approval", "approval", need->open.id != 0 ? need->open.asked_at : NULL);
	json_bool(json, "wanted", need->wanted);
	json_bool(json, "approved", need->approved);
	json_chars(json, "why", approval_why_names(need->ask.why, names));
	json_chars(json, "asked_by", need->ask.asked_by);
	json_close_object(json);
}

/* What the debtor's notice lacks; null when it lacks nothing, or none was to be written yet. */
static void notice_json(struct json_out *json, const struct facts_kept *kept, const char *fault)
{
	open_group(json, "notice", "platform", kept->origin.invoice_at);
	json_chars(json, "fault", fault);
	json_close_object(json);
}

/* The class with the values that made it. */
static void payer_json(struct json_out *json, const struct facts_kept *kept)
{
	const struct payer *payer = &kept->assessed->payer;
	open_group(json, "payer", "platform", kept->origin.invoice_at);
	json_chars(json, "class", payer_class_name(payer->class));
	json_chars(json, "words", payer->words);
	for (int i = 0; i < PAYER_FACTS_COUNT; i++)
		if (payer_fact(&kept->invoice->payer, i) != PAYER_NOT_TOLD)
			json_int(json, payer_fact_name(i), payer_fact(&kept->invoice->payer, i));
	json_close_object(json);
}

/* Opens the group; the caller adds what only its kind has. */
static void open_configuration(struct json_out *json, const struct facts_kept *kept, bool account_ready)
{
	const struct signer *signer = kept->account != NULL ? &kept->account->signer : NULL;
	open_group(json, "configuration", "configuration", kept->flow->configured_at);
	json_chars(json, "account", kept->account != NULL ? kept->account->at.conf->code : NULL);
	json_bool(json, "account_ready", account_ready);
	json_chars(json, "identity", signer != NULL ? signer->identity : NULL);
	if (signer != NULL && signer->unread == NULL)
		day(json, "certificate_until", signer->valid_until);
}

void title_json(const struct eligibility_facts *facts, const struct facts_kept *kept, struct buf *out)
{
	const struct title *title = facts->title;
	struct json_out json;
	json_begin(&json, out);
	json_open_object(&json, NULL);
	day(&json, "today", facts->today);
	open_group(&json, "debt", "platform", kept->origin.invoice_at);
	day(&json, "due_on", title->due_on);
	day(&json, "issued_on", title->issued_on);
	json_chars(&json, "species", title->species);
	json_int(&json, "debtors", title->debtors_count);
	json_chars(&json, "ibge", title->debtors_count > 0 ? title->debtors[0].address.ibge : "");
	json_bool(&json, "presented_under_another_invoice", facts->duplicate);
	json_bool(&json, "protested_before", facts->protested);
	debt_json(&json, kept);
	json_close_object(&json);
	payments_json(&json, kept, facts->paid_or_pending, facts->part_pending);
	holds_json(&json, kept);
	payer_json(&json, kept);
	notice_json(&json, kept, facts->notice_fault);
	open_group(&json, "counterparty", "counterparty list", kept->origin.list_at);
	json_bool(&json, "comarcas_loaded", facts->comarcas_loaded);
	json_chars(&json, "comarca", title->comarca_ibge);
	json_close_object(&json);
	open_configuration(&json, kept, facts->account_ready);
	json_close_object(&json);
	json_close_object(&json);
}

void listing_json(const struct listing_facts *facts, const struct facts_kept *kept, struct buf *out)
{
	const struct listing *listing = facts->listing;
	const struct debtor *own = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	struct json_out json;
	json_begin(&json, out);
	json_open_object(&json, NULL);
	day(&json, "today", facts->today);
	json_chars(&json, "bureau", facts->bureau);
	open_group(&json, "debt", "platform", kept->origin.invoice_at);
	day(&json, "due_on", listing->due_on);
	day(&json, "issued_on", listing->issued_on);
	json_chars(&json, "contract", listing->contract);
	json_chars(&json, "uf", own->address.uf);
	json_bool(&json, "guarantor", listing->guarantor != NULL);
	json_bool(&json, "principal_there", facts->principal_there);
	json_bool(&json, "same_contract", facts->same_contract);
	debt_json(&json, kept);
	json_close_object(&json);
	payments_json(&json, kept, facts->paid_or_pending, facts->part_pending);
	holds_json(&json, kept);
	payer_json(&json, kept);
	notice_json(&json, kept, facts->notice_fault);
	open_group(&json, "counterparty", "counterparty list", kept->origin.list_at);
	json_bool(&json, "lists_loaded", facts->codes_loaded);
	json_bool(&json, "nature_known", facts->nature_known);
	json_close_object(&json);
	open_configuration(&json, kept, facts->account_ready);
	json_chars(&json, "nature", kept->account != NULL ? kept->account->at.conf->bureau.nature : "");
	json_bool(&json, "term_known", facts->term_known);
	json_close_object(&json);
	json_close_object(&json);
}
