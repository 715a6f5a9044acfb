/* The world of one run of the simulated Serasa: its settings, its clock, its books, and what a test has ordered.
 *
 * One lock guards it all; whoever handles a request or moves the clock holds it, except while a webhook is on its way.
 * The settings never change after the start, but for the addresses of the webhooks. Everything random is a hash of the
 * seed, the debtor and the contract, so that another run over the same portfolio has the same totals. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "apontasim/common/faults.h"
#include "apontasim/serasa/books.h"
#include "apontasim/serasa/fate.h"
#include "apontasim/serasa/folder.h"
#include "apontasim/serasa/hooks.h"
#include "apontasim/serasa/login.h"

#define CREDITORS_MAX 64

struct serasa_settings {
	const char *client_id;
	const char *client_secret;
	const char *creditors[CREDITORS_MAX]; /* CNPJ, 14 characters */
	int creditors_count;
	uint64_t seed;
	int token_life_minutes;
	int reject_percent;
	int letter_returned_percent;
	struct hook_settings hook;
	const char *folder_in; /* NULL: no files are taken */
	const char *folder_out;
};

struct serasa_world {
	struct serasa_settings settings;
	pthread_mutex_t lock;
	int64_t now; /* MOMENT_NONE until the clock is set */
	bool clock_moves;
	struct faults faults;
	struct serasa_fates fates;
	struct tokens tokens;
	struct serasa_books books;
	struct hooks hooks;
	struct folder folder;
};

void serasa_defaults(struct serasa_settings *settings);
MUST_CHECK enum rc serasa_init(struct serasa_world *world, const struct serasa_settings *settings, struct err *reterr);
void serasa_done(struct serasa_world *world);

bool serasa_creditor(const struct serasa_world *world, const char *cnpj);

/* Move the clock: removals by a court and by time, files, webhooks, in this order. ERR_REFUSED: before the present, or
 * another move is still sending webhooks. Gives up the lock while a webhook is on its way. */
MUST_CHECK enum rc serasa_clock(struct serasa_world *world, int64_t to, struct err *reterr);
