#include "tls_server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_LIMIT (32u << 20)

struct tls_server;

/* A connection and its thread. */
struct visit {
	struct tls_server *server;
	struct visit *next;
	pthread_t thread;
	int fd;
	SSL *ssl;
	atomic_bool over;
	bool counted; /* among the unanswered */
	char incoming[65536];
};

struct tls_server {
	enum server_way way;
	int listener;
	int port;
	int stop[2]; /* a byte here ends the thread */
	SSL_CTX *context;
	pthread_t thread;
	const char *says_status;
	const char *says_body;
	atomic_int connections;
	atomic_int resumed;
	atomic_int requests;
	struct visit *visits; /* of the accepting thread */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t gathered;
	int gathers;
	int unanswered;
	int unanswered_most;
	char last[65536]; /* written before the answer leaves */
};

static bool add_extension(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool added = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

static bool make_identity(SSL_CTX *context, const char *anchor_file)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	FILE *file = fopen(anchor_file, "w");
	bool made = key != NULL && cert != NULL && file != NULL;
	if (made) {
		X509_NAME *name = X509_get_subject_name(cert);
		made = X509_set_version(cert, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(cert), 1) == 1 &&
		       X509_gmtime_adj(X509_getm_notBefore(cert), -3600) != NULL &&
		       X509_gmtime_adj(X509_getm_notAfter(cert), 3600) != NULL && X509_set_pubkey(cert, key) == 1 &&
		       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
						  0) == 1 &&
		       X509_set_issuer_name(cert, name) == 1 &&
		       add_extension(cert, NID_basic_constraints, "critical,CA:TRUE") &&
		       add_extension(cert, NID_subject_alt_name, "DNS:localhost") &&
		       X509_sign(cert, key, EVP_sha256()) > 0 && PEM_write_X509(file, cert) == 1 &&
		       SSL_CTX_use_certificate(context, cert) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1;
	}
	if (file != NULL)
		(void)fclose(file);
	X509_free(cert);
	EVP_PKEY_free(key);
	return made;
}

/* Read one request into visit->incoming; `body_max` bytes of the body at most. False when the other side has gone. */
static bool read_request(struct visit *visit, size_t body_max)
{
	size_t len = 0;
	for (;;) {
		visit->incoming[len] = '\0';
		const char *end = strstr(visit->incoming, "\r\n\r\n");
		if (end != NULL) {
			const char *field = strcasestr(visit->incoming, "content-length:");
			size_t body = field != NULL ? strtoul(field + 15, NULL, 10) : 0;
			size_t have = len - (size_t)(end + 4 - visit->incoming);
			if (have >= body || have >= body_max)
				return true;
		}
		int got = SSL_read(visit->ssl, visit->incoming + len, (int)(sizeof(visit->incoming) - 1 - len));
		if (got <= 0)
			return false;
		len += (size_t)got;
	}
}

/* Count the visit among those who wait for an answer, or no more. The lock is held. */
static void count(struct visit *visit, bool unanswered)
{
	struct tls_server *server = visit->server;
	server->unanswered += unanswered - visit->counted;
	visit->counted = unanswered;
	if (server->unanswered > server->unanswered_most)
		server->unanswered_most = server->unanswered;
}

/* A whole request is there. A server that gathers waits for others before it answers, ten seconds at most. */
static void take_in(struct visit *visit)
{
	struct tls_server *server = visit->server;
	struct timespec until;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	server->requests++;
	(void)pthread_mutex_lock(&server->lock);
	(void)snprintf(server->last, sizeof(server->last), "%s", visit->incoming);
	count(visit, true);
	(void)pthread_cond_broadcast(&server->gathered);
	int failed = 0;
	while (server->requests < server->gathers && failed == 0)
		failed = pthread_cond_timedwait(&server->gathered, &server->lock, &until);
	count(visit, false);
	(void)pthread_mutex_unlock(&server->lock);
}

static void say(SSL *ssl, const char *text)
{
	(void)SSL_write(ssl, text, (int)strlen(text));
}

static void say_too_much(SSL *ssl)
{
	static char chunk[65536];
	memset(chunk, 'x', sizeof(chunk));
	say(ssl, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	for (size_t sent = 0; sent <= ANSWER_LIMIT; sent += sizeof(chunk))
		if (SSL_write(ssl, chunk, sizeof(chunk)) <= 0)
			return;
}

static void wait_for_stop(const struct tls_server *server, int fd)
{
	struct pollfd fds[2] = {{.fd = server->stop[0], .events = POLLIN}, {.fd = fd, .events = POLLRDHUP}};
	(void)poll(fds, 2, 10000);
}

/* Answer one request. True: the connection may go on. */
static bool answer(struct tls_server *server, SSL *ssl, int fd)
{
	char text[16384];
	switch (server->way) {
	case SERVER_GATHERS:
	case SERVER_ANSWERS: say(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"); return true;
	case SERVER_ANSWERS_THEN_CLOSES: say(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"); return false;
	case SERVER_HALF_ANSWER: say(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf "); return false;
	case SERVER_SILENT: wait_for_stop(server, fd); return false;
	case SERVER_ANNOUNCES_TOO_MUCH: say(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 33554433\r\n\r\nx"); return false;
	case SERVER_SENDS_TOO_MUCH: say_too_much(ssl); return false;
	case SERVER_REDIRECTS:
		(void)snprintf(text, sizeof(text),
			       "HTTP/1.1 302 Found\r\nLocation: https://localhost:%d/else\r\nContent-Length: 0\r\n\r\n",
			       server->port);
		say(ssl, text);
		return true;
	case SERVER_FAILS: say(ssl, "HTTP/1.1 500 No\r\nContent-Length: 5\r\n\r\nfault"); return true;
	case SERVER_SAYS:
		(void)snprintf(text, sizeof(text), "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", server->says_status,
			       strlen(server->says_body));
		say(ssl, text);
		say(ssl, server->says_body);
		return true;
	default: return false;
	}
}

static void serve(struct tls_server *server, struct visit *visit)
{
	if (server->way == SERVER_CLOSES_AT_ACCEPT)
		return;
	if (server->way == SERVER_NEVER_SHAKES_HANDS) {
		wait_for_stop(server, visit->fd);
		return;
	}
	int at_once =
		1; /* tickets and answer are writes of their own: do not wait for an acknowledgement between them */
	(void)setsockopt(visit->fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
	SSL *ssl = visit->ssl = SSL_new(server->context);
	if (ssl != NULL && SSL_set_fd(ssl, visit->fd) == 1 && SSL_accept(ssl) == 1) {
		server->connections++;
		server->resumed += SSL_session_reused(ssl);
		bool more = server->way != SERVER_CLOSES_UNREAD;
		while (more) {
			bool part = server->way == SERVER_CLOSES_MID_BODY;
			more = read_request(visit, part ? 1 : SIZE_MAX) && !part;
			if (more) {
				take_in(visit);
				more = answer(server, ssl, visit->fd);
			}
		}
		(void)SSL_shutdown(ssl);
	}
	SSL_free(ssl);
}

static void *receive(void *context)
{
	struct visit *visit = context;
	serve(visit->server, visit);
	(void)pthread_mutex_lock(&visit->server->lock);
	count(visit, false);
	(void)pthread_mutex_unlock(&visit->server->lock);
	(void)close(visit->fd);
	visit->over = true;
	return NULL;
}

static void visits_end(struct tls_server *server, bool all)
{
	for (struct visit **at = &server->visits; *at != NULL;) {
		struct visit *visit = *at;
		if (!all && !visit->over) {
			at = &visit->next;
			continue;
		}
		(void)pthread_join(visit->thread, NULL);
		*at = visit->next;
		free(visit);
	}
}

static void *run(void *context)
{
	struct tls_server *server = context;
	for (;;) {
		struct pollfd fds[2] = {{.fd = server->stop[0], .events = POLLIN},
					{.fd = server->listener, .events = POLLIN}};
		if (poll(fds, 2, -1) < 0 || fds[0].revents != 0)
			break;
		visits_end(server, false);
		struct visit *visit = calloc(1, sizeof(*visit));
		int fd = accept(server->listener, NULL, NULL);
		if (visit != NULL && fd >= 0) {
			visit->server = server;
			visit->fd = fd;
			visit->next = server->visits;
			(void)pthread_mutex_lock(&server->lock);
			count(visit, true);
			(void)pthread_mutex_unlock(&server->lock);
			if (pthread_create(&visit->thread, NULL, receive, visit) == 0) {
				server->visits = visit;
				continue;
			}
		}
		if (fd >= 0)
			(void)close(fd);
		free(visit);
	}
	visits_end(server, true);
	return NULL;
}

static bool listen_somewhere(struct tls_server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(server->listener, 128) != 0 || getsockname(server->listener, (struct sockaddr *)&address, &len) != 0)
		return false;
	server->port = ntohs(address.sin_port);
	return true;
}

struct tls_server *tls_server_start(enum server_way way, const char *anchor_file)
{
	struct tls_server *server = calloc(1, sizeof(*server));
	if (server == NULL)
		return NULL;
	server->way = way;
	(void)pthread_mutex_init(&server->lock, NULL);
	(void)pthread_cond_init(&server->gathered, NULL);
	server->context = SSL_CTX_new(TLS_server_method());
	bool ready = server->context != NULL && make_identity(server->context, anchor_file) &&
		     pipe(server->stop) == 0 && listen_somewhere(server);
	if (ready && way == SERVER_OLD_TLS) {
		SSL_CTX_set_security_level(server->context, 0);
		ready = SSL_CTX_set_min_proto_version(server->context, TLS1_VERSION) == 1 &&
			SSL_CTX_set_max_proto_version(server->context, TLS1_1_VERSION) == 1;
	}
	return ready && pthread_create(&server->thread, NULL, run, server) == 0 ? server : NULL;
}

void tls_server_stop(struct tls_server *server)
{
	(void)!write(server->stop[1], "x", 1);
	/* A connection that a client keeps alive holds SSL_read(): closing the listener does not help it, the client's
	 * end does. Tests free their client first. */
	(void)pthread_join(server->thread, NULL);
	(void)close(server->listener);
	(void)close(server->stop[0]);
	(void)close(server->stop[1]);
	SSL_CTX_free(server->context);
	(void)pthread_cond_destroy(&server->gathered);
	(void)pthread_mutex_destroy(&server->lock);
	free(server);
}

void tls_server_says(struct tls_server *server, const char *status, const char *body)
{
	server->says_status = status;
	server->says_body = body;
}

void tls_server_gathers(struct tls_server *server, int requests)
{
	server->gathers = requests;
}

int tls_server_port(const struct tls_server *server)
{
	return server->port;
}

int tls_server_connections(struct tls_server *server)
{
	return server->connections;
}

int tls_server_resumed(struct tls_server *server)
{
	return server->resumed;
}

int tls_server_together(struct tls_server *server)
{
	(void)pthread_mutex_lock(&server->lock);
	int most = server->unanswered_most;
	(void)pthread_mutex_unlock(&server->lock);
	return most;
}

int tls_server_requests(struct tls_server *server)
{
	return server->requests;
}

const char *tls_server_last(struct tls_server *server)
{
	return server->last;
}
