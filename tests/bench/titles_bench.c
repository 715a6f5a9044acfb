/* Titles a second in lotes of 1,000, from records to a committed message, as a worker does it:
 *
 *   titles_bench CONFIG TURNS LOTES
 *
 * Each lote is composed for the first account's profile, signed detached by a keeper process, and stored with document
 * and signature in one transaction. What the delivery also writes, the state of each title's instruction, is not in it.
 * The figure is the median of TURNS turns of LOTES lotes each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "channel/channel.h"
#include "flow/flow.h"
#include "seal/keeper.h"
#include "store/creditor.h"
#include "store/message.h"
#include "tests/bench/bench.h"
#include "tests/bench/keeper_process.h"

#define TIMEOUT_MS  20000
#define SIGNED_AT   1767366000 /* inside the term of the test certificates */
#define FILES_A_DAY 9
#define TOWN        "3550308"

struct world {
	const struct settings *settings;
	struct channel_account at;
	const struct channel *channel;
	int64_t account_id;
	struct db *db;
	struct keeper_process keeper;
	struct arena *arena; /* of one lote */
	struct title titles[LIMIT_TITLES_PER_LOTE];
	const struct title *lote[LIMIT_TITLES_PER_LOTE];
	struct debtor debtors[LIMIT_TITLES_PER_LOTE];
	int made; /* lotes so far */
};

static struct date day(int year, int month, int of_month)
{
	struct date made;
	if (date_make(year, month, of_month, &made) != OK)
		abort();
	return made;
}

static void make_titles(struct world *world)
{
	for (int i = 0; i < LIMIT_TITLES_PER_LOTE; i++) {
		struct debtor *debtor = &world->debtors[i];
		*debtor = (struct debtor){.address = {.street = "Rua das Acacias, 12",
						      .district = "Centro",
						      .cep = "01001000",
						      .city = "Sao Paulo",
						      .uf = "SP",
						      .ibge = TOWN}};
		(void)snprintf(debtor->name, sizeof(debtor->name), "Fulano Ficticio %d", i);
		BENCH_TRY(taxid_parse(text_of("52998224725"), &debtor->taxid, reterr));
		world->titles[i] = (struct title){
			.instruction_id = i + 1,
			.species = "DMI",
			.issued_on = day(2026, 1, 5),
			.due_on = day(2026, 1, 20),
			.amount_cents = 63558,
			.balance_cents = 63558,
			.endorsement = 'M',
			.acceptance = 'N',
			.declaration = 'D',
			.comarca_ibge = TOWN,
			.debtors = debtor,
			.debtors_count = 1,
		};
		(void)snprintf(world->titles[i].nosso_numero, sizeof(world->titles[i].nosso_numero), "N%d", i);
		(void)snprintf(world->titles[i].number, sizeof(world->titles[i].number), "F%d", i);
		world->lote[i] = &world->titles[i];
	}
}

static enum rc store(struct world *world, const struct message_entry *entry, int sequence, struct err *reterr)
{
	int64_t id = 0;
	enum rc rc = db_begin(world->db, reterr);
	if (rc != OK)
		return rc;
	rc = message_prepare(world->db, world->arena, entry, &id, reterr);
	if (rc == OK)
		rc = lote_add(world->db, id, world->account_id, TOWN, sequence, reterr);
	return db_end(world->db, rc, reterr);
}

static void one_lote(struct world *world)
{
	char file_name[80];
	struct text document = {NULL, 0};
	struct text signature = {NULL, 0};
	world->made++;
	const struct parcel_lote lote = {TOWN, "SAO PAULO", world->made, world->lote, LIMIT_TITLES_PER_LOTE};
	struct message_entry entry = {
		.account_id = world->account_id,
		.kind = "B",
		.lane = "remessa",
		.file_name = file_name,
		.day = date_plus(day(2026, 3, 2), world->made / FILES_A_DAY),
		.sequence = world->made % FILES_A_DAY + 1,
	};
	const struct parcel parcel = {
		.kind = "B", .file_name = file_name, .moved_on = entry.day, .lotes = &lote, .lotes_count = 1};
	BENCH_TRY(world->channel->file_name(&world->at, "B", entry.day, entry.sequence, file_name, reterr));
	BENCH_TRY(world->channel->compose(world->arena, &world->at, &parcel, &document, reterr));
	const struct seal_request request = {.purpose = SEAL_XML_DETACHED,
					     .identity = world->at.conf->identity,
					     .file_name = file_name,
					     .signed_at = SIGNED_AT,
					     .document = document};
	BENCH_TRY(keeper_sign(world->keeper.fd, &request, TIMEOUT_MS, world->arena, &signature, reterr));
	entry.document = document;
	entry.signature = signature;
	BENCH_TRY(store(world, &entry, world->made, reterr));
	arena_reset(world->arena);
}

static void open_world(struct world *world, struct arena *arena, const char *config)
{
	struct settings *settings = NULL;
	BENCH_TRY(conf_read(arena, config, &settings, NULL, NULL, reterr));
	world->settings = settings;
	const struct identity_conf *signer = &settings->identities[0];
	struct seal_identity identity = {.purposes = 1u << SEAL_XML_DETACHED};
	if (!text_copy(text_of(signer->name), identity.name, sizeof(identity.name)) ||
	    !text_copy(text_of(signer->certificate_file), identity.certificate_file,
		       sizeof(identity.certificate_file)) ||
	    !text_copy(text_of(signer->key_file), identity.key_file, sizeof(identity.key_file)))
		exit(1);
	keeper_process_start(&world->keeper, &identity);
	const struct account_conf *account = &settings->accounts[0];
	world->at = (struct channel_account){.conf = account,
					     .creditor = &settings->creditors[account->creditor],
					     .profile = conf_profile(settings, account->profile),
					     .password = ""};
	world->channel = channel_find(account->channel);
	if (world->channel == NULL || world->at.profile == NULL)
		exit(1);
	BENCH_TRY(flow_prepare(settings, NULL, reterr));
	BENCH_TRY(db_open(settings->database, "bench", &world->db, reterr));
	BENCH_TRY(account_find(world->db, account->code, &world->account_id, reterr));
}

int main(int argc, char **argv)
{
	static struct world world;
	static double rates[BENCH_REPEATS_MAX];
	size_t turns = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	int lotes = argc == 4 ? (int)strtol(argv[3], NULL, 10) : 0;
	struct arena *arena = arena_new(CONF_ARENA_BYTES);
	world.arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (turns < 1 || turns > BENCH_REPEATS_MAX || lotes < 1 || arena == NULL || world.arena == NULL)
		return 2;
	make_titles(&world);
	open_world(&world, arena, argv[1]);
	one_lote(&world);
	for (size_t turn = 0; turn < turns; turn++) {
		double start = bench_seconds();
		for (int i = 0; i < lotes; i++)
			one_lote(&world);
		rates[turn] = lotes * LIMIT_TITLES_PER_LOTE / (bench_seconds() - start);
	}
	bench_print("titles_per_s", bench_median(rates, turns));
	keeper_process_stop(&world.keeper);
	db_close(world.db);
	(void)arena_free(world.arena);
	(void)arena_free(arena);
	return 0;
}
