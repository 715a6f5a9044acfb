#include <stdio.h>
#include <string.h>

#include "wire/cra_lote_check.h"

static bool is_blank(const struct record *record, int number)
{
	return record_trimmed(record, number).len == 0;
}

static bool is_zero(const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	return text_all(value, '0');
}

/* Field 22: 1, 2, 3 … inside a title, and 9 from the ninth on. */
static void check_control(struct lote_checker *checker, const struct record *record)
{
	struct lote_check *lote = &checker->lote;
	struct text value = record_trimmed(record, T_DEBTOR_CONTROL);
	if (value.len == 0)
		return; /* the table tells it */
	long control = lote_count(record, T_DEBTOR_CONTROL);
	if (control < 1 || control > 9) {
		LOTE_FIND(checker, FINDING_VIOLATION, record, T_DEBTOR_CONTROL, "2111",
			  "is \"%.*s\"; 1 for the first debtor, 2 for the second … 9 is right",
			  (int)(value.len < 20 ? value.len : 20), value.at);
		lote->last_control = 0;
		return;
	}
	int next = lote->last_control < 9 ? lote->last_control + 1 : 9;
	if (control != 1 && (lote->last_control == 0 || control != next))
		LOTE_FIND(checker, FINDING_VIOLATION, record, T_DEBTOR_CONTROL, "2107", "is %ld after %d; 1%s is right",
			  control, lote->last_control,
			  lote->last_control == 0 ? " for the first debtor" : " or the next number");
	lote->last_control = (int)control;
	if (control == 1) {
		lote->first_debtor = *record;
		lote->has_first_debtor = true;
	}
}

/* The number padded to `width`; false when it is longer. */
static bool pad_left(struct text value, size_t width, char out[16])
{
	while (value.len > width && value.at[0] == '0') {
		value.at++;
		value.len--;
	}
	if (value.len > width)
		return false;
	memset(out, '0', width - value.len);
	if (value.len > 0)
		memcpy(out + width - value.len, value.at, value.len);
	out[width] = '\0';
	return true;
}

/* Fields 24, 25, 26. In a confirmação they only repeat the remessa, so a wrong one is told, not refused. */
static void check_taxid(struct lote_checker *checker, const struct record *record)
{
	enum finding_level level = checker->kind == LOTE_TPR ? FINDING_VIOLATION : FINDING_NOTE;
	long kind = is_blank(record, T_TAXID_KIND) ? 0 : lote_count(record, T_TAXID_KIND);
	struct text value = record_trimmed(record, T_TAXID);
	if (value.len == 0)
		return; /* the table tells it */
	if (kind != 0 && kind != 1 && kind != 2) {
		LOTE_FIND(checker, level, record, T_TAXID_KIND, "2305", "001 (CNPJ), 002 (CPF) or 000 is right");
		return;
	}
	if (kind == 0) {
		bool other = text_all(value, '0') && !is_blank(record, T_DOCUMENT) && !is_zero(record, T_DOCUMENT);
		if (!other)
			LOTE_FIND(checker, level, record, T_TAXID, "2113",
				  "field 24 says another document: zeros here and its number in field 26 are right");
		return;
	}
	char digits[16];
	struct taxid taxid;
	struct err err = {0};
	if (!pad_left(value, kind == 1 ? 14 : 11, digits))
		LOTE_FIND(checker, level, record, T_TAXID, "2305", "has %zu characters, too many for a %s", value.len,
			  kind == 1 ? "CNPJ" : "CPF");
	else if (text_all(text_of(digits), '0'))
		LOTE_FIND(checker, level, record, T_TAXID, "2113", "the debtor's %s is missing",
			  kind == 1 ? "CNPJ" : "CPF");
	else if (taxid_parse(text_of(digits), &taxid, &err) != OK)
		LOTE_FIND(checker, level, record, T_TAXID, "2305", "is no valid %s: %s", kind == 1 ? "CNPJ" : "CPF",
			  err.words);
}

/* Codes of the annexes: one that nobody knows is told, and kept. */
static void check_codes(struct lote_checker *checker, const struct record *record)
{
	struct text species = record_trimmed(record, T_SPECIES);
	if (checker->kind != LOTE_RTP && species.len > 0 && species_meaning(species) == NULL)
		LOTE_FIND(checker, FINDING_NOTE, record, T_SPECIES, "annex 1", "the species \"%.*s\" is not known",
			  (int)(species.len < 10 ? species.len : 10), species.at);
	struct text declaration = record_trimmed(record, T_DECLARATION);
	if (checker->kind != LOTE_RTP && declaration.len == 1 && !declaration_is_known(declaration.at[0]))
		LOTE_FIND(checker, FINDING_NOTE, record, T_DECLARATION, "annex 3", "the declaration is not known");
	struct text endorsement = record_trimmed(record, T_ENDORSEMENT);
	if (checker->kind != LOTE_RTP && endorsement.len > 0 && !text_is(endorsement, "M") &&
	    !text_is(endorsement, "T"))
		LOTE_FIND(checker, FINDING_NOTE, record, T_ENDORSEMENT, "layout 4.3 field 20",
			  "M, T or blank is right");
	struct text acceptance = record_trimmed(record, T_ACCEPTANCE);
	if (checker->kind != LOTE_RTP && acceptance.len > 0 && !text_is(acceptance, "A") && !text_is(acceptance, "N"))
		LOTE_FIND(checker, FINDING_NOTE, record, T_ACCEPTANCE, "layout 4.3 field 21", "A, N or blank is right");
	struct text distribution = record_trimmed(record, T_DISTRIBUTION_RECORD);
	if (distribution.len > 0 && !text_is_digits(distribution))
		LOTE_FIND(checker, FINDING_NOTE, record, T_DISTRIBUTION_RECORD, "layout 4.3 field 41",
			  "zeros or blanks are usual; only the 7º Ofício of Rio de Janeiro uses this field");
}

static void check_irregularity(struct lote_checker *checker, const struct record *record, int number, struct text code)
{
	if (irregularity_meaning(code) == NULL)
		LOTE_FIND(checker, FINDING_NOTE, record, number, "annex 4", "the irregularity \"%.*s\" is not known",
			  TEXT_ARG(code));
}

/* Fields 33, 38 and 47 as a notary fills them. */
static void check_outcome_codes(struct lote_checker *checker, const struct record *record)
{
	struct text occurrence = record_trimmed(record, T_OCCURRENCE);
	bool status_zero = checker->kind == LOTE_AND && text_is(occurrence, "0");
	if (occurrence.len == 1 && !status_zero && occurrence_meaning(occurrence.at[0]) == NULL)
		LOTE_FIND(checker, FINDING_NOTE, record, T_OCCURRENCE, "annex 2",
			  "the occurrence is not known; it is kept, for a person");
	struct text code = record_trimmed(record, T_IRREGULARITY);
	if (checker->kind == LOTE_AND) {
		if (code.len == 0)
			LOTE_FIND(checker, FINDING_VIOLATION, record, T_IRREGULARITY, NULL,
				  "the status is missing; an andamento has AA to AK here");
		else if (status_meaning(code) == NULL)
			LOTE_FIND(checker, FINDING_NOTE, record, T_IRREGULARITY, NULL,
				  "the status \"%.*s\" is not known", (int)(code.len < 10 ? code.len : 10), code.at);
		return;
	}
	if (code.len > 0 && code.len <= 2)
		check_irregularity(checker, record, T_IRREGULARITY, code);
	struct text more = record_trimmed(record, T_MORE_IRREGULARITIES);
	if (text_all(more, '0'))
		return;
	if (more.len > 0 && code.len == 0)
		LOTE_FIND(checker, FINDING_NOTE, record, T_MORE_IRREGULARITIES, NULL,
			  "is used before field 38; the first code belongs there");
	for (size_t i = 0; i + 2 <= more.len && i < 8; i += 2)
		check_irregularity(checker, record, T_MORE_IRREGULARITIES, (struct text){more.at + i, 2});
}

static void demand_date(struct lote_checker *checker, const struct record *record, int number, const char *rule,
			const char *why)
{
	if (is_zero(record, number))
		LOTE_FIND(checker, FINDING_VIOLATION, record, number, rule, "the date is missing; %s", why);
}

/* What an accepted and a refused title of a confirmação must have. */
static void check_confirmation(struct lote_checker *checker, const struct record *record)
{
	if (!is_blank(record, T_OCCURRENCE)) {
		demand_date(checker, record, T_OCCURRED_ON, "2148", "a refused title has the day of its occurrence");
		return;
	}
	if (is_zero(record, T_PROTOCOL))
		LOTE_FIND(checker, FINDING_VIOLATION, record, T_PROTOCOL, "2134",
			  "an accepted title has its protocol number");
	if (is_zero(record, T_NOTARY))
		LOTE_FIND(checker, FINDING_VIOLATION, record, T_NOTARY, "2150",
			  "an accepted title has the code of its notary");
	demand_date(checker, record, T_PROTOCOL_ON, "2135", "an accepted title has the day of its protocol");
}

/* A co-debtor's record repeats what is told of the title (2156, 2157) and has no image of its own. */
static void check_codebtor(struct lote_checker *checker, const struct record *record)
{
	static const int repeated[] = {T_NOTARY,      T_PROTOCOL,    T_OCCURRENCE,
				       T_PROTOCOL_ON, T_OCCURRED_ON, T_IRREGULARITY};
	struct lote_check *lote = &checker->lote;
	if (lote->last_control < 2 || !lote->has_first_debtor)
		return;
	if (checker->kind == LOTE_CRT)
		for (size_t i = 0; i < ARRAY_LEN(repeated); i++)
			if (!text_equal(record_trimmed(record, repeated[i]),
					record_trimmed(&lote->first_debtor, repeated[i])))
				LOTE_FIND(
					checker, FINDING_VIOLATION, record, repeated[i],
					is_blank(&lote->first_debtor, T_OCCURRENCE) ? "2157" : "2156",
					"differs from the title's first debtor; all debtors of a title have the same");
	if (!text_equal(record_trimmed(record, T_NOSSO_NUMERO), record_trimmed(&lote->first_debtor, T_NOSSO_NUMERO)))
		LOTE_FIND(checker, FINDING_NOTE, record, T_NOSSO_NUMERO, NULL,
			  "differs from the title's first debtor; a co-debtor's record repeats the title");
	if (!is_blank(record, T_COMPLEMENT) && !checker->columns)
		LOTE_FIND(checker, FINDING_NOTE, record, T_COMPLEMENT, NULL,
			  "an image stands in the first debtor's record only");
}

void lote_check_transaction(struct lote_checker *checker, const struct record *record)
{
	switch (checker->kind) {
	case LOTE_TPR:
	case LOTE_CRT:
		check_control(checker, record);
		check_taxid(checker, record);
		check_codebtor(checker, record);
		break;
	case LOTE_RTP:
		demand_date(checker, record, T_PROTOCOL_ON, "2135", "a result has the day of the protocol");
		demand_date(checker, record, T_OCCURRED_ON, "2148", "a result has the day of its occurrence");
		if (lote_count(record, T_DEBTOR_CONTROL) > 1)
			LOTE_FIND(checker, FINDING_VIOLATION, record, T_DEBTOR_CONTROL, "2317",
				  "a retorno has no records of co-debtors");
		break;
	case LOTE_AND: break;
	}
	check_codes(checker, record);
	if (checker->kind == LOTE_CRT)
		check_confirmation(checker, record);
	if (checker->kind != LOTE_TPR)
		check_outcome_codes(checker, record);
}
