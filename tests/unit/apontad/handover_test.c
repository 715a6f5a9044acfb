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

static void worker_knows_everything_but_the_keys_and_the_door(void **state)
{
	(void)state;
	const struct settings *taken = hand_over(HANDOVER_WORKER);
	assert_string_equal(taken->database, "dbname=apontad");
	assert_int_equal(taken->poll_ms, 250);
	assert_int_equal(taken->accounts_count, 1);
	assert_string_equal(taken->accounts[0].password_file, "/run/password");
	/* Certificates are looked at before something leaves; where a key lies is the keeper's alone. */
	assert_int_equal(taken->identities_count, 2);
	assert_string_equal(taken->identities[1].name, "second");
	for (int i = 0; i < CONF_IDENTITIES_MAX; i++)
		assert_string_equal(taken->identities[i].key_file, "");
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

/* An account of Serasa with everything that a door has no use for. */
static void add_account(const char *code, const char *channel, const char *profile)
{
	struct account_conf *account = &settings.accounts[settings.accounts_count++];
	(void)text_copy(text_of(code), account->code, sizeof(account->code));
	(void)text_copy(text_of(channel), account->channel, sizeof(account->channel));
	(void)text_copy(text_of(profile), account->profile, sizeof(account->profile));
	(void)text_copy(text_of("https://bureau.example"), account->endpoint, sizeof(account->endpoint));
	(void)text_copy(text_of("/run/password"), account->password_file, sizeof(account->password_file));
	account->bureau.hook_auth = HOOK_AUTH_BASIC;
	(void)text_copy(text_of("serasa"), account->bureau.hook_user, sizeof(account->bureau.hook_user));
	(void)text_copy(text_of("/run/hook"), account->bureau.hook_secret_file,
			sizeof(account->bureau.hook_secret_file));
}

static void door_knows_itself_and_the_accounts_that_get_webhooks(void **state)
{
	(void)state;
	settings.profiles_count = 2;
	(void)text_copy(text_of("rest"), settings.profiles[0].name, sizeof(settings.profiles[0].name));
	settings.profiles[0].bureau.way = PROFILE_WAY_REST;
	(void)text_copy(text_of("file"), settings.profiles[1].name, sizeof(settings.profiles[1].name));
	settings.profiles[1].bureau.way = PROFILE_WAY_FILE;
	(void)text_copy(text_of("127.0.0.1:0"), settings.door.listen, sizeof(settings.door.listen));
	(void)text_copy(text_of("/run/door.key"), settings.door.key_file, sizeof(settings.door.key_file));
	add_account("by-file", "serasa", "file");
	add_account("by-rest", "serasa", "rest");
	add_account("of-spc", "spc", "rest");
	const struct settings *taken = hand_over(HANDOVER_DOOR);
	assert_string_equal(taken->door.listen, "127.0.0.1:0");
	assert_string_equal(taken->door.key_file, "/run/door.key");
	assert_int_equal(taken->log_priority, 7);
	assert_int_equal(taken->identities_count, 0);
	assert_string_equal(taken->identities[0].key_file, "");
	assert_string_equal(taken->database, "");
	assert_int_equal(taken->accounts_count, 1);
	const struct account_conf *account = &taken->accounts[0];
	assert_string_equal(account->code, "by-rest");
	assert_string_equal(account->channel, "serasa");
	assert_int_equal(account->bureau.hook_auth, HOOK_AUTH_BASIC);
	assert_string_equal(account->bureau.hook_user, "serasa");
	assert_string_equal(account->bureau.hook_secret_file, "/run/hook");
	assert_string_equal(account->password_file, "");
	assert_string_equal(account->endpoint, "");
}

static void only_the_door_knows_the_door(void **state)
{
	(void)state;
	(void)text_copy(text_of("/run/door.key"), settings.door.key_file, sizeof(settings.door.key_file));
	assert_string_equal(hand_over(HANDOVER_WORKER)->door.key_file, "");
	assert_string_equal(hand_over(HANDOVER_KEEPER)->door.key_file, "");
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
		ROW(worker_knows_everything_but_the_keys_and_the_door),
		ROW(keeper_knows_nothing_but_the_identities),
		ROW(door_knows_itself_and_the_accounts_that_get_webhooks),
		ROW(only_the_door_knows_the_door),
		ROW(settings_cannot_be_changed_on_the_way),
		ROW(anything_else_than_sealed_settings_is_refused),
		ROW(purposes_become_bits),
		ROW(unknown_purpose_names_identity_and_purpose),
		ROW(path_too_long_for_the_keeper_is_refused_not_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
