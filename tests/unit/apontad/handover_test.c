/* What a child is told, and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "apontad/handover.h"
#include "apontad/identities.h"

static struct settings settings;

static int set_up(void **state)
{
	(void)state;
	settings = (struct settings){.workers = 3, .poll_ms = 250, .log_priority = 7, .identities_count = 2};
	(void)text_copy(text_of("dbname=apontad"), settings.database, sizeof(settings.database));
	settings.accounts_count = 1;
	(void)text_copy(text_of("/run/password"), settings.accounts[0].password_file, 257);
	for (int i = 0; i < 2; i++) {
		struct identity_conf *identity = &settings.identities[i];
		(void)text_copy(text_of(i == 0 ? "first" : "second"), identity->name, sizeof(identity->name));
		(void)text_copy(text_of("/run/key"), identity->key_file, sizeof(identity->key_file));
		(void)text_copy(text_of("xml-enveloped"), identity->purposes[0], sizeof(identity->purposes[0]));
		(void)text_copy(text_of("cms-detached"), identity->purposes[1], sizeof(identity->purposes[1]));
		identity->purposes_count = 1 + i;
	}
	return 0;
}

static const struct settings *hand_over(enum handover to)
{
	int fd = -1;
	const struct settings *taken = NULL;
	assert_int_equal(handover_make(&settings, to, &fd, NULL), OK);
	assert_int_equal(handover_take(fd, &taken, NULL), OK);
	return taken;
}

static void worker_knows_everything_but_the_identities(void **state)
{
	(void)state;
	const struct settings *taken = hand_over(HANDOVER_WORKER);
	static const struct identity_conf none[CONF_IDENTITIES_MAX];
	assert_string_equal(taken->database, "dbname=apontad");
	assert_int_equal(taken->poll_ms, 250);
	assert_int_equal(taken->accounts_count, 1);
	assert_string_equal(taken->accounts[0].password_file, "/run/password");
	assert_int_equal(taken->identities_count, 0);
	assert_memory_equal(taken->identities, none, sizeof(none));
}

static void keeper_knows_nothing_but_the_identities(void **state)
{
	(void)state;
	const struct settings *taken = hand_over(HANDOVER_KEEPER);
	assert_int_equal(taken->identities_count, 2);
	assert_string_equal(taken->identities[1].key_file, "/run/key");
	assert_int_equal(taken->log_priority, 7);
	assert_string_equal(taken->database, "");
	assert_int_equal(taken->accounts_count, 0);
	assert_string_equal(taken->accounts[0].password_file, "");
}

static void settings_cannot_be_changed_on_the_way(void **state)
{
	(void)state;
	int fd = -1;
	assert_int_equal(handover_make(&settings, HANDOVER_WORKER, &fd, NULL), OK);
	assert_int_not_equal(write(fd, "x", 1), 1);
	assert_int_not_equal(ftruncate(fd, 0), 0);
	assert_ptr_equal(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
	(void)close(fd);
}

static void anything_else_than_sealed_settings_is_refused(void **state)
{
	(void)state;
	const struct settings *taken = NULL;
	struct err err = {0};
	int unsealed = memfd_create("test", MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(unsealed, (off_t)sizeof(settings)), 0);
	assert_int_equal(handover_take(unsealed, &taken, &err), ERR_INTEGRITY);
	assert_int_equal(handover_take(999, &taken, &err), ERR_INTEGRITY);
	assert_null(taken);
	(void)close(unsealed);
}

static void purposes_become_bits(void **state)
{
	(void)state;
	struct seal_identity identities[CONF_IDENTITIES_MAX];
	assert_int_equal(identities_take(&settings, identities, NULL), OK);
	assert_string_equal(identities[0].name, "first");
	assert_string_equal(identities[0].key_file, "/run/key");
	assert_int_equal(identities[0].purposes, 1u << SEAL_XML_ENVELOPED);
	assert_int_equal(identities[1].purposes, 1u << SEAL_XML_ENVELOPED | 1u << SEAL_CMS_DETACHED);
}

static void unknown_purpose_names_identity_and_purpose(void **state)
{
	(void)state;
	struct seal_identity identities[CONF_IDENTITIES_MAX];
	struct err err = {0};
	(void)text_copy(text_of("laundry"), settings.identities[1].purposes[0], 17);
	assert_int_equal(identities_take(&settings, identities, &err), ERR_CONFIG);
	assert_string_equal(err.where, "second");
	assert_string_equal(err.field, "purposes");
	assert_non_null(strstr(err.words, "laundry"));
}

static void path_too_long_for_the_keeper_is_refused_not_cut(void **state)
{
	(void)state;
	struct seal_identity identities[CONF_IDENTITIES_MAX];
	memset(settings.identities[0].key_file, 'k', 256);
	settings.identities[0].key_file[256] = '\0';
	assert_int_equal(identities_take(&settings, identities, NULL), ERR_CONFIG);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, NULL)
	const struct CMUnitTest tests[] = {
		ROW(worker_knows_everything_but_the_identities),
		ROW(keeper_knows_nothing_but_the_identities),
		ROW(settings_cannot_be_changed_on_the_way),
		ROW(anything_else_than_sealed_settings_is_refused),
		ROW(purposes_become_bits),
		ROW(unknown_purpose_names_identity_and_purpose),
		ROW(path_too_long_for_the_keeper_is_refused_not_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
