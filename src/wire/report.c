#include "wire/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORDS_BYTES 512

void report_init(struct report *report, struct arena *arena)
{
	*report = (struct report){.arena = arena, .on = DATE_NONE};
}

/* A copy in the arena; "" when there is no room, so that an item always has all its parts. */
static const char *kept(struct arena *arena, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return "";
	const char *copy = arena_text(arena, text_of(text));
	return copy != NULL ? copy : "";
}

void report_add(struct report *report, enum finding_level level, const char *place, const char *field, const char *rule,
		const char *format, ...)
{
	/* Counted even when the arena is full: a violation may be untold, never unseen. */
	if (level == FINDING_VIOLATION)
		report->violations++;
	else
		report->notes++;
	if (report->violations + report->notes > REPORT_ITEMS_MAX)
		return;

	char words[WORDS_BYTES];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);

	struct report_item *item = arena_alloc(report->arena, sizeof(*item));
	if (item == NULL)
		return;
	*item = (struct report_item){
		.level = level,
		.place = kept(report->arena, place),
		.field = kept(report->arena, field),
		.rule = kept(report->arena, rule),
		.words = kept(report->arena, words),
	};
	if (report->last == NULL)
		report->first = item;
	else
		report->last->next = item;
	report->last = item;
}
