/* Lives a story: from one due instant to the next, deeds first, then the counterparties, then the workers until nothing
 * is due any more. At the end comes a quiet time in which nothing fails and everybody answers. */
#include <stdio.h>
#include <string.h>

#include "sim.h"

#define ROUNDS_MAX 40
#define POLL_DAYS  20 /* a CRA is asked at least so often: older days have to be asked for by hand */

struct sim sim;

int64_t sim_now(void)
{
	return sim.db.now_s;
}

const char *debt_number(int debt, char out[12])
{
	(void)snprintf(out, 12, "N%c", (char)('1' + debt));
	return out;
}

int debt_of_number(const char *number)
{
	return number[0] == 'N' && number[1] >= '1' && number[1] < '1' + DEBTS_MAX ? number[1] - '1' : -1;
}

/* --- the world -------------------------------------------------------------------------------------------------------
 */

static void fill_profiles(struct settings *settings)
{
	struct profile *cra = &settings->profiles[SIM_PROTEST];
	cra->remessa_window = (struct cra_window){480, 1020};
	cra->request_window = (struct cra_window){480, 960};
	cra->release_minutes[0] = 540;
	cra->release_minutes[1] = 840;
	cra->release_minutes_count = 2;
	for (int i = SIM_SERASA; i <= SIM_SPC; i++) {
		struct profile *bureau = &settings->profiles[i];
		bureau->remessa_window = (struct cra_window){480, 1080};
		bureau->request_window = (struct cra_window){480, 1080};
		bureau->bureau.answer_hours = 48;
		bureau->bureau.calls_max = 4;
		bureau->bureau.youngest_days = 1;
		bureau->bureau.oldest_months = 59;
		bureau->bureau.amount_cents_min = 1000;
	}
}

/* Steps for the channels that the creditor has. */
static void fill_ladder(struct settings *settings, const struct story *story)
{
	static const struct ladder_step steps[] = {
		{.name = "serasa",
		 .days_late = 10,
		 .amount_cents_min = 5000,
		 .amount_cents_max = INT64_MAX,
		 .action = LADDER_SERASA},
		{.name = "spc",
		 .days_late = 12,
		 .amount_cents_min = 5000,
		 .amount_cents_max = INT64_MAX,
		 .action = LADDER_SPC},
		{.name = "protest",
		 .days_late = 18,
		 .amount_cents_min = 10000,
		 .amount_cents_max = INT64_MAX,
		 .action = LADDER_PROTEST},
	};
	static const enum sim_channel channels[] = {SIM_SERASA, SIM_SPC, SIM_PROTEST};
	struct ladder *ladder = &settings->ladders[0];
	*ladder = (struct ladder){.name = "regua"};
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (story->has[channels[i]])
			ladder->steps[ladder->steps_count++] = steps[i];
	settings->ladders_count = 1;
}

bool sim_load(const char *rules_folder)
{
	static const struct notice_term terms[] = {{.bureau = "serasa", .days = 10, .until = {INT32_MIN}},
						   {.bureau = "spc", .days = 10, .until = {INT32_MIN}},
						   {.uf = "SP", .days = 20, .until = {INT32_MIN}}};
	static const char *const channels[] = {"protest", "serasa", "spc"};
	struct settings *settings = &sim.settings;
	const struct rule_book *book = NULL;
	struct err err = {0};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (arena == NULL || conf_read_rules(arena, rules_folder, &book, NULL, NULL, &err) != OK) {
		(void)fprintf(stderr, "%s: %s\n", rules_folder, err.words);
		return false;
	}
	settings->rule_book = *book;
	memcpy(settings->notice_terms.at, terms, sizeof(terms));
	settings->notice_terms.count = ARRAY_LEN(terms);
	settings->workers = 1;
	settings->lease_s = 60;
	for (int i = 0; i < SIM_CHANNELS; i++) {
		(void)text_copy(text_of(channels[i]), settings->accounts[i].code, sizeof(settings->accounts[i].code));
		(void)text_copy(text_of(channels[i]), settings->accounts[i].channel,
				sizeof(settings->accounts[i].channel));
	}
	(void)snprintf(settings->creditors[0].code, sizeof(settings->creditors[0].code), "credora");
	settings->creditors[0].taxid = (struct taxid){TAXID_CNPJ, "11222333000181"};
	settings->creditors[0].address =
		(struct address){"Rua da Credora, 1", "Centro", "01310100", "São Paulo", "SP", "3550308"};
	fill_profiles(settings);
	return true;
}

static void make_taxid(int number, char out[15])
{
	(void)snprintf(out, 15, "%09d", 100000000 + number * 1234567);
	for (int digit = 9; digit < 11; digit++) {
		int sum = 0;
		for (int i = 0; i < digit; i++)
			sum += (out[i] - '0') * (digit + 1 - i);
		out[digit] = (char)(sum * 10 % 11 % 10 + '0');
	}
	out[11] = '\0';
}

/* Debtors of two debts are the same person now and then. */
static void make_debtor(const struct debt *debt, int number, struct debtor *out)
{
	static const struct address places[] = {{"Rua A, 1", "Centro", "01310200", "São Paulo", "SP", "3550308"},
						{"Rua B, 2", "Centro", "13010000", "Campinas", "SP", "3509502"},
						{"Rua C, 3", "Centro", "20010000", "Rio de Janeiro", "RJ", "3304557"},
						{"Rua D, 4", "Centro", "76950000", "Alta Floresta", "RO", "1100015"}};
	*out = (struct debtor){.name = "Fulano Exemplo", .address = places[debt->place], .born_on = DATE_NONE};
	out->taxid.kind = TAXID_CPF;
	make_taxid(number, out->taxid.digits);
}

static enum rc add_debt(int at, struct err *reterr)
{
	const struct debt *debt = &sim.story.debts[at];
	char number[12];
	struct debtor debtor;
	int64_t id = 0;
	enum invoice_added added = INVOICE_NEW;
	struct date due_on = date_plus(sim.db.started_on, debt->due_day);
	struct invoice_entry entry = {.creditor_id = 1,
				      .external_id = debt_number(at, number),
				      .ladder = "regua",
				      .number = number,
				      .species = "DMI",
				      .issued_on = date_plus(due_on, -30),
				      .due_on = due_on,
				      .amount_cents = debt->amount_cents,
				      .balance_cents = debt->amount_cents,
				      .endorsement = ' ',
				      .acceptance = 'N',
				      .declaration = 'D',
				      .document_sha256 = debt->has_document ? "kept" : "",
				      .look_on = debt->dropped ? DATE_NONE : date_plus(due_on, 1)};
	make_debtor(debt, at % 4 == 3 ? 0 : at * PARTIES_MAX, &debtor);
	enum rc rc = invoice_add(&sim.db, &entry, &debtor, &id, &added, reterr);
	for (int i = 1; rc == OK && i < debt->persons; i++) {
		make_debtor(debt, at * PARTIES_MAX + i, &debtor);
		rc = invoice_add_codebtor(&sim.db, 1, number, &debtor, &added, reterr);
	}
	return rc;
}

static bool open_world(const struct story *story, bool tells)
{
	static const char *const channels[] = {"protest", "serasa", "spc"};
	struct err err = {0};
	struct date on;
	if (date_make(2026, 1, 5, &on) != OK)
		return false;
	sim.story = *story;
	memory_open(&sim.db, on);
	sim.db.tells = tells;
	sim.db.sending = promises_sending;
	sim.titles_count = sim.records_count = sim.words_count = sim.names_count = sim.serial = 0;
	sim.start_s = sim_now();
	sim.end_s = sim.start_s + (int64_t)story->days * DAY_S;
	sim.down_until = 0;
	sim.settling = sim.inside = false;
	sim.exchanges = sim.steps = 0;
	memset(sim.done, 0, sizeof(sim.done));
	memset(sim.armed, 0, sizeof(sim.armed));
	memset(sim.faults_left, 0, sizeof(sim.faults_left));
	sim.settings.profiles[SIM_SERASA].bureau.way = story->by_file ? PROFILE_WAY_FILE : PROFILE_WAY_REST;
	for (int i = 0; i < SIM_CHANNELS; i++)
		sim.accounts[i].id = story->has[i] ? memory_account(&sim.db, channels[i], channels[i]) : 0;
	fill_ladder(&sim.settings, story);
	sim.settings.creditors[0].four_eyes = story->four_eyes;
	seat_take();
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < story->debts_count; i++) {
		sim.received_cents[i] = sim.cleared_cents[i] = 0;
		sim.paid_s[i] = sim.final_s[i] = NEVER;
		rc = add_debt(i, &err);
	}
	return rc == OK;
}

/* --- the workers -----------------------------------------------------------------------------------------------------
 */

static void restart(void)
{
	mix(&sim.db, "the worker dies, and another one starts");
	memory_connect(&sim.db);
	seat_take();
}

/* As flow_round, without what comes in by folder and without the night's second look: what that would mend is to be
 * seen here. */
static int one_round(void)
{
	static enum rc (*const stages[])(struct flow *, int *, struct err *) = {flow_collect, flow_clocks, flow_assess,
										flow_deliver};
	static const char *const names[] = {"collect", "clocks", "assess", "deliver"};
	int done = 0;
	for (size_t i = 0; i < ARRAY_LEN(stages) && !sim.db.dead; i++) {
		struct err err = {0};
		enum rc rc = stages[i](&sim.flow, &done, &err);
		if (rc != OK && rc != ERR_TRANSIENT && rc != ERR_THROTTLED && !sim.db.dead)
			(void)memory_broken(&sim.db, "flow: %s fails: %s", names[i], err.words);
	}
	return done;
}

static void work(void)
{
	for (int i = 0; i < ROUNDS_MAX && sim.db.broken[0] == '\0'; i++) {
		int done = one_round();
		if (sim.db.dead) {
			restart();
			continue;
		}
		if (words_push() != OK)
			restart();
		else if (done == 0)
			return;
		/* Back-off is of the machine's clock, which runs while apontad.now() stands. */
		sim.db.machine_s += 20;
	}
}

static void do_deeds(void)
{
	int minute = (int)((sim_now() - sim.start_s) / 60);
	for (int i = 0; i < sim.story.deeds_count; i++) {
		const struct deed *deed = &sim.story.deeds[i];
		if (sim.done[i] || deed->minute > minute || sim.armed[i])
			continue;
		if (deed->inside != FAULT_COUNT && !sim.settling) {
			sim.armed[i] = true;
			continue;
		}
		enum rc rc = deed_do(i);
		sim.done[i] = rc == OK;
		if (sim.db.dead) {
			restart();
			i -= !sim.done[i]; /* who was told of it tries again */
		}
	}
}

/* What waited for a moment that did not come happens now. */
static void do_armed(void)
{
	for (int i = 0; i < sim.story.deeds_count; i++) {
		if (!sim.armed[i])
			continue;
		sim.armed[i] = false;
		sim.done[i] = deed_do(i) == OK;
		if (sim.db.dead) {
			restart();
			sim.armed[i] = !sim.done[i];
			i -= !sim.done[i];
		}
	}
}

/* --- time ------------------------------------------------------------------------------------------------------------
 */

static void sooner(int64_t *next, int64_t at)
{
	if (at < *next)
		*next = at;
}

static bool lane_waits(const struct lane_row *lane)
{
	if (strcmp(lane->name, "collect") != 0) {
		for (int i = 0; i < sim.db.is.instructions; i++) {
			const struct instruction_row *row = &sim.db.instructions[i];
			if (row->account_id == lane->account_id && strcmp(row->lane, lane->name) == 0 &&
			    strcmp(row->is.state, "prepared") == 0)
				return true;
		}
		for (int i = sim.db.is.quiet; i < sim.db.is.messages; i++) {
			const struct message_row *row = &sim.db.messages[i];
			if (row->out && row->is.account_id == lane->account_id && strcmp(row->lane, lane->name) == 0 &&
			    (strcmp(row->is.state, "prepared") == 0 || strcmp(row->is.state, "in_doubt") == 0))
				return true;
		}
		return false;
	}
	if (lane->account_id != sim.accounts[SIM_PROTEST].id)
		return date_is_none(lane->polled_to);
	if (date_is_none(lane->polled_to) || date_days_between(lane->polled_to, day_of(sim_now())) > POLL_DAYS)
		return true;
	for (int i = 0; i < sim.words_count; i++)
		if (sim.words[i].from == SIM_PROTEST && sim.words[i].visible_at <= lane->not_before &&
		    day_of(sim.words[i].visible_at).day > lane->polled_to.day)
			return true;
	return false;
}

/* A case that is held is looked at again every hour; it is enough to do so now and then. */
static int64_t timer_of(const struct escalation_row *row)
{
	bool lazy = row->is.timer_event == EVENT_ASSESSED;
	return lazy ? row->due_at + 3 * (int64_t)DAY_S + (sim_now() - sim.start_s) / 8 : row->due_at;
}

/* When do the workers have something to do next? */
static int64_t work_next(void)
{
	const struct db *db = &sim.db;
	int64_t next = NEVER;
	for (int i = 0; i < db->is.escalations; i++)
		sooner(&next, timer_of(&db->escalations[i]));
	for (int i = 0; i < db->is.deadlines; i++) {
		const struct deadline_full *row = &db->deadlines[i];
		if (!deadline_runs(row) || deadline_row(row->is.deadline)->kind != DEADLINE_KIND_DUTY)
			continue;
		sooner(&next, local_s(date_plus(row->is.days.due_on, 1), 0));
		if (!date_is_none(row->warn_on))
			sooner(&next, local_s(row->warn_on, 0));
	}
	for (int i = 0; i < db->is.holds; i++)
		if (!db->holds[i].lifted && !date_is_none(db->holds[i].until))
			sooner(&next, local_s(date_plus(db->holds[i].until, 1), 0));
	for (int i = 0; i < db->is.invoices; i++)
		if (!date_is_none(db->invoices[i].is.look_on))
			sooner(&next, local_s(db->invoices[i].is.look_on, 0));
	for (int i = 0; i < db->is.lanes; i++)
		if (!db->accounts[db->lanes[i].account_id - 1].stopped && lane_waits(&db->lanes[i]))
			sooner(&next,
			       db->lanes[i].not_before > db->now_s ? db->lanes[i].not_before : db->now_s + HOUR_S);
	return next;
}

/* When does anything happen next? */
static int64_t next_instant(void)
{
	int64_t next = parties_next();
	bool down = sim_now() < sim.down_until;
	for (int i = 0; i < sim.story.deeds_count; i++)
		if (!sim.done[i] && !down)
			sooner(&next, sim.start_s + (int64_t)sim.story.deeds[i].minute * 60);
	sooner(&next, down ? sim.down_until : work_next());
	return next > sim_now() ? next : sim_now() + 60;
}

static void go_to(int64_t instant)
{
	sim.db.machine_s += instant - sim.db.now_s;
	sim.db.now_s = instant;
}

static void step(void)
{
	sim.steps++;
	notary_live();
	bureau_live();
	/* The door is open while no worker runs. */
	if (words_push() != OK)
		restart();
	if (sim_now() < sim.down_until)
		return;
	do_deeds();
	if (sim_now() < sim.down_until)
		return;
	work();
	do_armed();
	work();
	promises_step();
	promises_rest();
}

static void live_until(int64_t end_s)
{
	for (int64_t next = sim_now(); next < end_s && sim.db.broken[0] == '\0'; next = next_instant()) {
		go_to(next);
		step();
	}
	if (sim.db.broken[0] == '\0') {
		go_to(end_s);
		step();
	}
}

bool sim_run(const struct story *story, bool tells)
{
	if (!open_world(story, tells))
		return false;
	live_until(sim.end_s);
	/* Nothing fails any more, nobody is silent, a person starts what was stopped. */
	sim.settling = true;
	if (sim.down_until > sim_now())
		sim.down_until = sim_now();
	sim.db.dead_in = 0;
	for (int i = 0; i < sim.db.is.accounts; i++)
		sim.db.accounts[i].stopped = false;
	if (sim.db.broken[0] == '\0')
		live_until(sim.end_s + (int64_t)SETTLE_DAYS * DAY_S);
	if (sim.db.broken[0] == '\0')
		promises_end();
	return sim.db.broken[0] == '\0';
}
