#include "apontactl/order.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static enum rc take_set(struct order *order, const char *value, struct err *reterr)
{
	const char *equals = strchr(value, '=');
	if (equals == NULL || equals == value)
		return err_set(reterr, ERR_FORMAT, "--set: FIELD=VALUE is wanted, as in --set cep=01310100");
	const char *column = arena_text(order->arena, (struct text){value, (size_t)(equals - value)});
	if (column == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	for (int i = 0; i < order->sets_count; i++)
		if (strcmp(order->sets[i].column, column) == 0)
			return err_set(reterr, ERR_DUPLICATE, "--set: %.40s stands twice", column);
	if (order->sets_count == ORDER_SETS_MAX)
		return err_set(reterr, ERR_RANGE, "--set: more fields than there are");
	order->sets[order->sets_count++] = (struct correction_field){column, equals + 1};
	return OK;
}

static enum rc take_option(struct order *order, int option, const char *value, struct err *reterr)
{
	const struct {
		const char *option;
		const char **into;
	} rows[] = {
		{"f", &order->config},
		{"b", &order->by},
		{ORDER_WHY, &order->why},
		{ORDER_CREDITOR, &order->creditor},
		{ORDER_CHANNEL, &order->channel},
		{ORDER_ACCOUNT, &order->account},
		{ORDER_PERSON, &order->person},
		{ORDER_KIND, &order->kind},
		{ORDER_UNTIL, &order->until},
		{ORDER_PAYMENT, &order->payment},
		{ORDER_AGREEMENT, &order->agreement},
		{ORDER_WHAT, &order->what},
		{ORDER_ON, &order->on},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].option[0] == option) {
			*rows[i].into = value;
			return OK;
		}
	return take_set(order, value, reterr);
}

static enum rc read_options(struct order *order, int argc, char **argv, const char *takes, struct err *reterr)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'f'},
		{"by", required_argument, NULL, 'b'},
		{"why", required_argument, NULL, ORDER_WHY[0]},
		{"creditor", required_argument, NULL, ORDER_CREDITOR[0]},
		{"channel", required_argument, NULL, ORDER_CHANNEL[0]},
		{"account", required_argument, NULL, ORDER_ACCOUNT[0]},
		{"person", required_argument, NULL, ORDER_PERSON[0]},
		{"set", required_argument, NULL, ORDER_SET[0]},
		{"kind", required_argument, NULL, ORDER_KIND[0]},
		{"until", required_argument, NULL, ORDER_UNTIL[0]},
		{"payment", required_argument, NULL, ORDER_PAYMENT[0]},
		{"agreement", required_argument, NULL, ORDER_AGREEMENT[0]},
		{"what", required_argument, NULL, ORDER_WHAT[0]},
		{"on", required_argument, NULL, ORDER_ON[0]},
		{NULL, 0, NULL, 0},
	};
	char **from = argv - 1; /* getopt starts at the word before the options */
	enum rc rc = OK;
	int found;
	opterr = 0;
	while (rc == OK && (found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found == ':')
			return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		if (found == '?' || (strchr("fb", found) == NULL && strchr(takes, found) == NULL))
			return err_set(reterr, ERR_UNKNOWN, "there is no such option here: %s", from[optind - 1]);
		rc = take_option(order, found, optarg, reterr);
	}
	order->words = from + optind;
	order->words_count = argc + 1 - optind;
	return rc;
}

static bool is_blank(const char *value)
{
	return value == NULL || text_trim(text_of(value)).len == 0;
}

static enum rc check_channel(const char *channel, struct err *reterr)
{
	static const char *const channels[] = {"protest", "serasa", "spc"};
	bool known = channel == NULL;
	for (size_t i = 0; !known && i < ARRAY_LEN(channels); i++)
		known = strcmp(channel, channels[i]) == 0;
	return known ? OK
		     : err_set(reterr, ERR_UNKNOWN,
			       "--channel: there is no channel \"%.40s\"; there are protest, serasa and spc", channel);
}

static enum rc read_order(struct order *order, int argc, char **argv, const char *takes, struct err *reterr)
{
	enum rc rc = read_options(order, argc, argv, takes, reterr);
	if (rc == OK)
		rc = check_channel(order->channel, reterr);
	if (rc == OK && is_blank(order->by))
		rc = err_set(reterr, ERR_FORMAT, "--by NAME is wanted: who has it done");
	if (rc == OK && strchr(takes, ORDER_WHY[0]) != NULL && is_blank(order->why))
		rc = err_set(reterr, ERR_FORMAT, "--why TEXT is wanted: for those who read the history later");
	return rc;
}

int order_run(int argc, char **argv, const char *takes, order_understand_fn understand, order_carry_out_fn carry_out,
	      void *what)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct order order = {.arena = arena, .config = getenv("APONTAD_CONFIG")};
	struct settings *settings = NULL;
	struct err err = {0};
	enum rc rc = arena != NULL ? OK : err_set(&err, ERR_NO_MEMORY, "no memory");
	if (rc == OK)
		rc = read_order(&order, argc, argv, takes, &err);
	if (rc == OK)
		rc = understand(&order, what, &err);
	if (rc == OK)
		rc = conf_read(arena, order.config != NULL ? order.config : SYSCONFDIR "/apontad/apontad.conf",
			       &settings, NULL, NULL, &err);
	if (rc != OK)
		return command_fail(&err);
	order.settings = settings;
	rc = carry_out(&order, what, &err);
	if (rc == OK)
		return EXIT_YES;
	(void)command_fail(&err);
	return rc_group(rc) == RC_GROUP_INPUT ? EXIT_NO : EXIT_TROUBLE;
}

enum rc order_one_word(const struct order *order, const char *what, struct err *reterr)
{
	return order->words_count == 1 ? OK : err_set(reterr, ERR_FORMAT, "one %s is wanted", what);
}

enum rc order_day(const char *option, const char *value, struct date *ret_day, struct err *reterr)
{
	struct date day = DATE_NONE;
	if (value != NULL && date_parse_iso(text_of(value), &day, NULL) != OK)
		return err_set(reterr, ERR_FORMAT, "%s: \"%.40s\" is no day, as in 2026-03-31", option, value);
	*ret_day = day;
	return OK;
}

void order_print(const char *invoice, const struct corrected_list *list, const char *nothing)
{
	for (int i = 0; i < list->count; i++) {
		const struct corrected *at = &list->at[i];
		(void)printf("%s\t%s%s%s\t%s -> %s\t%s\n", invoice, at->channel, at->person[0] != '\0' ? "\t" : "",
			     at->person, state_name(at->from), state_name(at->to), state_meaning(at->to));
	}
	if (list->count == 0)
		(void)printf("%s\t%s\n", invoice, nothing);
}
