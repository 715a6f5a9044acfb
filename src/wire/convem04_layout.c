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

const char *const convem_kind_names[LAYOUT_KINDS] = {"include", "include coobrigado", "exclude", "exclude coobrigado",
						     "return"};

/* clang-format off */

static const struct field header_fields[] = {
	/* no  name                            pos  len  type    sent */
	H( 1, "tipo_registro",                  1,   1, NUMBER, IS_BY("0", "002")),
	H( 2, "cnpj_conveniada",                2,   9, NUMBER, REQ_BY("024")),
	H( 3, "data_movimento",                11,   8, YMD,    REQ_BY("013")),
	H( 4, "ddd",                           19,   4, NUMBER, REQ),
	H( 5, "telefone",                      23,   8, NUMBER, REQ),
	H( 6, "ramal",                         31,   4, NUMBER, OPT),
	H( 7, "contato",                       35,  70, TEXT,   REQ),
	H( 8, "identificacao_arquivo",        105,  15, TEXT,   IS_BY("SERASA-CONVEM04", "018")),
	H( 9, "numero_remessa",               120,   6, NUMBER, REQ_BY("020")),
	H(10, "codigo_envio",                 126,   1, ALPHA,  REQ_BY("021")),
	H(11, "diferencial_remessa",          127,   4, TEXT,   OPT_BY("169")),
	H(12, "reservado",                    131,   3, TEXT,   BLANK),
	H(13, "logon",                        134,   8, TEXT,   OPT),
	H(14, "reservado_2",                  142, 392, TEXT,   BLANK),
	H(15, "codigos_erro",                 534,  60, TEXT,   BLANK),
	H(16, "sequencia",                    594,   7, NUMBER, REQ_BY("034")),
};

/* The parts of a detail: what all have, one of two middles, one of two tails, the end. What each operation needs is the
 * legend of the layout; the codes are what Serasa answers when it is broken.
 *                                         pos len  type    include           its guarantor     exclude           its guarantor */
#define COMMON                                                                                                                            \
	D( 1, "tipo_registro",                1,  1, NUMBER, IS_BY("1", "003"), IS_BY("1", "003"), IS_BY("1", "003"), IS_BY("1", "003")), \
	D( 2, "operacao",                     2,  1, ALPHA,  REQ_BY("008"),    REQ_BY("008"),    REQ_BY("008"),    REQ_BY("008")),        \
	D( 3, "filial_digitos",               3,  6, NUMBER, REQ_BY("026"),    REQ_BY("026"),    OPT,              OPT),                  \
	D( 4, "data_ocorrencia",              9,  8, YMD,    REQ_BY("014"),    REQ_BY("014"),    OPT,              OPT),                  \
	D( 5, "data_termino_contrato",       17,  8, YMD,    REQ_BY("166"),    REQ_BY("166"),    OPT,              OPT),                  \
	D( 6, "natureza",                    25,  3, TEXT,   REQ_BY("035"),    REQ_BY("035"),    OPT,              OPT),                  \
	D( 7, "praca",                       28,  4, TEXT,   OPT,              OPT,              OPT,              OPT),                  \
	D( 8, "tipo_pessoa_principal",       32,  1, ALPHA,  REQ_BY("113"),    REQ_BY("113"),    REQ_BY("113"),    OPT),                  \
	D( 9, "tipo_documento_principal",    33,  1, NUMBER, REQ_BY("103"),    REQ_BY("103"),    REQ_BY("103"),    OPT),                  \
	D(10, "documento_principal",         34, 15, NUMBER, REQ_BY("028"),    REQ_BY("028"),    REQ_BY("028"),    REQ_BY("028")),        \
	D(11, "motivo_baixa",                49,  2, NUMBER, BLANK,            BLANK,            REQ,              REQ),                  \
	D(12, "tipo_documento_2_principal",  51,  1, NUMBER, OPT,              OPT,              OPT,              OPT),                  \
	D(13, "documento_2_principal",       52, 15, TEXT,   OPT,              OPT,              OPT,              OPT),                  \
	D(14, "uf_rg_principal",             67,  2, ALPHA,  OPT,              OPT,              OPT,              OPT),                  \
	D(15, "tipo_pessoa_coobrigado",      69,  1, ALPHA,  BLANK,            REQ_BY("010"),    BLANK,            REQ_BY("010")),        \
	D(16, "tipo_documento_coobrigado",   70,  1, NUMBER, BLANK,            REQ_BY("103"),    BLANK,            REQ_BY("103")),        \
	D(17, "documento_coobrigado",        71, 15, NUMBER, BLANK,            REQ_BY("030"),    BLANK,            REQ_BY("030")),        \
	D(18, "espacos",                     86,  2, TEXT,   BLANK,            BLANK,            BLANK,            BLANK),                \
	D(19, "tipo_documento_2_coobrigado",  88,  1, NUMBER, BLANK,            OPT,              BLANK,            OPT),                 \
	D(20, "documento_2_coobrigado",      89, 15, TEXT,   BLANK,            OPT,              BLANK,            OPT),                  \
	D(21, "uf_rg_coobrigado",           104,  2, ALPHA,  BLANK,            OPT,              BLANK,            OPT),                  \
	D(22, "nome",                       106, 70, TEXT,   REQ_BY("012"),    REQ_BY("012"),    OPT,              REQ_BY("012")),        \
	D(23, "data_nascimento",            176,  8, YMD,    OPT,              OPT,              OPT,              OPT),                  \
	D(24, "nome_pai",                   184, 70, TEXT,   OPT,              OPT,              OPT,              OPT),                  \
	D(25, "nome_mae",                   254, 70, TEXT,   OPT,              OPT,              OPT,              OPT),                  \
	D(26, "endereco",                   324, 45, TEXT,   REQ_BY("109"),    REQ_BY("109"),    OPT,              OPT),                  \
	D(27, "bairro",                     369, 20, TEXT,   REQ,              REQ,              OPT,              OPT),                  \
	D(28, "municipio",                  389, 25, TEXT,   REQ,              REQ,              OPT,              OPT),                  \
	D(29, "uf",                         414,  2, ALPHA,  REQ_BY("111"),    REQ_BY("111"),    OPT,              OPT),                  \
	D(30, "cep",                        416,  8, NUMBER, REQ_BY("112"),    REQ_BY("112"),    OPT,              OPT),                  \
	D(31, "valor",                      424, 15, CENTS,  REQ_BY("057"),    REQ_BY("057"),    OPT,              OPT)

#define CONTRACT                                                                                                                   \
	D(32, "contrato",                   439, 16, TEXT,   REQ_BY("102"),    REQ_BY("102"),    REQ_BY("102"),    REQ_BY("102")), \
	D(33, "nosso_numero",               455,  9, NUMBER, OPT,              OPT,              OPT,              OPT)
/* Nature DC: the parts of a cheque stand in the same columns. */
#define CHEQUE                                                                                                           \
	D(32, "banco",                      439,  4, NUMBER, REQ_BY("170"),    REQ_BY("170"),    OPT,              OPT), \
	D(33, "agencia",                    443,  4, NUMBER, REQ_BY("044"),    REQ_BY("044"),    OPT,              OPT), \
	D(34, "cheque",                     447,  6, NUMBER, REQ_BY("065"),    REQ_BY("065"),    OPT,              OPT), \
	D(35, "alinea",                     453,  2, NUMBER, REQ_BY("072"),    REQ_BY("072"),    OPT,              OPT), \
	D(36, "conta",                      455,  9, NUMBER, REQ_BY("047"),    REQ_BY("047"),    OPT,              OPT)

#define OWN(n)                                                                                                                          \
	D((n) + 0, "complemento_endereco",       464, 25, TEXT,   OPT,              OPT,              OPT,              OPT),           \
	D((n) + 1, "ddd",                        489,  4, NUMBER, OPT_BY("359"),    OPT_BY("359"),    OPT_BY("359"),    OPT_BY("359")), \
	D((n) + 2, "telefone",                   493,  9, NUMBER, OPT_BY("360"),    OPT_BY("360"),    OPT_BY("360"),    OPT_BY("360")), \
	D((n) + 3, "data_compromisso",           502,  8, YMD,    OPT_BY("357"),    OPT_BY("357"),    OPT_BY("357"),    OPT_BY("357")), \
	D((n) + 4, "valor_compromisso",          510, 15, CENTS,  OPT_BY("358"),    OPT_BY("358"),    OPT_BY("358"),    OPT_BY("358")), \
	D((n) + 5, "indicador_sms",              525,  1, ALPHA,  OPT,              OPT,              OPT,              OPT),           \
	D((n) + 6, "reservado",                  526,  5, TEXT,   BLANK,            BLANK,            BLANK,            BLANK),         \
	D((n) + 7, "tipo_comunicado",            531,  1, ALPHA,  OPT,              OPT,              OPT,              OPT),           \
	D((n) + 8, "reservado_2",                532,  2, TEXT,   BLANK,            BLANK,            BLANK,            BLANK)
/* A third party's debt; a consortium writes a product code from 527 on. */
#define CREDITOR(n)                                                                                                                     \
	D((n) + 0, "tipo_pessoa_credor",         464,  1, ALPHA,  REQ_BY("171"),    REQ_BY("171"),    REQ_BY("171"),    REQ_BY("171")), \
	D((n) + 1, "tipo_documento_credor",      465,  1, NUMBER, REQ_BY("172"),    REQ_BY("172"),    REQ_BY("172"),    REQ_BY("172")), \
	D((n) + 2, "documento_credor",           466, 15, NUMBER, REQ_BY("173"),    REQ_BY("173"),    REQ_BY("173"),    REQ_BY("173")), \
	D((n) + 3, "nome_credor",                481, 45, TEXT,   REQ_BY("175"),    REQ_BY("175"),    OPT,              OPT),           \
	D((n) + 4, "codigo_produto",             526,  8, TEXT,   OPT,              OPT,              OPT,              OPT)

#define END(n)                                                                                                                         \
	D((n) + 0, "codigos_erro",               534, 60, TEXT,   BLANK,            BLANK,            BLANK,            BLANK),        \
	D((n) + 1, "sequencia",                  594,  7, NUMBER, REQ_BY("034"),    REQ_BY("034"),    REQ_BY("034"),    REQ_BY("034"))

static const struct field detail_fields[] = {COMMON, CONTRACT, OWN(34), END(43)};
static const struct field detail_cheque_fields[] = {COMMON, CHEQUE, OWN(37), END(46)};
static const struct field detail_creditor_fields[] = {COMMON, CONTRACT, CREDITOR(34), END(39)};
static const struct field detail_cheque_creditor_fields[] = {COMMON, CHEQUE, CREDITOR(37), END(42)};

/* Records 2 and 3: a boleto inside the letter. Their parts in the 600-column file are not published. */
static const struct field boleto_fields[] = {
	/* no  name                            pos  len  type    sent */
	H( 1, "tipo_registro",                  1,   1, NUMBER, REQ_BY("003")),
	H( 2, "conteudo",                       2, 592, TEXT,   OPT),
	H( 3, "sequencia",                    594,   7, NUMBER, REQ_BY("034")),
};

static const struct field trailer_fields[] = {
	/* no  name                            pos  len  type    sent */
	H( 1, "tipo_registro",                  1,   1, NUMBER, IS_BY("9", "003")),
	H( 2, "reservado",                      2, 532, TEXT,   BLANK),
	H( 3, "codigos_erro",                 534,  60, TEXT,   BLANK),
	H( 4, "sequencia",                    594,   7, NUMBER, REQ_BY("034")),
};

/* The same parts by role. */
#define COMMON_ROLES                                                                                        \
	.operation = 2, .branch = 3, .occurred_on = 4, .ends_on = 5, .nature = 6, .motive = 11, .name = 22, \
	.born_on = 23, .street = 26, .district = 27, .city = 28, .uf = 29, .cep = 30, .amount = 31,         \
	.principal = {.person = 8, .kind = 9, .taxid = 10, .rg_kind = 12, .rg = 13, .rg_uf = 14},           \
	.guarantor = {.person = 15, .kind = 16, .taxid = 17, .rg_kind = 19, .rg = 20, .rg_uf = 21}
#define CONTRACT_ROLES .contract = 32, .contract_len = 16
#define CHEQUE_ROLES \
	.contract = 32, .contract_len = 16, .bank = 32, .agency = 33, .cheque = 34, .alinea = 35, .account = 36
#define OWN_ROLES(n)                                                                                            \
	.complement = (n) + 0,                                                                                  \
	.ddd = (n) + 1, .phone = (n) + 2, .committed_on = (n) + 3, .committed_amount = (n) + 4, .sms = (n) + 5, \
	.notice = (n) + 7
#define CREDITOR_ROLES(n)                                                  \
	.creditor_name = (n) + 3, .creditor_product = (n) + 4,             \
	.creditor = {.person = (n) + 0, .kind = (n) + 1, .taxid = (n) + 2}
#define END_ROLES(n)                          \
	.codes = (n) + 0, .sequence = (n) + 1

/* clang-format on */

static const struct layout header = {
	.name = "header",
	.element = "0",
	.letter = 'h',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 header",
	.ascii_rule = "CONVEM04 header",
	LAYOUT_FIELDS(header_fields),
};

static const struct layout detail_layout = {
	.name = "detail",
	.element = "1",
	.letter = 'd',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 detail",
	.ascii_rule = "CONVEM04 detail",
	LAYOUT_FIELDS(detail_fields),
};

static const struct layout detail_cheque_layout = {
	.name = "detail_cheque",
	.element = "1",
	.letter = 'd',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 detail",
	.ascii_rule = "CONVEM04 detail",
	LAYOUT_FIELDS(detail_cheque_fields),
};

static const struct layout detail_creditor_layout = {
	.name = "detail_credor",
	.element = "1",
	.letter = 'd',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 detail",
	.ascii_rule = "CONVEM04 detail",
	LAYOUT_FIELDS(detail_creditor_fields),
};

static const struct layout detail_cheque_creditor_layout = {
	.name = "detail_cheque_credor",
	.element = "1",
	.letter = 'd',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 detail",
	.ascii_rule = "CONVEM04 detail",
	LAYOUT_FIELDS(detail_cheque_creditor_fields),
};

static const struct layout boleto = {
	.name = "boleto",
	.element = "2",
	.letter = 'b',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 boleto",
	.ascii_rule = "CONVEM04 boleto",
	LAYOUT_FIELDS(boleto_fields),
};

static const struct layout trailer = {
	.name = "trailer",
	.element = "9",
	.letter = 't',
	.width = CONVEM_WIDTH,
	.source = "CONVEM04 trailer",
	.ascii_rule = "CONVEM04 trailer",
	LAYOUT_FIELDS(trailer_fields),
};

static const struct convem_header header_roles = {
	.layout = &header,
	.taxid_root = 2,
	.moved_on = 3,
	.identification = 8,
	.number = 9,
	.way = 10,
	.area = 11,
	.codes = 15,
	.ddd = 4,
	.phone = 5,
	.contact = 7,
	.logon = 13,
};

static const struct convem_detail detail_roles = {
	.layout = &detail_layout,
	COMMON_ROLES,
	CONTRACT_ROLES,
	OWN_ROLES(34),
	END_ROLES(43),
};
static const struct convem_detail detail_cheque_roles = {
	.layout = &detail_cheque_layout,
	COMMON_ROLES,
	CHEQUE_ROLES,
	OWN_ROLES(37),
	END_ROLES(46),
};
static const struct convem_detail detail_creditor_roles = {
	.layout = &detail_creditor_layout,
	COMMON_ROLES,
	CONTRACT_ROLES,
	CREDITOR_ROLES(34),
	END_ROLES(39),
};
static const struct convem_detail detail_cheque_creditor_roles = {
	.layout = &detail_cheque_creditor_layout,
	COMMON_ROLES,
	CHEQUE_ROLES,
	CREDITOR_ROLES(37),
	END_ROLES(42),
};

static const struct convem_detail *const details[] = {
	&detail_roles, &detail_cheque_roles, &detail_creditor_roles, &detail_cheque_creditor_roles, NULL,
};

static const struct layout *const layouts[] = {
	&header,
	&detail_layout,
	&detail_cheque_layout,
	&detail_creditor_layout,
	&detail_cheque_creditor_layout,
	&boleto,
	&trailer,
	NULL,
};

/* The creditor begins with its two types and fifteen digits; a complement of an address does not. */
static bool names_creditor(struct text line)
{
	const char *at = line.at + 463;
	return (at[0] == 'J' || at[0] == 'F') && (at[1] == '1' || at[1] == '2') &&
	       text_is_digits((struct text){at + 2, 15});
}

static const struct layout *layout_of(struct text line)
{
	bool is_cheque = line.at[24] == 'D' && line.at[25] == 'C' && line.at[26] == ' ';
	switch (line.at[0]) {
	case '0': return &header;
	case '1':
		if (names_creditor(line))
			return is_cheque ? &detail_cheque_creditor_layout : &detail_creditor_layout;
		return is_cheque ? &detail_cheque_layout : &detail_layout;
	case '2':
	case '3': return &boleto;
	case '9': return &trailer;
	default: return NULL;
	}
}

const struct convem_file convem04 = {
	.identification = "SERASA-CONVEM04",
	.header = &header_roles,
	.details = details,
	.boleto = &boleto,
	.trailer = &trailer,
	.trailer_codes = 3,
	.layout_of = layout_of,
	.layouts = layouts,
};
