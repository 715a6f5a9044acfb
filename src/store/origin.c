#include "store/origin.h"

#define ISO(instant) "to_char((" instant ") at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

static const char *cell_or_null(const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : db_cell_str(rows, 0, column);
}

enum rc origin_read(struct db *db, struct arena *arena, int64_t invoice_id, int64_t account_id,
		    struct origin *ret_origin, struct err *reterr)
{
	struct db_rows rows;
	/* A list is loaded whole, so that any row of it tells when. */
	enum rc rc = db_query(
		db, arena,
		"select " ISO("select recorded_at from apontad.invoice where id = $1") ", " ISO(
			"selec"
			"t "
			"max("
			"recor"
			"ded_"
			"at) "
			"from "
			"apont"
			"ad."
			"payme"
			"nt "
			"where"
			" invo"
			"ice_"
			"id = "
			"$1") ", " ISO("select max(placed_at) from apontad.hold where invoice_id = $1 and lifted_at "
				       "is null") ", " ISO("coalesce((select loaded_at from apontad.comarca where "
							   "account_id = $2 order by ibge limit 1), "
							   "(select loaded_at from apontad.bureau_code where "
							   "account_id = $2 order by list, code limit 1))"),
		DB_VALUES(db_int(invoice_id), db_int(account_id)), &rows, reterr);
	if (rc == OK)
		*ret_origin = (struct origin){.invoice_at = cell_or_null(&rows, 0),
					      .payment_at = cell_or_null(&rows, 1),
					      .hold_at = cell_or_null(&rows, 2),
					      .list_at = cell_or_null(&rows, 3)};
	return rc;
}
