#include "apontactl/codes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"

static bool is_folder(const char *path)
{
	struct stat stat_of;
	return path != NULL && stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
}

/* `name` in the folder that `file` stands in; NULL when there is no memory. */
static const char *beside(struct arena *arena, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	int len = slash != NULL ? (int)(slash - file) + 1 : 0;
	return arena_printf(arena, "%.*s%s", len, file, name);
}

static const char *program_path(char *out, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", out, size - 1);
	out[len > 0 ? len : 0] = '\0';
	return out;
}

const char *data_folder(struct arena *arena, const char *name)
{
	char program[4096];
	const char *conf = getenv("APONTAD_CONFIG");
	const char *folder = beside(arena, conf != NULL ? conf : SYSCONFDIR "/apontad/apontad.conf", name);
	if (is_folder(folder))
		return folder;
	folder = beside(arena, program_path(program, sizeof(program)), name);
	if (is_folder(folder))
		return folder;
	folder = arena_printf(arena, "%s/%s", PKGDATADIR, name);
	return is_folder(folder) ? folder : NULL;
}

const char *codes_beside(struct arena *arena, const char *file)
{
	const char *folder = beside(arena, file, "codes");
	return is_folder(folder) ? folder : NULL;
}

enum rc codes_open(struct arena *arena, const char *folder, struct code_book **ret_book, struct err *reterr)
{
	if (folder == NULL)
		folder = data_folder(arena, "codes");
	if (folder == NULL)
		return err_set(
			reterr, ERR_NOT_FOUND,
			"there are no code tables beside the configuration, nor in %s; --codes FOLDER names them",
			PKGDATADIR "/codes");
	return conf_read_codes(arena, folder, ret_book, NULL, NULL, reterr);
}

/* "code 121 491: ..." by webhook and return, "code IE_SPC001.E09, ..." in answer to a call; a status of HTTP is none of
 * the bureau's codes. */
static struct text codes_in(struct text words)
{
	const struct text none = {NULL, 0};
	if (!text_starts(words, "code ") || text_starts(words, "code HTTP"))
		return none;
	struct text rest = {words.at + 5, words.len - 5};
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] == ':' || rest.at[i] == ',')
			return (struct text){rest.at, i};
	return none;
}

void codes_advise(const struct code_book *book, const char *bureau, struct text words, struct buf *out)
{
	static const char *const names[] = {"return-codes", "faults"};
	struct text rest = codes_in(words);
	struct text code;
	bool known = false; /* is it a bureau at all? */
	for (int i = 0; i < book->tables_count; i++)
		known = known || strcmp(book->tables[i]->bureau, bureau) == 0;
	if (!known)
		return;
	while (rest.at != NULL && text_next(&rest, ' ', &code)) {
		const struct code_entry *entry = NULL;
		if (code.len == 0 || code.at[0] == '+')
			continue;
		for (size_t i = 0; entry == NULL && i < ARRAY_LEN(names); i++)
			entry = code_find(code_table_find(book, bureau, names[i]), code);
		buf_printf(out, " | %.*s: ", TEXT_ARG(code));
		if (entry == NULL)
			buf_printf(out, "no table of %s has it; keep the answer and ask %s what it means", bureau,
				   bureau);
		else
			buf_printf(out, "%s; %s%s%sto do: %s", entry->meaning, entry->field[0] != '\0' ? "field: " : "",
				   entry->field, entry->field[0] != '\0' ? "; " : "", entry->todo);
	}
}
