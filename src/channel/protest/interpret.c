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
	const struct code *known = cra_code_find(use, code);
	verdict->class = known != NULL ? known->class : VERDICT_REFUSED;
	put(verdict->code, sizeof(verdict->code), code);
	const char *theirs = words != NULL && words[0] != '\0' ? words : known != NULL ? known->palavras : "no words";
	const char *ours = known != NULL ? known->words : "a code that nobody here knows";
	(void)snprintf(verdict->words, sizeof(verdict->words), "%s (%s)", theirs, ours);
}

/* One answer under the eye. */
struct reading {
	struct arena *arena;
	enum code_use use;
	const struct cra_resposta *resposta;
	const char *notes; /* what was told of no part in particular, to go with each verdict; "" for nothing */
};

/* The code that counts: a second one in the same item, when the first says that all is well. The first of several. */
static const char *code_of(const struct reading *reading, const struct cra_resposta_item *item)
{
	if (strcmp(item->code, "0000") == 0 && item->extra_code[0] != '\0') {
		size_t len = strcspn(item->extra_code, " ");
		const char *code = arena_text(reading->arena, (struct text){item->extra_code, len});
		return code != NULL ? code : item->extra_code;
	}
	return item->code[0] != '\0' ? item->code : reading->resposta->code;
}

static bool item_is(const struct reading *reading, const struct cra_resposta_item *item, enum verdict_class class)
{
	const struct code *known = cra_code_find(reading->use, code_of(reading, item));
	return known != NULL && known->class == class;
}

/* A remessa is answered by comarca, requests by title or comarca. Anything else is told of no part. */
static bool names_part(const struct reading *reading, const struct cra_resposta_item *item)
{
	bool title = item->title_number[0] != '\0' || item->protocol[0] != '\0';
	return reading->use == CODE_REMESSA ? item->comarca_ibge[0] != '\0' && !title
					    : item->comarca_ibge[0] != '\0' || title;
}

/* The item that speaks for the whole file. NULL: each part has its own verdict. A part that was accepted stays
 * accepted, whatever else stands in the answer: to present it again would be the worse error. */
static const struct cra_resposta_item *whole_item(const struct reading *reading)
{
	const struct cra_resposta *resposta = reading->resposta;
	const struct cra_resposta_item *nameless = NULL; /* told of no part, and not good */
	const struct cra_resposta_item *refusing = NULL; /* told of a part, with a code that refuses files */
	int parts = 0;
	for (int i = 0; i < resposta->items_count; i++) {
		const struct cra_resposta_item *item = &resposta->items[i];
		const struct code *known = cra_code_find(reading->use, code_of(reading, item));
		bool accepted = known != NULL && known->class == VERDICT_ACCEPTED;
		bool part = names_part(reading, item);
		if (part && accepted)
			return NULL;
		if (nameless == NULL && !part && !accepted)
			nameless = item;
		if (refusing == NULL && part && known != NULL && known->scope == SCOPE_WHOLE)
			refusing = item;
		parts += part ? 1 : 0;
	}
	if (nameless != NULL)
		return nameless;
	if (refusing != NULL)
		return refusing;
	return parts == 0 ? &resposta->items[0] : NULL;
}

/* Does the code of the file decide for all of it? */
static bool file_code_decides(const struct reading *reading)
{
	const struct cra_resposta *resposta = reading->resposta;
	const struct code *known = cra_code_find(reading->use, resposta->code);
	if (resposta->code[0] == '\0')
		return false;
	return resposta->items_count == 0 ||
	       (known != NULL && known->class != VERDICT_ACCEPTED && known->class != VERDICT_REFUSED);
}

static void append(struct verdict *verdict, const char *words)
{
	size_t len = strlen(verdict->words);
	if (words[0] != '\0')
		(void)snprintf(verdict->words + len, sizeof(verdict->words) - len, "; %s", words);
}

static void judge_item(struct verdict *verdict, const struct reading *reading, const struct cra_resposta_item *item)
{
	char record[32] = "";
	judge(verdict, reading->use, code_of(reading, item), item->words);
	put(verdict->comarca_ibge, sizeof(verdict->comarca_ibge), item->comarca_ibge);
	put(verdict->title_number, sizeof(verdict->title_number), item->title_number);
	put(verdict->protocol, sizeof(verdict->protocol), item->protocol);
	if (item->record > 0)
		(void)snprintf(record, sizeof(record), "record %d", item->record);
	append(verdict, record);
	if (item->extra_code[0] != '\0') {
		append(verdict, "with code");
		append(verdict, item->extra_code);
	}
	append(verdict, reading->notes);
}

/* What was told of no part in particular while parts have their own verdicts. NULL when the arena is full. */
static const char *notes_of(const struct reading *reading)
{
	const char *notes = "";
	for (int i = 0; notes != NULL && i < reading->resposta->items_count; i++) {
		const struct cra_resposta_item *item = &reading->resposta->items[i];
		if (!names_part(reading, item) && !item_is(reading, item, VERDICT_ACCEPTED))
			notes = arena_printf(reading->arena, "%s%sand %s %s", notes, notes[0] != '\0' ? "; " : "",
					     code_of(reading, item), item->words);
	}
	return notes;
}

static bool each_has_a_code(const struct reading *reading)
{
	for (int i = 0; i < reading->resposta->items_count; i++)
		if (code_of(reading, &reading->resposta->items[i])[0] == '\0')
			return false;
	return reading->resposta->items_count > 0;
}

static enum rc verdicts_from(struct reading *reading, struct verdicts *ret_verdicts, struct err *reterr)
{
	const struct cra_resposta *resposta = reading->resposta;
	bool by_file = file_code_decides(reading);
	if (!by_file && !each_has_a_code(reading))
		return err_set(reterr, ERR_UNREADABLE, "the answer has no code for %s",
			       resposta->items_count > 0 ? "a part of the file" : "the file");
	const struct cra_resposta_item *whole = by_file ? NULL : whole_item(reading);
	struct verdicts verdicts = {.whole_file = by_file || whole != NULL};
	int room = verdicts.whole_file ? 1 : resposta->items_count;
	verdicts.items = arena_array(reading->arena, (size_t)room, sizeof(*verdicts.items));
	reading->notes = verdicts.whole_file ? "" : notes_of(reading);
	if (verdicts.items == NULL || reading->notes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for the verdicts");

	if (by_file)
		judge(&verdicts.items[verdicts.count++], reading->use, resposta->code, resposta->words);
	else if (whole != NULL)
		judge_item(&verdicts.items[verdicts.count++], reading, whole);
	for (int i = 0; !verdicts.whole_file && i < resposta->items_count; i++)
		if (names_part(reading, &resposta->items[i]))
			judge_item(&verdicts.items[verdicts.count++], reading, &resposta->items[i]);
	*ret_verdicts = verdicts;
	return OK;
}

enum rc protest_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			  struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	(void)status; /* the codes in the body count */
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	struct text value;
	struct cra_resposta *resposta;
	enum code_use use = strcmp(kind, "B") == 0 ? CODE_REMESSA : CODE_REQUEST;
	enum rc rc = soap_read(arena, answer, &value, reterr);
	if (rc == OK)
		rc = cra_resposta_read(arena, value, &resposta, reterr);
	if (rc == OK)
		rc = verdicts_from(&(struct reading){.arena = arena, .use = use, .resposta = resposta, .notes = ""},
				   ret_verdicts, reterr);
	if (rc == ERR_REJECTED || rc == ERR_FORMAT || rc == ERR_RANGE)
		rc = ERR_UNREADABLE;
	if (rc != OK) {
		char where[128];
		(void)snprintf(where, sizeof(where), "account %s, answer to a file of kind %s", account->conf->code,
			       kind);
		reterr->code = rc;
		err_at(reterr, where, NULL);
	}
	return rc;
}
