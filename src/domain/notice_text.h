/* What a debtor is told: fixed, reviewed texts with named fields, and the filling of them.
 *
 * Pure. Texts are data (conf/notices/NAME.conf) that somebody has reviewed; there is no free text, so that nobody is
 * threatened or made ridiculous by a machine (CDC arts. 42 and 71). A text that lacks what the law wants of its kind is
 * refused when it is read, a value that is missing when it is filled (NOTICE_TEXT_INVALID, CDC art. 42-A).
 * Proof: tests/unit/domain/notice_text_test.c */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "domain/date.h"

#define NOTICE_TEMPLATES_MAX       16
#define NOTICE_PARAGRAPHS_MAX      40
#define NOTICE_PARAGRAPH_BYTES     601
#define NOTICE_TEMPLATE_NAME_BYTES 48

enum notice_kind {
	NOTICE_LISTING,  /* before a record at a bureau */
	NOTICE_PROTEST,  /* before a title is presented for protest */
	NOTICE_RELEASE,  /* the anuência, with the signed letter */
	NOTICE_REMINDER, /* of the anuência */
	NOTICE_KIND_COUNT
};

enum notice_duty { NOTICE_COLLECTS = 1, NOTICE_RELEASES = 2 };

enum notice_field {
#define FIELD(name, wanted, meaning) NOTICE_FIELD_##name,
#include "domain/notice_field.def"
#undef FIELD
	NOTICE_FIELD_COUNT
};

struct notice_template {
	char name[NOTICE_TEMPLATE_NAME_BYTES];
	enum notice_kind kind;
	char reviewed[65]; /* by whom and when */
	char subject[161];
	char paragraphs[NOTICE_PARAGRAPHS_MAX][NOTICE_PARAGRAPH_BYTES];
	int paragraphs_count;
};

/* NULL or "": there is no such value. */
struct notice_values {
	const char *of[NOTICE_FIELD_COUNT];
};

const char *notice_kind_name(enum notice_kind kind); /* "aviso-protesto" */
MUST_CHECK enum rc notice_kind_by_name(struct text name, enum notice_kind *ret_kind);
enum notice_duty notice_kind_duty(enum notice_kind kind);

const char *notice_field_name(enum notice_field field);
enum notice_field notice_field_find(struct text name); /* NOTICE_FIELD_COUNT: nobody knows it */
/* Must a text of this kind have it? */
bool notice_field_is_wanted(enum notice_field field, enum notice_kind kind);
/* Has the text, subject included, the field? */
bool notice_template_has(const struct notice_template *template, enum notice_field field);

/* Take the next {field} off the front of `rest`: its name, without the braces; "" where the brace is not closed.
 * False when there is none. */
bool notice_next_field(struct text *rest, struct text *ret_name);

/* A debt that is five years old is not asked for any more, by no letter either (Código Civil art. 206 par. 5 I; REsp
 * 2.088.100, REsp 2.104.168). */
bool notice_comes_too_late(struct date due_on, struct date today);

/* Everything that makes the text what it is, for its version. */
void notice_template_text(const struct notice_template *template, struct buf *out);

/* Subject and body, paragraphs by line. ERR_REFUSED, field "{name}": a value that the text wants is missing;
 * ERR_UNKNOWN: a field that nobody knows. What was written by then is in the buffers. */
MUST_CHECK enum rc notice_text_fill(const struct notice_template *template, const struct notice_values *values,
				    struct buf *subject, struct buf *body, struct err *reterr);
