#include "apontasim/cra/field_rules.h"

#include <string.h>

#include "domain/date.h"

enum form {
	DIGITS,  /* right aligned, zero filled */
	LETTERS, /* text, upper case */
	DATE,    /* DDMMAAAA */
	DUE,     /* DATE, 99999999 or 9999nnnn */
	CENTS,   /* two implied decimals */
	UF,
	SPECIES,
	ONE_OF, /* a single character of a set; a blank in the set stands for an empty field */
	FREE,   /* any text of the width, case and all */
	BOLETO, /* linha digitável */
};

enum use {
	FILLED,
	MAY,    /* may be empty */
	ZEROS,  /* zeros in a remessa */
	BLANKS, /* blank in a remessa */
	SAME,   /* exactly `value`, leading zeros aside */
};

struct field_rule {
	short width;
	enum form form;
	enum use use;
	const char *value;
	const char *code;
	const char *name;
};

#define INVALID       "2137"
#define BEYOND_LAYOUT 53 /* t53 and on: XML only, may be absent */

static const struct field_rule header_rules[18] = {
	[1] = {1, DIGITS, SAME, "0", "1101", "IDENTIFICAÇÃO DO REGISTRO"},
	[2] = {3, LETTERS, FILLED, NULL, "1102", "CÓDIGO DO PORTADOR"},
	[3] = {40, LETTERS, FILLED, NULL, INVALID, "NOME DO PORTADOR"},
	[4] = {8, DATE, FILLED, NULL, INVALID, "DATA DO MOVIMENTO"},
	[5] = {3, LETTERS, SAME, "BFO", "1105", "REMETENTE"},
	[6] = {3, LETTERS, SAME, "SDT", "1106", "DESTINATÁRIO"},
	[7] = {3, LETTERS, SAME, "TPR", "1107", "TIPO DE TRANSAÇÃO"},
	[8] = {6, DIGITS, FILLED, NULL, INVALID, "SEQUENCIAL DA REMESSA"},
	[9] = {4, DIGITS, FILLED, NULL, "1109", "QUANTIDADE DE REGISTROS"},
	[10] = {4, DIGITS, FILLED, NULL, "1305", "QUANTIDADE DE TÍTULOS"},
	[11] = {4, DIGITS, MAY, NULL, "1305", "QUANTIDADE DE INDICAÇÕES"},
	[12] = {4, DIGITS, MAY, NULL, "1305", "QUANTIDADE DE ORIGINAIS"},
	[13] = {6, LETTERS, MAY, NULL, INVALID, "AGÊNCIA CENTRALIZADORA"},
	[14] = {3, FREE, MAY, NULL, INVALID, "VERSÃO DO LAYOUT"},
	[15] = {7, DIGITS, FILLED, NULL, INVALID, "CÓDIGO DO MUNICÍPIO"},
	[16] = {497, LETTERS, MAY, NULL, "1102", "COMPLEMENTO"},
	[17] = {4, DIGITS, SAME, "1", "1117", "SEQUENCIAL DO REGISTRO"},
};

static const struct field_rule row_rules[FIELDS_MAX] = {
	[1] = {1, DIGITS, SAME, "1", "1201", "IDENTIFICAÇÃO DO REGISTRO"},
	[2] = {3, LETTERS, FILLED, NULL, "1202", "CÓDIGO DO PORTADOR"},
	[3] = {15, LETTERS, FILLED, NULL, INVALID, "AGÊNCIA/CÓDIGO DO CEDENTE"},
	[4] = {45, LETTERS, FILLED, NULL, INVALID, "NOME DO CEDENTE"},
	[5] = {45, LETTERS, FILLED, NULL, INVALID, "NOME DO SACADOR"},
	[6] = {14, LETTERS, FILLED, NULL, INVALID, "DOCUMENTO DO SACADOR"},
	[7] = {45, LETTERS, FILLED, NULL, INVALID, "ENDEREÇO DO SACADOR"},
	[8] = {8, DIGITS, FILLED, NULL, INVALID, "CEP DO SACADOR"},
	[9] = {20, LETTERS, FILLED, NULL, INVALID, "CIDADE DO SACADOR"},
	[10] = {2, UF, FILLED, NULL, INVALID, "UF DO SACADOR"},
	[11] = {15, LETTERS, FILLED, NULL, "1211", "NOSSO NÚMERO"},
	[12] = {3, SPECIES, FILLED, NULL, "1212", "ESPÉCIE DO TÍTULO"},
	[13] = {11, LETTERS, FILLED, NULL, INVALID, "NÚMERO DO TÍTULO"},
	[14] = {8, DATE, FILLED, NULL, INVALID, "DATA DE EMISSÃO"},
	[15] = {8, DUE, FILLED, NULL, INVALID, "DATA DE VENCIMENTO"},
	[16] = {3, DIGITS, SAME, "1", INVALID, "TIPO DE MOEDA"},
	[17] = {14, CENTS, FILLED, NULL, "1217", "VALOR DO TÍTULO"},
	[18] = {14, CENTS, FILLED, NULL, "1218", "SALDO DO TÍTULO"},
	[19] = {20, LETTERS, FILLED, NULL, INVALID, "PRAÇA DE PROTESTO"},
	[20] = {1, ONE_OF, MAY, "MT ", INVALID, "TIPO DE ENDOSSO"},
	[21] = {1, ONE_OF, MAY, "NA", INVALID, "INFORMAÇÃO SOBRE ACEITE"},
	[22] = {1, DIGITS, FILLED, NULL, "2111", "NÚMERO DE CONTROLE DO DEVEDOR"},
	[23] = {45, LETTERS, FILLED, NULL, "2112", "NOME DO DEVEDOR"},
	[24] = {3, DIGITS, MAY, NULL, INVALID, "TIPO DE IDENTIFICAÇÃO DO DEVEDOR"},
	[25] = {14, LETTERS, FILLED, NULL, "2113", "NÚMERO DE IDENTIFICAÇÃO DO DEVEDOR"},
	[26] = {11, LETTERS, MAY, NULL, INVALID, "DOCUMENTO DO DEVEDOR"},
	[27] = {45, LETTERS, FILLED, NULL, INVALID, "ENDEREÇO DO DEVEDOR"},
	[28] = {8, DIGITS, FILLED, NULL, INVALID, "CEP DO DEVEDOR"},
	[29] = {20, LETTERS, FILLED, NULL, INVALID, "CIDADE DO DEVEDOR"},
	[30] = {2, UF, FILLED, NULL, INVALID, "UF DO DEVEDOR"},
	[31] = {2, DIGITS, ZEROS, NULL, INVALID, "CÓDIGO DO CARTÓRIO"},
	[32] = {10, LETTERS, BLANKS, NULL, INVALID, "NÚMERO DO PROTOCOLO"},
	[33] = {1, LETTERS, BLANKS, NULL, INVALID, "TIPO DE OCORRÊNCIA"},
	[34] = {8, DIGITS, ZEROS, NULL, INVALID, "DATA DO PROTOCOLO"},
	[35] = {10, DIGITS, ZEROS, NULL, INVALID, "CUSTAS DO CARTÓRIO"},
	[36] = {1, ONE_OF, MAY, "CDGTRAENPKI ", INVALID, "DECLARAÇÃO DO PORTADOR"},
	[37] = {8, DIGITS, ZEROS, NULL, INVALID, "DATA DA OCORRÊNCIA"},
	[38] = {2, LETTERS, BLANKS, NULL, "1238", "CÓDIGO DE IRREGULARIDADE"},
	[39] = {20, LETTERS, MAY, NULL, INVALID, "BAIRRO DO DEVEDOR"},
	[40] = {10, DIGITS, ZEROS, NULL, INVALID, "CUSTAS DO DISTRIBUIDOR"},
	[41] = {6, DIGITS, ZEROS, NULL, INVALID, "REGISTRO DE DISTRIBUIÇÃO"},
	[42] = {10, DIGITS, ZEROS, NULL, INVALID, "GRAVAÇÃO ELETRÔNICA"},
	[43] = {5, DIGITS, ZEROS, NULL, INVALID, "NÚMERO DA OPERAÇÃO"},
	[44] = {15, DIGITS, ZEROS, NULL, INVALID, "NÚMERO DO CONTRATO"},
	[45] = {3, DIGITS, ZEROS, NULL, INVALID, "NÚMERO DA PARCELA"},
	[46] = {1, ONE_OF, MAY, "0123 ", INVALID, "TIPO DA LETRA DE CÂMBIO"},
	[47] = {8, LETTERS, BLANKS, NULL, INVALID, "COMPLEMENTO DE IRREGULARIDADE"},
	[48] = {1, ONE_OF, MAY, "F ", INVALID, "MOTIVO DE FALÊNCIA"},
	[49] = {1, ONE_OF, MAY, "I ", INVALID, "INSTRUMENTO DE PROTESTO"},
	[50] = {10, DIGITS, ZEROS, NULL, INVALID, "DEMAIS DESPESAS"},
	[51] = {19, LETTERS, BLANKS, NULL, INVALID, "COMPLEMENTO DO REGISTRO"},
	[52] = {4, DIGITS, FILLED, NULL, "1252", "SEQUENCIAL DO REGISTRO"},
	[53] = {200, FREE, MAY, NULL, INVALID, "TELEFONE DO DEVEDOR"},
	[54] = {200, FREE, MAY, NULL, INVALID, "E-MAIL DO DEVEDOR"},
	[55] = {80, BOLETO, MAY, NULL, "1309", "LINHA DIGITÁVEL"},
	[56] = {80, BOLETO, MAY, NULL, "1309", "LINHA DIGITÁVEL"},
};

static const struct field_rule trailer_rules[9] = {
	[1] = {1, DIGITS, SAME, "9", "1301", "IDENTIFICAÇÃO DO REGISTRO"},
	[2] = {3, LETTERS, FILLED, NULL, "1302", "CÓDIGO DO PORTADOR"},
	[3] = {40, LETTERS, FILLED, NULL, INVALID, "NOME DO PORTADOR"},
	[4] = {8, DATE, FILLED, NULL, INVALID, "DATA DO MOVIMENTO"},
	[5] = {5, DIGITS, FILLED, NULL, "1305", "SOMATÓRIO DE QUANTIDADES"},
	[6] = {18, CENTS, FILLED, NULL, "1306", "SOMATÓRIO DE VALORES"},
	[7] = {521, LETTERS, BLANKS, NULL, INVALID, "COMPLEMENTO"},
	[8] = {4, DIGITS, FILLED, NULL, "1308", "SEQUENCIAL DO REGISTRO"},
};

static const char species_known[] =
	" CBI CC CCB CCC CCE CCI CCR CD CDA CH CHP CJV CM CPH CPS CRH CRP CT DM DMI DR DRI DS "
	"DSI DV EC LC NCC NCE NCI NCR NP NPR RA SJ TA TM TS W CAR CCO DJ ";
static const char states_known[] = " AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO ";

static bool is_listed(const char *list, struct text word)
{
	char spaced[8];
	if (word.len == 0 || word.len + 3 > sizeof(spaced) || memchr(word.at, ' ', word.len) != NULL)
		return false;
	spaced[0] = ' ';
	memcpy(spaced + 1, word.at, word.len);
	spaced[word.len + 1] = ' ';
	spaced[word.len + 2] = '\0';
	return strstr(list, spaced) != NULL;
}

bool field_is_species(struct text text)
{
	return is_listed(species_known, text);
}

bool field_is_indication(struct text species)
{
	return is_listed(" DMI DRI CBI ", species);
}

bool field_is_state(struct text uf)
{
	return uf.len == 2 && is_listed(states_known, uf);
}

struct text field_of(const struct record *record, int number)
{
	return text_trim(text_of(record->field[number]));
}

bool field_number(struct text digits, int64_t *ret_number)
{
	if (!text_is_digits(digits) || digits.len > 18)
		return false;
	int64_t number = 0;
	for (size_t i = 0; i < digits.len; i++)
		number = number * 10 + (digits.at[i] - '0');
	*ret_number = number;
	return true;
}

bool field_cents(struct text text, size_t width, bool is_text, int64_t *ret_cents)
{
	if (text.len == width)
		if (field_number(text, ret_cents))
			return true;
	const char *point = text.len > 0 ? memchr(text.at, '.', text.len) : NULL;
	int64_t whole;
	int64_t cents;
	if (is_text || point == NULL || text.len > width)
		return false;
	struct text before = {text.at, (size_t)(point - text.at)};
	struct text after = {point + 1, text.len - before.len - 1};
	if (before.len > 12 || !field_number(before, &whole) || after.len < 1 || after.len > 2 ||
	    !field_number(after, &cents))
		return false;
	*ret_cents = whole * 100 + (after.len == 1 ? cents * 10 : cents);
	return true;
}

static bool is_due(struct text text)
{
	struct date date;
	if (text.len != 8 || !text_is_digits(text))
		return false;
	if (text_starts(text, "9999"))
		return true;
	return date_parse_ddmmyyyy(text, &date, NULL) == OK && !date_is_none(date);
}

static bool is_boleto(struct text text)
{
	int digits = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9')
			digits++;
		else if (strchr(" .-", text.at[i]) == NULL)
			return false;
	}
	return digits == 47 || digits == 48;
}

static bool has_lower_case(struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 'a' && text.at[i] <= 'z')
			return true;
	return false;
}

static bool has_form(const struct field_rule *rule, struct text value, bool is_text)
{
	struct date date;
	int64_t cents;
	switch (rule->form) {
	case DIGITS: return text_is_digits(value);
	case LETTERS: return !has_lower_case(value);
	case DATE: return value.len == 8 && date_parse_ddmmyyyy(value, &date, NULL) == OK && !date_is_none(date);
	case DUE: return is_due(value);
	case CENTS: return field_cents(value, (size_t)rule->width, is_text, &cents);
	case UF: return field_is_state(value);
	case SPECIES: return field_is_species(value);
	case ONE_OF: return value.len == 1 && strchr(rule->value, value.at[0]) != NULL;
	case BOLETO: return is_boleto(value);
	case FREE: return true;
	}
	return false;
}

static struct text without_zeros(struct text text)
{
	while (text.len > 1 && text.at[0] == '0')
		text = (struct text){text.at + 1, text.len - 1};
	return text;
}

/* NULL when the field is as it must be, else what it must be. */
static const char *wrong(const struct field_rule *rule, struct text raw, bool is_text)
{
	struct text value = text_trim(raw);
	if (text_trim_right(raw, ' ').len > (size_t)rule->width)
		return "EXCEDE O TAMANHO";
	if (value.len > 0 && raw.at[0] == ' ')
		return "DEVE SER ALINHADO À ESQUERDA";
	if (is_text && rule->form == DIGITS && rule->use != MAY && value.len != (size_t)rule->width)
		return "DEVE SER NUMÉRICO, COM ZEROS À ESQUERDA";
	switch (rule->use) {
	case ZEROS: return value.len > 0 && text_all(value, '0') ? NULL : "DEVE CONTER ZEROS";
	case BLANKS: return value.len == 0 ? NULL : "DEVE SER BRANCO";
	case SAME:
		value = rule->form == DIGITS ? without_zeros(value) : value;
		return text_is(value, rule->value) ? NULL : rule->value;
	case FILLED:
		if (value.len == 0)
			return "DEVE SER INFORMADO";
		break;
	case MAY:
		if (value.len == 0)
			return rule->form == ONE_OF && strchr(rule->value, ' ') == NULL ? "DEVE SER INFORMADO" : NULL;
		break;
	}
	if (!has_form(rule, value, is_text))
		return rule->form == LETTERS ? "DEVE SER MAIÚSCULO" : "INVÁLIDO";
	return NULL;
}

static bool only_ascii(const struct record *record, int fields, struct verdict *part)
{
	for (int number = 1; number < fields; number++) {
		const char *value = record->field[number] != NULL ? record->field[number] : "";
		for (size_t at = 0; value[at] != '\0'; at++)
			if ((unsigned char)value[at] >= 0x80 || (unsigned char)value[at] < 0x20)
				return verdict_refuse(
					part, "2101", record->line,
					"CARACTERE FORA DO PADRÃO ASCII NA LINHA %d, CAMPO %d, COLUNA %zu",
					record->line, number, at + 1);
	}
	return true;
}

bool fields_check(const struct record *record, bool is_text, struct verdict *whole, struct verdict *part)
{
	static const char *const names[] = {"HEADER", "TRANSAÇÃO", "TRAILER"};
	static const struct field_rule *const rules[] = {header_rules, row_rules, trailer_rules};
	static const int counts[] = {ARRAY_LEN(header_rules), ARRAY_LEN(row_rules), ARRAY_LEN(trailer_rules)};
	if (!only_ascii(record, counts[record->kind], part))
		return false;
	if (record->wrong_length)
		return verdict_refuse(part, "2102", record->line, "TAMANHO DA LINHA %d INVÁLIDO, DEVE SER 600",
				      record->line);
	for (int number = 1; number < counts[record->kind]; number++) {
		const struct field_rule *rule = &rules[record->kind][number];
		bool beyond = record->kind == RECORD_TRANSACTION && number >= BEYOND_LAYOUT;
		if (record->field[number] == NULL && beyond)
			continue;
		if (!is_text && record->kind == RECORD_TRANSACTION && number == 51)
			continue; /* in XML it carries the image */
		const char *why = record->field[number] == NULL ? "AUSENTE"
								: wrong(rule, text_of(record->field[number]), is_text);
		if (why != NULL)
			return verdict_refuse(strcmp(rule->code, "1309") == 0 ? part : whole, rule->code, record->line,
					      "Campo %02d %s - %s: %s", number, names[record->kind], rule->name, why);
	}
	return true;
}
