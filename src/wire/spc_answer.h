/* What SPC's service answers: the element of success, a SOAP fault, a list of codes, or plain text that refuses the
 * operator.
 *
 * Success is the element `sucesso` in the response to the very operation; its sentence is never looked at. The shape of
 * the lists is not published, so names of elements are read leniently. Prefixes and the declared encoding are free; an
 * envelope that is not whole, or has a DOCTYPE, is unreadable. In words of the other side tax ids are masked and blanks
 * are single. The arena owns what is returned. Proof: tests/unit/wire/spc_answer_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#define SPC_ANSWER_CODE_BYTES 32 /* "CS_AUT001.E1.5.2", "Client"; longer ones are cut */

struct spc_answer {
	bool is_fault;
	char code[SPC_ANSWER_CODE_BYTES]; /* of a fault: the bureau's where one is told, else SOAP's, without a prefix
					   */
	const char *words;                /* of a fault, not above 200 bytes; "" for none */
};

struct spc_entry {
	const char *code;
	const char *name; /* "" for none */
};

struct spc_list {
	struct spc_entry *entries;
	int count;
	int unreadable_count; /* entries without a code */
};

/* "CS_AUT001.E1.7" wherever it stands in `body`: refusals of the operator are plain text under any status, or a page
 * around it. False when there is none. To be asked before anything reads XML. */
bool spc_refusal_find(struct text body, char out[SPC_ANSWER_CODE_BYTES]);

/* The answer to "incluirSpc" or "excluirSpc". ERR_UNREADABLE: neither the element of success nor a fault. */
MUST_CHECK enum rc spc_answer_read(struct arena *arena, struct text bytes, const char *operation,
				   struct spc_answer *ret_answer, struct err *reterr);

/* The answer to "listar...". ERR_REJECTED: a fault, reterr->remote is its code. ERR_UNREADABLE. */
MUST_CHECK enum rc spc_list_read(struct arena *arena, struct text bytes, const char *operation,
				 struct spc_list *ret_list, struct err *reterr);
