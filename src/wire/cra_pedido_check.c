#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "wire/columns.h"
#include "wire/cra_filename.h"
#include "wire/cra_pedido_read.h"

/* A file of records while it is being checked; form B and 127 columns alike. */
struct checker {
	enum pedido_file file;
	bool columns;
	struct report *report;
	struct field_variants variants;
	char place[64];
	struct record header;
	bool has_header;
	bool lacks_header; /* told already */
	bool has_trailer;
	struct record notary;
	bool in_notary;
	long in_this_notary; /* transactions */
	long transactions;
	long next_line;     /* 0: not known */
	int64_t sum_cents;  /* -1: cannot be had */
	long wrong_letters; /* 'S' in a file of cancelamento */
};

#define FIND(checker, level, record, number, rule, ...)                                                                \
	field_find((checker)->report, level, (checker)->place, (record)->layout, number, rule, __VA_ARGS__)
#define VIOLATION(checker, rule, ...)                                                                                  \
	report_add((checker)->report, FINDING_VIOLATION, (checker)->place, "", rule, __VA_ARGS__)

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

static void must_be(struct checker *checker, const struct record *record, int number, const char *rule, long right,
		    const char *what)
{
	long told = count_of(record, number);
	if (told >= 0 && told != right)
		FIND(checker, FINDING_VIOLATION, record, number, rule, "informed %ld, calculated %ld: %s", told, right,
		     what);
}

static void check_line(struct checker *checker, const struct record *record)
{
	int number = record->layout->fields_count;
	const char *rule = record->layout->fields[number - 1].use[0].rule;
	long told = count_of(record, number);
	if (told >= 0 && checker->next_line > 0 && told != checker->next_line)
		FIND(checker, FINDING_VIOLATION, record, number, rule,
		     "is %ld; %ld is right, as the records of a file are counted from 1", told, checker->next_line);
	checker->next_line = told >= 0 ? told + 1 : 0;
}

/* Every text that the trailer repeats. */
static void check_repeats(struct checker *checker, const struct record *trailer)
{
	static const struct {
		int number;
		enum finding_level level;
	} parts[] = {
		{PL_PRESENTER, FINDING_VIOLATION},
		{PL_PRESENTER_NAME, FINDING_NOTE}, /* a CRA's own example differs */
		{PL_MOVED_ON, FINDING_VIOLATION},
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!text_equal(record_trimmed(trailer, parts[i].number),
				record_trimmed(&checker->header, parts[i].number)))
			FIND(checker, parts[i].level, trailer, parts[i].number, NULL, "differs from the header's");
}

static void on_header(struct checker *checker, const struct record *record)
{
	if (checker->has_header)
		VIOLATION(checker, "1101", "a second header; a file has one");
	checker->header = *record;
	checker->has_header = true;
}

static void end_notary(struct checker *checker)
{
	if (checker->in_notary)
		VIOLATION(checker, "2127", "the notary before this record has no trailer");
	checker->in_notary = false;
}

static void on_notary(struct checker *checker, const struct record *record)
{
	struct text town = record_trimmed(record, PN_COMARCA);
	end_notary(checker);
	if (town.len > 0 && (town.len != 7 || !text_is_digits(town)))
		FIND(checker, FINDING_VIOLATION, record, PN_COMARCA, "2131", "right are the 7 digits of the IBGE code");
	else if (town.len > 0 && ibge_state(town) == NULL)
		FIND(checker, FINDING_NOTE, record, PN_COMARCA, "2131",
		     "no state has this code; a CRA may use fictitious ones (município virtual)");
	checker->notary = *record;
	checker->in_notary = true;
	checker->in_this_notary = 0;
}

/* DP and AD ask with S, CP and AC with C; the examples of a CRA show S everywhere. */
static void check_letter(struct checker *checker, const struct record *record)
{
	struct text letter = record_trimmed(record, PT_REQUEST);
	bool is_s = text_is(letter, "S");
	bool is_c = text_is(letter, "C");
	const char *rule = checker->file == PEDIDO_FILE_DP ? "2125" : "2133";
	if (checker->file == PEDIDO_FILE_CP && is_s)
		checker->wrong_letters++;
	else if ((!is_s && !is_c) || (checker->file == PEDIDO_FILE_DP && is_c))
		FIND(checker, FINDING_VIOLATION, record, PT_REQUEST, rule, "is \"%.*s\"; right is %s",
		     (int)(letter.len < 10 ? letter.len : 10), letter.at,
		     checker->file == PEDIDO_FILE_DP   ? "S (desistência)"
		     : checker->file == PEDIDO_FILE_CP ? "C (cancelamento)"
						       : "S (desistência) or C (cancelamento)");
}

/* Cents as digits, or reais with a point, which some send in XML. */
static bool cents_of(struct text value, int64_t *ret_cents)
{
	if (value.len > 0 && memchr(value.at, '.', value.len) != NULL)
		return money_parse(value, ret_cents, NULL) == OK;
	return money_parse_cents(value, ret_cents, NULL) == OK;
}

static void on_transaction(struct checker *checker, const struct record *record)
{
	struct text day = record_trimmed(record, PT_PROTOCOL_ON);
	int64_t cents;
	if (!checker->in_notary)
		VIOLATION(checker, "2127", "a request outside of a notary; a record 1 (hdc) must come before");
	checker->in_this_notary++;
	checker->transactions++;
	if (day.len > 0 && text_all(day, '0'))
		FIND(checker, FINDING_VIOLATION, record, PT_PROTOCOL_ON, "2135", "zeros; right is the day as DDMMAAAA");
	check_letter(checker, record);
	if (checker->sum_cents >= 0 && (!cents_of(record_trimmed(record, PT_AMOUNT), &cents) ||
					money_add(checker->sum_cents, cents, &checker->sum_cents) != OK))
		checker->sum_cents = -1;
}

static void on_notary_trailer(struct checker *checker, const struct record *record)
{
	if (!checker->in_notary) {
		VIOLATION(checker, "2127", "a trailer of a notary without its header");
		return;
	}
	must_be(checker, &checker->notary, PN_REQUESTS, "2127", checker->in_this_notary, "the requests of the notary");
	must_be(checker, record, PE_SUM, "2127", checker->in_this_notary * 2, "twice the requests of the notary");
	if (count_of(record, PE_NOTARY) != count_of(&checker->notary, PN_NOTARY))
		FIND(checker, FINDING_VIOLATION, record, PE_NOTARY, "2132", "is not the notary of the header");
	checker->in_notary = false;
}

static void on_trailer(struct checker *checker, const struct record *record)
{
	int64_t told;
	end_notary(checker);
	checker->has_trailer = true;
	if (checker->has_header) {
		must_be(checker, &checker->header, PH_REQUESTS, "2129", checker->transactions, "the requests");
		must_be(checker, &checker->header, PH_RECORDS, "2129", checker->transactions, "the records 2");
		check_repeats(checker, record);
	}
	must_be(checker, record, PL_QUANTITY_SUM, "2128", checker->transactions * 2, "header 05 + 06");
	if (checker->sum_cents >= 0 && cents_of(record_trimmed(record, PL_VALUE_SUM), &told) &&
	    told != checker->sum_cents) {
		char right[MONEY_TEXT_BYTES];
		char is[MONEY_TEXT_BYTES];
		FIND(checker, FINDING_VIOLATION, record, PL_VALUE_SUM, "2128", "informed %s, calculated %s",
		     money_text(told, is), money_text(checker->sum_cents, right));
	}
}

static void on_record(struct checker *checker, const struct record *record)
{
	static const struct {
		const struct layout *layout;
		void (*take)(struct checker *checker, const struct record *record);
	} takers[] = {
		{&pedido_header, on_header},           {&pedido_notary, on_notary},
		{&pedido_transaction, on_transaction}, {&pedido_notary_trailer, on_notary_trailer},
		{&pedido_trailer, on_trailer},
	};
	struct field_rules rules = {REQUEST_WITHDRAW, checker->columns, &checker->variants};
	if (checker->has_trailer) {
		VIOLATION(checker, "2128", "a record stands behind the trailer, which must be the last");
	} else if (!checker->has_header && !checker->lacks_header && record->layout != &pedido_header) {
		VIOLATION(checker, "1101", "the header (hdb) must be the first record");
		checker->lacks_header = true;
	}
	record_check(record, &rules, checker->place, checker->report);
	check_line(checker, record);
	for (size_t i = 0; i < ARRAY_LEN(takers); i++)
		if (takers[i].layout == record->layout)
			takers[i].take(checker, record);
}

static void end_file(struct checker *checker)
{
	(void)snprintf(checker->place, sizeof(checker->place), "file");
	if (!checker->has_trailer)
		VIOLATION(checker, "2128", "there is no trailer (tlb); it must be the last record");
	if (checker->transactions == 0)
		VIOLATION(checker, "2021", "there is no request in the file");
	if (checker->wrong_letters > 0)
		report_add(checker->report, FINDING_NOTE, checker->place, "t07_solicitacao", "2133",
			   "S in %ld requests of cancelamento; C is right, and examples of a CRA show S",
			   checker->wrong_letters);
	variants_find(&checker->variants, checker->report);
}

static void check_columns_line(struct checker *checker, struct text line, int number)
{
	(void)snprintf(checker->place, sizeof(checker->place), "line %d", number);
	const struct layout *layout = line.len == PEDIDO_WIDTH ? pedido_layout_of(line.at[0]) : NULL;
	if (layout != NULL) {
		struct record record;
		record_from_columns(&record, layout, line);
		on_record(checker, &record);
		return;
	}
	checker->next_line = 0;
	checker->sum_cents = -1;
	if (line.len != PEDIDO_WIDTH)
		VIOLATION(checker, "2102", "the line has %zu bytes; %d are right", line.len, PEDIDO_WIDTH);
	else
		VIOLATION(checker, "2182", "the record type is not known; 0, 1, 2, 8 or 9 is right");
}

enum rc pedido_check_127(struct arena *arena, enum pedido_file file, struct text bytes, struct report *report,
			 struct err *reterr)
{
	struct checker checker = {.file = file, .columns = true, .report = report, .next_line = 1};
	struct text rest = bytes;
	struct text line;
	(void)arena;
	(void)reterr;
	for (int number = 1; columns_next_line(&rest, &line); number++)
		check_columns_line(&checker, line, number);
	end_file(&checker);
	return OK;
}

static const struct layout *layout_of_element(xmlNodePtr element)
{
	for (const struct layout *const *layout = pedido_layouts; *layout != NULL; layout++)
		if (xml_is(element, (*layout)->element))
			return *layout;
	return NULL;
}

static void check_file_name(struct arena *arena, enum pedido_file file, xmlNodePtr element, struct report *report)
{
	struct text text = text_trim(text_of(xml_content(arena, element)));
	struct cra_filename name;
	struct err err = {0};
	if (text.len == 0)
		return;
	if (cra_filename_parse(text, &name, &err) != OK) {
		report_add(report, FINDING_VIOLATION, "nome_arquivo", "", "0002", "%s", err.words);
		return;
	}
	bool fits = file == PEDIDO_FILE_DP   ? strcmp(name.prefix, "DP") == 0
		    : file == PEDIDO_FILE_CP ? strcmp(name.prefix, "CP") == 0
					     : strcmp(name.prefix, "AC") == 0 || strcmp(name.prefix, "AD") == 0;
	if (!fits)
		report_add(report, FINDING_VIOLATION, "nome_arquivo", "", "0002",
			   "the name starts with %s, which is another kind of file", name.prefix);
}

static enum rc check_form_b(struct arena *arena, enum pedido_file file, xmlNodePtr root, struct report *report,
			    struct err *reterr)
{
	struct checker checker = {.file = file, .report = report, .next_line = 1};
	for (xmlNodePtr child = xml_first_element(root); child != NULL; child = xml_next_element(child)) {
		const struct layout *layout = layout_of_element(child);
		struct record record;
		int unknown = 0;
		(void)snprintf(checker.place, sizeof(checker.place), "line %ld, <%.20s>", xmlGetLineNo(child),
			       (const char *)child->name);
		if (xml_is(child, "nome_arquivo")) {
			check_file_name(arena, file, child, report);
			continue;
		}
		if (layout == NULL) {
			report_add(report, FINDING_NOTE, checker.place, "", "form B", "nobody knows this element");
			continue;
		}
		enum rc rc = record_from_element(&record, layout, arena, child, &unknown, reterr);
		if (rc != OK)
			return rc;
		if (unknown > 0)
			report_add(report, FINDING_NOTE, checker.place, "", "form B",
				   "%d attributes are not in the layout", unknown);
		on_record(&checker, &record);
	}
	end_file(&checker);
	return OK;
}

static bool has_records(xmlNodePtr root)
{
	for (xmlNodePtr child = xml_first_element(root); child != NULL; child = xml_next_element(child))
		if (layout_of_element(child) != NULL)
			return true;
	return false;
}

enum rc pedido_check_xml(struct arena *arena, enum pedido_file file, struct text bytes, struct report *report,
			 struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	struct err err = {0};
	enum rc rc = xml_parse(bytes, &doc, &err);
	if (rc == ERR_FORMAT) {
		report_add(report, FINDING_VIOLATION, err.where[0] != '\0' ? err.where : "file", "", "10000", "%s",
			   err.words);
		return OK;
	}
	if (rc != OK) {
		if (reterr != NULL)
			*reterr = err;
		return rc;
	}
	xmlNodePtr root = xml_root(doc);
	const char *const *name = pedido_roots(file);
	while (*name != NULL && !xml_is(root, *name))
		name++;
	if (*name == NULL)
		report_add(report, FINDING_VIOLATION, "file", "", pedido_root_rule(file),
			   "the root element is <%.40s>; <%s> is right", (const char *)root->name,
			   pedido_roots(file)[0]);
	return has_records(root) ? check_form_b(arena, file, root, report, reterr)
				 : pedido_check_form_a(arena, file, root, report, reterr);
}
