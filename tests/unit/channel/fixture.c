#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

void fixture_init(struct fixture *fixture, const char *profile)
{
	struct err err;
	*fixture = (struct fixture){.arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES)};
	assert_non_null(fixture->arena);
	if (conf_read(fixture->arena, TOP_SRCDIR "/conf/apontad.conf", &fixture->settings, NULL, NULL, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	fixture->conf = fixture->settings->accounts[0];
	fixture->account = (struct channel_account){
		.conf = &fixture->conf,
		.creditor = &fixture->settings->creditors[fixture->conf.creditor],
		.profile = conf_profile(fixture->settings, profile),
		.password = "not so secret",
	};
	assert_non_null(fixture->account.profile);
}

void fixture_done(struct fixture *fixture)
{
	fixture->arena = arena_free(fixture->arena);
}

struct text fixture_answer(struct fixture *fixture, const char *inner)
{
	const char *text = arena_printf(
		fixture->arena,
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
		"<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"><SOAP-ENV:Body>"
		"<ns1:RemessaResponse xmlns:ns1=\"urn:crarj.crabr.com.br\"><return><![CDATA[%s]]></return>"
		"</ns1:RemessaResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>",
		inner);
	assert_non_null(text);
	return text_of(text);
}
