/* Sign one file through a keeper, as the daemon does, for the golden tests of the seals:
 *
 *   seal_sign PURPOSE CERTIFICATE KEY SECONDS FILE NAME [ALGORITHM] >SIGNED
 *
 * PURPOSE as seal_purpose_name() says it, SECONDS the business time of the signature, NAME the Reference of a detached
 * XML signature, ALGORITHM that of a JWS by an RSA key, PS256 where it is not given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "seal/keeper.h"

#define TIMEOUT_MS 20000

static int fail(const struct err *err)
{
	char words[1024];
	(void)fprintf(stderr, "seal_sign: %s\n", err_text(err, words, sizeof(words)));
	return 1;
}

static int keep(const struct seal_identity *identity, int client)
{
	struct keeper *keeper = NULL;
	struct err err = {0};
	enum rc rc = keeper_new(identity, 1, &keeper, &err);
	if (rc == OK)
		rc = keeper_serve(keeper, &client, 1, -1, &err);
	keeper_free(keeper);
	return rc == OK ? 0 : fail(&err);
}

static int ask(int fd, const char *path, struct seal_request *request)
{
	struct err err = {0};
	struct text made = {NULL, 0};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(2 * (size_t)LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return 1;
	enum rc rc = io_read(arena, path, LIMIT_DOCUMENT_BYTES, &request->document, &err);
	if (rc == OK)
		rc = keeper_sign(fd, request, TIMEOUT_MS, arena, &made, &err);
	if (rc != OK)
		return fail(&err);
	return fwrite(made.at, 1, made.len, stdout) == made.len && fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc != 7 && argc != 8)
		return 2;
	struct seal_identity identity = {.name = "exemplo", .purposes = (1u << SEAL_PURPOSE_COUNT) - 1u};
	struct seal_request request = {.purpose = SEAL_PURPOSE_COUNT, .identity = identity.name, .file_name = argv[6]};
	for (int purpose = 0; purpose < SEAL_PURPOSE_COUNT; purpose++)
		if (strcmp(argv[1], seal_purpose_name((enum seal_purpose)purpose)) == 0)
			request.purpose = (enum seal_purpose)purpose;
	if (argc == 8)
		request.jws_algorithm =
			strcmp(argv[7], seal_jws_name(JWS_RS256)) == 0 ? JWS_RS256 : JWS_ALGORITHM_COUNT;
	(void)snprintf(identity.certificate_file, sizeof(identity.certificate_file), "%s", argv[2]);
	(void)snprintf(identity.key_file, sizeof(identity.key_file), "%s", argv[3]);
	request.signed_at = strtoll(argv[4], NULL, 10);
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return 1;
	pid_t child = fork();
	if (child == 0) {
		(void)close(fds[0]);
		_exit(keep(&identity, fds[1]));
	}
	(void)close(fds[1]);
	int result = child > 0 ? ask(fds[0], argv[5], &request) : 1;
	(void)close(fds[0]); /* its last client gone, the keeper ends */
	int status = 0;
	if (child > 0 && (waitpid(child, &status, 0) != child || status != 0))
		result = 1;
	return result;
}
