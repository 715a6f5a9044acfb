#include "door/books.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "door/door.h"
#include "door/terms.h"
#include "store/hook.h"

#define STORE_ARENA_BYTES (16 * DOOR_BODY_BYTES)

void books_init(struct books *books, const char *conninfo)
{
	*books = (struct books){.conninfo = conninfo};
	/* One thread serves everybody: nobody waits long for a server that does not answer. The operator's own word in
	 * `database` stands above this. */
	(void)setenv("PGCONNECT_TIMEOUT", "3", 0);
}

void books_done(struct books *books)
{
	db_cleanup(&books->db);
}

static enum rc note_trouble(struct books *books, int64_t now_ms, enum rc rc, const struct err *err)
{
	char words[sizeof(books->trouble)];
	(void)err_text(err, words, sizeof(words));
	if (strcmp(words, books->trouble) != 0)
		log_error(err, LOG_WARNING, NULL);
	(void)snprintf(books->trouble, sizeof(books->trouble), "%s", words);
	db_cleanup(&books->db);
	books->pause_ms = books->pause_ms == 0 ? door_terms.database_pause_first_ms : 2 * books->pause_ms;
	if (books->pause_ms > door_terms.database_pause_max_ms)
		books->pause_ms = door_terms.database_pause_max_ms;
	books->retry_at_ms = now_ms + books->pause_ms;
	return rc;
}

static void note_success(struct books *books)
{
	if (books->trouble[0] != '\0')
		log_line(LOG_NOTICE, NULL, "going on after: %s", books->trouble);
	books->trouble[0] = '\0';
	books->pause_ms = 0;
}

static enum rc connect_now(struct books *books, struct err *reterr)
{
	struct db *db = NULL;
	enum rc rc = db_open(books->conninfo, "apontad door", &db, reterr);
	if (rc == OK)
		rc = db_script(db, "set statement_timeout = '5s'; set lock_timeout = '2s'", reterr);
	if (rc == OK)
		books->db = db;
	else
		db_close(db);
	return rc;
}

enum rc books_open(struct books *books, int64_t now_ms, struct err *reterr)
{
	struct err err = {0};
	if (books->db != NULL)
		return OK;
	if (books->pause_ms > 0 && now_ms < books->retry_at_ms)
		return err_set(reterr, ERR_TRANSIENT, "the database was away a moment ago");
	enum rc rc = connect_now(books, &err);
	if (rc == OK)
		return OK;
	if (reterr != NULL)
		*reterr = err;
	return note_trouble(books, now_ms, rc, &err);
}

enum rc books_store(struct books *books, const char *account_code, struct text bytes, int64_t now_ms, bool *ret_fresh,
		    struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(STORE_ARENA_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what was sent");
	bool was_open = books->db != NULL;
	struct err err = {0};
	enum rc rc = books_open(books, now_ms, reterr);
	if (rc != OK)
		return rc;
	rc = hook_store(books->db, arena, account_code, bytes, ret_fresh, &err);
	/* A connection that went away while nobody used it says so now; storing again is harmless, it is there once. */
	if (rc != OK && was_open && db_is_broken(books->db)) {
		db_cleanup(&books->db);
		rc = connect_now(books, &err);
		if (rc == OK)
			rc = hook_store(books->db, arena, account_code, bytes, ret_fresh, &err);
	}
	if (rc == OK) {
		note_success(books);
		return OK;
	}
	if (reterr != NULL)
		*reterr = err;
	/* One account that is not there yet is no reason to keep the others waiting. */
	return rc == ERR_NOT_FOUND ? rc : note_trouble(books, now_ms, rc, &err);
}
