/* What one value must look like, with the fillers that creditors' programs are known to send.
 *
 * Pure. Filler data is refused because the notice to the debtor goes where the record says.
 * Proof: tests/unit/apontasim/spc_rules_test.c */
#pragma once

#include "domain/date.h"

#define SPC_STAY_MONTHS 60 /* of a record, from the due date: CDC art. 43 par. 1 */

enum spc_rule {
	SPC_RULE_BLOCK, /* holds elements or attributes, no text */
	SPC_RULE_ANY,
	SPC_RULE_TEXT,
	SPC_RULE_WORDS, /* a name, a street: must hold a letter and say something */
	SPC_RULE_HOUSE,
	SPC_RULE_PERSON,
	SPC_RULE_CPF,
	SPC_RULE_CNPJ,
	SPC_RULE_DOCUMENT,
	SPC_RULE_REGION,
	SPC_RULE_STATE,
	SPC_RULE_LETTER,
	SPC_RULE_DATE,
	SPC_RULE_EMAIL,
	SPC_RULE_AREA_CODE,
	SPC_RULE_PHONE,
	SPC_RULE_MEMBER,
	SPC_RULE_CONTRACT,
	SPC_RULE_AMOUNT,
	SPC_RULE_ID,
	SPC_RULE_CEP,
	SPC_RULE_YES_NO,
	SPC_RULES
};

/* NULL when `value` is right; else what would be. size_max: characters, 0 for no limit. */
const char *spc_rule_breach(enum spc_rule rule, int size_max, const char *value);

/* "2026-02-05T00:00:00" */
bool spc_rule_date(const char *value, struct date *ret_date);
