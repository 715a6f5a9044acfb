/* Signatures a second on one core, beside the raw private operation of the same key in the same minute:
 *
 *   seal_bench PKI-FOLDER JSON-FILE XML-FILE ROUNDS
 *
 * Every measure has a short turn in every round; a figure is the median of its rounds, and a ratio the median of the
 * ratios to the raw operation of the same round. "library" signs and proves in this process, as the keeper does
 * inside; "keeper" goes through a keeper process on the same core, so the rate pays for both sides. Seconds are those
 * of the processor, of both processes together: what else the machine does is not counted. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/io.h"
#include "base/limits.h"
#include "seal/keeper.h"
#include "seal/signing.h"
#include "tests/bench/bench.h"
#include "tests/bench/keeper_process.h"

#define TURN_SECONDS 0.04
#define TIMEOUT_MS   20000
#define SIGNED_AT    1767366000 /* inside the term of the test certificates */

struct world {
	struct arena *arena; /* of one signature */
	struct key key;
	EVP_PKEY_CTX *raw;
	struct keeper_process keeper;
	clockid_t keeper_clock; /* of the processor time that it has used */
	struct text json;
	struct text xml;
};

struct measure {
	const char *name;
	enum { RAW, LIBRARY, KEEPER } way;
	enum seal_purpose purpose;
	enum jws_algorithm jws_algorithm;
};

static const struct measure measures[] = {
	{"raw_rsa2048", RAW, SEAL_PURPOSE_COUNT, JWS_PS256},
	{"jws_ps256_library", LIBRARY, SEAL_JWS_DETACHED, JWS_PS256},
	{"jws_ps256_keeper", KEEPER, SEAL_JWS_DETACHED, JWS_PS256},
	{"jws_rs256_keeper", KEEPER, SEAL_JWS_DETACHED, JWS_RS256},
	{"xml_enveloped_library", LIBRARY, SEAL_XML_ENVELOPED, JWS_PS256},
	{"xml_enveloped_keeper", KEEPER, SEAL_XML_ENVELOPED, JWS_PS256},
	{"xml_detached_library", LIBRARY, SEAL_XML_DETACHED, JWS_PS256},
	{"xml_detached_keeper", KEEPER, SEAL_XML_DETACHED, JWS_PS256},
	{"cms_attached_library", LIBRARY, SEAL_CMS_ATTACHED, JWS_PS256},
	{"cms_attached_keeper", KEEPER, SEAL_CMS_ATTACHED, JWS_PS256},
};

static void sign_raw(const struct world *world)
{
	static const unsigned char digest[32] = {1, 2, 3};
	unsigned char value[256];
	size_t len = sizeof(value);
	if (EVP_PKEY_sign(world->raw, value, &len, digest, sizeof(digest)) <= 0)
		bench_fail("EVP_PKEY_sign", &(struct err){.code = ERR_INTEGRITY});
}

static void sign_once(const struct world *world, const struct measure *measure)
{
	if (measure->way == RAW) {
		sign_raw(world);
		return;
	}
	struct seal_request request = {
		.purpose = measure->purpose,
		.identity = "exemplo",
		.file_name = measure->purpose == SEAL_XML_DETACHED ? "B3412406.251" : NULL,
		.jws_algorithm = measure->jws_algorithm,
		.signed_at = SIGNED_AT,
		.document = measure->purpose == SEAL_JWS_DETACHED ? world->json : world->xml,
	};
	struct text made = {NULL, 0};
	if (measure->way == KEEPER)
		BENCH_TRY(keeper_sign(world->keeper.fd, &request, TIMEOUT_MS, world->arena, &made, reterr));
	else
		BENCH_TRY(signing_make(world->arena, &world->key, &request, &made, reterr));
	arena_reset(world->arena);
}

static double cpu_seconds(const struct world *world)
{
	struct timespec own = {0};
	struct timespec keeper = {0};
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
	(void)clock_gettime(world->keeper_clock, &keeper);
	return (double)(own.tv_sec + keeper.tv_sec) + (double)(own.tv_nsec + keeper.tv_nsec) / 1e9;
}

static double rate_of(const struct world *world, const struct measure *measure)
{
	double start = cpu_seconds(world);
	double now = start;
	int count = 0;
	while (now - start < TURN_SECONDS) {
		for (int i = 0; i < 5; i++)
			sign_once(world, measure);
		count += 5;
		now = cpu_seconds(world);
	}
	return count / (now - start);
}

static void open_world(struct world *world, const char *pki, const char *json, const char *xml)
{
	static struct arena *files;
	struct seal_identity identity = {.name = "exemplo", .purposes = (1u << SEAL_PURPOSE_COUNT) - 1u};
	(void)snprintf(identity.certificate_file, sizeof(identity.certificate_file), "%s/signer.pem", pki);
	(void)snprintf(identity.key_file, sizeof(identity.key_file), "%s/signer.key", pki);
	files = arena_new(LIMIT_DOCUMENT_BYTES);
	world->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (files == NULL || world->arena == NULL)
		exit(1);
	BENCH_TRY(io_read(files, json, LIMIT_CONFIG_BYTES, &world->json, reterr));
	BENCH_TRY(io_read(files, xml, LIMIT_CONFIG_BYTES, &world->xml, reterr));
	keeper_process_start(&world->keeper, &identity);
	if (clock_getcpuclockid(world->keeper.pid, &world->keeper_clock) != 0)
		exit(1);
	BENCH_TRY(key_load(&identity, &world->key, reterr));
	world->raw = EVP_PKEY_CTX_new(world->key.secret, NULL);
	if (world->raw == NULL || EVP_PKEY_sign_init(world->raw) <= 0 ||
	    EVP_PKEY_CTX_set_rsa_padding(world->raw, RSA_PKCS1_PADDING) <= 0 ||
	    EVP_PKEY_CTX_set_signature_md(world->raw, EVP_sha256()) <= 0)
		exit(1);
}

static void tell(double (*rates)[BENCH_REPEATS_MAX], size_t rounds)
{
	char name[80];
	double ratios[BENCH_REPEATS_MAX];
	for (size_t i = 1; i < ARRAY_LEN(measures); i++) {
		for (size_t round = 0; round < rounds; round++)
			ratios[round] = rates[i][round] / rates[0][round];
		(void)snprintf(name, sizeof(name), "%s_ratio", measures[i].name);
		bench_print(name, bench_median(ratios, rounds));
	}
	for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
		(void)snprintf(name, sizeof(name), "%s_per_s", measures[i].name);
		bench_print(name, bench_median(rates[i], rounds));
	}
}

int main(int argc, char **argv)
{
	static double rates[ARRAY_LEN(measures)][BENCH_REPEATS_MAX];
	struct world world = {.arena = NULL};
	size_t rounds = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;
	if (rounds < 1 || rounds > BENCH_REPEATS_MAX)
		return 2;
	bench_pin();
	open_world(&world, argv[1], argv[2], argv[3]);
	for (size_t i = 0; i < ARRAY_LEN(measures); i++)
		(void)rate_of(&world, &measures[i]);
	for (size_t round = 0; round < rounds; round++)
		for (size_t i = 0; i < ARRAY_LEN(measures); i++)
			rates[i][round] = rate_of(&world, &measures[i]);
	tell(rates, rounds);
	keeper_process_stop(&world.keeper);
	EVP_PKEY_CTX_free(world.raw);
	key_done(&world.key);
	(void)arena_free(world.arena);
	return 0;
}
