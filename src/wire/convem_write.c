#include "wire/convem_write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "domain/ibge.h"
#include "wire/convem.h"
#include "wire/translit.h"

#define DOCUMENT_CHARS   15
#define AMOUNT_CENTS_MAX 999999999999999
#define RECORDS_MAX      50000 /* what LIMIT_DOCUMENT_BYTES holds */
#define ADDRESS_BYTES    512   /* a street of struct address cannot grow beyond it */
#define BLANKS           "                                                                                                    "

/* The values of one detail, as they stand in the columns. */
struct line {
	char branch[7];
	char due_on[9];
	char principal[DOCUMENT_CHARS + 1];
	char guarantor[DOCUMENT_CHARS + 1];
	char name[71];
	char born_on[9];
	char street[46];
	char complement[26];
	char district[21];
	char city[26];
	char uf[3];
	char cep[9];
	char amount[16];
	char issued_on[9];
	char creditor[DOCUMENT_CHARS + 1];
	char creditor_name[46];
	char sequence[12];
};

/* Sticky: the first thing that does not fit is the answer. */
struct filling {
	const struct convem_informant *informant;
	const struct listing *listing;
	const struct debtor *person; /* whose record it is */
	struct line *line;
	struct err *reterr;
	enum rc rc;
};

#define WRONG(filling, name, ...)                                                                                      \
	((filling)->rc = (filling)->rc != OK ? (filling)->rc                                                           \
					     : err_set_at((filling)->reterr, ERR_RANGE, NULL, name, __VA_ARGS__))

static bool is_guarantors(const struct listing *listing)
{
	return listing->guarantor != NULL;
}

/* AAAAMMDD; "" for DATE_NONE. */
static void put_day(struct date day, char out[9])
{
	char iso[DATE_TEXT_BYTES];
	out[0] = '\0';
	if (strlen(date_iso(day, iso)) == 10)
		(void)snprintf(out, 9, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
}

/* `demanded`: it must be there and fit; else it is left out when it does not. */
static void put_text(struct filling *filling, bool demanded, const char *field, const char *utf8, char *out,
		     size_t size)
{
	size_t len = translit_into(text_of(utf8), out, size);
	if (!demanded || (len > 0 && len < size))
		return;
	if (len == 0)
		WRONG(filling, field, "is empty; a record of an inclusion has one");
	else
		WRONG(filling, field,
		      "has %zu characters as capital ASCII; the record has %zu columns, and nothing is cut", len,
		      size - 1);
}

static void put_taxid(struct filling *filling, const char *field, const struct taxid *taxid,
		      char out[DOCUMENT_CHARS + 1])
{
	size_t len = strlen(taxid->digits);
	if (!text_is_digits(text_of(taxid->digits)) || len > DOCUMENT_CHARS) {
		WRONG(filling, field,
		      "is a %s; the columns of CONVEM04 take digits only, so a CNPJ with letters cannot go this way",
		      taxid_kind_name(taxid->kind, text_of(taxid->digits)));
		return;
	}
	memset(out, '0', DOCUMENT_CHARS - len);
	memcpy(out + DOCUMENT_CHARS - len, taxid->digits, len + 1);
}

/* 45 columns, and 25 of the complement when they are not enough: parted at the last blank that serves. */
static void put_street(struct filling *filling, bool demanded)
{
	struct line *line = filling->line;
	char whole[ADDRESS_BYTES];
	size_t len = translit_into(text_of(filling->person->address.street), whole, sizeof(whole));
	bool has_complement = filling->informant->creditor_taxid == NULL;
	size_t cut = sizeof(line->street) - 1;
	if (len <= cut || len >= sizeof(whole) || !has_complement) {
		put_text(filling, demanded, "street", filling->person->address.street, line->street,
			 sizeof(line->street));
		return;
	}
	while (cut > 0 && whole[cut] != ' ')
		cut--;
	if (cut > 0 && len - cut - 1 < sizeof(line->complement)) {
		memcpy(line->street, whole, cut);
		line->street[cut] = '\0';
		memcpy(line->complement, whole + cut + 1, len - cut);
	} else if (demanded) {
		WRONG(filling, "street",
		      "has %zu characters as capital ASCII; it must part at a blank into 45 columns and 25 of the "
		      "complement, and nothing is cut",
		      len);
	}
}

static void put_address(struct filling *filling)
{
	const struct address *address = &filling->person->address;
	bool demanded = !filling->listing->removal;
	put_street(filling, demanded);
	put_text(filling, demanded, "district", address->district, filling->line->district,
		 sizeof(filling->line->district));
	put_text(filling, demanded, "city", address->city, filling->line->city, sizeof(filling->line->city));
	if (ibge_is_state(text_of(address->uf)))
		(void)text_copy(text_of(address->uf), filling->line->uf, sizeof(filling->line->uf));
	else if (demanded)
		WRONG(filling, "uf", "is no state");
	if (strlen(address->cep) == 8 && text_is_digits(text_of(address->cep)) && !text_all(text_of(address->cep), '0'))
		(void)text_copy(text_of(address->cep), filling->line->cep, sizeof(filling->line->cep));
	else if (demanded)
		WRONG(filling, "cep", "is not the eight digits of a CEP");
}

/* 085: what Serasa takes in a contract. The text is part of its key, so it is not even raised to capitals. */
static void check_contract(struct filling *filling)
{
	const char *contract = filling->listing->contract;
	size_t len = strlen(contract);
	if (len == 0 || contract[0] == ' ' || contract[len - 1] == ' ')
		WRONG(filling, "number", "is empty or has a blank at an end; the contract is part of the bureau's key");
	else if (strspn(contract, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-. ") != len)
		WRONG(filling, "number", "holds another character than 0-9, A-Z, '/', '-', '.' and blank (code 085)");
}

static void check_name(struct filling *filling)
{
	size_t letters = 0;
	for (const char *at = filling->line->name; *at != '\0'; at++)
		letters += *at >= 'A' && *at <= 'Z';
	if (letters < 2)
		WRONG(filling, "name", "holds no name (code 011)");
}

/* What only an inclusion must have. */
static void put_debt(struct filling *filling)
{
	const struct listing *listing = filling->listing;
	int64_t cents = listing->amount_cents;
	bool has_amount = cents > 0 && cents <= AMOUNT_CENTS_MAX;
	if (has_amount)
		(void)snprintf(filling->line->amount, sizeof(filling->line->amount), "%015lld", (long long)cents);
	put_day(listing->due_on, filling->line->due_on);
	put_day(listing->issued_on, filling->line->issued_on);
	if (listing->removal)
		return;
	if (!has_amount)
		WRONG(filling, "amount", "must be above zero, and has 15 columns with its cents");
	if (filling->line->due_on[0] == '\0')
		WRONG(filling, "due_on", "is missing; it is the day of the occurrence");
}

static void check_nature(struct filling *filling)
{
	const char *nature = filling->informant->nature;
	if (strlen(nature) != 2)
		WRONG(filling, "nature", "is \"%s\"; the two characters of the agreement's natureza are right", nature);
	else if (strcmp(nature, "DC") == 0 || strcmp(nature, "DE") == 0)
		WRONG(filling, "nature",
		      "%s is for cheques: bank, agency, number and reason of return of a cheque are not known here",
		      nature);
}

static void check_informant(struct filling *filling)
{
	const struct convem_informant *informant = filling->informant;
	const struct {
		const char *field;
		const char *digits;
		size_t len_max;
	} numbers[] = {{"contact_area_code", informant->contact_area_code, 4},
		       {"contact_phone", informant->contact_phone, 8}};
	if (informant->taxid->kind != TAXID_CNPJ || !text_is_digits(text_of(informant->taxid->digits)))
		WRONG(filling, "creditor",
		      "the header of CONVEM04 takes the root of a CNPJ in digits; this one is a %s",
		      taxid_kind_name(informant->taxid->kind, text_of(informant->taxid->digits)));
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (!text_is_digits(text_of(numbers[i].digits)) || strlen(numbers[i].digits) > numbers[i].len_max)
			WRONG(filling, numbers[i].field, "must be 1 to %zu digits", numbers[i].len_max);
	size_t contact = translit_into(text_of(informant->contact_name), NULL, 0);
	if (contact == 0 || contact > 70)
		WRONG(filling, "contact_name", "has %zu characters as capital ASCII; 1 to 70 are right", contact);
	if (translit_into(text_of(informant->logon), NULL, 0) > 8)
		WRONG(filling, "logon", "has more than 8 characters");
	if (translit_into(text_of(informant->area), NULL, 0) > 4)
		WRONG(filling, "area", "has more than 4 characters");
}

static void put_creditor(struct filling *filling)
{
	const struct convem_informant *informant = filling->informant;
	if (informant->creditor_taxid == NULL)
		return;
	put_taxid(filling, "creditor", informant->creditor_taxid, filling->line->creditor);
	put_text(filling, true, "creditor", informant->creditor_name, filling->line->creditor_name,
		 sizeof(filling->line->creditor_name));
	if (strcmp(filling->line->creditor, filling->line->principal) == 0)
		WRONG(filling, "taxid", "is the creditor's own: nobody owes himself (code 286)");
}

static enum rc fill(const struct convem_informant *informant, const struct listing *listing, struct line *line,
		    struct err *reterr)
{
	struct filling filling = {.informant = informant, .listing = listing, .line = line, .reterr = reterr, .rc = OK};
	bool name_demanded = !listing->removal || is_guarantors(listing);
	filling.person = is_guarantors(listing) ? listing->guarantor : listing->principal;
	*line = (struct line){0};
	check_informant(&filling);
	check_nature(&filling);
	check_contract(&filling);
	(void)text_copy((struct text){informant->taxid->digits + 8, 6}, line->branch, sizeof(line->branch));
	put_taxid(&filling, "taxid", &listing->principal->taxid, line->principal);
	if (is_guarantors(listing))
		put_taxid(&filling, "taxid", &listing->guarantor->taxid, line->guarantor);
	put_text(&filling, name_demanded, "name", filling.person->name, line->name, sizeof(line->name));
	if (name_demanded)
		check_name(&filling);
	put_day(filling.person->born_on, line->born_on);
	put_address(&filling);
	put_debt(&filling);
	put_creditor(&filling);
	if (listing->removal && (strlen(listing->motive) != 2 || !text_is_digits(text_of(listing->motive))))
		WRONG(&filling, "motive",
		      "\"%s\" is no motivo da baixa; the two digits of the bureau's table are right", listing->motive);
	return filling.rc;
}

enum rc convem_listing_fits(const struct convem_informant *informant, const struct listing *listing, struct err *reterr)
{
	struct line line;
	return fill(informant, listing, &line, reterr);
}

/* Numbers that nobody gives are zeros by their type; what the layout wants blank, and a kind of document without one,
 * is said so. */
static void put_blanks(struct record *record, enum convem_kind kind)
{
	for (int i = 0; i < record->layout->fields_count; i++) {
		const struct field *field = &record->layout->fields[i];
		if (field->use[kind].need == FIELD_BLANK && field->length < (int)sizeof(BLANKS))
			record_set(record, field->number, (struct text){BLANKS, (size_t)field->length});
	}
}

static void set(struct record *record, int number, const char *value)
{
	if (number > 0 && value[0] != '\0')
		record_set(record, number, text_of(value));
}

static void set_person(struct record *record, const struct convem_person *who, const struct taxid *taxid,
		       const char *document)
{
	record_set(record, who->person, text_of(taxid->kind == TAXID_CPF ? "F" : "J"));
	record_set(record, who->kind, text_of(taxid->kind == TAXID_CPF ? "2" : "1"));
	record_set(record, who->taxid, text_of(document));
	if (who->rg_kind > 0)
		record_set(record, who->rg_kind, text_of(" "));
}

/* The form of the detail without a cheque: with a creditor at its end, or without. */
static const struct convem_detail *detail_of(bool names_creditor)
{
	const struct convem_detail *const *each = convem04.details;
	while (*each != NULL && ((*each)->bank > 0 || ((*each)->creditor.taxid > 0) != names_creditor))
		each++;
	assert(*each != NULL);
	return *each;
}

static enum convem_kind kind_of(const struct listing *listing)
{
	if (listing->removal)
		return is_guarantors(listing) ? CONVEM_EXCLUDE_GUARANTOR : CONVEM_EXCLUDE;
	return is_guarantors(listing) ? CONVEM_INCLUDE_GUARANTOR : CONVEM_INCLUDE;
}

/* Telephone, total of the commitment and SMS are not given: they are not needed, and each can be refused. */
static enum rc put_detail(struct buf *out, const struct convem_informant *informant, const struct listing *listing,
			  const struct line *line, struct err *reterr)
{
	const struct convem_detail *detail = detail_of(informant->creditor_taxid != NULL);
	struct record record;
	record_init(&record, detail->layout);
	put_blanks(&record, kind_of(listing));
	set(&record, 1, detail->layout->element);
	set(&record, detail->operation, listing->removal ? "E" : "I");
	set(&record, detail->branch, line->branch);
	set(&record, detail->occurred_on, line->due_on);
	set(&record, detail->ends_on, line->due_on); /* there is no contract with an end of its own */
	set(&record, detail->nature, informant->nature);
	set_person(&record, &detail->principal, &listing->principal->taxid, line->principal);
	if (listing->removal)
		set(&record, detail->motive, listing->motive);
	if (is_guarantors(listing))
		set_person(&record, &detail->guarantor, &listing->guarantor->taxid, line->guarantor);
	set(&record, detail->name, line->name);
	set(&record, detail->born_on, line->born_on);
	set(&record, detail->street, line->street);
	set(&record, detail->district, line->district);
	set(&record, detail->city, line->city);
	set(&record, detail->uf, line->uf);
	set(&record, detail->cep, line->cep);
	set(&record, detail->amount, line->amount);
	set(&record, detail->contract, listing->contract);
	set(&record, detail->complement, line->complement);
	set(&record, detail->committed_on, line->issued_on);
	if (informant->creditor_taxid != NULL) {
		set_person(&record, &detail->creditor, informant->creditor_taxid, line->creditor);
		set(&record, detail->creditor_name, line->creditor_name);
	}
	set(&record, detail->sequence, line->sequence);
	return record_to_columns(&record, out, reterr);
}

static enum rc put_header(struct buf *out, const struct convem_informant *informant, int number, struct date moved_on,
			  struct err *reterr)
{
	const struct convem_header *header = convem04.header;
	char root[10];
	char day[9];
	char count[12];
	char contact[71];
	char logon[9];
	char area[5];
	struct record record;
	(void)snprintf(root, sizeof(root), "0%.8s", informant->taxid->digits);
	(void)snprintf(count, sizeof(count), "%d", number);
	put_day(moved_on, day);
	(void)translit_into(text_of(informant->contact_name), contact, sizeof(contact));
	(void)translit_into(text_of(informant->logon), logon, sizeof(logon));
	(void)translit_into(text_of(informant->area), area, sizeof(area));
	record_init(&record, header->layout);
	set(&record, 1, header->layout->element);
	set(&record, header->taxid_root, root);
	set(&record, header->moved_on, day);
	set(&record, header->ddd, informant->contact_area_code);
	set(&record, header->phone, informant->contact_phone);
	set(&record, header->contact, contact);
	set(&record, header->identification, convem04.identification);
	set(&record, header->number, count);
	set(&record, header->way, "E");
	set(&record, header->area, area);
	set(&record, header->logon, logon);
	set(&record, header->layout->fields_count, "1");
	return record_to_columns(&record, out, reterr);
}

static enum rc put_trailer(struct buf *out, int sequence, struct err *reterr)
{
	char last[12];
	struct record record;
	(void)snprintf(last, sizeof(last), "%d", sequence);
	record_init(&record, convem04.trailer);
	set(&record, 1, convem04.trailer->element);
	set(&record, convem04.trailer->fields_count, last);
	return record_to_columns(&record, out, reterr);
}

static enum rc put_file(struct buf *out, const struct convem_informant *informant, int number, struct date moved_on,
			const char *line_end, const struct listing *listings, int count, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < count; i++) {
		char where[32];
		struct line line;
		rc = fill(informant, &listings[i], &line, reterr);
		if (rc == OK && i == 0) {
			rc = put_header(out, informant, number, moved_on, reterr);
			buf_puts(out, line_end);
		}
		(void)snprintf(line.sequence, sizeof(line.sequence), "%d", i + 2);
		if (rc == OK)
			rc = put_detail(out, informant, &listings[i], &line, reterr);
		buf_puts(out, line_end);
		(void)snprintf(where, sizeof(where), "line %d", i + 2);
		if (rc != OK)
			err_at(reterr, where, NULL);
	}
	if (rc == OK)
		rc = put_trailer(out, count + 2, reterr);
	buf_puts(out, line_end);
	return rc;
}

/* A file with a violation is refused whole at the other end; here it is a mistake of ours. */
static enum rc check_own(struct arena *arena, struct text bytes, struct err *reterr)
{
	struct report report;
	report_init(&report, arena);
	enum rc rc = convem_check(arena, &convem04, CONVEM_SENT, bytes, &report, reterr);
	if (rc != OK || report.violations == 0)
		return rc;
	const struct report_item *item = report.first;
	while (item != NULL && item->level != FINDING_VIOLATION)
		item = item->next;
	if (item == NULL)
		return err_set(reterr, ERR_INTEGRITY, "the file has %d violations of its layout", report.violations);
	return err_set_at(reterr, ERR_INTEGRITY, item->place, item->field, "%s (%s); the file is not sent", item->words,
			  item->rule);
}

enum rc convem_write(struct arena *arena, const struct convem_informant *informant, int number, struct date moved_on,
		     const char *line_end, const struct listing *listings, int count, struct text *ret_bytes,
		     struct err *reterr)
{
	if (number < 1 || number > CONVEM_NUMBER_MAX)
		return err_set(reterr, ERR_RANGE, "remessa %d: the header has room for 1 to %d", number,
			       CONVEM_NUMBER_MAX);
	if (count < 1 || count > RECORDS_MAX)
		return err_set(reterr, ERR_RANGE, "a remessa has 1 to %d records; these are %d", RECORDS_MAX, count);
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	enum rc rc = put_file(&out, informant, number, moved_on, line_end, listings, count, reterr);
	if (rc != OK)
		return rc;
	const char *bytes = buf_failed(&out) ? NULL : arena_copy(arena, buf_view(&out).at, out.len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a remessa of %d records", count);
	rc = check_own(arena, (struct text){bytes, out.len}, reterr);
	if (rc == OK)
		*ret_bytes = (struct text){bytes, out.len};
	return rc;
}
