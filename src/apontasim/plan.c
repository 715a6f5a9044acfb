#include "apontasim/plan.h"

#include <string.h>

#include "domain/calendar.h"

/* A portfolio's mix. Days are business days after the one on which the protest step is taken; a row without a range
 * is never paid to the creditor. The last day of the range counts. */
static const struct {
	const char *name;
	unsigned share; /* of a thousand */
	int from;
	int to;
	const char *fate; /* at the notary */
	bool pays;        /* the creditor */
} mix[PLAN_KIND_COUNT] = {
	[PLAN_SILENT] = {"silent", 350, 0, 0, NULL, false},
	[PLAN_BEFORE_STEP] = {"before_step", 80, -6, -1, NULL, true},
	[PLAN_BEFORE_PROTOCOL] = {"before_protocol", 50, 0, 0, "protest", true},
	[PLAN_TRIDUO] = {"triduo", 130, 2, 3, "protest", true},
	[PLAN_AFTER_PROTEST] = {"after_protest", 120, 8, 14, "protest", true},
	[PLAN_IN_PARTS] = {"in_parts", 50, 2, 3, "protest", true},
	[PLAN_CLEARED_LATE] = {"cleared_late", 50, 2, 3, "protest", true},
	[PLAN_NEVER_DUE] = {"never_due", 60, 0, 0, NULL, false},
	[PLAN_PAID_AT_NOTARY] = {"paid_at_notary", 60, 0, 0, "pay", false},
	[PLAN_IRREGULAR] = {"irregular", 20, 0, 0, "irregular 06", false},
	[PLAN_HELD] = {"held", 5, 0, 0, NULL, false},
	[PLAN_APPROVED] = {"approved", 5, 0, 0, NULL, false},
	[PLAN_DISPUTED] = {"disputed", 10, 0, 0, "protest", false},
	[PLAN_AGREED] = {"agreed", 10, 0, 0, "protest", false},
};

const char *plan_name(enum plan_kind kind)
{
	return mix[kind].name;
}

const char *plan_fate(enum plan_kind kind)
{
	return mix[kind].fate;
}

static int between(uint64_t *dice, int from, int to)
{
	return to <= from ? from : from + (int)dice_below(dice, (unsigned)(to - from) + 1);
}

static enum plan_kind choose_kind(uint64_t *dice)
{
	unsigned mark = dice_below(dice, 1000);
	enum plan_kind kind = PLAN_SILENT;
	while (kind + 1 < PLAN_KIND_COUNT && mark >= mix[kind].share)
		mark -= mix[kind++].share;
	return kind;
}

/* Many small debts and few large ones: a product of chances, in whole cents. */
static int64_t choose_amount(uint64_t *dice)
{
	int64_t cents = 9000 + between(dice, 0, 3999);
	for (int i = 0; i < 14; i++) {
		if (dice_below(dice, 2) == 0)
			cents = cents * 3 / 2;
	}
	return cents + between(dice, 0, 99);
}

bool plan_is_told(enum plan_kind kind)
{
	return kind == PLAN_HELD || kind == PLAN_APPROVED || kind == PLAN_DISPUTED || kind == PLAN_AGREED;
}

/* The bank's business day `count` away from `from`; negative counts go back. */
static enum rc business_day(struct date from, int count, struct date *ret_day, struct err *reterr)
{
	int step = count < 0 ? -1 : 1;
	struct date day = from;
	for (int left = count * step; left > 0;) {
		day = date_plus(day, step);
		bool is_open = false;
		enum rc rc = calendar_is_business_day(CALENDAR_BANK, day, &is_open, reterr);
		if (rc != OK)
			return rc;
		left -= is_open;
	}
	*ret_day = day;
	return OK;
}

static void add_payment(struct planned_invoice *invoice, int day, int minute, int cleared_day, int64_t cents)
{
	invoice->payments[invoice->payments_count++] =
		(struct planned_payment){.day = day, .minute = minute, .cleared_day = cleared_day, .paid_cents = cents};
}

static enum rc plan_payments(const struct portfolio_frame *frame, uint64_t *dice, struct planned_invoice *invoice,
			     struct err *reterr)
{
	struct date acted_on, paid_on, later_on;
	enum rc rc = calendar_on_or_after(CALENDAR_BANK, date_plus(invoice->due_on, STEP_DAYS_LATE), &acted_on, reterr);
	if (rc != OK)
		return rc;
	rc = business_day(acted_on, between(dice, mix[invoice->kind].from, mix[invoice->kind].to), &paid_on, reterr);
	if (rc != OK)
		return rc;
	rc = business_day(paid_on, between(dice, 1, 3), &later_on, reterr);
	if (rc != OK)
		return rc;
	int day = date_days_between(frame->start, paid_on);
	int later = date_days_between(frame->start, later_on);
	int minute = between(dice, 7 * 60, 12 * 60 + 30);
	int64_t balance = invoice->balance_cents;
	if (day <= invoice->arrives_day) /* the platform knew before it sent the invoice */
		day = invoice->arrives_day + 1;
	switch (invoice->kind) {
	case PLAN_IN_PARTS:
		add_payment(invoice, day, minute, day, balance / 3);
		if (dice_below(dice, 2) == 0)
			add_payment(invoice, day + 3 + (int)dice_below(dice, 9), minute, -1, balance - balance / 3);
		break;
	case PLAN_CLEARED_LATE: add_payment(invoice, day, minute, later > day ? later : day + 1, balance); break;
	default: add_payment(invoice, day, minute, day, balance);
	}
	for (int i = 0; i < invoice->payments_count; i++) {
		if (invoice->payments[i].cleared_day < 0)
			invoice->payments[i].cleared_day = invoice->payments[i].day;
	}
	return OK;
}

/* Days are counted from the one on which the protest step comes: calendar days, or business days after it. */
static const struct {
	enum plan_kind kind;
	const char *verb;
	const char *why; /* told by the platform; NULL: done by a person */
	bool business;
	int day;
} course[] = {
	{PLAN_HELD, "hold", NULL, false, -20},
	{PLAN_HELD, "lift", NULL, false, -15},
	{PLAN_APPROVED, "approve", NULL, false, -17},
	{PLAN_APPROVED, "approve", NULL, false, -14},
	{PLAN_APPROVED, "approve", NULL, false, 1},
	{PLAN_DISPUTED, "disputed", "nao reconhece a compra", true, 2},
	{PLAN_DISPUTED, "wrong_debtor", "a assinatura nao e sua", true, 3},
	{PLAN_AGREED, "agreed", "acordo em seis parcelas", true, 8},
	{PLAN_AGREED, "agreed_and_paid", "primeira parcela paga", true, 10},
};

static enum rc plan_deeds(const struct portfolio_frame *frame, struct planned_invoice *invoice, struct err *reterr)
{
	struct date step_on = date_plus(invoice->due_on, STEP_DAYS_LATE);
	for (size_t i = 0; i < ARRAY_LEN(course); i++) {
		struct date on = date_plus(step_on, course[i].day);
		if (course[i].kind != invoice->kind)
			continue;
		enum rc rc = course[i].business ? business_day(step_on, course[i].day, &on, reterr) : OK;
		if (rc != OK)
			return rc;
		int day = date_days_between(frame->start, on);
		invoice->deeds[invoice->deeds_count++] =
			(struct planned_deed){.day = day > invoice->arrives_day ? day : invoice->arrives_day,
					      .verb = course[i].verb,
					      .why = course[i].why};
	}
	return OK;
}

enum rc plan_invoice(const struct portfolio_frame *frame, uint64_t *dice, unsigned serial,
		     struct planned_invoice *ret_invoice, struct err *reterr)
{
	struct planned_invoice invoice = {.serial = serial};
	if (serial > (unsigned)frame->invoices)
		invoice.fault = (enum row_fault)(1 + (serial - (unsigned)frame->invoices - 1) % (ROW_FAULT_COUNT - 1));
	invoice.kind = invoice.fault == ROW_GOOD ? choose_kind(dice) : PLAN_SILENT;
	if (serial <= PLAN_KIND_COUNT && frame->invoices >= 2 * PLAN_KIND_COUNT)
		invoice.kind = (enum plan_kind)(serial - 1); /* each kind is there, whatever the dice say */
	int step_day = between(dice, 1, frame->days * 5 / 10 < 1 ? 1 : frame->days * 5 / 10);
	if (invoice.kind == PLAN_NEVER_DUE)
		step_day = frame->days + between(dice, 1, 30);
	if (dice_below(dice, 100) < 20 && serial > PLAN_KIND_COUNT)
		invoice.arrives_day = between(dice, 0, step_day - 1 < frame->days ? step_day - 1 : frame->days - 1);
	/* Early enough to see the end of it, and late enough for the steps before the protest to be still to come. */
	if (plan_is_told(invoice.kind) && serial <= PLAN_KIND_COUNT)
		step_day = frame->days > 40 ? 21 : 1 + frame->days / 4;
	invoice.due_on = date_plus(frame->start, step_day - STEP_DAYS_LATE);
	invoice.issued_on = date_plus(invoice.due_on, -between(dice, 20, 60));
	invoice.balance_cents = choose_amount(dice);
	if (invoice.kind == PLAN_APPROVED)
		invoice.balance_cents += FOUR_EYES_CENTS;
	invoice.amount_cents = invoice.balance_cents;
	if (dice_below(dice, 8) == 0)
		invoice.amount_cents += invoice.balance_cents / between(dice, 3, 10);
	invoice.species = dice_below(dice, 100);
	person_make(dice, serial, &invoice.debtor);
	if (invoice.kind == PLAN_SILENT && dice_below(dice, 40) == 0)
		person_move(&invoice.debtor, place_unserved());
	invoice.has_codebtor = invoice.fault == ROW_GOOD && dice_below(dice, 100) < 8;
	if (invoice.has_codebtor)
		person_make_codebtor(dice, &invoice.debtor, &invoice.codebtor);
	if (mix[invoice.kind].pays) {
		enum rc rc = plan_payments(frame, dice, &invoice, reterr);
		if (rc != OK)
			return rc;
	}
	enum rc rc = plan_deeds(frame, &invoice, reterr);
	if (rc == OK)
		*ret_invoice = invoice;
	return rc;
}
