/* Notices to debtors: conf/notices/NAME.conf (fixed texts), and the groups `mail`, `platform`, `notices` and `contact`.
 */
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"

static const struct word word_tls[] = {{"starttls", MAIL_TLS_STARTTLS}, {"implicit", MAIL_TLS_IMPLICIT}, {NULL, 0}};
static const struct word word_counts[] = {{"delivered_or_sent", NOTICE_COUNTS_BEST},
					  {"delivered", NOTICE_COUNTS_DELIVERED},
					  {"sent", NOTICE_COUNTS_SENT},
					  {NULL, 0}};
static const struct word word_kind[] = {{"aviso-negativacao", NOTICE_LISTING},
					{"aviso-protesto", NOTICE_PROTEST},
					{"anuencia", NOTICE_RELEASE},
					{"anuencia-lembrete", NOTICE_REMINDER},
					{NULL, 0}};

static const struct setting contact_settings[] = {
	{"email", SETTING_TEXT, AT(creditor_contact, email), LENGTH(0, 120), .form = FORM_EMAIL, .fallback = "",
	 .help = "e-mail address for debtors"},
	{"phone", SETTING_TEXT, AT(creditor_contact, phone), LENGTH(0, 40), .fallback = "",
	 .help = "telephone for debtors"},
	{"address", SETTING_TEXT, AT(creditor_contact, address), LENGTH(0, 160), .fallback = "",
	 .help = "where debtors write to, when it is not the creditor's own address"},
	END,
};
const struct schema schema_contact = {.name = "contact", .settings = contact_settings, .apart = true};

static const struct setting mail_settings[] = {
	{"server", SETTING_TEXT, AT(settings, mail.server), LENGTH(0, 128), .form = FORM_SERVER, .fallback = "",
	 .help = "host and port of the SMTP server; empty for none"},
	{"tls", SETTING_WORD, AT(settings, mail.tls), .fallback = "starttls", .words = word_tls,
	 .help = "TLS after STARTTLS, or from the first byte; never without"},
	{"user", SETTING_TEXT, AT(settings, mail.user), LENGTH(0, 64), .fallback = "", .help = "user at the server"},
	{"password_file", SETTING_PATH, AT(settings, mail.password_file), .fallback = "",
	 .help = "file whose first line is the password"},
	{"from", SETTING_TEXT, AT(settings, mail.from), LENGTH(0, 120), .form = FORM_EMAIL, .fallback = "",
	 .help = "address of the sender; bounces go there"},
	{"reply_to", SETTING_TEXT, AT(settings, mail.reply_to), LENGTH(0, 120), .form = FORM_EMAIL, .fallback = "",
	 .help = "where answers go; empty for the creditor's contact"},
	{"ca_file", SETTING_PATH, AT(settings, mail.ca_file), .fallback = "",
	 .help = "PEM anchors of the server's certificate; empty for the system's"},
	{"connect_timeout_ms", SETTING_INT, AT(settings, mail.connect_timeout_ms), LENGTH(100, 120000),
	 .fallback = "10000", .help = "longest wait for a connection"},
	{"answer_timeout_ms", SETTING_INT, AT(settings, mail.answer_timeout_ms), LENGTH(1000, 600000),
	 .fallback = "60000", .help = "longest wait for a whole letter to be taken"},
	END,
};
const struct schema schema_mail = {.name = "mail", .settings = mail_settings};

static const struct setting platform_settings[] = {
	{"url", SETTING_TEXT, AT(settings, platform.url), LENGTH(0, 256), .form = FORM_HTTPS, .fallback = "",
	 .help = "where webhooks go; empty for none"},
	{"secret_file", SETTING_PATH, AT(settings, platform.secret_file), .fallback = "",
	 .help = "file whose first line is the secret of their signatures: whsec_ and base64"},
	{"ca_file", SETTING_PATH, AT(settings, platform.ca_file), .fallback = "",
	 .help = "PEM anchors of the platform's certificate; empty for the system's"},
	{"connect_timeout_ms", SETTING_INT, AT(settings, platform.connect_timeout_ms), LENGTH(100, 120000),
	 .fallback = "10000", .help = "longest wait for a connection"},
	{"answer_timeout_ms", SETTING_INT, AT(settings, platform.answer_timeout_ms), LENGTH(1000, 600000),
	 .fallback = "30000", .help = "longest wait for a whole exchange"},
	END,
};
const struct schema schema_platform = {.name = "platform", .settings = platform_settings};

static const struct setting notices_settings[] = {
	{"from", SETTING_TIME, AT(settings, notices.hours.from_minute), .fallback = "09:00",
	 .help = "debtors are written to from this local time"},
	{"until", SETTING_TIME, AT(settings, notices.hours.until_minute), .fallback = "18:00",
	 .help = "and not from this one on"},
	{"saturdays", SETTING_BOOL, AT(settings, notices.hours.saturdays), .fallback = "false",
	 .help = "on Saturdays too; never on Sundays and fixed holidays"},
	{"counts_from", SETTING_WORD, AT(settings, notices.counts_from), .fallback = "delivered_or_sent",
	 .words = word_counts, .help = "from when the window before a step counts"},
	{"tries", SETTING_INT, AT(settings, notices.tries), LENGTH(1, 50), .fallback = "8",
	 .help = "how often one is tried that nobody took; then a person is told"},
	{"doubt_repeats", SETTING_INT, AT(settings, notices.doubt_repeats), LENGTH(0, 5), .fallback = "1",
	 .help = "how often a letter is repeated that may have been taken"},
	{"doubt_wait_minutes", SETTING_INT, AT(settings, notices.doubt_wait_minutes), LENGTH(1, 1440), .fallback = "60",
	 .help = "how long after"},
	END,
};
const struct schema schema_notices = {.name = "notices", .settings = notices_settings};

static const struct setting notice_settings[] = {
	{"name", SETTING_TEXT, AT(notice_template, name), LENGTH(1, 47), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"kind", SETTING_WORD, AT(notice_template, kind), .words = word_kind, .help = "what it tells"},
	{"reviewed", SETTING_TEXT, AT(notice_template, reviewed), LENGTH(1, 64), .help = "by whom and when"},
	{"subject", SETTING_TEXT, AT(notice_template, subject), LENGTH(1, 120), .help = "subject of a letter"},
	{"text", SETTING_WORDS, ITEMS(notice_template, paragraphs, paragraphs_count), LENGTH(1, NOTICE_PARAGRAPHS_MAX),
	 .help = "its paragraphs, with {field} where a value stands"},
	END,
};
const struct schema schema_notice = {.name = "notices/NAME.conf", .settings = notice_settings};

static const char *fields_listed(struct arena *arena)
{
	const char *list = "";
	for (int i = 0; i < NOTICE_FIELD_COUNT && list != NULL; i++)
		list = arena_printf(arena, "%s%s%s", list, i > 0 ? ", " : "", notice_field_name((enum notice_field)i));
	return list != NULL ? list : "";
}

static void check_fields(struct reader *reader, const config_setting_t *at, const char *text)
{
	struct text rest = text_of(text);
	struct text name;
	while (notice_next_field(&rest, &name))
		if (notice_field_find(name) == NOTICE_FIELD_COUNT)
			reader_complain(reader, at, NULL, "nobody fills {%.*s}; known are %s",
					name.len < 40 ? (int)name.len : 40, name.at, fields_listed(reader->arena));
	if (strpbrk(text, "<>") != NULL)
		reader_complain(reader, at, NULL,
				"has a `<` or `>`; right is plain text, which no reader takes for HTML");
}

static void check_notice_text(struct reader *reader, const struct notice_template *template)
{
	const config_setting_t *text = config_lookup(&reader->config, "text");
	check_fields(reader, config_lookup(&reader->config, "subject"), template->subject);
	for (int i = 0; i < template->paragraphs_count; i++)
		check_fields(reader, config_setting_get_elem(text, (unsigned)i), template->paragraphs[i]);
	for (int i = 0; i < NOTICE_FIELD_COUNT; i++)
		if (notice_field_is_wanted((enum notice_field)i, template->kind) &&
		    !notice_template_has(template, (enum notice_field)i))
			reader_complain(reader, text, NULL, "lacks {%s}, which a notice of kind %s must tell (%s)",
					notice_field_name((enum notice_field)i), notice_kind_name(template->kind),
					notice_kind_duty(template->kind) == NOTICE_COLLECTS
						? "CDC arts. 42-A and 43"
						: "Lei 9.492/1997 arts. 26 and 37");
}

void read_notice_text(struct run *run, const char *file)
{
	struct reader reader;
	struct settings *settings = run->settings;
	reader_open(&reader, run, file, ".");
	if (settings->notice_templates_count == NOTICE_TEMPLATES_MAX)
		reader_complain(&reader, NULL, NULL, "is one text too many; right are at most %d",
				NOTICE_TEMPLATES_MAX);
	else if (reader_parse(&reader)) {
		struct notice_template *template = &settings->notice_templates[settings->notice_templates_count];
		reader_group(&reader, &schema_notice, config_root_setting(&reader.config), template);
		check_name(&reader, template->name);
		if (reader.errors == 0)
			check_notice_text(&reader, template);
		settings->notice_templates_count += reader.errors == 0 ? 1 : 0;
	}
	reader_done(&reader);
}

const struct notice_template *conf_notice_template(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->notice_templates_count; i++)
		if (strcmp(settings->notice_templates[i].name, name) == 0)
			return &settings->notice_templates[i];
	return NULL;
}

bool conf_tells_debtors(const struct settings *settings)
{
	return settings->mail.server[0] != '\0' || settings->platform.url[0] != '\0';
}

static void need_of_group(struct reader *reader, const char *group, const char *member, bool there, const char *why)
{
	const config_setting_t *at = config_lookup(&reader->config, group);
	const config_setting_t *own = at != NULL ? config_setting_get_member(at, member) : NULL;
	if (!there)
		reader_complain(reader, own != NULL ? own : at, own != NULL ? NULL : member, "must not be empty: %s",
				why);
}

static void check_contacts(struct reader *reader, const struct settings *settings)
{
	for (int i = 0; i < settings->creditors_count; i++) {
		const struct creditor_contact *contact = &settings->creditors[i].contact;
		if (contact->email[0] == '\0' && contact->phone[0] == '\0' && contact->address[0] == '\0')
			reader_complain(
				reader, check_item(reader, "creditors", i, "contact"), NULL,
				"tells no e-mail, phone or address, and debtors of %s are written to: how do they "
				"contest?",
				settings->creditors[i].code);
	}
}

/* What a ladder has debtors told: the text is there, and asks for money. */
static void check_ladder_texts(struct reader *reader, const struct settings *settings, const struct ladder *ladder)
{
	for (int i = 0; i < ladder->steps_count; i++) {
		const struct ladder_step *step = &ladder->steps[i];
		const struct notice_template *template = conf_notice_template(settings, step->template);
		const config_setting_t *at = config_lookup(&reader->config, "notice_texts");
		if (step->action != LADDER_NOTICE)
			continue;
		if (template == NULL)
			reader_complain(
				reader, at, NULL,
				"there is no text %s.conf in %s, or it has errors; step \"%s\" of ladder %s is a "
				"notice with it",
				step->template, settings->notice_texts_folder, step->name, ladder->name);
		else if (notice_kind_duty(template->kind) != NOTICE_COLLECTS)
			reader_complain(reader, at, NULL,
					"text %s is of kind %s; step \"%s\" of ladder %s wants an aviso",
					step->template, notice_kind_name(template->kind), step->name, ladder->name);
	}
}

void check_notices(struct reader *reader, const struct settings *settings)
{
	const struct notices_conf *notices = &settings->notices;
	static const enum notice_kind own[] = {NOTICE_RELEASE, NOTICE_REMINDER};
	if (notices->hours.from_minute >= notices->hours.until_minute)
		reader_complain(reader, config_lookup(&reader->config, "notices"), "until",
				"the day ends before it begins: `until` must be after `from`");
	if (settings->mail.server[0] != '\0')
		need_of_group(reader, "mail", "from", settings->mail.from[0] != '\0', "letters have a sender");
	if ((settings->mail.user[0] == '\0') != (settings->mail.password_file[0] == '\0'))
		reader_complain(reader, config_lookup(&reader->config, "mail"), "user",
				"`user` and `password_file` go together: both or none");
	if (settings->platform.url[0] != '\0')
		need_of_group(reader, "platform", "secret_file", settings->platform.secret_file[0] != '\0',
			      "webhooks are signed");
	if (!conf_tells_debtors(settings))
		return;
	check_contacts(reader, settings);
	for (int i = 0; i < settings->ladders_count; i++)
		check_ladder_texts(reader, settings, &settings->ladders[i]);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (conf_notice_template(settings, notice_kind_name(own[i])) == NULL)
			reader_complain(
				reader, config_lookup(&reader->config, "notice_texts"), NULL,
				"there is no text %s.conf in %s, or it has errors; whoever is released is told so",
				notice_kind_name(own[i]), settings->notice_texts_folder);
}
