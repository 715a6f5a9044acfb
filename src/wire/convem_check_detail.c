#include <string.h>

#include "domain/codes.h"
#include "domain/ibge.h"
#include "domain/money.h"
#include "domain/taxid.h"
#include "wire/convem.h"
#include "wire/serasa_codes.h"

/* Law of the record, not of the layout. */
#define AGE_MONTHS      (18 * 12)
#define SHOWN_MONTHS    (5 * 12)      /* code 017; CDC art. 43 § 1 */
#define INCLUDED_MONTHS (4 * 12 + 11) /* at inclusion, as sources have it */
#define REST_CENTS_MIN  1000

#define FIND(look, level, number, rule, ...)                                                                           \
	field_find((look)->report, level, (look)->place, (look)->record->layout, number, rule, __VA_ARGS__)
#define WRONG(look, number, rule, ...) FIND(look, FINDING_VIOLATION, number, rule, __VA_ARGS__)

static bool is_included(const struct convem_look *look)
{
	return look->kind == CONVEM_INCLUDE || look->kind == CONVEM_INCLUDE_GUARANTOR;
}

/* The empty slice for a field that the record does not have. */
static struct text value_of(const struct convem_look *look, int number)
{
	return number > 0 ? record_trimmed(look->record, number) : (struct text){"", 0};
}

/* Blank or zeros: nothing is said. */
static bool is_nothing(struct text value)
{
	return text_all(value, '0');
}

/* DATE_NONE when it is empty or no date; the latter has been told. */
static struct date date_of(const struct convem_look *look, int number)
{
	struct date date;
	return number > 0 && date_parse_yyyymmdd(value_of(look, number), &date, NULL) == OK ? date : DATE_NONE;
}

static bool is_one_of(struct text value, const char *letters)
{
	return value.len == 1 && strchr(letters, value.at[0]) != NULL;
}

bool convem_has_guarantor(const struct convem_detail *detail, const struct record *record)
{
	return record_trimmed(record, detail->guarantor.person).len > 0 ||
	       !is_nothing(record_trimmed(record, detail->guarantor.taxid));
}

/* The codes of one person's fields. */
struct person_rules {
	const char *person; /* neither F nor J */
	const char *kind;   /* not the document of such a person */
	const char *taxid;  /* the digits */
};

/* The document without the zeros that fill it: 11 characters of an F, 14 of a J; a guess where neither is said. */
static bool taxid_of(struct text filled, struct text person, struct taxid *ret_taxid, struct err *reterr)
{
	size_t width = text_is(person, "F") || (!text_is(person, "J") && text_starts(filled, "0000")) ? 11 : 14;
	if (filled.len != 15 || !text_all((struct text){filled.at, 15 - width}, '0')) {
		(void)err_set(reterr, ERR_FORMAT, "it has not the %zu characters of a %s, zero filled to 15", width,
			      width == 11 ? "CPF" : "CNPJ");
		return false;
	}
	return taxid_parse((struct text){filled.at + 15 - width, width}, ret_taxid, reterr) == OK;
}

static void check_rg(const struct convem_look *look, const struct convem_person *who)
{
	struct text rg = value_of(look, who->rg);
	struct text uf = value_of(look, who->rg_uf);
	struct text kind = value_of(look, who->rg_kind);
	if (!is_nothing(kind) && !text_is(kind, "3"))
		WRONG(look, who->rg_kind, NULL, "is \"%.*s\"; 3 (RG) or a blank is right", TEXT_ARG(kind));
	if (rg.len > 0 && !is_nothing(rg) && text_is(value_of(look, who->person), "J"))
		WRONG(look, who->rg, NULL, "a company has no RG");
	if (rg.len > 0 && !is_nothing(rg) && uf.len == 0)
		WRONG(look, who->rg_uf, "167", "is missing; the state of the RG is wanted");
	if (is_nothing(rg) && uf.len > 0)
		WRONG(look, who->rg_uf, "289", "a state without an RG");
	if (uf.len > 0 && !ibge_is_state(uf))
		WRONG(look, who->rg_uf, "489", "\"%.*s\" is no state", TEXT_ARG(uf));
}

static void check_person(const struct convem_look *look, const struct convem_person *who,
			 const struct person_rules *rules)
{
	struct text person = value_of(look, who->person);
	struct text kind = value_of(look, who->kind);
	struct text taxid = value_of(look, who->taxid);
	if (person.len > 0 && !is_one_of(person, "FJ"))
		WRONG(look, who->person, rules->person, "is \"%.*s\"; F or J is right", TEXT_ARG(person));
	const char *right = text_is(person, "F") ? "2" : text_is(person, "J") ? "1" : NULL;
	if (!is_nothing(kind) && right != NULL && !text_is(kind, right))
		WRONG(look, who->kind, rules->kind, "is \"%.*s\"; with person type %.*s, %s is right (1 CNPJ, 2 CPF)",
		      TEXT_ARG(kind), TEXT_ARG(person), right);
	else if (!is_nothing(kind) && right == NULL && !is_one_of(kind, "12"))
		WRONG(look, who->kind, rules->kind, "is \"%.*s\"; 1 (CNPJ) or 2 (CPF) is right", TEXT_ARG(kind));
	struct taxid parsed;
	struct err err = {0};
	if (text_is_digits(taxid) && !taxid_of(taxid, person, &parsed, &err))
		WRONG(look, who->taxid, rules->taxid, "%s", err.words);
	check_rg(look, who);
}

static void check_persons(const struct convem_look *look)
{
	static const struct person_rules principal = {"009", "103", "029"};
	static const struct person_rules guarantor = {"010", "103", "031"};
	static const struct person_rules creditor = {"171", "172", "174"};
	const struct convem_detail *detail = look->detail;
	check_person(look, &detail->principal, &principal);
	if (look->kind == CONVEM_INCLUDE_GUARANTOR || look->kind == CONVEM_EXCLUDE_GUARANTOR)
		check_person(look, &detail->guarantor, &guarantor);
	if (detail->creditor.taxid == 0)
		return;
	check_person(look, &detail->creditor, &creditor);
	if (text_equal(value_of(look, detail->creditor.taxid), value_of(look, detail->principal.taxid)))
		WRONG(look, detail->creditor.taxid, "286", "creditor and debtor are the same");
	if (value_of(look, detail->creditor_product).len > 0)
		FIND(look, FINDING_NOTE, detail->creditor_product, NULL,
		     "is blank in the usual layout; a consortium writes a product code here");
}

/* The informant's CNPJ: its root in the header, branch and check digits here. */
static void check_branch(const struct convem_look *look)
{
	char whole[16];
	struct taxid taxid;
	struct err err = {0};
	struct text branch = value_of(look, look->detail->branch);
	if (look->root.len != 8 || branch.len != 6 || !text_is_digits(branch) ||
	    (!is_included(look) && is_nothing(branch)))
		return;
	memcpy(whole, look->root.at, 8);
	memcpy(whole + 8, branch.at, 6);
	if (taxid_parse((struct text){whole, 14}, &taxid, &err) != OK)
		WRONG(look, look->detail->branch, "026", "with the header's root it makes no CNPJ: %s", err.words);
}

static void check_occurrence(const struct convem_look *look)
{
	const struct convem_detail *detail = look->detail;
	struct date occurred_on = date_of(look, detail->occurred_on);
	struct date ends_on = date_of(look, detail->ends_on);
	char day[DATE_TEXT_BYTES];
	char of_file[DATE_TEXT_BYTES];
	if (value_of(look, detail->occurred_on).len > 0 && is_nothing(value_of(look, detail->occurred_on)))
		WRONG(look, detail->occurred_on, "014", "is zeros; the due date of the debt is right");
	if (date_is_none(occurred_on))
		return;
	if (!date_is_none(ends_on) && date_compare(ends_on, occurred_on) < 0)
		WRONG(look, detail->ends_on, "165",
		      "is before the occurrence; the same day is right where there is no end");
	if (detail->bank > 0 && date_compare(ends_on, occurred_on) != 0)
		WRONG(look, detail->ends_on, "166", "of a cheque is the day of the occurrence");
	if (date_is_none(look->moved_on))
		return;
	(void)date_iso(occurred_on, day);
	(void)date_iso(look->moved_on, of_file);
	if (date_compare(occurred_on, look->moved_on) > 0)
		WRONG(look, detail->occurred_on, "016", "%s is after the date of the file, %s: the debt is not due",
		      day, of_file);
	else if (date_compare(occurred_on, look->moved_on) == 0)
		WRONG(look, detail->occurred_on, "156", "%s is the date of the file; a debt is at least 1 day late",
		      day);
	else if (date_compare(date_plus_months(occurred_on, SHOWN_MONTHS), look->moved_on) <= 0)
		WRONG(look, detail->occurred_on, "017", "%s is five years or more before the date of the file, %s", day,
		      of_file);
	else if (date_compare(date_plus_months(occurred_on, INCLUDED_MONTHS), look->moved_on) <= 0)
		FIND(look, FINDING_NOTE, detail->occurred_on, "017",
		     "%s is four years and eleven months or more before the date of the file; sources differ whether "
		     "it is "
		     "still taken",
		     day);
}

static void check_debtor_dates(const struct convem_look *look)
{
	const struct convem_detail *detail = look->detail;
	struct date born_on = date_of(look, detail->born_on);
	struct date committed_on = date_of(look, detail->committed_on);
	if (date_is_none(look->moved_on))
		return;
	if (!date_is_none(born_on) && date_compare(date_plus_months(born_on, AGE_MONTHS), look->moved_on) > 0)
		WRONG(look, detail->born_on, "121", "is under 18 on the date of the file; such a person is not listed");
	if (!date_is_none(committed_on) && date_compare(committed_on, look->moved_on) > 0)
		WRONG(look, detail->committed_on, "356", "is after the date of the file");
}

/* Two letters and a blank; " DC" is a known slip. */
static void check_nature(const struct convem_look *look)
{
	struct text raw = record_get(look->record, look->detail->nature);
	struct text nature = value_of(look, look->detail->nature);
	if (nature.len == 0)
		return;
	if (raw.at[0] == ' ' || nature.len != 2) {
		WRONG(look, look->detail->nature, "035", "is \"%.*s\"; two letters on the left and a blank are right",
		      TEXT_ARG(raw));
		return;
	}
	const char *wrong = serasa_nature_wrong(look->report, nature);
	if (wrong != NULL)
		WRONG(look, look->detail->nature, "035", "%s", wrong);
}

static void check_motive(const struct convem_look *look)
{
	enum finding_level level;
	const char *rule;
	struct text motive = value_of(look, look->detail->motive);
	if (motive.len == 0 || is_included(look))
		return;
	const char *wrong = serasa_motive_wrong(look->report, SERASA_FILE, motive, &level, &rule);
	if (wrong != NULL)
		FIND(look, level, look->detail->motive, rule[0] != '\0' ? rule : NULL, "%s", wrong);
}

/* ERR_FORMAT has been told by the field's type. */
static void check_amount(const struct convem_look *look)
{
	char digits[16];
	size_t len = 0;
	int64_t cents;
	struct text value = value_of(look, look->detail->amount);
	for (size_t i = 0; i < value.len && len < sizeof(digits); i++)
		if (value.at[i] != ',')
			digits[len++] = value.at[i];
	if (value.len == 0 || money_parse_cents((struct text){digits, len}, &cents, NULL) != OK)
		return;
	if (cents == 0)
		WRONG(look, look->detail->amount, "168", "is zero; the value of the debt is right");
	else if (cents < REST_CENTS_MIN)
		FIND(look, FINDING_NOTE, look->detail->amount, "219",
		     "is under 10.00, which the REST interface refuses; the least value of the file is not published");
}

static void check_contract(const struct convem_look *look)
{
	int number = look->detail->contract;
	struct text raw = record_get(look->record, number);
	if (look->detail->bank > 0)
		return;
	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.at[i];
		bool may = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '/' || c == '-' || c == '.' ||
			   c == ' ';
		if (may)
			continue;
		WRONG(look, number, "085", "character %zu is none of 0-9, A-Z, '/', '-', '.' and blank", i + 1);
		return;
	}
}

static void check_cheque(const struct convem_look *look)
{
	struct text alinea = value_of(look, look->detail->alinea);
	const int parts[] = {look->detail->bank, look->detail->agency, look->detail->cheque, look->detail->account};
	static const char *const rules[] = {"170", "044", "065", "064"};
	if (look->detail->bank == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (value_of(look, parts[i]).len > 0 && is_nothing(value_of(look, parts[i])))
			WRONG(look, parts[i], rules[i], "is zeros; a cheque has one");
	if (text_is_digits(alinea) && !text_is(alinea, "12") && !text_is(alinea, "13") && !text_is(alinea, "14"))
		WRONG(look, look->detail->alinea, "072", "is %.*s; 12, 13 or 14 is right", TEXT_ARG(alinea));
}

/* 011: what has no letters is no name. */
static void check_name(const struct convem_look *look)
{
	struct text name = value_of(look, look->detail->name);
	size_t letters = 0;
	for (size_t i = 0; i < name.len; i++)
		letters += (name.at[i] >= 'A' && name.at[i] <= 'Z') || (name.at[i] >= 'a' && name.at[i] <= 'z');
	if (name.len > 0 && letters < 2)
		WRONG(look, look->detail->name, "011", "holds no name");
	if (name.len > 0 && record_get(look->record, look->detail->name).at[0] == ' ')
		WRONG(look, look->detail->name, "011", "begins with a blank; text stands on the left");
}

static void check_address(const struct convem_look *look)
{
	struct text uf = value_of(look, look->detail->uf);
	struct text cep = value_of(look, look->detail->cep);
	if (uf.len > 0 && !ibge_is_state(uf))
		WRONG(look, look->detail->uf, "111", "\"%.*s\" is no state", TEXT_ARG(uf));
	if (cep.len > 0 && is_nothing(cep))
		WRONG(look, look->detail->cep, "112", "is zeros; the CEP of the address is right");
}

static void check_ways(const struct convem_look *look)
{
	const struct convem_detail *detail = look->detail;
	struct text sms = value_of(look, detail->sms);
	struct text notice = value_of(look, detail->notice);
	if (sms.len > 0 && !is_one_of(sms, "SN"))
		WRONG(look, detail->sms, NULL, "is \"%.*s\"; S, N or a blank is right", TEXT_ARG(sms));
	if (notice.len > 0 && !is_one_of(notice, "BCS"))
		WRONG(look, detail->notice, "702", "is \"%.*s\"; B, C, S or a blank is right", TEXT_ARG(notice));
	if (text_is(notice, "B") && look->kind == CONVEM_INCLUDE_GUARANTOR)
		WRONG(look, detail->notice, "704", "a guarantor gets no letter with a boleto");
}

void convem_check_detail(const struct convem_look *look)
{
	check_persons(look);
	check_branch(look);
	check_nature(look);
	check_motive(look);
	check_contract(look);
	if (!is_included(look))
		return;
	check_occurrence(look);
	check_debtor_dates(look);
	check_amount(look);
	check_cheque(look);
	check_name(look);
	check_address(look);
	check_ways(look);
}

int convem_tell_codes(const struct record *record, int number, const char *place, struct report *report)
{
	struct text codes = text_trim_right(record_get(record, number), ' ');
	const struct code_table *table =
		report->codes != NULL ? code_table_find(report->codes, SERASA, "return-codes") : NULL;
	int told = 0;
	for (size_t at = 0; at < codes.len; at += CONVEM_CODE_DIGITS) {
		size_t len = codes.len - at < CONVEM_CODE_DIGITS ? codes.len - at : CONVEM_CODE_DIGITS;
		struct text code = {codes.at + at, len};
		const struct code_entry *entry = code_find(table, code);
		if (text_is(code, "000") || text_trim(code).len == 0)
			continue; /* filler, or a signed receipt; no refusal either way */
		told++;
		if (!text_is_digits(code) || code.len != CONVEM_CODE_DIGITS)
			field_find(report, FINDING_VIOLATION, place, record->layout, number, NULL,
				   "code %zu is no three digits; the record needs a person",
				   at / CONVEM_CODE_DIGITS + 1);
		else if (entry != NULL)
			field_find(report, FINDING_NOTE, place, record->layout, number, entry->code, "%s: %s",
				   entry->meaning, entry->todo);
		else if (table != NULL)
			field_find(report, FINDING_NOTE, place, record->layout, number, NULL,
				   "nobody knows the code %.*s; the record is kept and needs a person", TEXT_ARG(code));
	}
	return told;
}
