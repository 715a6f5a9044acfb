/* The world of one run: its settings, its clock, its books, its notaries' agenda, and what a test has ordered.
 *
 * One lock guards it all; whoever handles a request or moves the clock holds it. The settings never change after the
 * start. Everything random is a hash of the seed and of the title, never of order or of nosso número, so that another
 * run over the same portfolio has the same totals. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "apontasim/cra/books.h"
#include "apontasim/cra/comarcas.h"
#include "apontasim/cra/orders.h"

#define PRESENTERS_MAX 16
#define RELEASES_MAX   4
#define FORBIDDEN_MAX  16

enum dialect { DIALECT_CRA21, DIALECT_NACIONAL, DIALECT_TOCANTINS };

struct presenter {
	char code[8]; /* 3 characters, or up to 6 */
	const char *name;
};

struct window {
	int from_minute; /* inclusive */
	int to_minute;   /* exclusive */
};

struct settings {
	enum dialect dialect;
	const char *user;
	const char *password;
	struct presenter presenters[PRESENTERS_MAX];
	int presenters_count;
	uint64_t seed;
	int irregular_percent;
	int pays_percent;
	int debtor_cancels_percent;
	int late_percent;
	int stay_percent;
	int slip_percent; /* of those who pay */
	int edital_percent;
	int cancel_fails_percent;
	struct window uploads; /* remessas, cancelamentos and their authorisations */
	struct window withdrawals;
	int releases[RELEASES_MAX]; /* minutes of the day, ascending */
	int releases_count;
	int64_t balance_max_cents;            /* 1253; 0: no limit */
	const char *forbidden[FORBIDDEN_MAX]; /* debtors who may not be protested: 2212 */
	int forbidden_count;
	bool letter_required; /* "exige autorização assinada": AC and AD must carry their letter */
};

struct agenda_item {
	int64_t at;
	uint64_t order; /* as planned: ties keep it */
	int title;
	int plan; /* void when the title has a newer plan */
	short act;
	char occurrence;
	char code[3];
	struct date occurred_on;
};

struct agenda {
	struct agenda_item *heap;
	int count;
	int room;
	uint64_t planned;
};

struct world {
	struct settings settings;
	struct comarcas comarcas;
	pthread_mutex_t lock;
	int64_t now; /* MOMENT_NONE until the clock is set */
	struct books books;
	struct agenda agenda;
	struct orders orders;
};

void settings_defaults(struct settings *settings);
MUST_CHECK enum rc world_init(struct world *world, const struct settings *settings, struct err *reterr);
void world_done(struct world *world);

const struct presenter *world_presenter(const struct world *world, const char *code); /* NULL: nobody's */

/* Is the window open now? On days without bank service it never is. */
bool world_window_open(const struct world *world, const struct window *window);

/* Has what was handed in `at` been released to the presenter by now? */
bool world_released(const struct world *world, int64_t at);
