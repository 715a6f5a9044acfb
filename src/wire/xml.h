/* libxml2 as this house uses it: hostile input, bounded, no network, no entities, no DOCTYPE.
 *
 * Both readers refuse a DOCTYPE and bytes above LIMIT_DOCUMENT_BYTES; libxml2's own limits stay on (256 levels deep,
 * 10,000,000 bytes in one text or attribute). The external entity loader is off for the whole process. The caller owns
 * the document: `CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL`. Texts are UTF-8 inside, whatever the file declared.
 * Only files of wire/ include this. Proof: tests/unit/wire/xml_test.c */
#pragma once

#include <stdbool.h>

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* A well-formed document and nothing else. ERR_FORMAT (place "line N"), ERR_RANGE, ERR_NO_MEMORY. */
MUST_CHECK enum rc xml_parse(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr);

/* What xml_parse_lenient() had to overlook. */
enum xml_variant {
	XML_VARIANT_BLANKS = 1,   /* blanks before the declaration */
	XML_VARIANT_ENCODING = 2, /* the declared encoding is not the one of the bytes */
	XML_VARIANT_UNCLOSED = 4, /* end tags are missing; closed where their parent closes */
};

/* What CRAs really send: blanks before the declaration; a declared encoding that is not the one of the bytes (an
 * inner document that travelled as a string: valid UTF-8 is read as UTF-8, all else as ISO-8859-1); a missing end tag.
 * A commented-out declaration is plain XML and no variant. `ret_variants` may be NULL. Errors as xml_parse(). */
MUST_CHECK enum rc xml_parse_lenient(struct text bytes, xmlDocPtr *ret_doc, unsigned *ret_variants, struct err *reterr);

void xml_doc_cleanup(xmlDocPtr *doc); /* for CLEANUP() */

xmlNodePtr xml_root(xmlDocPtr doc);              /* never NULL after a parse */
xmlNodePtr xml_first_element(xmlNodePtr parent); /* NULL when there is none */
xmlNodePtr xml_next_element(xmlNodePtr element);
xmlNodePtr xml_child(xmlNodePtr parent, const char *name); /* first child element of that name, NULL */
bool xml_is(xmlNodePtr element, const char *name);         /* an element of that name, without a namespace prefix */

/* The text of an element or attribute as UTF-8, copied into the arena. NULL when it is not there. */
const char *xml_content(struct arena *arena, xmlNodePtr element);
const char *xml_attribute(struct arena *arena, xmlNodePtr element, const char *name);

/* The value of an attribute without a copy where libxml2 holds it in one piece; it lives as long as the document, or
 * the arena. `at` is NULL when memory ran out. */
struct text xml_value(struct arena *arena, const xmlAttr *attribute);

/* Text as XML character data or attribute value: & < > ' " escaped, tab and line ends as character references;
 * control characters that XML refuses are dropped. */
void xml_escape(struct buf *out, struct text text);

/* A document that was written in UTF-8, in the encoding that its declaration names. What ISO-8859-1 does not have
 * becomes a character reference. ERR_UNKNOWN: no such encoding. */
MUST_CHECK enum rc xml_recode(struct arena *arena, struct text utf8, const char *encoding, struct text *ret_bytes,
			      struct err *reterr);
