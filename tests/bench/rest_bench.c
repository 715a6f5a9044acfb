/* What a round of a worker costs for an invoice that is due, whatever lies at rest beside it:
 *
 *   rest_bench CONFIG COUNT
 *
 * COUNT invoices must be due and nothing else; rounds of all stages run until that many units of work are done. Prints
 * the microseconds of one. No keeper: nothing may be ready to leave. With COUNT 0 the creditors and accounts of the
 * configuration are written, and nothing else. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "flow/flow.h"
#include "tests/bench/bench.h"

#define IDLE_MAX 20

int main(int argc, char **argv)
{
	struct settings *settings = NULL;
	struct flow *flow = NULL;
	int wanted = argc == 3 ? (int)strtol(argv[2], NULL, 10) : -1;
	struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (wanted < 0 || arena == NULL)
		return 2;
	BENCH_TRY(conf_read(arena, argv[1], &settings, NULL, NULL, reterr));
	BENCH_TRY(flow_prepare(settings, NULL, reterr));
	BENCH_TRY(flow_new(settings, 1, -1, &flow, reterr));
	int done = 0;
	double start = bench_seconds();
	for (int idle = 0; done < wanted && idle < IDLE_MAX;) {
		int here = 0;
		BENCH_TRY(flow_round(flow, &here, reterr));
		done += here;
		idle = here > 0 ? 0 : idle + 1;
	}
	double spent = bench_seconds() - start;
	flow_free(flow);
	(void)arena_free(arena);
	if (wanted == 0)
		return 0;
	if (done < wanted) {
		(void)fprintf(stderr, "rest_bench: %d of %d units of work were done, then nothing was due\n", done,
			      wanted);
		return 1;
	}
	bench_print("due_microseconds", spent * 1e6 / done);
	return 0;
}
