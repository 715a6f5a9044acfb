#include "domain/rule_book.h"

#include <string.h>

#define PROTEST (1u << RULE_PROTEST)
#define BUREAU  (1u << RULE_BUREAU)

static const struct {
	const char *code;
	unsigned channels;
} checks[] = {
#define CHECK(code, channels) [CHECK_##code] = {#code, channels},
#include "domain/check.def"
#undef CHECK
};

const char *level_name(enum level level)
{
	static const char *const names[] = {[LEVEL_WARN] = "warn", [LEVEL_HOLD] = "hold", [LEVEL_BLOCK] = "block"};
	return names[level];
}

const char *rule_channel_name(enum rule_channel channel)
{
	static const char *const names[] = {[RULE_EVERY] = "", [RULE_PROTEST] = "protest", [RULE_BUREAU] = "bureau"};
	return names[channel];
}

const char *check_code(enum check check)
{
	return checks[check].code;
}

bool check_is_made_for(enum check check, enum rule_channel channel)
{
	return channel == RULE_EVERY || (checks[check].channels & (1u << channel)) != 0;
}

bool check_is_known(const char *code, enum rule_channel channel)
{
	for (enum check check = 0; check < CHECK_COUNT; check++)
		if (strcmp(checks[check].code, code) == 0)
			return check_is_made_for(check, channel);
	return false;
}

const struct rule_row *rule_find(const struct rule_book *book, const char *code, enum rule_channel channel)
{
	const struct rule_row *found = NULL;
	for (int i = 0; i < book->count; i++) {
		const struct rule_row *row = &book->at[i];
		if (strcmp(row->code, code) != 0)
			continue;
		if (row->channel == channel)
			return row;
		if (row->channel == RULE_EVERY)
			found = row;
	}
	return found;
}

static int compare(const struct rule_row *a, const struct rule_row *b)
{
	int order = strcmp(a->code, b->code);
	return order != 0 ? order : strcmp(rule_channel_name(a->channel), rule_channel_name(b->channel));
}

void rule_row_text(const struct rule_row *row, struct buf *out)
{
	buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row->code, rule_channel_name(row->channel),
		   level_name(row->level), row->basis, row->cra, row->confirmed ? "true" : "false", row->text);
}

void rule_book_text(const struct rule_book *book, struct buf *out)
{
	const struct rule_row *last = NULL;
	for (int written = 0; written < book->count; written++) {
		const struct rule_row *next = NULL;
		for (int i = 0; i < book->count; i++) {
			const struct rule_row *row = &book->at[i];
			if ((last == NULL || compare(row, last) > 0) && (next == NULL || compare(row, next) < 0))
				next = row;
		}
		if (next == NULL)
			return; /* one row twice, which conf refuses */
		rule_row_text(next, out);
		last = next;
	}
}
