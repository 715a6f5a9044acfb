#include "seal/keeper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "seal/cms.h"
#include "seal/handles.h"
#include "seal/jws.h"
#include "seal/keeper_wire.h"
#include "seal/library.h"
#include "seal/proof.h"
#include "seal/secret.h"
#include "seal/xmldsig.h"

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

/* The content that a verifier of the form would be given. */
static struct text apart(const struct seal_request *request)
{
	bool attached = request->purpose == SEAL_XML_ENVELOPED || request->purpose == SEAL_CMS_ATTACHED;
	return attached ? (struct text){NULL, 0} : request->document;
}

static struct proof_signer self(const struct key *key)
{
	return (struct proof_signer){key->certificate, key->algorithm, key->xmlsec_public};
}

static enum rc prove_xml(struct arena *arena, const struct key *key, const struct seal_request *request,
			 struct text made, struct proof *ret_proof, struct err *reterr)
{
	const struct proof_signer signer = self(key);
	return xmldsig_prove(arena, made, apart(request), &signer, ret_proof, reterr);
}

static enum rc prove_cms(struct arena *arena, const struct key *key, const struct seal_request *request,
			 struct text made, struct proof *ret_proof, struct err *reterr)
{
	(void)key;
	return cms_prove(arena, made, apart(request), ret_proof, reterr);
}

static enum rc prove_jws(struct arena *arena, const struct key *key, const struct seal_request *request,
			 struct text made, struct proof *ret_proof, struct err *reterr)
{
	const struct proof_signer signer = self(key);
	return jws_prove(arena, made, apart(request), &signer, jws_method_of(key->algorithm, request->jws_algorithm),
			 ret_proof, reterr);
}

static const struct form {
	enum rc (*sign)(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr);
	enum rc (*prove)(struct arena *arena, const struct key *key, const struct seal_request *request,
			 struct text made, struct proof *ret_proof, struct err *reterr);
	bool states_time; /* and brings the content back */
} forms[SEAL_PURPOSE_COUNT] = {
	[SEAL_XML_ENVELOPED] = {xmldsig_sign, prove_xml, false}, [SEAL_XML_DETACHED] = {xmldsig_sign, prove_xml, false},
	[SEAL_CMS_ATTACHED] = {cms_sign, prove_cms, true},       [SEAL_CMS_DETACHED] = {cms_sign, prove_cms, true},
	[SEAL_JWS_DETACHED] = {jws_sign, prove_jws, false},
};

/* Nothing leaves that does not verify under the certificate it names: a broken key or library is found here. */
static enum rc check_own_work(struct arena *arena, const struct key *key, const struct seal_request *request,
			      struct text made, struct err *reterr)
{
	struct err why = {0};
	CLEANUP(proof_done) struct proof proof = {0};
	enum rc rc = forms[request->purpose].prove(arena, key, request, made, &proof, &why);
	if (rc != OK)
		return err_set(reterr, ERR_INTEGRITY, "the keeper's own %s signature does not verify: %.400s",
			       seal_purpose_name(request->purpose), why.words);
	if (proof.form != request->purpose || X509_cmp(proof.signer, key->certificate) != 0)
		return err_set(reterr, ERR_INTEGRITY,
			       "the keeper's own signature is of another form or signer than asked");
	if (forms[request->purpose].states_time &&
	    (!text_equal(proof.content, request->document) || proof.signed_at != request->signed_at))
		return err_set(reterr, ERR_INTEGRITY, "the keeper's own signature holds other content or another time");
	return OK;
}

static enum rc sign(const struct keeper *keeper, const struct seal_request *request, struct text *ret_signed,
		    struct err *reterr)
{
	if ((unsigned)request->purpose >= SEAL_PURPOSE_COUNT)
		return err_set(reterr, ERR_REFUSED, "there is no purpose %d", (int)request->purpose);
	const struct key *key = find_key(keeper, request->identity);
	if (key == NULL)
		return err_set(reterr, ERR_REFUSED, "the keeper holds no identity \"%s\"", request->identity);
	enum rc rc = key_allows(key, request->purpose, request->signed_at, reterr);
	if (rc != OK)
		return rc;
	struct text made = {NULL, 0};
	rc = forms[request->purpose].sign(keeper->arena, key, request, &made, reterr);
	if (rc == OK)
		rc = check_own_work(keeper->arena, key, request, made, reterr);
	if (rc == OK)
		*ret_signed = made;
	return rc;
}

static bool is_terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

/* One request, from record to signed bytes in a memory file. */
static enum rc serve_request(struct keeper *keeper, const struct keeper_ask *ask, int document_fd, int *ret_fd,
			     uint64_t *ret_bytes, struct err *reterr)
{
	if (ask->magic != KEEPER_WIRE_MAGIC || ask->version != KEEPER_WIRE_VERSION ||
	    !is_terminated(ask->identity, sizeof(ask->identity)) ||
	    !is_terminated(ask->file_name, sizeof(ask->file_name)))
		return err_set(reterr, ERR_FORMAT, "the request is not one of version %u", KEEPER_WIRE_VERSION);
	CLEANUP(keeper_wire_unmap) struct text document = {NULL, 0};
	enum rc rc = keeper_wire_map(document_fd, ask->bytes, LIMIT_DOCUMENT_BYTES, &document, reterr);
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
		rc = keeper_wire_memory(made, ret_fd, reterr);
	if (rc == OK)
		*ret_bytes = made.len;
	return rc;
}

static void answer(int client, uint64_t number, enum rc rc, const struct err *err, int fd, uint64_t bytes)
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
	if (keeper_wire_send(client, &record, sizeof(record), fd, NULL, &unsent) != OK)
		log_error(&unsent, LOG_NOTICE, NULL);
}

/* Take one request of this client and answer it. False when its peer is gone for good. */
static bool serve_client(struct keeper *keeper, const struct pollfd *client)
{
	struct keeper_ask ask = {0};
	struct err err = {0};
	CLEANUP(io_close) int document_fd = -1;
	CLEANUP(io_close) int signed_fd = -1;
	uint64_t bytes = 0;
	enum rc rc = keeper_wire_receive(client->fd, &ask, sizeof(ask), &document_fd, &err);
	if (rc == ERR_TRANSIENT)
		return (client->revents & (POLLHUP | POLLERR | POLLNVAL)) == 0;
	if (rc != OK) {
		if ((client->revents & POLLHUP) != 0)
			return false; /* the end of the stream looks like an empty record */
		answer(client->fd, 0, rc, &err, -1, 0);
		return true;
	}
	fault_point(FAULT_keeper_asked);
	rc = serve_request(keeper, &ask, document_fd, &signed_fd, &bytes, &err);
	fault_point(FAULT_keeper_signed);
	answer(client->fd, ask.number, rc, &err, signed_fd, bytes);
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
