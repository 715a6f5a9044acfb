/* Base64 as a counterparty takes it: the standard alphabet, padding exact, line breaks and blanks between.
 *
 * Proof: tests/unit/apontasim/primitives_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

/* False when it is not base64, or empty. The bytes live in the arena. */
bool base64_decode(struct arena *arena, const char *text, struct text *ret_bytes);

/* The whole text is base64, and its first bytes are `magic` (at most 16). */
bool base64_starts_with(const char *text, const char *magic, size_t len);

/* The bytes are one DER SEQUENCE, to the last byte, that says it is CMS signedData. */
bool der_is_signed_data(struct text bytes);
