/* Foreign XML, read with libxml2 into the arena: elements with attributes and children, nothing else.
 *
 * No network, no entities, no DOCTYPE. Text directly inside an element is its `text`. Proof:
 * tests/unit/apontasim/primitives_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct xml_attribute {
	const char *name;
	const char *value;
	struct xml_attribute *next;
};

struct xml_element {
	const char *name;          /* local name */
	const char *namespace_uri; /* "" for none */
	const char *text;          /* "" for none */
	int line;
	struct xml_attribute *attributes;
	struct xml_element *children;
	struct xml_element *next;
};

/* `encoding` overrules the declaration; NULL obeys it. ERR_FORMAT: not well formed, a DOCTYPE, too large. */
MUST_CHECK enum rc xml_in(struct arena *arena, struct text bytes, const char *encoding, struct xml_element **ret_root,
			  struct err *reterr);

const char *xml_attribute(const struct xml_element *element, const char *name);     /* NULL when absent */
struct xml_element *xml_child(const struct xml_element *element, const char *name); /* the first; NULL */
