/* The stage: one notice after another is composed, stored, sent and recorded, in the hours that policy allows.
 *
 * Record, act, record. A letter that may have been taken is in doubt, and goes again as often as policy says, with the
 * same bytes and the same Message-ID: a letter that comes twice harms little, one that nobody got harms the debtor.
 * Webhooks have an id by which the platform knows a repetition. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/notify.h"
#include "link/http.h"
#include "link/mail.h"
#include "store/escalation.h"
#include "store/hold.h"

#define A_ROUND           4 /* a server that hangs shall not keep a worker from everything else */
#define HELD_MINUTES      60
#define BACKOFF_MINUTES   5 /* doubled for each try */
#define BACKOFF_DOUBLINGS 6

/* One notice under way. */
struct posting {
	struct flow *flow;
	struct arena *arena;
	int64_t id;
	int64_t invoice_id;
	struct invoice invoice;
	struct notice notice; /* as it was before this try */
	struct clock_now now;
	struct notify_letter letter;
	bool repeats;
	bool goes;
	char signature[WEBHOOK_SIGNATURE_BYTES];
	char answer[MAIL_ANSWER_BYTES + 16];
};

static enum rc end(struct posting *post, const char *state, const char *what, const char *words, struct err *reterr)
{
	enum rc rc = notice_move(post->flow->db, post->id, state, words, reterr);
	return rc == OK ? notify_tell(post->flow, post->arena, &post->notice, what, words, reterr) : rc;
}

static enum rc fail(struct posting *post, const char *words, struct err *reterr)
{
	enum rc rc = end(post, "failed", "NOTICE_FAILED", words, reterr);
	return rc == OK ? notify_tell_person(post->flow, post->arena, &post->invoice, &post->notice, "notice_failed",
					     words, reterr)
			: rc;
}

static enum rc put_in_doubt(struct posting *post, const char *words, struct err *reterr)
{
	enum rc rc = end(post, "in_doubt", "NOTICE_IN_DOUBT", words, reterr);
	return rc == OK
		       ? notice_wait(post->flow->db, post->id, post->flow->settings->notices.doubt_wait_minutes, reterr)
		       : rc;
}

/* Is it still to be told? *ret_why is "" when it is. */
static enum rc look_at_purpose(struct posting *post, const char **ret_why, struct err *reterr)
{
	*ret_why = "";
	if (post->notice.escalation_id == 0) {
		if (invoice_outstanding(&post->invoice) == 0)
			*ret_why = "nothing is owed any more";
		else if (notice_comes_too_late(post->invoice.due_on, post->now.today))
			*ret_why = "the debt is five years old: nothing is asked for any more";
		return OK;
	}
	struct escalation escalation;
	enum rc rc = escalation_lock(post->flow->db, post->arena, post->notice.escalation_id, &escalation, reterr);
	if (rc == OK && escalation.state != STATE_CANCEL_AUTHORISED)
		*ret_why = arena_printf(post->arena, "the case is %s", state_name(escalation.state));
	return rc;
}

/* Not now: because of a hold, or of the hour. */
static enum rc look_at_time(struct posting *post, bool *ret_waits, struct err *reterr)
{
	const char *holds = "";
	struct date on;
	int minute = 0;
	enum rc rc = post->notice.escalation_id == 0
			     ? hold_kinds(post->flow->db, post->arena, post->invoice.id, &holds, reterr)
			     : OK;
	if (rc != OK)
		return rc;
	*ret_waits = true;
	if (holds[0] != '\0')
		return notice_wait(post->flow->db, post->id, HELD_MINUTES, reterr);
	rc = notice_hours_next(&post->flow->settings->notices.hours, post->now.today, post->now.minute, &on, &minute,
			       reterr);
	*ret_waits = rc != OK || date_compare(on, post->now.today) != 0 || minute != post->now.minute;
	return rc == OK && *ret_waits ? notice_wait_until(post->flow->db, post->id, on, minute, reterr) : rc;
}

/* What cannot be written is looked at again tomorrow; a person knows. */
static enum rc cannot_compose(struct posting *post, enum rc why, const struct err *cause, struct err *reterr)
{
	if (why == ERR_NOT_FOUND || why == ERR_FORMAT)
		return fail(post, cause->words, reterr);
	enum rc rc = notify_tell_person(post->flow, post->arena, &post->invoice, &post->notice, "notice_text_invalid",
					cause->words, reterr);
	return rc == OK ? notice_wait_until(post->flow->db, post->id, date_plus(post->now.today, 1), 0, reterr) : rc;
}

static enum rc start_first(struct posting *post, struct err *reterr)
{
	struct err why = {0};
	enum rc rc =
		notify_compose(post->flow, post->arena, &post->invoice, &post->notice, &post->now, &post->letter, &why);
	if (rc_group(rc) == RC_GROUP_INPUT || rc == ERR_CONFIG)
		return cannot_compose(post, rc, &why, reterr);
	if (rc != OK) {
		if (reterr != NULL)
			*reterr = why;
		return rc;
	}
	post->goes = true;
	return notice_start(post->flow->db, &post->notice,
			    &(struct notice_message){.channel = post->letter.channel,
						     .address_masked = post->letter.to_masked,
						     .address_sha256 = post->letter.to_sha256,
						     .template_sha256 = post->letter.template_sha256,
						     .bytes = post->letter.bytes},
			    reterr);
}

static enum rc leave_in_doubt(struct posting *post, const char *words, struct err *reterr)
{
	enum rc rc = notify_tell_person(post->flow, post->arena, &post->invoice, &post->notice, "notice_in_doubt",
					words, reterr);
	return rc == OK ? notice_rest(post->flow->db, post->id, reterr) : rc;
}

/* The same bytes to the same address once more, or no more. */
static enum rc start_again(struct posting *post, struct err *reterr)
{
	struct flow *flow = post->flow;
	struct err why = {0};
	if (post->notice.repeats >= flow->settings->notices.doubt_repeats)
		return leave_in_doubt(
			post,
			"it may have been taken, and no answer tells; it is not repeated any more and counts "
			"as not told: look at the server, and tell a receipt.",
			reterr);
	enum rc rc = notify_address(flow, post->arena, &post->invoice, &post->notice, &post->letter, &why);
	if (rc_group(rc) == RC_GROUP_INPUT || (rc == OK && strcmp(post->letter.channel, post->notice.channel) != 0))
		return leave_in_doubt(
			post,
			"it may have been taken, no answer tells, and the address has changed since: it is not "
			"repeated and counts as not told; tell a receipt.",
			reterr);
	if (rc != OK) {
		if (reterr != NULL)
			*reterr = why;
		return rc;
	}
	rc = notice_part(flow->db, post->arena, post->id, "message", &post->letter.bytes, reterr);
	if (rc == OK)
		rc = notice_repeat(flow->db, &post->notice, reterr);
	post->goes = post->repeats = rc == OK;
	return rc;
}

static enum rc start(struct posting *post, struct err *reterr)
{
	struct flow *flow = post->flow;
	const char *why = "";
	bool waits = false;
	enum rc rc = invoice_lock(flow->db, post->arena, post->invoice_id, &post->invoice, reterr);
	if (rc == OK)
		rc = notice_lock(flow->db, post->arena, post->id, &post->notice, reterr);
	if (rc == OK)
		rc = clock_now(flow->db, &post->now, reterr);
	if (rc != OK)
		return rc;
	bool prepared = strcmp(post->notice.state, "prepared") == 0;
	bool in_doubt = strcmp(post->notice.state, "in_doubt") == 0;
	/* Held by nobody, and on its way: who sent it is dead. */
	if (strcmp(post->notice.state, "sending") == 0)
		return put_in_doubt(post, "the worker that sent it ended before it could tell", reterr);
	if (!prepared && !in_doubt)
		return OK; /* a receipt was faster */
	rc = look_at_purpose(post, &why, reterr);
	if (rc == OK && (why == NULL || why[0] != '\0'))
		return in_doubt ? notice_rest(flow->db, post->id, reterr)
				: end(post, "dropped", "NOTICE_DROPPED", why != NULL ? why : "", reterr);
	if (rc == OK)
		rc = look_at_time(post, &waits, reterr);
	if (rc != OK || waits)
		return rc;
	return prepared ? start_first(post, reterr) : start_again(post, reterr);
}

static enum rc send_mail(struct posting *post, struct err *reterr)
{
	const struct mail_conf *mail = &post->flow->settings->mail;
	struct mail_answer answer;
	enum rc rc = mail_send(&(struct mail_server){.server = mail->server,
						     .implicit_tls = mail->tls == MAIL_TLS_IMPLICIT,
						     .user = mail->user,
						     .password = post->flow->mail_password,
						     .ca_file = mail->ca_file,
						     .connect_timeout_ms = mail->connect_timeout_ms,
						     .total_timeout_ms = mail->answer_timeout_ms},
			       &(struct mail_letter){mail->from, post->letter.to, post->letter.bytes}, &answer, reterr);
	(void)snprintf(post->answer, sizeof(post->answer), "%s", answer.words);
	return rc;
}

/* Standard Webhooks: 2xx is taken, 410 and other refusals are for good, the rest is tried again. */
static enum rc outcome_of(int status, struct err *reterr)
{
	if (status >= 200 && status < 300)
		return OK;
	bool later = status >= 500 || status == 408 || status == 409 || status == 425 || status == 429 || status < 400;
	return err_set(reterr, later ? ERR_TRANSIENT : ERR_REJECTED, "the platform answered with status %d", status);
}

static enum rc send_webhook(struct posting *post, struct err *reterr)
{
	const struct platform_conf *platform = &post->flow->settings->platform;
	char timestamp[24];
	struct http_answer answer = {0};
	enum rc rc = webhook_sign(&post->flow->webhook_key, post->notice.public_id, post->now.seconds,
				  post->letter.bytes, post->signature, reterr);
	if (rc != OK)
		return rc;
	(void)snprintf(timestamp, sizeof(timestamp), "%" PRId64, post->now.seconds);
	const struct http_header headers[] = {{"webhook-id", post->notice.public_id},
					      {"webhook-timestamp", timestamp},
					      {"webhook-signature", post->signature}};
	rc = http_exchange(post->flow->http, post->arena,
			   &(struct http_request){.method = HTTP_POST,
						  .url = platform->url,
						  .content_type = "application/json",
						  .headers = headers,
						  .headers_count = ARRAY_LEN(headers),
						  .ca_file = platform->ca_file,
						  .body = post->letter.bytes,
						  .submission = true,
						  .connect_timeout_ms = platform->connect_timeout_ms,
						  .total_timeout_ms = platform->answer_timeout_ms},
			   &answer, reterr);
	if (rc != OK)
		return rc;
	(void)snprintf(post->answer, sizeof(post->answer), "HTTP %d %.*s", answer.status,
		       answer.body.len < 200 ? (int)answer.body.len : 200, answer.body.len > 0 ? answer.body.at : "");
	return outcome_of(answer.status, reterr);
}

/* Nobody has taken it: later, or a person. */
static enum rc try_later(struct posting *post, enum rc why, const char *words, struct err *reterr)
{
	struct flow *flow = post->flow;
	int tries = post->notice.tries + 1;
	int doublings = tries - 1 < BACKOFF_DOUBLINGS ? tries - 1 : BACKOFF_DOUBLINGS;
	enum rc rc = OK;
	/* Of a repetition nothing was taken, of what went before it still may have been. */
	if (post->repeats)
		return put_in_doubt(post, words, reterr);
	if (tries >= flow->settings->notices.tries)
		return fail(post, words, reterr);
	if (why == ERR_CREDENTIALS || why == ERR_CONFIG)
		rc = notify_tell_person(flow, post->arena, &post->invoice, &post->notice, "mail_refused", words,
					reterr);
	if (rc == OK)
		rc = notice_move(flow->db, post->id, "prepared", words, reterr);
	return rc == OK ? notice_wait(flow->db, post->id, BACKOFF_MINUTES << doublings, reterr) : rc;
}

static enum rc sent(struct posting *post, struct err *reterr)
{
	enum rc rc = end(post, "sent", "NOTICE_SENT", post->answer, reterr);
	/* The window of the step may begin: the ladder looks again. */
	return rc == OK && post->notice.escalation_id == 0
		       ? invoice_look_on(post->flow->db, post->invoice_id, post->now.today, reterr)
		       : rc;
}

static enum rc record(struct posting *post, enum rc outcome, const struct err *cause, struct err *reterr)
{
	struct flow *flow = post->flow;
	struct notice now;
	enum rc rc = invoice_lock(flow->db, post->arena, post->invoice_id, &post->invoice, reterr);
	if (rc == OK)
		rc = notice_lock(flow->db, post->arena, post->id, &now, reterr);
	if (rc == OK && post->answer[0] != '\0')
		rc = notice_add_part(flow->db, post->id, "answer", text_of(post->answer), reterr);
	if (rc == OK && post->signature[0] != '\0')
		rc = notice_add_part(flow->db, post->id, "signature", text_of(post->signature), reterr);
	if (rc != OK || strcmp(now.state, "sending") != 0)
		return rc; /* a receipt was faster than the answer */
	switch (outcome) {
	case OK: return sent(post, reterr);
	case ERR_IN_DOUBT: return put_in_doubt(post, cause->words, reterr);
	case ERR_REJECTED:
	case ERR_RANGE: return fail(post, cause->words, reterr);
	default: return try_later(post, outcome, cause->words, reterr);
	}
}

static void log_outcome(const struct posting *post, enum rc outcome, const struct err *cause)
{
	const struct log_field *fields = LOG_FIELDS({"STAGE", "notify"}, {"INVOICE", post->invoice.external_id},
						    {"NOTICE", post->notice.public_id}, {"KIND", post->notice.kind},
						    {"OUTCOME", rc_name(outcome)});
	if (outcome == OK)
		log_line(LOG_INFO, fields, "told by %s: %s", post->letter.channel, post->notice.step);
	else
		log_error(cause, LOG_WARNING, fields);
}

static enum rc post_one(struct posting *post, struct err *reterr)
{
	struct db *db = post->flow->db;
	struct err cause = {0};
	enum rc rc = db_begin(db, reterr);
	if (rc == OK)
		rc = db_end(db, start(post, reterr), reterr);
	if (rc != OK || !post->goes)
		return rc;
	fault_point(FAULT_notify_stored);
	enum rc outcome =
		strcmp(post->letter.channel, "email") == 0 ? send_mail(post, &cause) : send_webhook(post, &cause);
	fault_point(FAULT_notify_sent);
	log_outcome(post, outcome, &cause);
	rc = db_begin(db, reterr);
	return rc == OK ? db_end(db, record(post, outcome, &cause, reterr), reterr) : rc;
}

static enum rc claim_and_post(struct flow *flow, bool *ret_more, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct posting post = {.flow = flow, .arena = arena};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to tell a debtor");
	enum rc rc = notice_claim(flow->db, arena, &post.id, &post.invoice_id, reterr);
	*ret_more = rc == OK;
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	fault_point(FAULT_notify_claimed);
	rc = post_one(&post, reterr);
	if (db_is_broken(flow->db))
		return rc;
	enum rc released = notice_release(flow->db, post.id, rc == OK ? reterr : NULL);
	return rc == OK ? released : rc;
}

enum rc flow_notify(struct flow *flow, int *done, struct err *reterr)
{
	/* The first worker is for removals: a mail server that hangs must not keep every worker from them. */
	bool reserved = flow->worker.slot == 1 && flow->settings->workers > 1;
	bool more = !reserved && conf_tells_debtors(flow->settings);
	enum rc rc = OK;
	for (int i = 0; rc == OK && more && i < A_ROUND; i++) {
		rc = claim_and_post(flow, &more, reterr);
		*done += more ? 1 : 0;
	}
	return rc;
}
