/* The book of reasons that the checks of eligibility write into, and the checks of a person that they share.
 *
 * Private to src/domain/eligibility*.c. Who checks names the check; its row in the rule book says what that does, so
 * that the same fault of an address blocks a protest and holds a listing. Proof: tests/unit/domain/eligibility_test.c,
 * eligibility_listing_test.c */
#pragma once

#include "domain/eligibility.h"

struct book {
	const struct rule_book *rules;
	enum rule_channel channel;
	struct eligibility *result;
	int left_out;
};

/* Clears the result. */
void book_open(struct book *book, const struct rule_book *rules, enum rule_channel channel, struct eligibility *result);
/* A check without a row blocks. */
void book_add(struct book *book, enum check check, const char *format, ...) PRINTF_LIKE(3, 4);
/* Says in the last place how many reasons found none. */
void book_close(struct book *book);

/* A tax id with right digits, of the kind that it is said to be. `who` is the masked id, for the words. */
void book_check_taxid(struct book *book, const struct taxid *taxid, const char *who);

/* Whole, in agreement with itself, and not the creditor's own. */
void book_check_address(struct book *book, const struct address *address, const struct address *creditor_address,
			const char *who);

/* What is not of the debt: its open holds ("" or NULL for none), and a second person who has to agree and has not yet.
 */
void book_check_holds(struct book *book, const char *holds);
void book_check_approval(struct book *book, bool lacking, const char *words);
