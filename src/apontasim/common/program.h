/* What the main of every simulator does: read options common to all, listen, tell the port, wait for the end.
 *
 * Proof: tests/unit/apontasim/cra_smoke.sh, serasa_smoke.sh */
#pragma once

#include <signal.h>

#include "apontasim/common/server.h"

#define EXIT_TROUBLE 2

/* "127.0.0.1:0" */
MUST_CHECK bool program_listen(const char *text, struct server_settings *settings);

/* A file with a secret: its one line, terminated, without the line end. The same shape for PEM files, kept whole. */
MUST_CHECK enum rc program_secret(struct arena *arena, const char *path, const char **ret_text, struct err *reterr);
MUST_CHECK enum rc program_pem(struct arena *arena, const char *path, const char **ret_text, struct err *reterr);

/* SIGTERM and SIGINT are blocked from here on, for all threads to come; SIGPIPE is ignored. */
void program_signals(sigset_t *ret_ends);

/* Listen, write the port to `port_file` (may be NULL), wait for SIGTERM or SIGINT, stop. */
MUST_CHECK enum rc program_serve(const struct trade *trade, const struct server_settings *settings,
				 const char *port_file, const sigset_t *ends, struct err *reterr);
