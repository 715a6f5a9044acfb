/* Persons as a channel needs them: who owes, who answers for it, and where they live.
 *
 * Data only; plain UTF-8, before any transliteration. */
#pragma once

#include "domain/date.h"
#include "domain/taxid.h"

struct address {
	char street[161];
	char district[61];
	char cep[9];
	char city[61];
	char uf[3];
	char ibge[8];
};

struct debtor {
	char name[161];
	struct taxid taxid;
	struct address address;
	char phone[41];
	char email[121];
	struct date born_on; /* DATE_NONE when nobody told */
};
