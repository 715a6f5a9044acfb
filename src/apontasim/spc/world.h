/* The world of one run of the bureau: settings, clock, books, the operator's gate, and what a test has ordered.
 *
 * One lock guards it all. The settings never change after the start. */
#pragma once

#include <pthread.h>

#include "apontasim/common/faults.h"
#include "apontasim/spc/books.h"
#include "apontasim/spc/fates.h"
#include "apontasim/spc/gate.h"

/* How the Body of a list call must look; the service's own description is not public. */
enum spc_list_body { SPC_BODY_ANY, SPC_BODY_EMPTY, SPC_BODY_WRAPPED };

struct spc_settings {
	const char *operator_code;
	const char *password;
	const char *member; /* NULL: any; a record without codigo-associado is then the operator's */
	uint64_t seed;
	int notice_days;
	int attempts_max;
	int reject_percent;
	enum spc_list_body list_body;
};

struct spc_world {
	struct spc_settings settings;
	pthread_mutex_t lock;
	int64_t now; /* MOMENT_NONE until the clock is set */
	struct spc_books books;
	struct spc_gate gate;
	struct spc_fates fates;
	struct faults faults;
};

void spc_settings_defaults(struct spc_settings *settings);
MUST_CHECK enum rc spc_world_init(struct spc_world *world, const struct spc_settings *settings, struct err *reterr);
void spc_world_done(struct spc_world *world);

/* ERR_REFUSED: earlier than the present. */
MUST_CHECK enum rc spc_world_clock(struct spc_world *world, int64_t to, struct err *reterr);
