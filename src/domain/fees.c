#include "domain/fees.h"

#include <string.h>

#include "base/attributes.h"

static const char *const mode_names[] = {[FEE_POSTPONED] = "postponed", [FEE_DEPOSIT] = "deposit"};

static const char *const mode_words[] = {
	[FEE_POSTPONED] = "the debtor pays at payment or cancellation, the presenter on a withdrawal or a stay that "
			  "became final",
	[FEE_DEPOSIT] = "the notary may ask the presenter for a deposit, refunded when the debtor pays; of banks and "
			"regulated bodies none",
};

static bool holds(const struct fee_table *table, const char *uf, struct date on)
{
	return strcmp(table->uf, uf) == 0 && date_compare(table->from, on) <= 0 &&
	       (date_is_none(table->until) || date_compare(on, table->until) <= 0);
}

enum rc fee_find(const struct fee_book *book, const char *uf, struct date on, int64_t amount_cents, int64_t *ret_cents,
		 const struct fee_table **ret_table, struct err *reterr)
{
	char day[DATE_TEXT_BYTES];
	for (int i = 0; i < book->count; i++)
		for (int j = 0; holds(book->at[i], uf, on) && j < book->at[i]->bands_count; j++)
			if (amount_cents <= book->at[i]->bands[j].amount_cents_max) {
				*ret_cents = book->at[i]->bands[j].fee_cents;
				*ret_table = book->at[i];
				return OK;
			}
	return err_set(reterr, ERR_NOT_FOUND, "no table of fees of %s for this amount holds on %s",
		       uf[0] != '\0' ? uf : "no known state", date_iso(on, day));
}

struct date fees_postponed_until(struct date due_on)
{
	return date_plus_months(due_on, FEES_POSTPONED_MONTHS);
}

enum fee_mode fee_mode(struct date due_on, struct date presented_on, bool regulated)
{
	bool young = date_is_none(due_on) || date_compare(presented_on, fees_postponed_until(due_on)) <= 0;
	return young || regulated ? FEE_POSTPONED : FEE_DEPOSIT;
}

const char *fee_mode_name(enum fee_mode mode)
{
	return mode_names[mode];
}

const char *fee_mode_words(enum fee_mode mode)
{
	return mode_words[mode];
}
