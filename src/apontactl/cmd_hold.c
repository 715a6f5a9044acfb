#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/session.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "flow/cause.h"
#include "flow/hold.h"
#include "flow/told_by_hand.h"

static int place_command(int argc, char **argv);
static int lift_command(int argc, char **argv);
static int list_command(int argc, char **argv);
static int cause_command(int argc, char **argv);
static int told_command(int argc, char **argv);

const struct command hold_commands[] = {
	{"hold place", "INVOICE --kind KIND --by NAME --why TEXT [--until DATE] [--creditor CODE] [--config FILE]",
	 "Nothing of the debt leaves until the hold is lifted or its last day is over.", place_command},
	{"hold lift", "NUMBER --by NAME --why TEXT [--config FILE]", "What waited for it is checked anew.",
	 lift_command},
	{"hold list", "[INVOICE] [--creditor CODE] [--config FILE]",
	 "The holds that are open, or all that an invoice had.", list_command},
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

/* What was asked for, as it was written; NULL for what was not. */
struct order {
	const char *config;
	const char *creditor;
	const char *channel;
	const char *by;
	const char *why;
	const char *kind;
	const char *until;
	const char *payment;
	const char *agreement;
	const char *what;
	const char *on;
	char **words;
	int words_count;
};

/* `own`: the options of this command beside those of all. */
static enum rc read_order(struct order *order, int argc, char **argv, const char *own, struct err *reterr)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'f'},    {"by", required_argument, NULL, 'b'},
		{"why", required_argument, NULL, 'w'},       {"creditor", required_argument, NULL, 'r'},
		{"kind", required_argument, NULL, 'k'},      {"until", required_argument, NULL, 'u'},
		{"channel", required_argument, NULL, 'c'},   {"payment", required_argument, NULL, 'p'},
		{"agreement", required_argument, NULL, 'a'}, {"what", required_argument, NULL, 'W'},
		{"on", required_argument, NULL, 'o'},        {NULL, 0, NULL, 0},
	};
	char **from = argv - 1; /* getopt starts at the word before the options */
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found == ':')
			return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		if (found == '?' || (strchr("fbw", found) == NULL && strchr(own, found) == NULL))
			return err_set(reterr, ERR_UNKNOWN, "there is no such option here: %s", from[optind - 1]);
		switch (found) {
		case 'f': order->config = optarg; break;
		case 'b': order->by = optarg; break;
		case 'w': order->why = optarg; break;
		case 'r': order->creditor = optarg; break;
		case 'k': order->kind = optarg; break;
		case 'u': order->until = optarg; break;
		case 'c': order->channel = optarg; break;
		case 'p': order->payment = optarg; break;
		case 'W': order->what = optarg; break;
		case 'o': order->on = optarg; break;
		default: order->agreement = optarg; break;
		}
	}
	order->words = from + optind;
	order->words_count = argc + 1 - optind;
	if (order->by == NULL || text_trim(text_of(order->by)).len == 0)
		return err_set(reterr, ERR_FORMAT, "--by NAME is wanted: who has it done");
	if (order->why == NULL || text_trim(text_of(order->why)).len == 0)
		return err_set(reterr, ERR_FORMAT, "--why TEXT is wanted: for those who read the history later");
	return OK;
}

/* An order that is understood, and what it is carried out with. */
struct errand {
	struct arena *arena;
	struct order order;
	struct settings *settings;
};

typedef enum rc (*understand_fn)(struct errand *errand, void *ret_what, struct err *reterr);
typedef enum rc (*carry_out_fn)(struct errand *errand, void *what, struct err *reterr);

/* Exit status: what the invoice or the number does not allow is 1, what was written wrongly 2. */
static int run(int argc, char **argv, const char *own, understand_fn understand, carry_out_fn carry_out, void *what)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct errand errand = {.arena = arena, .order = {.config = getenv("APONTAD_CONFIG")}};
	struct err err = {0};
	enum rc rc = arena != NULL ? OK : err_set(&err, ERR_NO_MEMORY, "no memory");
	if (rc == OK)
		rc = read_order(&errand.order, argc, argv, own, &err);
	if (rc == OK)
		rc = understand(&errand, what, &err);
	if (rc == OK)
		rc = conf_read(arena,
			       errand.order.config != NULL ? errand.order.config : SYSCONFDIR "/apontad/apontad.conf",
			       &errand.settings, NULL, NULL, &err);
	if (rc != OK)
		return command_fail(&err);
	rc = carry_out(&errand, what, &err);
	if (rc == OK)
		return EXIT_YES;
	(void)command_fail(&err);
	return rc_group(rc) == RC_GROUP_INPUT ? EXIT_NO : EXIT_TROUBLE;
}

static enum rc one_word(const struct order *order, const char *what, struct err *reterr)
{
	return order->words_count == 1 ? OK : err_set(reterr, ERR_FORMAT, "one %s is wanted", what);
}

static enum rc understand_place(struct errand *errand, void *ret_what, struct err *reterr)
{
	const struct order *order = &errand->order;
	struct hold_order *hold = ret_what;
	enum rc rc = one_word(order, "invoice", reterr);
	if (rc != OK)
		return rc;
	*hold = (struct hold_order){.creditor = order->creditor,
				    .invoice = order->words[0],
				    .by = order->by,
				    .why = order->why,
				    .until = DATE_NONE};
	if (order->kind == NULL || hold_kind_by_name(text_of(order->kind), &hold->kind) != OK)
		return err_set(
			reterr, ERR_UNKNOWN,
			"--kind: right are dispute, court_order, recovery, overindebtedness, death, fraud, approval, "
			"legal, agreement, payment_pending and approved_plan");
	if (order->until != NULL && date_parse_iso(text_of(order->until), &hold->until, NULL) != OK)
		return err_set(reterr, ERR_FORMAT, "--until: \"%.40s\" is no day, as in 2026-03-31", order->until);
	return OK;
}

static enum rc carry_out_place(struct errand *errand, void *what, struct err *reterr)
{
	const struct hold_order *hold = what;
	int64_t id = 0;
	enum rc rc = flow_hold_place(errand->settings, errand->arena, hold, &id, reterr);
	if (rc == OK)
		(void)printf("%s\thold %" PRId64 "\t%s\n", hold->invoice, id, hold_kind_name(hold->kind));
	return rc;
}

static int place_command(int argc, char **argv)
{
	struct hold_order hold;
	return run(argc, argv, "rku", understand_place, carry_out_place, &hold);
}

static enum rc understand_lift(struct errand *errand, void *ret_what, struct err *reterr)
{
	enum rc rc = one_word(&errand->order, "number of a hold", reterr);
	if (rc != OK)
		return rc;
	struct text number = text_of(errand->order.words[0]);
	if (number.len == 0 || number.len > 18 || !text_is_digits(number))
		return err_set(reterr, ERR_FORMAT,
			       "\"%.40s\" is no number of a hold; \"apontactl hold list\" tells them",
			       errand->order.words[0]);
	*(int64_t *)ret_what = strtoll(errand->order.words[0], NULL, 10);
	return OK;
}

static enum rc carry_out_lift(struct errand *errand, void *what, struct err *reterr)
{
	int64_t id = *(int64_t *)what;
	const struct order *order = &errand->order;
	enum rc rc = flow_hold_lift(errand->settings, errand->arena, id, order->by, order->why, reterr);
	if (rc == OK)
		(void)printf("hold %" PRId64 " is lifted\n", id);
	return rc;
}

static int lift_command(int argc, char **argv)
{
	int64_t id = 0;
	return run(argc, argv, "", understand_lift, carry_out_lift, &id);
}

static enum rc understand_cause(struct errand *errand, void *ret_what, struct err *reterr)
{
	const struct order *order = &errand->order;
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
	static const char *const channels[] = {"protest", "serasa", "spc"};
	bool known = order->channel == NULL;
	for (size_t i = 0; !known && i < ARRAY_LEN(channels); i++)
		known = strcmp(order->channel, channels[i]) == 0;
	return known ? OK
		     : err_set(reterr, ERR_UNKNOWN,
			       "--channel: there is no channel \"%.40s\"; there are protest, serasa and spc",
			       order->channel);
}

static enum rc carry_out_cause(struct errand *errand, void *what, struct err *reterr)
{
	const struct cause_order *cause = what;
	struct corrected_list list;
	enum rc rc = flow_cause(errand->settings, errand->arena, cause, &list, reterr);
	for (int i = 0; rc == OK && i < list.count; i++)
		(void)printf("%s\t%s\t%s -> %s\t%s\n", cause->invoice, list.at[i].channel, state_name(list.at[i].from),
			     state_name(list.at[i].to), state_meaning(list.at[i].to));
	if (rc == OK && list.count == 0)
		(void)printf("%s\thas not been taken anywhere yet\n", cause->invoice);
	return rc;
}

static int cause_command(int argc, char **argv)
{
	struct cause_order cause;
	return run(argc, argv, "rcpa", understand_cause, carry_out_cause, &cause);
}

static enum rc understand_told(struct errand *errand, void *ret_what, struct err *reterr)
{
	const struct order *order = &errand->order;
	struct told_order *told = ret_what;
	enum rc rc = one_word(order, "invoice", reterr);
	if (rc != OK)
		return rc;
	if (order->what == NULL || !told_is_known(order->what))
		return err_set(reterr, ERR_UNKNOWN, "--what: right are %s", told_names());
	*told = (struct told_order){.creditor = order->creditor,
				    .invoice = order->words[0],
				    .what = order->what,
				    .on = DATE_NONE,
				    .by = order->by,
				    .why = order->why};
	if (order->on != NULL && date_parse_iso(text_of(order->on), &told->on, NULL) != OK)
		return err_set(reterr, ERR_FORMAT, "--on: \"%.40s\" is no day, as in 2026-03-31", order->on);
	return OK;
}

static enum rc carry_out_told(struct errand *errand, void *what, struct err *reterr)
{
	const struct told_order *told = what;
	struct corrected_list list;
	enum rc rc = flow_told(errand->settings, errand->arena, told, &list, reterr);
	for (int i = 0; rc == OK && i < list.count; i++)
		(void)printf("%s\t%s\t%s -> %s\t%s\n", told->invoice, list.at[i].channel, state_name(list.at[i].from),
			     state_name(list.at[i].to), state_meaning(list.at[i].to));
	return rc;
}

static int told_command(int argc, char **argv)
{
	struct told_order told;
	return run(argc, argv, "rWo", understand_told, carry_out_told, &told);
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
