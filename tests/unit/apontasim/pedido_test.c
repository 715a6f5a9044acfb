/* DP, CP, AD and AC in forms A and B and in 127 columns: one part bent, one code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct world world;
static struct buf answer;

static int setup(void **state)
{
	struct sheet sheet;
	(void)state;
	fixture_world(&world, DIALECT_CRA21);
	buf_init(&answer, (size_t)16 << 20);
	sheet_init(&sheet);
	sheet.header[15] = "3304557"; /* four notaries */
	fixture_remessa(&world, "BBYS0203.261", &sheet, &answer);
	fixture_clock(&world, "2026-03-04T09:00:00-03:00");
	assert_int_equal(world.books.titles[0].state, TITLE_CONFIRMED);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_done(&world);
	buf_done(&answer);
	return 0;
}

/* Replace the first `from` in `text` by `to`. */
static void replace(char *text, size_t size, const char *from, const char *to)
{
	char rest[4096];
	char *at = strstr(text, from);
	if (at == NULL)
		fail_msg("\"%s\" is not in %s", from, text);
	(void)snprintf(rest, sizeof(rest), "%s", at + strlen(from));
	(void)snprintf(at, size - (size_t)(at - text), "%s%s", to, rest);
}

/* "@N" and "@P" become the notary and the protocol of the title. */
static void filled(const char *pattern, char out[4096])
{
	(void)snprintf(out, 4096, "%s", pattern);
	while (strstr(out, "@N") != NULL)
		replace(out, 4096, "@N", world.books.titles[0].notary);
	while (strstr(out, "@P") != NULL)
		replace(out, 4096, "@P", world.books.titles[0].protocol);
}

#define FORM_A                                                                                                         \
	"<desistencia><comarca><CodMun>3304557</CodMun><cartorio><numero_cartorio>@N</numero_cartorio><titulo>"        \
	"<numero_protocolo>@P</numero_protocolo><data_protocolo>03032026</data_protocolo>"                             \
	"<numero_titulo>FAT1</numero_titulo><nome_devedor>DEVEDOR DE MENTIRA</nome_devedor>"                           \
	"<valor_titulo>100.00</valor_titulo></titulo></cartorio></comarca></desistencia>"

#define FORM_B                                                                                                         \
	"<sustacao><hdb h01=\"0\" h02=\"BYS\" h03=\"EMPRESA FICTICIA\" h04=\"04032026\" h05=\"00001\" h06=\"00001\" "  \
	"h07=\"\" h08=\"00001\"/><hdc h01=\"1\" h02=\"@N\" h03=\"00001\" h04=\"3304557\" h05=\"\" h06=\"00002\"/>"     \
	"<tr t01=\"2\" t02=\"@P\" t03=\"03032026\" t04=\"FAT1\" t05=\"DEVEDOR DE MENTIRA\" t06=\"00000000010000\" "    \
	"t07=\"S\" t08=\"000000000000\" t09=\"NN1\" t10=\"\" t11=\"000000\" t12=\"00003\"/>"                           \
	"<tlc t01=\"8\" t02=\"@N\" t03=\"00002\" t04=\"\" t05=\"00004\"/>"                                             \
	"<tlb t01=\"9\" t02=\"BYS\" t03=\"EMPRESA FICTICIA\" t04=\"04032026\" t05=\"00002\" "                          \
	"t06=\"00000000010000\" t07=\"\" t08=\"00005\"/></sustacao>"

static const struct {
	const char *form;
	const char *from;
	const char *to;
	const char *code;
} bends[] = {
	{FORM_A, "", "", "0000"},
	{FORM_A, "100.00", "00000000010000", "0000"},
	{FORM_A, "<valor_titulo>100.00", "<imagem>UEsDBA==</imagem><valor_titulo>100.00", "0000"},
	{FORM_A, "<valor_titulo>100.00", "<imagem>JVBERi0=</imagem><valor_titulo>100.00", "2018"},
	{FORM_A, "<desistencia>", "<desistencia><apresentante>BYS</apresentante>", "0004"},
	{FORM_A, "</desistencia>", "", "10000"},
	{FORM_A, "3304557", "", "2019"},
	{FORM_A, "<CodMun>3304557</CodMun>", "", "2019"},
	{FORM_A, "3304557", "9999999", "2001"},
	{FORM_A, "3304557", "3515707", "2001"},
	{FORM_A, "<numero_cartorio>@N</numero_cartorio>", "", "2020"},
	{FORM_A, "<numero_cartorio>@N", "<numero_cartorio>@N</numero_cartorio><numero_cartorio>@N", "2027"},
	{FORM_A, "<numero_cartorio>@N", "<numero_cartorio>05", "2002"},
	{FORM_A, "@P", "", "2004"},
	{FORM_A, "@P", "12A", "2005"},
	{FORM_A, "@P", "12345678901", "2006"},
	{FORM_A, "@P", "2699999999", "2012"},
	{FORM_A, "03032026", "3032026", "2007"},
	{FORM_A, "03032026", "02032026", "2012"},
	{FORM_A, "FAT1", "", "2008"},
	{FORM_A, "FAT1", "FAT123456789", "2008"},
	{FORM_A, "FAT1", "FAT2", "2012"},
	{FORM_A, "DEVEDOR DE MENTIRA", "", "2009"},
	{FORM_A, "DEVEDOR DE MENTIRA", "OUTRO DEVEDOR", "2012"},
	{FORM_A, "100.00", "100,00", "2010"},
	{FORM_A, "100.00", "99.00", "2010"},
	{FORM_B, "", "", "0000"},
	{FORM_B, "sustacao><hdb", "sustacao><x/><hdb", "0004"},
	{FORM_B, "h02=\"BYS\"", "h02=\"G48\"", "2128"},
	{FORM_B, "h04=\"04032026\"", "h04=\"05032026\"", "2128"},
	{FORM_B, "h05=\"00001\"", "h05=\"00002\"", "2129"},
	{FORM_B, "h08=\"00001\"", "h08=\"00002\"", "2124"},
	{FORM_B, "h03=\"00001\"", "h03=\"00002\"", "2127"},
	{FORM_B, "h04=\"3304557\"", "h04=\"\"", "2130"},
	{FORM_B, "h04=\"3304557\"", "h04=\"9999999\"", "2131"},
	{FORM_B, "t07=\"S\"", "t07=\"C\"", "2125"},
	{FORM_B, "t12=\"00003\"", "t12=\"00004\"", "2125"},
	{FORM_B, "t02=\"@P\"", "t02=\"\"", "2134"},
	{FORM_B, "t03=\"03032026\"", "t03=\"33032026\"", "2135"},
	{FORM_B, "t05=\"00004\"", "t05=\"00003\"", "2126"},
	{FORM_B, "t03=\"00002\"", "t03=\"00001\"", "2127"},
	{FORM_B, "t05=\"00002\"", "t05=\"00001\"", "2128"},
	{FORM_B, "t07=\"\" t08=\"00005\"/></sustacao>", "t07=\"\" t08=\"00006\"/></sustacao>", "2126"},
	{FORM_B, "t01=\"9\"", "t01=\"8\"", "2182"},
	{FORM_B, "sustacao><hdb", "cancelamento><hdb", "10000"},
};

static void each_bent_part_has_its_code(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(bends); i++) {
		char pattern[4096];
		char bytes[4096];
		char code[8];
		teardown(state);
		setup(state);
		(void)snprintf(pattern, sizeof(pattern), "%s", bends[i].form);
		replace(pattern, sizeof(pattern), bends[i].from, bends[i].to);
		filled(pattern, bytes);
		fixture_upload(&world, UPLOAD_DP, "DPBYS0403.261", bytes, &answer);
		if (strcmp(fixture_code(&answer, code), bends[i].code) != 0)
			fail_msg("%s -> %s: expected %s, answer %s", bends[i].from, bends[i].to, bends[i].code,
				 answer.bytes);
		bool good = strcmp(bends[i].code, "0000") == 0;
		assert_int_equal(world.books.violations, !good);
		assert_int_equal(world.books.titles[0].state, good ? TITLE_WITHDRAWN : TITLE_CONFIRMED);
	}
}

static void columns_of_127_are_read_like_form_b(void **state)
{
	char bytes[4096];
	char code[8];
	(void)state;
	(void)snprintf(bytes, sizeof(bytes),
		       "0%-3s%-45s%-8s%-5s%-5s%-55s%-5s\r\n"
		       "1%-2s%-5s%-7s%-107s%-5s\r\n"
		       "2%-10s%-8s%-11s%-45s%-14s%-1s%-12s%-12s%-2s%-6s%-5s\r\n"
		       "8%-2s%-5s%-114s%-5s\r\n"
		       "9%-3s%-45s%-8s%-5s%-14s%-46s%-5s\r\n",
		       "BYS", "EMPRESA FICTICIA", "04032026", "00001", "00001", "", "00001",
		       world.books.titles[0].notary, "00001", "3304557", "", "00002", world.books.titles[0].protocol,
		       "03032026", "FAT1", "DEVEDOR DE MENTIRA", "00000000010000", "S", "", "", "", "", "00003",
		       world.books.titles[0].notary, "00002", "", "00004", "BYS", "EMPRESA FICTICIA", "04032026",
		       "00002", "00000000010000", "", "00005");
	fixture_upload(&world, UPLOAD_DP, "DPBYS0403.261", bytes, &answer);
	assert_string_equal(fixture_code(&answer, code), "0000");
	fixture_upload(&world, UPLOAD_DP, "DPBYS0403.262", bytes + 1, &answer);
	assert_string_equal(fixture_code(&answer, code), "2102");
}

static void each_kind_has_its_root(void **state)
{
	static const char *const codes[] = {NULL, "2024", "2023", "2026", "2025"};
	static const char *const names[] = {NULL, "DPBYS0403.261", "CPBYS0403.261", "ADBYS0403.261", "ACBYS0403.261"};
	char code[8];
	(void)state;
	for (int kind = UPLOAD_DP; kind <= UPLOAD_AC; kind++) {
		fixture_upload(&world, (enum upload_kind)kind, names[kind], "<x/>", &answer);
		assert_string_equal(fixture_code(&answer, code), codes[kind]);
	}
	fixture_upload(&world, UPLOAD_DP, names[1], "<desistencia/>", &answer);
	assert_string_equal(fixture_code(&answer, code), "0007");
	fixture_upload(&world, UPLOAD_DP, names[1], "<desistencia><comarca><CodMun>1</CodMun></comarca></desistencia>",
		       &answer);
	assert_string_equal(fixture_code(&answer, code), "2022");
	fixture_upload(
		&world, UPLOAD_DP, names[1],
		"<desistencia><comarca><CodMun>1</CodMun><cartorio><numero_cartorio>01</numero_cartorio></cartorio>"
		"</comarca></desistencia>",
		&answer);
	assert_string_equal(fixture_code(&answer, code), "2021");
}

/* The prefix is what the operation wants: a CP file does not pass for a confirmação or a DP. */
static void a_name_of_another_kind_is_refused(void **state)
{
	char bytes[4096];
	char code[8];
	(void)state;
	filled(FORM_A, bytes);
	fixture_upload(&world, UPLOAD_DP, "CPBYS0403.261", bytes, &answer);
	assert_string_equal(fixture_code(&answer, code), "0002");
}

static void another_presenters_title_is_out_of_reach(void **state)
{
	char bytes[4096];
	char code[8];
	(void)state;
	filled(FORM_A, bytes);
	fixture_upload(&world, UPLOAD_DP, "DPG480403.261", bytes, &answer);
	assert_string_equal(fixture_code(&answer, code), "2015");
	assert_int_equal(world.books.violations, 1);
}

/* A title refused alone leaves the others; twice in one file is once too many. */
static void titles_are_answered_one_by_one(void **state)
{
	static const char again[] =
		"<titulo><numero_protocolo>@P</numero_protocolo><data_protocolo>03032026</data_protocolo>"
		"<numero_titulo>FAT1</numero_titulo><nome_devedor>DEVEDOR DE MENTIRA</nome_devedor>"
		"<valor_titulo>100.00</valor_titulo></titulo></cartorio>";
	char pattern[4096] = FORM_A;
	char bytes[4096];
	(void)state;
	replace(pattern, sizeof(pattern), "</cartorio>", again);
	filled(pattern, bytes);
	fixture_upload(&world, UPLOAD_DP, "DPBYS0403.261", bytes, &answer);
	assert_non_null(strstr(answer.bytes, "<codigo>0000</codigo>"));
	assert_non_null(strstr(answer.bytes, "<codigo>2014</codigo>"));
	assert_int_equal(world.books.titles[0].state, TITLE_WITHDRAWN);
}

static void the_letter_of_an_authorisation_is_signed_data(void **state)
{
	/* SEQUENCE { OID signedData, [0] {} } and the same with another OID; then cut short. */
	static const struct {
		const char *image;
		const char *code;
	} cases[] = {
		{"MA0GCSqGSIb3DQEHAqAA", "0000"}, {"MA0GCSqGSIb3DQEHAaAA", "2018"}, {"MA0GCSqGSIb3DQEHAqA=", "2018"},
		{"JVBERi0xLjQ=", "2018"},         {"not base64!", "2018"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char pattern[4096] = FORM_A;
		char bytes[4096];
		char image[128];
		char code[8];
		teardown(state);
		setup(state);
		world.settings.letter_required = true;
		replace(pattern, sizeof(pattern), "<desistencia>", "<autoriza_desistencia>");
		replace(pattern, sizeof(pattern), "</desistencia>", "</autoriza_desistencia>");
		filled(pattern, bytes);
		fixture_upload(&world, UPLOAD_AD, "ADBYS0403.261", bytes, &answer);
		assert_string_equal(fixture_code(&answer, code), "2018");
		(void)snprintf(image, sizeof(image), "<imagem>%s</imagem></titulo>", cases[i].image);
		replace(bytes, sizeof(bytes), "</titulo>", image);
		fixture_upload(&world, UPLOAD_AD, "ADBYS0403.261", bytes, &answer);
		assert_string_equal(fixture_code(&answer, code), cases[i].code);
	}
}

/* Any byte may be anything: there is always an answer with a code. */
static void mangled_bytes_get_an_answer(void **state)
{
	char forms[2][4096];
	filled(FORM_A, forms[0]);
	filled(FORM_B, forms[1]);
	for (uint64_t i = 0; i < 4000; i++) {
		char *form = forms[i % 2];
		size_t at = hash_mix(i + 1) % strlen(form);
		char kept = form[at];
		char code[8];
		form[at] = (char)(1 + hash_mix(i + 77) % 255);
		fixture_upload(&world, UPLOAD_DP, "DPBYS0403.261", form, &answer);
		assert_string_not_equal(fixture_code(&answer, code), "");
		form[at] = kept;
		if (world.books.titles[0].state != TITLE_CONFIRMED) {
			teardown(state);
			setup(state);
		}
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_bent_part_has_its_code),
		TEST(columns_of_127_are_read_like_form_b),
		TEST(each_kind_has_its_root),
		TEST(a_name_of_another_kind_is_refused),
		TEST(another_presenters_title_is_out_of_reach),
		TEST(titles_are_answered_one_by_one),
		TEST(the_letter_of_an_authorisation_is_signed_data),
		TEST(mangled_bytes_get_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
