/* Listings as a remessa of CONVEM04: the file's name, what fits, and the bytes. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "channel/serasa/serasa.h"
#include "wire/convem_write.h"

#define ADULT_MONTHS (18 * 12)

static struct convem_informant informant_of(const struct channel_account *account)
{
	const struct bureau_account *bureau = &account->conf->bureau;
	bool for_another = account->profile->bureau.tail == PROFILE_TAIL_B;
	return (struct convem_informant){
		.taxid = &account->creditor->taxid,
		.contact_name = bureau->contact_name,
		.contact_area_code = bureau->contact_area_code,
		.contact_phone = bureau->contact_phone,
		.logon = bureau->logon,
		.area = bureau->area,
		.nature = bureau->nature,
		.creditor_name = for_another ? account->creditor->name : NULL,
		.creditor_taxid = for_another ? &account->creditor->taxid : NULL,
	};
}

/* The next of `template`'s pieces, with {day} and {number} filled, behind what `out` has. */
static bool put_piece(const char **template, const char *day, const char *number, char out[65])
{
	static const char day_word[] = "{day}";
	static const char number_word[] = "{number}";
	char one[2] = {**template, '\0'};
	const char *piece = one;
	size_t taken = 1;
	size_t len = strlen(out);
	if (strncmp(*template, day_word, sizeof(day_word) - 1) == 0) {
		piece = day;
		taken = sizeof(day_word) - 1;
	} else if (strncmp(*template, number_word, sizeof(number_word) - 1) == 0) {
		piece = number;
		taken = sizeof(number_word) - 1;
	}
	*template += taken;
	if (strlen(piece) > 64 - len)
		return false;
	memcpy(out + len, piece, strlen(piece) + 1);
	return true;
}

enum rc serasa_file_file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			      char out[65], struct err *reterr)
{
	const char *template = account->profile->bureau.file_name;
	char iso[DATE_TEXT_BYTES];
	char day[DATE_TEXT_BYTES];
	char number[12];
	char made[65] = "";
	bool fits = true;
	(void)kind;
	assert(!date_is_none(on));
	if (sequence < 1 || sequence > CONVEM_NUMBER_MAX)
		return err_set(
			reterr, ERR_RANGE,
			"account %s, remessa %d: the header of CONVEM04 has room for 1 to %d, and a number never "
			"comes again",
			account->conf->code, sequence, CONVEM_NUMBER_MAX);
	(void)date_iso(on, iso);
	(void)snprintf(day, sizeof(day), "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
	(void)snprintf(number, sizeof(number), "%06d", sequence);
	while (*template != '\0' && fits)
		fits = put_piece(&template, day, number, made);
	if (!fits || made[0] == '\0' || made[0] == '.' || strchr(made, '/') != NULL)
		return err_set_at(reterr, ERR_CONFIG, account->profile->name, "file_name",
				  "\"%s\" makes no name of a file: 1 to 64 characters without '/', no '.' first",
				  account->profile->bureau.file_name);
	memcpy(out, made, sizeof(made));
	return OK;
}

/* Codes 016, 017 and 156: neither too young nor too old, and the terms of the profile. */
static enum rc check_due_on(const struct channel_account *account, const struct listing *listing, struct date today,
			    struct err *reterr)
{
	const struct bureau_profile *terms = &account->profile->bureau;
	struct date first = date_plus(listing->due_on, terms->youngest_days > 1 ? terms->youngest_days : 1);
	struct date end = date_plus_months(listing->due_on, terms->oldest_months);
	char due[DATE_TEXT_BYTES];
	char limit[DATE_TEXT_BYTES];
	if (date_compare(today, first) < 0)
		return err_set_at(
			reterr, ERR_RANGE, NULL, "due_on",
			"%s is too young: the account's profile lists such a debt from %s on (codes 016, 156)",
			date_iso(listing->due_on, due), date_iso(first, limit));
	if (date_compare(end, today) <= 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on",
				  "%s is too old: the account's profile lists such a debt before %s only (code 017)",
				  date_iso(listing->due_on, due), date_iso(end, limit));
	return OK;
}

/* What an inclusion must be on the day it is sent; of a removal nothing is asked. */
static enum rc check_terms(const struct channel_account *account, const struct listing *listing, struct date today,
			   struct err *reterr)
{
	const struct debtor *person = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	int64_t cents_min = account->profile->bureau.amount_cents_min;
	if (listing->removal)
		return OK;
	if (listing->amount_cents < cents_min)
		return err_set_at(reterr, ERR_RANGE, NULL, "amount", "is under %lld.%02lld, the least of the profile",
				  (long long)(cents_min / 100), (long long)(cents_min % 100));
	if (!date_is_none(listing->issued_on) && date_compare(listing->issued_on, today) > 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "issued_on", "is after today (code 356)");
	if (!date_is_none(person->born_on) && date_compare(date_plus_months(person->born_on, ADULT_MONTHS), today) > 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "born_on",
				  "is less than 18 years ago; such a person is not listed (code 121)");
	return check_due_on(account, listing, today, reterr);
}

enum rc serasa_file_fits(const struct channel_account *account, const struct listing *listing, struct date today,
			 struct err *reterr)
{
	const struct convem_informant informant = informant_of(account);
	enum rc rc = convem_listing_fits(&informant, listing, reterr);
	return rc == OK ? check_terms(account, listing, today, reterr) : rc;
}

enum rc serasa_file_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			    struct text *ret_document, struct err *reterr)
{
	const struct convem_informant informant = informant_of(account);
	const char *line_end = account->profile->line_end;
	for (int i = 0; i < parcel->listings_count; i++) {
		char where[32];
		enum rc rc = serasa_file_fits(account, &parcel->listings[i], parcel->moved_on, reterr);
		(void)snprintf(where, sizeof(where), "line %d", i + 2);
		if (rc == OK)
			continue;
		err_at(reterr, where, NULL);
		return rc;
	}
	return convem_write(arena, &informant, parcel->sequence, parcel->moved_on,
			    line_end[0] != '\0' ? line_end : "\r\n", parcel->listings, parcel->listings_count,
			    ret_document, reterr);
}
