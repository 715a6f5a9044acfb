#include "domain/protest.h"

#include <ctype.h>
#include <stdio.h>

#include "domain/calendar.h"

/* EVENT_COUNT: known, and changes nothing. */
struct occurrence_event {
	char code;
	enum event event;
};

/* What a retorno says. 9 (the notice was made public) and I (a second copy of the instrument) change nothing, and the
 * raw record is kept. 8 is not here: it answers a title sent for acceptance; we send none, so it goes to a
 * person. */
static const struct occurrence_event results[] = {
	{'1', EVENT_PAID_AT_NOTARY},    {'2', EVENT_PROTEST_DRAWN},
	{'3', EVENT_WITHDRAWAL_DONE},   {'4', EVENT_COURT_STAY},
	{'5', EVENT_IRREGULAR},         {'6', EVENT_IRREGULAR},
	{'7', EVENT_PAYMENT_PENDING},   {'9', EVENT_COUNT},
	{'A', EVENT_CANCELLATION_DONE}, {'B', EVENT_PROTEST_DRAWN},
	{'C', EVENT_PROTEST_DRAWN},     {'D', EVENT_WITHDRAWAL_DONE},
	{'E', EVENT_CANCELLATION_DONE}, {'F', EVENT_WITHDRAWAL_DONE},
	{'G', EVENT_STAY_MADE_FINAL},   {'I', EVENT_COUNT},
	{'J', EVENT_CANCELLATION_DONE}, {'X', EVENT_CANCELLATION_REFUSED},
	{'Z', EVENT_IRREGULAR},
};

/* What a confirmação says when it does not say "taken". */
static const struct occurrence_event refusals[] = {
	{'5', EVENT_IRREGULAR},
	{'6', EVENT_IRREGULAR},
	{'Z', EVENT_IRREGULAR},
};

/* AA repeats what the confirmação says, AI what we asked for ourselves. */
static const struct {
	char code[3];
	enum event event;
} statuses[] = {
	{"AA", EVENT_COUNT},           {"AB", EVENT_NOTICE_STARTED},
	{"AC", EVENT_NOTICE_STARTED},  {"AD", EVENT_NOTICE_STARTED},
	{"AE", EVENT_NOTICE_STARTED},  {"AF", EVENT_NOTICE_STARTED},
	{"AG", EVENT_NOTICE_DONE},     {"AH", EVENT_PAYMENT_PENDING},
	{"AI", EVENT_COUNT},           {"AJ", EVENT_CANCELLATION_DONE},
	{"AK", EVENT_PAYMENT_PENDING},
};

static const char *shown(char occurrence, char out[8])
{
	(void)snprintf(out, 8, isgraph((unsigned char)occurrence) ? "'%c'" : "0x%02X", (unsigned char)occurrence);
	return out;
}

static enum rc find_occurrence(const struct occurrence_event *table, size_t count, char occurrence, const char *file,
			       enum event *ret_event, struct err *reterr)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == occurrence) {
			*ret_event = table[i].event;
			return OK;
		}
	char code[8];
	const char *meaning = occurrence_meaning(occurrence);
	return err_set(reterr, ERR_UNKNOWN, "occurrence %s (%s) is not one that a %s may bring",
		       shown(occurrence, code), meaning != NULL ? meaning : "unknown", file);
}

static bool is_blank(char occurrence)
{
	return occurrence == ' ' || occurrence == '\0';
}

static bool has_protocol(const struct told *told)
{
	struct text protocol = text_trim(text_of(told->protocol));
	return protocol.len > 0 && !text_all(protocol, '0');
}

static enum rc confirmation_event(const struct told *told, enum event *ret_event, struct err *reterr)
{
	if (!is_blank(told->occurrence))
		return find_occurrence(refusals, ARRAY_LEN(refusals), told->occurrence, "confirmação", ret_event,
				       reterr);
	if (!has_protocol(told) && told->irregularities_count == 0)
		return err_set(reterr, ERR_UNKNOWN,
			       "a confirmação with neither protocol number nor occurrence; one of the two is wanted");
	*ret_event = has_protocol(told) ? EVENT_PROTOCOL : EVENT_IRREGULAR;
	return OK;
}

static enum rc status_event(const struct told *told, enum event *ret_event, struct err *reterr)
{
	struct text status = text_of(told->status);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (text_is(status, statuses[i].code)) {
			*ret_event = statuses[i].event;
			return OK;
		}
	return err_set(reterr, ERR_UNKNOWN, "andamento status \"%s\" is not one of AA to AK", told->status);
}

enum rc protest_event(const struct told *told, enum event *ret_event, struct err *reterr)
{
	switch (told->kind) {
	case TOLD_CONFIRMATION: return confirmation_event(told, ret_event, reterr);
	case TOLD_RESULT:
		return find_occurrence(results, ARRAY_LEN(results), told->occurrence, "retorno", ret_event, reterr);
	case TOLD_STATUS: return status_event(told, ret_event, reterr);
	}
	return err_set(reterr, ERR_UNKNOWN, "no such kind of message: %u", (unsigned)told->kind);
}

enum rc protest_earliest(struct date protocol_on, struct date *ret_on, struct err *reterr)
{
	return calendar_add(CALENDAR_STRICT, protocol_on, TRIDUO_DAYS, ret_on, reterr);
}
