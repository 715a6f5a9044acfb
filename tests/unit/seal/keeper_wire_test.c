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

static void record_and_descriptor_arrive_together(void **state)
{
	(void)state;
	int fds[2];
	pair(fds);
	struct keeper_ask sent = {.number = 7, .identity = "exemplo"};
	struct keeper_ask got = {0};
	int memory = -1;
	int passed = -1;
	assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &passed, NULL), ERR_TRANSIENT);
	assert_int_equal(keeper_wire_memory(TEXT_LITERAL("x"), &memory, NULL), OK);
	assert_int_equal(keeper_wire_send(fds[0], &sent, sizeof(sent), memory, NULL, NULL), OK);
	assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &passed, NULL), OK);
	assert_memory_equal(&sent, &got, sizeof(got));
	assert_true(passed >= 0 && passed != memory);
	assert_int_equal(fcntl(passed, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(close(passed) + close(memory) + close(fds[0]) + close(fds[1]), 0);
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
	char record[sizeof(struct keeper_ask) + 1] = {0};
	char control[CMSG_SPACE(3 * sizeof(int))] = {0};
	const int passed[3] = {fds[0], fds[0], fds[0]};
	for (size_t size = 0; size <= sizeof(record); size += sizeof(record) / 4) {
		struct iovec part = {record, size};
		struct msghdr message = {
			.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(passed));
		memcpy(CMSG_DATA(header), passed, sizeof(passed));
		struct keeper_ask got;
		int fd = -1;
		assert_int_equal(sendmsg(fds[0], &message, 0), (int)size);
		assert_int_equal(keeper_wire_receive(fds[1], &got, sizeof(got), &fd, NULL), ERR_FORMAT);
		assert_int_equal(fd, -1);
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
		rc = keeper_wire_send(fds[0], &ask, sizeof(ask), -1, &full, NULL);
	assert_int_equal(rc, ERR_TRANSIENT);
	assert_true(full);
	assert_int_equal(close(fds[1]), 0);
	assert_int_equal(keeper_wire_send(fds[0], &ask, sizeof(ask), -1, &full, NULL), ERR_TRANSIENT);
	assert_false(full);
	assert_int_equal(close(fds[0]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_file_is_sealed_and_gives_its_bytes_back),
		cmocka_unit_test(only_a_sealed_memory_file_of_its_size_is_taken),
		cmocka_unit_test(record_and_descriptor_arrive_together),
		cmocka_unit_test(nonsense_is_refused_and_leaves_no_descriptor_behind),
		cmocka_unit_test(full_socket_is_told_from_a_dead_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
