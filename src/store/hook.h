/* What a bureau sent by webhook, kept as it came: a message `in` of kind "hook" with its bytes.
 *
 * The role of the door has no right on any table: it may call the one function of schemas/sql/grants.sql that adds such
 * a message, and say that there is work. Proof: tests/unit/door/rights_test.c, door_test.c */
#pragma once

#include "store/db.h"

/* Store `bytes` for an account of Serasa, in a transaction of its own that has ended when this returns. *ret_fresh is
 * false when the same bytes came before on the same day: they are there once. ERR_NOT_FOUND: the database has no such
 * account (workers write it there when they start). */
MUST_CHECK enum rc hook_store(struct db *db, struct arena *arena, const char *account_code, struct text bytes,
			      bool *ret_fresh, struct err *reterr);

/* Is the server reached by a unix socket, whatever else stands there? Then a process needs no other socket for it. */
bool hook_database_is_local(const char *conninfo);
