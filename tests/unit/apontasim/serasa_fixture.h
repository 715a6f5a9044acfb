/* What the tests of the simulated Serasa share: a world at nine o'clock of a Monday with one creditor, a debt that is
 * right until a test bends it, a sender that notes what it is given, and lines of a CONVEM04 file. */
#pragma once

#include "apontasim/serasa/base.h"
#include "apontasim/serasa/convem.h"
#include "apontasim/serasa/world.h"

#define FIXTURE_CREDITOR  "11222333000181"
#define FIXTURE_DEBTOR    "11144477735"
#define FIXTURE_GUARANTOR "52998224725"

void serasa_fixture_world(struct serasa_world *world);
void serasa_fixture_clock(struct serasa_world *world, const char *iso);

struct debt serasa_fixture_debt(const char *contract);
struct debt serasa_fixture_guarantor(const char *contract);

/* Judge and include by REST; the first code, or "" when it was accepted. */
const char *serasa_fixture_include(struct serasa_world *world, const struct debt *debt, struct codes *codes);

/* What the sender of the fixture was given, newest last, and what it answers. */
struct sent {
	char url[64];
	char body[1024];
};
extern struct sent serasa_sent[16];
extern int serasa_sent_count;
extern enum hook_result serasa_sender_says;
enum hook_result serasa_note(void **sender, const struct hook_settings *settings, const char *url, const char *body);

/* A file in the making: header, details, trailer. Columns as the layout counts them, from 1. */
struct sheet600 {
	char lines[8][CONVEM_COLUMNS + 1];
	int count;
};
void sheet600_init(struct sheet600 *sheet, int remessa); /* a header */
char *sheet600_principal(struct sheet600 *sheet, char operation, const char *contract);
char *sheet600_guarantor(struct sheet600 *sheet, char operation, const char *contract);
void sheet600_end(struct sheet600 *sheet);                 /* a trailer */
void sheet600_put(char *line, int from, const char *text); /* over what is there */
void sheet600_write(const struct sheet600 *sheet, struct buf *out);
