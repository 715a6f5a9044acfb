/* From a parcel to the bytes that are stored, signed and sent. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "channel/protest/protest.h"
#include "wire/cra_filename.h"
#include "wire/cra_pedido.h"

struct cra_presenter protest_presenter(const struct channel_account *account)
{
	return (struct cra_presenter){
		.code = account->conf->presenter_code,
		.name = account->conf->presenter_name,
		.agency = account->conf->agency,
		.central_agency = account->conf->central_agency,
		.creditor_name = account->creditor->name,
		.creditor_taxid = account->creditor->taxid.digits,
		.creditor_address = &account->creditor->address,
	};
}

enum rc protest_file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			  char out[65], struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	struct cra_filename name = {.on = on, .sequence = sequence};
	char made[CRA_FILENAME_BYTES];
	(void)snprintf(name.prefix, sizeof(name.prefix), "%s", kind);
	(void)snprintf(name.presenter, sizeof(name.presenter), "%s", account->conf->presenter_code);
	enum rc rc = cra_filename_make(&name, made, reterr);
	if (rc == OK)
		(void)snprintf(out, 32, "%s", made);
	return rc;
}

/* What the platform calls the fields of the layout that it fills. */
static const struct {
	const char *wire;
	const char *ours;
} our_names[] = {{"t12_", "species"}, {"t13_", "number"}, {"t23_", "name"}, {"t27_", "street"}};

enum rc protest_fits(const struct channel_account *account, const struct title *title, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	struct cra_presenter presenter = protest_presenter(account);
	enum rc rc = cra_title_fits(&presenter, title, reterr);
	for (size_t i = 0; rc == ERR_RANGE && i < ARRAY_LEN(our_names); i++)
		if (text_starts(text_of(reterr->field), our_names[i].wire))
			err_at(reterr, NULL, our_names[i].ours);
	return rc;
}

/* The profile's words in those of the wire. */
static enum cra_money money_of(enum profile_money money)
{
	return money == PROFILE_MONEY_DECIMAL ? CRA_MONEY_DECIMAL : CRA_MONEY_CENTS;
}

static struct cra_dialect dialect_of(const struct profile *profile)
{
	static const enum cra_shape shapes[] = {
		[PROFILE_SHAPE_COMARCA] = CRA_SHAPE_COMARCA,
		[PROFILE_SHAPE_FLAT] = CRA_SHAPE_FLAT,
		[PROFILE_SHAPE_600] = CRA_SHAPE_600,
	};
	return (struct cra_dialect){
		.shape = shapes[profile->shape],
		.money = money_of(profile->money),
		.padded = profile->padded,
		.names_file = profile->names_file,
		.kinds_count_records = profile->kinds_count_records,
		.line_end = profile->line_end,
	};
}

static enum rc compose_remessa(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			       struct text *ret_document, struct err *reterr)
{
	struct cra_presenter presenter = protest_presenter(account);
	struct cra_dialect dialect = dialect_of(account->profile);
	struct cra_lote *lotes = arena_array(arena, (size_t)parcel->lotes_count, sizeof(*lotes));
	if (lotes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to compose %s", parcel->file_name);
	for (int i = 0; i < parcel->lotes_count; i++) {
		const struct parcel_lote *from = &parcel->lotes[i];
		(void)snprintf(lotes[i].comarca_ibge, sizeof(lotes[i].comarca_ibge), "%s", from->comarca_ibge);
		lotes[i].comarca_name = from->comarca_name;
		lotes[i].sequence = from->sequence;
		lotes[i].titles = from->titles;
		lotes[i].titles_count = from->titles_count;
	}
	return cra_remessa_write(arena, &dialect, &presenter, parcel->file_name, parcel->moved_on, lotes,
				 parcel->lotes_count, ret_document, reterr);
}

/* Only form A has room for the letter of an authorisation; in the others the file itself is the declaration, and the
 * signature over it says whose. NULL when the arena is full. */
static const struct request *without_letters(struct arena *arena, const struct parcel *parcel)
{
	struct request *requests = arena_array(arena, (size_t)parcel->requests_count, sizeof(*requests));
	for (int i = 0; requests != NULL && i < parcel->requests_count; i++) {
		requests[i] = parcel->requests[i];
		requests[i].letter = (struct text){"", 0};
	}
	return requests;
}

static enum rc compose_requests(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
				struct text *ret_document, struct err *reterr)
{
	static const enum cra_pedido_form forms[] = {
		[PROFILE_FORM_A] = CRA_PEDIDO_FORM_A,
		[PROFILE_FORM_B] = CRA_PEDIDO_FORM_B,
		[PROFILE_FORM_127] = CRA_PEDIDO_127,
	};
	const struct profile *profile = account->profile;
	struct cra_presenter presenter = protest_presenter(account);
	struct cra_pedido_dialect dialect = {
		.form = forms[profile->request_forms[parcel->request_kind]],
		.money = money_of(profile->request_money),
		.names_file = profile->names_file,
		.line_end = profile->line_end,
	};
	for (size_t i = 0; i < ARRAY_LEN(dialect.roots); i++)
		dialect.roots[i] = profile->request_roots[i];
	const struct request *requests = parcel->requests;
	if (dialect.form != CRA_PEDIDO_FORM_A)
		requests = without_letters(arena, parcel);
	if (requests == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to compose %s", parcel->file_name);
	return cra_pedido_write(arena, &dialect, &presenter, parcel->request_kind, parcel->file_name, parcel->moved_on,
				requests, parcel->requests_count, ret_document, reterr);
}

enum rc protest_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			struct text *ret_document, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	assert((parcel->lotes_count > 0) != (parcel->requests_count > 0));
	enum cra_operation operation = channel_operation(parcel->kind);
	if (operation == CRA_OP_COUNT || account->profile->operations[operation][0] == '\0')
		return err_set(reterr, ERR_CONFIG, "profile %s has no operation for files of kind %s",
			       account->profile->name, parcel->kind);
	return parcel->lotes_count > 0 ? compose_remessa(arena, account, parcel, ret_document, reterr)
				       : compose_requests(arena, account, parcel, ret_document, reterr);
}
