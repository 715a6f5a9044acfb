/* Returns and informational files of CONVEM04 turned into what was told of each record.
 *
 * Codes on a header or a trailer are of the whole remessa: one listing_told with its number and record 0, and no word
 * of the records, which were not looked at. Else each record has at most one word for what was asked of it, and one
 * each for what happened besides: removed by Serasa, letter returned, worth noting. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "channel/serasa/file_codes.h"
#include "channel/serasa/serasa.h"
#include "wire/convem_read.h"

#define CODE_LEN          3
#define CODES_MAX         20
#define CODES_SHOWN       15 /* of struct listing_told's 63 characters, with room for how many more there are */
#define REMARKS_BYTES_MAX (1u << 20)

struct told_code {
	char code[CODE_LEN + 1];
	const struct serasa_code *known; /* NULL: nobody knows it */
	int line;                        /* of the record that has it; 0: the record's own */
};

struct told_codes {
	struct told_code items[CODES_MAX];
	int count;
	bool has_receipt; /* 000 and then blanks: zeros throughout only fill the field */
};

/* A record with its codes; those of a record that was refused for another's sake stand with the group. */
struct seen {
	const struct convem_answer *answer;
	struct told_codes codes;
	const struct told_codes *causes; /* of 040: what the others of the debt have */
};

struct absorber {
	struct arena *arena;
	struct report *report;
	struct buf told;             /* of struct listing_told */
	struct listing_told *failed; /* where they go when there is no memory for them */
};

static void done(struct absorber *absorber)
{
	buf_done(&absorber->told);
}

static enum serasa_code_class class_of(const struct told_code *code)
{
	return code->known != NULL ? code->known->class : SERASA_CODE_UNCLEAR;
}

static void read_codes(struct text field, struct told_codes *ret_codes)
{
	*ret_codes = (struct told_codes){0};
	ret_codes->has_receipt = text_starts(field, "000") && text_trim(field).len == CODE_LEN;
	for (size_t at = 0; at + CODE_LEN <= field.len && ret_codes->count < CODES_MAX; at += CODE_LEN) {
		struct text code = {field.at + at, CODE_LEN};
		struct told_code *item = &ret_codes->items[ret_codes->count];
		if (text_trim(code).len == 0 || text_is(code, "000"))
			continue;
		for (size_t i = 0; i < CODE_LEN; i++) /* what is no text is shown as such */
			item->code[i] = code.at[i] >= ' ' && code.at[i] < 0x7f ? code.at[i] : '?';
		item->known = serasa_code_find(item->code);
		ret_codes->count++;
	}
}

static bool has(const struct told_codes *codes, enum serasa_code_class class)
{
	for (int i = 0; i < codes->count; i++)
		if (class_of(&codes->items[i]) == class)
			return true;
	return false;
}

/* Adds the codes of `classes` (a bit each) to what is said of a record. */
static void say_codes(struct listing_told *told, const struct told_codes *codes, unsigned classes)
{
	int shown = 0;
	int more = 0;
	for (const char *at = told->codes; *at != '\0'; at++)
		shown += at[0] != ' ' && (at == told->codes || at[-1] == ' ') ? 1 : 0;
	for (int i = 0; i < codes->count; i++) {
		const struct told_code *code = &codes->items[i];
		size_t codes_len = strlen(told->codes);
		size_t words_len = strlen(told->words);
		char from[24] = "";
		if ((classes & 1u << class_of(code)) == 0)
			continue;
		if (shown >= CODES_SHOWN) {
			more++;
			continue;
		}
		shown++;
		if (code->line > 0)
			(void)snprintf(from, sizeof(from), " (line %d)", code->line);
		(void)snprintf(told->codes + codes_len, sizeof(told->codes) - codes_len, "%s%s",
			       codes_len > 0 ? " " : "", code->code);
		(void)snprintf(told->words + words_len, sizeof(told->words) - words_len, "%s%s %s%s",
			       words_len > 0 ? "; " : "", code->code,
			       code->known != NULL ? code->known->meaning : "nobody knows this code", from);
	}
	if (more > 0) {
		size_t len = strlen(told->codes);
		(void)snprintf(told->codes + len, sizeof(told->codes) - len, " +%d", more);
	}
}

#define BIT(class)  (1u << SERASA_CODE_##class)
#define ALL_CODES   (~0u)
#define ASIDE_CODES (BIT(GONE) | BIT(RETURNED) | BIT(NOTE) | BIT(RECEIPT))
#define MAIN_CODES  (ALL_CODES & ~ASIDE_CODES)

/* One word, to be filled before the next is added. */
static struct listing_told *add(struct absorber *absorber, const struct convem_answers *part,
				const struct convem_answer *answer, enum listing_word word)
{
	const struct listing_told fresh = {.word = word};
	struct listing_told *told = absorber->failed;
	buf_put(&absorber->told, &fresh, sizeof(fresh));
	*told = fresh;
	if (!buf_failed(&absorber->told))
		told = (void *)(absorber->told.bytes + absorber->told.len - sizeof(fresh));
	if (answer == NULL) {
		told->number = part->number;
		return told;
	}
	/* A message (C) has no sequence of ours. */
	if (part->way == 'R' && answer->operation != 'C' && answer->sequence > 0) {
		told->number = part->number;
		told->record = answer->sequence;
	}
	(void)text_copy(text_of(answer->contract), told->contract, sizeof(told->contract));
	(void)text_copy(text_of(answer->principal), told->principal_taxid, sizeof(told->principal_taxid));
	(void)text_copy(text_of(answer->guarantor), told->guarantor_taxid, sizeof(told->guarantor_taxid));
	/* What Serasa removes by itself is the record of an inclusion of ours. */
	told->removal = part->way == 'R' && answer->operation == 'E';
	return told;
}

/* What became of an inclusion or a removal that we asked for. */
static void tell_asked(struct absorber *absorber, const struct convem_answers *part, const struct seen *seen)
{
	const struct told_codes *codes = &seen->codes;
	bool removal = seen->answer->operation == 'E';
	enum serasa_code_class fulfilled = removal ? SERASA_CODE_ABSENT : SERASA_CODE_ALREADY;
	bool refused = has(codes, SERASA_CODE_REFUSED) || has(codes, SERASA_CODE_WHOLE) ||
		       has(codes, SERASA_CODE_NOT_NEWER) ||
		       has(codes, removal ? SERASA_CODE_ALREADY : SERASA_CODE_ABSENT);
	bool is_fulfilled = !refused && has(codes, fulfilled);
	bool is_elsewhere = !refused && !is_fulfilled && has(codes, SERASA_CODE_ELSEWHERE);
	bool is_unclear = has(codes, SERASA_CODE_UNCLEAR);
	enum listing_word word = removal ? LISTING_REMOVED : LISTING_LISTED;
	if (refused || is_elsewhere)
		word = removal ? LISTING_NOT_REMOVED : LISTING_NOT_LISTED;
	else if (is_unclear && !is_fulfilled)
		word = LISTING_UNKNOWN;
	else if (!removal && has(codes, SERASA_CODE_GONE))
		return; /* it is not there any more, which is told by itself */
	struct listing_told *told = add(absorber, part, seen->answer, word);
	told->flagged = is_fulfilled || is_unclear || (is_elsewhere && seen->causes == NULL);
	say_codes(told, codes, MAIN_CODES);
	if (is_elsewhere && seen->causes != NULL)
		say_codes(told, seen->causes, ALL_CODES);
}

/* A file that begins at Serasa, or a message in a return: nothing was asked, so nothing is refused. */
static void tell_unasked(struct absorber *absorber, const struct convem_answers *part, const struct seen *seen)
{
	const struct told_codes *codes = &seen->codes;
	bool removal = seen->answer->operation == 'E';
	bool has_main = false;
	for (int i = 0; i < codes->count; i++)
		has_main = has_main || (1u << class_of(&codes->items[i]) & MAIN_CODES) != 0;
	if (!has_main && codes->count > 0)
		return;
	enum listing_word word = has(codes, SERASA_CODE_UNCLEAR) ? LISTING_UNKNOWN
				 : removal && !has_main          ? LISTING_GONE
								 : LISTING_NOTED;
	struct listing_told *told = add(absorber, part, seen->answer, word);
	told->flagged = has_main || seen->answer->operation != 'C';
	say_codes(told, codes, MAIN_CODES);
	if (!has_main && removal)
		(void)snprintf(told->words, sizeof(told->words), "Serasa removed it by itself, and gives no code");
	else if (!has_main && codes->has_receipt)
		(void)snprintf(told->words, sizeof(told->words), "000 %s", serasa_code_find("000")->meaning);
	if (!has_main && codes->has_receipt)
		(void)snprintf(told->codes, sizeof(told->codes), "000");
}

static void tell_aside(struct absorber *absorber, const struct convem_answers *part, const struct seen *seen)
{
	static const struct {
		enum serasa_code_class class;
		enum listing_word word;
	} words[] = {{SERASA_CODE_GONE, LISTING_GONE},
		     {SERASA_CODE_RETURNED, LISTING_NOTICE_RETURNED},
		     {SERASA_CODE_NOTE, LISTING_NOTED}};
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (has(&seen->codes, words[i].class))
			say_codes(add(absorber, part, seen->answer, words[i].word), &seen->codes, 1u << words[i].class);
}

static bool is_of_whole(const struct told_codes *codes)
{
	return has(codes, SERASA_CODE_WHOLE) || has(codes, SERASA_CODE_NOT_NEWER);
}

/* Codes for a whole file on records of it: whether the others were taken is for a person, who must not take for listed
 * what is not, nor the other way round. Told once, however many have one. */
static void tell_doubt(struct absorber *absorber, const struct convem_answers *part, const struct seen *seen)
{
	const struct seen *first = NULL;
	int count = 0;
	for (int i = 0; i < part->count; i++) {
		if (!is_of_whole(&seen[i].codes))
			continue;
		first = first != NULL ? first : &seen[i];
		count++;
	}
	if (first == NULL || part->way != 'R')
		return;
	struct listing_told *told = add(absorber, part, NULL, LISTING_NOTED);
	told->flagged = true;
	(void)snprintf(told->words, sizeof(told->words),
		       "records have a code that stands for the whole file: %d, the first in line %d", count,
		       first->answer->line);
	say_codes(told, &first->codes, BIT(WHOLE) | BIT(NOT_NEWER));
}

static int compare_debts(const void *left, const void *right)
{
	const struct convem_answer *a = (*(const struct seen *const *)left)->answer;
	const struct convem_answer *b = (*(const struct seen *const *)right)->answer;
	int order = strcmp(a->principal, b->principal);
	if (order == 0)
		order = strcmp(a->contract, b->contract);
	if (order == 0)
		order = a->operation - b->operation;
	return order != 0 ? order : a->line - b->line;
}

static bool is_same_debt(const struct seen *a, const struct seen *b)
{
	return strcmp(a->answer->principal, b->answer->principal) == 0 &&
	       strcmp(a->answer->contract, b->answer->contract) == 0 && a->answer->operation == b->answer->operation;
}

/* The causes in one debt: each code once, with the line of the first record that has it. */
static void gather(struct told_codes *causes, const struct seen *seen)
{
	for (int i = 0; i < seen->codes.count; i++) {
		const struct told_code *code = &seen->codes.items[i];
		bool known = (1u << class_of(code) & (ASIDE_CODES | BIT(ELSEWHERE))) != 0;
		for (int j = 0; j < causes->count && !known; j++)
			known = strcmp(causes->items[j].code, code->code) == 0;
		if (known || causes->count == CODES_MAX)
			continue;
		causes->items[causes->count] = *code;
		causes->items[causes->count++].line = seen->answer->line;
	}
}

/* 040 says that the cause is on another record of the debt. False when the arena is full. */
static bool find_causes(struct arena *arena, struct seen *seen, int count)
{
	struct seen **sorted = arena_array(arena, (size_t)count + 1, sizeof(struct seen *));
	if (sorted == NULL)
		return false;
	for (int i = 0; i < count; i++)
		sorted[i] = &seen[i];
	qsort(sorted, (size_t)count, sizeof(*sorted), compare_debts);
	for (int from = 0, to; from < count; from = to) {
		struct told_codes found = {0};
		bool wanted = false;
		for (to = from; to < count && is_same_debt(sorted[from], sorted[to]); to++) {
			wanted = wanted || has(&sorted[to]->codes, SERASA_CODE_ELSEWHERE);
			gather(&found, sorted[to]);
		}
		if (!wanted || found.count == 0 || sorted[from]->answer->contract[0] == '\0')
			continue;
		struct told_codes *causes = arena_copy(arena, &found, sizeof(found));
		if (causes == NULL)
			return false;
		for (int i = from; i < to; i++)
			sorted[i]->causes = causes;
	}
	return true;
}

/* True: the codes on header and trailer have said it all. */
static bool tell_whole(struct absorber *absorber, const struct convem_answers *part)
{
	struct told_codes codes;
	struct told_codes of_trailer;
	char place[32];
	read_codes(part->header_codes, &codes);
	read_codes(part->trailer_codes, &of_trailer);
	for (int i = 0; i < of_trailer.count && codes.count < CODES_MAX; i++)
		codes.items[codes.count++] = of_trailer.items[i];
	bool is_unclear = has(&codes, SERASA_CODE_UNCLEAR);
	bool refused = has(&codes, SERASA_CODE_REFUSED) || has(&codes, SERASA_CODE_WHOLE) ||
		       has(&codes, SERASA_CODE_ALREADY) || has(&codes, SERASA_CODE_ABSENT) ||
		       has(&codes, SERASA_CODE_ELSEWHERE);
	bool not_newer = has(&codes, SERASA_CODE_NOT_NEWER);
	if (codes.count == 0)
		return false;
	(void)snprintf(place, sizeof(place), "file of line %d", part->line);
	if (part->way != 'R' || part->number == 0 || (!is_unclear && !refused && !not_newer)) {
		report_add(absorber->report, FINDING_VIOLATION, place, "codigos_erro", "CONVEM04 534-593",
			   "its header or trailer has codes, the first %s, that say nothing of a remessa of ours",
			   codes.items[0].code);
		return false;
	}
	struct listing_told *told = add(absorber, part, NULL,
					not_newer ? LISTING_NOTED
					: refused ? LISTING_NOT_LISTED
						  : LISTING_UNKNOWN);
	told->flagged = not_newer || is_unclear;
	say_codes(told, &codes, ALL_CODES);
	report_add(absorber->report, FINDING_NOTE, place, "codigos_erro", "CONVEM04 534-593",
		   "remessa %d as a whole has the codes %s; its %d records are not looked at", part->number,
		   told->codes, part->count);
	return true;
}

static enum rc tell_part(struct absorber *absorber, const struct convem_answers *part, struct err *reterr)
{
	struct seen *seen = arena_array(absorber->arena, (size_t)part->count + 1, sizeof(*seen));
	if (seen == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d records", part->count);
	if (tell_whole(absorber, part))
		return OK;
	for (int i = 0; i < part->count; i++) {
		seen[i].answer = &part->items[i];
		read_codes(part->items[i].codes, &seen[i].codes);
	}
	if (!find_causes(absorber->arena, seen, part->count))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the debts of %d records", part->count);
	for (int i = 0; i < part->count; i++) {
		char operation = seen[i].answer->operation;
		if (part->way == 'R' && (operation == 'I' || operation == 'E'))
			tell_asked(absorber, part, &seen[i]);
		else
			tell_unasked(absorber, part, &seen[i]);
		tell_aside(absorber, part, &seen[i]);
	}
	tell_doubt(absorber, part, seen);
	return OK;
}

/* A return of another informant, or of another area of this one, has numbers of its own. */
static enum rc check_owner(const struct channel_account *account, const struct convem_answers *part, struct err *reterr)
{
	const char *area = account->conf->bureau.area;
	if (strncmp(part->root, account->creditor->taxid.digits, 8) != 0)
		return err_set_at(reterr, ERR_UNREADABLE, NULL, "cnpj_conveniada",
				  "the header of line %d has another root than the CNPJ of creditor %s; nothing of the "
				  "file is taken",
				  part->line, account->creditor->code);
	if (part->area[0] != '\0' && strcmp(part->area, area) != 0)
		return err_set_at(reterr, ERR_UNREADABLE, NULL, "diferencial_remessa",
				  "the header of line %d is of area \"%s\", the account's is \"%s\"; nothing of the "
				  "file is taken",
				  part->line, part->area, area);
	if (part->way == 'R' && part->number == 0)
		return err_set_at(reterr, ERR_UNREADABLE, NULL, "numero_remessa",
				  "the header of line %d has no number of a remessa", part->line);
	return OK;
}

/* "line 3: the line has 250 bytes; ... (CONVEM04)", one line each. In the arena; NULL when it is full. */
static const char *remarks_of(struct arena *arena, const struct report *report)
{
	CLEANUP(buf_done) struct buf lines = {0};
	buf_init(&lines, REMARKS_BYTES_MAX);
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		buf_printf(&lines, "%s%s: %s%s%s (%s)\n", item->level == FINDING_VIOLATION ? "violation: " : "",
			   item->place, item->field, item->field[0] != '\0' ? ": " : "", item->words, item->rule);
	if (buf_failed(&lines)) {
		buf_clear(&lines);
		buf_printf(&lines, "%d violations and %d notes, too many to list\n", report->violations, report->notes);
	}
	return arena_text(arena, buf_view(&lines));
}

static enum rc absorb(struct arena *arena, const struct channel_account *account, struct text answer,
		      struct told_list *ret_told, struct err *reterr)
{
	struct report report;
	struct convem_return read;
	struct listing_told failed = {0};
	CLEANUP(done) struct absorber absorber = {.arena = arena, .report = &report, .failed = &failed};
	buf_init(&absorber.told, LIMIT_UNIT_OF_WORK_BYTES);
	report_init(&report, arena);
	enum rc rc = convem_read(arena, answer, &read, &report, reterr);
	for (int i = 0; rc == OK && i < read.parts_count; i++)
		rc = check_owner(account, &read.parts[i], reterr);
	for (int i = 0; rc == OK && i < read.parts_count; i++)
		rc = tell_part(&absorber, &read.parts[i], reterr);
	if (rc != OK)
		return rc;
	struct text words = buf_view(&absorber.told);
	struct listing_told *listings = buf_failed(&absorber.told) ? NULL : arena_copy(arena, words.at, words.len);
	const char *remarks = remarks_of(arena, &report);
	if (listings == NULL || remarks == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %zu bytes of words", words.len);
	*ret_told = (struct told_list){.listings = listings,
				       .listings_count = (int)(words.len / sizeof(*listings)),
				       .unreadable_count = read.unreadable_count,
				       .remarks = remarks};
	return OK;
}

enum rc serasa_file_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
			   struct text answer, struct told_list *ret_told, struct err *reterr)
{
	char where[128];
	if (question->kind != QUESTION_RETURN_FILE)
		return err_set(reterr, ERR_REFUSED, "account %s is reached by files; there is no %s to read",
			       account->conf->code, question_name(question->kind));
	enum rc rc = absorb(arena, account, answer, ret_told, reterr);
	(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code, question_name(question->kind));
	if (rc != OK)
		err_at(reterr, where, NULL);
	return rc;
}
