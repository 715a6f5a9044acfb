/* What the tests of the configuration start from: the files of conf/, copied with one thing changed.
 *
 * The settings for bureaus stand in apontad.conf with a mark at the start of their lines; `conf_with_bureaus` takes it
 * away in every copy, so that the example itself is what is tested. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"

#define CONF_ERRORS_MAX 16
#define NO_LINE         INT_MIN

struct errors {
	int count;
	struct err items[CONF_ERRORS_MAX];
};

/* Of the test that runs; cleared with arena_reset() between rows. */
extern struct arena *conf_arena;

/* Group setup and teardown: a folder with its subfolders. */
int conf_make_folders(void **state);
int conf_drop_folders(void **state);
/* Test setup and teardown: an arena, and all files as they come with the program. */
int conf_before(void **state);
int conf_before_with_bureaus(void **state);
int conf_after(void **state);

const char *conf_path(const char *name); /* of a copy */
/* Write the copy of a file, `from` changed to `to` (NULL: as it is). */
void conf_put(const char *name, const char *from, const char *to);
void conf_put_text(const char *name, struct text bytes);
void conf_put_all(void);
enum rc conf_read_copy(struct settings **ret_settings, struct errors *errors);

/* "profiles/cra21.conf:7", `plus` lines after the one that `text` begins in; the file alone for NO_LINE. */
const char *conf_where(const char *file, const char *text, int plus);

/* All files as they come but `file`, with `from` changed to `to`: an error is told at `where` for `field`, and its
 * words hold `words`. */
void conf_expect_wrong(const char *file, const char *from, const char *to, const char *where, const char *field,
		       const char *words);
bool conf_ends(const char *text, const char *end);
