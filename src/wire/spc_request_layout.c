#include "wire/spc_request.h"

/* clang-format off */

#define PARTS(table) .parts = (table), .parts_count = (int)ARRAY_LEN(table)
#define BLOCK(name_, need_, table) {.name = name_, .need = SPC_##need_, .type = SPC_BLOCK, PARTS(table)}
#define VALUE(name_, need_, type_) {.name = name_, .need = SPC_##need_, .type = SPC_##type_}
#define SIZED(name_, need_, type_, length_, limit_)                                                                    \
	{.name = name_, .need = SPC_##need_, .type = SPC_##type_, .length = length_, .limit = limit_}

static const struct spc_part cpf_parts[] = {
	VALUE("@regiao-origem",        OPTIONAL,   REGION),
	VALUE("@numero",               REQUIRED,   CPF),
};

static const struct spc_part cnpj_parts[] = {
	VALUE("@numero",               REQUIRED,   CNPJ),
};

static const struct spc_part telefone_parts[] = {
	VALUE("@numero-ddd",           REQUIRED,   AREA_CODE),
	VALUE("@numero",               REQUIRED,   PHONE),
};

static const struct spc_part pessoa_fisica_parts[] = {
	BLOCK("cpf",                   REQUIRED,   cpf_parts),
	SIZED("nome",                  REQUIRED,   WORDS,       45, "batch D1.03"),
	SIZED("numero-rg",             OPTIONAL,   TEXT,        20, "batch D1.06"),
	VALUE("sigla-estado-rg",       OPTIONAL,   UF),
	VALUE("data-nascimento",       OPTIONAL,   DATE),
	SIZED("nome-pai",              OPTIONAL,   WORDS,       45, "batch D1.08"), /* as the mother's */
	SIZED("nome-mae",              OPTIONAL,   WORDS,       45, "batch D1.08"),
	VALUE("email",                 OPTIONAL,   EMAIL),
	BLOCK("telefone",              OPTIONAL,   telefone_parts),
	VALUE("estado-civil",          OPTIONAL,   LETTER),
};

static const struct spc_part pessoa_juridica_parts[] = {
	BLOCK("cnpj",                  REQUIRED,   cnpj_parts),
	SIZED("razao-social",          REQUIRED,   WORDS,       45, "batch D1.03"),
	SIZED("nome-comercial",        REQUIRED,   WORDS,       45, "batch D1.03"),
	VALUE("email",                 OPTIONAL,   EMAIL),
};

static const struct spc_part natureza_parts[] = {
	VALUE("id",                    REQUIRED,   NATURE),
	VALUE("nome",                  OPTIONAL,   TEXT),
};

static const struct spc_part estado_parts[] = {
	VALUE("@sigla-uf",             REQUIRED,   UF),
};

static const struct spc_part cidade_parts[] = {
	SIZED("@nome",                 REQUIRED,   WORDS,       30, "batch D1.14"),
	BLOCK("estado",                OPTIONAL,   estado_parts),
};

static const struct spc_part endereco_parts[] = {
	VALUE("cep",                   REQUIRED,   CEP),
	SIZED("logradouro",            REQUIRED,   WORDS,       50, "batch D1.09"),
	SIZED("bairro",                REQUIRED,   WORDS,       25, "batch D1.12"),
	SIZED("numero",                REQUIRED,   TEXT,         5, "batch D1.10"),
	SIZED("complemento",           OPTIONAL,   TEXT,        30, "batch D1.11"),
	BLOCK("cidade",                OPTIONAL,   cidade_parts),
};

static const struct spc_part comprador_parts[] = {
	VALUE("documento",             OPTIONAL,   TAXID),
	VALUE("tipo-pessoa",           OPTIONAL,   PERSON_TYPE),
};

static const struct spc_part incluir_parts[] = {
	VALUE("tipo-pessoa",           REQUIRED,   PERSON_TYPE),
	BLOCK("dados-pessoa-fisica",   IF_PERSON,  pessoa_fisica_parts),
	BLOCK("dados-pessoa-juridica", IF_COMPANY, pessoa_juridica_parts),
	SIZED("codigo-associado",      OPTIONAL,   TEXT,         8, "batch D2.10"),
	VALUE("data-compra",           REQUIRED,   DATE),
	VALUE("data-vencimento",       REQUIRED,   DATE),
	VALUE("codigo-tipo-devedor",   REQUIRED,   DEBTOR_TYPE),
	SIZED("numero-contrato",       REQUIRED,   CONTRACT,    30, "batch D2.09"),
	SIZED("valor-debito",          REQUIRED,   MONEY,       13, "batch D2.08"), /* digits */
	BLOCK("natureza-inclusao",     REQUIRED,   natureza_parts),
	BLOCK("endereco-pessoa",       REQUIRED,   endereco_parts),
	VALUE("conta-contrato",        OPTIONAL,   UNKNOWN),
	BLOCK("devedor-comprador",     OPTIONAL,   comprador_parts),
	VALUE("notificar-via-email",   OPTIONAL,   YES_NO),
};

/* Of the person a removal names the document; the names may stand there. */
static const struct spc_part excluir_fisica_parts[] = {
	BLOCK("cpf",                   REQUIRED,   cpf_parts),
	SIZED("nome",                  OPTIONAL,   WORDS,       45, "batch D1.03"),
};

static const struct spc_part excluir_juridica_parts[] = {
	BLOCK("cnpj",                  REQUIRED,   cnpj_parts),
	SIZED("razao-social",          OPTIONAL,   WORDS,       45, "batch D1.03"),
	SIZED("nome-comercial",        OPTIONAL,   WORDS,       45, "batch D1.03"),
};

static const struct spc_part motivo_parts[] = {
	VALUE("id",                    REQUIRED,   MOTIVE),
	VALUE("descricao-motivo",      OPTIONAL,   TEXT),
};

static const struct spc_part excluir_parts[] = {
	VALUE("tipo-pessoa",           REQUIRED,   PERSON_TYPE),
	BLOCK("dados-pessoa-fisica",   IF_PERSON,  excluir_fisica_parts),
	BLOCK("dados-pessoa-juridica", IF_COMPANY, excluir_juridica_parts),
	SIZED("codigo-associado",      OPTIONAL,   TEXT,         8, "batch D2.10"),
	VALUE("data-compra",           OPTIONAL,   DATE),
	VALUE("data-vencimento",       REQUIRED,   DATE),
	SIZED("numero-contrato",       REQUIRED,   CONTRACT,    30, "batch D2.09"),
	BLOCK("motivo-exclusao",       REQUIRED,   motivo_parts),
};

const struct spc_request spc_incluir = {"incluirSpc", BLOCK("insumoSpc", REQUIRED, incluir_parts)};
const struct spc_request spc_excluir = {"excluirSpc", BLOCK("excluir", REQUIRED, excluir_parts)};
