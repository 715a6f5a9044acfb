/* The fields of a remessa (TPR) one by one: a table of what each must look like, with the code that refuses it.
 *
 * Source: Layout Único 4.3 pp. 4-9; codes of the CRA21 manual (mensagens). What the layout leaves blank or zero in a
 * remessa must be so. Proof: tests/unit/apontasim/remessa_test.c */
#pragma once

#include "apontasim/cra/reading.h"

/* Every field of the record by itself. False when one was refused; `part` gets the refusals that hit a comarca only
 * (2101, 2102, 1309), `whole` those that refuse the file. */
bool fields_check(const struct record *record, bool is_text, struct verdict *whole, struct verdict *part);

/* A field without blanks around it; "" when absent. The text is valid as long as the record. */
struct text field_of(const struct record *record, int number);

bool field_number(struct text digits, int64_t *ret_number);
/* Cents: a fixed-width number with two implied decimals, or in XML a decimal with a point. A bare shorter number is
 * neither, as nobody could tell 95966 from 959.66. */
bool field_cents(struct text text, size_t width, bool is_text, int64_t *ret_cents);
bool field_is_species(struct text text);
bool field_is_indication(struct text species); /* DMI, DRI, CBI: header field 11 */
bool field_is_state(struct text uf);
