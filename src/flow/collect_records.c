/* What bureaus say of records, whatever way it came: by webhook, in a return file, in a list. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/collection.h"
#include "flow/decide.h"
#include "flow/inbox.h"
#include "store/instruction.h"
#include "store/message.h"
#include "store/told.h"

static const char *taxid_of(const struct listing_told *told)
{
	return told->guarantor_taxid[0] != '\0' ? told->guarantor_taxid : told->principal_taxid;
}

/* What was sent for the contract and has no name of the bureau's yet: its answer was lost. */
static enum rc find_by_contract(const struct collection *collection, struct arena *arena,
				const struct listing_told *told, struct instruction *out, struct err *reterr)
{
	struct instruction found;
	enum rc rc = instruction_by_contract(collection->flow->db, arena, collection->account->id, told->contract,
					     taxid_of(told), told->removal ? "remove" : "include", &found, reterr);
	if (rc == OK && told->remote_id[0] != '\0' && found.remote_id[0] != '\0')
		return err_set(reterr, ERR_NOT_FOUND, "the record of contract \"%s\" goes by another name",
			       told->contract);
	if (rc == OK && told->remote_id[0] != '\0')
		rc = instruction_set_remote_id(collection->flow->db, found.id, told->remote_id, reterr);
	if (rc == OK)
		*out = found;
	return rc;
}

/* The instructions that are meant: one, or all of a remessa that was refused whole. Empty when nobody knows. */
static enum rc find_meant(const struct collection *collection, struct arena *arena, const struct listing_told *told,
			  struct instruction_list *ret_list, struct err *reterr)
{
	struct db *db = collection->flow->db;
	int64_t account_id = collection->account->id;
	struct instruction *one = arena_alloc(arena, sizeof(*one));
	*ret_list = (struct instruction_list){.at = one, .count = 0};
	if (one == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to find a record");
	if (told->number > 0 && told->record == 0)
		return instruction_of_number(db, arena, account_id, told->number, ret_list, reterr);
	enum rc rc = ERR_NOT_FOUND;
	if (told->number > 0)
		rc = instruction_by_record(db, arena, account_id, told->number, told->record, one, reterr);
	else if (told->remote_id[0] != '\0')
		rc = instruction_by_remote_id(db, arena, account_id, told->remote_id, one, reterr);
	if (rc == ERR_NOT_FOUND && told->number == 0 && told->contract[0] != '\0')
		rc = find_by_contract(collection, arena, told, one, reterr);
	ret_list->count = rc == OK ? 1 : 0;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static const char *words_of(struct arena *arena, const struct listing_told *told)
{
	const char *words = arena_printf(arena, "%s%s%s%s", told->codes[0] != '\0' ? "code " : "", told->codes,
					 told->codes[0] != '\0' ? ": " : "", told->words);
	return words != NULL ? words : told->words;
}

static enum rc settle_instruction(const struct collection *collection, const struct instruction *instruction,
				  const struct listing_told *told, struct err *reterr)
{
	const char *state = NULL;
	if (told->word == LISTING_LISTED || told->word == LISTING_REMOVED)
		state = "accepted";
	else if (told->word == LISTING_NOT_LISTED || told->word == LISTING_NOT_REMOVED)
		state = "rejected";
	return state == NULL ? OK
			     : instruction_set_state(collection->flow->db, instruction->id, state, told->codes,
						     told->words, reterr);
}

/* The event that the word stands for, as far as it goes: a whole remessa refused has inclusions and removals. */
static enum event event_for(const struct instruction *instruction, const struct listing_told *told)
{
	bool removal = strcmp(instruction->kind, "remove") == 0;
	if (told->word == LISTING_NOT_LISTED && removal)
		return EVENT_COMMAND_REFUSED;
	return listing_event(told->word);
}

static enum rc apply_word(const struct collection *collection, struct arena *arena, int64_t message_id,
			  const struct instruction *instruction, const struct listing_told *told, struct err *reterr)
{
	struct db *db = collection->flow->db;
	struct invoice invoice;
	struct escalation escalation;
	struct err refused;
	const struct transition *row = NULL;
	enum event event = event_for(instruction, told);
	const char *words = words_of(arena, told);
	enum rc rc = invoice_lock(db, arena, instruction->invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock(db, arena, instruction->escalation_id, &escalation, reterr);
	if (rc == OK)
		rc = settle_instruction(collection, instruction, told, reterr);
	if (rc == OK && told->word == LISTING_LISTED && told->remote_key[0] != '\0')
		rc = escalation_set_remote_key(db, &escalation, told->remote_key, reterr);
	if (rc == OK && (told->word == LISTING_UNKNOWN || told->flagged))
		rc = collection_tell_person(collection, told->word == LISTING_UNKNOWN ? "unknown_code" : "flagged",
					    message_id, escalation.id, words, reterr);
	if (rc != OK || event == EVENT_COUNT)
		return rc;
	if (lifecycle_step(escalation.machine, escalation.state, event, &row, &refused) != OK)
		return collection_tell_person(collection, "contradiction", message_id, escalation.id, refused.words,
					      reterr);
	struct decide decide = {.flow = collection->flow,
				.arena = arena,
				.invoice = &invoice,
				.escalation = &escalation,
				.message_id = message_id,
				.detail = words};
	return decide_event(&decide, event, reterr);
}

enum rc collect_record(const struct collection *collection, struct arena *arena, int64_t message_id,
		       const struct listing_told *told, struct err *reterr)
{
	struct instruction_list meant;
	bool fresh = false;
	enum rc rc = find_meant(collection, arena, told, &meant, reterr);
	if (rc == OK)
		rc = told_listing_record(collection->flow->db, message_id, collection->account->id,
					 meant.count == 1 ? meant.at[0].id : 0, told, &fresh, reterr);
	if (rc != OK || !fresh)
		return rc;
	if (meant.count == 0)
		return collection_tell_person(
			collection, "unknown_record", message_id, 0,
			arena_printf(arena, "The bureau speaks of %s%s%s, which was never sent from here: %s",
				     told->contract[0] != '\0' ? "contract " : "a record that goes by ",
				     told->contract[0] != '\0' ? told->contract : told->remote_id,
				     told->number > 0 ? " of a remessa" : "", words_of(arena, told)),
			reterr);
	/* A word about a whole remessa that changes none of its records is told once. */
	if (told->record == 0 && told->number > 0 && listing_event(told->word) == EVENT_COUNT)
		return collection_tell_person(collection, told->word == LISTING_UNKNOWN ? "unknown_code" : "flagged",
					      message_id, 0, words_of(arena, told), reterr);
	for (int i = 0; rc == OK && i < meant.count; i++)
		rc = apply_word(collection, arena, message_id, &meant.at[i], told, reterr);
	return rc;
}

enum rc collect_codes(const struct collection *collection, enum question_kind list, const struct told_list *told,
		      struct err *reterr)
{
	struct bureau_code *codes = arena_array(collection->arena, (size_t)told->codes_count + 1, sizeof(*codes));
	if (codes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d codes", told->codes_count);
	for (int i = 0; i < told->codes_count; i++)
		codes[i] = (struct bureau_code){told->codes[i].code, told->codes[i].name};
	return bureau_codes_put(collection->flow->db, collection->account->id, question_name(list), codes,
				told->codes_count, reterr);
}

static enum rc store_file(const struct collection *collection, struct text bytes, struct err *reterr)
{
	struct db *db = collection->flow->db;
	struct message_entry entry = {.account_id = collection->account->id,
				      .kind = question_name(QUESTION_RETURN_FILE),
				      .day = collection->now.today,
				      .document = bytes};
	int64_t id = 0;
	bool fresh = false;
	enum rc rc = db_begin(db, reterr);
	if (rc != OK)
		return rc;
	rc = lane_hold(db, &collection->lane, reterr);
	if (rc == OK)
		rc = message_store(db, collection->arena, &entry, &id, &fresh, reterr);
	return db_end(db, rc, reterr);
}

/* Into "taken", once its bytes are kept; a name that is there already gets a number. */
static enum rc put_away(struct arena *arena, const char *folder, const char *name, struct err *reterr)
{
	const char *taken = arena_printf(arena, "%s/taken", folder);
	const char *from = arena_printf(arena, "%s/%s", folder, name);
	if (taken == NULL || from == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to put a file away");
	if (mkdir(taken, 0750) != 0 && errno != EEXIST)
		return err_set_at(reterr, ERR_SYSTEM, taken, NULL, "the folder cannot be made: %s", strerror(errno));
	for (int i = 0; i < 1000; i++) {
		const char *to = i == 0 ? arena_printf(arena, "%s/%s", taken, name)
					: arena_printf(arena, "%s/%s.%d", taken, name, i);
		if (to != NULL && renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
			return OK;
		if (to == NULL || errno != EEXIST)
			break;
	}
	return err_set_at(reterr, ERR_SYSTEM, from, NULL, "cannot be moved to \"taken\": %s", strerror(errno));
}

enum rc collect_folder(const struct collection *collection, struct err *reterr)
{
	const char *folder = collection->account->at.conf->bureau.return_folder;
	struct dirent **entries = NULL;
	int count = 0;
	if (folder[0] == '\0')
		return OK;
	enum rc rc = inbox_list(folder, &entries, &count, reterr);
	if (rc != OK)
		return rc;
	for (int i = 0; rc == OK && i < count; i++) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(4 * LIMIT_UNIT_OF_WORK_BYTES);
		struct collection one = *collection;
		struct text bytes;
		one.arena = arena;
		const char *path = arena != NULL ? arena_printf(arena, "%s/%s", folder, entries[i]->d_name) : NULL;
		rc = path != NULL ? io_read(arena, path, LIMIT_ANSWER_BYTES, &bytes, reterr)
				  : err_set(reterr, ERR_NO_MEMORY, "no memory for a return file");
		if (rc == OK)
			rc = store_file(&one, bytes, reterr);
		if (rc == OK)
			rc = put_away(arena, folder, entries[i]->d_name, reterr);
	}
	inbox_free(entries, count);
	return rc;
}
