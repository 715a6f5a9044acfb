#include "domain/money.h"
#include "wire/cra_lote_check.h"

/* A count of the header, which is judged when the trailer has come. */
static void find_count(struct lote_checker *checker, int number, const char *rule, long told, long counted)
{
	if (told != counted)
		field_find(checker->report, FINDING_VIOLATION, checker->lote.header_place, &lote_header, number, rule,
			   "informed %ld, calculated %ld", told, counted);
}

/* h11 and h12 count titles (layout) or records (programs in use); with co-debtors the two differ, and which one a CRA
 * wants is not public. Either will do if both fields follow the same one. */
static void check_species_counts(struct lote_checker *checker, long told_indications, long told_originals)
{
	const struct lote_check *lote = &checker->lote;
	long originals_titles = lote->titles - lote->indications_titles;
	long originals_records = lote->records - lote->indications_records;
	bool by_title = told_indications == lote->indications_titles && told_originals == originals_titles;
	bool by_record = told_indications == lote->indications_records && told_originals == originals_records;
	if (by_title && by_record)
		return;
	if (by_title || by_record) {
		field_find(checker->report, FINDING_NOTE, lote->header_place, &lote_header, H_INDICATIONS, "2109",
			   "fields 11 and 12 count %s, co-debtors %s; some CRAs want it the other way",
			   by_title ? "titles" : "records", by_title ? "left out" : "included");
		return;
	}
	find_count(checker, H_INDICATIONS, "2109", told_indications, lote->indications_titles);
	find_count(checker, H_ORIGINALS, "2110", told_originals, originals_titles);
}

static void check_header_counts(struct lote_checker *checker)
{
	const struct lote_check *lote = &checker->lote;
	const struct record *header = &lote->header;
	long records = lote_count(header, H_RECORDS);
	long titles = lote_count(header, H_TITLES);
	long indications = lote_count(header, H_INDICATIONS);
	long originals = lote_count(header, H_ORIGINALS);
	if (records >= 0)
		find_count(checker, H_RECORDS, checker->kind == LOTE_TPR ? "1109" : "2122", records, lote->records);
	if (checker->kind != LOTE_TPR && checker->kind != LOTE_CRT)
		return;
	if (titles >= 0)
		find_count(checker, H_TITLES, "2108", titles, lote->titles);
	if (indications >= 0 && originals >= 0)
		check_species_counts(checker, indications, originals);
}

/* Trailer 05: the sum of the header's four counts in a remessa, the number of records in a retorno. A confirmação
 * repeats the remessa's, yet notaries' programs are seen to count records: told, not refused. */
static void check_quantity_sum(struct lote_checker *checker, const struct record *trailer)
{
	const struct lote_check *lote = &checker->lote;
	long told = lote_count(trailer, L_QUANTITY_SUM);
	if (told < 0)
		return;
	bool counts_records = checker->kind == LOTE_RTP || checker->kind == LOTE_AND;
	long sum = 0;
	for (int i = H_RECORDS; i <= H_ORIGINALS && lote->has_header; i++)
		sum += lote_count(&lote->header, i) > 0 ? lote_count(&lote->header, i) : 0;
	if (!lote->has_header && !counts_records)
		return;
	if (counts_records) {
		if (told != lote->records)
			LOTE_FIND(checker, FINDING_VIOLATION, trailer, L_QUANTITY_SUM, "2172",
				  "informed %ld, calculated %ld: the number of transactions", told, lote->records);
		return;
	}
	if (told == sum)
		return;
	if (checker->kind == LOTE_CRT && told == lote->records)
		LOTE_FIND(checker, FINDING_NOTE, trailer, L_QUANTITY_SUM, "2136",
			  "is the number of transactions; the remessa's %ld is right", sum);
	else
		LOTE_FIND(checker, FINDING_VIOLATION, trailer, L_QUANTITY_SUM,
			  checker->kind == LOTE_TPR ? "1305" : "2136",
			  "informed %ld, calculated %ld: header 09 + 10 + 11 + 12", told, sum);
}

static void check_value_sum(struct lote_checker *checker, const struct record *trailer)
{
	const struct lote_check *lote = &checker->lote;
	char told_text[MONEY_TEXT_BYTES];
	char sum_text[MONEY_TEXT_BYTES];
	int64_t told = 0;
	struct err err;
	struct text value = record_trimmed(trailer, L_VALUE_SUM);
	if (value.len == 0 || lote->balance_cents < 0)
		return;
	if (lote_cents(trailer, L_VALUE_SUM, lote->money, &told, &err) != OK)
		return; /* the table tells it */
	/* An andamento's layout does not speak of the sum. */
	if (told != lote->balance_cents)
		LOTE_FIND(checker, checker->kind == LOTE_AND ? FINDING_NOTE : FINDING_VIOLATION, trailer, L_VALUE_SUM,
			  checker->kind == LOTE_TPR ? "1306" : "2123",
			  "informed %s, calculated %s: the sum of field 18", money_text(told, told_text),
			  money_text(lote->balance_cents, sum_text));
}

static void check_repeated(struct lote_checker *checker, const struct record *trailer, int number, int of_header)
{
	const struct lote_check *lote = &checker->lote;
	if (lote->has_header && !text_equal(record_trimmed(trailer, number), record_trimmed(&lote->header, of_header)))
		LOTE_FIND(checker, FINDING_NOTE, trailer, number, NULL, "differs from the header");
}

void lote_check_totals(struct lote_checker *checker, const struct record *trailer)
{
	const struct lote_check *lote = &checker->lote;
	check_repeated(checker, trailer, L_PRESENTER_NAME, H_PRESENTER_NAME);
	check_repeated(checker, trailer, L_MOVED_ON, H_MOVED_ON);
	if (lote->damaged)
		return;
	if (lote->has_header)
		check_header_counts(checker);
	check_quantity_sum(checker, trailer);
	check_value_sum(checker, trailer);
}
