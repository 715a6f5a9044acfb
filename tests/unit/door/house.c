#include "unit/door/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apontad/sandbox.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "door/door.h"
#include "store/clock.h"
#include "store/creditor.h"
#include "store/hook.h"
#include "store/schema.h"

#define WAIT_MS 20000
#define STEP_MS 10

static const char *environment(const char *name)
{
	const char *value = getenv(name);
	if (value == NULL) {
		print_error("run this by tests/unit/door/door_test.sh\n");
		fail();
	}
	return value;
}

static void must(enum rc rc, const struct err *err)
{
	char words[1024];
	if (rc == OK)
		return;
	print_error("%s\n", err_text(err, words, sizeof(words)));
	fail();
}

void house_sql(struct house *house, const char *sql)
{
	struct err err = {0};
	must(db_script(house->db, sql, &err), &err);
}

const char *house_text(struct house *house, const char *sql)
{
	struct db_rows rows;
	struct err err = {0};
	/* A statement is known by its address: it is one of the test's literals. */
	must(db_query(house->db, house->arena, sql, DB_NO_VALUES, &rows, &err), &err);
	return rows.rows > 0 ? db_cell_str(&rows, 0, 0) : "";
}

int64_t house_number(struct house *house, const char *sql)
{
	return strtoll(house_text(house, sql), NULL, 10);
}

static struct db *connect_to(const char *database, const char *user)
{
	char conninfo[512];
	struct err err = {0};
	struct db *db = NULL;
	(void)snprintf(conninfo, sizeof(conninfo), "%s dbname=%s user=%s", environment("APONTAD_TEST_SERVER"), database,
		       user);
	must(db_open(conninfo, "door_test", &db, &err), &err);
	return db;
}

struct db *house_connect(struct house *house, const char *user)
{
	return connect_to(house->name, user);
}

void house_let_in(struct house *house, bool let_in)
{
	char sql[128];
	struct err err = {0};
	CLEANUP(db_cleanup) struct db *server = connect_to("postgres", "postgres");
	(void)snprintf(sql, sizeof(sql), "alter database %s allow_connections %s", house->name,
		       let_in ? "true" : "false");
	must(db_script(server, sql, &err), &err);
}

static void told_nothing(const char *name)
{
	(void)name;
}

/* A database of its own, a copy of what the first test makes. */
static void found(struct house *house)
{
	static int made;
	char sql[128];
	struct err err = {0};
	struct db *server = connect_to("postgres", "postgres");
	if (made++ == 0) {
		must(db_script(server, "drop database if exists door_template", &err), &err);
		must(db_script(server, "create database door_template template template0", &err), &err);
		CLEANUP(db_cleanup) struct db *db = connect_to("door_template", "postgres");
		must(schema_migrate(db, true, told_nothing, &err), &err);
		must(clock_set(db, text_of("2026-03-02T09:00:00-03:00"), &err), &err);
	}
	(void)snprintf(house->name, sizeof(house->name), "door_%d_%d", (int)getpid(), made);
	(void)snprintf(sql, sizeof(sql), "create database %s template door_template", house->name);
	must(db_script(server, sql, &err), &err);
	db_close(server);
	house->db = connect_to(house->name, "postgres");
	house->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(house->arena);
}

static void put_file(const struct house *house, const char *name, const char *text, char path[257])
{
	struct err err = {0};
	(void)snprintf(path, 257, "%s/%s", house->folder, name);
	must(io_write(path, text_of(text), 0600, &err), &err);
}

static struct account_conf *add_account(struct house *house, const char *code, const char *channel,
					enum hook_auth hook_auth)
{
	/* A creditor has one account of a channel. */
	static const char *const taxids[] = {"11222333000181", "11222333000262", "11222333000343", "11222333000424"};
	const char *taxid = taxids[house->settings->accounts_count];
	struct account_conf *account = &house->settings->accounts[house->settings->accounts_count++];
	int64_t creditor_id;
	int64_t id;
	struct err err = {0};
	(void)text_copy(text_of(code), account->code, sizeof(account->code));
	(void)text_copy(text_of(channel), account->channel, sizeof(account->channel));
	account->bureau.hook_auth = hook_auth;
	must(creditor_sync(house->db, code, "Acme Ficticia Ltda", taxid, &creditor_id, &err), &err);
	must(account_sync(house->db, creditor_id, code, channel, &id, &err), &err);
	return account;
}

static void configure(struct house *house)
{
	const char *tls = environment("APONTAD_TEST_TLS");
	struct door_conf *door = &house->settings->door;
	(void)snprintf(door->listen, sizeof(door->listen), "127.0.0.1:0");
	(void)snprintf(door->certificate_file, sizeof(door->certificate_file), "%s/door.pem", tls);
	(void)snprintf(door->key_file, sizeof(door->key_file), "%s/door.key", tls);
	(void)snprintf(door->database, sizeof(door->database), "%s dbname=%s user=apontad_door",
		       environment("APONTAD_TEST_SERVER"), house->name);
	(void)snprintf(door->port_file, sizeof(door->port_file), "%s/port", house->folder);
	(void)add_account(house, "open", "serasa", HOOK_AUTH_NONE);
	struct account_conf *basic = add_account(house, "basic", "serasa", HOOK_AUTH_BASIC);
	(void)snprintf(basic->bureau.hook_user, sizeof(basic->bureau.hook_user), "serasa");
	put_file(house, "basic.secret", "fictitious pass\n", basic->bureau.hook_secret_file);
	struct account_conf *bearer = add_account(house, "bearer", "serasa", HOOK_AUTH_BEARER);
	put_file(house, "bearer.secret", "Zm9v.fict~1\r\nwhat follows is not of it\n", bearer->bureau.hook_secret_file);
	(void)add_account(house, "cra", "protest", HOOK_AUTH_NONE);
}

static void say_nothing(void)
{
}

/* In the child, to its end. */
static int be_door(struct house *house, int up_fd)
{
	struct err err = {0};
	struct door *door = NULL;
	char path[257];
	sigset_t term;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&term);
	(void)sigaddset(&term, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &term, NULL);
	(void)snprintf(path, sizeof(path), "%s/log", house->folder);
	int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	(void)dup2(log, STDERR_FILENO);
	log_init("door", LOG_INFO);
	int stop_fd = signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK);
	enum rc rc = door_new(house->settings, dup(house->listen_fd), &door, &err);
	if (rc == OK)
		rc = sandbox_enter(
			hook_database_is_local(house->settings->door.database) ? SANDBOX_DOOR : SANDBOX_DOOR_TCP, &err);
	if (rc == OK && write(up_fd, "u", 1) == 1)
		rc = door_serve(door, stop_fd, say_nothing, &err);
	door_free(door);
	if (rc != OK)
		log_error(&err, LOG_CRIT, NULL);
	return rc == OK ? 0 : 1;
}

void house_open(struct house *house)
{
	int up[2];
	char word = '\0';
	assert_int_equal(pipe2(up, O_CLOEXEC), 0);
	(void)fflush(NULL);
	house->pid = fork();
	assert_true(house->pid >= 0);
	if (house->pid == 0)
		exit(be_door(house, up[1])); /* not _exit(): the leak checker looks at the end */
	(void)close(up[1]);
	bool is_up = read(up[0], &word, 1) == 1;
	(void)close(up[0]);
	if (!is_up)
		(void)house_log_count(house, "");
	assert_true(is_up);
}

int house_wait(struct house *house)
{
	int status = -1;
	assert_int_equal(waitpid(house->pid, &status, 0), house->pid);
	house->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int house_shut(struct house *house)
{
	(void)kill(house->pid, SIGTERM);
	return house_wait(house);
}

int house_setup(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	struct err err = {0};
	assert_non_null(house);
	found(house);
	house->settings = calloc(1, sizeof(*house->settings));
	assert_non_null(house->settings);
	(void)snprintf(house->folder, sizeof(house->folder), "/tmp/apontad-door-XXXXXX");
	assert_non_null(mkdtemp(house->folder));
	configure(house);
	must(door_listen(house->settings->door.listen, &house->listen_fd, &err), &err);
	house_open(house);
	struct text port;
	must(io_read(house->arena, house->settings->door.port_file, 16, &port, &err), &err);
	house->port = (int)strtol(port.at, NULL, 10);
	*state = house;
	return 0;
}

int house_teardown(void **state)
{
	static const char *const files[] = {"log", "port", "basic.secret", "bearer.secret"};
	struct house *house = *state;
	int code = house->pid > 0 ? house_shut(house) : 0;
	if (code != 0)
		(void)house_log_count(house, "");
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[257];
		(void)snprintf(path, sizeof(path), "%s/%s", house->folder, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(house->folder);
	(void)close(house->listen_fd);
	free(house->settings);
	db_close(house->db);
	arena_free(house->arena);
	free(house);
	return code;
}

int house_log_count(const struct house *house, const char *text)
{
	char path[257];
	char line[4096];
	int count = 0;
	(void)snprintf(path, sizeof(path), "%s/log", house->folder);
	FILE *log = fopen(path, "re");
	while (log != NULL && fgets(line, sizeof(line), log) != NULL) {
		count += strstr(line, text) != NULL;
		if (text[0] == '\0')
			print_error("%s", line);
	}
	if (log != NULL)
		(void)fclose(log);
	return count;
}

bool house_log_shows(const struct house *house, const char *text)
{
	for (int waited_ms = 0; waited_ms < WAIT_MS; waited_ms += STEP_MS) {
		if (house_log_count(house, text) > 0)
			return true;
		(void)poll(NULL, 0, STEP_MS);
	}
	return false;
}

int64_t house_hooks(struct house *house)
{
	return house_number(house, "select count(*) from apontad.message m join apontad.message_part p "
				   "on p.message_id = m.id where m.kind = 'hook' and m.direction = 'in' "
				   "and m.state = 'stored' and p.part = 'document' and m.day = apontad.today()");
}

struct wire {
	int fd;
	SSL_CTX *context;
	SSL *ssl;
};

int plain_connect(const struct house *house)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)house->port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = WAIT_MS / 1000};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void wire_close(struct wire *wire)
{
	SSL_free(wire->ssl);
	SSL_CTX_free(wire->context);
	(void)close(wire->fd);
	free(wire);
}

struct wire *wire_open(const struct house *house, int tls_version_max)
{
	struct wire *wire = calloc(1, sizeof(*wire));
	assert_non_null(wire);
	wire->fd = plain_connect(house);
	wire->context = SSL_CTX_new(TLS_client_method());
	assert_non_null(wire->context);
	SSL_CTX_set_security_level(wire->context, tls_version_max < TLS1_2_VERSION ? 0 : 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(wire->context, tls_version_max), 1);
	assert_int_equal(SSL_CTX_load_verify_file(wire->context, house->settings->door.certificate_file), 1);
	SSL_CTX_set_verify(wire->context, SSL_VERIFY_PEER, NULL);
	wire->ssl = SSL_new(wire->context);
	assert_non_null(wire->ssl);
	assert_int_equal(SSL_set1_host(wire->ssl, "localhost"), 1);
	assert_int_equal(SSL_set_fd(wire->ssl, wire->fd), 1);
	if (SSL_connect(wire->ssl) == 1)
		return wire;
	wire_close(wire);
	return NULL;
}

void wire_say(struct wire *wire, const char *bytes, size_t len)
{
	if (len > 0)
		(void)SSL_write(wire->ssl, bytes, (int)len);
}

int wire_hear(struct wire *wire, char answer[ANSWER_BYTES])
{
	size_t len = 0;
	int got;
	while (len < ANSWER_BYTES - 1 && (got = SSL_read(wire->ssl, answer + len, (int)(ANSWER_BYTES - 1 - len))) > 0)
		len += (size_t)got;
	answer[len] = '\0';
	wire_close(wire);
	return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

int call(const struct house *house, const char *method, const char *path, const char *headers, struct text body,
	 char answer[ANSWER_BYTES])
{
	char head[32768];
	int len = snprintf(head, sizeof(head),
			   "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n",
			   method, path, body.len, headers);
	struct wire *wire = wire_open(house, TLS1_3_VERSION);
	assert_non_null(wire);
	wire_say(wire, head, (size_t)len);
	wire_say(wire, body.at, body.len);
	return wire_hear(wire, answer);
}

int post(const struct house *house, const char *path, const char *headers, const char *body)
{
	char answer[ANSWER_BYTES];
	return call(house, "POST", path, headers, text_of(body), answer);
}
