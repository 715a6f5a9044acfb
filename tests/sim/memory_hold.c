/* Agreements and holds in memory. */
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "store/agreement.h"

static struct agreement_row *last_agreement(struct db *db, int64_t invoice_id, const char *external_id)
{
	for (int i = db->is.agreements; i-- > 0;) {
		struct agreement_row *row = &db->agreements[i];
		if (row->invoice_id == invoice_id && !row->broken &&
		    (external_id == NULL || strcmp(row->external_id, external_id) == 0))
			return row;
	}
	return NULL;
}

enum rc agreement_sign(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.agreements; i++) {
		const struct agreement_row *row = &db->agreements[i];
		if (row->invoice_id == invoice_id &&
		    (external_id == NULL ? !row->broken : strcmp(row->external_id, external_id) == 0))
			return OK;
	}
	struct agreement_row *row = NEW_ROW(db, agreements, AGREEMENTS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct agreement_row){.invoice_id = invoice_id};
	if (external_id != NULL)
		(void)text_copy(text_of(external_id), row->external_id, sizeof(row->external_id));
	else
		(void)snprintf(row->external_id, sizeof(row->external_id), "%d", db->is.agreements);
	return OK;
}

enum rc agreement_clear(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	enum rc rc = agreement_sign(db, invoice_id, external_id, reterr);
	struct agreement_row *row = last_agreement(db, invoice_id, external_id);
	if (rc == OK && row != NULL) {
		keep(db, row, sizeof(*row));
		row->first_cleared = true;
	}
	return rc;
}

enum rc agreement_break(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr)
{
	alive(db, reterr);
	struct agreement_row *row = last_agreement(db, invoice_id, external_id);
	while (row != NULL) {
		keep(db, row, sizeof(*row));
		row->broken = true;
		row = last_agreement(db, invoice_id, external_id);
	}
	return OK;
}

bool invoice_is_held(const struct db *db, int64_t invoice_id)
{
	for (int i = 0; i < db->is.holds; i++)
		if (db->holds[i].invoice_id == invoice_id && !db->holds[i].lifted)
			return true;
	return false;
}

enum rc hold_place(struct db *db, struct arena *arena, const struct hold_entry *entry, int64_t *ret_id, bool *ret_fresh,
		   struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	if (entry->why == NULL || entry->why[0] == '\0' || entry->by == NULL || entry->by[0] == '\0')
		return memory_broken(db, "store: a hold without a reason or a name");
	*ret_fresh = false;
	for (int i = 0; i < db->is.holds; i++) {
		const struct hold_row *row = &db->holds[i];
		*ret_id = i + 1;
		if (!row->lifted && row->invoice_id == entry->invoice_id && strcmp(row->kind, entry->kind) == 0 &&
		    strcmp(row->why, entry->why) == 0 && strcmp(row->by, entry->by) == 0 &&
		    row->until.day == entry->until.day)
			return OK;
	}
	struct hold_row *row = NEW_ROW(db, holds, HOLDS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct hold_row){.invoice_id = entry->invoice_id,
				 .why = heap_str(db, entry->why),
				 .by = heap_str(db, entry->by),
				 .until = entry->until};
	(void)text_copy(text_of(entry->kind), row->kind, sizeof(row->kind));
	*ret_id = db->is.holds;
	*ret_fresh = true;
	return OK;
}

static struct hold_row *open_hold(struct db *db, int64_t id)
{
	return id >= 1 && id <= db->is.holds && !db->holds[id - 1].lifted ? &db->holds[id - 1] : NULL;
}

enum rc hold_invoice(struct db *db, struct arena *arena, int64_t id, int64_t *ret_invoice_id, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct hold_row *row = open_hold(db, id);
	if (row == NULL)
		return err_set(reterr, ERR_NOT_FOUND, "no such hold is open");
	*ret_invoice_id = row->invoice_id;
	return OK;
}

enum rc hold_lift(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	(void)by;
	alive(db, reterr);
	struct hold_row *row = open_hold(db, id);
	if (row == NULL)
		return err_set(reterr, ERR_NOT_FOUND, "no such hold is open");
	keep(db, row, sizeof(*row));
	row->lifted = true;
	return OK;
}

enum rc hold_lift_kind(struct db *db, int64_t invoice_id, const char *kind, const char *by, int *ret_lifted,
		       struct err *reterr)
{
	(void)by;
	alive(db, reterr);
	int lifted = 0;
	for (int i = 0; i < db->is.holds; i++) {
		struct hold_row *row = &db->holds[i];
		if (row->invoice_id != invoice_id || row->lifted || strcmp(row->kind, kind) != 0)
			continue;
		keep(db, row, sizeof(*row));
		row->lifted = true;
		lifted++;
	}
	*ret_lifted = lifted;
	return OK;
}

enum rc hold_kinds(struct db *db, struct arena *arena, int64_t invoice_id, const char **ret_kinds, struct err *reterr)
{
	alive(db, reterr);
	const char *kinds = "";
	for (int i = 0; i < db->is.holds; i++) {
		const struct hold_row *row = &db->holds[i];
		if (row->invoice_id == invoice_id && !row->lifted && strstr(kinds, row->kind) == NULL)
			kinds = arena_printf(arena, "%s%s%s", kinds, kinds[0] != '\0' ? ", " : "", row->kind);
		if (kinds == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for holds");
	}
	*ret_kinds = kinds;
	return OK;
}

enum rc hold_in_message(struct db *db, struct arena *arena, int64_t message_id, bool *ret_held, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_held = false;
	for (int i = 0; i < db->is.items; i++) {
		const struct instruction_row *row = instruction_row(db, db->items[i].instruction_id);
		if (db->items[i].message_id == message_id && strcmp(row->is.kind, "include") == 0)
			*ret_held = *ret_held || invoice_is_held(db, row->is.invoice_id);
	}
	return OK;
}

enum rc hold_due(struct db *db, struct arena *arena, int64_t *ret_id, int64_t *ret_invoice_id, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	struct date today = day_of(db->now_s);
	*ret_id = *ret_invoice_id = 0;
	for (int i = 0; i < db->is.holds && *ret_id == 0; i++) {
		const struct hold_row *row = &db->holds[i];
		if (!row->lifted && !date_is_none(row->until) && date_compare(row->until, today) < 0) {
			*ret_id = i + 1;
			*ret_invoice_id = row->invoice_id;
		}
	}
	return OK;
}
