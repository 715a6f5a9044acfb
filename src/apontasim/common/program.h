/* What the main of every simulator does: read the command line by a table of options, listen, tell the port, wait for
 * the end.
 *
 * Options that all have (listen, port-file, cert, key, control, seed, clock, max-connections, help) are here; a
 * simulator gives a table of its own ones, and the help is made of both. What is wrong is told on standard error with
 * the option's name. Proof: tests/unit/apontasim/cra_smoke.sh, serasa_smoke.sh */
#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "apontasim/common/server.h"
#include "base/arena.h"

#define EXIT_TROUBLE 2

enum program_value {
	PROGRAM_TEXT,    /* const char * */
	PROGRAM_SECRET,  /* const char *: the one line of the file that is named */
	PROGRAM_PEM,     /* const char *: the whole file */
	PROGRAM_NUMBER,  /* uint64_t */
	PROGRAM_COUNT,   /* int, from least to most */
	PROGRAM_PERCENT, /* int */
	PROGRAM_WORD,    /* an enum: the place in `words` */
	PROGRAM_FLAG,    /* bool; takes no value */
	PROGRAM_OWN,     /* `take` reads it, and may be called several times */
};

struct program_option {
	const char *name;
	const char *shape; /* of the value, for the help: "HH:MM-HH:MM" */
	enum program_value value;
	bool required;
	size_t offset; /* in the settings */
	int least, most;
	const char *const *words;                        /* ended by NULL */
	bool (*take)(const char *value, void *settings); /* false: it does not take that value */
};

/* What an option of all simulators is read into; `run` has it. */
struct program_line {
	struct server_settings server;
	const char *port_file; /* NULL for none */
	uint64_t seed;
	int64_t clock; /* MOMENT_NONE: the machine's */
	sigset_t ends;
	struct arena *arena; /* for the whole life */
};

struct program {
	const char *name;                     /* "cra" */
	const struct program_option *options; /* ended by a name of NULL */
	void *settings;                       /* where their values go; it holds what counts without them */
	/* The name of an option that others make necessary; NULL for none. May be NULL. */
	const char *(*missing)(const void *settings);
	/* Make the world, have it served, unmake it. */
	enum rc (*run)(void *settings, struct program_line *line, struct err *reterr);
};

/* The exit status. */
int program_main(const struct program *program, int argc, char **argv);

/* Listen, write the port, wait for SIGTERM or SIGINT, stop. */
MUST_CHECK enum rc program_serve(const struct trade *trade, const struct program_line *line, struct err *reterr);
