/* Tax ids: CPF and CNPJ (numeric and alphanumeric), always text.
 *
 * Pure. A CNPJ root may hold letters, so nothing here becomes a number. Masks are for logs.
 * Sources: CPF check digits, Receita Federal; alphanumeric CNPJ, IN RFB 2.229/2024 (value of a character is its
 * ASCII code less 48). Proof: tests/unit/domain/taxid_test.c, tests/golden/taxid.tsv */
#pragma once

#include "base/err.h"
#include "base/text.h"

enum taxid_kind { TAXID_CPF, TAXID_CNPJ };

struct taxid {
	enum taxid_kind kind;
	char digits[15]; /* 11 or 14 characters, upper case, no punctuation, terminated */
};

/* Punctuation (. / -) is taken where people write it, letters are raised; nothing is padded. ERR_FORMAT: neither 11
 * nor 14 characters, a character that may not be there, all digits equal. ERR_CHECK_DIGIT. */
MUST_CHECK enum rc taxid_parse(struct text text, struct taxid *ret_taxid, struct err *reterr);

const char *taxid_kind_name(enum taxid_kind kind, struct text taxid); /* "CPF", "CNPJ" or "CNPJ alphanumeric" */

/* "529.***.***-25", and of a CNPJ likewise the first two and the last two: enough to recognise, too little to know.
 * Takes any text, valid or not. Returns `out`. */
const char *taxid_mask(struct text taxid, char out[24]);

/* "529.982.247-25", "11.222.333/0001-81", for people; anything else as it is. Returns `out`. */
const char *taxid_words(const char *taxid, char out[24]);

/* The same person or company: equal CPF, or equal first eight characters of a CNPJ. */
bool taxid_same_owner(const struct taxid *a, const struct taxid *b);
