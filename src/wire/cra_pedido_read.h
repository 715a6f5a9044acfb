/* Request files read as they are: what is wrong in any of the forms.
 *
 * Used by cra_pedido*.c only. */
#pragma once

#include "wire/cra_pedido_layout.h"

/* Which files a format takes: DP, CP, or AD and AC together. */
enum pedido_file { PEDIDO_FILE_DP, PEDIDO_FILE_CP, PEDIDO_FILE_AUTHORISATION };

/* Roots of the XML forms (NULL-ended), the usual one first. */
const char *const *pedido_roots(enum pedido_file file);
/* The CRA's code for "that tag is missing" in form A. */
const char *pedido_root_rule(enum pedido_file file);

MUST_CHECK enum rc pedido_check_127(struct arena *arena, enum pedido_file file, struct text bytes,
				    struct report *report, struct err *reterr);
MUST_CHECK enum rc pedido_check_xml(struct arena *arena, enum pedido_file file, struct text bytes,
				    struct report *report, struct err *reterr);
/* Form A below its root. */
MUST_CHECK enum rc pedido_check_form_a(struct arena *arena, enum pedido_file file, xmlNodePtr root,
				       struct report *report, struct err *reterr);
