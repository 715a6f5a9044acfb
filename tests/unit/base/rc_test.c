#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/rc.h"

static void each_code_belongs_to_what_the_caller_does(void **state)
{
	static const struct {
		enum rc code;
		enum rc_group group;
		const char *name;
	} rows[] = {
		{OK, RC_GROUP_OK, "ok"},
		{ERR_FORMAT, RC_GROUP_INPUT, "format"},
		{ERR_RANGE, RC_GROUP_INPUT, "range"},
		{ERR_CHECK_DIGIT, RC_GROUP_INPUT, "check_digit"},
		{ERR_UNKNOWN, RC_GROUP_INPUT, "unknown"},
		{ERR_CALENDAR_MISSING, RC_GROUP_INPUT, "calendar_missing"},
		{ERR_REFUSED, RC_GROUP_INPUT, "refused"},
		{ERR_NOT_FOUND, RC_GROUP_INPUT, "not_found"},
		{ERR_DUPLICATE, RC_GROUP_INPUT, "duplicate"},
		{ERR_TRANSIENT, RC_GROUP_AGAIN, "transient"},
		{ERR_THROTTLED, RC_GROUP_AGAIN, "throttled"},
		{ERR_REJECTED, RC_GROUP_PERSON, "rejected"},
		{ERR_UNREADABLE, RC_GROUP_PERSON, "unreadable"},
		{ERR_IN_DOUBT, RC_GROUP_ASK, "in_doubt"},
		{ERR_CREDENTIALS, RC_GROUP_STOP_ACCOUNT, "credentials"},
		{ERR_INTEGRITY, RC_GROUP_STOP_NODE, "integrity"},
		{ERR_CONFIG, RC_GROUP_STOP_NODE, "config"},
		{ERR_NO_MEMORY, RC_GROUP_ABORT, "no_memory"},
		{ERR_LEASE_LOST, RC_GROUP_ABORT, "lease_lost"},
		{ERR_SYSTEM, RC_GROUP_ABORT, "system"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(rc_group(rows[i].code), rows[i].group);
		assert_string_equal(rc_name(rows[i].code), rows[i].name);
	}
}

static void only_success_is_in_the_group_of_success(void **state)
{
	(void)state;
	for (int code = -799; code <= -101; code++) {
		assert_int_not_equal(rc_group((enum rc)code), RC_GROUP_OK);
		assert_true(rc_name((enum rc)code)[0] != '\0');
	}
	assert_int_equal(rc_group((enum rc) - 900), RC_GROUP_ABORT);
	assert_int_equal(rc_group((enum rc)1), RC_GROUP_ABORT);
	assert_string_equal(rc_name((enum rc) - 900), "unnamed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_code_belongs_to_what_the_caller_does),
		cmocka_unit_test(only_success_is_in_the_group_of_success),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
