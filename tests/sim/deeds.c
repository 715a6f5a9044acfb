/* What people, platforms, judges and cables do: one deed of a story at a time, through the same functions that the drop
 * folder and apontactl call. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "flow/approval.h"
#include "flow/cause.h"
#include "flow/correct.h"
#include "flow/decide.h"
#include "flow/hold.h"
#include "sim.h"
#include "wire/intake.h"

static void payment_id(int deed, char out[24])
{
	(void)snprintf(out, 24, "payment-%d", deed);
}

/* As flow/watch.c takes a row of the drop folder. */
static enum rc pay(struct arena *arena, int payment, bool cleared, struct err *reterr)
{
	const struct deed *deed = &sim.story.deeds[payment];
	struct invoice invoice;
	enum payment_added added = PAYMENT_NEW;
	char id[24];
	payment_id(payment, id);
	enum rc rc = invoice_lock(&sim.db, arena, deed->debt + 1, &invoice, reterr);
	if (rc == OK)
		rc = payment_add(&sim.db, arena, &invoice, id, deed->amount_cents, "", cleared ? "cleared" : "", &added,
				 reterr);
	if (rc != OK || added == PAYMENT_REPEATED || added == PAYMENT_DIFFERENT)
		return rc;
	rc = event_tell(&sim.db,
			&(struct happening){.actor = "worker.1",
					    .what = added == PAYMENT_NEW ? "PAYMENT_RECORDED" : "PAYMENT_CLEARED",
					    .invoice_id = invoice.id,
					    .detail = id},
			reterr);
	return rc == OK ? decide_payment(&sim.flow, arena, &invoice, added, id, reterr) : rc;
}

static enum rc tell_cause(struct arena *arena, const struct deed *deed, const char *payment, bool *ret_repeated,
			  struct err *reterr)
{
	static const char *const channels[] = {"protest", "serasa", "spc"};
	struct invoice invoice;
	char number[12];
	struct cause_order order = {.invoice = debt_number(deed->debt, number),
				    .cause = payment != NULL ? CAUSE_REVERSED : (enum removal_cause)deed->arg,
				    .by = "the platform",
				    .why = "as the platform tells",
				    .channel = deed->person > 0 ? channels[deed->channel] : NULL,
				    .payment = payment};
	enum rc rc = invoice_lock(&sim.db, arena, deed->debt + 1, &invoice, reterr);
	return rc == OK ? cause_take(&sim.flow, arena, &invoice, &order, ret_repeated, reterr) : rc;
}

/* The platform's ledger, beside the store's. */
static void book(int debt, int64_t received, int64_t cleared)
{
	const struct debt *is = &sim.story.debts[debt];
	bool was = sim.cleared_cents[debt] >= is->amount_cents;
	sim.received_cents[debt] += received;
	sim.cleared_cents[debt] += cleared;
	bool now = sim.cleared_cents[debt] >= is->amount_cents;
	if (now != was)
		sim.paid_s[debt] = now ? sim_now() : NEVER;
}

static bool is_open(int paid_by)
{
	return paid_by >= 0 && paid_by < sim.story.deeds_count && sim.done[paid_by] && deed_counts(&sim.story, paid_by);
}

static struct payment_row *payment_of(int deed)
{
	char id[24];
	payment_id(deed, id);
	for (int i = 0; i < sim.db.is.payments; i++)
		if (strcmp(sim.db.payments[i].external_id, id) == 0)
			return &sim.db.payments[i];
	return NULL;
}

static enum rc in_transaction(int at, bool *ret_repeated, struct err *reterr)
{
	const struct deed *deed = &sim.story.deeds[at];
	char id[24];
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a deed");
	payment_id(deed->arg, id);
	enum rc rc = db_begin(&sim.db, reterr);
	if (rc != OK)
		return rc;
	switch (deed->kind) {
	case DEED_PAY: rc = pay(arena, at, deed->arg != 0, reterr); break;
	case DEED_CLEAR: rc = pay(arena, deed->arg, true, reterr); break;
	case DEED_REVERSE: rc = tell_cause(arena, deed, id, ret_repeated, reterr); break;
	default: rc = tell_cause(arena, deed, NULL, ret_repeated, reterr); break;
	}
	return db_end(&sim.db, rc, reterr);
}

static enum rc money(int at, struct err *reterr)
{
	const struct deed *deed = &sim.story.deeds[at];
	bool repeated = false;
	if (deed->kind != DEED_PAY && !is_open(deed->arg))
		return OK;
	const struct payment_row *row = payment_of(deed->kind == DEED_PAY ? at : deed->arg);
	struct payment_row before = row != NULL ? *row : (struct payment_row){.amount_cents = 0};
	bool was_there = row != NULL;
	enum rc rc = in_transaction(at, &repeated, reterr);
	row = payment_of(deed->kind == DEED_PAY ? at : deed->arg);
	/* A commit may have been done although its answer was lost. */
	if (row == NULL || (rc != OK && rc != ERR_TRANSIENT))
		return rc;
	int64_t amount = row->amount_cents;
	if (!was_there)
		book(deed->debt, amount, 0);
	if (row->cleared && !before.cleared)
		book(deed->debt, 0, amount);
	if (row->reversed && !before.reversed)
		book(deed->debt, -amount, row->cleared ? -amount : 0);
	return rc;
}

static enum rc hold(struct arena *arena, const struct deed *deed, struct err *reterr)
{
	char number[12];
	int64_t id = 0;
	struct hold_order order = {
		.invoice = debt_number(deed->debt, number),
		.kind = (enum hold_kind)deed->arg,
		.by = "maria",
		.why = "a reason",
		.until = deed->amount_cents > 0 ? date_plus(day_of(sim_now()), (int)deed->amount_cents) : DATE_NONE};
	return flow_hold_place(&sim.settings, arena, &order, &id, reterr);
}

static enum rc lift(struct arena *arena, const struct deed *deed, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < sim.db.is.holds; i++)
		if (sim.db.holds[i].invoice_id == deed->debt + 1 && !sim.db.holds[i].lifted)
			rc = flow_hold_lift(&sim.settings, arena, i + 1, "jose", "looked into", reterr);
	if (rc == OK)
		sim.final_s[deed->debt] = NEVER; /* a person says that it may leave after all */
	return rc;
}

static enum rc agree(struct arena *arena, const struct deed *deed, struct err *reterr)
{
	char number[12];
	struct approval_said_list list;
	struct approval_order order = {
		.filter = {.invoice = debt_number(deed->debt, number)}, .by = "jose", .why = "not this one"};
	return deed->kind == DEED_APPROVE ? flow_approve(&sim.settings, arena, &order, &list, reterr)
					  : flow_refuse(&sim.settings, arena, &order, &list, reterr);
}

static enum rc by_hand(struct arena *arena, const struct deed *deed, struct err *reterr)
{
	static const char *const channels[] = {"protest", "serasa", "spc"};
	const struct invoice_row *invoice = &sim.db.invoices[deed->debt];
	const struct correction_field field = {"street", deed->arg % 2 == 0 ? "Rua Nova, 1" : "Rua Velha, 2"};
	char number[12];
	struct corrected_list list;
	struct correction correction = {
		.invoice = debt_number(deed->debt, number),
		.channel = channels[deed->channel],
		.by = "ana",
		.why = "looked into",
		.person = deed->person < invoice->parties_count ? invoice->parties[deed->person].taxid.digits : NULL,
		.fields = &field,
		.fields_count = deed->arg > 1 ? 1 : 0};
	if (deed->kind == DEED_CORRECT)
		return flow_correct(&sim.settings, arena, &correction, &list, reterr);
	correction.fields_count = 0;
	correction.person = NULL;
	if (deed->arg > 1)
		correction.channel = NULL;
	return flow_withdraw(&sim.settings, arena, &correction, &list, reterr);
}

static enum rc do_it(int at, struct err *reterr)
{
	const struct deed *deed = &sim.story.deeds[at];
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	bool repeated = false;
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a deed");
	switch (deed->kind) {
	case DEED_PAY:
	case DEED_CLEAR:
	case DEED_REVERSE: return money(at, reterr);
	case DEED_CAUSE: {
		enum rc rc = in_transaction(at, &repeated, reterr);
		bool everywhere = deed->person == 0 && removal_is_final((enum removal_cause)deed->arg);
		if (rc == OK && everywhere && sim.final_s[deed->debt] == NEVER)
			sim.final_s[deed->debt] = sim_now();
		return rc;
	}
	case DEED_HOLD: return hold(arena, deed, reterr);
	case DEED_LIFT: return lift(arena, deed, reterr);
	case DEED_APPROVE:
	case DEED_REFUSE: return agree(arena, deed, reterr);
	case DEED_CORRECT:
	case DEED_TAKE_BACK: return by_hand(arena, deed, reterr);
	case DEED_NOTARY: notary_deed(deed->debt, (enum notary_deed)deed->arg); return OK;
	case DEED_GONE: bureau_take_out(deed->debt, deed->person, deed->channel); return OK;
	case DEED_FAULT:
		sim.fault[deed->channel] = (enum sim_fault)deed->arg;
		sim.faults_left[deed->channel] = (int)deed->amount_cents;
		return OK;
	case DEED_CRASH:
		sim.db.dead_in = deed->arg;
		sim.db.commit_dies = deed->arg % 3 == 0;
		return OK;
	case DEED_OUTAGE: sim.down_until = sim_now() + (int64_t)deed->arg * DAY_S; return OK;
	case DEED_START: sim.db.accounts[deed->channel].stopped = false; return OK;
	case DEED_KIND_COUNT: break;
	}
	return OK;
}

enum rc deed_do(int at)
{
	struct err err = {0};
	char words[160];
	if (!deed_counts(&sim.story, at))
		return OK;
	if (sim.db.tells)
		(void)printf("day %4d %02d:%02d  %s\n", date_days_between(sim.db.started_on, day_of(sim_now())),
			     minute_of(sim_now()) / 60, minute_of(sim_now()) % 60, deed_words(&sim.story, at, words));
	enum rc rc = do_it(at, &err);
	/* What may not be done now is said so to who asks for it. */
	if (rc_group(rc) == RC_GROUP_INPUT) {
		mix(&sim.db, "refused: %s", err.words);
		return OK;
	}
	if (rc != OK && rc != ERR_TRANSIENT)
		(void)memory_broken(&sim.db, "flow: %s fails: %s", deed_words(&sim.story, at, words), err.words);
	return rc;
}

void deeds_passing(enum fault fault)
{
	for (int i = 0; !sim.inside && !sim.db.dead && i < sim.story.deeds_count; i++) {
		if (!sim.armed[i] || sim.story.deeds[i].inside != fault)
			continue;
		sim.inside = true;
		sim.armed[i] = false;
		sim.done[i] = deed_do(i) == OK;
		sim.inside = false;
	}
}
