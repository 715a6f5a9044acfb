/* The sending of one webhook. A receiver that does not answer in time was not reached. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/serasa/hooks.h"

#define CONNECT_SECONDS 5L
#define ANSWER_SECONDS  20L

static size_t answer_drop(char *bytes, size_t each, size_t count, void *cls)
{
	(void)bytes;
	(void)cls;
	return each * count;
}

static bool secure_set(CURL *curl, const struct hook_settings *settings, struct curl_slist **headers)
{
	char bearer[512];
	bool good = true;
	switch (settings->auth) {
	case HOOK_AUTH_NONE: break;
	case HOOK_AUTH_BASIC:
		good = curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC) == CURLE_OK &&
		       curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user) == CURLE_OK &&
		       curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->secret) == CURLE_OK;
		break;
	case HOOK_AUTH_BEARER: {
		(void)snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s", settings->secret);
		struct curl_slist *more = curl_slist_append(*headers, bearer);
		good = more != NULL;
		*headers = good ? more : *headers;
		break;
	}
	}
	if (settings->ca_path != NULL)
		good = good && curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_path) == CURLE_OK;
	return good;
}

static bool all_set(CURL *curl, const char *url, const char *body, struct curl_slist *headers)
{
	return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_USERAGENT, "Serasa/apontasim") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_drop) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
}

enum hook_result hook_send(void **sender, const struct hook_settings *settings, const char *url, const char *body)
{
	long status = 0;
	if (*sender == NULL)
		*sender = curl_easy_init();
	CURL *curl = *sender;
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	if (curl == NULL || headers == NULL) {
		curl_slist_free_all(headers);
		return HOOK_UNREACHED;
	}
	curl_easy_reset(curl); /* connections are kept */
	CURLcode code = CURLE_OUT_OF_MEMORY;
	if (secure_set(curl, settings, &headers) && all_set(curl, url, body, headers))
		code = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK)
		return HOOK_UNREACHED;
	return status >= 200 && status < 300 ? HOOK_TAKEN : HOOK_REFUSED;
}

void hook_sender_done(void *sender)
{
	if (sender != NULL)
		curl_easy_cleanup(sender);
}
