#include "wire/spc_format.h"

#include <string.h>

#include "wire/columns.h"
#include "wire/spc_batch.h"
#include "wire/spc_request.h"
#include "wire/xml_tree.h"

/* Prefixes are free, so a root has no one spelling: the operation says whose document it is. */
static enum rc demand_operation(const struct spc_request *request, struct text bytes, struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	enum rc rc = xml_parse(bytes, &doc, reterr);
	if (rc != OK)
		return rc;
	xmlNodePtr operation = spc_operation(xml_root(doc));
	if (operation != NULL && strcmp((const char *)operation->name, request->operation) == 0)
		return OK;
	return err_set(reterr, ERR_FORMAT, "there is no <%s> in the body of a SOAP envelope, but <%.60s>",
		       request->operation, (const char *)(operation != NULL ? operation : xml_root(doc))->name);
}

static enum rc request_decode(const struct spc_request *request, const char *format, struct arena *arena,
			      struct text bytes, struct text *ret_json, struct err *reterr)
{
	struct tree_format tree = {.name = format};
	enum rc rc = demand_operation(request, bytes, reterr);
	return rc == OK ? tree_decode(&tree, arena, bytes, ret_json, reterr) : rc;
}

static const char *need_name(enum spc_need need)
{
	static const char *const names[] = {
		[SPC_OPTIONAL] = "optional",
		[SPC_REQUIRED] = "required",
		[SPC_IF_PERSON] = "if F",
		[SPC_IF_COMPANY] = "if J",
	};
	return names[need];
}

static const char *type_name(enum spc_type type)
{
	static const char *const names[] = {
		[SPC_BLOCK] = "block",
		[SPC_TEXT] = "text",
		[SPC_WORDS] = "words",
		[SPC_CONTRACT] = "contract",
		[SPC_PERSON_TYPE] = "F or J",
		[SPC_CPF] = "CPF",
		[SPC_CNPJ] = "CNPJ",
		[SPC_TAXID] = "CPF or CNPJ",
		[SPC_REGION] = "region of a CPF",
		[SPC_UF] = "state",
		[SPC_DATE] = "xsd:dateTime",
		[SPC_EMAIL] = "e-mail",
		[SPC_AREA_CODE] = "area code",
		[SPC_PHONE] = "phone",
		[SPC_LETTER] = "letter",
		[SPC_DEBTOR_TYPE] = "debtor type",
		[SPC_MONEY] = "reais",
		[SPC_NATURE] = "nature",
		[SPC_MOTIVE] = "motive",
		[SPC_CEP] = "CEP",
		[SPC_YES_NO] = "S or N",
		[SPC_UNKNOWN] = "not published",
	};
	return names[type];
}

/* `path` is the room for the whole path, `len` what stands in it already. */
static void print_part(const struct spc_part *part, char *path, size_t size, size_t len, struct buf *out)
{
	size_t name = strlen(part->name);
	if (len + name + 2 > size)
		return;
	path[len] = '/';
	size_t from = len == 0 ? 0 : len + 1;
	memcpy(path + from, part->name, name + 1);
	buf_printf(out, "%s\t%s\t%s\t", path, need_name(part->need), type_name(part->type));
	if (part->length > 0)
		buf_printf(out, "%d\t%s\n", part->length, part->limit);
	else
		buf_puts(out, "\t\n");
	for (int i = 0; i < part->parts_count; i++)
		print_part(&part->parts[i], path, size, from + name, out);
}

static void print_request(const struct spc_request *request, struct buf *out)
{
	char path[256] = "";
	buf_printf(out, "# %s in {%s}, the rest in no namespace; elements stand in this order\n", request->operation,
		   SPC_SERVICE_NS);
	buf_puts(out, "path\tuse\ttype\tlength\tlimit\n");
	print_part(&request->part, path, sizeof(path), 0, out);
}

#define REQUEST(function, spelled)                                                                                     \
	enum rc function##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)   \
	{                                                                                                              \
		return request_decode(&function, spelled, arena, bytes, ret_json, reterr);                             \
	}                                                                                                              \
	enum rc function##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)   \
	{                                                                                                              \
		static const struct tree_format tree = {.name = spelled};                                              \
		return tree_encode(&tree, arena, json, ret_bytes, reterr);                                             \
	}                                                                                                              \
	void function##_layout(struct buf *out)                                                                        \
	{                                                                                                              \
		print_request(&function, out);                                                                         \
	}

REQUEST(spc_incluir, "spc-incluir")
REQUEST(spc_excluir, "spc-excluir")

static const struct columns_format batch_columns = {"spc-batch", "340", SPC_BATCH_WIDTH, spc_batch_layouts,
						    spc_batch_layout_of};

enum rc spc_batch_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)
{
	return columns_decode(&batch_columns, arena, bytes, ret_json, reterr);
}

enum rc spc_batch_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)
{
	return columns_encode(&batch_columns, arena, json, ret_bytes, reterr);
}

void spc_batch_layout(struct buf *out)
{
	for (const struct layout *const *layout = spc_batch_layouts; *layout != NULL; layout++) {
		if (layout != spc_batch_layouts)
			buf_putc(out, '\n');
		layout_print(*layout, spc_batch_kind_names, out);
	}
}
