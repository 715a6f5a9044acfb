#include "store/hook.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

enum rc hook_store(struct db *db, struct arena *arena, const char *account_code, struct text bytes, bool *ret_fresh,
		   struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select apontad.hook_store($1, $2)",
			      DB_VALUES(db_str(account_code), db_bytes(bytes)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (db_is_null(&rows, 0, 0))
		return err_set(reterr, ERR_NOT_FOUND, "the database has no account %s of serasa yet", account_code);
	bool fresh = db_cell_bool(&rows, 0, 0);
	/* After the commit, so that no worker finds nothing to do and takes this number for the newest. Bytes that came
	 * again too: the first time may have ended between the two. */
	rc = db_exec(db, "select nextval('apontad.work_done')", DB_NO_VALUES, NULL, reterr);
	if (rc == OK)
		*ret_fresh = fresh;
	return rc;
}

static bool only_sockets(const char *hosts)
{
	struct text rest = text_of(hosts);
	struct text host;
	bool only = true;
	while (text_next(&rest, ',', &host))
		only = only && (host.len == 0 || text_starts(host, "/") || text_starts(host, "@"));
	return only;
}

bool hook_database_is_local(const char *conninfo)
{
	static const struct {
		const char *keyword;
		const char *variable;
	} places[] = {{"host", "PGHOST"}, {"hostaddr", "PGHOSTADDR"}, {"service", "PGSERVICE"}};
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	bool local = options != NULL;
	for (size_t i = 0; i < ARRAY_LEN(places) && local; i++) {
		const char *value = getenv(places[i].variable);
		for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
			if (strcmp(option->keyword, places[i].keyword) == 0 && option->val != NULL)
				value = option->val;
		if (value != NULL && value[0] != '\0')
			local = strcmp(places[i].keyword, "host") == 0 && only_sockets(value);
	}
	PQconninfoFree(options);
	return local;
}
