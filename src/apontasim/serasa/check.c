#include "apontasim/serasa/check.h"

#include <string.h>

#include "apontasim/common/document.h"

#define SHOWN_YEARS_MONTHS  60 /* CDC art. 43 §1: not shown after five years */
#define ADULT_MONTHS        (18 * 12)
#define VALUE_ELEVATED_FROM INT64_C(1000000000) /* of this bureau: from R$ 10 million by its own screen only */

static const struct {
	const char *code;
	const char *text;
} codes_known[] = {
	{"008", "CODIGO DE OPERACAO DIFERENTE DE E, I"},
	{"009", "TIPO DE PESSOA PRINCIPAL DIFERENTE DE F, J"},
	{"010", "TIPO DE PESSOA COOBRIGADO DIFERENTE DE F, J"},
	{"011", "NOME INVALIDO"},
	{"012", "NOME NAO PODE SER BRANCOS"},
	{"014", "DATA DA OCORRENCIA INVALIDA"},
	{"016", "DATA DA OCORRENCIA MAIOR QUE A ATUAL"},
	{"017", "DATA DA OCORRENCIA JA DECURSADA"},
	{"022", "EXCLUSAO PARA REGISTRO INEXISTENTE"},
	{"028", "DOCUMENTO DO PRINCIPAL NAO NUMERICO"},
	{"029", "DOCUMENTO DO PRINCIPAL INVALIDO"},
	{"031", "DOCUMENTO DO COOBRIGADO INVALIDO"},
	{"035", "NATUREZA INVALIDA"},
	{"036", "NATUREZA INVALIDA PARA O CNPJ INFORMADO"},
	{"040", "REG. NAO ATUALIZADO. ERRO NO PRINCIPAL OU COOBRIGADO DA OCORRENCIA"},
	{"057", "VALOR NAO NUMERICO"},
	{"059", "INCLUSAO PARA REGISTRO JA EXISTENTE"},
	{"085", "NUMERO DO CONTRATO/TITULO INVALIDO"},
	{"089", "EMPRESA NAO PARTICIPANTE DO CONVENIO"},
	{"102", "NUMERO DO CONTRATO/TITULO EH OBRIGATORIO"},
	{"103", "TIPO DE DOCUMENTO INVALIDO"},
	{"105", "INCLUSAO BLOQUEADA FACE A DETERMINACAO ADMINISTRATIVA"},
	{"106", "MOVIMENTO APOS RESCISAO DE CONTRATO DO CONVENIO"},
	{"109", "FALTA ENDERECO"},
	{"111", "FALTA UF DO ENDERECO"},
	{"112", "FALTA CEP DO ENDERECO"},
	{"119", "CEP DO ENDERECO INVALIDO"},
	{"121", "DATA DE NASCIMENTO INFERIOR A 18 ANOS"},
	{"156", "DATA OCORRENCIA INFERIOR A 1 DIA"},
	{"165", "DATA DE TERMINO DO CONTRATO ANTERIOR A OCORRENCIA"},
	{"219", "VALOR DO TITULO INVALIDO"},
	{"274", "CNPJ NAO EXISTE NO CADASTRO DE CNPJ/CPF ATE ESTA DATA"},
	{"275", "CPF NAO EXISTE NO CADASTRO DE CNPJ/CPF ATE ESTA DATA"},
	{"286", "DOCUMENTO DO CREDOR IGUAL AO DO NEGATIVADO"},
	{"295", "RAZAO SOCIAL NAO CORRESPONDE AO CNPJ INFORMADO"},
	{"296", "NOME NAO CORRESPONDE AO CPF INFORMADO"},
	{"298", "COOBRIGADO NAO INCLUIDO - PRINCIPAL NAO ENCONTRADO"},
	{"381", "INCLUSAO REJEITADA - VLR CONSID.ELEVADO - INCLUIR PELO SISCONVEM"},
	{"491", "MUNICIPIO NAO CORRESPONDE AO CEP E/OU UF INFORMADO"},
	{"610", "INCLUSAO CONDICIONADA A APRESENTACAO DE DOCTO DA DIVIDA"},
	{"776", "INCLUSAO REJEITADA POR BLOQUEIO ADMINISTRATIVO DO CLIENTE"},
	{"779", "INCLUSAO REJEITADA EM CUMPRIMENTO DA LEI ESTADUAL 11.150/2020-MT"},
	{"799", "MOTIVO DE BAIXA DE USO EXCLUSIVO SERASA"},
};

const char *serasa_code_text(const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(codes_known); i++)
		if (strcmp(codes_known[i].code, code) == 0)
			return codes_known[i].text;
	return "MENSAGEM NAO INFORMADA PELO GERENCIADOR";
}

/* `list` holds words of two letters, each with a blank behind it. */
static bool listed(const char *list, const char *word)
{
	if (strlen(word) != 2)
		return false;
	for (const char *at = list; *at != '\0'; at += 3)
		if (strncmp(at, word, 2) == 0)
			return true;
	return false;
}

static const char natures[] = "AD AG AL AR C1 C2 C3 C4 C5 C6 CA CB CC CD CL CM CO CP CR CT CV DA DC DE DP EC EE EG FG "
			      "FI HO IE IM LL LM LV ME NF OA OJ OO RE RR SB SF SG SQ SR SS TC TD TE TF TI TM TP TR TT "
			      "VM ";
static const char states[] = "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO ";

static void dates_check(const struct debt *debt, struct date today, struct codes *codes)
{
	if (date_compare(debt->due, today) > 0)
		codes_add(codes, "016");
	else if (date_days_between(debt->due, today) < 1)
		codes_add(codes, "156");
	if (date_compare(date_plus_months(debt->due, SHOWN_YEARS_MONTHS), today) <= 0)
		codes_add(codes, "017");
	if (!date_is_none(debt->term) && date_compare(debt->term, debt->due) < 0)
		codes_add(codes, "165");
	if (!date_is_none(debt->born) && date_compare(date_plus_months(debt->born, ADULT_MONTHS), today) > 0)
		codes_add(codes, "121");
}

static bool name_good(const char *name)
{
	bool letter = false;
	for (; *name != '\0'; name++)
		letter |= (*name >= 'A' && *name <= 'Z') || (*name >= 'a' && *name <= 'z') || (*name & 0x80) != 0;
	return letter;
}

static bool document_good(const char *document)
{
	return document_is_cpf(document) || document_is_cnpj(document);
}

/* The one whom this record names lives somewhere, as far as the text can tell. */
static void address_check(const struct debt *debt, struct codes *codes)
{
	if (debt->address[0] == '\0')
		codes_add(codes, "109");
	if (!listed(states, debt->state))
		codes_add(codes, "111");
	if (strcmp(debt->zip, "00000000") == 0 || debt->zip[0] == '\0')
		codes_add(codes, "112");
	else if (strlen(debt->zip) != 8 || strcmp(debt->zip, "01000000") < 0 ||
		 strspn(debt->zip, (const char[]){debt->zip[0], '\0'}) == 8)
		codes_add(codes, "119");
	if (debt->city[0] == '\0' || debt->district[0] == '\0')
		codes_add(codes, debt->city[0] == '\0' ? "491" : "109");
}

void check_debt(const struct debt *debt, struct date today, struct codes *codes)
{
	bool guarantor = debt->guarantor[0] != '\0';
	if (!document_good(debt->debtor))
		codes_add(codes, "029");
	if (guarantor && !document_good(debt->guarantor))
		codes_add(codes, "031");
	if (strcmp(debt->creditor, guarantor ? debt->guarantor : debt->debtor) == 0)
		codes_add(codes, "286");
	if (debt->name[0] == '\0')
		codes_add(codes, "012");
	else if (!name_good(debt->name))
		codes_add(codes, "011");
	if (!listed(natures, debt->category))
		codes_add(codes, "035");
	if (debt->contract[0] == '\0')
		codes_add(codes, "102");
	else if (strspn(debt->contract, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-. ") != strlen(debt->contract))
		codes_add(codes, "085");
	if (debt->value_cents <= 0)
		codes_add(codes, "219");
	else if (debt->value_cents >= VALUE_ELEVATED_FROM)
		codes_add(codes, "381");
	dates_check(debt, today, codes);
	address_check(debt, codes);
}

bool check_motive(int motive, enum channel channel)
{
	return (motive >= 1 && motive <= 25) || (channel == CHANNEL_REST && motive >= 40 && motive <= 45);
}
