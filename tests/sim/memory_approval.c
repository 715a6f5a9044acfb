/* Approvals in memory. */
#include <string.h>

#include "memory.h"

static bool is_open(const struct approval_full *row)
{
	return !row->given && !row->refused && !row->dropped;
}

static bool is_for(const struct approval_full *row, int64_t invoice_id, const char *channel)
{
	return row->is.invoice_id == invoice_id && strcmp(row->is.channel, channel) == 0;
}

enum rc approval_find(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel,
		      struct approval_row *ret_open, int64_t *ret_given_cents, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_open = (struct approval_row){.id = 0};
	*ret_given_cents = 0;
	for (int i = 0; i < db->is.approvals; i++) {
		const struct approval_full *row = &db->approvals[i];
		if (!is_for(row, invoice_id, channel))
			continue;
		if (is_open(row))
			*ret_open = row->is;
		else if (row->given && !row->dropped && row->is.amount_cents > *ret_given_cents)
			*ret_given_cents = row->is.amount_cents;
	}
	return OK;
}

enum rc approval_reread(struct db *db, struct arena *arena, int64_t id, struct approval_row *ret_row,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct approval_full *row = &db->approvals[id - 1];
	*ret_row = is_open(row) ? row->is : (struct approval_row){.id = 0};
	return OK;
}

/* Index approval_asked: one is open for an invoice at a channel. */
enum rc approval_ask(struct db *db, const struct approval_row *row, struct err *reterr)
{
	enum rc rc = approval_drop(db, row->invoice_id, row->channel, reterr);
	if (rc != OK)
		return rc;
	if (row->why == 0 || row->asked_by[0] == '\0')
		return memory_broken(db, "store: an approval without its reason or its asker");
	struct approval_full *own = NEW_ROW(db, approvals, APPROVALS_MAX);
	if (own == NULL)
		return ERR_INTEGRITY;
	*own = (struct approval_full){.is = *row};
	own->is.id = db->is.approvals;
	return OK;
}

static struct approval_full *changed(struct db *db, int64_t id)
{
	struct approval_full *row = &db->approvals[id - 1];
	keep(db, row, sizeof(*row));
	return row;
}

enum rc approval_set_why(struct db *db, int64_t id, unsigned why, struct err *reterr)
{
	alive(db, reterr);
	changed(db, id)->is.why = why;
	return OK;
}

enum rc approval_give(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	alive(db, reterr);
	struct approval_full *row = changed(db, id);
	if (approval_same_person(text_of(row->is.asked_by), text_of(by)))
		return memory_broken(db, "store: %s asked, and approves", by);
	row->given = true;
	row->given_at = db->now_s;
	return OK;
}

enum rc approval_refuse(struct db *db, int64_t id, const char *by, const char *why, struct err *reterr)
{
	(void)by;
	alive(db, reterr);
	if (why[0] == '\0')
		return memory_broken(db, "store: an approval is refused without a reason");
	changed(db, id)->refused = true;
	return OK;
}

enum rc approval_drop(struct db *db, int64_t invoice_id, const char *channel, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.approvals; i++)
		if (is_open(&db->approvals[i]) && is_for(&db->approvals[i], invoice_id, channel))
			changed(db, i + 1)->dropped = true;
	return OK;
}

enum rc approval_drop_all(struct db *db, int64_t invoice_id, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.approvals; i++)
		if (db->approvals[i].is.invoice_id == invoice_id && !db->approvals[i].refused)
			changed(db, i + 1)->dropped = true;
	return OK;
}

enum rc approval_passed_today(struct db *db, struct arena *arena, int64_t account_id, int *ret_count,
			      struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_count = 0;
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		*ret_count += row->account_id == account_id && strcmp(row->is.kind, "include") == 0 &&
			      strcmp(row->is.state, "superseded") != 0 &&
			      row->asked_at >= local_s(day_of(db->now_s), 0);
	}
	return OK;
}

enum rc approval_first_taken(struct db *db, struct arena *arena, int64_t account_id, bool *ret_taken,
			     struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_taken = false;
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		const char *channel = escalation_row(db, row->is.escalation_id)->is.channel;
		bool taken = row->account_id == account_id && strcmp(row->is.kind, "include") == 0 &&
			     strcmp(row->is.state, "accepted") == 0;
		for (int j = 0; taken && j < db->is.approvals; j++)
			*ret_taken =
				*ret_taken || (is_for(&db->approvals[j], row->is.invoice_id, channel) &&
					       db->approvals[j].given && row->asked_at >= db->approvals[j].given_at);
	}
	return OK;
}

static bool somebody_waits(struct db *db, const struct approval_full *row)
{
	for (int i = 0; i < db->is.escalations; i++) {
		const struct escalation *escalation = &db->escalations[i].is;
		if (escalation->state == STATE_HELD && is_for(row, escalation->invoice_id, escalation->channel))
			return true;
	}
	return false;
}

enum rc approval_waiting(struct db *db, struct arena *arena, const struct approval_filter *filter,
			 struct approval_ids *ret_ids, struct err *reterr)
{
	alive(db, reterr);
	struct approval_ids ids = {.at = arena_array(arena, APPROVALS_MAX, sizeof(*ids.at))};
	if (ids.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for approvals");
	for (int i = 0; i < db->is.approvals; i++) {
		const struct approval_full *row = &db->approvals[i];
		const char *invoice = invoice_row(db, row->is.invoice_id)->is.external_id;
		if (!is_open(row) || !somebody_waits(db, row) ||
		    (filter->invoice != NULL && strcmp(filter->invoice, invoice) != 0))
			continue;
		ids.at[ids.count].id = i + 1;
		ids.at[ids.count++].invoice_id = row->is.invoice_id;
	}
	*ret_ids = ids;
	return OK;
}
