#include "seal/signing.h"

#include "seal/cms.h"
#include "seal/jws.h"
#include "seal/proof.h"
#include "seal/xmldsig.h"

/* The content that a verifier of the form would be given. */
static struct text apart(const struct seal_request *request)
{
	bool attached = request->purpose == SEAL_XML_ENVELOPED || request->purpose == SEAL_CMS_ATTACHED;
	return attached ? (struct text){NULL, 0} : request->document;
}

static struct proof_signer self(const struct key *key)
{
	return (struct proof_signer){key->certificate, key->algorithm, key->xmlsec_public, {NULL, 0}, NULL};
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
	struct proof_signer signer = self(key);
	signer.jws_header = buf_view(&key->jws_headers[request->jws_algorithm]);
	signer.jws_verifier = key->verifiers[request->jws_algorithm];
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

enum rc signing_make(struct arena *arena, const struct key *key, const struct seal_request *request,
		     struct text *ret_signed, struct err *reterr)
{
	if ((unsigned)request->purpose >= SEAL_PURPOSE_COUNT)
		return err_set(reterr, ERR_REFUSED, "there is no purpose %d", (int)request->purpose);
	enum rc rc = key_allows(key, request->purpose, request->signed_at, reterr);
	if (rc != OK)
		return rc;
	struct text made = {NULL, 0};
	rc = forms[request->purpose].sign(arena, key, request, &made, reterr);
	if (rc == OK)
		rc = check_own_work(arena, key, request, made, reterr);
	if (rc == OK)
		*ret_signed = made;
	return rc;
}
