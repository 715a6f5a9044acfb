/* Notices to debtors in memory. Nobody sends them in a history: one counts as told on the day on which it was prepared,
 * until it is dropped. Ways to pay and fees are not told. */
#include <string.h>

#include "memory.h"
#include "store/notice.h"
#include "store/pay_way.h"
#include "store/told.h"

static bool is_of_step(const struct notice_full *row, int64_t invoice_id, const char *step)
{
	return row->invoice_id == invoice_id && row->escalation_id == 0 && !row->dropped &&
	       strcmp(row->step, step) == 0;
}

enum rc notice_prepare(struct db *db, struct arena *arena, const struct notice_entry *entry, bool *ret_fresh,
		       struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_fresh = false;
	for (int i = 0; i < db->is.notices; i++) {
		const struct notice_full *row = &db->notices[i];
		if (row->invoice_id == entry->invoice_id && row->person_id == entry->person_id &&
		    row->occasion == entry->occasion && strcmp(row->step, entry->step) == 0)
			return OK;
	}
	struct notice_full *row = NEW_ROW(db, notices, NOTICES_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct notice_full){.invoice_id = entry->invoice_id,
				    .person_id = entry->person_id,
				    .escalation_id = entry->escalation_id,
				    .occasion = entry->occasion,
				    .on = day_of(db->now_s)};
	(void)text_copy(text_of(entry->step), row->step, sizeof(row->step));
	*ret_fresh = true;
	return OK;
}

static bool everybody_has(struct db *db, int64_t invoice_id, const char *step, struct date *ret_on)
{
	const struct invoice_row *invoice = invoice_row(db, invoice_id);
	*ret_on = DATE_NONE;
	for (int i = 0; i < invoice->parties_count; i++) {
		bool has = false;
		for (int j = 0; j < db->is.notices; j++)
			if (is_of_step(&db->notices[j], invoice_id, step) &&
			    db->notices[j].person_id == invoice->persons[i]) {
				has = true;
				if (date_is_none(*ret_on) || date_compare(db->notices[j].on, *ret_on) > 0)
					*ret_on = db->notices[j].on;
			}
		if (!has) {
			*ret_on = DATE_NONE;
			return false;
		}
	}
	return true;
}

enum rc notice_is_prepared(struct db *db, struct arena *arena, int64_t invoice_id, const char *step, bool *ret_is,
			   struct err *reterr)
{
	struct date on;
	(void)arena;
	alive(db, reterr);
	*ret_is = everybody_has(db, invoice_id, step, &on);
	return OK;
}

enum rc notice_told_on(struct db *db, struct arena *arena, int64_t invoice_id, const char *step,
		       enum notice_proof proof, struct date *ret_on, struct err *reterr)
{
	(void)arena;
	(void)proof;
	alive(db, reterr);
	(void)everybody_has(db, invoice_id, step, ret_on);
	return OK;
}

enum rc notice_drop_unsent(struct db *db, int64_t invoice_id, int64_t escalation_id, const char *words,
			   int *ret_dropped, struct err *reterr)
{
	(void)invoice_id;
	(void)escalation_id;
	(void)words;
	alive(db, reterr);
	*ret_dropped = 0; /* what counts as told has left */
	return OK;
}

enum rc notice_receipt(struct db *db, struct arena *arena, int64_t invoice_id, const char *public_id, bool delivered,
		       const char *at, const char *words, struct notice *ret_notice, bool *ret_repeated,
		       struct err *reterr)
{
	(void)arena;
	(void)invoice_id;
	(void)delivered;
	(void)at;
	(void)words;
	(void)ret_notice;
	(void)ret_repeated;
	alive(db, reterr);
	return err_set(reterr, ERR_NOT_FOUND, "no notice \"%s\"", public_id);
}

enum rc pay_ways_read(struct db *db, struct arena *arena, int64_t invoice_id, struct pay_ways *ret_ways,
		      struct err *reterr)
{
	(void)arena;
	(void)invoice_id;
	alive(db, reterr);
	*ret_ways = (struct pay_ways){.pix = ""};
	return OK;
}

enum rc told_fees(struct db *db, struct arena *arena, int64_t escalation_id, int64_t *ret_cents, struct err *reterr)
{
	(void)arena;
	(void)escalation_id;
	alive(db, reterr);
	*ret_cents = 0;
	return OK;
}

enum rc message_add_letter(struct db *db, int64_t message_id, int64_t instruction_id, struct text bytes,
			   struct err *reterr)
{
	(void)instruction_id;
	return message_add_part(db, message_id, "letter", bytes, reterr);
}

enum rc message_letter(struct db *db, struct arena *arena, int64_t instruction_id, struct text *ret_bytes,
		       struct err *reterr)
{
	alive(db, reterr);
	for (int i = db->is.items; i-- > 0;)
		if (db->items[i].instruction_id == instruction_id)
			return message_part(db, arena, db->items[i].message_id, "letter", ret_bytes, reterr);
	return err_set(reterr, ERR_NOT_FOUND, "instruction %lld has no letter", (long long)instruction_id);
}
