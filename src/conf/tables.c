/* The settings, file by file: the one place that knows names, ranges, defaults and meanings. */
#include <syslog.h>

#include "conf/conf.h"
#include "conf/schema.h"

#define AT(type, member) .offset = offsetof(struct type, member), .size = sizeof(((struct type *)NULL)->member)
#define ITEMS(type, member, counter)                                                                                   \
	.offset = offsetof(struct type, member), .size = sizeof(((struct type *)NULL)->member[0]),                     \
	.count_offset = offsetof(struct type, counter)
#define LENGTH(least, most) .min = (least), .max = (most)
#define END                                                                                                            \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

static const struct word word_log[] = {{"error", LOG_ERR}, {"warning", LOG_WARNING}, {"notice", LOG_NOTICE},
				       {"info", LOG_INFO}, {"debug", LOG_DEBUG},     {NULL, 0}};
static const struct word word_channel[] = {{"protest", 0}, {NULL, 0}};
static const struct word word_purpose[] = {
	{"xml-enveloped", 0}, {"xml-detached", 0}, {"cms-attached", 0}, {"cms-detached", 0}, {NULL, 0}};
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
static const struct word word_action[] = {{"protest", LADDER_PROTEST}, {NULL, 0}};

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

static const struct setting creditor_settings[] = {
	{"code", SETTING_TEXT, AT(creditor_conf, code), LENGTH(1, 32), .form = FORM_CODE,
	 .help = "how the platform and apontactl call the creditor"},
	{"name", SETTING_TEXT, AT(creditor_conf, name), LENGTH(1, 45), .help = "corporate name"},
	{"taxid", SETTING_TAXID, AT(creditor_conf, taxid), .help = "CNPJ or CPF"},
	{"address", SETTING_GROUP, AT(creditor_conf, address), .schema = &schema_address,
	 .help = "the creditor's address"},
	END,
};
static const struct schema schema_creditor = {.name = "creditors", .settings = creditor_settings};

static const struct setting account_settings[] = {
	{"code", SETTING_TEXT, AT(account_conf, code), LENGTH(1, 32), .form = FORM_CODE, .help = "name of the account"},
	{"creditor", SETTING_TEXT, AT(account_conf, creditor_code), LENGTH(1, 32), .form = FORM_CODE,
	 .help = "code of one of `creditors`"},
	{"channel", SETTING_TEXT, AT(account_conf, channel), LENGTH(1, 16), .fallback = "protest",
	 .words = word_channel, .help = "kind of counterparty"},
	{"profile", SETTING_TEXT, AT(account_conf, profile), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "name of the profile of the CRA"},
	{"endpoint", SETTING_TEXT, AT(account_conf, endpoint), LENGTH(9, 256), .form = FORM_HTTPS,
	 .help = "address of the web service, without ?wsdl"},
	{"namespace_uri", SETTING_TEXT, AT(account_conf, namespace_uri), LENGTH(0, 160), .fallback = "",
	 .help = "in place of the profile's, for a host for tests"},
	{"ca_file", SETTING_PATH, AT(account_conf, ca_file), .fallback = "",
	 .help = "PEM anchors of the endpoint's certificate; empty for the system's"},
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
	{"password_file", SETTING_PATH, AT(account_conf, password_file), .fallback = "",
	 .help = "file whose first line is the password"},
	{"identity", SETTING_TEXT, AT(account_conf, identity), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "name of one of `identities`; signs what this account sends"},
	END,
};
static const struct schema schema_account = {.name = "accounts", .settings = account_settings};

static const struct setting identity_settings[] = {
	{"name", SETTING_TEXT, AT(identity_conf, name), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "name of the identity"},
	{"certificate", SETTING_PATH, AT(identity_conf, certificate_file),
	 .help = "PEM file of the certificate and its chain"},
	{"key", SETTING_PATH, AT(identity_conf, key_file), .help = "PEM file of the private key, for the keeper only"},
	{"purposes", SETTING_WORDS, ITEMS(identity_conf, purposes, purposes_count), LENGTH(1, 4), .words = word_purpose,
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
	 .fallback = "default", .help = "ladder of invoices that name none"},
	{"log", SETTING_WORD, AT(settings, log_priority), .fallback = "info", .words = word_log,
	 .help = "the least important lines that are logged"},
	{"profiles", SETTING_PATH, AT(settings, profiles_folder), .fallback = "profiles",
	 .help = "folder of the profiles, one .conf file each"},
	{"ladders", SETTING_PATH, AT(settings, ladders_folder), .fallback = "ladders",
	 .help = "folder of the ladders, one .conf file each"},
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

static const struct setting profile_settings[] = {
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
const struct schema schema_profile = {.name = "profiles/NAME.conf", .settings = profile_settings};

static const struct setting step_settings[] = {
	{"name", SETTING_TEXT, AT(ladder_step, name), LENGTH(1, 47), .form = FORM_CODE, .help = "name of the step"},
	{"days_late", SETTING_INT, AT(ladder_step, days_late), LENGTH(1, 3650),
	 .help = "calendar days after the due date"},
	{"amount_min", SETTING_MONEY, AT(ladder_step, amount_cents_min), .fallback = "0.01",
	 .help = "least balance, decimal text"},
	{"amount_max", SETTING_MONEY, AT(ladder_step, amount_cents_max), .fallback = "",
	 .help = "greatest balance, decimal text; empty for no end"},
	{"action", SETTING_WORD, AT(ladder_step, action), .words = word_action, .help = "what the step does"},
	END,
};
static const struct schema schema_step = {.name = "steps", .settings = step_settings};

static const struct setting ladder_settings[] = {
	{"name", SETTING_TEXT, AT(ladder, name), LENGTH(1, 47), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"steps", SETTING_LIST, ITEMS(ladder, steps, steps_count), LENGTH(1, LADDER_STEPS_MAX), .schema = &schema_step,
	 .help = "in rising order of days late"},
	END,
};
const struct schema schema_ladder = {.name = "ladders/NAME.conf", .settings = ladder_settings};

static const struct word word_code_kind[] = {{"rejection", CODE_REJECTION}, {"information", CODE_INFORMATION},
					     {"unmarked", CODE_UNMARKED},   {"old", CODE_OLD},
					     {"nature", CODE_NATURE},       {"creditor", CODE_BY_CREDITOR},
					     {"bureau", CODE_BY_BUREAU},    {"rest", CODE_BY_REST},
					     {"type", CODE_TYPE},           {NULL, 0}};

static const struct setting code_settings[] = {
	{"code", SETTING_TEXT, AT(code_entry, code), LENGTH(1, 23), .form = FORM_CODE,
	 .help = "as it stands in the file"},
	{"kind", SETTING_WORD, AT(code_entry, kind), .words = word_code_kind, .help = "what the source says of it"},
	{"meaning", SETTING_TEXT, AT(code_entry, meaning), LENGTH(1, 120), .help = "the counterparty's words"},
	{"field", SETTING_TEXT, AT(code_entry, field), LENGTH(0, 96), .fallback = "", .help = "the field to look at"},
	{"todo", SETTING_TEXT, AT(code_entry, todo), LENGTH(1, 240), .help = "what a person does about it"},
	END,
};
static const struct schema schema_code = {.name = "codes", .settings = code_settings};

static const struct setting table_settings[] = {
	{"bureau", SETTING_TEXT, AT(code_table, bureau), LENGTH(1, 16), .form = FORM_CODE,
	 .help = "whose codes these are; the file is called BUREAU-TABLE.conf"},
	{"table", SETTING_TEXT, AT(code_table, name), LENGTH(1, 24), .form = FORM_CODE, .help = "what they stand for"},
	{"codes", SETTING_LIST, ITEMS(code_table, entries, entries_count), LENGTH(1, CODES_PER_TABLE_MAX),
	 .schema = &schema_code, .help = "one group a code"},
	END,
};
const struct schema schema_codes = {.name = "codes/BUREAU-TABLE.conf", .settings = table_settings};
