/* What the fields of one request say together. */
#include <string.h>

#include "apontasim/spc/form.h"
#include "apontasim/spc/lists.h"
#include "apontasim/spc/rules.h"

const char *spc_form_document(const struct spc_form *form)
{
	return form->has_person ? form->value[SPC_SLOT_CPF] : form->value[SPC_SLOT_CNPJ];
}

struct date spc_form_date(const struct spc_form *form, enum spc_slot slot)
{
	struct date date;
	return form->value[slot] != NULL && spc_rule_date(form->value[slot], &date) ? date : DATE_NONE;
}

static bool says(const struct spc_form *form, enum spc_slot slot, const char *value)
{
	return form->value[slot] != NULL && strcmp(form->value[slot], value) == 0;
}

static enum rc person_check(const struct spc_form *form, struct err *reterr)
{
	bool is_person = says(form, SPC_SLOT_PERSON, "F");
	if (form->has_person != is_person || form->has_company == is_person)
		return err_set_at(reterr, ERR_FORMAT, NULL, "tipo-pessoa",
				  "F goes with dados-pessoa-fisica alone, J with dados-pessoa-juridica alone");
	return OK;
}

static enum rc dates_check(const struct spc_form *form, struct date today, struct err *reterr)
{
	struct date due = spc_form_date(form, SPC_SLOT_DUE);
	struct date purchase = spc_form_date(form, SPC_SLOT_PURCHASE);
	struct date birth = spc_form_date(form, SPC_SLOT_BIRTH);
	if (date_compare(purchase, due) > 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "data-compra", "is after data-vencimento");
	if (!date_is_none(birth) && date_compare(birth, purchase) >= 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "data-nascimento", "is not before data-compra");
	if (date_compare(due, today) >= 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "data-vencimento", "the debt is not overdue");
	if (date_compare(date_plus_months(due, SPC_STAY_MONTHS), today) <= 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "data-vencimento",
				  "is more than five years ago (CDC art. 43 par. 1)");
	return OK;
}

/* A guarantor's record may name the buyer; a buyer's may not. */
static enum rc buyer_check(const struct spc_form *form, struct err *reterr)
{
	const char *buyer = form->value[SPC_SLOT_BUYER];
	if (buyer == NULL)
		return OK;
	if (says(form, SPC_SLOT_DEBTOR_TYPE, SPC_TYPE_BUYER))
		return err_set_at(reterr, ERR_FORMAT, NULL, "devedor-comprador", "goes with a guarantor only");
	if ((strlen(buyer) == 11) != says(form, SPC_SLOT_BUYER_PERSON, "F"))
		return err_set_at(reterr, ERR_FORMAT, NULL, "devedor-comprador",
				  "tipo-pessoa does not fit the document");
	if (strcmp(buyer, spc_form_document(form)) == 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "devedor-comprador", "nobody stands surety for himself");
	return OK;
}

static enum rc list_check(const struct spc_form *form, enum spc_slot slot, enum spc_list list, const char *field,
			  struct err *reterr)
{
	if (spc_list_find(list, form->value[slot]) == NULL)
		return err_set_at(reterr, ERR_UNKNOWN, NULL, field, "is not in the list of the entity");
	return OK;
}

enum rc spc_form_check_inclusion(const struct spc_form *form, struct date today, struct err *reterr)
{
	enum rc rc = person_check(form, reterr);
	if (rc == OK)
		rc = dates_check(form, today, reterr);
	if (rc == OK)
		rc = buyer_check(form, reterr);
	if (rc == OK && says(form, SPC_SLOT_BY_EMAIL, "S") && form->value[SPC_SLOT_EMAIL] == NULL &&
	    form->value[SPC_SLOT_COMPANY_EMAIL] == NULL)
		rc = err_set_at(reterr, ERR_FORMAT, NULL, "notificar-via-email", "S needs an email");
	if (rc == OK)
		rc = list_check(form, SPC_SLOT_DEBTOR_TYPE, SPC_LIST_TYPES, "codigo-tipo-devedor", reterr);
	if (rc == OK)
		rc = list_check(form, SPC_SLOT_NATURE, SPC_LIST_NATURES, "natureza-inclusao/id", reterr);
	return rc;
}

enum rc spc_form_check_removal(const struct spc_form *form, struct err *reterr)
{
	enum rc rc = person_check(form, reterr);
	if (rc == OK)
		rc = list_check(form, SPC_SLOT_MOTIVE, SPC_LIST_MOTIVES, "motivo-exclusao/id", reterr);
	return rc;
}
