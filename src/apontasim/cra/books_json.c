/* The books as JSON, for the control socket. */
#include <stdio.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "apontasim/cra/books.h"

static void json_member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	words_json(out, value);
	buf_putc(out, ',');
}

static void json_lines(struct buf *out, const struct event_line *lines, int count)
{
	char at[MOMENT_TEXT_BYTES];
	buf_putc(out, '[');
	for (int i = 0; i < count; i++) {
		buf_printf(out, "%s{\"at\":\"%s\",\"what\":", i > 0 ? "," : "", moment_iso(lines[i].at, at));
		words_json(out, lines[i].what);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

/* How many different debts: presenter, document and number of the first debtor. */
static int debts_count(const struct books *books)
{
	int count = 0;
	for (int i = 0; i < books->titles_count; i++) {
		const struct title *title = &books->titles[i];
		char key[128];
		int cursor = -1;
		int oldest = i;
		int other;
		(void)snprintf(key, sizeof(key), "%s|%s|%s", title->presenter, title->document, title->number);
		while ((other = lookup_next(&books->by_debt, key, &cursor)) >= 0)
			oldest = other < oldest ? other : oldest;
		count += oldest == i;
	}
	return count;
}

void books_summary(const struct books *books, int64_t now, struct buf *out)
{
	char at[MOMENT_TEXT_BYTES];
	int states[TITLE_STATES] = {0};
	int live = 0;
	for (int i = 0; i < books->titles_count; i++) {
		states[books->titles[i].state]++;
		live += title_is_live(&books->titles[i]);
	}
	buf_printf(out, "{\"now\":\"%s\",\"titles\":%d,\"accepted\":%d,\"confirmed\":%d", moment_iso(now, at),
		   debts_count(books), books->titles_count, books->confirmed);
	for (int state = 0; state < TITLE_STATES; state++)
		if (state != TITLE_SENT && state != TITLE_CONFIRMED)
			buf_printf(out, ",\"%s\":%d", title_state_name((enum title_state)state), states[state]);
	buf_printf(out, ",\"waiting\":%d,\"running\":%d,\"live\":%d,\"files\":%d,\"duplicates\":%d,\"violations\":%d",
		   states[TITLE_SENT], states[TITLE_CONFIRMED], live, books->files_count, books->duplicates,
		   books->violations);
	buf_puts(out, ",\"violation_list\":[");
	int kept = books->violations < VIOLATIONS_KEPT ? books->violations : VIOLATIONS_KEPT;
	for (int i = 0; i < kept; i++) {
		char line[MOMENT_TEXT_BYTES + sizeof(books->violation_list[i].what) + 2];
		(void)snprintf(line, sizeof(line), "%s %s", moment_iso(books->violation_list[i].at, at),
			       books->violation_list[i].what);
		buf_puts(out, i > 0 ? "," : "");
		words_json(out, line);
	}
	buf_puts(out, "]}\n");
}

void books_titles(const struct books *books, struct buf *out)
{
	for (int i = 0; i < books->titles_count; i++) {
		const struct title *title = &books->titles[i];
		buf_putc(out, '{');
		json_member(out, "presenter", title->presenter);
		json_member(out, "comarca", title->comarca);
		json_member(out, "number", title->number);
		json_member(out, "document", title->document);
		json_member(out, "nosso_numero", title->nosso_numero);
		json_member(out, "state", title_state_name(title->state));
		json_member(out, "notary", title->notary);
		json_member(out, "protocol", title->protocol);
		buf_puts(out, "\"history\":");
		json_lines(out, title->history, title->history_count);
		buf_puts(out, "}\n");
	}
}
