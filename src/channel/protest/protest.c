/* The protest channel: a CRA in whichever dialect the account's profile says. */
#include "channel/protest/protest.h"

#include <string.h>

/* A file name is taken once: codes 1001 and 2116 resolve doubt. */
static const struct channel_traits traits = {
	.sending = CHANNEL_SENDS_FILES,
	.doubt = CHANNEL_DOUBT_SEND_AGAIN,
	.told_later = true,
};

static const struct channel_traits *traits_of(const struct profile *profile)
{
	(void)profile;
	return &traits;
}

static const char *kind_of(const struct profile *profile, const char *instruction_kind, bool guarantor)
{
	static const struct {
		const char *instruction;
		enum request_kind request;
	} requests[] = {
		{"withdraw", REQUEST_WITHDRAW},
		{"cancel", REQUEST_CANCEL},
		{"authorise_withdraw", REQUEST_AUTHORISE_WITHDRAW},
		{"authorise_cancel", REQUEST_AUTHORISE_CANCEL},
	};
	(void)profile;
	(void)guarantor; /* a title names all its debtors */
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		if (strcmp(requests[i].instruction, instruction_kind) == 0)
			return request_prefix(requests[i].request);
	return "B";
}

static enum seal_purpose seal_of(const struct profile *profile, const char *kind)
{
	(void)kind;
	return profile->seal == PROFILE_SEAL_ENVELOPED ? SEAL_XML_ENVELOPED : SEAL_XML_DETACHED;
}

/* Confirmations come before results: a day may hold both of one title. */
static const enum question_kind daily[] = {QUESTION_CONFIRMATIONS, QUESTION_STATUSES, QUESTION_RESULTS, QUESTION_COUNT};
static const enum question_kind first_of_day[] = {QUESTION_COMARCAS, QUESTION_COUNT};

const struct channel channel_protest = {
	.name = "protest",
	.traits = traits_of,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = daily,
	.first_of_day = first_of_day,
	.file_name = protest_file_name,
	.fits = protest_fits,
	.compose = protest_compose,
	.deliver = protest_deliver,
	.interpret = protest_interpret,
	.fetch = protest_fetch,
	.absorb = protest_absorb,
};
