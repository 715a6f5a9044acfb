/* The login of the one operator: wrong attempts block it, and only a person unlocks it.
 *
 * Refusals are plain text with a code CS_AUT001, never XML; the blocked operator's comes with HTTP 500. The caller
 * holds the lock of the world. Source: manual of the web services v4.3, error codes. Proof:
 * tests/unit/apontasim/spc_service_test.c */
#pragma once

#include "apontasim/spc/books.h"
#include "base/err.h"

struct spc_gate {
	int wrong; /* attempts since the last right one */
	bool is_blocked;
	char ordered[32]; /* a code that a test wants every login refused with; "" for none */
};

/* HTTP 200, or the status of the refusal, whose code `ret_code` gets. */
int spc_gate_pass(struct spc_gate *gate, struct spc_books *books, bool is_right, bool is_operator, int attempts_max,
		  const char **ret_code);

/* "unlock", "lock" or "refuse CS_AUT001.E1.8". ERR_FORMAT. */
MUST_CHECK enum rc spc_gate_order(struct spc_gate *gate, struct text line, struct err *reterr);
