/* How a debtor can pay: Pix copia e cola, the typed line of a boleto, a link. Is each of the form that a bank takes?
 *
 * Pure. A code with a wrong digit would send somebody who wants to pay away, so check digits are checked here.
 * Sources: BR Code (EMV QRCPS-MPM), ID 63: CRC-16/CCITT, polynomial 1021, start FFFF; FEBRABAN, linha digitável of 47
 * digits (three fields, modulo 10) and of 48 (arrecadação: four blocks, modulo 10 or 11 by the third digit).
 * Proof: tests/unit/domain/pay_way_test.c */
#pragma once

#include "base/err.h"
#include "base/text.h"

#define PAY_PIX_BYTES    513
#define PAY_BOLETO_BYTES 49
#define PAY_LINK_BYTES   257

/* Each leaves `out` as it is on error: ERR_FORMAT, ERR_RANGE (too long), ERR_CHECK_DIGIT. */
MUST_CHECK enum rc pay_pix_read(struct text text, char *out, size_t size, struct err *reterr);
/* Dots and blanks are left out. */
MUST_CHECK enum rc pay_boleto_read(struct text text, char *out, size_t size, struct err *reterr);
MUST_CHECK enum rc pay_link_read(struct text text, char *out, size_t size, struct err *reterr);

/* "00190.00009 01234.567004 ..." as it is printed. */
#define PAY_BOLETO_WORDS_BYTES 64
const char *pay_boleto_words(const char *line, char out[PAY_BOLETO_WORDS_BYTES]);
