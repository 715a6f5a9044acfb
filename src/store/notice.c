#include "store/notice.h"

#include <inttypes.h>
#include <string.h>

#include "store/event.h"

#define CLAIM_LOOKS 16 /* more than there are workers of a node: another may hold the first ones */

/* The lock of one that is being sent; a number beyond 2^31 wraps, and at worst two wait for one another. */
#define HOLD_KEY "hashtext('apontad.notice'), ($1::bigint % 2147483647)::int"

enum rc notice_prepare(struct db *db, struct arena *arena, const struct notice_entry *entry, bool *ret_fresh,
		       struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"insert into apontad.notice (invoice_id, person_id, escalation_id, occasion, step, kind, template, "
		"by_platform, not_before, prepared_at) values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9::int = 0 "
		"then "
		"apontad.now() else apontad.at_local(apontad.today() + $9::int, 0) end, apontad.now()) "
		"on conflict (invoice_id, person_id, step, occasion) do nothing returning id",
		DB_VALUES(db_int(entry->invoice_id), db_int(entry->person_id), db_id(entry->escalation_id),
			  db_int(entry->occasion), db_str(entry->step), db_str(entry->kind), db_str(entry->template),
			  db_bool(entry->by_platform), db_int(entry->days)),
		&rows, reterr);
	if (rc == OK)
		*ret_fresh = rows.rows == 1;
	return rc;
}

enum rc notice_is_prepared(struct db *db, struct arena *arena, int64_t invoice_id, const char *step, bool *ret_is,
			   struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select not exists (select from apontad.invoice_party p where p.invoice_id = $1 and not "
			 "exists (select from apontad.notice n where n.invoice_id = p.invoice_id and n.person_id = "
			 "p.person_id and n.step = $2 and n.occasion = 0))",
			 DB_VALUES(db_int(invoice_id), db_str(step)), &rows, reterr);
	if (rc == OK)
		*ret_is = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc notice_claim(struct db *db, struct arena *arena, int64_t *ret_id, int64_t *ret_invoice_id, struct err *reterr)
{
	struct db_rows due;
	enum rc rc = db_query(db, arena,
			      "select id, invoice_id from apontad.notice where state in ('prepared', 'sending', "
			      "'in_doubt') and not_before <= apontad.now() order by not_before, id limit $1",
			      DB_VALUES(db_int(CLAIM_LOOKS)), &due, reterr);
	for (int row = 0; rc == OK && row < due.rows; row++) {
		struct db_rows held;
		int64_t id = db_cell_int(&due, row, 0);
		rc = db_query(db, arena, "select pg_try_advisory_lock(" HOLD_KEY ")", DB_VALUES(db_int(id)), &held,
			      reterr);
		if (rc != OK || !db_cell_bool(&held, 0, 0))
			continue;
		*ret_id = id;
		*ret_invoice_id = db_cell_int(&due, row, 1);
		return OK;
	}
	return rc == OK ? ERR_NOT_FOUND : rc;
}

enum rc notice_release(struct db *db, int64_t id, struct err *reterr)
{
	return db_exec(db, "select pg_advisory_unlock(" HOLD_KEY ")", DB_VALUES(db_int(id)), NULL, reterr);
}

#define COLUMNS                                                                                                        \
	"select n.id, n.invoice_id, n.person_id, n.escalation_id, n.occasion, n.public_id, n.step, n.kind, "           \
	"n.template, n.channel, n.state, n.by_platform, n.tries, n.repeats from apontad.notice n "

static enum rc read_one(const struct db_rows *rows, struct notice *out, struct err *reterr)
{
	*out = (struct notice){
		.id = db_cell_int(rows, 0, 0),
		.invoice_id = db_cell_int(rows, 0, 1),
		.person_id = db_cell_int(rows, 0, 2),
		.escalation_id = db_cell_int(rows, 0, 3),
		.occasion = db_cell_int(rows, 0, 4),
		.by_platform = db_cell_bool(rows, 0, 11),
		.tries = (int)db_cell_int(rows, 0, 12),
		.repeats = (int)db_cell_int(rows, 0, 13),
	};
	bool fits = text_copy(db_cell(rows, 0, 5), out->public_id, sizeof(out->public_id)) &&
		    text_copy(db_cell(rows, 0, 6), out->step, sizeof(out->step)) &&
		    text_copy(db_cell(rows, 0, 7), out->kind, sizeof(out->kind)) &&
		    text_copy(db_cell(rows, 0, 8), out->template, sizeof(out->template)) &&
		    text_copy(db_cell(rows, 0, 9), out->channel, sizeof(out->channel)) &&
		    text_copy(db_cell(rows, 0, 10), out->state, sizeof(out->state));
	return fits ? OK : err_set(reterr, ERR_INTEGRITY, "notice %" PRId64 " has a text that is too long", out->id);
}

enum rc notice_lock(struct db *db, struct arena *arena, int64_t id, struct notice *ret_notice, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, COLUMNS "where n.id = $1 for update", DB_VALUES(db_int(id)), &rows, reterr);
	if (rc == OK && rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "there is no notice %" PRId64, id);
	return rc == OK ? read_one(&rows, ret_notice, reterr) : rc;
}

enum rc notice_wait_until(struct db *db, int64_t id, struct date on, int minute, struct err *reterr)
{
	return db_exec(db, "update apontad.notice set not_before = apontad.at_local($2, $3) where id = $1",
		       DB_VALUES(db_int(id), db_date(on), db_int(minute)), NULL, reterr);
}

enum rc notice_wait(struct db *db, int64_t id, int minutes, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.notice set not_before = apontad.now() + make_interval(mins => $2) where id = $1",
		       DB_VALUES(db_int(id), db_int(minutes)), NULL, reterr);
}

enum rc notice_start(struct db *db, const struct notice *notice, const struct notice_message *message,
		     struct err *reterr)
{
	int64_t started = 0;
	enum rc rc =
		db_exec(db,
			"update apontad.notice set state = 'sending', sending_at = apontad.now(), tries = tries + 1, "
			"channel = $2, address_masked = $3, address_sha256 = decode($4, 'hex'), "
			"template_sha256 = decode($5, 'hex') where id = $1 and state = 'prepared'",
			DB_VALUES(db_int(notice->id), db_str(message->channel), db_str(message->address_masked),
				  db_str(message->address_sha256), db_str(message->template_sha256)),
			&started, reterr);
	if (rc == OK && started == 0)
		return err_set(reterr, ERR_INTEGRITY, "notice %s has left already", notice->public_id);
	return rc == OK ? notice_add_part(db, notice->id, "message", message->bytes, reterr) : rc;
}

enum rc notice_repeat(struct db *db, const struct notice *notice, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.notice set state = 'sending', sending_at = apontad.now(), repeats = repeats + 1 "
		       "where id = $1 and state = 'in_doubt'",
		       DB_VALUES(db_int(notice->id)), NULL, reterr);
}

enum rc notice_move(struct db *db, int64_t id, const char *state, const char *words, struct err *reterr)
{
	return db_exec(
		db,
		"update apontad.notice set state = $2, words = $3, "
		"sent_at = case $2 when 'sent' then apontad.now() else sent_at end, "
		"in_doubt_at = case $2 when 'in_doubt' then coalesce(in_doubt_at, apontad.now()) else in_doubt_at end, "
		"failed_at = case $2 when 'failed' then apontad.now() else failed_at end, "
		"dropped_at = case $2 when 'dropped' then apontad.now() else dropped_at end where id = $1",
		DB_VALUES(db_int(id), db_str(state), db_str(words)), NULL, reterr);
}

enum rc notice_add_part(struct db *db, int64_t id, const char *part, struct text bytes, struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.notice_part (notice_id, part, stored_at, sha256, bytes) "
		       "values ($1, $2, apontad.now(), sha256($3::bytea), $3)",
		       DB_VALUES(db_int(id), db_str(part), db_bytes(bytes)), NULL, reterr);
}

enum rc notice_part(struct db *db, struct arena *arena, int64_t id, const char *part, struct text *ret_bytes,
		    struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select bytes, sha256(bytes) = sha256 from apontad.notice_part where notice_id = $1 "
			      "and part = $2 order by id desc limit 1",
			      DB_VALUES(db_int(id), db_str(part)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "notice %" PRId64 " has no %s", id, part);
	if (!db_cell_bool(&rows, 0, 1))
		return err_set(reterr, ERR_INTEGRITY, "the %s of notice %" PRId64 " is not what was stored", part, id);
	*ret_bytes = db_cell_bytes(&rows, 0, 0);
	return OK;
}

enum rc notice_rest(struct db *db, int64_t id, struct err *reterr)
{
	return db_exec(db, "update apontad.notice set not_before = 'infinity' where id = $1", DB_VALUES(db_int(id)),
		       NULL, reterr);
}

enum rc notice_drop_unsent(struct db *db, int64_t invoice_id, int64_t escalation_id, const char *words,
			   int *ret_dropped, struct err *reterr)
{
	int64_t dropped = 0;
	enum rc rc = db_exec(db,
			     "update apontad.notice set state = 'dropped', dropped_at = apontad.now(), words = $3 "
			     "where invoice_id = $1 and escalation_id is not distinct from $2 and state = 'prepared'",
			     DB_VALUES(db_int(invoice_id), db_id(escalation_id), db_str(words)), &dropped, reterr);
	if (rc == OK)
		*ret_dropped = (int)dropped;
	return rc;
}

static enum rc find_receipt(struct db *db, struct arena *arena, int64_t invoice_id, const char *public_id,
			    const char *at, struct notice *ret_notice, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, COLUMNS "where n.public_id = $1 and n.invoice_id = $2 for update",
			      DB_VALUES(db_str(public_id), db_int(invoice_id)), &rows, reterr);
	if (rc == OK && rows.rows == 0)
		return err_set_at(reterr, ERR_NOT_FOUND, NULL, "notice", "this invoice has no notice \"%s\"",
				  public_id);
	if (rc == OK)
		rc = read_one(&rows, ret_notice, reterr);
	if (rc == OK && (strcmp(ret_notice->state, "prepared") == 0 || strcmp(ret_notice->state, "dropped") == 0))
		return err_set_at(reterr, ERR_REFUSED, NULL, "notice",
				  "notice \"%s\" has not left; a receipt is for one that has", public_id);
	if (rc == OK)
		rc = db_query(db, arena, "select $1 <> '' and nullif($1, '')::timestamptz > apontad.now()",
			      DB_VALUES(db_str(at)), &rows, reterr);
	if (rc == OK && db_cell_bool(&rows, 0, 0))
		return err_set_at(reterr, ERR_RANGE, NULL, "at", "is still to come; right is when it was delivered");
	return rc;
}

enum rc notice_receipt(struct db *db, struct arena *arena, int64_t invoice_id, const char *public_id, bool delivered,
		       const char *at, const char *words, struct notice *ret_notice, bool *ret_repeated,
		       struct err *reterr)
{
	struct notice notice;
	struct db_rows rows;
	const char *receipt = arena_printf(arena, "%s\n%s\n%s\n", delivered ? "delivered" : "failed", at, words);
	enum rc rc = receipt != NULL ? find_receipt(db, arena, invoice_id, public_id, at, &notice, reterr)
				     : err_set(reterr, ERR_NO_MEMORY, "no memory for a receipt");
	if (rc == OK)
		rc = db_query(
			db, arena,
			"select exists (select from apontad.notice_part where notice_id = $1 and part = 'receipt' "
			"and bytes = $2)",
			DB_VALUES(db_int(notice.id), db_bytes(text_of(receipt))), &rows, reterr);
	if (rc != OK)
		return rc;
	bool repeated = db_cell_bool(&rows, 0, 0);
	if (!repeated)
		rc = notice_add_part(db, notice.id, "receipt", text_of(receipt), reterr);
	if (!repeated && rc == OK)
		rc = db_exec(
			db,
			"update apontad.notice set state = case when $2 then 'delivered' else 'failed' end, words = "
			"$4, "
			"sent_at = coalesce(sent_at, sending_at), delivered_at = case when $2 then greatest("
			"coalesce(nullif($3, '')::timestamptz, apontad.now()), sent_at, sending_at) else delivered_at "
			"end, failed_at = case when $2 then null else apontad.now() end where id = $1",
			DB_VALUES(db_int(notice.id), db_bool(delivered), db_str(at), db_str(words)), NULL, reterr);
	if (rc == OK) {
		*ret_notice = notice;
		*ret_repeated = repeated;
	}
	return rc;
}

enum rc notice_told_on(struct db *db, struct arena *arena, int64_t invoice_id, const char *step,
		       enum notice_proof proof, struct date *ret_on, struct err *reterr)
{
	static const char *const names[] = {
		[NOTICE_PROOF_BEST] = "best", [NOTICE_PROOF_DELIVERED] = "delivered", [NOTICE_PROOF_SENT] = "sent"};
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select case when bool_and(told is not null) then max(apontad.local_day(told)) end from "
		"(select case when n.state = 'delivered' and $3 <> 'sent' then n.delivered_at when n.state = "
		"'delivered' "
		"then n.sent_at when n.state = 'sent' and $3 <> 'delivered' then n.sent_at end as told from "
		"apontad.invoice_party p left join apontad.notice n on n.invoice_id = p.invoice_id and n.person_id = "
		"p.person_id and n.step = $2 and n.occasion = 0 where p.invoice_id = $1) s",
		DB_VALUES(db_int(invoice_id), db_str(step), db_str(names[proof])), &rows, reterr);
	if (rc == OK)
		*ret_on = db_cell_date(&rows, 0, 0);
	return rc;
}
