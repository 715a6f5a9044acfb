/* A listing as SPC takes it: held against every limit, in upper case without accents, each text in its own field.
 *
 * Lengths of the service are not published; those of the batch file of 340 columns stand in, as the most that is known
 * to be taken. Nothing is cut, made up or moved: what does not fit goes back to a person, as the notice to the debtor
 * goes to the name and address that stand here. Pure. Proof: tests/unit/channel/spc_form_test.c */
#pragma once

#include "channel/channel.h"
#include "channel/spc/house.h"

#define SPC_NAME_MAX       45 /* D1.03 */
#define SPC_STREET_MAX     50 /* D1.09 */
#define SPC_NUMBER_MAX     5  /* D1.10 */
#define SPC_COMPLEMENT_MAX 30 /* D1.11 */
#define SPC_DISTRICT_MAX   25 /* D1.12 */
#define SPC_CITY_MAX       30 /* D1.14 */
#define SPC_EMAIL_MAX      100

struct spc_form {
	const struct debtor *who; /* whose record it is: the principal or the guarantor */
	char name[SPC_NAME_MAX + 1];
	char street[SPC_STREET_MAX + 1];
	char number[SPC_HOUSE_NUMBER_BYTES];
	char complement[SPC_COMPLEMENT_MAX + 1]; /* "" for none */
	char district[SPC_DISTRICT_MAX + 1];
	char city[SPC_CITY_MAX + 1];
	char area_code[3]; /* with phone; both "" when nobody told one that can be called */
	char phone[10];
};

/* Of a removal only its key and its motive count: nothing about a name or an address may hold it up. `today` may be
 * DATE_NONE: then no day is held against it. ERR_RANGE names the field. */
MUST_CHECK enum rc spc_form_fill(const struct channel_account *account, const struct listing *listing,
				 struct date today, struct spc_form *ret_form, struct err *reterr);
