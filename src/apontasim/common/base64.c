#include "apontasim/common/base64.h"

#include <stdint.h>
#include <string.h>

#define MAGIC_MAX 16

static int value_of(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(alphabet, c) : NULL;
	return at != NULL ? (int)(at - alphabet) : -1;
}

/* Decode into `out`, at most `room` bytes of it; the whole text is checked. The count of bytes, or -1. */
static int64_t decode(const char *text, unsigned char *out, size_t room)
{
	uint32_t bits = 0;
	int held = 0;
	int padding = 0;
	size_t characters = 0;
	size_t count = 0;
	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) != NULL)
			continue;
		characters++;
		if (*text == '=') {
			padding++;
			continue;
		}
		int value = value_of(*text);
		if (value < 0 || padding > 0)
			return -1;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			if (count < room)
				out[count] = (unsigned char)(bits >> held);
			count++;
			bits &= (1u << held) - 1;
		}
	}
	return characters % 4 == 0 && padding <= 2 && characters > 0 && bits == 0 ? (int64_t)count : -1;
}

bool base64_decode(struct arena *arena, const char *text, struct text *ret_bytes)
{
	size_t room = strlen(text) / 4 * 3 + 3;
	unsigned char *bytes = arena_alloc(arena, room);
	int64_t len = bytes != NULL ? decode(text, bytes, room) : -1;
	if (len <= 0)
		return false;
	*ret_bytes = (struct text){(const char *)bytes, (size_t)len};
	return true;
}

bool base64_starts_with(const char *text, const char *magic, size_t len)
{
	unsigned char head[MAGIC_MAX];
	int64_t count = decode(text, head, sizeof(head));
	return count >= (int64_t)len && len <= MAGIC_MAX && memcmp(head, magic, len) == 0;
}

/* The length octets of a DER value at bytes[1]; 0 when they are not minimal or too many. */
static size_t der_header(struct text bytes, size_t *ret_content)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	if (bytes.len < 2)
		return 0;
	if (at[1] < 0x80) {
		*ret_content = at[1];
		return 2;
	}
	size_t octets = at[1] & 0x7f;
	if (octets < 1 || octets > 4 || bytes.len < 2 + octets || at[2] == 0)
		return 0;
	*ret_content = 0;
	for (size_t i = 0; i < octets; i++)
		*ret_content = *ret_content << 8 | at[2 + i];
	return *ret_content >= 0x80 ? 2 + octets : 0;
}

bool der_is_signed_data(struct text bytes)
{
	static const char signed_data[] = {0x06,       0x09, 0x2a, (char)0x86, 0x48, (char)0x86,
					   (char)0xf7, 0x0d, 0x01, 0x07,       0x02};
	size_t content = 0;
	if (bytes.len < 2 || bytes.at[0] != 0x30)
		return false;
	size_t header = der_header(bytes, &content);
	return header > 0 && header + content == bytes.len && content > sizeof(signed_data) &&
	       memcmp(bytes.at + header, signed_data, sizeof(signed_data)) == 0;
}
