#include "wire/cra_lote_format.h"

#include "wire/cra_lote_check.h"
#include "wire/cra_lote_json.h"

static void print_layouts(enum lote_kind kind, struct buf *out)
{
	const char *kinds[LAYOUT_KINDS] = {NULL};
	kinds[kind] = lote_kind_names[kind];
	layout_print(&lote_header, kinds, out);
	buf_putc(out, '\n');
	layout_print(&lote_transaction, kinds, out);
	buf_putc(out, '\n');
	layout_print(&lote_trailer, kinds, out);
}

#define FORMAT(name, spelled, kind, shape, check)                                                                      \
	enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)       \
	{                                                                                                              \
		return lote_##shape##_decode(arena, spelled, kind, bytes, ret_json, reterr);                           \
	}                                                                                                              \
	enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)       \
	{                                                                                                              \
		return lote_##shape##_encode(arena, kind, json, ret_bytes, reterr);                                    \
	}                                                                                                              \
	enum rc name##_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)        \
	{                                                                                                              \
		return check(arena, kind, bytes, report, reterr);                                                      \
	}                                                                                                              \
	void name##_layout(struct buf *out)                                                                            \
	{                                                                                                              \
		print_layouts(kind, out);                                                                              \
	}

FORMAT(cra_remessa_xml, "cra-remessa-xml", LOTE_TPR, xml, lote_check_xml)
FORMAT(cra_confirmacao_xml, "cra-confirmacao-xml", LOTE_CRT, xml, lote_check_xml)
FORMAT(cra_retorno_xml, "cra-retorno-xml", LOTE_RTP, xml, lote_check_xml)
FORMAT(cra_andamento_xml, "cra-andamento-xml", LOTE_AND, xml, lote_check_xml)
FORMAT(cra_remessa_600, "cra-remessa-600", LOTE_TPR, 600, lote_check_columns)
FORMAT(cra_confirmacao_600, "cra-confirmacao-600", LOTE_CRT, 600, lote_check_columns)
FORMAT(cra_retorno_600, "cra-retorno-600", LOTE_RTP, 600, lote_check_columns)
FORMAT(cra_andamento_600, "cra-andamento-600", LOTE_AND, 600, lote_check_columns)
