/* libxml2 as this house uses it: hostile input, bounded, no network, no entities, no DOCTYPE.
 *
 * xml_parse() refuses a DOCTYPE and bytes above LIMIT_DOCUMENT_BYTES; the external entity loader is off for the whole
 * process. `lenient_declaration` takes what CRAs really send: a leading blank, a commented-out declaration, a
 * declared encoding that is not the one of the bytes (facts: an inner document that travelled as a string).
 * Only files of wire/ include this. Proof: tests/unit/wire/xml_test.c */
#pragma once

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

MUST_CHECK enum rc xml_parse(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr);
void xml_doc_cleanup(xmlDocPtr *doc); /* for CLEANUP() */

xmlNodePtr xml_first_element(xmlNodePtr parent);   /* NULL when there is none */
xmlNodePtr xml_next_element(xmlNodePtr element);
xmlNodePtr xml_child(xmlNodePtr parent, const char *name); /* first child element of that name, NULL */
bool xml_is(xmlNodePtr element, const char *name);

/* The text of an element or attribute as UTF-8, copied into the arena. NULL when it is not there. */
const char *xml_content(struct arena *arena, xmlNodePtr element);
const char *xml_attribute(struct arena *arena, xmlNodePtr element, const char *name);

/* Text as XML character data or attribute value: & < > ' " escaped; control characters that XML refuses are dropped. */
void xml_escape(struct buf *out, struct text text);
