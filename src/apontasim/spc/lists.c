#include "apontasim/spc/lists.h"

#include <stddef.h>
#include <string.h>

#define ENTRIES_MAX 4

static const struct {
	struct spc_list_form form;
	struct spc_list_entry entries[ENTRIES_MAX]; /* a NULL code ends them */
} lists[SPC_LISTS] = {
	[SPC_LIST_NATURES] = {{"natureza-inclusao", "id", "nome"},
			      {{"1", "CREDIARIO"}, {"75", "ANUIDADE"}, {"104", "ATRASO DE PAGAMENTO"}}},
	[SPC_LIST_MOTIVES] = {{"motivo-exclusao", "id", "descricao-motivo"},
			      {{"1", "PAGAMENTO DA DIVIDA"},
			       {"2", "RENEGOCIACAO DA DIVIDA"},
			       {"3", "MOTIVO NAO IDENTIFICADO"}}},
	[SPC_LIST_TYPES] = {{"tipo-devedor", "codigo", "descricao"},
			    {{SPC_TYPE_BUYER, "COMPRADOR"}, {"A", "AVALISTA"}, {"F", "FIADOR"}}},
};

const struct spc_list_form *spc_list_form(enum spc_list list)
{
	return &lists[list].form;
}

const struct spc_list_entry *spc_list_at(enum spc_list list, int at)
{
	return at < ENTRIES_MAX && lists[list].entries[at].code != NULL ? &lists[list].entries[at] : NULL;
}

const struct spc_list_entry *spc_list_find(enum spc_list list, const char *code)
{
	const struct spc_list_entry *entry;
	for (int i = 0; (entry = spc_list_at(list, i)) != NULL; i++)
		if (strcmp(entry->code, code) == 0)
			return entry;
	return NULL;
}
