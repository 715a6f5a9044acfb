#include "domain/ibge.h"
#include "domain/money.h"
#include "domain/taxid.h"
#include "wire/spc_batch.h"
#include "wire/spc_codes.h"

/* Columns 1 to 324 of a removal repeat those of the inclusion, so both kinds of movement have the same rules here. */

#define FIND(checker, level, record, number, rule, ...)                                                                \
	field_find((checker)->report, level, (checker)->place, (record)->layout, number, rule, __VA_ARGS__)
#define VIOLATION(checker, record, number, ...) FIND(checker, FINDING_VIOLATION, record, number, NULL, __VA_ARGS__)
#define NOTE(checker, record, number, ...)      FIND(checker, FINDING_NOTE, record, number, NULL, __VA_ARGS__)

/* CDC art. 43 §1: a record stands at most five years, counted from the due date. */
#define LISTED_MONTHS_MAX 60
#define ADULT_MONTHS      (18 * 12)

/* Between these years no eight digits are a day in both forms. */
#define YEAR_MIN 1900
#define YEAR_MAX 2199

static bool is_of_our_time(struct date day)
{
	int year;
	int month;
	int number;
	date_split(day, &year, &month, &number);
	return year >= YEAR_MIN && year <= YEAR_MAX;
}

struct date spc_batch_day(struct spc_batch_checker *checker, const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	struct date day;
	if (value.len != 8 || !text_is_digits(value)) {
		if (value.len > 0 && text_is_digits(value))
			VIOLATION(checker, record, number, "is no day; right is DDMMAAAA");
		return DATE_NONE; /* missing, or no number: told already */
	}
	if (date_parse_ddmmyyyy(value, &day, NULL) == OK && !date_is_none(day) && is_of_our_time(day)) {
		checker->ddmmyyyy++;
		return day;
	}
	if (date_parse_yyyymmdd(value, &day, NULL) == OK && !date_is_none(day) && is_of_our_time(day)) {
		checker->yyyymmdd++;
		return day;
	}
	VIOLATION(checker, record, number, "is no day; right is DDMMAAAA");
	return DATE_NONE;
}

/* 1 is a CNPJ, 2 a CPF; 15 digits with zeros on the left. */
static void check_document(struct spc_batch_checker *checker, const struct record *record, int type_number,
			   int document_number)
{
	struct text type = record_trimmed(record, type_number);
	struct text document = record_trimmed(record, document_number);
	size_t length = text_is(type, "1") ? 14 : text_is(type, "2") ? 11 : 0;
	struct taxid taxid;
	struct err err = {0};
	if (type.len > 0 && length == 0)
		VIOLATION(checker, record, type_number, "right is 1 (CNPJ) or 2 (CPF)");
	if (length == 0 || document.len != 15 || !text_is_digits(document))
		return;
	struct text zeros = {document.at, document.len - length};
	struct text digits = {document.at + zeros.len, length};
	if (!text_all(zeros, '0'))
		VIOLATION(checker, record, document_number, "has more digits than a %s, which has %zu",
			  length == 11 ? "CPF" : "CNPJ", length);
	else if (taxid_parse(digits, &taxid, &err) != OK)
		VIOLATION(checker, record, document_number, "is no %s: %s", length == 11 ? "CPF" : "CNPJ", err.words);
}

static bool is_blank(const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	return value.len == 0 || text_all(value, '0');
}

/* The notice goes to this address. */
static void check_address(struct spc_batch_checker *checker, const struct record *record)
{
	static const int parts[] = {BC_STREET, BC_DISTRICT, BC_CEP, BC_CITY, BC_STATE};
	struct text state = record_trimmed(record, BC_STATE);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (is_blank(record, parts[i]))
			NOTE(checker, record, parts[i], "is blank; the notice to the debtor goes to this address");
	if (state.len > 0 && !ibge_is_state(state))
		VIOLATION(checker, record, BC_STATE, "is no state; right are its two capital letters");
}

/* Up to five codes of two digits, zeros for "accepted". Nobody publishes the list. */
static void check_return(struct spc_batch_checker *checker, const struct record *record, int number)
{
	struct text codes = record_trimmed(record, number);
	if (checker->kind != SPC_BATCH_RETORNO || codes.len == 0 || text_all(codes, '0'))
		return;
	if (!text_is_digits(codes) || codes.len % 2 != 0)
		VIOLATION(checker, record, number, "right are up to five codes of two digits, or zeros");
	else
		NOTE(checker, record, number,
		     "refused with %.*s, two digits a code; the list of codes is not published", TEXT_ARG(codes));
}

void spc_batch_check_consumer(struct spc_batch_checker *checker, const struct record *record)
{
	check_document(checker, record, BC_DOCUMENT_TYPE, BC_DOCUMENT);
	check_address(checker, record);
	check_return(checker, record, BC_RETURN);
}

static void check_codes(struct spc_batch_checker *checker, const struct record *record)
{
	static const struct {
		int number;
		enum spc_code kind;
	} codes[] = {
		{BD_DEBTOR_TYPE, SPC_CODE_DEBTOR_TYPE},
		{BD_NATURE, SPC_CODE_NATURE},
		{BD_MOTIVE, SPC_CODE_MOTIVE},
	};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		char key[FIELD_KEY_BYTES];
		struct text code = record_trimmed(record, codes[i].number);
		if (code.len == 0 || (codes[i].kind == SPC_CODE_MOTIVE && text_all(code, '0')))
			continue;
		spc_check_code(checker->report, checker->place,
			       field_key(record->layout, layout_field(record->layout, codes[i].number), key),
			       codes[i].kind, code);
	}
}

static void check_operation(struct spc_batch_checker *checker, const struct record *record)
{
	struct text operation = record_trimmed(record, BD_OPERATION);
	bool has_motive = !is_blank(record, BD_MOTIVE);
	if (operation.len > 0 && !text_is(operation, "I") && !text_is(operation, "E"))
		VIOLATION(checker, record, BD_OPERATION, "right is I (include) or E (remove)");
	if (text_is(operation, "E") && !has_motive)
		VIOLATION(checker, record, BD_MOTIVE, "is blank; a removal tells its motive");
	if (text_is(operation, "I") && has_motive)
		VIOLATION(checker, record, BD_MOTIVE, "tells a motive; right is blank, as this is no removal");
}

static void check_due(struct spc_batch_checker *checker, const struct record *record, struct date due)
{
	char is[DATE_TEXT_BYTES];
	char on[DATE_TEXT_BYTES];
	struct date today = checker->report->on;
	if (date_is_none(due) || date_is_none(today))
		return;
	struct date end = date_plus_months(due, LISTED_MONTHS_MAX);
	if (date_compare(due, today) > 0)
		FIND(checker, FINDING_VIOLATION, record, BD_DUE_ON, "overdue debts only",
		     "is %s, which is to come on %s; right is a day before", date_iso(due, is), date_iso(today, on));
	else if (date_compare(due, today) == 0)
		FIND(checker, FINDING_NOTE, record, BD_DUE_ON, "overdue debts only",
		     "is this very day, %s; a debt is overdue from the day after", date_iso(due, is));
	else if (date_compare(end, today) <= 0)
		FIND(checker, FINDING_VIOLATION, record, BD_DUE_ON, "CDC art. 43 §1",
		     "is %s, five years ago or more on %s; such a debt is never listed", date_iso(due, is),
		     date_iso(today, on));
}

/* D2.07 is no later than the debt; under 18 then is under 18 at the purchase. */
static void check_birth(struct spc_batch_checker *checker, struct date since)
{
	char is[DATE_TEXT_BYTES];
	struct date born = DATE_NONE;
	struct date day = date_is_none(since) ? checker->report->on : since;
	const struct record *consumer = &checker->consumer;
	if (!checker->has_consumer || date_is_none(day) ||
	    date_parse_ddmmyyyy(record_trimmed(consumer, BC_BORN_ON), &born, NULL) != OK || date_is_none(born) ||
	    !text_is(record_trimmed(consumer, BC_DOCUMENT_TYPE), "2"))
		return;
	if (date_compare(date_plus_months(born, ADULT_MONTHS), day) > 0)
		FIND(checker, FINDING_VIOLATION, consumer, BC_BORN_ON, "minor",
		     "the debtor was under 18 on %s; a minor is not listed", date_iso(day, is));
}

/* The debt names its consumer again. */
static void check_consumer_of(struct spc_batch_checker *checker, const struct record *record)
{
	static const struct {
		int debt;
		int consumer;
	} same[] = {{BD_DOCUMENT_TYPE, BC_DOCUMENT_TYPE}, {BD_DOCUMENT, BC_DOCUMENT}};
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (!text_equal(record_trimmed(record, same[i].debt),
				record_trimmed(&checker->consumer, same[i].consumer)))
			VIOLATION(checker, record, same[i].debt, "is not that of the consumer record before it");
}

void spc_batch_check_debt(struct spc_batch_checker *checker, const struct record *record)
{
	struct text value = record_trimmed(record, BD_AMOUNT);
	struct date due = spc_batch_day(checker, record, BD_DUE_ON);
	struct date since = spc_batch_day(checker, record, BD_SINCE);
	check_document(checker, record, BD_DOCUMENT_TYPE, BD_DOCUMENT);
	check_operation(checker, record);
	check_codes(checker, record);
	if (value.len > 0 && text_all(value, '0'))
		VIOLATION(checker, record, BD_AMOUNT, "is zero; right is the value of the debt");
	if (!date_is_none(due) && !date_is_none(since) && date_compare(since, due) > 0)
		NOTE(checker, record, BD_SINCE, "is after the due date; the oldest due date of the debt is usual here");
	if (checker->has_consumer)
		check_consumer_of(checker, record);
	if (text_is(record_trimmed(record, BD_OPERATION), "I")) {
		check_due(checker, record, due);
		check_birth(checker, since);
	}
	check_return(checker, record, BD_RETURN);
}
