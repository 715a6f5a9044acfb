/* What a CRA's codes mean: one table, by what was sent. Codes are text: 0 is not 0000, and 10000 is not 1000.
 *
 * Source: CRA21 manual, mensagens (remessa; desistência, cancelamento, autorização; downloads); the Tocantins server's
 * list of errors. Proof: tests/unit/channel/interpret_test.c */
#pragma once

#include "channel/channel.h"

/* What the code was an answer to; the same code may mean two things. */
enum code_use { CODE_REMESSA = 1, CODE_REQUEST = 2, CODE_QUERY = 4 };

/* What it refuses. */
enum code_scope {
	SCOPE_PART,  /* this comarca or this title */
	SCOPE_WHOLE, /* the file */
};

struct code {
	const char *code;
	unsigned uses; /* of enum code_use */
	enum code_scope scope;
	enum verdict_class class;
	const char *palavras; /* Portuguese, for the CRA's answer without words */
	const char *words;
};

/* NULL when nobody knows it: then it refuses what it was told of, and a person looks at it. */
const struct code *cra_code_find(enum code_use use, const char *code);

const struct code *codes_all(size_t *ret_count);
