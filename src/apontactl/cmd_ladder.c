#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontactl/command.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "domain/money.h"
#include "wire/json.h"

static int check(int argc, char **argv);
static int show(int argc, char **argv);

const struct command ladder_commands[] = {
	{"ladder check", "FILE", "all that is wrong with a ladder, each at its line; exit 1 when something is", check},
	{"ladder show", "FILE [--json]", "a ladder in words: its steps in order, whom each takes and when", show},
	{NULL, NULL, NULL, NULL},
};

static void tell_fault(const struct err *err, void *context)
{
	char words[1024];
	(void)context;
	(void)printf("%s\n", err_text(err, words, sizeof(words)));
}

static void tell_fault_aside(const struct err *err, void *context)
{
	char words[1024];
	(void)context;
	(void)fprintf(stderr, "apontactl: %s\n", err_text(err, words, sizeof(words)));
}

/* Not there at all is another answer than wrong. */
static bool is_readable(const char *file)
{
	FILE *stream = fopen(file, "re");
	if (stream != NULL)
		(void)fclose(stream);
	return stream != NULL;
}

static int check(int argc, char **argv)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	const struct ladder *ladder = NULL;
	struct err err = {0};
	if (argc != 1 || argv[0][0] == '-')
		return command_usage(&ladder_commands[0]);
	if (arena == NULL)
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for a ladder");
	else if (!is_readable(argv[0]))
		(void)err_set(&err, ERR_NOT_FOUND, "the ladder %s cannot be read", argv[0]);
	if (err.code != OK)
		return command_fail(&err);
	enum rc rc = conf_read_ladder(arena, argv[0], &ladder, tell_fault, NULL, &err);
	if (rc == ERR_CONFIG)
		return EXIT_NO;
	if (rc != OK)
		return command_fail(&err);
	(void)printf("%s: %d steps, right\n", ladder->name, ladder->steps_count);
	return EXIT_YES;
}

/* --- in words ------------------------------------------------------------------------------------------------------
 */

static void put_profiles(struct buf *out, unsigned profiles)
{
	const char *before = "";
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++)
		if ((profiles & 1u << class) != 0) {
			buf_printf(out, "%s%s", before, payer_class_name(class));
			before = ", ";
		}
}

static void put_step(struct buf *out, const struct ladder_step *step)
{
	char money[MONEY_TEXT_BYTES];
	buf_printf(out, "  %s: %s%s%s%s, %d days late", step->name, ladder_action_name(step->action),
		   step->template[0] != '\0' ? " (" : "", step->template, step->template[0] != '\0' ? ")" : "",
		   step->days_late);
	if (step->after[0] != '\0')
		buf_printf(out, " and %s \"%s\"", step->wait_days > 0 ? "when the days after" : "once taken is",
			   step->after);
	if (step->wait_days > 0)
		buf_printf(out, " have run (%d)", step->wait_days);
	buf_printf(out, "\n    from %s", money_words(step->amount_cents_min, money));
	if (step->amount_cents_max != INT64_MAX)
		buf_printf(out, " to %s", money_words(step->amount_cents_max, money));
	for (int i = 0; i < step->species_count; i++)
		buf_printf(out, "%s%s", i == 0 ? "; species " : ", ", step->species[i]);
	for (int i = 0; i < step->states_count; i++)
		buf_printf(out, "%s%s", i == 0 ? "; states " : ", ", step->states[i]);
	if (step->profiles != 0) {
		buf_puts(out, "; payers ");
		put_profiles(out, step->profiles);
	}
	buf_puts(out, "\n");
}

static void put_words(struct buf *out, const struct ladder *ladder)
{
	const struct payer_terms *terms = &ladder->payers;
	buf_printf(out, "Ladder %s\n", ladder->name);
	for (int i = 0; i < ladder->steps_count; i++)
		put_step(out, &ladder->steps[i]);
	buf_printf(out, "Payers\n  bad_faith: %d broken promises or more\n", terms->bad_faith_broken_promises);
	buf_printf(out, "  good_payer: %d or more paid on time, at most %d late, no broken promise%s\n",
		   terms->good_paid_on_time, terms->good_paid_late,
		   terms->good_payer_to_person ? "; a person is asked first" : "");
	buf_printf(out, "  unresponsive: at most %d answers to %d contacts or more\n", terms->unresponsive_answered,
		   terms->unresponsive_contacts);
	buf_printf(out, "  habitual_late: %d or more paid late, %d %% of all, by %d days on average\n",
		   terms->habitual_paid_late, terms->habitual_late_percent, terms->habitual_delay_days);
	buf_puts(out, "  ordinary: told, and none of these; unknown: nothing was told\n");
}

/* --- as JSON -------------------------------------------------------------------------------------------------------
 */

static void json_step(struct json_out *json, const struct ladder_step *step)
{
	json_open_object(json, NULL);
	json_chars(json, "name", step->name);
	json_chars(json, "action", ladder_action_name(step->action));
	json_chars(json, "template", step->template[0] != '\0' ? step->template : NULL);
	json_int(json, "days_late", step->days_late);
	json_chars(json, "after", step->after[0] != '\0' ? step->after : NULL);
	json_int(json, "wait_days", step->wait_days);
	json_int(json, "amount_cents_min", step->amount_cents_min);
	if (step->amount_cents_max != INT64_MAX)
		json_int(json, "amount_cents_max", step->amount_cents_max);
	else
		json_chars(json, "amount_cents_max", NULL);
	json_open_array(json, "species");
	for (int i = 0; i < step->species_count; i++)
		json_chars(json, NULL, step->species[i]);
	json_close_array(json);
	json_open_array(json, "states");
	for (int i = 0; i < step->states_count; i++)
		json_chars(json, NULL, step->states[i]);
	json_close_array(json);
	json_open_array(json, "profiles");
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++)
		if ((step->profiles & 1u << class) != 0)
			json_chars(json, NULL, payer_class_name(class));
	json_close_array(json);
	json_close_object(json);
}

static void put_json(struct buf *out, const struct ladder *ladder)
{
	const struct payer_terms *terms = &ladder->payers;
	struct json_out json;
	json_begin(&json, out);
	json_open_object(&json, NULL);
	json_chars(&json, "name", ladder->name);
	json_open_array(&json, "steps");
	for (int i = 0; i < ladder->steps_count; i++)
		json_step(&json, &ladder->steps[i]);
	json_close_array(&json);
	json_open_object(&json, "profiles");
	json_int(&json, "good_paid_on_time", terms->good_paid_on_time);
	json_int(&json, "good_paid_late", terms->good_paid_late);
	json_int(&json, "habitual_paid_late", terms->habitual_paid_late);
	json_int(&json, "habitual_late_percent", terms->habitual_late_percent);
	json_int(&json, "habitual_delay_days", terms->habitual_delay_days);
	json_int(&json, "unresponsive_contacts", terms->unresponsive_contacts);
	json_int(&json, "unresponsive_answered", terms->unresponsive_answered);
	json_int(&json, "bad_faith_broken_promises", terms->bad_faith_broken_promises);
	json_bool(&json, "good_payer_to_person", terms->good_payer_to_person);
	json_close_object(&json);
	json_close_object(&json);
}

static int show(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	CLEANUP(buf_done) struct buf out;
	const struct ladder *ladder = NULL;
	struct err err = {0};
	char **from = argv - 1; /* getopt starts at the word before the options */
	bool json = false;
	int found;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) == 'j')
		json = true;
	if (found != -1 || optind != argc)
		return command_usage(&ladder_commands[1]);
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for a ladder");
		return command_fail(&err);
	}
	enum rc rc = conf_read_ladder(arena, from[optind], &ladder, tell_fault_aside, NULL, &err);
	if (rc == ERR_CONFIG) /* told already, each */
		return EXIT_TROUBLE;
	if (rc != OK)
		return command_fail(&err);
	if (json)
		put_json(&out, ladder);
	else
		put_words(&out, ladder);
	if (buf_failed(&out))
		return EXIT_TROUBLE;
	(void)fwrite(buf_view(&out).at, 1, out.len, stdout);
	return EXIT_YES;
}
