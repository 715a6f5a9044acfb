#include "seal/keeper_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

#define SEALS            (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define DESCRIPTORS_ROOM 4 /* more than one is refused, but they have to be closed */

_Static_assert(sizeof(struct keeper_ask) == 232, "keeper_ask has no holes");
_Static_assert(sizeof(struct keeper_answer) == 736, "keeper_answer has no holes");

enum rc keeper_wire_memory(struct text bytes, int *ret_fd, struct err *reterr)
{
	CLEANUP(io_close) int fd = memfd_create("apontad-document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return err_set(reterr, ERR_SYSTEM, "cannot make a memory file: %s", strerror(errno));
	while (bytes.len > 0) {
		ssize_t put = write(fd, bytes.at, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_set(reterr, ERR_SYSTEM, "cannot fill a memory file: %s", strerror(errno));
		bytes.at += put;
		bytes.len -= (size_t)put;
	}
	if (fcntl(fd, F_ADD_SEALS, SEALS) != 0)
		return err_set(reterr, ERR_SYSTEM, "cannot seal a memory file: %s", strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return OK;
}

enum rc keeper_wire_map(int fd, uint64_t bytes, size_t bytes_max, struct text *ret_view, struct err *reterr)
{
	struct stat status;
	if (bytes == 0 || bytes > bytes_max)
		return err_set(reterr, ERR_RANGE, "a document of %llu bytes; 1 to %zu are taken",
			       (unsigned long long)bytes, bytes_max);
	/* Only a memory file answers F_GET_SEALS, and a sealed one can neither change nor shrink under our eyes. */
	int seals = fd >= 0 ? fcntl(fd, F_GET_SEALS) : -1;
	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &status) != 0 || (uint64_t)status.st_size != bytes)
		return err_set(reterr, ERR_FORMAT, "the document did not come as a sealed memory file of its size");
	void *at = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return err_set(reterr, ERR_NO_MEMORY, "cannot map a document of %llu bytes: %s",
			       (unsigned long long)bytes, strerror(errno));
	*ret_view = (struct text){at, (size_t)bytes};
	return OK;
}

void keeper_wire_unmap(struct text *view)
{
	union {
		const char *read;
		void *unmap;
	} at = {.read = view->at};
	if (view->len > 0)
		(void)munmap(at.unmap, view->len);
	*view = (struct text){NULL, 0};
}

void keeper_wire_body_init(struct keeper_wire_body *body)
{
	body->fd = -1;
	body->small_len = 0;
	body->mapped = (struct text){NULL, 0};
}

void keeper_wire_body_done(struct keeper_wire_body *body)
{
	keeper_wire_unmap(&body->mapped);
	io_close(&body->fd);
	body->small_len = 0;
}

enum rc keeper_wire_body_put(struct keeper_wire_body *body, struct text bytes, struct err *reterr)
{
	if (bytes.len > sizeof(body->small))
		return keeper_wire_memory(bytes, &body->fd, reterr);
	if (bytes.len > 0)
		memcpy(body->small, bytes.at, bytes.len);
	body->small_len = bytes.len;
	return OK;
}

enum rc keeper_wire_body_view(struct keeper_wire_body *body, uint64_t bytes, size_t bytes_max, struct text *ret_view,
			      struct err *reterr)
{
	/* The same copy is read from beginning to end, so it cannot change either. */
	if (body->fd < 0 && body->small_len > 0 && body->small_len == bytes && bytes <= bytes_max) {
		*ret_view = (struct text){body->small, body->small_len};
		return OK;
	}
	enum rc rc = keeper_wire_map(body->fd, bytes, bytes_max, &body->mapped, reterr);
	if (rc == OK)
		*ret_view = body->mapped;
	return rc;
}

enum rc keeper_wire_send(int socket, const void *record, size_t size, const struct keeper_wire_body *body,
			 bool *ret_full, struct err *reterr)
{
	union {
		const void *read;
		void *send;
	} bytes = {.read = record}, small = {.read = body != NULL ? body->small : NULL};
	struct iovec parts[] = {{bytes.send, size}, {small.send, body != NULL ? body->small_len : 0}};
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr aligned;
	} control = {.bytes = {0}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LEN(parts)};
	if (body != NULL && body->fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &body->fd, sizeof(int));
	}
	ssize_t sent;
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	if (ret_full != NULL)
		*ret_full = sent < 0 && errno == EAGAIN;
	if (sent != (ssize_t)(size + parts[1].iov_len))
		return err_set(reterr, ERR_TRANSIENT, "cannot send over the keeper's socket: %s", strerror(errno));
	return OK;
}

/* The first descriptor of a message is kept, the others are closed. Returns how many came. */
static int take_descriptors(struct msghdr *message, int *kept)
{
	int count = 0;
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		size_t here = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < here; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
			if (count++ == 0)
				*kept = fd;
			else
				io_close(&fd);
		}
	}
	return count;
}

enum rc keeper_wire_receive(int socket, void *record, size_t size, struct keeper_wire_body *body, struct err *reterr)
{
	struct iovec parts[] = {{record, size}, {body->small, sizeof(body->small)}};
	union {
		char bytes[CMSG_SPACE(DESCRIPTORS_ROOM * sizeof(int))];
		struct cmsghdr aligned;
	} control;
	struct msghdr message = {.msg_iov = parts,
				 .msg_iovlen = ARRAY_LEN(parts),
				 .msg_control = control.bytes,
				 .msg_controllen = sizeof(control.bytes)};
	ssize_t got;
	do
		got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_set(reterr, ERR_TRANSIENT, "nothing came over the keeper's socket: %s", strerror(errno));
	CLEANUP(io_close) int fd = -1;
	int descriptors = take_descriptors(&message, &fd);
	bool both = descriptors == 1 && (size_t)got != size;
	if ((size_t)got < size || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || descriptors > 1 || both)
		return err_set(reterr, ERR_FORMAT,
			       "a message of %zd bytes with %d descriptors came over the keeper's socket; a record of "
			       "%zu bytes with one document was expected",
			       got, descriptors, size);
	body->small_len = (size_t)got - size;
	body->fd = fd;
	fd = -1;
	return OK;
}
