#include "domain/listing.h"

#define YEARS_SHOWN 5

static const struct {
	const char *name;
	enum event event;
} words[LISTING_WORD_COUNT] = {
	[LISTING_LISTED] = {"listed", EVENT_LISTED},
	[LISTING_NOT_LISTED] = {"not_listed", EVENT_REFUSED_BY_BUREAU},
	[LISTING_REMOVED] = {"removed", EVENT_REMOVAL_DONE},
	[LISTING_NOT_REMOVED] = {"not_removed", EVENT_COMMAND_REFUSED},
	[LISTING_GONE] = {"gone", EVENT_REMOVED_BY_BUREAU},
	[LISTING_NOTICE_RETURNED] = {"notice_returned", EVENT_NOTICE_RETURNED},
	[LISTING_NOTED] = {"noted", EVENT_COUNT},
	[LISTING_UNKNOWN] = {"unknown", EVENT_COUNT},
};

const char *listing_word_name(enum listing_word word)
{
	return words[word].name;
}

enum rc listing_word_by_name(struct text name, enum listing_word *ret_word)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_is(name, words[i].name)) {
			*ret_word = (enum listing_word)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

enum event listing_event(enum listing_word word)
{
	return words[word].event;
}

struct date listing_ends_on(struct date due_on)
{
	return date_plus(date_plus_months(due_on, YEARS_SHOWN * 12), -1);
}
