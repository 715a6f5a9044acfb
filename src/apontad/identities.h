/* The identities of the configuration in the keeper's terms. Proof: tests/unit/apontad/handover_test.c */
#pragma once

#include "conf/conf.h"
#include "seal/seal.h"

/* `out` has room for CONF_IDENTITIES_MAX. ERR_CONFIG names the identity and the purpose that nobody knows, or the
 * path that is too long. */
MUST_CHECK enum rc identities_take(const struct settings *settings, struct seal_identity *out, struct err *reterr);

/* Open every identity's files: does the certificate fit its key? `told` is called with each error, `reterr` has the
 * first. What identities_take() and keeper_new() give. */
MUST_CHECK enum rc identities_check(const struct settings *settings, void (*told)(const struct err *err, void *context),
				    void *context, struct err *reterr);
