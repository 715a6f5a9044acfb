/* What happened to a debt, and what a notary told a person. */
#include "apontactl/order.h"
#include "flow/cause.h"
#include "flow/told_by_hand.h"

static int cause_command(int argc, char **argv);
static int told_command(int argc, char **argv);

const struct command told_commands[] = {
	{"cause",
	 "INVOICE CAUSE --by NAME --why TEXT [--channel C] [--payment ID] [--agreement ID] [--creditor CODE] "
	 "[--config FILE]",
	 "What happened to a debt, as in disputed or court_stay: it is held, taken back or checked anew.",
	 cause_command},
	{"told", "INVOICE --what WHAT --by NAME --why TEXT [--on YYYY-MM-DD] [--creditor CODE] [--config FILE]",
	 "What the notary told a person: negotiation_started, negotiation_converted, negotiation_ended; "
	 "notary_date with --on, the last of the three days.",
	 told_command},
	{NULL, NULL, NULL, NULL},
};

static enum rc understand_cause(const struct order *order, void *ret_what, struct err *reterr)
{
	struct cause_order *cause = ret_what;
	if (order->words_count != 2)
		return err_set(reterr, ERR_FORMAT, "an invoice and a cause are wanted, as in FAT-1 disputed");
	*cause = (struct cause_order){.creditor = order->creditor,
				      .invoice = order->words[0],
				      .channel = order->channel,
				      .by = order->by,
				      .why = order->why,
				      .payment = order->payment,
				      .agreement = order->agreement};
	if (removal_cause_by_name(text_of(order->words[1]), &cause->cause) != OK)
		return err_set(
			reterr, ERR_UNKNOWN,
			"there is no cause \"%.40s\"; there are disputed, court_stay, stay_revoked, wrong_debtor, "
			"creditor_error, plan_approved, death, overindebted, agreed, agreed_and_paid, "
			"agreement_broken and reversed",
			order->words[1]);
	return OK;
}

static enum rc carry_out_cause(const struct order *order, void *what, struct err *reterr)
{
	const struct cause_order *cause = what;
	struct corrected_list list;
	enum rc rc = flow_cause(order->settings, order->arena, cause, &list, reterr);
	if (rc == OK)
		order_print(cause->invoice, &list, "has not been taken anywhere yet");
	return rc;
}

static int cause_command(int argc, char **argv)
{
	struct cause_order cause;
	return order_run(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_CHANNEL ORDER_PAYMENT ORDER_AGREEMENT,
			 understand_cause, carry_out_cause, &cause);
}

static enum rc understand_told(const struct order *order, void *ret_what, struct err *reterr)
{
	struct told_order *told = ret_what;
	enum rc rc = order_one_word(order, "invoice", reterr);
	if (rc != OK)
		return rc;
	if (order->what == NULL || !told_is_known(order->what))
		return err_set(reterr, ERR_UNKNOWN, "--what: right are %s", told_names());
	*told = (struct told_order){.creditor = order->creditor,
				    .invoice = order->words[0],
				    .what = order->what,
				    .by = order->by,
				    .why = order->why};
	return order_day("--on", order->on, &told->on, reterr);
}

static enum rc carry_out_told(const struct order *order, void *what, struct err *reterr)
{
	const struct told_order *told = what;
	struct corrected_list list;
	enum rc rc = flow_told(order->settings, order->arena, told, &list, reterr);
	if (rc == OK)
		order_print(told->invoice, &list, "is not at a notary");
	return rc;
}

static int told_command(int argc, char **argv)
{
	struct told_order told;
	return order_run(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_WHAT ORDER_ON, understand_told, carry_out_told,
			 &told);
}
