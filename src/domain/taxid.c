#include "domain/taxid.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What the two kinds look like. `marks` is the written form: '#' is a character of the id. */
static const struct shape {
	const char *name;
	const char *marks;
	size_t len;
	int weight_max; /* weights run from the right: 2, 3, … and start again at 2 after this one */
} shapes[] = {
	[TAXID_CPF] = {"CPF", "###.###.###-##", 11, 11},
	[TAXID_CNPJ] = {"CNPJ", "##.###.###/####-##", 14, 9},
};

static bool is_mark(char c)
{
	return c == '.' || c == '/' || c == '-';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char raised(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Modulus 11 over the first `len` characters; the value of one is its ASCII code less 48. */
static char check_digit(const char *digits, size_t len, int weight_max)
{
	int sum = 0;
	int weight = 2;
	for (size_t i = len; i-- > 0;) {
		sum += (digits[i] - '0') * weight;
		weight = weight == weight_max ? 2 : weight + 1;
	}
	int rest = sum % 11;
	return (char)(rest < 2 ? '0' : '0' + 11 - rest);
}

static enum rc bad_character(struct err *reterr, char c, size_t place, const char *wanted)
{
	char shown[8];
	bool printable = c > ' ' && c < 127;
	(void)snprintf(shown, sizeof(shown), printable ? "'%c'" : "0x%02X", (unsigned char)c);
	return err_set(reterr, ERR_FORMAT, "character %zu is %s; %s", place, shown, wanted);
}

/* How many characters the id has; only those that some tax id may have. */
static enum rc count_characters(struct text text, size_t *ret_len, struct err *reterr)
{
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = raised(text.at[i]);
		if (!is_digit(c) && !is_letter(c) && !is_mark(c))
			return bad_character(reterr, text.at[i], i + 1, "a tax id has digits and letters A to Z only");
		len += !is_mark(c);
	}
	*ret_len = len;
	return OK;
}

/* Copies the characters of the id; a mark is taken only in its own place. */
static enum rc take_characters(enum taxid_kind kind, struct text text, char out[15], struct err *reterr)
{
	const struct shape *shape = &shapes[kind];
	const char *mark = shape->marks;
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = raised(text.at[i]);
		bool stands_here = is_mark(c) && *mark == c;
		if (is_mark(*mark) && (stands_here || !is_mark(c)))
			mark++;
		if (stands_here)
			continue;
		if (is_mark(c))
			return err_set(reterr, ERR_FORMAT, "'%c' stands in the wrong place; a %s is written %s", c,
				       shape->name, shape->marks);
		if (is_letter(c) && kind == TAXID_CPF)
			return bad_character(reterr, text.at[i], i + 1, "a CPF has digits only");
		if (is_letter(c) && count >= shape->len - 2)
			return bad_character(reterr, text.at[i], i + 1, "a CNPJ ends in two digits");
		out[count++] = c;
		mark++;
	}
	out[count] = '\0';
	return OK;
}

enum rc taxid_parse(struct text text, struct taxid *ret_taxid, struct err *reterr)
{
	struct taxid taxid = {.kind = TAXID_CPF};
	size_t len = 0;
	enum rc rc = count_characters(text, &len, reterr);
	if (rc != OK)
		return rc;
	if (len != shapes[TAXID_CPF].len && len != shapes[TAXID_CNPJ].len)
		return err_set(reterr, ERR_FORMAT, "%zu characters without punctuation; a CPF has 11, a CNPJ 14", len);
	taxid.kind = len == shapes[TAXID_CPF].len ? TAXID_CPF : TAXID_CNPJ;
	const struct shape *shape = &shapes[taxid.kind];
	rc = take_characters(taxid.kind, text, taxid.digits, reterr);
	if (rc != OK)
		return rc;

	char right[3] = "";
	char base[15];
	memcpy(base, taxid.digits, sizeof(base));
	right[0] = base[len - 2] = check_digit(base, len - 2, shape->weight_max);
	right[1] = check_digit(base, len - 1, shape->weight_max);
	if (strcmp(right, taxid.digits + len - 2) != 0)
		return err_set(reterr, ERR_CHECK_DIGIT, "check digits are %s, not %s", right, taxid.digits + len - 2);
	if (text_all((struct text){taxid.digits, len}, taxid.digits[0]))
		return err_set(reterr, ERR_FORMAT, "all digits are equal; such a %s is given to nobody", shape->name);
	*ret_taxid = taxid;
	return OK;
}

const char *taxid_kind_name(enum taxid_kind kind, struct text taxid)
{
	if (kind == TAXID_CNPJ)
		for (size_t i = 0; i < taxid.len; i++)
			if (is_letter(raised(taxid.at[i])))
				return "CNPJ alphanumeric";
	return shapes[kind].name;
}

const char *taxid_mask(struct text taxid, char out[24])
{
	/* '#' shows the character, '*' hides it. */
	static const char *const masks[] = {[TAXID_CPF] = "###.***.***-##", [TAXID_CNPJ] = "##.***.***/****-##"};
	char plain[15] = "";
	size_t count = 0;
	for (size_t i = 0; i < taxid.len; i++) {
		char c = raised(taxid.at[i]);
		if (is_mark(c))
			continue;
		if (count == sizeof(plain) - 1 || (!is_digit(c) && !is_letter(c))) {
			count = 0;
			break;
		}
		plain[count++] = c;
	}
	if (count != shapes[TAXID_CPF].len && count != shapes[TAXID_CNPJ].len) {
		(void)snprintf(out, 24, "***");
		return out;
	}
	const char *mask = masks[count == shapes[TAXID_CPF].len ? TAXID_CPF : TAXID_CNPJ];
	size_t at = 0;
	size_t len = 0;
	for (; mask[len] != '\0'; len++) {
		out[len] = mask[len] == '#' ? plain[at] : mask[len];
		at += !is_mark(mask[len]);
	}
	out[len] = '\0';
	return out;
}

bool taxid_same_owner(const struct taxid *a, const struct taxid *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == TAXID_CPF ? strcmp(a->digits, b->digits) == 0 : strncmp(a->digits, b->digits, 8) == 0;
}

const char *taxid_words(const char *taxid, char out[24])
{
	if (strlen(taxid) == 11)
		(void)snprintf(out, 24, "%.3s.%.3s.%.3s-%.2s", taxid, taxid + 3, taxid + 6, taxid + 9);
	else if (strlen(taxid) == 14)
		(void)snprintf(out, 24, "%.2s.%.3s.%.3s/%.4s-%.2s", taxid, taxid + 2, taxid + 5, taxid + 8, taxid + 12);
	else
		(void)snprintf(out, 24, "%.23s", taxid);
	return out;
}
