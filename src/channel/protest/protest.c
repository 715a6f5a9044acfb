/* The protest channel: a CRA in whichever dialect the account's profile says. */
#include "channel/protest/protest.h"

const struct channel channel_protest = {
	.name = "protest",
	.doubt = CHANNEL_DOUBT_SEND_AGAIN, /* a file name is taken once: codes 1001 and 2116 */
	.file_name = protest_file_name,
	.fits = protest_fits,
	.compose = protest_compose,
	.deliver = protest_deliver,
	.interpret = protest_interpret,
	.fetch = protest_fetch,
	.absorb = protest_absorb,
};
