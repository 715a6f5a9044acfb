/* What the tests of the counterparty share: a world at nine o'clock of a Monday, and a remessa that is right in every
 * field until a test bends one. */
#pragma once

#include "apontasim/cra/notary.h"
#include "apontasim/cra/upload.h"
#include "apontasim/cra/world.h"

#define SHEET_ROWS 12

struct sheet {
	const char *header[18];
	const char *row[SHEET_ROWS][57];
	int rows;
	const char *trailer[9];
};

void fixture_world(struct world *world, enum dialect dialect);
void fixture_clock(struct world *world, const char *iso);

void sheet_init(struct sheet *sheet);                       /* one title of 100.00 for 3550308 */
void sheet_xml(const struct sheet *sheet, struct buf *out); /* one <comarca>; the caller writes the root */
void sheet_600(const struct sheet *sheet, struct buf *out);

/* One upload, answered; the text is in `out`, cleared before. */
void fixture_upload(struct world *world, enum upload_kind kind, const char *name, const char *bytes, struct buf *out);
void fixture_remessa(struct world *world, const char *name, const struct sheet *sheet, struct buf *out);

/* The first <codigo> of an answer, "" for none. */
const char *fixture_code(const struct buf *answer, char out[8]);
