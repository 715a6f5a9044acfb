/* The command line of apontad. Pure. Proof: tests/unit/apontad/options_test.c */
#pragma once

#include <stdio.h>

#include "apontad/seat.h"

enum mode { MODE_RUN, MODE_CHECK, MODE_SETTINGS, MODE_VERSION, MODE_HELP, MODE_SEAT };

struct options {
	enum mode mode;
	const char *config;      /* points into argv, or is the default */
	struct seat_order order; /* MODE_SEAT: how the supervisor calls itself */
};

/* ERR_FORMAT, ERR_RANGE: the words say which option and what would be right. */
MUST_CHECK enum rc options_parse(int argc, char **argv, struct options *ret_options, struct err *reterr);

void options_help(FILE *out);
