#include "wire/cra_lote_layout.h"

#include <string.h>

const char *const lote_kind_names[LAYOUT_KINDS] = {"TPR", "CRT", "RTP", "AND"};

#define F(number, name, position, length, type, tpr, crt, rtp, and)                                                    \
	{                                                                                                              \
		number, name, position, length, FIELD_##type,                                                          \
		{                                                                                                      \
			tpr, crt, rtp, and                                                                             \
		}                                                                                                      \
	}

/* Codes 1101 to 1308, 2101 to 2231 and 2305: CRA21 manual, messages of the remessa upload; 2134, 2135, 2144, 2150,
 * 2162, 2164, 2165, 2169, 2187: of confirmação and retorno. Where the uses of columns CRT, RTP and AND differ from the
 * remessa, layout 4.3 p. 10-20 and the andamento layout of 07/12/2022 say so. */

/* clang-format off */

/* Header: layout 4.3 p. 4, 11, 16. The portador's code is numeric there and alphanumeric in practice. */
static const struct field header_fields[] = {
	/* no  name                           pos  len  type    TPR                 CRT                 RTP                 AND */
	F( 1, "identificacao_registro",         1,   1, NUMBER, IS_BY("0", "1101"), IS_BY("0", "1101"), IS_BY("0", "1101"), IS_BY("0", "1101")),
	F( 2, "codigo_portador",                2,   3, TEXT,   REQ_BY("1102"),     REQ_BY("1102"),     REQ_BY("1102"),     REQ_BY("1102")),
	F( 3, "nome_portador",                  5,  40, TEXT,   REQ,                SAME,               REQ,                SAME),
	F( 4, "data_movimento",                45,   8, DATE,   REQ,                SAME,               REQ,                REQ),
	F( 5, "remetente",                     53,   3, TEXT,   IS_BY("BFO", "1105"), IS_BY("SDT", "1105"), IS_BY("SDT", "1105"), IS_BY("SDT", "1105")),
	F( 6, "destinatario",                  56,   3, TEXT,   IS_BY("SDT", "1106"), IS_BY("BFO", "1106"), IS_BY("BFO", "1106"), IS_BY("BFO", "1106")),
	F( 7, "tipo_transacao",                59,   3, TEXT,   IS_BY("TPR", "1107"), IS_BY("CRT", "1107"), IS_BY("RTP", "1107"), IS_BY("AND", "1107")),
	F( 8, "sequencial_remessa",            62,   6, NUMBER, REQ,                SAME,               REQ,                OPT),
	F( 9, "quantidade_registros",          68,   4, NUMBER, REQ_BY("1109"),     REQ_BY("2122"),     REQ_BY("2122"),     REQ_BY("2122")),
	F(10, "quantidade_titulos",            72,   4, NUMBER, REQ_BY("2108"),     SAME,               ZEROS,              ZEROS),
	F(11, "quantidade_indicacoes",         76,   4, NUMBER, REQ_BY("2109"),     SAME,               ZEROS,              ZEROS),
	F(12, "quantidade_originais",          80,   4, NUMBER, REQ_BY("2110"),     SAME,               ZEROS,              ZEROS),
	F(13, "agencia_centralizadora",        84,   6, TEXT,   OPT,                SAME,               OPT,                SAME),
	F(14, "versao_layout",                 90,   3, NUMBER, OPT,                SAME,               OPT,                SAME), /* "must not be criticised" */
	F(15, "codigo_municipio",              93,   7, NUMBER, REQ_BY("2103"),     REQ_BY("2142"),     REQ_BY("2142"),     REQ),
	F(16, "complemento",                  100, 497, TEXT,   OPT,                SAME,               OPT,                SAME), /* the long code when h02 is 999 */
	F(17, "sequencial_registro",          597,   4, NUMBER, REQ_BY("1117"),     REQ_BY("2114"),     REQ_BY("2114"),     REQ),
};

/* Transaction: layout 4.3 p. 5-8, 12-13, 17-19; 51 in XML and 53 to 56: CRA21 manual, remessa. */
static const struct field transaction_fields[] = {
	/* no  name                           pos  len  type    TPR                 CRT                 RTP                 AND */
	F( 1, "identificacao_registro",         1,   1, NUMBER, IS_BY("1", "1201"), IS_BY("1", "1201"), IS_BY("1", "1201"), IS_BY("1", "1201")),
	F( 2, "codigo_portador",                2,   3, TEXT,   REQ_BY("1202"),     REQ_BY("1202"),     REQ_BY("1202"),     REQ_BY("1202")),
	F( 3, "agencia_codigo_cedente",         5,  15, TEXT,   OPT,                SAME,               REQ_BY("2165"),     SAME),
	F( 4, "nome_cedente",                  20,  45, TEXT,   REQ_BY("2137"),     SAME,               UNUSED,             SAME),
	F( 5, "nome_sacador",                  65,  45, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F( 6, "documento_sacador",            110,  14, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F( 7, "endereco_sacador",             124,  45, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F( 8, "cep_sacador",                  169,   8, NUMBER, OPT,                SAME,               UNUSED,             SAME),
	F( 9, "cidade_sacador",               177,  20, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F(10, "uf_sacador",                   197,   2, ALPHA,  OPT,                SAME,               UNUSED,             SAME),
	F(11, "nosso_numero",                 199,  15, TEXT,   REQ_BY("1211"),     SAME,               REQ_BY("2169"),     REQ_BY("1211")),
	F(12, "especie",                      214,   3, ALPHA,  REQ_BY("1212"),     SAME,               UNUSED,             SAME),
	F(13, "numero_titulo",                217,  11, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F(14, "data_emissao",                 228,   8, DATE,   REQ_BY("2137"),     SAME,               UNUSED,             SAME),
	F(15, "data_vencimento",              236,   8, DUE,    REQ_BY("2137"),     SAME,               UNUSED,             SAME),
	F(16, "tipo_moeda",                   244,   3, NUMBER, IS("001"),          SAME,               OPT,                SAME), /* Real */
	F(17, "valor",                        247,  14, CENTS,  REQ_BY("1217"),     REQ_BY("1217"),     REQ_BY("2175"),     SAME),
	F(18, "saldo",                        261,  14, CENTS,  REQ_BY("1218"),     REQ_BY("1218"),     REQ_BY("2176"),     SAME),
	F(19, "praca",                        275,  20, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F(20, "tipo_endosso",                 295,   1, ALPHA,  OPT,                SAME,               UNUSED,             SAME), /* M, T */
	F(21, "aceite",                       296,   1, ALPHA,  OPT,                SAME,               UNUSED,             SAME), /* A, N */
	F(22, "controle_devedor",             297,   1, NUMBER, REQ_BY("2111"),     REQ_BY("2107"),     UNUSED,             SAME), /* 9 from the ninth on */
	F(23, "nome_devedor",                 298,  45, TEXT,   REQ_BY("2112"),     SAME,               UNUSED,             SAME),
	F(24, "tipo_documento_devedor",       343,   3, NUMBER, OPT,                SAME,               UNUSED,             SAME), /* 001 CNPJ, 002 CPF */
	F(25, "documento_devedor",            346,  14, TEXT,   REQ_BY("2113"),     SAME,               UNUSED,             SAME), /* a CNPJ may hold letters */
	F(26, "outro_documento_devedor",      360,  11, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F(27, "endereco_devedor",             371,  45, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F(28, "cep_devedor",                  416,   8, NUMBER, REQ,                SAME,               UNUSED,             SAME),
	F(29, "cidade_devedor",               424,  20, TEXT,   REQ,                SAME,               UNUSED,             SAME),
	F(30, "uf_devedor",                   444,   2, ALPHA,  REQ,                SAME,               UNUSED,             SAME),
	F(31, "codigo_cartorio",              446,   2, NUMBER, ZEROS,              OPT,                REQ,                OPT),
	F(32, "protocolo",                    448,  10, TEXT,   BLANK,              OPT,                REQ_BY("2187"),     OPT),
	F(33, "ocorrencia",                   458,   1, TEXT,   BLANK,              OPT,                REQ_BY("2146"),     OPT),
	F(34, "data_protocolo",               459,   8, DATE,   ZEROS,              OPT,                REQ_BY("2135"),     OPT),
	F(35, "custas_cartorio",              467,  10, CENTS,  ZEROS,              OPT,                OPT,                OPT),
	F(36, "declaracao_portador",          477,   1, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F(37, "data_ocorrencia",              478,   8, DATE,   ZEROS,              OPT,                REQ_BY("2148"),     OPT),
	F(38, "irregularidade",               486,   2, TEXT,   BLANK_BY("1238"),   OPT,                OPT,                OPT), /* AND: the status */
	F(39, "bairro_devedor",               488,  20, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F(40, "custas_distribuidor",          508,  10, CENTS,  ZEROS,              OPT,                OPT,                UNUSED),
	F(41, "registro_distribuicao",        518,   6, TEXT,   OPT,                OPT,                OPT,                UNUSED), /* N; "P00000" occurs */
	F(42, "gravacao_eletronica",          524,  10, CENTS,  ZEROS,              OPT,                OPT,                UNUSED),
	F(43, "operacao_banco",               534,   5, NUMBER, OPT,                SAME,               UNUSED,             SAME),
	F(44, "contrato_banco",               539,  15, NUMBER, OPT,                SAME,               UNUSED,             SAME),
	F(45, "parcela",                      554,   3, NUMBER, OPT,                SAME,               UNUSED,             SAME),
	F(46, "tipo_letra_cambio",            557,   1, TEXT,   OPT,                SAME,               UNUSED,             SAME),
	F(47, "complemento_irregularidade",   558,   8, TEXT,   BLANK,              OPT,                OPT,                UNUSED),
	F(48, "motivo_falencia",              566,   1, ALPHA,  OPT,                SAME,               UNUSED,             SAME), /* F */
	F(49, "instrumento_protesto",         567,   1, ALPHA,  OPT,                SAME,               UNUSED,             SAME), /* I */
	F(50, "demais_despesas",              568,  10, CENTS,  ZEROS,              ZEROS,              OPT,                ZEROS),
	F(51, "complemento_registro",         578,  19, BYTES,  OPT,                SAME,               UNUSED,             OPT), /* XML: zip in base64 */
	F(52, "sequencial_registro",          597,   4, NUMBER, REQ_BY("1252"),     REQ_BY("2120"),     REQ_BY("2120"),     REQ),
	F(53, "telefone_devedor",               0,   0, TEXT,   OPT,                OPT,                OPT,                OPT),
	F(54, "email_devedor",                  0,   0, BYTES,  OPT,                OPT,                OPT,                OPT),
	F(55, "linha_digitavel_1",              0,   0, TEXT,   OPT,                OPT,                OPT,                OPT),
	F(56, "linha_digitavel_2",              0,   0, TEXT,   OPT,                OPT,                OPT,                OPT),
};

/* Trailer: layout 4.3 p. 9, 14, 20. */
static const struct field trailer_fields[] = {
	/* no  name                           pos  len  type    TPR                 CRT                 RTP                 AND */
	F( 1, "identificacao_registro",         1,   1, NUMBER, IS_BY("9", "1301"), IS_BY("9", "1301"), IS_BY("9", "1301"), IS_BY("9", "1301")),
	F( 2, "codigo_portador",                2,   3, TEXT,   REQ_BY("1302"),     REQ_BY("1302"),     REQ_BY("1302"),     REQ_BY("1302")),
	F( 3, "nome_portador",                  5,  40, TEXT,   REQ,                SAME,               REQ,                SAME),
	F( 4, "data_movimento",                45,   8, DATE,   REQ,                SAME,               REQ,                SAME),
	F( 5, "soma_quantidades",              53,   5, NUMBER, REQ_BY("1305"),     REQ_BY("2136"),     REQ_BY("2172"),     REQ_BY("2172")),
	F( 6, "soma_valores",                  58,  18, CENTS,  REQ_BY("1306"),     REQ_BY("2123"),     REQ_BY("2123"),     OPT),
	F( 7, "complemento",                   76, 521, TEXT,   OPT,                SAME,               OPT,                SAME),
	F( 8, "sequencial_registro",          597,   4, NUMBER, REQ_BY("1308"),     REQ_BY("2126"),     REQ_BY("2121"),     REQ),
};

/* clang-format on */

const struct layout lote_header = {
	.name = "header",
	.element = "hd",
	.letter = 'h',
	.width = LOTE_WIDTH,
	.source = "layout 4.3 header",
	LAYOUT_FIELDS(header_fields),
};

const struct layout lote_transaction = {
	.name = "transaction",
	.element = "tr",
	.letter = 't',
	.width = LOTE_WIDTH,
	.source = "layout 4.3 transaction",
	LAYOUT_FIELDS(transaction_fields),
};

const struct layout lote_trailer = {
	.name = "trailer",
	.element = "tl",
	.letter = 't',
	.width = LOTE_WIDTH,
	.source = "layout 4.3 trailer",
	LAYOUT_FIELDS(trailer_fields),
};
