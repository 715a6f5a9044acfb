#include "wire/cra_pedido_format.h"

#include "wire/columns.h"
#include "wire/cra_pedido_read.h"
#include "wire/xml_tree.h"

static const char *const desistencia_roots[] = {"desistencia", "sustacao", NULL};
static const char *const cancelamento_roots[] = {"cancelamento", "sustacao", NULL};
static const char *const autorizacao_roots[] = {"autoriza_cancelamento", "autoriza_desistencia", "autorizacao", NULL};
static const char *const resposta_roots[] = {"relatorio", "remessas", NULL};
static const char *const homologadas_roots[] = {"comarcas", NULL};

const char *const *pedido_roots(enum pedido_file file)
{
	static const char *const *const roots[] = {
		[PEDIDO_FILE_DP] = desistencia_roots,
		[PEDIDO_FILE_CP] = cancelamento_roots,
		[PEDIDO_FILE_AUTHORISATION] = autorizacao_roots,
	};
	return roots[file];
}

/* CRA21 manual, messages: 2023 CANCELAMENTO missing, 2024 DESISTENCIA, 2025 AUTORIZACAO. */
const char *pedido_root_rule(enum pedido_file file)
{
	static const char *const rules[] = {
		[PEDIDO_FILE_DP] = "2024",
		[PEDIDO_FILE_CP] = "2023",
		[PEDIDO_FILE_AUTHORISATION] = "2025",
	};
	return rules[file];
}

static void print_layouts(struct buf *out)
{
	for (const struct layout *const *layout = pedido_layouts; *layout != NULL; layout++) {
		if (layout != pedido_layouts)
			buf_putc(out, '\n');
		layout_print(*layout, pedido_kind_names, out);
	}
}

static const struct layout *layout_of_line(struct text line)
{
	return pedido_layout_of(line.at[0]);
}

/* Decode and encode of an XML format that has no order of its own: the generic tree. */
#define TREE(function, spelled, root_names, tables)                                                                    \
	static const struct tree_format function##_tree = {spelled, root_names, tables};                               \
	enum rc function##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)   \
	{                                                                                                              \
		return tree_decode(&function##_tree, arena, bytes, ret_json, reterr);                                  \
	}                                                                                                              \
	enum rc function##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)   \
	{                                                                                                              \
		return tree_encode(&function##_tree, arena, json, ret_bytes, reterr);                                  \
	}

#define COLUMNS(function, spelled)                                                                                     \
	static const struct columns_format function##_columns = {spelled, "127", PEDIDO_WIDTH, pedido_layouts,         \
								 layout_of_line};                                      \
	enum rc function##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)   \
	{                                                                                                              \
		return columns_decode(&function##_columns, arena, bytes, ret_json, reterr);                            \
	}                                                                                                              \
	enum rc function##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)   \
	{                                                                                                              \
		return columns_encode(&function##_columns, arena, json, ret_bytes, reterr);                            \
	}

#define CHECK(function, check, file)                                                                                   \
	enum rc function##_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)    \
	{                                                                                                              \
		return check(arena, file, bytes, report, reterr);                                                      \
	}                                                                                                              \
	void function##_layout(struct buf *out)                                                                        \
	{                                                                                                              \
		print_layouts(out);                                                                                    \
	}

TREE(cra_desistencia_xml, "cra-desistencia-xml", desistencia_roots, pedido_layouts)
TREE(cra_cancelamento_xml, "cra-cancelamento-xml", cancelamento_roots, pedido_layouts)
TREE(cra_autorizacao_xml, "cra-autorizacao-xml", autorizacao_roots, pedido_layouts)
TREE(cra_resposta_xml, "cra-resposta-xml", resposta_roots, NULL)
TREE(cra_homologadas_xml, "cra-homologadas-xml", homologadas_roots, NULL)
COLUMNS(cra_desistencia_127, "cra-desistencia-127")
COLUMNS(cra_cancelamento_127, "cra-cancelamento-127")
COLUMNS(cra_autorizacao_127, "cra-autorizacao-127")
CHECK(cra_desistencia_xml, pedido_check_xml, PEDIDO_FILE_DP)
CHECK(cra_cancelamento_xml, pedido_check_xml, PEDIDO_FILE_CP)
CHECK(cra_autorizacao_xml, pedido_check_xml, PEDIDO_FILE_AUTHORISATION)
CHECK(cra_desistencia_127, pedido_check_127, PEDIDO_FILE_DP)
CHECK(cra_cancelamento_127, pedido_check_127, PEDIDO_FILE_CP)
CHECK(cra_autorizacao_127, pedido_check_127, PEDIDO_FILE_AUTHORISATION)
