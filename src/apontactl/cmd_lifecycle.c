#include <getopt.h>
#include <stdio.h>

#include "apontactl/command.h"
#include "domain/lifecycle.h"

static int lifecycle_print(int argc, char **argv);

const struct command lifecycle_commands[] = {
	{"lifecycle", "[--machine protest|listing] [--dot]",
	 "Every transition of an escalation, as a table or as a graph a machine for dot(1).", lifecycle_print},
	{NULL, NULL, NULL, NULL},
};

struct question {
	bool dot;
	bool shown[MACHINE_COUNT];
};

static void print_table(const struct question *question)
{
	static const char *const format = "%-7s %-18s %-21s %-18s %-15s %s\n";
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)printf(format, "MACHINE", "FROM", "EVENT", "TO", "EFFECT", "RULE");
	for (size_t i = 0; i < count; i++)
		if (question->shown[rows[i].machine])
			(void)printf(format, machine_name(rows[i].machine), state_name(rows[i].from),
				     event_name(rows[i].event), state_name(rows[i].to), effect_name(rows[i].effect),
				     rows[i].rule);
}

/* The states that the machine's rows lead from or to. */
static void find_states(enum machine machine, bool ret_known[STATE_COUNT])
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	for (enum state state = 0; state < STATE_COUNT; state++)
		ret_known[state] = false;
	for (size_t i = 0; i < count; i++)
		if (rows[i].machine == machine)
			ret_known[rows[i].from] = ret_known[rows[i].to] = true;
}

static void print_cluster(enum phase phase, const bool known[STATE_COUNT])
{
	static const char *const colours[] = {
		[PHASE_ours] = "#dbe9f6", [PHASE_sent] = "#fdebd0", [PHASE_ended] = "#e5e8e8"};
	(void)printf("\tsubgraph cluster_%s {\n\t\tlabel=\"%s\";\n\t\tnode [style=filled, fillcolor=\"%s\"];\n",
		     phase_name(phase), phase_name(phase), colours[phase]);
	for (enum state state = 0; state < STATE_COUNT; state++)
		if (known[state] && state_phase(state) == phase)
			(void)printf("\t\t%s [tooltip=\"%s\"];\n", state_name(state), state_meaning(state));
	(void)printf("\t}\n");
}

static void print_dot(enum machine machine)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	bool known[STATE_COUNT];
	find_states(machine, known);
	(void)printf("digraph %s {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
		     "\tedge [fontname=\"sans-serif\", fontsize=9];\n",
		     machine_name(machine));
	print_cluster(PHASE_ours, known);
	print_cluster(PHASE_sent, known);
	print_cluster(PHASE_ended, known);
	for (size_t i = 0; i < count; i++) {
		bool quiet = rows[i].effect == EFFECT_NOTHING;
		if (rows[i].machine == machine)
			(void)printf("\t%s -> %s [label=\"%s%s%s\", tooltip=\"%s\"];\n", state_name(rows[i].from),
				     state_name(rows[i].to), event_name(rows[i].event), quiet ? "" : "\\n",
				     quiet ? "" : effect_name(rows[i].effect), rows[i].rule);
	}
	(void)printf("}\n");
}

/* False when no machine is called so. */
static bool ask_for_machine(const char *name, struct question *question)
{
	bool found = false;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++) {
		question->shown[machine] = text_is(text_of(name), machine_name(machine));
		found = found || question->shown[machine];
	}
	return found;
}

/* False when the words make no question. */
static bool ask(int argc, char **argv, struct question *ret_question)
{
	static const struct option options[] = {
		{"dot", no_argument, NULL, 'd'}, {"machine", required_argument, NULL, 'm'}, {NULL, 0, NULL, 0}};
	char **from = argv - 1; /* getopt starts at the word before the options */
	int found;
	*ret_question = (struct question){.shown = {[MACHINE_PROTEST] = true, [MACHINE_LISTING] = true}};
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found == 'd')
			ret_question->dot = true;
		else if (found != 'm' || !ask_for_machine(optarg, ret_question))
			return false;
	}
	return optind == argc + 1;
}

static int lifecycle_print(int argc, char **argv)
{
	struct question question;
	if (!ask(argc, argv, &question))
		return command_usage(&lifecycle_commands[0]);
	if (!question.dot)
		print_table(&question);
	for (enum machine machine = 0; question.dot && machine < MACHINE_COUNT; machine++)
		if (question.shown[machine])
			print_dot(machine);
	return EXIT_YES;
}
