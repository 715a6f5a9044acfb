#include "seal/keeper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "seal/keeper_wire.h"
#include "seal/secret.h"
#include "seal/signing.h"

struct keeper {
	struct arena *arena; /* of one request */
	int count;
	struct key keys[LIMIT_IDENTITIES];
};

enum rc keeper_new(const struct seal_identity *identities, int count, struct keeper **ret_keeper, struct err *reterr)
{
	if (count < 1 || count > LIMIT_IDENTITIES)
		return err_set(reterr, ERR_CONFIG, "%d signing identities; a keeper takes 1 to %d", count,
			       LIMIT_IDENTITIES);
	secret_process_lock();
	struct keeper *keeper = calloc(1, sizeof(*keeper));
	if (keeper == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a keeper");
	keeper->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	enum rc rc = keeper->arena != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for a keeper");
	for (int i = 0; i < count && rc == OK; i++) {
		for (int j = 0; j < i && rc == OK; j++)
			if (strcmp(identities[j].name, identities[i].name) == 0)
				rc = err_set(reterr, ERR_CONFIG, "two signing identities are called \"%s\"",
					     identities[i].name);
		if (rc == OK)
			rc = key_load(&identities[i], &keeper->keys[i], reterr);
		if (rc == OK)
			keeper->count++;
	}
	if (rc != OK) {
		keeper_free(keeper);
		return rc;
	}
	*ret_keeper = keeper;
	return OK;
}

void keeper_free(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	for (int i = 0; i < keeper->count; i++)
		key_done(&keeper->keys[i]);
	(void)arena_free(keeper->arena);
	free(keeper);
}

static const struct key *find_key(const struct keeper *keeper, const char *name)
{
	for (int i = 0; i < keeper->count; i++)
		if (strcmp(keeper->keys[i].name, name) == 0)
			return &keeper->keys[i];
	return NULL;
}

static enum rc sign(const struct keeper *keeper, const struct seal_request *request, struct text *ret_signed,
		    struct err *reterr)
{
	const struct key *key = find_key(keeper, request->identity);
	if (key == NULL)
		return err_set(reterr, ERR_REFUSED, "the keeper holds no identity \"%s\"", request->identity);
	return signing_make(keeper->arena, key, request, ret_signed, reterr);
}

static bool is_terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

/* One request, from record to signed bytes that are ready to be sent. */
static enum rc serve_request(struct keeper *keeper, const struct keeper_ask *ask, struct keeper_wire_body *asked,
			     struct keeper_wire_body *given, uint64_t *ret_bytes, struct err *reterr)
{
	if (ask->magic != KEEPER_WIRE_MAGIC || ask->version != KEEPER_WIRE_VERSION ||
	    !is_terminated(ask->identity, sizeof(ask->identity)) ||
	    !is_terminated(ask->file_name, sizeof(ask->file_name)))
		return err_set(reterr, ERR_FORMAT, "the request is not one of version %u", KEEPER_WIRE_VERSION);
	struct text document = {NULL, 0};
	enum rc rc = keeper_wire_body_view(asked, ask->bytes, LIMIT_DOCUMENT_BYTES, &document, reterr);
	if (rc != OK)
		return rc;
	const struct seal_request request = {
		.purpose = (enum seal_purpose)ask->purpose,
		.identity = ask->identity,
		.file_name = ask->file_name[0] != '\0' ? ask->file_name : NULL,
		.jws_algorithm = (enum jws_algorithm)ask->jws_algorithm,
		.signed_at = ask->signed_at,
		.document = document,
	};
	struct text made = {NULL, 0};
	rc = sign(keeper, &request, &made, reterr);
	if (rc == OK)
		rc = keeper_wire_body_put(given, made, reterr);
	if (rc == OK)
		*ret_bytes = made.len;
	return rc;
}

static void answer(int client, uint64_t number, enum rc rc, const struct err *err, const struct keeper_wire_body *given,
		   uint64_t bytes)
{
	struct keeper_answer record = {
		.magic = KEEPER_WIRE_MAGIC,
		.version = KEEPER_WIRE_VERSION,
		.number = number,
		.code = (int32_t)rc,
		.bytes = bytes,
	};
	if (rc != OK) {
		(void)snprintf(record.where, sizeof(record.where), "%s", err->where);
		(void)snprintf(record.field, sizeof(record.field), "%s", err->field);
		(void)snprintf(record.words, sizeof(record.words), "%s", err->words);
		log_error(err, rc_group(rc) == RC_GROUP_STOP_NODE ? LOG_ERR : LOG_NOTICE, NULL);
	}
	struct err unsent = {0};
	/* A client that does not read has lost its answer: it asks again, or its successor does. */
	if (keeper_wire_send(client, &record, sizeof(record), given, NULL, &unsent) != OK)
		log_error(&unsent, LOG_NOTICE, NULL);
}

/* Take one request of this client and answer it. False when its peer is gone for good. */
static bool serve_client(struct keeper *keeper, const struct pollfd *client)
{
	struct keeper_ask ask = {0};
	struct err err = {0};
	CLEANUP(keeper_wire_body_done) struct keeper_wire_body asked;
	CLEANUP(keeper_wire_body_done) struct keeper_wire_body given;
	keeper_wire_body_init(&asked);
	keeper_wire_body_init(&given);
	uint64_t bytes = 0;
	enum rc rc = keeper_wire_receive(client->fd, &ask, sizeof(ask), &asked, &err);
	if (rc == ERR_TRANSIENT)
		return (client->revents & (POLLHUP | POLLERR | POLLNVAL)) == 0;
	if (rc != OK) {
		if ((client->revents & POLLHUP) != 0)
			return false; /* the end of the stream looks like an empty record */
		answer(client->fd, 0, rc, &err, NULL, 0);
		return true;
	}
	fault_point(FAULT_keeper_asked);
	rc = serve_request(keeper, &ask, &asked, &given, &bytes, &err);
	fault_point(FAULT_keeper_signed);
	answer(client->fd, ask.number, rc, &err, &given, bytes);
	arena_reset(keeper->arena);
	return true;
}

enum rc keeper_serve(struct keeper *keeper, const int *clients, int count, int stop_fd, struct err *reterr)
{
	if (count < 1 || count > LIMIT_WORKERS)
		return err_set(reterr, ERR_CONFIG, "%d clients; a keeper serves 1 to %d", count, LIMIT_WORKERS);
	struct pollfd polled[LIMIT_WORKERS + 1];
	for (int i = 0; i < count; i++)
		polled[i] = (struct pollfd){.fd = clients[i], .events = POLLIN};
	polled[count] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
	for (int left = count; left > 0;) {
		if (poll(polled, (nfds_t)count + 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			return err_set(reterr, ERR_SYSTEM, "the keeper cannot wait for requests: %s", strerror(errno));
		}
		if (polled[count].revents != 0)
			return OK;
		for (int i = 0; i < count; i++) {
			if (polled[i].fd < 0 || polled[i].revents == 0 || serve_client(keeper, &polled[i]))
				continue;
			polled[i].fd = -1; /* poll() passes over it from now on */
			left--;
		}
	}
	return OK;
}
