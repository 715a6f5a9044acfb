/* The Serasa channel: each call goes to the way of its account. */
#include "channel/serasa/serasa.h"

#include <string.h>

static bool by_rest(const struct profile *profile)
{
	return profile->bureau.way == PROFILE_WAY_REST;
}

/* The interface has no way to remove a guarantor alone, and the file's removal of a principal takes the guarantors with
 * it. What is sent twice by REST may cost money and a second letter to the debtor; a remessa has a number that is taken
 * once (code 019). */
static const struct channel_traits *traits(const struct profile *profile)
{
	static const struct channel_traits rest = {.sending = CHANNEL_SENDS_CALLS,
						   .doubt = CHANNEL_DOUBT_WAIT,
						   .guarantor_apart = false,
						   .guarantor_waits = true,
						   .told_later = true};
	static const struct channel_traits file = {.sending = CHANNEL_SENDS_FILES,
						   .doubt = CHANNEL_DOUBT_SEND_AGAIN,
						   .guarantor_apart = false,
						   .guarantor_waits = false,
						   .one_lane = true,
						   .told_later = true};
	return by_rest(profile) ? &rest : &file;
}

static const char *kind_of(const struct profile *profile, const char *instruction_kind, bool guarantor)
{
	if (!by_rest(profile))
		return SERASA_FILE;
	if (strcmp(instruction_kind, "remove") == 0)
		return SERASA_EXCLUSION;
	return guarantor ? SERASA_GUARANTOR : SERASA_DEBT;
}

static enum seal_purpose seal_of(const struct profile *profile, const char *kind)
{
	(void)kind;
	return by_rest(profile) ? SEAL_JWS_DETACHED : SEAL_XML_DETACHED;
}

/* A call has no file. */
static enum rc file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			 char out[65], struct err *reterr)
{
	if (!by_rest(account->profile))
		return serasa_file_file_name(account, kind, on, sequence, out, reterr);
	out[0] = '\0';
	return OK;
}

static enum rc fits_listing(const struct channel_account *account, const struct listing *listing, struct date today,
			    struct err *reterr)
{
	return by_rest(account->profile) ? serasa_rest_fits(account, listing, today, reterr)
					 : serasa_file_fits(account, listing, today, reterr);
}

static enum rc compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
		       struct text *ret_document, struct err *reterr)
{
	return by_rest(account->profile) ? serasa_rest_compose(arena, account, parcel, ret_document, reterr)
					 : serasa_file_compose(arena, account, parcel, ret_document, reterr);
}

static void deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count)
{
	if (by_rest(account->profile))
		serasa_rest_deliver(arena, account, dispatches, count);
	else
		serasa_file_deliver(arena, account, dispatches, count);
}

static enum rc interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			 struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	return by_rest(account->profile)
		       ? serasa_rest_interpret(arena, account, kind, status, answer, ret_verdicts, reterr)
		       : serasa_file_interpret(arena, account, kind, status, answer, ret_verdicts, reterr);
}

static enum rc absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		      struct text answer, struct told_list *ret_told, struct err *reterr)
{
	return by_rest(account->profile) ? serasa_rest_absorb(arena, account, question, answer, ret_told, reterr)
					 : serasa_file_absorb(arena, account, question, answer, ret_told, reterr);
}

/* Neither way has anything that could be asked. */
static const enum question_kind none[] = {QUESTION_COUNT};

const struct channel channel_serasa = {
	.name = "serasa",
	.traits = traits,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = none,
	.first_of_day = none,
	.file_name = file_name,
	.fits = NULL,
	.fits_listing = fits_listing,
	.compose = compose,
	.deliver = deliver,
	.interpret = interpret,
	.fetch = NULL,
	.absorb = absorb,
};
