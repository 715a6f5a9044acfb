#include "apontasim/serasa/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "apontasim/serasa/file_book.h"
#include "base/io.h"
#include "base/limits.h"

#define FILE_BYTES_MAX (32u << 20)
#define LETTER_DAYS    5 /* after its acceptance a letter that is drawn to come back is back */

void folder_done(struct folder *folder)
{
	for (int i = 0; i < folder->answers_count; i++) {
		free(folder->answers[i].name);
		free(folder->answers[i].bytes);
	}
	free(folder->answers);
	free(folder->senders);
	*folder = (struct folder){0};
}

static int is_file_name(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "taken") != 0 &&
	       !(len > 5 && strcmp(entry->d_name + len - 5, ".part") == 0) &&
	       !(len > 4 && strcmp(entry->d_name + len - 4, ".tmp") == 0);
}

/* A name that ends in .tmp until the file is whole. */
static enum rc file_put(const char *folder, const char *name, struct text bytes, struct err *reterr)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return err_set(reterr, ERR_RANGE, "%s/%s: the path is too long", folder, name);
	return io_write(path, bytes, 0644, reterr);
}

static enum rc answer_add(struct folder *folder, int64_t due, const char *name, const struct buf *bytes,
			  struct err *reterr)
{
	struct folder_answer *grown = realloc(folder->answers, ((size_t)folder->answers_count + 1) * sizeof(*grown));
	struct folder_answer answer = {.due = due, .len = bytes->len};
	if (grown != NULL)
		folder->answers = grown;
	answer.bytes = malloc(bytes->len + 1);
	if (asprintf(&answer.name, "RET_%s", name) < 0)
		answer.name = NULL;
	if (grown == NULL || answer.bytes == NULL || answer.name == NULL || buf_failed(bytes)) {
		free(answer.bytes);
		free(answer.name);
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the return of %s", name);
	}
	memcpy(answer.bytes, bytes->bytes, bytes->len);
	grown[folder->answers_count++] = answer;
	return OK;
}

static struct folder_sender *sender_of(struct folder *folder, const struct convem *file)
{
	for (int i = 0; i < folder->senders_count; i++)
		if (strcmp(folder->senders[i].root, file->root) == 0 &&
		    strcmp(folder->senders[i].department, file->department) == 0)
			return &folder->senders[i];
	struct folder_sender *grown = realloc(folder->senders, ((size_t)folder->senders_count + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	folder->senders = grown;
	struct folder_sender *sender = &grown[folder->senders_count++];
	*sender = (struct folder_sender){0};
	memcpy(sender->root, file->root, sizeof(sender->root));
	memcpy(sender->department, file->department, sizeof(sender->department));
	return sender;
}

static bool root_takes_part(const struct serasa_world *world, const char *root)
{
	for (int i = 0; i < world->settings.creditors_count; i++)
		if (strncmp(world->settings.creditors[i], root, 8) == 0)
			return true;
	return false;
}

/* A remessa that came before is refused whole. It is no violation: that is how a sender resolves its doubt. */
static enum rc file_take(struct serasa_world *world, const char *name, struct convem *file, struct err *reterr)
{
	struct folder_sender *sender = sender_of(&world->folder, file);
	if (sender == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %s", name);
	bool innocent = file->codes.count == 0;
	if (innocent && !root_takes_part(world, file->root))
		codes_add(&file->codes, "025");
	if (innocent && date_compare(file->moved_on, moment_date(world->now)) > 0)
		codes_add(&file->codes, "013");
	if (file->remessa > 0 && file->remessa <= sender->remessa)
		codes_add(&file->codes, "019");
	if (!innocent)
		serasa_books_violation(&world->books, world->now, "%s: %s%s%s", name, file->codes.code[0],
				       file->violation != NULL ? " " : "",
				       file->violation != NULL ? file->violation : "");
	if (file->codes.count > 0)
		return OK;
	sender->remessa = file->remessa;
	world->books.files_taken++;
	file_book(world, name, file);
	return OK;
}

static enum rc file_read(struct serasa_world *world, struct arena *arena, const char *name, const char *path,
			 struct err *reterr)
{
	static const char garbage[] = "<html><body>Em manutencao</body></html>\n";
	struct text bytes;
	struct convem file;
	struct buf out;
	int delay_minutes = 0;
	enum fault_kind fault = faults_take(&world->faults, "file", &delay_minutes);
	if (fault == FAULT_KIND_DROP_BEFORE || fault == FAULT_KIND_ERROR_500)
		return OK;
	enum rc rc = io_read(arena, path, FILE_BYTES_MAX, &bytes, reterr);
	if (rc == OK)
		rc = convem_read(arena, bytes, &file, reterr);
	if (rc == OK)
		rc = file_take(world, name, &file, reterr);
	if (rc != OK || fault == FAULT_KIND_DROP_AFTER || world->settings.folder_out == NULL)
		return rc;
	buf_init(&out, 2 * FILE_BYTES_MAX);
	if (fault == FAULT_KIND_GARBAGE)
		buf_puts(&out, garbage);
	else
		convem_write_return(&file, &out);
	if (fault == FAULT_KIND_CUT_ANSWER)
		out.len /= 2;
	int64_t wait_s = (int64_t)(world->settings.hook.delay_minutes + delay_minutes) * 60;
	rc = answer_add(&world->folder, world->now + wait_s, name, &out, reterr);
	buf_done(&out);
	return rc;
}

static enum rc taken_away(const struct serasa_world *world, const char *name, char *ret_path, size_t size,
			  struct err *reterr)
{
	char from[4096];
	const char *folder = world->settings.folder_in;
	int len = snprintf(ret_path, size, "%s/taken", folder);
	if (len < (int)size && mkdir(ret_path, 0755) != 0 && errno != EEXIST)
		return err_set(reterr, ERR_SYSTEM, "%s: %s", ret_path, strerror(errno));
	if (snprintf(from, sizeof(from), "%s/%s", folder, name) >= (int)sizeof(from) ||
	    snprintf(ret_path, size, "%s/taken/%s", folder, name) >= (int)size)
		return err_set(reterr, ERR_RANGE, "%s/%s: the path is too long", folder, name);
	return rename(from, ret_path) == 0 ? OK : err_set(reterr, ERR_SYSTEM, "%s: %s", from, strerror(errno));
}

/* In the order of their names, as a mailbox is emptied. */
static enum rc files_take(struct serasa_world *world, struct err *reterr)
{
	struct dirent **entries = NULL;
	enum rc rc = OK;
	int count = scandir(world->settings.folder_in, &entries, is_file_name, alphasort);
	if (count < 0)
		return err_set(reterr, ERR_SYSTEM, "%s: %s", world->settings.folder_in, strerror(errno));
	for (int i = 0; i < count; i++) {
		char path[4096];
		struct arena *arena = rc == OK ? arena_new(16 * LIMIT_UNIT_OF_WORK_BYTES) : NULL;
		if (rc == OK && arena == NULL)
			rc = err_set(reterr, ERR_NO_MEMORY, "no memory for %s", entries[i]->d_name);
		if (rc == OK)
			rc = taken_away(world, entries[i]->d_name, path, sizeof(path), reterr);
		if (rc == OK)
			rc = file_read(world, arena, entries[i]->d_name, path, reterr);
		arena_free(arena);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

static enum rc answers_write(struct serasa_world *world, struct err *reterr)
{
	struct folder *folder = &world->folder;
	int kept = 0;
	enum rc rc = OK;
	for (int i = 0; i < folder->answers_count; i++) {
		struct folder_answer *answer = &folder->answers[i];
		if (rc == OK && answer->due <= world->now)
			rc = file_put(world->settings.folder_out, answer->name,
				      (struct text){answer->bytes, answer->len}, reterr);
		if (rc != OK || answer->due > world->now) {
			folder->answers[kept++] = *answer;
			continue;
		}
		free(answer->name);
		free(answer->bytes);
	}
	folder->answers_count = kept;
	return rc;
}

/* What Serasa has to say of this record by itself, now; NULL: nothing, or it was said. */
static const char *news_of(const struct serasa_world *world, struct record *record)
{
	const struct serasa_settings *settings = &world->settings;
	const struct serasa_fate *fate = serasa_fates_find(&world->fates, record->debt.contract);
	const char *document = record->debt.guarantor[0] != '\0' ? record->debt.guarantor : record->debt.debtor;
	if (record->state == RECORD_REMOVED && record->channel == CHANNEL_FILE && !record->removal_told &&
	    (strcmp(record->removed, "court") == 0 || strcmp(record->removed, "time") == 0)) {
		record->removal_told = true;
		return strcmp(record->removed, "court") == 0 ? "291" : "290";
	}
	if (record->state != RECORD_ACCEPTED || record->letter_told || record->principal >= 0)
		return NULL;
	bool drawn = record->channel == CHANNEL_FILE &&
		     serasa_fate_draw(settings->seed, document, record->debt.contract, DRAW_LETTER) <
			     settings->letter_returned_percent &&
		     world->now >= record->accepted_at + LETTER_DAYS * INT64_C(86400);
	if (fate->letter[0] == '\0' && !drawn)
		return NULL;
	record->letter_told = true;
	return fate->letter[0] != '\0' ? fate->letter : "301";
}

/* One movement for every root that has news. */
static enum rc news_write(struct serasa_world *world, struct err *reterr)
{
	struct convem_news *news = calloc((size_t)world->books.count + 1, sizeof(*news));
	char name[64];
	char at[MOMENT_TEXT_BYTES];
	int count = 0;
	enum rc rc = OK;
	if (news == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a movement");
	for (int i = 0; i < world->books.count; i++) {
		const char *code = news_of(world, &world->books.all[i]);
		if (code != NULL)
			news[count++] = (struct convem_news){&world->books.all[i].debt, code};
	}
	for (int from = 0; from < count && rc == OK;) {
		char root[9];
		struct buf out;
		int to = from;
		(void)snprintf(root, sizeof(root), "%.8s", news[from].debt->creditor);
		while (to < count && strncmp(news[to].debt->creditor, root, 8) == 0)
			to++;
		world->folder.movements++;
		(void)snprintf(name, sizeof(name), "INF_%s_%06d.txt", moment_digits(world->now, at),
			       world->folder.movements);
		buf_init(&out, FILE_BYTES_MAX);
		convem_write_news(&out, root, moment_date(world->now), world->folder.movements, news + from, to - from);
		rc = buf_failed(&out) ? err_set(reterr, ERR_NO_MEMORY, "no memory for a movement")
				      : file_put(world->settings.folder_out, name, buf_view(&out), reterr);
		buf_done(&out);
		from = to;
	}
	free(news);
	return rc;
}

enum rc folder_run(struct serasa_world *world, struct err *reterr)
{
	enum rc rc = OK;
	if (world->settings.folder_in != NULL)
		rc = files_take(world, reterr);
	if (rc == OK && world->settings.folder_out != NULL)
		rc = answers_write(world, reterr);
	if (rc == OK && world->settings.folder_out != NULL)
		rc = news_write(world, reterr);
	return rc;
}
