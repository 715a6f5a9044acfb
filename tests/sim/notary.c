/* A CRA and the notaries behind it: a title's life from the lote to the protest and back, told in confirmacoes,
 * andamentos and retornos.
 *
 * Strict where the documentation is: a file name and a lote's sequence are taken once and known for ever ("already
 * have it"); a file of another day, or after the cut-off, comes too late. A second title of a debt that is there would
 * be taken, as a CRA would: promises.c looks for it. */
#include <stdio.h>
#include <string.h>

#include "domain/calendar.h"
#include "sim.h"

#define OPENS  480
#define CLOSES 1020

static const enum question_kind daily[] = {QUESTION_CONFIRMATIONS, QUESTION_STATUSES, QUESTION_RESULTS, QUESTION_COUNT};
static const enum question_kind first_of_day[] = {QUESTION_COMARCAS, QUESTION_COUNT};

static const struct channel_traits *traits(const struct profile *profile)
{
	static const struct channel_traits files = {
		.sending = CHANNEL_SENDS_FILES, .doubt = CHANNEL_DOUBT_SEND_AGAIN, .told_later = true};
	(void)profile;
	return &files;
}

static const char *kind_of(const struct profile *profile, const char *kind, bool guarantor)
{
	(void)profile;
	(void)guarantor;
	return strcmp(kind, "include") == 0              ? "B"
	       : strcmp(kind, "withdraw") == 0           ? "DP"
	       : strcmp(kind, "cancel") == 0             ? "CP"
	       : strcmp(kind, "authorise_withdraw") == 0 ? "AD"
							 : "AC";
}

static enum seal_purpose seal_of(const struct profile *profile, const char *kind)
{
	(void)profile;
	(void)kind;
	return SEAL_XML_DETACHED;
}

static enum rc file_name(const struct channel_account *account, const char *kind, struct date on, int sequence,
			 char out[65], struct err *reterr)
{
	char day[DATE_TEXT_BYTES];
	(void)account;
	(void)reterr;
	(void)snprintf(out, 65, "%s-%s.%d", kind, date_iso(on, day), sequence);
	return OK;
}

static enum rc fits(const struct channel_account *account, const struct title *title, struct err *reterr)
{
	(void)account;
	(void)title;
	(void)reterr;
	return OK;
}

static enum rc compose(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
		       struct text *ret_document, struct err *reterr)
{
	(void)account;
	return paper_write(arena, parcel, ret_document, reterr);
}

/* Days and hours later, in office hours. */
static int64_t later(int days, unsigned minutes)
{
	struct date on = date_plus(day_of(sim_now()), days);
	struct date open = on;
	if (calendar_on_or_after(CALENDAR_BANK, on, &open, NULL) != OK)
		open = on;
	int64_t at = local_s(open, 600 + (int)minutes);
	return at > sim_now() ? at : sim_now() + 60;
}

static void take_title(const struct paper_line *line)
{
	if (sim.titles_count == TITLES_MAX) {
		(void)memory_broken(&sim.db, "limits: too many titles");
		return;
	}
	struct title_there *title = &sim.titles[sim.titles_count++];
	*title = (struct title_there){.state = TITLE_RECEIVED, .protocol_on = DATE_NONE, .live_since = sim_now()};
	memcpy(title->nosso_numero, line->nosso_numero, sizeof(title->nosso_numero));
	memcpy(title->number, line->number, sizeof(title->number));
	memcpy(title->comarca, line->comarca, sizeof(title->comarca));
	title->debt = debt_of_number(line->number);
	for (int i = 0; i < sim.titles_count - 1; i++)
		title->turn += sim.titles[i].debt == title->debt;
	title->next_at =
		later(1 + (int)(tame(TAME_DELAYS) ? 0 : whim(3, "protocol %d %d", title->debt, title->turn)), 0);
}

static struct title_there *title_of_protocol(const struct paper_line *line)
{
	for (int i = sim.titles_count; i-- > 0;)
		if (strcmp(sim.titles[i].protocol, line->protocol) == 0 &&
		    strcmp(sim.titles[i].number, line->number) == 0 && line->protocol[0] != '\0')
			return &sim.titles[i];
	return NULL;
}

static bool before_the_protest(const struct title_there *title)
{
	return title->state == TITLE_PROTOCOLLED || title->state == TITLE_NOTIFIED || title->state == TITLE_PAYING;
}

static enum verdict_class take_withdrawal(struct title_there *title)
{
	if (title->withdrawing || title->state == TITLE_WITHDRAWN)
		return VERDICT_ALREADY;
	if (!before_the_protest(title))
		return VERDICT_REFUSED;
	title->withdrawing = true;
	/* The protest may be drawn before the request is read. */
	if (tame(TAME_NOTARY) || whim(12, "race %d %d", title->debt, title->turn) != 0)
		title->next_at = later((int)whim(2, "withdrawal %d %d", title->debt, title->turn), 30);
	return VERDICT_ACCEPTED;
}

static enum verdict_class take_cancellation(struct title_there *title)
{
	if (title->cancelling || title->state == TITLE_CANCELLED)
		return VERDICT_ALREADY;
	if (title->state != TITLE_PROTESTED)
		return VERDICT_REFUSED;
	title->cancelling = true;
	title->next_at = later(1 + (int)whim(3, "cancellation %d %d", title->debt, title->turn), 40);
	return VERDICT_ACCEPTED;
}

static enum verdict_class take_authorisation(struct title_there *title)
{
	if (title->authorised || title->state == TITLE_CANCELLED)
		return VERDICT_ALREADY;
	if (title->state != TITLE_PROTESTED)
		return VERDICT_REFUSED;
	title->authorised = true;
	/* Most debtors go and have it cancelled. */
	if (whim(4, "debtor goes %d %d", title->debt, title->turn) != 0)
		title->next_at = later(2 + (int)whim(40, "debtor's day %d %d", title->debt, title->turn), 50);
	return VERDICT_ACCEPTED;
}

static void take_requests(const struct paper *paper, struct verdict *items)
{
	for (int i = 0; i < paper->count; i++) {
		const struct paper_line *line = &paper->lines[i];
		struct title_there *title = title_of_protocol(line);
		memcpy(items[i].title_number, line->number, sizeof(line->number));
		memcpy(items[i].comarca_ibge, line->comarca, sizeof(line->comarca));
		items[i].class = title == NULL                                 ? VERDICT_REFUSED
				 : strcmp(line->kind, "withdraw") == 0         ? take_withdrawal(title)
				 : strcmp(line->kind, "cancel") == 0           ? take_cancellation(title)
				 : strcmp(line->kind, "authorise_cancel") == 0 ? take_authorisation(title)
									       : VERDICT_REFUSED;
		(void)snprintf(items[i].code, sizeof(items[i].code),
			       items[i].class == VERDICT_REFUSED ? "2013" : "0000");
		(void)snprintf(items[i].words, sizeof(items[i].words), "the notary's word on title %s", line->number);
	}
}

static int take_lotes(const struct paper *paper, struct verdict *items)
{
	int count = 0;
	for (int i = 0; i < paper->count; i++) {
		const struct paper_line *line = &paper->lines[i];
		struct verdict *own = NULL;
		for (int j = 0; j < count; j++)
			if (strcmp(items[j].comarca_ibge, line->comarca) == 0)
				own = &items[j];
		if (own == NULL) {
			own = &items[count++];
			memcpy(own->comarca_ibge, line->comarca, sizeof(line->comarca));
			bool refused = !tame(TAME_REFUSALS) && whim(14, "lote %s %d", line->comarca, line->lote) == 0;
			own->class = name_is_known(false, "lote %s %d", line->comarca, line->lote) ? VERDICT_ALREADY
				     : refused                                                     ? VERDICT_REFUSED
												   : VERDICT_ACCEPTED;
			(void)snprintf(own->code, sizeof(own->code),
				       own->class == VERDICT_ALREADY   ? "2117"
				       : own->class == VERDICT_REFUSED ? "2100"
								       : "0000");
			if (own->class == VERDICT_ACCEPTED)
				(void)name_is_known(true, "lote %s %d", line->comarca, line->lote);
		}
		if (own->class == VERDICT_ACCEPTED)
			take_title(line);
	}
	return count;
}

static void deliver(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches, int count)
{
	(void)account;
	(void)count;
	struct verdict items[LINES_MAX] = {{.class = VERDICT_ACCEPTED}};
	const struct paper *paper = paper_read(dispatches[0].document);
	enum sim_fault fault = fault_now(SIM_PROTEST);
	int minute = minute_of(sim_now());
	if (!answer_begin(&dispatches[0], fault))
		return;
	bool late = minute < OPENS || minute >= CLOSES || paper->day.day != day_of(sim_now()).day ||
		    fault == SIM_FAULT_LATER;
	if (late) {
		items[0].class = VERDICT_LATER;
		answer_end(arena, &dispatches[0], fault, true, items, 1);
	} else if (name_is_known(true, "file %s", paper->name)) {
		items[0].class = VERDICT_ALREADY;
		(void)snprintf(items[0].code, sizeof(items[0].code), "1001");
		answer_end(arena, &dispatches[0], fault, true, items, 1);
	} else if (strcmp(paper->kind, "B") == 0) {
		answer_end(arena, &dispatches[0], fault, false, items, take_lotes(paper, items));
	} else {
		take_requests(paper, items);
		answer_end(arena, &dispatches[0], fault, false, items, paper->count);
	}
}

/* --- what it tells ------------------------------------------------------------------------------------------------ */

static struct told *tell(const struct title_there *title, enum told_kind kind, int delay_days)
{
	int64_t at = delay_days > 0 ? later(delay_days, 20) : sim_now();
	struct word_row *row = new_word(SIM_PROTEST, at);
	row->is.title = (struct told){.kind = kind,
				      .protocol_on = title->protocol_on,
				      .occurred_on = day_of(sim_now()),
				      .occurrence = ' ',
				      .amount_cents = 1};
	memcpy(row->is.title.nosso_numero, title->nosso_numero, sizeof(title->nosso_numero));
	memcpy(row->is.title.title_number, title->number, sizeof(title->number));
	memcpy(row->is.title.comarca_ibge, title->comarca, sizeof(title->comarca));
	memcpy(row->is.title.protocol, title->protocol, sizeof(title->protocol));
	(void)snprintf(row->is.title.notary, sizeof(row->is.title.notary), "01");
	return &row->is.title;
}

static void tell_result(struct title_there *title, enum title_state state, char occurrence)
{
	int delay = tame(TAME_DELAYS) ? 0 : (int)whim(3, "result %c %d %d", occurrence, title->debt, title->turn);
	title->state = state;
	title->next_at = NEVER;
	tell(title, TOLD_RESULT, delay)->occurrence = occurrence;
}

static void tell_status(const struct title_there *title, const char *status)
{
	struct told *told = tell(title, TOLD_STATUS, 0);
	(void)text_copy(text_of(status), told->status, sizeof(told->status));
}

static void protocol(struct title_there *title)
{
	bool irregular = !tame(TAME_REFUSALS) && whim(12, "irregular %d %d", title->debt, title->turn) == 0;
	int delay = tame(TAME_DELAYS) ? 0 : (int)whim(4, "confirmacao %d %d", title->debt, title->turn);
	if (irregular) {
		title->state = TITLE_RETURNED;
		title->next_at = NEVER;
		struct told *told = tell(title, TOLD_CONFIRMATION, delay);
		told->occurrence = '5';
		told->irregularities_count = 1;
		(void)snprintf(told->irregularities[0], sizeof(told->irregularities[0]), "07");
		return;
	}
	(void)snprintf(title->protocol, sizeof(title->protocol), "%u",
		       (unsigned)((100 + title->debt) * 1000 + title->turn));
	title->protocol_on = day_of(sim_now());
	title->state = TITLE_PROTOCOLLED;
	(void)tell(title, TOLD_CONFIRMATION, delay);
	title->next_at = later(1, 0);
}

static void end_of_triduo(struct title_there *title)
{
	unsigned will = tame(TAME_NOTARY) ? 9 : whim(10, "triduo %d %d", title->debt, title->turn);
	if (title->state == TITLE_NOTIFIED && will == 1) {
		title->state = TITLE_PAYING;
		tell_status(title, "AH");
		title->next_at = later(2, 0);
	} else if (will == 0 || (will == 1 && title->turn % 2 == 0)) {
		tell_result(title, TITLE_PAID, '1');
	} else {
		tell_result(title, TITLE_PROTESTED, will == 2 ? 'B' : '2');
	}
}

static void next_step(struct title_there *title)
{
	struct date earliest;
	if (title->withdrawing && before_the_protest(title) &&
	    (tame(TAME_NOTARY) || whim(12, "race %d %d", title->debt, title->turn) != 0)) {
		tell_result(title, TITLE_WITHDRAWN, '3');
		return;
	}
	switch (title->state) {
	case TITLE_RECEIVED: protocol(title); break;
	case TITLE_PROTOCOLLED:
		title->state = TITLE_NOTIFIED;
		tell_status(title, whim(2, "notice %d %d", title->debt, title->turn) == 0 ? "AB" : "AG");
		if (calendar_add(CALENDAR_STRICT, title->protocol_on, 3, &earliest, NULL) != OK)
			earliest = day_of(sim_now());
		title->next_at =
			local_s(date_plus(earliest, (int)whim(3, "drawn %d %d", title->debt, title->turn)), 930);
		if (title->next_at <= sim_now())
			title->next_at = later(1, 0);
		break;
	case TITLE_NOTIFIED:
	case TITLE_PAYING: end_of_triduo(title); break;
	case TITLE_PROTESTED:
		if (title->cancelling && !tame(TAME_REFUSALS) &&
		    whim(6, "not cancelled %d %d", title->debt, title->turn) == 0 && !title->authorised) {
			title->cancelling = false;
			title->next_at = NEVER;
			title->authorised = true; /* it does so once */
			tell(title, TOLD_RESULT, 0)->occurrence = 'X';
		} else if (title->cancelling || title->authorised) {
			tell_result(title, TITLE_CANCELLED, 'A');
		} else {
			title->next_at = NEVER;
		}
		break;
	default: title->next_at = NEVER; break;
	}
}

void notary_live(void)
{
	for (int i = 0; i < sim.titles_count; i++)
		if (sim.titles[i].next_at <= sim_now())
			next_step(&sim.titles[i]);
}

void notary_deed(int debt, enum notary_deed deed)
{
	for (int i = sim.titles_count; i-- > 0;) {
		struct title_there *title = &sim.titles[i];
		if (title->debt != debt)
			continue;
		bool waits = before_the_protest(title) && !title->withdrawing;
		if (deed == NOTARY_STAYS && waits)
			tell_result(title, TITLE_STAYED, '4');
		else if (deed == NOTARY_STAYS && title->state == TITLE_PROTESTED)
			tell_result(title, TITLE_SUSPENDED, '4');
		else if (deed == NOTARY_REVOKES && (title->state == TITLE_STAYED || title->state == TITLE_SUSPENDED))
			tell_result(title, TITLE_PROTESTED, '2');
		else if (deed == NOTARY_FINAL && title->state == TITLE_STAYED)
			tell_result(title, TITLE_FINAL, 'G');
		else if (deed == NOTARY_IS_PAID && waits)
			tell_result(title, TITLE_PAID, '1');
		else if (deed == NOTARY_CANCELS && title->state == TITLE_SUSPENDED)
			tell_result(title, TITLE_CANCELLED, 'E');
		return;
	}
}

/* An answer of a day: a count, then as many things told. */
static enum rc fetch(struct arena *arena, const struct channel_account *account, const struct question *question,
		     struct text *ret_answer, struct err *reterr)
{
	static const enum told_kind kinds[] = {[QUESTION_CONFIRMATIONS] = TOLD_CONFIRMATION,
					       [QUESTION_RESULTS] = TOLD_RESULT,
					       [QUESTION_STATUSES] = TOLD_STATUS};
	struct told told[LINES_MAX];
	int count = 0;
	(void)account;
	memset(told, 0, sizeof(told[0])); /* also the answer to the list of comarcas */
	if (sim.db.dead || fault_now(SIM_PROTEST) != SIM_FAULT_NONE)
		return err_set(reterr, ERR_TRANSIENT, "no answer");
	if (question->kind == QUESTION_COMARCAS)
		count = 1;
	for (int i = 0; question->kind != QUESTION_COMARCAS && i < sim.words_count; i++) {
		const struct word_row *row = &sim.words[i];
		if (row->from == SIM_PROTEST && row->is.title.kind == kinds[question->kind] &&
		    row->visible_at <= sim_now() && day_of(row->visible_at).day == question->on.day &&
		    count < LINES_MAX)
			told[count++] = row->is.title;
	}
	if (count == 0)
		return ERR_REFUSED; /* nothing on that day */
	char *bytes = arena_copy(arena, told, (size_t)count * sizeof(told[0]));
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an answer");
	*ret_answer = (struct text){bytes, (size_t)count * sizeof(told[0])};
	return OK;
}

static enum rc absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		      struct text answer, struct told_list *ret_told, struct err *reterr)
{
	static struct comarca comarcas[] = {{"3550308", "3550308", "São Paulo"},
					    {"3509502", "3509502", "Campinas"},
					    {"3304557", "3304557", "Rio de Janeiro"}};
	(void)account;
	*ret_told = (struct told_list){.remarks = ""};
	if (question->kind == QUESTION_COMARCAS) {
		ret_told->comarcas = comarcas;
		ret_told->comarcas_count = ARRAY_LEN(comarcas);
		return OK;
	}
	ret_told->told = arena_copy(arena, answer.at, answer.len);
	ret_told->told_count = (int)(answer.len / sizeof(struct told));
	return ret_told->told != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for an answer");
}

const struct channel sim_notary = {
	.name = "protest",
	.traits = traits,
	.kind_of = kind_of,
	.seal_of = seal_of,
	.daily = daily,
	.first_of_day = first_of_day,
	.file_name = file_name,
	.fits = fits,
	.compose = compose,
	.deliver = deliver,
	.interpret = answer_read,
	.fetch = fetch,
	.absorb = absorb,
};
