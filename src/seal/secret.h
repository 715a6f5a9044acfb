/* Memory of a process that holds private keys: not dumped, not traced, not swapped out where the system lets us.
 *
 * Files with secrets are read into OpenSSL's secure heap (library_start() makes it), which is locked and left out of
 * core dumps, and wiped when they are freed. Proof: tests/unit/seal/key_test.c */
#pragma once

#include <stddef.h>

#include "base/attributes.h"
#include "base/err.h"

/* Close this process to core dumps and tracing, and lock its memory as far as its limit allows. */
void secret_process_lock(void);

struct secret {
	char *bytes; /* not terminated */
	size_t len;
};

/* Read a small file that nobody else may read. ERR_CONFIG, ERR_NO_MEMORY. */
MUST_CHECK enum rc secret_read(const char *path, struct secret *ret_secret, struct err *reterr);
void secret_cleanup(struct secret *secret); /* for CLEANUP(): wipes and frees */
