#include "config.h"

#include "flow/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/context.h"
#include "flow/notify.h"
#include "flow/signer.h"
#include "seal/digest.h"
#include "store/creditor.h"
#include "store/finding.h"
#include "store/schema.h"

const struct flow_account *flow_account_by_id(const struct flow *flow, int64_t id)
{
	for (int i = 0; i < flow->accounts_count; i++)
		if (flow->accounts[i].id == id)
			return &flow->accounts[i];
	return NULL;
}

struct flow_account *flow_account_mutable(struct flow *flow, int64_t id)
{
	for (int i = 0; i < flow->accounts_count; i++)
		if (flow->accounts[i].id == id)
			return &flow->accounts[i];
	return NULL;
}

const struct channel_traits *flow_traits(const struct flow *flow, int64_t account_id)
{
	const struct flow_account *account = flow_account_by_id(flow, account_id);
	return account != NULL ? account->channel->traits(account->at.profile) : NULL;
}

const struct flow_account *flow_account_of_creditor(const struct flow *flow, const char *creditor, const char *channel)
{
	for (int i = 0; i < flow->accounts_count; i++) {
		const struct channel_account *at = &flow->accounts[i].at;
		if (strcmp(at->creditor->code, creditor) == 0 && strcmp(at->conf->channel, channel) == 0)
			return &flow->accounts[i];
	}
	return NULL;
}

enum rc flow_account_is_missing(struct flow *flow, const struct lane *lane, struct err *reterr)
{
	return finding_open(
		flow->db,
		&(struct finding){.kind = "account_missing",
				  .account_id = lane->account_id,
				  .words = "This account is not in the configuration any more, and what it has "
					   "sent is not followed: put it back."},
		reterr);
}

static enum rc read_password(struct flow_account *account, struct err *reterr)
{
	if (account->at.conf->password_file[0] == '\0')
		return OK;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	struct text bytes;
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a password");
	enum rc rc = io_read(arena, account->at.conf->password_file, sizeof(account->password), &bytes, reterr);
	if (rc != OK)
		return rc;
	bool fits = text_copy(text_trim(bytes), account->password, sizeof(account->password));
	explicit_bzero((char *)(uintptr_t)bytes.at, bytes.len);
	return fits ? OK
		    : err_set(reterr, ERR_CONFIG, "the password of account %s is too long", account->at.conf->code);
}

static enum rc account_make(struct flow *flow, const struct account_conf *conf, struct flow_account *account,
			    struct err *reterr)
{
	account->channel = channel_find(conf->channel);
	account->at = (struct channel_account){
		.conf = conf,
		.creditor = &flow->settings->creditors[conf->creditor],
		.profile = conf_profile(flow->settings, conf->profile),
		.password = account->password,
		.http = flow->http,
		.session = &account->session,
	};
	if (account->channel == NULL || account->at.profile == NULL)
		return err_set(reterr, ERR_CONFIG, "account %s: channel \"%s\" or profile \"%s\" is not known",
			       conf->code, conf->channel, conf->profile);
	return OK;
}

static enum rc accounts_make(struct flow *flow, bool sends, struct err *reterr)
{
	const struct settings *settings = flow->settings;
	flow->accounts = calloc((size_t)settings->accounts_count + 1, sizeof(*flow->accounts));
	if (flow->accounts == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for accounts");
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < settings->accounts_count; i++) {
		rc = account_make(flow, &settings->accounts[i], &flow->accounts[i], reterr);
		signer_read(settings, &flow->accounts[i]);
		if (rc == OK && sends)
			rc = read_password(&flow->accounts[i], reterr);
		flow->accounts_count = i + 1;
	}
	return rc;
}

/* Decisions name the book that they were made by. */
static enum rc book_name(struct flow *flow, struct err *reterr)
{
	char hex[DIGEST_HEX_BYTES];
	CLEANUP(buf_done) struct buf text = {0};
	buf_init(&text, LIMIT_CONFIG_BYTES);
	rule_book_text(&flow->settings->rule_book, &text);
	if (buf_failed(&text))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the rule book");
	enum rc rc = digest_sha256_hex(buf_view(&text), hex);
	if (rc != OK)
		return err_set(reterr, rc, "the rule book cannot be hashed");
	(void)snprintf(flow->rule_book, sizeof(flow->rule_book), "%.*s", RULE_BOOK_VERSION_BYTES - 1, hex);
	return OK;
}

enum rc flow_new(const struct settings *settings, int slot, int keeper_fd, struct flow **ret_flow, struct err *reterr)
{
	struct flow *flow = calloc(1, sizeof(*flow));
	if (flow == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a worker");
	flow->settings = settings;
	flow->keeper_fd = keeper_fd;
	flow->worker.slot = slot;
	(void)snprintf(flow->actor, sizeof(flow->actor), "worker.%d", slot);
	if (gethostname(flow->worker.node, sizeof(flow->worker.node) - 1) != 0)
		(void)snprintf(flow->worker.node, sizeof(flow->worker.node), "unnamed");
	enum rc rc = http_client_new("apontad/" PACKAGE_VERSION, &flow->http, reterr);
	if (rc == OK)
		rc = book_name(flow, reterr);
	if (rc == OK)
		rc = accounts_make(flow, true, reterr);
	if (rc == OK)
		rc = notify_open(flow, reterr);
	if (rc != OK) {
		flow_free(flow);
		return rc;
	}
	*ret_flow = flow;
	return OK;
}

static void account_forget(struct flow_account *account)
{
	explicit_bzero(account->password, sizeof(account->password));
	explicit_bzero(&account->session, sizeof(account->session));
}

void flow_free(struct flow *flow)
{
	if (flow == NULL)
		return;
	db_close(flow->db);
	http_client_free(flow->http);
	for (int i = 0; flow->accounts != NULL && i < flow->accounts_count; i++)
		account_forget(&flow->accounts[i]);
	explicit_bzero(flow->mail_password, sizeof(flow->mail_password));
	explicit_bzero(&flow->webhook_key, sizeof(flow->webhook_key));
	free(flow->accounts);
	free(flow);
}

/* The rows that creditors and accounts of the configuration go by. */
static enum rc sync_accounts(struct db *db, const struct settings *settings, struct err *reterr)
{
	int64_t creditor_ids[CONF_ACCOUNTS_MAX] = {0};
	int64_t account_id = 0;
	enum rc rc = clock_set_timezone(db, settings->timezone, reterr);
	for (int i = 0; rc == OK && i < settings->creditors_count; i++) {
		const struct creditor_conf *creditor = &settings->creditors[i];
		rc = creditor_sync(db, creditor->code, creditor->name, creditor->taxid.digits, &creditor_ids[i],
				   reterr);
	}
	for (int i = 0; rc == OK && i < settings->accounts_count; i++) {
		const struct account_conf *account = &settings->accounts[i];
		rc = account_sync(db, creditor_ids[account->creditor], account->code, account->channel, &account_id,
				  reterr);
	}
	return rc;
}

static enum rc sync_conf(struct db *db, const struct settings *settings, struct err *reterr)
{
	enum rc rc = db_begin(db, reterr);
	return rc == OK ? db_end(db, sync_accounts(db, settings, reterr), reterr) : rc;
}

enum rc flow_prepare(const struct settings *settings, bool *ret_sandbox, struct err *reterr)
{
	CLEANUP(db_cleanup) struct db *db = NULL;
	struct clock_now now;
	enum rc rc = db_open(settings->database, "apontad", &db, reterr);
	if (rc == OK)
		rc = schema_check(db, reterr);
	if (rc == OK)
		rc = sync_conf(db, settings, reterr);
	if (rc == OK)
		rc = clock_now(db, &now, reterr);
	if (rc == OK && ret_sandbox != NULL)
		*ret_sandbox = now.sandbox;
	return rc;
}

static enum rc note_start(struct flow *flow, struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		(void)text_copy(text_of(now.text), flow->configured_at, sizeof(flow->configured_at));
	return rc;
}

static enum rc connect_when_needed(struct flow *flow, struct err *reterr)
{
	if (flow->db != NULL && !db_is_broken(flow->db))
		return OK;
	db_close(flow->db);
	flow->db = NULL;
	enum rc rc = db_open(flow->settings->database, flow->actor, &flow->db, reterr);
	if (rc == OK)
		rc = schema_check(flow->db, reterr);
	for (int i = 0; rc == OK && i < flow->accounts_count; i++)
		rc = account_find(flow->db, flow->accounts[i].at.conf->code, &flow->accounts[i].id, reterr);
	if (rc == OK && flow->configured_at[0] == '\0')
		rc = note_start(flow, reterr);
	if (rc != OK) {
		db_close(flow->db);
		flow->db = NULL;
	}
	return rc;
}

enum rc flow_open_for(const struct settings *settings, const char *actor, struct flow **ret_flow, struct err *reterr)
{
	struct flow *flow = calloc(1, sizeof(*flow));
	if (flow == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for accounts");
	flow->settings = settings;
	flow->keeper_fd = -1;
	enum rc rc = OK;
	if (actor[0] == '\0' || !text_copy(text_of(actor), flow->actor, sizeof(flow->actor)))
		rc = err_set(reterr, ERR_FORMAT, "a name of 1 to %d bytes is wanted: who has it done",
			     FLOW_ACTOR_BYTES - 1);
	if (rc == OK)
		rc = book_name(flow, reterr);
	if (rc == OK)
		rc = accounts_make(flow, false, reterr);
	if (rc == OK)
		rc = connect_when_needed(flow, reterr);
	if (rc != OK) {
		flow_free(flow);
		return rc;
	}
	*ret_flow = flow;
	return OK;
}

static enum rc stages(struct flow *flow, int *done, struct err *reterr)
{
	/* Answers before decisions, removals before presentations (inside deliver); the night's look when all is quiet.
	 */
	static enum rc (*const order[])(struct flow *, int *, struct err *) = {
		flow_watch, flow_collect, flow_clocks, flow_assess, flow_deliver, flow_notify, flow_reconcile,
	};
	enum rc first = OK;
	/* A stage that fails does not hold back the others; the first failure is told. */
	for (size_t i = 0; i < ARRAY_LEN(order) && !db_is_broken(flow->db); i++) {
		struct err err;
		enum rc rc = order[i](flow, done, &err);
		if (rc == OK || first != OK)
			continue;
		first = rc;
		if (reterr != NULL)
			*reterr = err;
	}
	return first;
}

enum rc flow_round(struct flow *flow, int *ret_done, struct err *reterr)
{
	struct worker_round round;
	int done = 0;
	enum rc rc = connect_when_needed(flow, reterr);
	if (rc == OK)
		rc = worker_begin(flow->db, &flow->worker, &round, reterr);
	if (rc != OK)
		return rc;
	rc = stages(flow, &done, reterr);
	/* A round that failed is no proof that nothing was due: it says nothing. */
	if (rc == OK)
		rc = worker_end(flow->db, &flow->worker, done > 0, &round, reterr);
	*ret_done = done;
	return rc;
}
