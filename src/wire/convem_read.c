#include "wire/convem_read.h"

#include <stdio.h>
#include <string.h>

#include "wire/convem.h"

#define CODES_AT      533 /* 534-593: where the codes of every record stand, from 0 */
#define CODES_LEN     60
#define CODES_END     (CODES_AT + CODES_LEN)
#define HEADER_END    130 /* columns up to the area: what a header must have to be one */
#define IDENTIFIED_AT 104
#define CODES_RULE    "CONVEM04 534-593"
#define SEQUENCE_RULE "CONVEM04 594-600"
#define LINE_RULE     "CONVEM04"

struct reader {
	struct arena *arena;
	struct report *report;
	struct convem_return *told;
	char place[32];
	int line;
	struct convem_answer *next; /* room for the next record, of whichever part */
};

#define NOTE(reader, rule, ...)  report_add((reader)->report, FINDING_NOTE, (reader)->place, "", rule, __VA_ARGS__)
#define WRONG(reader, rule, ...) report_add((reader)->report, FINDING_VIOLATION, (reader)->place, "", rule, __VA_ARGS__)

static struct text columns(struct text line, size_t at, size_t len)
{
	return (struct text){line.at + at, len};
}

/* What a person or a database may read: a byte that is no printable ASCII becomes '?'. */
static void copy_plain(struct text value, char *out, size_t size)
{
	size_t len = value.len < size ? value.len : size - 1;
	for (size_t i = 0; i < len; i++)
		out[i] = value.at[i] >= ' ' && value.at[i] < 0x7f ? value.at[i] : '?';
	out[len] = '\0';
}

/* Digits, blanks on either side; 0 when it is no number. */
static int number_of(struct text value)
{
	int number = 0;
	value = text_trim(value);
	if (!text_is_digits(value) || value.len > 9)
		return 0;
	for (size_t i = 0; i < value.len; i++)
		number = number * 10 + (value.at[i] - '0');
	return number;
}

static bool is_header(struct text line)
{
	return line.len >= HEADER_END && line.at[0] == '0' &&
	       text_equal(columns(line, IDENTIFIED_AT, strlen(convem04.identification)),
			  text_of(convem04.identification));
}

/* `line` at its full width. Blanks that a transport cut off its end are put back, blanks it has too many left out;
 * false: what stands where is not known. */
static bool make_whole(struct reader *reader, struct text *line, size_t len_min)
{
	if (line->len == CONVEM_WIDTH)
		return true;
	if (line->len > CONVEM_WIDTH) {
		if (!text_all(columns(*line, CONVEM_WIDTH, line->len - CONVEM_WIDTH), ' '))
			return false;
		NOTE(reader, LINE_RULE, "the line has %zu bytes, blanks at its end; %d are right", line->len,
		     CONVEM_WIDTH);
		line->len = CONVEM_WIDTH;
		return true;
	}
	if (line->len < len_min)
		return false;
	char *whole = arena_alloc(reader->arena, CONVEM_WIDTH);
	if (whole == NULL)
		return false;
	memset(whole, ' ', CONVEM_WIDTH);
	memcpy(whole, line->at, line->len);
	/* Part of a sequence is another sequence. */
	memset(whole + CODES_END, ' ', CONVEM_WIDTH - CODES_END);
	WRONG(reader, LINE_RULE, "the line has %zu bytes; %d are right; its sequence is not taken", line->len,
	      CONVEM_WIDTH);
	*line = (struct text){whole, CONVEM_WIDTH};
	return true;
}

static void leave_out(struct reader *reader, struct text line)
{
	reader->told->unreadable_count++;
	WRONG(reader, LINE_RULE, "the line has %zu bytes; %d are right%s; it is left out", line.len, CONVEM_WIDTH,
	      line.len < CONVEM_WIDTH ? ", and it ends before its codes do: was the file cut?" : "");
}

/* The last 11 characters of a person, the last 14 of a company, of the 15 in the columns; "" when there is none. */
static void read_taxid(const struct record *record, const struct convem_person *who, char out[15])
{
	struct text filled = record_trimmed(record, who->taxid);
	struct text person = record_trimmed(record, who->person);
	size_t len = text_is(person, "F") || (!text_is(person, "J") && text_starts(filled, "0000")) ? 11 : 14;
	out[0] = '\0';
	if (filled.len >= len && !text_all(filled, '0'))
		copy_plain((struct text){filled.at + filled.len - len, len}, out, 15);
}

static const struct convem_detail *detail_of(const struct layout *layout)
{
	const struct convem_detail *const *each = convem04.details;
	while (*each != NULL && (*each)->layout != layout)
		each++;
	return *each;
}

static void on_detail(struct reader *reader, struct convem_answers *part, const struct convem_detail *detail,
		      const struct record *record)
{
	struct convem_answer *answer = reader->next;
	struct text contract = {record_get(record, detail->contract).at, (size_t)detail->contract_len};
	*answer = (struct convem_answer){
		.line = reader->line,
		.operation = record_get(record, detail->operation).at[0],
		.sequence = part->way == 'R' ? number_of(record_get(record, detail->sequence)) : 0,
		.codes = record_get(record, detail->codes),
	};
	read_taxid(record, &detail->principal, answer->principal);
	read_taxid(record, &detail->guarantor, answer->guarantor);
	copy_plain(text_trim_right(contract, ' '), answer->contract, sizeof(answer->contract));
	if (answer->operation != 'I' && answer->operation != 'E' && answer->operation != 'C')
		WRONG(reader, "008", "the operation is none of I, E and C");
	if (part->way == 'R' && answer->sequence == 0)
		WRONG(reader, SEQUENCE_RULE,
		      "the sequence cannot be read; the record is known by document and contract");
	if (answer->sequence == 0 && (answer->principal[0] == '\0' || answer->contract[0] == '\0')) {
		reader->told->unreadable_count++;
		WRONG(reader, LINE_RULE,
		      "there is no sequence, and no document with a contract either; it is left out");
		return;
	}
	part->count++;
	reader->next++;
}

/* The codes stand at the same place in a header and a trailer; a line that ends before has not told them. */
static struct text codes_of(struct reader *reader, struct text line)
{
	if (line.len >= CODES_END)
		return columns(line, CODES_AT, CODES_LEN);
	reader->told->unreadable_count++;
	WRONG(reader, CODES_RULE, "the line has %zu bytes, and ends before its codes do; %d are right", line.len,
	      CONVEM_WIDTH);
	return (struct text){"", 0};
}

static void on_header(struct reader *reader, struct convem_answers *part, struct text line)
{
	part->line = reader->line;
	part->items = reader->next;
	part->number = number_of(columns(line, 119, 6));
	part->way = line.at[125];
	copy_plain(columns(line, 2, 8), part->root, sizeof(part->root));
	copy_plain(text_trim(columns(line, 126, 4)), part->area, sizeof(part->area));
	part->header_codes = codes_of(reader, line);
}

static void on_line(struct reader *reader, struct convem_answers *part, struct text line)
{
	struct record record;
	if (line.len > 0 && line.at[0] == '9') {
		part->has_trailer = true;
		part->trailer_codes = codes_of(reader, line);
		return;
	}
	if (!make_whole(reader, &line, CODES_END)) {
		leave_out(reader, line);
		return;
	}
	const struct layout *layout = convem04.layout_of(line);
	const struct convem_detail *detail = layout != NULL ? detail_of(layout) : NULL;
	if (detail == NULL) {
		reader->told->unreadable_count++;
		WRONG(reader, "003", "the record type \"%c\" is none that comes back; it is left out",
		      line.at[0] > ' ' && line.at[0] < 0x7f ? line.at[0] : '?');
		return;
	}
	record_from_columns(&record, layout, line);
	on_detail(reader, part, detail, &record);
}

static void end_part(struct reader *reader, const struct convem_answers *part)
{
	(void)snprintf(reader->place, sizeof(reader->place), "file of line %d", part->line);
	if (part->has_trailer)
		return;
	reader->told->unreadable_count++;
	WRONG(reader, "005", "there is no trailer; was the file cut?");
}

static bool next_line(struct reader *reader, struct text *rest, struct text *ret_line)
{
	if (!columns_next_line(rest, ret_line))
		return false;
	(void)snprintf(reader->place, sizeof(reader->place), "line %d", ++reader->line);
	return true;
}

/* The only header speaks for every line, also for those before it. */
static void read_only_header(struct reader *reader, struct text bytes)
{
	struct text line;
	while (next_line(reader, &bytes, &line))
		if (is_header(line)) {
			on_header(reader, reader->told->parts, line);
			if (reader->line > 1)
				NOTE(reader, "002", "the header is not the first line");
		}
	reader->line = 0;
}

static void read_parts(struct reader *reader, struct text bytes)
{
	struct convem_return *told = reader->told;
	bool is_one = told->parts_count == 1;
	struct convem_answers *part = is_one ? told->parts : NULL;
	struct convem_answers *next = told->parts;
	struct text line;
	if (is_one)
		read_only_header(reader, bytes);
	while (next_line(reader, &bytes, &line)) {
		if (is_header(line)) {
			part = is_one ? part : next++;
			if (!is_one)
				on_header(reader, part, line);
		} else if (part != NULL && line.len > 0) {
			on_line(reader, part, line);
		} else if (line.len > 0) {
			told->unreadable_count++;
			WRONG(reader, "002", "the line stands before any header; it is left out");
		}
	}
	for (int i = 0; i < told->parts_count; i++)
		end_part(reader, &told->parts[i]);
}

/* What did not come from Serasa is no answer: our own remessa in the wrong folder. */
static void drop_foreign(struct reader *reader)
{
	struct convem_return *told = reader->told;
	int kept = 0;
	for (int i = 0; i < told->parts_count; i++) {
		struct convem_answers *part = &told->parts[i];
		if (part->way == 'R' || part->way == 'I') {
			told->parts[kept++] = *part;
			continue;
		}
		(void)snprintf(reader->place, sizeof(reader->place), "line %d", part->line);
		told->unreadable_count += part->count + 1;
		WRONG(reader, "021",
		      "the header says \"%c\"; R (return) or I (informational) is right; its %d records "
		      "are left out",
		      part->way > ' ' && part->way < 0x7f ? part->way : '?', part->count);
	}
	told->parts_count = kept;
}

static int count_headers(struct text bytes, int *ret_lines)
{
	struct text line;
	int headers = 0;
	while (columns_next_line(&bytes, &line)) {
		headers += is_header(line) ? 1 : 0;
		*ret_lines += line.len >= CODES_END ? 1 : 0;
	}
	return headers;
}

enum rc convem_read(struct arena *arena, struct text bytes, struct convem_return *ret_return, struct report *report,
		    struct err *reterr)
{
	struct convem_return told = {0};
	struct reader reader = {.arena = arena, .report = report, .told = &told};
	int lines = 0;
	told.parts_count = count_headers(bytes, &lines);
	if (told.parts_count == 0)
		return err_set_at(reterr, ERR_UNREADABLE, NULL, "identificacao_arquivo",
				  "no line is a header (0) with %s at 105-119; this is no file of the return",
				  convem04.identification);
	told.parts = arena_array(arena, (size_t)told.parts_count, sizeof(*told.parts));
	struct convem_answer *items = arena_array(arena, (size_t)lines + 1, sizeof(*items));
	if (told.parts == NULL || items == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d records", lines);
	reader.next = items;
	read_parts(&reader, bytes);
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the records");
	drop_foreign(&reader);
	if (told.parts_count == 0)
		return err_set_at(reterr, ERR_UNREADABLE, NULL, "codigo_envio",
				  "no header says R (return) or I (informational) at 126; E is what was sent");
	*ret_return = told;
	return OK;
}
