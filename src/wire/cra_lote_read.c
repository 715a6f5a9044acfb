#include "wire/cra_lote.h"

#include <stdio.h>
#include <string.h>

#include "wire/cra_lote_check.h"

struct reader {
	enum lote_kind kind;
	struct report *report;
	struct cra_told *records;
	int count;
	int lote;
	int record;   /* in the lote */
	bool of_kind; /* the lote's header says the kind that was asked for */
	enum lote_money money;
	struct text comarca;
	char last_nosso_numero[16];
};

static enum lote_kind kind_of(enum cra_lote_kind kind)
{
	return kind == CRA_CONFIRMACAO ? LOTE_CRT : kind == CRA_RETORNO ? LOTE_RTP : LOTE_AND;
}

static enum told_kind told_kind_of(enum lote_kind kind)
{
	return kind == LOTE_CRT ? TOLD_CONFIRMATION : kind == LOTE_RTP ? TOLD_RESULT : TOLD_STATUS;
}

/* A record that is left out; the words say why. */
static bool left_out(const struct reader *reader, const struct record *record, int number, const char *words)
{
	char place[64];
	(void)snprintf(place, sizeof(place), "lote %d, record %d", reader->lote, reader->record);
	field_find(reader->report, FINDING_VIOLATION, place, record->layout, number, NULL, "%s; the record is left out",
		   words);
	return false;
}

static bool take_text(const struct reader *reader, const struct record *record, int number, char *out, size_t size)
{
	return text_copy(record_trimmed(record, number), out, size) ||
	       left_out(reader, record, number, "is longer than its field");
}

/* Digits that lost their zero fill in XML get it back; nothing but zeros is nothing. */
static bool take_code(const struct reader *reader, const struct record *record, int number, size_t width, char *out,
		      size_t size)
{
	struct text value = record_trimmed(record, number);
	if (text_all(value, '0'))
		value.len = 0;
	while (value.len > width && value.at[0] == '0') {
		value.at++;
		value.len--;
	}
	if (value.len >= size)
		return left_out(reader, record, number, "is longer than its field");
	size_t zeros = text_is_digits(value) && value.len < width ? width - value.len : 0;
	memset(out, '0', zeros);
	if (value.len > 0)
		memcpy(out + zeros, value.at, value.len);
	out[zeros + value.len] = '\0';
	return true;
}

static bool take_date(const struct reader *reader, const struct record *record, int number, struct date *ret_date)
{
	struct err err;
	struct text value = record_trimmed(record, number);
	if (text_all(value, '0')) {
		*ret_date = DATE_NONE;
		return true;
	}
	return date_parse_ddmmyyyy(value, ret_date, &err) == OK ||
	       left_out(reader, record, number, "is not a day as DDMMAAAA");
}

static bool take_cents(const struct reader *reader, const struct record *record, int number, int64_t *ret_cents)
{
	struct err err;
	return lote_cents(record, number, reader->money, ret_cents, &err) == OK ||
	       left_out(reader, record, number, "is no amount");
}

static void add_irregularity(struct told *told, struct text code)
{
	if (told->irregularities_count >= (int)ARRAY_LEN(told->irregularities) || code.len == 0 || code.len > 2)
		return;
	char *out = told->irregularities[told->irregularities_count++];
	if (code.len == 1 && text_is_digits(code))
		(void)snprintf(out, 3, "0%c", code.at[0]);
	else
		(void)text_copy(code, out, 3);
}

/* Fields 38 and 47. Zeros are fillers where no title is refused, but "00" in field 38 of a refusal is a code of Acre.
 */
static bool take_irregularities(const struct reader *reader, const struct record *record, struct told *told)
{
	struct text code = record_trimmed(record, T_IRREGULARITY);
	if (code.len > 2)
		return left_out(reader, record, T_IRREGULARITY, "is longer than its field");
	if (reader->kind == LOTE_AND)
		return text_copy(code, told->status, sizeof(told->status));
	if (told->occurrence != ' ' || !text_all(code, '0'))
		add_irregularity(told, code);
	struct text more = record_trimmed(record, T_MORE_IRREGULARITIES);
	for (size_t i = 0; i + 2 <= more.len && i < 8; i += 2) {
		struct text next = text_trim((struct text){more.at + i, 2});
		if (!text_all(next, '0'))
			add_irregularity(told, next);
	}
	return true;
}

static bool take_key(const struct reader *reader, const struct record *record, struct told *told)
{
	if (!take_text(reader, record, T_NOSSO_NUMERO, told->nosso_numero, sizeof(told->nosso_numero)))
		return false;
	return told->nosso_numero[0] != '\0' ||
	       left_out(reader, record, T_NOSSO_NUMERO, "is blank, so that nobody knows which title it is");
}

static bool take_occurrence(const struct reader *reader, const struct record *record, struct told *told)
{
	struct text value = record_trimmed(record, T_OCCURRENCE);
	told->occurrence = value.len == 1 ? value.at[0] : ' ';
	return value.len <= 1 || left_out(reader, record, T_OCCURRENCE, "is longer than its field");
}

/* What is taken over must be printable ASCII, as the columns hold bytes of a set that nobody declares. */
static bool is_plain(const struct reader *reader, const struct record *record)
{
	static const int numbers[] = {
		T_NOSSO_NUMERO, T_NUMBER, T_NOTARY, T_PROTOCOL, T_OCCURRENCE, T_IRREGULARITY, T_MORE_IRREGULARITIES};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		struct text value = record_trimmed(record, numbers[i]);
		for (size_t k = 0; k < value.len; k++)
			if (value.at[k] < ' ' || value.at[k] > '~')
				return left_out(reader, record, numbers[i], "has a character outside printable ASCII");
	}
	return true;
}

static bool take_record(const struct reader *reader, const struct record *record, struct told *told)
{
	*told = (struct told){.kind = told_kind_of(reader->kind)};
	(void)text_copy(reader->comarca, told->comarca_ibge, sizeof(told->comarca_ibge));
	return is_plain(reader, record) && take_key(reader, record, told) &&
	       take_text(reader, record, T_NUMBER, told->title_number, sizeof(told->title_number)) &&
	       take_code(reader, record, T_NOTARY, 2, told->notary, sizeof(told->notary)) &&
	       take_text(reader, record, T_PROTOCOL, told->protocol, sizeof(told->protocol)) &&
	       take_date(reader, record, T_PROTOCOL_ON, &told->protocol_on) &&
	       take_date(reader, record, T_OCCURRED_ON, &told->occurred_on) && take_occurrence(reader, record, told) &&
	       take_irregularities(reader, record, told) && take_cents(reader, record, T_AMOUNT, &told->amount_cents) &&
	       take_cents(reader, record, T_BALANCE, &told->balance_cents) &&
	       take_cents(reader, record, T_NOTARY_FEE, &told->notary_fee_cents) &&
	       take_cents(reader, record, T_DISTRIBUTION, &told->distribution_cents) &&
	       take_cents(reader, record, T_RECORDING, &told->recording_cents) &&
	       take_cents(reader, record, T_OTHER, &told->other_cents);
}

/* A co-debtor's record tells the same of the same title again. */
static bool is_codebtor(const struct reader *reader, const struct record *record)
{
	return lote_count(record, T_DEBTOR_CONTROL) > 1 && reader->last_nosso_numero[0] != '\0' &&
	       text_is(record_trimmed(record, T_NOSSO_NUMERO), reader->last_nosso_numero);
}

static void on_transaction(struct reader *reader, const struct record *record)
{
	reader->record++;
	if (!reader->of_kind) {
		(void)left_out(reader, record, T_RECORD, "belongs to a lote of another kind of file");
		return;
	}
	if (is_codebtor(reader, record))
		return;
	struct cra_told *told = &reader->records[reader->count];
	if (!take_record(reader, record, &told->told))
		return;
	if (text_all(text_of(told->told.protocol), '0'))
		told->told.protocol[0] = '\0';
	told->lote = reader->lote;
	told->record = reader->record;
	(void)snprintf(reader->last_nosso_numero, sizeof(reader->last_nosso_numero), "%s", told->told.nosso_numero);
	reader->count++;
}

static enum rc begin_lote(struct reader *reader, const struct lote_walk *walk, const struct record *header,
			  struct err *reterr)
{
	reader->lote++;
	reader->record = 0;
	reader->last_nosso_numero[0] = '\0';
	reader->of_kind = header == NULL || text_is(record_trimmed(header, H_TYPE), lote_kind_names[reader->kind]);
	reader->comarca = lote_walk_comarca(walk);
	if (header != NULL && record_trimmed(header, H_COMARCA).len > 0)
		reader->comarca = record_trimmed(header, H_COMARCA);
	return lote_money_of(walk, &reader->money, reterr);
}

static enum rc walk_records(struct reader *reader, struct lote_walk walk, struct err *reterr)
{
	struct record record;
	enum lote_event event = LOTE_END;
	bool in_lote = false;
	int unknown = 0;
	do {
		enum rc rc = lote_walk_next(&walk, &event, &record, &unknown, reterr);
		if (rc == OK && (event == LOTE_HEADER || (event == LOTE_TRANSACTION && !in_lote))) {
			rc = begin_lote(reader, &walk, event == LOTE_HEADER ? &record : NULL, reterr);
			in_lote = true;
		}
		if (rc != OK)
			return rc;
		if (event == LOTE_TRANSACTION)
			on_transaction(reader, &record);
		if (event == LOTE_TRAILER || event == LOTE_COMARCA)
			in_lote = false;
	} while (event != LOTE_END);
	return OK;
}

static enum rc count_transactions(struct lote_walk walk, size_t *ret_count, struct err *reterr)
{
	struct record record;
	enum lote_event event = LOTE_END;
	int unknown = 0;
	size_t count = 0;
	do {
		enum rc rc = lote_walk_next(&walk, &event, &record, &unknown, reterr);
		if (rc != OK)
			return rc;
		count += event == LOTE_TRANSACTION;
	} while (event != LOTE_END);
	*ret_count = count;
	return OK;
}

static enum rc read_records(struct arena *arena, struct reader *reader, const struct lote_walk *walk,
			    struct cra_told **ret_records, int *ret_count, struct err *reterr)
{
	size_t count = 0;
	enum rc rc = count_transactions(*walk, &count, reterr);
	if (rc != OK)
		return rc;
	reader->records = arena_array(arena, count + 1, sizeof(*reader->records));
	if (reader->records == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %zu records", count);
	rc = walk_records(reader, *walk, reterr);
	if (rc != OK)
		return rc;
	*ret_records = reader->records;
	*ret_count = reader->count;
	return OK;
}

/* A <relatorio> without records: nothing there (0003 to 0008), or the CRA refused to answer. */
static enum rc check_answer(struct arena *arena, xmlNodePtr root, struct err *reterr)
{
	xmlNodePtr comarca = xml_child(root, "comarca");
	xmlNodePtr parent = comarca != NULL && xml_child(comarca, "codigo") != NULL ? comarca : root;
	const char *content = xml_content(arena, xml_child(parent, "codigo"));
	const char *words = xml_content(arena, xml_child(parent, "ocorrencia"));
	struct text code = text_trim(text_of(content));
	bool has_record = comarca != NULL ? xml_child(comarca, "hd") != NULL || xml_child(comarca, "tr") != NULL
					  : xml_child(root, "hd") != NULL || xml_child(root, "tr") != NULL;
	bool nothing = code.len == 4 && text_starts(code, "000") && code.at[3] >= '3' && code.at[3] <= '8';
	if (has_record || code.len == 0 || nothing || text_is(code, "0000"))
		return OK;
	(void)err_set(reterr, ERR_REJECTED, "the CRA answers: %.200s", words != NULL ? words : "(no words)");
	if (reterr != NULL)
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%.*s", (int)(code.len < 16 ? code.len : 16),
			       code.at);
	return ERR_REJECTED;
}

static void tell_variants(unsigned variants, struct report *report)
{
	if ((variants & XML_VARIANT_BLANKS) != 0)
		report_add(report, FINDING_NOTE, "file", "", "XML form", "blanks stand before the XML declaration");
	if ((variants & XML_VARIANT_ENCODING) != 0)
		report_add(report, FINDING_NOTE, "file", "", "XML form",
			   "the declared encoding is not the one of the bytes");
	if ((variants & XML_VARIANT_UNCLOSED) != 0)
		report_add(report, FINDING_NOTE, "file", "", "XML form", "an end tag is missing");
}

static enum rc read_xml(struct arena *arena, struct text bytes, struct reader *reader, struct cra_told **ret_records,
			int *ret_count, struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	unsigned variants = 0;
	enum rc rc = xml_parse_lenient(bytes, &doc, &variants, reterr);
	if (rc == ERR_FORMAT || rc == ERR_RANGE) {
		if (reterr != NULL)
			reterr->code = ERR_UNREADABLE;
		return ERR_UNREADABLE;
	}
	if (rc != OK)
		return rc;
	xmlNodePtr root = xml_root(doc);
	if (!lote_is_root(root, reader->kind))
		return err_set(reterr, ERR_UNREADABLE, "the root element is <%.60s>; <%s> is right",
			       (const char *)root->name, lote_root_name(reader->kind));
	rc = check_answer(arena, root, reterr);
	if (rc != OK)
		return rc;
	tell_variants(variants, reader->report);
	rc = lote_check_root(arena, reader->kind, root, reader->report, reterr);
	if (rc != OK)
		return rc;
	struct lote_walk walk;
	lote_walk_xml(&walk, arena, root);
	return read_records(arena, reader, &walk, ret_records, ret_count, reterr);
}

static bool has_record_line(struct text bytes)
{
	struct text line;
	while (bytes.len > 0 && text_next(&bytes, '\n', &line)) {
		line = text_trim_right(line, '\r');
		if (line.len == LOTE_WIDTH && (line.at[0] == '0' || line.at[0] == '1' || line.at[0] == '9'))
			return true;
	}
	return false;
}

enum rc cra_lote_read(struct arena *arena, enum cra_lote_kind kind, struct text bytes, struct cra_told **ret_records,
		      int *ret_count, struct report *report, struct err *reterr)
{
	struct reader reader = {.kind = kind_of(kind), .report = report};
	struct text start = text_trim(bytes);
	if (start.len > 0 && (start.at[0] == '<' || (unsigned char)start.at[0] >= 0x80))
		return read_xml(arena, bytes, &reader, ret_records, ret_count, reterr);
	if (!has_record_line(bytes))
		return err_set(reterr, ERR_UNREADABLE, "this is neither XML nor text of %d columns", LOTE_WIDTH);
	enum rc rc = lote_check_columns(arena, reader.kind, bytes, report, reterr);
	if (rc != OK)
		return rc;
	struct lote_walk walk;
	lote_walk_columns(&walk, bytes);
	return read_records(arena, &reader, &walk, ret_records, ret_count, reterr);
}
