#include "flow/signer.h"

#include <stdio.h>
#include <string.h>

#include "seal/certificate.h"

static const struct identity_conf *identity_of(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->identities_count; i++)
		if (strcmp(settings->identities[i].name, name) == 0)
			return &settings->identities[i];
	return NULL;
}

void signer_read(const struct settings *settings, struct flow_account *account)
{
	const struct identity_conf *identity = identity_of(settings, account->at.conf->identity);
	struct signer *signer = &account->signer;
	struct seal_certificate certificate;
	struct err err = {0};
	*signer = (struct signer){.identity = account->at.conf->identity, .unread = account->signer_trouble};
	(void)snprintf(account->signer_trouble, sizeof(account->signer_trouble), "no such identity");
	if (identity == NULL)
		return;
	signer->seal_type = identity->kind == IDENTITY_SEAL;
	enum rc rc = seal_certificate_read(identity->certificate_file, identity->cnpj_oid, &certificate, &err);
	if (rc == OK && identity->cnpj_oid[0] != '\0') {
		rc = taxid_parse(text_of(certificate.other_name), &signer->cnpj, NULL);
		if (rc != OK)
			(void)err_set(&err, rc, "carries no CNPJ under %s", identity->cnpj_oid);
		signer->has_cnpj = rc == OK;
	}
	if (rc != OK) {
		(void)snprintf(account->signer_trouble, sizeof(account->signer_trouble), "%.150s", err.words);
		return;
	}
	signer->unread = NULL;
	signer->valid_from = certificate.valid_from;
	signer->valid_until = certificate.valid_until;
	signer->may_sign = certificate.may_sign;
}
