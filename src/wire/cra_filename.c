#include "wire/cra_filename.h"

#include <stdio.h>
#include <string.h>

#define PRESENTER_LEN_MIN 3
#define PRESENTER_LEN_MAX 6
#define TAIL_LEN          8 /* DDMM.AAS */
#define CENTURY           2000

static const char *const prefixes[] = {"DP", "CP", "AC", "AD", "OT", "IT", "B", "C", "R", "M", "E", "I"};

static bool prefix_is_known(struct text prefix)
{
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (text_is(prefix, prefixes[i]))
			return true;
	return false;
}

static bool is_code(struct text code)
{
	for (size_t i = 0; i < code.len; i++)
		if (!(code.at[i] >= '0' && code.at[i] <= '9') && !(code.at[i] >= 'A' && code.at[i] <= 'Z'))
			return false;
	return code.len >= PRESENTER_LEN_MIN && code.len <= PRESENTER_LEN_MAX;
}

/* Would `head` (what stands before DDMM) be right with a prefix of `prefix_len` letters? */
static bool reads_with(struct text head, size_t prefix_len)
{
	return head.len > prefix_len && prefix_is_known((struct text){head.at, prefix_len}) &&
	       is_code((struct text){head.at + prefix_len, head.len - prefix_len});
}

static bool is_given_out(size_t code_len)
{
	return code_len == PRESENTER_LEN_MIN || code_len == PRESENTER_LEN_MAX;
}

/* 1 or 2; 0 when the head is no prefix and code. */
static size_t prefix_length(struct text head)
{
	bool one = reads_with(head, 1);
	bool two = reads_with(head, 2);
	if (one && two)
		return is_given_out(head.len - 1) ? 1 : 2;
	return two ? 2 : one ? 1 : 0;
}

static enum rc explain_head(struct text head, struct err *reterr)
{
	bool known = (head.len >= 1 && prefix_is_known((struct text){head.at, 1})) ||
		     (head.len >= 2 && prefix_is_known((struct text){head.at, 2}));
	if (!known) {
		(void)err_set(reterr, ERR_UNKNOWN,
			      "\"%.*s\" starts with no known type; right are B C R DP CP AD AC M E I OT IT",
			      TEXT_ARG(head));
	} else {
		(void)err_set(
			reterr, ERR_FORMAT,
			"\"%.*s\" is no type and presenter code; right is a code of %d to %d capital letters or digits",
			TEXT_ARG(head), PRESENTER_LEN_MIN, PRESENTER_LEN_MAX);
	}
	err_at(reterr, NULL, "file name");
	return known ? ERR_FORMAT : ERR_UNKNOWN;
}

static int two_digits(const char *at)
{
	return (at[0] - '0') * 10 + (at[1] - '0');
}

static enum rc parse_tail(const char *tail, struct cra_filename *name, struct err *reterr)
{
	bool formed =
		text_is_digits((struct text){tail, 4}) && tail[4] == '.' && text_is_digits((struct text){tail + 5, 3});
	if (!formed)
		return err_set_at(reterr, ERR_FORMAT, NULL, "file name",
				  "\"%.8s\" is not DDMM.AAS (day, month, year, sequence)", tail);
	if (date_make(CENTURY + two_digits(tail + 5), two_digits(tail + 2), two_digits(tail), &name->on) != OK)
		return err_set_at(reterr, ERR_RANGE, NULL, "file name", "there is no day %.2s/%.2s/%d", tail, tail + 2,
				  CENTURY + two_digits(tail + 5));
	name->sequence = tail[7] - '0';
	if (name->sequence == 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "file name",
				  "the sequence of the file in its day is 1 to 9, not 0");
	return OK;
}

enum rc cra_filename_parse(struct text text, struct cra_filename *ret_name, struct err *reterr)
{
	if (text.len <= TAIL_LEN || text.len >= CRA_FILENAME_BYTES)
		return err_set_at(reterr, ERR_FORMAT, NULL, "file name",
				  "%zu characters are not a name like B3412401.141", text.len);
	struct text head = {text.at, text.len - TAIL_LEN};
	struct cra_filename name = {0};
	size_t prefix_len = prefix_length(head);
	if (prefix_len == 0)
		return explain_head(head, reterr);
	enum rc rc = parse_tail(text.at + head.len, &name, reterr);
	if (rc != OK)
		return rc;
	(void)text_copy((struct text){head.at, prefix_len}, name.prefix, sizeof(name.prefix));
	(void)text_copy((struct text){head.at + prefix_len, head.len - prefix_len}, name.presenter,
			sizeof(name.presenter));
	*ret_name = name;
	return OK;
}

static enum rc out_of_range(struct err *reterr, const char *part, const char *words)
{
	return err_set_at(reterr, ERR_RANGE, "file name", part, "%s", words);
}

enum rc cra_filename_make(const struct cra_filename *name, char out[CRA_FILENAME_BYTES], struct err *reterr)
{
	if (!prefix_is_known(text_of(name->prefix)))
		return out_of_range(reterr, "type", "right are B C R DP CP AD AC M E I OT IT");
	if (!is_code(text_of(name->presenter)))
		return out_of_range(reterr, "presenter", "a code has 3 to 6 capital letters or digits");
	if (name->sequence < 1 || name->sequence > 9)
		return out_of_range(reterr, "sequence", "at most nine files a day: 1 to 9");
	int year = 0;
	int month = 0;
	int day = 0;
	if (!date_is_none(name->on))
		date_split(name->on, &year, &month, &day);
	if (year < CENTURY || year > CENTURY + 99)
		return out_of_range(reterr, "date", "a name tells years 2000 to 2099 only");
	char made[CRA_FILENAME_BYTES];
	(void)snprintf(made, sizeof(made), "%s%s%02d%02d.%02d%d", name->prefix, name->presenter, day, month,
		       year - CENTURY, name->sequence);
	struct cra_filename back;
	if (cra_filename_parse(text_of(made), &back, reterr) != OK || strcmp(back.prefix, name->prefix) != 0)
		return err_set_at(reterr, ERR_REFUSED, "file name", "presenter",
				  "%s would be read as a file of another type; a code of 3 or 6 characters would not",
				  made);
	memcpy(out, made, sizeof(made));
	return OK;
}
