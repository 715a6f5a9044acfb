#include "link/mail.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define URL_BYTES     160
#define ADDRESS_BYTES 128

/* One letter under way. */
struct sending {
	CURL *curl;
	struct curl_slist *recipients;
	struct text rest; /* not yet handed to libcurl */
	bool whole_given; /* from here on the server may have it */
	bool answered;    /* it said something after that */
	bool to_this_one; /* what is asked last is about this recipient or letter, not about us */
	bool leaving;     /* what it says to QUIT is of no interest */
	struct mail_answer answer;
	char words[CURL_ERROR_SIZE];
};

static size_t give(char *to, size_t size, size_t count, void *context)
{
	struct sending *sending = context;
	size_t room = size * count;
	size_t len = sending->rest.len < room ? sending->rest.len : room;
	if (len > 0)
		memcpy(to, sending->rest.at, len);
	sending->rest.at += len;
	sending->rest.len -= len;
	sending->whole_given = sending->rest.len == 0;
	return len;
}

static size_t leave_alone(char *from, size_t size, size_t count, void *context)
{
	(void)from;
	(void)context;
	return size * count;
}

static bool is_command(const char *bytes, size_t len, const char *command)
{
	return len >= strlen(command) && strncmp(bytes, command, strlen(command)) == 0;
}

/* What the server says, line by line, and what we ask. An AUTH exchange passes here too: nothing of ours is kept. */
static int watch(CURL *curl, curl_infotype type, char *bytes, size_t len, void *context)
{
	struct sending *sending = context;
	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		sending->leaving = sending->leaving || is_command(bytes, len, "QUIT");
		if (!sending->leaving)
			sending->to_this_one = is_command(bytes, len, "RCPT") || is_command(bytes, len, "DATA");
	} else if (type == CURLINFO_HEADER_IN && !sending->leaving) {
		size_t used = 0;
		sending->answered = sending->whole_given;
		for (size_t i = 0; i < len && used < sizeof(sending->answer.words) - 1; i++)
			if (bytes[i] != '\r' && bytes[i] != '\n')
				sending->answer.words[used++] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?';
		sending->answer.words[used] = '\0';
	}
	return 0;
}

static enum rc check_address(const char *address, const char *field, struct err *reterr)
{
	const char *at = address != NULL ? strchr(address, '@') : NULL;
	bool fits = at != NULL && at > address && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
		    strlen(address) < ADDRESS_BYTES;
	for (const char *each = fits ? address : ""; *each != '\0'; each++)
		fits = fits && *each > ' ' && *each <= '~' && strchr("<>()[]\\,;:\"", *each) == NULL;
	return fits ? OK
		    : err_set_at(reterr, ERR_RANGE, NULL, field,
				 "no address that an envelope takes; right is NAME@HOST in plain characters");
}

static enum rc check(const struct mail_server *server, const struct mail_letter *letter, struct err *reterr)
{
	enum rc rc = check_address(letter->from, "from", reterr);
	if (rc == OK)
		rc = check_address(letter->to, "to", reterr);
	if (rc != OK)
		return rc;
	if (server->server == NULL || strchr(server->server, ':') == NULL || strpbrk(server->server, "/@ ?#") != NULL ||
	    strlen(server->server) + sizeof("smtps://") > URL_BYTES)
		return err_set(reterr, ERR_CONFIG, "the mail server must be HOST:PORT");
	if (server->ca_file != NULL && server->ca_file[0] != '\0' && access(server->ca_file, R_OK) != 0)
		return err_set_at(reterr, ERR_CONFIG, server->ca_file, NULL,
				  "the file with the anchors cannot be read");
	return OK;
}

#define SET(option, value) failed = failed || curl_easy_setopt(curl, option, value) != CURLE_OK

static bool prepare(struct sending *sending, const struct mail_server *server, const struct mail_letter *letter)
{
	char url[URL_BYTES];
	char from[ADDRESS_BYTES + 2];
	char to[ADDRESS_BYTES + 2];
	CURL *curl = sending->curl;
	bool failed = false;
	(void)snprintf(url, sizeof(url), "%s://%s", server->implicit_tls ? "smtps" : "smtp", server->server);
	(void)snprintf(from, sizeof(from), "<%s>", letter->from);
	(void)snprintf(to, sizeof(to), "<%s>", letter->to);
	sending->recipients = curl_slist_append(NULL, to);
	failed = sending->recipients == NULL;
	SET(CURLOPT_URL, url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (server->ca_file != NULL && server->ca_file[0] != '\0') {
		SET(CURLOPT_CAINFO, server->ca_file);
		SET(CURLOPT_CAPATH, (const char *)NULL);
	}
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)server->connect_timeout_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)server->total_timeout_ms);
	SET(CURLOPT_QUICK_EXIT, 1L);
	if (server->user != NULL && server->user[0] != '\0') {
		SET(CURLOPT_USERNAME, server->user);
		SET(CURLOPT_PASSWORD, server->password != NULL ? server->password : "");
	}
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, sending->recipients);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->bytes.len);
	SET(CURLOPT_READFUNCTION, give);
	SET(CURLOPT_READDATA, sending);
	SET(CURLOPT_WRITEFUNCTION, leave_alone);
	SET(CURLOPT_DEBUGFUNCTION, watch);
	SET(CURLOPT_DEBUGDATA, sending);
	SET(CURLOPT_VERBOSE, 1L); /* only for watch(), which prints nothing */
	SET(CURLOPT_ERRORBUFFER, sending->words);
	return !failed;
}

#undef SET

/* What a failure means, by how far it had come. */
static enum rc meaning(const struct sending *sending, CURLcode code)
{
	int class = sending->answer.code / 100;
	if (sending->whole_given && !sending->answered)
		return ERR_IN_DOUBT;
	if (sending->whole_given)
		return class == 5 ? ERR_REJECTED : class == 4 ? ERR_TRANSIENT : ERR_IN_DOUBT;
	switch (code) {
	case CURLE_LOGIN_DENIED: return class == 4 ? ERR_TRANSIENT : ERR_CREDENTIALS;
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL: return ERR_CONFIG;
	case CURLE_OUT_OF_MEMORY: return ERR_NO_MEMORY;
	default: return sending->to_this_one && class == 5 ? ERR_REJECTED : ERR_TRANSIENT;
	}
}

static enum rc tell(const struct sending *sending, CURLcode code, const char *server, struct err *reterr)
{
	enum rc rc = meaning(sending, code);
	const char *words = sending->words[0] != '\0' ? sending->words : curl_easy_strerror(code);
	return err_set_at(reterr, rc, server, NULL, "%s%s%s%s",
			  rc == ERR_IN_DOUBT ? "the whole letter had left, and no answer came; " : "", words,
			  sending->answer.words[0] != '\0' ? "; the server said: " : "", sending->answer.words);
}

enum rc mail_send(const struct mail_server *server, const struct mail_letter *letter, struct mail_answer *ret_answer,
		  struct err *reterr)
{
	struct sending sending = {.rest = letter->bytes};
	*ret_answer = (struct mail_answer){0};
	enum rc rc = check(server, letter, reterr);
	if (rc != OK)
		return rc;
	sending.curl = curl_easy_init();
	if (sending.curl == NULL || !prepare(&sending, server, letter)) {
		rc = err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a letter");
	} else {
		long said = 0;
		CURLcode code = curl_easy_perform(sending.curl);
		if (curl_easy_getinfo(sending.curl, CURLINFO_RESPONSE_CODE, &said) == CURLE_OK)
			sending.answer.code = (int)said;
		rc = code == CURLE_OK ? OK : tell(&sending, code, server->server, reterr);
	}
	*ret_answer = sending.answer;
	curl_slist_free_all(sending.recipients);
	curl_easy_cleanup(sending.curl);
	return rc;
}
