#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

void io_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static enum rc fail(struct err *reterr, const char *path, const char *verb)
{
	enum rc code = errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM;
	return err_set_at(reterr, code, path, NULL, "cannot %s: %s", verb, strerror(errno));
}

static enum rc read_all(int fd, size_t bytes_max, struct buf *out, const char *path, struct err *reterr)
{
	char chunk[1 << 16];
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(reterr, path, "read");
		if (got == 0)
			return OK;
		buf_put(out, chunk, (size_t)got);
		if (buf_failed(out))
			return err_set_at(reterr, ERR_RANGE, path, NULL,
					  "larger than %zu bytes, the most that is taken", bytes_max);
	}
}

enum rc io_read(struct arena *arena, const char *path, size_t bytes_max, struct text *ret_bytes, struct err *reterr)
{
	CLEANUP(io_close) int fd = -1;
	bool standard_input = strcmp(path, "-") == 0;
	if (!standard_input) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (fd < 0)
			return fail(reterr, path, "open");
		struct stat status;
		if (fstat(fd, &status) != 0)
			return fail(reterr, path, "stat");
		if (S_ISDIR(status.st_mode)) {
			errno = EISDIR;
			return fail(reterr, path, "read");
		}
	}
	CLEANUP(buf_done) struct buf bytes;
	buf_init(&bytes, bytes_max);
	enum rc rc = read_all(standard_input ? STDIN_FILENO : fd, bytes_max, &bytes, path, reterr);
	if (rc != OK)
		return rc;
	struct text view = buf_view(&bytes);
	char *copy = arena_copy(arena, view.at, view.len);
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %zu bytes of %s", view.len, path);
	*ret_bytes = (struct text){copy, view.len};
	return OK;
}

static bool write_all(int fd, struct text bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(fd, bytes.at, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes.at += put;
		bytes.len -= (size_t)put;
	}
	return true;
}

enum rc io_write(const char *path, struct text bytes, unsigned mode, struct err *reterr)
{
	char temporary[PATH_MAX];
	if (snprintf(temporary, sizeof(temporary), "%s.part.%d", path, (int)getpid()) >= (int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return fail(reterr, path, "write");
	}
	CLEANUP(io_close) int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return fail(reterr, path, "create");
	if (!write_all(fd, bytes) || fchmod(fd, mode) != 0 || fsync(fd) != 0 || rename(temporary, path) != 0) {
		enum rc rc = fail(reterr, path, "write");
		(void)unlink(temporary);
		return rc;
	}
	return OK;
}
