#include "spc_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"

#define OPEN                                                                                                           \
	"<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                           \
	"xmlns:w=\"http://webservice.spc.insumo.spcjava.spcbrasil.org/\">\n<e:Header/>\n<e:Body>\n"
#define CLOSE "</e:Body>\n</e:Envelope>\n"

const char spc_inclusion[] = OPEN "<w:incluirSpc>\n"
				  "<insumoSpc>\n"
				  "<tipo-pessoa>F</tipo-pessoa>\n"
				  "<dados-pessoa-fisica>\n"
				  "<cpf numero=\"11144477735\"/>\n"
				  "<nome>DEVEDOR DE MENTIRA</nome>\n"
				  "<data-nascimento>1980-02-29T00:00:00</data-nascimento>\n"
				  "<email>devedor@exemplo.invalid</email>\n"
				  "<telefone numero-ddd=\"11\" numero=\"912345678\"/>\n"
				  "</dados-pessoa-fisica>\n"
				  "<data-compra>2026-01-05T00:00:00</data-compra>\n"
				  "<data-vencimento>2026-02-05T00:00:00</data-vencimento>\n"
				  "<codigo-tipo-devedor>C</codigo-tipo-devedor>\n"
				  "<numero-contrato>FAT-1</numero-contrato>\n"
				  "<valor-debito>1433.98</valor-debito>\n"
				  "<natureza-inclusao>\n<id>104</id>\n</natureza-inclusao>\n"
				  "<endereco-pessoa>\n"
				  "<cep>01310100</cep>\n"
				  "<logradouro>RUA DO FAZ DE CONTA</logradouro>\n"
				  "<bairro>CENTRO</bairro>\n"
				  "<numero>100</numero>\n"
				  "<complemento>SALA 1</complemento>\n"
				  "<cidade nome=\"SAO PAULO\"><estado sigla-uf=\"SP\"/></cidade>\n"
				  "</endereco-pessoa>\n"
				  "<notificar-via-email>S</notificar-via-email>\n"
				  "</insumoSpc>\n"
				  "</w:incluirSpc>\n" CLOSE;

const char spc_removal[] = OPEN "<w:excluirSpc>\n"
				"<excluir>\n"
				"<tipo-pessoa>F</tipo-pessoa>\n"
				"<dados-pessoa-fisica><cpf numero=\"11144477735\"/></dados-pessoa-fisica>\n"
				"<data-vencimento>2026-02-05T00:00:00</data-vencimento>\n"
				"<numero-contrato>FAT-1</numero-contrato>\n"
				"<motivo-exclusao><id>1</id></motivo-exclusao>\n"
				"</excluir>\n"
				"</w:excluirSpc>\n" CLOSE;

void spc_fixture_clock(struct spc_world *world, const char *iso)
{
	int64_t at = 0;
	assert_int_equal(moment_parse(text_of(iso), &at, NULL), OK);
	assert_int_equal(spc_world_clock(world, at, NULL), OK);
}

void spc_fixture_world(struct spc_world *world)
{
	struct spc_settings settings;
	spc_settings_defaults(&settings);
	settings.operator_code = "1234567";
	settings.password = "segredo";
	settings.member = "4321";
	settings.seed = 7;
	settings.attempts_max = 3;
	assert_int_equal(spc_world_init(world, &settings, NULL), OK);
	spc_fixture_clock(world, "2026-03-02T09:00:00-03:00");
}

const char *spc_bent(struct arena *arena, const char *text, const char *from, const char *to)
{
	if (from == NULL)
		return text;
	const char *at = strstr(text, from);
	if (at == NULL)
		fail_msg("there is no %s to bend", from);
	const char *bent = arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	assert_non_null(bent);
	return bent;
}

struct spc_request spc_fixture_request(const char *envelope)
{
	return (struct spc_request){
		.method = "POST",
		.path = SPC_PATH,
		.user = "1234567",
		.password = "segredo",
		.content_type = "text/xml;charset=UTF-8",
		.soap_action = "\"\"",
		.body = text_of(envelope),
	};
}

int spc_fixture_ask(struct spc_world *world, const struct spc_request *request, struct buf *out)
{
	struct spc_exchange exchange;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	assert_non_null(arena);
	buf_clear(out);
	if (spc_service_open(world, arena, request, &exchange, out))
		spc_service_run(world, &exchange, out);
	return exchange.status;
}

int spc_fixture_send(struct spc_world *world, const char *envelope, struct buf *out)
{
	struct spc_request request = spc_fixture_request(envelope);
	return spc_fixture_ask(world, &request, out);
}
