/* apontasim serasa: its own options, and its world. */
#include "apontasim/common/document.h"
#include "apontasim/common/program.h"
#include "apontasim/programs.h"
#include "apontasim/serasa/front.h"

#define MINUTES_MAX (366 * 24 * 60)

static bool creditor_take(const char *value, void *into)
{
	struct serasa_settings *settings = into;
	if (settings->creditors_count == CREDITORS_MAX || !document_is_cnpj(value))
		return false;
	settings->creditors[settings->creditors_count++] = value;
	return true;
}

static const char *const auths[] = {"none", "basic", "bearer", NULL}; /* by enum hook_auth */

#define AT(member) offsetof(struct serasa_settings, member)

static const struct program_option options[] = {
	{"client-id", "ID", PROGRAM_TEXT, .required = true, .offset = AT(client_id)},
	{"client-secret-file", "FILE", PROGRAM_SECRET, .required = true, .offset = AT(client_secret)},
	{"creditor", "CNPJ", PROGRAM_OWN, .required = true, .take = creditor_take},
	{"token-life", "MINUTES", PROGRAM_COUNT, .offset = AT(token_life_minutes), .least = 0, .most = MINUTES_MAX},
	{"reject", "PERCENT", PROGRAM_PERCENT, .offset = AT(reject_percent)},
	{"letter-returned", "PERCENT", PROGRAM_PERCENT, .offset = AT(letter_returned_percent)},
	{"hook-auth", "none|basic|bearer", PROGRAM_WORD, .offset = AT(hook.auth), .words = auths},
	{"hook-user", "USER", PROGRAM_TEXT, .offset = AT(hook.user)},
	{"hook-secret-file", "FILE", PROGRAM_SECRET, .offset = AT(hook.secret)},
	{"hook-ca", "PEM", PROGRAM_TEXT, .offset = AT(hook.ca_path)},
	{"hook-delay", "MINUTES", PROGRAM_COUNT, .offset = AT(hook.delay_minutes), .least = 0, .most = MINUTES_MAX},
	{"hook-twice", "PERCENT", PROGRAM_PERCENT, .offset = AT(hook.twice_percent)},
	{"folder-in", "DIR", PROGRAM_TEXT, .offset = AT(folder_in)},
	{"folder-out", "DIR", PROGRAM_TEXT, .offset = AT(folder_out)},
	{.name = NULL},
};

static const char *missing(const void *own)
{
	const struct hook_settings *hook = &((const struct serasa_settings *)own)->hook;
	if (hook->auth == HOOK_AUTH_BASIC && hook->user == NULL)
		return "hook-user";
	return hook->auth != HOOK_AUTH_NONE && hook->secret == NULL ? "hook-secret-file" : NULL;
}

static enum rc run(void *own, struct program_line *line, struct err *reterr)
{
	struct serasa_settings *settings = own;
	struct serasa_world world;
	struct trade trade;
	settings->seed = line->seed;
	enum rc rc = serasa_init(&world, settings, reterr);
	if (rc != OK)
		return rc;
	world.now = line->clock;
	rc = program_serve(front_serasa(&world, &trade), line, reterr);
	serasa_done(&world);
	return rc;
}

int serasa_main(int argc, char **argv)
{
	struct serasa_settings settings;
	serasa_defaults(&settings);
	return program_main(
		&(struct program){
			.name = "serasa", .options = options, .settings = &settings, .missing = missing, .run = run},
		argc, argv);
}
