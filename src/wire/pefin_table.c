#include "wire/pefin.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */

/* Where someone lives. Only a guarantor's has a number of its own. */
#define ADDRESS(path)                                                                                        \
	{path,                  NULL, NULL,                   PEFIN_OBJECT,   0, PEFIN_REQUIRED},            \
	{path ".zipCode",       NULL, path ".zipCode",        PEFIN_CEP,      8, PEFIN_REQUIRED},            \
	{path ".addressLine",   NULL, path ".addressLine",    PEFIN_TEXT,    70, PEFIN_REQUIRED},            \
	{path ".complement",    NULL, path ".complement",     PEFIN_TEXT,    20, PEFIN_OPTIONAL},            \
	{path ".district",      NULL, path ".district",       PEFIN_TEXT,    20, PEFIN_REQUIRED},            \
	{path ".city",          NULL, path ".city",           PEFIN_TEXT,    20, PEFIN_REQUIRED},            \
	{path ".state",         NULL, path ".state",          PEFIN_STATE,    2, PEFIN_REQUIRED}

#define SLIP(member, type, length)                                                                           \
	{"bankSlip." member,    NULL, "bankSlip." member,     PEFIN_##type, length, PEFIN_OPTIONAL}

#define GLOSSARY(path, type, length) {path, NULL, path, PEFIN_##type, length, PEFIN_GLOSSARY}

static const struct pefin_field debt_fields[] = {
	{"value",                     NULL, "value",                   PEFIN_VALUE,   15, PEFIN_REQUIRED},
	{"areaInformante",            NULL, "areaInformante",          PEFIN_TEXT,     4, PEFIN_UNSURE},
	{"dueDate",                   NULL, "dueDate",                 PEFIN_DUE,     10, PEFIN_REQUIRED},
	{"categoryId",                NULL, "categoryId",              PEFIN_NATURE,   2, PEFIN_REQUIRED},
	{"debtor",                    NULL, NULL,                      PEFIN_OBJECT,   0, PEFIN_REQUIRED},
	{"debtor.documentNumber",     NULL, "debtor.documentNumber",   PEFIN_PERSON,  15, PEFIN_REQUIRED},
	{"debtor.name",               NULL, "debtor.name",             PEFIN_TEXT,    70, PEFIN_REQUIRED},
	ADDRESS("debtor.address"),
	{"creditor",                  NULL, NULL,                      PEFIN_OBJECT,   0, PEFIN_REQUIRED},
	{"creditor.documentNumber",   NULL, "creditor.documentNumber", PEFIN_COMPANY, 14, PEFIN_REQUIRED},
	GLOSSARY("creditor.name", TEXT, 0),
	GLOSSARY("creditor.address", ANY, 0),
	{"contractNumber",            NULL, "contractNumber",          PEFIN_TEXT,    20, PEFIN_REQUIRED},
	{"debtType",                  NULL, "debtType",                PEFIN_CONSTANT, 0, PEFIN_REQUIRED},
	GLOSSARY("participantDocument", PERSON, 14),
	GLOSSARY("phone", OBJECT, 0),
	GLOSSARY("phone.areaCode", WHOLE, 4),
	GLOSSARY("phone.phoneNumber", WHOLE, 9),
	{"bankSlip",                  NULL, NULL,                      PEFIN_OBJECT,   0, PEFIN_OPTIONAL},
	SLIP("bankName", TEXT, 15),
	SLIP("bankCode", TEXT, 3),
	SLIP("bankDigit", TEXT, 1),
	SLIP("typeableLine", TEXT, 50),
	SLIP("paymentSite", TEXT, 70),
	SLIP("dueDate", DATE, 10),
	SLIP("beneficiary", TEXT, 40),
	SLIP("creditorDocument", PERSON, 15),
	SLIP("beneficiaryCode", TEXT, 25),
	SLIP("documentDate", DATE, 10),
	SLIP("documentNumber", TEXT, 25),
	SLIP("documentType", TEXT, 1),
	SLIP("accepted", FLAG, 3),
	SLIP("processingDate", DATE, 10),
	SLIP("ourNumber", TEXT, 25),
	SLIP("bankUse", TEXT, 20),
	SLIP("wallet", TEXT, 5),
	SLIP("currency", TEXT, 3),
	SLIP("quantity", TEXT, 10),
	SLIP("value", AMOUNT, 15),
	SLIP("documentValue", AMOUNT, 15),
	SLIP("discount", AMOUNT, 15),
	SLIP("interest", AMOUNT, 15), /* "other deductions" in the glossary */
	SLIP("fees", AMOUNT, 15),     /* "other additions" */
	SLIP("chargedValue", AMOUNT, 15),
	SLIP("debtorName", TEXT, 50),
	SLIP("debtorDocument", PERSON, 15),
	SLIP("instructions", LINES, 70),
	{"debtorDigitalContact",               NULL, NULL,                                 PEFIN_OBJECT, 0, PEFIN_OPTIONAL},
	{"debtorDigitalContact.phoneAreaCode", NULL, "debtorDigitalContact.phoneAreaCode", PEFIN_WHOLE,  4, PEFIN_OPTIONAL},
	{"debtorDigitalContact.phoneNumber",   NULL, "debtorDigitalContact.phoneNumber",   PEFIN_WHOLE,  9, PEFIN_OPTIONAL},
	{"debtorDigitalContact.email",         NULL, "debtorDigitalContact.email",         PEFIN_EMAIL,  0, PEFIN_OPTIONAL},
};

static const struct pefin_field guarantor_fields[] = {
	{"categoryId",                NULL, "categoryId",               PEFIN_NATURE,   2, PEFIN_REQUIRED},
	{"value",                     NULL, "value",                    PEFIN_VALUE,   15, PEFIN_REQUIRED},
	{"dueDate",                   NULL, "dueDate",                  PEFIN_DUE,     10, PEFIN_REQUIRED},
	{"debtorDocument",            NULL, "debtorDocument",           PEFIN_PERSON,  15, PEFIN_REQUIRED},
	{"contractNumber",            NULL, "contractNumber",           PEFIN_TEXT,    20, PEFIN_REQUIRED},
	{"guarantor",                 NULL, NULL,                       PEFIN_OBJECT,   0, PEFIN_REQUIRED},
	{"guarantor.documentNumber",  NULL, "guarantor.documentNumber", PEFIN_PERSON,  15, PEFIN_REQUIRED},
	{"guarantor.name",            NULL, "guarantor.name",           PEFIN_TEXT,    70, PEFIN_REQUIRED},
	ADDRESS("guarantor.address"),
	{"guarantor.address.number",  NULL, "guarantor.address.number", PEFIN_TEXT,     0, PEFIN_OPTIONAL},
	{"creditor",                  NULL, NULL,                       PEFIN_OBJECT,   0, PEFIN_REQUIRED},
	{"creditor.documentNumber",   NULL, "creditor.documentNumber",  PEFIN_COMPANY, 14, PEFIN_REQUIRED},
	{"debtType",                  NULL, "debtType",                 PEFIN_CONSTANT, 0, PEFIN_REQUIRED},
};

static const struct pefin_field webhook_fields[] = {
	{"uuid",              NULL,                      "uuid",              PEFIN_UUID,    0, PEFIN_REQUIRED},
	{"requester",         NULL,                      "requester",         PEFIN_ANY,     0, PEFIN_OPTIONAL},
	{"debtor",            NULL,                      NULL,                PEFIN_OBJECT,  0, PEFIN_OPTIONAL},
	{"debtorDocument",    "debtor.documentNumber",   "debtor_document",   PEFIN_PERSON,  0, PEFIN_REQUIRED},
	{"debtor.documentType", NULL,                    "debtor_kind",       PEFIN_ANY,     0, PEFIN_OPTIONAL},
	{"creditor",          NULL,                      NULL,                PEFIN_OBJECT,  0, PEFIN_OPTIONAL},
	{"creditorDocument",  "creditor.documentNumber", "creditor_document", PEFIN_PERSON,  0, PEFIN_REQUIRED},
	{"creditor.documentType", NULL,                  "creditor_kind",     PEFIN_ANY,     0, PEFIN_OPTIONAL},
	{"contract",          "contractNumber",          "contract",          PEFIN_TEXT,    0, PEFIN_REQUIRED},
	{"debtValue",         NULL,                      "value",             PEFIN_VALUE,   0, PEFIN_OPTIONAL},
	{"debtDate",          NULL,                      "due_on",            PEFIN_DATE,   10, PEFIN_OPTIONAL},
	{"cadusKey",          NULL,                      "cadus_key",         PEFIN_TEXT,    0, PEFIN_OPTIONAL},
	{"cadusSerie",        NULL,                      "cadus_series",      PEFIN_TEXT,    0, PEFIN_OPTIONAL},
	{"debtType",          NULL,                      "debt_type",         PEFIN_CONSTANT, 0, PEFIN_OPTIONAL},
	{"creditorArea",      NULL,                      "creditor_area",     PEFIN_TEXT,    0, PEFIN_OPTIONAL},
	{"categoryId",        NULL,                      "nature",            PEFIN_NATURE,  0, PEFIN_OPTIONAL},
	{"writeOff",          NULL,                      NULL,                PEFIN_OBJECT,  0, PEFIN_OPTIONAL},
	{"writeOff.reason",   NULL,                      "motive",            PEFIN_MOTIVE,  0, PEFIN_OPTIONAL},
	{"error",             NULL,                      NULL,                PEFIN_OBJECT,  0, PEFIN_OPTIONAL},
	{"error.message",     NULL,                      "error_message",     PEFIN_TEXT,    0, PEFIN_OPTIONAL},
	{"error.statusCode",  NULL,                      "error_code",        PEFIN_STATUS,  0, PEFIN_OPTIONAL},
};

/* clang-format on */

#define BODY(table) .fields = (table), .fields_count = (int)ARRAY_LEN(table)

const struct pefin_body pefin_debt_body = {.format = "pefin-debt", BODY(debt_fields)};
const struct pefin_body pefin_guarantor_body = {.format = "pefin-guarantor", BODY(guarantor_fields)};
const struct pefin_body pefin_webhook_body = {.format = "pefin-webhook", BODY(webhook_fields), .told = true};

const char *pefin_type_name(enum pefin_type type)
{
	static const char *const names[] = {
		[PEFIN_OBJECT] = "object",  [PEFIN_TEXT] = "text",       [PEFIN_ANY] = "any",
		[PEFIN_CONSTANT] = "PEFIN", [PEFIN_VALUE] = "reais",     [PEFIN_AMOUNT] = "reais as text",
		[PEFIN_WHOLE] = "number",   [PEFIN_FLAG] = "flag",       [PEFIN_DUE] = "date",
		[PEFIN_DATE] = "date",      [PEFIN_PERSON] = "CPF/CNPJ", [PEFIN_COMPANY] = "CNPJ",
		[PEFIN_NATURE] = "nature",  [PEFIN_MOTIVE] = "motive",   [PEFIN_STATE] = "state",
		[PEFIN_CEP] = "CEP",        [PEFIN_EMAIL] = "e-mail",    [PEFIN_LINES] = "lines",
		[PEFIN_UUID] = "uuid",      [PEFIN_STATUS] = "code",
	};
	return names[type];
}

const struct exact *pefin_value(const struct exact *root, const char *path)
{
	struct text rest = text_of(path);
	struct text member;
	const struct exact *value = root;
	while (value != NULL && text_next(&rest, '.', &member)) {
		char key[64];
		value = text_copy(member, key, sizeof(key)) ? exact_member(value, key) : NULL;
	}
	return value != NULL && value->kind != EXACT_NULL ? value : NULL;
}

const struct exact *pefin_field_value(const struct exact *root, const struct pefin_field *field)
{
	const struct exact *value = pefin_value(root, field->path);
	return value == NULL && field->other != NULL ? pefin_value(root, field->other) : value;
}

/* What tells the events apart, the surest first. The contract's name does not: the document is not at one with itself.
 */
static const struct {
	const char *member;
	const char *event;
} marks[] = {
	{"writeOff", "exclusion"},       {"debtValue", "inclusion"},        {"debtDate", "inclusion"},
	{"debtorDocument", "inclusion"}, {"creditorDocument", "inclusion"}, {"debtor", "exclusion"},
	{"creditor", "exclusion"},       {"contractNumber", "exclusion"},   {"contract", "inclusion"},
};

bool pefin_webhook_tells(const struct exact *root)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (exact_member(root, marks[i].member) != NULL)
			return true;
	return false;
}

const char *pefin_webhook_event(const struct exact *root)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (exact_member(root, marks[i].member) != NULL)
			return marks[i].event;
	return "inclusion";
}

bool pefin_webhook_failed(const struct exact *root)
{
	return pefin_value(root, "error") != NULL;
}
