#include "apontasim/common/program.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/words.h"
#include "base/io.h"
#include "base/limits.h"

bool program_listen(const char *text, struct server_settings *settings)
{
	const char *colon = strrchr(text, ':');
	uint64_t port;
	if (colon == NULL || !words_number(text_of(colon + 1), 65535, &port) ||
	    !text_copy((struct text){text, (size_t)(colon - text)}, settings->address, sizeof(settings->address)))
		return false;
	settings->port = (unsigned)port;
	return true;
}

enum rc program_pem(struct arena *arena, const char *path, const char **ret_text, struct err *reterr)
{
	struct text bytes;
	enum rc rc = io_read(arena, path, LIMIT_CONFIG_BYTES, &bytes, reterr);
	if (rc != OK)
		return rc;
	const char *copy = arena_text(arena, bytes);
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %s", path);
	*ret_text = copy;
	return OK;
}

enum rc program_secret(struct arena *arena, const char *path, const char **ret_text, struct err *reterr)
{
	struct text bytes;
	enum rc rc = io_read(arena, path, LIMIT_CONFIG_BYTES, &bytes, reterr);
	if (rc != OK)
		return rc;
	const char *copy = arena_text(arena, text_trim(bytes));
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %s", path);
	*ret_text = copy;
	return OK;
}

void program_signals(sigset_t *ret_ends)
{
	(void)sigemptyset(ret_ends);
	(void)sigaddset(ret_ends, SIGTERM);
	(void)sigaddset(ret_ends, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, ret_ends, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

enum rc program_serve(const struct trade *trade, const struct server_settings *settings, const char *port_file,
		      const sigset_t *ends, struct err *reterr)
{
	struct server *server = NULL;
	unsigned port = 0;
	int signal_number = 0;
	enum rc rc = server_start(trade, settings, &server, &port, reterr);
	if (rc == OK && port_file != NULL) {
		char digits[16];
		(void)snprintf(digits, sizeof(digits), "%u\n", port);
		rc = io_write(port_file, text_of(digits), 0644, reterr);
	}
	if (rc == OK)
		(void)sigwait(ends, &signal_number);
	server_stop(server);
	return rc;
}
