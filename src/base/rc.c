#include "base/rc.h"

enum rc_group rc_group(enum rc code)
{
	static const enum rc_group groups[] = {
		RC_GROUP_OK,  RC_GROUP_INPUT,        RC_GROUP_AGAIN,     RC_GROUP_PERSON,
		RC_GROUP_ASK, RC_GROUP_STOP_ACCOUNT, RC_GROUP_STOP_NODE, RC_GROUP_ABORT,
	};
	unsigned hundreds = (unsigned)(-(int)code) / 100;
	return hundreds < ARRAY_LEN(groups) ? groups[hundreds] : RC_GROUP_ABORT;
}

const char *rc_name(enum rc code)
{
	switch (code) {
	case OK: return "ok";
	case ERR_FORMAT: return "format";
	case ERR_RANGE: return "range";
	case ERR_CHECK_DIGIT: return "check_digit";
	case ERR_UNKNOWN: return "unknown";
	case ERR_CALENDAR_MISSING: return "calendar_missing";
	case ERR_REFUSED: return "refused";
	case ERR_NOT_FOUND: return "not_found";
	case ERR_DUPLICATE: return "duplicate";
	case ERR_TRANSIENT: return "transient";
	case ERR_THROTTLED: return "throttled";
	case ERR_REJECTED: return "rejected";
	case ERR_UNREADABLE: return "unreadable";
	case ERR_IN_DOUBT: return "in_doubt";
	case ERR_CREDENTIALS: return "credentials";
	case ERR_INTEGRITY: return "integrity";
	case ERR_CONFIG: return "config";
	case ERR_NO_MEMORY: return "no_memory";
	case ERR_LEASE_LOST: return "lease_lost";
	case ERR_SYSTEM: return "system";
	}
	return "unnamed";
}
