#include "flow/correct.h"

#include <string.h>

#include "base/limits.h"
#include "flow/by_hand.h"
#include "flow/decide.h"
#include "store/approval.h"
#include "store/event.h"
#include "store/finding.h"
#include "wire/intake.h"

/* One invoice under correction. */
struct correcting {
	struct flow *flow;
	struct arena *arena;
	const struct correction *correction;
	const char *why; /* without tax ids */
	struct invoice invoice;
	struct debtor *debtors;
	int64_t *persons;
	int persons_count;
	struct corrected_list *list; /* what became of it */
};

static enum rc load(struct correcting *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	int64_t id = 0;
	int count = 0;
	enum rc rc = mask_words(work->arena, work->correction->why, &work->why, reterr);
	if (rc == OK)
		rc = invoice_find(db, work->arena, work->correction->creditor, work->correction->invoice, &id, reterr);
	if (rc == OK)
		rc = invoice_lock(db, work->arena, id, &work->invoice, reterr);
	if (rc == OK)
		rc = invoice_debtors(db, work->arena, id, &work->debtors, &count, reterr);
	if (rc == OK)
		rc = invoice_persons(db, work->arena, id, &work->persons, &work->persons_count, reterr);
	return rc;
}

/* Which of the invoice's persons is meant. */
static enum rc find_person(const struct correcting *work, int *ret_index, struct err *reterr)
{
	struct taxid taxid;
	const char *person = work->correction->person;
	*ret_index = 0;
	if (person == NULL)
		return OK;
	enum rc rc = taxid_parse(text_of(person), &taxid, reterr);
	if (rc != OK) {
		err_at(reterr, NULL, "--person");
		return rc;
	}
	for (int i = 0; i < work->persons_count; i++)
		if (strcmp(work->debtors[i].taxid.digits, taxid.digits) == 0) {
			*ret_index = i;
			return OK;
		}
	char mask[24];
	return err_set(reterr, ERR_NOT_FOUND, "%s is no debtor of invoice %s", taxid_mask(text_of(person), mask),
		       work->invoice.external_id);
}

/* At a bureau the person's own; a title names all its debtors. */
static enum rc find_escalation(const struct correcting *work, int person, struct escalation *ret_escalation,
			       struct err *reterr)
{
	const char *channel = work->correction->channel;
	int64_t owner = work->persons[machine_of_channel(channel) == MACHINE_PROTEST ? 0 : person];
	struct escalation_list all;
	enum rc rc = escalation_lock_of_channel(work->flow->db, work->arena, work->invoice.id, channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++)
		if (all.at[i].person_id == owner) {
			*ret_escalation = all.at[i];
			return OK;
		}
	return rc != OK ? rc
			: err_set(reterr, ERR_NOT_FOUND, "invoice %s of this person has not been taken to %s",
				  work->invoice.external_id, channel);
}

/* Whose record has to be taken back so that this one can be listed anew: a guarantor's that no bureau takes out alone
 * goes with the principal's, and comes back with it. */
static enum rc find_leading(const struct correcting *work, struct escalation *escalation, struct err *reterr)
{
	const struct channel_traits *traits = flow_traits(work->flow, escalation->account_id);
	bool there = escalation->state == STATE_NOTICE_PENDING || escalation->state == STATE_NOTICE_FAILED ||
		     escalation->state == STATE_ACTIVE;
	bool leads = escalation->person_id == work->persons[0] || traits == NULL || traits->guarantor_apart;
	return leads || !there ? OK : find_escalation(work, 0, escalation, reterr);
}

static enum rc takes_correction(const struct correcting *work, const struct escalation *escalation, struct err *reterr)
{
	struct err why;
	const struct transition *row = NULL;
	if (lifecycle_step(escalation->machine, escalation->state, EVENT_CORRECTED, &row, &why) == OK)
		return OK;
	return err_set(reterr, ERR_REFUSED, "invoice %s at %s cannot be corrected now (%s): %.380s",
		       work->invoice.external_id, escalation->channel, state_meaning(escalation->state), why.words);
}

static void tell_change(struct buf *detail, const char *column, const char *before, const char *after)
{
	buf_printf(detail, "; %s \"", column);
	put_masked(detail, before);
	buf_puts(detail, "\" -> \"");
	put_masked(detail, after);
	buf_putc(detail, '"');
}

/* One field into the person, or what is said beside the data; *ret_changed when it is another value than before. */
static enum rc read_field(const struct correction_field *field, struct correcting *work, struct debtor *debtor,
			  struct buf *detail, bool *ret_changed, struct err *reterr)
{
	struct text column = text_of(field->column);
	char before[MARK_TEXT_BYTES];
	char after[MARK_TEXT_BYTES];
	bool marks = text_is(column, "marks");
	enum rc rc = OK;
	if (marks) {
		(void)mark_text(work->invoice.marks, before);
		rc = mark_parse(text_of(field->value), &work->invoice.marks, reterr);
		(void)mark_text(work->invoice.marks, after);
	} else {
		(void)intake_person_text(column, debtor, before);
		rc = intake_read_person(column, text_of(field->value), debtor, reterr);
		(void)intake_person_text(column, debtor, after);
	}
	if (rc != OK) {
		err_at(reterr, "--set", field->column);
		return rc;
	}
	*ret_changed = strcmp(before, after) != 0;
	if (*ret_changed)
		tell_change(detail, field->column, before, after);
	return marks && *ret_changed ? invoice_set_marks(work->flow->db, work->invoice.id, work->invoice.marks, reterr)
				     : OK;
}

/* Reads the fields into the person, and tells in `detail` what changed. */
static enum rc read_fields(struct correcting *work, struct debtor *debtor, struct buf *detail, struct err *reterr)
{
	const struct correction *correction = work->correction;
	enum rc rc = OK;
	int changed = 0;
	for (int i = 0; rc == OK && i < correction->fields_count; i++) {
		bool other = false;
		rc = read_field(&correction->fields[i], work, debtor, detail, &other, reterr);
		changed += other ? 1 : 0;
	}
	if (rc == OK && correction->fields_count > 0) {
		rc = intake_check_person(debtor, reterr);
		if (changed == 0)
			buf_puts(detail, "; every value is what it was");
	}
	return rc;
}

static enum rc put_right(struct correcting *work, int person, const struct escalation *escalation, struct err *reterr)
{
	const struct correction *correction = work->correction;
	struct db *db = work->flow->db;
	CLEANUP(buf_done) struct buf detail;
	buf_init(&detail, LIMIT_CONFIG_BYTES);
	buf_puts(&detail, work->why);
	enum rc rc = read_fields(work, &work->debtors[person], &detail, reterr);
	if (rc == OK && correction->fields_count > 0)
		rc = invoice_correct_party(db, work->invoice.id, work->persons[person], &work->debtors[person], reterr);
	const char *words = arena_text(work->arena, buf_view(&detail));
	if (rc == OK && (buf_failed(&detail) || words == NULL))
		rc = err_set(reterr, ERR_NO_MEMORY, "no memory for a correction");
	if (rc == OK)
		rc = event_tell(db,
				&(struct happening){.actor = work->flow->actor,
						    .what = "DATA_CORRECTED",
						    .escalation_id = escalation->id,
						    .invoice_id = work->invoice.id,
						    .detail = words},
				reterr);
	return rc == OK ? finding_close_of(db, escalation->id, work->flow->actor, reterr) : rc;
}

/* Whoever corrects it asks for it from now on, and what was agreed to was something else. */
static enum rc ask_anew(struct correcting *work, struct err *reterr)
{
	const char *by = work->flow->actor;
	enum rc rc = invoice_set_asker(work->flow->db, work->invoice.id, by, reterr);
	(void)text_copy(text_of(by), work->invoice.requested_by, sizeof(work->invoice.requested_by));
	return rc == OK ? approval_drop_all(work->flow->db, work->invoice.id, reterr) : rc;
}

static enum rc step(struct correcting *work, struct escalation *escalation, enum event event, enum removal_cause cause,
		    struct corrected_list *list, struct err *reterr)
{
	struct corrected *done = &list->at[list->count];
	*done = (struct corrected){.from = escalation->state};
	(void)text_copy(text_of(escalation->channel), done->channel, sizeof(done->channel));
	for (int i = 0; i < work->persons_count; i++)
		if (work->persons[i] == escalation->person_id)
			(void)taxid_mask(text_of(work->debtors[i].taxid.digits), done->person);
	struct decide decide = {.flow = work->flow,
				.arena = work->arena,
				.invoice = &work->invoice,
				.escalation = escalation,
				.cause = cause,
				.detail = work->why};
	enum rc rc = decide_event(&decide, event, reterr);
	done->to = escalation->state;
	list->count += rc == OK ? 1 : 0;
	return rc;
}

static enum rc room_for(struct arena *arena, int count, struct corrected_list *ret_list, struct err *reterr)
{
	*ret_list = (struct corrected_list){.at = arena_array(arena, (size_t)count + 1, sizeof(*ret_list->at))};
	return ret_list->at != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for %d escalations", count);
}

static enum rc correct(struct flow *flow, void *deed, struct err *reterr)
{
	struct correcting *work = deed;
	work->flow = flow;
	struct escalation escalation;
	struct escalation leading;
	int person = 0;
	enum rc rc = load(work, reterr);
	if (rc == OK)
		rc = room_for(work->arena, 1, work->list, reterr);
	if (rc == OK)
		rc = find_person(work, &person, reterr);
	if (rc == OK)
		rc = find_escalation(work, person, &escalation, reterr);
	if (rc != OK)
		return rc;
	leading = escalation;
	rc = find_leading(work, &leading, reterr);
	if (rc == OK)
		rc = takes_correction(work, &leading, reterr);
	if (rc == OK)
		rc = put_right(work, person, &escalation, reterr);
	if (rc == OK)
		rc = ask_anew(work, reterr);
	return rc == OK ? step(work, &leading, EVENT_CORRECTED, CAUSE_CORRECTED, work->list, reterr) : rc;
}

/* What ended with it has nothing open for a person any more. */
static enum rc take_back(struct correcting *work, struct escalation *escalation, struct corrected_list *list,
			 struct err *reterr)
{
	const struct transition *row = NULL;
	if (lifecycle_step(escalation->machine, escalation->state, EVENT_ERROR_FOUND, &row, NULL) != OK)
		return OK;
	enum rc rc = OK;
	if (state_phase(row->to) == PHASE_ended)
		rc = finding_close_of(work->flow->db, escalation->id, work->flow->actor, reterr);
	return rc == OK ? step(work, escalation, EVENT_ERROR_FOUND, CAUSE_CREDITOR_ERROR, list, reterr) : rc;
}

static enum rc withdraw(struct flow *flow, void *deed, struct err *reterr)
{
	struct correcting *work = deed;
	work->flow = flow;
	const char *channel = work->correction->channel;
	struct db *db = work->flow->db;
	struct escalation_list live;
	enum rc rc = load(work, reterr);
	if (rc == OK)
		rc = escalation_lock_live(db, work->arena, work->invoice.id, &live, reterr);
	if (rc == OK)
		rc = room_for(work->arena, live.count, work->list, reterr);
	if (rc == OK)
		rc = event_tell(db,
				&(struct happening){.actor = work->flow->actor,
						    .what = "WITHDRAWN_BY_CREDITOR",
						    .invoice_id = work->invoice.id,
						    .detail = work->why},
				reterr);
	for (int i = 0; rc == OK && i < live.count; i++)
		if (channel == NULL || strcmp(live.at[i].channel, channel) == 0)
			rc = take_back(work, &live.at[i], work->list, reterr);
	/* Nor is it taken to where it has not been yet. */
	return rc == OK && channel == NULL ? invoice_look_on(db, work->invoice.id, DATE_NONE, reterr) : rc;
}

enum rc flow_correct(const struct settings *settings, struct arena *arena, const struct correction *correction,
		     struct corrected_list *ret_list, struct err *reterr)
{
	struct correcting work = {.arena = arena, .correction = correction, .list = ret_list};
	return by_hand(settings, correction->by, correct, &work, reterr);
}

enum rc flow_withdraw(const struct settings *settings, struct arena *arena, const struct correction *correction,
		      struct corrected_list *ret_list, struct err *reterr)
{
	struct correcting work = {.arena = arena, .correction = correction, .list = ret_list};
	return by_hand(settings, correction->by, withdraw, &work, reterr);
}
