/* Rules between settings: what refers to something finds it, names are told once, a profile is complete for its ways.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"
#include "domain/ibge.h"

const config_setting_t *check_item(struct reader *reader, const char *list, int index, const char *member)
{
	const config_setting_t *items = config_lookup(&reader->config, list);
	const config_setting_t *item = items != NULL ? config_setting_get_elem(items, (unsigned)index) : NULL;
	const config_setting_t *setting =
		item != NULL && config_setting_is_group(item) ? config_setting_get_member(item, member) : NULL;
	return setting != NULL ? setting : item;
}

void check_unique(struct reader *reader, const char *list, const char *member, const char *name_at, size_t stride,
		  int count)
{
	for (int i = 1; i < count; i++)
		for (int j = 0; j < i; j++) {
			const char *name = name_at + (size_t)i * stride;
			if (name[0] == '\0' || strcmp(name, name_at + (size_t)j * stride) != 0)
				continue;
			reader_complain(reader, check_item(reader, list, i, member), NULL,
					"`%s` stands in %s[%d] already; each needs its own", name, list, j);
			break;
		}
}

static void check_creditor(struct reader *reader, const struct settings *settings, int index)
{
	const struct creditor_conf *creditor = &settings->creditors[index];
	const struct address *address = &creditor->address;
	const char *state = ibge_state(text_of(address->ibge));
	if (address->ibge[0] != '\0' && address->uf[0] != '\0' && state != NULL && strcmp(state, address->uf) != 0)
		reader_complain(reader, check_item(reader, "creditors", index, "address"), "ibge",
				"%s is a município of %s, but `uf` is %s", address->ibge, state, address->uf);
	if (creditor->default_ladder[0] != '\0' && conf_ladder(settings, creditor->default_ladder) == NULL)
		reader_complain(reader, check_item(reader, "creditors", index, "default_ladder"), NULL,
				"there is no ladder %s.conf in %s, or it has errors", creditor->default_ladder,
				settings->ladders_folder);
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

static bool is_rest(const struct profile *profile)
{
	return strcmp(profile->channel, "serasa") == 0 && profile->bureau.way == PROFILE_WAY_REST;
}

static const char *purpose_of(const struct profile *profile)
{
	if (is_rest(profile))
		return "jws-detached";
	return profile->seal == PROFILE_SEAL_DETACHED ? "xml-detached" : "xml-enveloped";
}

/* A bureau notifies the debtor before anybody sees the record: how long must be known. */
static bool has_notice_term(const struct settings *settings, const char *bureau)
{
	for (int i = 0; i < settings->notice_terms.count; i++)
		if (strcmp(settings->notice_terms.at[i].bureau, bureau) == 0 &&
		    settings->notice_terms.at[i].uf[0] == '\0')
			return true;
	return false;
}

static void need_of_account(struct reader *reader, int index, const char *member, bool there, const char *why)
{
	const config_setting_t *at = check_item(reader, "accounts", index, member);
	bool own = at != NULL && config_setting_name(at) != NULL; /* an item of a list has no name */
	if (!there)
		reader_complain(reader, at, own ? NULL : member, "must not be empty: %s", why);
}

static void check_rest_account(struct reader *reader, const struct settings *settings,
			       const struct account_conf *account, const struct profile *profile, int index)
{
	const struct bureau_account *bureau = &account->bureau;
	need_of_account(reader, index, "endpoint", account->endpoint[0] != '\0', "where REST is reached");
	need_of_account(reader, index, "user", account->user[0] != '\0', "the client id of REST");
	need_of_account(reader, index, "hook_user",
			bureau->hook_auth != HOOK_AUTH_BASIC || bureau->hook_user[0] != '\0', "hook_auth is \"basic\"");
	need_of_account(reader, index, "hook_secret_file",
			bureau->hook_auth == HOOK_AUTH_NONE || bureau->hook_secret_file[0] != '\0',
			"hook_auth is not \"none\"");
	if (settings->door.listen[0] == '\0')
		reader_complain(reader, check_item(reader, "accounts", index, "profile"), NULL,
				"profile %s gets its answers by webhook, but there is no `door`", profile->name);
}

static void check_file_account(struct reader *reader, const struct bureau_account *bureau, int index)
{
	need_of_account(reader, index, "send_folder", bureau->send_folder[0] != '\0', "remessas are put there");
	need_of_account(reader, index, "return_folder", bureau->return_folder[0] != '\0',
			"what Serasa answers is taken from there");
	need_of_account(reader, index, "contact_name", bureau->contact_name[0] != '\0',
			"the header of a remessa names it");
	if (bureau->send_folder[0] != '\0' && strcmp(bureau->send_folder, bureau->return_folder) == 0)
		reader_complain(
			reader, check_item(reader, "accounts", index, "return_folder"), NULL,
			"is the `send_folder` too: what is sent would be taken for an answer; each needs its own");
}

static void check_bureau_account(struct reader *reader, const struct settings *settings,
				 const struct account_conf *account, const struct profile *profile, int index)
{
	const struct bureau_account *bureau = &account->bureau;
	bool serasa = strcmp(account->channel, "serasa") == 0;
	if (!has_notice_term(settings, account->channel))
		reader_complain(reader, check_item(reader, "accounts", index, "channel"), NULL,
				"no notice term of %s for every state is in %s: how long is a debtor told beforehand?",
				account->channel, settings->rules_folder);
	if (serasa && is_rest(profile))
		check_rest_account(reader, settings, account, profile, index);
	else if (serasa)
		check_file_account(reader, bureau, index);
	if (profile->bureau.sends_member)
		need_of_account(reader, index, "member", bureau->member[0] != '\0', "the profile sends it");
}

/* What the account's profile asks of the account. */
static void check_account_profile(struct reader *reader, const struct settings *settings,
				  const struct account_conf *account, const struct profile *profile, int index)
{
	const char *purpose = purpose_of(profile);
	if (strcmp(account->channel, profile->channel) != 0) {
		reader_complain(reader, check_item(reader, "accounts", index, "profile"), NULL,
				"profile %s is of channel %s, the account of channel %s", profile->name,
				profile->channel, account->channel);
		return;
	}
	if (identity_is_there(settings, account->identity) && !identity_may(settings, account->identity, purpose))
		reader_complain(reader, check_item(reader, "accounts", index, "identity"), NULL,
				"identity %s may not sign %s, which profile %s needs; add it to its `purposes`",
				account->identity, purpose, profile->name);
	if (strcmp(account->channel, "protest") != 0)
		check_bureau_account(reader, settings, account, profile, index);
	check_lease(reader, settings, profile);
}

static void check_door(struct reader *reader, const struct door_conf *door)
{
	const struct {
		const char *name;
		const char *value;
	} wanted[] = {{"certificate", door->certificate_file}, {"key", door->key_file}, {"database", door->database}};
	if (door->listen[0] == '\0')
		return;
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (wanted[i].value[0] == '\0')
			reader_complain(reader, config_lookup(&reader->config, "door"), wanted[i].name,
					"must not be empty: the door listens");
}

static void check_account(struct reader *reader, struct settings *settings, int index)
{
	struct account_conf *account = &settings->accounts[index];
	account->creditor = creditor_index(settings, account->creditor_code);
	if (account->creditor < 0 && account->creditor_code[0] != '\0')
		reader_complain(reader, check_item(reader, "accounts", index, "creditor"), NULL,
				"there is no creditor `%s` in this file", account->creditor_code);
	if (account->identity[0] != '\0' && !identity_is_there(settings, account->identity))
		reader_complain(reader, check_item(reader, "accounts", index, "identity"), NULL,
				"there is no identity `%s` in this file", account->identity);
	if ((account->user[0] == '\0') != (account->password_file[0] == '\0'))
		reader_complain(reader, check_item(reader, "accounts", index, "user"), NULL,
				"`user` and `password_file` go together: both or none");
	const struct profile *profile = conf_profile(settings, account->profile);
	if (profile != NULL)
		check_account_profile(reader, settings, account, profile, index);
	else if (account->profile[0] != '\0')
		reader_complain(reader, check_item(reader, "accounts", index, "profile"), NULL,
				"there is no profile %s.conf in %s, or it has errors", account->profile,
				settings->profiles_folder);
}

void check_settings(struct reader *reader, struct settings *settings)
{
	check_unique(reader, "creditors", "code", settings->creditors[0].code, sizeof(settings->creditors[0]),
		     settings->creditors_count);
	check_unique(reader, "accounts", "code", settings->accounts[0].code, sizeof(settings->accounts[0]),
		     settings->accounts_count);
	/* Two remessas may have one name only where they lie apart. */
	check_unique(reader, "accounts", "send_folder", settings->accounts[0].bureau.send_folder,
		     sizeof(settings->accounts[0]), settings->accounts_count);
	check_unique(reader, "accounts", "return_folder", settings->accounts[0].bureau.return_folder,
		     sizeof(settings->accounts[0]), settings->accounts_count);
	check_unique(reader, "identities", "name", settings->identities[0].name, sizeof(settings->identities[0]),
		     settings->identities_count);
	for (int i = 0; i < settings->creditors_count; i++)
		check_creditor(reader, settings, i);
	for (int i = 0; i < settings->accounts_count; i++)
		check_account(reader, settings, i);
	check_door(reader, &settings->door);
	check_notices(reader, settings);
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
	const config_setting_t *at = config_lookup(&reader->config, member);
	if (!there)
		reader_complain(reader, at, at == NULL ? member : NULL, "must not be empty: %s", why);
}

static void check_protest_profile(struct reader *reader, const struct profile *profile)
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

/* Motives that only Serasa gives are refused with code 799: conf/codes/serasa-motives.conf, kind "bureau". */
static void check_serasa_motives(struct reader *reader, const struct profile *profile)
{
	const config_setting_t *motives = config_lookup(&reader->config, "motives");
	for (int i = 0; i < CAUSE_COUNT; i++) {
		const char *motive = profile->bureau.motives[i];
		if (removal_motive((enum removal_cause)i) != (enum removal_cause)i)
			continue; /* another cause's stands for it */
		const config_setting_t *at = config_setting_get_member(motives, removal_cause_name(i));
		long number = strtol(motive, NULL, 10);
		if (strlen(motive) != 2)
			reader_complain(reader, at, NULL, "%s is no motive of Serasa; right are two digits, as 01",
					motive);
		else if (number == 0 || (number >= 26 && number <= 30) || number >= 86)
			reader_complain(
				reader, at, NULL,
				"%s is a motive that only Serasa gives (code 799); right are 01 to 25 and 31 to 85 "
				"where the agreement has them",
				motive);
	}
}

static void check_serasa_profile(struct reader *reader, const struct profile *profile)
{
	static const char *const name_words[] = {"{number}", "{day}", NULL};
	static const char *const key_words[] = {"{cadus}", "{cadus}", NULL};
	const struct bureau_profile *bureau = &profile->bureau;
	check_serasa_motives(reader, profile);
	check_template(reader, "file_name", bureau->file_name, name_words);
	check_template(reader, "exclude_key_path", bureau->exclude_key_path, key_words);
	if (strchr(bureau->file_name, '/') != NULL)
		reader_complain(reader, config_lookup(&reader->config, "file_name"), NULL,
				"is `%s`; right is a name without '/': the account's `send_folder` says where",
				bureau->file_name);
	if (bureau->way == PROFILE_WAY_FILE) {
		need(reader, strstr(bureau->file_name, "{number}") != NULL, "file_name",
		     "{number} keeps two remessas from having one name");
		return;
	}
	need(reader, bureau->login_path[0] != '\0', "login_path", "the way is REST");
	need(reader, bureau->debt_path[0] != '\0', "debt_path", "the way is REST");
	need(reader, bureau->guarantor_path[0] != '\0', "guarantor_path", "the way is REST");
	need(reader, bureau->exclude_contract_path[0] != '\0', "exclude_contract_path", "the way is REST");
}

void check_profile(struct reader *reader, const struct profile *profile)
{
	if (strcmp(profile->channel, "protest") == 0)
		check_protest_profile(reader, profile);
	else if (strcmp(profile->channel, "serasa") == 0)
		check_serasa_profile(reader, profile);
}

/* Does an earlier row of this file, or one of the files before, say the same? */
static bool row_stands(const struct rule_book *book, int count, const struct rule_row *row)
{
	for (int i = 0; i < count; i++)
		if (strcmp(book->at[i].code, row->code) == 0 && book->at[i].channel == row->channel)
			return true;
	return false;
}

static void check_checks(struct reader *reader, const struct rule_book *checks, const struct rule_book *before)
{
	for (int i = 0; i < checks->count; i++) {
		const struct rule_row *row = &checks->at[i];
		const char *channel = rule_channel_name(row->channel);
		if (!check_is_known(row->code, RULE_EVERY))
			reader_complain(reader, check_item(reader, "checks", i, "code"), NULL,
					"there is no check `%s`; `apontactl rules list` has them all", row->code);
		else if (!check_is_known(row->code, row->channel))
			reader_complain(reader, check_item(reader, "checks", i, "code"), NULL,
					"there is no check `%s` for %s; leave the row out", row->code, channel);
		else if (row_stands(checks, i, row) || row_stands(before, before->count, row))
			reader_complain(reader, check_item(reader, "checks", i, "code"), NULL,
					"`%s` for \"%s\" stands already; a check has one row a channel", row->code,
					channel);
	}
	if (before->count + checks->count > RULES_MAX)
		reader_complain(reader, config_lookup(&reader->config, "checks"), NULL,
				"makes %d checks in all; right are at most %d", before->count + checks->count,
				RULES_MAX);
}

static void complain_of_rules(struct reader *reader, const char *words)
{
	const config_setting_t *at = config_lookup(&reader->config, "rules");
	reader_complain(reader, at, at == NULL ? "rules" : NULL, "%s", words);
}

void check_rule_book(struct reader *reader, const struct rule_book *book, const char *folder)
{
	static const enum rule_channel channels[] = {RULE_PROTEST, RULE_BUREAU};
	char words[512];
	if (book->count == 0) {
		(void)snprintf(
			words, sizeof(words),
			"no file of the folder %s has `checks`; the checks.conf that comes with the program does",
			folder[0] != '\0' ? folder : "\"\"");
		complain_of_rules(reader, words);
		return;
	}
	for (enum check check = 0; check < CHECK_COUNT; check++)
		for (size_t i = 0; i < ARRAY_LEN(channels); i++) {
			if (!check_is_made_for(check, channels[i]) ||
			    rule_find(book, check_code(check), channels[i]) != NULL)
				continue;
			(void)snprintf(words, sizeof(words),
				       "rule %s has no row for %s in %s; right is one in `checks`", check_code(check),
				       rule_channel_name(channels[i]), folder);
			complain_of_rules(reader, words);
		}
}

void check_rules(struct reader *reader, const struct rules *rules, const struct rule_book *before)
{
	const struct notice_terms *terms = &rules->terms;
	check_checks(reader, &rules->checks, before);
	for (int i = 0; i < terms->count; i++)
		if (!date_is_none(terms->at[i].until) && date_compare(terms->at[i].until, terms->at[i].from) < 0)
			reader_complain(reader, check_item(reader, "notice_terms", i, "until"), NULL,
					"the term ends before it begins");
}
