/* `apontad --check`: would the daemon take this configuration, its keys and its passwords? Touches neither database nor
 * network.
 *
 * Proof: tests/unit/apontad/supervisor_test.c */
#pragma once

/* Tells every error on standard error and "configuration OK" on standard output. Returns 0 or 1. */
int check_run(const char *config);
