#include <stdio.h>

#include "apontactl/command.h"
#include "domain/lifecycle.h"

static int lifecycle_print(int argc, char **argv);

const struct command lifecycle_commands[] = {
	{"lifecycle", "[--dot]", "Every transition of an escalation, as a table or as a graph for dot(1).",
	 lifecycle_print},
	{NULL, NULL, NULL, NULL},
};

static void print_table(void)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)printf("%-18s %-21s %-18s %-15s %s\n", "FROM", "EVENT", "TO", "EFFECT", "RULE");
	for (size_t i = 0; i < count; i++)
		(void)printf("%-18s %-21s %-18s %-15s %s\n", state_name(rows[i].from), event_name(rows[i].event),
			     state_name(rows[i].to), effect_name(rows[i].effect), rows[i].rule);
}

static void print_cluster(enum phase phase)
{
	static const char *const colours[] = {
		[PHASE_ours] = "#dbe9f6", [PHASE_sent] = "#fdebd0", [PHASE_ended] = "#e5e8e8"};
	(void)printf("\tsubgraph cluster_%s {\n\t\tlabel=\"%s\";\n\t\tnode [style=filled, fillcolor=\"%s\"];\n",
		     phase_name(phase), phase_name(phase), colours[phase]);
	for (enum state state = 0; state < STATE_COUNT; state++)
		if (state_phase(state) == phase)
			(void)printf("\t\t%s [tooltip=\"%s\"];\n", state_name(state), state_meaning(state));
	(void)printf("\t}\n");
}

static void print_dot(void)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)printf("digraph lifecycle {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
		     "\tedge [fontname=\"sans-serif\", fontsize=9];\n");
	print_cluster(PHASE_ours);
	print_cluster(PHASE_sent);
	print_cluster(PHASE_ended);
	for (size_t i = 0; i < count; i++) {
		bool quiet = rows[i].effect == EFFECT_NOTHING;
		(void)printf("\t%s -> %s [label=\"%s%s%s\", tooltip=\"%s\"];\n", state_name(rows[i].from),
			     state_name(rows[i].to), event_name(rows[i].event), quiet ? "" : "\\n",
			     quiet ? "" : effect_name(rows[i].effect), rows[i].rule);
	}
	(void)printf("}\n");
}

static int lifecycle_print(int argc, char **argv)
{
	bool dot = argc == 1 && text_is(text_of(argv[0]), "--dot");
	if (argc > 0 && !dot)
		return command_usage(&lifecycle_commands[0]);
	if (dot)
		print_dot();
	else
		print_table();
	return EXIT_YES;
}
