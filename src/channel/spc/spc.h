/* The parts of the SPC channel, for each other. Contracts: "channel/channel.h".
 *
 * form: a listing held against every limit, in the plain words of the wire. house: street, number and complement told
 * apart. compose: listing to document. exchange: SOAP over HTTPS, one record a call. interpret: answers, by the table
 * of codes. absorb: the lists of the entity.
 * Source: clients of spcWebService, as its WSDL is not public. Proof: tests/unit/channel/spc_*_test.c */
#pragma once

#include "channel/channel.h"

#define SPC_INCLUDE "incluirSpc"
#define SPC_REMOVE  "excluirSpc"

extern const struct channel channel_spc;

/* "listarNaturezaInclusao" for QUESTION_NATURES; NULL for what SPC is never asked. */
const char *spc_operation_of(enum question_kind kind);

enum rc spc_fits(const struct channel_account *account, const struct listing *listing, struct date today,
		 struct err *reterr);
enum rc spc_compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
		    struct text *ret_document, struct err *reterr);
void spc_deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count);
enum rc spc_interpret(struct arena *arena, const struct channel_account *account, const char *kind, int status,
		      struct text answer, struct verdicts *ret_verdicts, struct err *reterr);
enum rc spc_fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
		  struct text *ret_answer, struct err *reterr);
enum rc spc_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		   struct text answer, struct told_list *ret_told, struct err *reterr);
