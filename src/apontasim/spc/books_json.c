/* The books as JSON, for the control socket. */
#include <stdio.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "apontasim/spc/books.h"

static void member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	words_json(out, value);
	buf_putc(out, ',');
}

/* Enough to recognise, too little to know. */
static const char *masked(const char *document, char out[16])
{
	size_t len = strlen(document);
	(void)snprintf(out, 16, "%s", document);
	for (size_t i = 3; i + 2 < len; i++)
		out[i] = '*';
	return out;
}

static void violations_write(const struct spc_books *books, struct buf *out)
{
	int kept = books->violations < SPC_VIOLATIONS_KEPT ? books->violations : SPC_VIOLATIONS_KEPT;
	for (int i = 0; i < kept; i++) {
		const struct spc_violation *violation = &books->violation_list[i];
		char at[MOMENT_TEXT_BYTES];
		char line[MOMENT_TEXT_BYTES + sizeof(violation->what) + 2];
		(void)snprintf(line, sizeof(line), "%s %s", moment_iso(violation->at, at), violation->what);
		buf_puts(out, i > 0 ? "," : "");
		words_json(out, line);
	}
}

void spc_books_summary(const struct spc_books *books, int64_t now, struct buf *out)
{
	char at[MOMENT_TEXT_BYTES];
	int states[SPC_STATES] = {0};
	for (int i = 0; i < books->records_count; i++)
		states[spc_record_state(&books->records[i], now)]++;
	buf_printf(out, "{\"now\":\"%s\",\"duplicates\":%d,\"violations\":%d,\"violation_list\":[", moment_iso(now, at),
		   books->duplicates, books->violations);
	violations_write(books, out);
	buf_printf(out, "],\"repeats\":%d,\"unknown_removals\":%d,\"bad_logins\":%d,\"blocked_calls\":%d",
		   books->repeats, books->unknown_removals, books->bad_logins, books->blocked_calls);
	buf_printf(out, ",\"records\":{\"live\":%d,\"visible\":%d,\"notice\":%d,\"removed\":%d,\"refused\":%d}",
		   states[SPC_STATE_NOTICE] + states[SPC_STATE_VISIBLE], states[SPC_STATE_VISIBLE],
		   states[SPC_STATE_NOTICE], states[SPC_STATE_REMOVED], states[SPC_STATE_REFUSED]);
	buf_puts(out, ",\"requests\":{");
	for (int i = 0; i < SPC_OPERATIONS; i++)
		buf_printf(out, "%s\"%s\":%d", i > 0 ? "," : "", spc_operation_name((enum spc_operation)i),
			   books->requests[i]);
	buf_puts(out, "}}\n");
}

/* When the public first saw it, or will; "" for a record that went before its notice had run out. */
static int64_t visible_since(const struct spc_record *record)
{
	bool never = record->accepted_at == MOMENT_NONE ||
		     (record->removed_at != MOMENT_NONE && record->removed_at < record->visible_at);
	return never ? MOMENT_NONE : record->visible_at;
}

static void record_write(const struct spc_record *record, int64_t now, struct buf *out)
{
	char document[16];
	char due[DATE_TEXT_BYTES];
	char at[MOMENT_TEXT_BYTES];
	buf_putc(out, '{');
	member(out, "contract", record->contract);
	member(out, "member", record->member);
	member(out, "document", masked(record->document, document));
	member(out, "state", spc_state_name(spc_record_state(record, now)));
	member(out, "value", record->amount);
	member(out, "due", date_iso(record->due, due));
	member(out, "type", record->type);
	member(out, "nature", record->nature);
	member(out, "accepted_at", moment_iso(record->accepted_at, at));
	member(out, "visible_since", moment_iso(visible_since(record), at));
	member(out, "removed_at", moment_iso(record->removed_at, at));
	buf_puts(out, "\"words\":");
	words_json(out, record->words);
	buf_putc(out, '}');
}

void spc_books_records(const struct spc_books *books, const char *contract, int64_t now, struct buf *out)
{
	const char *between = "";
	buf_putc(out, '[');
	for (int i = 0; i < books->records_count; i++) {
		if (contract != NULL && strcmp(books->records[i].contract, contract) != 0)
			continue;
		buf_puts(out, between);
		record_write(&books->records[i], now, out);
		between = ",";
	}
	buf_puts(out, "]\n");
}
