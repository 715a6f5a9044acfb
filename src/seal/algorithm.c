#include "seal/algorithm.h"

#include <string.h>

#include <openssl/objects.h>
#include <xmlsec/openssl/crypto.h>

#define RSA_BITS_MIN 2048

static const struct algorithm algorithms[] = {
	{"RSA-SHA256",
	 "RSA",
	 "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
	 xmlSecOpenSSLTransformRsaSha256GetKlass,
	 {NID_rsaEncryption, NID_sha256WithRSAEncryption}},
	{"ECDSA-SHA256",
	 "EC",
	 "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
	 xmlSecOpenSSLTransformEcdsaSha256GetKlass,
	 {NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA256}},
};

static enum rc check_rsa(const EVP_PKEY *key, struct err *reterr)
{
	int bits = EVP_PKEY_get_bits(key);
	if (bits < RSA_BITS_MIN)
		return err_set(reterr, ERR_RANGE, "an RSA key of %d bits; %d is the least that is taken", bits,
			       RSA_BITS_MIN);
	return OK;
}

static enum rc check_ec(const EVP_PKEY *key, struct err *reterr)
{
	char group[80] = "";
	if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1 || OBJ_txt2nid(group) != NID_X9_62_prime256v1)
		return err_set(reterr, ERR_RANGE, "an EC key on the curve \"%s\"; only P-256 is taken", group);
	return OK;
}

enum rc algorithm_of_key(const EVP_PKEY *key, const struct algorithm **ret_algorithm, struct err *reterr)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		if (!EVP_PKEY_is_a(key, algorithms[i].key_type))
			continue;
		enum rc rc =
			strcmp(algorithms[i].key_type, "RSA") == 0 ? check_rsa(key, reterr) : check_ec(key, reterr);
		if (rc == OK)
			*ret_algorithm = &algorithms[i];
		return rc;
	}
	const char *type = EVP_PKEY_get0_type_name(key);
	return err_set(reterr, ERR_RANGE, "a key of type %s; RSA from 2048 bits and EC P-256 are taken",
		       type != NULL ? type : "unknown");
}
