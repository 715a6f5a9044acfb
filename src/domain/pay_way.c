#include "domain/pay_way.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned crc16(struct text text)
{
	unsigned crc = 0xffff;
	for (size_t i = 0; i < text.len; i++) {
		crc ^= (unsigned)(unsigned char)text.at[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xffff : crc << 1 & 0xffff;
	}
	return crc;
}

static bool holds(struct text text, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= text.len; i++) {
		size_t same = 0;
		while (same < len && (text.at[i + same] | 0x20) == (word[same] | 0x20))
			same++;
		if (same == len)
			return true;
	}
	return false;
}

enum rc pay_pix_read(struct text text, char *out, size_t size, struct err *reterr)
{
	enum { CRC_LEN = 4, TAIL_LEN = 8 };
	char wanted[CRC_LEN + 1];
	if (text.len >= size)
		return err_set(reterr, ERR_RANGE, "%zu characters; right are at most %zu", text.len, size - 1);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return err_set(reterr, ERR_FORMAT,
				       "character %zu is not plain ASCII; right is the code as the "
				       "bank gave it",
				       i + 1);
	if (text.len <= TAIL_LEN || !text_starts(text, "000201") || !holds(text, "br.gov.bcb.pix") ||
	    memcmp(text.at + text.len - TAIL_LEN, "6304", CRC_LEN) != 0)
		return err_set(
			reterr, ERR_FORMAT,
			"no Pix copia e cola; right is a code that begins with 000201 and ends with 6304 and its "
			"check");
	(void)snprintf(wanted, sizeof(wanted), "%04X", crc16((struct text){text.at, text.len - CRC_LEN}));
	for (size_t i = 0; i < CRC_LEN; i++) {
		char c = text.at[text.len - CRC_LEN + i];
		if ((c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c) != wanted[i])
			return err_set(reterr, ERR_CHECK_DIGIT,
				       "the check at the end of the Pix code does not fit; right is the code as the "
				       "bank gave it");
	}
	(void)text_copy(text, out, size);
	return OK;
}

/* Weights 2, 1, 2, … from the right, digits of the products added. */
static int modulo_10(const char *digits, size_t len)
{
	int sum = 0;
	int weight = 2;
	for (size_t i = len; i > 0; i--, weight = 3 - weight) {
		int product = (digits[i - 1] - '0') * weight;
		sum += product / 10 + product % 10;
	}
	return (10 - sum % 10) % 10;
}

/* Weights 2 to 9 from the right; 10 and 11 are 0. */
static int modulo_11(const char *digits, size_t len)
{
	int sum = 0;
	int weight = 2;
	for (size_t i = len; i > 0; i--, weight = weight == 9 ? 2 : weight + 1)
		sum += (digits[i - 1] - '0') * weight;
	int left = 11 - sum % 11;
	return left >= 10 ? 0 : left;
}

static bool bank_fits(const char *line)
{
	static const struct {
		size_t at;
		size_t len;
	} blocks[] = {{0, 9}, {10, 10}, {21, 10}};
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
		if (modulo_10(line + blocks[i].at, blocks[i].len) != line[blocks[i].at + blocks[i].len] - '0')
			return false;
	return true;
}

static bool collection_fits(const char *line)
{
	enum { BLOCKS = 4, BLOCK_LEN = 11 };
	bool by_11 = line[2] == '8' || line[2] == '9';
	for (int i = 0; i < BLOCKS; i++) {
		const char *at = line + (ptrdiff_t)i * (BLOCK_LEN + 1);
		if ((by_11 ? modulo_11(at, BLOCK_LEN) : modulo_10(at, BLOCK_LEN)) != at[BLOCK_LEN] - '0')
			return false;
	}
	return true;
}

enum rc pay_boleto_read(struct text text, char *out, size_t size, struct err *reterr)
{
	enum { BANK_LEN = 47, COLLECTION_LEN = 48 };
	char line[PAY_BOLETO_BYTES];
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (c == '.' || c == ' ')
			continue;
		if (c < '0' || c > '9' || len == COLLECTION_LEN)
			return err_set(reterr, ERR_FORMAT,
				       "no typed line of a boleto; right are 47 digits, or 48 that begin with 8");
		line[len++] = c;
	}
	line[len] = '\0';
	if (len >= size || !(len == BANK_LEN || (len == COLLECTION_LEN && line[0] == '8')))
		return err_set(reterr, ERR_FORMAT, "%zu digits; right are 47, or 48 that begin with 8", len);
	if (!(len == BANK_LEN ? bank_fits(line) : collection_fits(line)))
		return err_set(reterr, ERR_CHECK_DIGIT,
			       "the check digits of the boleto do not fit; right is the line as the bank gave it");
	(void)text_copy((struct text){line, len}, out, size);
	return OK;
}

enum rc pay_link_read(struct text text, char *out, size_t size, struct err *reterr)
{
	bool plain =
		text_starts(text, "https://") && text.len > strlen("https://") && text.at[strlen("https://")] != '/';
	for (size_t i = 0; i < text.len; i++)
		plain = plain && text.at[i] > ' ' && text.at[i] <= '~' && strchr("<>\"\\{}|^`", text.at[i]) == NULL;
	/* A user before the host is how links lie about where they lead. */
	const char *slash = plain ? memchr(text.at + strlen("https://"), '/', text.len - strlen("https://")) : NULL;
	size_t host_len = slash != NULL ? (size_t)(slash - text.at) : text.len;
	if (!plain || memchr(text.at, '@', host_len) != NULL)
		return err_set(reterr, ERR_FORMAT, "no link to pay by; right is https://HOST/PATH in plain characters");
	if (!text_copy(text, out, size))
		return err_set(reterr, ERR_RANGE, "%zu characters; right are at most %zu", text.len, size - 1);
	return OK;
}

const char *pay_boleto_words(const char *line, char out[PAY_BOLETO_WORDS_BYTES])
{
	if (strlen(line) == 47)
		(void)snprintf(out, PAY_BOLETO_WORDS_BYTES, "%.5s.%.5s %.5s.%.6s %.5s.%.6s %.1s %.14s", line, line + 5,
			       line + 10, line + 15, line + 21, line + 26, line + 32, line + 33);
	else
		(void)snprintf(out, PAY_BOLETO_WORDS_BYTES, "%.12s %.12s %.12s %.12s", line, line + 12, line + 24,
			       line + 36);
	return out;
}
