#include "flow/parcel.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "flow/assess_facts.h"
#include "seal/keeper.h"
#include "store/message.h"
#include "wire/letter.h"

static const struct {
	const char *instruction;
	enum request_kind request; /* of a title's requests */
	enum state wanted_in[2];   /* once it is in a message */
} kinds[] = {
	{"include", REQUEST_WITHDRAW, {STATE_QUEUED, STATE_QUEUED}}, /* the request kind is not looked at */
	{"withdraw", REQUEST_WITHDRAW, {STATE_WITHDRAW_SENT, STATE_WITHDRAW_SENT}},
	{"cancel", REQUEST_CANCEL, {STATE_CANCEL_REQUESTED, STATE_CANCEL_REQUESTED}},
	{"authorise_withdraw", REQUEST_AUTHORISE_WITHDRAW, {STATE_WITHDRAW_SENT, STATE_WITHDRAW_SENT}},
	{"authorise_cancel", REQUEST_AUTHORISE_CANCEL, {STATE_CANCEL_AUTHORISED, STATE_CANCEL_AUTHORISED}},
	{"remove", REQUEST_WITHDRAW, {STATE_REMOVE_SENT, STATE_UPDATE_SENT}},
};

static size_t kind_index(const char *instruction_kind)
{
	size_t i = 0;
	while (i < ARRAY_LEN(kinds) - 1 && strcmp(kinds[i].instruction, instruction_kind) != 0)
		i++;
	return i;
}

bool parcel_is_wanted(const char *instruction_kind, enum state state)
{
	const enum state *wanted = kinds[kind_index(instruction_kind)].wanted_in;
	return wanted[0] == state || wanted[1] == state;
}

const char *parcel_kind(const struct flow_account *account, const char *instruction_kind, bool guarantor)
{
	return account->channel->kind_of(account->at.profile, instruction_kind, guarantor);
}

static enum rc seal(struct flow *flow, struct arena *arena, const struct flow_account *account,
		    enum seal_purpose purpose, const char *file_name, const struct clock_now *now, struct text document,
		    struct text *ret_signed, struct err *reterr)
{
	struct seal_request request = {
		.purpose = purpose,
		.identity = account->at.conf->identity,
		.file_name = file_name,
		.signed_at = now->seconds,
		.jws_algorithm = account->at.profile->bureau.jws == PROFILE_JWS_RS256 ? JWS_RS256 : JWS_PS256,
		.document = document};
	return keeper_sign(flow->keeper_fd, &request, FLOW_KEEPER_TIMEOUT_MS, arena, ret_signed, reterr);
}

/* The titles of a remessa, with the numbers they go by. */
static enum rc load_titles(struct flow *flow, struct arena *arena, const struct instruction_list *instructions,
			   struct title **ret_titles, struct err *reterr)
{
	struct title *titles = arena_array(arena, (size_t)instructions->count, sizeof(*titles));
	if (titles == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d titles", instructions->count);
	for (int i = 0; i < instructions->count; i++) {
		const struct instruction *instruction = &instructions->at[i];
		struct invoice invoice;
		/* Outside a transaction the lock ends with the statement: this only reads. */
		enum rc rc = invoice_lock(flow->db, arena, instruction->invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = title_of(flow, arena, &invoice, &titles[i], reterr);
		if (rc != OK)
			return rc;
		titles[i].instruction_id = instruction->id;
		titles[i].balance_cents = instruction->amount_cents; /* what was decided, not what is owed by now */
		(void)snprintf(titles[i].nosso_numero, sizeof(titles[i].nosso_numero), "%s", instruction->nosso_numero);
		(void)snprintf(titles[i].comarca_ibge, sizeof(titles[i].comarca_ibge), "%s", instruction->comarca_ibge);
	}
	*ret_titles = titles;
	return OK;
}

static enum rc number_lote(struct flow *flow, struct arena *arena, const struct flow_account *account,
			   const struct parcel_lote *known, int known_count, struct parcel_lote *lote,
			   struct err *reterr)
{
	struct comarca_row comarca = {.name = ""};
	enum rc rc = comarca_find(flow->db, arena, account->id, lote->comarca_ibge, &comarca, NULL, reterr);
	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;
	(void)snprintf(lote->comarca_name, sizeof(lote->comarca_name), "%s", comarca.name);
	for (int i = 0; i < known_count; i++)
		if (strcmp(known[i].comarca_ibge, lote->comarca_ibge) == 0) {
			lote->sequence = known[i].sequence;
			return OK;
		}
	return lote_next_sequence(flow->db, arena, account->id, lote->comarca_ibge, &lote->sequence, reterr);
}

/* One lote a comarca; the instructions come ordered by comarca. */
static enum rc make_lotes(struct flow *flow, struct arena *arena, const struct flow_account *account,
			  const struct title *titles, int count, const struct parcel_lote *known, int known_count,
			  struct packed *packed, struct err *reterr)
{
	struct parcel_lote *lotes = arena_array(arena, (size_t)count, sizeof(*lotes));
	const struct title **order = arena_array(arena, (size_t)count, sizeof(*order));
	if (lotes == NULL || order == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for lotes");
	int used = 0;
	for (int i = 0; i < count; i++) {
		order[i] = &titles[i];
		if (used == 0 || strcmp(lotes[used - 1].comarca_ibge, titles[i].comarca_ibge) != 0) {
			lotes[used] = (struct parcel_lote){.titles = &order[i]};
			(void)snprintf(lotes[used].comarca_ibge, sizeof(lotes[used].comarca_ibge), "%s",
				       titles[i].comarca_ibge);
			enum rc rc = number_lote(flow, arena, account, known, known_count, &lotes[used], reterr);
			if (rc != OK)
				return rc;
			used++;
		}
		lotes[used - 1].titles_count++;
	}
	packed->lotes = lotes;
	packed->lotes_count = used;
	return OK;
}

/* The letter of an authorisation: a page that says that the creditor consents, signed as CMS. */
static enum rc make_letter(struct flow *flow, struct arena *arena, const struct flow_account *account,
			   const struct invoice *invoice, const struct debtor *debtor, const struct clock_now *now,
			   struct request *request, struct err *reterr)
{
	struct comarca_row comarca = {.name = ""};
	enum rc rc = comarca_find(flow->db, arena, account->id, request->comarca_ibge, &comarca, NULL, reterr);
	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;
	struct letter letter = {
		.creditor_name = account->at.creditor->name,
		.creditor_taxid = account->at.creditor->taxid.digits,
		.debtor_name = debtor->name,
		.debtor_taxid = debtor->taxid.digits,
		.title_number = invoice->number,
		.species = invoice->species,
		.protocol = request->protocol,
		.notary = request->notary,
		.place = comarca.name,
		.protocol_on = request->protocol_on,
		.signed_on = now->today,
		.amount_cents = invoice->amount_cents,
	};
	struct text pdf;
	rc = letter_write(arena, &letter, &pdf, reterr);
	return rc == OK ? seal(flow, arena, account, SEAL_CMS_ATTACHED, NULL, now, pdf, &request->letter, reterr) : rc;
}

static enum rc load_request(struct flow *flow, struct arena *arena, const struct flow_account *account,
			    const struct instruction *instruction, enum request_kind kind, const struct clock_now *now,
			    struct request *out, struct err *reterr)
{
	struct invoice invoice;
	struct escalation escalation;
	struct debtor *debtors = NULL;
	int count = 0;
	enum rc rc = invoice_lock(flow->db, arena, instruction->invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock(flow->db, arena, instruction->escalation_id, &escalation, reterr);
	if (rc == OK)
		rc = invoice_debtors(flow->db, arena, invoice.id, &debtors, &count, reterr);
	if (rc != OK)
		return rc;
	*out = (struct request){.instruction_id = instruction->id,
				.protocol_on = escalation.protocol_on,
				.amount_cents = instruction->amount_cents};
	(void)snprintf(out->comarca_ibge, sizeof(out->comarca_ibge), "%s", escalation.comarca_ibge);
	(void)snprintf(out->notary, sizeof(out->notary), "%s", escalation.notary);
	(void)snprintf(out->protocol, sizeof(out->protocol), "%s", escalation.protocol);
	(void)snprintf(out->title_number, sizeof(out->title_number), "%s", invoice.number);
	(void)snprintf(out->debtor_name, sizeof(out->debtor_name), "%s", debtors[0].name);
	bool lettered = kind == REQUEST_AUTHORISE_CANCEL || kind == REQUEST_AUTHORISE_WITHDRAW;
	return lettered ? make_letter(flow, arena, account, &invoice, &debtors[0], now, out, reterr) : OK;
}

/* The records of a bureau's message, as they were decided. */
static enum rc load_listings(struct flow *flow, struct arena *arena, const struct flow_account *account,
			     const struct instruction_list *instructions, struct listing **ret_listings,
			     struct err *reterr)
{
	struct listing *listings = arena_array(arena, (size_t)instructions->count, sizeof(*listings));
	if (listings == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d records", instructions->count);
	for (int i = 0; i < instructions->count; i++) {
		const struct instruction *instruction = &instructions->at[i];
		struct invoice invoice;
		struct escalation escalation;
		enum removal_cause cause = CAUSE_PAID;
		/* Outside a transaction the locks end with the statements: this only reads. */
		enum rc rc = invoice_lock(flow->db, arena, instruction->invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = escalation_lock(flow->db, arena, instruction->escalation_id, &escalation, reterr);
		if (rc == OK)
			rc = listing_of(flow, arena, &invoice, instruction->taxid, &listings[i], reterr);
		if (rc != OK)
			return rc;
		listings[i].instruction_id = instruction->id;
		listings[i].removal = strcmp(instruction->kind, "remove") == 0;
		listings[i].amount_cents = instruction->amount_cents; /* what was decided, not what is owed by now */
		(void)snprintf(listings[i].contract, sizeof(listings[i].contract), "%s", instruction->contract);
		(void)snprintf(listings[i].remote_key, sizeof(listings[i].remote_key), "%s", escalation.remote_key);
		if (listings[i].removal && removal_cause_by_name(text_of(instruction->cause), &cause) == OK)
			(void)snprintf(listings[i].motive, sizeof(listings[i].motive), "%s",
				       account->at.profile->bureau.motives[removal_motive(cause)]);
	}
	*ret_listings = listings;
	return OK;
}

static enum rc fill_parcel(struct flow *flow, struct arena *arena, const struct flow_account *account,
			   const struct instruction_list *instructions, const struct parcel_lote *known,
			   int known_count, const struct clock_now *now, struct packed *packed, struct parcel *parcel,
			   struct err *reterr)
{
	int count = instructions->count;
	if (instructions->at[0].contract[0] != '\0') {
		struct listing *listings = NULL;
		enum rc rc = load_listings(flow, arena, account, instructions, &listings, reterr);
		parcel->listings = listings;
		parcel->listings_count = count;
		return rc;
	}
	if (strcmp(packed->kind, "B") == 0) {
		struct title *titles = NULL;
		enum rc rc = load_titles(flow, arena, instructions, &titles, reterr);
		if (rc == OK)
			rc = make_lotes(flow, arena, account, titles, count, known, known_count, packed, reterr);
		parcel->lotes = packed->lotes;
		parcel->lotes_count = packed->lotes_count;
		return rc;
	}
	struct request *requests = arena_array(arena, (size_t)count, sizeof(*requests));
	if (requests == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d requests", count);
	parcel->requests = requests;
	parcel->requests_count = count;
	packed->letters = arena_array(arena, (size_t)count, sizeof(*packed->letters));
	enum rc rc = packed->letters != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for letters");
	for (int i = 0; rc == OK && i < count; i++) {
		rc = load_request(flow, arena, account, &instructions->at[i], parcel->request_kind, now, &requests[i],
				  reterr);
		if (rc == OK && requests[i].letter.len > 0)
			packed->letters[packed->letters_count++] = requests[i].letter;
	}
	return rc;
}

enum rc parcel_pack(struct flow *flow, struct arena *arena, const struct flow_account *account,
		    const struct instruction_list *instructions, const struct parcel_lote *lotes, int lotes_count,
		    const struct clock_now *now, int sequence, struct packed *ret_packed, struct err *reterr)
{
	const struct instruction *first = &instructions->at[0];
	struct packed packed = {.day = now->today, .sequence = sequence, .instructions = *instructions};
	(void)snprintf(packed.kind, sizeof(packed.kind), "%s", parcel_kind(account, first->kind, first->guarantor));
	enum rc rc = sequence > 0 ? account->channel->file_name(&account->at, packed.kind, now->today, sequence,
								packed.file_name, reterr)
				  : OK;
	struct parcel parcel = {.kind = packed.kind,
				.file_name = packed.file_name,
				.moved_on = now->today,
				.sequence = sequence,
				.request_kind = kinds[kind_index(first->kind)].request};
	if (rc == OK)
		rc = fill_parcel(flow, arena, account, instructions, lotes, lotes_count, now, &packed, &parcel, reterr);
	if (rc == OK)
		rc = account->channel->compose(arena, &account->at, &parcel, &packed.document, reterr);
	if (rc != OK)
		return rc;
	enum seal_purpose purpose = account->channel->seal_of(account->at.profile, packed.kind);
	bool enveloped = purpose == SEAL_XML_ENVELOPED;
	const char *name = packed.file_name[0] != '\0' ? packed.file_name : packed.kind;
	rc = seal(flow, arena, account, purpose, purpose == SEAL_XML_DETACHED ? name : NULL, now, packed.document,
		  enveloped ? &packed.document : &packed.signature, reterr);
	if (rc == OK)
		*ret_packed = packed;
	return rc;
}
