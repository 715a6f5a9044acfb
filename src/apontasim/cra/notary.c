#include "apontasim/cra/notary.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/cra/agenda.h"
#include "apontasim/cra/fate.h"
#include "domain/calendar.h"

#define OPENS               MINUTES(6, 0)  /* confirmações and retornos are handed in */
#define CLOSES              MINUTES(17, 0) /* the protest is drawn */
#define TRANSFER_CENTS      480            /* demais despesas: only for titles that were paid or protested */
#define TRIDUO_DAYS         3              /* Lei 9.492/1997 art. 12 */
#define CALENDAR_AHEAD_DAYS 60

enum act {
	ACT_CONFIRM,
	ACT_STATUS,
	ACT_PAY,
	ACT_SLIP,
	ACT_STAY,
	ACT_CLOSE,
	ACT_RETORNO,
	ACT_DEBTOR_WITHDRAWS,
	ACT_DEBTOR_CANCELS,
	ACT_CANCEL,
	ACT_CANCEL_ANSWER,
};

/* notary_clock() has seen to it that the calendar reaches far enough. */
static struct date business_days_after(struct date from, int days)
{
	struct date day = DATE_NONE;
	enum rc rc = calendar_add(CALENDAR_BANK, from, days, &day, NULL);
	assert(rc == OK);
	(void)rc;
	return day;
}

static void plan(struct world *world, int title, enum act act, struct date on, int minute)
{
	agenda_add(world, &(struct agenda_item){.at = moment_of(on, minute),
						.title = title,
						.plan = world->books.titles[title].plan,
						.act = (short)act});
}

static void plan_status(struct world *world, int title, const char *code, struct date on, int minute)
{
	struct agenda_item item = {.at = moment_of(on, minute),
				   .title = title,
				   .plan = world->books.titles[title].plan,
				   .act = ACT_STATUS};
	if (item.at < world->now)
		return;
	memcpy(item.code, code, sizeof(item.code));
	agenda_add(world, &item);
}

/* The answer to what happened `at` goes out on the next business day. */
static void plan_answer(struct world *world, int title, enum act act, char occurrence, int64_t at)
{
	agenda_add(world, &(struct agenda_item){
				  .at = moment_of(business_days_after(moment_date(at), 1), OPENS),
				  .title = title,
				  .plan = world->books.titles[title].plan,
				  .act = (short)act,
				  .occurrence = occurrence,
				  .occurred_on = moment_date(at),
			  });
}

/* The custas of field 35: one per cent and ten reais, at most three hundred. Nothing for what did not happen. */
static int64_t fee_cents(const struct title *title, char occurrence)
{
	if (strchr("123AE6", occurrence) == NULL)
		return 0;
	int64_t fee = 1000 + title->balance_cents / 100;
	return fee > 30000 ? 30000 : fee;
}

static void hand_in_status(struct world *world, int title, const char *code, int64_t at)
{
	struct handed handed = {.at = at, .title = title, .occurrence = '0', .occurred_on = moment_date(at)};
	(void)snprintf(handed.code, sizeof(handed.code), "%s", code);
	books_hand_in(&world->books, HANDED_ANDAMENTO, &handed);
	books_note(&world->books, title, at, "andamento %s", code);
}

/* The number of the retorno of this comarca and day: the first record of a day counts it up. */
static int retorno_sequence(struct books *books, const struct title *title, int64_t at)
{
	char key[64];
	char day_key[sizeof(key) + 16];
	(void)snprintf(key, sizeof(key), "retorno|%s|%s", title->presenter, title->comarca);
	(void)snprintf(day_key, sizeof(day_key), "%s|%d", key, moment_date(at).day);
	int sequence = lookup_find(&books->counters, day_key);
	if (sequence > 0)
		return sequence;
	sequence = books_count_up(books, key);
	books->out_of_memory |= !lookup_add(&books->counters, day_key, sequence);
	return sequence;
}

static void hand_in_retorno(struct world *world, const struct agenda_item *item)
{
	struct books *books = &world->books;
	struct title *title = &books->titles[item->title];
	if (item->occurrence == 'A' || item->occurrence == 'E')
		title->cancelled_at = item->at;
	books_hand_in(books, HANDED_RETORNO,
		      &(struct handed){.at = item->at,
				       .title = item->title,
				       .occurrence = item->occurrence,
				       .occurred_on = item->occurred_on,
				       .fee_cents = fee_cents(title, item->occurrence),
				       .other_cents = strchr("12", item->occurrence) != NULL ? TRANSFER_CENTS : 0,
				       .sequence = retorno_sequence(books, title, item->at)});
	books_note(books, item->title, item->at, "retorno %c", item->occurrence);
}

/* The course from the protocol on; acts before the present are left out, so that it can be planned anew. */
static void plan_course(struct world *world, int index)
{
	const struct title *title = &world->books.titles[index];
	struct date day[TRIDUO_DAYS + 1] = {title->protocol_on};
	static const char *const notices[] = {"AB", "AC", "AD"};
	for (int i = 1; i <= TRIDUO_DAYS; i++)
		day[i] = business_days_after(day[i - 1], 1);
	enum course course = fate_course(world, title);
	plan_status(world, index, "AA", day[0], MINUTES(12, 0));
	plan_status(world, index, notices[fate_draw(world, title, DRAW_NOTICE, ARRAY_LEN(notices))], day[1],
		    MINUTES(9, 0));
	if (fate_draw(world, title, DRAW_EDITAL, 100) < world->settings.edital_percent)
		plan_status(world, index, "AE", day[2], MINUTES(9, 0));
	else
		plan_status(world, index, "AG", day[2], MINUTES(9, 0));
	int pay_day = 1 + fate_draw(world, title, DRAW_PAY_DAY, course == COURSE_SLIP ? TRIDUO_DAYS - 1 : TRIDUO_DAYS);
	while (pay_day < TRIDUO_DAYS && moment_of(day[pay_day], MINUTES(11, 0)) < world->now)
		pay_day++;
	if (course == COURSE_PAY)
		plan(world, index, ACT_PAY, day[pay_day], MINUTES(11, 0));
	if (course == COURSE_SLIP) {
		plan(world, index, ACT_SLIP, day[pay_day], MINUTES(11, 0));
		plan(world, index, ACT_PAY, business_days_after(day[pay_day], 1), MINUTES(10, 0));
	}
	if (course == COURSE_STAY)
		plan(world, index, ACT_STAY, day[1 + fate_draw(world, title, DRAW_PAY_DAY, 2)], MINUTES(14, 0));
	plan(world, index, ACT_CLOSE, title->last_day, CLOSES);
}

static void protocol_give(struct world *world, int index, int64_t at)
{
	struct books *books = &world->books;
	struct title *title = &books->titles[index];
	const struct municipio *comarca = comarcas_find(&world->comarcas, title->comarca);
	int notaries = comarca != NULL && comarca->notaries > 0 ? comarca->notaries : 1;
	char key[64];
	int year;
	int month;
	int day;
	title->protocol_on = moment_date(at);
	title->last_day = business_days_after(title->protocol_on, TRIDUO_DAYS);
	date_split(title->protocol_on, &year, &month, &day);
	(void)snprintf(title->notary, sizeof(title->notary), "%02u",
		       (unsigned)(1 + fate_draw(world, title, DRAW_NOTARY, notaries)) % 100);
	(void)snprintf(key, sizeof(key), "protocol|%s|%s|%d", title->comarca, title->notary, year);
	(void)snprintf(title->protocol, sizeof(title->protocol), "%02u%08u", (unsigned)year % 100,
		       (unsigned)books_count_up(books, key) % 100000000u);
	(void)snprintf(key, sizeof(key), "%s|%s|%s", title->comarca, title->notary, title->protocol);
	books->out_of_memory |= !lookup_add(&books->by_protocol, key, index);
	books->confirmed++;
}

static void confirm(struct world *world, const struct agenda_item *item)
{
	struct books *books = &world->books;
	struct title *title = &books->titles[item->title];
	struct handed handed = {.at = item->at, .title = item->title, .occurrence = ' ', .occurred_on = DATE_NONE};
	enum course course = fate_course(world, title);
	if (fate_irregularity(world, title, course, moment_date(item->at), handed.code, &handed.occurrence)) {
		handed.occurred_on = moment_date(item->at);
		handed.fee_cents = fee_cents(title, handed.occurrence);
		books_state(books, item->title, item->at, TITLE_IRREGULAR, handed.code);
	} else {
		protocol_give(world, item->title, item->at);
		books_state(books, item->title, item->at, TITLE_CONFIRMED, title->protocol);
		plan_course(world, item->title);
	}
	books_hand_in(books, HANDED_CONFIRMACAO, &handed);
}

static void end_term(struct world *world, const struct agenda_item *item, enum title_state state, char occurrence,
		     const char *why)
{
	if (world->books.titles[item->title].state != TITLE_CONFIRMED)
		return;
	books_state(&world->books, item->title, item->at, state, why);
	plan_answer(world, item->title, ACT_RETORNO, occurrence, item->at);
}

static void cancel(struct world *world, const struct agenda_item *item, const char *why)
{
	struct books *books = &world->books;
	struct title *title = &books->titles[item->title];
	struct agenda_item answer = *item;
	if (title->state == TITLE_CANCELLED)
		answer.occurrence = 'J';
	else if (title->state != TITLE_PROTESTED)
		return;
	else if (item->act == ACT_CANCEL &&
		 fate_draw(world, title, DRAW_CANCEL_FAILS, 100) < world->settings.cancel_fails_percent &&
		 !title->cancel_failed) {
		answer.occurrence = 'X';
		title->cancel = COMMAND_NONE;
		title->cancel_failed = true;
	} else
		books_state(books, item->title, item->at, TITLE_CANCELLED, why);
	if (item->act == ACT_CANCEL)
		hand_in_retorno(world, &answer);
	else
		plan_answer(world, item->title, ACT_CANCEL_ANSWER, item->occurrence, item->at);
}

static void slip(struct world *world, const struct agenda_item *item)
{
	struct title *title = &world->books.titles[item->title];
	if (title->state != TITLE_CONFIRMED)
		return;
	title->slip_pending = true;
	hand_in_status(world, item->title, "AK", item->at);
}

static void retorno(struct world *world, const struct agenda_item *item)
{
	world->books.titles[item->title].result_at = item->at;
	hand_in_retorno(world, item);
}

static void act(struct world *world, const struct agenda_item *item)
{
	const struct title *title = &world->books.titles[item->title];
	bool term_act = item->act >= ACT_STATUS && item->act <= ACT_CLOSE;
	if (term_act && item->plan != title->plan)
		return;
	switch ((enum act)item->act) {
	case ACT_CONFIRM: confirm(world, item); break;
	case ACT_STATUS:
		if (title->state == TITLE_CONFIRMED)
			hand_in_status(world, item->title, item->code, item->at);
		break;
	case ACT_PAY: end_term(world, item, TITLE_PAID, '1', "the debtor paid at the notary"); break;
	case ACT_SLIP: slip(world, item); break;
	case ACT_STAY: end_term(world, item, TITLE_STAYED, '4', "a court stayed it"); break;
	case ACT_CLOSE:
		if (!title->slip_pending)
			end_term(world, item, TITLE_PROTESTED, fate_protest_result(world, title), "the term ran out");
		break;
	case ACT_RETORNO: retorno(world, item); break;
	case ACT_DEBTOR_WITHDRAWS:
		end_term(world, item, TITLE_WITHDRAWN, '3', "the debtor brought the authorisation");
		break;
	case ACT_DEBTOR_CANCELS: cancel(world, item, "the debtor brought the authorisation"); break;
	case ACT_CANCEL: cancel(world, item, "the presenter asked for it"); break;
	case ACT_CANCEL_ANSWER: hand_in_retorno(world, item); break;
	}
}

void notary_take(struct world *world, int title)
{
	struct date on = business_days_after(moment_date(world->now), 1);
	if (fate_is_late(world, &world->books.titles[title]))
		on = business_days_after(on, 1);
	plan(world, title, ACT_CONFIRM, on, OPENS);
}

void notary_withdraw(struct world *world, int index)
{
	struct title *title = &world->books.titles[index];
	title->withdraw = COMMAND_WITHDRAW;
	title->withdraw_ignored = fate_ignores_withdrawal(world, title);
	if (title->state != TITLE_CONFIRMED || title->slip_pending || title->withdraw_ignored) {
		books_note(&world->books, index, world->now, "desistência taken, without effect");
		return;
	}
	hand_in_status(world, index, "AI", world->now);
	end_term(world, &(struct agenda_item){.at = world->now, .title = index}, TITLE_WITHDRAWN, '3',
		 "the presenter withdrew it");
}

void notary_authorise_withdraw(struct world *world, int index)
{
	struct title *title = &world->books.titles[index];
	title->withdraw = COMMAND_AUTHORISE_WITHDRAW;
	books_note(&world->books, index, world->now, "autorização de desistência taken");
	if (fate_draw(world, title, DRAW_WITHDRAWS, 100) < world->settings.debtor_cancels_percent)
		plan(world, index, ACT_DEBTOR_WITHDRAWS, business_days_after(moment_date(world->now), 1),
		     MINUTES(11, 0));
}

void notary_cancel(struct world *world, int index)
{
	struct title *title = &world->books.titles[index];
	title->cancel = COMMAND_CANCEL;
	books_note(&world->books, index, world->now, "cancelamento taken");
	plan_answer(world, index, ACT_CANCEL, 'A', world->now);
}

void notary_authorise_cancel(struct world *world, int index)
{
	struct title *title = &world->books.titles[index];
	title->cancel = COMMAND_AUTHORISE_CANCEL;
	books_note(&world->books, index, world->now, "autorização de cancelamento taken");
	if (fate_draw(world, title, DRAW_CANCELS, 100) >= world->settings.debtor_cancels_percent)
		return;
	int days = 1 + fate_draw(world, title, DRAW_CANCEL_DAYS, 8);
	/* The bank's own protest when the title was endorsed to it for good; else somebody else's (annex 2, A and E).
	 */
	agenda_add(world, &(struct agenda_item){
				  .at = moment_of(business_days_after(moment_date(world->now), days), MINUTES(11, 0)),
				  .title = index,
				  .act = ACT_DEBTOR_CANCELS,
				  .occurrence = title->debtors[0].field[20][0] == 'T' ? 'A' : 'E',
			  });
}

void notary_plan_anew(struct world *world, const char *number)
{
	int cursor = -1;
	int index;
	while ((index = lookup_next(&world->books.by_number, number, &cursor)) >= 0) {
		struct title *title = &world->books.titles[index];
		if (title->state != TITLE_CONFIRMED || title->slip_pending)
			continue;
		title->plan++;
		plan_course(world, index);
	}
}

enum rc notary_clock(struct world *world, int64_t to, struct err *reterr)
{
	struct date reach;
	char now[MOMENT_TEXT_BYTES];
	if (world->now != MOMENT_NONE && to < world->now)
		return err_set(reterr, ERR_REFUSED, "the clock stands at %s and does not go back",
			       moment_iso(world->now, now));
	enum rc rc = calendar_add(CALENDAR_BANK, moment_date(to), CALENDAR_AHEAD_DAYS, &reach, reterr);
	if (rc != OK)
		return rc;
	struct agenda_item item;
	while (agenda_take(world, to, &item)) {
		if (item.at < world->now) /* planned anew, too late for its hour */
			item.at = world->now;
		world->now = item.at;
		act(world, &item);
	}
	world->now = to;
	return OK;
}
