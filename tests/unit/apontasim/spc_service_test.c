/* Whole exchanges: login and lock-out, the key in doubt, removals, lists, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "spc_fixture.h"

static struct spc_world world;
static struct buf answer;
static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	spc_fixture_world(&world);
	buf_init(&answer, (size_t)1 << 20);
	arena = arena_new((size_t)16 << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	spc_world_done(&world);
	buf_done(&answer);
	arena = arena_free(arena);
	return 0;
}

static bool said(const char *words)
{
	return strstr(answer.bytes, words) != NULL;
}

static void sent(const char *envelope, const char *expected)
{
	int status = spc_fixture_send(&world, envelope, &answer);
	if (!said(expected))
		fail_msg("not %s but %d %s", expected, status, answer.bytes);
}

static void ordered(const char *line)
{
	assert_int_equal(spc_fates_order(&world.fates, text_of(line), NULL, NULL), OK);
}

static void an_inclusion_is_accepted_and_its_notice_runs(void **state)
{
	(void)state;
	assert_int_equal(spc_fixture_send(&world, spc_inclusion, &answer), 200);
	assert_string_equal(answer.bytes,
			    "<?xml version='1.0' encoding='UTF-8'?><S:Envelope "
			    "xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body><ns2:incluirSpcResponse "
			    "xmlns:ns2=\"http://webservice.spc.insumo.spcjava.spcbrasil.org/\">"
			    "<sucesso>Dados inseridos com sucesso!</sucesso></ns2:incluirSpcResponse></S:Body>"
			    "</S:Envelope>");
	const struct spc_record *record = &world.books.records[0];
	assert_string_equal(record->member, "4321");
	assert_string_equal(record->amount, "1433.98");
	assert_int_equal(spc_record_state(record, world.now), SPC_STATE_NOTICE);
	spc_fixture_clock(&world, "2026-03-12T08:59:59-03:00");
	assert_int_equal(spc_record_state(record, world.now), SPC_STATE_NOTICE);
	spc_fixture_clock(&world, "2026-03-12T09:00:00-03:00");
	assert_int_equal(spc_record_state(record, world.now), SPC_STATE_VISIBLE);
}

static void the_same_inclusion_again_is_refused_and_not_stored(void **state)
{
	(void)state;
	sent(spc_inclusion, "Dados inseridos");
	sent(spc_inclusion, "<faultcode>IE_SPC001.E09</faultcode>");
	assert_true(said("<faultstring>Registro de SPC já existe</faultstring>"));
	assert_int_equal(world.books.repeats, 1);
	assert_int_equal(world.books.duplicates, 0);
	assert_int_equal(world.books.records_count, 1);
	assert_int_equal(world.books.violations, 0);
}

static void a_guarantor_has_a_record_of_his_own(void **state)
{
	const char *guarantor = spc_bent(arena, spc_inclusion, "11144477735", "52998224725");
	(void)state;
	sent(spc_inclusion, "Dados inseridos");
	sent(spc_bent(arena, guarantor, "devedor>C", "devedor>A"), "Dados inseridos");
	sent(spc_removal, "removido com sucesso");
	assert_false(spc_record_is_live(&world.books.records[0], world.now));
	assert_true(spc_record_is_live(&world.books.records[1], world.now));
}

static void a_removal_needs_the_whole_key(void **state)
{
	(void)state;
	sent(spc_inclusion, "Dados inseridos");
	sent(spc_bent(arena, spc_removal, "FAT-1", "FAT-01"), "<faultcode>IE_SPC005.E10</faultcode>");
	sent(spc_bent(arena, spc_removal, "2026-02-05", "2026-02-06"), "IE_SPC005.E10");
	sent(spc_bent(arena, spc_removal, "11144477735", "52998224725"), "IE_SPC005.E10");
	assert_int_equal(world.books.unknown_removals, 3);
	sent(spc_removal, "<sucesso>Registro removido com sucesso!</sucesso>");
	sent(spc_removal, "IE_SPC005.E10");
	assert_string_equal(world.books.records[0].words, "by the creditor, motive 1");
	sent(spc_inclusion, "Dados inseridos");
	assert_int_equal(world.books.duplicates, 0);
}

static void wrong_passwords_block_the_operator(void **state)
{
	struct spc_request right = spc_fixture_request(spc_inclusion);
	struct spc_request wrong = right;
	struct spc_request stranger = right;
	(void)state;
	wrong.password = "errada";
	stranger.user = "7654321";
	assert_int_equal(spc_fixture_ask(&world, &wrong, &answer), 401);
	assert_string_equal(answer.bytes, "CS_AUT001.E1.2");
	assert_int_equal(spc_fixture_ask(&world, &wrong, &answer), 401);
	assert_int_equal(spc_fixture_ask(&world, &right, &answer), 200); /* the count starts anew */
	for (int i = 0; i < 3; i++)
		assert_int_equal(spc_fixture_ask(&world, &wrong, &answer), 401);
	assert_int_equal(spc_fixture_ask(&world, &right, &answer), 500);
	assert_string_equal(answer.bytes, "CS_AUT001.E1.7");
	assert_int_equal(spc_fixture_ask(&world, &stranger, &answer), 401);
	assert_int_equal(world.books.bad_logins, 6);
	assert_int_equal(world.books.blocked_calls, 1);
	assert_int_equal(spc_gate_order(&world.gate, TEXT_LITERAL("unlock"), NULL), OK);
	sent(spc_inclusion, "IE_SPC001.E09");
}

static void a_stranger_neither_locks_nor_unlocks_the_operator(void **state)
{
	struct spc_request stranger = spc_fixture_request(spc_inclusion);
	(void)state;
	stranger.user = "7654321";
	for (int i = 0; i < 5; i++)
		assert_int_equal(spc_fixture_ask(&world, &stranger, &answer), 401);
	stranger.user = NULL;
	assert_int_equal(spc_fixture_ask(&world, &stranger, &answer), 401);
	sent(spc_inclusion, "Dados inseridos");
	assert_int_equal(spc_gate_order(&world.gate, TEXT_LITERAL("lock"), NULL), OK);
	assert_int_equal(spc_fixture_ask(&world, &stranger, &answer), 401);
	sent(spc_inclusion, "CS_AUT001.E1.7");
}

static void an_ordered_refusal_of_the_login_stands_until_unlock(void **state)
{
	(void)state;
	assert_int_equal(spc_gate_order(&world.gate, TEXT_LITERAL("refuse CS_AUT001.E1.9"), NULL), OK);
	assert_int_equal(spc_fixture_send(&world, spc_inclusion, &answer), 401);
	assert_string_equal(answer.bytes, "CS_AUT001.E1.9");
	assert_int_equal(world.books.bad_logins, 0);
	assert_int_equal(spc_gate_order(&world.gate, TEXT_LITERAL("unlock"), NULL), OK);
	sent(spc_inclusion, "Dados inseridos");
}

static void http_is_looked_at(void **state)
{
	struct spc_request request = spc_fixture_request(spc_inclusion);
	(void)state;
	request.path = "/spc/remoting/ws/consulta/consultaWebService";
	assert_int_equal(spc_fixture_ask(&world, &request, &answer), 404);
	request = spc_fixture_request(spc_inclusion);
	request.method = "GET";
	assert_int_equal(spc_fixture_ask(&world, &request, &answer), 405);
	assert_int_equal(world.books.violations, 0);
	static const char *const types[] = {NULL, "application/soap+xml;charset=UTF-8", "text/xml",
					    "text/xml; charset=ISO-8859-1"};
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		request = spc_fixture_request(spc_inclusion);
		request.content_type = types[i];
		assert_int_equal(spc_fixture_ask(&world, &request, &answer), 415);
		assert_int_equal(world.books.violations, (int)i + 1);
	}
	request.content_type = "text/xml; charset=\"utf-8\"";
	assert_int_equal(spc_fixture_ask(&world, &request, &answer), 200);
	spc_world_done(&world);
	spc_fixture_world(&world);
	world.now = MOMENT_NONE;
	assert_int_equal(spc_fixture_send(&world, spc_inclusion, &answer), 503);
}

static void a_broken_request_is_a_fault_in_words_and_a_violation(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *words;
	} cases[] = {
		{"01310100", "00000000", "endereco-pessoa/cep: is a filler"},
		{"<insumoSpc>", "<insumoSpc/><insumoSpc>", "one insumo a call"},
		{"</w:incluirSpc>", "</w:incluirSpc><w:incluirSpc/>", "more than one operation"},
		{"<data-compra>", "<codigo-associado>9999</codigo-associado><data-compra>",
		 "codigo-associado: is not a member"},
		{"<data-vencimento>2026-02-05", "<data-vencimento>2026-04-05", "the debt is not overdue"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		sent(spc_bent(arena, spc_inclusion, cases[i].from, cases[i].to), "<faultcode>S:Client</faultcode>");
		if (!said(cases[i].words))
			fail_msg("not %s but %s", cases[i].words, answer.bytes);
		assert_int_equal(world.books.violations, (int)i + 1);
	}
	sent(spc_bent(arena, spc_bent(arena, spc_inclusion, "incluirSpc", "incluirSpcMobile"), "/w:incluirSpc",
		      "/w:incluirSpcMobile"),
	     "there is no such operation");
	assert_int_equal(world.books.records_count, 0);
}

/* Every seventh cut and bend of the bytes gets an answer, and nothing that is cut is stored. */
static void bad_bytes_are_survived(void **state)
{
	static const char bends[] = {'\0', '<', '>', '"', '&', '\xff'};
	char envelope[4096];
	size_t len = strlen(spc_inclusion);
	(void)state;
	assert_true(len < sizeof(envelope));
	for (size_t at = 0; at < len; at += 7) {
		struct spc_request request = spc_fixture_request(spc_inclusion);
		request.body.len = at;
		(void)spc_fixture_ask(&world, &request, &answer);
		assert_int_equal(world.books.records_count, 0);
	}
	for (size_t at = 0; at < len; at += 7) {
		memcpy(envelope, spc_inclusion, len + 1);
		struct spc_request request = spc_fixture_request(envelope);
		envelope[at] = bends[at % sizeof(bends)];
		request.body.len = len;
		assert_in_range(spc_fixture_ask(&world, &request, &answer), 200, 500);
		assert_true(answer.len > 0);
	}
}

static void what_the_lists_do_not_have_is_refused_without_blame(void **state)
{
	(void)state;
	sent(spc_bent(arena, spc_inclusion, "<id>104<", "<id>33<"), "natureza-inclusao/id: is not in the list");
	sent(spc_bent(arena, spc_removal, "<id>1<", "<id>9<"), "motivo-exclusao/id: is not in the list");
	assert_int_equal(world.books.violations, 0);
	assert_int_equal(spc_record_state(&world.books.records[0], world.now), SPC_STATE_REFUSED);
	sent(spc_inclusion, "Dados inseridos");
	assert_int_equal(world.books.records_count, 1);
}

static void lists_are_served_as_the_body_is_wanted(void **state)
{
	static const char wrapped[] = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "
				      "xmlns:w=\"http://webservice.spc.insumo.spcjava.spcbrasil.org/\"><e:Body>"
				      "<w:listarMotivoExclusao/></e:Body></e:Envelope>";
	struct spc_request empty = spc_fixture_request(SPC_EMPTY_BODY);
	(void)state;
	empty.soap_action = "\"http://webservice.spc.insumo.spcjava.spcbrasil.org/listarMotivoExclusao\"";
	static const struct {
		enum spc_list_body wanted;
		int status_empty;
		int status_wrapped;
	} cases[] = {{SPC_BODY_ANY, 200, 200}, {SPC_BODY_EMPTY, 200, 500}, {SPC_BODY_WRAPPED, 500, 200}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		world.settings.list_body = cases[i].wanted;
		assert_int_equal(spc_fixture_ask(&world, &empty, &answer), cases[i].status_empty);
		assert_int_equal(spc_fixture_send(&world, wrapped, &answer), cases[i].status_wrapped);
	}
	assert_true(said("<motivo-exclusao><id>2</id><descricao-motivo>RENEGOCIACAO DA DIVIDA</descricao-motivo>"));
	assert_int_equal(world.books.violations, 0);
	assert_int_equal(world.books.requests[SPC_LIST_OF_MOTIVES], 6);
	empty.soap_action = "listarTipoDevedor";
	world.settings.list_body = SPC_BODY_ANY;
	assert_int_equal(spc_fixture_ask(&world, &empty, &answer), 200);
	assert_true(said("<tipo-devedor><codigo>F</codigo><descricao>FIADOR</descricao></tipo-devedor>"));
	empty.soap_action = "#listarNaturezaInclusao";
	assert_int_equal(spc_fixture_ask(&world, &empty, &answer), 200);
	assert_true(said("<natureza-inclusao><id>104</id><nome>ATRASO DE PAGAMENTO</nome></natureza-inclusao>"));
	sent(SPC_EMPTY_BODY, "SOAPAction names no operation");
}

static void an_ordered_refusal_has_its_code_and_its_words(void **state)
{
	(void)state;
	ordered("FAT-1 reject IE_SPC001.E77 Nome <não> confere");
	sent(spc_inclusion, "<faultcode>IE_SPC001.E77</faultcode><faultstring>Nome &lt;não&gt; confere</faultstring>");
	assert_string_equal(world.books.records[0].words, "IE_SPC001.E77 Nome <não> confere");
	ordered("FAT-1 accept");
	sent(spc_inclusion, "Dados inseridos");
	ordered("FAT-1 reject IE_SPC005.E70 Aguarde");
	sent(spc_removal, "IE_SPC005.E70");
	assert_true(spc_record_is_live(&world.books.records[0], world.now));
}

static void a_record_that_is_to_vanish_goes_once_it_is_accepted(void **state)
{
	(void)state;
	ordered("FAT-1 vanish");
	sent(spc_inclusion, "Dados inseridos");
	sent(spc_removal, "IE_SPC005.E10");
	sent(spc_inclusion, "Dados inseridos");
	sent(spc_removal, "removido com sucesso");
}

static void refusals_by_lot_are_the_same_every_time(void **state)
{
	int refused = 0;
	(void)state;
	world.settings.reject_percent = 30;
	for (int i = 0; i < 200; i++) {
		char contract[16];
		(void)snprintf(contract, sizeof(contract), "LOT-%d", i);
		const char *envelope = spc_bent(arena, spc_inclusion, "FAT-1", contract);
		int first = spc_fixture_send(&world, envelope, &answer);
		bool is_refused = said("foi recusado pela entidade");
		refused += is_refused;
		if (is_refused) {
			assert_int_equal(spc_fixture_send(&world, envelope, &answer), first);
			assert_true(said("foi recusado pela entidade"));
		}
	}
	assert_in_range(refused, 40, 80);
	assert_int_equal(world.books.violations, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_inclusion_is_accepted_and_its_notice_runs),
		TEST(the_same_inclusion_again_is_refused_and_not_stored),
		TEST(a_guarantor_has_a_record_of_his_own),
		TEST(a_removal_needs_the_whole_key),
		TEST(wrong_passwords_block_the_operator),
		TEST(a_stranger_neither_locks_nor_unlocks_the_operator),
		TEST(an_ordered_refusal_of_the_login_stands_until_unlock),
		TEST(http_is_looked_at),
		TEST(a_broken_request_is_a_fault_in_words_and_a_violation),
		TEST(bad_bytes_are_survived),
		TEST(what_the_lists_do_not_have_is_refused_without_blame),
		TEST(lists_are_served_as_the_body_is_wanted),
		TEST(an_ordered_refusal_has_its_code_and_its_words),
		TEST(a_record_that_is_to_vanish_goes_once_it_is_accepted),
		TEST(refusals_by_lot_are_the_same_every_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
