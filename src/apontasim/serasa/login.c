#include "apontasim/serasa/login.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/lookup.h"
#include "apontasim/common/moment.h"

#define BRASILIA_BEHIND_S (3 * 3600) /* moments are Brasília time, Unix time is UTC */

void tokens_give(struct tokens *tokens, uint64_t seed, int64_t now, int life_minutes, struct buf *out)
{
	struct token *token = &tokens->all[tokens->given % TOKENS_MAX];
	uint64_t hash = hash_mix(seed ^ UINT64_C(0x70656669) ^ ((uint64_t)++tokens->given << 32));
	token->until = now + (int64_t)life_minutes * 60;
	(void)snprintf(token->text, sizeof(token->text), "%08x.%08x.%016llx", (unsigned)(hash >> 32), (unsigned)hash,
		       (unsigned long long)hash_mix(hash));
	buf_printf(out,
		   "{\"accessToken\":\"%s\",\"tokenType\":\"Bearer\",\"expiresIn\":\"%lld\","
		   "\"scope\":[\"READ\",\"WRITE\"]}",
		   token->text, (long long)token->until + BRASILIA_BEHIND_S);
}

bool tokens_good(const struct tokens *tokens, int64_t now, const char *authorization)
{
	static const char scheme[] = "Bearer ";
	if (authorization == NULL || strncmp(authorization, scheme, sizeof(scheme) - 1) != 0)
		return false;
	for (int i = 0; i < TOKENS_MAX && i < tokens->given; i++)
		if (strcmp(tokens->all[i].text, authorization + sizeof(scheme) - 1) == 0)
			return now < tokens->all[i].until;
	return false;
}
