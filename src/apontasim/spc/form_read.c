/* The tables of elements, and the one walk that reads by them. */
#include <stdio.h>
#include <string.h>

#include "apontasim/spc/form.h"
#include "apontasim/spc/rules.h"
#include "base/attributes.h"

/* A row stands below the nearest row above it that is less deep. A name with '@' is an attribute. */
struct row {
	short depth;
	const char *name;
	enum { OPTIONAL, REQUIRED } need;
	enum spc_rule rule;
	int size_max;
	enum spc_slot slot;
};

/* clang-format off */

#define ROW(depth, name, need, rule, size_max, slot) {depth, name, need, SPC_RULE_##rule, size_max, SPC_SLOT_##slot}

/* Of the two persons, the one that tipo-pessoa names must be there; form_check.c sees to it. */
static const struct row inclusion[] = {
	ROW(0, "insumoSpc",              REQUIRED, BLOCK,      0, NONE),
	ROW(1, "tipo-pessoa",            REQUIRED, PERSON,     1, PERSON),
	ROW(1, "dados-pessoa-fisica",    OPTIONAL, BLOCK,      0, NONE),
	ROW(2,   "cpf",                  REQUIRED, BLOCK,      0, NONE),
	ROW(3,     "@regiao-origem",     OPTIONAL, REGION,     2, NONE),
	ROW(3,     "@numero",            REQUIRED, CPF,       11, CPF),
	ROW(2,   "nome",                 REQUIRED, WORDS,     45, NONE),
	ROW(2,   "numero-rg",            OPTIONAL, TEXT,      20, NONE),
	ROW(2,   "sigla-estado-rg",      OPTIONAL, STATE,      2, NONE),
	ROW(2,   "data-nascimento",      OPTIONAL, DATE,      19, BIRTH),
	ROW(2,   "nome-pai",             OPTIONAL, WORDS,     45, NONE),
	ROW(2,   "nome-mae",             OPTIONAL, WORDS,     45, NONE),
	ROW(2,   "email",                OPTIONAL, EMAIL,      0, EMAIL),
	ROW(2,   "telefone",             OPTIONAL, BLOCK,      0, NONE),
	ROW(3,     "@numero-ddd",        REQUIRED, AREA_CODE,  2, NONE),
	ROW(3,     "@numero",            REQUIRED, PHONE,      9, NONE),
	ROW(2,   "estado-civil",         OPTIONAL, LETTER,     1, NONE),
	ROW(1, "dados-pessoa-juridica",  OPTIONAL, BLOCK,      0, NONE),
	ROW(2,   "cnpj",                 REQUIRED, BLOCK,      0, NONE),
	ROW(3,     "@numero",            REQUIRED, CNPJ,      14, CNPJ),
	ROW(2,   "razao-social",         REQUIRED, WORDS,     45, NONE),
	ROW(2,   "nome-comercial",       REQUIRED, WORDS,     45, NONE),
	ROW(2,   "email",                OPTIONAL, EMAIL,      0, COMPANY_EMAIL),
	ROW(1, "codigo-associado",       OPTIONAL, MEMBER,     8, MEMBER),
	ROW(1, "data-compra",            REQUIRED, DATE,      19, PURCHASE),
	ROW(1, "data-vencimento",        REQUIRED, DATE,      19, DUE),
	ROW(1, "codigo-tipo-devedor",    REQUIRED, LETTER,     1, DEBTOR_TYPE),
	ROW(1, "numero-contrato",        REQUIRED, CONTRACT,  30, CONTRACT),
	ROW(1, "valor-debito",           REQUIRED, AMOUNT,    14, AMOUNT),
	ROW(1, "natureza-inclusao",      REQUIRED, BLOCK,      0, NONE),
	ROW(2,   "id",                   REQUIRED, ID,         5, NATURE),
	ROW(2,   "nome",                 OPTIONAL, TEXT,       0, NONE),
	ROW(1, "endereco-pessoa",        REQUIRED, BLOCK,      0, NONE),
	ROW(2,   "cep",                  REQUIRED, CEP,        8, NONE),
	ROW(2,   "logradouro",           REQUIRED, WORDS,     50, NONE),
	ROW(2,   "bairro",               REQUIRED, WORDS,     25, NONE),
	ROW(2,   "numero",               REQUIRED, HOUSE,      5, NONE),
	ROW(2,   "complemento",          OPTIONAL, TEXT,      30, NONE),
	ROW(2,   "cidade",               OPTIONAL, BLOCK,      0, NONE),
	ROW(3,     "@nome",              OPTIONAL, WORDS,     30, NONE),
	ROW(3,     "estado",             OPTIONAL, BLOCK,      0, NONE),
	ROW(4,       "@sigla-uf",        REQUIRED, STATE,      2, NONE),
	ROW(1, "conta-contrato",         OPTIONAL, ANY,        0, NONE),
	ROW(1, "devedor-comprador",      OPTIONAL, BLOCK,      0, NONE),
	ROW(2,   "documento",            REQUIRED, DOCUMENT,  14, BUYER),
	ROW(2,   "tipo-pessoa",          REQUIRED, PERSON,     1, BUYER_PERSON),
	ROW(1, "notificar-via-email",    OPTIONAL, YES_NO,     1, BY_EMAIL),
};

/* Of the person a removal names the document; the names may stand there. */
static const struct row removal[] = {
	ROW(0, "excluir",                REQUIRED, BLOCK,      0, NONE),
	ROW(1, "tipo-pessoa",            REQUIRED, PERSON,     1, PERSON),
	ROW(1, "dados-pessoa-fisica",    OPTIONAL, BLOCK,      0, NONE),
	ROW(2,   "cpf",                  REQUIRED, BLOCK,      0, NONE),
	ROW(3,     "@regiao-origem",     OPTIONAL, REGION,     2, NONE),
	ROW(3,     "@numero",            REQUIRED, CPF,       11, CPF),
	ROW(2,   "nome",                 OPTIONAL, WORDS,     45, NONE),
	ROW(1, "dados-pessoa-juridica",  OPTIONAL, BLOCK,      0, NONE),
	ROW(2,   "cnpj",                 REQUIRED, BLOCK,      0, NONE),
	ROW(3,     "@numero",            REQUIRED, CNPJ,      14, CNPJ),
	ROW(2,   "razao-social",         OPTIONAL, WORDS,     45, NONE),
	ROW(2,   "nome-comercial",       OPTIONAL, WORDS,     45, NONE),
	ROW(1, "codigo-associado",       OPTIONAL, MEMBER,     8, MEMBER),
	ROW(1, "data-compra",            OPTIONAL, DATE,      19, PURCHASE),
	ROW(1, "data-vencimento",        REQUIRED, DATE,      19, DUE),
	ROW(1, "numero-contrato",        REQUIRED, CONTRACT,  30, CONTRACT),
	ROW(1, "motivo-exclusao",        REQUIRED, BLOCK,      0, NONE),
	ROW(2,   "id",                   REQUIRED, ID,         5, MOTIVE),
	ROW(2,   "descricao-motivo",     OPTIONAL, TEXT,       0, NONE),
};

/* clang-format on */

struct reading {
	const struct row *rows;
	int rows_count;
	struct spc_form form;
	char path[128];
	struct err *reterr;
};

static bool is_attribute(const struct row *row)
{
	return row->name[0] == '@';
}

/* The first row behind `from` that is not inside the block at `at`. */
static int block_end(const struct reading *reading, int at)
{
	int end = at + 1;
	while (end < reading->rows_count && reading->rows[end].depth > reading->rows[at].depth)
		end++;
	return end;
}

static enum rc breach(struct reading *reading, int line, const char *name, const char *words)
{
	char field[176];
	char place[24];
	(void)snprintf(field, sizeof(field), "%s%s%.31s", reading->path, reading->path[0] != '\0' ? "/" : "", name);
	(void)snprintf(place, sizeof(place), "line %d", line);
	return err_set_at(reading->reterr, ERR_FORMAT, place, field, "%s", words);
}

static enum rc value_take(struct reading *reading, const struct row *row, int line, const char *value)
{
	const char *wrong = spc_rule_breach(row->rule, row->size_max, value);
	if (wrong != NULL)
		return breach(reading, line, row->name, wrong);
	if (row->slot != SPC_SLOT_NONE)
		reading->form.value[row->slot] = value;
	return OK;
}

static enum rc attributes_read(struct reading *reading, int at, const struct xml_element *element)
{
	int end = block_end(reading, at);
	int taken = 0;
	int given = 0;
	for (const struct xml_attribute *attribute = element->attributes; attribute != NULL;
	     attribute = attribute->next)
		given++;
	for (int i = at + 1; i < end; i++) {
		const struct row *row = &reading->rows[i];
		if (row->depth != reading->rows[at].depth + 1 || !is_attribute(row))
			continue;
		const char *value = xml_attribute(element, row->name + 1);
		if (value == NULL && row->need == REQUIRED)
			return breach(reading, element->line, row->name, "is missing");
		enum rc rc = value != NULL ? value_take(reading, row, element->line, value) : OK;
		if (rc != OK)
			return rc;
		taken += value != NULL;
	}
	return given == taken ? OK : breach(reading, element->line, "@", "there is an attribute that nobody knows");
}

/* The row for the child `name` of the block at `at`, from row `from` on; -1 for none. */
static int row_find(const struct reading *reading, int at, int from, const char *name)
{
	int end = block_end(reading, at);
	for (int i = from; i < end; i++)
		if (reading->rows[i].depth == reading->rows[at].depth + 1 && strcmp(reading->rows[i].name, name) == 0)
			return i;
	return -1;
}

/* No required child of the block stands from `from` up to, not including, `to`. */
static enum rc skip(struct reading *reading, int at, int from, int to, int line)
{
	for (int i = from; i < to; i++) {
		const struct row *row = &reading->rows[i];
		if (row->depth == reading->rows[at].depth + 1 && !is_attribute(row) && row->need == REQUIRED)
			return breach(reading, line, row->name, "is missing, or not in its place");
	}
	return OK;
}

static enum rc block_read(struct reading *reading, int at, const struct xml_element *element);

static enum rc child_read(struct reading *reading, int at, const struct xml_element *child)
{
	const struct row *row = &reading->rows[at];
	reading->form.has_person |= strcmp(row->name, "dados-pessoa-fisica") == 0;
	reading->form.has_company |= strcmp(row->name, "dados-pessoa-juridica") == 0;
	if (row->rule == SPC_RULE_BLOCK) {
		size_t len = strlen(reading->path);
		(void)snprintf(reading->path + len, sizeof(reading->path) - len, "/%s", row->name);
		enum rc rc = block_read(reading, at, child);
		if (rc == OK)
			reading->path[len] = '\0';
		return rc;
	}
	if (child->children != NULL || child->attributes != NULL)
		return breach(reading, child->line, row->name, "holds nothing but its text");
	return value_take(reading, row, child->line, child->text);
}

static enum rc block_read(struct reading *reading, int at, const struct xml_element *element)
{
	int from = at + 1;
	enum rc rc = attributes_read(reading, at, element);
	if (rc == OK && spc_rule_breach(SPC_RULE_BLOCK, 0, element->text) != NULL)
		rc = breach(reading, element->line, "text", "stands between the elements");
	for (const struct xml_element *child = element->children; rc == OK && child != NULL; child = child->next) {
		int row = row_find(reading, at, from, child->name);
		if (child->namespace_uri[0] != '\0')
			return breach(reading, child->line, child->name, "has a namespace; only the wrapper has one");
		if (row < 0 && row_find(reading, at, at + 1, child->name) >= 0)
			return breach(reading, child->line, child->name, "stands too late, or twice");
		if (row < 0)
			return breach(reading, child->line, child->name, "is not known here");
		rc = skip(reading, at, from, row, child->line);
		if (rc == OK)
			rc = child_read(reading, row, child);
		from = block_end(reading, row);
	}
	return rc == OK ? skip(reading, at, from, block_end(reading, at), element->line) : rc;
}

static enum rc form_read(const struct row *rows, int count, const struct xml_element *part, struct spc_form *ret_form,
			 struct err *reterr)
{
	struct reading reading = {.rows = rows, .rows_count = count, .reterr = reterr};
	if (strcmp(part->name, rows[0].name) != 0)
		return breach(&reading, part->line, rows[0].name, "must be what the operation holds");
	if (part->namespace_uri[0] != '\0')
		return breach(&reading, part->line, rows[0].name, "has a namespace; only the wrapper has one");
	(void)snprintf(reading.path, sizeof(reading.path), "%s", rows[0].name);
	enum rc rc = block_read(&reading, 0, part);
	if (rc == OK)
		*ret_form = reading.form;
	return rc;
}

enum rc spc_form_read_inclusion(const struct xml_element *part, struct spc_form *ret_form, struct err *reterr)
{
	return form_read(inclusion, ARRAY_LEN(inclusion), part, ret_form, reterr);
}

enum rc spc_form_read_removal(const struct xml_element *part, struct spc_form *ret_form, struct err *reterr)
{
	return form_read(removal, ARRAY_LEN(removal), part, ret_form, reterr);
}
