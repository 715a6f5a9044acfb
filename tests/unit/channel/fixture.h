/* What the tests of the channel start from: the account of conf/apontad.conf, with any of the profiles. */
#pragma once

#include "channel/channel.h"

struct fixture {
	struct arena *arena;
	struct settings *settings;
	struct account_conf conf;
	struct channel_account account;
};

/* Fails the test when the configuration cannot be read. */
void fixture_init(struct fixture *fixture, const char *profile);
void fixture_done(struct fixture *fixture);

/* `inner` as a CRA sends it: the `return` part of a SOAP answer, in CDATA. */
struct text fixture_answer(struct fixture *fixture, const char *inner);
