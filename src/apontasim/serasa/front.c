#include "apontasim/serasa/front.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "apontasim/serasa/base.h"
#include "apontasim/serasa/control.h"
#include "apontasim/serasa/request.h"

#define UUID_BYTES 37

struct route {
	const char *method;
	const char *path; /* one that ends in '*' takes anything behind it */
	enum operation operation;
	void (*run)(struct serasa_world *world, struct server_call *call);
};

static void refuse(struct server_call *call, int status, const char *words)
{
	call->status = status;
	call->content_type = "application/json";
	buf_clear(&call->answer);
	buf_puts(&call->answer, "{\"errorMessage\":");
	words_json(&call->answer, words);
	buf_putc(&call->answer, '}');
}

/* A client that conforms never gets here. */
static void refuse_form(struct serasa_world *world, struct server_call *call, const struct err *err)
{
	char words[256];
	if (err->code == ERR_NO_MEMORY) {
		refuse(call, 500, "no memory");
		return;
	}
	(void)snprintf(words, sizeof(words), "%s%s%.180s", err->field, err->field[0] != '\0' ? ": " : "", err->words);
	serasa_books_violation(&world->books, world->now, "%s %s: %s", call->method, call->path, words);
	refuse(call, 400, words);
}

static bool creditor_takes_part(const struct serasa_world *world, struct server_call *call, const struct debt *debt)
{
	if (serasa_creditor(world, debt->creditor))
		return true;
	refuse(call, 400, "RNXPIA   999 EMPRESA NAO PARTICIPANTE DO CONVENIO");
	return false;
}

static void uuid_draw(const struct serasa_world *world, char out[UUID_BYTES])
{
	uint64_t number = world->hooks.given * 4 + (uint64_t)world->books.requests[OPERATION_INCLUDE] +
			  (uint64_t)world->books.requests[OPERATION_GUARANTOR] * UINT64_C(0x100000) +
			  (uint64_t)world->books.requests[OPERATION_EXCLUDE] * UINT64_C(0x10000000000);
	uint64_t high = hash_mix(hash_bytes(hash_bytes(HASH_START, &world->settings.seed, 8), &number, 8));
	uint64_t low = hash_mix(high + 1);
	(void)snprintf(out, UUID_BYTES, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(high >> 32),
		       (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xfff),
		       (unsigned)(0x8000 | (low >> 48 & 0x3fff)), (unsigned long long)(low & 0xffffffffffffULL));
}

static void answer_received(struct server_call *call, const char *uuid)
{
	call->content_type = "application/json";
	buf_printf(&call->answer, "{\"transactionId\":\"%s\"}", uuid);
}

static void tell(struct serasa_world *world, enum hook_event event, const char *uuid, const struct debt *debt,
		 const struct buf *body)
{
	const struct serasa_fate *fate = serasa_fates_find(&world->fates, debt->contract);
	const struct hook_settings *hook = &world->settings.hook;
	bool twice = serasa_fate_draw(world->settings.seed, uuid, debt->contract, DRAW_TWICE) < hook->twice_percent;
	if (buf_failed(body) || fate->silent)
		return;
	hooks_add(&world->hooks, world->now + (int64_t)(hook->delay_minutes + fate->late_minutes) * 60, event,
		  body->bytes, twice);
}

static void login_run(struct serasa_world *world, struct server_call *call)
{
	const struct serasa_settings *settings = &world->settings;
	call->content_type = "application/json";
	tokens_give(&world->tokens, settings->seed, world->now, settings->token_life_minutes, &call->answer);
}

static void include(struct serasa_world *world, struct server_call *call, bool guarantor)
{
	struct debt debt;
	struct err err = {0};
	struct codes codes = {0};
	struct buf body;
	char uuid[UUID_BYTES];
	enum rc rc = guarantor ? request_guarantor(call->arena, call->body, &debt, &err)
			       : request_debt(call->arena, call->body, &debt, &err);
	if (rc != OK) {
		refuse_form(world, call, &err);
		return;
	}
	if (!creditor_takes_part(world, call, &debt))
		return;
	uuid_draw(world, uuid);
	base_judge(world, &debt, CHANNEL_REST, false, &codes);
	int record = base_include(world, &debt, CHANNEL_REST, &codes);
	buf_init(&body, 8192);
	hook_inclusion(&body, uuid, &debt, record >= 0 ? world->books.all[record].cadus : "", &codes);
	tell(world,
	     guarantor ? (codes.count > 0 ? HOOK_GUARANTOR_ERROR : HOOK_GUARANTOR_OK)
		       : (codes.count > 0 ? HOOK_DEBT_ERROR : HOOK_DEBT_OK),
	     uuid, &debt, &body);
	buf_done(&body);
	answer_received(call, uuid);
}

static void debt_run(struct serasa_world *world, struct server_call *call)
{
	include(world, call, false);
}

static void guarantor_run(struct serasa_world *world, struct server_call *call)
{
	include(world, call, true);
}

static void exclude(struct serasa_world *world, struct server_call *call, int record, int motive)
{
	struct codes codes = {0};
	struct buf body;
	char uuid[UUID_BYTES];
	if (record < 0) {
		refuse(call, 404, "Debt not found");
		return;
	}
	uuid_draw(world, uuid);
	base_exclude(world, record, motive, &codes);
	const struct record *gone = &world->books.all[record];
	buf_init(&body, 8192);
	hook_exclusion(&body, uuid, &gone->debt, gone->cadus, motive, &codes);
	tell(world, codes.count > 0 ? HOOK_EXCLUSION_ERROR : HOOK_EXCLUSION_OK, uuid, &gone->debt, &body);
	buf_done(&body);
	answer_received(call, uuid);
}

static bool headers_read(struct serasa_world *world, struct server_call *call, bool by_contract, struct debt *ret_debt,
			 int *ret_motive)
{
	struct err err = {0};
	struct exclusion_headers headers = {
		.creditor = server_header(call, "creditor-document"),
		.debtor = server_header(call, "debtor-document"),
		.contract = server_header(call, "contract-number"),
		.reason = server_header(call, "reason"),
		.type = server_header(call, "type"),
	};
	enum rc rc = call->body.len > 0 ? err_set_at(&err, ERR_FORMAT, NULL, "body", "an exclusion has none")
					: request_exclusion(&headers, by_contract, ret_debt, ret_motive, &err);
	if (rc != OK)
		refuse_form(world, call, &err);
	return rc == OK && creditor_takes_part(world, call, ret_debt);
}

static void contract_run(struct serasa_world *world, struct server_call *call)
{
	struct debt debt;
	int motive;
	if (headers_read(world, call, true, &debt, &motive))
		exclude(world, call, base_find(world, &debt, CHANNEL_REST), motive);
}

/* The key must be of the creditor and the debtor whom the headers name. */
static void cadus_run(struct serasa_world *world, struct server_call *call)
{
	struct debt debt;
	int motive;
	if (!headers_read(world, call, false, &debt, &motive))
		return;
	int record = serasa_books_cadus(&world->books, strrchr(call->path, '/') + 1);
	const struct debt *held = record >= 0 ? &world->books.all[record].debt : NULL;
	if (held != NULL && (strcmp(held->creditor, debt.creditor) != 0 ||
			     strcmp(held->guarantor[0] != '\0' ? held->guarantor : held->debtor, debt.debtor) != 0))
		record = -1;
	exclude(world, call, record, motive);
}

static const struct route routes[] = {
	{"POST", "/security/iam/v1/client-identities/login", OPERATION_LOGIN, login_run},
	{"POST", "/collection/debt/", OPERATION_INCLUDE, debt_run},
	{"POST", "/collection/debt/guarantor", OPERATION_GUARANTOR, guarantor_run},
	{"DELETE", "/collection/debt/contract", OPERATION_EXCLUDE, contract_run},
	{"DELETE", "/collection/debt/cadus/*", OPERATION_EXCLUDE, cadus_run},
};

static const char *const operation_names[OPERATIONS] = {"login", "include", "guarantor", "exclude"};

static const struct route *route_find(const struct server_call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		size_t len = strlen(routes[i].path);
		bool any = routes[i].path[len - 1] == '*';
		if (strcmp(routes[i].method, call->method) == 0 &&
		    (any ? strncmp(routes[i].path, call->path, len - 1) == 0 && call->path[len - 1] != '\0'
			 : strcmp(routes[i].path, call->path) == 0))
			return &routes[i];
	}
	return NULL;
}

static bool allowed(const struct serasa_world *world, const struct server_call *call, const struct route *route)
{
	const struct serasa_settings *settings = &world->settings;
	if (route->operation != OPERATION_LOGIN)
		return tokens_good(&world->tokens, world->now, server_header(call, "Authorization"));
	return call->user != NULL && call->password != NULL && strcmp(call->user, settings->client_id) == 0 &&
	       strcmp(call->password, settings->client_secret) == 0;
}

static const char *serasa_open(void *cls, struct server_call *call)
{
	struct serasa_world *world = cls;
	const struct route *route = route_find(call);
	const char *type = server_header(call, "Content-Type");
	call->state = (void *)(uintptr_t)route;
	if (world->now == MOMENT_NONE) {
		refuse(call, 503, "the clock has not been set: PUT /clock at the control socket");
	} else if (strcmp(call->path, "/oauth2/v1/token") == 0) {
		refuse(call, 401, "Unauthorized");
	} else if (route == NULL) {
		serasa_books_violation(&world->books, world->now, "%s %s: no such address", call->method, call->path);
		refuse(call, 404, "Not Found");
	} else if (!allowed(world, call, route)) {
		refuse(call, 401, "Unauthorized");
	} else if ((route->operation == OPERATION_INCLUDE || route->operation == OPERATION_GUARANTOR) &&
		   (type == NULL || strncmp(type, "application/json", strlen("application/json")) != 0)) {
		serasa_books_violation(&world->books, world->now, "%s: Content-Type is not application/json",
				       call->path);
		refuse(call, 415, "Content-Type: must be application/json");
	} else {
		return operation_names[route->operation];
	}
	return NULL;
}

static void serasa_run(void *cls, struct server_call *call)
{
	struct serasa_world *world = cls;
	const struct route *route = call->state;
	world->books.requests[route->operation]++;
	route->run(world, call);
}

const struct trade *front_serasa(struct serasa_world *world, struct trade *trade)
{
	*trade = (struct trade){
		.world = world,
		.lock = &world->lock,
		.faults = &world->faults,
		.open = serasa_open,
		.run = serasa_run,
		.control = control_serasa,
	};
	return trade;
}
