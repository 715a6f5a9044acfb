#include "flow/ladder_facts.h"

#include <stdio.h>
#include <string.h>

#include "flow/notify.h"
#include "store/escalation.h"

bool flow_payer(const struct flow *flow, const struct invoice *invoice, struct payer *ret_payer)
{
	const struct ladder *ladder = conf_ladder(flow->settings, invoice->ladder);
	if (ladder == NULL) {
		*ret_payer = (struct payer){.class = PAYER_UNKNOWN};
		(void)snprintf(ret_payer->words, sizeof(ret_payer->words),
			       "the configuration has no ladder \"%s\", which says who counts as what",
			       invoice->ladder);
		return false;
	}
	payer_classify(&ladder->payers, &invoice->payer, ret_payer);
	return payer_wants_person(&ladder->payers, ret_payer->class);
}

/* A step that the ladder does not have any more has taken its channel all the same. */
static void add_taken(const struct ladder *ladder, const struct taken_step *taken, struct ladder_facts *facts)
{
	enum ladder_action action;
	if (ladder_action_by_name(text_of(taken->channel), &action) != OK)
		return;
	int place = ladder_place(ladder, taken->step);
	facts->channels_taken |= 1u << action;
	if (place >= 0 && ladder->steps[place].action == action)
		ladder_take(ladder, facts, place, taken->on);
}

/* A notice counts from the day on which everybody was told; until then it is under way. */
static enum rc add_notices(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			   const struct ladder *ladder, struct ladder_facts *facts, struct err *reterr)
{
	enum rc rc = OK;
	for (int place = 0; rc == OK && place < ladder->steps_count; place++) {
		bool prepared = false;
		struct date told_on = DATE_NONE;
		if (ladder->steps[place].action != LADDER_NOTICE)
			continue;
		rc = notify_standing(flow, arena, invoice, ladder->steps[place].name, &prepared, &told_on, reterr);
		if (rc == OK && prepared)
			ladder_take(ladder, facts, place, told_on);
	}
	return rc;
}

enum rc flow_ladder_facts(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  const struct ladder *ladder, struct date today, struct ladder_facts *ret_facts,
			  struct err *reterr)
{
	struct taken_step *taken = NULL;
	int count = 0;
	struct payer payer;
	enum rc rc = escalation_steps(flow->db, arena, invoice->id, &taken, &count, reterr);
	if (rc != OK)
		return rc;
	*ret_facts = ladder_facts_new(invoice->due_on, today, invoice_outstanding(invoice));
	payer_classify(&ladder->payers, &invoice->payer, &payer);
	ret_facts->species = invoice->species;
	ret_facts->uf = invoice->uf;
	ret_facts->payer = payer.class;
	for (int i = 0; i < count; i++)
		add_taken(ladder, &taken[i], ret_facts);
	return add_notices(flow, arena, invoice, ladder, ret_facts, reterr);
}

static bool has_notice(const struct ladder *ladder)
{
	for (int place = 0; ladder != NULL && place < ladder->steps_count; place++)
		if (ladder->steps[place].action == LADDER_NOTICE)
			return true;
	return false;
}

enum rc flow_notice_fault(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct date today,
			  const char **ret_fault, struct err *reterr)
{
	const struct ladder *ladder = conf_ladder(flow->settings, invoice->ladder);
	const struct ladder_step *step = NULL;
	struct ladder_facts facts;
	*ret_fault = NULL;
	if (!has_notice(ladder))
		return OK;
	enum rc rc = flow_ladder_facts(flow, arena, invoice, ladder, today, &facts, reterr);
	while (rc == OK && *ret_fault == NULL && (step = ladder_reached(ladder, &facts)) != NULL) {
		if (step->action == LADDER_NOTICE)
			rc = notify_step_fault(flow, arena, invoice, step, ret_fault, reterr);
		/* Looked at; it is not taken by that, and what stands after it does not come. */
		ladder_take(ladder, &facts, (int)(step - ladder->steps), DATE_NONE);
	}
	return rc;
}
