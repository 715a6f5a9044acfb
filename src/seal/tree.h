/* XML trees for signing: parsed with everything off that a document could use against its reader.
 *
 * No DOCTYPE, no entities, no network, bounded size and depth; relative namespace URIs are refused because their
 * canonical form is not defined (and fails half-way in libxml2). Proof: tests/unit/seal/xmldsig_test.c */
#pragma once

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#define TREE_DSIG_NAMESPACE "http://www.w3.org/2000/09/xmldsig#"

/* ERR_FORMAT says what is wrong and in which line; ERR_RANGE above LIMIT_DOCUMENT_BYTES. */
MUST_CHECK enum rc tree_parse(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr);

/* The bytes of a tree in the encoding it declares (UTF-8 when it declares none), not reformatted. */
MUST_CHECK enum rc tree_write(struct arena *arena, xmlDocPtr doc, struct text *ret_bytes, struct err *reterr);

bool tree_is_dsig(const xmlNode *node, const char *name); /* an element of XMLDSig's namespace */
xmlNodePtr tree_next_element(xmlNodePtr node);            /* `node` or the first element behind it */

/* How many ds:Signature elements the tree holds, at any depth. `ret_last` takes the last one. */
int tree_count_signatures(xmlDocPtr doc, xmlNodePtr *ret_last);
