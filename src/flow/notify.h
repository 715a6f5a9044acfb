/* Notify: debtors are told before a step of the ladder, and told that a protest can be cancelled.
 *
 * Preparing is a row in the transaction of what asks for it; composing, storing, sending and recording are the stage
 * (notify_send.c), in the hours in which a debtor may be written to. What is paid, held or older than five years is not
 * asked for: that is looked at when a notice is prepared and again when it is about to leave. Everything here does
 * nothing where neither a mail server nor the platform is configured. Private to flow/.
 * Sources: CDC arts. 42, 42-A, 43 par. 2; Lei 9.492/1997 arts. 26 and 37; Tema 725/STJ; REsp 2.088.100.
 * Proof: tests/journey/no_step_before_the_notice_has_run.sh, anuencia_reaches_the_debtor.sh,
 * mail_that_is_cut_is_in_doubt.sh */
#pragma once

#include "flow/context.h"
#include "store/instruction.h"
#include "store/invoice.h"
#include "store/notice.h"

/* Reads what the stage needs and no file of settings has: the password of the mail server, the secret of webhooks. */
MUST_CHECK enum rc notify_open(struct flow *flow, struct err *reterr);

/* A step of the ladder whose action is a notice: everybody who answers for the debt is told, by a row for each, once
 * for ever. What is held or too old is not asked for: nothing is prepared. What cannot be told (a value that the text
 * wants is missing, nobody to hand it to) is a finding for a person, and nothing is prepared either; asked again, it is
 * looked at again. The invoice is locked. */
MUST_CHECK enum rc notify_step(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			       const struct ladder_step *step, struct err *reterr);
/* What the text of that step lacks for this debt, found by the same filling; NULL for nothing, and where no notice
 * would be prepared for another reason. It changes nothing. */
MUST_CHECK enum rc notify_step_fault(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				     const struct ladder_step *step, const char **ret_fault, struct err *reterr);
/* *ret_prepared: rows are there. *ret_told_on: the day from which the window of the step counts, as `counts_from` says;
 * DATE_NONE while somebody has not been told. */
MUST_CHECK enum rc notify_standing(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				   const char *step, bool *ret_prepared, struct date *ret_told_on, struct err *reterr);

/* The notary's centre has taken the authorisation: the debtor gets the letter, and reminders. */
MUST_CHECK enum rc notify_release(struct flow *flow, struct arena *arena, const struct instruction *instruction,
				  struct err *reterr);
/* Nothing is owed any more; the protest is cancelled: what was prepared and has not left is dropped. */
MUST_CHECK enum rc notify_settled(struct flow *flow, const struct invoice *invoice, struct err *reterr);
MUST_CHECK enum rc notify_cancelled(struct flow *flow, const struct invoice *invoice, int64_t escalation_id,
				    struct err *reterr);

/* What the platform read of a delivery or a bounce; the invoice is locked. ERR_NOT_FOUND, ERR_REFUSED, ERR_RANGE as of
 * notice_receipt(). */
struct notify_receipt {
	const char *notice; /* its public id */
	bool delivered;
	const char *at;
	const char *proof;
};
MUST_CHECK enum rc notify_take_receipt(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				       const struct notify_receipt *receipt, bool *ret_repeated, struct err *reterr);

/* --- for notify_send.c ------------------------------------------------------------------------------------------- */

/* A letter, ready to be stored and to leave. */
struct notify_letter {
	const char *channel; /* "email" or "platform" */
	const char *to;      /* the address; of the platform its URL */
	const char *to_masked;
	const char *to_sha256;
	const char *template_sha256;
	struct text bytes; /* a message of RFC 5322, or a JSON body */
};

/* ERR_REFUSED: a value that the text wants is missing (NOTICE_TEXT_INVALID); ERR_NOT_FOUND: no way to tell this person;
 * ERR_CONFIG: the text or the creditor is not in the configuration any more. */
MUST_CHECK enum rc notify_compose(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				  const struct notice *notice, const struct clock_now *now,
				  struct notify_letter *ret_letter, struct err *reterr);

/* Where it would go: channel, to and their kin, without a text. ERR_NOT_FOUND: no way to tell this person. */
MUST_CHECK enum rc notify_address(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				  const struct notice *notice, struct notify_letter *ret_letter, struct err *reterr);

/* For a person: whose notice it is, and what is wrong. */
MUST_CHECK enum rc notify_tell_person(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				      const struct notice *notice, const char *kind, const char *words,
				      struct err *reterr);
/* An event of the invoice. */
MUST_CHECK enum rc notify_tell(struct flow *flow, struct arena *arena, const struct notice *notice, const char *what,
			       const char *words, struct err *reterr);
