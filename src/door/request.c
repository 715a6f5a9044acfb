#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "door/inside.h"

/* What is too large is read to its end all the same, so that the sender gets our answer and not a reset; up to here. */
#define PASSED_OVER_BYTES ((size_t)1 << 20)

/* What becomes of a request. */
enum verdict {
	VERDICT_STORE,
	VERDICT_HEALTHY,
	VERDICT_EMPTY,
	VERDICT_STRANGER,
	VERDICT_UNKNOWN,
	VERDICT_ONLY_POST,
	VERDICT_ONLY_GET,
	VERDICT_TOO_LARGE,
	VERDICT_NOT_NOW,
};

static const struct {
	unsigned status;
	const char *type;
	const char *body;
	const char *header; /* NULL for none */
	const char *value;  /* NULL: the gate's challenge */
	const char *words;  /* of the log; NULL when nothing is refused */
} answers[] = {
	[VERDICT_STORE] = {200, "application/json", "{}", NULL, NULL, NULL},
	[VERDICT_HEALTHY] = {200, "text/plain", "ok\n", NULL, NULL, NULL},
	[VERDICT_EMPTY] = {400, "text/plain", "the body is empty\n", NULL, NULL, "the body is empty"},
	[VERDICT_STRANGER] = {401, "text/plain", "credentials are wanted\n", "WWW-Authenticate", NULL,
			      "no credentials, or wrong ones"},
	[VERDICT_UNKNOWN] = {404, "text/plain", "not found\n", NULL, NULL, "there is nothing at that address"},
	[VERDICT_ONLY_POST] = {405, "text/plain", "only POST\n", "Allow", "POST", "only POST is right here"},
	[VERDICT_ONLY_GET] = {405, "text/plain", "only GET\n", "Allow", "GET, HEAD", "only GET is right here"},
	[VERDICT_TOO_LARGE] = {413, "text/plain", "the body is too large\n", NULL, NULL, "the body is too large"},
	[VERDICT_NOT_NOW] = {503, "text/plain", "not now, come again\n", "Retry-After", "30",
			     "it cannot be stored now"},
};

struct call {
	enum verdict verdict;
	const struct gate *gate; /* NULL when it is for no account */
	struct buf body;
	size_t passed; /* bytes of the body so far, kept or not */
};

void refusal_log(struct door *door, struct MHD_Connection *connection, int status, const char *account,
		 const char *words, const char *why)
{
	char from[INET_ADDRSTRLEN] = "";
	char number[8];
	if (!refusals_take(&door->refusals, door_now_ms()))
		return;
	const union MHD_ConnectionInfo *info =
		connection != NULL ? MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS) : NULL;
	if (info != NULL && info->client_addr != NULL && info->client_addr->sa_family == AF_INET) {
		struct sockaddr_in address;
		memcpy(&address, info->client_addr, sizeof(address));
		(void)inet_ntop(AF_INET, &address.sin_addr, from, sizeof(from));
	}
	(void)snprintf(number, sizeof(number), "%d", status);
	log_line(LOG_WARNING,
		 LOG_FIELDS({"ACCOUNT", account}, {"STATUS", number}, {"FROM", from[0] != '\0' ? from : NULL}),
		 "a call was refused: %s%s%s", words, why != NULL ? ": " : "", why != NULL ? why : "");
}

static enum MHD_Result answer(struct door *door, struct MHD_Connection *connection, const struct call *call,
			      const char *why)
{
	enum verdict verdict = call->verdict;
	const struct gate *gate = call->gate;
	/* libmicrohttpd does not write to what is to persist. */
	union {
		const char *text;
		void *bytes;
	} body = {.text = answers[verdict].body};
	struct MHD_Response *response =
		MHD_create_response_from_buffer(strlen(body.text), body.bytes, MHD_RESPMEM_PERSISTENT);
	if (response == NULL)
		return MHD_NO;
	enum MHD_Result result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answers[verdict].type);
	if (result == MHD_YES && answers[verdict].header != NULL)
		result = MHD_add_response_header(response, answers[verdict].header,
						 answers[verdict].value != NULL ? answers[verdict].value
										: gate_challenge(gate));
	if (result == MHD_YES)
		result = MHD_queue_response(connection, answers[verdict].status, response);
	MHD_destroy_response(response);
	if (answers[verdict].words != NULL)
		refusal_log(door, connection, (int)answers[verdict].status, gate != NULL ? gate->account->code : NULL,
			    answers[verdict].words, why);
	return result;
}

/* "/hooks/CODE" and whatever follows behind a slash. */
static const struct gate *find_gate(const struct door *door, const char *url)
{
	static const char prefix[] = "/hooks/";
	if (strncmp(url, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	struct text code = {url + sizeof(prefix) - 1, strcspn(url + sizeof(prefix) - 1, "/")};
	for (int i = 0; i < door->gates_count; i++)
		if (text_is(code, door->gates[i].account->code))
			return &door->gates[i];
	return NULL;
}

static bool is_method(const char *method, const char *wanted)
{
	return strcmp(method, wanted) == 0;
}

/* What the header alone says. */
static enum verdict judge(const struct door *door, struct MHD_Connection *connection, const char *url,
			  const char *method, const struct gate **ret_gate)
{
	if (strcmp(url, "/health") == 0)
		return is_method(method, MHD_HTTP_METHOD_GET) || is_method(method, MHD_HTTP_METHOD_HEAD)
			       ? VERDICT_HEALTHY
			       : VERDICT_ONLY_GET;
	const struct gate *gate = find_gate(door, url);
	if (gate == NULL)
		return VERDICT_UNKNOWN;
	*ret_gate = gate;
	if (!is_method(method, MHD_HTTP_METHOD_POST))
		return VERDICT_ONLY_POST;
	const char *shown = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
	return gate_opens(gate, shown) ? VERDICT_STORE : VERDICT_STRANGER;
}

static size_t announced_bytes(struct MHD_Connection *connection)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	return value != NULL ? strtoul(value, NULL, 10) : 0;
}

static enum MHD_Result begin(struct door *door, struct MHD_Connection *connection, const char *url, const char *method,
			     void **state)
{
	struct call *call = calloc(1, sizeof(*call));
	if (call == NULL)
		return MHD_NO;
	*state = call;
	door->requests++;
	buf_init(&call->body, DOOR_BODY_BYTES);
	call->verdict = judge(door, connection, url, method, &call->gate);
	size_t announced = announced_bytes(connection);
	if (announced > DOOR_BODY_BYTES && call->verdict == VERDICT_STORE)
		call->verdict = VERDICT_TOO_LARGE;
	return announced > PASSED_OVER_BYTES ? answer(door, connection, call, NULL) : MHD_YES;
}

/* Kept when it is to be stored, else only counted. */
static enum MHD_Result take_piece(struct call *call, const char *piece, size_t *piece_len)
{
	call->passed += *piece_len;
	if (call->verdict == VERDICT_STORE) {
		buf_put(&call->body, piece, *piece_len);
		if (buf_failed(&call->body)) {
			call->verdict = call->passed > DOOR_BODY_BYTES ? VERDICT_TOO_LARGE : VERDICT_NOT_NOW;
			buf_done(&call->body);
		}
	}
	*piece_len = 0;
	return call->passed > PASSED_OVER_BYTES ? MHD_NO : MHD_YES;
}

static enum MHD_Result store(struct door *door, struct MHD_Connection *connection, struct call *call)
{
	const char *account = call->gate->account->code;
	struct text body = buf_view(&call->body);
	struct err err = {0};
	bool fresh = false;
	if (body.len == 0)
		call->verdict = VERDICT_EMPTY;
	else if (books_store(&door->books, account, body, door_now_ms(), &fresh, &err) != OK)
		call->verdict = VERDICT_NOT_NOW;
	else
		log_line(LOG_INFO, LOG_FIELDS({"ACCOUNT", account}), "a webhook of %zu bytes %s", body.len,
			 fresh ? "was stored" : "came again; it is stored");
	return answer(door, connection, call, err.words[0] != '\0' ? err.words : NULL);
}

/* libmicrohttpd calls this once with the header, then with each piece of the body, then with nothing left. */
enum MHD_Result request_take(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
			     const char *version, const char *piece, size_t *piece_len, void **state)
{
	struct call *call = *state;
	(void)version;
	if (call == NULL)
		return begin(cls, connection, url, method, state);
	if (*piece_len > 0)
		return take_piece(call, piece, piece_len);
	if (call->verdict == VERDICT_STORE)
		return store(cls, connection, call);
	return answer(cls, connection, call, NULL);
}

void request_done(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
	struct door *door = cls;
	struct call *call = *state;
	visit_goes_on(connection);
	if (call == NULL)
		return;
	if (code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED)
		refusal_log(door, connection, 408, call->gate != NULL ? call->gate->account->code : NULL,
			    "cut: nothing came for too long", NULL);
	door->requests--;
	buf_done(&call->body);
	free(call);
	*state = NULL;
}
