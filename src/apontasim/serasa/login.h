/* Tokens: given for HTTP Basic, good until a moment of the virtual clock.
 *
 * expiresIn is a text with an absolute Unix time, as the document has it. Several tokens are good at a time.
 * Proof: tests/unit/apontasim/serasa_rest_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define TOKENS_MAX 64 /* the oldest is forgotten */

struct token {
	char text[80];
	int64_t until; /* moment; exclusive */
};

struct tokens {
	struct token all[TOKENS_MAX];
	int given;
};

/* Make one, and write the answer of the login. */
void tokens_give(struct tokens *tokens, uint64_t seed, int64_t now, int life_minutes, struct buf *out);

/* `authorization` is the header, NULL when absent. */
bool tokens_good(const struct tokens *tokens, int64_t now, const char *authorization);
