/* What SPC's codes mean: one table, by what was asked.
 *
 * A record is there or it is not, and the service says which when the same request comes a second time: E09 and E10. So
 * a fault that does not tell whether the request was taken is doubt, and sending it again ends the doubt without harm.
 * Only a code that says that the request was looked at and turned down is a refusal.
 * Sources: clients' code for E09 and E10; the manual of the web services v4.3 for CS_AUT001; SOAP 1.1 section 4.4.1 for
 * SOAP's own. Most codes of the service are not published. Proof: tests/unit/channel/spc_interpret_test.c */
#pragma once

#include "channel/channel.h"

enum spc_meaning {
	SPC_MEANS_ALREADY,     /* the record is there */
	SPC_MEANS_GONE,        /* there is no such record */
	SPC_MEANS_REFUSED,     /* looked at and turned down: a person */
	SPC_MEANS_CREDENTIALS, /* the operator may not ask: no call more */
	SPC_MEANS_DOUBT,       /* it does not tell whether it was taken */
};

struct spc_code {
	const char *code; /* with '*' at the end: whatever begins so */
	enum spc_meaning of_inclusion;
	enum spc_meaning of_removal;
	const char *words;
};

/* The first row that fits; never NULL, as the last row takes all. */
const struct spc_code *spc_code_find(const char *code);

enum spc_meaning spc_code_means(const struct spc_code *code, const char *kind); /* "incluirSpc", "excluirSpc" */

const struct spc_code *spc_codes_all(size_t *ret_count);
