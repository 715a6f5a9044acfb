/* What goes over a keeper's socket: fixed records with a document beside each.
 *
 * One record with its document is one SOCK_SEQPACKET message, so it is whole or not there: a small document stands
 * behind the record in the same message, a larger one in a memory file whose descriptor comes with it. Both sides run
 * the same binary: numbers are in the machine's order, and another version is refused. A memory file is sealed against
 * every change before it is passed, and the receiver takes no other kind of file.
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
	uint64_t bytes; /* of the document */
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
	int32_t code;    /* enum rc; a document comes with OK only */
	uint32_t reserved_too;
	uint64_t bytes;
	char where[128];
	char field[64];
	char words[512];
};

#define KEEPER_WIRE_SMALL_BYTES 16384

/* A document on its way. Begin with keeper_wire_body_init(). */
struct keeper_wire_body {
	int fd;             /* of the memory file, or -1 */
	size_t small_len;   /* bytes in `small` */
	struct text mapped; /* the memory file, once it was looked at */
	char small[KEEPER_WIRE_SMALL_BYTES];
};

void keeper_wire_body_init(struct keeper_wire_body *body);
void keeper_wire_body_done(struct keeper_wire_body *body); /* for CLEANUP(); what was seen of it is gone */

/* Make a document ready to be sent; it is copied. */
MUST_CHECK enum rc keeper_wire_body_put(struct keeper_wire_body *body, struct text bytes, struct err *reterr);

/* Look at the `bytes` of a document that came. Errors as keeper_wire_map(). */
MUST_CHECK enum rc keeper_wire_body_view(struct keeper_wire_body *body, uint64_t bytes, size_t bytes_max,
					 struct text *ret_view, struct err *reterr);

/* A sealed memory file that holds `bytes`. The caller closes it. */
MUST_CHECK enum rc keeper_wire_memory(struct text bytes, int *ret_fd, struct err *reterr);

/* Look at the `bytes` of a memory file that somebody passed. ERR_FORMAT: not a sealed memory file of that size;
 * ERR_RANGE: empty or above `bytes_max`. */
MUST_CHECK enum rc keeper_wire_map(int fd, uint64_t bytes, size_t bytes_max, struct text *ret_view, struct err *reterr);
void keeper_wire_unmap(struct text *view); /* for CLEANUP(); takes an empty one */

/* Send a record, and `body` with it when it is not NULL. Does not block. ERR_TRANSIENT: the peer is not there or does
 * not read; `ret_full` (may be NULL) tells the second. */
MUST_CHECK enum rc keeper_wire_send(int socket, const void *record, size_t size, const struct keeper_wire_body *body,
				    bool *ret_full, struct err *reterr);

/* Take one record of exactly `size` bytes, and what came with it into `body`, which was made ready and is empty. Does
 * not block. ERR_TRANSIENT: none is there. ERR_FORMAT: something else was there, and is gone now. */
MUST_CHECK enum rc keeper_wire_receive(int socket, void *record, size_t size, struct keeper_wire_body *body,
				       struct err *reterr);
