/* What Serasa says: to a call at once, and by webhook what became of it. */
#include <stdio.h>
#include <string.h>

#include "channel/serasa/serasa.h"
#include "wire/pefin_read.h"

#define CODE_THERE_ALREADY "059"
#define CODE_NOT_THERE     "022"

static enum rc unreadable(const struct channel_account *account, const char *what, enum rc rc, struct err *reterr)
{
	char where[128];
	(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code, what);
	reterr->code = rc == ERR_NO_MEMORY ? rc : ERR_UNREADABLE;
	err_at(reterr, where, NULL);
	return reterr->code;
}

static void judge_taken(struct verdict *verdict, const struct pefin_answer *told)
{
	verdict->class = VERDICT_ACCEPTED;
	(void)snprintf(verdict->remote_id, sizeof(verdict->remote_id), "%s", told->transaction_id);
	(void)snprintf(verdict->words, sizeof(verdict->words), "received; what becomes of it comes by webhook");
}

/* "404 Debt not found" is what a removal gets whose contract or document Serasa does not know; of inclusions it says
 * that nothing was taken. */
static void judge_refused(struct verdict *verdict, bool removal, int status, const struct pefin_answer *told)
{
	char theirs[200];
	bool gone = removal && (status == 404 || strcmp(told->code, CODE_NOT_THERE) == 0);
	bool already = !removal && strcmp(told->code, CODE_THERE_ALREADY) == 0;
	const char *ours = gone ? "Serasa has no such record; see that no other stands there under another contract"
			   : already ? "Serasa has this record already"
				     : "refused; put right what it names, or have a person look";
	verdict->class = gone ? VERDICT_GONE : already ? VERDICT_ALREADY : VERDICT_REFUSED;
	if (told->code[0] != '\0')
		(void)snprintf(verdict->code, sizeof(verdict->code), "%s", told->code);
	else
		(void)snprintf(verdict->code, sizeof(verdict->code), "HTTP %d", status);
	serasa_masked(text_of(told->message), theirs, sizeof(theirs));
	(void)snprintf(verdict->words, sizeof(verdict->words), "%s (HTTP %d: %s)",
		       theirs[0] != '\0' ? theirs : "no words", status, ours);
}

enum rc serasa_rest_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			      struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	struct err unheard;
	struct pefin_answer told = {.message = ""};
	reterr = reterr != NULL ? reterr : &unheard;
	bool taken = status >= 200 && status <= 299;
	enum rc rc = pefin_read_answer(arena, answer, &told, reterr);
	if (rc == ERR_NO_MEMORY || (rc != OK && taken))
		return unreadable(account, kind, rc, reterr);
	if (taken && told.transaction_id[0] == '\0') {
		rc = err_set_at(reterr, ERR_UNREADABLE, NULL, "transactionId",
				"is missing from an answer that says HTTP %d; without it no webhook can be told to be "
				"of this call",
				status);
		return unreadable(account, kind, rc, reterr);
	}
	struct verdict *verdict = arena_alloc(arena, sizeof(*verdict));
	if (verdict == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a verdict");
	if (taken)
		judge_taken(verdict, &told);
	else
		judge_refused(verdict, strcmp(kind, SERASA_EXCLUSION) == 0, status, &told);
	*ret_verdicts = (struct verdicts){.whole_file = true, .items = verdict, .count = 1};
	return OK;
}

/* A motive that only Serasa gives: 00, 26 to 30, 86 to 99. None of our removals has one. Of 00 it is not known whether
 * it may stand for "none" here, so it is not taken for a removal by Serasa. */
static bool by_serasa(const char *motive)
{
	if (strlen(motive) != 2 || !text_is_digits(text_of(motive)))
		return false;
	int number = (motive[0] - '0') * 10 + (motive[1] - '0');
	return (number >= 26 && number <= 30) || number >= 86;
}

static const char *const special_words[LISTING_WORD_COUNT] = {
	[LISTING_LISTED] = "Serasa has this record already",
	[LISTING_REMOVED] = "Serasa has no such record; see that no other stands there under another contract",
};

/* Facts of law come first: whoever is listed must be known to be, and "not there" to a removal is what was wanted. */
static void judge_event(const struct pefin_event *event, struct listing_told *told)
{
	const char *special = event->exclusion ? CODE_NOT_THERE : CODE_THERE_ALREADY;
	bool is_special = event->failed && strcmp(event->code, special) == 0;
	told->removal = event->exclusion;
	if (event->unclear)
		told->word = LISTING_UNKNOWN;
	else if (event->failed && !is_special)
		told->word = event->exclusion ? LISTING_NOT_REMOVED : LISTING_NOT_LISTED;
	else if (event->exclusion && !event->failed && by_serasa(event->motive))
		told->word = LISTING_GONE;
	else
		told->word = event->exclusion ? LISTING_REMOVED : LISTING_LISTED;
	told->flagged = is_special || event->unclear;
}

static void explain_event(const struct pefin_event *event, struct listing_told *told)
{
	char theirs[200];
	const char *ours = "";
	serasa_masked(text_of(event->message), theirs, sizeof(theirs));
	(void)snprintf(told->codes, sizeof(told->codes), "%s", event->code);
	if (event->unclear)
		ours = event->failed ? "an error that says nothing" : "it does not tell what became of the record";
	else if (told->word == LISTING_GONE)
		ours = "Serasa removed it by itself, motive ";
	else if (told->flagged)
		ours = special_words[told->word];
	else if (event->failed && theirs[0] == '\0')
		ours = "an error without words";
	(void)snprintf(told->words, sizeof(told->words), "%s%s%s%s", theirs,
		       theirs[0] != '\0' && ours[0] != '\0' ? "; " : "", ours,
		       told->word == LISTING_GONE ? event->motive : "");
}

/* uuid, or contract and document when it is unknown. Of a guarantor's inclusion nobody published whose document the
 * webhook has, and guarantors have no record number: that record the uuid alone can name. A key that is too long to be
 * one of ours is none. */
static bool name_record(const struct pefin_event *event, struct listing_told *told)
{
	bool by_id =
		text_copy(text_of(event->uuid), told->remote_id, sizeof(told->remote_id)) && event->uuid[0] != '\0';
	bool by_contract = text_copy(text_of(event->contract), told->contract, sizeof(told->contract)) &&
			   event->contract[0] != '\0';
	(void)text_copy(text_of(event->debtor_taxid), told->principal_taxid, sizeof(told->principal_taxid));
	(void)text_copy(text_of(event->cadus_key), told->remote_key, sizeof(told->remote_key));
	return by_id || (by_contract && event->debtor_taxid[0] != '\0');
}

static enum rc check_creditor(const struct channel_account *account, const struct pefin_event *event,
			      struct err *reterr)
{
	char mask[24];
	if (!event->has_creditor || taxid_same_owner(&event->creditor, &account->creditor->taxid))
		return OK;
	return err_set_at(reterr, ERR_UNREADABLE, NULL, "creditorDocument",
			  "is %s, which is not the creditor of this account",
			  taxid_mask(text_of(event->creditor.digits), mask));
}

enum rc serasa_rest_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
			   struct text answer, struct told_list *ret_told, struct err *reterr)
{
	struct err unheard;
	struct pefin_event event;
	reterr = reterr != NULL ? reterr : &unheard;
	if (question->kind != QUESTION_HOOK)
		return err_set(reterr, ERR_REFUSED, "profile %s has only webhooks to tell from",
			       account->profile->name);
	enum rc rc = pefin_read_event(arena, answer, &event, reterr);
	if (rc == OK)
		rc = check_creditor(account, &event, reterr);
	struct listing_told *told = rc == OK ? arena_alloc(arena, sizeof(*told)) : NULL;
	if (rc == OK && told == NULL)
		rc = err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a webhook");
	if (rc == OK && !name_record(&event, told))
		rc = err_set_at(reterr, ERR_UNREADABLE, NULL, "uuid",
				"and the contract are longer than any that we sent");
	if (rc != OK)
		return unreadable(account, "webhook", rc, reterr);
	judge_event(&event, told);
	explain_event(&event, told);
	*ret_told = (struct told_list){.listings = told, .listings_count = 1, .remarks = event.remarks};
	return OK;
}
