#include "channel/spc/house.h"

#include <string.h>
#include <strings.h>

#include "base/attributes.h"

#define NUMBERLESS "S/N"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The byte at `i`; a NUL behind the end. */
static char at(struct text text, size_t i)
{
	return i < text.len ? text.at[i] : '\0';
}

static struct text from(struct text text, size_t i)
{
	return (struct text){text.at + i, text.len - i};
}

/* How long the longest of `words` at the front is; 0 for none. */
static size_t front_length(struct text text, const char *const *words, size_t count)
{
	size_t longest = 0;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]);
		if (len > longest && len <= text.len && strncasecmp(text.at, words[i], len) == 0)
			longest = len;
	}
	return longest;
}

/* "S/N", and what else says that there is no number; a word by itself. 0 for none. */
static size_t numberless_length(struct text text)
{
	static const char *const words[] = {"s/n",  "s/nº", "s/n°",       "s/no",       "s/n.",
					    "s.n.", "s.n",  "sem numero", "sem número", "sem nÚmero"};
	size_t len = front_length(text, words, ARRAY_LEN(words));
	return len > 0 && !is_letter(at(text, len)) && !is_digit(at(text, len)) ? len : 0;
}

/* "nº 100": what marks a number as one, with the blanks behind it. 0 when no digit follows. */
static size_t marker_length(struct text text)
{
	static const char *const words[] = {"nº", "n°",  "n.º", "n.°",    "n.o",    "no.",    "n.",
					    "nr", "nro", "num", "numero", "número", "nÚmero", "№"};
	size_t len = front_length(text, words, ARRAY_LEN(words));
	if (len == 0)
		return 0;
	while (at(text, len) == '.' || at(text, len) == ':' || at(text, len) == ' ')
		len++;
	return is_digit(at(text, len)) ? len : 0;
}

static bool ends_number(char c)
{
	return c == '\0' || c == ' ' || c == ',' || c == ';' || c == '-' || c == '(' || c == '.';
}

/* "100", "1.500", "100A", "100-A" at the front, as it is to stand. 0 when it is something else: "5º", "100/102". */
static size_t number_length(struct text text, char out[SPC_HOUSE_NUMBER_BYTES])
{
	char number[SPC_HOUSE_NUMBER_BYTES] = "";
	size_t len = 0;
	size_t count = 0;
	for (; is_digit(at(text, len)) || (at(text, len) == '.' && is_digit(at(text, len + 1))); len++) {
		if (at(text, len) == '.') { /* of thousands: three digits follow */
			if (!is_digit(at(text, len + 2)) || !is_digit(at(text, len + 3)) || is_digit(at(text, len + 4)))
				return 0;
			continue;
		}
		if (count == sizeof(number) - 3)
			return 0;
		number[count++] = text.at[len];
	}
	bool dash = at(text, len) == '-';
	size_t letter = len + (dash ? 1 : 0);
	if (is_letter(at(text, letter)) && (unsigned char)at(text, letter) < 0x80 &&
	    ends_number(at(text, letter + 1))) {
		if (dash)
			number[count++] = '-';
		number[count++] = text.at[letter];
		len = letter + 1;
	}
	bool range = at(text, len) == '-' && is_digit(at(text, len + 1));
	if (count == 0 || !ends_number(at(text, len)) || range || strspn(number, "0") == count)
		return 0;
	memcpy(out, number, sizeof(number));
	return len;
}

/* Behind a number without a comma these make it something else: "5 ANDAR", "15 DE NOVEMBRO". */
static bool takes_number_away(struct text rest)
{
	static const char *const words[] = {"de ", "andar", "piso", "pavimento", "etapa", "distrito", "km"};
	size_t len;
	while (at(rest, 0) == ' ')
		rest = from(rest, 1);
	len = front_length(rest, words, ARRAY_LEN(words));
	return len > 0 && (rest.at[len - 1] == ' ' || !is_letter(at(rest, len)));
}

static struct text trimmed(struct text text)
{
	static const char separators[] = " ,;-.\t";
	while (text.len > 0 && strchr(separators, text.at[0]) != NULL)
		text = from(text, 1);
	while (text.len > 0 && strchr(separators, text.at[text.len - 1]) != NULL)
		text.len--;
	return text;
}

/* Does a number, or "S/N", stand at `start`? `marked`: only with a mark. */
static bool take_at(struct text whole, size_t start, bool marked, struct spc_house *house)
{
	struct text rest = from(whole, start);
	size_t numberless = numberless_length(rest);
	size_t mark = marker_length(rest);
	if (numberless > 0) {
		memcpy(house->number, NUMBERLESS, sizeof(NUMBERLESS));
		rest = from(rest, numberless);
	} else {
		size_t len = mark > 0 || !marked ? number_length(from(rest, mark), house->number) : 0;
		if (len == 0 || takes_number_away(from(rest, mark + len)))
			return false;
		rest = from(rest, mark + len);
	}
	house->street = trimmed((struct text){whole.at, start});
	house->complement = trimmed(rest);
	return house->street.len > 0;
}

/* The first place from `start` up to `end` where a marked number, or "S/N", begins a word. */
static bool take_marked(struct text whole, size_t start, size_t end, struct spc_house *house)
{
	for (size_t i = start > 0 ? start : 1; i < end; i++)
		if (strchr(" ,;-", whole.at[i - 1]) != NULL && take_at(whole, i, true, house) &&
		    memchr(house->street.at, ' ', house->street.len) != NULL)
			return true; /* "RUA N. 5" alone may be the name of the street */
	return false;
}

enum rc spc_house_split(struct text street, struct spc_house *ret_house, struct err *reterr)
{
	struct spc_house house = {.number = ""};
	struct text whole = text_trim(street);
	const char *comma = whole.len > 0 ? memchr(whole.at, ',', whole.len) : NULL;
	size_t end = comma != NULL ? (size_t)(comma - whole.at) : whole.len;
	bool found = take_marked(whole, 0, end, &house);
	if (!found && comma != NULL) {
		size_t behind = end + 1;
		while (at(whole, behind) == ' ')
			behind++;
		found = take_at(whole, behind, false, &house) || take_marked(whole, behind, whole.len, &house);
	}
	if (!found)
		return err_set_at(reterr, ERR_RANGE, NULL, "street",
				  "no house number can be told apart; right is the street, a comma, and the number or "
				  "S/N, then the complement: \"RUA DAS FLORES, 100 APTO 2\"");
	*ret_house = house;
	return OK;
}
