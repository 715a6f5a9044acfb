/* Who signs for an account, as its certificate tells when the program starts. Private to flow/. */
#pragma once

#include "flow/context.h"

/* Never an error: what cannot be read is what the check of the signer tells. */
void signer_read(const struct settings *settings, struct flow_account *account);
