/* apontasim spc: its own options, and its world. */
#include <string.h>

#include "apontasim/common/program.h"
#include "apontasim/programs.h"
#include "apontasim/spc/front.h"

#define OPERATOR_BYTES_MAX 15
#define MEMBER_DIGITS_MAX  8
#define NOTICE_DAYS_MAX    365
#define ATTEMPTS_MAX       10000

static bool operator_take(const char *value, void *into)
{
	struct spc_settings *settings = into;
	settings->operator_code = value;
	return value[0] != '\0' && strlen(value) <= OPERATOR_BYTES_MAX;
}

static bool member_take(const char *value, void *into)
{
	struct spc_settings *settings = into;
	settings->member = value;
	return text_is_digits(text_of(value)) && strlen(value) <= MEMBER_DIGITS_MAX;
}

static const char *const list_bodies[] = {"any", "empty", "wrapped", NULL}; /* by enum spc_list_body */

#define AT(member) offsetof(struct spc_settings, member)

static const struct program_option options[] = {
	{"operator", "CODE", PROGRAM_OWN, .required = true, .take = operator_take},
	{"password-file", "FILE", PROGRAM_SECRET, .required = true, .offset = AT(password)},
	{"member", "CODE", PROGRAM_OWN, .take = member_take},
	{"notice-days", "DAYS", PROGRAM_COUNT, .offset = AT(notice_days), .least = 0, .most = NOTICE_DAYS_MAX},
	{"max-attempts", "N", PROGRAM_COUNT, .offset = AT(attempts_max), .least = 1, .most = ATTEMPTS_MAX},
	{"reject", "PERCENT", PROGRAM_PERCENT, .offset = AT(reject_percent)},
	{"list-body", "empty|wrapped|any", PROGRAM_WORD, .offset = AT(list_body), .words = list_bodies},
	{.name = NULL},
};

static enum rc run(void *own, struct program_line *line, struct err *reterr)
{
	struct spc_settings *settings = own;
	struct spc_world world;
	struct trade trade;
	settings->seed = line->seed;
	enum rc rc = spc_world_init(&world, settings, reterr);
	if (rc != OK)
		return rc;
	world.now = line->clock;
	rc = program_serve(spc_trade(&world, &trade), line, reterr);
	spc_world_done(&world);
	return rc;
}

int spc_main(int argc, char **argv)
{
	struct spc_settings settings;
	spc_settings_defaults(&settings);
	return program_main(&(struct program){.name = "spc", .options = options, .settings = &settings, .run = run},
			    argc, argv);
}
