#include "conf/schema.h"

#include <arpa/inet.h>
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "domain/ibge.h"
#include "domain/money.h"

#define CREDENTIALS "${CREDENTIALS_DIRECTORY}"

/* Valid UTF-8 without control characters; its characters, or -1. */
static int64_t line_characters(const char *value)
{
	int64_t characters = 0;
	const unsigned char *at = (const unsigned char *)value;
	while (*at != '\0') {
		int more = *at < 0x80                   ? 0
			   : *at >= 0xc2 && *at <= 0xdf ? 1
			   : *at >= 0xe0 && *at <= 0xef ? 2
			   : *at >= 0xf0 && *at <= 0xf4 ? 3
							: -1;
		if (more < 0 || *at < ' ' || *at == 0x7f)
			return -1;
		at++;
		for (; more > 0; more--, at++)
			if ((*at & 0xc0) != 0x80)
				return -1;
		characters++;
	}
	return characters;
}

static bool only(const char *value, const char *set)
{
	return value[strspn(value, set)] == '\0';
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool is_https(const char *value)
{
	return strncmp(value, "https://", 8) == 0 && value[8] != '\0' && value[8] != '/' &&
	       strpbrk(value, " @?#") == NULL;
}

/* A conninfo or URI of libpq that carries a password, or may. */
static bool has_password(const char *value)
{
	const char *scheme = strstr(value, "://");
	const char *at = scheme != NULL ? strchr(scheme + 3, '@') : NULL;
	const char *colon = scheme != NULL ? strchr(scheme + 3, ':') : NULL;
	return strstr(value, "password") != NULL || (at != NULL && colon != NULL && colon < at);
}

/* "0.0.0.0:8443"; port 0 is one that is free. */
static bool is_listen(const char *value)
{
	struct in_addr address;
	char host[INET_ADDRSTRLEN];
	const char *colon = strchr(value, ':');
	if (colon == NULL || colon - value >= INET_ADDRSTRLEN)
		return false;
	(void)snprintf(host, sizeof(host), "%.*s", (int)(colon - value), value);
	const char *port = colon + 1;
	size_t len = strlen(port);
	return inet_pton(AF_INET, host, &address) == 1 && len >= 1 && len <= 5 && only(port, DIGITS) &&
	       strtol(port, NULL, 10) <= UINT16_MAX;
}

/* "mail.example:587" */
static bool is_server(const char *value)
{
	const char *colon = strchr(value, ':');
	size_t len = colon != NULL ? strlen(colon + 1) : 0;
	return colon != NULL && colon > value && strspn(value, LOWER UPPER DIGITS "-.") == (size_t)(colon - value) &&
	       len >= 1 && len <= 5 && only(colon + 1, DIGITS) && strtol(colon + 1, NULL, 10) >= 1 &&
	       strtol(colon + 1, NULL, 10) <= UINT16_MAX;
}

static bool is_email(const char *value)
{
	const char *at = strchr(value, '@');
	return at != NULL && at > value && at[1] != '\0' && only(at + 1, LOWER UPPER DIGITS "-.") &&
	       strspn(value, LOWER UPPER DIGITS "-._+") == (size_t)(at - value);
}

bool form_fits(enum text_form form, const char *value, const char **ret_right)
{
	bool fits = false;
	struct err why = {0};
	switch (form) {
	case FORM_LINE: fits = true; break;
	case FORM_CODE:
		*ret_right = "letters, digits, '-', '_' and '.', a letter or digit first";
		fits = value[0] == '\0' || (isalnum((unsigned char)value[0]) && only(value, LOWER UPPER DIGITS "-_."));
		break;
	case FORM_DIGITS:
		*ret_right = "digits only";
		fits = only(value, DIGITS);
		break;
	case FORM_PRESENTER:
		*ret_right = "capital letters and digits only";
		fits = only(value, UPPER DIGITS);
		break;
	case FORM_XML_NAME:
		*ret_right = "a name of XML: letters, digits, '-', '_' and '.', a letter or '_' first";
		fits = value[0] == '\0' ||
		       (strchr(DIGITS "-.", value[0]) == NULL && only(value, LOWER UPPER DIGITS "-_."));
		break;
	case FORM_ZONE:
		*ret_right = "a name of the time zone database, as America/Sao_Paulo";
		fits = isalpha((unsigned char)value[0]) && only(value, LOWER UPPER DIGITS "/_+-");
		break;
	case FORM_UF:
		*ret_right = "two capital letters of a state, as SP";
		fits = ibge_is_state(text_of(value));
		break;
	case FORM_IBGE:
		*ret_right = "seven digits that begin with those of a state, as 3550308";
		fits = ibge_check(text_of(value), NULL, &why) == OK;
		break;
	case FORM_HTTPS:
		*ret_right = "https://HOST[:PORT]/PATH, without user and without ?wsdl";
		fits = is_https(value);
		break;
	case FORM_PATH:
		*ret_right = "a path that begins with '/', or a whole https:// address, without '?', '#' and blanks";
		fits = (value[0] == '/' || is_https(value)) && strpbrk(value, " ?#\\") == NULL;
		break;
	case FORM_HEADER:
		*ret_right = "the name of an HTTP header: letters, digits and '-'";
		fits = isalpha((unsigned char)value[0]) && only(value, LOWER UPPER DIGITS "-");
		break;
	case FORM_LISTEN:
		*ret_right = "ADDRESS:PORT with an IPv4 address, as 0.0.0.0:8443";
		fits = is_listen(value);
		break;
	case FORM_SERVER:
		*ret_right = "HOST:PORT, as mail.example:587";
		fits = is_server(value);
		break;
	case FORM_EMAIL:
		*ret_right = "one address, as cobranca@example.com";
		fits = is_email(value);
		break;
	case FORM_CONNINFO:
		*ret_right = "no password here; use peer authentication, a certificate or `passfile`";
		fits = !has_password(value);
		break;
	}
	return fits;
}

static void store_text(struct reader *reader, const struct setting *row, const config_setting_t *setting,
		       const char *value, void *base)
{
	const char *right = "";
	int64_t characters = line_characters(value);
	int64_t most = row->max > 0 ? row->max : (int64_t)row->size - 1;
	if (characters < 0)
		reader_complain(reader, setting, NULL, "must be UTF-8 without line breaks and control characters");
	else if (characters < row->min || characters > most || strlen(value) >= row->size)
		reader_complain(reader, setting, NULL, "has %d characters; right are %d to %d", (int)characters,
				(int)row->min, (int)most);
	else if (value[0] != '\0' && !form_fits(row->form, value, &right))
		reader_complain(reader, setting, NULL, "`%s` is not right here; right is: %s",
				row->form == FORM_CONNINFO ? "..." : value, right);
	else
		(void)text_copy(text_of(value), (char *)base + row->offset, row->size);
}

/* A path of the file -> a path to open. NULL when the arena is full. */
static const char *path_resolved(struct reader *reader, const char *value)
{
	size_t prefix = sizeof(CREDENTIALS) - 1;
	if (strncmp(value, CREDENTIALS, prefix) == 0 && (value[prefix] == '/' || value[prefix] == '\0')) {
		const char *folder = getenv("CREDENTIALS_DIRECTORY");
		return folder == NULL || folder[0] == '\0'
			       ? value
			       : arena_printf(reader->arena, "%s%s", folder, value + prefix);
	}
	if (value[0] == '/' || value[0] == '\0')
		return value;
	return arena_printf(reader->arena, "%s/%s", reader->folder, value);
}

static void store_path(struct reader *reader, const struct setting *row, const config_setting_t *setting,
		       const char *value, void *base)
{
	if (row->fallback == NULL && value[0] == '\0') {
		reader_complain(reader, setting, NULL, "must not be empty: %s", row->help);
		return;
	}
	const char *path = path_resolved(reader, value);
	if (path != NULL)
		store_text(reader, row, setting, path, base);
	else
		reader_complain(reader, setting, NULL, "there is no memory left for it");
}

static const struct word *word_find(const struct word *words, const char *value)
{
	for (; words->word != NULL; words++)
		if (strcmp(words->word, value) == 0)
			return words;
	return NULL;
}

/* "HH:MM" at the start of *at, moved behind it. Minutes of the day, 24:00 included, or -1. */
static int take_minutes(const char **at)
{
	const char *t = *at;
	if (!isdigit((unsigned char)t[0]) || !isdigit((unsigned char)t[1]) || t[2] != ':' ||
	    !isdigit((unsigned char)t[3]) || !isdigit((unsigned char)t[4]))
		return -1;
	int hour = (t[0] - '0') * 10 + t[1] - '0';
	int minute = (t[3] - '0') * 10 + t[4] - '0';
	*at += 5;
	return minute > 59 || hour * 60 + minute > 1440 ? -1 : hour * 60 + minute;
}

static void store_time(struct reader *reader, const struct setting *row, const config_setting_t *setting,
		       const char *value, void *base)
{
	const char *at = value;
	int minutes = take_minutes(&at);
	if (minutes < 0 || minutes == 1440 || *at != '\0')
		reader_complain(reader, setting, NULL, "`%s` is no time of the day; right is 00:00 to 23:59", value);
	else
		memcpy((char *)base + row->offset, &minutes, sizeof(minutes));
}

static void store_window(struct reader *reader, const struct setting *row, const config_setting_t *setting,
			 const char *value, void *base)
{
	const char *at = value;
	struct cra_window window = {.from_minute = take_minutes(&at)};
	bool dash = window.from_minute >= 0 && *at++ == '-';
	window.to_minute = dash ? take_minutes(&at) : -1;
	if (window.to_minute < 0 || *at != '\0' || window.from_minute >= window.to_minute)
		reader_complain(reader, setting, NULL,
				"`%s` is no window; right is HH:MM-HH:MM with an end after its beginning", value);
	else
		memcpy((char *)base + row->offset, &window, sizeof(window));
}

/* "" means nothing, and only where nothing is what is meant without the setting. */
static bool must_be_there(const struct setting *row)
{
	return row->fallback == NULL || row->fallback[0] != '\0';
}

static void store_money(struct reader *reader, const struct setting *row, const config_setting_t *setting,
			const char *value, void *base)
{
	struct err why = {0};
	int64_t cents = INT64_MAX; /* "" is no end */
	if (must_be_there(row) && value[0] == '\0')
		reader_complain(reader, setting, NULL, "must not be empty; right is an amount, as 100.00");
	else if (value[0] != '\0' && money_parse(text_of(value), &cents, &why) != OK)
		reader_complain(reader, setting, NULL, "%s", why.words);
	else if (cents < 0)
		reader_complain(reader, setting, NULL, "`%s` is below zero", value);
	else
		memcpy((char *)base + row->offset, &cents, sizeof(cents));
}

static void store_taxid(struct reader *reader, const struct setting *row, const config_setting_t *setting,
			const char *value, void *base)
{
	struct err why = {0};
	struct taxid taxid;
	if (taxid_parse(text_of(value), &taxid, &why) != OK)
		reader_complain(reader, setting, NULL, "%s", why.words);
	else
		memcpy((char *)base + row->offset, &taxid, sizeof(taxid));
}

static void store_date(struct reader *reader, const struct setting *row, const config_setting_t *setting,
		       const char *value, void *base)
{
	struct err why = {0};
	struct date date = DATE_NONE;
	if (must_be_there(row) && value[0] == '\0')
		reader_complain(reader, setting, NULL, "must not be empty; right is YYYY-MM-DD");
	else if (value[0] != '\0' && date_parse_iso(text_of(value), &date, &why) != OK)
		reader_complain(reader, setting, NULL, "%s; right is YYYY-MM-DD", why.words);
	else
		memcpy((char *)base + row->offset, &date, sizeof(date));
}

void value_text(struct reader *reader, const struct setting *row, const config_setting_t *setting, const char *value,
		void *base)
{
	const struct word *word = row->words != NULL ? word_find(row->words, value) : NULL;
	if (row->words != NULL && word == NULL) {
		reader_complain(reader, setting, NULL, "`%s` is not known here; known are: %s", value,
				words_listed(reader->arena, row->words));
		return;
	}
	assert(word != NULL ||
	       (row->type != SETTING_WORD && row->type != SETTING_FLAGS && row->type != SETTING_LINE_END));
	switch (row->type) {
	case SETTING_TEXT:
	case SETTING_TEXTS:
	case SETTING_WORDS: store_text(reader, row, setting, value, base); break;
	case SETTING_PATH: store_path(reader, row, setting, value, base); break;
	case SETTING_WORD:
		assert(row->size == sizeof(word->value));
		memcpy((char *)base + row->offset, &word->value, sizeof(word->value));
		break;
	case SETTING_FLAGS:
		assert(row->size == sizeof(unsigned));
		*(unsigned *)((char *)base + row->offset) |= 1u << word->value;
		break;
	case SETTING_LINE_END:
		(void)text_copy(text_of(word->value == 2 ? "\r\n" : "\n"), (char *)base + row->offset, row->size);
		break;
	case SETTING_WINDOW: store_window(reader, row, setting, value, base); break;
	case SETTING_TIME:
	case SETTING_TIMES: store_time(reader, row, setting, value, base); break;
	case SETTING_MONEY: store_money(reader, row, setting, value, base); break;
	case SETTING_DATE: store_date(reader, row, setting, value, base); break;
	case SETTING_TAXID: store_taxid(reader, row, setting, value, base); break;
	case SETTING_INT:
	case SETTING_BOOL:
	case SETTING_GROUP:
	case SETTING_LIST: assert(!"a setting of this type is no text"); break;
	}
}

void value_int(struct reader *reader, const struct setting *row, const config_setting_t *setting, int64_t value,
	       void *base)
{
	assert(row->size == sizeof(int));
	if (value < row->min || value > row->max) {
		reader_complain(reader, setting, NULL, "is %lld; right are %lld to %lld", (long long)value,
				(long long)row->min, (long long)row->max);
		return;
	}
	int small = (int)value;
	memcpy((char *)base + row->offset, &small, sizeof(small));
}
