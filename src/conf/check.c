/* Rules between settings: what refers to something finds it, names are told once, a profile is complete for its ways.
 */
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"
#include "domain/ibge.h"

/* The setting `list`[index].member for the place of an error; the list's item, or the file, when it is not there. */
static const config_setting_t *at_item(struct reader *reader, const char *list, int index, const char *member)
{
	const config_setting_t *items = config_lookup(&reader->config, list);
	const config_setting_t *item = items != NULL ? config_setting_get_elem(items, (unsigned)index) : NULL;
	const config_setting_t *setting =
		item != NULL && config_setting_is_group(item) ? config_setting_get_member(item, member) : NULL;
	return setting != NULL ? setting : item;
}

/* Complain of each name that an earlier item of the list has. `name_at` is the first name, `stride` to the next. */
static void check_unique(struct reader *reader, const char *list, const char *member, const char *name_at,
			 size_t stride, int count)
{
	for (int i = 1; i < count; i++)
		for (int j = 0; j < i; j++) {
			const char *name = name_at + (size_t)i * stride;
			if (name[0] == '\0' || strcmp(name, name_at + (size_t)j * stride) != 0)
				continue;
			reader_complain(reader, at_item(reader, list, i, member), NULL,
					"`%s` stands in %s[%d] already; each needs its own", name, list, j);
			break;
		}
}

static void check_creditor(struct reader *reader, const struct creditor_conf *creditor, int index)
{
	const struct address *address = &creditor->address;
	const char *state = ibge_state(text_of(address->ibge));
	if (address->ibge[0] != '\0' && address->uf[0] != '\0' && state != NULL && strcmp(state, address->uf) != 0)
		reader_complain(reader, at_item(reader, "creditors", index, "address"), "ibge",
				"%s is a município of %s, but `uf` is %s", address->ibge, state, address->uf);
}

static int creditor_index(const struct settings *settings, const char *code)
{
	for (int i = 0; i < settings->creditors_count; i++)
		if (strcmp(settings->creditors[i].code, code) == 0)
			return i;
	return -1;
}

static bool identity_is_there(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->identities_count; i++)
		if (strcmp(settings->identities[i].name, name) == 0)
			return true;
	return false;
}

static bool identity_may(const struct settings *settings, const char *name, const char *purpose)
{
	for (int i = 0; i < settings->identities_count; i++)
		for (int j = 0;
		     strcmp(settings->identities[i].name, name) == 0 && j < settings->identities[i].purposes_count; j++)
			if (strcmp(settings->identities[i].purposes[j], purpose) == 0)
				return true;
	return false;
}

/* A lane whose lease runs out while its worker waits for an answer is taken over, and the file is sent again. */
#define LEASE_MARGIN_S 5

static void check_lease(struct reader *reader, const struct settings *settings, const struct profile *profile)
{
	int slowest_s = (profile->connect_timeout_ms + profile->answer_timeout_ms + 999) / 1000;
	if (settings->lease_s < slowest_s + LEASE_MARGIN_S)
		reader_complain(reader, config_lookup(&reader->config, "lease_s"), NULL,
				"is %d; profile %s waits up to %d seconds for an answer, so right are %d or more",
				settings->lease_s, profile->name, slowest_s, slowest_s + LEASE_MARGIN_S);
}

/* What the account's profile asks of the account. */
static void check_account_profile(struct reader *reader, const struct settings *settings,
				  const struct account_conf *account, const struct profile *profile, int index)
{
	const char *purpose = profile->seal == PROFILE_SEAL_DETACHED ? "xml-detached" : "xml-enveloped";
	if (strcmp(account->channel, profile->channel) != 0)
		reader_complain(reader, at_item(reader, "accounts", index, "profile"), NULL,
				"profile %s is of channel %s, the account of channel %s", profile->name,
				profile->channel, account->channel);
	if (identity_is_there(settings, account->identity) && !identity_may(settings, account->identity, purpose))
		reader_complain(reader, at_item(reader, "accounts", index, "identity"), NULL,
				"identity %s may not sign %s, which profile %s needs; add it to its `purposes`",
				account->identity, purpose, profile->name);
	check_lease(reader, settings, profile);
}

static void check_account(struct reader *reader, struct settings *settings, int index)
{
	struct account_conf *account = &settings->accounts[index];
	account->creditor = creditor_index(settings, account->creditor_code);
	if (account->creditor < 0 && account->creditor_code[0] != '\0')
		reader_complain(reader, at_item(reader, "accounts", index, "creditor"), NULL,
				"there is no creditor `%s` in this file", account->creditor_code);
	if (account->identity[0] != '\0' && !identity_is_there(settings, account->identity))
		reader_complain(reader, at_item(reader, "accounts", index, "identity"), NULL,
				"there is no identity `%s` in this file", account->identity);
	if ((account->user[0] == '\0') != (account->password_file[0] == '\0'))
		reader_complain(reader, at_item(reader, "accounts", index, "user"), NULL,
				"`user` and `password_file` go together: both or none");
	const struct profile *profile = conf_profile(settings, account->profile);
	if (profile != NULL)
		check_account_profile(reader, settings, account, profile, index);
	else if (account->profile[0] != '\0')
		reader_complain(reader, at_item(reader, "accounts", index, "profile"), NULL,
				"there is no profile %s.conf in %s, or it has errors", account->profile,
				settings->profiles_folder);
}

void check_settings(struct reader *reader, struct settings *settings)
{
	check_unique(reader, "creditors", "code", settings->creditors[0].code, sizeof(settings->creditors[0]),
		     settings->creditors_count);
	check_unique(reader, "accounts", "code", settings->accounts[0].code, sizeof(settings->accounts[0]),
		     settings->accounts_count);
	check_unique(reader, "identities", "name", settings->identities[0].name, sizeof(settings->identities[0]),
		     settings->identities_count);
	for (int i = 0; i < settings->creditors_count; i++)
		check_creditor(reader, &settings->creditors[i], i);
	for (int i = 0; i < settings->accounts_count; i++)
		check_account(reader, settings, i);
	if (settings->default_ladder[0] != '\0' && conf_ladder(settings, settings->default_ladder) == NULL)
		reader_complain(reader, config_lookup(&reader->config, "default_ladder"), NULL,
				"there is no ladder %s.conf in %s, or it has errors", settings->default_ladder,
				settings->ladders_folder);
}

/* Placeholders of a template: {uf} and the like. Complain of one that nobody fills. */
static void check_template(struct reader *reader, const char *member, const char *template, const char *const *known)
{
	const char *open = template;
	while ((open = strchr(open, '{')) != NULL) {
		const char *close = strchr(open, '}');
		size_t len = close != NULL ? (size_t)(close - open) + 1 : strlen(open);
		bool found = false;
		for (const char *const *each = known; *each != NULL && !found; each++)
			found = text_is((struct text){open, len}, *each);
		if (!found)
			reader_complain(reader, config_lookup(&reader->config, member), NULL,
					"nobody fills %.*s; known are %s and %s", (int)len, open, known[0], known[1]);
		open += len;
	}
}

static void need(struct reader *reader, bool there, const char *member, const char *why)
{
	if (!there)
		reader_complain(reader, config_lookup(&reader->config, member), NULL, "must not be empty: %s", why);
}

void check_profile(struct reader *reader, const struct profile *profile)
{
	static const char *const operation_of[4] = {"operations.desistencia", "operations.cancelamento",
						    "operations.autoriza_desistencia",
						    "operations.autoriza_cancelamento"};
	static const enum cra_operation operations[4] = {CRA_OP_DESISTENCIA, CRA_OP_CANCELAMENTO,
							 CRA_OP_AUTORIZA_DESISTENCIA, CRA_OP_AUTORIZA_CANCELAMENTO};
	static const char *const namespace_words[] = {"{uf}", "{uf}", NULL};
	static const char *const action_words[] = {"{namespace}", "{operation}", NULL};

	check_template(reader, "namespace_uri", profile->namespace_uri, namespace_words);
	check_template(reader, "soap_action", profile->soap_action, action_words);
	need(reader, profile->operations[CRA_OP_REMESSA][0] != '\0', "operations", "`remessa` is what presents titles");
	need(reader, profile->operations[CRA_OP_CONFIRMACAO][0] != '\0', "operations",
	     "`confirmacao` gives the protocols");
	need(reader, profile->operations[CRA_OP_RETORNO][0] != '\0', "operations", "`retorno` gives the results");
	need(reader, profile->argument_file[0] != '\0', "arguments", "`file` carries the file's name");
	need(reader, profile->argument_data[0] != '\0', "arguments", "`data` carries the file");
	if (profile->auth == PROFILE_AUTH_ARGUMENTS) {
		need(reader, profile->argument_user[0] != '\0', "arguments", "`user`, as auth is \"arguments\"");
		need(reader, profile->argument_password[0] != '\0', "arguments",
		     "`password`, as auth is \"arguments\"");
	}
	for (int i = 0; i < 4; i++)
		if (profile->operations[operations[i]][0] != '\0' && profile->request_forms[i] != PROFILE_FORM_127)
			need(reader, profile->request_roots[i][0] != '\0', "request_roots", operation_of[i]);
}

void check_ladder(struct reader *reader, const struct ladder *ladder)
{
	struct err why = {0};
	if (ladder_check(ladder, &why) != OK)
		reader_complain(reader, config_lookup(&reader->config, "steps"), NULL, "%s%s%s", why.field,
				why.field[0] != '\0' ? ": " : "", why.words);
}

void check_codes(struct reader *reader, const struct code_table *table)
{
	check_unique(reader, "codes", "code", table->entries[0].code, sizeof(table->entries[0]), table->entries_count);
}
