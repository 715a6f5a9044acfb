/* The door as its callers see it: TLS, the addresses, the credentials, the limits, and the database that comes and
 * goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "door/door.h"
#include "unit/door/house.h"

#define HOOK        "{\"uuid\": \"3f0a\", \"contract\": \"FICT-1\", \"error\": null}"
#define BASIC       "Authorization: Basic c2VyYXNhOmZpY3RpdGlvdXMgcGFzcw==\r\n" /* serasa:fictitious pass */
#define BASIC_OTHER "Authorization: Basic c2VyYXNhOmZpY3RpdGlvdXMgcGFzdA==\r\n"
#define BEARER      "Authorization: Bearer Zm9v.fict~1\r\n"

static void what_was_answered_with_200_is_stored_as_it_came(void **state)
{
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	assert_int_equal(call(house, "POST", "/hooks/open", "", text_of(HOOK), answer), 200);
	assert_non_null(strstr(answer, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(answer, "\r\n\r\n{}"));
	assert_int_equal(house_hooks(house), 1);
	assert_string_equal(house_text(house, "select convert_from(bytes, 'UTF8') from apontad.message_part"), HOOK);
	assert_string_equal(house_text(house, "select a.code from apontad.message m join apontad.account a "
					      "on a.id = m.account_id"),
			    "open");
	assert_int_equal(house_log_count(house, "FICT-1"), 0);
}

static void bytes_that_are_no_json_and_no_text_are_stored_too(void **state)
{
	static const char bytes[] = "\0\377<html>\r\n\r\nPOST / HTTP/1.1\200'; drop";
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	assert_int_equal(call(house, "POST", "/hooks/open", "", (struct text){bytes, sizeof(bytes)}, answer), 200);
	assert_int_equal(house_number(house, "select octet_length(bytes) from apontad.message_part"), sizeof(bytes));
	assert_int_equal(house_number(house,
				      "select 1 from apontad.message_part p join apontad.message m on "
				      "m.id = p.message_id where p.sha256 = sha256(bytes) and m.sha256 = p.sha256"),
			 1);
}

static void the_same_bytes_of_a_day_are_stored_once_and_answered_each_time(void **state)
{
	struct house *house = *state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(post(house, "/hooks/open", "", HOOK), 200);
	assert_int_equal(house_hooks(house), 1);
	assert_int_equal(post(house, "/hooks/basic", BASIC, HOOK), 200); /* another account, another message */
	assert_int_equal(post(house, "/hooks/open", "", HOOK " "), 200);
	assert_int_equal(house_hooks(house), 3);
	house_sql(house, "update apontad.setting set standing_at = standing_at + interval '1 day'");
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 200);
	assert_int_equal(house_hooks(house), 1); /* of the new day */
}

static void each_request_is_answered_as_the_table_says(void **state)
{
	static const struct {
		int status;
		const char *method, *path, *headers, *body, *shows;
	} cases[] = {
		{200, "GET", "/health", "", "", "\r\n\r\nok"},
		{200, "GET", "/health?full=1", "", "", "\r\n\r\nok"},
		{200, "HEAD", "/health", "", "", "Content-Length: 3\r\n"},
		{405, "POST", "/health", "", "{}", "Allow: GET, HEAD\r\n"},
		{404, "GET", "/", "", "", ""},
		{404, "GET", "/healthy", "", "", ""},
		{404, "POST", "/hooks", "", HOOK, ""},
		{404, "POST", "/hooks/", "", HOOK, ""},
		{404, "POST", "/hooks/nobody", "", HOOK, "not found"},
		{404, "POST", "/hooks/cra", "", HOOK, "not found"},
		{404, "POST", "/hooks/acme-cra", "", HOOK, "not found"},
		{404, "POST", "/hooks/ope", "", HOOK, ""},
		{404, "POST", "/hooks/openx", "", HOOK, ""},
		{404, "POST", "/hooks//open", "", HOOK, ""},
		{404, "GET", "/hooks/nobody", "", "", ""},
		{405, "GET", "/hooks/open", "", "", "Allow: POST\r\n"},
		{405, "PUT", "/hooks/open", "", HOOK, "Allow: POST\r\n"},
		{405, "DELETE", "/hooks/basic", "", "", "Allow: POST\r\n"},
		{400, "POST", "/hooks/open", "", "", ""},
		{401, "POST", "/hooks/basic", "", HOOK,
		 "WWW-Authenticate: Basic realm=\"apontad\", charset=\"UTF-8\"\r\n"},
		{401, "POST", "/hooks/basic", BASIC_OTHER, HOOK, "WWW-Authenticate: Basic"},
		{401, "POST", "/hooks/basic", BEARER, HOOK, ""},
		{401, "POST", "/hooks/basic", "Authorization: Basic\r\n", HOOK, ""},
		{401, "POST", "/hooks/basic", "Authorization: Basic !\r\n", HOOK, ""},
		{200, "POST", "/hooks/basic", BASIC, HOOK, ""},
		{200, "POST", "/hooks/basic/included", "Authorization: bAsIc   c2VyYXNhOmZpY3RpdGlvdXMgcGFzcw==\r\n",
		 HOOK, ""},
		{401, "POST", "/hooks/bearer", "", HOOK, "WWW-Authenticate: Bearer realm=\"apontad\"\r\n"},
		{401, "POST", "/hooks/bearer", "Authorization: Bearer Zm9v.fict~\r\n", HOOK, ""},
		{401, "POST", "/hooks/bearer", "Authorization: Bearer Zm9v.fict~1x\r\n", HOOK, ""},
		{401, "POST", "/hooks/bearer", "Authorization: BearerZm9v.fict~1\r\n", HOOK, ""},
		{200, "POST", "/hooks/bearer", BEARER, HOOK, ""},
		{200, "POST", "/hooks/open/excluded/error", "", HOOK, ""},
		{200, "POST", "/hooks/open", BASIC_OTHER, HOOK, ""},
	};
	struct house *house = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char answer[ANSWER_BYTES];
		int status =
			call(house, cases[i].method, cases[i].path, cases[i].headers, text_of(cases[i].body), answer);
		if (status != cases[i].status || strstr(answer, cases[i].shows) == NULL)
			print_error("%s %s %s: %d, right is %d\n%s\n", cases[i].method, cases[i].path, cases[i].headers,
				    status, cases[i].status, answer);
		assert_int_equal(status, cases[i].status);
		assert_non_null(strstr(answer, cases[i].shows));
	}
	assert_int_equal(house_hooks(house), 3);
}

static void an_unknown_account_and_one_of_another_channel_look_the_same(void **state)
{
	struct house *house = *state;
	char one[ANSWER_BYTES];
	char other[ANSWER_BYTES];
	(void)call(house, "POST", "/hooks/nobody", BASIC, text_of(HOOK), one);
	(void)call(house, "POST", "/hooks/cra", BASIC, text_of(HOOK), other);
	char *date = strstr(one, "Date: ");
	char *other_date = strstr(other, "Date: ");
	assert_non_null(date);
	assert_non_null(other_date);
	memset(date, 'x', strcspn(date, "\r"));
	memset(other_date, 'x', strcspn(other_date, "\r"));
	assert_string_equal(one, other);
}

static void a_body_may_have_64_kib_and_not_a_byte_more(void **state)
{
	static char body[(2u << 20) + 1];
	static const struct {
		size_t len;
		int status;
	} cases[] = {{DOOR_BODY_BYTES, 200}, {DOOR_BODY_BYTES + 1, 413}, {300000, 413}, {2u << 20, 413}};
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	memset(body, 'a', sizeof(body) - 1);
	for (size_t i = 0; i < ARRAY_LEN(cases) - 1; i++)
		assert_int_equal(call(house, "POST", "/hooks/open", "", (struct text){body, cases[i].len}, answer),
				 cases[i].status);
	/* Far too much is refused before it is sent. */
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	static const char head[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2097152\r\n\r\n";
	wire_say(wire, head, sizeof(head) - 1);
	assert_int_equal(wire_hear(wire, answer), 413);
	assert_int_equal(house_hooks(house), 1);
}

static void a_body_in_chunks_is_taken_and_limited_likewise(void **state)
{
	static const char head[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	static char chunk[0x1000];
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	memset(chunk, 'c', sizeof(chunk));
	for (int chunks = 16; chunks <= 17; chunks++) {
		struct wire *wire = wire_open(house, TLS1_2_VERSION);
		wire_say(wire, head, sizeof(head) - 1);
		for (int i = 0; i < chunks; i++) {
			wire_say(wire, "1000\r\n", 6);
			wire_say(wire, chunk, sizeof(chunk));
			wire_say(wire, "\r\n", 2);
		}
		wire_say(wire, "0\r\n\r\n", 5);
		assert_int_equal(wire_hear(wire, answer), chunks == 16 ? 200 : 413);
	}
	assert_int_equal(house_hooks(house), 1);
}

static void a_header_that_is_too_large_is_refused(void **state)
{
	static char headers[DOOR_HEADER_BYTES + 64];
	struct house *house = *state;
	memset(headers, 'h', sizeof(headers));
	memcpy(headers, "X-Large: ", 9);
	memcpy(headers + sizeof(headers) - 3, "\r\n", 3);
	int status = post(house, "/hooks/open", headers, HOOK);
	assert_true(status == 431 || status == 413);
	assert_int_equal(house_hooks(house), 0);
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 200);
}

static void requests_on_one_connection_are_answered_one_by_one(void **state)
{
	static const char first[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1";
	static const char last[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				   "Content-Length: 1\r\n\r\n2";
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	wire_say(wire, first, sizeof(first) - 1);
	wire_say(wire, last, sizeof(last) - 1);
	assert_int_equal(wire_hear(wire, answer), 200);
	assert_non_null(strstr(answer + 9, "HTTP/1.1 200"));
	assert_int_equal(house_hooks(house), 2);
}

static void tls_before_1_2_is_refused(void **state)
{
	struct house *house = *state;
	assert_null(wire_open(house, TLS1_1_VERSION));
	assert_null(wire_open(house, TLS1_VERSION));
	struct wire *wire = wire_open(house, TLS1_2_VERSION);
	assert_non_null(wire);
	char answer[ANSWER_BYTES];
	static const char head[] = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	wire_say(wire, head, sizeof(head) - 1);
	assert_int_equal(wire_hear(wire, answer), 200);
}

static void without_tls_nothing_is_answered(void **state)
{
	static const char head[] = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct house *house = *state;
	char answer[512] = "";
	int fd = plain_connect(house);
	assert_int_equal(send(fd, head, sizeof(head) - 1, MSG_NOSIGNAL), sizeof(head) - 1);
	while (recv(fd, answer, sizeof(answer) - 1, 0) > 0)
		assert_null(strstr(answer, "HTTP"));
	(void)close(fd);
}

/* Reads until the other side ends; false when that takes longer than the socket's patience. */
static bool is_ended(int fd)
{
	char bytes[512];
	ssize_t got;
	while ((got = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		;
	return got == 0 || errno == ECONNRESET;
}

static void who_says_nothing_is_cut(void **state)
{
	struct house *house = *state;
	int fd = plain_connect(house);
	assert_true(is_ended(fd));
	(void)close(fd);
	static const char half[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf";
	char answer[ANSWER_BYTES];
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	wire_say(wire, half, sizeof(half) - 1);
	(void)wire_hear(wire, answer);
	assert_true(house_log_shows(house, "cut: nothing came for too long"));
	assert_int_equal(house_hooks(house), 0);
}

static void who_sends_drop_by_drop_is_cut_although_something_comes(void **state)
{
	static const char head[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	wire_say(wire, head, sizeof(head) - 1);
	for (int i = 0; i < 100 && house_log_count(house, "cut: the request was not whole") == 0; i++) {
		wire_say(wire, "x", 1);
		(void)poll(NULL, 0, 100);
	}
	assert_int_equal(wire_hear(wire, answer), 0);
	assert_int_equal(house_log_count(house, "cut: the request was not whole in time"), 1);
	assert_int_equal(house_hooks(house), 0);
}

static void connections_that_idle_keep_nobody_out_for_long(void **state)
{
	struct house *house = *state;
	int fds[20];
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		fds[i] = plain_connect(house);
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 200);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		(void)close(fds[i]);
}

struct crowd {
	const struct house *house;
	int number;
	int status;
};

static void *one_of_many(void *context)
{
	struct crowd *one = context;
	char body[64];
	(void)snprintf(body, sizeof(body), "{\"uuid\": \"%d\"}", one->number / 2);
	one->status = post(one->house, "/hooks/open", "", body);
	return NULL;
}

static void many_at_once_are_all_answered_and_each_is_stored_once(void **state)
{
	struct house *house = *state;
	struct crowd crowd[48];
	pthread_t threads[ARRAY_LEN(crowd)];
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++) {
		crowd[i] = (struct crowd){.house = house, .number = (int)i};
		assert_int_equal(pthread_create(&threads[i], NULL, one_of_many, &crowd[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(crowd[i].status, 200);
	}
	assert_int_equal(house_hooks(house), ARRAY_LEN(crowd) / 2);
}

static void cut_the_connection(struct house *house)
{
	house_sql(house, "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
			 "where usename = 'apontad_door' and datname = current_database()");
}

static void set_database_away(struct house *house, bool away)
{
	house_let_in(house, !away);
	cut_the_connection(house);
}

static void without_the_database_the_sender_is_told_to_come_again(void **state)
{
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	assert_int_equal(post(house, "/hooks/open", "", "1"), 200);
	set_database_away(house, true);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(call(house, "POST", "/hooks/open", "", text_of(HOOK), answer), 503);
		assert_non_null(strstr(answer, "Retry-After: 30\r\n"));
	}
	assert_int_equal(call(house, "GET", "/health", "", text_of(""), answer), 200);
	assert_int_equal(post(house, "/hooks/basic", "", HOOK), 401);
	assert_true(house_log_count(house, "cannot connect") > 0);
	assert_int_equal(house_hooks(house), 1);
	set_database_away(house, false);
	int status = 503;
	for (int i = 0; i < 100 && status == 503; i++) {
		status = post(house, "/hooks/open", "", HOOK);
		(void)poll(NULL, 0, 20);
	}
	assert_int_equal(status, 200);
	assert_int_equal(house_hooks(house), 2);
	assert_true(house_log_shows(house, "going on after"));
}

static void a_connection_that_was_lost_meanwhile_costs_no_refusal(void **state)
{
	struct house *house = *state;
	assert_int_equal(post(house, "/hooks/open", "", "1"), 200);
	cut_the_connection(house);
	assert_int_equal(post(house, "/hooks/open", "", "2"), 200);
	assert_int_equal(house_hooks(house), 2);
}

static void a_door_without_a_database_opens_and_finds_it_later(void **state)
{
	struct house *house = *state;
	assert_int_equal(house_shut(house), 0);
	set_database_away(house, true);
	house_open(house);
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 503);
	set_database_away(house, false);
	int status = 503;
	for (int i = 0; i < 100 && status == 503; i++) {
		(void)poll(NULL, 0, 20);
		status = post(house, "/hooks/open", "", HOOK);
	}
	assert_int_equal(status, 200);
}

static void a_door_that_has_lost_a_far_database_ends_so_that_another_looks_for_it(void **state)
{
	struct house *house = *state;
	assert_int_equal(house_shut(house), 0);
	(void)snprintf(house->settings->door.database, sizeof(house->settings->door.database),
		       "hostaddr=127.0.0.1 port=1 dbname=apontad user=apontad_door");
	house_open(house);
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 503);
	assert_int_equal(house_wait(house), 1);
	assert_int_equal(house_log_count(house, "the database is looked for anew"), 1);
}

static void an_account_that_the_database_does_not_know_yet_is_told_to_come_again(void **state)
{
	struct house *house = *state;
	house_sql(house, "update apontad.account set code = 'later' where code = 'open'");
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 503);
	assert_int_equal(post(house, "/hooks/basic", BASIC, HOOK), 200); /* nobody else is kept waiting */
	assert_int_equal(house_log_count(house, "no account open"), 1);
}

static void a_flood_of_refusals_is_no_flood_of_lines(void **state)
{
	struct house *house = *state;
	for (int i = 0; i < 30; i++)
		assert_int_equal(post(house, "/hooks/basic", BASIC_OTHER, "{\"debtor\": \"39053344705\"}"), 401);
	assert_int_equal(house_log_count(house, "a call was refused"), 5);
	assert_int_equal(house_log_count(house, "ACCOUNT=basic STATUS=401 FROM=127.0.0.1"), 5);
	assert_int_equal(house_log_count(house, "39053344705"), 0);
	assert_int_equal(house_log_count(house, "c2VyYXNh"), 0);
}

static void who_calls_between_two_doors_waits_and_is_answered(void **state)
{
	struct house *house = *state;
	struct crowd one = {.house = house};
	pthread_t thread;
	assert_int_equal(house_shut(house), 0);
	assert_int_equal(pthread_create(&thread, NULL, one_of_many, &one), 0);
	house_open(house);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(one.status, 200);
}

static void a_request_under_way_is_ended_before_the_door_shuts(void **state)
{
	static const char head[] = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nha";
	struct house *house = *state;
	char answer[ANSWER_BYTES];
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	wire_say(wire, head, sizeof(head) - 1);
	assert_int_equal(post(house, "/hooks/open", "", HOOK), 200); /* the half was read by now */
	assert_int_equal(kill(house->pid, SIGTERM), 0);
	(void)poll(NULL, 0, 100);
	wire_say(wire, "lf", 2);
	assert_int_equal(wire_hear(wire, answer), 200);
	assert_int_equal(house_shut(house), 0);
	assert_int_equal(house_hooks(house), 2);
}

static void files_that_are_not_right_are_named(void **state)
{
	struct house *house = *state;
	struct err err = {0};
	assert_int_equal(door_check(house->settings, &err), OK);
	struct door_conf *door = &house->settings->door;
	struct door_conf good = *door;
	(void)snprintf(door->key_file, sizeof(door->key_file), "%s/other.key", getenv("APONTAD_TEST_TLS"));
	assert_int_equal(door_check(house->settings, &err), ERR_CONFIG);
	assert_string_equal(err.where, door->certificate_file);
	(void)snprintf(door->key_file, sizeof(door->key_file), "/nonexistent/key");
	assert_int_equal(door_check(house->settings, &err), ERR_CONFIG);
	assert_string_equal(err.where, "/nonexistent/key");
	*door = good;
	(void)snprintf(door->certificate_file, sizeof(door->certificate_file), "/nonexistent/pem");
	assert_int_equal(door_check(house->settings, &err), ERR_CONFIG);
	assert_string_equal(err.where, "/nonexistent/pem");
	*door = good;
	struct bureau_account *basic = &house->settings->accounts[1].bureau;
	(void)snprintf(basic->hook_secret_file, sizeof(basic->hook_secret_file), "/nonexistent/secret");
	assert_int_equal(door_check(house->settings, &err), ERR_CONFIG);
	door->listen[0] = '\0';
	assert_int_equal(door_check(house->settings, &err), OK);
}

static void an_address_is_right_or_refused(void **state)
{
	static const struct {
		const char *address;
		enum rc rc;
	} cases[] = {
		{"127.0.0.1:0", OK},         {"127.0.0.1:65536", ERR_CONFIG},
		{"127.0.0.1", ERR_CONFIG},   {"127.0.0:80", ERR_CONFIG},
		{":0", ERR_CONFIG},          {"127.0.0.1:", ERR_CONFIG},
		{"localhost:0", ERR_CONFIG}, {"127.0.0.1:8x", ERR_CONFIG},
		{"[::1]:0", ERR_CONFIG},     {"192.0.2.1:0", ERR_SYSTEM}, /* not of this machine */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		int fd = -1;
		if (door_listen(cases[i].address, &fd, &err) != cases[i].rc)
			print_error("%s: %s\n", cases[i].address, err.words);
		assert_int_equal(fd >= 0, cases[i].rc == OK);
		assert_int_equal(err.code, cases[i].rc);
		if (fd >= 0)
			(void)close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOUSE_TEST(what_was_answered_with_200_is_stored_as_it_came),
		HOUSE_TEST(bytes_that_are_no_json_and_no_text_are_stored_too),
		HOUSE_TEST(the_same_bytes_of_a_day_are_stored_once_and_answered_each_time),
		HOUSE_TEST(each_request_is_answered_as_the_table_says),
		HOUSE_TEST(an_unknown_account_and_one_of_another_channel_look_the_same),
		HOUSE_TEST(a_body_may_have_64_kib_and_not_a_byte_more),
		HOUSE_TEST(a_body_in_chunks_is_taken_and_limited_likewise),
		HOUSE_TEST(a_header_that_is_too_large_is_refused),
		HOUSE_TEST(requests_on_one_connection_are_answered_one_by_one),
		HOUSE_TEST(tls_before_1_2_is_refused),
		HOUSE_TEST(without_tls_nothing_is_answered),
		HOUSE_TEST(who_says_nothing_is_cut),
		HOUSE_TEST(who_sends_drop_by_drop_is_cut_although_something_comes),
		HOUSE_TEST(connections_that_idle_keep_nobody_out_for_long),
		HOUSE_TEST(many_at_once_are_all_answered_and_each_is_stored_once),
		HOUSE_TEST(without_the_database_the_sender_is_told_to_come_again),
		HOUSE_TEST(a_connection_that_was_lost_meanwhile_costs_no_refusal),
		HOUSE_TEST(a_door_without_a_database_opens_and_finds_it_later),
		HOUSE_TEST(a_door_that_has_lost_a_far_database_ends_so_that_another_looks_for_it),
		HOUSE_TEST(an_account_that_the_database_does_not_know_yet_is_told_to_come_again),
		HOUSE_TEST(a_flood_of_refusals_is_no_flood_of_lines),
		HOUSE_TEST(who_calls_between_two_doors_waits_and_is_answered),
		HOUSE_TEST(a_request_under_way_is_ended_before_the_door_shuts),
		HOUSE_TEST(files_that_are_not_right_are_named),
		cmocka_unit_test(an_address_is_right_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
