#include "wire/cra_lote_check.h"

#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "wire/cra_filename.h"

long lote_count(const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	if (!text_is_digits(value))
		return -1;
	long count = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (count > 100000000)
			return -1;
		count = count * 10 + (value.at[i] - '0');
	}
	return count;
}

static void place_record(struct lote_checker *checker, const struct lote_walk *walk, const char *name)
{
	const struct lote_check *lote = &checker->lote;
	struct text town = lote->comarca;
	char known[16] = "";
	if (town.len == 0 && lote->has_header)
		town = record_trimmed(&lote->header, H_COMARCA);
	if (text_is_digits(town) && town.len < 10)
		(void)snprintf(known, sizeof(known), " (%.*s)", TEXT_ARG(town));
	if (checker->columns)
		(void)snprintf(checker->place, sizeof(checker->place), "line %d", walk->line_number);
	else if (strcmp(name, "tr") == 0)
		(void)snprintf(checker->place, sizeof(checker->place), "lote %d%s, tr %ld", lote->number, known,
			       lote->records);
	else
		(void)snprintf(checker->place, sizeof(checker->place), "lote %d%s, %s", lote->number, known, name);
}

/* A lote that ends without its trailer. */
static void end_lote(struct lote_checker *checker, const struct lote_walk *walk)
{
	if (!checker->lote.open)
		return;
	place_record(checker, walk, "end");
	report_add(checker->report, FINDING_VIOLATION, checker->place, "", "2231",
		   "lote %d has no trailer; its last record must be one", checker->lote.number);
	checker->lote.open = false;
}

static void begin_lote(struct lote_checker *checker, const struct lote_walk *walk)
{
	int number = checker->lote.number + 1;
	end_lote(checker, walk);
	memset(&checker->lote, 0, sizeof(checker->lote));
	checker->lote.number = number;
	checker->lote.open = true;
	checker->lote.next_line = 1;
	checker->lote.comarca = lote_walk_comarca(walk);
}

static void begin_without_header(struct lote_checker *checker, const struct lote_walk *walk, const char *name)
{
	begin_lote(checker, walk);
	checker->lote.next_line = -1;
	checker->lote.records = strcmp(name, "tr") == 0; /* for the place: this one is counted later */
	place_record(checker, walk, name);
	checker->lote.records = 0;
	report_add(checker->report, FINDING_VIOLATION, checker->place, "", "1101",
		   "a header must come before this record");
}

/* Field 17, 52 or 08: one more than the record before. After a jump the count goes on from there. */
static void check_line(struct lote_checker *checker, const struct record *record, int number, const char *rule)
{
	struct lote_check *lote = &checker->lote;
	long told = lote_count(record, number);
	if (told < 0)
		return; /* the table tells it */
	if (lote->next_line > 0 && told != lote->next_line)
		LOTE_FIND(checker, FINDING_VIOLATION, record, number, rule,
			  "is %ld; %ld is right, as every lote counts %s", told, lote->next_line, "from 1");
	lote->next_line = told + 1;
}

/* The rule number of a check in each kind of file. */
static const char *rule_of(const struct lote_checker *checker, const char *tpr, const char *crt, const char *rtp)
{
	return checker->kind == LOTE_TPR ? tpr : checker->kind == LOTE_CRT ? crt : rtp;
}

static bool is_presenter_code(struct text code)
{
	for (size_t i = 0; i < code.len; i++)
		if (!(code.at[i] >= '0' && code.at[i] <= '9') && !(code.at[i] >= 'A' && code.at[i] <= 'Z') &&
		    !(code.at[i] >= 'a' && code.at[i] <= 'z'))
			return false;
	return code.len == 3;
}

static void check_header(struct lote_checker *checker, const struct record *record)
{
	struct lote_check *lote = &checker->lote;
	struct text code = record_trimmed(record, H_PRESENTER);
	struct text town = record_trimmed(record, H_COMARCA);
	if (code.len > 0 && !is_presenter_code(code))
		LOTE_FIND(checker, FINDING_VIOLATION, record, H_PRESENTER, "1102", "three letters or digits are right");
	if (text_is(code, "999") && record_trimmed(record, H_COMPLEMENT).len == 0)
		LOTE_FIND(checker, FINDING_NOTE, record, H_COMPLEMENT, "1102",
			  "999 stands for a code of more than three characters, which belongs here");
	const char *town_rule = rule_of(checker, "2103", "2142", "2142");
	if (text_is_digits(town) && town.len != 7)
		LOTE_FIND(checker, FINDING_VIOLATION, record, H_COMARCA, town_rule,
			  "has %zu digits; the seven of the IBGE are right", town.len);
	else if (text_is_digits(town) && ibge_state(town) == NULL)
		LOTE_FIND(checker, FINDING_NOTE, record, H_COMARCA, town_rule,
			  "no state has this code; a CRA may use fictitious ones (município virtual)");
	if (lote->comarca.len > 0 && town.len > 0 && !text_equal(lote->comarca, town))
		LOTE_FIND(checker, FINDING_VIOLATION, record, H_COMARCA, town_rule,
			  "is %.*s, but stands in the comarca %.*s", (int)(town.len < 20 ? town.len : 20), town.at,
			  (int)(lote->comarca.len < 20 ? lote->comarca.len : 20), lote->comarca.at);
	check_line(checker, record, H_LINE, rule_of(checker, "1117", "2114", "2114"));
}

static void check_presenter(struct lote_checker *checker, const struct record *record, int number, const char *rule)
{
	const struct lote_check *lote = &checker->lote;
	struct text told = record_trimmed(record, number);
	if (lote->has_header && told.len > 0 && !text_equal(told, record_trimmed(&lote->header, H_PRESENTER)))
		LOTE_FIND(checker, FINDING_VIOLATION, record, number, rule, "is \"%.*s\", the header says \"%.*s\"",
			  (int)(told.len < 20 ? told.len : 20), told.at,
			  (int)(lote->header.values[H_PRESENTER].len < 20 ? lote->header.values[H_PRESENTER].len : 20),
			  lote->header.values[H_PRESENTER].at);
}

static void count_transaction(struct lote_checker *checker, const struct record *record)
{
	struct lote_check *lote = &checker->lote;
	int64_t cents = 0;
	struct err err;
	bool first = lote_count(record, T_DEBTOR_CONTROL) == 1;
	bool indication = species_is_indication(record_trimmed(record, T_SPECIES));
	lote->titles += first;
	lote->indications_records += indication;
	lote->indications_titles += indication && first;
	if (lote->balance_cents < 0)
		return;
	if (lote_cents(record, T_BALANCE, lote->money, &cents, &err) != OK ||
	    money_add(lote->balance_cents, cents, &lote->balance_cents) != OK)
		lote->balance_cents = -1;
}

static void tell_money(struct lote_checker *checker)
{
	const struct field_variants *variants = &checker->variants;
	if (checker->columns || variants->bare_money == 0)
		return;
	(void)snprintf(checker->place, sizeof(checker->place), "file");
	report_add(checker->report, FINDING_NOTE, checker->place, "", "amounts",
		   "%d amounts are digits without point and without zero fill; the last lote's are read as %s",
		   variants->bare_money,
		   checker->lote.money == LOTE_MONEY_CENTS ? "cents, as its trailer adds up so" : "reais");
}

static enum rc on_record(struct lote_checker *checker, const struct lote_walk *walk, enum lote_event event,
			 const struct record *record, int unknown, struct err *reterr)
{
	struct lote_check *lote = &checker->lote;
	struct field_rules rules = {checker->kind, checker->columns, &checker->variants};
	enum rc rc = OK;
	bool begins = event == LOTE_HEADER || !lote->open;
	if (event == LOTE_HEADER)
		begin_lote(checker, walk);
	else if (begins)
		begin_without_header(checker, walk, record->layout->element);
	if (begins)
		rc = lote_money_of(walk, &lote->money, reterr);
	if (event == LOTE_HEADER) {
		lote->header = *record;
		lote->has_header = true;
	}
	lote->records += event == LOTE_TRANSACTION;
	place_record(checker, walk, record->layout->element);
	record_check(record, &rules, checker->place, checker->report);
	if (unknown > 0)
		report_add(checker->report, FINDING_NOTE, checker->place, "", record->layout->source,
			   "%d attributes are not in the layout", unknown);
	if (event == LOTE_HEADER) {
		(void)snprintf(lote->header_place, sizeof(lote->header_place), "%s", checker->place);
		check_header(checker, record);
	} else if (event == LOTE_TRANSACTION) {
		check_presenter(checker, record, T_PRESENTER, "1202");
		check_line(checker, record, T_LINE, rule_of(checker, "1252", "2120", "2120"));
		lote_check_transaction(checker, record);
		count_transaction(checker, record);
	} else {
		if (lote->records == 0)
			report_add(checker->report, FINDING_VIOLATION, checker->place, "", "2229",
				   "the record before the trailer must be a transaction");
		check_presenter(checker, record, L_PRESENTER, "1302");
		check_line(checker, record, L_LINE, rule_of(checker, "1308", "2126", "2121"));
		lote_check_totals(checker, record);
		lote->open = false;
	}
	return rc;
}

/* A line of another length, or of no record type; what it would have added is left out of the sums. */
static void on_odd_line(struct lote_checker *checker, const struct lote_walk *walk)
{
	struct text line = walk->line;
	(void)snprintf(checker->place, sizeof(checker->place), "line %d", walk->line_number);
	if (line.len != LOTE_WIDTH)
		report_add(checker->report, FINDING_VIOLATION, checker->place, "", "2102",
			   "the line has %zu bytes; %d are right", line.len, LOTE_WIDTH);
	else
		report_add(checker->report, FINDING_VIOLATION, checker->place, "", "2182",
			   "the record type \"%c\" is not known; 0, 1 or 9 is right",
			   line.at[0] >= ' ' && line.at[0] < 0x7f ? line.at[0] : '?');
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.at[i] >= 0x7f || (unsigned char)line.at[i] < ' ') {
			report_add(checker->report, FINDING_VIOLATION, checker->place, "", "2101",
				   "column %zu is not printable ASCII", i + 1);
			break;
		}
	char type = line.len > 0 ? line.at[0] : '\0';
	if (type == '0' || !checker->lote.open)
		begin_lote(checker, walk);
	checker->lote.damaged = true;
	checker->lote.records += type == '1';
	checker->lote.next_line = checker->lote.next_line > 0 ? checker->lote.next_line + 1 : checker->lote.next_line;
	if (type == '9')
		checker->lote.open = false;
}

static bool is_prefix_of(enum lote_kind kind, const char *prefix)
{
	static const char *const prefixes[] = {"B", "C", "R", "M"};
	return strcmp(prefix, prefixes[kind]) == 0;
}

static void check_file_name(struct lote_checker *checker, xmlNodePtr element)
{
	const char *content = xml_content(checker->arena, element);
	struct cra_filename name;
	struct err err = {0};
	struct text text = text_trim(text_of(content));
	if (text.len == 0)
		return;
	if (cra_filename_parse(text, &name, &err) != OK)
		report_add(checker->report, FINDING_VIOLATION, "nome_arquivo", "", "0002", "%s", err.words);
	else if (!is_prefix_of(checker->kind, name.prefix))
		report_add(checker->report, FINDING_VIOLATION, "nome_arquivo", "", "0002",
			   "the name starts with %s, which is another kind of file", name.prefix);
}

/* `h02`, `t17`: an attribute of a record. */
static bool looks_like_record(const xmlNode *element)
{
	for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
		const char *name = (const char *)attribute->name;
		if ((name[0] == 'h' || name[0] == 't') && text_is_digits(text_of(name + 1)))
			return true;
	}
	return false;
}

static void on_odd_element(struct lote_checker *checker, const struct lote_walk *walk)
{
	static const char *const answers[] = {"datahora", "dataoperacao", "registro",
					      "codigo",   "ocorrencia",   "total_registros"};
	xmlNodePtr element = walk->element;
	if (xml_is(element, "nome_arquivo") && walk->comarca == NULL) {
		check_file_name(checker, element);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (xml_is(element, answers[i]))
			return;
	char line[32];
	(void)snprintf(line, sizeof(line), "line %d", walk->line_number);
	if (looks_like_record(element))
		report_add(checker->report, FINDING_VIOLATION, line, "", "2182",
			   "<%.40s> is no record type; hd, tr or tl is right", (const char *)element->name);
	else
		report_add(checker->report, FINDING_NOTE, line, "", "XML form", "nobody knows the element <%.40s>",
			   (const char *)element->name);
}

static void on_comarca(struct lote_checker *checker, const struct lote_walk *walk)
{
	char line[32];
	(void)snprintf(line, sizeof(line), "line %d", walk->line_number);
	end_lote(checker, walk);
	if (xml_is(walk->comarca->parent, "comarca"))
		report_add(checker->report, FINDING_VIOLATION, line, "", "XML form", "a comarca stands inside another");
	if (lote_walk_comarca(walk).len == 0)
		report_add(checker->report, FINDING_VIOLATION, line, "CodMun", "XML form",
			   "the comarca does not say its município");
}

/* A <relatorio> that only says that there is nothing. */
static bool is_empty_answer(struct arena *arena, xmlNodePtr root)
{
	if (root == NULL || !xml_is(root, "relatorio"))
		return false;
	xmlNodePtr parent = xml_child(root, "comarca") != NULL ? xml_child(root, "comarca") : root;
	const char *code = xml_content(arena, xml_child(parent, "codigo"));
	struct text text = text_trim(text_of(code));
	return text.len == 4 && text_starts(text, "000") && text.at[3] >= '3' && text.at[3] <= '8';
}

static enum rc check_walk(struct lote_checker *checker, struct lote_walk *walk, xmlNodePtr root, struct err *reterr)
{
	struct record record;
	enum lote_event event = LOTE_END;
	int unknown = 0;
	do {
		enum rc rc = lote_walk_next(walk, &event, &record, &unknown, reterr);
		if (rc != OK)
			return rc;
		switch (event) {
		case LOTE_HEADER:
		case LOTE_TRANSACTION:
		case LOTE_TRAILER: rc = on_record(checker, walk, event, &record, unknown, reterr); break;
		case LOTE_ODD_LINE: on_odd_line(checker, walk); break;
		case LOTE_ODD_ELEMENT: on_odd_element(checker, walk); break;
		case LOTE_COMARCA: on_comarca(checker, walk); break;
		case LOTE_END: end_lote(checker, walk); break;
		}
		if (rc != OK)
			return rc;
	} while (event != LOTE_END);

	if (checker->lote.number == 0 && is_empty_answer(checker->arena, root))
		report_add(checker->report, FINDING_NOTE, "file", "", "answer codes",
			   "the answer says that there is nothing");
	else if (checker->lote.number == 0)
		report_add(checker->report, FINDING_VIOLATION, "file", "", "1101", "there is no header and no record");
	variants_find(&checker->variants, checker->report);
	if (checker->variants.decimal_money > 0)
		report_add(checker->report, FINDING_NOTE, "file", "", "amounts", "%d amounts have a decimal point",
			   checker->variants.decimal_money);
	tell_money(checker);
	return OK;
}

enum rc lote_check_columns(struct arena *arena, enum lote_kind kind, struct text bytes, struct report *report,
			   struct err *reterr)
{
	struct lote_walk walk;
	struct lote_checker checker = {.kind = kind, .columns = true, .report = report, .arena = arena};
	lote_walk_columns(&walk, bytes);
	return check_walk(&checker, &walk, NULL, reterr);
}

enum rc lote_check_root(struct arena *arena, enum lote_kind kind, xmlNodePtr root, struct report *report,
			struct err *reterr)
{
	struct lote_walk walk;
	struct lote_checker checker = {.kind = kind, .report = report, .arena = arena};
	if (!lote_is_root(root, kind)) {
		report_add(report, FINDING_VIOLATION, "file", "", "XML form",
			   "the root element is <%.40s>; <%s> is right", (const char *)root->name,
			   lote_root_name(kind));
		return OK;
	}
	lote_walk_xml(&walk, arena, root);
	return check_walk(&checker, &walk, root, reterr);
}

enum rc lote_check_xml(struct arena *arena, enum lote_kind kind, struct text bytes, struct report *report,
		       struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
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
	return lote_check_root(arena, kind, xml_root(doc), report, reterr);
}
