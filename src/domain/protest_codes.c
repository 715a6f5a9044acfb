#include "domain/protest.h"

#include <string.h>

/* The code tables of the protest layouts. Texts are Portuguese: they are shown to people as they stand. */

/* Layout 4.3, annex 2, field 33; Z comes from a CRA's manual, 0 from the andamento layout. */
static const struct occurrence {
	char code;
	const char *meaning;
} occurrences[] = {
	{'0', "informação de andamento"},
	{'1', "pago"},
	{'2', "protestado"},
	{'3', "retirado"},
	{'4', "sustado"},
	{'5', "devolvido por irregularidade, sem custas"},
	{'6', "devolvido por irregularidade, com custas"},
	{'7', "liquidação em condicional"},
	{'8', "título aceito"},
	{'9', "edital"},
	{'A', "protesto do banco cancelado"},
	{'B', "protesto já efetuado"},
	{'C', "protesto por edital"},
	{'D', "retirada por edital"},
	{'E', "protesto de terceiro cancelado"},
	{'F', "desistência do protesto por liquidação bancária"},
	{'G', "sustado definitivo"},
	{'I', "emissão da 2ª via do instrumento"},
	{'J', "cancelamento já efetuado anteriormente"},
	{'X', "cancelamento não efetuado"},
	{'Z', "retirada por falta de prazo para o repasse da guia"},
};

struct code {
	char code[4];
	const char *meaning;
};

/* Andamento layout of 07/12/2022, field 38. */
static const struct code statuses[] = {
	{"AA", "apontado"},
	{"AB", "em intimação – pessoal"},
	{"AC", "em intimação – eletrônica"},
	{"AD", "em intimação – AR / Correios"},
	{"AE", "publicação por edital"},
	{"AF", "em intimação – aguardando AR"},
	{"AG", "intimado – aguardando tríduo"},
	{"AH", "pago com cheque (aguardando compensação)"},
	{"AI", "pedido de retirada – aguardando tríduo"},
	{"AJ", "protesto do banco cancelado"},
	{"AK", "pagamento por boleto – aguardando compensação"},
};

/* Layout 4.3, annex 1, field 12; CAR was added later. Indication is what header field 11 counts, and no more. */
static const struct species {
	char code[4];
	bool indication;
	const char *meaning;
} species_table[] = {
	{"CAR", false, "Contrato de Cartão de Crédito"},
	{"CBI", true, "Cédula de Crédito Bancário por Indicação"},
	{"CC", false, "Contrato de Câmbio"},
	{"CCB", false, "Cédula de Crédito Bancário"},
	{"CCC", false, "Cédula de Crédito Comercial"},
	{"CCE", false, "Cédula de Crédito à Exportação"},
	{"CCI", false, "Cédula de Crédito Industrial"},
	{"CCR", false, "Cédula de Crédito Rural"},
	{"CD", false, "Confissão de Dívida"},
	{"CDA", false, "Certidão da Dívida Ativa"},
	{"CH", false, "Cheque"},
	{"CHP", false, "Cédula Hipotecária"},
	{"CJV", false, "Conta Judicialmente Verificada"},
	{"CM", false, "Contrato de Mútuo"},
	{"CPH", false, "Cédula Rural Pignoratícia Hipotecária"},
	{"CPS", false, "Conta de Prestação de Serviços"},
	{"CRH", false, "Cédula Rural Hipotecária"},
	{"CRP", false, "Cédula Rural Pignoratícia"},
	{"CT", false, "Espécie de Contrato"},
	{"DM", false, "Duplicata de Venda Mercantil"},
	{"DMI", true, "Duplicata de Venda Mercantil por Indicação"},
	{"DR", false, "Duplicata Rural"},
	{"DRI", true, "Duplicata Rural por Indicação"},
	{"DS", false, "Duplicata de Prestação de Serviços, original"},
	{"DSI", false, "Duplicata de Prestação de Serviços por Indicação"},
	{"DV", false, "Diversos"},
	{"EC", false, "Encargos Condominiais"},
	{"LC", false, "Letra de Câmbio"},
	{"NCC", false, "Nota de Crédito Comercial"},
	{"NCE", false, "Nota de Crédito à Exportação"},
	{"NCI", false, "Nota de Crédito Industrial"},
	{"NCR", false, "Nota de Crédito Rural"},
	{"NP", false, "Nota Promissória"},
	{"NPR", false, "Nota Promissória Rural"},
	{"RA", false, "Recibo de Aluguel"},
	{"SJ", false, "Sentença Judicial"},
	{"TA", false, "Termo de Acordo"},
	{"TM", false, "Triplicata de Venda Mercantil"},
	{"TS", false, "Triplicata de Prestação de Serviços"},
	{"W", false, "Warrant"},
};

/* Layout 4.3, annex 3, field 36; K and I were added later. */
static const char declarations[] = "ACDEGIKNPRT";

/* Layout 4.3, annex 4, fields 38 and 47; 00, 98 and 99 are additions that states use in their own ways. */
static const struct code irregularities[] = {
	{"00", "Remessa cancelada (acréscimo de estado)"},
	{"01", "Data da apresentação inferior à data de vencimento"},
	{"02", "Falta de comprovante da prestação de serviço"},
	{"03", "Nome do sacado incompleto/incorreto"},
	{"04", "Nome do cedente incompleto/incorreto"},
	{"05", "Nome do sacador incompleto/incorreto"},
	{"06", "Endereço do sacado insuficiente"},
	{"07", "CNPJ/CPF do sacado inválido/incorreto"},
	{"08", "CNPJ/CPF incompatível c/ o nome do sacado/sacador/avalista"},
	{"09", "CNPJ/CPF do sacado incompatível com o tipo de documento"},
	{"10", "CNPJ/CPF do sacador incompatível com a espécie"},
	{"11", "Título aceito sem a assinatura do sacado"},
	{"12", "Título aceito rasurado ou rasgado"},
	{"13", "Título aceito – falta título (ag ced: enviar)"},
	{"14", "CEP incorreto"},
	{"15", "Praça de pagamento incompatível com endereço"},
	{"16", "Falta número do título"},
	{"17", "Título sem endosso do cedente ou irregular"},
	{"18", "Falta data de emissão do título"},
	{"19", "Título aceito: valor por extenso diferente do valor por numérico"},
	{"20", "Data de emissão posterior ao vencimento"},
	{"21", "Espécie inválida para protesto"},
	{"22", "CEP do sacado incompatível com a praça de protesto"},
	{"23", "Falta espécie do título"},
	{"24", "Saldo maior que o valor do título"},
	{"25", "Tipo de endosso inválido"},
	{"26", "Devolvido por ordem judicial"},
	{"27", "Dados do título não conferem com disquete"},
	{"28", "Sacado e Sacador/Avalista são a mesma pessoa"},
	{"29", "Corrigir a espécie do título"},
	{"30", "Aguardar um dia útil após o vencimento para protestar"},
	{"31", "Data do vencimento rasurada"},
	{"32", "Vencimento – extenso não confere com número"},
	{"33", "Falta data de vencimento no título"},
	{"34", "DM/DMI sem comprovante autenticado ou declaração"},
	{"35", "Comprovante ilegível para conferência e microfilmagem"},
	{"36", "Nome solicitado não confere com emitente ou sacado"},
	{"37", "Confirmar se são 2 emitentes. Se sim, indicar os dados dos 2"},
	{"38", "Endereço do sacado igual ao do sacador ou do portador"},
	{"39", "Endereço do apresentante incompleto ou não informado"},
	{"40", "Rua / Número inexistente no endereço"},
	{"41", "Informar a qualidade do endosso (M ou T)"},
	{"42", "Falta endosso do favorecido para o apresentante"},
	{"43", "Data da emissão rasurada"},
	{"44", "Protesto de cheque proibido – motivo 20/25/28/30 ou 35"},
	{"45", "Falta assinatura do emitente no cheque"},
	{"46", "Endereço do emitente no cheque igual ao do banco sacado"},
	{"47", "Falta o motivo da devolução no cheque ou motivo ilegível"},
	{"48", "Falta assinatura do sacador no título"},
	{"49", "Nome do apresentante não informado/incompleto/incorreto"},
	{"50", "Erro de preenchimento do título"},
	{"51", "Título com direito de regresso vencido"},
	{"52", "Título apresentado em duplicidade"},
	{"53", "Título já protestado"},
	{"54", "Letra de Câmbio vencida – falta aceite do sacado"},
	{"55", "Título – falta tradução por tradutor público"},
	{"56", "Falta declaração de saldo assinada no título"},
	{"57", "Contrato de Câmbio – falta conta gráfica"},
	{"58", "Ausência do Documento Físico"},
	{"59", "Sacado Falecido"},
	{"60", "Sacado Apresentou Quitação do Título"},
	{"61", "Título de outra jurisdição territorial"},
	{"62", "Título com emissão anterior à concordata do sacado"},
	{"63", "Sacado consta na lista de falência"},
	{"64", "Apresentante não aceita publicação de edital"},
	{"65", "Dados do sacador em branco ou inválido"},
	{"66", "Titulo sem autorização para protesto por edital"},
	{"67", "Valor divergente entre título e comprovante"},
	{"68", "Condomínio não pode ser protestado para fins falimentares"},
	{"69", "Vedada a intimação por edital para protesto falimentar"},
	{"70", "Dados do Cedente em branco ou inválido"},
	{"98", "Retirada por falta de prazo (acréscimo de estado)"},
	{"99", "Outros motivos (acréscimo de estado)"},
};

static const struct {
	const char *prefix;
	const char *name;
} requests[] = {
	[REQUEST_WITHDRAW] = {"DP", "withdraw"},
	[REQUEST_CANCEL] = {"CP", "cancel"},
	[REQUEST_AUTHORISE_WITHDRAW] = {"AD", "authorise_withdraw"},
	[REQUEST_AUTHORISE_CANCEL] = {"AC", "authorise_cancel"},
};

static const char *meaning_of(const struct code *codes, size_t count, struct text code)
{
	for (size_t i = 0; i < count; i++)
		if (text_is(code, codes[i].code))
			return codes[i].meaning;
	return NULL;
}

static const struct species *species_find(struct text code)
{
	for (size_t i = 0; i < ARRAY_LEN(species_table); i++)
		if (text_is(code, species_table[i].code))
			return &species_table[i];
	return NULL;
}

const char *occurrence_meaning(char occurrence)
{
	for (size_t i = 0; i < ARRAY_LEN(occurrences); i++)
		if (occurrences[i].code == occurrence)
			return occurrences[i].meaning;
	return NULL;
}

const char *status_meaning(struct text status)
{
	return meaning_of(statuses, ARRAY_LEN(statuses), status);
}

const char *irregularity_meaning(struct text code)
{
	return meaning_of(irregularities, ARRAY_LEN(irregularities), code);
}

const char *species_meaning(struct text species)
{
	const struct species *found = species_find(species);
	return found != NULL ? found->meaning : NULL;
}

bool species_is_indication(struct text species)
{
	const struct species *found = species_find(species);
	return found != NULL && found->indication;
}

bool declaration_is_known(char declaration)
{
	return declaration != '\0' && strchr(declarations, declaration) != NULL;
}

const char *request_prefix(enum request_kind kind)
{
	return requests[kind].prefix;
}

const char *request_name(enum request_kind kind)
{
	return requests[kind].name;
}
