#include "domain/eligibility.h"

#include <string.h>

#include "domain/calendar.h"
#include "domain/eligibility_book.h"
#include "domain/fees.h"
#include "domain/ibge.h"
#include "domain/money.h"

/* Five years for a debt of known amount in a document: Código Civil art. 206 par. 5 I. */
#define DEBT_TERM_MONTHS 60

/* After how many months a title loses its own enforcement, so that its protest is irregular (REsp 1.423.464). Species
 * without a row here fall under the five years alone. */
static const struct title_term {
	char species[4];
	int months;
	const char *law;
} title_terms[] = {
	{"DM", 36, "Lei 5.474/1968 art. 18"},
	{"DMI", 36, "Lei 5.474/1968 art. 18"},
	{"DS", 36, "Lei 5.474/1968 art. 18"},
	{"DSI", 36, "Lei 5.474/1968 art. 18"},
	{"TM", 36, "Lei 5.474/1968 art. 18"},
	{"TS", 36, "Lei 5.474/1968 art. 18"},
	{"NP", 36, "LUG art. 70"},
	{"LC", 36, "LUG art. 70"},
};

/* Cheque: six months after the 30 days for showing it in the same place; the shorter of the two terms, as we are not
 * told where it was drawn (Lei 7.357/1985 arts. 33 and 59). */
#define CHEQUE_SHOWN_DAYS  30
#define CHEQUE_TERM_MONTHS 6

/* Titles that may be due at sight, without a date. */
static const char *const at_sight[] = {"CH", "LC", "NP"};

/* A judgment and the debt of a public body have terms of their own. */
static const char *const other_terms[] = {"CDA", "SJ"};

/* By indication in the sense of P-02; wider than what header field 11 counts. */
static const char *const also_by_indication[] = {"DSI"};

static bool listed(const char *const *list, size_t count, const char *species)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], species) == 0)
			return true;
	return false;
}

/* One title bears one live protest: REsp 1.346.584. */
static void check_earlier(struct book *book, const struct eligibility_facts *facts)
{
	if (facts->duplicate)
		book_add(book, CHECK_DUPLICATE_LIVE,
			 "title \"%s\" of this debtor is presented already under another invoice; it goes once",
			 facts->title->number);
	if (facts->protested)
		book_add(book, CHECK_REPROTEST_NOT_ALLOWED,
			 "an earlier protest of title \"%s\" stands; it has to be cancelled first",
			 facts->title->number);
}

static void check_payment(struct book *book, const struct eligibility_facts *facts)
{
	if (facts->paid_or_pending)
		book_add(book, CHECK_DEBT_PAID,
			 "a payment covers this debt, cleared or on its way; only unpaid debts are presented");
	if (!facts->has_document)
		book_add(book, CHECK_DEBT_NO_DOCUMENT,
			 "no proof of the debt is kept by its hash; invoice with delivery, contract or "
			 "extract is wanted");
	if (!facts->account_ready)
		book_add(book, CHECK_CREDITOR_NOT_ENTITLED, "the creditor has no account at the CRA that may send now");
}

static void check_amounts(struct book *book, const struct title *title)
{
	char amount[MONEY_TEXT_BYTES];
	char balance[MONEY_TEXT_BYTES];
	(void)money_text(title->amount_cents, amount);
	(void)money_text(title->balance_cents, balance);
	if (title->amount_cents <= 0)
		book_add(book, CHECK_DEBT_AMOUNT_BAD, "the amount of the title is %s; more than 0.00 is wanted",
			 amount);
	if (title->balance_cents <= 0)
		book_add(book, CHECK_DEBT_AMOUNT_BAD, "the balance to protest is %s; more than 0.00 is wanted",
			 balance);
	if (title->balance_cents > title->amount_cents)
		book_add(book, CHECK_DEBT_AMOUNT_BAD,
			 "the balance %s is above the title's amount %s; it may be at most that", balance, amount);
}

static void check_species(struct book *book, const struct title *title)
{
	struct text species = text_of(title->species);
	if (species.len == 0)
		book_add(book, CHECK_DEBT_SPECIES_INVALID,
			 "the title has no species; a code of annex 1 is wanted, as in DMI");
	else if (species_meaning(species) == NULL)
		book_add(book, CHECK_DEBT_SPECIES_INVALID, "\"%s\" is no species of annex 1, as DMI or DSI are",
			 title->species);
	else if (text_is(species, "CD"))
		book_add(book, CHECK_DEBT_SPECIES_INVALID,
			 "CD goes to protest for bankruptcy only, which is not asked for here; TA or CT may fit the "
			 "debt");
}

static void check_endorsement(struct book *book, const struct title *title)
{
	/* Annex 3: what some declarations say about the endorsement. A blank one leaves it to the agreement. */
	static const char *const by_mandate = "DE";
	static const char *const by_transfer = "NRT";
	char given = title->endorsement;
	char declaration = title->declaration;
	if (given != 'M' && given != 'T' && given != ' ')
		book_add(book, CHECK_DEBT_ENDORSEMENT_BAD,
			 "endorsement 0x%02X is not one of M (mandate), T (transfer) and blank",
			 (unsigned)(unsigned char)given);
	else if (given == 'T' && declaration != '\0' && strchr(by_mandate, declaration) != NULL)
		book_add(book, CHECK_DEBT_ENDORSEMENT_BAD,
			 "declaration %c says mandate, endorsement says transfer (T); M is wanted", declaration);
	else if (given == 'M' && declaration != '\0' && strchr(by_transfer, declaration) != NULL)
		book_add(book, CHECK_DEBT_ENDORSEMENT_BAD,
			 "declaration %c says transfer, endorsement says mandate (M); T is wanted", declaration);
}

static void check_declaration(struct book *book, const struct title *title)
{
	bool by_indication = species_is_indication(text_of(title->species)) ||
			     listed(also_by_indication, ARRAY_LEN(also_by_indication), title->species);
	if (by_indication && !declaration_is_known(title->declaration))
		book_add(book, CHECK_DECLARATION_MISSING,
			 "%s is shown by indication and carries no declaration of annex 3; D, G or T are usual",
			 title->species);
}

/* The first day on which a title due on `due_on` may be presented: one bank day after the day on which it could still
 * be paid in time (irregularity 30). */
static enum rc first_day(struct date due_on, struct date *ret_on, struct err *reterr)
{
	struct date payable_on;
	enum rc rc = calendar_on_or_after(CALENDAR_BANK, due_on, &payable_on, reterr);
	return rc != OK ? rc : calendar_add(CALENDAR_BANK, payable_on, 1, ret_on, reterr);
}

static void check_due(struct book *book, const struct eligibility_facts *facts)
{
	struct date due_on = facts->title->due_on;
	struct date from;
	struct err err;
	char due[DATE_TEXT_BYTES];
	char day[DATE_TEXT_BYTES];
	(void)date_iso(due_on, due);
	if (date_is_none(due_on))
		return;
	if (date_compare(due_on, facts->today) >= 0) {
		book_add(book, CHECK_DEBT_NOT_DUE, "due on %s, which has not passed on %s", due,
			 date_iso(facts->today, day));
		return;
	}
	if (first_day(due_on, &from, &err) != OK)
		book_add(book, CHECK_CALENDAR_MISSING, "%.150s", err.words);
	else if (date_compare(facts->today, from) < 0)
		book_add(book, CHECK_DEBT_NOT_DUE, "due on %s; one business day must pass, so it may leave from %s on",
			 due, date_iso(from, day));
}

static void check_dates(struct book *book, const struct title *title)
{
	char issued[DATE_TEXT_BYTES];
	char due[DATE_TEXT_BYTES];
	(void)date_iso(title->issued_on, issued);
	(void)date_iso(title->due_on, due);
	if (date_is_none(title->issued_on))
		book_add(book, CHECK_DEBT_DATES_BAD, "the title has no date of issue; one is wanted");
	if (date_is_none(title->due_on) && !listed(at_sight, ARRAY_LEN(at_sight), title->species))
		book_add(book, CHECK_DEBT_DATES_BAD,
			 "the title has no due date; only CH, LC and NP may be due at sight");
	if (!date_is_none(title->issued_on) && !date_is_none(title->due_on) &&
	    date_compare(title->issued_on, title->due_on) > 0)
		book_add(book, CHECK_DEBT_DATES_BAD, "issued on %s, after the due date %s; the issue comes first",
			 issued, due);
}

/* The first day on which the species' own term is over; DATE_NONE when it has none that is known here. */
static struct date title_term_ends(const struct title *title, const char **ret_law)
{
	if (strcmp(title->species, "CH") == 0) {
		*ret_law = "Lei 7.357/1985 art. 59";
		return date_plus_months(date_plus(title->issued_on, CHEQUE_SHOWN_DAYS), CHEQUE_TERM_MONTHS);
	}
	for (size_t i = 0; i < ARRAY_LEN(title_terms); i++)
		if (strcmp(title->species, title_terms[i].species) == 0) {
			*ret_law = title_terms[i].law;
			return date_plus_months(title->due_on, title_terms[i].months);
		}
	return DATE_NONE;
}

static bool has_come(struct date date, struct date today)
{
	return !date_is_none(date) && date_compare(date, today) <= 0;
}

static void check_age(struct book *book, const struct eligibility_facts *facts)
{
	const struct title *title = facts->title;
	const char *law = "";
	char day[DATE_TEXT_BYTES];
	struct date five_years = date_plus_months(title->due_on, DEBT_TERM_MONTHS);
	if (has_come(five_years, facts->today) && !listed(other_terms, ARRAY_LEN(other_terms), title->species))
		book_add(book, CHECK_DEBT_PRESCRIBED_5Y,
			 "five years after the due date ended on %s; nothing is asked for such a debt",
			 date_iso(five_years, day));
	struct date term = title_term_ends(title, &law);
	if (has_come(term, facts->today))
		book_add(book, CHECK_DEBT_TITLE_PRESCRIBED,
			 "the term of a %s ended on %s (%s); its protest would be irregular", title->species,
			 date_iso(term, day), law);
	struct date postponed = fees_postponed_until(title->due_on);
	if (fee_mode(title->due_on, facts->today, facts->regulated) == FEE_DEPOSIT)
		book_add(book, CHECK_FEES_DEPOSIT_REQUIRED,
			 "due more than a year ago (fees postponed until %s); the notary may ask for a deposit",
			 date_iso(postponed, day));
}

static void check_place(struct book *book, const struct eligibility_facts *facts)
{
	const struct title *title = facts->title;
	if (!facts->comarcas_loaded)
		book_add(book, CHECK_COMARCA_UNKNOWN, "the CRA's list of comarcas has not been fetched yet");
	else if (!facts->comarca_known)
		book_add(book, CHECK_COMARCA_UNKNOWN, "the debtor's municipality is not in the CRA's list of comarcas");
	if (title->comarca_ibge[0] == '\0' || title->debtors_count < 1)
		return;
	const char *sent_to = ibge_state(text_of(title->comarca_ibge));
	const char *uf = title->debtors[0].address.uf;
	if (sent_to == NULL || strcmp(sent_to, uf) != 0)
		book_add(book, CHECK_PLACE_MISMATCH,
			 "comarca %s lies in %s, the debtor lives in %s; the debtor's state is wanted",
			 title->comarca_ibge, sent_to != NULL ? sent_to : "no known state", uf);
}

static void check_debtor(struct book *book, const struct eligibility_facts *facts, const struct debtor *debtor)
{
	char who[24];
	(void)taxid_mask(text_of(debtor->taxid.digits), who);
	book_check_taxid(book, &debtor->taxid, who);
	if (taxid_same_owner(&debtor->taxid, &facts->creditor_taxid))
		book_add(book, CHECK_DEBTOR_IS_CREDITOR,
			 "%s: debtor and creditor are the same; the debtor must be another", who);
	book_check_address(book, &debtor->address, &facts->creditor_address, who);
}

static void check_clocks(struct book *book, const struct eligibility_facts *facts)
{
	struct date earliest;
	struct err err;
	if (protest_earliest(facts->today, &earliest, &err) != OK)
		book_add(book, CHECK_CALENDAR_MISSING, "%.150s", err.words);
}

void eligibility_check(const struct rule_book *rules, const struct eligibility_facts *facts,
		       struct eligibility *ret_result)
{
	const struct title *title = facts->title;
	struct book book;
	book_open(&book, rules, RULE_PROTEST, ret_result);
	book_check_holds(&book, facts->holds);
	book_check_approval(&book, facts->approval_wanted && !facts->approved, facts->approval);
	book_check_marks(&book, facts->marks, title->debtors_count > 0 ? title->debtors[0].address.uf : "");
	book_check_part_payment(&book, facts->part_pending);
	book_check_notice(&book, facts->notice_fault);
	book_check_signer(&book, facts->signer, &facts->creditor_taxid, facts->today);
	check_payment(&book, facts);
	check_earlier(&book, facts);
	check_amounts(&book, title);
	check_species(&book, title);
	check_endorsement(&book, title);
	check_declaration(&book, title);
	check_dates(&book, title);
	check_due(&book, facts);
	check_age(&book, facts);
	check_clocks(&book, facts);
	check_place(&book, facts);
	if (title->debtors_count < 1)
		book_add(&book, CHECK_DOC_CPF_INVALID, "the title has no debtor; at least one is wanted");
	for (int i = 0; i < title->debtors_count; i++)
		check_debtor(&book, facts, &title->debtors[i]);
	book_close(&book);
}

enum event eligibility_event(const struct eligibility *result)
{
	if (result->reasons_count == 0 || result->worst == LEVEL_WARN)
		return EVENT_PASSED;
	return result->worst == LEVEL_BLOCK ? EVENT_REFUSED_BY_RULE : EVENT_HELD_BY_RULE;
}
