/* The sandbox that each process of the daemon closes behind itself: a system call filter (seccomp) without a way back.
 *
 * Enter it when everything is open that needs opening. It holds for all threads and all descendants. What a library
 * tries softly (open a file, make a socket for the journal) is answered with EPERM, what nobody has a reason to try
 * ends the process. A build with sanitizers installs nothing: their runtimes need other calls.
 * Errors: ERR_SYSTEM. Proof: tests/unit/seal/sandbox_test.c */
#pragma once

#include "base/err.h"

enum sandbox_profile {
	SANDBOX_KEEPER, /* only what signing needs: no file, no network, no program, no executable memory; kill */
	SANDBOX_KEEPER_FAULTS, /* the same, and a new file may be made: the token of a fault point on a sandbox database
				*/
	SANDBOX_WORKER, /* everything but programs, listening, mounts, other users, other processes' memory; EPERM */
	SANDBOX_DOOR, /* only what taking calls and a database by unix socket need: no file, no other socket; EPERM, and
		       * kill for programs and processes */
	SANDBOX_DOOR_TCP, /* the same, and new TCP sockets: the database is on another machine */
};

MUST_CHECK enum rc sandbox_enter(enum sandbox_profile profile, struct err *reterr);
