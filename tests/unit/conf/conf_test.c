/* The configuration: the files that come with the program are read, and each kind of error names its place. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "fixture.h"

static void the_files_that_come_with_the_program_are_right(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct err err;
	const char *file = arena_printf(conf_arena, "%s/conf/apontad.conf", TOP_SRCDIR);
	enum rc rc = conf_read(conf_arena, file, &settings, NULL, NULL, &err);
	if (rc != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	assert_int_equal(settings->profiles_count, 6);
	assert_int_equal(settings->workers, 2);
	assert_int_equal(settings->log_priority, 6);
	assert_string_equal(settings->creditors[0].taxid.digits, "11222333000181");
	assert_string_equal(settings->creditors[0].address.ibge, "3550308");

	assert_int_equal(settings->accounts_count, 1);
	assert_string_equal(settings->door.listen, "");
	const struct account_conf *account = &settings->accounts[0];
	assert_int_equal(account->creditor, 0);
	assert_string_equal(account->channel, "protest");
	assert_string_equal(account->password_file, "${CREDENTIALS_DIRECTORY}/aurora-rj.password");
	assert_int_equal(settings->identities[0].purposes_count, 2);
	assert_string_equal(settings->identities[0].purposes[1], "cms-attached");

	const struct ladder *ladder = conf_ladder(settings, "default");
	assert_non_null(ladder);
	assert_int_equal(ladder->steps_count, 1);
	assert_int_equal(ladder->steps[0].days_late, 30);
	assert_true(ladder->steps[0].amount_cents_min == 10000);
	assert_true(ladder->steps[0].amount_cents_max == INT64_MAX);
	assert_null(conf_ladder(settings, "nobody"));
	assert_int_equal(ladder->payers.good_paid_on_time, 3);
	assert_int_equal(ladder->payers.bad_faith_broken_promises, 2);
	assert_true(ladder->payers.good_payer_to_person);
}

/* Without the group nobody else is asked. */
static void a_creditor_says_what_two_have_to_agree_to(void **state)
{
	static const char before[] = "\t\t# What a second person";
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	assert_int_equal(conf_read_copy(&settings, &errors), OK);
	assert_true(settings->creditors[0].four_eyes.amount_cents == INT64_MAX);
	assert_int_equal(settings->creditors[0].four_eyes.batch, 0);
	assert_false(settings->creditors[0].four_eyes.first);
	conf_put("apontad.conf", before, "\t\tfour_eyes = { amount = \"50000.00\"; batch = 500; };\n\t\t#");
	assert_int_equal(conf_read_copy(&settings, &errors), OK);
	assert_true(settings->creditors[0].four_eyes.amount_cents == 5000000);
	assert_int_equal(settings->creditors[0].four_eyes.batch, 500);
	assert_false(settings->creditors[0].four_eyes.first);
	conf_expect_wrong("apontad.conf", before, "\t\tfour_eyes = { amount = \"much\"; };\n\t\t#",
			  conf_where("apontad.conf", before, 0), "creditors[0].four_eyes.amount", "");
}

static void a_profile_holds_the_dialect(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	assert_int_equal(conf_read_copy(&settings, &errors), OK);

	const struct profile *cra21 = conf_profile(settings, "cra21");
	assert_string_equal(cra21->operations[CRA_OP_AUTORIZA_CANCELAMENTO], "Autoriza_Cancelamento");
	assert_string_equal(cra21->argument_uf, "");
	assert_string_equal(cra21->argument_file, "userArq");
	assert_string_equal(cra21->line_end, "\r\n");
	assert_int_equal(cra21->remessa_window.from_minute, 8 * 60);
	assert_int_equal(cra21->remessa_window.to_minute, 17 * 60);
	assert_int_equal(cra21->release_minutes_count, 2);
	assert_int_equal(cra21->release_minutes[1], 14 * 60);
	assert_int_equal(cra21->request_forms[REQUEST_WITHDRAW], PROFILE_FORM_A);

	const struct profile *nacional = conf_profile(settings, "cra-nacional");
	assert_string_equal(nacional->argument_uf, "uf");
	assert_int_equal(nacional->request_forms[REQUEST_WITHDRAW], PROFILE_FORM_B);
	assert_int_equal(nacional->request_forms[REQUEST_CANCEL], PROFILE_FORM_A);
	assert_string_equal(nacional->request_roots[REQUEST_WITHDRAW], "sustacao");

	const struct profile *tocantins = conf_profile(settings, "cra-tocantins");
	assert_int_equal(tocantins->auth, PROFILE_AUTH_ARGUMENTS);
	assert_int_equal(tocantins->shape, PROFILE_SHAPE_FLAT);
	assert_string_equal(tocantins->operations[CRA_OP_ANDAMENTO], "");
	assert_string_equal(tocantins->argument_password, "user_pass");
}

static void the_credentials_folder_of_the_service_is_put_in(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/apontad.service", 1), 0);
	assert_int_equal(conf_read_copy(&settings, &errors), OK);
	assert_string_equal(settings->accounts[0].password_file, "/run/credentials/apontad.service/aurora-rj.password");
	assert_string_equal(settings->identities[0].key_file, "/run/credentials/apontad.service/aurora.key");
	assert_string_equal(settings->identities[0].certificate_file, "/etc/apontad/aurora.crt");
}

static void paths_are_relative_to_the_file(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "inbox = \"/var/lib/apontad/inbox\"", "inbox = \"in\"");
	assert_int_equal(conf_read_copy(&settings, &errors), OK);
	assert_string_equal(settings->inbox, conf_path("in"));
}

/* One wrong thing in one file: where it is told, and with which words. */
struct wrong {
	const char *file;
	const char *from;
	const char *to;
	int line; /* of the error, counted from the line of `from` */
	const char *field;
	const char *words; /* part of them */
};

static const struct wrong wrongs[] = {
	{"apontad.conf", "workers = 2;", "wrokers = 2;", 0, "wrokers", "did you mean `workers`"},
	{"apontad.conf", "workers = 2;", "colour = 2;", 0, "colour", "no such setting"},
	{"apontad.conf", "workers = 2;", "workers = \"2\";", 0, "workers", "must be a whole number"},
	{"apontad.conf", "workers = 2;", "workers = 2.5;", 0, "workers", "must be a whole number"},
	{"apontad.conf", "workers = 2;", "workers = 0;", 0, "workers", "is 0; right are 1 to 32"},
	{"apontad.conf", "workers = 2;", "workers = 4294967298;", 0, "", "4294967298 is too long"},
	{"apontad.conf", "workers = 2;", "workers = 0x100000002;", 0, "", "too long"},
	{"apontad.conf", "lease_s = 180;", "lease_s = 60;", 0, "lease_s", "waits up to 130 seconds"},
	{"apontad.conf", "workers = 2;", "@include \"more.conf\"", 0, "", "@include is not taken"},
	{"apontad.conf", "workers = 2;", "workers = 2; workers = 3;", 0, "", "duplicate setting name"},
	{"apontad.conf", "workers = 2;", "workers = ;", 0, "", "syntax error"},
	{"apontad.conf", "timezone = \"America/Sao_Paulo\"", "timezone = \"Here and there\"", 0, "timezone",
	 "America/Sao_Paulo"},
	{"apontad.conf", "log = \"info\"", "log = \"loud\"", 0, "log", "error, warning, notice, info, debug"},
	{"apontad.conf", "dbname=apontad", "dbname=apontad password=secret", 0, "database", "no password here"},
	{"apontad.conf", "dbname=apontad", "postgresql://a:secret@b/c", 0, "database", "no password here"},
	{"apontad.conf", "database = \"dbname=apontad\";", "", NO_LINE, "database", "is missing"},
	{"apontad.conf", "default_ladder = \"default\"", "default_ladder = \"steep\"", 0, "default_ladder",
	 "no ladder steep.conf"},
	{"apontad.conf", "code = \"aurora\";", "code = \"aurora\"; default_ladder = \"steep\";", 0,
	 "creditors[0].default_ladder", "no ladder steep.conf"},
	{"apontad.conf", "profiles = \"profiles\"", "profiles = \"nowhere\"", 0, "profiles", "cannot be read"},
	{"apontad.conf", "11.222.333/0001-81", "11.222.333/0001-82", 0, "creditors[0].taxid", ""},
	{"apontad.conf", "ibge = \"3550308\"", "ibge = \"9950308\"", 0, "creditors[0].address.ibge", "seven digits"},
	{"apontad.conf", "ibge = \"3550308\"", "ibge = \"3304557\"", -6, "creditors[0].address.ibge",
	 "3304557 is a município of RJ, but `uf` is SP"},
	{"apontad.conf", "cep = \"01001000\"", "cep = \"01001-000\"", 0, "creditors[0].address.cep",
	 "right are 8 to 8"},
	{"apontad.conf", "\n\t\t\tuf = \"SP\";", "\n\t\t\tuf = \"XX\";", 1, "creditors[0].address.uf",
	 "two capital letters"},
	{"apontad.conf", "address = {", "addres = {", 0, "creditors[0].addres", "did you mean `address`"},
	{"apontad.conf", "creditor = \"aurora\"", "creditor = \"boreal\"", 0, "accounts[0].creditor",
	 "no creditor `boreal`"},
	{"apontad.conf", "profile = \"cra21\"", "profile = \"cra22\"", 0, "accounts[0].profile",
	 "no profile cra22.conf"},
	{"apontad.conf", "identity = \"aurora\"", "identity = \"boreal\"", 0, "accounts[0].identity",
	 "no identity `boreal`"},
	{"apontad.conf", "\"xml-detached\", ", "", -53, "accounts[0].identity", "may not sign xml-detached"},
	{"apontad.conf", "\"xml-detached\", ", "\"xml-attached\", ", 0, "identities[0].purposes[0]",
	 "xml-enveloped, xml-detached"},
	{"apontad.conf", "https://crarj", "http://crarj", 0, "accounts[0].endpoint", "https://HOST"},
	{"apontad.conf", "protestos.php", "protestos.php?wsdl", 0, "accounts[0].endpoint", "without ?wsdl"},
	{"apontad.conf", "presenter_code = \"ZZ9\"", "presenter_code = \"zz9\"", 0, "accounts[0].presenter_code",
	 "capital letters and digits"},
	{"apontad.conf", "agency = \"0001000000012\"", "agency = \"0001\"", 0, "accounts[0].agency",
	 "has 4 characters; right are 10 to 15"},
	{"apontad.conf", "user = \"aurora\";", "user = \"aurora\"; password = \"secret\";", 0, "accounts[0].password",
	 "password_file"},
	{"apontad.conf", "user = \"aurora\";", "", -9, "accounts[0]", "go together"},
	{"apontad.conf", "code = \"aurora\";", "code = \"\xff\";", 0, "creditors[0].code", "must be UTF-8"},
	{"profiles/cra21.conf", "name = \"cra21\"", "name = \"cra22\"", 0, "name", "both must agree"},
	{"profiles/cra21.conf", "\"08:00-17:00\"", "\"17:00-08:00\"", 0, "remessa_window", "no window"},
	{"profiles/cra21.conf", "\"08:00-17:00\"", "\"8-17\"", 0, "remessa_window", "HH:MM-HH:MM"},
	{"profiles/cra21.conf", "\"14:00\"", "\"24:00\"", 0, "release_times[1]", "no time of the day"},
	{"profiles/cra21.conf", "[ \"09:00\", \"14:00\" ]", "\"09:00\"", 0, "release_times", "must be a list"},
	{"profiles/cra21.conf", "cdata = true", "cdata = \"true\"", 0, "cdata", "must be true or false"},
	{"profiles/cra21.conf", "auth = \"basic\"", "auth = \"digest\"", 0, "auth", "known are: basic, arguments"},
	{"profiles/cra21.conf", "auth = \"basic\"", "auth = \"arguments\"", 15, "arguments", "`user`"},
	{"profiles/cra21.conf", "remessa = \"Remessa\"", "remessa = \"Re messa\"", 0, "operations.remessa",
	 "a name of XML"},
	{"profiles/cra21.conf", "\tremessa = \"Remessa\";\n", "", -1, "operations", "presents titles"},
	{"profiles/cra21.conf", "confirmacao = \"Confirmacao\"", "confirmacao = \"\"", -2, "operations",
	 "gives the protocols"},
	{"profiles/cra21.conf", "retorno = \"Retorno\"", "retorno = \"\"", -3, "operations", "gives the results"},
	{"profiles/cra21.conf", "file = \"userArq\"", "file = \"\"", -1, "arguments", "carries the file's name"},
	{"profiles/cra21.conf", "data = \"userDados\"", "data = \"\"", -2, "arguments", "carries the file"},
	{"profiles/cra21.conf", "auth = \"basic\"", "auth = \"arguments\"", 15, "arguments", "`password`"},
	{"profiles/cra21.conf", "cancelamento = \"cancelamento\"", "cancelamento = \"\"", -2, "request_roots",
	 "operations.cancelamento"},
	{"profiles/cra21.conf", "{namespace}#", "{place}#", 0, "soap_action", "nobody fills {place}"},
	{"profiles/cra21.conf", "cra{uf}", "cra{UF}", 0, "namespace_uri", "nobody fills {UF}"},
	{"ladders/default.conf", "days_late = 30", "days_late = 0", 0, "steps[0].days_late", "right are 1"},
	{"ladders/default.conf", "\"100.00\"", "\"100,00\"", 0, "steps[0].amount_min", ""},
	{"ladders/default.conf", "\"100.00\"", "100.00", 0, "steps[0].amount_min", "text in double quotes"},
	{"ladders/default.conf", "action = \"protest\"", "action = \"shout\"", 0, "steps[0].action",
	 "known are: protest, serasa, spc"},
	{"ladders/default.conf", "name = \"protest\";", "", -1, "steps[0].name", "is missing"},
	{"ladders/by-profile.conf", "template = \"aviso-negativacao\";", "", -5, "steps[0]", "has no `template`"},
	{"ladders/by-profile.conf", "after = \"aviso\"", "after = \"avisso\"", 0, "steps[1].after",
	 "there is no such step"},
	{"ladders/by-profile.conf", "after = \"aviso\"", "after = \"serasa\"", 0, "steps[1].after", "in a circle"},
	{"ladders/by-profile.conf", "\"CBI\"", "\"XYZ\"", 0, "steps[2].species", "no species of annex 1"},
	{"ladders/by-profile.conf", "\"CBI\"", "\"cbi\"", 0, "steps[2].species[2]", "capital letters"},
	{"ladders/by-profile.conf", "\"CBI\"", "\"\"", 0, "steps[2].species[2]", "right are 1 to 3"},
	{"ladders/by-profile.conf", "[ \"SP\" ]", "[ \"SX\" ]", 0, "steps[4].states[0]", "two capital letters"},
	{"ladders/by-profile.conf", "[ \"SP\" ]", "[ ]", 0, "steps[4].states", "has 0 items; right are 1 to 27"},
	{"ladders/by-profile.conf", "[ \"SP\" ]", "\"SP\"", 0, "steps[4].states", "must be a list"},
	{"ladders/by-profile.conf", "[ \"bad_faith\" ]", "[ \"bad\" ]", 0, "steps[2].profiles[0]",
	 "known are: unknown, ordinary, good_payer, habitual_late, unresponsive, bad_faith"},
	{"ladders/by-profile.conf", "wait_days = 15", "wait_days = 400", 0, "steps[6].wait_days", "right are 0 to 365"},
	{"ladders/by-profile.conf", "habitual_late_percent = 50", "habitual_late_percent = 0", 0,
	 "profiles.habitual_late_percent", "right are 1 to 100"},
	{"ladders/by-profile.conf", "unresponsive_answered = 0", "unresponsive_answered = 4", -7, "profiles",
	 "4 of 4 contacts"},
	{"ladders/by-profile.conf", "good_paid_late = 0", "good_late = 0", 0, "profiles.good_late",
	 "did you mean `good_paid_late`"},
};

static void each_error_names_file_line_setting_and_what_would_be_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
		const struct wrong *wrong = &wrongs[i];
		arena_reset(conf_arena);
		conf_expect_wrong(wrong->file, wrong->from, wrong->to,
				  conf_where(wrong->file, wrong->from, wrong->line), wrong->field, wrong->words);
	}
}

static void a_ladder_says_whom_each_step_takes_and_when(void **state)
{
	(void)state;
	const struct ladder *ladder = NULL;
	struct err err;
	const char *file = arena_printf(conf_arena, "%s/conf/ladders/by-profile.conf", TOP_SRCDIR);
	assert_int_equal(conf_read_ladder(conf_arena, file, &ladder, NULL, NULL, &err), OK);
	assert_string_equal(ladder->steps[0].template, "aviso-negativacao");
	assert_int_equal(ladder->steps[0].profiles, 0);
	assert_int_equal(ladder->steps[2].species_count, 4);
	assert_string_equal(ladder->steps[2].species[3], "NP");
	assert_int_equal(ladder->steps[2].profiles, 1u << PAYER_BAD_FAITH);
	assert_int_equal(ladder->steps[3].profiles,
			 1u << PAYER_HABITUAL_LATE | 1u << PAYER_UNRESPONSIVE | 1u << PAYER_BAD_FAITH);
	assert_string_equal(ladder->steps[4].states[0], "SP");
	assert_string_equal(ladder->steps[4].after, "ultimo-aviso");
	assert_int_equal(ladder->steps[4].wait_days, 10);
	assert_int_equal(ladder->payers.unresponsive_contacts, 4);
}

static void a_creditor_may_have_a_ladder_of_its_own(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "code = \"aurora\";", "code = \"aurora\"; default_ladder = \"by-profile\";");
	assert_int_equal(conf_read_copy(&settings, &errors), OK);
	assert_string_equal(conf_default_ladder(settings, "aurora"), "by-profile");
	assert_string_equal(conf_default_ladder(settings, "boreal"), "default");
}

/* One look tells them all, each at its line. */
static void all_errors_of_a_ladder_are_told(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	const char *path = "ladders/by-profile.conf";
	conf_put(path, "template = \"aviso-protesto\";\n\t\tafter = \"aviso\";", "after = \"avisso\";");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_int_equal(errors.count, 2);
	assert_string_equal(errors.items[0].field, "steps[1]");
	assert_string_equal(errors.items[1].field, "steps[1].after");
}

static void a_secret_is_not_repeated_in_the_error(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "dbname=apontad", "dbname=apontad password=hunter2");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_null(strstr(errors.items[0].words, "hunter2"));
}

static void all_errors_of_a_run_are_told(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "workers = 2;", "workers = 99; colour = 1;");
	conf_put("profiles/cra21.conf", "cdata = true", "cdata = 1");
	conf_put("ladders/default.conf", "days_late = 30", "days_late = -1");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	/* workers, colour, the profile, the ladder, and the two references to them */
	assert_int_equal(errors.count, 6);
}

static void a_name_stands_once(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put("apontad.conf", "identities = (",
		 "identities = ( { name = \"aurora\"; certificate = \"c\"; key = \"k\"; purposes = [ \"xml-detached\" "
		 "]; "
		 "},");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_int_equal(errors.count, 1);
	assert_string_equal(errors.items[0].field, "identities[1].name");
	assert_non_null(strstr(errors.items[0].words, "stands in identities[0] already"));
}

static void bytes_that_are_no_settings_are_refused(void **state)
{
	(void)state;
	static const struct text junk[] = {{"\0\0\0", 3},    {"database = \"x", 13},
					   {"/* no end", 9}, {"((((((((", 8},
					   {"\xff\xfe{", 3}, {"{}", 2},
					   {"=", 1},         {"", 0}};
	for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
		struct settings *settings = NULL;
		struct errors errors = {0};
		arena_reset(conf_arena);
		conf_put_text("apontad.conf", junk[i]);
		assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
		assert_true(errors.count > 0);
	}
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	(void)state;
	struct settings *settings = NULL;
	struct err err;
	assert_int_equal(conf_read(conf_arena, conf_path("nobody.conf"), &settings, NULL, NULL, &err), ERR_CONFIG);
	assert_true(conf_ends(err.where, "nobody.conf"));
	assert_null(settings);
}

static const char *man_page;

static void line_is_in_the_manual(const char *text, void *context)
{
	int *lines = context;
	char name[64];
	if (sscanf(text, " %63[a-z0-9_]", name) != 1 || text[0] != ' ')
		return;
	(*lines)++;
	if (strstr(man_page, arena_printf(conf_arena, "\n.It Ic %s", name)) == NULL)
		fail_msg("apontad.conf(5) does not explain `%s`", name);
}

static void the_manual_explains_each_setting(void **state)
{
	(void)state;
	struct text bytes;
	int lines = 0;
	assert_int_equal(io_read(conf_arena, TOP_SRCDIR "/docs/apontad.conf.5", LIMIT_CONFIG_BYTES, &bytes, NULL), OK);
	man_page = arena_text(conf_arena, bytes);
	conf_describe(line_is_in_the_manual, &lines);
	assert_true(lines > 80);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, conf_before, conf_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_files_that_come_with_the_program_are_right),
		TEST(a_creditor_says_what_two_have_to_agree_to),
		TEST(a_profile_holds_the_dialect),
		TEST(the_credentials_folder_of_the_service_is_put_in),
		TEST(paths_are_relative_to_the_file),
		TEST(each_error_names_file_line_setting_and_what_would_be_right),
		TEST(a_ladder_says_whom_each_step_takes_and_when),
		TEST(a_creditor_may_have_a_ladder_of_its_own),
		TEST(all_errors_of_a_ladder_are_told),
		TEST(a_secret_is_not_repeated_in_the_error),
		TEST(all_errors_of_a_run_are_told),
		TEST(a_name_stands_once),
		TEST(bytes_that_are_no_settings_are_refused),
		TEST(a_file_that_is_not_there_is_an_error),
		TEST(the_manual_explains_each_setting),
	};
	return cmocka_run_group_tests(tests, conf_make_folders, conf_drop_folders);
}
