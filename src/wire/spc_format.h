/* The rows of format.c for SPC: the two requests to the service, and the batch file of 340 columns. */
#pragma once

#include "wire/format.h"

#define SPC_FORMAT(name)                                                                                               \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr);                                                           \
	void name##_layout(struct buf *out)

SPC_FORMAT(spc_incluir);
SPC_FORMAT(spc_excluir);
SPC_FORMAT(spc_batch);

#undef SPC_FORMAT
