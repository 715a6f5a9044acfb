#include <stdio.h>
#include <string.h>

#include "wire/cra_pedido_format.h"
#include "wire/cra_resposta.h"

/* Answers: what a reader has to overlook, and what it cannot. An answer that refuses is a good answer. */

/* Most codes have 4 digits; 10000, 10003 and those of one or two digits exist. */
static bool is_code(const char *code)
{
	struct text text = text_of(code);
	return text_is_digits(text) && text.len <= 5;
}

static void check_item(const struct cra_resposta_item *item, int number, struct report *report)
{
	char place[48];
	struct text town = text_of(item->comarca_ibge);
	(void)snprintf(place, sizeof(place), "answer %d%s%.7s", number, town.len > 0 ? ", comarca " : "",
		       item->comarca_ibge);
	if (town.len > 0 && (town.len != 7 || !text_is_digits(town)))
		report_add(report, FINDING_VIOLATION, place, "CodMun", "CRA answers",
			   "right are the 7 digits of the comarca");
	if (item->code[0] == '\0')
		report_add(report, FINDING_NOTE, place, "codigo", "CRA answers",
			   "is missing; that is not the same as 0000");
	else if (!is_code(item->code))
		report_add(report, FINDING_VIOLATION, place, "codigo", "CRA answers",
			   "\"%.20s\" is no code of at most 5 digits", item->code);
	if (item->extra_code[0] != '\0')
		report_add(report, FINDING_NOTE, place, "codigo", "CRA answers", "a second code stands alone: %.40s",
			   item->extra_code);
}

enum rc cra_resposta_xml_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)
{
	struct cra_resposta *resposta;
	struct err err = {0};
	enum rc rc = cra_resposta_read(arena, bytes, &resposta, &err);
	if (rc == ERR_UNREADABLE) {
		report_add(report, FINDING_VIOLATION, err.where[0] != '\0' ? err.where : "file", "", "10000", "%s",
			   err.words);
		return OK;
	}
	if (rc != OK) {
		if (reterr != NULL)
			*reterr = err;
		return rc;
	}
	if (resposta->code[0] != '\0' && !is_code(resposta->code))
		report_add(report, FINDING_VIOLATION, "file", "codigo", "CRA answers",
			   "\"%.20s\" is no code of at most 5 digits", resposta->code);
	if (resposta->code[0] == '\0' && resposta->items_count == 0)
		report_add(report, FINDING_NOTE, "file", "codigo", "CRA answers", "the answer has no code at all");
	for (int i = 0; i < resposta->items_count; i++)
		check_item(&resposta->items[i], i + 1, report);
	return OK;
}

enum rc cra_homologadas_xml_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)
{
	struct cra_comarca *comarcas;
	int count;
	struct err err = {0};
	enum rc rc = cra_homologadas_read(arena, bytes, &comarcas, &count, &err);
	if (rc == ERR_UNREADABLE || rc == ERR_REJECTED) {
		report_add(report, FINDING_VIOLATION, err.where[0] != '\0' ? err.where : "file", "",
			   rc == ERR_REJECTED && err.remote[0] != '\0' ? arena_text(arena, text_of(err.remote))
								       : "Homologadas",
			   "%s", err.words);
		return OK;
	}
	if (rc != OK && reterr != NULL)
		*reterr = err;
	return rc;
}
