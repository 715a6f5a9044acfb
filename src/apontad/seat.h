/* Seats: what a child of the supervisor can be, and what the two say to each other.
 *
 * A child is this program again, told by internal options which seat it takes. It finds its few descriptors at fixed
 * numbers, reads no configuration file (the settings come as sealed bytes, see handover.h), and answers with single
 * bytes on its status pipe and with its exit code. It dies with the supervisor.
 * Proof: tests/unit/apontad/supervisor_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "conf/conf.h"

enum seat {
	SEAT_NONE,
	SEAT_CHECK,   /* loads the identities and the door's files and ends: do the keys fit? */
	SEAT_PREPARE, /* flow_prepare() and ends: so that the supervisor never holds a database connection */
	SEAT_KEEPER,
	SEAT_WORKER,
	SEAT_DOOR,
};

/* Where a child finds its descriptors. */
enum seat_fd {
	SEAT_FD_STATUS = 3,   /* a pipe's writing end */
	SEAT_FD_SETTINGS = 4, /* the handover */
	SEAT_FD_SOCKETS = 5,  /* a worker's one socket to the keeper; the keeper's, one a worker; the door's that
			       * listens;  the check's handover of the door */
};

/* What a child says on its status pipe. */
enum seat_word {
	SEAT_SAYS_UP = 'u',      /* initialised and inside its sandbox */
	SEAT_SAYS_ALIVE = 'a',   /* a worker between two rounds; the door between two calls */
	SEAT_SAYS_SANDBOX = 's', /* prepare: the database's clock can be moved */
};

/* Exit codes, of the children and of the daemon; systemd/apontad.service does not restart after the last two. */
enum seat_exit {
	SEAT_EXIT_OK = 0,
	SEAT_EXIT_FAILED = 1,
	SEAT_EXIT_USAGE = 64,     /* EX_USAGE */
	SEAT_EXIT_AGAIN = 75,     /* EX_TEMPFAIL: try again */
	SEAT_EXIT_CONFIG = 78,    /* EX_CONFIG: the configuration is wrong */
	SEAT_EXIT_INTEGRITY = 79, /* our own records disagree: a person must look first */
};

/* How a child was told to be. */
struct seat_order {
	enum seat seat;
	int slot;    /* a worker's number from 1 */
	int clients; /* the keeper's: how many sockets it has */
	bool faults; /* the database is a sandbox: arm the fault point that the environment names */
};

const char *seat_name(enum seat seat); /* "check", "prepare", "keeper", "worker", "door" */
enum seat_exit seat_exit_of(enum rc rc);

/* Take the seat and do its work; returns the exit code of the process. */
int seat_run(const struct seat_order *order);

void seat_say(enum seat_word word);

/* A descriptor that is readable once SIGTERM came; every signal of the supervisor's is blocked in a child. */
MUST_CHECK enum rc seat_stop_fd(int *ret_fd, struct err *reterr);

/* The seats, each in its file. */
int check_seat(const struct settings *settings);
int prepare_seat(const struct settings *settings);
int keeper_seat(const struct settings *settings, const struct seat_order *order);
int worker_seat(const struct settings *settings, const struct seat_order *order);
int door_seat(const struct settings *settings);
