/* The answer to a call: what became of the record. */
#include <stdio.h>

#include "channel/spc/codes.h"
#include "channel/spc/spc.h"
#include "wire/spc_answer.h"

static enum rc judge(struct verdict *verdict, const char *kind, const struct spc_answer *answer, struct err *reterr)
{
	static const enum verdict_class classes[] = {
		[SPC_MEANS_ALREADY] = VERDICT_ALREADY,
		[SPC_MEANS_GONE] = VERDICT_GONE,
		[SPC_MEANS_REFUSED] = VERDICT_REFUSED,
		[SPC_MEANS_CREDENTIALS] = VERDICT_CREDENTIALS,
	};
	const struct spc_code *code = spc_code_find(answer->code);
	enum spc_meaning meaning = spc_code_means(code, kind);
	if (meaning == SPC_MEANS_DOUBT)
		return err_set(reterr, ERR_UNREADABLE, "%s: %s", answer->code, code->words);
	verdict->class = classes[meaning];
	(void)snprintf(verdict->code, sizeof(verdict->code), "%.*s", (int)sizeof(verdict->code) - 1, answer->code);
	(void)snprintf(verdict->words, sizeof(verdict->words), "%s (%s)",
		       answer->words[0] != '\0' ? answer->words : "no words", code->words);
	return OK;
}

static enum rc read_answer(struct arena *arena, const char *kind, struct text answer, struct verdict *verdict,
			   struct err *reterr)
{
	struct spc_answer read = {.words = ""};
	bool refused = spc_refusal_find(answer, read.code);
	struct spc_answer told;
	enum rc rc = spc_answer_read(arena, answer, kind, &told, reterr);
	if (rc == ERR_NO_MEMORY)
		return rc;
	if (rc == OK && !told.is_fault) {
		verdict->class = VERDICT_DONE;
		return OK;
	}
	if (refused) /* plain text, or words of a fault */
		return judge(verdict, kind, &read, reterr);
	return rc == OK ? judge(verdict, kind, &told, reterr) : rc;
}

enum rc spc_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
		      struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	(void)status; /* of a fault it says nothing: 200 and 500 are seen */
	struct verdict *verdict = arena_alloc(arena, sizeof(*verdict));
	enum rc rc = verdict != NULL ? read_answer(arena, kind, answer, verdict, reterr)
				     : err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a verdict");
	if (rc != OK) {
		char where[128];
		(void)snprintf(where, sizeof(where), "account %s, answer to %s", account->conf->code, kind);
		err_at(reterr, where, NULL);
		return rc;
	}
	*ret_verdicts = (struct verdicts){.whole_file = true, .items = verdict, .count = 1};
	return OK;
}
