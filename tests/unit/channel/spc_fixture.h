/* What the tests of the SPC channel start from: an account, and a listing that fits. */
#pragma once

#include "channel/spc/spc.h"

struct spc_fixture {
	struct arena *arena;
	struct profile profile;
	struct account_conf conf;
	struct channel_session session;
	struct channel_account account;
	struct debtor principal;
	struct debtor guarantor;
	struct listing listing; /* of the principal, to be included on 2026-03-10 */
};

/* The members point at each other: it stays where it is. */
void spc_fixture_init(struct spc_fixture *fixture);
void spc_fixture_done(struct spc_fixture *fixture);

struct date spc_day(const char *iso); /* fails the test when there is no such day */
