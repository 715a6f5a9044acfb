/* The listening socket's own things. Proof: tests/unit/door/door_test.c */
#pragma once

#include "base/err.h"

/* Write the port of a listening socket as a line, whole or not at all. */
MUST_CHECK enum rc listen_tell_port(int fd, const char *file, struct err *reterr);
