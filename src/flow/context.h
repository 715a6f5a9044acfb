/* What the stages of one worker share. Private to flow/. */
#pragma once

#include "channel/channel.h"
#include "domain/eligibility.h"
#include "flow/flow.h"
#include "seal/hmac.h"
#include "store/clock.h"
#include "store/lane.h"
#include "store/worker.h"

struct flow_account {
	int64_t id;
	const struct channel *channel;
	struct channel_account at; /* what the channel's functions want */
	struct channel_session session;
	char password[129];
	struct signer signer; /* as its certificate was when the program started */
	char signer_trouble[160];
};

#define FLOW_ACTOR_BYTES 65

struct flow {
	const struct settings *settings;
	char rule_book[RULE_BOOK_VERSION_BYTES]; /* the version of settings->rule_book */
	struct worker_id worker;
	char actor[FLOW_ACTOR_BYTES]; /* "worker.1", or the person who has it done */
	char configured_at[40];       /* when these settings were first worked with */
	int keeper_fd;
	struct db *db; /* NULL while there is no connection */
	struct http_client *http;
	struct flow_account *accounts;
	int accounts_count;
	char mail_password[129];        /* of the group `mail` */
	struct webhook_key webhook_key; /* of the group `platform` */
};

/* How long the keeper may take for one signature. */
#define FLOW_KEEPER_TIMEOUT_MS 10000

/* The first wait after a failed exchange; it doubles. */
#define FLOW_BACKOFF_MS 250

/* Connected, without a worker's number: for what a person has done by `actor`. It decides, and sends nothing: passwords
 * are not read, and there is no keeper and no HTTP. ERR_FORMAT: not a name; as of flow_new otherwise. */
MUST_CHECK enum rc flow_open_for(const struct settings *settings, const char *actor, struct flow **ret_flow,
				 struct err *reterr);

/* NULL when the configuration does not have it (any more). */
const struct flow_account *flow_account_by_id(const struct flow *flow, int64_t id);
struct flow_account *flow_account_mutable(struct flow *flow, int64_t id);
/* What its way can do; NULL likewise. */
const struct channel_traits *flow_traits(const struct flow *flow, int64_t account_id);
const struct flow_account *flow_account_of_creditor(const struct flow *flow, const char *creditor, const char *channel);

/* An account of the database that the configuration does not have: a person has to say what becomes of its titles. */
MUST_CHECK enum rc flow_account_is_missing(struct flow *flow, const struct lane *lane, struct err *reterr);

/* The stages: each does a bounded piece of what is due and adds to *done what it did. */
MUST_CHECK enum rc flow_watch(struct flow *flow, int *done, struct err *reterr);
MUST_CHECK enum rc flow_assess(struct flow *flow, int *done, struct err *reterr);
MUST_CHECK enum rc flow_clocks(struct flow *flow, int *done, struct err *reterr);
MUST_CHECK enum rc flow_collect(struct flow *flow, int *done, struct err *reterr);
MUST_CHECK enum rc flow_deliver(struct flow *flow, int *done, struct err *reterr);
MUST_CHECK enum rc flow_notify(struct flow *flow, int *done, struct err *reterr);
/* Once a night, when *done is 0. */
MUST_CHECK enum rc flow_reconcile(struct flow *flow, int *done, struct err *reterr);
