/* From a SOAP request to its answer: authentication, operation, window, file name, checks, books.
 *
 * Knows nothing of HTTP but the status it wants. Split in two, because faults of the transport are looked up between:
 * dispatch_open() says which operation it is, dispatch_run() does it. The caller holds the lock for both.
 * Proof: tests/unit/apontasim/dispatch_test.c */
#pragma once

#include "apontasim/cra/soap.h"
#include "apontasim/cra/world.h"

struct request {
	const char *user; /* HTTP Basic; NULL when absent */
	const char *password;
	const char *content_type; /* NULL when absent */
	const char *soap_action;
	struct text body;
};

struct operation;

struct exchange {
	const struct operation *operation; /* NULL: refused already, the answer is written */
	struct call call;
	int status;   /* HTTP */
	bool is_lost; /* a fault was ordered: the client will not read the answer */
	struct buf answer;
};

/* The name by which faults are ordered: "Remessa", "Autoriza_Desistencia" …, whatever the dialect calls it. */
const char *operation_name(const struct operation *operation);

void dispatch_open(struct world *world, struct arena *arena, const struct request *request, struct exchange *exchange);
void dispatch_run(struct world *world, struct arena *arena, struct exchange *exchange);

/* A fault was ordered, so the client gets no answer, or a late one: its upload is remembered, so that sending the same
 * bytes again after the cut-off is not held against it. */
void dispatch_seen(struct world *world, const struct exchange *exchange);
