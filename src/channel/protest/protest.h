/* The parts of the protest channel, for each other. Contracts: "channel/channel.h".
 *
 * compose: parcel to document. exchange: SOAP over HTTPS by the profile. interpret: answers to uploads, by the table
 * of codes. absorb: what was fetched. */
#pragma once

#include "channel/channel.h"
#include "wire/cra_lote.h"

extern const struct channel channel_protest;

/* What the CRA is told about who presents; points into the account. */
struct cra_presenter protest_presenter(const struct channel_account *account);

enum rc protest_file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			  char out[65], struct err *reterr);
enum rc protest_fits(const struct channel_account *account, const struct title *title, struct err *reterr);
enum rc protest_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			struct text *ret_document, struct err *reterr);
void protest_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
		     int count);
enum rc protest_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			  struct text answer, struct verdicts *ret_verdicts, struct err *reterr);
enum rc protest_fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
		      struct text *ret_answer, struct err *reterr);
enum rc protest_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		       struct text answer, struct told_list *ret_told, struct err *reterr);
