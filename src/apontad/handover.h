/* The settings on their way to a child: the checked struct as sealed bytes, without what that child has no use for.
 *
 * A child therefore never reads a half-edited file, all children have the same settings, a worker knows no key file,
 * the keeper knows no database, and the door knows neither passwords nor endpoints. It rests on `struct settings`
 * having no pointers in it. Proof: tests/unit/apontad/handover_test.c */
#pragma once

#include "base/err.h"
#include "conf/conf.h"

enum handover {
	HANDOVER_KEEPER, /* the identities and nothing else */
	HANDOVER_WORKER, /* everything but the door and where the keys lie */
	HANDOVER_DOOR,   /* the door, and of the accounts whose bureau sends webhooks what these need */
};

/* Make the sealed descriptor. ERR_SYSTEM, ERR_NO_MEMORY. */
MUST_CHECK enum rc handover_make(const struct settings *settings, enum handover to, int *ret_fd, struct err *reterr);

/* Map what stands at `fd`, read only, for the life of the process; `fd` is closed. ERR_SYSTEM; ERR_INTEGRITY when it
 * is not sealed or has another size. */
MUST_CHECK enum rc handover_take(int fd, const struct settings **ret_settings, struct err *reterr);
