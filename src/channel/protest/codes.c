#include "channel/protest/codes.h"

#include <string.h>

#define B           CODE_REMESSA
#define P           CODE_REQUEST
#define Q           CODE_QUERY
#define PART        SCOPE_PART
#define WHOLE       SCOPE_WHOLE
#define ACCEPTED    VERDICT_ACCEPTED
#define ALREADY     VERDICT_ALREADY
#define REFUSED     VERDICT_REFUSED
#define LATER       VERDICT_LATER
#define CREDENTIALS VERDICT_CREDENTIALS

static const struct code codes[] = {
	/* code  answer to  refuses class        Portuguese                              English */
	{"0000", B | P | Q, PART, ACCEPTED, "registros OK", "accepted"},
	{"0001", B | P | Q, WHOLE, CREDENTIALS, "falha na autenticação", "authentication failed"},
	{"0002", B | P | Q, WHOLE, REFUSED, "nome de arquivo inválido", "the file's name is not right"},
	{"0004", B, WHOLE, REFUSED, "XML inválido", "the XML is not right"},
	{"0007", P, WHOLE, REFUSED, "tag COMARCA ausente", "there is no element comarca"},
	{"0009", B | P | Q, WHOLE, CREDENTIALS, "instituição inativa", "the user's institution is inactive"},
	{"10000", B | P, WHOLE, REFUSED, "XML corrompido", "the XML is corrupted"},
	{"10003", B | P | Q, WHOLE, CREDENTIALS, "acesso negado", "access denied"},

	/* It has the file, or the file's contents, already: a submission sent again has come to its end. */
	{"1001", B | P, WHOLE, ALREADY, "arquivo já transmitido", "the file was sent already"},
	{"2116", B | P, WHOLE, ALREADY, "arquivo já enviado", "the file was sent already"},
	{"2117", B, PART, ALREADY, "sequencial já enviado para o município",
	 "the sequence was sent already for this município"},
	{"2014", P, PART, ALREADY, "autorização em duplicidade", "the title has this authorisation already"},
	{"2016", P, PART, ALREADY, "título já possui cancelamento", "the title has a cancellation already"},
	{"2017", P, PART, ALREADY, "título já possui autorização de cancelamento",
	 "the title has an authorisation of cancellation already"},
	{"2028", P, PART, ALREADY, "título já possui retorno", "the title has a result already"},

	/* Not today. */
	{"2139", B, WHOLE, LATER, "após o horário limite de remessas", "after the cut-off for remessas"},
	{"2140", P, WHOLE, LATER, "após o horário limite de cancelamentos", "after the cut-off for cancellations"},
	{"2141", P, WHOLE, LATER, "após o horário limite de desistências", "after the cut-off for withdrawals"},
	{"2160", B | P, WHOLE, LATER, "envio após o dia limite", "after the last day for it"},
	{"2209", B | P, WHOLE, LATER, "após o horário limite", "after the cut-off"},

	/* Header of a lote. */
	{"1101", B, WHOLE, REFUSED, "header ausente", "there is no header"},
	{"1102", B, PART, REFUSED, "código do apresentante inválido no header",
	 "header 02 or 16: the presenter's code is not right"},
	{"1105", B, WHOLE, REFUSED, "remetente deve ser BFO", "header 05 must be BFO"},
	{"1106", B, WHOLE, REFUSED, "destinatário deve ser SDT", "header 06 must be SDT"},
	{"1107", B, WHOLE, REFUSED, "tipo de transação deve ser TPR", "header 07 must be TPR"},
	{"1109", B, WHOLE, REFUSED, "quantidade de registros inválida", "header 09: the count of records is not right"},
	{"1117", B, WHOLE, REFUSED, "arquivo fora de sequência", "header 17: out of sequence"},
	{"1305", B, WHOLE, REFUSED, "somatório de quantidades não confere",
	 "trailer 05 is not header 09 + 10 + 11 + 12"},
	{"2103", B, PART, REFUSED, "município não cadastrado", "the município is not registered at the CRA"},
	{"2104", B, PART, REFUSED, "município sem cartório", "the município has no notary at the CRA"},
	{"2105", B, PART, REFUSED, "apresentante não autorizado para o município",
	 "the presenter may not send to this município"},
	{"2106", B, PART, REFUSED, "município inativo", "the município is not active"},
	{"2108", B, WHOLE, REFUSED, "quantidade de títulos difere do header",
	 "header 10: the count of titles is not right"},
	{"2109", B, WHOLE, REFUSED, "quantidade de indicações difere do header",
	 "header 11: the count of indications is not right"},
	{"2110", B, WHOLE, REFUSED, "quantidade de originais difere do header",
	 "header 12: the count of originals is not right"},
	{"2115", B, WHOLE, REFUSED, "arquivo não é do tipo TPR", "the file is not of type TPR"},
	{"2118", B, WHOLE, REFUSED, "código FEBRABAN inválido", "the presenter's code is not right"},
	{"2119", B, WHOLE, REFUSED, "sequencial repetido no arquivo", "the same sequence stands twice in the file"},
	{"2138", B, WHOLE, REFUSED, "data do movimento inválida", "header 04: the day is not right"},
	{"2181", B, PART, REFUSED, "remessa deve ser enviada a outra comarca",
	 "titles of this município go to another comarca"},

	/* Transactions. */
	{"1201", B, WHOLE, REFUSED, "identificação do registro inválida", "transaction 01 must be 1"},
	{"1202", B, WHOLE, REFUSED, "código do apresentante inválido",
	 "transaction 02: the presenter's code is not right"},
	{"1211", B, WHOLE, REFUSED, "nosso número em branco", "transaction 11: nosso número is blank"},
	{"1212", B, WHOLE, REFUSED, "espécie em branco", "transaction 12: the species is blank"},
	{"1217", B, WHOLE, REFUSED, "valor não numérico", "transaction 17: the amount is no number"},
	{"1218", B, WHOLE, REFUSED, "saldo não numérico", "transaction 18: the balance is no number"},
	{"1238", B, WHOLE, REFUSED, "código de irregularidade deve ser branco", "transaction 38 must be blank"},
	{"1252", B, WHOLE, REFUSED, "sequência do registro inválida", "transaction 52: out of sequence"},
	{"1253", B, WHOLE, REFUSED, "saldo acima do máximo", "the balance is above the presenter's maximum"},
	{"1309", B, PART, REFUSED, "linha digitável inválida", "transaction 55: the payment line is not right"},
	{"2101", B, PART, REFUSED, "caractere fora do padrão ASCII", "a character outside ASCII"},
	{"2102", B, PART, REFUSED, "tamanho da linha inválido", "a line of the wrong length"},
	{"2107", B, WHOLE, REFUSED, "sequência de devedores inválida",
	 "transaction 22: the debtors are out of sequence"},
	{"2111", B, WHOLE, REFUSED, "número de controle do devedor inválido", "transaction 22 is not right"},
	{"2112", B, WHOLE, REFUSED, "nome do devedor ausente", "transaction 23: the debtor's name is missing"},
	{"2113", B, WHOLE, REFUSED, "documento do devedor ausente", "transaction 25: the debtor's tax id is missing"},
	{"2137", B, WHOLE, REFUSED, "campo inválido", "a field is not right; their words name it"},
	{"2182", B, WHOLE, REFUSED, "tipo de registro não encontrado", "a record of an unknown type"},
	{"2200", B, WHOLE, REFUSED, "quantidade mensal do município excedida",
	 "above the monthly count for the município"},
	{"2201", B, WHOLE, REFUSED, "quantidade diária do município excedida",
	 "above the daily count for the município"},
	{"2212", B, WHOLE, REFUSED, "devedor não pode ser protestado", "a debtor who may not be protested"},
	{"2219", B, WHOLE, REFUSED, "saldo abaixo do mínimo da espécie",
	 "the balance is below the minimum of the species"},
	{"2220", B, WHOLE, REFUSED, "vencimento além do prazo da espécie",
	 "the due date is beyond the longest term of the species"},
	{"2222", B, WHOLE, REFUSED, "quantidade mensal excedida", "above the monthly count"},
	{"2305", B, WHOLE, REFUSED, "documento do devedor inválido", "the debtor's tax id is not right"},

	/* Trailer. */
	{"1301", B, WHOLE, REFUSED, "identificação do trailer inválida", "trailer 01 must be 9"},
	{"1302", B, WHOLE, REFUSED, "código do apresentante inválido no trailer",
	 "trailer 02: the presenter's code is not right"},
	{"1306", B, WHOLE, REFUSED, "somatório de valores não confere", "trailer 06 is not the sum of the balances"},
	{"1308", B, WHOLE, REFUSED, "sequência do trailer inválida", "trailer 08: out of sequence"},
	{"2229", B, WHOLE, REFUSED, "linha antes do trailer deve ser transação",
	 "the line before a trailer must be a transaction"},
	{"2231", B, WHOLE, REFUSED, "última linha deve ser trailer", "the last line must be a trailer"},

	/* Requests: comarca, notary, title. */
	{"2001", P, PART, REFUSED, "comarca sem convênio", "the comarca has no agreement"},
	{"2002", P, PART, REFUSED, "cartório inválido", "there is no such notary"},
	{"2004", P, PART, REFUSED, "protocolo em branco", "the protocol is blank"},
	{"2005", P, PART, REFUSED, "protocolo inválido", "the protocol is not right"},
	{"2006", P, PART, REFUSED, "protocolo com mais de 10 dígitos", "the protocol has more than 10 digits"},
	{"2007", P, PART, REFUSED, "data do protocolo inválida", "the day of the protocol is not right"},
	{"2008", P, PART, REFUSED, "número do título em branco ou com mais de 11",
	 "the title's number is blank or longer than 11"},
	{"2009", P, PART, REFUSED, "nome do devedor em branco", "the debtor's name is blank"},
	{"2010", P, PART, REFUSED, "valor inválido", "the amount is not right"},
	{"2012", P, PART, REFUSED, "título não encontrado", "there is no such title"},
	{"2013", P, PART, REFUSED, "título não foi protestado", "the title was not protested"},
	{"2015", P, PART, REFUSED, "título de outro apresentante", "the title is another presenter's"},
	{"2018", P, PART, REFUSED, "imagem inválida ou mal assinada",
	 "the letter cannot be read or is not signed rightly"},
	{"2019", P, WHOLE, REFUSED, "tag CODMUN ausente", "there is no element CodMun"},
	{"2020", P, WHOLE, REFUSED, "tag NUMERO_CARTORIO ausente", "there is no element numero_cartorio"},
	{"2021", P, WHOLE, REFUSED, "tag TITULO ausente", "there is no element titulo"},
	{"2022", P, WHOLE, REFUSED, "tag CARTORIO ausente", "there is no element cartorio"},
	{"2023", P, WHOLE, REFUSED, "tag CANCELAMENTO ausente", "there is no element cancelamento"},
	{"2024", P, WHOLE, REFUSED, "tag DESISTENCIA ausente", "there is no element desistencia"},
	{"2025", P, WHOLE, REFUSED, "tag AUTORIZACAO ausente", "there is no element autoriza_cancelamento"},
	{"2026", P, WHOLE, REFUSED, "tag AUTORIZA_DESISTENCIA ausente", "there is no element autoriza_desistencia"},
	{"2027", P, PART, REFUSED, "NUMERO_CARTORIO informado duas vezes", "numero_cartorio stands twice"},
	{"2159", P, WHOLE, REFUSED, "apresentante não pode enviar cancelamento", "the presenter may not cancel"},
	{"2191", P, PART, REFUSED, "sem pedido de cancelamento em arquivo assinado",
	 "there is no request for it in a signed file"},

	/* Requests in records (Tocantins). */
	{"2124", P, WHOLE, REFUSED, "sequência inválida no header do cartório", "notary header: out of sequence"},
	{"2125", P, WHOLE, REFUSED, "solicitação deve ser S", "record field 07 must be S"},
	{"2126", P, WHOLE, REFUSED, "sequência inválida no trailer do cartório", "notary trailer: out of sequence"},
	{"2127", P, WHOLE, REFUSED, "quantidade do cartório não confere", "the count of the notary is not right"},
	{"2128", P, WHOLE, REFUSED, "somatório do arquivo não confere", "the total of the file trailer is not right"},
	{"2129", P, WHOLE, REFUSED, "quantidade do arquivo não confere", "the count of the file header is not right"},
	{"2130", P, PART, REFUSED, "município ausente", "the município is missing"},
	{"2131", P, PART, REFUSED, "município desconhecido", "there is no such município"},
	{"2132", P, PART, REFUSED, "cartório não encontrado no município", "the município has no such notary"},
	{"2133", P, WHOLE, REFUSED, "solicitação deve ser C", "record field 07 must be C"},
	{"2134", P, PART, REFUSED, "protocolo inválido", "the protocol is not right"},
	{"2135", P, PART, REFUSED, "data do protocolo inválida", "the day of the protocol is not right"},
};

const struct code *cra_code_find(enum code_use use, const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if ((codes[i].uses & (unsigned)use) != 0 && strcmp(codes[i].code, code) == 0)
			return &codes[i];
	return NULL;
}

const struct code *codes_all(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(codes);
	return codes;
}
