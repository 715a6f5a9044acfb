#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/command.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "flow/correct.h"

#define FIELDS_MAX 10 /* the columns of a person */

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

/* What was asked for, as it was written. */
struct order {
	const char *config;
	struct correction correction;
	struct correction_field fields[FIELDS_MAX];
};

static enum rc read_set(struct order *order, struct arena *arena, const char *value, struct err *reterr)
{
	const char *equals = strchr(value, '=');
	if (equals == NULL || equals == value)
		return err_set(reterr, ERR_FORMAT, "--set: FIELD=VALUE is wanted, as in --set cep=01310100");
	const char *column = arena_text(arena, (struct text){value, (size_t)(equals - value)});
	if (column == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	for (int i = 0; i < order->correction.fields_count; i++)
		if (strcmp(order->fields[i].column, column) == 0)
			return err_set(reterr, ERR_DUPLICATE, "--set: %.40s stands twice", column);
	if (order->correction.fields_count == FIELDS_MAX)
		return err_set(reterr, ERR_RANGE, "--set: more fields than a person has");
	order->fields[order->correction.fields_count++] = (struct correction_field){column, equals + 1};
	return OK;
}

static enum rc read_order(struct order *order, struct arena *arena, int argc, char **argv, bool corrects,
			  struct err *reterr)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'f'},  {"creditor", required_argument, NULL, 'r'},
		{"channel", required_argument, NULL, 'c'}, {"by", required_argument, NULL, 'b'},
		{"why", required_argument, NULL, 'w'},     {"person", required_argument, NULL, 'p'},
		{"set", required_argument, NULL, 's'},     {NULL, 0, NULL, 0},
	};
	struct correction *correction = &order->correction;
	char **from = argv - 1; /* getopt starts at the word before the options */
	enum rc rc = OK;
	int found;
	opterr = 0;
	while (rc == OK && (found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		bool only_correct = found == 'p' || found == 's';
		if (found == ':')
			return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		if (found == '?' || (only_correct && !corrects))
			return err_set(reterr, ERR_UNKNOWN, "there is no such option here: %s", from[optind - 1]);
		switch (found) {
		case 'f': order->config = optarg; break;
		case 'r': correction->creditor = optarg; break;
		case 'c': correction->channel = optarg; break;
		case 'b': correction->by = optarg; break;
		case 'w': correction->why = optarg; break;
		case 'p': correction->person = optarg; break;
		default: rc = read_set(order, arena, optarg, reterr); break;
		}
	}
	if (rc != OK)
		return rc;
	if (argc + 1 - optind != 1)
		return err_set(reterr, ERR_FORMAT, "one invoice is wanted");
	correction->invoice = from[optind];
	correction->fields = order->fields;
	return OK;
}

static enum rc check_order(const struct correction *correction, bool corrects, struct err *reterr)
{
	static const char *const channels[] = {"protest", "serasa", "spc"};
	bool known = !corrects && correction->channel == NULL;
	if (corrects && correction->channel == NULL)
		return err_set(reterr, ERR_FORMAT, "--channel is wanted: where it was refused");
	for (size_t i = 0; correction->channel != NULL && i < ARRAY_LEN(channels); i++)
		known = known || strcmp(correction->channel, channels[i]) == 0;
	if (!known)
		return err_set(reterr, ERR_UNKNOWN,
			       "--channel: there is no channel \"%.40s\"; there are protest, serasa and spc",
			       correction->channel);
	if (correction->by == NULL || text_trim(text_of(correction->by)).len == 0)
		return err_set(reterr, ERR_FORMAT, "--by NAME is wanted: who has it done");
	if (correction->why == NULL || text_trim(text_of(correction->why)).len == 0)
		return err_set(reterr, ERR_FORMAT, "--why TEXT is wanted: for those who read the history later");
	return OK;
}

static void print(const char *invoice, const struct corrected_list *list)
{
	for (int i = 0; i < list->count; i++)
		(void)printf("%s\t%s\t%s\t%s -> %s\t%s\n", invoice, list->at[i].channel, list->at[i].person,
			     state_name(list->at[i].from), state_name(list->at[i].to), state_meaning(list->at[i].to));
	if (list->count == 0)
		(void)printf("%s\tnothing of it was live\n", invoice);
}

static enum rc understand(struct order *order, struct arena *arena, int argc, char **argv, bool corrects,
			  struct settings **ret_settings, struct err *reterr)
{
	enum rc rc = read_order(order, arena, argc, argv, corrects, reterr);
	if (rc == OK)
		rc = check_order(&order->correction, corrects, reterr);
	if (rc == OK)
		rc = conf_read(arena, order->config != NULL ? order->config : SYSCONFDIR "/apontad/apontad.conf",
			       ret_settings, NULL, NULL, reterr);
	return rc;
}

static int by_hand(int argc, char **argv, bool corrects)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct order order = {.config = getenv("APONTAD_CONFIG")};
	struct settings *settings = NULL;
	struct corrected_list list;
	struct err err = {0};
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory");
		return command_fail(&err);
	}
	if (understand(&order, arena, argc, argv, corrects, &settings, &err) != OK)
		return command_fail(&err);
	enum rc rc = corrects ? flow_correct(settings, arena, &order.correction, &list, &err)
			      : flow_withdraw(settings, arena, &order.correction, &list, &err);
	if (rc == OK) {
		print(order.correction.invoice, &list);
		return EXIT_YES;
	}
	(void)command_fail(&err);
	return rc_group(rc) == RC_GROUP_INPUT ? EXIT_NO : EXIT_TROUBLE;
}

static int correct_command(int argc, char **argv)
{
	return by_hand(argc, argv, true);
}

static int withdraw_command(int argc, char **argv)
{
	return by_hand(argc, argv, false);
}
