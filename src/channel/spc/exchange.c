/* Calls to the service, and what their outcome means; an operator is locked after few wrong tries.
 *
 * So until the counterparty has taken the credentials calls go one by one, and the first refusal ends the sending: what
 * has not left by then stays here. Refusals of the operator are plain text, looked for before anything reads XML. */
#include <assert.h>
#include <stdio.h>

#include "channel/spc/codes.h"
#include "channel/spc/spc.h"
#include "wire/spc_answer.h"
#include "wire/spc_write.h"

#define CONTENT_TYPE    "text/xml;charset=UTF-8"
#define LONE_DOUBTS_MAX 2 /* calls without a word in a row, before one has proven the credentials */

static struct http_request request_to(const struct channel_account *account, struct text body, const char *action)
{
	const struct profile *profile = account->profile;
	return (struct http_request){
		.url = account->conf->endpoint,
		.content_type = CONTENT_TYPE,
		.soap_action = action,
		.user = account->conf->user,
		.password = account->password,
		.ca_file = account->conf->ca_file[0] != '\0' ? account->conf->ca_file : NULL,
		.body = body,
		.connect_timeout_ms = profile->connect_timeout_ms,
		.total_timeout_ms = profile->answer_timeout_ms,
	};
}

static enum rc refused_by_code(const char *code, struct err *reterr)
{
	(void)err_set(reterr, ERR_CREDENTIALS, "%s", spc_code_find(code)->words);
	if (reterr != NULL)
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", code);
	return ERR_CREDENTIALS;
}

/* What the status alone says; OK: nothing. `silent_503`: one that does not say when to come again counts too. */
static enum rc status_means(const struct http_answer *answer, bool silent_503, struct err *reterr)
{
	int status = answer->status;
	if (status == 401 || status == 403)
		return err_set(reterr, ERR_CREDENTIALS, "HTTP %d without a code: operator or password refused", status);
	if (status == 429 || (status == 503 && (silent_503 || answer->retry_after_s > 0)))
		return err_set(reterr, ERR_THROTTLED, "HTTP %d: told to wait %d s", status, answer->retry_after_s);
	return OK;
}

static bool is_good(int status)
{
	return status >= 200 && status <= 299;
}

/* An answer that is none to the call. Nothing tells whether the record was taken. */
static enum rc no_answer(const struct http_answer *answer, const struct err *why, struct err *reterr)
{
	if (is_good(answer->status))
		return err_set(reterr, ERR_IN_DOUBT, "no answer of the service: %s", why->words);
	return err_set(reterr, ERR_IN_DOUBT,
		       "HTTP %d and no answer of the service; where this stays so, look at the account's endpoint",
		       answer->status);
}

/* OK: there is something to interpret. */
static enum rc answer_means(struct arena *arena, const char *kind, const struct http_answer *answer, struct err *reterr)
{
	char refusal[SPC_ANSWER_CODE_BYTES];
	bool refused = spc_refusal_find(answer->body, refusal);
	struct err why = {0};
	struct spc_answer told = {.words = ""};
	enum rc read = spc_answer_read(arena, answer->body, kind, &told, &why);
	if (read == OK && !told.is_fault && is_good(answer->status))
		return OK;
	if (refused)
		return refused_by_code(refusal, reterr);
	if (read == OK && told.is_fault) {
		const struct spc_code *code = spc_code_find(told.code);
		enum spc_meaning meaning = spc_code_means(code, kind);
		if (meaning == SPC_MEANS_CREDENTIALS)
			return refused_by_code(told.code, reterr);
		if (meaning != SPC_MEANS_DOUBT)
			return OK;
	}
	enum rc rc = status_means(answer, false, reterr);
	if (rc != OK)
		return rc;
	if (read == ERR_NO_MEMORY) /* it was sent, whatever came back */
		return err_set(reterr, ERR_IN_DOUBT, "%s", why.words);
	if (read != OK || !told.is_fault)
		return no_answer(answer, &why, reterr);
	(void)err_set(reterr, ERR_IN_DOUBT, "SOAP fault: %s (%s)", told.words[0] != '\0' ? told.words : "no words",
		      spc_code_find(told.code)->words);
	(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", told.code);
	return ERR_IN_DOUBT;
}

static void name_place(const struct channel_account *account, const char *operation, struct err *err)
{
	char where[128];
	(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code, operation);
	err_at(err, where, NULL);
}

static void settle(struct arena *arena, const struct channel_account *account, struct dispatch *dispatch,
		   const struct http_job *job)
{
	dispatch->err = (struct err){0};
	dispatch->rc = job->rc;
	if (job->rc == OK) {
		dispatch->status = job->answer.status;
		dispatch->wait_s = job->answer.retry_after_s;
		dispatch->rc = answer_means(arena, dispatch->kind, &job->answer, &dispatch->err);
	} else {
		dispatch->err = job->err;
	}
	if (dispatch->rc == OK) {
		dispatch->answer = job->answer.body;
		account->session->proven = true; /* whatever it says, it let us in */
	} else {
		name_place(account, dispatch->kind, &dispatch->err);
	}
}

/* Send `count` at once. False when nothing more may leave. */
static bool send_some(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
		      int count)
{
	struct http_job *jobs = arena_array(arena, (size_t)count, sizeof(*jobs));
	bool may_go_on = jobs != NULL;
	for (int i = 0; jobs != NULL && i < count; i++) {
		jobs[i].request = request_to(account, dispatches[i].document, account->profile->soap_action);
		jobs[i].request.submission = true;
	}
	if (jobs != NULL)
		http_exchange_many(account->http, arena, jobs, count);
	for (int i = 0; i < count; i++) {
		if (jobs != NULL) {
			settle(arena, account, &dispatches[i], &jobs[i]);
		} else {
			dispatches[i].rc = err_set(&dispatches[i].err, ERR_NO_MEMORY,
						   "there is no memory left to send; nothing left");
		}
		may_go_on = may_go_on && dispatches[i].rc != ERR_CREDENTIALS && dispatches[i].rc != ERR_THROTTLED;
	}
	for (int i = 0; i < count; i++)
		if (dispatches[i].rc == ERR_CREDENTIALS)
			account->session->proven = false;
	return may_go_on;
}

static void hold_back(const struct channel_account *account, struct dispatch *dispatches, int count)
{
	for (int i = 0; i < count; i++) {
		dispatches[i].rc = err_set(&dispatches[i].err, ERR_TRANSIENT,
					   "the service did not answer, or turned away, the call before; nothing left");
		name_place(account, dispatches[i].kind, &dispatches[i].err);
	}
}

static int at_most(int a, int b)
{
	return a < b ? a : b;
}

static bool any_answered(const struct dispatch *dispatches, int count)
{
	for (int i = 0; i < count; i++)
		if (dispatches[i].rc == OK)
			return true;
	return false;
}

/* One by one, until one is answered. Returns how many were tried; `ret_go_on`: the others may follow. */
static int prove(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count,
		 bool *ret_go_on)
{
	int sent = 0;
	int doubts = 0;
	while (sent < count && !account->session->proven && doubts < LONE_DOUBTS_MAX) {
		(void)send_some(arena, account, &dispatches[sent], 1);
		enum rc rc = dispatches[sent++].rc;
		if (rc != OK && rc != ERR_IN_DOUBT)
			break;
		doubts += rc == ERR_IN_DOUBT ? 1 : 0;
	}
	*ret_go_on = account->session->proven;
	return sent;
}

void spc_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count)
{
	assert(account->session != NULL);
	bool go_on = true;
	int sent = prove(arena, account, dispatches, count, &go_on);
	int together = at_most(account->profile->bureau.calls_max, HTTP_JOBS_MAX);
	together = together > 0 ? together : 1;
	while (go_on && sent < count) {
		int some = at_most(together, count - sent);
		/* Where nothing was answered, more would only wait for their time-outs. */
		go_on = send_some(arena, account, &dispatches[sent], some) && any_answered(&dispatches[sent], some);
		sent += some;
	}
	hold_back(account, &dispatches[sent], count - sent);
}

/* An answer to a question: a list, or why there is none. */
static enum rc list_means(struct arena *arena, const char *operation, const struct http_answer *answer,
			  struct err *reterr)
{
	char refusal[SPC_ANSWER_CODE_BYTES];
	struct spc_list list;
	struct err why = {0};
	if (spc_refusal_find(answer->body, refusal))
		return refused_by_code(refusal, reterr);
	enum rc rc = status_means(answer, true, reterr);
	if (rc != OK)
		return rc;
	rc = spc_list_read(arena, answer->body, operation, &list, &why);
	if (rc == ERR_REJECTED) {
		(void)err_set(reterr, ERR_TRANSIENT, "%s; a body that it does not take is put right by list_wrapped",
			      why.words);
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", why.remote);
		return ERR_TRANSIENT;
	}
	if (!is_good(answer->status))
		return err_set(reterr, ERR_TRANSIENT, "HTTP %d in place of a list", answer->status);
	return rc == ERR_NO_MEMORY ? err_set(reterr, rc, "%s", why.words) : OK; /* absorb tells what is unreadable */
}

enum rc spc_fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
		  struct text *ret_answer, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	const char *operation = spc_operation_of(question->kind);
	if (operation == NULL)
		return err_set(reterr, ERR_REFUSED, "SPC is never asked for %s", question_name(question->kind));
	struct text body;
	/* An empty body does not tell which list is meant; of all else the service ignores the action. */
	const char *action = spc_question_action(arena, operation);
	enum rc rc = spc_question_write(arena, operation, account->profile->bureau.list_wrapped, &body, reterr);
	if (rc == OK && action == NULL)
		rc = err_set(reterr, ERR_NO_MEMORY, "there is no memory left to ask");
	struct http_answer answer;
	if (rc == OK) {
		struct http_request request = request_to(account, body, action);
		rc = http_exchange(account->http, arena, &request, &answer, reterr);
		if (rc == ERR_IN_DOUBT) { /* a question changes nothing at the other side */
			rc = ERR_TRANSIENT;
			reterr->code = rc;
		}
		if (rc == OK)
			rc = list_means(arena, operation, &answer, reterr);
	}
	account->session->proven = rc == OK || (account->session->proven && rc != ERR_CREDENTIALS);
	if (rc == OK)
		*ret_answer = answer.body;
	else
		name_place(account, operation, reterr);
	return rc;
}
