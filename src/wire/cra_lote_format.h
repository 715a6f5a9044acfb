/* The rows of format.c for remessa, confirmação, retorno and andamento, in XML and in 600 columns. */
#pragma once

#include "wire/format.h"

#define CRA_LOTE_FORMAT(name)                                                                                          \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr);                                                           \
	void name##_layout(struct buf *out)

CRA_LOTE_FORMAT(cra_remessa_xml);
CRA_LOTE_FORMAT(cra_confirmacao_xml);
CRA_LOTE_FORMAT(cra_retorno_xml);
CRA_LOTE_FORMAT(cra_andamento_xml);
CRA_LOTE_FORMAT(cra_remessa_600);
CRA_LOTE_FORMAT(cra_confirmacao_600);
CRA_LOTE_FORMAT(cra_retorno_600);
CRA_LOTE_FORMAT(cra_andamento_600);

#undef CRA_LOTE_FORMAT
