#include "apontasim/serasa/base.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/serasa/check.h"

#define SHOWN_MONTHS 60 /* CDC art. 43 §1 */

static const char *code_drawn(const struct serasa_world *world, const struct debt *debt)
{
	const char *document = debt->guarantor[0] != '\0' ? debt->guarantor : debt->debtor;
	int drawn = serasa_fate_draw(world->settings.seed, document, debt->contract, DRAW_REJECT);
	if (drawn >= world->settings.reject_percent)
		return NULL;
	return drawn % 2 == 0 ? "491" : strlen(document) == 11 ? "296" : "295";
}

void base_judge(const struct serasa_world *world, const struct debt *debt, enum channel channel, bool with_principal,
		struct codes *codes)
{
	bool guarantor = debt->guarantor[0] != '\0';
	int standing =
		guarantor ? serasa_books_guarantor(&world->books, debt) : serasa_books_principal(&world->books, debt);
	if (channel == CHANNEL_FILE && !serasa_creditor(world, debt->creditor))
		codes_add(codes, "089");
	if (standing >= 0) {
		codes_add(codes, "059");
		return;
	}
	check_debt(debt, moment_date(world->now), codes);
	if (guarantor && !with_principal && serasa_books_principal(&world->books, debt) < 0)
		codes_add(codes, "298");
	if (codes->count > 0)
		return;
	const struct serasa_fate *fate = serasa_fates_find(&world->fates, debt->contract);
	const char *drawn = code_drawn(world, debt);
	if (fate->reject[0] != '\0' && !guarantor)
		codes_add(codes, fate->reject);
	else if (drawn != NULL)
		codes_add(codes, drawn);
}

int base_include(struct serasa_world *world, const struct debt *debt, enum channel channel, const struct codes *codes)
{
	struct record record = {
		.debt = *debt,
		.state = codes->count > 0 ? RECORD_REFUSED : RECORD_ACCEPTED,
		.channel = channel,
		.accepted_at = world->now,
		.visible_on = date_plus(moment_date(world->now), serasa_notice_days(debt->state)),
		.codes = *codes,
		.principal = -1,
	};
	if (codes_have(codes, "059")) {
		world->books.duplicates++;
		return -1;
	}
	if (debt->guarantor[0] != '\0')
		record.principal = serasa_books_principal(&world->books, debt);
	return serasa_books_add(&world->books, &record, world->settings.seed);
}

int base_find(const struct serasa_world *world, const struct debt *debt, enum channel channel)
{
	if (debt->guarantor[0] != '\0')
		return serasa_books_guarantor(&world->books, debt);
	int found = serasa_books_principal(&world->books, debt);
	if (found >= 0 || channel == CHANNEL_FILE)
		return found;
	struct debt other = *debt;
	memcpy(other.guarantor, debt->debtor, sizeof(other.guarantor));
	return serasa_books_guarantor(&world->books, &other);
}

void base_exclude(struct serasa_world *world, int record, int motive, struct codes *codes)
{
	char digits[16];
	if (record < 0) {
		codes_add(codes, "022");
		return;
	}
	const struct serasa_fate *fate = serasa_fates_find(&world->fates, world->books.all[record].debt.contract);
	if (fate->reject_exclusion[0] != '\0') {
		codes_add(codes, fate->reject_exclusion);
		return;
	}
	(void)snprintf(digits, sizeof(digits), "%02d", motive);
	serasa_books_remove(&world->books, record, world->now, "creditor", digits);
}

void base_own_removals(struct serasa_world *world)
{
	struct date today = moment_date(world->now);
	for (int i = 0; i < world->books.count; i++) {
		const struct record *record = &world->books.all[i];
		if (record->state != RECORD_ACCEPTED || record->principal >= 0)
			continue;
		if (serasa_fates_find(&world->fates, record->debt.contract)->court)
			serasa_books_remove(&world->books, i, world->now, "court", "96");
		else if (date_compare(date_plus_months(record->debt.due, SHOWN_MONTHS), today) <= 0)
			serasa_books_remove(&world->books, i, world->now, "time", "97");
	}
}
