/* The outside libraries of this folder: brought up once and never shut down, silent, and their errors put into words.
 *
 * xmlsec learns here that it may open nothing: its input callbacks are removed, and the only one that is put back reads
 * the bytes that library_lend() names, on this thread, under that one name. libxml2 may load no outside entity.
 * Proof: tests/unit/seal/xmldsig_test.c */
#pragma once

#include "base/attributes.h"
#include "base/err.h"
#include "base/text.h"

MUST_CHECK enum rc library_start(struct err *reterr);

/* From here on xmlsec may read `bytes` as `name`, and nothing else. NULL ends it. Both stay with the caller. */
void library_lend(const char *name, struct text bytes);
void library_lend_end(const char **name); /* for CLEANUP() of the lent name */

/* Forget what the libraries said, before a piece of work whose failure will be told. */
void library_forget_errors(void);

/* The first thing xmlsec or libxml2 said since, or what OpenSSL said last; "no reason given" when none spoke. Valid
 * until the next call on this thread. */
const char *library_reason(void);
