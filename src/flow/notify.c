#include "flow/notify.h"

#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "store/escalation.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/hold.h"

#define SECRET_BYTES 256

/* Policy: how many days after the anuência a debtor is reminded, while the protest stands. */
static const int reminder_days[] = {5, 15, 30};

static enum rc read_line(const char *file, char out[SECRET_BYTES], struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	struct text bytes;
	struct text line;
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a password");
	enum rc rc = io_read(arena, file, SECRET_BYTES, &bytes, reterr);
	if (rc != OK)
		return rc;
	struct text rest = bytes;
	bool fits = text_next(&rest, '\n', &line) && text_copy(text_trim(line), out, SECRET_BYTES);
	explicit_bzero((char *)(uintptr_t)bytes.at, bytes.len);
	return fits ? OK : err_set_at(reterr, ERR_CONFIG, file, NULL, "its first line is too long");
}

enum rc notify_open(struct flow *flow, struct err *reterr)
{
	const struct settings *settings = flow->settings;
	char line[SECRET_BYTES] = "";
	enum rc rc = OK;
	if (settings->mail.server[0] != '\0' && settings->mail.password_file[0] != '\0') {
		rc = read_line(settings->mail.password_file, line, reterr);
		if (rc == OK && !text_copy(text_of(line), flow->mail_password, sizeof(flow->mail_password)))
			rc = err_set(reterr, ERR_CONFIG, "the password of the mail server is too long");
	}
	if (rc == OK && settings->platform.url[0] != '\0') {
		rc = read_line(settings->platform.secret_file, line, reterr);
		if (rc == OK)
			rc = webhook_key_read(text_of(line), &flow->webhook_key, reterr);
		if (rc != OK)
			err_at(reterr, settings->platform.secret_file, NULL);
		/* Words of the file that are not right are a wrong configuration. */
		rc = rc_group(rc) == RC_GROUP_INPUT ? ERR_CONFIG : rc;
	}
	explicit_bzero(line, sizeof(line));
	return rc;
}

enum rc notify_tell_person(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			   const struct notice *notice, const char *kind, const char *words, struct err *reterr)
{
	const char *told = arena_printf(arena, "Invoice %s of %s, notice \"%s\": %.300s", invoice->external_id,
					invoice->creditor, notice->step, words);
	if (told == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a finding");
	return finding_open(flow->db,
			    &(struct finding){.kind = kind, .escalation_id = notice->escalation_id, .words = told},
			    reterr);
}

enum rc notify_tell(struct flow *flow, struct arena *arena, const struct notice *notice, const char *what,
		    const char *words, struct err *reterr)
{
	const char *detail = arena_printf(arena, "%s %s%s%.200s", notice->public_id, notice->step,
					  words[0] != '\0' ? ": " : "", words);
	if (detail == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an event");
	return event_tell(flow->db,
			  &(struct happening){.actor = flow->actor,
					      .what = what,
					      .invoice_id = notice->invoice_id,
					      .escalation_id = 0,
					      .detail = detail},
			  reterr);
}

/* Would the step's notice be whole for everybody who answers for the debt, and is there a way to each? *ret_outcome and
 * its words are of notify_compose(), for the first person of whom that is not so. */
static enum rc try_out(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct notice *notice,
		       const int64_t *persons, int count, enum rc *ret_outcome, struct err *ret_why, struct err *reterr)
{
	struct clock_now now;
	struct notify_letter letter;
	enum rc rc = clock_now(flow->db, &now, reterr);
	*ret_outcome = OK;
	for (int i = 0; rc == OK && *ret_outcome == OK && i < count; i++) {
		notice->person_id = persons[i];
		*ret_outcome = notify_compose(flow, arena, invoice, notice, &now, &letter, ret_why);
	}
	if (rc != OK || *ret_outcome == OK || rc_group(*ret_outcome) == RC_GROUP_INPUT || *ret_outcome == ERR_CONFIG)
		return rc;
	if (reterr != NULL)
		*reterr = *ret_why;
	return *ret_outcome;
}

/* A notice of the step that is nobody's yet. */
static struct notice trial(const struct invoice *invoice, const struct ladder_step *step)
{
	struct notice notice = {.invoice_id = invoice->id, .by_platform = step->by == LADDER_BY_PLATFORM};
	(void)snprintf(notice.step, sizeof(notice.step), "%s", step->name);
	(void)snprintf(notice.template, sizeof(notice.template), "%s", step->template);
	(void)snprintf(notice.public_id, sizeof(notice.public_id), "ntc_trial");
	return notice;
}

static enum rc prepare(struct flow *flow, struct arena *arena, const struct notice_entry *entry, struct err *reterr)
{
	bool fresh = false;
	enum rc rc = notice_prepare(flow->db, arena, entry, &fresh, reterr);
	if (rc != OK || !fresh)
		return rc;
	const char *detail = arena_printf(arena, "%s (%s)", entry->step, entry->template);
	return event_tell(flow->db,
			  &(struct happening){.actor = flow->actor,
					      .what = "NOTICE_PREPARED",
					      .invoice_id = entry->invoice_id,
					      .detail = detail},
			  reterr);
}

/* May the debtor be asked for this debt at all? */
static enum rc may_ask(struct flow *flow, struct arena *arena, const struct invoice *invoice, bool *ret_may,
		       struct err *reterr)
{
	struct clock_now now;
	const char *holds = "";
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		rc = hold_kinds(flow->db, arena, invoice->id, &holds, reterr);
	if (rc == OK)
		*ret_may = invoice_outstanding(invoice) > 0 && holds[0] == '\0' &&
			   !notice_comes_too_late(invoice->due_on, now.today);
	return rc;
}

enum rc notify_step(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		    const struct ladder_step *step, struct err *reterr)
{
	const struct notice_template *template = conf_notice_template(flow->settings, step->template);
	struct notice notice = trial(invoice, step);
	int64_t *persons = NULL;
	int count = 0;
	bool may = false;
	enum rc outcome = OK;
	struct err why = {0};
	if (!conf_tells_debtors(flow->settings) || template == NULL)
		return notify_tell_person(flow, arena, invoice, &notice, "notice_no_way",
					  template == NULL ? "its text is not in the configuration."
							   : "neither `mail` nor `platform` is configured.",
					  reterr);
	enum rc rc = may_ask(flow, arena, invoice, &may, reterr);
	if (rc != OK || !may)
		return rc;
	rc = invoice_persons(flow->db, arena, invoice->id, &persons, &count, reterr);
	if (rc == OK)
		rc = try_out(flow, arena, invoice, &notice, persons, count, &outcome, &why, reterr);
	if (rc == OK && outcome != OK)
		return notify_tell_person(flow, arena, invoice, &notice,
					  outcome == ERR_REFUSED ? "notice_text_invalid" : "notice_no_way", why.words,
					  reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = prepare(flow, arena,
			     &(struct notice_entry){.invoice_id = invoice->id,
						    .person_id = persons[i],
						    .step = step->name,
						    .kind = notice_kind_name(template->kind),
						    .template = step->template,
						    .by_platform = step->by == LADDER_BY_PLATFORM},
			     reterr);
	return rc;
}

enum rc notify_step_fault(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  const struct ladder_step *step, const char **ret_fault, struct err *reterr)
{
	struct notice notice = trial(invoice, step);
	int64_t *persons = NULL;
	int count = 0;
	bool may = false;
	enum rc outcome = OK;
	struct err why = {0};
	*ret_fault = NULL;
	if (!conf_tells_debtors(flow->settings))
		return OK;
	enum rc rc = may_ask(flow, arena, invoice, &may, reterr);
	if (rc != OK || !may)
		return rc;
	rc = invoice_persons(flow->db, arena, invoice->id, &persons, &count, reterr);
	if (rc == OK)
		rc = try_out(flow, arena, invoice, &notice, persons, count, &outcome, &why, reterr);
	if (rc != OK || outcome != ERR_REFUSED)
		return rc;
	*ret_fault = arena_printf(arena, "notice \"%s\": %.150s", step->name, why.words);
	return *ret_fault != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for a notice");
}

enum rc notify_standing(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *step,
			bool *ret_prepared, struct date *ret_told_on, struct err *reterr)
{
	static const enum notice_proof proofs[] = {[NOTICE_COUNTS_BEST] = NOTICE_PROOF_BEST,
						   [NOTICE_COUNTS_DELIVERED] = NOTICE_PROOF_DELIVERED,
						   [NOTICE_COUNTS_SENT] = NOTICE_PROOF_SENT};
	enum rc rc = notice_is_prepared(flow->db, arena, invoice->id, step, ret_prepared, reterr);
	return rc == OK ? notice_told_on(flow->db, arena, invoice->id, step,
					 proofs[flow->settings->notices.counts_from], ret_told_on, reterr)
			: rc;
}

enum rc notify_release(struct flow *flow, struct arena *arena, const struct instruction *instruction,
		       struct err *reterr)
{
	struct escalation escalation;
	if (!conf_tells_debtors(flow->settings))
		return OK;
	enum rc rc = escalation_lock(flow->db, arena, instruction->escalation_id, &escalation, reterr);
	if (rc != OK)
		return rc;
	struct notice_entry entry = {.invoice_id = instruction->invoice_id,
				     .person_id = escalation.person_id,
				     .escalation_id = escalation.id,
				     .occasion = instruction->id,
				     .step = "anuencia",
				     .kind = notice_kind_name(NOTICE_RELEASE),
				     .template = notice_kind_name(NOTICE_RELEASE)};
	rc = prepare(flow, arena, &entry, reterr);
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(reminder_days); i++) {
		char step[32];
		(void)snprintf(step, sizeof(step), "lembrete-%d", reminder_days[i]);
		entry.step = step;
		entry.kind = entry.template = notice_kind_name(NOTICE_REMINDER);
		entry.days = reminder_days[i];
		rc = prepare(flow, arena, &entry, reterr);
	}
	return rc;
}

static enum rc drop(struct flow *flow, int64_t invoice_id, int64_t escalation_id, const char *why, struct err *reterr)
{
	int dropped = 0;
	enum rc rc = notice_drop_unsent(flow->db, invoice_id, escalation_id, why, &dropped, reterr);
	if (rc != OK || dropped == 0)
		return rc;
	return event_tell(
		flow->db,
		&(struct happening){
			.actor = flow->actor, .what = "NOTICE_DROPPED", .invoice_id = invoice_id, .detail = why},
		reterr);
}

enum rc notify_settled(struct flow *flow, const struct invoice *invoice, struct err *reterr)
{
	return drop(flow, invoice->id, 0, "nothing is owed any more", reterr);
}

enum rc notify_cancelled(struct flow *flow, const struct invoice *invoice, int64_t escalation_id, struct err *reterr)
{
	return drop(flow, invoice->id, escalation_id, "the protest is cancelled", reterr);
}

enum rc notify_take_receipt(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			    const struct notify_receipt *receipt, bool *ret_repeated, struct err *reterr)
{
	struct notice notice;
	struct clock_now now;
	enum rc rc = notice_receipt(flow->db, arena, invoice->id, receipt->notice, receipt->delivered, receipt->at,
				    receipt->proof, &notice, ret_repeated, reterr);
	if (rc != OK || *ret_repeated)
		return rc;
	rc = notify_tell(flow, arena, &notice, receipt->delivered ? "NOTICE_DELIVERED" : "NOTICE_FAILED",
			 receipt->proof, reterr);
	if (rc == OK && !receipt->delivered)
		rc = notify_tell_person(
			flow, arena, invoice, &notice, "notice_failed",
			arena_printf(
				arena,
				"it did not reach the debtor (%.160s); correct the address, or tell by another way.",
				receipt->proof),
			reterr);
	/* The window of the step may begin, or stand still: the ladder looks again. */
	if (rc == OK)
		rc = clock_now(flow->db, &now, reterr);
	return rc == OK && notice.escalation_id == 0 ? invoice_look_on(flow->db, invoice->id, now.today, reterr) : rc;
}
