#include "seal/library.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/xmlsec.h>

/* Private numbers of some 64 keys; a power of two as OpenSSL wants it. */
#define SECURE_HEAP_BYTES      ((size_t)1 << 20)
#define SECURE_HEAP_UNIT_BYTES 16

static _Thread_local struct {
	const char *name;
	struct text bytes;
	size_t read;
} lent;

static _Thread_local char first_reason[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

static void keep_first(const char *who, const char *what, const char *why)
{
	if (first_reason[0] == '\0')
		(void)snprintf(first_reason, sizeof(first_reason), "%s: %s%s%s", who, what, why[0] != '\0' ? ": " : "",
			       why);
	size_t len = strlen(first_reason);
	while (len > 0 && (unsigned char)first_reason[len - 1] <= ' ')
		first_reason[--len] = '\0';
}

static void xmlsec_spoke(const char *file, int line, const char *function, const char *object, const char *subject,
			 int reason, const char *message)
{
	(void)file;
	(void)line;
	(void)object;
	(void)reason;
	keep_first("xmlsec", subject != NULL ? subject : function, message != NULL ? message : "");
}

static void libxml_spoke(void *context, xmlErrorPtr error)
{
	(void)context;
	keep_first("libxml2", error->message != NULL ? error->message : "failed", "");
}

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context)
{
	(void)url;
	(void)id;
	(void)context;
	return NULL;
}

static int lent_match(const char *name)
{
	return lent.name != NULL && strcmp(name, lent.name) == 0;
}

static void *lent_open(const char *name)
{
	if (!lent_match(name))
		return NULL;
	lent.read = 0;
	return &lent;
}

static int lent_read(void *context, char *buffer, int len)
{
	(void)context;
	size_t left = lent.bytes.len - lent.read;
	size_t take = len <= 0 ? 0 : left < (size_t)len ? left : (size_t)len;
	if (take > 0)
		memcpy(buffer, lent.bytes.at + lent.read, take);
	lent.read += take;
	return (int)take;
}

static int lent_close(void *context)
{
	(void)context;
	return 0;
}

static void start(void)
{
	/* 2 means that the heap could not be locked into memory: less good, and still apart from the other one. */
	(void)CRYPTO_secure_malloc_init(SECURE_HEAP_BYTES, SECURE_HEAP_UNIT_BYTES);
	xmlInitParser();
	xmlSetExternalEntityLoader(load_nothing);
	if (xmlSecInit() < 0 || xmlSecCheckVersion() != 1 || xmlSecCryptoInit() < 0)
		return;
	xmlSecErrorsSetCallback(xmlsec_spoke);
	xmlSecIOCleanupCallbacks();
	started = xmlSecIORegisterCallbacks(lent_match, lent_open, lent_read, lent_close) >= 0;
}

enum rc library_start(struct err *reterr)
{
	if (pthread_once(&once, start) != 0 || !started)
		return err_set(reterr, ERR_SYSTEM, "the XML signature library (xmlsec with OpenSSL) does not start");
	return OK;
}

void library_lend(const char *name, struct text bytes)
{
	lent.name = name;
	lent.bytes = bytes;
	lent.read = 0;
}

void library_lend_end(const char **name)
{
	(void)name;
	library_lend(NULL, (struct text){NULL, 0});
}

void library_forget_errors(void)
{
	first_reason[0] = '\0';
	ERR_clear_error();
	xmlSetStructuredErrorFunc(NULL, libxml_spoke);
}

const char *library_reason(void)
{
	if (first_reason[0] != '\0')
		return first_reason;
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	return reason != NULL ? reason : "no reason given";
}
