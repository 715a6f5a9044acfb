/* What Serasa writes: the return of a file, and movements that it starts by itself. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/serasa/convem.h"

static void put(char *columns, int from, int to, const char *text)
{
	size_t len = strlen(text);
	size_t room = (size_t)to + 1 - (size_t)from;
	memset(columns + from - 1, ' ', room);
	memcpy(columns + from - 1, text, len < room ? len : room);
}

/* Right-aligned, filled with zeros. */
static void put_number(char *columns, int from, int to, const char *digits)
{
	size_t len = strlen(digits);
	size_t room = (size_t)to + 1 - (size_t)from;
	assert(len <= room);
	memset(columns + from - 1, '0', room);
	put(columns, to + 1 - (int)len, to, digits);
}

static void put_codes(char *columns, const struct codes *codes)
{
	for (int i = 0; i < codes->count; i++)
		memcpy(columns + 533 + (size_t)i * 3, codes->code[i], 3);
}

static void line_write(struct buf *out, const char columns[CONVEM_COLUMNS])
{
	buf_put(out, columns, CONVEM_COLUMNS);
	buf_puts(out, "\r\n");
}

static void zeros_for_blanks(char *columns, int from, int to)
{
	struct text text = {columns + from - 1, (size_t)to + 1 - (size_t)from};
	if (text_all(text, ' '))
		memset(columns + from - 1, '0', text.len);
}

void convem_write_return(const struct convem *file, struct buf *out)
{
	char columns[CONVEM_COLUMNS];
	for (int i = 0; i < file->count; i++) {
		const struct convem_line *line = &file->lines[i];
		bool end = i == 0 || i == file->count - 1;
		memcpy(columns, line->columns, sizeof(columns));
		memset(columns + 533, ' ', 60);
		if (i == 0)
			columns[125] = 'R';
		if (columns[0] == '1') {
			zeros_for_blanks(columns, 489, 501);
			zeros_for_blanks(columns, 502, 509);
			zeros_for_blanks(columns, 510, 524);
		}
		if (file->codes.count == 0)
			put_codes(columns, &line->codes);
		else if (end)
			put_codes(columns, &file->codes);
		line_write(out, columns);
	}
}

static void sequence_put(char *columns, int number)
{
	char digits[16];
	(void)snprintf(digits, sizeof(digits), "%d", number);
	put_number(columns, 594, 600, digits);
}

/* "20260302", or zeros. */
static void put_date(char *columns, int from, struct date date)
{
	char iso[DATE_TEXT_BYTES];
	(void)date_iso(date, iso);
	if (date_is_none(date)) {
		put_number(columns, from, from + 7, "0");
		return;
	}
	memcpy(columns + from - 1, iso, 4);
	memcpy(columns + from + 3, iso + 5, 2);
	memcpy(columns + from + 5, iso + 8, 2);
}

static void news_record(char *columns, const struct convem_news *news)
{
	const struct debt *debt = news->debt;
	char digits[32];
	bool guarantor = debt->guarantor[0] != '\0';
	put(columns, 1, 2, "1C");
	put(columns, 3, 8, debt->creditor + 8);
	put_date(columns, 9, debt->due);
	put_date(columns, 17, debt->due);
	put(columns, 25, 27, debt->category);
	put(columns, 32, 33, strlen(debt->debtor) == 11 ? "F2" : "J1");
	put_number(columns, 34, 48, debt->debtor);
	if (guarantor) {
		put(columns, 69, 70, strlen(debt->guarantor) == 11 ? "F2" : "J1");
		put_number(columns, 71, 85, debt->guarantor);
	}
	put(columns, 106, 175, debt->name);
	put_number(columns, 176, 183, "0");
	(void)snprintf(digits, sizeof(digits), "%lld", (long long)debt->value_cents);
	put_number(columns, 424, 438, digits);
	put(columns, 439, 454, debt->contract);
	put(columns, 534, 536, news->code);
}

void convem_write_news(struct buf *out, const char *creditor_root, struct date on, int number,
		       const struct convem_news *news, int count)
{
	char columns[CONVEM_COLUMNS];
	char digits[16];
	memset(columns, ' ', sizeof(columns));
	columns[0] = '0';
	put_number(columns, 2, 10, creditor_root);
	put_date(columns, 11, on);
	put_number(columns, 19, 34, "0");
	put(columns, 35, 104, "SERASA");
	put(columns, 105, 119, "SERASA-CONVEM04");
	(void)snprintf(digits, sizeof(digits), "%d", number);
	put_number(columns, 120, 125, digits);
	columns[125] = 'I';
	sequence_put(columns, 1);
	line_write(out, columns);
	for (int i = 0; i < count; i++) {
		memset(columns, ' ', sizeof(columns));
		news_record(columns, &news[i]);
		sequence_put(columns, i + 2);
		line_write(out, columns);
	}
	memset(columns, ' ', sizeof(columns));
	columns[0] = '9';
	sequence_put(columns, count + 2);
	line_write(out, columns);
}
