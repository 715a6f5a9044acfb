#include "apontasim/common/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

#define IDLE_SECONDS 60u
#define BACKLOG      128

struct server {
	const struct trade *trade;
	struct MHD_Daemon *business;
	struct MHD_Daemon *control;
	char control_path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	unsigned at_once_max;
	atomic_uint at_once; /* business requests between their first header and the end of their answer */
};

/* One request on its way in. */
struct inflow {
	struct buf body;
	struct server *counted; /* where it counts as one of those at a time; NULL on the control socket */
	bool is_one_too_many;
};

static enum MHD_Result respond(struct MHD_Connection *connection, const struct server_call *call)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(call->answer.len, call->answer.bytes, MHD_RESPMEM_MUST_COPY);
	if (response == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, call->content_type);
	for (int i = 0; i < call->headers_count; i++)
		(void)MHD_add_response_header(response, call->headers[i].name, call->headers[i].value);
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)call->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result respond_words(struct MHD_Connection *connection, int status, const char *words)
{
	struct server_call call = {.status = status, .content_type = "text/plain"};
	if (status == MHD_HTTP_TOO_MANY_REQUESTS)
		server_answer_header(&call, MHD_HTTP_HEADER_RETRY_AFTER, "1");
	buf_init(&call.answer, 256);
	buf_puts(&call.answer, words);
	enum MHD_Result result = respond(connection, &call);
	buf_done(&call.answer);
	return result;
}

/* A reset, not a polite end: what a crash or a firewall looks like from the other side. */
static enum MHD_Result drop(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};
	if (info != NULL) {
		(void)setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		/* Connecting to nowhere dissolves the association: TCP sends the reset at once. */
		(void)connect(info->connect_fd, &(struct sockaddr){.sa_family = AF_UNSPEC}, sizeof(struct sockaddr));
	}
	return MHD_NO;
}

struct half {
	size_t len;
	char bytes[];
};

static ssize_t half_read(void *cls, uint64_t at, char *out, size_t room)
{
	const struct half *half = cls;
	if (at >= half->len / 2)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	size_t count = half->len / 2 - (size_t)at;
	count = count < room ? count : room;
	memcpy(out, half->bytes + at, count);
	return (ssize_t)count;
}

/* The whole length is announced, half of it is sent, then the connection ends. */
static enum MHD_Result respond_half(struct MHD_Connection *connection, int status, const struct buf *body)
{
	struct half *half = malloc(sizeof(*half) + body->len);
	if (half == NULL)
		return MHD_NO;
	half->len = body->len;
	memcpy(half->bytes, body->bytes, body->len);
	struct MHD_Response *response = MHD_create_response_from_callback(body->len, 4096, half_read, half, free);
	if (response == NULL) {
		free(half);
		return MHD_NO;
	}
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

static void sleep_ms(int ms)
{
	struct timespec rest = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
		;
}

const char *server_header(const struct server_call *call, const char *name)
{
	return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

void server_answer_header(struct server_call *call, const char *name, const char *value)
{
	assert(call->headers_count < ANSWER_HEADERS_MAX);
	call->headers[call->headers_count].name = name;
	call->headers[call->headers_count++].value = value;
}

static enum MHD_Result answer(struct MHD_Connection *connection, const struct server_call *call, enum fault_kind fault)
{
	switch (fault) {
	case FAULT_KIND_DROP_BEFORE:
	case FAULT_KIND_DROP_AFTER: return drop(connection);
	case FAULT_KIND_CUT_ANSWER: return respond_half(connection, call->status, &call->answer);
	case FAULT_KIND_GARBAGE:
		return respond_words(connection, 200, "<html><body>Em manuten\347\343o</body></html>\n");
	case FAULT_KIND_ERROR_500: return respond_words(connection, 500, "Internal Server Error\n");
	case FAULT_KIND_DELAY:
	case FAULT_KIND_NONE: break;
	}
	if (buf_failed(&call->answer))
		return respond_words(connection, 500, "the answer is too large\n");
	return respond(connection, call);
}

/* The five steps of server.h. */
static enum MHD_Result call_run(const struct trade *trade, struct MHD_Connection *connection, struct server_call *call)
{
	enum fault_kind fault = FAULT_KIND_NONE;
	int delay_ms = 0;
	(void)pthread_mutex_lock(trade->lock);
	const char *operation = trade->open(trade->world, call);
	if (operation != NULL)
		fault = faults_take(trade->faults, operation, &delay_ms);
	(void)pthread_mutex_unlock(trade->lock);
	sleep_ms(delay_ms);
	(void)pthread_mutex_lock(trade->lock);
	call->is_lost = fault != FAULT_KIND_NONE;
	if (operation != NULL && fault != FAULT_KIND_DROP_BEFORE && fault != FAULT_KIND_ERROR_500)
		trade->run(trade->world, call);
	if (trade->seen != NULL && (fault != FAULT_KIND_NONE || delay_ms > 0))
		trade->seen(trade->world, call);
	(void)pthread_mutex_unlock(trade->lock);
	return answer(connection, call, fault);
}

static enum MHD_Result business(const struct trade *trade, struct MHD_Connection *connection, const char *path,
				const char *method, const struct inflow *inflow)
{
	struct arena *arena = arena_new(4 * LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return MHD_NO;
	char *password = NULL;
	char *user = MHD_basic_auth_get_username_password(connection, &password);
	struct server_call call = {
		.method = method,
		.path = path,
		.user = user,
		.password = password,
		.body = buf_view(&inflow->body),
		.arena = arena,
		.connection = connection,
		.status = MHD_HTTP_OK,
		.content_type = "text/plain",
	};
	buf_init(&call.answer, LIMIT_UNIT_OF_WORK_BYTES);
	enum MHD_Result result = call_run(trade, connection, &call);
	buf_done(&call.answer);
	MHD_free(user);
	MHD_free(password);
	arena_free(arena);
	return result;
}

static enum MHD_Result control(const struct trade *trade, struct MHD_Connection *connection, const char *path,
			       const char *method, const struct inflow *inflow)
{
	struct server_call call = {.content_type = "text/plain"};
	buf_init(&call.answer, 8 * LIMIT_UNIT_OF_WORK_BYTES);
	(void)pthread_mutex_lock(trade->lock);
	call.status = trade->control(trade->world, method, path, buf_view(&inflow->body), &call.answer);
	(void)pthread_mutex_unlock(trade->lock);
	enum MHD_Result result = buf_failed(&call.answer) ? respond_words(connection, 500, "the answer is too large\n")
							  : respond(connection, &call);
	buf_done(&call.answer);
	return result;
}

static struct inflow *inflow_new(struct server *server, bool is_control)
{
	struct inflow *inflow = calloc(1, sizeof(*inflow));
	if (inflow == NULL)
		return NULL;
	buf_init(&inflow->body, LIMIT_UNIT_OF_WORK_BYTES);
	if (is_control)
		return inflow;
	inflow->counted = server;
	unsigned others = atomic_fetch_add(&server->at_once, 1);
	inflow->is_one_too_many = server->at_once_max > 0 && others >= server->at_once_max;
	return inflow;
}

/* libmicrohttpd calls this once with the headers, then with each piece of the body, then with nothing left. */
static enum MHD_Result take(struct server *server, bool is_control, struct MHD_Connection *connection, const char *path,
			    const char *method, const char *piece, size_t *piece_len, void **state)
{
	struct inflow *inflow = *state;
	if (inflow == NULL) {
		inflow = inflow_new(server, is_control);
		*state = inflow;
		return inflow != NULL ? MHD_YES : MHD_NO;
	}
	if (*piece_len > 0) {
		buf_put(&inflow->body, piece, *piece_len);
		*piece_len = 0;
		return MHD_YES;
	}
	if (buf_failed(&inflow->body))
		return respond_words(connection, 413, "the request is too large\n");
	if (inflow->is_one_too_many)
		return respond_words(connection, MHD_HTTP_TOO_MANY_REQUESTS, "too many requests at a time\n");
	return is_control ? control(server->trade, connection, path, method, inflow)
			  : business(server->trade, connection, path, method, inflow);
}

static enum MHD_Result business_handler(void *cls, struct MHD_Connection *connection, const char *url,
					const char *method, const char *version, const char *piece, size_t *piece_len,
					void **state)
{
	(void)version;
	return take(cls, false, connection, url, method, piece, piece_len, state);
}

static enum MHD_Result control_handler(void *cls, struct MHD_Connection *connection, const char *url,
				       const char *method, const char *version, const char *piece, size_t *piece_len,
				       void **state)
{
	(void)version;
	return take(cls, true, connection, url, method, piece, piece_len, state);
}

static void request_done(void *cls, struct MHD_Connection *connection, void **state,
			 enum MHD_RequestTerminationCode code)
{
	struct inflow *inflow = *state;
	(void)cls;
	(void)connection;
	(void)code;
	if (inflow == NULL)
		return;
	if (inflow->counted != NULL)
		(void)atomic_fetch_sub(&inflow->counted->at_once, 1);
	buf_done(&inflow->body);
	free(inflow);
	*state = NULL;
}

static void quiet(void *cls, const char *format, va_list arguments)
{
	(void)cls;
	(void)format;
	(void)arguments;
}

static enum rc control_listen(struct server *server, int *ret_fd, struct err *reterr)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(server->control_path) >= sizeof(address.sun_path))
		return err_set(reterr, ERR_RANGE, "the path of the control socket is too long");
	memcpy(address.sun_path, server->control_path, strlen(server->control_path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(reterr, ERR_SYSTEM, "no unix socket: %s", strerror(errno));
	(void)unlink(server->control_path);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, BACKLOG) != 0) {
		err_set(reterr, ERR_SYSTEM, "%s: %s", server->control_path, strerror(errno));
		(void)close(fd);
		return ERR_SYSTEM;
	}
	*ret_fd = fd;
	return OK;
}

static enum rc business_start(struct server *server, const struct server_settings *settings, unsigned *ret_port,
			      struct err *reterr)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)settings->port)};
	if (inet_pton(AF_INET, settings->address, &address.sin_addr) != 1)
		return err_set(reterr, ERR_FORMAT, "\"%s\" is not an IPv4 address", settings->address);
	unsigned flags = MHD_USE_TLS | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
			 MHD_USE_ERROR_LOG;
	server->business =
		MHD_start_daemon(flags, 0, NULL, NULL, business_handler, server, MHD_OPTION_EXTERNAL_LOGGER, quiet,
				 NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_HTTPS_MEM_CERT, settings->certificate,
				 MHD_OPTION_HTTPS_MEM_KEY, settings->key, MHD_OPTION_NOTIFY_COMPLETED, request_done,
				 NULL, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_LISTENING_ADDRESS_REUSE,
				 1u, MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)BACKLOG, MHD_OPTION_END);
	if (server->business == NULL)
		return err_set(reterr, ERR_SYSTEM,
			       "cannot listen at %s:%u (address in use, or a bad certificate or key)",
			       settings->address, settings->port);
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->business, MHD_DAEMON_INFO_BIND_PORT);
	if (info == NULL)
		return err_set(reterr, ERR_SYSTEM, "the port cannot be told");
	*ret_port = info->port;
	return OK;
}

enum rc server_start(const struct trade *trade, const struct server_settings *settings, struct server **ret_server,
		     unsigned *ret_port, struct err *reterr)
{
	int fd = -1;
	struct server *server = calloc(1, sizeof(*server));
	if (server == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the server");
	server->trade = trade;
	server->at_once_max = settings->at_once_max;
	if (!text_copy(text_of(settings->control_path), server->control_path, sizeof(server->control_path))) {
		free(server);
		return err_set(reterr, ERR_RANGE, "the path of the control socket is too long");
	}
	enum rc rc = control_listen(server, &fd, reterr);
	if (rc == OK) {
		server->control =
			MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
						 MHD_USE_POLL | MHD_USE_ERROR_LOG,
					 0, NULL, NULL, control_handler, server, MHD_OPTION_EXTERNAL_LOGGER, quiet,
					 NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, request_done,
					 NULL, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_END);
		if (server->control == NULL) {
			(void)close(fd);
			rc = err_set(reterr, ERR_SYSTEM, "the control socket cannot be served");
		}
	}
	if (rc == OK)
		rc = business_start(server, settings, ret_port, reterr);
	if (rc != OK) {
		server_stop(server);
		return rc;
	}
	*ret_server = server;
	return OK;
}

void server_stop(struct server *server)
{
	if (server == NULL)
		return;
	if (server->business != NULL)
		MHD_stop_daemon(server->business);
	if (server->control != NULL) {
		MHD_stop_daemon(server->control);
		(void)unlink(server->control_path);
	}
	free(server);
}
