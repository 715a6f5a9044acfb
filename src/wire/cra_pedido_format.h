/* The rows of format.c for DP, CP, AD and AC: XML (forms A and B, told apart by the reader) and 127 columns, and for
 * the answers of a CRA. */
#pragma once

#include "wire/format.h"

#define CRA_PEDIDO_FORMAT(name)                                                                                        \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr);                                                           \
	void name##_layout(struct buf *out)

CRA_PEDIDO_FORMAT(cra_desistencia_xml);
CRA_PEDIDO_FORMAT(cra_cancelamento_xml);
CRA_PEDIDO_FORMAT(cra_autorizacao_xml); /* AD and AC: a CRA gives both under one root */
CRA_PEDIDO_FORMAT(cra_desistencia_127);
CRA_PEDIDO_FORMAT(cra_cancelamento_127);
CRA_PEDIDO_FORMAT(cra_autorizacao_127);

#undef CRA_PEDIDO_FORMAT

#define CRA_ANSWER_FORMAT(name)                                                                                        \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr)

CRA_ANSWER_FORMAT(cra_resposta_xml);
CRA_ANSWER_FORMAT(cra_homologadas_xml);

#undef CRA_ANSWER_FORMAT
