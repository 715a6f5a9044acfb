/* Notices as people ask for them. */
#include "domain/taxid.h"
#include "store/notice.h"

#define LOCAL(column)                                                                                                  \
	"to_char(n." column " at time zone (select timezone from apontad.setting), 'YYYY-MM-DD\"T\"HH24:MI')"

enum rc notice_list(struct db *db, struct arena *arena, const char *creditor, const char *invoice, int limit,
		    struct notice_rows *ret_rows, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select * from (select n.id, n.public_id, c.code, i.external_id, p.taxid, n.step, n.kind, n.template, "
		"encode(n.template_sha256, 'hex'), n.channel, n.address_masked, n.state, "
		"case when n.state in ('prepared', 'in_doubt') and n.not_before < 'infinity' then " LOCAL("not_before") " end, " LOCAL("prepared_at") ", " LOCAL("sent_at") ", " LOCAL(
			"in_doubt_at") ", " LOCAL("delivered_at") ", " LOCAL("failed_at") ", " LOCAL("dropped_at") ", "
														   "n."
														   "wor"
														   "ds,"
														   " ("
														   "sel"
														   "ect"
														   " en"
														   "cod"
														   "e("
														   "m."
														   "sha"
														   "256"
														   ", "
														   "'he"
														   "x')"
														   " fr"
														   "om "
														   "apo"
														   "nta"
														   "d."
														   "not"
														   "ice"
														   "_pa"
														   "rt "
														   "m "
														   "whe"
														   "re "
														   "m."
														   "not"
														   "ice"
														   "_id"
														   " = "
														   "n."
														   "id "
														   "and"
														   " m."
														   "par"
														   "t "
														   "= "
														   "'me"
														   "ssa"
														   "ge'"
														   " or"
														   "der"
														   " by"
														   " m."
														   "id "
														   "des"
														   "c "
														   "lim"
														   "it "
														   "1),"
														   " "
														   "n."
														   "tri"
														   "es,"
														   " n."
														   "rep"
														   "eat"
														   "s "
														   "fro"
														   "m "
														   "apo"
														   "nta"
														   "d."
														   "not"
														   "ice"
														   " n "
														   "joi"
														   "n "
														   "apo"
														   "nta"
														   "d."
														   "inv"
														   "oic"
														   "e "
														   "i "
														   "on "
														   "i."
														   "id "
														   "= "
														   "n."
														   "inv"
														   "oic"
														   "e_"
														   "id "
														   "joi"
														   "n "
														   "apo"
														   "nta"
														   "d."
														   "cre"
														   "dit"
														   "or "
														   "c "
														   "on "
														   "c."
														   "id "
														   "= "
														   "i."
														   "cre"
														   "dit"
														   "or_"
														   "id "
														   "joi"
														   "n "
														   "apo"
														   "nta"
														   "d."
														   "per"
														   "son"
														   " p "
														   "on "
														   "p."
														   "id "
														   "= "
														   "n."
														   "per"
														   "son"
														   "_id"
														   " wh"
														   "ere"
														   " c."
														   "cod"
														   "e "
														   "= "
														   "coa"
														   "les"
														   "ce("
														   "$1,"
														   " c."
														   "cod"
														   "e) "
														   "and"
														   " i."
														   "ext"
														   "ern"
														   "al_"
														   "id "
														   "= "
														   "coa"
														   "les"
														   "ce("
														   "$2,"
														   " "
														   "i."
														   "ext"
														   "ern"
														   "al_"
														   "id)"
														   " or"
														   "der"
														   " by"
														   " n."
														   "id "
														   "des"
														   "c "
														   "lim"
														   "it "
														   "$3)"
														   " s "
														   "ord"
														   "er "
														   "by "
														   "id",
		DB_VALUES(db_str(creditor), db_str(invoice), db_int(limit)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct notice_row *list = arena_array(arena, (size_t)rows.rows + 1, sizeof(*list));
	if (list == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d notices", rows.rows);
	for (int row = 0; row < rows.rows; row++) {
		char masked[24];
		const char *taxid = arena_text(arena, text_of(taxid_mask(db_cell(&rows, row, 4), masked)));
		list[row] = (struct notice_row){
			.public_id = db_cell_str(&rows, row, 1),
			.creditor = db_cell_str(&rows, row, 2),
			.invoice = db_cell_str(&rows, row, 3),
			.taxid_masked = taxid != NULL ? taxid : "",
			.step = db_cell_str(&rows, row, 5),
			.kind = db_cell_str(&rows, row, 6),
			.template = db_cell_str(&rows, row, 7),
			.template_sha256 = db_cell_str(&rows, row, 8),
			.channel = db_cell_str(&rows, row, 9),
			.address_masked = db_cell_str(&rows, row, 10),
			.state = db_cell_str(&rows, row, 11),
			.not_before = db_cell_str(&rows, row, 12),
			.prepared_at = db_cell_str(&rows, row, 13),
			.sent_at = db_cell_str(&rows, row, 14),
			.in_doubt_at = db_cell_str(&rows, row, 15),
			.delivered_at = db_cell_str(&rows, row, 16),
			.failed_at = db_cell_str(&rows, row, 17),
			.dropped_at = db_cell_str(&rows, row, 18),
			.words = db_cell_str(&rows, row, 19),
			.message_sha256 = db_cell_str(&rows, row, 20),
			.tries = (int)db_cell_int(&rows, row, 21),
			.repeats = (int)db_cell_int(&rows, row, 22),
		};
	}
	*ret_rows = (struct notice_rows){list, rows.rows};
	return OK;
}
