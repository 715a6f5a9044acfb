#include "wire/spc_codes.h"

#include <stdio.h>

#include "domain/codes.h"

static const struct list {
	const char *table;
	const char *operation;
	bool is_own; /* what another bureau's table has is no code of SPC */
} lists[] = {
	[SPC_CODE_NATURE] = {"natures", "listarNaturezaInclusao", false}, /* Serasa's are letters: no mistaking */
	[SPC_CODE_MOTIVE] = {"motives", "listarMotivoExclusao", true},
	[SPC_CODE_DEBTOR_TYPE] = {"debtor-types", "listarTipoDevedor", false},
};

#define FORMS_MAX  4
#define FORM_BYTES 16

/* One code as the tables may have it: as it stands, and a number with no, one or two zeros to fill it up. */
static int forms_of(struct text code, char out[FORMS_MAX][FORM_BYTES])
{
	int count = text_copy(code, out[0], FORM_BYTES);
	if (!text_is_digits(code))
		return count;
	while (code.len > 1 && code.at[0] == '0') {
		code.at++;
		code.len--;
	}
	for (int width = 1; width <= 3 && code.len <= 3; width++) {
		int zeros = width > (int)code.len ? width - (int)code.len : 0;
		(void)snprintf(out[count++], FORM_BYTES, "%.*s%.*s", zeros, "00", TEXT_ARG(code));
	}
	return count;
}

void spc_check_code(struct report *report, const char *place, const char *field, enum spc_code kind, struct text code)
{
	const struct list *list = &lists[kind];
	const struct code_table *table =
		report->codes != NULL ? code_table_find(report->codes, "spc", list->table) : NULL;
	char forms[FORMS_MAX][FORM_BYTES];
	int count = forms_of(code, forms);
	const char *other = NULL;
	if (table == NULL)
		return;
	for (int i = 0; i < count; i++) {
		const struct code_entry *entry = code_find(table, text_of(forms[i]));
		if (entry != NULL && entry->kind == CODE_UNMARKED)
			report_add(report, FINDING_NOTE, place, field, list->operation, "is \"%s\": %s", entry->code,
				   entry->meaning);
		if (entry != NULL)
			return;
		if (list->is_own && other == NULL)
			other = code_other_bureau(report->codes, "spc", list->table, text_of(forms[i]));
	}
	if (other != NULL)
		report_add(report, FINDING_VIOLATION, place, field, list->operation,
			   "\"%.*s\" is a code of %s and none of SPC's; right is one of spc-%s, the list that %s gives",
			   TEXT_ARG(code), other, list->table, list->operation);
	else
		report_add(report, FINDING_NOTE, place, field, list->operation,
			   "spc-%s has no \"%.*s\"; the list differs from entity to entity, ask for it by %s",
			   list->table, code.len < 40 ? (int)code.len : 40, code.at, list->operation);
}
