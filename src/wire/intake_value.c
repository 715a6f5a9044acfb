#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "wire/intake_parts.h"
#include "wire/translit.h"

#define SHOWN_BYTES       48
#define MICROS_PER_SECOND INT64_C(1000000)
#define OFFSET_HOURS_MAX  14 /* the farthest zone there is: Line Islands */

/* A value as error words may show it: short, plain, and masked when it could be a tax id. */
static const char *shown(struct text value, char out[SHOWN_BYTES])
{
	size_t marks = 0;
	for (size_t i = 0; i < value.len; i++)
		marks += value.at[i] >= '0' && value.at[i] <= '9';
	char mask[24];
	struct text plain = marks >= 11 ? text_of(taxid_mask(value, mask)) : value;
	size_t out_len = 0;
	for (size_t i = 0; i < plain.len && out_len < SHOWN_BYTES - 4; i++)
		out[out_len++] = plain.at[i] >= ' ' && plain.at[i] <= '~' ? plain.at[i] : '?';
	(void)snprintf(out + out_len, SHOWN_BYTES - out_len, "%s", plain.len > out_len ? "..." : "");
	return out;
}

/* Every value is text first: UTF-8 without control characters. */
static enum rc check_text(struct text value, struct err *reterr)
{
	if (!translit_is_utf8(value))
		return err_set(reterr, ERR_FORMAT, "not UTF-8; right is a file saved as UTF-8");
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
			return err_set(reterr, ERR_FORMAT, "holds the control character %02X; right is text without",
				       c);
	}
	return OK;
}

enum rc intake_read_text(struct text value, void *into, size_t size, struct err *reterr)
{
	enum rc rc = check_text(value, reterr);
	if (rc != OK)
		return rc;
	if (value.len >= size)
		return err_set(reterr, ERR_RANGE,
			       "%zu characters (%zu bytes of UTF-8) do not fit; right is a text of at most %zu bytes",
			       translit_count(value), value.len, size - 1);
	(void)text_copy(value, into, size);
	return OK;
}

enum rc intake_read_number(struct text value, void *into, size_t size, struct err *reterr)
{
	enum rc rc = check_text(value, reterr);
	if (rc != OK)
		return rc;
	size_t len = translit_into(value, into, size);
	if (len == 0 || len >= size)
		return err_set(reterr, ERR_RANGE, "%zu characters after transliteration; right are 1 to %zu", len,
			       size - 1);
	return OK;
}

/* `min` to `max` letters, raised. */
static bool read_letters(struct text value, size_t min, size_t max, char *out)
{
	if (value.len < min || value.len > max)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c < 'A' || c > 'Z')
			return false;
		out[i] = c;
	}
	out[value.len] = '\0';
	return true;
}

enum rc intake_read_species(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	if (!read_letters(value, 1, size - 1, into))
		return err_set(reterr, ERR_FORMAT, "\"%s\" is no species; right are 1 to 3 letters, such as DMI",
			       shown(value, words));
	return OK;
}

enum rc intake_read_uf(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	char uf[3];
	if (!read_letters(value, 2, size - 1, uf))
		return err_set(reterr, ERR_FORMAT, "\"%s\" is no state; right are its two letters, such as SP",
			       shown(value, words));
	if (!ibge_is_state(text_of(uf)))
		return err_set(reterr, ERR_UNKNOWN, "there is no state %s; right are two letters such as SP", uf);
	memcpy(into, uf, sizeof(uf));
	return OK;
}

enum rc intake_read_date(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	char words[SHOWN_BYTES];
	enum rc rc = date_parse_iso(value, into, NULL);
	if (rc == OK)
		return OK;
	return err_set(reterr, rc,
		       rc == ERR_RANGE ? "there is no day \"%s\"; right is one, as YYYY-MM-DD"
				       : "\"%s\" is no date; right is YYYY-MM-DD, such as 2026-03-10",
		       shown(value, words));
}

/* 1900-01-01 and earlier is what systems fill in when they do not know. There is no clock here: a birth in the future
 * and that of a minor are told when a record is checked (DEBTOR_MINOR). */
enum rc intake_read_birth(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	struct date born_on = DATE_NONE;
	struct date filler = DATE_NONE;
	enum rc rc = intake_read_date(value, &born_on, sizeof(born_on), reterr);
	if (rc == OK)
		rc = date_make(1900, 1, 1, &filler);
	if (rc != OK)
		return rc;
	if (date_compare(born_on, filler) <= 0)
		return err_set(reterr, ERR_RANGE, "\"%s\" is a filler; right is the true date, or empty when not known",
			       shown(value, words));
	memcpy(into, &born_on, size);
	return OK;
}

enum rc intake_read_money(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	char words[SHOWN_BYTES];
	int64_t cents;
	enum rc rc = money_parse(value, &cents, NULL);
	if (rc != OK)
		return err_set(reterr, rc,
			       "\"%s\" is no sum; right are digits with a point and at most two decimals, such as "
			       "1234.56",
			       shown(value, words));
	if (cents <= 0)
		return err_set(reterr, ERR_RANGE, "%s is not above zero; right is a sum above zero",
			       shown(value, words));
	*(int64_t *)into = cents;
	return OK;
}

enum rc intake_read_count(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	int count = 0;
	for (size_t i = 0; text_is_digits(value) && i < value.len && count <= PAYER_COUNT_MAX; i++)
		count = count * 10 + (value.at[i] - '0');
	if (!text_is_digits(value))
		return err_set(reterr, ERR_FORMAT,
			       "\"%s\" is no whole number; right are digits, or empty when not known",
			       shown(value, words));
	if (count > PAYER_COUNT_MAX)
		return err_set(reterr, ERR_RANGE, "%s is too many; right are 0 to %d", shown(value, words),
			       PAYER_COUNT_MAX);
	memcpy(into, &count, size);
	return OK;
}

static enum rc read_one_of(struct text value, const char *set, char *into, struct err *reterr)
{
	char words[SHOWN_BYTES];
	if (value.len != 1 || strchr(set, value.at[0]) == NULL || value.at[0] == '\0')
		return err_set(reterr, ERR_UNKNOWN, "\"%s\" is unknown; right is %c, %c or empty", shown(value, words),
			       set[0], set[1]);
	*into = value.at[0];
	return OK;
}

enum rc intake_read_endorsement(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	return read_one_of(value, "MT", into, reterr);
}

enum rc intake_read_acceptance(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	return read_one_of(value, "AN", into, reterr);
}

enum rc intake_read_declaration(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	char words[SHOWN_BYTES];
	if (value.len != 1 || !declaration_is_known(value.at[0]))
		return err_set(reterr, ERR_UNKNOWN,
			       "\"%s\" is no declaration of the presenter; right is one letter of annex 3 of the "
			       "layout (such as G) or empty",
			       shown(value, words));
	*(char *)into = value.at[0];
	return OK;
}

enum rc intake_read_sha256(struct text value, void *into, size_t size, struct err *reterr)
{
	char *out = into;
	for (size_t i = 0; i < value.len && i < size - 1; i++) {
		char c = value.at[i];
		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return err_set(reterr, ERR_FORMAT,
				       "character %zu is no hexadecimal digit; right are 64 of them", i + 1);
		out[i] = c;
	}
	if (value.len != size - 1)
		return err_set(reterr, ERR_FORMAT, "%zu characters; right are %zu hexadecimal digits", value.len,
			       size - 1);
	return OK;
}

enum rc intake_read_taxid(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	char mask[24];
	enum rc rc = taxid_parse(value, into, NULL);
	if (rc == OK)
		return OK;
	return err_set(reterr, rc,
		       rc == ERR_CHECK_DIGIT
			       ? "the check digits of %s do not fit; right is the id as it was issued"
			       : "%s is no tax id; right is a CPF of 11 digits or a CNPJ of 14 characters",
		       taxid_mask(value, mask));
}

enum rc intake_read_cep(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	if (value.len != size - 1 || !text_is_digits(value))
		return err_set(reterr, ERR_FORMAT, "\"%s\" is no CEP; right are 8 digits without a hyphen",
			       shown(value, words));
	(void)text_copy(value, into, size);
	return OK;
}

enum rc intake_read_ibge(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	enum rc rc = ibge_check(value, NULL, NULL);
	if (rc != OK)
		return err_set(reterr, rc,
			       rc == ERR_UNKNOWN
				       ? "the first two digits of \"%s\" are no state; right is the IBGE code "
					 "of the city"
				       : "\"%s\" is no IBGE code; right are 7 digits, such as 3550308",
			       shown(value, words));
	(void)text_copy(value, into, size);
	return OK;
}

enum rc intake_read_email(struct text value, void *into, size_t size, struct err *reterr)
{
	const char *at = memchr(value.at, '@', value.len);
	bool formed = at != NULL && at != value.at && at + 1 != value.at + value.len &&
		      memchr(at + 1, '@', (size_t)(value.at + value.len - at - 1)) == NULL;
	for (size_t i = 0; i < value.len; i++)
		formed = formed && (unsigned char)value.at[i] > ' ';
	if (!formed)
		return err_set(reterr, ERR_FORMAT, "no e-mail address; right is one, with one @ and no blanks");
	return intake_read_text(value, into, size, reterr);
}

struct instant {
	int64_t micros; /* since 1970-01-01T00:00:00Z */
};

/* Two digits and what has to stand behind them; moves on. -1 when they are not there. */
static int take_two(struct text *rest, int max)
{
	if (rest->len < 2 || !text_is_digits((struct text){rest->at, 2}))
		return -1;
	int number = (rest->at[0] - '0') * 10 + (rest->at[1] - '0');
	rest->at += 2;
	rest->len -= 2;
	return number <= max ? number : -1;
}

static bool take_sign(struct text *rest, char sign)
{
	if (rest->len == 0 || rest->at[0] != sign)
		return false;
	rest->at++;
	rest->len--;
	return true;
}

/* ".5" to ".123456"; nothing is zero. -1 when it is no fraction. */
static int64_t take_fraction(struct text *rest)
{
	if (!take_sign(rest, '.'))
		return 0;
	int64_t micros = 0;
	int64_t weight = MICROS_PER_SECOND;
	while (rest->len > 0 && rest->at[0] >= '0' && rest->at[0] <= '9' && weight > 1) {
		weight /= 10;
		micros += (rest->at[0] - '0') * weight;
		(void)take_sign(rest, rest->at[0]);
	}
	return weight == MICROS_PER_SECOND ? -1 : micros;
}

/* Seconds east of Greenwich. */
static bool take_zone(struct text *rest, int *ret_seconds)
{
	*ret_seconds = 0;
	if (take_sign(rest, 'Z'))
		return true;
	int direction = take_sign(rest, '+') ? 1 : take_sign(rest, '-') ? -1 : 0;
	int hours = direction != 0 ? take_two(rest, OFFSET_HOURS_MAX) : -1;
	if (hours < 0 || !take_sign(rest, ':'))
		return false;
	int minutes = take_two(rest, 59);
	*ret_seconds = direction * (hours * 3600 + minutes * 60);
	return minutes >= 0;
}

static bool parse_instant(struct text value, struct instant *ret_instant)
{
	struct date day;
	if (value.len < 20 || date_parse_iso((struct text){value.at, 10}, &day, NULL) != OK || value.at[10] != 'T')
		return false;
	struct text rest = {value.at + 11, value.len - 11};
	int hour = take_two(&rest, 23);
	bool formed = take_sign(&rest, ':');
	int minute = take_two(&rest, 59);
	formed = take_sign(&rest, ':') && formed;
	int second = take_two(&rest, 59);
	int64_t fraction = take_fraction(&rest);
	int zone = 0;
	formed = take_zone(&rest, &zone) && formed;
	if (!formed || rest.len > 0 || hour < 0 || minute < 0 || second < 0 || fraction < 0)
		return false;
	int64_t seconds = (int64_t)day.day * 86400 + hour * 3600 + minute * 60 + second - zone;
	ret_instant->micros = seconds * MICROS_PER_SECOND + fraction;
	return true;
}

enum rc intake_read_instant(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	struct instant instant;
	if (value.len >= size || !parse_instant(value, &instant))
		return err_set(reterr, ERR_FORMAT,
			       "\"%s\" is no instant with a zone; right is one like 2026-03-10T14:00:00-03:00 or "
			       "2026-03-10T17:00:00Z",
			       shown(value, words));
	(void)text_copy(value, into, size);
	return OK;
}

bool intake_instant_is_before(const char *a, const char *b)
{
	struct instant first = {0};
	struct instant second = {0};
	return parse_instant(text_of(a), &first) && parse_instant(text_of(b), &second) && first.micros < second.micros;
}

enum rc intake_read_cause(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	enum removal_cause cause;
	if (removal_cause_by_name(value, &cause) != OK)
		return err_set(
			reterr, ERR_UNKNOWN,
			"no such cause; right are disputed, court_stay, stay_revoked, wrong_debtor, creditor_error, "
			"plan_approved, death, overindebted, agreed, agreed_and_paid, agreement_broken and reversed");
	if (!removal_cause_is_told(cause))
		return err_set(reterr, ERR_UNKNOWN, "not told by an event; a payment is a row of its own");
	*(enum removal_cause *)into = cause;
	return OK;
}

enum rc intake_read_marks(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	return mark_parse(value, into, reterr);
}

enum rc intake_read_pix(struct text value, void *into, size_t size, struct err *reterr)
{
	return pay_pix_read(value, into, size, reterr);
}

enum rc intake_read_boleto(struct text value, void *into, size_t size, struct err *reterr)
{
	return pay_boleto_read(value, into, size, reterr);
}

enum rc intake_read_link(struct text value, void *into, size_t size, struct err *reterr)
{
	return pay_link_read(value, into, size, reterr);
}

enum rc intake_read_result(struct text value, void *into, size_t size, struct err *reterr)
{
	char words[SHOWN_BYTES];
	(void)size;
	if (!text_is(value, "delivered") && !text_is(value, "failed"))
		return err_set(reterr, ERR_UNKNOWN, "\"%s\" is no result; right is delivered or failed",
			       shown(value, words));
	*(bool *)into = text_is(value, "delivered");
	return OK;
}
