#include "domain/notice.h"

#include <string.h>

static bool holds(const struct notice_term *term, struct date on)
{
	return date_compare(term->from, on) <= 0 && (date_is_none(term->until) || date_compare(on, term->until) <= 0);
}

static bool is_of(const char *wanted, const char *is)
{
	return wanted[0] == '\0' || strcmp(wanted, is) == 0;
}

enum rc notice_visible_on(const struct notice_terms *terms, const char *bureau, const char *uf, struct date on,
			  struct date *ret_visible_on, const struct notice_term **ret_term, struct err *reterr)
{
	const struct notice_term *longest = NULL;
	bool bureau_known = false;
	for (int i = 0; i < terms->count; i++) {
		const struct notice_term *term = &terms->at[i];
		if (!holds(term, on) || !is_of(term->bureau, bureau) || !is_of(term->uf, uf))
			continue;
		bureau_known = bureau_known || (term->bureau[0] != '\0' && term->uf[0] == '\0');
		if (longest == NULL || term->days > longest->days)
			longest = term;
	}
	if (!bureau_known) {
		char text[DATE_TEXT_BYTES];
		return err_set(reterr, ERR_NOT_FOUND, "no notice term of %s holds on %s; conf/rules has them", bureau,
			       date_iso(on, text));
	}
	*ret_visible_on = date_plus(on, longest->days + 1); /* the last day of the term is still the debtor's */
	if (ret_term != NULL)
		*ret_term = longest;
	return OK;
}
