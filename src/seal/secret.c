#include "seal/secret.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/io.h"

#define SECRET_BYTES_MAX ((size_t)32 << 10)

void secret_process_lock(void)
{
#ifndef WITH_SANITIZERS
	/* The leak checker of the sanitizers traces its own process, and their shadow memory is too large to lock. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	struct rlimit limit;
	bool unlimited = getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
	/* Under a limit, locking what is still to come would make the mapping of a large document fail. */
	(void)mlockall(MCL_CURRENT | MCL_ONFAULT | (unlimited ? MCL_FUTURE : 0));
#endif
}

static enum rc fail(struct err *reterr, const char *path, const char *verb)
{
	return err_set_at(reterr, ERR_CONFIG, path, NULL, "cannot %s: %s", verb, strerror(errno));
}

static enum rc refuse(struct err *reterr, const char *path, const char *why)
{
	return err_set_at(reterr, ERR_CONFIG, path, NULL, "%s", why);
}

enum rc secret_read(const char *path, struct secret *ret_secret, struct err *reterr)
{
	CLEANUP(io_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(reterr, path, "open");
	struct stat status;
	if (fstat(fd, &status) != 0)
		return fail(reterr, path, "stat");
	if (!S_ISREG(status.st_mode))
		return refuse(reterr, path, "is not a regular file");
	/* The group's bits may be the mask of an access list, with which systemd hands out credentials. */
	if ((status.st_mode & S_IRWXO) != 0)
		return refuse(reterr, path, "may be used by everybody; a key file wants mode 0600 or 0400");
	if (status.st_size <= 0 || (size_t)status.st_size > SECRET_BYTES_MAX)
		return refuse(reterr, path, "is empty or too large for a key file");

	CLEANUP(secret_cleanup) struct secret secret = {.len = (size_t)status.st_size};
	secret.bytes = OPENSSL_secure_malloc(secret.len);
	if (secret.bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no protected memory left for the key file %s", path);
	for (size_t done = 0; done < secret.len;) {
		ssize_t got = read(fd, secret.bytes + done, secret.len - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(reterr, path, "read");
		if (got == 0)
			return refuse(reterr, path, "became shorter while it was read");
		done += (size_t)got;
	}
	*ret_secret = secret;
	secret = (struct secret){0};
	return OK;
}

void secret_cleanup(struct secret *secret)
{
	if (secret->bytes != NULL)
		OPENSSL_secure_clear_free(secret->bytes, secret->len);
	*secret = (struct secret){0};
}
