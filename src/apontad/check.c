#include "apontad/check.h"

#include <stdio.h>

#include "apontad/identities.h"
#include "apontad/seat.h"
#include "base/limits.h"
#include "door/door.h"
#include "flow/flow.h"

struct count {
	int errors;
};

static void tell(const struct err *err, void *context)
{
	struct count *count = context;
	char words[1024];
	count->errors++;
	(void)fprintf(stderr, "apontad: %s\n", err_text(err, words, sizeof(words)));
}

/* What a worker reads at its start: the passwords of the accounts. */
static void check_worker(const struct settings *settings, struct count *count)
{
	struct flow *flow = NULL;
	struct err err = {0};
	if (flow_new(settings, 1, -1, &flow, &err) != OK)
		tell(&err, count);
	flow_free(flow);
}

static void check_door(const struct settings *settings, struct count *count)
{
	struct err err = {0};
	if (door_check(settings, &err) != OK)
		tell(&err, count);
}

int check_run(const char *config)
{
	struct count count = {0};
	struct err err = {0};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct settings *settings = NULL;
	enum rc rc = arena == NULL ? err_set(&err, ERR_NO_MEMORY, "no memory to read the configuration")
				   : conf_read(arena, config, &settings, tell, &count, &err);
	if (rc != OK && count.errors == 0)
		tell(&err, &count);
	if (rc == OK) {
		rc = identities_check(settings, tell, &count, NULL);
		check_worker(settings, &count);
		check_door(settings, &count);
	}
	if (rc != OK || count.errors > 0) {
		(void)fprintf(stderr, "apontad: %s: %d error%s\n", config, count.errors, count.errors == 1 ? "" : "s");
		return SEAT_EXIT_FAILED;
	}
	(void)puts("configuration OK");
	return fflush(stdout) == 0 ? SEAT_EXIT_OK : SEAT_EXIT_FAILED;
}
