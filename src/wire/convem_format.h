/* The rows of format.c for the files of Serasa in 600 columns: CONVEM04 as it is sent and as it comes back, CONVEM01
 * either way. */
#pragma once

#include "wire/format.h"

#define CONVEM_FORMAT(name)                                                                                            \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr);                                                           \
	void name##_layout(struct buf *out)

CONVEM_FORMAT(convem04);
CONVEM_FORMAT(convem04_return);
CONVEM_FORMAT(convem01);

#undef CONVEM_FORMAT
