/* What the flow finds around it in a history: its accounts, a person's hand, a keeper that signs everything, a log that
 * nobody reads, fault points at which things happen.
 *
 * These stand in for flow/flow.c, seal/keeper_client.c, wire/letter.c, base/log.c and base/fault.c, which are not
 * linked.
 */
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "seal/keeper.h"
#include "sim.h"
#include "wire/letter.h"

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
	(void)creditor;
	for (int i = 0; i < flow->accounts_count; i++)
		if (flow->accounts[i].id != 0 && strcmp(flow->accounts[i].channel->name, channel) == 0)
			return &flow->accounts[i];
	return NULL;
}

enum rc flow_account_is_missing(struct flow *flow, const struct lane *lane, struct err *reterr)
{
	(void)lane;
	(void)reterr;
	return memory_broken(flow->db, "store: a lane without an account");
}

enum rc flow_open_for(const struct settings *settings, const char *actor, struct flow **ret_flow, struct err *reterr)
{
	(void)settings;
	(void)reterr;
	sim.hand = sim.flow;
	(void)text_copy(text_of(actor), sim.hand.actor, sizeof(sim.hand.actor));
	*ret_flow = &sim.hand;
	return OK;
}

void flow_free(struct flow *flow)
{
	(void)flow;
}

static const char *const question_names[QUESTION_COUNT] = {
	[QUESTION_CONFIRMATIONS] = "confirmations", [QUESTION_RESULTS] = "results", [QUESTION_STATUSES] = "statuses",
	[QUESTION_COMARCAS] = "comarcas",           [QUESTION_NATURES] = "natures", [QUESTION_MOTIVES] = "motives",
	[QUESTION_DEBTOR_TYPES] = "debtor_types",   [QUESTION_HOOK] = "hook",       [QUESTION_RETURN_FILE] = "return",
};

const char *question_name(enum question_kind kind)
{
	return question_names[kind];
}

enum rc question_by_name(struct text name, enum question_kind *ret_kind)
{
	for (enum question_kind kind = 0; kind < QUESTION_COUNT; kind++)
		if (text_is(name, question_names[kind])) {
			*ret_kind = kind;
			return OK;
		}
	return ERR_UNKNOWN;
}

enum rc keeper_sign(int fd, const struct seal_request *request, int timeout_ms, struct arena *arena,
		    struct text *ret_signed, struct err *reterr)
{
	(void)fd;
	(void)request;
	(void)timeout_ms;
	(void)arena;
	(void)reterr;
	*ret_signed = TEXT_LITERAL("signed");
	return OK;
}

enum rc letter_write(struct arena *arena, const struct letter *letter, struct text *ret_pdf, struct err *reterr)
{
	(void)arena;
	(void)letter;
	(void)reterr;
	*ret_pdf = TEXT_LITERAL("letter");
	return OK;
}

void log_line(int priority, const struct log_field *fields, const char *format, ...)
{
	(void)priority;
	(void)fields;
	(void)format;
}

void log_error(const struct err *err, int priority, const struct log_field *fields)
{
	(void)err;
	(void)priority;
	(void)fields;
}

void fault_point(enum fault fault)
{
	if (sim.db.in_transaction)
		(void)memory_broken(&sim.db, "store: the fault point %d lies inside a transaction", (int)fault);
	deeds_passing(fault);
}

/* A worker starts: its accounts, and nothing of what one before it knew. */
void seat_take(void)
{
	static const struct channel *const channels[] = {&sim_notary, &sim_serasa, &sim_spc};
	sim.flow = (struct flow){.settings = &sim.settings,
				 .rule_book = "0123456789abcdef",
				 .worker = {.slot = 1},
				 .actor = "worker.1",
				 .keeper_fd = -1,
				 .db = &sim.db,
				 .accounts = sim.accounts,
				 .accounts_count = SIM_CHANNELS};
	for (int i = 0; i < SIM_CHANNELS; i++) {
		sim.sessions[i].proven = false;
		sim.accounts[i].channel = channels[i];
		sim.accounts[i].signer =
			(struct signer){.identity = "credora", .valid_until = {INT32_MAX}, .may_sign = true};
		sim.accounts[i].at = (struct channel_account){.conf = &sim.settings.accounts[i],
							      .creditor = &sim.settings.creditors[0],
							      .profile = &sim.settings.profiles[i],
							      .password = "",
							      .session = &sim.sessions[i]};
	}
}
