/* The one space of return codes, grouped by what the caller does about it.
 *
 * Zero is success, every failure is negative. A group is a range of a hundred; rc_group() tells it. A function
 * that fails leaves its ret_ arguments untouched.
 * Proof: tests/unit/base/rc_test.c */
#pragma once

#include "base/attributes.h"

enum rc {
	OK = 0,

	/* The input is wrong: tell who gave it; nothing else changes. */
	ERR_FORMAT = -101,           /* does not have the form of its type */
	ERR_RANGE = -102,            /* well formed, but outside what is allowed */
	ERR_CHECK_DIGIT = -103,      /* a check digit does not fit */
	ERR_UNKNOWN = -104,          /* a name, code or key that nobody knows */
	ERR_CALENDAR_MISSING = -105, /* no holiday data for that year or town */
	ERR_REFUSED = -106,          /* a rule forbids it */
	ERR_NOT_FOUND = -107,        /* there is no such thing */
	ERR_DUPLICATE = -108,        /* it is there already */

	/* Try again later: a passing condition. */
	ERR_TRANSIENT = -201, /* connection, time-out before anything was sent, serialisation failure */
	ERR_THROTTLED = -202, /* told to wait */

	/* Give to a person. */
	ERR_REJECTED = -301,   /* the counterparty refused for cause */
	ERR_UNREADABLE = -302, /* an answer that cannot be understood; kept raw */

	/* Ask the counterparty before anything else. */
	ERR_IN_DOUBT = -401, /* sent, and no answer came */

	/* Stop the account. */
	ERR_CREDENTIALS = -501, /* user, password or certificate refused */

	/* Stop the node. */
	ERR_INTEGRITY = -601, /* our own records disagree, or a signature of ours does not verify */
	ERR_CONFIG = -602,    /* the configuration is wrong */

	/* Give up this unit of work. */
	ERR_NO_MEMORY = -701,  /* allocation failed, or a ceiling was reached */
	ERR_LEASE_LOST = -702, /* another worker has taken over */
	ERR_SYSTEM = -703,     /* the operating system refused; errno is in the words */
};

enum rc_group {
	RC_GROUP_OK,
	RC_GROUP_INPUT,
	RC_GROUP_AGAIN,
	RC_GROUP_PERSON,
	RC_GROUP_ASK,
	RC_GROUP_STOP_ACCOUNT,
	RC_GROUP_STOP_NODE,
	RC_GROUP_ABORT,
};

/* What the caller does about `code`. */
enum rc_group rc_group(enum rc code);

/* The name of a code as it appears in logs and stored rows, such as "check_digit"; "ok" for OK. */
const char *rc_name(enum rc code);
