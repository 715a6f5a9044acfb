#include "wire/mail_text.h"

#include <string.h>

#define LINE_MAX_QP   76 /* RFC 2045 section 6.7 (5) */
#define WORD_MAX      45 /* bytes of an encoded word before its encoding: well below the 75 of RFC 2047 section 2 */
#define BASE64_A_LINE 76

static const char hex[] = "0123456789ABCDEF";

static bool is_safe(const char *value)
{
	for (; *value != '\0'; value++)
		if (*value <= ' ' || *value > '~' || strchr("<>\"\\", *value) != NULL)
			return false;
	return true;
}

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* One encoded word takes whole characters only (RFC 2047 section 5). */
static size_t take_characters(struct text value)
{
	size_t cost = 0;
	size_t at = 0;
	while (at < value.len) {
		size_t len = 1;
		while (at + len < value.len && ((unsigned char)value.at[at + len] & 0xc0) == 0x80)
			len++;
		size_t more = 0;
		for (size_t i = 0; i < len; i++)
			more += is_plain((unsigned char)value.at[at + i]) || value.at[at + i] == ' ' ? 1 : 3;
		if (at > 0 && cost + more > WORD_MAX)
			break;
		cost += more;
		at += len;
	}
	return at;
}

static void put_words(struct buf *out, const char *value)
{
	struct text rest = text_of(value);
	bool first = true;
	while (rest.len > 0) {
		size_t len = take_characters(rest);
		buf_puts(out, first ? "=?UTF-8?Q?" : "\r\n =?UTF-8?Q?");
		for (size_t i = 0; i < len; i++) {
			unsigned char c = (unsigned char)rest.at[i];
			if (c == ' ')
				buf_putc(out, '_');
			else if (is_plain(c))
				buf_putc(out, (char)c);
			else
				buf_printf(out, "=%c%c", hex[c >> 4], hex[c & 15]);
		}
		buf_puts(out, "?=");
		rest.at += len;
		rest.len -= len;
		first = false;
	}
}

/* RFC 2045 section 6.7. */
static void put_quoted(struct buf *out, struct text line)
{
	size_t column = 0;
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];
		bool last = i + 1 == line.len;
		bool plain = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !last);
		/* A line that begins with a dot, or with "From ", is changed on the way by some. */
		plain = plain && !(column == 0 && (c == '.' || c == 'F'));
		size_t cost = plain ? 1 : 3;
		if (column + cost > LINE_MAX_QP - 1) {
			buf_puts(out, "=\r\n");
			column = 0;
			plain = plain && c != '.' && c != 'F';
			cost = plain ? 1 : 3;
		}
		if (plain)
			buf_putc(out, (char)c);
		else
			buf_printf(out, "=%c%c", hex[c >> 4], hex[c & 15]);
		column += cost;
	}
	buf_puts(out, "\r\n");
}

static void put_body(struct buf *out, struct text body)
{
	struct text line;
	buf_puts(out, "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
	while (body.len > 0 && text_next(&body, '\n', &line))
		put_quoted(out, line);
}

static void put_attachment(struct buf *out, const struct mail_attachment *attachment)
{
	buf_printf(out,
		   "Content-Type: %s; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"\r\n"
		   "Content-Transfer-Encoding: base64\r\n\r\n",
		   attachment->type, attachment->name, attachment->name);
	struct text rest = attachment->base64;
	while (rest.len > 0) {
		size_t len = rest.len < BASE64_A_LINE ? rest.len : BASE64_A_LINE;
		buf_put(out, rest.at, len);
		buf_puts(out, "\r\n");
		rest.at += len;
		rest.len -= len;
	}
}

static void put_date(struct buf *out, struct date on, const char *time)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int year;
	int month;
	int day;
	date_split(on, &year, &month, &day);
	buf_printf(out, "Date: %s, %02d %s %04d %s\r\n", days[date_weekday(on)], day, months[month - 1], year, time);
}

static enum rc check(const struct mail_text *mail, struct err *reterr)
{
	const struct {
		const char *name;
		const char *value;
	} parts[] = {{"id", mail->id}, {"from", mail->from}, {"to", mail->to}, {"reply_to", mail->reply_to}};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!is_safe(parts[i].value))
			return err_set_at(reterr, ERR_FORMAT, NULL, parts[i].name,
					  "holds what no header of a letter may hold; right is plain ASCII");
	for (int i = 0; i < mail->attachments_count; i++)
		if (!is_safe(mail->attachments[i].name))
			return err_set_at(reterr, ERR_FORMAT, NULL, "attachment",
					  "the name of a file holds what no header may hold; right is plain ASCII");
	return OK;
}

enum rc mail_text_write(const struct mail_text *mail, struct buf *out, struct err *reterr)
{
	enum rc rc = check(mail, reterr);
	if (rc != OK)
		return rc;
	put_date(out, mail->on, mail->time);
	buf_puts(out, "From: ");
	put_words(out, mail->from_name);
	buf_printf(out, " <%s>\r\nTo: <%s>\r\n", mail->from, mail->to);
	if (mail->reply_to[0] != '\0')
		buf_printf(out, "Reply-To: <%s>\r\n", mail->reply_to);
	buf_puts(out, "Subject: ");
	put_words(out, mail->subject);
	buf_printf(out, "\r\nMessage-ID: <%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n", mail->id);
	if (mail->attachments_count == 0) {
		put_body(out, mail->body);
		return OK;
	}
	size_t local = strcspn(mail->id, "@");
	struct text boundary = {mail->id, local};
	buf_printf(out, "Content-Type: multipart/mixed; boundary=\"=_%.*s\"\r\n\r\n--=_%.*s\r\n", TEXT_ARG(boundary),
		   TEXT_ARG(boundary));
	put_body(out, mail->body);
	for (int i = 0; i < mail->attachments_count; i++) {
		buf_printf(out, "\r\n--=_%.*s\r\n", TEXT_ARG(boundary));
		put_attachment(out, &mail->attachments[i]);
	}
	buf_printf(out, "\r\n--=_%.*s--\r\n", TEXT_ARG(boundary));
	return OK;
}
