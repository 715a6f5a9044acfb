/* Two bureaus: one like Serasa, which answers "received" and tells later by webhook or return file, or never; one like
 * SPC, which answers at once and says "already there" and "not there".
 *
 * The first would take a second record of a debt that is there: promises.c looks for it. With the principal's record go
 * the guarantors'. The second knows a record by contract and person. */
#include <stdio.h>
#include <string.h>

#include "sim.h"

static const enum question_kind nothing[] = {QUESTION_COUNT};
static const enum question_kind lists[] = {QUESTION_NATURES, QUESTION_COUNT};

static const struct channel_traits *serasa_traits(const struct profile *profile)
{
	static const struct channel_traits calls = {.sending = CHANNEL_SENDS_CALLS,
						    .doubt = CHANNEL_DOUBT_WAIT,
						    .guarantor_waits = true,
						    .told_later = true};
	static const struct channel_traits files = {.sending = CHANNEL_SENDS_FILES,
						    .doubt = CHANNEL_DOUBT_SEND_AGAIN,
						    .one_lane = true,
						    .told_later = true};
	return profile->bureau.way == PROFILE_WAY_FILE ? &files : &calls;
}

static const struct channel_traits *spc_traits(const struct profile *profile)
{
	static const struct channel_traits calls = {
		.sending = CHANNEL_SENDS_CALLS, .doubt = CHANNEL_DOUBT_SEND_AGAIN, .guarantor_apart = true};
	(void)profile;
	return &calls;
}

static const char *kind_of(const struct profile *profile, const char *kind, bool guarantor)
{
	(void)guarantor;
	return profile->bureau.way == PROFILE_WAY_FILE ? "convem04" : kind;
}

static enum seal_purpose seal_of(const struct profile *profile, const char *kind)
{
	(void)profile;
	(void)kind;
	return SEAL_JWS_DETACHED;
}

static enum rc file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			 char out[65], struct err *reterr)
{
	(void)account;
	(void)on;
	(void)reterr;
	(void)snprintf(out, 65, "%s.%06d", kind, sequence);
	return OK;
}

static enum rc fits_listing(const struct channel_account *account, const struct listing *listing, struct date today,
			    struct err *reterr)
{
	(void)account;
	(void)listing;
	(void)today;
	(void)reterr;
	return OK;
}

static enum rc compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
		       struct text *ret_document, struct err *reterr)
{
	(void)account;
	return paper_write(arena, parcel, ret_document, reterr);
}

/* The record that this bureau means by contract and person, the last first. */
static struct record_there *find(enum sim_channel bureau, const struct paper_line *line, bool living)
{
	for (int i = sim.records_count; i-- > 0;) {
		struct record_there *record = &sim.records[i];
		bool lives = record->state == RECORD_THERE || record->state == RECORD_RECEIVED;
		if (record->bureau == bureau && strcmp(record->contract, line->contract) == 0 &&
		    strcmp(record->taxid, line->taxid) == 0 && (!living || lives))
			return record;
	}
	return NULL;
}

static struct record_there *add(enum sim_channel bureau, const struct paper_line *line)
{
	if (sim.records_count == RECORDS_MAX) {
		(void)memory_broken(&sim.db, "limits: too many records");
		return &sim.records[0];
	}
	struct record_there *record = &sim.records[sim.records_count++];
	*record = (struct record_there){.bureau = bureau,
					.guarantor = line->guarantor,
					.record = line->record,
					.next_at = NEVER,
					.letter_at = NEVER,
					.due_on = line->due_on.day,
					.debt = debt_of_number(line->contract)};
	memcpy(record->contract, line->contract, sizeof(record->contract));
	memcpy(record->taxid, line->taxid, sizeof(record->taxid));
	for (int i = 0; i < sim.records_count - 1; i++)
		record->turn += sim.records[i].bureau == bureau && sim.records[i].debt == record->debt &&
				strcmp(sim.records[i].taxid, record->taxid) == 0;
	return record;
}

static bool is_removal(const struct paper_line *line)
{
	return strcmp(line->kind, "remove") == 0;
}

static unsigned will(unsigned below, const char *what, const struct record_there *record)
{
	return whim(below, "%s %d %d %s %d", what, (int)record->bureau, record->debt, record->taxid, record->turn);
}

/* --- the one that tells later --------------------------------------------------------------------------------------
 */

static struct listing_told *tell(const struct record_there *record, enum listing_word word, bool removal,
				 int64_t visible_at)
{
	struct word_row *row = new_word(record->bureau, visible_at);
	struct listing_told *told = &row->is.record;
	bool by_file = sim.story.by_file;
	*told = (struct listing_told){.word = word, .removal = removal};
	if (by_file && word != LISTING_GONE && word != LISTING_NOTICE_RETURNED) {
		told->number = removal ? record->removal_number : record->number;
		told->record = removal ? record->removal_record : record->record;
	} else if (!by_file && word != LISTING_GONE) {
		memcpy(told->remote_id, removal ? record->removal_as : record->asked_as, sizeof(told->remote_id));
	}
	(void)text_copy(text_of(record->contract), told->contract, sizeof(told->contract));
	memcpy(record->guarantor ? told->guarantor_taxid : told->principal_taxid, record->taxid, sizeof(record->taxid));
	if (word == LISTING_LISTED)
		(void)snprintf(told->remote_key, sizeof(told->remote_key), "K%d", (int)(record - sim.records));
	row->times = !tame(TAME_TWICE) && will(6, "twice", record) == 0 ? 2 : 1;
	return told;
}

static int64_t answer_after(const struct record_there *record, const char *what)
{
	unsigned hours = tame(TAME_DELAYS) ? 1 : will(60, what, record);
	return sim_now() + 60 + (int64_t)hours * HOUR_S;
}

static void receive(const struct paper *paper, const struct paper_line *line, char remote_id[41])
{
	(void)snprintf(remote_id, 41, "T%d", ++sim.serial);
	struct record_there *record = is_removal(line) ? find(SIM_SERASA, line, true) : add(SIM_SERASA, line);
	if (record == NULL) { /* nothing is there to be removed: said so later */
		struct record_there none = {.bureau = SIM_SERASA, .guarantor = line->guarantor};
		memcpy(none.contract, line->contract, sizeof(none.contract));
		memcpy(none.taxid, line->taxid, sizeof(none.taxid));
		memcpy(none.removal_as, remote_id, sizeof(none.removal_as));
		none.removal_number = paper->number;
		none.removal_record = line->record;
		tell(&none, LISTING_REMOVED, true, sim_now() + HOUR_S)->flagged = true;
		return;
	}
	if (is_removal(line)) {
		memcpy(record->removal_as, remote_id, sizeof(record->removal_as));
		record->removal_number = paper->number;
		record->removal_record = line->record;
		record->removing = true;
		int64_t after = answer_after(record, "removed after");
		/* In the order in which they came. */
		record->next_at = record->state == RECORD_RECEIVED ? record->next_at : after;
		return;
	}
	memcpy(record->asked_as, remote_id, sizeof(record->asked_as));
	record->number = paper->number;
	record->silent = !tame(TAME_SILENCE) && will(20, "silent", record) == 0;
	record->next_at = answer_after(record, "listed after");
}

static struct record_there *principal_of(const struct record_there *guarantor)
{
	for (int i = 0; i < sim.records_count; i++) {
		struct record_there *record = &sim.records[i];
		if (record->bureau == guarantor->bureau && !record->guarantor && record->state == RECORD_THERE &&
		    strcmp(record->contract, guarantor->contract) == 0)
			return record;
	}
	return NULL;
}

static void include_now(struct record_there *record)
{
	bool refused = (!tame(TAME_REFUSALS) && will(12, "refused", record) == 0) ||
		       (record->guarantor && principal_of(record) == NULL);
	record->next_at = NEVER;
	record->state = refused ? RECORD_REFUSED : RECORD_THERE;
	if (!record->silent || refused)
		(void)tell(record, refused ? LISTING_NOT_LISTED : LISTING_LISTED, false, sim_now());
	if (!refused && !tame(TAME_REFUSALS) && will(10, "letter", record) == 0)
		record->letter_at = sim_now() + (int64_t)(5 + will(12, "letter's day", record)) * DAY_S;
	if (!record->removing)
		return;
	if (refused)
		tell(record, LISTING_REMOVED, true, sim_now() + HOUR_S)->flagged = true;
	else
		record->next_at = sim_now() + HOUR_S;
}

static void remove_now(struct record_there *record)
{
	bool refused = !tame(TAME_REFUSALS) && will(14, "not removed", record) == 0 && record->letter_at == NEVER;
	bool silent = !tame(TAME_SILENCE) && will(25, "silent removal", record) == 0;
	record->next_at = NEVER;
	record->removing = false;
	if (refused) {
		record->letter_at = sim_now() + 20 * (int64_t)DAY_S; /* it refuses once */
		(void)tell(record, LISTING_NOT_REMOVED, true, sim_now());
		return;
	}
	record->state = RECORD_GONE;
	if (!silent)
		(void)tell(record, LISTING_REMOVED, true, sim_now());
	for (int i = 0; !record->guarantor && i < sim.records_count; i++) {
		struct record_there *other = &sim.records[i];
		if (other->bureau == record->bureau && other->guarantor && other->state == RECORD_THERE &&
		    strcmp(other->contract, record->contract) == 0)
			other->state = RECORD_GONE;
	}
}

static void serasa_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			   int count)
{
	(void)account;
	for (int i = 0; i < count; i++) {
		struct verdict item = {.class = VERDICT_ACCEPTED};
		const struct paper *paper = paper_read(dispatches[i].document);
		enum sim_fault fault = fault_now(SIM_SERASA);
		if (!answer_begin(&dispatches[i], fault))
			continue;
		/* A remessa's number is taken once; the same one again is the same file. */
		bool again = sim.story.by_file && name_is_known(true, "remessa %d", paper->number);
		for (int j = 0; !again && j < paper->count; j++)
			receive(paper, &paper->lines[j], item.remote_id);
		if (sim.story.by_file)
			item.remote_id[0] = '\0';
		answer_end(arena, &dispatches[i], fault, true, &item, 1);
	}
}

void bureau_live(void)
{
	for (int i = 0; i < sim.records_count; i++) {
		struct record_there *record = &sim.records[i];
		if (record->next_at <= sim_now() && record->state == RECORD_RECEIVED)
			include_now(record);
		else if (record->next_at <= sim_now() && record->state == RECORD_THERE && record->removing)
			remove_now(record);
		else if (record->next_at <= sim_now())
			record->next_at = NEVER;
		if (record->letter_at <= sim_now()) {
			record->letter_at = NEVER;
			if (record->state == RECORD_THERE)
				(void)tell(record, LISTING_NOTICE_RETURNED, false, sim_now());
		}
	}
}

void bureau_take_out(int debt, int person, enum sim_channel bureau)
{
	for (int i = 0; i < sim.records_count; i++) {
		struct record_there *record = &sim.records[i];
		/* With the principal's record go the guarantors'. */
		bool meant = record->bureau == bureau && record->debt == debt &&
			     (record->guarantor == (person > 0) || person == 0);
		if (bureau != SIM_SERASA || !meant || record->state != RECORD_THERE || record->removing)
			continue;
		record->state = RECORD_GONE;
		(void)tell(record, LISTING_GONE, false, sim_now());
	}
}

static enum rc absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		      struct text answer, struct told_list *ret_told, struct err *reterr)
{
	static struct listed_code natures[] = {{"1", "nature"}};
	(void)account;
	*ret_told = (struct told_list){.remarks = ""};
	if (question->kind == QUESTION_NATURES) {
		ret_told->codes = natures;
		ret_told->codes_count = 1;
		return OK;
	}
	ret_told->listings = arena_copy(arena, answer.at, answer.len);
	ret_told->listings_count = (int)(answer.len / sizeof(struct listing_told));
	return ret_told->listings != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for an answer");
}

const struct channel sim_serasa = {
	.name = "serasa",
	.traits = serasa_traits,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = nothing,
	.first_of_day = nothing,
	.file_name = file_name,
	.fits_listing = fits_listing,
	.compose = compose,
	.deliver = serasa_deliver,
	.interpret = answer_read,
	.absorb = absorb,
};

/* --- the one that answers at once ----------------------------------------------------------------------------------
 */

static enum verdict_class spc_include(const struct paper_line *line)
{
	if (find(SIM_SPC, line, true) != NULL)
		return VERDICT_ALREADY;
	struct record_there *record = add(SIM_SPC, line);
	bool refused = !tame(TAME_REFUSALS) && will(12, "refused", record) == 0;
	record->state = refused ? RECORD_REFUSED : RECORD_THERE;
	return refused ? VERDICT_REFUSED : VERDICT_DONE;
}

static enum verdict_class spc_remove(const struct paper_line *line)
{
	struct record_there *record = find(SIM_SPC, line, true);
	if (record == NULL)
		return VERDICT_GONE;
	if (!tame(TAME_REFUSALS) && !record->removing && will(14, "not removed", record) == 0) {
		record->removing = true; /* it refuses once */
		return VERDICT_REFUSED;
	}
	record->state = RECORD_GONE;
	return VERDICT_DONE;
}

static void spc_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			int count)
{
	for (int i = 0; i < count; i++) {
		struct verdict item = {.class = VERDICT_DONE, .code = "0"};
		const struct paper *paper = paper_read(dispatches[i].document);
		enum sim_fault fault = fault_now(SIM_SPC);
		if (!answer_begin(&dispatches[i], fault))
			continue;
		item.class =
			is_removal(&paper->lines[0]) ? spc_remove(&paper->lines[0]) : spc_include(&paper->lines[0]);
		account->session->proven = true;
		answer_end(arena, &dispatches[i], fault, true, &item, 1);
	}
}

static enum rc spc_fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
			 struct text *ret_answer, struct err *reterr)
{
	(void)arena;
	(void)account;
	(void)question;
	if (sim.db.dead || fault_now(SIM_SPC) != SIM_FAULT_NONE)
		return err_set(reterr, ERR_TRANSIENT, "no answer");
	*ret_answer = TEXT_LITERAL("natures");
	return OK;
}

const struct channel sim_spc = {
	.name = "spc",
	.traits = spc_traits,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = nothing,
	.first_of_day = lists,
	.file_name = file_name,
	.fits_listing = fits_listing,
	.compose = compose,
	.deliver = spc_deliver,
	.interpret = answer_read,
	.fetch = spc_fetch,
	.absorb = absorb,
};
