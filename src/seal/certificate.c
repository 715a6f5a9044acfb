#include "seal/certificate.h"

#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "seal/handles.h"
#include "seal/library.h"

#define OID_BYTES 80

static enum rc read_day(const ASN1_TIME *time, struct date *ret_day, const char *file, struct err *reterr)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(time, &tm) != 1 || date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, ret_day) != OK)
		return err_set_at(reterr, ERR_CONFIG, file, NULL, "the certificate's terms cannot be read");
	return OK;
}

/* The value is a string of one of the ASN.1 kinds, as issuers differ. */
static void take_string(const ASN1_TYPE *value, char *out, size_t size)
{
	const ASN1_STRING *string = NULL;
	switch (ASN1_TYPE_get(value)) {
	case V_ASN1_OCTET_STRING:
	case V_ASN1_PRINTABLESTRING:
	case V_ASN1_UTF8STRING:
	case V_ASN1_IA5STRING: string = value->value.asn1_string; break;
	default: return;
	}
	struct text bytes = {(const char *)ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string)};
	if (memchr(bytes.at, '\0', bytes.len) == NULL)
		(void)text_copy(text_trim(bytes), out, size);
}

static void take_other_name(X509 *certificate, const char *oid, char *out, size_t size)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		char of[OID_BYTES];
		if (name->type == GEN_OTHERNAME && OBJ_obj2txt(of, sizeof(of), name->d.otherName->type_id, 1) > 0 &&
		    strcmp(of, oid) == 0)
			take_string(name->d.otherName->value, out, size);
	}
	GENERAL_NAMES_free(names);
}

enum rc seal_certificate_read(const char *file, const char *other_name_oid, struct seal_certificate *ret_certificate,
			      struct err *reterr)
{
	library_forget_errors();
	CLEANUP(bio_cleanup) BIO *pem = BIO_new_file(file, "r");
	if (pem == NULL)
		return err_set_at(reterr, ERR_CONFIG, file, NULL, "cannot be opened");
	CLEANUP(x509_cleanup) X509 *certificate = PEM_read_bio_X509(pem, NULL, NULL, NULL);
	if (certificate == NULL)
		return err_set_at(reterr, ERR_CONFIG, file, NULL, "holds no certificate in PEM");
	struct seal_certificate read = {
		.may_sign = (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0};
	enum rc rc = read_day(X509_get0_notBefore(certificate), &read.valid_from, file, reterr);
	if (rc == OK)
		rc = read_day(X509_get0_notAfter(certificate), &read.valid_until, file, reterr);
	if (rc != OK)
		return rc;
	if (other_name_oid[0] != '\0')
		take_other_name(certificate, other_name_oid, read.other_name, sizeof(read.other_name));
	*ret_certificate = read;
	return OK;
}
