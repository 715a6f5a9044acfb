/* The supervisor: starts the keeper, the workers and the door, restarts what dies, tells systemd, and does no work
 * itself.
 *
 * It reads the configuration, has it checked and the database prepared by short-lived children, and keeps both ends of
 * every worker's socket to the keeper, so that either side can be restarted without the other noticing more than a
 * pause; for the same reason it keeps the socket at which the door listens, and takes no call from it itself.
 * A reload is whole: the workers end their round, then the keeper, then all start with the new settings; a bad
 * configuration changes nothing.
 * Proof: tests/unit/apontad/supervisor_test.c, tests/journey/service_lifecycle.sh */
#pragma once

/* Runs until SIGTERM or SIGINT, or until a child asks for a stop (wrong configuration, integrity). Returns the exit
 * code of the daemon, enum seat_exit. Takes the process over: signals, standard input, every other descriptor. */
int supervisor_run(const char *config);
