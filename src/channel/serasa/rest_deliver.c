/* Calls over HTTPS: a token first, one call alone until it is known to be good, then all at once. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "channel/serasa/serasa.h"
#include "wire/pefin_read.h"
#include "wire/pefin_write.h"

#define TOKEN_MARGIN_S   30
#define TOKEN_LIFE_MAX_S 3600 /* "15 minutes, extendable to one hour": a later end is not believed */
#define HEADERS_MAX      7

enum fate {
	FATE_ENDED,
	FATE_TOKEN, /* refused for its token: once more with a new one, as nothing was taken */
	FATE_KEY,   /* nobody knows the contract: once more by the record's key */
};

/* One call on its way. */
struct call {
	struct dispatch *dispatch;
	enum http_method method;
	const char *path;
	const char *path_when_unknown; /* NULL for none; taken away once it was used */
	struct pefin_exclusion exclusion;
	const char *signature; /* NULL: none is sent */
	struct http_header headers[HEADERS_MAX];
	int headers_count;
	bool repeated; /* with a new token */
};

/* What goes out together. */
struct sending {
	struct arena *arena;
	const struct channel_account *account;
	struct call **calls; /* those that have not ended */
	int count;
};

static void fail(struct call *call, const struct channel_account *account, enum rc rc, const char *words)
{
	char where[128];
	struct dispatch *dispatch = call->dispatch;
	(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code, dispatch->kind);
	dispatch->rc = err_set_at(&dispatch->err, rc, where, NULL, "%s", words);
}

/* endpoint and path, with one slash between them; a path that is a whole address stands alone. NULL: no memory. */
static const char *address_of(struct arena *arena, const struct channel_account *account, const char *path)
{
	const char *endpoint = account->conf->endpoint;
	size_t len = strlen(endpoint);
	if (text_starts(text_of(path), "https://"))
		return path;
	while (len > 0 && endpoint[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s%s%s", (int)len, endpoint, path[0] == '/' ? "" : "/", path);
}

static struct http_request request_of(const struct channel_account *account)
{
	return (struct http_request){
		.ca_file = account->conf->ca_file[0] != '\0' ? account->conf->ca_file : NULL,
		.connect_timeout_ms = account->profile->connect_timeout_ms,
		.total_timeout_ms = account->profile->answer_timeout_ms,
	};
}

static void forget_token(struct channel_session *session)
{
	memset(session->token, 0, sizeof(session->token));
	session->token_until = 0;
}

/* Nothing of ours has left when a login fails. */
static enum rc login_means(const struct http_answer *answer, struct err *reterr)
{
	int status = answer->status;
	if (status == 401 || status == 403)
		return err_set(reterr, ERR_CREDENTIALS, "HTTP %d: the login refuses user or password", status);
	if (status == 429 || (status == 503 && answer->retry_after_s > 0))
		return err_set(reterr, ERR_THROTTLED, "HTTP %d: the login tells to wait %d s", status,
			       answer->retry_after_s);
	if (status < 200 || status > 299)
		return err_set(reterr, ERR_TRANSIENT, "HTTP %d in place of a token; nothing was sent", status);
	return OK;
}

/* `expiresIn` is an instant. Where it is none that can be used the token is good for this once. */
static enum rc keep_token(const struct channel_account *account, const struct pefin_login *login, struct err *reterr)
{
	struct channel_session *session = account->session;
	int64_t latest = account->now_s + TOKEN_LIFE_MAX_S;
	if (!text_copy(text_of(login->token), session->token, sizeof(session->token)))
		return err_set(reterr, ERR_TRANSIENT, "the token is longer than %zu bytes; nothing was sent",
			       sizeof(session->token) - 1);
	session->token_until = login->expires_at < latest ? login->expires_at : latest;
	return OK;
}

static enum rc login(struct sending *sending, int *ret_wait_s, struct err *reterr)
{
	const struct channel_account *account = sending->account;
	struct http_request request = request_of(account);
	struct http_answer answer;
	struct pefin_login told;
	request.url = address_of(sending->arena, account, account->profile->bureau.login_path);
	request.content_type = "application/json";
	request.user = account->conf->user;
	request.password = account->password;
	request.body = TEXT_LITERAL("{}");
	if (request.url == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a login");
	enum rc rc = http_exchange(account->http, sending->arena, &request, &answer, reterr);
	if (rc == ERR_IN_DOUBT) /* a login changes nothing */
		rc = reterr->code = ERR_TRANSIENT;
	if (rc == OK) {
		*ret_wait_s = answer.retry_after_s;
		rc = login_means(&answer, reterr);
	}
	if (rc == OK) {
		rc = pefin_read_login(sending->arena, answer.body, &told, reterr);
		rc = rc == ERR_FORMAT ? (reterr->code = ERR_TRANSIENT) : rc;
	}
	return rc == OK ? keep_token(account, &told, reterr) : rc;
}

/* A token that is good for a while. On failure all calls that have not ended are told why, and end: the account stops
 * for the first of them only, as the others may go when it is mended. */
static bool have_token(struct sending *sending)
{
	struct channel_session *session = sending->account->session;
	struct err err = {0};
	int wait_s = 0;
	if (session->token[0] != '\0' && session->token_until - TOKEN_MARGIN_S > sending->account->now_s)
		return true;
	forget_token(session);
	enum rc rc = login(sending, &wait_s, &err);
	if (rc == OK)
		return true;
	for (int i = 0; i < sending->count; i++) {
		bool after = i > 0 && rc == ERR_CREDENTIALS;
		fail(sending->calls[i], sending->account, after ? ERR_TRANSIENT : rc,
		     after ? "nothing was sent: the login was refused" : err.words);
		sending->calls[i]->dispatch->wait_s = rc == ERR_THROTTLED ? wait_s : 0;
	}
	sending->count = 0;
	return false;
}

static void add_header(struct call *call, const char *name, const char *value)
{
	assert(call->headers_count < HEADERS_MAX);
	call->headers[call->headers_count++] = (struct http_header){name, value};
}

/* By the record's key there is no contract in a removal. The signature is over what is stored, and so over both. */
static void set_headers(struct call *call, const struct profile *profile, bool by_key)
{
	call->headers_count = 0;
	if (call->method == HTTP_DELETE) {
		add_header(call, "creditor-document", call->exclusion.creditor_document);
		add_header(call, "debtor-document", call->exclusion.debtor_document);
		if (!by_key)
			add_header(call, "contract-number", call->exclusion.contract_number);
		add_header(call, "reason", call->exclusion.reason);
		add_header(call, "type", "PEFIN");
	}
	add_header(call, "Accept", "application/json");
	if (call->signature != NULL)
		add_header(call, profile->bureau.signature_header, call->signature);
}

/* From what is stored, and nothing else. */
static enum rc prepare(struct call *call, struct arena *arena, const struct channel_account *account,
		       struct err *reterr)
{
	const struct bureau_profile *bureau = &account->profile->bureau;
	const struct dispatch *dispatch = call->dispatch;
	call->method = HTTP_POST;
	call->path = strcmp(dispatch->kind, SERASA_DEBT) == 0        ? bureau->debt_path
		     : strcmp(dispatch->kind, SERASA_GUARANTOR) == 0 ? bureau->guarantor_path
								     : "";
	if (strcmp(dispatch->kind, SERASA_EXCLUSION) == 0) {
		enum rc rc = pefin_read_exclusion(arena, dispatch->document, &call->exclusion, reterr);
		if (rc != OK)
			return rc == ERR_NO_MEMORY
				       ? rc
				       : err_set(reterr, ERR_INTEGRITY, "the stored removal cannot be read");
		call->method = HTTP_DELETE;
		call->path = call->exclusion.path;
		if (call->exclusion.path_when_unknown[0] != '\0')
			call->path_when_unknown = call->exclusion.path_when_unknown;
	}
	if (call->path[0] == '\0')
		return err_set(reterr, ERR_CONFIG, "profile %s has no path for %s", account->profile->name,
			       dispatch->kind);
	if (bureau->signature_header[0] != '\0' && dispatch->signature.len > 0) {
		call->signature = arena_text(arena, text_trim(dispatch->signature));
		if (call->signature == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a signature");
	}
	set_headers(call, account->profile, false);
	return OK;
}

static bool fill_job(struct http_job *job, const struct sending *sending, const struct call *call)
{
	job->request = request_of(sending->account);
	job->request.method = call->method;
	job->request.url = address_of(sending->arena, sending->account, call->path);
	job->request.headers = call->headers;
	job->request.headers_count = call->headers_count;
	job->request.bearer = sending->account->session->token;
	job->request.submission = true;
	if (call->method == HTTP_POST) {
		job->request.content_type = "application/json";
		job->request.body = call->dispatch->document;
	}
	return job->request.url != NULL;
}

/* What the status says of whether the call was taken. OK: look at the answer. */
static enum rc status_means(const struct http_answer *answer, char words[160])
{
	int status = answer->status;
	enum rc rc = ERR_IN_DOUBT;
	if ((status >= 200 && status <= 299) || (status >= 400 && status <= 499))
		rc = OK;
	if (status == 408) /* somebody on the way gave up waiting */
		rc = ERR_IN_DOUBT;
	if (status == 401 || status == 403)
		rc = ERR_CREDENTIALS;
	if (status == 429 || (status == 503 && answer->retry_after_s > 0))
		rc = ERR_THROTTLED;
	if (rc == ERR_CREDENTIALS)
		(void)snprintf(words, 160, "HTTP %d: the token is refused%s", status,
			       status == 403 ? "; calls must come from Brazilian addresses" : ", a new one too");
	else if (rc == ERR_THROTTLED)
		(void)snprintf(words, 160, "HTTP %d: told to wait %d s", status, answer->retry_after_s);
	else
		(void)snprintf(words, 160, "HTTP %d: this does not tell whether it was taken", status);
	return rc;
}

/* What is to be done with a call that has an outcome; its dispatch is filled when it has ended. */
static enum fate settle(struct sending *sending, struct call *call, const struct http_job *job)
{
	char words[160];
	struct dispatch *dispatch = call->dispatch;
	if (job->rc != OK) {
		fail(call, sending->account, job->rc, job->err.words);
		if (job->err.field[0] != '\0')
			err_at(&dispatch->err, NULL, job->err.field);
		return FATE_ENDED;
	}
	const struct http_answer *answer = &job->answer;
	enum rc rc = status_means(answer, words);
	if (answer->status == 401 && !call->repeated)
		return FATE_TOKEN;
	if (answer->status == 404 && call->path_when_unknown != NULL)
		return FATE_KEY;
	dispatch->status = answer->status;
	dispatch->wait_s = rc == ERR_THROTTLED ? answer->retry_after_s : 0;
	if (rc != OK) {
		fail(call, sending->account, rc, words);
		(void)snprintf(dispatch->err.remote, sizeof(dispatch->err.remote), "HTTP %d", answer->status);
	} else {
		dispatch->rc = OK;
		dispatch->answer = answer->body;
	}
	return FATE_ENDED;
}

/* All at once. What is left in `sending` goes once more. */
static void send_once(struct sending *sending)
{
	int left = 0;
	bool refused = false;
	int count = sending->count;
	struct http_job *jobs = arena_array(sending->arena, (size_t)count, sizeof(*jobs));
	bool ready = jobs != NULL;
	for (int i = 0; ready && i < count; i++)
		ready = fill_job(&jobs[i], sending, sending->calls[i]);
	sending->count = 0;
	for (int i = 0; !ready && i < count; i++)
		fail(sending->calls[i], sending->account, ERR_NO_MEMORY, "there is no memory left for a call");
	if (!ready)
		return;
	http_exchange_many(sending->account->http, sending->arena, jobs, count);
	for (int i = 0; i < count; i++) {
		struct call *call = sending->calls[i];
		enum fate fate = settle(sending, call, &jobs[i]);
		if (fate == FATE_ENDED)
			continue;
		if (fate == FATE_KEY) {
			call->path = call->path_when_unknown;
			call->path_when_unknown = NULL;
			set_headers(call, sending->account->profile, true);
		}
		refused = refused || fate == FATE_TOKEN;
		call->repeated = call->repeated || fate == FATE_TOKEN;
		sending->calls[left++] = call;
	}
	sending->count = left;
	if (refused)
		forget_token(sending->account->session);
}

/* Once one call was let in, more may go at once; when one is not, the next is alone again. */
static void take_note(struct channel_session *session, struct call *const *calls, int count)
{
	bool taken = false;
	bool denied = false;
	for (int i = 0; i < count; i++) {
		taken = taken || calls[i]->dispatch->rc == OK;
		denied = denied || calls[i]->dispatch->rc == ERR_CREDENTIALS;
	}
	session->proven = !denied && (taken || session->proven);
	if (denied)
		forget_token(session);
}

static void send_calls(struct arena *arena, const struct channel_account *account, struct call **calls, int count)
{
	struct call **left = arena_array(arena, (size_t)count, sizeof(struct call *));
	struct sending sending = {.arena = arena, .account = account, .calls = left, .count = count};
	for (int i = 0; i < count; i++) {
		if (left == NULL)
			fail(calls[i], account, ERR_NO_MEMORY, "there is no memory left for calls");
		else
			left[i] = calls[i];
	}
	while (left != NULL && sending.count > 0 && have_token(&sending))
		send_once(&sending);
	take_note(account->session, calls, count);
}

/* The first call was not let in, or nobody knows: the others stay here, and none of them is in doubt. */
static void hold_back(const struct channel_account *account, const struct dispatch *first, struct call **calls,
		      int count)
{
	bool throttled = first->rc == ERR_THROTTLED;
	for (int i = 0; i < count; i++) {
		fail(calls[i], account, throttled ? ERR_THROTTLED : ERR_TRANSIENT,
		     "nothing was sent: the call that went ahead alone did not get through");
		calls[i]->dispatch->wait_s = throttled ? first->wait_s : 0;
	}
}

void serasa_rest_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			 int count)
{
	int ready = 0;
	struct call *calls = arena_array(arena, (size_t)count, sizeof(*calls));
	struct call **good = arena_array(arena, (size_t)count, sizeof(struct call *));
	for (int i = 0; i < count; i++) {
		struct err err = {0};
		struct call bare = {.dispatch = &dispatches[i]};
		struct call *call = calls != NULL && good != NULL ? &calls[i] : &bare;
		*call = bare;
		enum rc rc = call != &bare ? prepare(call, arena, account, &err)
					   : err_set(&err, ERR_NO_MEMORY, "there is no memory left for calls");
		if (rc == OK)
			good[ready++] = call;
		else
			fail(call, account, rc, err.words);
	}
	int ahead = !account->session->proven && ready > 1 ? 1 : 0;
	if (ahead > 0)
		send_calls(arena, account, good, 1);
	if (ahead > 0 && !account->session->proven)
		hold_back(account, good[0]->dispatch, good + ahead, ready - ahead);
	else if (ready > 0)
		send_calls(arena, account, good + ahead, ready - ahead);
}
