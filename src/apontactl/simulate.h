/* `apontactl simulate`: what a ladder would do with a portfolio, in words for a person and as JSON for a program.
 *
 * The thinking is domain/forecast.h's. Proof: tests/golden/simulate.sh */
#pragma once

#include "apontactl/portfolio.h"
#include "base/buf.h"
#include "wire/json.h"

struct simulation {
	struct forecast_terms terms;
	const struct portfolio *portfolio;
};

/* What came of the steps of one action. */
struct action_totals {
	int steps;
	int records; /* of all persons */
	int goes;
	int held;
	int refused;
	int64_t cents; /* owed by what goes, guarantors aside */
};

struct totals {
	int invoices;
	int64_t owed_cents;
	int owed_nothing;
	int without_step;
	int by_class[PAYER_CLASS_COUNT];
	struct action_totals by_action[LADDER_ACTION_COUNT];
	int64_t fee_cents;
	int fees_unknown; /* protests */
	int deposits;     /* protests for which the notary may ask for one */
};

/* What only a database or a configuration knows is assumed. Ends with NULL. */
extern const char *const simulate_assumed[];

/* "goes", "held", "refused" */
const char *simulate_outcome(enum event event);

void simulate_words_head(const struct simulation *simulation, struct buf *out);
void simulate_words_invoice(const struct portfolio_invoice *invoice, const struct forecast *forecast, struct buf *out);
void simulate_words_totals(const struct simulation *simulation, const struct totals *totals, struct buf *out);

/* One object: head, the invoices, totals. */
void simulate_json_head(struct json_out *json, const struct simulation *simulation);
void simulate_json_invoice(struct json_out *json, const struct portfolio_invoice *invoice,
			   const struct forecast *forecast);
void simulate_json_totals(struct json_out *json, const struct simulation *simulation, const struct totals *totals);
