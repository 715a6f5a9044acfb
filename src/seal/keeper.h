/* The keeper: the process that alone holds private keys, and the client that asks it to sign.
 *
 * One SOCK_SEQPACKET socket pair a client; a document travels inside the message, or in a sealed memfd with it, so it
 * is whole or not there, whoever dies when. Each request has a number, and an answer with another number is thrown
 * away: a restarted client never takes its predecessor's. The keeper verifies its own signature before it gives it
 * back, and refuses an identity or purpose that the configuration does not allow. It never parses foreign bytes. Proof:
 * tests/unit/seal/keeper_test.c, tests/journey */
#pragma once

#include "seal/seal.h"

struct keeper;

/* Load the identities (certificate fits key, key is RSA >= 2048 or P-256). ERR_CONFIG names identity and file. */
MUST_CHECK enum rc keeper_new(const struct seal_identity *identities, int count, struct keeper **ret_keeper,
			      struct err *reterr);
void keeper_free(struct keeper *keeper);

/* Serve `clients` until `stop_fd` (a signalfd or the like) is readable or every peer is gone. After this call starts,
 * no file is opened. */
MUST_CHECK enum rc keeper_serve(struct keeper *keeper, const int *clients, int count, int stop_fd, struct err *reterr);

/* Ask the keeper at `fd`. Blocks up to `timeout_ms`. ERR_TRANSIENT: no answer (the keeper is being restarted);
 * ERR_REFUSED: identity or purpose not allowed; ERR_INTEGRITY: it did not verify what it made. */
MUST_CHECK enum rc keeper_sign(int fd, const struct seal_request *request, int timeout_ms, struct arena *arena,
			       struct text *ret_signed, struct err *reterr);
