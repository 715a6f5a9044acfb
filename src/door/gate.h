/* Who may knock for which account: the credentials that an account's bureau must show.
 *
 * What must stand in the Authorization header (RFC 7617, RFC 6750) is made once and compared in a time that depends on
 * its own length only. Proof: tests/unit/door/gate_test.c */
#pragma once

#include <stdbool.h>

#include "conf/conf.h"

struct gate {
	const struct account_conf *account;
	char *proof; /* what follows the scheme; NULL for HOOK_AUTH_NONE */
	size_t proof_len;
};

/* Reads the account's secret. ERR_CONFIG: no such file, or what it holds cannot stand in a header. */
MUST_CHECK enum rc gate_init(struct gate *gate, const struct account_conf *account, struct err *reterr);
void gate_done(struct gate *gate); /* wipes */

/* `authorization` is the header's value, NULL when there is none. */
bool gate_opens(const struct gate *gate, const char *authorization);

/* What WWW-Authenticate says to who is not let in. */
const char *gate_challenge(const struct gate *gate);
