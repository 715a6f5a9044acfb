/* What will become of a record: ordered by a test for a contract, or drawn from a hash of the seed, the contract and
 * the document.
 *
 * An order is a line "CONTRACT reject CODE TEXT", "CONTRACT vanish" or "CONTRACT accept". The newest for a contract
 * stands; accept also forbids a refusal by lot. A code IE_SPC001… refuses inclusions, IE_SPC005… removals, any other
 * both. The caller holds the lock of the world. Proof: tests/unit/apontasim/spc_books_test.c */
#pragma once

#include "apontasim/spc/books.h"
#include "base/err.h"

enum spc_fate { SPC_FATE_NONE, SPC_FATE_ACCEPT, SPC_FATE_REJECT, SPC_FATE_VANISH };

struct spc_fate_order {
	char contract[32];
	enum spc_fate fate;
	char code[32];
	char words[160];
};

struct spc_fates {
	struct spc_fate_order *all;
	int count;
};

void spc_fates_done(struct spc_fates *fates);

/* The order stands until a newer one for the contract. ret_order may be NULL. ERR_FORMAT, ERR_NO_MEMORY. */
MUST_CHECK enum rc spc_fates_order(struct spc_fates *fates, struct text line, struct spc_fate_order *ret_order,
				   struct err *reterr);

/* The order that stands for a contract, NULL for none. */
const struct spc_fate_order *spc_fates_find(const struct spc_fates *fates, const char *contract);
void spc_fates_forget(struct spc_fates *fates, const char *contract);

/* Does the order refuse this operation? */
bool spc_fate_refuses(const struct spc_fate_order *order, enum spc_operation operation);

/* 0 to 99 for a record, the same in every run with this seed; `draw` keeps one lot apart from another. */
int spc_fate_draw(uint64_t seed, const struct spc_record *record, const char *draw);
