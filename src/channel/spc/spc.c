/* The SPC channel: the national service spcWebService, one record of one person a call, answered at once. */
#include "channel/spc/spc.h"

#include <string.h>

static const struct channel_traits *traits_of(const struct profile *profile)
{
	static const struct channel_traits traits = {
		.sending = CHANNEL_SENDS_CALLS,
		.doubt = CHANNEL_DOUBT_SEND_AGAIN, /* IE_SPC001.E09 and IE_SPC005.E10 tell what became of the first */
		.guarantor_apart = true,
		.guarantor_waits = false,
		.told_later = false,
	};
	(void)profile;
	return &traits;
}

static const char *kind_of(const struct profile *profile, const char *instruction_kind, bool guarantor)
{
	(void)profile;
	(void)guarantor; /* a record like any other */
	if (strcmp(instruction_kind, "include") == 0)
		return SPC_INCLUDE;
	return strcmp(instruction_kind, "remove") == 0 ? SPC_REMOVE : NULL;
}

/* The service has no room for a signature; ours is kept as evidence. */
static enum seal_purpose seal_of(const struct profile *profile, const char *kind)
{
	(void)profile;
	(void)kind;
	return SEAL_XML_DETACHED;
}

const char *spc_operation_of(enum question_kind kind)
{
	static const char *const names[QUESTION_COUNT] = {
		[QUESTION_NATURES] = "listarNaturezaInclusao",
		[QUESTION_MOTIVES] = "listarMotivoExclusao",
		[QUESTION_DEBTOR_TYPES] = "listarTipoDevedor",
	};
	return kind < QUESTION_COUNT ? names[kind] : NULL;
}

/* The answer to a call says all; nothing else is told of a record. */
static const enum question_kind daily[] = {QUESTION_COUNT};

/* An entity may change its lists any day. */
static const enum question_kind first_of_day[] = {QUESTION_NATURES, QUESTION_MOTIVES, QUESTION_DEBTOR_TYPES,
						  QUESTION_COUNT};

const struct channel channel_spc = {
	.name = "spc",
	.traits = traits_of,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = daily,
	.first_of_day = first_of_day,
	.fits_listing = spc_fits,
	.compose = spc_compose,
	.deliver = spc_deliver,
	.interpret = spc_interpret,
	.fetch = spc_fetch,
	.absorb = spc_absorb,
};
