#include "door/gate.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "seal/base64.h"
#include "seal/secret.h"

#define SECRET_LINE_BYTES_MAX ((size_t)1024)

static const struct {
	const char *scheme;
	const char *challenge;
} ways[] = {
	[HOOK_AUTH_NONE] = {"", ""},
	[HOOK_AUTH_BASIC] = {"Basic", "Basic realm=\"apontad\", charset=\"UTF-8\""},
	[HOOK_AUTH_BEARER] = {"Bearer", "Bearer realm=\"apontad\""},
};

/* RFC 6750 section 2.1, b64token. */
static bool is_token(struct text text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\0' || strchr(allowed, text.at[i]) == NULL)
			return false;
	return true;
}

static enum rc refuse(const struct account_conf *account, struct err *reterr, const char *why)
{
	return err_set_at(reterr, ERR_CONFIG, account->bureau.hook_secret_file, NULL,
			  "the first line, the secret of webhooks of account %s, %s", account->code, why);
}

static enum rc take_token(struct gate *gate, struct text secret, struct err *reterr)
{
	if (!is_token(secret))
		return refuse(gate->account, reterr, "has a character that no bearer token has");
	gate->proof = malloc(secret.len);
	if (gate->proof == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a secret");
	memcpy(gate->proof, secret.at, secret.len);
	gate->proof_len = secret.len;
	return OK;
}

static enum rc take_password(struct gate *gate, struct text secret, struct err *reterr)
{
	struct text user = text_of(gate->account->bureau.hook_user);
	if (user.len == 0 || memchr(user.at, ':', user.len) != NULL)
		return err_set_at(reterr, ERR_CONFIG, gate->account->code, "hook_user",
				  "must be there, and without a colon");
	char pair[sizeof(gate->account->bureau.hook_user) + 1 + SECRET_LINE_BYTES_MAX];
	size_t len = user.len + 1 + secret.len;
	memcpy(pair, user.at, user.len);
	pair[user.len] = ':';
	memcpy(pair + user.len + 1, secret.at, secret.len);
	gate->proof_len = base64_length(BASE64_STANDARD, len);
	gate->proof = malloc(gate->proof_len);
	if (gate->proof != NULL)
		base64_write(BASE64_STANDARD, (struct text){pair, len}, gate->proof);
	explicit_bzero(pair, sizeof(pair));
	return gate->proof != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for a secret");
}

enum rc gate_init(struct gate *gate, const struct account_conf *account, struct err *reterr)
{
	*gate = (struct gate){.account = account};
	if (account->bureau.hook_auth == HOOK_AUTH_NONE)
		return OK;
	CLEANUP(secret_cleanup) struct secret file = {0};
	enum rc rc = secret_read(account->bureau.hook_secret_file, &file, reterr);
	if (rc != OK)
		return rc;
	struct text rest = {file.bytes, file.len};
	struct text secret = {0};
	(void)text_next(&rest, '\n', &secret);
	secret = text_trim_right(secret, '\r');
	if (secret.len == 0)
		return refuse(account, reterr, "is empty");
	if (secret.len > SECRET_LINE_BYTES_MAX)
		return refuse(account, reterr, "is too long");
	return account->bureau.hook_auth == HOOK_AUTH_BASIC ? take_password(gate, secret, reterr)
							    : take_token(gate, secret, reterr);
}

void gate_done(struct gate *gate)
{
	if (gate->proof != NULL)
		explicit_bzero(gate->proof, gate->proof_len);
	free(gate->proof);
	*gate = (struct gate){0};
}

static bool is_proof(const struct gate *gate, struct text shown)
{
	volatile unsigned char difference = shown.len != gate->proof_len;
	for (size_t i = 0; i < gate->proof_len; i++)
		difference |= (unsigned char)(gate->proof[i] ^ (i < shown.len ? shown.at[i] : '\0'));
	return difference == 0;
}

bool gate_opens(const struct gate *gate, const char *authorization)
{
	const char *scheme = ways[gate->account->bureau.hook_auth].scheme;
	size_t len = strlen(scheme);
	if (len == 0)
		return true;
	if (authorization == NULL || strncasecmp(authorization, scheme, len) != 0 || authorization[len] != ' ')
		return false;
	return is_proof(gate, text_trim(text_of(authorization + len)));
}

const char *gate_challenge(const struct gate *gate)
{
	return ways[gate->account->bureau.hook_auth].challenge;
}
