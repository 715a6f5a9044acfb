/* conf/ladders/NAME.conf: the steps of a ladder, and who counts as which class of payer. */
#include "conf/conf.h"
#include "conf/schema.h"

static const struct word word_action[] = {{"protest", LADDER_PROTEST},
					  {"serasa", LADDER_SERASA},
					  {"spc", LADDER_SPC},
					  {"notice", LADDER_NOTICE},
					  {NULL, 0}};
static const struct word word_by[] = {{"email", LADDER_BY_MAIL}, {"platform", LADDER_BY_PLATFORM}, {NULL, 0}};
static const struct word word_payer[] = {{"unknown", PAYER_UNKNOWN},
					 {"ordinary", PAYER_ORDINARY},
					 {"good_payer", PAYER_GOOD},
					 {"habitual_late", PAYER_HABITUAL_LATE},
					 {"unresponsive", PAYER_UNRESPONSIVE},
					 {"bad_faith", PAYER_BAD_FAITH},
					 {NULL, 0}};

static const struct setting step_settings[] = {
	{"name", SETTING_TEXT, AT(ladder_step, name), LENGTH(1, 47), .form = FORM_CODE, .help = "name of the step"},
	{"days_late", SETTING_INT, AT(ladder_step, days_late), LENGTH(1, 3650),
	 .help = "calendar days after the due date"},
	{"amount_min", SETTING_MONEY, AT(ladder_step, amount_cents_min), .fallback = "0.01",
	 .help = "least balance, decimal text"},
	{"amount_max", SETTING_MONEY, AT(ladder_step, amount_cents_max), .fallback = "",
	 .help = "greatest balance, decimal text; empty for no end"},
	{"action", SETTING_WORD, AT(ladder_step, action), .words = word_action, .help = "what the step does"},
	{"species", SETTING_TEXTS, ITEMS(ladder_step, species, species_count), LENGTH(1, LADDER_SPECIES_MAX),
	 .form = FORM_PRESENTER, .fallback = "", .help = "species of the title that it takes; without it, every one"},
	{"states", SETTING_TEXTS, ITEMS(ladder_step, states, states_count), LENGTH(1, LADDER_STATES_MAX),
	 .form = FORM_UF, .fallback = "", .help = "states of the debtor that it takes; without it, every one"},
	{"profiles", SETTING_FLAGS, AT(ladder_step, profiles), LENGTH(1, PAYER_CLASS_COUNT), .words = word_payer,
	 .fallback = "", .help = "classes of payer that it takes; without it, every one"},
	{"after", SETTING_TEXT, AT(ladder_step, after), LENGTH(0, 47), .form = FORM_CODE, .fallback = "",
	 .help = "name of an earlier step that must have been taken"},
	{"wait_days", SETTING_INT, AT(ladder_step, wait_days), LENGTH(0, LADDER_WAIT_DAYS_MAX), .fallback = "0",
	 .help = "calendar days that run after that step (a notice: after the debtor was told) before this one"},
	{"template", SETTING_TEXT, AT(ladder_step, template), LENGTH(0, 47), .form = FORM_CODE, .fallback = "",
	 .help = "of a notice: the name of its template"},
	{"by", SETTING_WORD, AT(ladder_step, by), .fallback = "email", .words = word_by,
	 .help = "of a notice: by e-mail where there is an address, or always by the platform"},
	END,
};
static const struct schema schema_step = {.name = "steps", .settings = step_settings};

static const struct setting payer_settings[] = {
	{"good_paid_on_time", SETTING_INT, AT(payer_terms, good_paid_on_time), LENGTH(1, PAYER_COUNT_MAX),
	 .fallback = "3", .help = "a good payer has paid as many or more on time"},
	{"good_paid_late", SETTING_INT, AT(payer_terms, good_paid_late), LENGTH(0, PAYER_COUNT_MAX), .fallback = "0",
	 .help = "and at most as many late"},
	{"habitual_paid_late", SETTING_INT, AT(payer_terms, habitual_paid_late), LENGTH(1, PAYER_COUNT_MAX),
	 .fallback = "3", .help = "a habitual late payer has paid as many or more late"},
	{"habitual_late_percent", SETTING_INT, AT(payer_terms, habitual_late_percent), LENGTH(1, 100), .fallback = "50",
	 .help = "and at least this part of all that were paid"},
	{"habitual_delay_days", SETTING_INT, AT(payer_terms, habitual_delay_days), LENGTH(0, 3650), .fallback = "5",
	 .help = "and on average by as many days or more, where that was told"},
	{"unresponsive_contacts", SETTING_INT, AT(payer_terms, unresponsive_contacts), LENGTH(1, PAYER_COUNT_MAX),
	 .fallback = "3", .help = "who is unresponsive was contacted as often or more"},
	{"unresponsive_answered", SETTING_INT, AT(payer_terms, unresponsive_answered), LENGTH(0, PAYER_COUNT_MAX),
	 .fallback = "0", .help = "and answered at most as often"},
	{"bad_faith_broken_promises", SETTING_INT, AT(payer_terms, bad_faith_broken_promises),
	 LENGTH(1, PAYER_COUNT_MAX), .fallback = "2", .help = "as many broken promises to pay, or more, are bad faith"},
	{"good_payer_to_person", SETTING_BOOL, AT(payer_terms, good_payer_to_person), .fallback = "true",
	 .help = "nothing of a good payer's leaves before a person agrees"},
	END,
};
static const struct schema schema_payers = {.name = "profiles", .settings = payer_settings, .apart = true};

static const struct setting ladder_settings[] = {
	{"name", SETTING_TEXT, AT(ladder, name), LENGTH(1, 47), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"profiles", SETTING_GROUP, AT(ladder, payers), .schema = &schema_payers, .fallback = "",
	 .help = "who counts as which class of payer, by what the platform tells"},
	{"steps", SETTING_LIST, ITEMS(ladder, steps, steps_count), LENGTH(1, LADDER_STEPS_MAX), .schema = &schema_step,
	 .help = "in rising order of days late"},
	END,
};
const struct schema schema_ladder = {.name = "ladders/NAME.conf", .settings = ladder_settings};

static const config_setting_t *place_of(struct reader *reader, const struct ladder_fault *fault)
{
	return fault->place >= 0 ? check_item(reader, "steps", fault->place, fault->setting)
				 : config_lookup(&reader->config, fault->setting);
}

static void check_ladder(struct reader *reader, const struct ladder *ladder)
{
	struct ladder_fault faults[LADDER_STEPS_MAX];
	int count = ladder_faults(ladder, faults, ARRAY_LEN(faults));
	for (int i = 0; i < count; i++)
		reader_complain(reader, place_of(reader, &faults[i]), NULL, "%s", faults[i].words);
}

bool ladder_read(struct run *run, const char *file, struct ladder *ladder)
{
	struct reader reader;
	reader_open(&reader, run, file, ".");
	if (reader_parse(&reader)) {
		reader_group(&reader, &schema_ladder, config_root_setting(&reader.config), ladder);
		check_name(&reader, ladder->name);
		if (reader.errors == 0)
			check_ladder(&reader, ladder);
	}
	bool right = reader.errors == 0;
	reader_done(&reader);
	return right;
}

enum rc conf_read_ladder(struct arena *arena, const char *file, const struct ladder **ret_ladder,
			 void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	struct ladder *ladder = arena_alloc(arena, sizeof(*ladder));
	if (ladder == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read %s", file);
	(void)ladder_read(&run, file, ladder);
	enum rc rc = run_result(&run, file, reterr);
	if (rc == OK)
		*ret_ladder = ladder;
	return rc;
}
