/* What the tests of this folder share: the test certificates, identities made of them, and a few documents. */
#pragma once

#include "base/arena.h"
#include "seal/seal.h"

#define FIXTURE_SIGNED_AT    1767366000 /* 2026-01-02 15:00 UTC, inside the certificates' terms */
#define FIXTURE_ALL_PURPOSES ((1u << SEAL_PURPOSE_COUNT) - 1u)
#define FIXTURE_LATIN        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<remessa><d>S\xe3o Jo\xe3o</d></remessa>"
#define FIXTURE_XML                                                                                                    \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<remessa xmlns:p=\"urn:exemplo\">\n  <p:tr t01=\"1\" "            \
	"t52=\"a&amp;b\"/>\n"                                                                                          \
	"  <d><![CDATA[x < y]]></d>\n</remessa>\n"

struct fixture {
	struct arena *arena;
	struct seal_identity rsa;
	struct seal_identity ec;
	char ca[512];
};

extern struct fixture fixture;

/* For cmocka: makes the certificates once (script/pki), an arena for the group, and resets it between tests. */
int fixture_setup(void **state);
int fixture_reset(void **state);
int fixture_teardown(void **state);

/* "FOLDER/NAME" of the test certificates. */
void fixture_path(const char *name, char *out, size_t size);
/* A file in a folder of this test's own; removed at teardown. */
void fixture_write(const char *name, struct text bytes, unsigned mode, char *out, size_t size);
/* The bytes with the first `from` replaced by `to`; fails the test when there is none. */
struct text fixture_replace(struct text bytes, const char *from, const char *to);

void fixture_fail(const char *file, int line, const struct err *err);
#define assert_ok(call)                                                                                                \
	do {                                                                                                           \
		if ((call) != OK)                                                                                      \
			fixture_fail(__FILE__, __LINE__, &fixture_err);                                                \
	} while (0)
extern struct err fixture_err; /* the last argument of calls inside assert_ok() */
