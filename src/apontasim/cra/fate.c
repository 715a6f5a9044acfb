#include "apontasim/cra/fate.h"

#include <string.h>

int fate_draw(const struct world *world, const struct title *title, enum draw draw, int below)
{
	uint64_t hash = hash_bytes(HASH_START, &world->settings.seed, sizeof(world->settings.seed));
	hash = hash_text(hash, title->number);
	hash = hash_text(hash, title->document);
	hash = hash_bytes(hash, &(unsigned char){(unsigned char)draw}, 1);
	return (int)(hash_mix(hash) % (uint64_t)below);
}

static bool drawn(const struct world *world, const struct title *title, enum draw draw, int percent)
{
	return fate_draw(world, title, draw, 100) < percent;
}

enum course fate_course(const struct world *world, const struct title *title)
{
	static const struct {
		enum fate_kind ordered;
		enum course course;
	} orders[] = {
		{FATE_PAY, COURSE_PAY},         {FATE_SLIP, COURSE_SLIP},
		{FATE_PROTEST, COURSE_PROTEST}, {FATE_IRREGULAR, COURSE_IRREGULAR},
		{FATE_STAY, COURSE_STAY},
	};
	const struct settings *settings = &world->settings;
	for (size_t i = 0; i < ARRAY_LEN(orders); i++)
		if (orders_fated(&world->orders, title->number, orders[i].ordered, NULL))
			return orders[i].course;
	if (drawn(world, title, DRAW_IRREGULAR, settings->irregular_percent))
		return COURSE_IRREGULAR;
	if (drawn(world, title, DRAW_STAY, settings->stay_percent))
		return COURSE_STAY;
	if (!drawn(world, title, DRAW_PAYS, settings->pays_percent))
		return COURSE_PROTEST;
	return drawn(world, title, DRAW_SLIP, settings->slip_percent) ? COURSE_SLIP : COURSE_PAY;
}

bool fate_is_late(const struct world *world, const struct title *title)
{
	return orders_fated(&world->orders, title->number, FATE_LATE, NULL) ||
	       (!orders_fated_otherwise(&world->orders, title->number) &&
		drawn(world, title, DRAW_LATE, world->settings.late_percent));
}

bool fate_ignores_withdrawal(const struct world *world, const struct title *title)
{
	return orders_fated(&world->orders, title->number, FATE_WITHDRAW_IGNORED, NULL);
}

char fate_protest_result(const struct world *world, const struct title *title)
{
	char code[3];
	return orders_fated(&world->orders, title->number, FATE_RESULT, code) ? code[0] : '2';
}

/* The contradictions of annex 4 that can be seen in the fields. */
static const char *contradiction(const struct title *title, struct date on)
{
	struct date issued = DATE_NONE;
	struct date due = DATE_NONE;
	bool has_issued =
		date_parse_ddmmyyyy(text_of(title->debtors[0].field[14]), &issued, NULL) == OK && !date_is_none(issued);
	bool has_due = strncmp(title->debtors[0].field[15], "9999", 4) != 0 &&
		       date_parse_ddmmyyyy(text_of(title->debtors[0].field[15]), &due, NULL) == OK &&
		       !date_is_none(due);
	if (has_due && date_compare(due, on) >= 0)
		return "01";
	if (has_due && has_issued && date_compare(issued, due) > 0)
		return "20";
	if (title->balance_cents > title->amount_cents)
		return "24";
	return NULL;
}

bool fate_irregularity(const struct world *world, const struct title *title, enum course course, struct date on,
		       char ret_code[3], char *ret_occurrence)
{
	static const char codes[][3] = {"06", "14", "22", "40", "08", "03", "36", "59"};
	const char *seen = contradiction(title, on);
	if (seen == NULL && course != COURSE_IRREGULAR)
		return false;
	int drawn_code = fate_draw(world, title, DRAW_IRREGULARITY, ARRAY_LEN(codes) * 2);
	*ret_occurrence = drawn_code % 2 == 0 ? '5' : '6';
	if (seen != NULL)
		memcpy(ret_code, seen, 3);
	else if (!orders_fated(&world->orders, title->number, FATE_IRREGULAR, ret_code))
		memcpy(ret_code, codes[drawn_code / 2], 3);
	return true;
}
