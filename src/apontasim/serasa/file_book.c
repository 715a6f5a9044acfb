#include "apontasim/serasa/file_book.h"

#include <string.h>

#include "apontasim/serasa/base.h"
#include "apontasim/serasa/check.h"

static bool is_guarantor(const struct convem_line *line)
{
	return line->debt.guarantor[0] != '\0';
}

static bool is_inclusion(const struct convem_line *line)
{
	return line->operation == 'I';
}

static bool same_debt(const struct debt *a, const struct debt *b)
{
	return strcmp(a->creditor, b->creditor) == 0 && strcmp(a->debtor, b->debtor) == 0 &&
	       strcmp(a->contract, b->contract) == 0;
}

/* The records from `from` on that are one debt: a principal that is included, and the guarantors behind it. */
static int group_end(const struct convem *file, int from, int end)
{
	const struct convem_line *first = &file->lines[from];
	int to = from + 1;
	if (!is_inclusion(first) || is_guarantor(first))
		return to;
	while (to < end && is_inclusion(&file->lines[to]) && is_guarantor(&file->lines[to]) &&
	       same_debt(&first->debt, &file->lines[to].debt))
		to++;
	return to;
}

static void group_include(struct serasa_world *world, struct convem_line *lines, int count)
{
	bool with_principal = !is_guarantor(&lines[0]);
	bool bad = false;
	for (int i = 0; i < count; i++) {
		base_judge(world, &lines[i].debt, CHANNEL_FILE, i > 0 && with_principal, &lines[i].codes);
		for (int before = 1; before < i; before++)
			if (strcmp(lines[before].debt.guarantor, lines[i].debt.guarantor) == 0)
				codes_add(&lines[i].codes, "059");
		bad |= lines[i].codes.count > 0;
	}
	for (int i = 0; i < count; i++) {
		if (bad && lines[i].codes.count == 0)
			codes_add(&lines[i].codes, "040");
		(void)base_include(world, &lines[i].debt, CHANNEL_FILE, &lines[i].codes);
	}
}

/* What an exclusion says of the debt must be what the inclusion said, where it says it. */
static bool key_fits(const struct debt *held, const struct debt *asked)
{
	return (date_is_none(asked->due) || date_compare(asked->due, held->due) == 0) &&
	       (asked->category[0] == '\0' || strcmp(asked->category, held->category) == 0);
}

/* The smallest exclusion leaves the branch blank: any creditor of the informant's root is meant. */
static int exclusion_find(const struct serasa_world *world, struct debt *debt)
{
	if (debt->creditor[8] != ' ')
		return base_find(world, debt, CHANNEL_FILE);
	for (int i = 0; i < world->settings.creditors_count; i++) {
		if (strncmp(world->settings.creditors[i], debt->creditor, 8) != 0)
			continue;
		memcpy(debt->creditor, world->settings.creditors[i], sizeof(debt->creditor));
		int found = base_find(world, debt, CHANNEL_FILE);
		if (found >= 0)
			return found;
	}
	return -1;
}

static void line_exclude(struct serasa_world *world, struct convem_line *line)
{
	if (!check_motive(line->motive, CHANNEL_FILE)) {
		codes_add(&line->codes, "799");
		if (line->violation == NULL)
			line->violation = "motivo da baixa (49-50) is not a creditor's";
	}
	if (line->codes.count > 0)
		return;
	int record = exclusion_find(world, &line->debt);
	if (record >= 0 && !key_fits(&world->books.all[record].debt, &line->debt))
		record = -1;
	base_exclude(world, record, line->motive, &line->codes);
}

void file_book(struct serasa_world *world, const char *name, struct convem *file)
{
	int end = file->count - 1; /* the trailer */
	for (int at = 1; at < end;) {
		int next = group_end(file, at, end);
		if (is_inclusion(&file->lines[at]))
			group_include(world, &file->lines[at], next - at);
		else if (file->lines[at].operation == 'E')
			line_exclude(world, &file->lines[at]);
		at = next;
	}
	for (int i = 0; i < file->count; i++)
		if (file->lines[i].violation != NULL)
			serasa_books_violation(&world->books, world->now, "%s: line %d: %s", name, i + 1,
					       file->lines[i].violation);
}
