#include "wire/convem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A record by its debt, for what depends on its neighbours. */
struct entry {
	struct text taxid;     /* of the principal, as it stands */
	struct text contract;  /* with its blanks */
	struct text guarantor; /* empty for the principal's own record */
	char operation;
	int line;
};

struct checker {
	const struct convem_file *file;
	enum convem_way way;
	struct report *report;
	struct field_variants variants;
	struct arena *arena;
	char place[32];
	int line;
	int details;
	bool has_header;
	bool has_trailer;
	bool returned;
	struct date moved_on;
	struct text root;
	long next_sequence; /* 0: not known */
	/* Letters with a boleto: the record that promised one, until its records 2 and 3 came. */
	const struct convem_detail *boleto_detail;
	struct record boleto_record;
	int boleto_line;
	int boleto_parts; /* 1: record 2 came; 2: record 3 */
	struct entry *entries;
	int entries_count;
};

#define WRONG(checker, record, number, rule, ...)                                                                      \
	field_find((checker)->report, FINDING_VIOLATION, (checker)->place, (record)->layout, number, rule, __VA_ARGS__)
#define NOTE(checker, record, number, rule, ...)                                                                       \
	field_find((checker)->report, FINDING_NOTE, (checker)->place, (record)->layout, number, rule, __VA_ARGS__)
#define TELL(checker, level, rule, ...) report_add((checker)->report, level, (checker)->place, "", rule, __VA_ARGS__)

static void check_fields(struct checker *checker, const struct record *record, enum convem_kind kind)
{
	const struct field_rules rules = {.kind = (int)kind, .columns = true, .variants = &checker->variants};
	record_check(record, &rules, checker->place, checker->report);
}

/* 0 when it is no number. */
static long sequence_of(struct text value)
{
	long sequence = 0;
	for (size_t i = 0; text_is_digits(value) && i < value.len; i++)
		sequence = sequence * 10 + (value.at[i] - '0');
	return sequence;
}

/* The last field of every record. In what came back a gap is told of only: Serasa may return some of the records. */
static void check_sequence(struct checker *checker, const struct record *record, const char *rule)
{
	int number = record->layout->fields_count;
	long told = sequence_of(record_trimmed(record, number));
	if (told > 0 && checker->next_sequence > 0 && told != checker->next_sequence)
		field_find(checker->report, checker->returned ? FINDING_NOTE : FINDING_VIOLATION, checker->place,
			   record->layout, number, rule, "is %ld; %ld is right, as every line counts from 1", told,
			   checker->next_sequence);
	checker->next_sequence = told > 0 ? told + 1 : 0;
}

static void check_way(struct checker *checker, const struct record *record)
{
	int number = checker->file->header->way;
	struct text way = record_trimmed(record, number);
	bool sent = text_is(way, "E");
	bool came_back = text_is(way, "R") || text_is(way, "I");
	checker->returned = checker->way == CONVEM_RETURNED || (checker->way == CONVEM_EITHER && came_back);
	if (way.len == 0 && !checker->returned)
		return;
	if (checker->way == CONVEM_SENT && !sent)
		WRONG(checker, record, number, "021", "is \"%.*s\"; E is right in a file that is sent", TEXT_ARG(way));
	else if (checker->way == CONVEM_RETURNED && !came_back)
		WRONG(checker, record, number, "021", "is \"%.*s\"; R (return) or I (informational) is right",
		      TEXT_ARG(way));
	else if (!sent && !came_back)
		WRONG(checker, record, number, "021", "is \"%.*s\"; E, R or I is right", TEXT_ARG(way));
}

static void check_informant(struct checker *checker, const struct record *record)
{
	int number = checker->file->header->taxid_root;
	struct text root = record_trimmed(record, number);
	if (!text_is_digits(root) || root.len != 9)
		return;
	checker->root = (struct text){root.at + 1, 8};
	if (root.at[0] != '0' || text_all(root, '0'))
		WRONG(checker, record, number, "024", "is %.*s; 0 and the 8 digits of the CNPJ's root are right",
		      TEXT_ARG(root));
}

static void tell_codes(struct checker *checker, const struct record *record, int number)
{
	if (number > 0 && convem_tell_codes(record, number, checker->place, checker->report) > 0)
		TELL(checker, FINDING_NOTE, "",
		     "a code here means that nothing of the file was taken; it is sent again "
		     "with a new remessa number");
}

static void on_header(struct checker *checker, const struct record *record)
{
	const struct convem_header *header = checker->file->header;
	struct text number = record_trimmed(record, header->number);
	if (checker->line > 1)
		TELL(checker, FINDING_VIOLATION, "002", "a header here; a file has one, and it is the first line");
	checker->has_header = true;
	check_way(checker, record);
	check_fields(checker, record, checker->returned ? CONVEM_ANSWERED : CONVEM_INCLUDE);
	check_sequence(checker, record, "002");
	check_informant(checker, record);
	if (date_parse_yyyymmdd(record_trimmed(record, header->moved_on), &checker->moved_on, NULL) != OK)
		checker->moved_on = DATE_NONE;
	else if (date_is_none(checker->moved_on))
		WRONG(checker, record, header->moved_on, "013", "is zeros; the date of the file is right");
	if (text_is_digits(number) && text_all(number, '0'))
		WRONG(checker, record, header->number, "020", "is zero; remessas are numbered from 000001");
	if (checker->returned &&
	    !text_is(record_trimmed(record, header->identification), checker->file->identification))
		WRONG(checker, record, header->identification, "018", "is not %s", checker->file->identification);
	if (checker->returned)
		tell_codes(checker, record, header->codes);
}

/* 703: the letter with a boleto that the line before promised. */
static void end_boleto(struct checker *checker)
{
	char place[sizeof(checker->place)];
	if (checker->boleto_line == 0)
		return;
	(void)snprintf(place, sizeof(place), "line %d", checker->boleto_line);
	if (checker->boleto_parts < 2)
		field_find(checker->report, FINDING_VIOLATION, place, checker->boleto_record.layout,
			   checker->boleto_detail->notice, "703", "is B, and record %s does not follow",
			   checker->boleto_parts == 0 ? "2" : "3");
	checker->boleto_line = 0;
	checker->boleto_parts = 0;
}

static const struct convem_detail *detail_of(const struct convem_file *file, const struct layout *layout)
{
	for (const struct convem_detail *const *detail = file->details; *detail != NULL; detail++)
		if ((*detail)->layout == layout)
			return *detail;
	return NULL;
}

static enum convem_kind kind_of(const struct checker *checker, const struct convem_detail *detail,
				const struct record *record)
{
	bool has_guarantor = convem_has_guarantor(detail, record);
	if (checker->returned)
		return CONVEM_ANSWERED;
	if (text_is(record_trimmed(record, detail->operation), "E"))
		return has_guarantor ? CONVEM_EXCLUDE_GUARANTOR : CONVEM_EXCLUDE;
	return has_guarantor ? CONVEM_INCLUDE_GUARANTOR : CONVEM_INCLUDE;
}

static void remember(struct checker *checker, const struct convem_detail *detail, const struct record *record)
{
	struct text guarantor = record_trimmed(record, detail->guarantor.taxid);
	checker->entries[checker->entries_count++] = (struct entry){
		.taxid = record_trimmed(record, detail->principal.taxid),
		.contract = {record_get(record, detail->contract).at, (size_t)detail->contract_len},
		.guarantor = text_all(guarantor, '0') ? (struct text){"", 0} : guarantor,
		.operation = record_get(record, detail->operation).at[0],
		.line = checker->line,
	};
}

static void on_detail(struct checker *checker, const struct convem_detail *detail, const struct record *record)
{
	struct text operation = record_trimmed(record, detail->operation);
	const struct convem_look look = {
		.detail = detail,
		.record = record,
		.kind = kind_of(checker, detail, record),
		.place = checker->place,
		.moved_on = checker->moved_on,
		.root = checker->root,
		.report = checker->report,
	};
	end_boleto(checker);
	check_fields(checker, record, look.kind);
	check_sequence(checker, record, "004");
	bool known =
		text_is(operation, "I") || text_is(operation, "E") || (checker->returned && text_is(operation, "C"));
	if (operation.len > 0 && !known)
		WRONG(checker, record, detail->operation, "008", "is \"%.*s\"; I or E%s is right", TEXT_ARG(operation),
		      checker->returned ? " or C" : "");
	checker->details++;
	if (look.kind == CONVEM_ANSWERED) {
		(void)convem_tell_codes(record, detail->codes, checker->place, checker->report);
		return;
	}
	remember(checker, detail, record);
	convem_check_detail(&look);
	if (detail->notice > 0 && text_is(record_trimmed(record, detail->notice), "B") && look.kind == CONVEM_INCLUDE) {
		checker->boleto_detail = detail;
		checker->boleto_record = *record;
		checker->boleto_line = checker->line;
	}
}

static void on_boleto(struct checker *checker, const struct record *record)
{
	int part = record_get(record, 1).at[0] == '2' ? 1 : 2;
	check_fields(checker, record, checker->returned ? CONVEM_ANSWERED : CONVEM_INCLUDE);
	check_sequence(checker, record, "004");
	if (checker->returned)
		return;
	if (checker->boleto_line == 0)
		TELL(checker, FINDING_VIOLATION, part == 1 ? "705" : "706",
		     "record %d without a record 1 before it that says B in its tipo_comunicado (701)", part + 1);
	else if (part != checker->boleto_parts + 1)
		TELL(checker, FINDING_VIOLATION, "703", "record %d here; after a record 1 come 2 and then 3", part + 1);
	else
		checker->boleto_parts = part;
	NOTE(checker, record, 2, NULL,
	     "the places of a boleto's parts in this file are not published; kept as they stand");
}

static void on_trailer(struct checker *checker, const struct record *record)
{
	end_boleto(checker);
	checker->has_trailer = true;
	check_fields(checker, record, checker->returned ? CONVEM_ANSWERED : CONVEM_INCLUDE);
	check_sequence(checker, record, "033");
	if (checker->returned)
		tell_codes(checker, record, checker->file->trailer_codes);
}

static void on_record(struct checker *checker, const struct record *record)
{
	const struct convem_detail *detail = detail_of(checker->file, record->layout);
	if (checker->has_trailer)
		TELL(checker, FINDING_VIOLATION, "081", "a record after the trailer");
	if (checker->line == 1 && record->layout != checker->file->header->layout)
		TELL(checker, FINDING_VIOLATION, "002", "the first line is no header (0)");
	if (record->layout == checker->file->header->layout)
		on_header(checker, record);
	else if (record->layout == checker->file->trailer)
		on_trailer(checker, record);
	else if (record->layout == checker->file->boleto)
		on_boleto(checker, record);
	else if (detail != NULL)
		on_detail(checker, detail, record);
}

/* A line of another length. What came back may lack its last blanks: it is read as if they were there. */
static enum rc on_odd_line(struct checker *checker, struct text line, struct err *reterr)
{
	TELL(checker, FINDING_VIOLATION, "", "the line has %zu bytes; %d are right%s", line.len, CONVEM_WIDTH,
	     line.len < CONVEM_WIDTH ? "; was the file cut?" : "");
	if (line.len >= CONVEM_WIDTH || line.len == 0 || !checker->returned) {
		checker->next_sequence = 0;
		return OK;
	}
	char *whole = arena_alloc(checker->arena, CONVEM_WIDTH);
	if (whole == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a line");
	memset(whole, ' ', CONVEM_WIDTH);
	memcpy(whole, line.at, line.len);
	struct record record;
	const struct layout *layout = checker->file->layout_of((struct text){whole, CONVEM_WIDTH});
	if (layout == NULL)
		return OK;
	record_from_columns(&record, layout, (struct text){whole, CONVEM_WIDTH});
	on_record(checker, &record);
	return OK;
}

static int compare_texts(struct text a, struct text b)
{
	int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* One debt's records side by side, the principal's before its guarantors', the earlier line first. */
static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;
	int order = a->operation - b->operation;
	if (order == 0)
		order = compare_texts(a->taxid, b->taxid);
	if (order == 0)
		order = compare_texts(a->contract, b->contract);
	if (order == 0)
		order = compare_texts(a->guarantor, b->guarantor);
	return order != 0 ? order : a->line - b->line;
}

static bool is_same_debt(const struct entry *a, const struct entry *b)
{
	return a->operation == b->operation && text_equal(a->taxid, b->taxid) && text_equal(a->contract, b->contract);
}

/* What a debt's records owe each other: one record a person, the principal first. */
static void check_debts(struct checker *checker)
{
	const struct entry *principal = NULL;
	qsort(checker->entries, (size_t)checker->entries_count, sizeof(*checker->entries), compare_entries);
	for (int i = 0; i < checker->entries_count; i++) {
		const struct entry *entry = &checker->entries[i];
		const struct entry *before = i > 0 && is_same_debt(entry, entry - 1) ? entry - 1 : NULL;
		(void)snprintf(checker->place, sizeof(checker->place), "line %d", entry->line);
		if (before == NULL)
			principal = entry->guarantor.len == 0 ? entry : NULL;
		if (before != NULL && text_equal(before->guarantor, entry->guarantor))
			TELL(checker, FINDING_VIOLATION, entry->operation == 'E' ? "022" : "059",
			     "line %d has the same person, contract and operation", before->line);
		if (entry->guarantor.len == 0 || entry->operation != 'I')
			continue;
		if (principal == NULL)
			TELL(checker, FINDING_NOTE, "298",
			     "the guarantor's principal is not in this file; Serasa must have it "
			     "already");
		else if (principal->line > entry->line)
			TELL(checker, FINDING_VIOLATION, "298",
			     "the principal comes after, at line %d; it must be first", principal->line);
	}
}

static void check_end(struct checker *checker)
{
	end_boleto(checker);
	(void)snprintf(checker->place, sizeof(checker->place), "file");
	if (!checker->has_header)
		TELL(checker, FINDING_VIOLATION, "002", "has no header");
	if (!checker->has_trailer)
		TELL(checker, FINDING_VIOLATION, "005", "has no trailer; was it cut?");
	if (checker->details == 0)
		TELL(checker, checker->returned ? FINDING_NOTE : FINDING_VIOLATION, "001", "has no detail record");
	if (checker->variants.lower_case > 0)
		report_add(checker->report, FINDING_NOTE, checker->variants.lower_case_at, "",
			   checker->file->header->layout->source,
			   "lower-case letters in %d values, here first; the layout has upper case",
			   checker->variants.lower_case);
}

enum rc convem_check(struct arena *arena, const struct convem_file *file, enum convem_way way, struct text bytes,
		     struct report *report, struct err *reterr)
{
	struct checker checker = {.file = file,
				  .way = way,
				  .report = report,
				  .arena = arena,
				  .moved_on = DATE_NONE,
				  .returned = way == CONVEM_RETURNED,
				  .next_sequence = 1};
	struct text rest = bytes;
	struct text line;
	/* No detail is shorter than a line. */
	checker.entries = arena_array(arena, bytes.len / CONVEM_WIDTH + 1, sizeof(*checker.entries));
	if (checker.entries == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the records");
	while (columns_next_line(&rest, &line)) {
		(void)snprintf(checker.place, sizeof(checker.place), "line %d", ++checker.line);
		const struct layout *layout = line.len == CONVEM_WIDTH ? file->layout_of(line) : NULL;
		struct record record;
		if (line.len != CONVEM_WIDTH) {
			enum rc rc = on_odd_line(&checker, line, reterr);
			if (rc != OK)
				return rc;
		} else if (layout == NULL) {
			TELL(&checker, FINDING_VIOLATION, "003",
			     "the record type \"%c\" is not known; 0, 1%s or 9 is right",
			     line.at[0] > ' ' && line.at[0] < 0x7f ? line.at[0] : '?',
			     file->boleto != NULL ? ", 2, 3" : "");
			checker.next_sequence = 0;
		} else {
			record_from_columns(&record, layout, line);
			on_record(&checker, &record);
		}
	}
	check_debts(&checker);
	check_end(&checker);
	return OK;
}
