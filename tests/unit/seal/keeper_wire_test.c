#include "seal/keeper_wire.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void memory_file_is_sealed_and_gives_its_bytes_back(void **state)
{
	(void)state;
	const struct text bytes = TEXT_LITERAL("conte\0do");
	int fd = -1;
	struct text view = {NULL, 0};
	assert_int_equal(keeper_wire_memory(bytes, &fd, NULL), OK);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(keeper_wire_map(fd, bytes.len, 100, &view, NULL), OK);
	assert_true(text_equal(view, bytes));
	keeper_wire_unmap(&view);
	assert_int_equal(close(fd), 0);
}

/* A file that could still change or shrink would be checked in one state and signed in another. */
static void only_a_sealed_memory_file_of_its_size_is_taken(void **state)
{
	(void)state;
	struct text view = {"untouched", 9};
	int open_fd = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int half_fd = memfd_create("half", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int plain_fd = open("/bin/sh", O_RDONLY | O_CLOEXEC);
	int whole_fd = -1;
	assert_int_equal(keeper_wire_memory(TEXT_LITERAL("12345"), &whole_fd, NULL), OK);
	assert_int_equal(write(open_fd, "12345", 5), 5);
	assert_int_equal(write(half_fd, "12345", 5), 5);
	assert_int_equal(fcntl(half_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	const struct {
		int fd;
		uint64_t bytes;
		size_t bytes_max;
		enum rc rc;
	} cases[] = {
		{open_fd, 5, 10, ERR_FORMAT}, {half_fd, 5, 10, ERR_FORMAT},  {plain_fd, 5, 10, ERR_FORMAT},
		{-1, 5, 10, ERR_FORMAT},      {whole_fd, 4, 10, ERR_FORMAT}, {whole_fd, 6, 10, ERR_FORMAT},
		{whole_fd, 0, 10, ERR_RANGE}, {whole_fd, 5, 4, ERR_RANGE},   {whole_fd, UINT64_MAX, 10, ERR_RANGE},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(keeper_wire_map(cases[i].fd, cases[i].bytes, cases[i].bytes_max, &view, NULL),
				 cases[i].rc);
	assert_true(text_is(view, "untouched"));
	assert_int_equal(close(open_fd) + close(half_fd) + close(plain_fd) + close(whole_fd), 0);
}

static void pair(int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
}

static void fill(char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i * 7 + 1);
}

static void record_and_document_arrive_together(void **state)
{
	(void)state;
	static char document[2 * KEEPER_WIRE_SMALL_BYTES];
	static const size_t lengths[] = {1, 500, KEEPER_WIRE_SMALL_BYTES, KEEPER_WIRE_SMALL_BYTES + 1,
					 sizeof(document)};
	int fds[2];
	pair(fds);
	fill(document, sizeof(document));
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		const struct text bytes = {document, lengths[i]};
		struct keeper_ask sent = {.number = 7, .identity = "exemplo"};
		struct keeper_ask got = {0};
		struct text view = {"untouched", 9};
		struct keeper_wire_body out;
		struct keeper_wire_body in;
		keeper_wire_body_init(&out);
		keeper_wire_body_init(&in);
		assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &in, NULL), ERR_TRANSIENT);
		assert_int_equal(keeper_wire_body_put(&out, bytes, NULL), OK);
		assert_int_equal(out.fd >= 0, bytes.len > KEEPER_WIRE_SMALL_BYTES);
		assert_int_equal(keeper_wire_send(fds[0], &sent, sizeof(sent), &out, NULL, NULL), OK);
		assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &in, NULL), OK);
		assert_memory_equal(&sent, &got, sizeof(got));
		if (in.fd >= 0)
			assert_int_equal(fcntl(in.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
		assert_int_not_equal(keeper_wire_body_view(&in, bytes.len + 1, 1000000, &view, NULL), OK);
		assert_int_not_equal(keeper_wire_body_view(&in, bytes.len, bytes.len - 1, &view, NULL), OK);
		assert_int_not_equal(keeper_wire_body_view(&in, 0, 1000000, &view, NULL), OK);
		assert_true(text_is(view, "untouched"));
		assert_int_equal(keeper_wire_body_view(&in, bytes.len, bytes.len, &view, NULL), OK);
		assert_true(text_equal(view, bytes));
		keeper_wire_body_done(&in);
		keeper_wire_body_done(&out);
	}
	assert_int_equal(close(fds[0]) + close(fds[1]), 0);
}

static int open_descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void nonsense_is_refused_and_leaves_no_descriptor_behind(void **state)
{
	(void)state;
	int fds[2];
	pair(fds);
	int before = open_descriptors();
	static char record[sizeof(struct keeper_ask) + KEEPER_WIRE_SMALL_BYTES + 1];
	char control[CMSG_SPACE(3 * sizeof(int))] = {0};
	const struct {
		size_t size;
		size_t descriptors;
	} cases[] = {
		{0, 3},
		{sizeof(struct keeper_ask) - 1, 0},
		{sizeof(struct keeper_ask) - 1, 1},
		{sizeof(struct keeper_ask), 2},
		{sizeof(struct keeper_ask), 3},
		{sizeof(struct keeper_ask) + 1, 1}, /* a document in both places */
		{sizeof(record), 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct iovec part = {record, cases[i].size};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
		if (cases[i].descriptors > 0) {
			message.msg_control = control;
			message.msg_controllen = CMSG_SPACE(cases[i].descriptors * sizeof(int));
			struct cmsghdr *header = CMSG_FIRSTHDR(&message);
			if (header == NULL)
				break;
			header->cmsg_level = SOL_SOCKET;
			header->cmsg_type = SCM_RIGHTS;
			header->cmsg_len = CMSG_LEN(cases[i].descriptors * sizeof(int));
			for (size_t j = 0; j < cases[i].descriptors; j++)
				memcpy(CMSG_DATA(header) + j * sizeof(int), &fds[0], sizeof(int));
		}
		struct keeper_ask got;
		struct keeper_wire_body body;
		keeper_wire_body_init(&body);
		assert_int_equal(sendmsg(fds[0], &message, 0), (int)cases[i].size);
		assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &body, NULL), ERR_FORMAT);
		assert_int_equal(body.fd, -1);
		assert_int_equal(body.small_len, 0);
		assert_int_equal(open_descriptors(), before);
	}
	assert_int_equal(close(fds[0]) + close(fds[1]), 0);
}

static void full_socket_is_told_from_a_dead_one(void **state)
{
	(void)state;
	int fds[2];
	pair(fds);
	const struct keeper_ask ask = {0};
	bool full = false;
	enum rc rc = OK;
	for (int i = 0; i < 100000 && rc == OK; i++)
		rc = keeper_wire_send(fds[0], &ask, sizeof(ask), NULL, &full, NULL);
	assert_int_equal(rc, ERR_TRANSIENT);
	assert_true(full);
	assert_int_equal(close(fds[1]), 0);
	assert_int_equal(keeper_wire_send(fds[0], &ask, sizeof(ask), NULL, &full, NULL), ERR_TRANSIENT);
	assert_false(full);
	assert_int_equal(close(fds[0]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_file_is_sealed_and_gives_its_bytes_back),
		cmocka_unit_test(only_a_sealed_memory_file_of_its_size_is_taken),
		cmocka_unit_test(record_and_document_arrive_together),
		cmocka_unit_test(nonsense_is_refused_and_leaves_no_descriptor_behind),
		cmocka_unit_test(full_socket_is_told_from_a_dead_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
