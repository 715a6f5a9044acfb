#include "apontasim/cra/upload.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/cra/answer.h"
#include "apontasim/cra/filename.h"
#include "apontasim/cra/pedido_check.h"
#include "apontasim/cra/remessa_check.h"

#define FILES_A_DAY 9 /* layout 4.3 p. 1: sequence 1 to 9 */
#define KEY_BYTES   96

static uint64_t hash_of(struct text bytes)
{
	return hash_bytes(HASH_START, bytes.at, bytes.len);
}

static void seen_key(const char *name_text, struct text bytes, char out[KEY_BYTES])
{
	(void)snprintf(out, KEY_BYTES, "%.40s|%016llx", name_text, (unsigned long long)hash_of(bytes));
}

void upload_seen(struct world *world, const char *name_text, struct text bytes)
{
	char key[KEY_BYTES];
	struct text name = text_trim(text_of(name_text));
	char trimmed[48];
	if (!text_copy(name, trimmed, sizeof(trimmed)))
		return;
	seen_key(trimmed, bytes, key);
	if (lookup_find(&world->books.seen, key) < 0)
		world->books.out_of_memory |= !lookup_add(&world->books.seen, key, 1);
}

static bool is_listed(const char *codes, const char *code)
{
	char spaced[12];
	(void)snprintf(spaced, sizeof(spaced), " %s ", code);
	return strstr(codes, spaced) != NULL;
}

/* Refusals that say nothing against the client: the register and limits of the CRA, and 2160, since a file of an
 * earlier day that comes again is the way to ask whether it ever arrived. */
static const char innocent_codes[] = " 0000 2103 2104 2105 2106 2160 2181 1253 2212 ";
/* What the same bytes may meet when they come a second time because the first answer was lost. */
static const char repeat_codes[] = " 1001 2139 2140 2141 ";

struct upload {
	struct world *world;
	struct arena *arena;
	const char *name_text;
	struct filename name;
	bool is_repeat; /* these bytes came before under this name */
};

static void blame(const struct upload *upload, const struct verdict *verdict)
{
	if (verdict_is_ok(verdict) || is_listed(innocent_codes, verdict->code) ||
	    (upload->is_repeat && is_listed(repeat_codes, verdict->code)))
		return;
	books_violation(&upload->world->books, upload->world->now, "%s: %s %s (record %d)", upload->name_text,
			verdict->code, verdict->words, verdict->record);
}

/* Windows: a file that comes before, after, or on a day without bank service. */
static void window_check(const struct upload *upload, enum upload_kind kind, struct verdict *verdict)
{
	static const char *const codes[] = {"2139", "2141", "2140", "2141", "2140"};
	const struct settings *settings = &upload->world->settings;
	bool withdrawal = kind == UPLOAD_DP || kind == UPLOAD_AD;
	if (!world_window_open(upload->world, withdrawal ? &settings->withdrawals : &settings->uploads))
		(void)verdict_refuse(verdict, codes[kind], 0, "ENVIO FORA DO HORÁRIO LIMITE");
}

/* Everything that can be said before the content is looked at. */
static void envelope_check(struct upload *upload, enum upload_kind kind, const char *prefix, struct text bytes,
			   struct verdict *verdict)
{
	struct world *world = upload->world;
	char key[KEY_BYTES];
	if (!filename_read(upload->name_text, prefix, &upload->name) ||
	    world_presenter(world, upload->name.presenter) == NULL) {
		(void)verdict_refuse(verdict, "0002", 0, "NOME DO ARQUIVO INVÁLIDO");
		return;
	}
	const struct file_taken *taken = books_file_find(&world->books, upload->name_text);
	if (taken != NULL) {
		upload->is_repeat = taken->hash == hash_of(bytes);
		(void)verdict_refuse(verdict, "1001", 0, "ARQUIVO JÁ TRANSMITIDO");
		return;
	}
	int compared = date_compare(upload->name.on, moment_date(world->now));
	if (compared != 0)
		(void)verdict_refuse(verdict, compared > 0 ? "0002" : "2160", 0,
				     "DATA DO NOME DO ARQUIVO NÃO É A DO ENVIO");
	window_check(upload, kind, verdict);
	(void)snprintf(key, sizeof(key), "files|%s|%s|%d", prefix, upload->name.presenter, upload->name.on.day);
	if (books_counter(&world->books, key) >= FILES_A_DAY)
		(void)verdict_refuse(verdict, "0002", 0, "MAIS DE NOVE ARQUIVOS NO DIA");
}

static void name_use_up(const struct upload *upload, const char *prefix, struct text bytes)
{
	char key[KEY_BYTES];
	(void)snprintf(key, sizeof(key), "files|%s|%s|%d", prefix, upload->name.presenter, upload->name.on.day);
	(void)books_count_up(&upload->world->books, key);
	books_file_taken(&upload->world->books, upload->name_text, hash_of(bytes));
}

static void remessa_run(const struct upload *upload, const char *prefix, struct text bytes, struct buf *out)
{
	struct world *world = upload->world;
	struct remessa remessa;
	remessa_read(upload->arena, bytes, &remessa);
	remessa_check(world, upload->name_text, &upload->name, &remessa);
	if (!verdict_is_ok(&remessa.verdict)) {
		blame(upload, &remessa.verdict);
		answer_whole(world, out, "REMESSA", upload->name_text, &remessa.verdict);
		return;
	}
	for (int i = 0; i < remessa.lotes_count; i++) {
		struct verdict *verdict = &remessa.lotes[i].verdict;
		/* The same titles under their old sequence, in a new file: doubt resolved another way. */
		bool repeated =
			strcmp(verdict->code, "2117") == 0 && lote_is_repeated(world, &upload->name, &remessa.lotes[i]);
		if (!repeated && !verdict->ordered)
			blame(upload, verdict);
	}
	if (remessa_take(world, upload->arena, &upload->name, &remessa) > 0)
		name_use_up(upload, prefix, bytes);
	answer_remessa(world, out, upload->name_text, &remessa);
}

/* The detailed style cannot refuse a single title, so one bad title refuses the file. */
static bool must_refuse_whole(const struct world *world, const struct pedido *pedido)
{
	if (world->settings.dialect == DIALECT_CRA21)
		return false;
	for (int i = 0; i < pedido->titles_count; i++)
		if (!verdict_is_ok(&pedido->titles[i].verdict) && strcmp(pedido->titles[i].verdict.code, "2028") != 0)
			return true;
	return false;
}

static void pedido_run(const struct upload *upload, enum pedido_kind pedido_kind, const char *prefix, const char *kind,
		       struct text bytes, struct buf *out)
{
	struct world *world = upload->world;
	struct pedido pedido;
	pedido_read(upload->arena, pedido_kind, bytes, world->settings.dialect == DIALECT_TOCANTINS, &pedido);
	int *found = arena_array(upload->arena, (size_t)pedido.titles_count + 1, sizeof(*found));
	if (found == NULL)
		(void)verdict_refuse(&pedido.verdict, "0004", 0, "ARQUIVO GRANDE DEMAIS");
	if (verdict_is_ok(&pedido.verdict))
		pedido_check(world, upload->arena, upload->name_text, &upload->name, &pedido, found);
	if (!verdict_is_ok(&pedido.verdict)) {
		blame(upload, &pedido.verdict);
		answer_whole(world, out, kind, upload->name_text, &pedido.verdict);
		return;
	}
	assert(found != NULL); /* refused above otherwise */
	for (int i = 0; i < pedido.titles_count; i++)
		if (!verdict_is_ok(&pedido.titles[i].verdict) &&
		    !pedido_refusal_is_innocent(world, &pedido.titles[i], found[i]))
			blame(upload, &pedido.titles[i].verdict);
	bool refused = must_refuse_whole(world, &pedido);
	if (!refused && pedido_take(world, &pedido, found) > 0)
		name_use_up(upload, prefix, bytes);
	answer_pedido(world, out, kind, upload->name_text, &pedido, !refused);
}

void upload_run(struct world *world, struct arena *arena, enum upload_kind upload_kind, const char *prefix,
		const char *kind, const char *name_text, struct text bytes, struct buf *out)
{
	static const enum pedido_kind pedido_kinds[] = {
		[UPLOAD_DP] = PEDIDO_DP, [UPLOAD_CP] = PEDIDO_CP, [UPLOAD_AD] = PEDIDO_AD, [UPLOAD_AC] = PEDIDO_AC};
	struct upload upload = {.world = world, .arena = arena, .name_text = name_text};
	struct verdict verdict = {.code = ""};
	char key[KEY_BYTES];
	seen_key(name_text, bytes, key);
	upload.is_repeat = lookup_find(&world->books.seen, key) >= 0;
	envelope_check(&upload, upload_kind, prefix, bytes, &verdict);
	if (!verdict_is_ok(&verdict)) {
		blame(&upload, &verdict);
		answer_whole(world, out, kind, name_text, &verdict);
	} else if (upload_kind == UPLOAD_B) {
		remessa_run(&upload, prefix, bytes, out);
	} else {
		pedido_run(&upload, pedido_kinds[upload_kind], prefix, kind, bytes, out);
	}
}
