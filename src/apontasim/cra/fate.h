/* What will become of a title: ordered by a test, or drawn from a hash of the seed, its número and its debtor.
 *
 * Pure. Two acceptances of the same debt have the same fate, whenever and in whatever order they come. */
#pragma once

#include "apontasim/cra/world.h"

enum course { COURSE_PROTEST, COURSE_PAY, COURSE_SLIP, COURSE_STAY, COURSE_IRREGULAR };

enum draw {
	DRAW_IRREGULAR,
	DRAW_IRREGULARITY,
	DRAW_PAYS,
	DRAW_PAY_DAY,
	DRAW_SLIP,
	DRAW_STAY,
	DRAW_LATE,
	DRAW_EDITAL,
	DRAW_NOTICE,
	DRAW_NOTARY,
	DRAW_WITHDRAWS,
	DRAW_CANCELS,
	DRAW_CANCEL_DAYS,
	DRAW_CANCEL_FAILS,
};

/* 0 to below - 1. */
int fate_draw(const struct world *world, const struct title *title, enum draw draw, int below);

enum course fate_course(const struct world *world, const struct title *title);
bool fate_is_late(const struct world *world, const struct title *title);
bool fate_ignores_withdrawal(const struct world *world, const struct title *title);

/* What the retorno says of a protest: '2', or the letter that a test ordered, whoever knows it. */
char fate_protest_result(const struct world *world, const struct title *title);

/* The irregularity code of a title that is refused; `ret_occurrence` is '5' or '6'. A title that contradicts itself
 * (not due yet, balance above value, issued after due) is refused whatever its fate says: false for a good one. */
bool fate_irregularity(const struct world *world, const struct title *title, enum course course, struct date on,
		       char ret_code[3], char *ret_occurrence);
