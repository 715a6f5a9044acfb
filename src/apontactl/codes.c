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

static const char *folder_found(struct arena *arena)
{
	char program[4096];
	const char *conf = getenv("APONTAD_CONFIG");
	const char *folder = beside(arena, conf != NULL ? conf : SYSCONFDIR "/apontad/apontad.conf", "codes");
	if (is_folder(folder))
		return folder;
	folder = beside(arena, program_path(program, sizeof(program)), "codes");
	if (is_folder(folder))
		return folder;
	return is_folder(PKGDATADIR "/codes") ? PKGDATADIR "/codes" : NULL;
}

enum rc codes_open(struct arena *arena, const char *folder, struct code_book **ret_book, struct err *reterr)
{
	if (folder == NULL)
		folder = folder_found(arena);
	if (folder == NULL)
		return err_set(
			reterr, ERR_NOT_FOUND,
			"there are no code tables beside the configuration, nor in %s; --codes FOLDER names them",
			PKGDATADIR "/codes");
	return conf_read_codes(arena, folder, ret_book, NULL, NULL, reterr);
}
