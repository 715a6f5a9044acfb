/* The daemon's own HTTPS listener: calls in. What it serves now are the webhooks of bureaus.
 *
 *   POST /hooks/ACCOUNT[/ANYTHING]   the body is stored as it is, whatever it is; then 200 and {}
 *   GET  /health                     200 and "ok": the listener is there; says nothing about the database
 *
 * What was answered with 200 is in the database; what could not be stored is answered with 503, so that the sender
 * still has it. The same bytes on the same day are stored once. Refusals: 400 an empty body, 401, 404 an account that
 * has no webhook (or none at all), 405, 413 above DOOR_BODY_BYTES, 431 above DOOR_HEADER_BYTES, 503. One thread,
 * TLS 1.2 or later. Blocks on the database for some seconds at most, unless its machine has vanished: the caller hears
 * signs of life and may kill. Secrets are read by door_new() and wiped by door_free(); after door_new() no file is
 * opened. libmicrohttpd is met in this folder only (and in the simulators). Proof: tests/unit/door/door_test.c */
#pragma once

#include "base/err.h"
#include "conf/conf.h"

#define DOOR_BODY_BYTES   ((size_t)64 << 10)
#define DOOR_HEADER_BYTES ((size_t)16 << 10)

/* A listening socket for `address`, "0.0.0.0:8443"; with port 0 the system chooses one. It may be handed to one door
 * after another: who calls in between waits. ERR_CONFIG: no such address; ERR_SYSTEM: in use, or not of this machine.
 */
MUST_CHECK enum rc door_listen(const char *address, int *ret_fd, struct err *reterr);

struct door;

/* Reads the certificate, its key and the secrets of the accounts, writes the port to settings->door.port_file, and
 * tries the database, whose absence is no error. `listen_fd` becomes the door's. `settings` must outlive it.
 * ERR_CONFIG: a file is not right; ERR_SYSTEM, ERR_NO_MEMORY. */
MUST_CHECK enum rc door_new(const struct settings *settings, int listen_fd, struct door **ret_door, struct err *reterr);
void door_free(struct door *door); /* takes NULL */

/* Would door_new() take these files? Listens nowhere and writes nothing. Nothing to say when there is to be no door. */
MUST_CHECK enum rc door_check(const struct settings *settings, struct err *reterr);

/* Serve until `stop_fd` is readable; requests under way are ended first, within a term. `alive` is called every so
 * often. */
MUST_CHECK enum rc door_serve(struct door *door, int stop_fd, void (*alive)(void), struct err *reterr);
