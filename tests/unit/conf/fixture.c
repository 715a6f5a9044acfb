#include "fixture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/limits.h"

static const char *const files[] = {
	"apontad.conf",
	"profiles/cra21.conf",
	"profiles/cra-nacional.conf",
	"profiles/cra-tocantins.conf",
	"profiles/serasa-file.conf",
	"profiles/serasa-rest.conf",
	"profiles/spc.conf",
	"ladders/by-profile.conf",
	"ladders/default.conf",
	"ladders/three-channels.conf",
	"notices/anuencia-lembrete.conf",
	"notices/anuencia.conf",
	"notices/aviso-negativacao.conf",
	"notices/aviso-protesto.conf",
	"rules/checks.conf",
	"rules/notice-terms.conf",
};
static const char *const folders[] = {"profiles", "ladders", "rules", "notices"};

static char folder[] = "/tmp/conf_test.XXXXXX";
static bool bureaus;
struct arena *conf_arena;

static void told(const struct err *err, void *context)
{
	struct errors *errors = context;
	assert_true(errors->count < CONF_ERRORS_MAX);
	errors->items[errors->count++] = *err;
}

const char *conf_path(const char *name)
{
	return arena_printf(conf_arena, "%s/%s", folder, name);
}

/* A # at the start of a line with no blank behind it. */
static void uncomment(char *text)
{
	char *to = text;
	bool first = true;
	for (const char *at = text; *at != '\0'; at++) {
		bool mark = first && *at == '#' && at[1] != ' ' && at[1] != '\n';
		first = *at == '\n';
		if (!mark)
			*to++ = *at;
	}
	*to = '\0';
}

static const char *text_of_file(const char *name)
{
	struct text bytes;
	assert_int_equal(io_read(conf_arena, arena_printf(conf_arena, "%s/conf/%s", TOP_SRCDIR, name),
				 LIMIT_CONFIG_BYTES, &bytes, NULL),
			 OK);
	char *text = arena_alloc(conf_arena, bytes.len + 1);
	assert_non_null(text);
	memcpy(text, bytes.at, bytes.len);
	text[bytes.len] = '\0';
	if (bureaus && strcmp(name, "apontad.conf") == 0)
		uncomment(text);
	return text;
}

void conf_put_text(const char *name, struct text bytes)
{
	assert_int_equal(io_write(conf_path(name), bytes, 0600, NULL), OK);
}

void conf_put(const char *name, const char *from, const char *to)
{
	const char *text = text_of_file(name);
	if (from != NULL) {
		const char *at = strstr(text, from);
		if (at == NULL)
			fail_msg("%s has no `%s`", name, from);
		text = arena_printf(conf_arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	}
	conf_put_text(name, text_of(text));
}

void conf_put_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		conf_put(files[i], NULL, NULL);
}

enum rc conf_read_copy(struct settings **ret_settings, struct errors *errors)
{
	struct err err;
	enum rc rc = conf_read(conf_arena, conf_path("apontad.conf"), ret_settings, told, errors, &err);
	if (rc != OK)
		assert_string_equal(err.words, errors->items[0].words);
	return rc;
}

const char *conf_where(const char *file, const char *text, int plus)
{
	const char *whole = text_of_file(file);
	const char *at = strstr(whole, text);
	int line = 1 + plus;
	if (plus == NO_LINE)
		return file;
	if (at == NULL)
		fail_msg("%s has no `%s`", file, text);
	for (const char *each = whole; each < at; each++)
		line += *each == '\n' ? 1 : 0;
	return arena_printf(conf_arena, "%s:%d", file, line);
}

bool conf_ends(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);
	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

void conf_expect_wrong(const char *file, const char *from, const char *to, const char *where, const char *field,
		       const char *words)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	conf_put_all();
	conf_put(file, from, to);
	if (conf_read_copy(&settings, &errors) != ERR_CONFIG)
		fail_msg("`%s` is taken", to);
	assert_null(settings);
	bool found = false;
	for (int i = 0; i < errors.count; i++)
		found = found ||
			(conf_ends(errors.items[i].where, where) && strcmp(errors.items[i].field, field) == 0 &&
			 strstr(errors.items[i].words, words) != NULL);
	if (!found)
		fail_msg("`%s`: not %s: %s, but %s: %s: %s", to, where, field, errors.items[0].where,
			 errors.items[0].field, errors.items[0].words);
}

int conf_before(void **state)
{
	(void)state;
	bureaus = false;
	conf_arena = arena_new(CONF_ARENA_BYTES);
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	conf_put_all();
	return 0;
}

int conf_before_with_bureaus(void **state)
{
	(void)conf_before(state);
	bureaus = true;
	conf_put_all();
	return 0;
}

int conf_after(void **state)
{
	(void)state;
	conf_arena = arena_free(conf_arena);
	return 0;
}

int conf_make_folders(void **state)
{
	char name[64];
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", folder, folders[i]);
		if (mkdir(name, 0700) != 0)
			return -1;
	}
	return 0;
}

int conf_drop_folders(void **state)
{
	char name[128];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files) + ARRAY_LEN(folders); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", folder,
			       i < ARRAY_LEN(files) ? files[i] : folders[i - ARRAY_LEN(files)]);
		if (remove(name) != 0)
			return -1;
	}
	return remove(folder);
}
