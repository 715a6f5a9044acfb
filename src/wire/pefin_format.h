/* The rows of format.c for the bodies of Serasa's REST interface. */
#pragma once

#include "wire/format.h"

#define PEFIN_FORMAT(name)                                                                                             \
	MUST_CHECK enum rc name##_decode(struct arena *arena, struct text bytes, struct text *ret_json,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_encode(struct arena *arena, struct text json, struct text *ret_bytes,                \
					 struct err *reterr);                                                          \
	MUST_CHECK enum rc name##_check(struct arena *arena, struct text bytes, struct report *report,                 \
					struct err *reterr);                                                           \
	void name##_layout(struct buf *out)

PEFIN_FORMAT(pefin_debt);
PEFIN_FORMAT(pefin_guarantor);
PEFIN_FORMAT(pefin_webhook);

#undef PEFIN_FORMAT
