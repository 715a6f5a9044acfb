/* What becomes of the records of one CONVEM04 file: groups are judged, then booked or taken out, codes noted.
 *
 * A principal and the guarantors behind it are one debt: one bad record gives the others 040 and none is booked.
 * Proof: tests/unit/apontasim/serasa_folder_test.c */
#pragma once

#include "apontasim/serasa/convem.h"
#include "apontasim/serasa/world.h"

void file_book(struct serasa_world *world, const char *name, struct convem *file);
