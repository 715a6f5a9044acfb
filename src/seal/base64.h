/* Base64 and base64url without line ends (RFC 4648 sections 4 and 5, RFC 7515 section 2), as JWS writes them.
 *
 * The decoder takes one spelling of each byte string only: nothing but the alphabet, padding exactly where the alphabet
 * has it, and no bits left over. Proof: tests/unit/seal/jws_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum base64_alphabet {
	BASE64_STANDARD, /* with '+' and '/', padded with '=' */
	BASE64_URL,      /* with '-' and '_', not padded */
};

/* How many characters `bytes` bytes become. */
size_t base64_length(enum base64_alphabet alphabet, size_t bytes);

/* Writes base64_length() characters, not terminated. */
void base64_write(enum base64_alphabet alphabet, struct text bytes, char *out);

/* The bytes live in the arena. False when it is not this base64, or memory ran out; empty gives empty. */
bool base64_read(enum base64_alphabet alphabet, struct arena *arena, struct text base64, struct text *ret_bytes);
