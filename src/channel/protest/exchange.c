/* One SOAP call as the account's profile wants it: operation, arguments, who asks; and what its outcome means. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "channel/protest/codes.h"
#include "channel/protest/protest.h"
#include "wire/cra_resposta.h"
#include "wire/soap.h"

#define ARGUMENTS_MAX      6
#define SHORT_ANSWER_BYTES 16384 /* an answer that only has a code is short */

struct call {
	enum cra_operation operation;
	const char *file_name; /* NULL for none */
	struct text document;  /* empty for none */
	bool names_presenter;
	bool submission;
};

struct arguments {
	struct soap_argument items[ARGUMENTS_MAX];
	int count;
};

/* Dialects that do not know an argument have no name for it. */
static void add_argument(struct arguments *arguments, const char *name, struct text value)
{
	if (name[0] != '\0')
		arguments->items[arguments->count++] = (struct soap_argument){name, value};
}

static void list_arguments(const struct channel_account *account, const struct call *call, struct arguments *arguments)
{
	const struct profile *profile = account->profile;
	if (call->file_name != NULL) {
		add_argument(arguments, profile->argument_uf, text_of(account->conf->uf));
		add_argument(arguments, profile->argument_file, text_of(call->file_name));
	}
	if (profile->auth == PROFILE_AUTH_ARGUMENTS) {
		add_argument(arguments, profile->argument_user, text_of(account->conf->user));
		add_argument(arguments, profile->argument_password, text_of(account->password));
	}
	if (call->names_presenter)
		add_argument(arguments, profile->argument_presenter, text_of(account->conf->presenter_code));
	if (call->document.len > 0)
		add_argument(arguments, profile->argument_data, call->document);
}

/* `template` with each `from` replaced. NULL when the arena is full. */
static const char *fill(struct arena *arena, const char *template, const char *from, const char *to)
{
	const char *at = strstr(template, from);
	if (at == NULL)
		return template;
	const char *rest = fill(arena, at + strlen(from), from, to);
	return rest != NULL ? arena_printf(arena, "%.*s%s%s", (int)(at - template), template, to, rest) : NULL;
}

static const char *namespace_of(struct arena *arena, const struct channel_account *account)
{
	char uf[3] = {0};
	for (int i = 0; i < 2; i++)
		uf[i] = (char)tolower((unsigned char)account->conf->uf[i]);
	if (account->conf->namespace_uri[0] != '\0')
		return account->conf->namespace_uri;
	return fill(arena, account->profile->namespace_uri, "{uf}", uf);
}

static enum rc call_make(struct arena *arena, const struct channel_account *account, const struct call *call,
			 struct http_answer *ret_answer, struct err *reterr)
{
	const struct profile *profile = account->profile;
	const char *operation = profile->operations[call->operation];
	const char *namespace = namespace_of(arena, account);
	const char *action = namespace != NULL ? fill(arena, profile->soap_action, "{namespace}", namespace) : NULL;
	action = action != NULL ? fill(arena, action, "{operation}", operation) : NULL;
	const char *content_type = arena_printf(arena, "text/xml; charset=%s", profile->encoding);
	if (action == NULL || content_type == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to call %s", operation);

	struct arguments arguments = {.count = 0};
	list_arguments(account, call, &arguments);
	struct text envelope;
	enum rc rc = soap_write(arena, namespace, operation, profile->encoding, profile->cdata, arguments.items,
				arguments.count, &envelope, reterr);
	if (rc != OK)
		return rc;
	bool basic = profile->auth == PROFILE_AUTH_BASIC && account->conf->user[0] != '\0';
	struct http_request request = {
		.url = account->conf->endpoint,
		.content_type = content_type,
		.soap_action = action,
		.user = basic ? account->conf->user : NULL,
		.password = basic ? account->password : NULL,
		.ca_file = account->conf->ca_file[0] != '\0' ? account->conf->ca_file : NULL,
		.body = envelope,
		.submission = call->submission,
		.connect_timeout_ms = profile->connect_timeout_ms,
		.total_timeout_ms = profile->answer_timeout_ms,
	};
	return http_exchange(account->http, arena, &request, ret_answer, reterr);
}

/* What the status alone says. OK: look at the body. */
static enum rc status_means(const struct http_answer *answer, bool submission, struct err *reterr)
{
	int status = answer->status;
	if (status == 401 || status == 403)
		return err_set(reterr, ERR_CREDENTIALS, "HTTP %d: user or password refused", status);
	if (status == 429 || (status == 503 && (answer->retry_after_s > 0 || !submission)))
		return err_set(reterr, ERR_THROTTLED, "HTTP %d: told to wait %d s", status, answer->retry_after_s);
	if (!submission && (status < 200 || status > 299))
		return err_set(reterr, ERR_TRANSIENT, "HTTP %d in place of an answer", status);
	if (status >= 500)
		return err_set(reterr, ERR_IN_DOUBT, "HTTP %d: this does not tell whether the file was taken", status);
	return OK;
}

/* A SOAP fault: told apart from an answer, with the words of the other side. */
static bool is_fault(struct arena *arena, struct text envelope, struct text *ret_value, struct err *why)
{
	*ret_value = (struct text){"", 0};
	return soap_read(arena, envelope, ret_value, why) == ERR_REJECTED;
}

/* Where an error happened, in the words of the account. */
static enum rc placed(const struct channel_account *account, enum cra_operation operation, enum rc rc,
		      struct err *reterr)
{
	char where[128];
	(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code,
		       account->profile->operations[operation]);
	if (rc != OK)
		err_at(reterr, where, NULL);
	return rc;
}

static enum rc deliver_one(struct arena *arena, const struct channel_account *account, struct dispatch *dispatch)
{
	struct err *reterr = &dispatch->err;
	struct call call = {.operation = channel_operation(dispatch->kind),
			    .file_name = dispatch->file_name,
			    .document = dispatch->document,
			    .submission = true};
	if (call.operation == CRA_OP_COUNT || account->profile->operations[call.operation][0] == '\0')
		return err_set(reterr, ERR_CONFIG, "profile %s has no operation for files of kind %s",
			       account->profile->name, dispatch->kind);
	struct http_answer answer;
	struct text value;
	struct err why = {0};
	enum rc rc = call_make(arena, account, &call, &answer, reterr);
	if (rc == OK)
		rc = status_means(&answer, true, reterr);
	if (rc == OK && is_fault(arena, answer.body, &value, &why))
		rc = err_set(reterr, ERR_IN_DOUBT, "a SOAP fault, which does not tell whether the file was taken: %s",
			     why.words);
	if (rc == OK) {
		dispatch->answer = answer.body;
		dispatch->status = answer.status;
	}
	return placed(account, call.operation, rc, reterr);
}

void protest_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count)
{
	for (int i = 0; i < count; i++)
		dispatches[i].rc = deliver_one(arena, account, &dispatches[i]);
}

/* Does a short answer say by its code that the account may not ask? */
static enum rc refuses_account(struct arena *arena, struct text value, struct err *reterr)
{
	struct cra_resposta *resposta;
	struct err why = {0};
	if (value.len > SHORT_ANSWER_BYTES || cra_resposta_read(arena, value, &resposta, &why) != OK)
		return OK;
	const char *told =
		resposta->code[0] == '\0' && resposta->items_count == 1 ? resposta->items[0].code : resposta->code;
	const struct code *code = cra_code_find(CODE_QUERY, told);
	if (code == NULL || code->class != VERDICT_CREDENTIALS)
		return OK;
	(void)err_set(reterr, ERR_CREDENTIALS, "%s (%s)", code->words, code->palavras);
	(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", code->code);
	return ERR_CREDENTIALS;
}

enum rc protest_fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
		      struct text *ret_answer, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	static const char *const prefixes[QUESTION_COUNT] = {
		[QUESTION_CONFIRMATIONS] = "C", [QUESTION_RESULTS] = "R", [QUESTION_STATUSES] = "M"};
	struct call call = {.operation = channel_operation(question_name(question->kind)),
			    .names_presenter = question->kind == QUESTION_COMARCAS};
	char file_name[65];
	if (call.operation == CRA_OP_COUNT || account->profile->operations[call.operation][0] == '\0')
		return err_set(reterr, ERR_REFUSED, "profile %s has no operation for %s", account->profile->name,
			       question_name(question->kind));
	if (prefixes[question->kind] != NULL) {
		/* Of the name only the kind and the day count; the sequence does not. */
		enum rc named =
			protest_file_name(account, prefixes[question->kind], question->on, 1, file_name, reterr);
		if (named != OK)
			return named;
		call.file_name = file_name;
	}
	struct http_answer answer;
	struct text value;
	struct err why = {0};
	enum rc rc = call_make(arena, account, &call, &answer, reterr);
	if (rc == ERR_IN_DOUBT) { /* a question changes nothing at the other side */
		rc = ERR_TRANSIENT;
		reterr->code = rc;
	}
	if (rc == OK)
		rc = status_means(&answer, false, reterr);
	if (rc == OK && is_fault(arena, answer.body, &value, &why))
		rc = err_set(reterr, ERR_TRANSIENT, "a SOAP fault: %s", why.words);
	if (rc == OK)
		rc = refuses_account(arena, value, reterr);
	if (rc == OK)
		*ret_answer = answer.body;
	return placed(account, call.operation, rc, reterr);
}
