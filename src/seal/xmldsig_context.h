/* xmlsec's signature context with every safe setting made by hand (1.2 has unsafe defaults); for xmldsig*.c only. */
#pragma once

#include <stdbool.h>

#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>

#include "seal/algorithm.h"

/* A context that takes one Reference of this kind and the listed algorithms only, and owns `key`'s duplicate.
 * NULL: failed; library_reason() says why. */
xmlSecDSigCtxPtr xmldsig_context_new(const struct algorithm *algorithm, bool detached, xmlSecKeyPtr key);
