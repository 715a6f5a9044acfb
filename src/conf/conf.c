#include "conf/conf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "conf/schema.h"

void reader_done(struct reader *reader)
{
	config_destroy(&reader->config);
}

/* The part before the last '/', "." when there is none. */
static const char *folder_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	if (slash == NULL)
		return ".";
	return slash == file ? "/" : arena_text(arena, (struct text){file, (size_t)(slash - file)});
}

bool reader_parse(struct reader *reader)
{
	struct text bytes;
	struct err why = {0};
	if (io_read(reader->arena, reader->file, LIMIT_CONFIG_BYTES, &bytes, &why) != OK) {
		reader_complain(reader, NULL, NULL, "%s", why.words);
		return false;
	}
	if (bytes.len > 0 && memchr(bytes.at, '\0', bytes.len) != NULL) {
		reader_complain(reader, NULL, NULL, "holds a zero byte; it must be text");
		return false;
	}
	const char *text = arena_text(reader->arena, bytes);
	if (text == NULL) {
		reader_complain(reader, NULL, NULL, "there is no memory left to read it");
		return false;
	}
	int before = reader->errors;
	lexis_check(reader, (struct text){text, bytes.len});
	if (reader->errors > before)
		return false;
	if (config_read_string(&reader->config, text) != CONFIG_TRUE) {
		reader_complain_line(reader, (unsigned)config_error_line(&reader->config),
				     "%s; settings are written NAME = VALUE; and text stands in double quotes",
				     config_error_text(&reader->config));
		return false;
	}
	return true;
}

void reader_open(struct reader *reader, struct run *run, const char *file, const char *folder)
{
	*reader = (struct reader){.arena = run->arena,
				  .file = file,
				  .folder = folder,
				  .run_errors = &run->errors,
				  .first = &run->first,
				  .told = run->told,
				  .context = run->context};
	config_init(&reader->config);
}

static int is_conf_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

void check_name(struct reader *reader, const char *name)
{
	const char *slash = strrchr(reader->file, '/');
	const char *base = slash != NULL ? slash + 1 : reader->file;
	size_t len = strlen(base) - strlen(".conf");
	if (name[0] != '\0' && (strlen(name) != len || strncmp(name, base, len) != 0))
		reader_complain(reader, config_lookup(&reader->config, "name"), NULL,
				"is `%s`, but the file is called %s; both must agree", name, base);
}

static void read_profile(struct run *run, const char *file)
{
	struct reader reader;
	struct settings *settings = run->settings;
	reader_open(&reader, run, file, ".");
	if (settings->profiles_count == CONF_PROFILES_MAX)
		reader_complain(&reader, NULL, NULL, "is one profile too many; right are at most %d",
				CONF_PROFILES_MAX);
	else if (reader_parse(&reader)) {
		struct profile *profile = &settings->profiles[settings->profiles_count];
		reader_group(&reader, &schema_profile, config_root_setting(&reader.config), profile);
		check_name(&reader, profile->name);
		if (reader.errors == 0)
			check_profile(&reader, profile);
		settings->profiles_count += reader.errors == 0 ? 1 : 0;
	}
	reader_done(&reader);
}

static void read_ladder(struct run *run, const char *file)
{
	struct settings *settings = run->settings;
	if (settings->ladders_count == CONF_LADDERS_MAX) {
		struct reader reader;
		reader_open(&reader, run, file, ".");
		reader_complain(&reader, NULL, NULL, "is one ladder too many; right are at most %d", CONF_LADDERS_MAX);
		reader_done(&reader);
	} else if (ladder_read(run, file, &settings->ladders[settings->ladders_count])) {
		settings->ladders_count++;
	}
}

/* Every file of the folder adds its rows. */
static void read_rules(struct run *run, const char *file)
{
	struct reader reader;
	struct notice_terms *all = &run->settings->notice_terms;
	struct rule_book *book = &run->settings->rule_book;
	reader_open(&reader, run, file, ".");
	struct rules *rules = arena_alloc(run->arena, sizeof(*rules));
	if (rules != NULL && reader_parse(&reader)) {
		const struct notice_terms *terms = &rules->terms;
		reader_group(&reader, &schema_rules, config_root_setting(&reader.config), rules);
		if (reader.errors == 0)
			check_rules(&reader, rules, book);
		if (all->count + terms->count > NOTICE_TERMS_MAX)
			reader_complain(&reader, NULL, NULL, "makes %d notice terms in all; right are at most %d",
					all->count + terms->count, NOTICE_TERMS_MAX);
		for (int i = 0; reader.errors == 0 && i < terms->count; i++)
			all->at[all->count++] = terms->at[i];
		for (int i = 0; reader.errors == 0 && i < rules->checks.count; i++)
			book->at[book->count++] = rules->checks.at[i];
	}
	reader_done(&reader);
}

void reader_folder(struct run *run, struct reader *main_reader, const char *setting, const char *folder,
		   void (*read_file)(struct run *run, const char *file))
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_conf_file, alphasort);
	if (count < 0) {
		reader_complain(main_reader, config_lookup(&main_reader->config, setting),
				config_lookup(&main_reader->config, setting) == NULL ? setting : NULL,
				"the folder %s cannot be read: %s", folder, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		const char *file = arena_printf(run->arena, "%s/%s", folder, entries[i]->d_name);
		if (file != NULL)
			read_file(run, file);
		free(entries[i]);
	}
	free(entries);
}

enum rc run_result(const struct run *run, const char *what, struct err *reterr)
{
	if (arena_failed(run->arena))
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read %s", what);
	if (run->errors > 0) {
		if (reterr != NULL)
			*reterr = run->first;
		return ERR_CONFIG;
	}
	return OK;
}

enum rc conf_read(struct arena *arena, const char *file, struct settings **ret_settings,
		  void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	const char *folder = folder_of(arena, file);
	run.settings = arena_alloc(arena, sizeof(*run.settings));
	if (run.settings == NULL || folder == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read %s", file);

	struct reader reader;
	reader_open(&reader, &run, file, folder);
	if (reader_parse(&reader)) {
		struct settings *settings = run.settings;
		reader_group(&reader, &schema_apontad, config_root_setting(&reader.config), settings);
		if (settings->profiles_folder[0] != '\0')
			reader_folder(&run, &reader, "profiles", settings->profiles_folder, read_profile);
		if (settings->ladders_folder[0] != '\0')
			reader_folder(&run, &reader, "ladders", settings->ladders_folder, read_ladder);
		/* Who tells debtors nothing needs no texts. */
		if (config_lookup(&reader.config, "notice_texts") != NULL ||
		    access(settings->notice_texts_folder, F_OK) == 0)
			reader_folder(&run, &reader, "notice_texts", settings->notice_texts_folder, read_notice_text);
		int errors = run.errors;
		if (settings->rules_folder[0] != '\0')
			reader_folder(&run, &reader, "rules", settings->rules_folder, read_rules);
		if (run.errors == errors) /* a file that was not taken lacks all its rows */
			check_rule_book(&reader, &settings->rule_book, settings->rules_folder);
		check_settings(&reader, settings);
	}
	reader_done(&reader);

	enum rc rc = run_result(&run, file, reterr);
	if (rc == OK)
		*ret_settings = run.settings;
	return rc;
}

static enum rc read_rules_folder(struct arena *arena, const char *folder, const struct settings **ret_settings,
				 void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	run.settings = arena_alloc(arena, sizeof(*run.settings));
	if (run.settings == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read the rules");
	struct reader reader;
	reader_open(&reader, &run, folder, ".");
	reader_folder(&run, &reader, "rules", folder, read_rules);
	if (run.errors == 0)
		check_rule_book(&reader, &run.settings->rule_book, folder);
	reader_done(&reader);
	enum rc rc = run_result(&run, folder, reterr);
	if (rc == OK)
		*ret_settings = run.settings;
	return rc;
}

enum rc conf_read_rules(struct arena *arena, const char *folder, const struct rule_book **ret_book,
			void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	const struct settings *settings = NULL;
	enum rc rc = read_rules_folder(arena, folder, &settings, told, context, reterr);
	if (rc == OK)
		*ret_book = &settings->rule_book;
	return rc;
}

enum rc conf_read_notice_terms(struct arena *arena, const char *folder, const struct notice_terms **ret_terms,
			       void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	const struct settings *settings = NULL;
	enum rc rc = read_rules_folder(arena, folder, &settings, told, context, reterr);
	if (rc == OK)
		*ret_terms = &settings->notice_terms;
	return rc;
}

const struct profile *conf_profile(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->profiles_count; i++)
		if (strcmp(settings->profiles[i].name, name) == 0)
			return &settings->profiles[i];
	return NULL;
}

const struct ladder *conf_ladder(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->ladders_count; i++)
		if (strcmp(settings->ladders[i].name, name) == 0)
			return &settings->ladders[i];
	return NULL;
}

const char *conf_default_ladder(const struct settings *settings, const char *creditor)
{
	for (int i = 0; i < settings->creditors_count; i++)
		if (strcmp(settings->creditors[i].code, creditor) == 0 &&
		    settings->creditors[i].default_ladder[0] != '\0')
			return settings->creditors[i].default_ladder;
	return settings->default_ladder;
}
