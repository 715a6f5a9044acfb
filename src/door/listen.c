#include "door/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/io.h"
#include "base/text.h"
#include "door/door.h"

#define BACKLOG  128
#define PORT_MAX 65535L

static enum rc parse(const char *text, struct sockaddr_in *ret_address, struct err *reterr)
{
	char host[INET_ADDRSTRLEN];
	struct sockaddr_in address = {.sin_family = AF_INET};
	const char *colon = strrchr(text, ':');
	if (colon != NULL && text_is_digits(text_of(colon + 1)) && strlen(colon + 1) <= 5 &&
	    text_copy((struct text){text, (size_t)(colon - text)}, host, sizeof(host)) &&
	    inet_pton(AF_INET, host, &address.sin_addr) == 1) {
		long port = strtol(colon + 1, NULL, 10);
		address.sin_port = htons((uint16_t)port);
		if (port <= PORT_MAX) {
			*ret_address = address;
			return OK;
		}
	}
	return err_set_at(reterr, ERR_CONFIG, "door", "listen",
			  "\"%s\" is not right; right is an IPv4 address and a port, as 0.0.0.0:8443", text);
}

enum rc door_listen(const char *address, int *ret_fd, struct err *reterr)
{
	struct sockaddr_in at;
	enum rc rc = parse(address, &at, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(io_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int yes = 1;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
	    bind(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, BACKLOG) != 0)
		return err_set_at(reterr, ERR_SYSTEM, "door", "listen", "cannot listen at %s: %s", address,
				  strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return OK;
}

enum rc listen_tell_port(int fd, const char *file, struct err *reterr)
{
	struct sockaddr_in at = {0};
	socklen_t len = sizeof(at);
	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return err_set(reterr, ERR_SYSTEM, "cannot ask for the port: %s", strerror(errno));
	char line[16];
	int written = snprintf(line, sizeof(line), "%u\n", (unsigned)ntohs(at.sin_port));
	return io_write(file, (struct text){line, (size_t)written}, 0644, reterr);
}
