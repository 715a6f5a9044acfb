/* Fetched files turned into what was told, with what the reader found unusual. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "channel/protest/protest.h"
#include "wire/cra_resposta.h"
#include "wire/soap.h"

#define REMARKS_BYTES_MAX (1u << 20)

/* "lote 1 (3550308), tr 2: t17 valor: words (rule)", one line each. In the arena; NULL when it is full. */
static const char *remarks_of(struct arena *arena, const struct report *report)
{
	CLEANUP(buf_done) struct buf lines = {0};
	buf_init(&lines, REMARKS_BYTES_MAX);
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		buf_printf(&lines, "%s%s: %s%s%s (%s)\n", item->level == FINDING_VIOLATION ? "violation: " : "",
			   item->place, item->field, item->field[0] != '\0' ? ": " : "", item->words, item->rule);
	if (buf_failed(&lines)) {
		buf_clear(&lines);
		buf_printf(&lines, "%d violations and %d notes, too many to list\n", report->violations, report->notes);
	}
	return arena_text(arena, buf_view(&lines));
}

/* The reader says it of each record that it could not take. */
static int left_out_count(const struct report *report)
{
	int count = 0;
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		count += item->level == FINDING_VIOLATION && strstr(item->words, "the record is left out") != NULL ? 1
														   : 0;
	return count;
}

static enum rc absorb_comarcas(struct arena *arena, struct text value, struct told_list *ret_told, struct err *reterr)
{
	struct cra_comarca *from;
	int count;
	enum rc rc = cra_homologadas_read(arena, value, &from, &count, reterr);
	if (rc != OK)
		return rc;
	struct comarca *comarcas = arena_array(arena, (size_t)count, sizeof(*comarcas));
	if (comarcas == NULL && count > 0)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for %d comarcas", count);
	for (int i = 0; i < count; i++) {
		(void)snprintf(comarcas[i].ibge, sizeof(comarcas[i].ibge), "%s", from[i].ibge);
		(void)snprintf(comarcas[i].comarca_ibge, sizeof(comarcas[i].comarca_ibge), "%s", from[i].comarca_ibge);
		(void)snprintf(comarcas[i].name, sizeof(comarcas[i].name), "%s", from[i].name);
	}
	*ret_told = (struct told_list){.comarcas = comarcas, .comarcas_count = count, .remarks = ""};
	return OK;
}

static enum rc absorb_lotes(struct arena *arena, enum cra_lote_kind kind, struct text value, struct told_list *ret_told,
			    struct err *reterr)
{
	struct report report;
	struct cra_told *records;
	int count;
	report_init(&report, arena);
	enum rc rc = cra_lote_read(arena, kind, value, &records, &count, &report, reterr);
	if (rc != OK)
		return rc;
	struct told *told = arena_array(arena, (size_t)count, sizeof(*told));
	const char *remarks = remarks_of(arena, &report);
	if ((told == NULL && count > 0) || remarks == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for %d records", count);
	for (int i = 0; i < count; i++)
		told[i] = records[i].told;
	*ret_told = (struct told_list){
		.told = told, .told_count = count, .unreadable_count = left_out_count(&report), .remarks = remarks};
	return OK;
}

enum rc protest_absorb(struct arena *arena, const struct channel_account *account, const struct question *question,
		       struct text answer, struct told_list *ret_told, struct err *reterr)
{
	struct err unheard;
	reterr = reterr != NULL ? reterr : &unheard;
	static const enum cra_lote_kind kinds[QUESTION_COUNT] = {[QUESTION_CONFIRMATIONS] = CRA_CONFIRMACAO,
								 [QUESTION_RESULTS] = CRA_RETORNO,
								 [QUESTION_STATUSES] = CRA_ANDAMENTO};
	struct text value;
	enum rc rc = soap_read(arena, answer, &value, reterr);
	if (rc == OK && question->kind == QUESTION_COMARCAS)
		rc = absorb_comarcas(arena, value, ret_told, reterr);
	else if (rc == OK)
		rc = absorb_lotes(arena, kinds[question->kind], value, ret_told, reterr);
	if (rc == ERR_REJECTED || rc == ERR_FORMAT || rc == ERR_RANGE)
		rc = ERR_UNREADABLE;
	if (rc != OK) {
		char where[128];
		(void)snprintf(where, sizeof(where), "account %s, %s", account->conf->code,
			       question_name(question->kind));
		reterr->code = rc;
		err_at(reterr, where, NULL);
	}
	return rc;
}
