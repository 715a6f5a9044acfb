/* Reconcile: the second net. Every night all that is live is held against payments, agreements, calendars and what the
 * counterparties have said; what differs is told to a person, and what must be taken back is taken back.
 *
 * It runs when nothing else was due, so it sees nothing that is only on its way. Each difference is looked at again
 * under the locks of its debt and settled in a transaction of its own; a node that dies in between begins anew, and
 * nothing is told twice. */
#include <limits.h>

#include "base/limits.h"
#include "base/log.h"
#include "domain/notice.h"
#include "flow/decide.h"
#include "store/difference.h"
#include "store/finding.h"

#define NIGHT_MINUTE 150 /* 02:30 local time: the day's files are in, the next day's are not (policy) */

/* Days before a certificate's end on which a person is told, the nearest first (ICP-Brasil Res. 211/2024; policy). */
static const int certificate_days[] = {30, 60, 90};

struct night {
	int differences;
	int mended;
};

static enum rc settle(struct flow *flow, struct arena *arena, const struct difference *difference, bool *ret_mended,
		      struct err *reterr)
{
	struct invoice invoice;
	enum removal_cause cause = CAUSE_COUNT;
	bool stands = false;
	enum rc rc = invoice_lock(flow->db, arena, difference->invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = difference_stands(flow->db, arena, difference, &stands, reterr);
	if (rc != OK || !stands)
		return rc;
	rc = finding_open(flow->db,
			  &(struct finding){.kind = difference->kind,
					    .escalation_id = difference->escalation_id,
					    .words = difference->words},
			  reterr);
	if (rc != OK || removal_cause_by_name(text_of(difference->cause), &cause) != OK)
		return rc;
	rc = decide_cause(flow, arena, &invoice, cause, NULL, "found by the night's reconciliation", reterr);
	if (rc == OK)
		rc = difference_stands(flow->db, arena, difference, &stands, reterr);
	*ret_mended = rc == OK && !stands;
	return rc;
}

static enum rc settle_all(struct flow *flow, const struct difference_list *list, struct night *night,
			  struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < list->count; i++) {
		const struct difference *difference = &list->at[i];
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
		bool mended = false;
		if (arena == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a difference");
		rc = db_begin(flow->db, reterr);
		if (rc == OK)
			rc = db_end(flow->db, settle(flow, arena, difference, &mended, reterr), reterr);
		night->differences++;
		night->mended += rc == OK && mended;
	}
	return rc;
}

/* The terms of conf/rules may have changed since the day was computed. */
static enum rc look_at_notices(struct flow *flow, struct arena *arena, struct night *night, struct err *reterr)
{
	struct running_notice_list running;
	enum rc rc = difference_running_notices(flow->db, arena, &running, reterr);
	for (int i = 0; rc == OK && i < running.count; i++) {
		const struct running_notice *at = &running.at[i];
		struct date visible_on;
		char kept[DATE_TEXT_BYTES];
		char computed[DATE_TEXT_BYTES];
		if (notice_visible_on(&flow->settings->notice_terms, at->bureau, at->uf, at->listed_on, &visible_on,
				      NULL, NULL) != OK ||
		    date_compare(visible_on, at->visible_on) == 0)
			continue;
		night->differences++;
		const char *words = arena_printf(arena,
						 "By the rule book of today the record is shown from %s on, and the "
						 "case counts with %s: which of them is right?",
						 date_iso(visible_on, computed), date_iso(at->visible_on, kept));
		if (words == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a difference");
		rc = finding_open(flow->db,
				  &(struct finding){.kind = "notice_window_differs",
						    .escalation_id = at->escalation_id,
						    .words = words},
				  reterr);
	}
	return rc;
}

static enum rc tell_certificate(struct flow *flow, struct arena *arena, const struct flow_account *account, int days,
				struct err *reterr)
{
	char until[DATE_TEXT_BYTES];
	const char *words =
		arena_printf(arena,
			     "The certificate of %s ends on %s, %d days away or less: have the next one put "
			     "in its place before; without it nothing can be signed.",
			     account->signer.identity, date_iso(account->signer.valid_until, until), days);
	if (words == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a certificate");
	return finding_open_once(
		flow->db, &(struct finding){.kind = "certificate_ends", .account_id = account->id, .words = words},
		reterr);
}

/* A certificate's end is no difference: it is told three times, and each time once. */
static enum rc look_at_certificates(struct flow *flow, struct arena *arena, struct date today, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < flow->accounts_count; i++) {
		const struct signer *signer = &flow->accounts[i].signer;
		int left = signer->unread == NULL ? date_days_between(today, signer->valid_until) : INT_MAX;
		for (size_t j = 0; j < ARRAY_LEN(certificate_days); j++)
			if (left <= certificate_days[j]) {
				rc = tell_certificate(flow, arena, &flow->accounts[i], certificate_days[j], reterr);
				break;
			}
	}
	return rc;
}

static enum rc look(struct flow *flow, struct arena *arena, struct date today, struct err *reterr)
{
	struct difference_list list;
	struct night night = {0};
	enum rc rc = difference_find(flow->db, arena, &list, reterr);
	if (rc == OK)
		rc = settle_all(flow, &list, &night, reterr);
	if (rc == OK)
		rc = look_at_notices(flow, arena, &night, reterr);
	if (rc == OK)
		rc = look_at_certificates(flow, arena, today, reterr);
	if (rc == OK)
		rc = reconciliation_record(flow->db, night.differences, night.mended, reterr);
	if (rc == OK && night.differences > 0)
		log_line(LOG_WARNING, LOG_FIELDS({"STAGE", "reconcile"}),
			 "%d differences, %d of them mended; see \"apontactl findings\"", night.differences,
			 night.mended);
	return rc;
}

enum rc flow_reconcile(struct flow *flow, int *done, struct err *reterr)
{
	struct clock_now now;
	bool due = false;
	if (*done > 0)
		return OK;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to reconcile");
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK && now.minute >= NIGHT_MINUTE)
		rc = reconciliation_is_due(flow->db, arena, &due, reterr);
	if (rc != OK || !due)
		return rc;
	rc = look(flow, arena, now.today, reterr);
	*done += rc == OK;
	return rc;
}
