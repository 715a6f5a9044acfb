/* What a ladder would do with a portfolio: reads the files, asks the pure core for each invoice, adds up. */
#include <getopt.h>
#include <stdio.h>
#include <time.h>

#include "apontactl/codes.h"
#include "apontactl/command.h"
#include "apontactl/simulate.h"
#include "base/limits.h"
#include "conf/conf.h"

/* Four files and two folders of settings beside the portfolio itself. */
#define SIMULATE_ARENA_BYTES ((size_t)4 * LIMIT_INTAKE_FILE_BYTES)
/* What one invoice takes while it is thought about: some dozen records with all their reasons. */
#define INVOICE_ARENA_BYTES ((size_t)16 << 20)

static int simulate(int argc, char **argv);

const struct command simulate_commands[] = {
	{"simulate",
	 "--ladder FILE --portfolio FILE [--from YYYY-MM-DD] [--rules FOLDER] [--calendars FOLDER] [--fees FOLDER] "
	 "[--json]",
	 "What a ladder would do with the invoices of a file: who goes where and when, who does not and why. Nothing "
	 "is "
	 "sent, and no database is asked.",
	 simulate},
	{NULL, NULL, NULL, NULL},
};

const char *const simulate_assumed[] = {
	"every invoice goes by this ladder, whatever its column ladder says",
	"each creditor has an account at each channel, at a bureau for debts of 1 day to 59 months; its tax id and "
	"address "
	"are not known, and no number is live at a bureau under another debt",
	"the debtor's own town is its comarca, and what is presented gets its protocol on the same day",
	"a notice counts as told on the day on which it is made",
	"whoever has to agree has not been asked, and open holds stay",
	NULL};

/* Options as they were written; NULL or false for one that was not. */
struct wishes {
	const char *ladder;
	const char *portfolio;
	const char *from;
	const char *rules;
	const char *calendars;
	const char *fees;
	bool json;
};

static bool read_options(int argc, char **argv, struct wishes *wishes)
{
	static const struct option options[] = {
		{"ladder", required_argument, NULL, 'l'}, {"portfolio", required_argument, NULL, 'p'},
		{"from", required_argument, NULL, 'f'},   {"rules", required_argument, NULL, 'r'},
		{"fees", required_argument, NULL, 'e'},   {"calendars", required_argument, NULL, 'c'},
		{"json", no_argument, NULL, 'j'},         {NULL, 0, NULL, 0}};
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, argv - 1, ":", options, NULL)) != -1) {
		switch (found) {
		case 'l': wishes->ladder = optarg; break;
		case 'p': wishes->portfolio = optarg; break;
		case 'f': wishes->from = optarg; break;
		case 'r': wishes->rules = optarg; break;
		case 'e': wishes->fees = optarg; break;
		case 'c': wishes->calendars = optarg; break;
		case 'j': wishes->json = true; break;
		default: return false;
		}
	}
	return optind == argc + 1 && wishes->ladder != NULL && wishes->portfolio != NULL;
}

/* The day of this machine: there is no database to ask. */
static enum rc today(struct date *ret_today, struct err *reterr)
{
	struct tm local;
	time_t now = time(NULL);
	if (localtime_r(&now, &local) == NULL)
		return err_set(reterr, ERR_SYSTEM, "this machine does not know what day it is; --from YYYY-MM-DD does");
	return date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, ret_today);
}

/* Towns and fees are known where somebody keeps them. */
static enum rc read_data(struct arena *arena, const struct wishes *wishes, struct forecast_terms *terms,
			 struct err *reterr)
{
	const char *rules = wishes->rules != NULL ? wishes->rules : data_folder(arena, "rules");
	const char *calendars = wishes->calendars != NULL ? wishes->calendars : data_folder(arena, "calendars");
	const char *fees = wishes->fees != NULL ? wishes->fees : data_folder(arena, "fees");
	struct town_book *towns = NULL;
	struct fee_book *tables = NULL;
	if (rules == NULL)
		return err_set(reterr, ERR_NOT_FOUND,
			       "there are no rules beside the configuration; --rules FOLDER names them");
	enum rc rc = conf_read_rules(arena, rules, &terms->rules, NULL, NULL, reterr);
	if (rc == OK)
		rc = conf_read_notice_terms(arena, rules, &terms->notices, NULL, NULL, reterr);
	if (rc == OK && calendars != NULL)
		rc = conf_read_calendars(arena, calendars, &towns, NULL, NULL, reterr);
	if (rc == OK && fees != NULL)
		rc = conf_read_fees(arena, fees, &tables, NULL, NULL, reterr);
	terms->towns = towns;
	terms->fees = tables;
	return rc;
}

static void tell_fault(const struct err *err, void *context)
{
	char words[1024];
	(void)context;
	(void)fprintf(stderr, "apontactl: %s\n", err_text(err, words, sizeof(words)));
}

const char *simulate_outcome(enum event event)
{
	return event == EVENT_PASSED ? "goes" : event == EVENT_HELD_BY_RULE ? "held" : "refused";
}

/* --- adding up -----------------------------------------------------------------------------------------------------
 */

static void add_step(const struct forecast *forecast, const struct forecast_step *step, struct totals *totals)
{
	struct action_totals *of = &totals->by_action[step->step->action];
	of->steps++;
	of->records += step->records_count;
	for (int i = 0; i < step->records_count; i++) {
		enum event event = step->records[i].event;
		of->goes += event == EVENT_PASSED;
		of->held += event == EVENT_HELD_BY_RULE;
		of->refused += event == EVENT_REFUSED_BY_RULE;
	}
	if (step->records_count == 0 || step->records[0].event != EVENT_PASSED)
		return;
	of->cents += forecast->owed_cents;
	if (step->step->action != LADDER_PROTEST)
		return;
	totals->deposits += step->protest.mode == FEE_DEPOSIT;
	totals->fees_unknown += step->protest.fee_cents < 0;
	totals->fee_cents += step->protest.fee_cents > 0 ? step->protest.fee_cents : 0;
}

static void add(const struct forecast *forecast, struct totals *totals)
{
	int taken = 0;
	totals->invoices++;
	totals->owed_cents += forecast->owed_cents;
	totals->owed_nothing += forecast->owed_cents == 0;
	totals->by_class[forecast->payer.class]++;
	for (int i = 0; i < forecast->steps_count; i++)
		if (!date_is_none(forecast->steps[i].on)) {
			add_step(forecast, &forecast->steps[i], totals);
			taken++;
		}
	totals->without_step += taken == 0;
}

/* --- one after another ---------------------------------------------------------------------------------------------
 */

static enum rc forecast_one(struct arena *arena, const struct forecast_terms *terms,
			    const struct portfolio_invoice *invoice, struct forecast *ret_forecast, struct err *reterr)
{
	struct forecast_payment *payments = arena_array(arena, (size_t)invoice->payments_count + 1, sizeof(*payments));
	if (payments == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an invoice");
	for (int i = 0; i < invoice->payments_count; i++)
		payments[i] = (struct forecast_payment){.on = invoice->payments[i].on,
							.cents = invoice->payments[i].cents,
							.cleared_on = invoice->payments[i].cleared_on};
	struct forecast_debt debt = {
		.title = invoice->title,
		.payer = invoice->payer,
		.has_document = invoice->has_document,
		.holds = portfolio_holds(arena, invoice),
		.marks = invoice->marks,
		.payments = payments,
		.payments_count = invoice->payments_count,
	};
	return forecast_make(arena, terms, &debt, ret_forecast, reterr);
}

/* What is told goes out piece by piece: a portfolio may be large. */
static enum rc put_out(struct buf *out, struct err *reterr)
{
	if (buf_failed(out))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what is to be told");
	if (fwrite(buf_view(out).at, 1, out->len, stdout) != out->len)
		return err_set(reterr, ERR_SYSTEM, "standard output takes no more");
	buf_clear(out);
	return OK;
}

static enum rc tell_all(const struct simulation *simulation, bool json, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(INVOICE_ARENA_BYTES);
	CLEANUP(buf_done) struct buf out;
	struct totals totals = {.invoices = 0};
	struct json_out writer;
	enum rc rc = OK;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	json_begin(&writer, &out);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an invoice");
	if (json)
		simulate_json_head(&writer, simulation);
	else
		simulate_words_head(simulation, &out);
	for (int i = 0; rc == OK && i < simulation->portfolio->invoices_count; i++) {
		const struct portfolio_invoice *invoice = simulation->portfolio->invoices[i];
		struct forecast forecast;
		arena_reset(arena);
		rc = forecast_one(arena, &simulation->terms, invoice, &forecast, reterr);
		if (rc != OK)
			break;
		add(&forecast, &totals);
		if (json)
			simulate_json_invoice(&writer, invoice, &forecast);
		else
			simulate_words_invoice(invoice, &forecast, &out);
		rc = put_out(&out, reterr);
	}
	if (rc != OK)
		return rc;
	if (json)
		simulate_json_totals(&writer, simulation, &totals);
	else
		simulate_words_totals(simulation, &totals, &out);
	return put_out(&out, reterr);
}

static int simulate(int argc, char **argv)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(SIMULATE_ARENA_BYTES);
	struct wishes wishes = {.ladder = NULL};
	struct portfolio portfolio;
	struct simulation simulation = {.portfolio = &portfolio};
	struct forecast_terms *terms = &simulation.terms;
	struct err err = {0};
	if (!read_options(argc, argv, &wishes))
		return command_usage(&simulate_commands[0]);
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory");
		return command_fail(&err);
	}
	enum rc rc = wishes.from != NULL ? date_parse_iso(text_of(wishes.from), &terms->from, &err)
					 : today(&terms->from, &err);
	if (rc != OK) {
		err_at(&err, NULL, "--from");
		return command_fail(&err);
	}
	rc = conf_read_ladder(arena, wishes.ladder, &terms->ladder, tell_fault, NULL, &err);
	if (rc == ERR_CONFIG) /* told already, each */
		return EXIT_TROUBLE;
	if (rc == OK)
		rc = read_data(arena, &wishes, terms, &err);
	if (rc == OK)
		rc = portfolio_read(arena, wishes.portfolio, &portfolio, &err);
	if (rc == OK)
		rc = tell_all(&simulation, wishes.json, &err);
	if (rc != OK)
		return command_fail(&err);
	return portfolio.faults_count > 0 ? EXIT_NO : EXIT_YES;
}
