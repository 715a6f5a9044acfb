/* How an inclusion and a removal are read: the order, the namespaces, what must be there, what fits together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "apontasim/spc/form.h"
#include "base/limits.h"
#include "spc_fixture.h"

struct bend {
	const char *from;
	const char *to;
	const char *told; /* in the error; NULL: taken */
};

#define CNPJ_BLOCK                                                                                                     \
	"<dados-pessoa-juridica><cnpj numero=\"11222333000181\"/><razao-social>LOJA FICTICIA</razao-social>"           \
	"<nome-comercial>LOJA</nome-comercial></dados-pessoa-juridica>"

static enum rc envelope_judge(struct arena *arena, const char *envelope, struct err *reterr)
{
	static const struct date today = {20514}; /* 2026-03-02 */
	const struct xml_element *wrapper;
	struct spc_form form;
	enum rc rc = spc_envelope_read(arena, text_of(envelope), &wrapper, reterr);
	if (rc != OK)
		return rc;
	if (wrapper == NULL || wrapper->children == NULL)
		return err_set(reterr, ERR_FORMAT, "there is no part");
	if (strcmp(wrapper->name, "excluirSpc") == 0) {
		rc = spc_form_read_removal(wrapper->children, &form, reterr);
		return rc == OK ? spc_form_check_removal(&form, reterr) : rc;
	}
	rc = spc_form_read_inclusion(wrapper->children, &form, reterr);
	return rc == OK ? spc_form_check_inclusion(&form, today, reterr) : rc;
}

static void judge(const char *envelope, const struct bend *bends, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
		struct err err = {0};
		char words[1024];
		enum rc rc = envelope_judge(arena, spc_bent(arena, envelope, bends[i].from, bends[i].to), &err);
		(void)err_text(&err, words, sizeof(words));
		if (bends[i].told == NULL && rc != OK)
			fail_msg("%s -> %s is refused: %s", bends[i].from, bends[i].to, words);
		if (bends[i].told != NULL && (rc == OK || strstr(words, bends[i].told) == NULL))
			fail_msg("%s -> %s: %s", bends[i].from, bends[i].to, rc == OK ? "taken" : words);
	}
}

static void elements_stand_in_order_and_once(void **state)
{
	static const struct bend bends[] = {
		{NULL, NULL, NULL},
		{"<email>devedor@exemplo.invalid</email>\n<telefone", "<telefone", "S needs an email"},
		{"<data-compra>2026-01-05T00:00:00</data-compra>\n", "", "insumoSpc/data-compra: is missing"},
		{"<cep>01310100</cep>\n", "", "endereco-pessoa/cep: is missing"},
		{"<nome>DEVEDOR DE MENTIRA</nome>\n", "", "dados-pessoa-fisica/nome: is missing"},
		{"<numero>100</numero>", "", "endereco-pessoa/numero: is missing"},
		{"<bairro>CENTRO</bairro>\n<numero>100</numero>", "<numero>100</numero>\n<bairro>CENTRO</bairro>",
		 "bairro: is missing, or not in its place"},
		{"<complemento>SALA 1</complemento>", "<numero>100</numero>", "numero: stands too late, or twice"},
		{"<complemento>SALA 1</complemento>", "<andar>1</andar>", "andar: is not known here"},
		{"<insumoSpc>\n", "<insumoSpc>text", "stands between the elements"},
		{"<bairro>CENTRO", "<bairro>CENTRO<b/>", "bairro: holds nothing but its text"},
		{"<bairro>", "<bairro x=\"1\">", "bairro: holds nothing but its text"},
		{"<cpf ", "<cpf x=\"1\" ", "there is an attribute that nobody knows"},
		{"<cpf numero=\"11144477735\"/>", "<cpf/>", "cpf/@numero: is missing"},
		{"<bairro>CENTRO</bairro>", "<w:bairro>CENTRO</w:bairro>", "bairro: has a namespace"},
		{"<insumoSpc>", "<insumoSpc xmlns=\"urn:x\">", "insumoSpc: has a namespace"},
		{"</natureza-inclusao>", "<nome>ATRASO DE PAGAMENTO</nome></natureza-inclusao>", NULL},
	};
	(void)state;
	judge(spc_inclusion, bends, ARRAY_LEN(bends));
}

static void values_are_checked_in_their_place(void **state)
{
	static const struct bend bends[] = {
		{"11144477735", "11144477734", "cpf/@numero"},
		{"1433.98", "1433,98", "valor-debito"},
		{"01310100", "00000000", "cep: is a filler"},
		{"1980-02-29T", "1900-01-01T", "data-nascimento: is a filler"},
		{"912345678", "999999999", "telefone/@numero: is a filler"},
		{"FAT-1", "1234567890123456789012345678901", "numero-contrato: is too long"},
		{"RUA DO FAZ DE CONTA", "123456789 123456789 123456789 123456789 123456789 A",
		 "logradouro: is too long"},
		{"\"SP\"", "\"XX\"", "cidade/estado/@sigla-uf"},
		{"RUA DO FAZ DE CONTA", "RUA A &amp; B", NULL},
	};
	(void)state;
	judge(spc_inclusion, bends, ARRAY_LEN(bends));
}

static void fields_fit_together(void **state)
{
	static const struct bend bends[] = {
		{"<tipo-pessoa>F", "<tipo-pessoa>J", "tipo-pessoa: F goes with"},
		{"<data-compra>2026-01-05", "<data-compra>2026-02-06", "data-compra: is after"},
		{"1980-02-29", "2026-01-05", "data-nascimento: is not before"},
		{"<data-vencimento>2026-02-05", "<data-vencimento>2026-03-02", "the debt is not overdue"},
		{"2026-01-05T00:00:00</data-compra>\n<data-vencimento>2026-02-05",
		 "2021-01-05T00:00:00</data-compra>\n<data-vencimento>2021-03-02", "more than five years"},
		{"2026-01-05T00:00:00</data-compra>\n<data-vencimento>2026-02-05",
		 "2021-01-05T00:00:00</data-compra>\n<data-vencimento>2021-03-03", NULL},
		{"<id>104</id>", "<id>33</id>", "natureza-inclusao/id: is not in the list"},
		{"devedor>C", "devedor>E", "codigo-tipo-devedor: is not in the list"},
		{"devedor>C", "devedor>A", NULL},
		{"<notificar-via-email>",
		 "<devedor-comprador><documento>11222333000181</documento><tipo-pessoa>J</tipo-pessoa>"
		 "</devedor-comprador><notificar-via-email>",
		 "goes with a guarantor only"},
		{"</dados-pessoa-fisica>", "</dados-pessoa-fisica>" CNPJ_BLOCK, "tipo-pessoa: F goes with"},
	};
	(void)state;
	judge(spc_inclusion, bends, ARRAY_LEN(bends));
}

static void a_guarantor_may_name_the_buyer(void **state)
{
	static const struct bend bends[] = {
		{NULL, NULL, NULL},
		{"<documento>11222333000181", "<documento>11144477735", "tipo-pessoa does not fit"},
		{"11222333000181</documento><tipo-pessoa>J", "11144477735</documento><tipo-pessoa>F",
		 "nobody stands surety for himself"},
	};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	const char *guarantor = spc_bent(arena, spc_inclusion, "devedor>C", "devedor>F");
	(void)state;
	guarantor = spc_bent(arena, guarantor, "<notificar-via-email>",
			     "<devedor-comprador><documento>11222333000181</documento><tipo-pessoa>J</tipo-pessoa>"
			     "</devedor-comprador><notificar-via-email>");
	judge(guarantor, bends, ARRAY_LEN(bends));
}

static void a_removal_names_the_key_and_a_motive(void **state)
{
	static const struct bend bends[] = {
		{NULL, NULL, NULL},
		{"<numero-contrato>FAT-1</numero-contrato>\n", "", "excluir/numero-contrato: is missing"},
		{"<data-vencimento>2026-02-05T00:00:00</data-vencimento>\n", "", "data-vencimento: is missing"},
		{"<motivo-exclusao><id>1</id></motivo-exclusao>", "", "motivo-exclusao: is missing"},
		{"<id>1</id>", "<id>9</id>", "motivo-exclusao/id: is not in the list"},
		{"<id>1</id>", "<id>3</id><descricao-motivo>MOTIVO</descricao-motivo>", NULL},
		{"<excluir>", "<insumoSpc>", "not well formed"},
		{"<tipo-pessoa>F", "<tipo-pessoa>J", "tipo-pessoa: F goes with"},
		{"<tipo-pessoa>F</tipo-pessoa>\n<dados-pessoa-fisica><cpf "
		 "numero=\"11144477735\"/></dados-pessoa-fisica>",
		 "<tipo-pessoa>J</tipo-pessoa>" CNPJ_BLOCK "<codigo-associado>4321</codigo-associado>", NULL},
	};
	(void)state;
	judge(spc_removal, bends, ARRAY_LEN(bends));
}

static void the_envelope_is_plain_soap(void **state)
{
	static const struct bend bends[] = {
		{"<e:Header/>\n", "", NULL},
		{"<e:Envelope", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope", NULL},
		{"<e:Envelope", "<?xml version='1.0' encoding='ISO-8859-1'?><e:Envelope", "must be UTF-8"},
		{"DEVEDOR DE MENTIRA", "DEVEDOR JO\xc3O", "not well formed"},
		{"<e:Envelope", "<!DOCTYPE x><e:Envelope", "DOCTYPE"},
		{"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope",
		 "not a SOAP 1.1 envelope"},
		{"<e:Body>", "<e:Body>text", "the Body holds text"},
		{"</e:Body>", "<w:incluirSpc/></e:Body>", "more than one operation"},
		{"</e:Body>", "</e:Body><e:Body/>", "holds a Header"},
		{"http://webservice.spc.insumo", "http://webservice.consulta", "the service's namespace"},
	};
	(void)state;
	judge(spc_inclusion, bends, ARRAY_LEN(bends));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_stand_in_order_and_once),
		cmocka_unit_test(values_are_checked_in_their_place),
		cmocka_unit_test(fields_fit_together),
		cmocka_unit_test(a_guarantor_may_name_the_buyer),
		cmocka_unit_test(a_removal_names_the_key_and_a_motive),
		cmocka_unit_test(the_envelope_is_plain_soap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
