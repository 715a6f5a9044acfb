/* A door in a process of its own, inside its sandbox, with a database of the test's own, and raw TLS clients.
 *
 * Three accounts are in the configuration and in the database: "open" (no credentials), "basic" (user "serasa",
 * password "fictitious pass"), "bearer" (token "Zm9v.fict~1"), and "cra", which has no webhook. door_test.sh gives the
 * certificate and the server. A wait is for an event, with a limit after which the test fails. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "conf/conf.h"
#include "store/db.h"

#define ANSWER_BYTES 8192

struct house {
	struct db *db; /* as its owner; the clock stands at 2026-03-02T09:00:00-03:00 */
	struct arena *arena;
	char name[32]; /* of the database */
	struct settings *settings;
	char folder[64];
	int listen_fd;
	int port;
	pid_t pid; /* of the door; 0 when it is shut */
};

int house_setup(void **state); /* with the door open */
int house_teardown(void **state);
#define HOUSE_TEST(function) cmocka_unit_test_setup_teardown(function, house_setup, house_teardown)

void house_open(struct house *house);
int house_shut(struct house *house); /* SIGTERM, and its exit code */
int house_wait(struct house *house); /* its exit code, when it ends by itself */
int house_log_count(const struct house *house, const char *text);
bool house_log_shows(const struct house *house, const char *text); /* waits for it */
int64_t house_hooks(struct house *house);                          /* stored */

/* What must succeed, and one value of a statement. */
void house_sql(struct house *house, const char *sql);
const char *house_text(struct house *house, const char *sql);
int64_t house_number(struct house *house, const char *sql);
struct db *house_connect(struct house *house, const char *user);
void house_let_in(struct house *house, bool let_in); /* may anybody connect to the database from now on? */

/* One TLS connection. */
struct wire;
struct wire *wire_open(const struct house *house, int tls_version_max); /* NULL: no agreement on TLS */
void wire_say(struct wire *wire, const char *bytes, size_t len);
/* All that comes until the other side ends, terminated; the status code, 0 when nothing came. Closes. */
int wire_hear(struct wire *wire, char answer[ANSWER_BYTES]);

int plain_connect(const struct house *house); /* a socket, before any TLS */

/* A whole request with Connection: close; `headers` are lines, each ended by \r\n. */
int call(const struct house *house, const char *method, const char *path, const char *headers, struct text body,
	 char answer[ANSWER_BYTES]);
int post(const struct house *house, const char *path, const char *headers, const char *body);
