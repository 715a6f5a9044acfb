/* What a person does about a debt by hand: put right what was refused, or take back what should never have been sent.
 *
 * Each is one transaction: the data, their event, the findings that it settles, and the step of the lifecycle with all
 * its consequences. What leaves because of it is a new instruction of the same escalation, asked by a worker.
 * Blocks on the database. Proof: tests/journey/refused_then_corrected_goes_again.sh,
 * creditor_was_wrong_takes_it_all_back.sh */
#pragma once

#include "conf/conf.h"
#include "domain/lifecycle.h"

struct correction_field {
	const char *column; /* of the drop folder: "street" */
	const char *value;
};

struct correction {
	const char *creditor; /* NULL: the only one that has the invoice */
	const char *invoice;
	const char *channel;
	const char *person; /* tax id; NULL: the principal debtor */
	const char *by;     /* who has it done */
	const char *why;
	const struct correction_field *fields; /* of a correction; none: it only says that it was put right */
	int fields_count;
};

/* What became of one escalation. */
struct corrected {
	char channel[17];
	char person[24]; /* tax id, masked */
	enum state from;
	enum state to;
};
struct corrected_list {
	struct corrected *at; /* in the arena */
	int count;
};

/* ERR_NOT_FOUND: no such invoice, person or escalation; ERR_REFUSED: its state takes no correction; ERR_UNKNOWN,
 * ERR_FORMAT, ERR_RANGE: a value, as the drop folder would tell it. */
MUST_CHECK enum rc flow_correct(const struct settings *settings, struct arena *arena,
				const struct correction *correction, struct corrected_list *ret_list,
				struct err *reterr);

/* The creditor was wrong: at `channel`, or (NULL) everywhere, and no step of the ladder is taken any more. An empty
 * list when nothing was live. */
MUST_CHECK enum rc flow_withdraw(const struct settings *settings, struct arena *arena,
				 const struct correction *correction, struct corrected_list *ret_list,
				 struct err *reterr);
