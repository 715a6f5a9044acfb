#include "apontactl/order.h"

#define NOTHING "nothing of it was live"

static int correct_command(int argc, char **argv);
static int withdraw_command(int argc, char **argv);

const struct command correct_commands[] = {
	{"correct",
	 "INVOICE --channel protest|serasa|spc --by NAME --why TEXT [--person TAXID] [--set FIELD=VALUE]... "
	 "[--creditor CODE] [--config FILE]",
	 "A person has put right what was refused: it is checked anew and goes again.", correct_command},
	{"withdraw", "INVOICE --by NAME --why TEXT [--channel C] [--creditor CODE] [--config FILE]",
	 "The creditor was wrong: take it back from everywhere, or from one channel.", withdraw_command},
	{NULL, NULL, NULL, NULL},
};

static enum rc understand(const struct order *order, void *what, struct err *reterr)
{
	struct correction *correction = what;
	enum rc rc = order_one_word(order, "invoice", reterr);
	if (rc == OK)
		*correction = (struct correction){.creditor = order->creditor,
						  .invoice = order->words[0],
						  .channel = order->channel,
						  .person = order->person,
						  .by = order->by,
						  .why = order->why,
						  .fields = order->sets,
						  .fields_count = order->sets_count};
	return rc;
}

static enum rc understand_correct(const struct order *order, void *what, struct err *reterr)
{
	if (order->channel == NULL)
		return err_set(reterr, ERR_FORMAT, "--channel is wanted: where it was refused");
	return understand(order, what, reterr);
}

static enum rc correct(const struct order *order, void *what, struct err *reterr)
{
	const struct correction *correction = what;
	struct corrected_list list;
	enum rc rc = flow_correct(order->settings, order->arena, correction, &list, reterr);
	if (rc == OK)
		order_print(correction->invoice, &list, NOTHING);
	return rc;
}

static enum rc withdraw(const struct order *order, void *what, struct err *reterr)
{
	const struct correction *correction = what;
	struct corrected_list list;
	enum rc rc = flow_withdraw(order->settings, order->arena, correction, &list, reterr);
	if (rc == OK)
		order_print(correction->invoice, &list, NOTHING);
	return rc;
}

static int correct_command(int argc, char **argv)
{
	struct correction correction;
	return order_run(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_CHANNEL ORDER_PERSON ORDER_SET, understand_correct,
			 correct, &correction);
}

static int withdraw_command(int argc, char **argv)
{
	struct correction correction;
	return order_run(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_CHANNEL, understand, withdraw, &correction);
}
