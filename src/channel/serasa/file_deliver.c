/* A remessa into the folder from which the operator's transport takes it: whole or not at all, and once.
 *
 * The folder .sent keeps a second link of every file that was put into the send folder; transports pass over names that
 * begin with a dot. A file is written there as NAME.new, linked as NAME, the proof, and NAME.new is renamed into the
 * send folder. So a proof without its NAME.new says that the file was handed over, whatever became of it since, and a
 * proof with its NAME.new that it was not yet: to deliver again after a crash puts nothing there twice. Operators may
 * delete proofs of remessas that came back. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "channel/serasa/serasa.h"

#define PROOF_FOLDER ".sent"
#define FILE_MODE    0640
#define FOLDER_MODE  0750

/* One file on its way. The paths are for people and for io_read. */
struct handover {
	struct arena *arena;
	const struct dispatch *dispatch;
	const char *folder_path;
	const char *target_path;
	const char *proof_path;
	const char *new_name;
	int folder;
	int proofs;
};

static enum rc fail(struct err *reterr, enum rc code, const char *path, const char *verb)
{
	return err_set_at(reterr, code, path, NULL, "cannot %s: %s%s", verb, strerror(errno),
			  code == ERR_TRANSIENT ? "; nothing was handed over" : "");
}

static bool is_there(int folder, const char *name)
{
	struct stat status;
	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* OK: the bytes at `path` are those of the dispatch. ERR_INTEGRITY: another file has the name. */
static enum rc compare(const struct handover *handover, const char *path, struct err *reterr)
{
	struct text there;
	struct err err = {0};
	enum rc rc = io_read(handover->arena, path, LIMIT_DOCUMENT_BYTES, &there, &err);
	if (rc != OK && rc != ERR_RANGE)
		return err_set_at(reterr, ERR_TRANSIENT, path, NULL, "%s", err.words);
	if (rc == OK && text_equal(there, handover->dispatch->document))
		return OK;
	return err_set_at(reterr, ERR_INTEGRITY, path, NULL,
			  "a file of this name is there with other bytes; a number of a remessa is used once");
}

static bool write_whole(int fd, struct text bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(fd, bytes.at, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes.at += put;
		bytes.len -= (size_t)put;
	}
	return true;
}

/* Not every network file system can; there its server answers for the folder. */
static bool sync_folder(int folder)
{
	return fsync(folder) == 0 || errno == EINVAL;
}

/* NAME.new with all its bytes on the disk, and the proof beside it. What a crash left of NAME.new is written anew. */
static enum rc prepare(const struct handover *handover, struct err *reterr)
{
	const struct dispatch *dispatch = handover->dispatch;
	if (unlinkat(handover->proofs, handover->new_name, 0) != 0 && errno != ENOENT)
		return fail(reterr, ERR_TRANSIENT, handover->proof_path, "clear away what an earlier try left");
	CLEANUP(io_close)
	int fd = openat(handover->proofs, handover->new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			FILE_MODE);
	if (fd < 0)
		return fail(reterr, ERR_TRANSIENT, handover->proof_path, "create");
	if (write_whole(fd, dispatch->document) && fchmod(fd, FILE_MODE) == 0 && fsync(fd) == 0 &&
	    linkat(handover->proofs, handover->new_name, handover->proofs, dispatch->file_name, 0) == 0 &&
	    sync_folder(handover->proofs))
		return OK;
	enum rc rc = fail(reterr, ERR_TRANSIENT, handover->proof_path, "write");
	(void)unlinkat(handover->proofs, dispatch->file_name, 0);
	(void)unlinkat(handover->proofs, handover->new_name, 0);
	return rc;
}

/* Some network file systems cannot rename without replacing; there the new name is linked and the old one goes. */
static int move_in(const struct handover *handover)
{
	const char *name = handover->dispatch->file_name;
	int done = renameat2(handover->proofs, handover->new_name, handover->folder, name, RENAME_NOREPLACE);
	if (done == 0 || (errno != EINVAL && errno != ENOSYS))
		return done;
	done = linkat(handover->proofs, handover->new_name, handover->folder, name, 0);
	return done == 0 ? unlinkat(handover->proofs, handover->new_name, 0) : done;
}

static enum rc put_in(const struct handover *handover, struct err *reterr)
{
	if (move_in(handover) != 0) {
		if (errno != EEXIST)
			return fail(reterr, ERR_TRANSIENT, handover->target_path, "put it there");
		enum rc rc = compare(handover, handover->target_path, reterr);
		if (rc != OK)
			return rc;
		if (unlinkat(handover->proofs, handover->new_name, 0) != 0)
			return fail(reterr, ERR_TRANSIENT, handover->proof_path, "clear away what was put there");
	}
	if (sync_folder(handover->folder) && sync_folder(handover->proofs))
		return OK;
	return fail(reterr, ERR_IN_DOUBT, handover->folder_path, "bring the folder to the disk");
}

static enum rc hand_over(struct handover *handover, struct err *reterr)
{
	const char *name = handover->dispatch->file_name;
	CLEANUP(io_close) int folder = open(handover->folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return fail(reterr, ERR_TRANSIENT, handover->folder_path, "open the send folder");
	if (mkdirat(folder, PROOF_FOLDER, FOLDER_MODE) != 0 && errno != EEXIST)
		return fail(reterr, ERR_TRANSIENT, handover->folder_path, "make the folder " PROOF_FOLDER " in it");
	CLEANUP(io_close) int proofs = openat(folder, PROOF_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (proofs < 0)
		return fail(reterr, ERR_TRANSIENT, handover->folder_path, "open the folder " PROOF_FOLDER " in it");
	handover->folder = folder;
	handover->proofs = proofs;
	bool proven = is_there(proofs, name);
	enum rc rc = proven ? compare(handover, handover->proof_path, reterr) : prepare(handover, reterr);
	if (rc != OK || (proven && !is_there(proofs, handover->new_name)))
		return rc;
	return put_in(handover, reterr);
}

static enum rc deliver_file(struct arena *arena, const struct channel_account *account, struct dispatch *dispatch)
{
	const char *folder = account->conf->bureau.send_folder;
	const char *name = dispatch->file_name;
	struct handover handover = {
		.arena = arena,
		.dispatch = dispatch,
		.folder_path = folder,
		.target_path = arena_printf(arena, "%s/%s", folder, name),
		.proof_path = arena_printf(arena, "%s/" PROOF_FOLDER "/%s", folder, name),
		.new_name = arena_printf(arena, "%s.new", name),
	};
	if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL)
		return err_set(&dispatch->err, ERR_INTEGRITY, "\"%s\" is no name of a remessa", name);
	if (arena_failed(arena))
		return err_set(&dispatch->err, ERR_NO_MEMORY, "no memory to hand over %s", name);
	enum rc rc = hand_over(&handover, &dispatch->err);
	if (rc == OK)
		dispatch->answer = TEXT_LITERAL("taken by the folder");
	return rc;
}

/* The signature stays with the message: nobody at the other end asks for it. */
void serasa_file_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			 int count)
{
	for (int i = 0; i < count; i++) {
		dispatches[i].status = 0;
		dispatches[i].wait_s = 0;
		dispatches[i].rc = deliver_file(arena, account, &dispatches[i]);
	}
}

/* The folder says nothing of the records; the return does. */
enum rc serasa_file_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			      struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	struct verdict *verdict = arena_alloc(arena, sizeof(*verdict));
	(void)account;
	(void)kind;
	(void)status;
	if (verdict == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a verdict");
	verdict->class = VERDICT_ACCEPTED;
	(void)text_copy(answer, verdict->words, sizeof(verdict->words));
	*ret_verdicts = (struct verdicts){.whole_file = true, .items = verdict, .count = 1};
	return OK;
}
