/* What the tests of the bureau share: a world at nine o'clock of a Monday, and an inclusion and a removal that are
 * right in every element until a test bends one. */
#pragma once

#include "apontasim/spc/service.h"

extern const char spc_inclusion[]; /* a whole envelope: a person, contract FAT-1, due 2026-02-05 */
extern const char spc_removal[];

#define SPC_EMPTY_BODY "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body/></e:Envelope>"

void spc_fixture_world(struct spc_world *world);
void spc_fixture_clock(struct spc_world *world, const char *iso);

/* `text` with the first `from` turned into `to`; fails the test when there is none. NULL for `from` changes nothing. */
const char *spc_bent(struct arena *arena, const char *text, const char *from, const char *to);

/* The request that a client with the right password makes of an envelope. */
struct spc_request spc_fixture_request(const char *envelope);

/* One whole exchange; returns the HTTP status, the text is in `out`, cleared before. */
int spc_fixture_ask(struct spc_world *world, const struct spc_request *request, struct buf *out);
int spc_fixture_send(struct spc_world *world, const char *envelope, struct buf *out);
