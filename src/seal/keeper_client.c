#include "seal/keeper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/limits.h"
#include "seal/keeper_wire.h"

static int64_t now_ms(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Numbers of a process start at random, so that a restarted one does not repeat those of its predecessor. */
static enum rc next_number(uint64_t *ret_number, struct err *reterr)
{
	static uint64_t number;
	if (number == 0 && getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return err_set(reterr, ERR_SYSTEM, "no random number for a request: %s", strerror(errno));
	if (++number == 0)
		number = 1; /* 0 belongs to answers to nobody */
	*ret_number = number;
	return OK;
}

/* Wait until the socket is ready for `events`. ERR_TRANSIENT at the deadline. */
static enum rc wait_for(int fd, short events, int64_t deadline_ms, struct err *reterr)
{
	for (;;) {
		int64_t left = deadline_ms - now_ms();
		struct pollfd polled = {.fd = fd, .events = events};
		int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return err_set(reterr, ERR_SYSTEM, "cannot wait for the keeper: %s", strerror(errno));
		if (ready == 0)
			return err_set(reterr, ERR_TRANSIENT, "the keeper gave no answer in time");
		if ((polled.revents & POLLNVAL) != 0)
			return err_set(reterr, ERR_SYSTEM, "the keeper's socket is not open");
		if ((polled.revents & (POLLHUP | POLLERR)) != 0 && (polled.revents & POLLIN) == 0)
			return err_set(reterr, ERR_TRANSIENT, "the keeper is gone");
		return OK;
	}
}

static enum rc fill_ask(const struct seal_request *request, struct keeper_ask *ask, struct err *reterr)
{
	*ask = (struct keeper_ask){
		.magic = KEEPER_WIRE_MAGIC,
		.version = KEEPER_WIRE_VERSION,
		.purpose = (uint16_t)request->purpose,
		.signed_at = request->signed_at,
		.jws_algorithm = (uint32_t)request->jws_algorithm,
		.bytes = request->document.len,
	};
	if (!text_copy(text_of(request->identity), ask->identity, sizeof(ask->identity)) ||
	    !text_copy(text_of(request->file_name), ask->file_name, sizeof(ask->file_name)))
		return err_set(reterr, ERR_RANGE, "the name of an identity or a file is too long to be signed with");
	if (request->document.len == 0 || request->document.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "a document of %zu bytes cannot be signed; 1 to %u can",
			       request->document.len, LIMIT_DOCUMENT_BYTES);
	return next_number(&ask->number, reterr);
}

static enum rc send_ask(int fd, const struct keeper_ask *ask, struct text document, int64_t deadline_ms,
			struct err *reterr)
{
	CLEANUP(keeper_wire_body_done) struct keeper_wire_body body;
	keeper_wire_body_init(&body);
	enum rc rc = keeper_wire_body_put(&body, document, reterr);
	while (rc == OK) {
		bool full = false;
		rc = keeper_wire_send(fd, ask, sizeof(*ask), &body, &full, reterr);
		if (!full)
			return rc;
		rc = wait_for(fd, POLLOUT, deadline_ms, reterr);
	}
	return rc;
}

/* Put the keeper's own words into the error. */
static enum rc retell(const struct keeper_answer *answer, struct err *reterr)
{
	enum rc rc = answer->code < 0 ? (enum rc)answer->code : ERR_INTEGRITY;
	(void)err_set(reterr, rc, "%.*s", (int)strnlen(answer->words, sizeof(answer->words)), answer->words);
	if (reterr != NULL) {
		(void)snprintf(reterr->where, sizeof(reterr->where), "%.*s",
			       (int)strnlen(answer->where, sizeof(answer->where)), answer->where);
		(void)snprintf(reterr->field, sizeof(reterr->field), "%.*s",
			       (int)strnlen(answer->field, sizeof(answer->field)), answer->field);
	}
	return rc;
}

static enum rc take_signed(const struct keeper_answer *answer, struct keeper_wire_body *body, struct arena *arena,
			   struct text *ret_signed, struct err *reterr)
{
	struct text view = {NULL, 0};
	if (keeper_wire_body_view(body, answer->bytes, LIMIT_UNIT_OF_WORK_BYTES, &view, reterr) != OK)
		return err_set(reterr, ERR_INTEGRITY, "the keeper's answer brought no signed document");
	char *copy = arena_copy(arena, view.at, view.len);
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a signed document of %zu bytes", view.len);
	*ret_signed = (struct text){copy, view.len};
	return OK;
}

enum rc keeper_sign(int fd, const struct seal_request *request, int timeout_ms, struct arena *arena,
		    struct text *ret_signed, struct err *reterr)
{
	struct keeper_ask ask;
	int64_t deadline_ms = now_ms() + timeout_ms;
	enum rc rc = fill_ask(request, &ask, reterr);
	if (rc == OK)
		rc = send_ask(fd, &ask, request->document, deadline_ms, reterr);
	while (rc == OK) {
		rc = wait_for(fd, POLLIN, deadline_ms, reterr);
		if (rc != OK)
			return rc;
		struct keeper_answer answer = {0};
		CLEANUP(keeper_wire_body_done) struct keeper_wire_body body;
		keeper_wire_body_init(&body);
		rc = keeper_wire_receive(fd, &answer, sizeof(answer), &body, reterr);
		if (rc == ERR_FORMAT)
			return err_set(reterr, ERR_TRANSIENT, "the keeper is gone");
		if (rc != OK)
			return rc;
		if (answer.magic != KEEPER_WIRE_MAGIC || answer.version != KEEPER_WIRE_VERSION)
			return err_set(reterr, ERR_INTEGRITY,
				       "the keeper speaks another version; both are to be restarted");
		if (answer.number != ask.number)
			continue; /* to a request of a predecessor, or one that was given up */
		return answer.code == OK ? take_signed(&answer, &body, arena, ret_signed, reterr)
					 : retell(&answer, reterr);
	}
	return rc;
}
