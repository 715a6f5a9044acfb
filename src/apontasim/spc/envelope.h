/* SOAP 1.1 document/literal as the insumo service of SPC speaks it.
 *
 * Only the wrapper of an operation is in the service's namespace. Answers have the shape that clients have seen:
 * S:Envelope and S:Body, prefix ns2 on the response wrapper and on the Fault, an unqualified faultcode.
 * Proof: tests/unit/apontasim/spc_form_test.c, spc_service_test.c */
#pragma once

#include "apontasim/common/xmlin.h"
#include "apontasim/spc/lists.h"
#include "base/buf.h"

/* The one element in the Body, NULL for an empty Body. ERR_FORMAT: not UTF-8, not XML, no envelope, more than one
 * element in the Body, a wrapper outside the namespace. */
MUST_CHECK enum rc spc_envelope_read(struct arena *arena, struct text bytes, const struct xml_element **ret_wrapper,
				     struct err *reterr);

/* `out` is cleared first. */
void spc_envelope_success(struct buf *out, const char *operation, const char *sentence);
void spc_envelope_list(struct buf *out, const char *operation, enum spc_list list);
void spc_envelope_fault(struct buf *out, const char *code, const char *words);
