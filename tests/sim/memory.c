/* Transactions, the clock and the trace of the store in memory. */
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/clock.h"
#include "store/worker.h"

#define DAY_S  86400
#define ZONE_S (3 * 3600) /* of São Paulo, west */

void memory_open(struct db *db, struct date on)
{
	/* The heap and rows beyond the counts are never looked at. */
	size_t rows = offsetof(struct db, invoices);
	memset(db, 0, rows);
	db->started_on = on;
	db->is.hash = 0xcbf29ce484222325u;
	db->undo_used = 0;
	db->now_s = db->machine_s = local_s(on, 0);
}

static void roll_back(struct db *db)
{
	struct {
		void *at;
		size_t bytes;
	} head;
	while (db->undo_used > 0) {
		db->undo_used -= sizeof(head);
		memcpy(&head, db->undo + db->undo_used, sizeof(head));
		db->undo_used -= (head.bytes + 7) & ~(size_t)7;
		memcpy(head.at, db->undo + db->undo_used, head.bytes);
	}
	db->is = db->before;
}

void memory_connect(struct db *db)
{
	if (db->in_transaction)
		roll_back(db);
	db->in_transaction = false;
	db->dead = false;
	db->dead_in = 0;
	for (int i = 0; i < db->is.lanes; i++)
		db->lanes[i].leased = false;
}

enum rc memory_broken(struct db *db, const char *format, ...)
{
	if (db->broken[0] == '\0') {
		va_list arguments;
		va_start(arguments, format);
		(void)vsnprintf(db->broken, sizeof(db->broken), format, arguments);
		va_end(arguments);
	}
	return ERR_INTEGRITY;
}

bool memory_alive(struct db *db, struct err *reterr)
{
	db->statements++;
	if (db->dead_in > 0 && --db->dead_in == 0)
		db->dead = true;
	if (!db->dead)
		return true;
	(void)err_set(reterr, ERR_TRANSIENT, "the connection is gone");
	return false;
}

void keep(struct db *db, void *at, size_t bytes)
{
	struct {
		void *at;
		size_t bytes;
	} head = {at, bytes};
	size_t padded = (bytes + 7) & ~(size_t)7;
	if (!db->in_transaction)
		return;
	if (db->undo_used + padded + sizeof(head) > UNDO_BYTES) {
		(void)memory_broken(db, "limits: a transaction changes too much");
		return;
	}
	memcpy(db->undo + db->undo_used, at, bytes);
	memcpy(db->undo + db->undo_used + padded, &head, sizeof(head));
	db->undo_used += padded + sizeof(head);
}

enum rc db_begin(struct db *db, struct err *reterr)
{
	alive(db, reterr);
	if (db->in_transaction)
		return memory_broken(db, "store: a transaction inside a transaction");
	db->in_transaction = true;
	db->before = db->is;
	db->undo_used = 0;
	return OK;
}

enum rc db_end(struct db *db, enum rc rc, struct err *reterr)
{
	bool was_dead = db->dead;
	bool lives = memory_alive(db, rc == OK ? reterr : NULL);
	bool done = rc == OK && (lives || (!was_dead && db->commit_dies));
	if (!done)
		roll_back(db);
	db->in_transaction = false;
	db->undo_used = 0;
	return rc != OK ? rc : lives ? OK : ERR_TRANSIENT;
}

bool db_is_broken(const struct db *db)
{
	return db->dead;
}

void db_close(struct db *db)
{
	(void)db;
}

const char *heap_str(struct db *db, const char *words)
{
	return words == NULL ? "" : heap_bytes(db, (struct text){words, strlen(words) + 1}).at;
}

struct text heap_bytes(struct db *db, struct text bytes)
{
	size_t padded = (bytes.len + 7) & ~(size_t)7;
	if (db->is.heap_used + padded > HEAP_BYTES) {
		(void)memory_broken(db, "limits: the history says too much");
		db->is.heap_used = 0;
	}
	char *at = db->heap + db->is.heap_used;
	if (bytes.len > 0)
		memcpy(at, bytes.at, bytes.len);
	db->is.heap_used += padded;
	return (struct text){at, bytes.len};
}

uint64_t hash_bytes(uint64_t hash, const void *at, size_t len)
{
	const unsigned char *bytes = at;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	return hash;
}

void mix(struct db *db, const char *format, ...)
{
	char line[600];
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	size_t used = len < 0 ? 0 : (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1;
	db->is.hash = hash_bytes(db->is.hash, line, used);
	db->is.hash = hash_bytes(db->is.hash, &db->now_s, sizeof(db->now_s));
	if (db->tells)
		(void)printf("  day %4d %02d:%02d     %s\n", date_days_between(db->started_on, day_of(db->now_s)),
			     minute_of(db->now_s) / 60, minute_of(db->now_s) % 60, line);
}

struct date day_of(int64_t seconds)
{
	return (struct date){(int32_t)((seconds - ZONE_S) / DAY_S)};
}

int minute_of(int64_t seconds)
{
	return (int)((seconds - ZONE_S) % DAY_S / 60);
}

int64_t local_s(struct date on, int minute)
{
	return (int64_t)on.day * DAY_S + (int64_t)minute * 60 + ZONE_S;
}

enum rc clock_now(struct db *db, struct clock_now *ret_now, struct err *reterr)
{
	alive(db, reterr);
	*ret_now = (struct clock_now){
		.seconds = db->now_s, .today = day_of(db->now_s), .minute = minute_of(db->now_s), .sandbox = true};
	return OK;
}

enum rc worker_nudge(struct db *db, struct err *reterr)
{
	alive(db, reterr);
	return OK;
}
