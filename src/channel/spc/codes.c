#include "channel/spc/codes.h"

#include <string.h>

#include "channel/spc/spc.h"

#define ALREADY     SPC_MEANS_ALREADY
#define GONE        SPC_MEANS_GONE
#define REFUSED     SPC_MEANS_REFUSED
#define CREDENTIALS SPC_MEANS_CREDENTIALS
#define DOUBT       SPC_MEANS_DOUBT

/* The first that fits: single codes before what begins alike. */
static const struct spc_code codes[] = {
	/* code, of an inclusion, of a removal, English */
	{"IE_SPC001.E09", ALREADY, REFUSED, "the record is there already; see that it is ours, of this debt"},
	{"IE_SPC005.E10", REFUSED, GONE,
	 "there is no such record: it is removed, or it stands there under another contract or due date"},

	/* The operator may not ask. */
	{"CS_AUT001.E1.2", CREDENTIALS, CREDENTIALS,
	 "operator or password is wrong; it takes the password for web services, not the one of the site"},
	{"CS_AUT001.E1.2.1", CREDENTIALS, CREDENTIALS, "the typed characters do not match; log in at the site once"},
	{"CS_AUT001.E1.3", CREDENTIALS, CREDENTIALS, "the operator has no access by web service; the entity gives it"},
	{"CS_AUT001.E1.4.1", CREDENTIALS, CREDENTIALS, "the operator is inactive; the entity activates it"},
	{"CS_AUT001.E1.4.2", CREDENTIALS, CREDENTIALS, "the operator is blocked; the entity unlocks it"},
	{"CS_AUT001.E1.5.2", CREDENTIALS, CREDENTIALS, "the member is inactive; ask the entity"},
	{"CS_AUT001.E1.5.3", CREDENTIALS, CREDENTIALS, "the entity is inactive"},
	{"CS_AUT001.E1.5.6", CREDENTIALS, CREDENTIALS, "the member is suspended; ask the entity"},
	{"CS_AUT001.E1.5.7", CREDENTIALS, CREDENTIALS, "the entity is suspended"},
	{"CS_AUT001.E1.6", CREDENTIALS, CREDENTIALS, "our IP address is not released; the entity releases it"},
	{"CS_AUT001.E1.6.1", CREDENTIALS, CREDENTIALS, "our IP address is a foreign one; call from one in Brazil"},
	{"CS_AUT001.E1.7", CREDENTIALS, CREDENTIALS,
	 "the operator is blocked after too many wrong tries; the entity unlocks it, and only then may we call again"},
	{"CS_AUT001.E1.8", CREDENTIALS, CREDENTIALS, "the operator has expired; the entity renews it"},
	{"CS_AUT001.E1.9", CREDENTIALS, CREDENTIALS, "the password has expired; change it there and in the settings"},
	{"CS_AUT001.E1.10", CREDENTIALS, CREDENTIALS, "outside the hours of the operator; the entity may widen them"},
	{"CS_AUT001.E1.12", CREDENTIALS, CREDENTIALS, "the operator has no access to the device; the entity gives it"},
	{"CS_AUT001.E1.15", CREDENTIALS, CREDENTIALS, "an error of authentication; look at operator and password"},
	{"CS_AUT001.E1.17", CREDENTIALS, CREDENTIALS, "operator or password is not valid"},
	{"CS_AUT001.E1.18", CREDENTIALS, CREDENTIALS, "the operator has no access; the entity gives it"},
	{"CS_AUT001*", CREDENTIALS, CREDENTIALS, "the operator is refused; ask the entity what the code means"},

	/* Errors of the service itself. The first is seen at the sister service of consultations; the second would be
	 * the same of this one. */
	{"CN_GER001*", DOUBT, DOUBT, "an internal error of the service"},
	{"IE_GER001*", DOUBT, DOUBT, "an internal error of the service"},

	/* Any other code of the module that takes records: it was looked at, and turned down. */
	{"IE_*", REFUSED, REFUSED, "to be classified: nobody here knows the code"},

	/* SOAP's own. The first four say that the request was not taken up at all. */
	{"Client*", REFUSED, REFUSED, "the service does not take the request as it is"},
	{"Sender*", REFUSED, REFUSED, "the service does not take the request as it is"},
	{"VersionMismatch*", REFUSED, REFUSED, "the service wants another version of SOAP"},
	{"MustUnderstand*", REFUSED, REFUSED, "the service does not understand a header"},
	{"*", DOUBT, DOUBT, "this does not tell whether the request was taken"},
};

static bool fits(const char *pattern, const char *code)
{
	size_t len = strcspn(pattern, "*");
	return pattern[len] == '*' ? strncmp(pattern, code, len) == 0 : strcmp(pattern, code) == 0;
}

const struct spc_code *spc_code_find(const char *code)
{
	const struct spc_code *row = codes;
	while (!fits(row->code, code))
		row++;
	return row;
}

enum spc_meaning spc_code_means(const struct spc_code *code, const char *kind)
{
	return strcmp(kind, SPC_REMOVE) == 0 ? code->of_removal : code->of_inclusion;
}

const struct spc_code *spc_codes_all(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(codes);
	return codes;
}
