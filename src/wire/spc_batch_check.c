#include <stdio.h>
#include <string.h>

#include "wire/columns.h"
#include "wire/spc_batch.h"
#include "wire/spc_format.h"

/* The file as a whole: what stands where, numbers and counts. */
struct file_checker {
	struct spc_batch_checker records;
	long lines;
	long debts;
	bool has_header;
	bool has_trailer;
};

#define FIND(checker, level, ...)                                                                                      \
	report_add((checker)->records.report, level, (checker)->records.place, "", spc_batch_header.source, __VA_ARGS__)
#define VIOLATION(checker, ...) FIND(checker, FINDING_VIOLATION, __VA_ARGS__)

/* -1 when it is empty or no number. */
static long count_of(const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	long count = 0;
	if (!text_is_digits(value) || value.len > 9)
		return -1;
	for (size_t i = 0; i < value.len; i++)
		count = count * 10 + (value.at[i] - '0');
	return count;
}

static void must_be(struct file_checker *checker, const struct record *record, int number, long right, const char *what)
{
	long told = count_of(record, number);
	if (told >= 0 && told != right)
		field_find(checker->records.report, FINDING_VIOLATION, checker->records.place, record->layout, number,
			   NULL, "is %ld; %ld is right: %s", told, right, what);
}

static void end_consumer(struct file_checker *checker)
{
	if (checker->records.has_consumer)
		VIOLATION(checker, "the consumer before this record has no debt; a record 02 must come right after it");
	checker->records.has_consumer = false;
}

static void on_header(struct file_checker *checker, const struct record *record)
{
	if (checker->has_header)
		VIOLATION(checker, "a second header; a file has one");
	checker->has_header = true;
	(void)spc_batch_day(&checker->records, record, BH_MADE_ON);
	struct text codes = record_trimmed(record, BH_RETURN);
	if (checker->records.kind == SPC_BATCH_RETORNO && codes.len > 0 && !text_all(codes, '0'))
		field_find(checker->records.report, FINDING_NOTE, checker->records.place, record->layout, BH_RETURN,
			   NULL, "the whole file was refused with %.*s; the list of codes is not published",
			   TEXT_ARG(codes));
}

static void on_consumer(struct file_checker *checker, const struct record *record)
{
	spc_batch_check_consumer(&checker->records, record);
	checker->records.consumer = *record;
	checker->records.has_consumer = true;
}

static void on_debt(struct file_checker *checker, const struct record *record)
{
	if (!checker->records.has_consumer)
		VIOLATION(checker, "a debt without its consumer; a record 01 must come right before it");
	spc_batch_check_debt(&checker->records, record);
	checker->records.has_consumer = false;
	checker->debts++;
}

static void on_trailer(struct file_checker *checker, const struct record *record)
{
	must_be(checker, record, BT_RECORDS, checker->lines, "the records of the file, header and trailer included");
	checker->has_trailer = true;
}

static void on_record(struct file_checker *checker, const struct record *record)
{
	static const struct {
		const struct layout *layout;
		void (*take)(struct file_checker *checker, const struct record *record);
		int line_number;
	} takers[] = {
		{&spc_batch_header, on_header, BH_LINE},
		{&spc_batch_consumer, on_consumer, BC_LINE},
		{&spc_batch_debt, on_debt, BD_LINE},
		{&spc_batch_trailer, on_trailer, BT_LINE},
	};
	struct field_rules rules = {checker->records.kind, true, &checker->records.variants};
	record_check(record, &rules, checker->records.place, checker->records.report);
	if (record->layout != &spc_batch_debt)
		end_consumer(checker);
	for (size_t i = 0; i < ARRAY_LEN(takers); i++)
		if (takers[i].layout == record->layout) {
			must_be(checker, record, takers[i].line_number, checker->lines,
				"records are numbered from 1 without a gap");
			takers[i].take(checker, record);
		}
}

static void on_line(struct file_checker *checker, struct text line)
{
	checker->lines++;
	(void)snprintf(checker->records.place, sizeof(checker->records.place), "line %ld", checker->lines);
	const struct layout *layout = line.len == SPC_BATCH_WIDTH ? spc_batch_layout_of(line) : NULL;
	if (checker->has_trailer)
		VIOLATION(checker, "a record stands behind the trailer, which must be the last");
	if (checker->lines == 1 && layout != &spc_batch_header)
		VIOLATION(checker, "the header (00) must be the first record");
	if (layout != NULL) {
		struct record record;
		record_from_columns(&record, layout, line);
		if (layout == &spc_batch_header && text_is(record_trimmed(&record, BH_KIND), "RETORNO"))
			checker->records.kind = SPC_BATCH_RETORNO;
		on_record(checker, &record);
	} else if (line.len != SPC_BATCH_WIDTH) {
		VIOLATION(checker, "the line has %zu bytes; %d are right", line.len, SPC_BATCH_WIDTH);
	} else {
		VIOLATION(checker, "the record type is not known; 00, 01, 02 or 99 is right");
	}
}

static void end_file(struct file_checker *checker)
{
	(void)snprintf(checker->records.place, sizeof(checker->records.place), "file");
	end_consumer(checker);
	if (!checker->has_trailer)
		VIOLATION(checker, "there is no trailer (99); it must be the last record");
	if (checker->debts == 0)
		VIOLATION(checker, "there is no debt in the file");
	if (checker->records.ddmmyyyy > 0 && checker->records.yyyymmdd > 0)
		VIOLATION(checker, "%d days are DDMMAAAA and %d are AAAAMMDD in h07, d06 and d07; right is one form",
			  checker->records.ddmmyyyy, checker->records.yyyymmdd);
	else if (checker->records.yyyymmdd > 0)
		FIND(checker, FINDING_NOTE,
		     "h07, d06 and d07 are AAAAMMDD, as older writers have it; newer ones and readers have DDMMAAAA");
}

enum rc spc_batch_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)
{
	struct file_checker checker = {.records = {.report = report}};
	struct text rest = bytes;
	struct text line;
	(void)arena;
	(void)reterr;
	while (columns_next_line(&rest, &line))
		on_line(&checker, line);
	end_file(&checker);
	return OK;
}
