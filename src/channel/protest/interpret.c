/* The answer to an upload: what the CRA says to the file, to each comarca, to each title. */
#include <stdio.h>
#include <string.h>

#include "channel/protest/codes.h"
#include "channel/protest/protest.h"
#include "wire/cra_resposta.h"
#include "wire/soap.h"

/* Into a fixed field; what is too long is cut there, as it is for people. */
static void put(char *out, size_t size, const char *value)
{
	(void)snprintf(out, size, "%s", value != NULL ? value : "");
}

/* A verdict from a code and the words that came with it. */
static void judge(struct verdict *verdict, enum code_use use, const char *code, const char *words)
{
	const struct code *known = code_find(use, code);
	verdict->class = known != NULL ? known->class : VERDICT_REFUSED;
	put(verdict->code, sizeof(verdict->code), code);
	const char *theirs = words != NULL && words[0] != '\0' ? words : known != NULL ? known->palavras : "no words";
	const char *ours = known != NULL ? known->words : "a code that nobody here knows";
	(void)snprintf(verdict->words, sizeof(verdict->words), "%s (%s)", theirs, ours);
}

/* A second code in the same item counts when the first one says that all is well. */
static const char *code_of(const struct cra_resposta *resposta, const struct cra_resposta_item *item)
{
	if (strcmp(item->code, "0000") == 0 && item->extra_code[0] != '\0')
		return item->extra_code;
	return item->code[0] != '\0' ? item->code : resposta->code;
}

static bool is_of_something(const struct cra_resposta_item *item)
{
	return item->comarca_ibge[0] != '\0' || item->title_number[0] != '\0' || item->protocol[0] != '\0';
}

/* The item whose code is about the whole file: the first that names no part, or whose code refuses the file while
 * nothing was accepted. NULL when each part has its own verdict. */
static const struct cra_resposta_item *whole_item(const struct cra_resposta *resposta, enum code_use use)
{
	const struct cra_resposta_item *refusing = NULL;
	const struct cra_resposta_item *nameless = NULL;
	bool any_accepted = false;
	for (int i = 0; i < resposta->items_count; i++) {
		const struct cra_resposta_item *item = &resposta->items[i];
		const struct code *known = code_find(use, code_of(resposta, item));
		any_accepted = any_accepted || (known != NULL && known->class == VERDICT_ACCEPTED);
		if (refusing == NULL && known != NULL && known->scope == SCOPE_WHOLE)
			refusing = item;
		if (nameless == NULL && !is_of_something(item) && (known == NULL || known->class != VERDICT_ACCEPTED))
			nameless = item;
	}
	if (nameless != NULL)
		return nameless;
	return any_accepted ? NULL : refusing;
}

/* Does the code of the file decide for all of it? */
static bool file_code_decides(const struct cra_resposta *resposta, enum code_use use)
{
	const struct code *known = code_find(use, resposta->code);
	if (resposta->code[0] == '\0')
		return false;
	return resposta->items_count == 0 ||
	       (known != NULL && known->class != VERDICT_ACCEPTED && known->class != VERDICT_REFUSED);
}

static void judge_item(struct verdict *verdict, enum code_use use, const struct cra_resposta *resposta,
		       const struct cra_resposta_item *item)
{
	judge(verdict, use, code_of(resposta, item), item->words);
	put(verdict->comarca_ibge, sizeof(verdict->comarca_ibge), item->comarca_ibge);
	put(verdict->title_number, sizeof(verdict->title_number), item->title_number);
	put(verdict->protocol, sizeof(verdict->protocol), item->protocol);
	size_t len = strlen(verdict->words);
	if (item->record > 0)
		(void)snprintf(verdict->words + len, sizeof(verdict->words) - len, ", record %d", item->record);
}

static bool each_has_a_code(const struct cra_resposta *resposta)
{
	for (int i = 0; i < resposta->items_count; i++)
		if (code_of(resposta, &resposta->items[i])[0] == '\0')
			return false;
	return resposta->items_count > 0;
}

static enum rc verdicts_from(struct arena *arena, const struct cra_resposta *resposta, enum code_use use,
			     struct verdicts *ret_verdicts, struct err *reterr)
{
	bool by_file = file_code_decides(resposta, use);
	if (!by_file && !each_has_a_code(resposta))
		return err_set(reterr, ERR_UNREADABLE, "the answer has no code for %s",
			       resposta->items_count > 0 ? "a part of the file" : "the file");
	const struct cra_resposta_item *whole = by_file ? NULL : whole_item(resposta, use);
	int room = by_file || whole != NULL ? 1 : resposta->items_count;
	struct verdicts verdicts = {.whole_file = by_file || whole != NULL,
				    .items = arena_array(arena, (size_t)room, sizeof(*verdicts.items))};
	if (verdicts.items == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for the verdicts");
	if (by_file)
		judge(&verdicts.items[verdicts.count++], use, resposta->code, resposta->words);
	else if (whole != NULL)
		judge_item(&verdicts.items[verdicts.count++], use, resposta, whole);
	for (int i = 0; !verdicts.whole_file && i < resposta->items_count; i++)
		if (is_of_something(&resposta->items[i]))
			judge_item(&verdicts.items[verdicts.count++], use, resposta, &resposta->items[i]);
	if (verdicts.count == 0) { /* nothing but "accepted", of no part in particular */
		judge_item(&verdicts.items[verdicts.count++], use, resposta, &resposta->items[0]);
		verdicts.whole_file = true;
	}
	*ret_verdicts = verdicts;
	return OK;
}

enum rc protest_interpret(struct arena *arena, const struct channel_account *account, const char *kind,
			  struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	struct text value;
	struct cra_resposta *resposta;
	enum code_use use = strcmp(kind, "B") == 0 ? CODE_REMESSA : CODE_REQUEST;
	enum rc rc = soap_read(arena, answer, &value, reterr);
	if (rc == OK)
		rc = cra_resposta_read(arena, value, &resposta, reterr);
	if (rc == OK)
		rc = verdicts_from(arena, resposta, use, ret_verdicts, reterr);
	if (rc == ERR_REJECTED || rc == ERR_FORMAT || rc == ERR_RANGE)
		rc = ERR_UNREADABLE;
	if (rc != OK && reterr != NULL) {
		char where[128];
		(void)snprintf(where, sizeof(where), "account %s, answer to a file of kind %s", account->conf->code,
			       kind);
		reterr->code = rc;
		(void)err_at(reterr, where, NULL);
	}
	return rc;
}
