/* From a request at the insumo service to its answer: login, envelope, operation, checks, books.
 *
 * Knows nothing of HTTP but the status it wants. Split in two, because faults of the transport are looked up between:
 * open says which operation it is, run does it. The caller holds the lock for both. A request that a conforming client
 * never sends gets a fault S:Client with words and is a violation; a refusal for cause is not. Whether a fault with a
 * code of the bureau comes with HTTP 200 or 500 is a lot of the record's, as clients have met both.
 * Proof: tests/unit/apontasim/spc_service_test.c */
#pragma once

#include "apontasim/spc/envelope.h"
#include "apontasim/spc/world.h"

#define SPC_PATH "/spc/remoting/ws/insumo/spc/spcWebService"

struct spc_request {
	const char *method;
	const char *path; /* without the query */
	const char *user; /* HTTP Basic; NULL when absent */
	const char *password;
	const char *content_type; /* NULL when absent */
	const char *soap_action;
	struct text body;
};

struct spc_exchange {
	enum spc_operation operation;
	const struct xml_element *wrapper; /* NULL: an empty Body */
	int status;                        /* HTTP */
	bool is_xml;                       /* the answer; else plain text */
};

/* False when it is refused; the answer is written then. */
bool spc_service_open(struct spc_world *world, struct arena *arena, const struct spc_request *request,
		      struct spc_exchange *exchange, struct buf *answer);
void spc_service_run(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer);
