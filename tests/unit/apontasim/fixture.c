#include "fixture.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

void fixture_world(struct world *world, enum dialect dialect)
{
	struct settings settings;
	settings_defaults(&settings);
	settings.dialect = dialect;
	settings.user = "cliente";
	settings.password = "segredo";
	settings.presenters[0] = (struct presenter){"BYS", "EMPRESA FICTICIA"};
	settings.presenters[1] = (struct presenter){"G48", "OUTRA EMPRESA"};
	settings.presenters_count = 2;
	settings.irregular_percent = 0;
	settings.pays_percent = 0;
	settings.stay_percent = 0;
	settings.late_percent = 0;
	settings.cancel_fails_percent = 0;
	settings.debtor_cancels_percent = 100;
	enum rc rc = world_init(world, &settings, NULL);
	assert(rc == OK);
	(void)rc;
	fixture_clock(world, "2026-03-02T09:00:00-03:00");
}

void fixture_clock(struct world *world, const char *iso)
{
	int64_t at = 0;
	enum rc rc = moment_parse(text_of(iso), &at, NULL);
	assert(rc == OK);
	rc = notary_clock(world, at, NULL);
	assert(rc == OK);
	(void)rc;
}

void sheet_init(struct sheet *sheet)
{
	static const char *const header[18] = {NULL,       "0",    "BYS",  "EMPRESA FICTICIA",
					       "02032026", "BFO",  "SDT",  "TPR",
					       "000001",   "0001", "0001", "0001",
					       "0000",     "",     "043",  "3550308",
					       "",         "0001"};
	static const char *const row[57] = {NULL,
					    "1",
					    "BYS",
					    "000100000000001",
					    "EMPRESA FICTICIA",
					    "EMPRESA FICTICIA",
					    "11222333000181",
					    "RUA INVENTADA 1",
					    "01310100",
					    "SAO PAULO",
					    "SP",
					    "NN1",
					    "DMI",
					    "FAT1",
					    "05012026",
					    "05022026",
					    "001",
					    "00000000010000",
					    "00000000010000",
					    "SAO PAULO",
					    "M",
					    "N",
					    "1",
					    "DEVEDOR DE MENTIRA",
					    "002",
					    "00011144477735",
					    "",
					    "AV IMAGINARIA 2",
					    "04538133",
					    "SAO PAULO",
					    "SP",
					    "00",
					    "",
					    "",
					    "00000000",
					    "0000000000",
					    "D",
					    "00000000",
					    "",
					    "CENTRO",
					    "0000000000",
					    "000000",
					    "0000000000",
					    "00000",
					    "000000000000000",
					    "000",
					    "",
					    "",
					    "",
					    "",
					    "0000000000",
					    "",
					    "0002",
					    NULL,
					    NULL,
					    NULL,
					    NULL};
	static const char *const trailer[9] = {
		NULL, "9", "BYS", "EMPRESA FICTICIA", "02032026", "00003", "000000000000010000", "", "0003"};
	*sheet = (struct sheet){.rows = 1};
	memcpy(sheet->header, header, sizeof(header));
	for (int i = 0; i < SHEET_ROWS; i++)
		memcpy(sheet->row[i], row, sizeof(row));
	memcpy(sheet->trailer, trailer, sizeof(trailer));
}

static void element(struct buf *out, const char *name, char letter, const char *const *fields, int count)
{
	buf_printf(out, "<%s", name);
	for (int i = 1; i < count; i++)
		if (fields[i] != NULL)
			buf_printf(out, " %c%02d=\"%s\"", letter, i, fields[i]);
	buf_puts(out, "/>");
}

void sheet_xml(const struct sheet *sheet, struct buf *out)
{
	buf_printf(out, "<comarca CodMun=\"%s\">", sheet->header[15]);
	element(out, "hd", 'h', sheet->header, 18);
	for (int i = 0; i < sheet->rows; i++)
		element(out, "tr", 't', sheet->row[i], 57);
	element(out, "tl", 't', sheet->trailer, 9);
	buf_puts(out, "</comarca>");
}

static void line(struct buf *out, const int *widths, const char *const *fields, int count)
{
	for (int i = 1; i < count; i++)
		buf_printf(out, "%-*s", widths[i], fields[i] != NULL ? fields[i] : "");
	buf_puts(out, "\r\n");
}

void sheet_600(const struct sheet *sheet, struct buf *out)
{
	/* Written down once more from the layout, not taken from the reader under test. */
	static const int header[18] = {0, 1, 3, 40, 8, 3, 3, 3, 6, 4, 4, 4, 4, 6, 3, 7, 497, 4};
	static const int row[53] = {0,  1,  3, 15, 45, 45, 14, 45, 8,  20, 2, 15, 3, 11, 8,  8,  3, 14,
				    14, 20, 1, 1,  1,  45, 3,  14, 11, 45, 8, 20, 2, 2,  10, 1,  8, 10,
				    1,  8,  2, 20, 10, 6,  10, 5,  15, 3,  1, 8,  1, 1,  10, 19, 4};
	static const int trailer[9] = {0, 1, 3, 40, 8, 5, 18, 521, 4};
	line(out, header, sheet->header, 18);
	for (int i = 0; i < sheet->rows; i++)
		line(out, row, sheet->row[i], 53);
	line(out, trailer, sheet->trailer, 9);
}

void fixture_upload(struct world *world, enum upload_kind kind, const char *name, const char *bytes, struct buf *out)
{
	static const char *const prefixes[] = {"B", "DP", "CP", "AD", "AC"};
	static const char *const kinds[] = {"REMESSA", "DESISTENCIA", "CANCELAMENTO", "AD", "AC"};
	struct arena *arena = arena_new((size_t)64 << 20);
	assert(arena != NULL);
	buf_clear(out);
	upload_run(world, arena, kind, prefixes[kind], kinds[kind], name, text_of(bytes), out);
	arena_free(arena);
}

void fixture_remessa(struct world *world, const char *name, const struct sheet *sheet, struct buf *out)
{
	struct buf bytes;
	buf_init(&bytes, (size_t)16 << 20);
	buf_puts(&bytes, "<remessa>");
	sheet_xml(sheet, &bytes);
	buf_puts(&bytes, "</remessa>");
	fixture_upload(world, UPLOAD_B, name, bytes.bytes, out);
	buf_done(&bytes);
}

const char *fixture_code(const struct buf *answer, char out[8])
{
	const char *at = answer->bytes != NULL ? strstr(answer->bytes, "<codigo>") : NULL;
	out[0] = '\0';
	if (at != NULL)
		(void)snprintf(out, 8, "%.*s", (int)strcspn(at + 8, "<") < 7 ? (int)strcspn(at + 8, "<") : 7, at + 8);
	return out;
}
