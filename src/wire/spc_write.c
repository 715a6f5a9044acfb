#include "wire/spc_write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "domain/money.h"
#include "wire/spc_request.h"

#define ENVELOPE_NS "http://schemas.xmlsoap.org/soap/envelope/"
#define PATH_BYTES  128
#define DAY_BYTES   32

/* A leaf of the table by its path, and what stands there. */
struct spc_leaf {
	const char *path;
	const char *value;
};

struct writer {
	struct buf out;
	const struct spc_leaf *leaves;
	int leaves_count;
	int written;
	char path[PATH_BYTES]; /* of the part that is being written */
};

static bool is_there(const struct spc_leaf *leaf)
{
	return leaf->value != NULL && leaf->value[0] != '\0';
}

/* Append a name to the path; the length that it had comes back. */
static size_t enter(struct writer *writer, const char *name)
{
	size_t len = strlen(writer->path);
	int added = snprintf(writer->path + len, PATH_BYTES - len, "%s%s", len > 0 ? "/" : "", name);
	assert(added > 0 && (size_t)added < PATH_BYTES - len);
	(void)added;
	return len;
}

static void leave(struct writer *writer, size_t len)
{
	writer->path[len] = '\0';
}

/* The value at the path; NULL when it is left out. */
static const char *value_here(const struct writer *writer)
{
	for (int i = 0; i < writer->leaves_count; i++)
		if (strcmp(writer->leaves[i].path, writer->path) == 0)
			return is_there(&writer->leaves[i]) ? writer->leaves[i].value : NULL;
	return NULL;
}

/* Is there a value below the path: one of an attribute, or one of an element? */
static bool has_below(const struct writer *writer, bool elements_only)
{
	size_t len = strlen(writer->path);
	for (int i = 0; i < writer->leaves_count; i++) {
		const char *path = writer->leaves[i].path;
		if (is_there(&writer->leaves[i]) && strncmp(path, writer->path, len) == 0 && path[len] == '/' &&
		    !(elements_only && path[len + 1] == '@'))
			return true;
	}
	return false;
}

static void put_part(struct writer *writer, const struct spc_part *part);

static void put_attributes(struct writer *writer, const struct spc_part *block)
{
	for (int i = 0; i < block->parts_count; i++) {
		const struct spc_part *part = &block->parts[i];
		if (part->name[0] != '@')
			continue;
		size_t len = enter(writer, part->name);
		const char *value = value_here(writer);
		leave(writer, len);
		if (value == NULL)
			continue;
		buf_printf(&writer->out, " %s=\"", part->name + 1);
		xml_escape(&writer->out, text_of(value));
		buf_putc(&writer->out, '"');
		writer->written++;
	}
}

static void put_block(struct writer *writer, const struct spc_part *block)
{
	if (!has_below(writer, false))
		return;
	buf_printf(&writer->out, "<%s", block->name);
	put_attributes(writer, block);
	if (!has_below(writer, true)) {
		buf_puts(&writer->out, "/>\n");
		return;
	}
	buf_puts(&writer->out, ">\n");
	for (int i = 0; i < block->parts_count; i++)
		if (block->parts[i].name[0] != '@')
			put_part(writer, &block->parts[i]);
	buf_printf(&writer->out, "</%s>\n", block->name);
}

static void put_part(struct writer *writer, const struct spc_part *part)
{
	size_t len = enter(writer, part->name);
	if (part->type == SPC_BLOCK) {
		put_block(writer, part);
	} else {
		const char *value = value_here(writer);
		if (value != NULL) {
			buf_printf(&writer->out, "<%s>", part->name);
			xml_escape(&writer->out, text_of(value));
			buf_printf(&writer->out, "</%s>\n", part->name);
			writer->written++;
		}
	}
	leave(writer, len);
}

static enum rc check_leaf(const struct spc_leaf *leaf, struct err *reterr)
{
	for (const char *c = leaf->value; c != NULL && *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return err_set_at(reterr, ERR_RANGE, NULL, leaf->path,
					  "byte %zu is %02X; right is printable ASCII", (size_t)(c - leaf->value) + 1,
					  (unsigned)(unsigned char)*c);
	return OK;
}

static void open_envelope(struct buf *out)
{
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"" ENVELOPE_NS
		      "\" xmlns:web=\"" SPC_SERVICE_NS "\">\n<soapenv:Header/>\n");
}

static enum rc finish(struct arena *arena, struct buf *out, struct text *ret_document, struct err *reterr)
{
	buf_puts(out, "</soapenv:Envelope>\n");
	const char *bytes = buf_failed(out) ? NULL : arena_text(arena, buf_view(out));
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to write a request to SPC");
	*ret_document = (struct text){bytes, out->len};
	return OK;
}

static enum rc request_write(struct arena *arena, const struct spc_request *request, const struct spc_leaf *leaves,
			     int count, struct text *ret_document, struct err *reterr)
{
	int there = 0;
	for (int i = 0; i < count; i++) {
		enum rc rc = check_leaf(&leaves[i], reterr);
		if (rc != OK)
			return rc;
		there += is_there(&leaves[i]) ? 1 : 0;
	}
	struct writer writer = {.leaves = leaves, .leaves_count = count};
	buf_init(&writer.out, LIMIT_DOCUMENT_BYTES);
	open_envelope(&writer.out);
	buf_printf(&writer.out, "<soapenv:Body>\n<web:%s>\n", request->operation);
	put_part(&writer, &request->part);
	buf_printf(&writer.out, "</web:%s>\n</soapenv:Body>\n", request->operation);
	assert(writer.written == there); /* a path that no table has would be lost */
	enum rc rc = finish(arena, &writer.out, ret_document, reterr);
	buf_done(&writer.out);
	return rc;
}

static const char *day_of(struct date date, char out[DAY_BYTES])
{
	char iso[DATE_TEXT_BYTES];
	(void)snprintf(out, DAY_BYTES, "%s%s", date_iso(date, iso), date_is_none(date) ? "" : "T00:00:00");
	return out;
}

/* `value` when it is about such a person, else nothing. */
static const char *of_kind(const struct spc_person *person, enum taxid_kind kind, const char *value)
{
	return person->taxid->kind == kind ? value : NULL;
}

enum rc spc_inclusion_write(struct arena *arena, const struct spc_inclusion *inclusion, struct text *ret_document,
			    struct err *reterr)
{
	const struct spc_person *who = &inclusion->person;
	const struct spc_place *place = &inclusion->place;
	char born[DAY_BYTES];
	char bought[DAY_BYTES];
	char due[DAY_BYTES];
	char amount[MONEY_TEXT_BYTES];
	const struct spc_leaf leaves[] = {
		{"insumoSpc/tipo-pessoa", who->taxid->kind == TAXID_CPF ? "F" : "J"},
		{"insumoSpc/dados-pessoa-fisica/cpf/@numero", of_kind(who, TAXID_CPF, who->taxid->digits)},
		{"insumoSpc/dados-pessoa-fisica/nome", of_kind(who, TAXID_CPF, who->name)},
		{"insumoSpc/dados-pessoa-fisica/data-nascimento", of_kind(who, TAXID_CPF, day_of(who->born_on, born))},
		{"insumoSpc/dados-pessoa-fisica/email", of_kind(who, TAXID_CPF, who->email)},
		{"insumoSpc/dados-pessoa-fisica/telefone/@numero-ddd", of_kind(who, TAXID_CPF, who->area_code)},
		{"insumoSpc/dados-pessoa-fisica/telefone/@numero", of_kind(who, TAXID_CPF, who->phone)},
		{"insumoSpc/dados-pessoa-juridica/cnpj/@numero", of_kind(who, TAXID_CNPJ, who->taxid->digits)},
		{"insumoSpc/dados-pessoa-juridica/razao-social", of_kind(who, TAXID_CNPJ, who->name)},
		{"insumoSpc/dados-pessoa-juridica/nome-comercial", of_kind(who, TAXID_CNPJ, who->name)},
		{"insumoSpc/dados-pessoa-juridica/email", of_kind(who, TAXID_CNPJ, who->email)},
		{"insumoSpc/codigo-associado", inclusion->member},
		{"insumoSpc/data-compra", day_of(inclusion->bought_on, bought)},
		{"insumoSpc/data-vencimento", day_of(inclusion->due_on, due)},
		{"insumoSpc/codigo-tipo-devedor", inclusion->debtor_type},
		{"insumoSpc/numero-contrato", inclusion->contract},
		{"insumoSpc/valor-debito", money_text(inclusion->amount_cents, amount)},
		{"insumoSpc/natureza-inclusao/id", inclusion->nature},
		{"insumoSpc/endereco-pessoa/cep", place->cep},
		{"insumoSpc/endereco-pessoa/logradouro", place->street},
		{"insumoSpc/endereco-pessoa/bairro", place->district},
		{"insumoSpc/endereco-pessoa/numero", place->number},
		{"insumoSpc/endereco-pessoa/complemento", place->complement},
		{"insumoSpc/endereco-pessoa/cidade/@nome", place->city},
		{"insumoSpc/endereco-pessoa/cidade/estado/@sigla-uf", place->uf},
		{"insumoSpc/notificar-via-email", inclusion->by_email ? "S" : NULL},
	};
	return request_write(arena, &spc_incluir, leaves, (int)ARRAY_LEN(leaves), ret_document, reterr);
}

enum rc spc_removal_write(struct arena *arena, const struct spc_removal *removal, struct text *ret_document,
			  struct err *reterr)
{
	const struct spc_person *who = &removal->person;
	char due[DAY_BYTES];
	const struct spc_leaf leaves[] = {
		{"excluir/tipo-pessoa", who->taxid->kind == TAXID_CPF ? "F" : "J"},
		{"excluir/dados-pessoa-fisica/cpf/@numero", of_kind(who, TAXID_CPF, who->taxid->digits)},
		{"excluir/dados-pessoa-fisica/nome", of_kind(who, TAXID_CPF, who->name)},
		{"excluir/dados-pessoa-juridica/cnpj/@numero", of_kind(who, TAXID_CNPJ, who->taxid->digits)},
		{"excluir/dados-pessoa-juridica/razao-social", of_kind(who, TAXID_CNPJ, who->name)},
		{"excluir/dados-pessoa-juridica/nome-comercial", of_kind(who, TAXID_CNPJ, who->name)},
		{"excluir/codigo-associado", removal->member},
		{"excluir/data-vencimento", day_of(removal->due_on, due)},
		{"excluir/numero-contrato", removal->contract},
		{"excluir/motivo-exclusao/id", removal->motive},
	};
	return request_write(arena, &spc_excluir, leaves, (int)ARRAY_LEN(leaves), ret_document, reterr);
}

enum rc spc_question_write(struct arena *arena, const char *operation, bool wrapped, struct text *ret_document,
			   struct err *reterr)
{
	struct buf out CLEANUP(buf_done);
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	open_envelope(&out);
	if (wrapped)
		buf_printf(&out, "<soapenv:Body>\n<web:%s/>\n</soapenv:Body>\n", operation);
	else
		buf_puts(&out, "<soapenv:Body/>\n");
	return finish(arena, &out, ret_document, reterr);
}

const char *spc_question_action(struct arena *arena, const char *operation)
{
	return arena_printf(arena, SPC_SERVICE_NS "%s", operation);
}
