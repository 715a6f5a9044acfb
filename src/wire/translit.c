#include "wire/translit.h"

#include <string.h>

/* U+00A0 to U+00FF. "" drops the character. */
static const char *const latin_1[96] = {
	" ", "!",  "C", "GBP", "?", "JPY", "|",    "PAR.", "\"", "(C)", "A", "\"", "-",   "",    "(R)", "-",
	"O", "+-", "2", "3",   "'", "U",   "PAR.", ".",    ",",  "1",   "O", "\"", "1/4", "1/2", "3/4", "?",
	"A", "A",  "A", "A",   "A", "A",   "AE",   "C",    "E",  "E",   "E", "E",  "I",   "I",   "I",   "I",
	"D", "N",  "O", "O",   "O", "O",   "O",    "X",    "O",  "U",   "U", "U",  "U",   "Y",   "TH",  "SS",
	"A", "A",  "A", "A",   "A", "A",   "AE",   "C",    "E",  "E",   "E", "E",  "I",   "I",   "I",   "I",
	"D", "N",  "O", "O",   "O", "O",   "O",    "/",    "O",  "U",   "U", "U",  "U",   "Y",   "TH",  "Y",
};

/* U+0100 to U+017F, one letter each; what needs two letters stands in `signs`. */
static const char latin_extended_a[] = "AAAAAACCCCCCCCDD"
				       "DDEEEEEEEEEEGGGG"
				       "GGGGHHHHIIIIIIII"
				       "IIIIJJKKKLLLLLLL"
				       "LLLNNNNNNNNNOOOO"
				       "OOOORRRRRRSSSSSS"
				       "SSTTTTTTUUUUUUUU"
				       "UUUUWWYYYZZZZZZS";
_Static_assert(sizeof(latin_extended_a) == 129, "one letter for each of U+0100 to U+017F");

struct sign {
	unsigned first;
	unsigned last;
	const char *ascii;
};

/* In rising order of `first`. */
static const struct sign signs[] = {
	{0x0132, 0x0133, "IJ"}, {0x0152, 0x0153, "OE"},   {0x0192, 0x0192, "F"},  {0x01CD, 0x01CE, "A"},
	{0x01CF, 0x01D0, "I"},  {0x01D1, 0x01D2, "O"},    {0x01D3, 0x01D4, "U"},  {0x0218, 0x0219, "S"},
	{0x021A, 0x021B, "T"},  {0x02B9, 0x02BC, "'"},    {0x02C6, 0x02C6, "^"},  {0x02DA, 0x02DA, "O"},
	{0x02DC, 0x02DC, "~"},  {0x0300, 0x036F, ""},     {0x1EBC, 0x1EBD, "E"},  {0x1EF8, 0x1EF9, "Y"},
	{0x2000, 0x200A, " "},  {0x200B, 0x200F, ""},     {0x2010, 0x2015, "-"},  {0x2018, 0x201B, "'"},
	{0x201C, 0x201F, "\""}, {0x2020, 0x2021, "+"},    {0x2022, 0x2022, "*"},  {0x2024, 0x2024, "."},
	{0x2025, 0x2025, ".."}, {0x2026, 0x2026, "..."},  {0x2028, 0x2029, " "},  {0x202A, 0x202E, ""},
	{0x202F, 0x202F, " "},  {0x2030, 0x2030, "0/00"}, {0x2032, 0x2032, "'"},  {0x2033, 0x2033, "\""},
	{0x2039, 0x203A, "'"},  {0x2044, 0x2044, "/"},    {0x205F, 0x205F, " "},  {0x2060, 0x2064, ""},
	{0x2070, 0x2070, "0"},  {0x2074, 0x2074, "4"},    {0x2075, 0x2075, "5"},  {0x2076, 0x2076, "6"},
	{0x2077, 0x2077, "7"},  {0x2078, 0x2078, "8"},    {0x2079, 0x2079, "9"},  {0x20AC, 0x20AC, "EUR"},
	{0x2116, 0x2116, "NO"}, {0x2122, 0x2122, "TM"},   {0x2212, 0x2212, "-"},  {0x2215, 0x2215, "/"},
	{0x3000, 0x3000, " "},  {0xFB01, 0xFB01, "FI"},   {0xFB02, 0xFB02, "FL"}, {0xFE00, 0xFE0F, ""},
	{0xFEFF, 0xFEFF, ""},
};

/* Windows-1252, 0x80 to 0x9F; the five holes stay as they are and end as '?'. */
static const unsigned short windows_1252[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* Bytes of the well-formed UTF-8 sequence at the front (Unicode 15, table 3-7), 0 when it is not one. */
static size_t sequence_length(struct text bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	if (at[0] < 0x80)
		return 1;
	size_t len = at[0] >= 0xC2 && at[0] <= 0xDF   ? 2
		     : at[0] >= 0xE0 && at[0] <= 0xEF ? 3
		     : at[0] >= 0xF0 && at[0] <= 0xF4 ? 4
						      : 0;
	if (len == 0 || bytes.len < len)
		return 0;
	unsigned char low = at[0] == 0xE0 ? 0xA0 : at[0] == 0xF0 ? 0x90 : 0x80;
	unsigned char high = at[0] == 0xED ? 0x9F : at[0] == 0xF4 ? 0x8F : 0xBF;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (at[i] < 0x80 || at[i] > 0xBF)
			return 0;
	return len;
}

unsigned translit_take(struct text *rest)
{
	const unsigned char *at = (const unsigned char *)rest->at;
	size_t len = sequence_length(*rest);
	unsigned code;
	if (len == 0) {
		len = 1;
		code = at[0] < 0xA0 ? windows_1252[at[0] - 0x80] : at[0];
	} else if (len == 1) {
		code = at[0];
	} else {
		code = at[0] & (0xFFu >> (len + 1));
		for (size_t i = 1; i < len; i++)
			code = code << 6 | (at[i] & 0x3Fu);
	}
	rest->at += len;
	rest->len -= len;
	return code;
}

bool translit_is_utf8(struct text bytes)
{
	while (bytes.len > 0) {
		size_t len = sequence_length(bytes);
		if (len == 0)
			return false;
		bytes.at += len;
		bytes.len -= len;
	}
	return true;
}

size_t translit_count(struct text utf8)
{
	size_t count = 0;
	for (size_t i = 0; i < utf8.len; i++)
		count += ((unsigned char)utf8.at[i] & 0xC0u) != 0x80u;
	return count;
}

static const char *sign_ascii(unsigned code)
{
	for (size_t i = 0; i < ARRAY_LEN(signs) && signs[i].first <= code; i++)
		if (code <= signs[i].last)
			return signs[i].ascii;
	return NULL;
}

/* `one` is room for a single character and its end. */
static const char *ascii_of(unsigned code, char one[2])
{
	if (code < 0x80) {
		bool blank = code == '\t' || code == '\n' || code == '\r' || code == '\v' || code == '\f';
		one[0] = blank ? ' ' : code < 0x20 || code == 0x7F ? '?' : (char)code;
	} else if (code >= 0xA0 && code <= 0xFF) {
		return latin_1[code - 0xA0];
	} else if (code >= 0xFF01 && code <= 0xFF5E) {
		one[0] = (char)(code - 0xFEE0);
	} else {
		const char *sign = sign_ascii(code);
		if (sign != NULL)
			return sign;
		one[0] = code >= 0x100 && code <= 0x17F ? latin_extended_a[code - 0x100] : '?';
	}
	if (one[0] >= 'a' && one[0] <= 'z')
		one[0] = (char)(one[0] - 'a' + 'A');
	return one;
}

static void put(char *out, size_t size, size_t at, const char *ascii, size_t len)
{
	if (at < size && len < size - at)
		memcpy(out + at, ascii, len);
}

size_t translit_into(struct text utf8, char *out, size_t size)
{
	size_t len = 0;
	bool blank_waits = false;
	while (utf8.len > 0) {
		char one[2] = "";
		const char *ascii = ascii_of(translit_take(&utf8), one);
		if (ascii[0] == ' ') {
			blank_waits = len > 0;
			continue;
		}
		if (ascii[0] == '\0')
			continue;
		if (blank_waits)
			put(out, size, len++, " ", 1);
		blank_waits = false;
		size_t ascii_len = strlen(ascii);
		put(out, size, len, ascii, ascii_len);
		len += ascii_len;
	}
	if (size > 0)
		out[len < size ? len : 0] = '\0';
	return len;
}

const char *translit_ascii(struct arena *arena, struct text utf8)
{
	size_t size = translit_into(utf8, NULL, 0) + 1;
	char *out = arena_alloc(arena, size);
	if (out != NULL)
		(void)translit_into(utf8, out, size);
	return out;
}
