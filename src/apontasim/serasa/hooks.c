#include "apontasim/serasa/hooks.h"

#include <stdlib.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "apontasim/serasa/check.h"
#include "apontasim/serasa/world.h"

static const char *const event_names[HOOK_EVENTS] = {"debt-ok",         "debt-error",   "guarantor-ok",
						     "guarantor-error", "exclusion-ok", "exclusion-error"};

void hooks_done(struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++)
		free(hooks->queue[i].body);
	for (int event = 0; event < HOOK_EVENTS; event++)
		free(hooks->urls[event]);
	free(hooks->queue);
	hook_sender_done(hooks->sender);
	*hooks = (struct hooks){0};
}

enum rc hooks_order(struct hooks *hooks, struct text line, struct err *reterr)
{
	struct text words[WORDS_MAX];
	bool good = words_split(line, words) == 2 &&
		    (text_starts(words[1], "http://") || text_starts(words[1], "https://"));
	bool known = false;
	for (int event = 0; good && event < HOOK_EVENTS; event++) {
		if (!text_is(words[0], "all") && !text_is(words[0], event_names[event]))
			continue;
		char *url = strndup(words[1].at, words[1].len);
		if (url == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a webhook");
		free(hooks->urls[event]);
		hooks->urls[event] = url;
		known = true;
	}
	return known ? OK
		     : err_set(reterr, ERR_FORMAT,
			       "a webhook is \"debt-ok|debt-error|guarantor-ok|guarantor-error|exclusion-ok|"
			       "exclusion-error|all URL\"");
}

void hooks_add(struct hooks *hooks, int64_t due, enum hook_event event, const char *body, bool twice)
{
	struct hook *grown = realloc(hooks->queue, ((size_t)hooks->count + 1) * sizeof(*grown));
	char *copy = strdup(body);
	if (grown != NULL)
		hooks->queue = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		hooks->failed++;
		return;
	}
	grown[hooks->count++] =
		(struct hook){.due = due, .order = ++hooks->given, .event = event, .body = copy, .twice = twice};
}

/* The first that is due and was not tried in this round. */
static struct hook *next_due(struct hooks *hooks, int64_t now)
{
	struct hook *first = NULL;
	for (int i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->queue[i];
		if (hook->due > now || hook->round == hooks->round || hooks->urls[hook->event] == NULL)
			continue;
		if (first == NULL || hook->due < first->due || (hook->due == first->due && hook->order < first->order))
			first = hook;
	}
	return first;
}

static void settle(struct hooks *hooks, uint64_t order, enum hook_result result)
{
	if (result != HOOK_TAKEN) {
		hooks->failed++;
		return;
	}
	hooks->sent++;
	for (int i = 0; i < hooks->count; i++) {
		if (hooks->queue[i].order != order)
			continue;
		free(hooks->queue[i].body);
		hooks->count--;
		memmove(&hooks->queue[i], &hooks->queue[i + 1], (size_t)(hooks->count - i) * sizeof(*hooks->queue));
		return;
	}
}

/* Nobody but this thread takes from the queue, as the clock moves once at a time; others may add to it, and may change
 * the addresses: what is being sent is held apart. */
void hooks_run(struct serasa_world *world)
{
	struct hooks *hooks = &world->hooks;
	struct hook *hook;
	hooks->round++;
	while ((hook = next_due(hooks, world->now)) != NULL) {
		uint64_t order = hook->order;
		bool twice = hook->twice;
		const char *body = hook->body;
		char *url = strdup(hooks->urls[hook->event]);
		enum hook_result result = HOOK_UNREACHED;
		hook->round = hooks->round;
		if (url == NULL)
			return;
		(void)pthread_mutex_unlock(&world->lock);
		result = hooks->send(&hooks->sender, &world->settings.hook, url, body);
		if (result == HOOK_TAKEN && twice)
			result = hooks->send(&hooks->sender, &world->settings.hook, url, body);
		(void)pthread_mutex_lock(&world->lock);
		settle(hooks, order, result);
		free(url);
		if (result == HOOK_UNREACHED)
			return; /* the rest would not get through either; they wait for the next move of the clock */
	}
}

static void member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	words_json(out, value);
	buf_putc(out, ',');
}

/* "007" is the number 7. */
static int number_of(const char *code)
{
	return (code[0] - '0') * 100 + (code[1] - '0') * 10 + code[2] - '0';
}

void hook_inclusion(struct buf *out, const char *uuid, const struct debt *debt, const char *cadus,
		    const struct codes *codes)
{
	char date[DATE_TEXT_BYTES];
	buf_putc(out, '{');
	member(out, "uuid", uuid);
	member(out, "debtorDocument", debt->debtor);
	member(out, "creditorDocument", debt->creditor);
	buf_puts(out, "\"requester\":null,");
	member(out, "contract", debt->contract);
	buf_printf(out, "\"debtValue\":%lld.%02d,", (long long)(debt->value_cents / 100),
		   (int)(debt->value_cents % 100));
	member(out, "debtDate", date_iso(debt->due, date));
	member(out, "cadusKey", cadus);
	member(out, "cadusSerie", cadus[0] != '\0' ? "1" : "");
	member(out, "debtType", "PEFIN");
	member(out, "creditorArea", debt->area);
	member(out, "categoryId", debt->category);
	if (codes->count == 0) {
		buf_puts(out, "\"error\":null}");
		return;
	}
	buf_puts(out, "\"error\":{");
	member(out, "message", serasa_code_text(codes->code[0]));
	buf_printf(out, "\"statusCode\":%d}}", number_of(codes->code[0]));
}

static void party(struct buf *out, const char *name, const char *document)
{
	buf_printf(out, "\"%s\":{", name);
	member(out, "documentNumber", document);
	buf_printf(out, "\"documentType\":\"%s\"},", strlen(document) == 11 ? "CPF" : "CNPJ");
}

void hook_exclusion(struct buf *out, const char *uuid, const struct debt *debt, const char *cadus, int motive,
		    const struct codes *codes)
{
	buf_putc(out, '{');
	member(out, "uuid", uuid);
	buf_puts(out, "\"requester\":null,");
	party(out, "creditor", debt->creditor);
	party(out, "debtor", debt->guarantor[0] != '\0' ? debt->guarantor : debt->debtor);
	member(out, "cadusKey", cadus);
	member(out, "cadusSerie", "1");
	member(out, "contractNumber", debt->contract);
	member(out, "creditorArea", debt->area);
	member(out, "categoryId", debt->category);
	buf_printf(out, "\"writeOff\":{\"reason\":\"%02d\"},", motive);
	if (codes->count == 0) {
		buf_puts(out, "\"error\":null}");
		return;
	}
	buf_puts(out, "\"error\":{");
	member(out, "statusCode", codes->code[0]);
	buf_puts(out, "\"message\":");
	words_json(out, serasa_code_text(codes->code[0]));
	buf_puts(out, "}}");
}
