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

/* Open holds ("" or NULL for none), each by its own check. A hold holds, whatever its check does to the debt itself:
 * what a person or an order placed is lifted, and what waited is checked anew. */
void book_check_holds(struct book *book, const char *holds);
/* A second person who has to agree and has not yet. */
void book_check_approval(struct book *book, bool lacking, const char *words);

/* What the platform says beside the data; `uf` is where the debtor lives. */
void book_check_marks(struct book *book, unsigned marks, const char *uf);
void book_check_part_payment(struct book *book, bool pending);
void book_check_notice(struct book *book, const char *fault);
/* May this certificate sign for the creditor today? NULL: nobody looked. */
void book_check_signer(struct book *book, const struct signer *signer, const struct taxid *creditor, struct date today);
