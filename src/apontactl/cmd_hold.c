#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/order.h"
#include "apontactl/session.h"
#include "flow/hold.h"

static int place_command(int argc, char **argv);
static int lift_command(int argc, char **argv);
static int list_command(int argc, char **argv);

const struct command hold_commands[] = {
	{"hold place", "INVOICE --kind KIND --by NAME --why TEXT [--until DATE] [--creditor CODE] [--config FILE]",
	 "Nothing of the debt leaves until the hold is lifted or its last day is over.", place_command},
	{"hold lift", "NUMBER --by NAME --why TEXT [--config FILE]", "What waited for it is checked anew.",
	 lift_command},
	{"hold list", "[INVOICE] [--creditor CODE] [--config FILE]",
	 "The holds that are open, or all that an invoice had.", list_command},
	{NULL, NULL, NULL, NULL},
};

static enum rc understand_place(const struct order *order, void *ret_what, struct err *reterr)
{
	struct hold_order *hold = ret_what;
	enum rc rc = order_one_word(order, "invoice", reterr);
	if (rc != OK)
		return rc;
	*hold = (struct hold_order){
		.creditor = order->creditor, .invoice = order->words[0], .by = order->by, .why = order->why};
	if (order->kind == NULL || hold_kind_by_name(text_of(order->kind), &hold->kind) != OK)
		return err_set(
			reterr, ERR_UNKNOWN,
			"--kind: right are dispute, court_order, recovery, overindebtedness, death, fraud, approval, "
			"legal, agreement, payment_pending and approved_plan");
	return order_day("--until", order->until, &hold->until, reterr);
}

static enum rc carry_out_place(const struct order *order, void *what, struct err *reterr)
{
	const struct hold_order *hold = what;
	int64_t id = 0;
	enum rc rc = flow_hold_place(order->settings, order->arena, hold, &id, reterr);
	if (rc == OK)
		(void)printf("%s\thold %" PRId64 "\t%s\n", hold->invoice, id, hold_kind_name(hold->kind));
	return rc;
}

static int place_command(int argc, char **argv)
{
	struct hold_order hold;
	return order_run(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_KIND ORDER_UNTIL, understand_place, carry_out_place,
			 &hold);
}

static enum rc understand_lift(const struct order *order, void *ret_what, struct err *reterr)
{
	enum rc rc = order_one_word(order, "number of a hold", reterr);
	if (rc != OK)
		return rc;
	struct text number = text_of(order->words[0]);
	if (number.len == 0 || number.len > 18 || !text_is_digits(number))
		return err_set(reterr, ERR_FORMAT,
			       "\"%.40s\" is no number of a hold; \"apontactl hold list\" tells them", order->words[0]);
	*(int64_t *)ret_what = strtoll(order->words[0], NULL, 10);
	return OK;
}

static enum rc carry_out_lift(const struct order *order, void *what, struct err *reterr)
{
	int64_t id = *(int64_t *)what;
	enum rc rc = flow_hold_lift(order->settings, order->arena, id, order->by, order->why, reterr);
	if (rc == OK)
		(void)printf("hold %" PRId64 " is lifted\n", id);
	return rc;
}

static int lift_command(int argc, char **argv)
{
	int64_t id = 0;
	return order_run(argc, argv, ORDER_WHY, understand_lift, carry_out_lift, &id);
}

static int list_command(int argc, char **argv)
{
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.words_count > 1)
		rc = err_set(&err, ERR_FORMAT, "one invoice at most is wanted");
	if (rc == OK)
		rc = hold_list(session.db, session.arena, session.creditor,
			       session.words_count == 1 ? session.words[0] : NULL, &table, &err);
	if (rc == OK)
		session_print(&session, &table);
	session_done(&session);
	return rc == OK ? EXIT_YES : command_fail(&err);
}
