#include "door/door.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "door/inside.h"
#include "door/listen.h"
#include "door/terms.h"
#include "seal/secret.h"
#include "store/hook.h"

/* GnuTLS's words: TLS 1.2 or later, keys that are forgotten after the connection, ciphers that prove what they carry.
 */
#define TLS_PRIORITIES                                                                                                 \
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-SHA1:-AES-128-CBC:-AES-256-CBC:%SERVER_PRECEDENCE"

int64_t door_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void heard(void *cls, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* What it says of its callers (broken TLS, bad headers) belongs to a person who looks for it; its last words before a
 * refused start are the reason. */
static void heard(void *cls, const char *format, va_list arguments)
{
	struct door *door = cls;
	(void)vsnprintf(door->said, sizeof(door->said), format, arguments);
	struct text words = text_trim(text_of(door->said));
	if (door->http != NULL)
		log_line(LOG_DEBUG, NULL, "%.*s", TEXT_ARG(words));
}

static enum rc read_pem(struct door *door, struct err *reterr)
{
	const struct door_conf *conf = &door->settings->door;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	CLEANUP(secret_cleanup) struct secret key = {0};
	struct text certificate = {0};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a certificate");
	enum rc rc = io_read(arena, conf->certificate_file, LIMIT_CONFIG_BYTES / 2, &certificate, reterr);
	if (rc_group(rc) == RC_GROUP_INPUT)
		rc = ERR_CONFIG;
	if (rc == OK)
		rc = secret_read(conf->key_file, &key, reterr);
	if (rc != OK)
		return rc;
	door->certificate = strndup(certificate.at, certificate.len);
	door->key = strndup(key.bytes, key.len);
	if (door->certificate == NULL || door->key == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a certificate");
	door->key_len = strlen(door->key);
	return OK;
}

static enum rc read_secrets(struct door *door, struct err *reterr)
{
	const struct settings *settings = door->settings;
	for (int i = 0; i < settings->accounts_count; i++) {
		if (strcmp(settings->accounts[i].channel, "serasa") != 0)
			continue;
		enum rc rc = gate_init(&door->gates[door->gates_count++], &settings->accounts[i], reterr);
		if (rc != OK)
			return rc;
	}
	return OK;
}

/* Without a socket (-1) it is only tried whether it would start. */
static enum rc start_http(struct door *door, int listen_fd, struct err *reterr)
{
	const struct MHD_OptionItem listening[] = {{MHD_OPTION_LISTEN_SOCKET, listen_fd, NULL},
						   {MHD_OPTION_END, 0, NULL}};
	unsigned flags = MHD_USE_TLS | MHD_USE_EPOLL | MHD_USE_ERROR_LOG;
	flags |= listen_fd < 0 ? MHD_USE_NO_LISTEN_SOCKET : 0;
	door->http =
		MHD_start_daemon(flags, 0, NULL, NULL, request_take, door, MHD_OPTION_EXTERNAL_LOGGER, heard, door,
				 MHD_OPTION_HTTPS_MEM_CERT, door->certificate, MHD_OPTION_HTTPS_MEM_KEY, door->key,
				 MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES, MHD_OPTION_NOTIFY_COMPLETED, request_done,
				 door, MHD_OPTION_NOTIFY_CONNECTION, visit_changed, door, MHD_OPTION_CONNECTION_LIMIT,
				 door_terms.connections_max, MHD_OPTION_CONNECTION_TIMEOUT, door_terms.idle_s,
				 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)DOOR_HEADER_BYTES, MHD_OPTION_ARRAY,
				 listen_fd < 0 ? &listening[1] : listening, MHD_OPTION_END);
	if (door->http != NULL)
		return OK;
	struct text words = text_trim(text_of(door->said));
	return err_set_at(reterr, ERR_CONFIG, door->settings->door.certificate_file, NULL,
			  "the certificate and the key in %s cannot be used for TLS: %.*s",
			  door->settings->door.key_file, TEXT_ARG(words));
}

static enum rc make(const struct settings *settings, int listen_fd, struct door **ret_door, struct err *reterr)
{
	struct door *door = calloc(1, sizeof(*door));
	if (door == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the door");
	door->settings = settings;
	door->born_ms = door_now_ms();
	door->database_is_far = !hook_database_is_local(settings->door.database);
	books_init(&door->books, settings->door.database);
	enum rc rc = read_pem(door, reterr);
	if (rc == OK)
		rc = read_secrets(door, reterr);
	if (rc == OK)
		rc = start_http(door, listen_fd, reterr);
	if (rc == OK)
		*ret_door = door;
	else
		door_free(door);
	return rc;
}

enum rc door_check(const struct settings *settings, struct err *reterr)
{
	struct door *door = NULL;
	if (settings->door.listen[0] == '\0')
		return OK;
	enum rc rc = make(settings, -1, &door, reterr);
	door_free(door);
	return rc;
}

enum rc door_new(const struct settings *settings, int listen_fd, struct door **ret_door, struct err *reterr)
{
	CLEANUP(io_close) int fd = listen_fd;
	struct door *door = NULL;
	enum rc rc = OK;
	if (settings->door.port_file[0] != '\0')
		rc = listen_tell_port(fd, settings->door.port_file, reterr);
	if (rc == OK)
		rc = make(settings, fd, &door, reterr);
	if (rc != OK)
		return rc;
	fd = -1;
	struct err err = {0};
	if (books_open(&door->books, door_now_ms(), &err) != OK)
		log_line(LOG_NOTICE, NULL, "calls are answered with 503 until the database is there");
	*ret_door = door;
	return OK;
}

/* The socket is the supervisor's too: libmicrohttpd must not shut it down for everybody, so it is taken back first. */
static void stop_listening(struct door *door)
{
	int fd = MHD_quiesce_daemon(door->http);
	io_close(&fd);
}

void door_free(struct door *door)
{
	if (door == NULL)
		return;
	if (door->http != NULL) {
		stop_listening(door);
		MHD_stop_daemon(door->http);
	}
	for (int i = 0; i < door->gates_count; i++)
		gate_done(&door->gates[i]);
	books_done(&door->books);
	if (door->key != NULL)
		explicit_bzero(door->key, door->key_len);
	free(door->key);
	free(door->certificate);
	free(door);
}

static int wait_ms(struct door *door, int64_t until_ms, int64_t now_ms)
{
	MHD_UNSIGNED_LONG_LONG http_ms;
	int64_t wait = until_ms - now_ms;
	if (MHD_get_timeout(door->http, &http_ms) == MHD_YES && http_ms < (MHD_UNSIGNED_LONG_LONG)INT_MAX &&
	    (int64_t)http_ms < wait)
		wait = (int64_t)http_ms;
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

/* A lost database that wants files to be reached is not found from here. Only after a while, so that the supervisor
 * does not take this door for one that dies again and again. */
static bool is_cut_off(const struct door *door, int64_t now_ms)
{
	return door->database_is_far && door->books.trouble[0] != '\0' && now_ms - door->born_ms >= door_terms.anew_ms;
}

/* What is due by the clock; returns when the next is. */
static int64_t tend(struct door *door, void (*alive)(void), int64_t *beat_at_ms, int64_t now_ms)
{
	if (now_ms >= *beat_at_ms) {
		alive();
		*beat_at_ms = now_ms + door_terms.beat_ms;
	}
	refusals_tend(&door->refusals, now_ms);
	int64_t until_ms = visits_sweep(door, now_ms);
	return until_ms < *beat_at_ms ? until_ms : *beat_at_ms;
}

enum rc door_serve(struct door *door, int stop_fd, void (*alive)(void), struct err *reterr)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(door->http, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL)
		return err_set(reterr, ERR_SYSTEM, "the listener has no epoll descriptor");
	struct pollfd polls[] = {{.fd = info->epoll_fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};
	int64_t beat_at_ms = 0;
	int64_t end_at_ms = INT64_MAX;
	enum rc rc = OK;
	while (end_at_ms == INT64_MAX || (door->requests > 0 && door_now_ms() < end_at_ms)) {
		int64_t now_ms = door_now_ms();
		int64_t until_ms = tend(door, alive, &beat_at_ms, now_ms);
		until_ms = until_ms < end_at_ms ? until_ms : end_at_ms;
		if (poll(polls, ARRAY_LEN(polls), wait_ms(door, until_ms, now_ms)) < 0 && errno != EINTR)
			return err_set(reterr, ERR_SYSTEM, "cannot wait for calls: %s", strerror(errno));
		bool cut_off = is_cut_off(door, now_ms);
		if ((polls[1].revents != 0 || cut_off) && end_at_ms == INT64_MAX) {
			if (cut_off)
				rc = err_set(reterr, ERR_TRANSIENT, "the database is looked for anew");
			stop_listening(door);
			polls[1].fd = -1;
			end_at_ms = now_ms + door_terms.end_ms;
		}
		if (MHD_run(door->http) != MHD_YES)
			return err_set(reterr, ERR_SYSTEM, "the listener failed");
	}
	return rc;
}
