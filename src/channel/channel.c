#include "channel/channel.h"

#include <string.h>

#include "channel/protest/protest.h"
#include "channel/serasa/serasa.h"
#include "channel/spc/spc.h"

/* A row a kind of counterparty. */
static const struct channel *const channels[] = {&channel_protest, &channel_serasa, &channel_spc};

static const struct {
	const char *name;
	enum cra_operation operation;
} operations[] = {
	{"B", CRA_OP_REMESSA},
	{"DP", CRA_OP_DESISTENCIA},
	{"CP", CRA_OP_CANCELAMENTO},
	{"AD", CRA_OP_AUTORIZA_DESISTENCIA},
	{"AC", CRA_OP_AUTORIZA_CANCELAMENTO},
	{"confirmations", CRA_OP_CONFIRMACAO},
	{"results", CRA_OP_RETORNO},
	{"statuses", CRA_OP_ANDAMENTO},
	{"comarcas", CRA_OP_HOMOLOGADAS},
};

const struct channel *channel_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(channels); i++)
		if (strcmp(channels[i]->name, name) == 0)
			return channels[i];
	return NULL;
}

const char *question_name(enum question_kind kind)
{
	static const char *const names[QUESTION_COUNT] = {
		[QUESTION_CONFIRMATIONS] = "confirmations",
		[QUESTION_RESULTS] = "results",
		[QUESTION_STATUSES] = "statuses",
		[QUESTION_COMARCAS] = "comarcas",
		[QUESTION_NATURES] = "natures",
		[QUESTION_MOTIVES] = "motives",
		[QUESTION_DEBTOR_TYPES] = "debtor_types",
		[QUESTION_HOOK] = "hook",
		[QUESTION_RETURN_FILE] = "return",
	};
	return kind < QUESTION_COUNT ? names[kind] : "unknown";
}

enum rc question_by_name(struct text name, enum question_kind *ret_kind)
{
	for (enum question_kind kind = 0; kind < QUESTION_COUNT; kind++)
		if (text_is(name, question_name(kind))) {
			*ret_kind = kind;
			return OK;
		}
	return ERR_UNKNOWN;
}

enum cra_operation channel_operation(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(operations); i++)
		if (strcmp(operations[i].name, name) == 0)
			return operations[i].operation;
	return CRA_OP_COUNT;
}
