#include "flow/by_hand.h"

#include "base/limits.h"
#include "domain/taxid.h"

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '/' ||
	       c == '-';
}

void put_masked(struct buf *out, const char *words)
{
	while (*words != '\0') {
		struct text word = {words, 0};
		struct taxid taxid;
		char mask[24];
		while (is_word(words[word.len]))
			word.len++;
		if (word.len > 0 && taxid_parse(word, &taxid, NULL) == OK)
			buf_puts(out, taxid_mask(word, mask));
		else if (word.len > 0)
			buf_text(out, word);
		else
			buf_putc(out, *words);
		words += word.len > 0 ? word.len : 1;
	}
}

enum rc mask_words(struct arena *arena, const char *words, const char **ret_masked, struct err *reterr)
{
	CLEANUP(buf_done) struct buf masked;
	buf_init(&masked, LIMIT_CONFIG_BYTES);
	put_masked(&masked, words);
	const char *kept = arena_text(arena, buf_view(&masked));
	if (buf_failed(&masked) || kept == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the reason");
	*ret_masked = kept;
	return OK;
}

enum rc by_hand(const struct settings *settings, const char *by, by_hand_fn act, void *deed, struct err *reterr)
{
	struct flow *flow = NULL;
	enum rc rc = flow_open_for(settings, by, &flow, reterr);
	if (rc != OK)
		return rc;
	rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, act(flow, deed, reterr), reterr);
	if (rc == OK)
		rc = worker_nudge(flow->db, reterr);
	flow_free(flow);
	return rc;
}
