/* Webhooks: what is to be told to whom, when, and the sending of what is due.
 *
 * Bodies are made when the mainframe has decided; they are sent when the clock passes their time, in order, inside the
 * move of the clock. One that nobody takes stays in the queue and is tried at the next move. The lock of the world is
 * given up while one is on its way, so that its receiver may talk to us.
 * Source: PEFIN V8 document, webhooks. Proof: tests/unit/apontasim/serasa_hooks_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apontasim/serasa/books.h"
#include "base/err.h"

enum hook_auth { HOOK_AUTH_NONE, HOOK_AUTH_BASIC, HOOK_AUTH_BEARER };

struct hook_settings {
	enum hook_auth auth;
	const char *user;
	const char *secret;
	const char *ca_path; /* NULL: those of the system */
	int delay_minutes;
	int twice_percent;
};

enum hook_event {
	HOOK_DEBT_OK,
	HOOK_DEBT_ERROR,
	HOOK_GUARANTOR_OK,
	HOOK_GUARANTOR_ERROR,
	HOOK_EXCLUSION_OK,
	HOOK_EXCLUSION_ERROR,
	HOOK_EVENTS
};

enum hook_result { HOOK_TAKEN, HOOK_REFUSED, HOOK_UNREACHED };

struct hook {
	int64_t due;
	uint64_t order;
	enum hook_event event;
	char *body;
	bool twice;
	uint64_t round; /* in which it was last tried */
};

struct hooks {
	struct hook *queue;
	int count;
	char *urls[HOOK_EVENTS]; /* NULL: not told yet, so that it waits */
	uint64_t given;
	uint64_t round;
	int sent;
	int failed;
	void *sender; /* of `send`, made by it */
	enum hook_result (*send)(void **sender, const struct hook_settings *settings, const char *url,
				 const char *body);
};

void hooks_done(struct hooks *hooks);

/* A line "EVENT URL"; EVENT is debt-ok, debt-error, guarantor-ok, guarantor-error, exclusion-ok, exclusion-error, all.
 */
MUST_CHECK enum rc hooks_order(struct hooks *hooks, struct text line, struct err *reterr);

/* Put one into the queue; `body` is copied. */
void hooks_add(struct hooks *hooks, int64_t due, enum hook_event event, const char *body, bool twice);

struct serasa_world;
void hooks_run(struct serasa_world *world);

/* The bodies. `codes` without a code is success. Oddities of the document: statusCode is a number in one and a text in
 * the other, contract in one is contractNumber in the other. */
void hook_inclusion(struct buf *out, const char *uuid, const struct debt *debt, const char *cadus,
		    const struct codes *codes);
void hook_exclusion(struct buf *out, const char *uuid, const struct debt *debt, const char *cadus, int motive,
		    const struct codes *codes);

/* The real sender: libcurl is met in hook_send.c only. */
enum hook_result hook_send(void **sender, const struct hook_settings *settings, const char *url, const char *body);
void hook_sender_done(void *sender);
