/* Any XML document as JSON and back with the same canonical XML, for formats whose elements need no order of their own.
 *
 * {"format", "declaration", "root": "relatorio", "content": {…}, "layout": […]}. An element is a string when it has
 * text only, else an object in document order: "@name" an attribute (under its layout key, "t17_valor", where `layouts`
 * has a table for the element), "#text" the text of an element that has attributes and no elements, "name" a child.
 * Children of one name that follow each other are an array; where the name comes again later the key is "name#2" and
 * so on. White space, comments and text between elements are in "layout" (xml_gap.h); "#open": true marks an element
 * that has those and nothing else.
 * Proof: tests/unit/wire/xml_tree_test.c */
#pragma once

#include "wire/field.h"

struct tree_format {
	const char *name;                    /* of the format: "cra-resposta-xml" */
	const char *const *roots;            /* NULL-ended; another root is ERR_FORMAT; NULL takes any */
	const struct layout *const *layouts; /* NULL-ended, by element name; NULL for none */
};

MUST_CHECK enum rc tree_decode(const struct tree_format *format, struct arena *arena, struct text bytes,
			       struct text *ret_json, struct err *reterr);
MUST_CHECK enum rc tree_encode(const struct tree_format *format, struct arena *arena, struct text json,
			       struct text *ret_bytes, struct err *reterr);
