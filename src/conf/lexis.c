#include "conf/schema.h"

#include <ctype.h>
#include <string.h>

/* Nine digits always fit 32 bits; no setting needs ten. */
#define NUMBER_DIGITS_MAX 9

struct lexis {
	struct text rest;
	unsigned line;
};

static char peek(const struct lexis *lexis, size_t ahead)
{
	return ahead < lexis->rest.len ? lexis->rest.at[ahead] : '\0';
}

static void skip(struct lexis *lexis, size_t count)
{
	for (; count > 0 && lexis->rest.len > 0; count--) {
		if (lexis->rest.at[0] == '\n')
			lexis->line++;
		lexis->rest.at++;
		lexis->rest.len--;
	}
}

static void skip_string(struct lexis *lexis)
{
	skip(lexis, 1);
	while (lexis->rest.len > 0 && peek(lexis, 0) != '"')
		skip(lexis, peek(lexis, 0) == '\\' ? 2 : 1);
	skip(lexis, 1);
}

static void skip_line(struct lexis *lexis)
{
	while (lexis->rest.len > 0 && peek(lexis, 0) != '\n')
		skip(lexis, 1);
}

static void skip_comment(struct lexis *lexis)
{
	skip(lexis, 2);
	while (lexis->rest.len > 0 && !(peek(lexis, 0) == '*' && peek(lexis, 1) == '/'))
		skip(lexis, 1);
	skip(lexis, 2);
}

/* A word or number, taken whole so that digits inside a name do not count. */
static void take_word(struct reader *reader, struct lexis *lexis)
{
	size_t len = 0;
	while (isalnum((unsigned char)peek(lexis, len)) || peek(lexis, len) == '_' || peek(lexis, len) == '-')
		len++;
	size_t zeros = strspn(lexis->rest.at, "0");
	if (isdigit((unsigned char)peek(lexis, 0)) && (len - (zeros < len ? zeros : len)) > NUMBER_DIGITS_MAX)
		reader_complain_line(reader, lexis->line, "the number %.*s is too long; right are at most %d digits",
				     (int)(len < 40 ? len : 40), lexis->rest.at, NUMBER_DIGITS_MAX);
	skip(lexis, len);
}

void lexis_check(struct reader *reader, struct text bytes)
{
	struct lexis lexis = {bytes, 1};
	while (lexis.rest.len > 0) {
		char c = peek(&lexis, 0);
		if (c == '"')
			skip_string(&lexis);
		else if (c == '#' || (c == '/' && peek(&lexis, 1) == '/'))
			skip_line(&lexis);
		else if (c == '/' && peek(&lexis, 1) == '*')
			skip_comment(&lexis);
		else if (isalnum((unsigned char)c))
			take_word(reader, &lexis);
		else if (text_starts(lexis.rest, "@include")) {
			reader_complain_line(reader, lexis.line, "@include is not taken; each file stands alone");
			skip(&lexis, 8);
		} else
			skip(&lexis, 1);
	}
}
