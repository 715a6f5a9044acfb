#include "wire/cra_pedido_layout.h"

const char *const pedido_kind_names[LAYOUT_KINDS] = {"DP", "CP", "AD", "AC"};

_Static_assert(LAYOUT_KINDS >= PEDIDO_KINDS && REQUEST_AUTHORISE_CANCEL == PEDIDO_KINDS - 1, "a column a kind");

/* The four kinds differ in t07 only, which has a rule of its own. */
#define F(number, name, position, length, type, use)                                                                   \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			use, use, use, use                                                                             \
		}                                                                                                      \
	}

#define SOURCE "127-column layout"

/* Codes 2124 to 2135: a CRA's own list for these files. */

/* clang-format off */

static const struct field header_fields[] = {
	/* no  name                         pos  len  type    use */
	F( 1, "tipo_registro",                1,   1, NUMBER, IS("0")),
	F( 2, "codigo_apresentante",          2,   3, TEXT,   REQ_BY("1102")),
	F( 3, "nome_apresentante",            5,  45, TEXT,   REQ), /* 45 here, 40 in the 600 columns */
	F( 4, "data_movimento",              50,   8, DATE,   REQ),
	F( 5, "quantidade_desistencias",     58,   5, NUMBER, REQ_BY("2129")),
	F( 6, "quantidade_registros",        63,   5, NUMBER, REQ_BY("2129")),
	F( 7, "reservado",                   68,  55, TEXT,   UNUSED),
	F( 8, "sequencial_registro",        123,   5, NUMBER, REQ),
};

static const struct field notary_fields[] = {
	F( 1, "tipo_registro",                1,   1, NUMBER, IS("1")),
	F( 2, "codigo_cartorio",              2,   2, NUMBER, REQ_BY("2132")),
	F( 3, "quantidade_desistencias",      4,   5, NUMBER, REQ_BY("2127")),
	F( 4, "codigo_municipio",             9,   7, NUMBER, REQ_BY("2130")),
	F( 5, "reservado",                   16, 107, TEXT,   UNUSED),
	F( 6, "sequencial_registro",        123,   5, NUMBER, REQ_BY("2124")),
};

static const struct field transaction_fields[] = {
	F( 1, "tipo_registro",                1,   1, NUMBER, IS("2")),
	F( 2, "numero_protocolo",             2,  10, TEXT,   REQ_BY("2134")),
	F( 3, "data_protocolo",              12,   8, DATE,   REQ_BY("2135")),
	F( 4, "numero_titulo",               20,  11, TEXT,   REQ),
	F( 5, "nome_devedor",                31,  45, TEXT,   REQ),
	F( 6, "valor_titulo",                76,  14, CENTS,  REQ),
	F( 7, "solicitacao",                 90,   1, ALPHA,  OPT), /* S or C */
	F( 8, "agencia_conta",               91,  12, TEXT,   OPT),
	F( 9, "nosso_numero",               103,  12, TEXT,   OPT), /* 12 of the 15 that it has elsewhere */
	F(10, "imagem",                     115,   2, BYTES,  OPT), /* columns: reserved; XML: a zip in base64 */
	F(11, "controle_recebimento",       117,   6, NUMBER, UNUSED), /* blanks or zeros are seen */
	F(12, "sequencial_registro",        123,   5, NUMBER, REQ),
};

static const struct field notary_trailer_fields[] = {
	F( 1, "tipo_registro",                1,   1, NUMBER, IS("8")),
	F( 2, "codigo_cartorio",              2,   2, NUMBER, REQ_BY("2132")),
	F( 3, "soma_seguranca",               4,   5, NUMBER, REQ_BY("2127")),
	F( 4, "reservado",                    9, 114, TEXT,   UNUSED),
	F( 5, "sequencial_registro",        123,   5, NUMBER, REQ_BY("2126")),
};

static const struct field trailer_fields[] = {
	F( 1, "tipo_registro",                1,   1, NUMBER, IS("9")),
	F( 2, "codigo_apresentante",          2,   3, TEXT,   REQ_BY("1302")),
	F( 3, "nome_apresentante",            5,  45, TEXT,   REQ),
	F( 4, "data_movimento",              50,   8, DATE,   REQ),
	F( 5, "soma_seguranca",              58,   5, NUMBER, REQ_BY("2128")),
	F( 6, "somatorio_valores",           63,  14, CENTS,  REQ_BY("2128")),
	F( 7, "reservado",                   77,  46, TEXT,   UNUSED),
	F( 8, "sequencial_registro",        123,   5, NUMBER, REQ),
};

/* clang-format on */

const struct layout pedido_header = {"header", "hdb", 'h', PEDIDO_WIDTH, SOURCE, LAYOUT_FIELDS(header_fields)};
const struct layout pedido_notary = {"notary", "hdc", 'h', PEDIDO_WIDTH, SOURCE, LAYOUT_FIELDS(notary_fields)};
const struct layout pedido_transaction = {"transaction", "tr",   't',
					  PEDIDO_WIDTH,  SOURCE, LAYOUT_FIELDS(transaction_fields)};
const struct layout pedido_notary_trailer = {"notary_trailer", "tlc",  't',
					     PEDIDO_WIDTH,     SOURCE, LAYOUT_FIELDS(notary_trailer_fields)};
const struct layout pedido_trailer = {"trailer", "tlb", 't', PEDIDO_WIDTH, SOURCE, LAYOUT_FIELDS(trailer_fields)};

const struct layout *const pedido_layouts[] = {
	&pedido_header, &pedido_notary, &pedido_transaction, &pedido_notary_trailer, &pedido_trailer, NULL,
};

const struct layout *pedido_layout_of(char type)
{
	switch (type) {
	case '0': return &pedido_header;
	case '1': return &pedido_notary;
	case '2': return &pedido_transaction;
	case '8': return &pedido_notary_trailer;
	case '9': return &pedido_trailer;
	default: return NULL;
	}
}

char pedido_request_letter(enum request_kind kind)
{
	return kind == REQUEST_WITHDRAW || kind == REQUEST_AUTHORISE_WITHDRAW ? 'S' : 'C';
}
