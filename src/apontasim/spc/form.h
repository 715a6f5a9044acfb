/* One inclusion or removal as it came: the values by slot, read off the XML by a table of elements in their order.
 *
 * Strict where a document/literal service is: the order of the elements, none twice, none unknown, no namespace on the
 * children, no attribute that the table does not have. Sources: the public clients' requests (SPC insumo service,
 * incluirSpc and excluirSpc); lengths from the batch layout 07. Proof: tests/unit/apontasim/spc_form_test.c */
#pragma once

#include "apontasim/common/xmlin.h"
#include "domain/date.h"

enum spc_slot {
	SPC_SLOT_NONE,
	SPC_SLOT_PERSON,
	SPC_SLOT_CPF,
	SPC_SLOT_CNPJ,
	SPC_SLOT_BIRTH,
	SPC_SLOT_EMAIL,
	SPC_SLOT_COMPANY_EMAIL,
	SPC_SLOT_MEMBER,
	SPC_SLOT_PURCHASE,
	SPC_SLOT_DUE,
	SPC_SLOT_DEBTOR_TYPE,
	SPC_SLOT_CONTRACT,
	SPC_SLOT_AMOUNT,
	SPC_SLOT_NATURE,
	SPC_SLOT_BUYER,
	SPC_SLOT_BUYER_PERSON,
	SPC_SLOT_BY_EMAIL,
	SPC_SLOT_MOTIVE,
	SPC_SLOTS
};

struct spc_form {
	const char *value[SPC_SLOTS]; /* NULL when absent; live in the arena of the XML */
	bool has_person;              /* dados-pessoa-fisica is there */
	bool has_company;
};

/* `part` is insumoSpc or excluir. ERR_FORMAT: the field and what would be right; the value is never told. */
MUST_CHECK enum rc spc_form_read_inclusion(const struct xml_element *part, struct spc_form *ret_form,
					   struct err *reterr);
MUST_CHECK enum rc spc_form_read_removal(const struct xml_element *part, struct spc_form *ret_form, struct err *reterr);

/* What the fields say together, on the day `today`. ERR_FORMAT: a conforming client never sends it. ERR_UNKNOWN: a
 * nature, motive or type that the entity's list does not have. */
MUST_CHECK enum rc spc_form_check_inclusion(const struct spc_form *form, struct date today, struct err *reterr);
MUST_CHECK enum rc spc_form_check_removal(const struct spc_form *form, struct err *reterr);

const char *spc_form_document(const struct spc_form *form);                 /* of the person whom the record is about */
struct date spc_form_date(const struct spc_form *form, enum spc_slot slot); /* DATE_NONE when absent */
