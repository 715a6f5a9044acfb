/* The books as JSON, for the control socket. */
#include <stdio.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "apontasim/serasa/books.h"

static bool is_visible(const struct record *record, int64_t now)
{
	return record->state == RECORD_ACCEPTED && date_compare(record->visible_on, moment_date(now)) <= 0;
}

static const char *state_name(const struct record *record, int64_t now)
{
	switch (record->state) {
	case RECORD_REMOVED: return "removed";
	case RECORD_REFUSED: return "refused";
	case RECORD_ACCEPTED: break;
	}
	return is_visible(record, now) ? "visible" : "notice";
}

static void violations_write(const struct serasa_books *books, struct buf *out)
{
	int kept = books->violations < VIOLATIONS_KEPT ? books->violations : VIOLATIONS_KEPT;
	buf_printf(out, "\"violations\":%d,\"violation_list\":[", books->violations);
	for (int i = 0; i < kept; i++) {
		char at[MOMENT_TEXT_BYTES];
		char line[MOMENT_TEXT_BYTES + sizeof(books->violation_list[i].what) + 2];
		(void)snprintf(line, sizeof(line), "%s %s", moment_iso(books->violation_list[i].at, at),
			       books->violation_list[i].what);
		buf_puts(out, i > 0 ? "," : "");
		words_json(out, line);
	}
	buf_putc(out, ']');
}

/* Principals by what they are now; guarantors apart, as they come and go with them. */
void serasa_books_summary(const struct serasa_books *books, int64_t now, struct buf *out)
{
	char at[MOMENT_TEXT_BYTES];
	int visible = 0;
	int states[2][3] = {{0}};
	for (int i = 0; i < books->count; i++) {
		const struct record *record = &books->all[i];
		bool guarantor = record->debt.guarantor[0] != '\0';
		states[guarantor][record->state]++;
		visible += !guarantor && is_visible(record, now);
	}
	buf_printf(out, "{\"now\":\"%s\",\"duplicates\":%d,", moment_iso(now, at), books->duplicates);
	violations_write(books, out);
	buf_printf(out,
		   ",\"records\":{\"live\":%d,\"visible\":%d,\"notice\":%d,\"removed\":%d,\"refused\":%d},"
		   "\"guarantors\":{\"live\":%d,\"removed\":%d,\"refused\":%d},",
		   states[0][RECORD_ACCEPTED], visible, states[0][RECORD_ACCEPTED] - visible, states[0][RECORD_REMOVED],
		   states[0][RECORD_REFUSED], states[1][RECORD_ACCEPTED], states[1][RECORD_REMOVED],
		   states[1][RECORD_REFUSED]);
	buf_printf(out, "\"requests\":{\"include\":%d,\"guarantor\":%d,\"exclude\":%d,\"login\":%d},\"files_taken\":%d",
		   books->requests[OPERATION_INCLUDE], books->requests[OPERATION_GUARANTOR],
		   books->requests[OPERATION_EXCLUDE], books->requests[OPERATION_LOGIN], books->files_taken);
}

static void member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	words_json(out, value);
	buf_putc(out, ',');
}

static void codes_write(const struct codes *codes, struct buf *out)
{
	buf_puts(out, "\"codes\":[");
	for (int i = 0; i < codes->count; i++)
		buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", codes->code[i]);
	buf_puts(out, "],");
}

static void record_write(const struct record *record, int64_t now, struct buf *out)
{
	char at[MOMENT_TEXT_BYTES];
	char date[DATE_TEXT_BYTES];
	const struct debt *debt = &record->debt;
	bool accepted = record->state != RECORD_REFUSED;
	member(out, "state", state_name(record, now));
	member(out, "channel", record->channel == CHANNEL_FILE ? "file" : "rest");
	member(out, "creditor", debt->creditor);
	member(out, "debtor", debt->debtor);
	member(out, "contract", debt->contract);
	member(out, "category", debt->category);
	member(out, "name", debt->name);
	buf_printf(out, "\"value_cents\":%lld,", (long long)debt->value_cents);
	member(out, "due_date", date_iso(debt->due, date));
	member(out, "cadus", record->cadus);
	member(out, "accepted_at", accepted ? moment_iso(record->accepted_at, at) : "");
	member(out, "visible_on", accepted ? date_iso(record->visible_on, date) : "");
	member(out, "removed_at", record->removed != NULL ? moment_iso(record->removed_at, at) : "");
	member(out, "removed_by", record->removed != NULL ? record->removed : "");
	member(out, "motive", record->motive);
	codes_write(&record->codes, out);
}

bool serasa_books_record(const struct serasa_books *books, const char *contract, int64_t now, struct buf *out)
{
	int cursor = -1;
	int inclusions = 0;
	int newest = lookup_find(&books->by_contract, contract);
	bool first = true;
	if (newest < 0)
		return false;
	while (lookup_next(&books->by_contract, contract, &cursor) >= 0)
		inclusions++;
	buf_putc(out, '{');
	record_write(&books->all[newest], now, out);
	buf_printf(out, "\"inclusions\":%d,\"guarantors\":[", inclusions);
	for (int i = newest + 1; i < books->count; i++) {
		const struct record *record = &books->all[i];
		if (record->principal != newest)
			continue;
		buf_puts(out, first ? "{" : ",{");
		member(out, "document", record->debt.guarantor);
		member(out, "name", record->debt.name);
		codes_write(&record->codes, out);
		member(out, "cadus", record->cadus);
		buf_puts(out, "\"state\":");
		words_json(out, state_name(record, now));
		buf_putc(out, '}');
		first = false;
	}
	buf_puts(out, "]}\n");
	return true;
}
