/* From one listing to the bytes that are stored, signed and sent; nothing leaves that our own checker would refuse. */
#include <assert.h>
#include <string.h>

#include "channel/spc/form.h"
#include "channel/spc/spc.h"
#include "wire/spc_format.h"
#include "wire/spc_write.h"

static const char *member_of(const struct channel_account *account)
{
	return account->profile->bureau.sends_member ? account->conf->bureau.member : NULL;
}

static enum rc write_inclusion(struct arena *arena, const struct channel_account *account,
			       const struct listing *listing, const struct spc_form *form, struct text *ret_document,
			       struct err *reterr)
{
	const struct bureau_profile *bureau = &account->profile->bureau;
	const struct spc_inclusion inclusion = {
		.person = {.taxid = &form->who->taxid,
			   .name = form->name,
			   .born_on = form->who->born_on,
			   .email = bureau->notifies_by_email ? form->who->email : NULL,
			   .area_code = form->area_code,
			   .phone = form->phone},
		.place = {.cep = form->who->address.cep,
			  .street = form->street,
			  .district = form->district,
			  .number = form->number,
			  .complement = form->complement,
			  .city = form->city,
			  .uf = form->who->address.uf},
		.member = member_of(account),
		.bought_on = listing->issued_on,
		.due_on = listing->due_on,
		.debtor_type = listing->guarantor != NULL ? bureau->guarantor_type : bureau->debtor_type,
		.contract = listing->contract,
		.amount_cents = listing->amount_cents,
		.nature = account->conf->bureau.nature,
		.by_email = bureau->notifies_by_email,
	};
	return spc_inclusion_write(arena, &inclusion, ret_document, reterr);
}

static enum rc write_removal(struct arena *arena, const struct channel_account *account, const struct listing *listing,
			     const struct spc_form *form, struct text *ret_document, struct err *reterr)
{
	const struct spc_removal removal = {
		.person = {.taxid = &form->who->taxid, .name = form->name, .born_on = DATE_NONE},
		.member = member_of(account),
		.due_on = listing->due_on,
		.contract = listing->contract,
		.motive = listing->motive,
	};
	return spc_removal_write(arena, &removal, ret_document, reterr);
}

/* The writer and the checker have one table, but not one opinion of values. */
static enum rc check_own(struct arena *arena, const struct parcel *parcel, struct text document, struct err *reterr)
{
	struct report report;
	report_init(&report, arena);
	report.on = parcel->moved_on;
	enum rc rc = parcel->listings[0].removal ? spc_excluir_check(arena, document, &report, reterr)
						 : spc_incluir_check(arena, document, &report, reterr);
	if (rc != OK || report.violations == 0)
		return rc;
	const struct report_item *item = report.first;
	while (item != NULL && item->level != FINDING_VIOLATION)
		item = item->next;
	return err_set_at(reterr, ERR_INTEGRITY, parcel->kind, item != NULL ? item->field : NULL,
			  "our own request breaks a rule: %s", item != NULL ? item->words : "no memory to tell which");
}

enum rc spc_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
		    struct text *ret_document, struct err *reterr)
{
	assert(parcel->listings_count == 1);
	const struct listing *listing = &parcel->listings[0];
	assert(strcmp(parcel->kind, listing->removal ? SPC_REMOVE : SPC_INCLUDE) == 0);
	struct spc_form form;
	struct text document;
	enum rc rc = spc_form_fill(account, listing, parcel->moved_on, &form, reterr);
	if (rc == OK)
		rc = listing->removal ? write_removal(arena, account, listing, &form, &document, reterr)
				      : write_inclusion(arena, account, listing, &form, &document, reterr);
	if (rc == OK)
		rc = check_own(arena, parcel, document, reterr);
	if (rc == OK)
		*ret_document = document;
	return rc;
}
