/* What bureaus add to the configuration: accounts and profiles by channel, the door, the rules of compliance. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "fixture.h"

#define MAIN  "apontad.conf"
#define REST  "profiles/serasa-rest.conf"
#define FILES "profiles/serasa-file.conf"
#define SPC   "profiles/spc.conf"
#define TERMS "rules/notice-terms.conf"

static const struct account_conf *account_called(const struct settings *settings, const char *code)
{
	for (int i = 0; i < settings->accounts_count; i++)
		if (strcmp(settings->accounts[i].code, code) == 0)
			return &settings->accounts[i];
	fail_msg("there is no account %s", code);
	return settings->accounts;
}

static struct settings *read_right(void)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	if (conf_read_copy(&settings, &errors) != OK)
		fail_msg("%s: %s: %s", errors.items[0].where, errors.items[0].field, errors.items[0].words);
	assert_non_null(settings);
	return settings;
}

static void the_examples_for_bureaus_are_right(void **state)
{
	(void)state;
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/apontad.service", 1), 0);
	const struct settings *settings = read_right();
	assert_int_equal(settings->accounts_count, 4);
	assert_string_equal(settings->door.listen, "0.0.0.0:8443");
	assert_string_equal(settings->door.key_file, "/run/credentials/apontad.service/door.key");
	assert_string_equal(settings->door.database, "dbname=apontad user=apontad_door");
	assert_string_equal(settings->door.port_file, "");

	const struct account_conf *rest = account_called(settings, "aurora-serasa");
	assert_string_equal(rest->channel, "serasa");
	assert_string_equal(rest->endpoint, "https://api.serasa.com.br");
	assert_string_equal(rest->bureau.nature, "DP");
	assert_int_equal(rest->bureau.hook_auth, HOOK_AUTH_BASIC);
	assert_string_equal(rest->bureau.hook_user, "serasa");
	assert_string_equal(rest->bureau.hook_secret_file, "/run/credentials/apontad.service/aurora-serasa.hook");
	assert_string_equal(rest->presenter_code, "");

	const struct account_conf *file = account_called(settings, "aurora-pefin");
	assert_string_equal(file->endpoint, "");
	assert_string_equal(file->bureau.logon, "ZZ000000");
	assert_string_equal(file->bureau.send_folder, "/var/lib/apontad/serasa/out");
	assert_string_equal(file->bureau.return_folder, "/var/lib/apontad/serasa/in");
	assert_int_equal(file->bureau.hook_auth, HOOK_AUTH_NONE);

	const struct account_conf *spc = account_called(settings, "aurora-spc");
	assert_string_equal(spc->user, "100001");
	assert_string_equal(spc->bureau.nature, "1");
	assert_string_equal(spc->bureau.member, "");
}

static void a_bureaus_profile_holds_its_ways_and_limits(void **state)
{
	(void)state;
	const struct settings *settings = read_right();
	const struct profile *rest = conf_profile(settings, "serasa-rest");
	assert_string_equal(rest->channel, "serasa");
	assert_int_equal(rest->bureau.way, PROFILE_WAY_REST);
	assert_int_equal(rest->bureau.jws, PROFILE_JWS_PS256);
	assert_string_equal(rest->bureau.debt_path, "/collection/debt/");
	assert_string_equal(rest->bureau.motives[CAUSE_PAID], "01");
	assert_string_equal(rest->bureau.motives[CAUSE_FIVE_YEARS], "13");
	assert_true(rest->bureau.amount_cents_min == 1000);
	assert_int_equal(rest->bureau.youngest_days, 1);
	assert_int_equal(rest->bureau.oldest_months, 59);
	assert_int_equal(rest->bureau.answer_hours, 48);

	const struct profile *file = conf_profile(settings, "serasa-file");
	assert_int_equal(file->bureau.way, PROFILE_WAY_FILE);
	assert_int_equal(file->bureau.tail, PROFILE_TAIL_A);
	assert_string_equal(file->line_end, "\r\n");
	assert_string_equal(file->bureau.file_name, "PEFIN_{day}_{number}.txt");
	assert_int_equal(file->request_window.to_minute, 24 * 60);

	const struct profile *spc = conf_profile(settings, "spc");
	assert_string_equal(spc->channel, "spc");
	assert_string_equal(spc->bureau.motives[CAUSE_PAID], "1");
	assert_string_equal(spc->bureau.debtor_type, "C");
	assert_string_equal(spc->bureau.guarantor_type, "A");
	assert_false(spc->bureau.list_wrapped);
	assert_false(spc->bureau.sends_member);
}

static int term_days(const struct settings *settings, const char *bureau, const char *uf, const char *on)
{
	struct date from;
	struct date visible_on;
	struct err err;
	assert_int_equal(date_parse_iso(text_of(on), &from, NULL), OK);
	if (notice_visible_on(&settings->notice_terms, bureau, uf, from, &visible_on, NULL, &err) != OK)
		fail_msg("%s in %s: %s", bureau, uf, err.words);
	return date_days_between(from, visible_on) - 1; /* shown on the day after the last */
}

static void the_notice_terms_that_come_with_the_program_hold(void **state)
{
	(void)state;
	const struct settings *settings = read_right();
	static const char *const bureaus[] = {"serasa", "spc"};
	assert_int_equal(settings->notice_terms.count, 9);
	for (size_t i = 0; i < ARRAY_LEN(bureaus); i++) {
		assert_int_equal(term_days(settings, bureaus[i], "SP", "2026-11-19"), 20);
		assert_int_equal(term_days(settings, bureaus[i], "PI", "2026-11-19"), 15);
		assert_int_equal(term_days(settings, bureaus[i], "AM", "2026-11-19"), 15);
		assert_int_equal(term_days(settings, bureaus[i], "RJ", "2026-11-19"), 10);
		assert_int_equal(term_days(settings, bureaus[i], "MT", "2020-03-31"), 10);
		assert_int_equal(term_days(settings, bureaus[i], "MT", "2020-06-15"), 45);
		assert_int_equal(term_days(settings, bureaus[i], "MT", "2020-10-01"), 10);
		assert_int_equal(term_days(settings, bureaus[i], "MT", "2026-11-19"), 10);
	}
}

static void a_ladder_may_take_all_three_channels(void **state)
{
	(void)state;
	const struct ladder *ladder = conf_ladder(read_right(), "three-channels");
	static const enum ladder_action actions[] = {LADDER_SERASA, LADDER_SPC, LADDER_PROTEST};
	assert_non_null(ladder);
	assert_int_equal(ladder->steps_count, ARRAY_LEN(actions));
	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		assert_int_equal(ladder->steps[i].action, actions[i]);
}

/* The folder beside the file, or the one that is named: every node wants the checks of one. */
static void rules_are_wanted_where_they_are_named(void **state)
{
	(void)state;
	conf_put("apontad.conf", "rules = \"rules\";", "");
	assert_int_equal(read_right()->notice_terms.count, 9); /* the folder is there */
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "rules = \"rules\";", "rules = \"laws\";");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_string_equal(errors.items[0].field, "rules");
	assert_non_null(strstr(errors.items[0].words, "laws cannot be read"));
	errors.count = 0;
	conf_put("apontad.conf", "rules = \"rules\";", "rules = \"\";");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_true(errors.count >= 1);
	assert_string_equal(errors.items[0].field, "rules");
	assert_non_null(strstr(errors.items[0].words, "has `checks`"));
}

/* One wrong thing in one file, told `plus` lines after the one that has `at` (NULL: that has `from`). */
static const struct wrong {
	const char *file;
	const char *from;
	const char *to;
	const char *at;
	int plus;
	const char *field;
	const char *words;
} wrongs[] = {
	/* Which settings there are is said by the channel. */
	{MAIN, "channel = \"spc\"", "channel = \"scpc\"", NULL, 0, "accounts[3].channel",
	 "must be one of protest, serasa, spc"},
	{SPC, "channel = \"spc\"", "channel = \"scpc\"", NULL, 0, "channel", "must be one of protest, serasa, spc"},
	{MAIN, "channel = \"spc\"", "channel = 3", NULL, 0, "accounts[3].channel", "must be one of"},
	{MAIN, "hook_user = ", "presenter_code = \"ZZ9\"; hook_user = ", NULL, 0, "accounts[1].presenter_code",
	 "no such setting in accounts of channel serasa"},
	{MAIN, "user = \"100001\"", "user = \"100001\"; hook_auth = \"none\"", NULL, 0, "accounts[3].hook_auth",
	 "accounts of channel spc"},
	{SPC, "list_wrapped", "list_wraped", NULL, 0, "list_wraped",
	 "profiles of channel spc; did you mean `list_wrapped`"},
	{MAIN, "profile = \"serasa-rest\"", "profile = \"spc\"", NULL, 0, "accounts[1].profile",
	 "profile spc is of channel spc, the account of channel serasa"},
	{MAIN, "profile = \"cra21\"", "profile = \"spc\"", NULL, 0, "accounts[0].profile",
	 "of channel spc, the account of channel protest"},
	/* What each way needs. */
	{MAIN, "listen = \"0.0.0.0:8443\"", "listen = \"\"", "profile = \"serasa-rest\"", 0, "accounts[1].profile",
	 "gets its answers by webhook, but there is no `door`"},
	{MAIN, "endpoint = \"https://api.serasa.com.br\"", "endpoint = \"\"", NULL, 0, "accounts[1].endpoint",
	 "must not be empty: where REST is reached"},
	{MAIN, "		endpoint = \"https://api.serasa.com.br\";\n", "", "code = \"aurora-serasa\"", -1,
	 "accounts[1].endpoint", "must not be empty: where REST is reached"},
	{MAIN, "user = \"aurora-client-id\"", "user = \"\"", NULL, 0, "accounts[1].user",
	 "must not be empty: the client id of REST"},
	{MAIN, "user = \"100001\"", "user = \"\"", NULL, 0, "accounts[3].user", "has 0 characters"},
	{MAIN, "hook_user = \"serasa\"", "hook_user = \"\"", NULL, 0, "accounts[1].hook_user",
	 "must not be empty: hook_auth is \"basic\""},
	{MAIN, "hook_secret_file = \"${CREDENTIALS_DIRECTORY}/aurora-serasa.hook\"", "hook_secret_file = \"\"", NULL, 0,
	 "accounts[1].hook_secret_file", "must not be empty: hook_auth is not \"none\""},
	{MAIN, "hook_auth = \"basic\"", "hook_auth = \"digest\"", NULL, 0, "accounts[1].hook_auth",
	 "none, basic, bearer"},
	{MAIN, "hook_secret_file = \"", "secret = \"", NULL, 0, "accounts[1].secret",
	 "a secret never stands in this file"},
	{MAIN, "send_folder = \"/var/lib/apontad/serasa/out\"", "send_folder = \"\"", NULL, 0,
	 "accounts[2].send_folder", "must not be empty: remessas are put there"},
	{MAIN, "return_folder = \"/var/lib/apontad/serasa/in\"", "return_folder = \"\"", NULL, 0,
	 "accounts[2].return_folder", "must not be empty: what Serasa answers"},
	{MAIN, "return_folder = \"/var/lib/apontad/serasa/in\"", "return_folder = \"/var/lib/apontad/serasa/out\"",
	 NULL, 0, "accounts[2].return_folder", "each needs its own"},
	{MAIN, "contact_name = \"CONTAS A RECEBER\"", "contact_name = \"\"", NULL, 0, "accounts[2].contact_name",
	 "must not be empty: the header"},
	{MAIN, "\"xml-detached\", \"jws-detached\"", "\"xml-detached\"", "hook_secret_file", 1, "accounts[1].identity",
	 "may not sign jws-detached, which profile serasa-rest needs"},
	{MAIN, "\"xml-detached\", \"jws-detached\"", "\"jws-detached\"", "return_folder", 1, "accounts[2].identity",
	 "may not sign xml-detached, which profile serasa-file needs"},
	{MAIN, "nature = \"DP\"", "nature = \"D\"", NULL, 0, "accounts[1].nature", "right are 2 to 2"},
	{MAIN, "nature = \"1\"", "nature = \"DP\"", NULL, 0, "accounts[3].nature", "digits only"},
	/* The door. */
	{MAIN, "certificate = \"/etc/apontad/door.crt\"", "certificate = \"\"", "door = {", 0, "door.certificate",
	 "must not be empty: the door listens"},
	{MAIN, "	certificate = \"/etc/apontad/door.crt\";\n", "", "door = {", 0, "door.certificate",
	 "must not be empty: the door listens"},
	{MAIN, "key = \"${CREDENTIALS_DIRECTORY}/door.key\"", "key = \"\"", "door = {", 0, "door.key",
	 "must not be empty: the door listens"},
	{MAIN, "database = \"dbname=apontad user=apontad_door\"", "database = \"\"", "door = {", 0, "door.database",
	 "must not be empty: the door listens"},
	{MAIN, "user=apontad_door", "user=apontad_door password=hunter2", NULL, 0, "door.database", "no password here"},
	{MAIN, "0.0.0.0:8443", "0.0.0.0", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "0.0.0.0:8443", ":8443", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "0.0.0.0:8443", "0.0.0:8443", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "0.0.0.0:8443", "0.0.0.0:", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "0.0.0.0:8443", "0.0.0.0:65536", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "0.0.0.0:8443", "localhost:8443", NULL, 0, "door.listen", "ADDRESS:PORT"},
	{MAIN, "door = {", "doors = {", NULL, 0, "doors", "did you mean `door`"},
	/* Profiles of Serasa. */
	{REST, "paid = \"01\"", "paid = \"26\"", NULL, 0, "motives.paid",
	 "26 is a motive that only Serasa gives (code 799)"},
	{REST, "corrected = \"11\"", "corrected = \"00\"", NULL, 0, "motives.corrected", "only Serasa gives"},
	{REST, "corrected = \"11\"", "corrected = \"30\"", NULL, 0, "motives.corrected", "only Serasa gives"},
	{FILES, "five_years = \"13\"", "five_years = \"98\"", NULL, 0, "motives.five_years",
	 "right are 01 to 25 and 31 to 85"},
	{FILES, "five_years = \"13\"", "five_years = \"86\"", NULL, 0, "motives.five_years", "only Serasa gives"},
	{FILES, "creditor_error = \"03\"", "creditor_error = \"3\"", NULL, 0, "motives.creditor_error",
	 "3 is no motive of Serasa; right are two digits"},
	{FILES, "creditor_error = \"03\"", "creditor_error = \"AB\"", NULL, 0, "motives.creditor_error", "digits only"},
	{SPC, "partly_paid = \"2\"", "partly_paid = \"\"", NULL, 0, "motives.partly_paid", "right are 1 to 4"},
	{REST, "	paid = \"01\";\n", "", "motives = {", 0, "motives.paid", "is missing"},
	{REST, "login_path = \"/security", "login_path = \"security", NULL, 0, "login_path",
	 "a path that begins with '/'"},
	{REST, "login_path = \"/security/iam/v1/client-identities/login\"", "login_path = \"\"", NULL, 0, "login_path",
	 "must not be empty: the way is REST"},
	{REST, "debt_path = \"/collection/debt/\";", "", NULL, NO_LINE, "debt_path",
	 "must not be empty: the way is REST"},
	{REST, "guarantor_path = \"/collection/debt/guarantor\";", "", NULL, NO_LINE, "guarantor_path",
	 "must not be empty: the way is REST"},
	{REST, "exclude_contract_path = \"/collection/debt/contract\";", "", NULL, NO_LINE, "exclude_contract_path",
	 "must not be empty: the way is REST"},
	{REST, "{cadus}\"", "{key}\"", NULL, 0, "exclude_key_path", "nobody fills {key}"},
	{REST, "signature_header = \"\"", "signature_header = \"X Signature\"", NULL, 0, "signature_header",
	 "the name of an HTTP header"},
	{REST, "way = \"rest\"", "way = \"soap\"", NULL, 0, "way", "known are: rest, file"},
	{REST, "way = \"rest\";", "", NULL, NO_LINE, "way", "is missing"},
	{REST, "amount_min = \"10.00\"", "amount_min = \"\"", NULL, 0, "amount_min",
	 "must not be empty; right is an amount"},
	{REST, "oldest_months = 59", "oldest_months = 61", NULL, 0, "oldest_months", "right are 1 to 60"},
	{FILES, "PEFIN_{day}_{number}.txt", "PEFIN_{day}.txt", NULL, 0, "file_name",
	 "{number} keeps two remessas from having one name"},
	{FILES, "PEFIN_{day}_{number}.txt", "PEFIN_{date}_{number}.txt", NULL, 0, "file_name",
	 "nobody fills {date}; known are {number} and {day}"},
	{FILES, "PEFIN_{day}_{number}.txt", "../{number}.txt", NULL, 0, "file_name", "right is a name without '/'"},
	{SPC, "guarantor_type = \"A\";", "", NULL, NO_LINE, "guarantor_type", "is missing"},
	/* Rules. */
	{TERMS, "until = \"2020-09-30\"", "until = \"2020-03-31\"", NULL, 0, "notice_terms[7].until",
	 "the term ends before it begins"},
	{TERMS, "until = \"2020-09-30\"", "until = \"30/09/2020\"", NULL, 0, "notice_terms[7].until",
	 "right is YYYY-MM-DD"},
	{TERMS, "from = \"2018-01-16\"", "from = \"\"", NULL, 0, "notice_terms[2].from",
	 "must not be empty; right is YYYY-MM-DD"},
	{TERMS, "from = \"2018-01-16\"", "from = \"2018-02-30\"", NULL, 0, "notice_terms[2].from", "no day 2018-02-30"},
	{TERMS, "days = 20;", "days = 0;", NULL, 0, "notice_terms[2].days", "right are 1 to 365"},
	{TERMS, "days = 20;", "", NULL, 0, "notice_terms[2].days", "is missing"},
	{TERMS, "uf = \"SP\"", "uf = \"XX\"", NULL, 0, "notice_terms[2].uf", "two capital letters"},
	{TERMS, "bureau = \"spc\"", "bureau = \"scpc\"", NULL, 0, "notice_terms[1].bureau", "known are: serasa, spc"},
	{"ladders/three-channels.conf", "action = \"spc\"", "action = \"scpc\"", NULL, 0, "steps[1].action",
	 "known are: protest, serasa, spc"},
};

static void each_error_names_file_line_setting_and_what_would_be_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
		const struct wrong *wrong = &wrongs[i];
		const char *at = wrong->at != NULL ? wrong->at : wrong->from;
		arena_reset(conf_arena);
		conf_expect_wrong(wrong->file, wrong->from, wrong->to, conf_where(wrong->file, at, wrong->plus),
				  wrong->field, wrong->words);
	}
}

/* What another file makes wrong is told of the account, in its own file. */
static void an_account_that_its_profile_or_the_rules_leave_alone_is_told(void **state)
{
	static const struct {
		const char *file;
		const char *from;
		const char *to;
		const char *at;
		const char *field;
		const char *words;
	} rows[] = {
		{SPC, "sends_member = false", "sends_member = true", "code = \"aurora-spc\"", "accounts[3].member",
		 "must not be empty: the profile sends it"},
		{SPC, "name = \"spc\"", "name = \"spc\"; colour = 1", "profile = \"spc\"", "accounts[3].profile",
		 "or it has errors"},
		{TERMS, "{ bureau = \"spc\";", "{", "channel = \"spc\"", "accounts[3].channel",
		 "no notice term of spc for every state is in"},
		/* The term of one state says nothing of the others. */
		{TERMS, "{ bureau = \"serasa\";", "{ bureau = \"serasa\"; uf = \"SP\";", "channel = \"serasa\"",
		 "accounts[1].channel", "no notice term of serasa for every state is in"},
		{REST, "answer_timeout_ms = 60000", "answer_timeout_ms = 600000", "lease_s = 180", "lease_s",
		 "profile serasa-rest waits up to 610 seconds for an answer, so right are 615 or more"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings *settings = NULL;
		struct errors errors = {0};
		bool found = false;
		arena_reset(conf_arena);
		conf_put_all();
		conf_put(rows[i].file, rows[i].from, rows[i].to);
		bool group = strncmp(rows[i].at, "code", 4) == 0; /* of a setting that is not there: the line before */
		const char *where = conf_where(MAIN, rows[i].at, group ? -1 : 0);
		assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
		for (int j = 0; j < errors.count; j++)
			found = found || (conf_ends(errors.items[j].where, where) &&
					  strcmp(errors.items[j].field, rows[i].field) == 0 &&
					  strstr(errors.items[j].words, rows[i].words) != NULL);
		if (!found)
			fail_msg("row %zu: %s: %s: %s", i, errors.items[0].where, errors.items[0].field,
				 errors.items[0].words);
	}
}

static void two_accounts_do_not_share_a_folder(void **state)
{
	static const char *const folders[] = {"send_folder", "return_folder"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		struct settings *settings = NULL;
		struct errors errors = {0};
		arena_reset(conf_arena);
		conf_put_all();
		const char *same = i == 0 ? "/var/lib/apontad/serasa/out" : "/var/lib/apontad/serasa/in";
		const char *other = i == 0 ? "return_folder = \"/b\"" : "send_folder = \"/b\"";
		conf_put(MAIN, "hook_auth = \"basic\";",
			 arena_printf(conf_arena, "hook_auth = \"basic\"; %s = \"%s\"; %s;", folders[i], same, other));
		assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
		assert_int_equal(errors.count, 1);
		assert_string_equal(errors.items[0].field, arena_printf(conf_arena, "accounts[2].%s", folders[i]));
		assert_non_null(strstr(errors.items[0].words, "stands in accounts[1] already"));
	}
}

static void one_mismatch_of_channels_is_one_error(void **state)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	conf_put(MAIN, "profile = \"serasa-rest\"", "profile = \"cra21\"");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_int_equal(errors.count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, conf_before_with_bureaus, conf_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_examples_for_bureaus_are_right),
		TEST(a_bureaus_profile_holds_its_ways_and_limits),
		TEST(the_notice_terms_that_come_with_the_program_hold),
		TEST(a_ladder_may_take_all_three_channels),
		TEST(rules_are_wanted_where_they_are_named),
		TEST(each_error_names_file_line_setting_and_what_would_be_right),
		TEST(an_account_that_its_profile_or_the_rules_leave_alone_is_told),
		TEST(two_accounts_do_not_share_a_folder),
		TEST(one_mismatch_of_channels_is_one_error),
	};
	return cmocka_run_group_tests(tests, conf_make_folders, conf_drop_folders);
}
