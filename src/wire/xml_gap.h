/* What stands between the tags that a format knows: white space, comments, processing instructions and elements that
 * nobody knows. Kept on the way to JSON and put back on the way out, so that the canonical XML stays the same.
 *
 * A format walks its document and calls gaps_mark() where a tag of its own opens or closes; the writer calls gaps_put()
 * at the same places in the same order. In JSON: "other", the raw XML of unknown elements in document order, and
 * "layout", one entry a gap: a string of raw XML, a number n for "the same n more times", or an array of strings and
 * nulls, a null being the next of "other". Both are left out when empty. When the JSON was edited and gaps are missing
 * nothing stands there; unknown elements that have no place any more go before the end of the root.
 * Proof: tests/unit/wire/xml_tree_test.c, tests/golden/wire.sh */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "wire/json.h"
#include "wire/json_read.h"
#include "wire/xml.h"

struct gap_part;

struct gaps {
	struct arena *arena;
	/* to JSON */
	struct buf text; /* the raw XML since the last part */
	struct gap_part *first;
	struct gap_part *last;
	bool has_text;
	int others;
	/* from JSON */
	const json_t *layout;
	const json_t *other;
	size_t layout_at;
	size_t other_at;
	json_int_t repeats_left;
	struct text repeated;
};

/* To JSON. */
void gaps_init(struct gaps *gaps, struct arena *arena);
void gaps_done(struct gaps *gaps);                  /* also for CLEANUP() */
void gaps_take(struct gaps *gaps, xmlNodePtr node); /* no tag of the format's own */
void gaps_mark(struct gaps *gaps);
MUST_CHECK enum rc gaps_to_json(struct gaps *gaps, struct json_out *json, struct err *reterr);

/* From JSON; `root` is the object that holds "other" and "layout". */
MUST_CHECK enum rc gaps_from_json(struct gaps *gaps, const json_t *root, struct err *reterr);
void gaps_put(struct gaps *gaps, struct buf *out);
void gaps_put_rest(struct gaps *gaps, struct buf *out); /* before the root's end tag: what has no place of its own */
/* After the last gap. ERR_FORMAT when something else than white space is left. */
MUST_CHECK enum rc gaps_end(const struct gaps *gaps, struct err *reterr);

/* The XML declaration as "declaration": {"version", "encoding", "standalone"}; left out when the file has none. */
void declaration_to_json(xmlDocPtr doc, struct json_out *json);
MUST_CHECK enum rc declaration_from_json(const json_t *root, struct buf *out, const char **ret_encoding,
					 struct err *reterr);

/* "prefix:name" as the file has it; lives as long as document and arena. NULL when memory ran out. */
const char *element_name(struct arena *arena, xmlNodePtr element);

/* Namespace declarations and the attributes for which `known` (may be NULL: none) says no, as members of an object
 * `key`; left out when there are none. `prefix` stands before each name ("" or "@"); key NULL writes the members into
 * the object that is open. */
typedef bool attribute_known(const void *context, const xmlAttr *attribute);
void attributes_to_json(xmlNodePtr element, attribute_known *known, const void *context, const char *key,
			const char *prefix, struct json_out *json);
void attribute_put(struct buf *out, const char *name, struct text value); /* ` name="value"` */
/* Every string member of `object` (may be NULL) as an attribute. ERR_FORMAT. */
MUST_CHECK enum rc attributes_put(const json_t *object, struct buf *out, struct err *reterr);

/* The nodes below `element` as raw XML. */
void content_put(struct buf *out, xmlNodePtr element);

/* The last step of every decoder: the JSON, in the arena. */
MUST_CHECK enum rc json_finish(struct arena *arena, const struct buf *json, struct text *ret_json, struct err *reterr);

/* The last step of every encoder of XML: the bytes in the encoding of the declaration, and a look whether they are well
 * formed, as they may hold raw XML that a person edited. ERR_FORMAT. */
MUST_CHECK enum rc xml_finish(struct arena *arena, const struct buf *utf8, const char *encoding, struct text *ret_bytes,
			      struct err *reterr);
