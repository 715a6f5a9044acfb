/* histories: random lives of creditors against the decision code, as many as are asked for.
 *
 *   histories [--from SEED] [--count N]    N stories from SEED on; the first that breaks a promise, at its shortest
 *   histories --list ...                   every one that does, a line each
 *   histories --seed SEED [--verbose]      one story; with --verbose everything that happens in it
 *
 * The last line is "histories: N of N hold"; 1 when one does not, 2 for a wrong command line. Some stories are lived
 * twice, and must leave the same trace. See sim.h and memory.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

#define TWICE_EVERY 64

static bool read_number(const char *text, uint64_t *ret_number)
{
	char *end = NULL;
	*ret_number = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

static int usage(void)
{
	(void)fprintf(stderr, "usage: histories [--list] [--from SEED] [--count N] | --seed SEED [--verbose]\n");
	return 2;
}

static void tell_failure(uint64_t seed, struct story *story)
{
	char broken[sizeof(sim.db.broken)];
	memcpy(broken, sim.db.broken, sizeof(broken));
	(void)printf("seed %llu breaks a promise: %s\nlooking for its shortest story ...\n", (unsigned long long)seed,
		     broken);
	shrink(story);
	(void)printf("\nthe shortest story that breaks it:\n");
	story_print(story);
	(void)printf("\nand what happens in it:\n");
	(void)sim_run(story, true);
	(void)printf("\nbroken: %s\nagain: histories --seed %llu --verbose\n", sim.db.broken, (unsigned long long)seed);
}

static bool live(uint64_t seed, bool lists)
{
	static struct story story;
	story_make(seed, &story);
	bool holds = sim_run(&story, false);
	uint64_t hash = sim.db.is.hash;
	if (holds && seed % TWICE_EVERY == 0) {
		holds = sim_run(&story, false);
		if (holds && sim.db.is.hash != hash)
			holds = memory_broken(&sim.db, "trace: the same seed does not leave the same trace") == OK;
	}
	if (!holds && lists)
		(void)printf("seed %llu: %s\n", (unsigned long long)seed, sim.db.broken);
	else if (!holds)
		tell_failure(seed, &story);
	return holds;
}

static int live_one(uint64_t seed, bool verbose)
{
	static struct story story;
	story_make(seed, &story);
	story_print(&story);
	bool holds = sim_run(&story, verbose);
	(void)printf("%s%s\ntrace %016llx, %d exchanges, %d instants\n",
		     holds ? "holds" : "broken: ", holds ? "" : sim.db.broken, (unsigned long long)sim.db.is.hash,
		     sim.exchanges, sim.steps);
	if (!holds && !verbose)
		tell_failure(seed, &story);
	return holds ? 0 : 1;
}

int main(int argc, char **argv)
{
	uint64_t from = 1;
	uint64_t count = 1000;
	uint64_t seed = 0;
	bool one = false;
	bool verbose = false;
	bool lists = false;
	for (int i = 1; i < argc; i++) {
		uint64_t *number = strcmp(argv[i], "--from") == 0    ? &from
				   : strcmp(argv[i], "--count") == 0 ? &count
				   : strcmp(argv[i], "--seed") == 0  ? &seed
								     : NULL;
		one = one || number == &seed;
		if (strcmp(argv[i], "--verbose") == 0)
			verbose = true;
		else if (strcmp(argv[i], "--list") == 0)
			lists = true;
		else if (number == NULL || i + 1 == argc || !read_number(argv[++i], number))
			return usage();
	}
	if (!sim_load(RULES_FOLDER))
		return 2;
	if (one)
		return live_one(seed, verbose);
	uint64_t held = 0;
	for (uint64_t i = 0; i < count; i++) {
		bool holds = live(from + i, lists);
		held += holds;
		if (!holds && !lists)
			break;
	}
	(void)printf("histories: %llu of %llu hold\n", (unsigned long long)held, (unsigned long long)count);
	return held == count ? 0 : 1;
}
