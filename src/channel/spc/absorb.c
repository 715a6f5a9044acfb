/* The lists of the entity: natures, motives, types of debtor. */
#include <stdio.h>

#include "base/buf.h"
#include "channel/spc/spc.h"
#include "wire/spc_answer.h"

#define REMARKS_BYTES_MAX (64u << 10)

/* As much of a name as fits, and no half character at the end. */
static bool take_name(const char *from, char *out, size_t size)
{
	size_t len = text_of(from).len;
	bool whole = len < size;
	if (!whole)
		for (len = size - 1; len > 0 && ((unsigned char)from[len] & 0xc0) == 0x80;)
			len--;
	(void)snprintf(out, size, "%.*s", (int)len, from);
	return whole;
}

/* A code that fills its field would not be the code any more, so such an entry is left out and told. */
static enum rc take_codes(struct arena *arena, const struct spc_list *list, struct told_list *ret_told,
			  struct err *reterr)
{
	CLEANUP(buf_done) struct buf remarks = {0};
	struct listed_code *codes = arena_array(arena, (size_t)list->count, sizeof(*codes));
	struct told_list told = {.codes = codes, .unreadable_count = list->unreadable_count};
	buf_init(&remarks, REMARKS_BYTES_MAX);
	if (list->count == 0)
		buf_puts(&remarks, "the list is empty\n");
	if (list->unreadable_count > 0)
		buf_printf(&remarks, "%d entries without a code are left out\n", list->unreadable_count);
	for (int i = 0; codes != NULL && i < list->count; i++) {
		struct listed_code *code = &codes[told.codes_count];
		if (!text_copy(text_of(list->entries[i].code), code->code, sizeof(code->code))) {
			buf_printf(&remarks, "entry %d: a code of more than %zu bytes, left out\n", i + 1,
				   sizeof(code->code) - 1);
			told.unreadable_count++;
			continue;
		}
		if (!take_name(list->entries[i].name, code->name, sizeof(code->name)))
			buf_printf(&remarks, "entry %d: the name is cut\n", i + 1);
		told.codes_count++;
	}
	told.remarks = buf_failed(&remarks) ? "more to remark than there is room for\n"
					    : arena_text(arena, buf_view(&remarks));
	if ((codes == NULL && list->count > 0) || told.remarks == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a list of codes");
	*ret_told = told;
	return OK;
}

enum rc spc_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		   struct text answer, struct told_list *ret_told, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	const char *operation = spc_operation_of(question->kind);
	struct spc_list list;
	enum rc rc = operation != NULL ? spc_list_read(arena, answer, operation, &list, reterr)
				       : err_set(reterr, ERR_UNREADABLE, "SPC is never asked for that");
	if (rc == OK)
		rc = take_codes(arena, &list, ret_told, reterr);
	if (rc == ERR_REJECTED) { /* a fault is no list */
		rc = ERR_UNREADABLE;
		reterr->code = rc;
	}
	if (rc != OK) {
		char where[128];
		(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code,
			       operation != NULL ? operation : "question");
		err_at(reterr, where, NULL);
	}
	return rc;
}
