/* Remessas of Serasa in CONVEM04: the records of a listing as the lines of a file, checked before anybody sees them.
 *
 * A line is one record: listing i of the file is line i + 2, and says so in its sequence (594-600). A removal repeats
 * the line of its inclusion with operation E and the motive, so that no part of the bureau's key can differ. Text goes
 * through translit; what the columns cannot hold is ERR_RANGE with the field as the drop folder calls it, and nothing
 * is cut, filled up or moved to another day. What only an inclusion needs (name of a principal, address, amount, days)
 * is left out of a removal where it does not fit: a debt that was paid is not kept listed for a street.
 * Sources: layout CONVEM04. Proof: tests/unit/wire/convem_write_test.c */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "domain/listing.h"

#define CONVEM_NUMBER_MAX 999999 /* of a remessa: header 120-125 */

/* Who informs; points into the caller's. "" for an area or a logon that the agreement does not have. */
struct convem_informant {
	const struct taxid *taxid; /* a CNPJ in digits: the columns have no room for letters */
	const char *contact_name;
	const char *contact_area_code;
	const char *contact_phone;
	const char *logon;
	const char *area;   /* diferencial de remessa */
	const char *nature; /* two characters; cheques (DC, DE) are refused, as nobody gives us the parts of one */
	/* Tail B, the debts of another creditor; NULL: tail A, the informant's own. */
	const char *creditor_name;
	const struct taxid *creditor_taxid;
};

/* The name of what is wrong: a field of the drop folder (name, taxid, street, district, city, uf, cep, number, due_on,
 * issued_on, amount), of the account (nature, contact_name, ...), "motive" or "creditor". ERR_RANGE. */
MUST_CHECK enum rc convem_listing_fits(const struct convem_informant *informant, const struct listing *listing,
				       struct err *reterr);

/* The whole file. ERR_RANGE as above, with the line; ERR_INTEGRITY: the checker of the format found something in our
 * own bytes, which must not be sent; ERR_NO_MEMORY. */
MUST_CHECK enum rc convem_write(struct arena *arena, const struct convem_informant *informant, int number,
				struct date moved_on, const char *line_end, const struct listing *listings, int count,
				struct text *ret_bytes, struct err *reterr);
