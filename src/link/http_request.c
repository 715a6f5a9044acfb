#include "link/http_request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"

#define HEADER_BYTES_MAX      8192 /* of one value; common servers take no longer line */
#define HEADER_NAME_BYTES_MAX 63   /* so that an error can name it whole */

/* Lines that are not the caller's, because the message's end or the way it goes hangs on them, or because the request
 * has a field for them. */
static const char *const ours[] = {
	"Authorization",
	"Connection",
	"Content-Length",
	"Content-Type",
	"Expect",
	"Host",
	"Keep-Alive",
	"Proxy-Authorization",
	"Proxy-Connection",
	"SOAPAction",
	"TE",
	"Trailer",
	"Transfer-Encoding",
	"Upgrade",
	"User-Agent",
};

bool http_request_submits(const struct http_request *request)
{
	return request->submission || request->method == HTTP_DELETE;
}

/* RFC 9110, section 5.6.2: token. */
static bool is_header_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
	size_t len = strspn(name, letters);
	return len > 0 && len <= HEADER_NAME_BYTES_MAX && name[len] == '\0';
}

static bool is_ours(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (strcasecmp(ours[i], name) == 0)
			return true;
	return false;
}

/* A line end in a value would let it write header lines of its own. */
static bool has_control(const char *value)
{
	for (const unsigned char *at = (const unsigned char *)value; *at != '\0'; at++)
		if (*at < 0x20 || *at == 0x7f)
			return true;
	return false;
}

static enum rc check_value(const char *name, const char *value, struct err *reterr)
{
	if (value == NULL)
		return OK;
	if (has_control(value))
		return err_set_at(reterr, ERR_RANGE, NULL, name,
				  "the value of this header has a control character, such as a line end; it may have "
				  "none");
	if (strlen(value) > HEADER_BYTES_MAX)
		return err_set_at(reterr, ERR_RANGE, NULL, name, "the value of this header has %zu bytes, %d at most",
				  strlen(value), HEADER_BYTES_MAX);
	return OK;
}

static enum rc check_headers(const struct http_request *request, struct err *reterr)
{
	enum rc rc = check_value("Content-Type", request->content_type, reterr);
	if (rc == OK)
		rc = check_value("SOAPAction", request->soap_action, reterr);
	if (rc == OK)
		rc = check_value("Authorization", request->bearer, reterr);
	for (int i = 0; i < request->headers_count && rc == OK; i++) {
		const struct http_header *header = &request->headers[i];
		if (!is_header_name(header->name))
			rc = err_set_at(reterr, ERR_RANGE, NULL, "headers",
					"header %d has a name that is none: 1 to %d letters, digits and dashes", i + 1,
					HEADER_NAME_BYTES_MAX);
		else if (is_ours(header->name))
			rc = err_set_at(reterr, ERR_RANGE, NULL, header->name,
					"this header is set by the client itself, it cannot be given");
		else if (header->value == NULL)
			rc = err_set_at(reterr, ERR_RANGE, NULL, header->name, "this header has no value");
		else
			rc = check_value(header->name, header->value, reterr);
	}
	return rc;
}

enum rc http_request_check(const struct http_request *request, struct err *reterr)
{
	enum rc rc = OK;
	if (strncasecmp(request->url, "https://", 8) != 0)
		rc = err_set(reterr, ERR_CONFIG, "the address must be https://");
	else if (request->ca_file != NULL && request->ca_file[0] != '\0' && access(request->ca_file, R_OK) != 0)
		rc = err_set(reterr, ERR_CONFIG, "the file with the anchors, %s, cannot be read", request->ca_file);
	else if (request->user != NULL && request->bearer != NULL)
		rc = err_set_at(reterr, ERR_RANGE, NULL, "Authorization",
				"there is a user and a token; a request has one of them");
	else if (request->method != HTTP_POST && request->body.len > 0)
		rc = err_set_at(reterr, ERR_RANGE, NULL, "body", "only a POST has a body");
	else if (request->connect_timeout_ms < 1 || request->total_timeout_ms < 1)
		rc = err_set_at(reterr, ERR_RANGE, NULL, "timeout", "each time-out is 1 ms or more");
	else
		rc = check_headers(request, reterr);
	if (rc != OK)
		err_at(reterr, request->url, NULL);
	return rc;
}

/* The parts as a line more. libcurl keeps a copy, the one that was written here is wiped. */
static bool add_line(struct curl_slist **lines, const char *name, const char *between, const char *value,
		     const char *after)
{
	struct buf line;
	buf_init(&line, HEADER_NAME_BYTES_MAX + HEADER_BYTES_MAX + 16);
	/* At once: growing would leave a copy behind. */
	buf_printf(&line, "%s%s%s%s", name, between, value, after);
	struct curl_slist *longer = buf_failed(&line) ? NULL : curl_slist_append(*lines, line.bytes);
	if (line.bytes != NULL)
		explicit_bzero(line.bytes, line.room);
	buf_done(&line);
	if (longer != NULL)
		*lines = longer;
	return longer != NULL;
}

/* libcurl drops "NAME: " as a wish to have no such line, and makes an empty one of "NAME;". */
static bool add_header(struct curl_slist **lines, const struct http_header *header)
{
	bool empty = header->value[strspn(header->value, " ")] == '\0';
	return add_line(lines, header->name, empty ? ";" : ": ", empty ? "" : header->value, "");
}

bool http_request_headers(const struct http_request *request, struct curl_slist **ret_lines)
{
	/* Without a type libcurl would call a POST a form. */
	const char *type = request->content_type != NULL ? request->content_type : "";
	bool added = add_line(ret_lines, "Expect:", "", "", "") &&
		     add_line(ret_lines, "Content-Type:", type[0] != '\0' ? " " : "", type, "");
	if (added && request->soap_action != NULL)
		added = add_line(ret_lines, "SOAPAction:", " \"", request->soap_action, "\"");
	if (added && request->bearer != NULL)
		added = add_line(ret_lines, "Authorization:", " Bearer ", request->bearer, "");
	for (int i = 0; i < request->headers_count && added; i++)
		added = add_header(ret_lines, &request->headers[i]);
	return added;
}

void http_headers_free(struct curl_slist **lines)
{
	for (struct curl_slist *line = *lines; line != NULL; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(*lines);
	*lines = NULL;
}
