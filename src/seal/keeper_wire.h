/* What goes over a keeper's socket: fixed records, and documents as sealed memory files beside them.
 *
 * One record is one SOCK_SEQPACKET message with at most one file descriptor, so it is whole or not there. Both sides
 * run the same binary: numbers are in the machine's order, and another version is refused. A document's memory file is
 * sealed against every change before it is passed, and the receiver takes no other kind of file.
 * Proof: tests/unit/seal/keeper_wire_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/err.h"
#include "base/text.h"

#define KEEPER_WIRE_MAGIC   0x6b707231u /* "kpr1" */
#define KEEPER_WIRE_VERSION 2u

struct keeper_ask {
	uint32_t magic;
	uint16_t version;
	uint16_t purpose;
	uint64_t number;
	int64_t signed_at;
	uint64_t bytes; /* of the document in the memory file */
	uint32_t jws_algorithm;
	uint32_t reserved;
	char identity[56];
	char file_name[136]; /* empty when there is none */
};

struct keeper_answer {
	uint32_t magic;
	uint16_t version;
	uint16_t reserved;
	uint64_t number; /* of the request; 0 when the request could not be read */
	int32_t code;    /* enum rc; a memory file comes with OK only */
	uint32_t reserved_too;
	uint64_t bytes;
	char where[128];
	char field[64];
	char words[512];
};

/* A sealed memory file that holds `bytes`. The caller closes it. */
MUST_CHECK enum rc keeper_wire_memory(struct text bytes, int *ret_fd, struct err *reterr);

/* Look at the `bytes` of a memory file that somebody passed. ERR_FORMAT: not a sealed memory file of that size;
 * ERR_RANGE: empty or above `bytes_max`. */
MUST_CHECK enum rc keeper_wire_map(int fd, uint64_t bytes, size_t bytes_max, struct text *ret_view, struct err *reterr);
void keeper_wire_unmap(struct text *view); /* for CLEANUP(); takes an empty one */

/* Send a record, and `fd` with it when it is not negative. Does not block. ERR_TRANSIENT: the peer is not there or does
 * not read; `ret_full` (may be NULL) tells the second. */
MUST_CHECK enum rc keeper_wire_send(int socket, const void *record, size_t size, int fd, bool *ret_full,
				    struct err *reterr);

/* Take one record of exactly `size` bytes; a descriptor that came with it is the caller's, or -1. Does not block.
 * ERR_TRANSIENT: none is there. ERR_FORMAT: something else was there, and is gone now. */
MUST_CHECK enum rc keeper_wire_receive(int socket, void *record, size_t size, int *ret_fd, struct err *reterr);
