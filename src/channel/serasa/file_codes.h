/* The codes of Serasa's return files, by what they do to a record: three digits each, 534-593 of a line.
 *
 * The meanings are those of conf/codes/serasa-return-codes.conf, which says what a person does about each; here is what
 * the channel makes of them. Source: table of return codes of CONVEM04, with that of 2007.
 * Proof: tests/unit/channel/serasa_file_absorb_test.c holds both lists against each other. */
#pragma once

#include <stddef.h>

#include "base/attributes.h"

enum serasa_code_class {
	SERASA_CODE_REFUSED,   /* the record was not taken */
	SERASA_CODE_WHOLE,     /* nothing of the file was taken */
	SERASA_CODE_NOT_NEWER, /* 019: the number is not above the last: taken before, or used elsewhere */
	SERASA_CODE_ALREADY,   /* 059: an inclusion that is there already */
	SERASA_CODE_ABSENT,    /* 022: a removal of what is not there */
	SERASA_CODE_ELSEWHERE, /* 040: another record of the same debt was refused; that one has the cause */
	SERASA_CODE_GONE,      /* Serasa removed it: time, court, participant, no proof of the letter */
	SERASA_CODE_RETURNED,  /* the letter came back */
	SERASA_CODE_NOTE,      /* something happened; nothing was refused */
	SERASA_CODE_RECEIPT,   /* 000: a signed receipt, or the zeros that fill the field */
	SERASA_CODE_UNCLEAR,   /* its text does not tell: a person */
};

struct serasa_code {
	char code[4];
	enum serasa_code_class class;
	const char *meaning; /* Serasa's words */
};

const struct serasa_code *serasa_code_find(const char *code); /* NULL: nobody knows it */
const struct serasa_code *serasa_codes_all(size_t *ret_count);
