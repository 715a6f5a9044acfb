/* What a person has done by a command: who, why, and about what, read from the command line and carried out.
 *
 * Every order has --config and --by; a command names the other options that it takes. Errors are told on standard
 * error; the exit status is 1 for what the debt does not allow, and 2 for what was written wrongly or went wrong. */
#pragma once

#include "apontactl/command.h"
#include "base/arena.h"
#include "flow/correct.h"

#define ORDER_SETS_MAX 16

/* One each, for the list of those that a command takes. */
#define ORDER_WHY       "w" /* --why TEXT; whoever takes it wants it */
#define ORDER_CREDITOR  "r"
#define ORDER_CHANNEL   "c"
#define ORDER_ACCOUNT   "A"
#define ORDER_PERSON    "P"
#define ORDER_SET       "s" /* --set FIELD=VALUE, several times */
#define ORDER_KIND      "k"
#define ORDER_UNTIL     "u"
#define ORDER_PAYMENT   "p"
#define ORDER_AGREEMENT "a"
#define ORDER_WHAT      "W"
#define ORDER_ON        "o"

/* As it was written; NULL for what was not. */
struct order {
	struct arena *arena;
	const char *config;
	const char *by;
	const char *why;
	const char *creditor;
	const char *channel; /* of those that there are */
	const char *account;
	const char *person;
	const char *kind;
	const char *until;
	const char *payment;
	const char *agreement;
	const char *what;
	const char *on;
	struct correction_field sets[ORDER_SETS_MAX];
	int sets_count;
	char **words; /* what stood beside the options */
	int words_count;
	const struct settings *settings; /* for carrying it out */
};

/* Make `what` of the order; ERR_FORMAT, ERR_UNKNOWN: it was written wrongly. */
typedef enum rc (*order_understand_fn)(const struct order *order, void *what, struct err *reterr);
/* Have it done, and tell the result. */
typedef enum rc (*order_carry_out_fn)(const struct order *order, void *what, struct err *reterr);

/* The exit status. `takes`: the options beside those that all have, as ORDER_WHY ORDER_CREDITOR. */
int order_run(int argc, char **argv, const char *takes, order_understand_fn understand, order_carry_out_fn carry_out,
	      void *what);

/* Exactly one word, which is an invoice or the like. */
MUST_CHECK enum rc order_one_word(const struct order *order, const char *what, struct err *reterr);

/* The value of --until or --on as a day; DATE_NONE when it was not written. */
MUST_CHECK enum rc order_day(const char *option, const char *value, struct date *ret_day, struct err *reterr);

/* Where everything was and is, a line an escalation; `nothing` when there was none. */
void order_print(const char *invoice, const struct corrected_list *list, const char *nothing);
