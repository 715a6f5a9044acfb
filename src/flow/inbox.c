#include "flow/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int wanted(const struct dirent *entry)
{
	static const char *const unfinished[] = {".part", ".tmp"};
	struct text name = text_of(entry->d_name);
	bool file = entry->d_type == DT_REG || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
	if (text_starts(name, ".") || !file)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(unfinished); i++) {
		size_t len = strlen(unfinished[i]);
		if (name.len >= len && strcmp(name.at + name.len - len, unfinished[i]) == 0)
			return 0;
	}
	return 1;
}

enum rc inbox_list(const char *folder, struct dirent ***ret_entries, int *ret_count, struct err *reterr)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, wanted, alphasort);
	if (count < 0)
		return err_set_at(reterr, ERR_SYSTEM, folder, NULL, "cannot read the drop folder: %s", strerror(errno));
	*ret_entries = entries;
	*ret_count = count;
	return OK;
}

void inbox_free(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}
