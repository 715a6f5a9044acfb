/* A record as the call that includes or removes it, and whether it would be taken. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "channel/serasa/serasa.h"
#include "domain/money.h"
#include "wire/pefin_format.h"
#include "wire/pefin_write.h"

#define LOOK_BYTES ((size_t)1 << 20) /* for looking at one record */
#define KEY_MARK   "{cadus}"

static struct pefin_creditor creditor_of(const struct channel_account *account)
{
	return (struct pefin_creditor){.taxid = account->creditor->taxid.digits,
				       .nature = account->conf->bureau.nature,
				       .area = account->conf->bureau.area};
}

/* A key is letters and digits in all that was seen ("008080948A"); another would not be the same in a path. */
static bool stands_in_path(const char *key)
{
	size_t len = strlen(key);
	return len > 0 && strspn(key, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == len;
}

/* The path with the record's key in it; "" when there is no key or no such path, NULL when the arena is full. */
static const char *path_by_key(struct arena *arena, const struct bureau_profile *bureau, const char *key)
{
	const char *mark = strstr(bureau->exclude_key_path, KEY_MARK);
	if (mark == NULL || !stands_in_path(key))
		return "";
	return arena_printf(arena, "%.*s%s%s", (int)(mark - bureau->exclude_key_path), bureau->exclude_key_path, key,
			    mark + strlen(KEY_MARK));
}

/* By contract first. It is our own text, the same as at the inclusion, and it ties the guarantors to the debt, so that
 * they go too; of the key nobody published whether they do. But a record that Serasa does not find under its contract
 * stays, and no webhook ever says so: where its key is known the removal is tried once more by that. A debtor who has
 * paid is listed no longer either way, and a 404 has taken nothing. */
static enum rc compose_exclusion(struct arena *arena, const struct channel_account *account,
				 const struct listing *listing, struct text *ret_document, struct err *reterr)
{
	const struct bureau_profile *bureau = &account->profile->bureau;
	struct pefin_exclusion exclusion = {
		.path = bureau->exclude_contract_path,
		.path_when_unknown = path_by_key(arena, bureau, listing->remote_key),
		.creditor_document = account->creditor->taxid.digits,
		.debtor_document = listing->principal->taxid.digits,
		.contract_number = listing->contract,
		.reason = listing->motive + strspn(listing->motive, "0"), /* "01" is the integer 1 there */
	};
	if (exclusion.path_when_unknown == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a removal");
	if (listing->guarantor != NULL)
		return err_set_at(reterr, ERR_RANGE, NULL, "record",
				  "is a guarantor's: the interface has no removal of it alone; the principal's takes "
				  "it along");
	if (!text_is_digits(text_of(exclusion.reason)) || strlen(listing->motive) > 2)
		return err_set_at(reterr, ERR_RANGE, NULL, "motive",
				  "\"%s\" is no motive; two digits, as 01, are right (setting motives of profile %s)",
				  listing->motive, account->profile->name);
	return pefin_write_exclusion(arena, &exclusion, ret_document, reterr);
}

static enum rc compose_listing(struct arena *arena, const struct channel_account *account,
			       const struct listing *listing, struct text *ret_document, struct err *reterr)
{
	struct pefin_creditor creditor = creditor_of(account);
	if (listing->removal)
		return compose_exclusion(arena, account, listing, ret_document, reterr);
	if (listing->guarantor != NULL)
		return pefin_write_guarantor(arena, &creditor, listing, ret_document, reterr);
	return pefin_write_debt(arena, &creditor, listing, ret_document, reterr);
}

enum rc serasa_rest_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			    struct text *ret_document, struct err *reterr)
{
	assert(parcel->listings_count == 1);
	return compose_listing(arena, account, &parcel->listings[0], ret_document, reterr);
}

/* Members of the bodies and headers as the drop folder calls them, or as the account's settings do. */
static const struct {
	const char *member;
	const char *field;
} fields[] = {
	{"value", "amount"},
	{"dueDate", "due_on"},
	{"categoryId", "nature"},
	{"areaInformante", "area"},
	{"contractNumber", "number"},
	{"contract-number", "number"},
	{"creditor.documentNumber", "creditor"},
	{"debtorDocument", "taxid"},
	{"debtor-document", "taxid"},
	{"debtor.documentNumber", "taxid"},
	{"debtor.name", "name"},
	{"debtor.address.zipCode", "cep"},
	{"debtor.address.addressLine", "street"},
	{"debtor.address.district", "district"},
	{"debtor.address.city", "city"},
	{"debtor.address.state", "uf"},
	{"guarantor.documentNumber", "taxid"},
	{"guarantor.name", "name"},
	{"guarantor.address.zipCode", "cep"},
	{"guarantor.address.addressLine", "street"},
	{"guarantor.address.district", "district"},
	{"guarantor.address.city", "city"},
	{"guarantor.address.state", "uf"},
};

static const char *field_of(const char *member)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (strcmp(fields[i].member, member) == 0)
			return fields[i].field;
	return member;
}

/* What the profile says of age and amount, before what the interface says. */
static enum rc check_profile(const struct bureau_profile *bureau, const struct listing *listing, struct date today,
			     struct err *reterr)
{
	char due[DATE_TEXT_BYTES];
	char amount[MONEY_TEXT_BYTES];
	char least[MONEY_TEXT_BYTES];
	if (date_is_none(listing->due_on))
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on", "is missing (PEFIN V8, dueDate)");
	int age = date_days_between(listing->due_on, today);
	if (listing->amount_cents < bureau->amount_cents_min)
		return err_set_at(reterr, ERR_RANGE, NULL, "amount", "is %s; %s or more is right (PEFIN V8, value)",
				  money_words(listing->amount_cents, amount),
				  money_words(bureau->amount_cents_min, least));
	if (age < 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on", "is %s, which has not come yet (code 016)",
				  date_iso(listing->due_on, due));
	if (age < bureau->youngest_days)
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on",
				  "is %s, %d days ago; %d or more are right (code 156)", date_iso(listing->due_on, due),
				  age, bureau->youngest_days);
	if (date_compare(date_plus_months(listing->due_on, bureau->oldest_months), today) < 0)
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on",
				  "is %s, more than %d months ago; the bureau takes none that old (code 017)",
				  date_iso(listing->due_on, due), bureau->oldest_months);
	return OK;
}

/* The first rule of the interface that the body breaks. */
static enum rc check_body(struct arena *arena, const struct listing *listing, struct text body, struct date today,
			  struct err *reterr)
{
	struct report report;
	report_init(&report, arena);
	report.on = today;
	enum rc rc = listing->guarantor != NULL ? pefin_guarantor_check(arena, body, &report, reterr)
						: pefin_debt_check(arena, body, &report, reterr);
	const struct report_item *item = report.first;
	while (rc == OK && item != NULL && item->level != FINDING_VIOLATION)
		item = item->next;
	if (rc != OK || item == NULL)
		return rc;
	bool code = text_is_digits(text_of(item->rule));
	return err_set_at(reterr, ERR_RANGE, NULL, field_of(item->field), "%s (%s%s, %s)", item->words,
			  code ? "code " : "", item->rule, item->field);
}

/* What is included must also be there for a removal: its contract travels in a header then. */
static enum rc check_listing(struct arena *arena, const struct channel_account *account, const struct listing *listing,
			     struct date today, struct err *reterr)
{
	struct text body;
	struct listing removal = *listing;
	enum rc rc = listing->removal ? OK : check_profile(&account->profile->bureau, listing, today, reterr);
	if (rc == OK)
		rc = compose_listing(arena, account, listing, &body, reterr);
	if (rc != OK || listing->removal)
		return rc;
	rc = check_body(arena, listing, body, today, reterr);
	removal.guarantor = NULL;
	(void)snprintf(removal.motive, sizeof(removal.motive), "01");
	return rc == OK ? compose_exclusion(arena, account, &removal, &body, reterr) : rc;
}

enum rc serasa_rest_fits(const struct channel_account *account, const struct listing *listing, struct date today,
			 struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LOOK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to look at a record");
	enum rc rc = check_listing(arena, account, listing, today, reterr);
	if (rc == OK || rc == ERR_NO_MEMORY)
		return rc;
	reterr->code = ERR_RANGE;
	const char *field = arena_text(arena, text_of(reterr->field));
	err_at(reterr, NULL, field != NULL ? field_of(field) : NULL);
	return ERR_RANGE;
}
