#include "wire/spc_batch.h"

const char *const spc_batch_kind_names[LAYOUT_KINDS] = {"REMESSA", "RETORNO", NULL, NULL};

/* A return says again what was sent, so both kinds have the same uses, but for the columns that answer. */
#define F(number, name, position, length, type, use)                                                                   \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			use, use, use, use                                                                             \
		}                                                                                                      \
	}
#define F2(number, name, position, length, type, remessa, retorno)                                                     \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			remessa, retorno, remessa, retorno                                                             \
		}                                                                                                      \
	}

#define SOURCE "SPC batch 07"

/* The rule of a day that is not as DDMMAAAA, by field. */
#define OPT_DAY                                                                                                        \
	{                                                                                                              \
		FIELD_OPTIONAL, NULL, SOURCE                                                                           \
	}
#define REQ_DAY                                                                                                        \
	{                                                                                                              \
		FIELD_REQUIRED, NULL, SOURCE                                                                           \
	}

/* clang-format off */

static const struct field header_fields[] = {
	/* no  name                     pos  len  type    use */
	F( 1, "tipo_registro",            1,   2, NUMBER, IS("00")),
	F2(2, "operacao",                 3,   7, TEXT,   IS("REMESSA"), IS("RETORNO")),
	F( 3, "data_movimento",          10,   8, DATE,   REQ_DAY),
	F( 4, "sequencial_arquivo",      18,   8, NUMBER, REQ),
	F( 5, "codigo_entidade",         26,   5, TEXT,   REQ),
	F( 6, "codigo_associado",        31,   8, TEXT,   REQ),
	F( 7, "data_arquivo",            39,   8, NUMBER, REQ), /* a day in one of two forms */
	F( 8, "reservado",               47, 271, TEXT,   BLANK),
	F( 9, "sigla",                  318,   5, TEXT,   IS("SPC")),
	F(10, "versao",                 323,   2, NUMBER, IS("07")),
	F2(11, "codigos_retorno",       325,  10, TEXT,   BLANK, REQ),
	F(12, "sequencial_registro",    335,   6, NUMBER, REQ),
};

static const struct field consumer_fields[] = {
	F( 1, "tipo_registro",            1,   2, NUMBER, IS("01")),
	F( 2, "praca",                    3,   8, TEXT,   OPT), /* a CEP in the source */
	F( 3, "nome",                    11,  45, TEXT,   REQ),
	F( 4, "tipo_documento",          56,   1, NUMBER, REQ),
	F( 5, "documento",               57,  15, NUMBER, REQ),
	F( 6, "rg",                      72,  20, TEXT,   OPT),
	F( 7, "data_nascimento",         92,   8, DATE,   OPT_DAY),
	F( 8, "nome_mae",               100,  45, TEXT,   OPT),
	F( 9, "logradouro",             145,  50, TEXT,   OPT),
	F(10, "numero",                 195,   5, TEXT,   OPT),
	F(11, "complemento",            200,  30, TEXT,   OPT),
	F(12, "bairro",                 230,  25, TEXT,   OPT),
	F(13, "cep",                    255,   8, NUMBER, OPT),
	F(14, "cidade",                 263,  30, TEXT,   OPT),
	F(15, "uf",                     293,   2, ALPHA,  OPT),
	F(16, "ddd",                    295,   2, NUMBER, OPT),
	F(17, "reservado",              297,  20, TEXT,   BLANK),
	F(18, "telefone",               317,   8, NUMBER, OPT),
	F2(19, "codigos_retorno",       325,  10, TEXT,   BLANK, REQ),
	F(20, "sequencial_registro",    335,   6, NUMBER, REQ),
};

static const struct field debt_fields[] = {
	F( 1, "tipo_registro",            1,   2, NUMBER, IS("02")),
	F( 2, "tipo_documento",           3,   1, NUMBER, REQ),
	F( 3, "documento",                4,  15, NUMBER, REQ),
	F( 4, "operacao",                19,   1, ALPHA,  REQ), /* I or E */
	F( 5, "tipo_devedor",            20,   1, ALPHA,  REQ),
	F( 6, "data_vencimento",         21,   8, NUMBER, REQ), /* a day in one of two forms */
	F( 7, "data_registro",           29,   8, NUMBER, REQ), /* likewise */
	F( 8, "valor",                   37,  13, CENTS,  REQ),
	F( 9, "contrato",                50,  30, TEXT,   REQ),
	F(10, "codigo_associado",        80,   8, TEXT,   REQ),
	F(11, "natureza",                88,   2, NUMBER, REQ),
	F(12, "motivo_exclusao",         90,   3, NUMBER, OPT), /* required in a removal */
	F(13, "reservado",               93, 232, TEXT,   BLANK),
	F2(14, "codigos_retorno",       325,  10, TEXT,   BLANK, REQ),
	F(15, "sequencial_registro",    335,   6, NUMBER, REQ),
};

static const struct field trailer_fields[] = {
	F( 1, "tipo_registro",            1,   2, NUMBER, IS("99")),
	F( 2, "quantidade_registros",     3,   6, NUMBER, REQ),
	F( 3, "reservado",                9, 316, TEXT,   BLANK),
	F2(4, "codigos_retorno",        325,  10, TEXT,   BLANK, OPT),
	F( 5, "sequencial_registro",    335,   6, NUMBER, REQ),
};

/* clang-format on */

#define LAYOUT(name_, element_, letter_, table)                                                                        \
	{                                                                                                              \
		.name = name_, .element = element_, .letter = letter_, .width = SPC_BATCH_WIDTH, .source = SOURCE,     \
		LAYOUT_FIELDS(table), .ascii_rule = SOURCE                                                             \
	}

const struct layout spc_batch_header = LAYOUT("header", "00", 'h', header_fields);
const struct layout spc_batch_consumer = LAYOUT("consumer", "01", 'c', consumer_fields);
const struct layout spc_batch_debt = LAYOUT("debt", "02", 'd', debt_fields);
const struct layout spc_batch_trailer = LAYOUT("trailer", "99", 't', trailer_fields);

const struct layout *const spc_batch_layouts[] = {
	&spc_batch_header, &spc_batch_consumer, &spc_batch_debt, &spc_batch_trailer, NULL,
};

const struct layout *spc_batch_layout_of(struct text line)
{
	for (const struct layout *const *layout = spc_batch_layouts; *layout != NULL; layout++)
		if (text_starts(line, (*layout)->element))
			return *layout;
	return NULL;
}
