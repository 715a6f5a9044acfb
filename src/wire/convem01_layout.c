#include "wire/convem.h"

/* The header's and the trailer's uses are one for all that is sent; of what comes back nothing is demanded. */
#define H(number, name, position, length, type, sent)                                                                  \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			sent, sent, sent, sent, OPT                                                                    \
		}                                                                                                      \
	}
#define D(number, name, position, length, type, include, include_guarantor, exclude, exclude_guarantor)                \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			include, include_guarantor, exclude, exclude_guarantor, OPT                                    \
		}                                                                                                      \
	}

/* clang-format off */

/* Which fields an operation needs is not in the layout; what is demanded here is what Serasa's codes refuse. */
static const struct field header_fields[] = {
	/* no  name                            pos  len  type    sent */
	H( 1, "tipo_registro",                  1,   1, NUMBER, IS_BY("0", "002")),
	H( 2, "cnpj",                           2,   9, NUMBER, REQ_BY("024")),
	H( 3, "data",                          11,   8, YMD,    REQ_BY("013")),
	H( 4, "identificacao",                 19,  15, TEXT,   IS_BY("SERASA-CONVEM01", "018")),
	H( 5, "remessa",                       34,   6, NUMBER, REQ_BY("020")),
	H( 6, "codigo_envio",                  40,   1, ALPHA,  REQ_BY("021")),
	H( 7, "area_informante",               41,   4, TEXT,   OPT_BY("169")),
	H( 8, "reservado",                     45, 504, TEXT,   BLANK),
	H( 9, "codigos_erro",                 549,  45, TEXT,   BLANK),
	H(10, "sequencia",                    594,   7, NUMBER, REQ_BY("034")),
};

static const struct field detail_fields[] = {
	/* no  name                            pos  len  type    include             its guarantor       exclude             its guarantor */
	D( 1, "tipo_registro",                  1,   1, NUMBER, IS_BY("1", "003"),  IS_BY("1", "003"),  IS_BY("1", "003"),  IS_BY("1", "003")),
	D( 2, "operacao",                       2,   1, ALPHA,  REQ_BY("008"),      REQ_BY("008"),      REQ_BY("008"),      REQ_BY("008")),
	D( 3, "filial_digitos",                 3,   6, NUMBER, REQ_BY("026"),      REQ_BY("026"),      OPT,                OPT),
	D( 4, "data_ocorrencia",                9,   8, YMD,    REQ_BY("014"),      REQ_BY("014"),      OPT,                OPT),
	D( 5, "natureza",                      17,   3, TEXT,   REQ_BY("035"),      REQ_BY("035"),      OPT,                OPT),
	D( 6, "praca",                         20,   4, TEXT,   OPT,                OPT,                OPT,                OPT),
	D( 7, "tipo_pessoa_principal",         24,   1, ALPHA,  REQ_BY("113"),      REQ_BY("113"),      REQ_BY("113"),      OPT),
	D( 8, "documento_principal",           25,  15, NUMBER, REQ_BY("028"),      REQ_BY("028"),      REQ_BY("028"),      REQ_BY("028")),
	D( 9, "rg_principal",                  40,  15, TEXT,   OPT,                OPT,                OPT,                OPT),
	D(10, "uf_rg_principal",               55,   2, ALPHA,  OPT,                OPT,                OPT,                OPT),
	D(11, "tipo_pessoa_coobrigado",        57,   1, ALPHA,  BLANK,              REQ_BY("010"),      BLANK,              REQ_BY("010")),
	D(12, "documento_coobrigado",          58,  15, NUMBER, BLANK,              REQ_BY("030"),      BLANK,              REQ_BY("030")),
	D(13, "rg_coobrigado",                 73,  15, TEXT,   BLANK,              OPT,                BLANK,              OPT),
	D(14, "uf_rg_coobrigado",              88,   2, ALPHA,  BLANK,              OPT,                BLANK,              OPT),
	D(15, "nome",                          90,  70, TEXT,   REQ_BY("012"),      REQ_BY("012"),      OPT,                REQ_BY("012")),
	D(16, "data_nascimento",              160,   8, YMD,    OPT,                OPT,                OPT,                OPT),
	D(17, "nome_pai",                     168,  70, TEXT,   OPT,                OPT,                OPT,                OPT),
	D(18, "nome_mae",                     238,  70, TEXT,   OPT,                OPT,                OPT,                OPT),
	D(19, "endereco",                     308,  45, TEXT,   REQ_BY("109"),      REQ_BY("109"),      OPT,                OPT),
	D(20, "bairro",                       353,  20, TEXT,   REQ,                REQ,                OPT,                OPT),
	D(21, "municipio",                    373,  25, TEXT,   REQ,                REQ,                OPT,                OPT),
	D(22, "uf",                           398,   2, ALPHA,  REQ_BY("111"),      REQ_BY("111"),      OPT,                OPT),
	D(23, "cep",                          400,   8, NUMBER, REQ_BY("112"),      REQ_BY("112"),      OPT,                OPT),
	D(24, "valor",                        408,  15, COMMA,  REQ_BY("057"),      REQ_BY("057"),      OPT,                OPT),
	D(25, "contrato",                     423,  20, TEXT,   REQ_BY("102"),      REQ_BY("102"),      REQ_BY("102"),      REQ_BY("102")),
	D(26, "motivo_baixa",                 443,   2, NUMBER, BLANK,              BLANK,              REQ,                REQ),
	D(27, "complemento_endereco",         445,  25, TEXT,   OPT,                OPT,                OPT,                OPT),
	D(28, "ddd",                          470,   4, NUMBER, OPT_BY("359"),      OPT_BY("359"),      OPT_BY("359"),      OPT_BY("359")),
	D(29, "telefone",                     474,   9, NUMBER, OPT_BY("360"),      OPT_BY("360"),      OPT_BY("360"),      OPT_BY("360")),
	D(30, "data_compromisso",             483,   8, YMD,    OPT_BY("357"),      OPT_BY("357"),      OPT_BY("357"),      OPT_BY("357")),
	D(31, "valor_compromisso",            491,  15, NUMBER, OPT_BY("358"),      OPT_BY("358"),      OPT_BY("358"),      OPT_BY("358")),
	D(32, "reservado",                    506,  43, TEXT,   BLANK,              BLANK,              BLANK,              BLANK),
	D(33, "codigos_erro",                 549,  45, TEXT,   BLANK,              BLANK,              BLANK,              BLANK),
	D(34, "sequencia",                    594,   7, NUMBER, REQ_BY("034"),      REQ_BY("034"),      REQ_BY("034"),      REQ_BY("034")),
};

static const struct field trailer_fields[] = {
	/* no  name                            pos  len  type    sent */
	H( 1, "tipo_registro",                  1,   1, NUMBER, IS_BY("9", "003")),
	H( 2, "reservado",                      2, 547, TEXT,   BLANK),
	H( 3, "codigos_erro",                 549,  45, TEXT,   BLANK),
	H( 4, "sequencia",                    594,   7, NUMBER, REQ_BY("034")),
};

/* clang-format on */

static const struct layout header = {
	.name = "header",
	.element = "0",
	.letter = 'h',
	.width = CONVEM_WIDTH,
	.source = "CONVEM01 header",
	.ascii_rule = "CONVEM01 header",
	LAYOUT_FIELDS(header_fields),
};

static const struct layout detail = {
	.name = "detail",
	.element = "1",
	.letter = 'd',
	.width = CONVEM_WIDTH,
	.source = "CONVEM01 detail",
	.ascii_rule = "CONVEM01 detail",
	LAYOUT_FIELDS(detail_fields),
};

static const struct layout trailer = {
	.name = "trailer",
	.element = "9",
	.letter = 't',
	.width = CONVEM_WIDTH,
	.source = "CONVEM01 trailer",
	.ascii_rule = "CONVEM01 trailer",
	LAYOUT_FIELDS(trailer_fields),
};

static const struct convem_header header_roles = {
	.layout = &header,
	.taxid_root = 2,
	.moved_on = 3,
	.identification = 4,
	.number = 5,
	.way = 6,
	.area = 7,
	.codes = 9,
};

static const struct convem_detail detail_roles = {
	.layout = &detail,
	.operation = 2,
	.branch = 3,
	.occurred_on = 4,
	.nature = 5,
	.name = 15,
	.born_on = 16,
	.street = 19,
	.uf = 22,
	.cep = 23,
	.amount = 24,
	.contract = 25,
	.motive = 26,
	.ddd = 28,
	.phone = 29,
	.committed_on = 30,
	.committed_amount = 31,
	.codes = 33,
	.sequence = 34,
	.contract_len = 20,
	.principal = {.person = 7, .taxid = 8, .rg = 9, .rg_uf = 10},
	.guarantor = {.person = 11, .taxid = 12, .rg = 13, .rg_uf = 14},
};

static const struct convem_detail *const details[] = {&detail_roles, NULL};
static const struct layout *const layouts[] = {&header, &detail, &trailer, NULL};

static const struct layout *layout_of(struct text line)
{
	switch (line.at[0]) {
	case '0': return &header;
	case '1': return &detail;
	case '9': return &trailer;
	default: return NULL;
	}
}

const struct convem_file convem01 = {
	.identification = "SERASA-CONVEM01",
	.header = &header_roles,
	.details = details,
	.trailer = &trailer,
	.trailer_codes = 3,
	.layout_of = layout_of,
	.layouts = layouts,
};
