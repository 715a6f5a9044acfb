#include "tests/unit/seal/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"

#define OWN_FILES_MAX 16

struct fixture fixture;
struct err fixture_err;
static char own_folder[64];
static char own_files[OWN_FILES_MAX][128];
static int own_count;

void fixture_path(const char *name, char *out, size_t size)
{
	assert_true(snprintf(out, size, "%s/%s", PKI_FOLDER, name) < (int)size);
}

static void identity(struct seal_identity *identity, const char *name, const char *certificate, const char *key)
{
	*identity = (struct seal_identity){.purposes = FIXTURE_ALL_PURPOSES};
	(void)snprintf(identity->name, sizeof(identity->name), "%s", name);
	fixture_path(certificate, identity->certificate_file, sizeof(identity->certificate_file));
	fixture_path(key, identity->key_file, sizeof(identity->key_file));
}

int fixture_setup(void **state)
{
	(void)state;
	if (system(PKI_SCRIPT " " PKI_FOLDER) != 0) /* both come from the build */
		return -1;
	fixture.arena = arena_new((size_t)64 << 20);
	identity(&fixture.rsa, "exemplo", "signer.pem", "signer.key");
	identity(&fixture.ec, "exemplo-ec", "signer-ec.pem", "signer-ec.key");
	fixture_path("ca.pem", fixture.ca, sizeof(fixture.ca));
	(void)snprintf(own_folder, sizeof(own_folder), "/tmp/seal_test.XXXXXX");
	return fixture.arena != NULL && mkdtemp(own_folder) != NULL ? 0 : -1;
}

int fixture_reset(void **state)
{
	(void)state;
	arena_reset(fixture.arena);
	fixture_err = (struct err){0};
	return 0;
}

int fixture_teardown(void **state)
{
	(void)state;
	fixture.arena = arena_free(fixture.arena);
	while (own_count > 0)
		(void)unlink(own_files[--own_count]);
	return rmdir(own_folder);
}

void fixture_write(const char *name, struct text bytes, unsigned mode, char *out, size_t size)
{
	assert_true(own_count < OWN_FILES_MAX);
	assert_true(snprintf(own_files[own_count], sizeof(own_files[0]), "%s/%s", own_folder, name) <
		    (int)sizeof(own_files[0]));
	assert_ok(io_write(own_files[own_count], bytes, 0600, &fixture_err));
	assert_int_equal(chmod(own_files[own_count], mode), 0);
	assert_true(snprintf(out, size, "%s", own_files[own_count]) < (int)size);
	own_count++;
}

struct text fixture_replace(struct text bytes, const char *from, const char *to)
{
	size_t from_len = strlen(from);
	size_t to_len = strlen(to);
	const char *at = memmem(bytes.at, bytes.len, from, from_len);
	if (at == NULL)
		fail_msg("\"%s\" is not in the document", from);
	size_t before = (size_t)(at - bytes.at);
	size_t len = bytes.len - from_len + to_len;
	char *out = arena_alloc(fixture.arena, len + 1);
	assert_non_null(out);
	memcpy(out, bytes.at, before);
	memcpy(out + before, to, to_len);
	memcpy(out + before + to_len, at + from_len, bytes.len - before - from_len);
	return (struct text){out, len};
}

void fixture_fail(const char *file, int line, const struct err *err)
{
	char words[1024];
	print_error("%s\n", err_text(err, words, sizeof(words)));
	_fail(file, line);
}
