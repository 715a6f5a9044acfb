#include <stdio.h>
#include <string.h>

#include "domain/eligibility_book.h"
#include "domain/money.h"

/* A record is shown for five years from the day after the due date: CDC art. 43 par. 1, Súmula 323/STJ. */
#define SHOWN_MONTHS 60
/* Fewer days of life than this are not worth a notice that may be wrong (policy). */
#define LIFE_DAYS_MIN 60
/* Full capacity: Código Civil art. 5. */
#define OF_AGE_MONTHS (18 * 12)

static void check_account(struct book *book, const struct listing_facts *facts)
{
	if (facts->paid_or_pending)
		book_add(book, CHECK_DEBT_PAID,
			 "a payment covers this debt, cleared or on its way; only unpaid debts are listed");
	if (!facts->has_document)
		book_add(book, CHECK_DEBT_NO_DOCUMENT,
			 "no proof of the debt is kept by its hash; invoice with delivery, contract or extract is "
			 "wanted");
	if (!facts->account_ready)
		book_add(book, CHECK_CREDITOR_NOT_ENTITLED, "the creditor has no account at %s that may send now",
			 facts->bureau);
	if (facts->same_contract)
		book_add(book, CHECK_DUPLICATE_LIVE,
			 "another debt of this person is live at %s under the number \"%s\"; a number of its own is "
			 "wanted",
			 facts->bureau, facts->listing->contract);
	if (!facts->codes_loaded)
		book_add(book, CHECK_NATURE_UNKNOWN,
			 "the lists of %s have not been loaded yet; they come by themselves, and this is looked at "
			 "again",
			 facts->bureau);
	else if (!facts->nature_known)
		book_add(book, CHECK_NATURE_UNKNOWN,
			 "the account's `nature` is not in the list that %s serves for it; right is one of that list",
			 facts->bureau);
}

/* What is paid has nothing left to list, and that reason is told already. */
static void check_amount(struct book *book, const struct listing_facts *facts)
{
	char amount[MONEY_TEXT_BYTES];
	char least[MONEY_TEXT_BYTES];
	(void)money_text(facts->listing->amount_cents, amount);
	if (facts->listing->amount_cents <= 0 && !facts->paid_or_pending)
		book_add(book, CHECK_DEBT_AMOUNT_BAD, "the amount is %s; more than 0.00 is wanted", amount);
	else if (facts->listing->amount_cents > 0 && facts->listing->amount_cents < facts->amount_cents_min)
		book_add(book, CHECK_DEBT_AMOUNT_BAD, "the amount is %s; %s takes %s or more", amount, facts->bureau,
			 money_text(facts->amount_cents_min, least));
}

static void check_dates(struct book *book, const struct listing *listing)
{
	char issued[DATE_TEXT_BYTES];
	char due[DATE_TEXT_BYTES];
	(void)date_iso(listing->issued_on, issued);
	(void)date_iso(listing->due_on, due);
	if (date_is_none(listing->due_on))
		book_add(book, CHECK_DEBT_DATES_BAD, "the debt has no due date; one is wanted");
	else if (!date_is_none(listing->issued_on) && date_compare(listing->issued_on, listing->due_on) > 0)
		book_add(book, CHECK_DEBT_DATES_BAD, "issued on %s, after the due date %s; the issue comes first",
			 issued, due);
}

static void check_due(struct book *book, const struct listing_facts *facts)
{
	char due[DATE_TEXT_BYTES];
	char day[DATE_TEXT_BYTES];
	struct date due_on = facts->listing->due_on;
	if (date_is_none(due_on))
		return;
	(void)date_iso(due_on, due);
	int late = date_days_between(due_on, facts->today);
	if (late <= 0)
		book_add(book, CHECK_DEBT_NOT_DUE, "due on %s, which has not passed on %s", due,
			 date_iso(facts->today, day));
	else if (late < facts->youngest_days)
		book_add(book, CHECK_DEBT_NOT_DUE, "due on %s; %s takes it %d days later, so it may leave from %s", due,
			 facts->bureau, facts->youngest_days, date_iso(date_plus(due_on, facts->youngest_days), day));
}

/* `oldest_months` is 0 where no account says how old a debt may be. */
static void check_age(struct book *book, const struct listing_facts *facts)
{
	char day[DATE_TEXT_BYTES];
	struct date due_on = facts->listing->due_on;
	if (date_is_none(due_on))
		return;
	struct date over_on = date_plus_months(due_on, SHOWN_MONTHS);
	struct date taken_until = date_plus_months(due_on, facts->oldest_months);
	int life_days = date_days_between(facts->today, listing_ends_on(due_on));
	if (date_compare(over_on, facts->today) <= 0)
		book_add(book, CHECK_DEBT_PRESCRIBED_5Y,
			 "five years after the due date ended on %s; no record may be shown any more",
			 date_iso(over_on, day));
	else if (facts->oldest_months > 0 && date_compare(taken_until, facts->today) < 0)
		book_add(book, CHECK_DEBT_PRESCRIBED_5Y,
			 "%s takes a debt up to %d months after its due date, which was until %s", facts->bureau,
			 facts->oldest_months, date_iso(taken_until, day));
	else if (life_days < LIFE_DAYS_MIN)
		book_add(book, CHECK_LISTING_TOO_CLOSE_TO_5Y,
			 "the record would have to be gone after %d days, on %s; %d or more are wanted", life_days,
			 date_iso(listing_ends_on(due_on), day), LIFE_DAYS_MIN);
}

static void check_notice(struct book *book, const struct listing_facts *facts, const struct debtor *own)
{
	if (!facts->term_known)
		book_add(book, CHECK_STATE_WINDOW_UNKNOWN,
			 "how long %s tells a debtor in %s beforehand is not in the rules; a row of conf/rules is "
			 "wanted",
			 facts->bureau, own->address.uf[0] != '\0' ? own->address.uf : "no known state");
	if (facts->listing->guarantor != NULL && !facts->principal_there)
		book_add(book, CHECK_PRINCIPAL_NOT_LISTED,
			 "the principal debtor's record is not at %s yet; the guarantor's follows it by itself",
			 facts->bureau);
}

static bool is_minor_on(struct date born_on, struct date on)
{
	return !date_is_none(on) && date_compare(date_plus_months(born_on, OF_AGE_MONTHS), on) > 0;
}

/* The age of a company is nobody's concern. A birth in the future is a minor's too: the intake has no clock. */
static void check_of_age(struct book *book, const struct listing_facts *facts, const struct debtor *own,
			 const char *who)
{
	char born[DATE_TEXT_BYTES];
	char day[DATE_TEXT_BYTES];
	if (own->taxid.kind != TAXID_CPF || date_is_none(own->born_on))
		return;
	(void)date_iso(own->born_on, born);
	if (date_compare(own->born_on, facts->today) > 0)
		book_add(book, CHECK_DEBTOR_MINOR, "%s: born on %s, which has not come; the true date is wanted", who,
			 born);
	else if (is_minor_on(own->born_on, facts->today))
		book_add(book, CHECK_DEBTOR_MINOR, "%s: born on %s and under 18; a minor is not listed before %s", who,
			 born, date_iso(date_plus_months(own->born_on, OF_AGE_MONTHS), day));
	else if (is_minor_on(own->born_on, facts->listing->issued_on))
		book_add(book, CHECK_DEBTOR_MINOR,
			 "%s: born on %s and under 18 when the debt was made on %s; who answered for it is wanted", who,
			 born, date_iso(facts->listing->issued_on, day));
}

/* A tax id of each party that the record names: the principal's is part of a guarantor's record too. */
static void check_party(struct book *book, const struct listing_facts *facts, const struct debtor *party, char who[24])
{
	(void)taxid_mask(text_of(party->taxid.digits), who);
	book_check_taxid(book, &party->taxid, who);
	if (taxid_same_owner(&party->taxid, &facts->creditor_taxid))
		book_add(book, CHECK_DEBTOR_IS_CREDITOR,
			 "%s: debtor and creditor are the same; the debtor must be another", who);
}

void eligibility_check_listing(const struct rule_book *rules, const struct listing_facts *facts,
			       struct eligibility *ret_result)
{
	const struct listing *listing = facts->listing;
	const struct debtor *own = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	struct book book;
	char who[24];
	book_open(&book, rules, RULE_BUREAU, ret_result);
	book_check_holds(&book, facts->holds);
	book_check_approval(&book, facts->approval_wanted && !facts->approved, facts->approval);
	book_check_marks(&book, facts->marks, own->address.uf);
	book_check_part_payment(&book, facts->part_pending);
	book_check_notice(&book, facts->notice_fault);
	book_check_signer(&book, facts->signer, &facts->creditor_taxid, facts->today);
	check_account(&book, facts);
	check_amount(&book, facts);
	check_dates(&book, listing);
	check_due(&book, facts);
	check_age(&book, facts);
	check_notice(&book, facts, own);
	if (own != listing->principal)
		check_party(&book, facts, listing->principal, who);
	check_party(&book, facts, own, who);
	check_of_age(&book, facts, own, who);
	book_check_address(&book, &own->address, &facts->creditor_address, who);
	book_close(&book);
}
