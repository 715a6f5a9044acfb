#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/forecast.h"
#include "apontactl/session.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "wire/json.h"

static int deadlines(int argc, char **argv);

const struct command deadline_commands[] = {
	{"deadlines", "[--standing LIST] [--channel C] [--json] [--config FILE]",
	 "Clocks that run: what is due, at risk and late, by which rule. LIST has some of due, at_risk, late, met, "
	 "missed, dropped, with commas; \"due,at_risk,late\" without it.",
	 deadlines},
	{NULL, NULL, NULL, NULL},
};

static const char *const standings[] = {"due", "at_risk", "late", "met", "missed", "dropped"};
static const char *const channels[] = {"protest", "serasa", "spc"};

static bool is_one_of(const char *const *list, size_t count, struct text word)
{
	for (size_t i = 0; i < count; i++)
		if (text_is(word, list[i]))
			return true;
	return false;
}

/* "due,late" as the store wants it: "{due,late}". */
static enum rc read_standings(struct arena *arena, const char *value, const char **ret_standings, struct err *reterr)
{
	struct text rest = text_of(value);
	struct text word;
	while (text_next(&rest, ',', &word))
		if (!is_one_of(standings, ARRAY_LEN(standings), word))
			return err_set(reterr, ERR_UNKNOWN,
				       "--standing: there is no standing \"%.*s\"; there are due, at_risk, late, met, "
				       "missed and dropped",
				       word.len < 40 ? (int)word.len : 40, word.len > 0 ? word.at : "");
	const char *list = arena_printf(arena, "{%s}", value);
	if (list == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for --standing");
	*ret_standings = list;
	return OK;
}

static void put_day(struct json_out *json, const char *key, struct date on)
{
	char day[DATE_TEXT_BYTES];
	json_chars(json, key, date_is_none(on) ? NULL : date_iso(on, day));
}

static void put_text(struct json_out *json, const char *key, const char *value)
{
	json_chars(json, key, value != NULL && value[0] != '\0' ? value : NULL);
}

/* A line with its forecast; of other clocks than the notary's three days there is none. */
struct shown {
	const struct deadline_line *line;
	struct date forecast_on;
	const char *forecast_why;
};

static struct shown show(struct arena *arena, const struct town_book *towns, const struct deadline_line *line)
{
	struct shown shown = {.line = line, .forecast_on = DATE_NONE};
	if (strcmp(line->name, deadline_row(DEADLINE_TRIDUO)->name) == 0)
		shown.forecast_on =
			forecast_triduo(arena, towns, line->comarca_ibge, line->protocol_on, &shown.forecast_why);
	return shown;
}

static void put_line(struct json_out *json, const struct shown *shown)
{
	const struct deadline_line *line = shown->line;
	json_open_object(json, NULL);
	json_chars(json, "name", line->name);
	json_chars(json, "kind", line->kind);
	json_chars(json, "rule", line->rule);
	json_chars(json, "creditor", line->creditor);
	json_chars(json, "invoice", line->invoice);
	json_chars(json, "channel", line->channel);
	json_chars(json, "state", line->state);
	json_chars(json, "standing", line->standing);
	put_day(json, "due_on", line->due_on);
	put_day(json, "forecast_on", shown->forecast_on);
	put_text(json, "forecast_why", shown->forecast_why);
	put_day(json, "told_on", line->told_on);
	json_int(json, "days_left", line->days_left);
	put_day(json, "warn_on", line->warn_on);
	json_int(json, "alarms", line->alarms);
	json_int(json, "alarms_told", line->alarms_told);
	put_text(json, "todo", line->todo);
	json_close_object(json);
}

static void print_json(struct arena *arena, const struct town_book *towns, const struct deadline_lines *lines)
{
	CLEANUP(buf_done) struct buf out;
	struct json_out json;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &out);
	json_open_array(&json, NULL);
	for (int i = 0; i < lines->count; i++) {
		struct shown shown = show(arena, towns, &lines->at[i]);
		put_line(&json, &shown);
	}
	json_close_array(&json);
	(void)printf("%.*s\n", TEXT_ARG(buf_view(&out)));
}

static const char *day_text(struct arena *arena, struct date on)
{
	char day[DATE_TEXT_BYTES];
	return arena_printf(arena, "%s", date_is_none(on) ? "" : date_iso(on, day));
}

static enum rc print_table(const struct session *session, const struct town_book *towns,
			   const struct deadline_lines *lines, struct err *reterr)
{
	struct arena *arena = session->arena;
	static const char *const headings[] = {"due",      "deadline",  "creditor", "invoice", "channel", "state",
					       "standing", "days left", "forecast", "told",    "rule"};
	enum { COLUMNS = ARRAY_LEN(headings) };
	struct table table = {.columns = COLUMNS, .headings = headings};
	struct text *cells = arena_array(arena, (size_t)lines->count * COLUMNS + 1, sizeof(*cells));
	for (int i = 0; cells != NULL && i < lines->count; i++) {
		struct shown shown = show(arena, towns, &lines->at[i]);
		const struct deadline_line *line = shown.line;
		const char *const row[COLUMNS] = {day_text(arena, line->due_on),
						  line->name,
						  line->creditor,
						  line->invoice,
						  line->channel,
						  line->state,
						  line->standing,
						  arena_printf(arena, "%" PRId64, line->days_left),
						  day_text(arena, shown.forecast_on),
						  day_text(arena, line->told_on),
						  line->rule};
		for (int column = 0; column < COLUMNS; column++)
			cells[i * COLUMNS + column] = text_of(row[column] != NULL ? row[column] : "");
	}
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d deadlines", lines->count);
	table.rows = (struct db_rows){.rows = lines->count, .columns = COLUMNS, .cells = cells};
	session_print(session, &table);
	return OK;
}

static enum rc tell(struct session *session, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(2 * CONF_ARENA_BYTES);
	const char *wanted = session->standing != NULL ? session->standing : "due,at_risk,late";
	struct deadline_lines lines = {.count = 0};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the deadlines");
	if (session->words_count > 0)
		return err_set(reterr, ERR_UNKNOWN, "\"%s\" belongs to no option", session->words[0]);
	if (session->channel != NULL && !is_one_of(channels, ARRAY_LEN(channels), text_of(session->channel)))
		return err_set(reterr, ERR_UNKNOWN,
			       "--channel: there is no channel \"%.40s\"; there are protest, serasa and spc",
			       session->channel);
	enum rc rc = read_standings(session->arena, wanted, &wanted, reterr);
	if (rc == OK)
		rc = report_deadlines(session->db, session->arena, wanted, session->channel, &lines, reterr);
	if (rc != OK)
		return rc;
	const struct town_book *towns = forecast_book(arena, session->settings);
	if (!session->json)
		return print_table(session, towns, &lines, reterr);
	print_json(session->arena, towns, &lines);
	return OK;
}

static int deadlines(int argc, char **argv)
{
	struct session session;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK)
		rc = tell(&session, &err);
	session_done(&session);
	return rc == OK ? EXIT_YES : command_fail(&err);
}
