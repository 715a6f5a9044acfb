/* The lists of the entity: natures of inclusion, motives of exclusion, types of debtor.
 *
 * An entity has its own; these are this one's. Natures 1, 75 and 104 are seen in public clients, 104 with its name;
 * the motives are the three of a utility's system. Proof: tests/unit/apontasim/spc_service_test.c */
#pragma once

#define SPC_TYPE_BUYER "C"

enum spc_list { SPC_LIST_NATURES, SPC_LIST_MOTIVES, SPC_LIST_TYPES, SPC_LISTS };

struct spc_list_form {
	const char *element; /* of an entry in the answer */
	const char *code;    /* names of its children */
	const char *words;
};

struct spc_list_entry {
	const char *code;
	const char *words;
};

const struct spc_list_form *spc_list_form(enum spc_list list);
const struct spc_list_entry *spc_list_at(enum spc_list list, int at);             /* NULL behind the last */
const struct spc_list_entry *spc_list_find(enum spc_list list, const char *code); /* NULL: not in it */
