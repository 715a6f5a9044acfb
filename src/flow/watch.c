/* Watch: takes in what the platform drops into the folder, file by file, row by row.
 *
 * A file is named into the folder when it is whole (names that start with a dot or end in .part or .tmp are left
 * alone). It is known by its bytes: taken once, whatever dies when. When it is done it stands in done/, with a
 * NAME.rejected.csv beside it when rows were rejected. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/money.h"
#include "flow/by_hand.h"
#include "flow/cause.h"
#include "flow/decide.h"
#include "flow/inbox.h"
#include "flow/notify.h"
#include "seal/digest.h"
#include "store/creditor.h"
#include "store/event.h"
#include "store/intake.h"
#include "store/pay_way.h"
#include "wire/intake.h"
#include "wire/translit.h"

#define ROWS_A_TRANSACTION 200

/* One file under way. */
struct taking {
	struct flow *flow;
	struct arena *arena;      /* of the file */
	const char *file;         /* its name in the folder, whatever bytes that has */
	const char *name;         /* the same in UTF-8, for the database and for people */
	struct stat status;       /* before it was read */
	char done[NAME_MAX + 32]; /* its name in done/: its own, unless another file has that already */
	struct intake_result result;
	struct rejected_row *rejected; /* grows by doubling in the arena */
	int rejected_room;
};

static enum rc reject(struct taking *taking, const struct intake_row *row, const struct err *cause, struct err *reterr)
{
	if (taking->result.rows_rejected == taking->rejected_room) {
		int room = taking->rejected_room == 0 ? 64 : taking->rejected_room * 2;
		struct rejected_row *wider = arena_array(taking->arena, (size_t)room, sizeof(*wider));
		if (wider == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for %d rejected rows", room);
		if (taking->rejected_room > 0)
			memcpy(wider, taking->rejected, (size_t)taking->rejected_room * sizeof(*wider));
		taking->rejected = wider;
		taking->rejected_room = room;
	}
	taking->rejected[taking->result.rows_rejected++] = (struct rejected_row){
		.line = row->line,
		.field = arena_text(taking->arena, text_of(cause->field)),
		.rule = rc_name(cause->code),
		.words = arena_text(taking->arena, text_of(cause->words)),
		.raw = row->raw,
	};
	char line[16];
	(void)snprintf(line, sizeof(line), "%d", row->line);
	log_line(LOG_WARNING,
		 LOG_FIELDS({"STAGE", "watch"}, {"FILE_NAME", taking->name}, {"LINE", line}, {"FIELD", cause->field},
			    {"RULE", rc_name(cause->code)}),
		 "row rejected: %s", cause->words);
	return arena_failed(taking->arena) ? err_set(reterr, ERR_NO_MEMORY, "no memory for a rejected row") : OK;
}

/* What the creditor's wire has no room for is told with its row, while who sent it still looks at it. */
static enum rc check_fits(const struct taking *taking, const struct intake_row *row, struct err *reterr)
{
	const struct flow_account *account = flow_account_of_creditor(taking->flow, row->creditor, "protest");
	struct debtor debtor = row->debtor;
	bool invoice = row->kind == INTAKE_INVOICE;
	struct title title = {
		.nosso_numero = "000000000000000",
		.issued_on = row->issued_on,
		.due_on = row->due_on,
		.amount_cents = invoice ? row->amount_cents : 1,
		.balance_cents = invoice ? row->balance_cents : 1,
		.endorsement = row->endorsement,
		.acceptance = row->acceptance,
		.declaration = row->declaration,
		.debtors = &debtor,
		.debtors_count = 1,
	};
	(void)snprintf(title.number, sizeof(title.number), "%s", invoice ? row->number : "1");
	(void)snprintf(title.species, sizeof(title.species), "%s", invoice ? row->species : "DMI");
	if (!invoice)
		title.issued_on = title.due_on = (struct date){0};
	return account != NULL ? account->channel->fits(&account->at, &title, reterr) : OK;
}

/* A row that comes again may tell new ways to pay: a boleto has its own day. */
static enum rc take_pay_ways(struct taking *taking, const struct intake_row *row, int64_t creditor_id, bool *repeated,
			     struct err *reterr)
{
	struct flow *flow = taking->flow;
	struct pay_ways ways = {.interest_cents = row->interest_cents, .fine_cents = row->fine_cents};
	struct invoice invoice;
	struct clock_now now;
	bool changed = false;
	if (row->pix[0] == '\0' && row->boleto_line[0] == '\0' && row->pay_link[0] == '\0' &&
	    row->interest_cents == 0 && row->fine_cents == 0)
		return OK;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the ways to pay of an invoice");
	(void)snprintf(ways.pix, sizeof(ways.pix), "%s", row->pix);
	(void)snprintf(ways.boleto_line, sizeof(ways.boleto_line), "%s", row->boleto_line);
	(void)snprintf(ways.pay_link, sizeof(ways.pay_link), "%s", row->pay_link);
	enum rc rc = invoice_lock_by_name(flow->db, arena, creditor_id, row->invoice, &invoice, reterr);
	if (rc == OK)
		rc = pay_ways_put(flow->db, invoice.id, &ways, &changed, reterr);
	if (rc == OK && changed && *repeated)
		rc = event_tell(flow->db,
				&(struct happening){.actor = flow->actor,
						    .what = "PAY_WAYS_TOLD",
						    .invoice_id = invoice.id,
						    .detail = taking->name},
				reterr);
	/* A notice that lacked just this goes today, before what was held for it. */
	if (rc == OK && changed && *repeated)
		rc = clock_now(flow->db, &now, reterr);
	if (rc == OK && changed && *repeated && !date_is_none(invoice.look_on) &&
	    date_compare(invoice.look_on, now.today) > 0)
		rc = invoice_look_on(flow->db, invoice.id, now.today, reterr);
	*repeated = *repeated && !changed;
	return rc;
}

/* Rows become debts. Each returns an input error for what only the database can tell. */
static enum rc take_invoice(struct taking *taking, struct arena *arena, const struct intake_row *row,
			    int64_t creditor_id, bool *repeated, struct err *reterr)
{
	struct flow *flow = taking->flow;
	const char *ladder = row->ladder[0] != '\0' ? row->ladder : conf_default_ladder(flow->settings, row->creditor);
	if (conf_ladder(flow->settings, ladder) == NULL)
		return err_set_at(reterr, ERR_UNKNOWN, NULL, "ladder", "no ladder \"%s\" in the configuration", ladder);
	struct invoice_entry entry = {
		.creditor_id = creditor_id,
		.external_id = row->invoice,
		.ladder = ladder,
		.number = row->number,
		.species = row->species,
		.issued_on = row->issued_on,
		.due_on = row->due_on,
		.amount_cents = row->amount_cents,
		.balance_cents = row->balance_cents,
		.endorsement = row->endorsement,
		.acceptance = row->acceptance,
		.declaration = row->declaration,
		.document_sha256 = row->document_sha256,
		.look_on = date_plus(row->due_on, 1),
		.payer = &row->payer,
		.marks = row->marks,
	};
	int64_t id = 0;
	enum invoice_added added = INVOICE_NEW;
	enum rc rc = mask_words(arena, row->requested_by, &entry.requested_by, reterr);
	if (rc == OK)
		rc = invoice_add(flow->db, &entry, &row->debtor, &id, &added, reterr);
	*repeated = added == INVOICE_REPEATED;
	if (rc == OK && added == INVOICE_DIFFERENT)
		return err_set_at(reterr, ERR_DUPLICATE, NULL, "invoice",
				  "invoice \"%s\" is known with other data; an id stands for one invoice for ever",
				  row->invoice);
	if (rc == OK && added == INVOICE_NEW)
		rc = event_tell(flow->db,
				&(struct happening){.actor = flow->actor,
						    .what = "INVOICE_RECORDED",
						    .invoice_id = id,
						    .detail = taking->name},
				reterr);
	return rc == OK ? take_pay_ways(taking, row, creditor_id, repeated, reterr) : rc;
}

static enum rc take_codebtor(struct taking *taking, const struct intake_row *row, int64_t creditor_id, bool *repeated,
			     struct err *reterr)
{
	enum invoice_added added = INVOICE_NEW;
	enum rc rc = invoice_add_codebtor(taking->flow->db, creditor_id, row->invoice, &row->debtor, &added, reterr);
	if (rc_group(rc) == RC_GROUP_INPUT)
		err_at(reterr, NULL, rc == ERR_NOT_FOUND ? "invoice" : "record");
	*repeated = added == INVOICE_REPEATED;
	return rc;
}

static enum rc take_payment(struct taking *taking, struct arena *arena, const struct intake_row *row,
			    int64_t creditor_id, bool *repeated, struct err *reterr)
{
	struct flow *flow = taking->flow;
	struct invoice invoice;
	enum payment_added added = PAYMENT_NEW;
	enum rc rc = invoice_lock_by_name(flow->db, arena, creditor_id, row->invoice, &invoice, reterr);
	if (rc == ERR_NOT_FOUND)
		err_at(reterr, NULL, "invoice");
	if (rc == OK)
		rc = payment_add(flow->db, arena, &invoice, row->payment, row->paid_cents, row->received_at,
				 row->cleared_at, &added, reterr);
	if (rc != OK)
		return rc;
	if (added == PAYMENT_DIFFERENT)
		return err_set_at(
			reterr, ERR_DUPLICATE, NULL, "payment",
			"payment \"%s\" is known with another amount or invoice; an id stands for one payment for ever",
			row->payment);
	*repeated = added == PAYMENT_REPEATED;
	if (*repeated)
		return OK;
	char paid[MONEY_TEXT_BYTES];
	const char *detail = arena_printf(arena, "%s %s%s", row->payment, money_words(row->paid_cents, paid),
					  row->cleared_at[0] != '\0' ? "" : ", not cleared yet");
	rc = event_tell(flow->db,
			&(struct happening){.actor = flow->actor,
					    .what = added == PAYMENT_NEW ? "PAYMENT_RECORDED" : "PAYMENT_CLEARED",
					    .invoice_id = invoice.id,
					    .detail = detail},
			reterr);
	return rc == OK ? decide_payment(flow, arena, &invoice, added, detail, reterr) : rc;
}

static enum rc take_event(struct taking *taking, struct arena *arena, const struct intake_row *row, int64_t creditor_id,
			  bool *repeated, struct err *reterr)
{
	struct flow *flow = taking->flow;
	struct invoice invoice;
	enum rc rc = invoice_lock_by_name(flow->db, arena, creditor_id, row->invoice, &invoice, reterr);
	if (rc == ERR_NOT_FOUND)
		err_at(reterr, NULL, "invoice");
	if (rc != OK)
		return rc;
	const char *why = row->at[0] != '\0' ? arena_printf(arena, "%s (at %s)", row->why, row->at) : row->why;
	struct cause_order order = {
		.cause = row->cause,
		.by = "the platform",
		.why = why,
		.payment = row->reverses[0] != '\0' ? row->reverses : NULL,
	};
	if (why == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an event");
	rc = cause_take(flow, arena, &invoice, &order, repeated, reterr);
	if (rc == ERR_NOT_FOUND)
		err_at(reterr, NULL, "reverses");
	return rc;
}

static enum rc take_receipt(struct taking *taking, struct arena *arena, const struct intake_row *row,
			    int64_t creditor_id, bool *repeated, struct err *reterr)
{
	struct invoice invoice;
	enum rc rc = invoice_lock_by_name(taking->flow->db, arena, creditor_id, row->invoice, &invoice, reterr);
	if (rc == ERR_NOT_FOUND)
		err_at(reterr, NULL, "invoice");
	if (rc != OK)
		return rc;
	return notify_take_receipt(
		taking->flow, arena, &invoice,
		&(struct notify_receipt){
			.notice = row->notice, .delivered = row->delivered, .at = row->at, .proof = row->proof},
		repeated, reterr);
}

/* Payments and events reach escalations, instructions and clocks: when one cannot be taken after all, none of that
 * stays. */
typedef enum rc (*take_fn)(struct taking *taking, struct arena *arena, const struct intake_row *row,
			   int64_t creditor_id, bool *repeated, struct err *reterr);

static enum rc take_whole(take_fn take, struct taking *taking, struct arena *arena, const struct intake_row *row,
			  int64_t creditor_id, bool *repeated, struct err *reterr)
{
	struct db *db = taking->flow->db;
	enum rc rc = db_exec(db, "savepoint taken", DB_NO_VALUES, NULL, reterr);
	if (rc != OK)
		return rc;
	rc = take(taking, arena, row, creditor_id, repeated, reterr);
	if (rc == OK)
		return db_exec(db, "release savepoint taken", DB_NO_VALUES, NULL, reterr);
	enum rc back = OK;
	if (rc_group(rc) == RC_GROUP_INPUT)
		back = db_exec(db, "rollback to savepoint taken", DB_NO_VALUES, NULL, NULL);
	return back == OK ? rc : back;
}

static enum rc take_row(struct taking *taking, struct arena *arena, const struct intake_row *row, bool *repeated,
			struct err *reterr)
{
	int64_t creditor_id = 0;
	enum rc rc = creditor_find(taking->flow->db, row->creditor, &creditor_id, reterr);
	if (rc == ERR_NOT_FOUND)
		err_at(reterr, NULL, "creditor");
	if (rc != OK)
		return rc;
	if (row->kind == INTAKE_INVOICE || row->kind == INTAKE_CODEBTOR)
		rc = check_fits(taking, row, reterr);
	if (rc != OK)
		return rc;
	switch (row->kind) {
	case INTAKE_INVOICE: return take_invoice(taking, arena, row, creditor_id, repeated, reterr);
	case INTAKE_CODEBTOR: return take_codebtor(taking, row, creditor_id, repeated, reterr);
	case INTAKE_PAYMENT: return take_whole(take_payment, taking, arena, row, creditor_id, repeated, reterr);
	case INTAKE_EVENT: return take_whole(take_event, taking, arena, row, creditor_id, repeated, reterr);
	case INTAKE_RECEIPT: return take_whole(take_receipt, taking, arena, row, creditor_id, repeated, reterr);
	}
	return OK;
}

/* Up to ROWS_A_TRANSACTION rows; *ret_more is false at the end of the file. */
static enum rc take_rows(struct taking *taking, struct intake_reader *reader, struct arena *arena, bool *ret_more,
			 struct err *reterr)
{
	for (int i = 0; i < ROWS_A_TRANSACTION; i++) {
		struct intake_row row;
		struct err cause;
		bool repeated = false;
		enum rc rc = intake_next(reader, &row, ret_more, &cause);
		if (rc == OK && !*ret_more)
			return OK;
		if (rc == OK)
			rc = take_row(taking, arena, &row, &repeated, &cause);
		if (rc_group(rc) == RC_GROUP_INPUT) {
			rc = reject(taking, &row, &cause, &cause);
		} else if (rc == OK) {
			taking->result.rows_repeated += repeated;
			taking->result.rows_taken += !repeated;
		}
		if (rc != OK) {
			if (reterr != NULL)
				*reterr = cause;
			return rc;
		}
	}
	return OK;
}

static enum rc take_all_rows(struct taking *taking, struct intake_reader *reader, struct err *reterr)
{
	bool more = true;
	enum rc rc = OK;
	while (rc == OK && more) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
		if (arena == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for rows");
		rc = db_begin(taking->flow->db, reterr);
		if (rc == OK)
			rc = db_end(taking->flow->db, take_rows(taking, reader, arena, &more, reterr), reterr);
		if (rc == OK)
			fault_point(FAULT_watch_rows_stored);
	}
	return rc;
}

static enum rc record_file(struct taking *taking, struct text sha256, struct err *reterr)
{
	struct db *db = taking->flow->db;
	enum rc rc = db_begin(db, reterr);
	if (rc != OK)
		return rc;
	rc = intake_record(db, taking->name, sha256, &taking->result, reterr);
	for (int i = 0; rc == OK && i < taking->result.rows_rejected; i++)
		rc = intake_reject(db, taking->result.id, &taking->rejected[i], reterr);
	return db_end(db, rc, reterr);
}

/* A file that cannot be read at all is one rejected row: its header line, or the whole when it has no lines. */
static enum rc take_bytes(struct taking *taking, struct text bytes, struct text sha256, struct err *reterr)
{
	struct intake_reader *reader = NULL;
	enum intake_syntax syntax;
	struct err cause;
	enum rc rc = intake_syntax_of(taking->name, &syntax, &cause);
	if (rc == OK)
		rc = intake_open(taking->arena, syntax, bytes, &reader, &cause);
	if (rc_group(rc) == RC_GROUP_INPUT) {
		struct text rest = bytes;
		struct intake_row row = {.line = 1};
		if (text_next(&rest, '\n', &row.raw) && row.raw.len > LIMIT_INTAKE_LINE_BYTES)
			row.raw.len = LIMIT_INTAKE_LINE_BYTES;
		rc = reject(taking, &row, &cause, reterr);
	} else if (rc == OK) {
		rc = take_all_rows(taking, reader, reterr);
	} else if (reterr != NULL) {
		*reterr = cause;
	}
	return rc == OK ? record_file(taking, sha256, reterr) : rc;
}

static void put_quoted(struct buf *out, struct text text)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, text.at[i]);
	}
	buf_putc(out, '"');
}

/* NAME.rejected.csv in done/: line, field, rule, words and the row as it came. */
static enum rc write_rejected(struct taking *taking, const char *folder, struct err *reterr)
{
	struct rejected_row *rows = NULL;
	int count = 0;
	enum rc rc = intake_rejected(taking->flow->db, taking->arena, taking->result.id, &rows, &count, reterr);
	if (rc != OK || count == 0)
		return rc;
	struct buf out;
	buf_init(&out, LIMIT_INTAKE_FILE_BYTES);
	buf_puts(&out, "line,field,rule,words,row\r\n");
	for (int i = 0; i < count; i++) {
		buf_printf(&out, "%d,", rows[i].line);
		put_quoted(&out, text_of(rows[i].field));
		buf_putc(&out, ',');
		put_quoted(&out, text_of(rows[i].rule));
		buf_putc(&out, ',');
		put_quoted(&out, text_of(rows[i].words));
		buf_putc(&out, ',');
		put_quoted(&out, text_trim(rows[i].raw));
		buf_puts(&out, "\r\n");
	}
	char path[PATH_MAX];
	if (buf_failed(&out) ||
	    snprintf(path, sizeof(path), "%s/done/%s.rejected.csv", folder, taking->done) >= (int)sizeof(path))
		rc = err_set(reterr, ERR_NO_MEMORY, "no room for the rejected rows of %s", taking->name);
	else
		rc = io_write(path, buf_view(&out), 0640, reterr);
	buf_done(&out);
	return rc;
}

/* Another worker may have moved it, and somebody may have put a new file there under its name: that one is for the next
 * round. */
static bool is_still_there(const char *path, const struct stat *taken)
{
	struct stat now;
	return stat(path, &now) == 0 && now.st_dev == taken->st_dev && now.st_ino == taken->st_ino &&
	       now.st_size == taken->st_size && now.st_mtim.tv_sec == taken->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == taken->st_mtim.tv_nsec;
}

static void choose_done(struct taking *taking, const char *folder)
{
	char path[PATH_MAX];
	(void)snprintf(taking->done, sizeof(taking->done), "%s", taking->file);
	if (snprintf(path, sizeof(path), "%s/done/%s", folder, taking->file) < (int)sizeof(path) &&
	    access(path, F_OK) == 0)
		(void)snprintf(taking->done, sizeof(taking->done), "%s.%lld", taking->file,
			       (long long)taking->result.id);
}

static enum rc move_done(const char *folder, const struct taking *taking, struct err *reterr)
{
	const char *name = taking->file;
	const struct stat *taken = &taking->status;
	char from[PATH_MAX];
	char to[PATH_MAX];
	bool fits = snprintf(from, sizeof(from), "%s/%s", folder, name) < (int)sizeof(from) &&
		    snprintf(to, sizeof(to), "%s/done/%s", folder, taking->done) < (int)sizeof(to);
	if (fits && !is_still_there(from, taken))
		return OK;
	if (!fits || rename(from, to) != 0)
		return err_set_at(reterr, ERR_SYSTEM, from, NULL, "cannot move it to done/: %s",
				  fits ? strerror(errno) : "name too long");
	return OK;
}

static enum rc make_done(const char *folder, struct err *reterr)
{
	char path[PATH_MAX];
	bool fits = snprintf(path, sizeof(path), "%s/done", folder) < (int)sizeof(path);
	/* The platform that drops the files shall be able to read what became of them, whatever the daemon's umask. */
	if (fits && ((mkdir(path, 0750) == 0 && chmod(path, 0750) == 0) || errno == EEXIST))
		return OK;
	return err_set_at(reterr, ERR_SYSTEM, path, NULL, "cannot make the folder: %s",
			  fits ? strerror(errno) : "name too long");
}

static enum rc finish(struct taking *taking, const char *folder, struct err *reterr)
{
	enum rc rc = make_done(folder, reterr);
	choose_done(taking, folder);
	if (rc == OK)
		rc = write_rejected(taking, folder, reterr);
	if (rc == OK)
		rc = move_done(folder, taking, reterr);
	if (rc == OK) {
		fault_point(FAULT_watch_file_moved);
		log_line(LOG_INFO, LOG_FIELDS({"STAGE", "watch"}, {"FILE_NAME", taking->name}),
			 "taken: %d rows, %d known already, %d rejected", taking->result.rows_taken,
			 taking->result.rows_repeated, taking->result.rows_rejected);
	}
	return rc;
}

/* The bytes of the file, and what it was before they were read. ERR_NOT_FOUND: another worker was faster. */
static enum rc read_file(struct taking *taking, struct text *ret_bytes, struct err *reterr)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof(path), "%s/%s", taking->flow->settings->inbox, taking->file) >= (int)sizeof(path))
		return err_set(reterr, ERR_SYSTEM, "the path of %s is too long", taking->name);
	if (stat(path, &taking->status) != 0)
		return err_set_at(reterr, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, path, NULL,
				  "cannot look at it: %s", strerror(errno));
	if (!S_ISREG(taking->status.st_mode))
		return err_set_at(reterr, ERR_SYSTEM, path, NULL, "it is no regular file");
	return io_read(taking->arena, path, LIMIT_INTAKE_FILE_BYTES, ret_bytes, reterr);
}

/* A name that is not UTF-8, with '?' for what is not ASCII. NULL when the arena is full. */
static const char *readable(struct arena *arena, const char *name)
{
	char *copy = arena_text(arena, text_of(name));
	for (char *at = copy; at != NULL && *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	return copy;
}

static enum rc take_file(struct flow *flow, const char *name, int *done, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_INTAKE_FILE_BYTES * 2ul);
	struct taking taking = {.flow = flow, .arena = arena, .file = name, .name = name};
	struct text bytes;
	unsigned char digest[DIGEST_BYTES];
	struct text sha256 = {(const char *)digest, sizeof(digest)};
	if (arena != NULL && !translit_is_utf8(text_of(name)))
		taking.name = readable(arena, name);
	if (arena == NULL || taking.name == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to take %s", name);
	enum rc rc = read_file(&taking, &bytes, reterr);
	if (rc == ERR_NOT_FOUND)
		return OK;
	if (rc == OK)
		rc = digest_sha256(bytes, digest);
	bool mine = false;
	if (rc == OK)
		rc = intake_claim(flow->db, sha256, &mine, reterr);
	if (rc != OK || !mine)
		return rc;
	rc = intake_find(flow->db, sha256, &taking.result, reterr);
	if (rc == OK && !taking.result.taken_before)
		rc = take_bytes(&taking, bytes, sha256, reterr);
	if (rc == OK)
		rc = finish(&taking, flow->settings->inbox, reterr);
	*done += rc == OK;
	enum rc released = intake_release(flow->db, sha256, rc == OK ? reterr : NULL);
	return rc == OK ? released : rc;
}

enum rc flow_watch(struct flow *flow, int *done, struct err *reterr)
{
	struct dirent **entries = NULL;
	int count = 0;
	if (flow->settings->inbox[0] == '\0')
		return OK;
	enum rc first = inbox_list(flow->settings->inbox, &entries, &count, reterr);
	/* A file that cannot be taken does not hold back those after it; the first failure is told. */
	for (int i = 0; i < count && !db_is_broken(flow->db); i++) {
		struct err err;
		enum rc rc = take_file(flow, entries[i]->d_name, done, &err);
		if (rc == OK || first != OK)
			continue;
		first = rc;
		if (reterr != NULL)
			*reterr = err;
	}
	inbox_free(entries, count);
	return first;
}
