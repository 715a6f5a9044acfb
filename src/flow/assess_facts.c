#include "flow/assess_facts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "flow/assess_json.h"
#include "flow/ladder_facts.h"
#include "store/hold.h"
#include "store/message.h"
#include "store/told.h"

enum rc title_of(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct title *ret_title,
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

void contract_of(const struct invoice *invoice, char out[CONTRACT_MAX + 1])
{
	(void)snprintf(out, CONTRACT_MAX + 1, "%s", invoice->number);
	for (char *at = out; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
}

enum rc listing_of(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *taxid,
		   struct listing *ret_listing, struct err *reterr)
{
	struct debtor *debtors = NULL;
	int count = 0;
	enum rc rc = invoice_debtors(flow->db, arena, invoice->id, &debtors, &count, reterr);
	if (rc != OK)
		return rc;
	struct listing listing = {
		.issued_on = invoice->issued_on,
		.due_on = invoice->due_on,
		.amount_cents = invoice_outstanding(invoice),
	};
	contract_of(invoice, listing.contract);
	for (int i = 0; i < count; i++)
		if (i == 0 || strcmp(debtors[i].taxid.digits, taxid) == 0)
			*(i == 0 ? &listing.principal : &listing.guarantor) = &debtors[i];
	const struct debtor *own = listing.guarantor != NULL ? listing.guarantor : listing.principal;
	if (own == NULL || strcmp(own->taxid.digits, taxid) != 0)
		return err_set(reterr, ERR_INTEGRITY, "invoice %s has lost a person", invoice->external_id);
	*ret_listing = listing;
	return OK;
}

/* Something is still owed, and how much depends on a payment that may bounce. */
static bool part_is_pending(const struct invoice *invoice)
{
	return invoice_outstanding(invoice) > 0 && invoice->cleared_cents < invoice->received_cents;
}

/* What the checks look at, and the place of protest. */
static enum rc gather(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		      const struct escalation *escalation, const struct flow_account *account,
		      struct eligibility_facts *facts, struct title *title, struct err *reterr)
{
	struct clock_now now;
	struct comarca_row comarca = {.name = ""};
	enum rc rc = title_of(flow, arena, invoice, title, reterr);
	const char *holds = "";
	if (rc == OK)
		rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		rc = hold_kinds(flow->db, arena, invoice->id, &holds, reterr);
	if (rc != OK)
		return rc;
	*facts = (struct eligibility_facts){
		.title = title,
		.today = now.today,
		.paid_or_pending = title->balance_cents == 0,
		.has_document = invoice->has_document,
		.account_ready = account != NULL,
		.holds = holds,
		.marks = invoice->marks,
		.part_pending = part_is_pending(invoice),
	};
	rc = flow_notice_fault(flow, arena, invoice, now.today, &facts->notice_fault, reterr);
	if (rc == OK)
		rc = escalation_same_title(flow->db, arena, escalation, &facts->duplicate, &facts->protested, reterr);
	if (rc != OK || account == NULL)
		return rc;
	facts->signer = &account->signer;
	facts->creditor_taxid = account->at.creditor->taxid;
	facts->regulated = account->at.creditor->regulated;
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
static void does_not_fit(struct eligibility *result, const char *code, const char *basis, const struct err *err)
{
	if (result->reasons_count == REASONS_MAX)
		return;
	struct reason *reason = &result->reasons[result->reasons_count++];
	*reason = (struct reason){.code = code, .level = LEVEL_BLOCK, .basis = basis, .cra = ""};
	(void)snprintf(reason->words, sizeof(reason->words), "%.60s: %.130s", err->field, err->words);
	result->worst = LEVEL_BLOCK;
}

/* What is kept of them beside the values: where each came from, and when. */
static enum rc keep_facts(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  const struct flow_account *account, const struct assessed *assessed,
			  struct facts_kept *ret_kept, struct err *reterr)
{
	*ret_kept = (struct facts_kept){.flow = flow, .invoice = invoice, .account = account, .assessed = assessed};
	return origin_read(flow->db, arena, invoice->id, account != NULL ? account->id : 0, &ret_kept->origin, reterr);
}

static enum rc facts_are_whole(const struct assessed *assessed, struct err *reterr)
{
	return buf_failed(&assessed->facts) ? err_set(reterr, ERR_NO_MEMORY, "no memory for a decision") : OK;
}

enum rc facts_of_title(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		       const struct escalation *escalation, const struct flow_account *account,
		       struct assessed *assessed, struct err *reterr)
{
	struct eligibility_facts facts;
	struct facts_kept kept;
	struct title title;
	struct err err;
	enum rc rc = gather(flow, arena, invoice, escalation, account, &facts, &title, reterr);
	if (rc == OK)
		rc = approval_look(flow, arena, invoice, "protest", account, &assessed->approval, reterr);
	if (rc != OK)
		return rc;
	(void)flow_payer(flow, invoice, &assessed->payer);
	facts.approval_wanted = assessed->approval.wanted;
	facts.approved = assessed->approval.approved;
	facts.approval = assessed->approval.words;
	assessed->holds = facts.holds;
	eligibility_check(&flow->settings->rule_book, &facts, &assessed->result);
	if (account != NULL && account->channel->fits(&account->at, &title, &err) != OK)
		does_not_fit(&assessed->result, "TITLE_DOES_NOT_FIT", "Layout 4.3", &err);
	(void)text_copy(text_of(title.comarca_ibge), assessed->comarca_ibge, sizeof(assessed->comarca_ibge));
	assessed->passing = account != NULL && !facts.comarcas_loaded;
	rc = keep_facts(flow, arena, invoice, account, assessed, &kept, reterr);
	if (rc != OK)
		return rc;
	title_json(&facts, &kept, &assessed->facts);
	return facts_are_whole(assessed, reterr);
}

/* May this person's record go by what becomes of the principal's? */
static enum rc look_at_principal(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				 const struct escalation *escalation, struct listing_facts *facts, struct err *reterr)
{
	static const enum state on_its_way[] = {STATE_READY, STATE_QUEUED, STATE_SENT};
	static const enum state there[] = {STATE_NOTICE_PENDING, STATE_NOTICE_FAILED, STATE_ACTIVE};
	const struct channel_traits *traits = flow_traits(flow, escalation->account_id);
	struct escalation_list all;
	facts->principal_there = true;
	if (escalation->person_id == invoice->person_id)
		return OK;
	facts->principal_there = false;
	enum rc rc = escalation_lock_of_channel(flow->db, arena, invoice->id, escalation->channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++) {
		if (all.at[i].person_id != invoice->person_id)
			continue;
		for (size_t j = 0; j < ARRAY_LEN(there); j++)
			facts->principal_there = facts->principal_there || all.at[i].state == there[j];
		for (size_t j = 0; traits != NULL && !traits->guarantor_waits && j < ARRAY_LEN(on_its_way); j++)
			facts->principal_there = facts->principal_there || all.at[i].state == on_its_way[j];
	}
	return rc;
}

/* What the bureau serves for the account: its lists, and what is live there under the same number. */
static enum rc look_at_bureau(struct flow *flow, struct arena *arena, const struct escalation *escalation,
			      const struct flow_account *account, const struct listing *listing,
			      struct listing_facts *facts, struct err *reterr)
{
	const struct debtor *own = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	facts->codes_loaded = facts->nature_known = true;
	enum rc rc =
		escalation_same_contract(flow->db, arena, escalation, listing->contract, &facts->same_contract, reterr);
	bool serves = account != NULL && account->channel->first_of_day[0] != QUESTION_COUNT;
	if (rc == OK && serves)
		rc = bureau_code_find(flow->db, arena, account->id, question_name(QUESTION_NATURES),
				      account->at.conf->bureau.nature, &facts->nature_known, &facts->codes_loaded,
				      reterr);
	struct date visible_on;
	facts->term_known = notice_visible_on(&flow->settings->notice_terms, escalation->channel, own->address.uf,
					      facts->today, &visible_on, NULL, NULL) == OK;
	return rc;
}

enum rc facts_of_listing(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			 const struct escalation *escalation, const struct flow_account *account,
			 struct assessed *assessed, struct err *reterr)
{
	struct clock_now now;
	struct facts_kept kept;
	struct listing listing;
	struct err err;
	const char *taxid = NULL;
	const char *holds = "";
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		rc = hold_kinds(flow->db, arena, invoice->id, &holds, reterr);
	if (rc == OK)
		rc = escalation_taxid(flow->db, arena, escalation, &taxid, reterr);
	if (rc == OK)
		rc = listing_of(flow, arena, invoice, taxid, &listing, reterr);
	if (rc != OK)
		return rc;
	struct listing_facts facts = {
		.bureau = escalation->channel,
		.listing = &listing,
		.today = now.today,
		.paid_or_pending = listing.amount_cents == 0,
		.has_document = invoice->has_document,
		.account_ready = account != NULL,
		.holds = holds,
		.marks = invoice->marks,
		.part_pending = part_is_pending(invoice),
	};
	if (account != NULL) {
		facts.signer = &account->signer;
		facts.creditor_taxid = account->at.creditor->taxid;
		facts.creditor_address = account->at.creditor->address;
		facts.youngest_days = account->at.profile->bureau.youngest_days;
		facts.oldest_months = account->at.profile->bureau.oldest_months;
		facts.amount_cents_min = account->at.profile->bureau.amount_cents_min;
	}
	rc = flow_notice_fault(flow, arena, invoice, now.today, &facts.notice_fault, reterr);
	if (rc == OK)
		rc = look_at_principal(flow, arena, invoice, escalation, &facts, reterr);
	if (rc == OK)
		rc = look_at_bureau(flow, arena, escalation, account, &listing, &facts, reterr);
	if (rc == OK)
		rc = approval_look(flow, arena, invoice, escalation->channel, account, &assessed->approval, reterr);
	if (rc != OK)
		return rc;
	(void)flow_payer(flow, invoice, &assessed->payer);
	facts.approval_wanted = assessed->approval.wanted;
	facts.approved = assessed->approval.approved;
	facts.approval = assessed->approval.words;
	assessed->holds = holds;
	eligibility_check_listing(&flow->settings->rule_book, &facts, &assessed->result);
	if (account != NULL && account->channel->fits_listing(&account->at, &listing, now.today, &err) != OK)
		does_not_fit(&assessed->result, "RECORD_DOES_NOT_FIT", "the bureau's layout", &err);
	assessed->passing = account != NULL && (!facts.codes_loaded || !facts.principal_there);
	rc = keep_facts(flow, arena, invoice, account, assessed, &kept, reterr);
	if (rc != OK)
		return rc;
	listing_json(&facts, &kept, &assessed->facts);
	return facts_are_whole(assessed, reterr);
}
