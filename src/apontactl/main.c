#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/command.h"
#include "base/text.h"

static const struct command *const groups[] = {
	taxid_commands,   calendar_commands, lifecycle_commands, intake_commands,   wire_commands,
	codes_commands,   seal_commands,     store_commands,     report_commands,   explain_commands,
	message_commands, correct_commands,  hold_commands,      told_commands,     approve_commands,
	rules_commands,   deadline_commands, ladder_commands,    simulate_commands, notices_commands,
};

int command_fail(const struct err *err)
{
	char words[1024];
	(void)fprintf(stderr, "apontactl: %s\n", err_text(err, words, sizeof(words)));
	return EXIT_TROUBLE;
}

int command_usage(const struct command *command)
{
	(void)fprintf(stderr, "usage: apontactl %s%s%s\n", command->words, command->arguments[0] != '\0' ? " " : "",
		      command->arguments);
	return EXIT_TROUBLE;
}

/* How many arguments the words of `command` take up when the line starts with them; 0 when it does not. */
static int words_matched(const struct command *command, int argc, char **argv)
{
	struct text rest = text_of(command->words);
	struct text word;
	int matched = 0;
	while (text_next(&rest, ' ', &word)) {
		if (matched >= argc || !text_is(word, argv[matched]))
			return 0;
		matched++;
	}
	return matched;
}

static void help(FILE *out)
{
	(void)fputs("apontactl: look into and steer apontad\n\n", out);
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		for (const struct command *command = groups[g]; command->words != NULL; command++)
			(void)fprintf(out, "  %s%s%s\n      %s\n", command->words,
				      command->arguments[0] != '\0' ? " " : "", command->arguments, command->summary);
}

int main(int argc, char **argv)
{
	const struct command *best = NULL;
	int best_words = 0;
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		for (const struct command *command = groups[g]; command->words != NULL; command++) {
			int matched = words_matched(command, argc - 1, argv + 1);
			if (matched > best_words) {
				best = command;
				best_words = matched;
			}
		}
	if (best != NULL) {
		int result = best->run(argc - 1 - best_words, argv + 1 + best_words);
		if (fflush(stdout) != 0 && result == EXIT_YES)
			result = EXIT_TROUBLE;
		return result;
	}
	bool asked = argc == 2 && (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0);
	help(asked ? stdout : stderr);
	return asked ? EXIT_YES : EXIT_TROUBLE;
}
