/* The commands of apontactl: one table a group, one row a command.
 *
 * A command prints its result on standard output and what is wrong on standard error. It returns EXIT_YES when the
 * answer is good, EXIT_NO when the question was understood and the answer is bad (invalid, violated, late), and
 * EXIT_TROUBLE when it could not answer. */
#pragma once

#include "base/attributes.h"
#include "base/err.h"

enum command_exit { EXIT_YES = 0, EXIT_NO = 1, EXIT_TROUBLE = 2 };

struct command {
	const char *words;     /* "taxid check" */
	const char *arguments; /* "V…" */
	const char *summary;
	int (*run)(int argc, char **argv); /* what stands after the words */
};

/* Each ends with a row of NULLs. */
extern const struct command taxid_commands[];
extern const struct command calendar_commands[];
extern const struct command lifecycle_commands[];
extern const struct command wire_commands[];
extern const struct command codes_commands[];
extern const struct command rules_commands[];
extern const struct command intake_commands[];
extern const struct command seal_commands[];
extern const struct command store_commands[];
extern const struct command report_commands[];
extern const struct command deadline_commands[];
extern const struct command explain_commands[];
extern const struct command message_commands[];
extern const struct command correct_commands[];
extern const struct command hold_commands[];
extern const struct command told_commands[];
extern const struct command ladder_commands[];
extern const struct command simulate_commands[];
extern const struct command notices_commands[];
extern const struct command approve_commands[];

/* Tell an error on standard error, as "apontactl: …". Returns EXIT_TROUBLE. */
int command_fail(const struct err *err);

/* "usage: apontactl WORDS ARGUMENTS" on standard error. Returns EXIT_TROUBLE. */
int command_usage(const struct command *command);
