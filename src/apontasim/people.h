/* Made-up people and places for a portfolio: names that nobody bears, tax ids with right check digits, real municípios.
 *
 * Deterministic: everything comes from one generator state. Nothing here is shared with the code under test; the check
 * digits are worked out a second time on purpose. Proof: tests/sim/portfolio.sh */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct place {
	const char *city;
	const char *uf;
	const char *ibge;
	const char *cep_start; /* the first three digits of its postcodes */
};

struct made_person {
	char name[120];
	char taxid[15];
	char street[80];
	char district[40];
	char cep[9];
	char phone[24];
	char email[64];
	const struct place *place;
};

/* The next number of the generator (SplitMix64), and one from 0 to below-1. */
uint64_t dice_next(uint64_t *dice);
unsigned dice_below(uint64_t *dice, unsigned below);

/* A person (CPF) or a company (CNPJ, one in five with letters) of one of the places. */
void person_make(uint64_t *dice, unsigned serial, struct made_person *ret_person);

/* A natural person at the same address: the co-debtor. */
void person_make_codebtor(uint64_t *dice, const struct made_person *debtor, struct made_person *ret_person);

/* A município that exists but that no comarca of the simulated CRA serves. */
const struct place *place_unserved(void);

/* The person now lives there. */
void person_move(struct made_person *person, const struct place *place);
