/* A service manager's ear: bind SOCKET as NOTIFY_SOCKET and append what is said to FILE, a line an assignment.
 *
 *   notify_listen SOCKET FILE
 *
 * Ends with whoever started it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what)
{
	(void)fprintf(stderr, "notify_listen: %s: %s\n", what, strerror(errno));
	return 2;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char said[4096];
	if (argc != 3 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		(void)fputs("usage: notify_listen SOCKET FILE\n", stderr);
		return 2;
	}
	memcpy(address.sun_path, argv[1], strlen(argv[1]));
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		return fail("prctl");
	int out = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int in = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (out < 0 || in < 0 || bind(in, (const struct sockaddr *)&address, sizeof(address)) != 0)
		return fail(argv[1]);
	for (;;) {
		ssize_t len = recv(in, said, sizeof(said) - 1, 0);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return fail("recv");
		if (len == 0 || said[len - 1] != '\n')
			said[len++] = '\n';
		if (write(out, said, (size_t)len) != len)
			return fail(argv[2]);
	}
}
