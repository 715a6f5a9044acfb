/* The parts of the Serasa channel, for each other. Contracts: "channel/channel.h".
 *
 * Serasa is reached in two ways, and an account's profile says which: rest_*.c, one debt a call and what became of it
 * by webhook; file_*.c, remessas of CONVEM04 and their returns in folders. serasa.c sends each call of the table to the
 * way of its account. Sources: interface PEFIN V8; layout CONVEM04. Proof: tests/unit/channel/serasa_*_test.c */
#pragma once

#include "channel/channel.h"

extern const struct channel channel_serasa;

/* Kinds of message. */
#define SERASA_DEBT      "debt"      /* REST: inclusion of a principal's record */
#define SERASA_GUARANTOR "guarantor" /* REST: inclusion of a guarantor's */
#define SERASA_EXCLUSION "exclusion" /* REST: removal; stored as a small document of ours, as the wire has no body */
#define SERASA_FILE      "convem04"

/* Serasa's words as they may be shown and stored: tax ids masked, no control characters, cut to `size`, terminated.
 * Returns `out`. */
const char *serasa_masked(struct text words, char *out, size_t size);

enum rc serasa_rest_fits(const struct channel_account *account, const struct listing *listing, struct date today,
			 struct err *reterr);
enum rc serasa_rest_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			    struct text *ret_document, struct err *reterr);
void serasa_rest_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			 int count);
enum rc serasa_rest_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			      struct text answer, struct verdicts *ret_verdicts, struct err *reterr);
enum rc serasa_rest_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
			   struct text answer, struct told_list *ret_told, struct err *reterr);

enum rc serasa_file_file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			      char out[65], struct err *reterr);
enum rc serasa_file_fits(const struct channel_account *account, const struct listing *listing, struct date today,
			 struct err *reterr);
enum rc serasa_file_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			    struct text *ret_document, struct err *reterr);
void serasa_file_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			 int count);
enum rc serasa_file_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			      struct text answer, struct verdicts *ret_verdicts, struct err *reterr);
enum rc serasa_file_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
			   struct text answer, struct told_list *ret_told, struct err *reterr);
