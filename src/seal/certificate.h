/* What a certificate says of itself: its terms, whether it may sign, and the CNPJ that it carries.
 *
 * For who decides whether something may leave, before the keeper is asked; no key is opened. Chain and revocation are
 * not looked at. Proof: tests/unit/seal/certificate_test.c */
#pragma once

#include "base/err.h"
#include "domain/date.h"

struct seal_certificate {
	struct date valid_from; /* both in UTC */
	struct date valid_until;
	bool may_sign;       /* its key usage has digitalSignature or nonRepudiation, or it has none */
	char other_name[33]; /* of the OID that was asked for; "" when it has none of this OID */
};

/* The first certificate of a PEM file. `other_name_oid` as "1.2.3"; "" for none. ERR_CONFIG: it cannot be read. */
MUST_CHECK enum rc seal_certificate_read(const char *file, const char *other_name_oid,
					 struct seal_certificate *ret_certificate, struct err *reterr);
