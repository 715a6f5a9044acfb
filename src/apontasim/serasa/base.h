/* What the mainframe does with a debt, whichever way it came: judge, book, take out.
 *
 * Judging changes nothing, so that a file can judge a principal with its guarantors before it books any of them. The
 * caller holds the lock of the world. Proof: tests/unit/apontasim/serasa_books_test.c */
#pragma once

#include "apontasim/serasa/world.h"

/* `with_principal`: of a guarantor, its principal is at hand and good, though not booked yet. */
void base_judge(const struct serasa_world *world, const struct debt *debt, enum channel channel, bool with_principal,
		struct codes *codes);

/* Book what was judged: accepted without codes, else refused; 059 is counted as a duplicate and booked nowhere.
 * Returns the index of the record, or -1. */
int base_include(struct serasa_world *world, const struct debt *debt, enum channel channel, const struct codes *codes);

/* The record that an exclusion means: the principal of this debtor and contract, or the guarantor whom it names; by
 * REST the debtor of the request may be a guarantor. -1: none. */
int base_find(const struct serasa_world *world, const struct debt *debt, enum channel channel);

/* Take `record` (-1: 022) out, unless a test has ordered otherwise. */
void base_exclude(struct serasa_world *world, int record, int motive, struct codes *codes);

/* Serasa's own removals: those a court ordered (291) and those that time has reached (290). */
void base_own_removals(struct serasa_world *world);
