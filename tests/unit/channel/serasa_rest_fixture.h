/* An account at Serasa by REST, and a record of each kind, for the tests of serasa/rest_*.c. */
#pragma once

#include "unit/channel/fixture.h"

#define REST_NOW_S 1773000000 /* 2026-03-08 */

struct rest_fixture {
	struct fixture base;
	struct profile profile; /* serasa-rest, to change */
	struct channel_session session;
	struct channel_account *account;
	struct debtor ana;
	struct debtor bruno;
	struct listing debt;      /* of Ana, due 2026-01-10, R$ 150,70 */
	struct listing guarantor; /* of Bruno, for the same */
	struct listing removal;   /* of Ana's */
	struct date today;        /* 2026-03-08 */
};

void rest_fixture_init(struct rest_fixture *rest);
void rest_fixture_done(struct rest_fixture *rest);

/* The document of a record, composed; fails the test when it cannot be. */
struct text rest_fixture_document(struct rest_fixture *rest, const struct listing *listing);
