/* The settings, file by file: the one place that knows names, ranges, defaults and meanings. */
#include <syslog.h>

#include "conf/conf.h"
#include "conf/schema.h"

static const struct word word_log[] = {{"error", LOG_ERR}, {"warning", LOG_WARNING}, {"notice", LOG_NOTICE},
				       {"info", LOG_INFO}, {"debug", LOG_DEBUG},     {NULL, 0}};
static const struct word word_channel[] = {{"protest", 0}, {"serasa", 0}, {"spc", 0}, {NULL, 0}};
static const struct word word_purpose[] = {{"xml-enveloped", 0}, {"xml-detached", 0}, {"cms-attached", 0},
					   {"cms-detached", 0},  {"jws-detached", 0}, {NULL, 0}};
static const struct word word_kind[] = {{"signature", IDENTITY_SIGNATURE}, {"seal", IDENTITY_SEAL}, {NULL, 0}};
static const struct word word_encoding[] = {{"UTF-8", 0}, {"ISO-8859-1", 0}, {NULL, 0}};
static const struct word word_auth[] = {
	{"basic", PROFILE_AUTH_BASIC}, {"arguments", PROFILE_AUTH_ARGUMENTS}, {NULL, 0}};
static const struct word word_shape[] = {
	{"comarca", PROFILE_SHAPE_COMARCA}, {"flat", PROFILE_SHAPE_FLAT}, {"600", PROFILE_SHAPE_600}, {NULL, 0}};
static const struct word word_money[] = {{"cents", PROFILE_MONEY_CENTS}, {"decimal", PROFILE_MONEY_DECIMAL}, {NULL, 0}};
static const struct word word_form[] = {
	{"a", PROFILE_FORM_A}, {"b", PROFILE_FORM_B}, {"127", PROFILE_FORM_127}, {NULL, 0}};
static const struct word word_line_end[] = {{"lf", 1}, {"crlf", 2}, {NULL, 0}}; /* bytes of the line end */
static const struct word word_seal[] = {
	{"detached", PROFILE_SEAL_DETACHED}, {"enveloped", PROFILE_SEAL_ENVELOPED}, {NULL, 0}};
static const struct word word_way[] = {{"rest", PROFILE_WAY_REST}, {"file", PROFILE_WAY_FILE}, {NULL, 0}};
static const struct word word_tail[] = {{"a", PROFILE_TAIL_A}, {"b", PROFILE_TAIL_B}, {NULL, 0}};
static const struct word word_jws[] = {{"PS256", PROFILE_JWS_PS256}, {"RS256", PROFILE_JWS_RS256}, {NULL, 0}};
static const struct word word_hook[] = {
	{"none", HOOK_AUTH_NONE}, {"basic", HOOK_AUTH_BASIC}, {"bearer", HOOK_AUTH_BEARER}, {NULL, 0}};
static const struct word word_rule_channel[] = {
	{"protest", RULE_PROTEST}, {"bureau", RULE_BUREAU}, {"", RULE_EVERY}, {NULL, 0}};
static const struct word word_level[] = {{"block", LEVEL_BLOCK}, {"hold", LEVEL_HOLD}, {"warn", LEVEL_WARN}, {NULL, 0}};
static const struct word word_bureau[] = {{"serasa", 0}, {"spc", 0}, {"", 0}, {NULL, 0}};

/* The longest name, street, district and city are those of transaction fields 04, 07, 39 and 09. */
static const struct setting address_settings[] = {
	{"street", SETTING_TEXT, AT(address, street), LENGTH(1, 45), .help = "street and number"},
	{"district", SETTING_TEXT, AT(address, district), LENGTH(0, 20), .fallback = "", .help = "bairro"},
	{"cep", SETTING_TEXT, AT(address, cep), LENGTH(8, 8), .form = FORM_DIGITS, .help = "postal code, 8 digits"},
	{"city", SETTING_TEXT, AT(address, city), LENGTH(1, 20), .help = "name of the município"},
	{"uf", SETTING_TEXT, AT(address, uf), LENGTH(2, 2), .form = FORM_UF, .help = "state"},
	{"ibge", SETTING_TEXT, AT(address, ibge), LENGTH(7, 7), .form = FORM_IBGE,
	 .help = "IBGE code of the município"},
	END,
};
static const struct schema schema_address = {.name = "address", .settings = address_settings, .apart = true};

static const struct setting four_eyes_settings[] = {
	{"amount", SETTING_MONEY, AT(approval_policy, amount_cents), .fallback = "",
	 .help = "a second person has to agree to this much or more; empty: never"},
	{"batch", SETTING_INT, AT(approval_policy, batch), LENGTH(0, 1000000), .fallback = "0",
	 .help = "so many inclusions of an account pass on one day before a second person has to agree; 0: all"},
	{"first", SETTING_BOOL, AT(approval_policy, first), .fallback = "false",
	 .help = "a second person has to agree until one inclusion of the account was approved and taken"},
	END,
};
static const struct schema schema_four_eyes = {.name = "four_eyes", .settings = four_eyes_settings, .apart = true};

static const struct setting creditor_settings[] = {
	{"code", SETTING_TEXT, AT(creditor_conf, code), LENGTH(1, 32), .form = FORM_CODE,
	 .help = "how the platform and apontactl call the creditor"},
	{"name", SETTING_TEXT, AT(creditor_conf, name), LENGTH(1, 45), .help = "corporate name"},
	{"taxid", SETTING_TAXID, AT(creditor_conf, taxid), .help = "CNPJ or CPF"},
	{"address", SETTING_GROUP, AT(creditor_conf, address), .schema = &schema_address,
	 .help = "the creditor's address"},
	{"four_eyes", SETTING_GROUP, AT(creditor_conf, four_eyes), .schema = &schema_four_eyes, .fallback = "",
	 .help = "what a second person has to agree to before it leaves"},
	{"default_ladder", SETTING_TEXT, AT(creditor_conf, default_ladder), LENGTH(0, 47), .form = FORM_CODE,
	 .fallback = "", .help = "ladder of its invoices that name none; empty: that of all creditors"},
	{"contact", SETTING_GROUP, AT(creditor_conf, contact), .schema = &schema_contact, .fallback = "",
	 .help = "whom a debtor tells that a notice is wrong"},
	{"regulated", SETTING_BOOL, AT(creditor_conf, regulated), .fallback = "false",
	 .help = "a supervised body, such as a bank: its notaries' fees are postponed whatever the due date"},
	END,
};
static const struct schema schema_creditor = {.name = "creditors", .settings = creditor_settings};

/* What every account has, before and after what only its channel has. */
#define ACCOUNT_BEGINNING                                                                                              \
	{                                                                                                              \
		"code",        SETTING_TEXT,      AT(account_conf, code),                                              \
		LENGTH(1, 32), .form = FORM_CODE, .help = "name of the account"},                                      \
		{"creditor",    SETTING_TEXT,      AT(account_conf, creditor_code),                                    \
		 LENGTH(1, 32), .form = FORM_CODE, .help = "code of one of `creditors`"},                              \
		{"channel",                                                                                            \
		 SETTING_TEXT,                                                                                         \
		 AT(account_conf, channel),                                                                            \
		 LENGTH(1, 16),                                                                                        \
		 .fallback = "protest",                                                                                \
		 .words = word_channel,                                                                                \
		 .help = "kind of counterparty"},                                                                      \
	{                                                                                                              \
		"profile", SETTING_TEXT, AT(account_conf, profile), LENGTH(1, 48),                                     \
			.form = FORM_CODE, .help = "name of the profile of the counterparty"                           \
	}
#define ACCOUNT_END                                                                                                    \
	{"ca_file", SETTING_PATH, AT(account_conf, ca_file), .fallback = "",                                           \
	 .help = "PEM anchors of the endpoint's certificate; empty for the system's"},                                 \
		{"password_file", SETTING_PATH, AT(account_conf, password_file), .fallback = "",                       \
		 .help = "file whose first line is the password"},                                                     \
		{"identity",                                                                                           \
		 SETTING_TEXT,                                                                                         \
		 AT(account_conf, identity),                                                                           \
		 LENGTH(1, 48),                                                                                        \
		 .form = FORM_CODE,                                                                                    \
		 .help = "name of one of `identities`; signs what this account sends"},                                \
		END

static const struct setting account_protest_settings[] = {
	ACCOUNT_BEGINNING,
	{"endpoint", SETTING_TEXT, AT(account_conf, endpoint), LENGTH(9, 256), .form = FORM_HTTPS,
	 .help = "address of the web service, without ?wsdl"},
	{"namespace_uri", SETTING_TEXT, AT(account_conf, namespace_uri), LENGTH(0, 160), .fallback = "",
	 .help = "in place of the profile's, for a host for tests"},
	{"presenter_code", SETTING_TEXT, AT(account_conf, presenter_code), LENGTH(3, 6), .form = FORM_PRESENTER,
	 .help = "code of the presenter (portador) at the CRA"},
	{"presenter_name", SETTING_TEXT, AT(account_conf, presenter_name), LENGTH(1, 40),
	 .help = "name of the presenter, header field 03"},
	{"agency", SETTING_TEXT, AT(account_conf, agency), LENGTH(10, 15), .form = FORM_PRESENTER,
	 .help = "agency and code of the creditor, transaction field 03"},
	{"central_agency", SETTING_TEXT, AT(account_conf, central_agency), LENGTH(0, 6), .form = FORM_PRESENTER,
	 .fallback = "", .help = "agência centralizadora, header field 13"},
	{"uf", SETTING_TEXT, AT(account_conf, uf), LENGTH(2, 2), .form = FORM_UF, .help = "state of the CRA"},
	{"user", SETTING_TEXT, AT(account_conf, user), LENGTH(0, 64), .fallback = "", .help = "user at the CRA"},
	ACCOUNT_END,
};
static const struct schema schema_account_protest = {
	.name = "protest", .variant_of = "accounts", .settings = account_protest_settings};

static const struct setting account_serasa_settings[] = {
	ACCOUNT_BEGINNING,
	{"endpoint", SETTING_TEXT, AT(account_conf, endpoint), LENGTH(0, 256), .form = FORM_HTTPS, .fallback = "",
	 .help = "REST: address before the profile's paths"},
	{"user", SETTING_TEXT, AT(account_conf, user), LENGTH(0, 64), .fallback = "", .help = "REST: client id"},
	{"nature", SETTING_TEXT, AT(account_conf, bureau.nature), LENGTH(2, 2), .form = FORM_PRESENTER,
	 .help = "natureza da operação of the agreement"},
	{"area", SETTING_TEXT, AT(account_conf, bureau.area), LENGTH(0, 4), .form = FORM_PRESENTER, .fallback = "",
	 .help = "área informante; diferencial de remessa in files"},
	{"hook_auth", SETTING_WORD, AT(account_conf, bureau.hook_auth), .fallback = "none", .words = word_hook,
	 .help = "REST: how Serasa shows who it is at /hooks/CODE"},
	{"hook_user", SETTING_TEXT, AT(account_conf, bureau.hook_user), LENGTH(0, 64), .fallback = "",
	 .help = "REST: user of hook_auth = basic"},
	{"hook_secret_file", SETTING_PATH, AT(account_conf, bureau.hook_secret_file), .fallback = "",
	 .help = "REST: file whose first line is the password or bearer token of webhooks"},
	{"logon", SETTING_TEXT, AT(account_conf, bureau.logon), LENGTH(0, 8), .form = FORM_PRESENTER, .fallback = "",
	 .help = "file: Serasa logon, header 134-141"},
	{"contact_name", SETTING_TEXT, AT(account_conf, bureau.contact_name), LENGTH(0, 70), .fallback = "",
	 .help = "file: contact at the informant, header 35-104"},
	{"contact_area_code", SETTING_TEXT, AT(account_conf, bureau.contact_area_code), LENGTH(0, 4),
	 .form = FORM_DIGITS, .fallback = "", .help = "file: DDD of the contact"},
	{"contact_phone", SETTING_TEXT, AT(account_conf, bureau.contact_phone), LENGTH(0, 8), .form = FORM_DIGITS,
	 .fallback = "", .help = "file: telephone of the contact"},
	{"send_folder", SETTING_PATH, AT(account_conf, bureau.send_folder), .fallback = "",
	 .help = "file: where remessas are put for the transport to Serasa"},
	{"return_folder", SETTING_PATH, AT(account_conf, bureau.return_folder), .fallback = "",
	 .help = "file: where the transport puts what Serasa answers"},
	ACCOUNT_END,
};
static const struct schema schema_account_serasa = {
	.name = "serasa", .variant_of = "accounts", .settings = account_serasa_settings};

static const struct setting account_spc_settings[] = {
	ACCOUNT_BEGINNING,
	{"endpoint", SETTING_TEXT, AT(account_conf, endpoint), LENGTH(9, 256), .form = FORM_HTTPS,
	 .help = "address of spcWebService, without ?wsdl"},
	{"user", SETTING_TEXT, AT(account_conf, user), LENGTH(1, 64), .help = "operator code"},
	{"member", SETTING_TEXT, AT(account_conf, bureau.member), LENGTH(0, 16), .form = FORM_DIGITS, .fallback = "",
	 .help = "codigo-associado, where the profile sends it"},
	{"nature", SETTING_TEXT, AT(account_conf, bureau.nature), LENGTH(1, 8), .form = FORM_DIGITS,
	 .help = "id of the natureza de inclusão, from the entity's list"},
	ACCOUNT_END,
};
static const struct schema schema_account_spc = {
	.name = "spc", .variant_of = "accounts", .settings = account_spc_settings};

static const struct schema *const account_variants[] = {&schema_account_protest, &schema_account_serasa,
							&schema_account_spc, NULL};
static const struct schema schema_account = {.name = "accounts", .by = "channel", .variants = account_variants};

static const struct setting door_settings[] = {
	{"listen", SETTING_TEXT, AT(settings, door.listen), LENGTH(0, 64), .form = FORM_LISTEN, .fallback = "",
	 .help = "address and port of the listener for webhooks; empty for none"},
	{"certificate", SETTING_PATH, AT(settings, door.certificate_file), .fallback = "",
	 .help = "PEM file of the listener's certificate and its chain"},
	{"key", SETTING_PATH, AT(settings, door.key_file), .fallback = "", .help = "PEM file of its key"},
	{"database", SETTING_TEXT, AT(settings, door.database), LENGTH(0, 512), .form = FORM_CONNINFO, .fallback = "",
	 .help = "how the listener reaches PostgreSQL, as a role that may only add messages"},
	{"port_file", SETTING_PATH, AT(settings, door.port_file), .fallback = "",
	 .help = "where the port is written, for `listen` with port 0"},
	END,
};
static const struct schema schema_door = {.name = "door", .settings = door_settings};

static const struct setting identity_settings[] = {
	{"name", SETTING_TEXT, AT(identity_conf, name), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "name of the identity"},
	{"certificate", SETTING_PATH, AT(identity_conf, certificate_file),
	 .help = "PEM file of the certificate and its chain"},
	{"key", SETTING_PATH, AT(identity_conf, key_file), .help = "PEM file of the private key, for the keeper only"},
	{"kind", SETTING_WORD, AT(identity_conf, kind), .fallback = "signature", .words = word_kind,
	 .help = "a signature certificate, or an electronic seal, which may sign nothing that goes to protest"},
	{"cnpj_oid", SETTING_TEXT, AT(identity_conf, cnpj_oid), LENGTH(0, 40), .form = FORM_CODE, .fallback = "",
	 .help = "OID of the otherName with the holder's CNPJ, which has to be the creditor's; empty: not compared"},
	{"purposes", SETTING_WORDS, ITEMS(identity_conf, purposes, purposes_count), LENGTH(1, 5), .words = word_purpose,
	 .help = "what the key may sign"},
	END,
};
static const struct schema schema_identity = {.name = "identities", .settings = identity_settings};

static const struct setting apontad_settings[] = {
	{"database", SETTING_TEXT, AT(settings, database), LENGTH(1, 512), .form = FORM_CONNINFO,
	 .help = "how to reach PostgreSQL, as libpq reads it, without a password"},
	{"workers", SETTING_INT, AT(settings, workers), LENGTH(1, 32), .fallback = "2", .help = "worker processes"},
	{"poll_ms", SETTING_INT, AT(settings, poll_ms), LENGTH(10, 60000), .fallback = "1000",
	 .help = "how long a worker sleeps when nothing was due"},
	{"lease_s", SETTING_INT, AT(settings, lease_s), LENGTH(5, 3600), .fallback = "180",
	 .help = "how long a worker may hold a counterparty without a word; longer than its slowest answer"},
	{"inbox", SETTING_PATH, AT(settings, inbox), .fallback = "", .help = "the drop folder; empty for none"},
	{"timezone", SETTING_TEXT, AT(settings, timezone), LENGTH(1, 48), .form = FORM_ZONE,
	 .fallback = "America/Sao_Paulo", .help = "where legal days begin and end"},
	{"default_ladder", SETTING_TEXT, AT(settings, default_ladder), LENGTH(1, 47), .form = FORM_CODE,
	 .fallback = "default", .help = "ladder of invoices that name none, where their creditor names none"},
	{"log", SETTING_WORD, AT(settings, log_priority), .fallback = "info", .words = word_log,
	 .help = "the least important lines that are logged"},
	{"profiles", SETTING_PATH, AT(settings, profiles_folder), .fallback = "profiles",
	 .help = "folder of the profiles, one .conf file each"},
	{"ladders", SETTING_PATH, AT(settings, ladders_folder), .fallback = "ladders",
	 .help = "folder of the ladders, one .conf file each"},
	{"rules", SETTING_PATH, AT(settings, rules_folder), .fallback = "rules",
	 .help = "folder of the rules that compliance keeps, such as notice terms"},
	{"calendars", SETTING_PATH, AT(settings, calendars_folder), .fallback = "calendars",
	 .help = "folder of the holidays of towns, for apontactl"},
	{"door", SETTING_GROUP, AT(settings, door), .schema = &schema_door, .fallback = "",
	 .help = "the listener for webhooks of bureaus"},
	{"mail", SETTING_GROUP, AT(settings, mail), .schema = &schema_mail, .fallback = "",
	 .help = "the server that takes e-mail to debtors"},
	{"platform", SETTING_GROUP, AT(settings, platform), .schema = &schema_platform, .fallback = "",
	 .help = "who tells debtors by other ways than e-mail"},
	{"notices", SETTING_GROUP, AT(settings, notices), .schema = &schema_notices, .fallback = "",
	 .help = "when and how often debtors are written to"},
	{"notice_texts", SETTING_PATH, AT(settings, notice_texts_folder), .fallback = "notices",
	 .help = "folder of the texts of notices, one .conf file each"},
	{"creditors", SETTING_LIST, ITEMS(settings, creditors, creditors_count), LENGTH(0, CONF_ACCOUNTS_MAX),
	 .fallback = "", .schema = &schema_creditor, .help = "owners of debts"},
	{"accounts", SETTING_LIST, ITEMS(settings, accounts, accounts_count), LENGTH(0, CONF_ACCOUNTS_MAX),
	 .fallback = "", .schema = &schema_account, .help = "agreements of creditors with counterparties"},
	{"identities", SETTING_LIST, ITEMS(settings, identities, identities_count), LENGTH(0, CONF_IDENTITIES_MAX),
	 .fallback = "", .schema = &schema_identity, .help = "certificates and keys that sign"},
	END,
};
const struct schema schema_apontad = {.name = "apontad.conf", .settings = apontad_settings};

#define OPERATION(word, index, what)                                                                                   \
	{                                                                                                              \
		word, SETTING_TEXT, AT(profile, operations[index]), LENGTH(0, 40), .form = FORM_XML_NAME,              \
										   .fallback = "", .help = what        \
	}

static const struct setting operation_settings[] = {
	OPERATION("remessa", CRA_OP_REMESSA, "presents titles (B)"),
	OPERATION("confirmacao", CRA_OP_CONFIRMACAO, "gives the confirmações (C)"),
	OPERATION("retorno", CRA_OP_RETORNO, "gives the retornos (R)"),
	OPERATION("andamento", CRA_OP_ANDAMENTO, "gives the andamentos (M)"),
	OPERATION("desistencia", CRA_OP_DESISTENCIA, "withdraws titles (DP)"),
	OPERATION("cancelamento", CRA_OP_CANCELAMENTO, "cancels protests (CP)"),
	OPERATION("autoriza_desistencia", CRA_OP_AUTORIZA_DESISTENCIA, "authorises withdrawals (AD)"),
	OPERATION("autoriza_cancelamento", CRA_OP_AUTORIZA_CANCELAMENTO, "authorises cancellations (AC)"),
	OPERATION("homologadas", CRA_OP_HOMOLOGADAS, "gives the map of comarcas"),
	END,
};
static const struct schema schema_operations = {.name = "operations", .settings = operation_settings};

#define ARGUMENT(word, member, what)                                                                                   \
	{                                                                                                              \
		word, SETTING_TEXT, AT(profile, member), LENGTH(0, 40), .form = FORM_XML_NAME, .fallback = "",         \
									.help = what                                   \
	}

static const struct setting argument_settings[] = {
	ARGUMENT("uf", argument_uf, "the state"),
	ARGUMENT("file", argument_file, "the name of the file"),
	ARGUMENT("data", argument_data, "the file itself"),
	ARGUMENT("user", argument_user, "the user, for auth = \"arguments\""),
	ARGUMENT("password", argument_password, "the password, for auth = \"arguments\""),
	ARGUMENT("presenter", argument_presenter, "the presenter's code, of Homologadas"),
	END,
};
static const struct schema schema_arguments = {.name = "arguments", .settings = argument_settings};

#define FORM(word, kind, what)                                                                                         \
	{                                                                                                              \
		word, SETTING_WORD, AT(profile, request_forms[kind]), .fallback = "a", .words = word_form,             \
								      .help = what                                     \
	}
#define ROOT(word, kind, what)                                                                                         \
	{                                                                                                              \
		word, SETTING_TEXT, AT(profile, request_roots[kind]), LENGTH(0, 32), .form = FORM_XML_NAME,            \
										     .fallback = "", .help = what      \
	}

static const struct setting form_settings[] = {
	FORM("desistencia", REQUEST_WITHDRAW, "form of DP files"),
	FORM("cancelamento", REQUEST_CANCEL, "form of CP files"),
	FORM("autoriza_desistencia", REQUEST_AUTHORISE_WITHDRAW, "form of AD files"),
	FORM("autoriza_cancelamento", REQUEST_AUTHORISE_CANCEL, "form of AC files"),
	END,
};
static const struct schema schema_forms = {.name = "request_forms", .settings = form_settings};

static const struct setting root_settings[] = {
	ROOT("desistencia", REQUEST_WITHDRAW, "root element of DP files"),
	ROOT("cancelamento", REQUEST_CANCEL, "root element of CP files"),
	ROOT("autoriza_desistencia", REQUEST_AUTHORISE_WITHDRAW, "root element of AD files"),
	ROOT("autoriza_cancelamento", REQUEST_AUTHORISE_CANCEL, "root element of AC files"),
	END,
};
static const struct schema schema_roots = {.name = "request_roots", .settings = root_settings};

static const struct setting profile_protest_settings[] = {
	{"name", SETTING_TEXT, AT(profile, name), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"summary", SETTING_TEXT, AT(profile, summary), LENGTH(0, 160), .fallback = "", .help = "one line for people"},
	{"channel", SETTING_TEXT, AT(profile, channel), LENGTH(1, 16), .fallback = "protest", .words = word_channel,
	 .help = "kind of counterparty"},
	{"namespace_uri", SETTING_TEXT, AT(profile, namespace_uri), LENGTH(1, 160),
	 .help = "namespace of the SOAP body; {uf} is the account's state in lower case"},
	{"soap_action", SETTING_TEXT, AT(profile, soap_action), LENGTH(0, 160), .fallback = "",
	 .help = "header SOAPAction; {namespace} and {operation} stand for theirs; empty for none"},
	{"encoding", SETTING_TEXT, AT(profile, encoding), LENGTH(1, 16), .fallback = "ISO-8859-1",
	 .words = word_encoding, .help = "encoding that the envelope declares"},
	{"cdata", SETTING_BOOL, AT(profile, cdata), .fallback = "true",
	 .help = "the file goes in CDATA, or with escaped entities"},
	{"auth", SETTING_WORD, AT(profile, auth), .fallback = "basic", .words = word_auth,
	 .help = "HTTP Basic, or user and password as arguments"},
	{"operations", SETTING_GROUP, AT(profile, operations), .schema = &schema_operations,
	 .help = "names of the operations; empty where the CRA has none"},
	{"arguments", SETTING_GROUP, AT(profile, argument_uf), .schema = &schema_arguments,
	 .help = "names of the arguments; empty where the CRA has none"},
	{"shape", SETTING_WORD, AT(profile, shape), .fallback = "comarca", .words = word_shape,
	 .help = "a remessa's lotes in <comarca>, one after another, or in 600 columns"},
	{"money", SETTING_WORD, AT(profile, money), .fallback = "cents", .words = word_money,
	 .help = "amounts in a remessa: 00000000063558 or 635.58"},
	{"padded", SETTING_BOOL, AT(profile, padded), .fallback = "true",
	 .help = "numbers are zero filled to their width in XML"},
	{"names_file", SETTING_BOOL, AT(profile, names_file), .fallback = "true",
	 .help = "<nome_arquivo> stands in the XML"},
	{"kinds_count_records", SETTING_BOOL, AT(profile, kinds_count_records), .fallback = "false",
	 .help = "header fields 11 and 12 count co-debtors' records too, or titles only"},
	{"line_end", SETTING_LINE_END, AT(profile, line_end), .fallback = "crlf", .words = word_line_end,
	 .help = "end of a line of files in columns"},
	{"request_forms", SETTING_GROUP, AT(profile, request_forms), .schema = &schema_forms,
	 .help = "element form (a), record form (b) or 127 columns (127)"},
	{"request_money", SETTING_WORD, AT(profile, request_money), .fallback = "decimal", .words = word_money,
	 .help = "amounts in requests of form a"},
	{"request_roots", SETTING_GROUP, AT(profile, request_roots), .schema = &schema_roots,
	 .help = "root elements of requests; not for 127 columns"},
	{"seal", SETTING_WORD, AT(profile, seal), .fallback = "detached", .words = word_seal,
	 .help = "the signature is kept beside the file, or travels in it"},
	{"remessa_window", SETTING_WINDOW, AT(profile, remessa_window), .fallback = "08:00-17:00",
	 .help = "when remessas may leave; the end is the cut-off"},
	{"request_window", SETTING_WINDOW, AT(profile, request_window), .fallback = "08:00-17:00",
	 .help = "when requests may leave"},
	{"release_times", SETTING_TIMES, AT(profile, release_minutes),
	 .count_offset = offsetof(struct profile, release_minutes_count), LENGTH(1, 8), .fallback = "09:00",
	 .help = "when answers of the day become visible"},
	{"connect_timeout_ms", SETTING_INT, AT(profile, connect_timeout_ms), LENGTH(100, 120000), .fallback = "10000",
	 .help = "longest wait for a connection"},
	{"answer_timeout_ms", SETTING_INT, AT(profile, answer_timeout_ms), LENGTH(1000, 1800000), .fallback = "120000",
	 .help = "longest wait for a whole exchange; the servers' own limit is 30 minutes"},
	END,
};
static const struct schema schema_profile_protest = {
	.name = "protest", .variant_of = "profiles", .settings = profile_protest_settings};

#define MOTIVE(word, cause, what)                                                                                      \
	{                                                                                                              \
		word, SETTING_TEXT, AT(profile, bureau.motives[cause]), LENGTH(1, 4), .form = FORM_DIGITS,             \
										      .help = what                     \
	}

static const struct setting motive_settings[] = {
	MOTIVE("paid", CAUSE_PAID, "the debt was paid"),
	MOTIVE("partly_paid", CAUSE_PARTLY_PAID, "a part was paid; what is left is listed anew"),
	MOTIVE("corrected", CAUSE_CORRECTED, "data were put right; it is listed anew"),
	MOTIVE("creditor_error", CAUSE_CREDITOR_ERROR, "it should not have been listed"),
	MOTIVE("agreed_and_paid", CAUSE_AGREED_AND_PAID, "renegotiated: an agreement stands in its place"),
	MOTIVE("court_stay", CAUSE_COURT_STAY, "a judge's order"),
	MOTIVE("five_years", CAUSE_FIVE_YEARS, "the time for which it may be shown ends"),
	END,
};
static const struct schema schema_motives = {.name = "motives", .settings = motive_settings};

/* What every bureau's profile has, before and after what only its channel has. */
#define BUREAU_BEGINNING                                                                                               \
	{"name",        SETTING_TEXT,      AT(profile, name),                                                          \
	 LENGTH(1, 48), .form = FORM_CODE, .help = "the file's name without .conf"},                                   \
		{"summary",      SETTING_TEXT,   AT(profile, summary),                                                 \
		 LENGTH(0, 160), .fallback = "", .help = "one line for people"},                                       \
		{"channel",     SETTING_TEXT,          AT(profile, channel),                                           \
		 LENGTH(1, 16), .words = word_channel, .help = "kind of counterparty"},                                \
		{"motives", SETTING_GROUP, AT(profile, bureau.motives), .schema = &schema_motives,                     \
		 .help = "the bureau's code for each cause of a removal"},                                             \
		{"calls_max",                                                                                          \
		 SETTING_INT,                                                                                          \
		 AT(profile, bureau.calls_max),                                                                        \
		 LENGTH(1, 64),                                                                                        \
		 .fallback = "8",                                                                                      \
		 .help = "most calls under way at once, for inclusions and for removals each"},                        \
		{"youngest_days", SETTING_INT,     AT(profile, bureau.youngest_days),                                  \
		 LENGTH(1, 365),  .fallback = "1", .help = "days after the due date before a debt is taken"},          \
		{"oldest_months",                                                                                      \
		 SETTING_INT,                                                                                          \
		 AT(profile, bureau.oldest_months),                                                                    \
		 LENGTH(1, 60),                                                                                        \
		 .fallback = "59",                                                                                     \
		 .help = "months after the due date after which a debt is not taken any more"},                        \
	{                                                                                                              \
		"amount_min", SETTING_MONEY, AT(profile, bureau.amount_cents_min),                                     \
			.fallback = "0.01", .help = "least amount that is taken, decimal text"                         \
	}
#define BUREAU_END                                                                                                     \
	{"connect_timeout_ms", SETTING_INT,         AT(profile, connect_timeout_ms),                                   \
	 LENGTH(100, 120000),  .fallback = "10000", .help = "longest wait for a connection"},                          \
		{"answer_timeout_ms",   SETTING_INT,         AT(profile, answer_timeout_ms),                           \
		 LENGTH(1000, 1800000), .fallback = "60000", .help = "longest wait for a whole exchange"},             \
		END

static const struct setting profile_serasa_settings[] = {
	BUREAU_BEGINNING,
	{"way", SETTING_WORD, AT(profile, bureau.way), .words = word_way,
	 .help = "PEFIN V8 with webhooks, or CONVEM04 files in folders"},
	{"answer_hours", SETTING_INT, AT(profile, bureau.answer_hours), LENGTH(1, 720), .fallback = "48",
	 .help = "after so long a silence an inclusion or removal is in doubt"},
	{"login_path", SETTING_TEXT, AT(profile, bureau.login_path), LENGTH(0, 128), .form = FORM_PATH, .fallback = "",
	 .help = "REST: login"},
	{"debt_path", SETTING_TEXT, AT(profile, bureau.debt_path), LENGTH(0, 128), .form = FORM_PATH, .fallback = "",
	 .help = "REST: includes a debt"},
	{"guarantor_path", SETTING_TEXT, AT(profile, bureau.guarantor_path), LENGTH(0, 128), .form = FORM_PATH,
	 .fallback = "", .help = "REST: includes a guarantor"},
	{"exclude_contract_path", SETTING_TEXT, AT(profile, bureau.exclude_contract_path), LENGTH(0, 128),
	 .form = FORM_PATH, .fallback = "", .help = "REST: excludes by contract"},
	{"exclude_key_path", SETTING_TEXT, AT(profile, bureau.exclude_key_path), LENGTH(0, 128), .form = FORM_PATH,
	 .fallback = "", .help = "REST: excludes by cadus; {cadus} is the key"},
	{"signature_header", SETTING_TEXT, AT(profile, bureau.signature_header), LENGTH(0, 40), .form = FORM_HEADER,
	 .fallback = "", .help = "REST: header in which the JWS travels; empty: it is kept as evidence only"},
	{"jws", SETTING_WORD, AT(profile, bureau.jws), .fallback = "PS256", .words = word_jws,
	 .help = "REST: algorithm of the JWS"},
	{"tail", SETTING_WORD, AT(profile, bureau.tail), .fallback = "a", .words = word_tail,
	 .help = "file: 464-533 for own debts (a) or those of another creditor (b)"},
	{"file_name", SETTING_TEXT, AT(profile, bureau.file_name), LENGTH(1, 64), .form = FORM_LINE,
	 .fallback = "PEFIN_{day}_{number}.txt",
	 .help = "file: name of a remessa; {number} and {day} stand for theirs"},
	{"line_end", SETTING_LINE_END, AT(profile, line_end), .fallback = "crlf", .words = word_line_end,
	 .help = "file: end of a line"},
	{"remessa_window", SETTING_WINDOW, AT(profile, remessa_window), .fallback = "08:00-17:00",
	 .help = "file: when remessas with inclusions may leave"},
	{"request_window", SETTING_WINDOW, AT(profile, request_window), .fallback = "00:00-24:00",
	 .help = "file: when remessas with removals may leave"},
	BUREAU_END,
};
static const struct schema schema_profile_serasa = {
	.name = "serasa", .variant_of = "profiles", .settings = profile_serasa_settings};

static const struct setting profile_spc_settings[] = {
	BUREAU_BEGINNING,
	{"list_wrapped", SETTING_BOOL, AT(profile, bureau.list_wrapped), .fallback = "false",
	 .help = "calls for lists have their element in the body, or an empty body"},
	{"sends_member", SETTING_BOOL, AT(profile, bureau.sends_member), .fallback = "false",
	 .help = "codigo-associado goes with every record"},
	{"notifies_by_email", SETTING_BOOL, AT(profile, bureau.notifies_by_email), .fallback = "false",
	 .help = "notificar-via-email"},
	{"debtor_type", SETTING_TEXT, AT(profile, bureau.debtor_type), LENGTH(1, 2), .form = FORM_PRESENTER,
	 .fallback = "C", .help = "codigo-tipo-devedor of a principal"},
	{"guarantor_type", SETTING_TEXT, AT(profile, bureau.guarantor_type), LENGTH(1, 2), .form = FORM_PRESENTER,
	 .help = "codigo-tipo-devedor of a guarantor, from the entity's list"},
	{"soap_action", SETTING_TEXT, AT(profile, soap_action), LENGTH(0, 160), .fallback = "",
	 .help = "header SOAPAction"},
	BUREAU_END,
};
static const struct schema schema_profile_spc = {
	.name = "spc", .variant_of = "profiles", .settings = profile_spc_settings};

static const struct schema *const profile_variants[] = {&schema_profile_protest, &schema_profile_serasa,
							&schema_profile_spc, NULL};
const struct schema schema_profile = {.name = "profiles/NAME.conf", .by = "channel", .variants = profile_variants};

static const struct setting term_settings[] = {
	{"bureau", SETTING_TEXT, AT(notice_term, bureau), LENGTH(0, 16), .fallback = "", .words = word_bureau,
	 .help = "whose term it is; empty for every bureau"},
	{"uf", SETTING_TEXT, AT(notice_term, uf), LENGTH(0, 2), .form = FORM_UF, .fallback = "",
	 .help = "state of the debtor; empty for every state"},
	{"days", SETTING_INT, AT(notice_term, days), LENGTH(1, 365), .help = "calendar days"},
	{"from", SETTING_DATE, AT(notice_term, from), .help = "first day on which it holds"},
	{"until", SETTING_DATE, AT(notice_term, until), .fallback = "", .help = "last day; empty while it holds"},
	{"basis", SETTING_TEXT, AT(notice_term, basis), LENGTH(1, 96), .help = "law or source"},
	END,
};
static const struct schema schema_term = {.name = "notice_terms", .settings = term_settings};

static const struct setting check_row_settings[] = {
	{"code", SETTING_TEXT, AT(rule_row, code), LENGTH(1, 32), .form = FORM_CODE, .help = "which check"},
	{"channel", SETTING_WORD, AT(rule_row, channel), .fallback = "", .words = word_rule_channel,
	 .help = "where it holds; empty for the channels that have no row of their own"},
	{"level", SETTING_WORD, AT(rule_row, level), .words = word_level,
	 .help = "refuse, wait for a person, or keep it with the decision and go on"},
	{"basis", SETTING_TEXT, AT(rule_row, basis), LENGTH(1, 96), .help = "law or source"},
	{"cra", SETTING_TEXT, AT(rule_row, cra), LENGTH(0, 32), .fallback = "",
	 .help = "irregularity codes of the notary centre that it prevents"},
	{"text", SETTING_TEXT, AT(rule_row, text), LENGTH(1, 240), .help = "what is wrong and what would be right"},
	{"confirmed", SETTING_BOOL, AT(rule_row, confirmed), .help = "the source was read, and the courts agree"},
	END,
};
static const struct schema schema_check = {.name = "checks", .settings = check_row_settings};

static const struct setting rules_settings[] = {
	{"notice_terms", SETTING_LIST, ITEMS(rules, terms.at, terms.count), LENGTH(0, NOTICE_TERMS_MAX), .fallback = "",
	 .schema = &schema_term, .help = "how long a debtor is told beforehand; the longest that fits counts"},
	{"checks", SETTING_LIST, ITEMS(rules, checks.at, checks.count), LENGTH(0, RULES_MAX), .fallback = "",
	 .schema = &schema_check, .help = "what a failing check of eligibility does"},
	END,
};
const struct schema schema_rules = {.name = "rules/NAME.conf", .settings = rules_settings};
