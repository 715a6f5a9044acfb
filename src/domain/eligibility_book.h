/* The book of reasons that the checks of eligibility write into, and the checks of a person that they share.
 *
 * Private to src/domain/eligibility*.c. A rule is a row; who checks names the row, so that the same fault of an address
 * blocks a protest and holds a listing. Proof: tests/unit/domain/eligibility_test.c, eligibility_listing_test.c */
#pragma once

#include "domain/eligibility.h"

struct rule_row {
	const char *code;
	enum level level;
	const char *basis;
	const char *cra; /* irregularity codes that would come back, "" for none */
};

struct book {
	struct eligibility *result;
	int left_out;
};

/* Clears the result. */
void book_open(struct book *book, struct eligibility *result);
void book_add(struct book *book, const struct rule_row *row, const char *format, ...) PRINTF_LIKE(3, 4);
/* Says in the last place how many reasons found none. */
void book_close(struct book *book);

/* A tax id with right digits, of the kind that it is said to be. `who` is the masked id, for the words. */
void book_check_taxid(struct book *book, const struct rule_row *cpf, const struct rule_row *cnpj,
		      const struct taxid *taxid, const char *who);

/* Whole, in agreement with itself, and not the creditor's own. */
void book_check_address(struct book *book, const struct rule_row *row, const struct address *address,
			const struct address *creditor_address, const char *who);
