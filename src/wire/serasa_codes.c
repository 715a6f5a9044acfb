#include "wire/serasa_codes.h"

#include "domain/codes.h"

/* "right are the codes of …", with the bureau that has this one. */
static const char *unknown(const struct report *report, const char *table, struct text code)
{
	const char *other = code_other_bureau(report->codes, SERASA, table, code);
	if (other != NULL)
		return arena_printf(report->arena,
				    "\"%.*s\" is a code of %s, not of Serasa; `apontactl codes serasa` lists "
				    "what is right",
				    TEXT_ARG(code), other);
	return arena_printf(report->arena,
			    "\"%.*s\" is not in the table of Serasa; `apontactl codes serasa` lists what is "
			    "right",
			    TEXT_ARG(code));
}

const char *serasa_nature_wrong(const struct report *report, struct text nature)
{
	const struct code_table *table =
		report->codes != NULL ? code_table_find(report->codes, SERASA, "natures") : NULL;
	if (table == NULL || code_find(table, nature) != NULL)
		return NULL;
	return unknown(report, "natures", nature);
}

const char *serasa_motive_wrong(const struct report *report, enum serasa_way way, struct text motive,
				enum finding_level *ret_level, const char **ret_rule)
{
	const struct code_table *table =
		report->codes != NULL ? code_table_find(report->codes, SERASA, "motives") : NULL;
	const struct code_entry *entry = code_find(table, motive);
	*ret_level = FINDING_VIOLATION;
	*ret_rule = "";
	if (table == NULL)
		return NULL;
	if (entry == NULL)
		return unknown(report, "motives", motive);
	if (entry->kind == CODE_BY_BUREAU) {
		*ret_rule = "799";
		return arena_printf(report->arena,
				    "%s (%s) is for Serasa alone; right is one that the creditor may give", entry->code,
				    entry->meaning);
	}
	if (entry->kind == CODE_BY_REST && way == SERASA_FILE) {
		*ret_level = FINDING_NOTE;
		return arena_printf(
			report->arena,
			"%s (%s) is in the table of the REST interface; whether the file takes it is not known",
			entry->code, entry->meaning);
	}
	return NULL;
}
