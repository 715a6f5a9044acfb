/* CPF and CNPJ as this counterparty checks them, written apart from the client's own rules on purpose.
 *
 * Source: Receita Federal (check digits modulo 11); IN RFB 2.229/2024 for a CNPJ with letters.
 * Proof: tests/unit/apontasim/primitives_test.c */
#pragma once

#include <stdbool.h>

bool document_is_cpf(const char *digits);  /* exactly 11 characters */
bool document_is_cnpj(const char *digits); /* exactly 14, letters allowed in the first 12 */
