#include "flow/bureau.h"

#include <string.h>

#include "domain/calendar.h"
#include "domain/listing.h"
#include "domain/notice.h"
#include "store/finding.h"
#include "store/instruction.h"
#include "store/removal.h"

#define MINUTES_AN_HOUR 60
#define EXPIRY_LEAD     10 /* days: a bureau has to answer before the last one */
#define UNKNOWN_TERM    45 /* days: longer than any term that was ever published */

static enum rc today(const struct decide *decide, struct date *ret_today, struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(decide->flow->db, &now, reterr);
	if (rc == OK)
		*ret_today = now.today;
	return rc;
}

static bool is_principal(const struct decide *decide, const struct escalation *escalation)
{
	return escalation->person_id == decide->invoice->person_id;
}

/* Is the principal's record there, so that what is asked for it takes this guarantor's with it? What is true of the
 * guarantor alone is asked for the guarantor alone, unless the principal's record is being taken back all the same. */
static enum rc goes_with_principal(const struct decide *decide, bool *ret_goes, struct err *reterr)
{
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	struct escalation_list all;
	*ret_goes = false;
	if (is_principal(decide, decide->escalation) || (traits != NULL && traits->guarantor_apart))
		return OK;
	enum rc rc = escalation_lock_of_channel(decide->flow->db, decide->arena, decide->invoice->id,
						decide->escalation->channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++) {
		static const enum state going[] = {STATE_RECALL_ARMED, STATE_UPDATE_SENT, STATE_REMOVE_SENT,
						   STATE_REMOVE_FAILED};
		static const enum state staying[] = {STATE_SENT, STATE_NOTICE_PENDING, STATE_NOTICE_FAILED,
						     STATE_ACTIVE};
		bool alone = decide->cause == CAUSE_CREDITOR_ERROR;
		for (size_t j = 0; is_principal(decide, &all.at[i]) && j < ARRAY_LEN(going); j++)
			*ret_goes = *ret_goes || all.at[i].state == going[j];
		for (size_t j = 0; !alone && is_principal(decide, &all.at[i]) && j < ARRAY_LEN(staying); j++)
			*ret_goes = *ret_goes || all.at[i].state == staying[j];
	}
	return rc;
}

enum rc bureau_ask_remove(const struct decide *decide, const char *cause, int64_t *ret_instruction, struct err *reterr)
{
	bool goes = false;
	enum rc rc = goes_with_principal(decide, &goes, reterr);
	if (rc == OK)
		rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	if (rc == OK)
		rc = bureau_clock_answer(decide, reterr);
	if (rc != OK || goes)
		return rc;
	return instruction_ask(decide->flow->db, decide->arena,
			       &(struct instruction_entry){.escalation_id = decide->escalation->id,
							   .kind = "remove",
							   .lane = "requests",
							   .amount_cents = decide->invoice->amount_cents,
							   .comarca_ibge = "",
							   .cause = cause},
			       ret_instruction, reterr);
}

enum rc bureau_clock_answer(const struct decide *decide, struct err *reterr)
{
	const struct flow_account *account = flow_account_by_id(decide->flow, decide->escalation->account_id);
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	if (account == NULL || traits == NULL || !traits->told_later)
		return OK; /* who answers at once is asked again by the delivery itself */
	return escalation_timer_in(decide->flow->db, decide->escalation->id, EVENT_ANSWER_OVERDUE,
				   account->at.profile->bureau.answer_hours * MINUTES_AN_HOUR, reterr);
}

/* The state where this person lives. */
static enum rc state_of_person(const struct decide *decide, char uf[3], struct err *reterr)
{
	int64_t *persons = NULL;
	struct debtor *debtors = NULL;
	int count = 0;
	enum rc rc = invoice_persons(decide->flow->db, decide->arena, decide->invoice->id, &persons, &count, reterr);
	if (rc == OK)
		rc = invoice_debtors(decide->flow->db, decide->arena, decide->invoice->id, &debtors, &count, reterr);
	uf[0] = '\0';
	for (int i = 0; rc == OK && i < count; i++)
		if (persons[i] == decide->escalation->person_id)
			memcpy(uf, debtors[i].address.uf, sizeof(debtors[i].address.uf));
	return rc;
}

enum rc bureau_clock_notice(const struct decide *decide, struct err *reterr)
{
	struct date on;
	struct date visible_on;
	struct err why;
	char uf[3];
	enum rc rc = today(decide, &on, reterr);
	if (rc == OK)
		rc = state_of_person(decide, uf, reterr);
	if (rc != OK)
		return rc;
	if (notice_visible_on(&decide->flow->settings->notice_terms, decide->escalation->channel, uf, on, &visible_on,
			      NULL, &why) != OK) {
		visible_on = date_plus(on, UNKNOWN_TERM);
		rc = finding_open(decide->flow->db,
				  &(struct finding){.kind = "notice_term_unknown",
						    .escalation_id = decide->escalation->id,
						    .words = why.words},
				  reterr);
	}
	if (rc == OK)
		rc = escalation_set_listed(decide->flow->db, decide->escalation, visible_on, reterr);
	if (rc == OK)
		rc = escalation_timer_on(decide->flow->db, decide->escalation->id, EVENT_NOTICE_OVER, visible_on,
					 reterr);
	return rc;
}

enum rc bureau_clock_expiry(const struct decide *decide, struct err *reterr)
{
	return escalation_timer_on(decide->flow->db, decide->escalation->id, EVENT_EXPIRY_DUE,
				   date_plus(listing_ends_on(decide->invoice->due_on), -EXPIRY_LEAD), reterr);
}

static bool has_step(enum state state, enum event event)
{
	const struct transition *row = NULL;
	return lifecycle_step(MACHINE_LISTING, state, event, &row, NULL) == OK;
}

/* The same event for one of the others at this bureau, if its state takes it. */
static enum rc tell_other(const struct decide *decide, struct escalation *other, enum event event, struct err *reterr)
{
	struct decide next = *decide;
	next.escalation = other;
	next.detail = "with the principal's record";
	return has_step(other->state, event) ? decide_event(&next, event, reterr) : OK;
}

/* The principal's record has gone, and the guarantors' with it. */
static enum rc take_guarantors(const struct decide *decide, enum event event, struct err *reterr)
{
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	struct escalation_list all;
	if (!is_principal(decide, decide->escalation) || traits == NULL || traits->guarantor_apart)
		return OK;
	enum rc rc = escalation_lock_of_channel(decide->flow->db, decide->arena, decide->invoice->id,
						decide->escalation->channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++)
		if (!is_principal(decide, &all.at[i]))
			rc = tell_other(decide, &all.at[i],
					has_step(all.at[i].state, event) ? event : EVENT_REMOVED_BY_BUREAU, reterr);
	return rc;
}

/* The principal's record is there: now its guarantors may follow, where the bureau wants this order. */
static enum rc call_guarantors(const struct decide *decide, struct err *reterr)
{
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	int64_t *persons = NULL;
	struct escalation_list all;
	int count = 0;
	if (!is_principal(decide, decide->escalation) || traits == NULL || !traits->guarantor_waits)
		return OK;
	enum rc rc = invoice_persons(decide->flow->db, decide->arena, decide->invoice->id, &persons, &count, reterr);
	if (rc == OK)
		rc = escalation_lock_of_channel(decide->flow->db, decide->arena, decide->invoice->id,
						decide->escalation->channel, &all, reterr);
	for (int i = 1; rc == OK && i < count; i++) {
		struct escalation *found = NULL;
		for (int j = 0; j < all.count; j++)
			if (all.at[j].person_id == persons[i])
				found = &all.at[j];
		struct escalation opened;
		if (found == NULL) {
			rc = escalation_open(decide->flow->db, decide->arena, decide->invoice->id, persons[i],
					     decide->escalation->account_id, decide->escalation->channel, "guarantor",
					     decide->flow->actor, &opened, reterr);
			if (rc == OK)
				rc = tell_other(decide, &opened, EVENT_ASSESSED, reterr);
		} else if (found->state == STATE_HELD) {
			rc = tell_other(decide, found, EVENT_ASSESSED, reterr);
		}
	}
	return rc;
}

/* The principal's record is taken back to be listed anew: its guarantors' go with it, and come back with it. */
static enum rc renew_guarantors(const struct decide *decide, enum event event, struct err *reterr)
{
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	struct escalation_list all;
	if (!is_principal(decide, decide->escalation) || decide->escalation->state != STATE_UPDATE_SENT ||
	    traits == NULL || traits->guarantor_apart)
		return OK;
	enum rc rc = escalation_lock_of_channel(decide->flow->db, decide->arena, decide->invoice->id,
						decide->escalation->channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++) {
		enum state state = all.at[i].state;
		bool there = state == STATE_NOTICE_PENDING || state == STATE_NOTICE_FAILED || state == STATE_ACTIVE;
		if (!is_principal(decide, &all.at[i]) && there)
			rc = tell_other(decide, &all.at[i], event, reterr);
	}
	return rc;
}

static enum rc tell_person(const struct decide *decide, const char *kind, const char *words, struct err *reterr)
{
	return finding_open(decide->flow->db,
			    &(struct finding){.kind = kind,
					      .escalation_id = decide->escalation->id,
					      .message_id = decide->message_id,
					      .words = words},
			    reterr);
}

static enum rc removal_is_done(const struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	enum rc rc = instruction_outcome(db, decide->escalation->id, "removed", reterr);
	if (rc == OK)
		rc = removal_done(db, decide->escalation->id, reterr);
	if (rc == OK)
		rc = escalation_set_remote_key(db, decide->escalation, "", reterr);
	return rc == OK ? take_guarantors(decide, event, reterr) : rc;
}

enum rc bureau_consequences(const struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	int64_t id = decide->escalation->id;
	enum rc rc = OK;
	switch (event) {
	case EVENT_LISTED:
		rc = instruction_confirmed(db, id, reterr);
		return rc == OK ? call_guarantors(decide, reterr) : rc;
	case EVENT_REFUSED_BY_BUREAU: return instruction_outcome(db, id, "refused", reterr);
	case EVENT_NOTICE_OVER: return instruction_visible(db, id, reterr);
	case EVENT_ANSWER_OVERDUE: return instruction_silent(db, id, reterr);
	case EVENT_NOTICE_RETURNED:
		if (decide->escalation->state != STATE_NOTICE_FAILED)
			return OK; /* what is being taken back needs no address */
		return tell_person(decide, event_name(event),
				   decide->detail != NULL ? decide->detail : "The bureau's letter came back.", reterr);
	case EVENT_CORRECTED: return renew_guarantors(decide, event, reterr);
	case EVENT_REMOVAL_DONE:
	case EVENT_REMOVED_BY_BUREAU: return removal_is_done(decide, event, reterr);
	default: return OK;
	}
}
