/* Parcels: instructions that wait become one file of a channel, with its numbers, signature and bytes.
 *
 * Reads and composes without a transaction; the caller holds the lane, so that nobody else takes the numbers.
 * Private to flow/. */
#pragma once

#include "domain/lifecycle.h"
#include "flow/context.h"
#include "store/instruction.h"
#include "store/lane.h"

struct packed {
	char kind[16];
	char file_name[65]; /* "" for a call */
	struct date day;
	int sequence;
	struct text document;  /* what is sent: signed, when the profile wants it enveloped */
	struct text signature; /* detached; empty otherwise */
	struct text *letters;  /* of authorisations: signed (CMS), in the order of the instructions */
	int letters_count;
	struct instruction_list instructions;
	struct parcel_lote *lotes;
	int lotes_count;
};

/* Does an escalation in this state still want an instruction of this kind to leave? */
bool parcel_is_wanted(const char *instruction_kind, enum state state);

/* The kind of message that an instruction goes in: "B", "DP", "debt" ... */
const char *parcel_kind(const struct flow_account *account, const char *instruction_kind, bool guarantor);

/* Pack `instructions` (all of one kind, ordered by comarca; at a bureau a principal before its guarantors, removals
 * first) as the `sequence`-th file of the day, the remessa of that number, or (0) a call. With `lotes` (of an
 * earlier message) their sequences are taken; otherwise each comarca gets its next. */
MUST_CHECK enum rc parcel_pack(struct flow *flow, struct arena *arena, const struct flow_account *account,
			       const struct instruction_list *instructions, const struct parcel_lote *lotes,
			       int lotes_count, const struct clock_now *now, int sequence, struct packed *ret_packed,
			       struct err *reterr);
