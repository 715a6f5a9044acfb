#include "store/pay_way.h"

enum rc pay_ways_put(struct db *db, int64_t invoice_id, const struct pay_ways *ways, bool *ret_changed,
		     struct err *reterr)
{
	int64_t changed = 0;
	bool told = ways->pix[0] != '\0' || ways->boleto_line[0] != '\0' || ways->pay_link[0] != '\0' ||
		    ways->interest_cents > 0 || ways->fine_cents > 0;
	enum rc rc =
		!told ? OK
		      : db_exec(db,
				"insert into apontad.invoice_pay as p (invoice_id, pix, boleto_line, pay_link, "
				"interest_cents, fine_cents, told_at) values ($1, $2, $3, $4, $5, $6, apontad.now()) "
				"on conflict (invoice_id) do update set pix = excluded.pix, boleto_line = "
				"excluded.boleto_line, pay_link = excluded.pay_link, interest_cents = "
				"excluded.interest_cents, fine_cents = excluded.fine_cents, told_at = excluded.told_at "
				"where (p.pix, p.boleto_line, p.pay_link, p.interest_cents, p.fine_cents) is distinct "
				"from (excluded.pix, excluded.boleto_line, excluded.pay_link, excluded.interest_cents, "
				"excluded.fine_cents)",
				DB_VALUES(db_int(invoice_id), db_str(ways->pix), db_str(ways->boleto_line),
					  db_str(ways->pay_link), db_int(ways->interest_cents),
					  db_int(ways->fine_cents)),
				&changed, reterr);
	if (rc == OK)
		*ret_changed = changed > 0;
	return rc;
}

enum rc pay_ways_read(struct db *db, struct arena *arena, int64_t invoice_id, struct pay_ways *ret_ways,
		      struct err *reterr)
{
	struct db_rows rows;
	struct pay_ways ways = {.pix = ""};
	enum rc rc = db_query(
		db, arena,
		"select case when fresh then pix else '' end, case when fresh then boleto_line else '' end, pay_link, "
		"case when fresh then interest_cents else 0 end, case when fresh then fine_cents else 0 end from "
		"(select p.*, not exists (select from apontad.payment y where y.invoice_id = p.invoice_id "
		"and greatest(y.recorded_at, y.reversed_at) > p.told_at) as fresh from apontad.invoice_pay p "
		"where p.invoice_id = $1) s",
		DB_VALUES(db_int(invoice_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	bool fits = true;
	if (rows.rows == 1) {
		fits = text_copy(db_cell(&rows, 0, 0), ways.pix, sizeof(ways.pix)) &&
		       text_copy(db_cell(&rows, 0, 1), ways.boleto_line, sizeof(ways.boleto_line)) &&
		       text_copy(db_cell(&rows, 0, 2), ways.pay_link, sizeof(ways.pay_link));
		ways.interest_cents = db_cell_int(&rows, 0, 3);
		ways.fine_cents = db_cell_int(&rows, 0, 4);
	}
	if (!fits)
		return err_set(reterr, ERR_INTEGRITY, "the stored ways to pay of invoice %lld are too long",
			       (long long)invoice_id);
	*ret_ways = ways;
	return OK;
}
