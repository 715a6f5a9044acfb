#include "seal/base64.h"

static const char *const digits[] = {
	[BASE64_STANDARD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	[BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

size_t base64_length(enum base64_alphabet alphabet, size_t bytes)
{
	size_t rest = bytes % 3;
	return bytes / 3 * 4 + (rest == 0 ? 0 : alphabet == BASE64_STANDARD ? 4 : rest + 1);
}

void base64_write(enum base64_alphabet alphabet, struct text bytes, char *out)
{
	const char *digit = digits[alphabet];
	const unsigned char *at = (const unsigned char *)bytes.at;
	size_t len = bytes.len;
	for (; len >= 3; len -= 3, at += 3) {
		*out++ = digit[at[0] >> 2];
		*out++ = digit[(at[0] & 3) << 4 | at[1] >> 4];
		*out++ = digit[(at[1] & 15) << 2 | at[2] >> 6];
		*out++ = digit[at[2] & 63];
	}
	if (len == 0)
		return;
	*out++ = digit[at[0] >> 2];
	*out++ = digit[(at[0] & 3) << 4 | (len == 2 ? at[1] >> 4 : 0)];
	if (len == 2)
		*out++ = digit[(at[1] & 15) << 2];
	for (size_t pad = len; alphabet == BASE64_STANDARD && pad < 3; pad++)
		*out++ = '=';
}

/* 0 to 63, or -1. */
static int value_of(enum base64_alphabet alphabet, char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == digits[alphabet][62] ? 62 : c == digits[alphabet][63] ? 63 : -1;
}

bool base64_read(enum base64_alphabet alphabet, struct arena *arena, struct text base64, struct text *ret_bytes)
{
	if (alphabet == BASE64_STANDARD) {
		if (base64.len % 4 != 0)
			return false;
		for (int pad = 0; pad < 2 && base64.len > 0 && base64.at[base64.len - 1] == '='; pad++)
			base64.len--;
	}
	if (base64.len % 4 == 1)
		return false;
	unsigned char *out = arena_alloc(arena, base64.len / 4 * 3 + 3);
	if (out == NULL)
		return false;
	size_t len = 0;
	unsigned held = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < base64.len; i++) {
		int value = value_of(alphabet, base64.at[i]);
		if (value < 0)
			return false;
		held = held << 6 | (unsigned)value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[len++] = (unsigned char)(held >> bits);
			held &= (1u << bits) - 1u;
		}
	}
	if (held != 0)
		return false;
	*ret_bytes = (struct text){(const char *)out, len};
	return true;
}
