/* A notice as it leaves: the values of its text, and the bytes for the mail server or the platform. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "domain/money.h"
#include "flow/notify.h"
#include "seal/base64.h"
#include "seal/digest.h"
#include "seal/verify.h"
#include "store/escalation.h"
#include "store/message.h"
#include "store/pay_way.h"
#include "store/told.h"
#include "wire/json.h"
#include "wire/mail_text.h"

#define TEXT_BYTES    (64u << 10)
#define MESSAGE_BYTES (4u << 20)
#define ATTACHED_MAX  2
#define VALUE_BYTES   2048

/* One being composed. */
struct composing {
	struct flow *flow;
	struct arena *arena;
	const struct invoice *invoice;
	const struct notice *notice;
	const struct clock_now *now;
	const struct creditor_conf *creditor;
	const struct notice_template *template;
	struct debtor debtor;
	bool is_guarantor;
	struct escalation escalation; /* of an anuência */
	struct notice_values values;
	const char *subject;
	struct text body;
	struct mail_attachment attached[ATTACHED_MAX];
	int attached_count;
};

static enum rc no_memory(struct err *reterr)
{
	return err_set(reterr, ERR_NO_MEMORY, "no memory for a notice");
}

static enum rc find_debtor(struct composing *work, struct err *reterr)
{
	struct debtor *debtors = NULL;
	int64_t *persons = NULL;
	int count = 0;
	int ids = 0;
	enum rc rc = invoice_debtors(work->flow->db, work->arena, work->invoice->id, &debtors, &count, reterr);
	if (rc == OK)
		rc = invoice_persons(work->flow->db, work->arena, work->invoice->id, &persons, &ids, reterr);
	for (int i = 0; rc == OK && i < count && i < ids; i++)
		if (persons[i] == work->notice->person_id) {
			work->debtor = debtors[i];
			work->is_guarantor = i > 0;
			return OK;
		}
	return rc == OK ? err_set(reterr, ERR_INTEGRITY, "invoice %s has lost a person", work->invoice->external_id)
			: rc;
}

static void put(struct composing *work, enum notice_field field, const char *value)
{
	work->values.of[field] = value; /* NULL when the arena is full: asked once at the end */
}

static const char *copy(struct composing *work, const char *text)
{
	return arena_text(work->arena, text_of(text));
}

static void put_creditor(struct composing *work)
{
	const struct creditor_conf *creditor = work->creditor;
	const struct creditor_contact *contact = &creditor->contact;
	const struct address *address = &creditor->address;
	char taxid[24];
	put(work, NOTICE_FIELD_credor, creditor->name);
	put(work, NOTICE_FIELD_credor_documento, copy(work, taxid_words(creditor->taxid.digits, taxid)));
	put(work, NOTICE_FIELD_credor_endereco,
	    address->street[0] == '\0' ? NULL
				       : arena_printf(work->arena, "%s%s%s, %s/%s, CEP %.5s-%.3s", address->street,
						      address->district[0] != '\0' ? ", " : "", address->district,
						      address->city, address->uf, address->cep, address->cep + 5));
	const char *parts[] = {
		contact->email[0] != '\0' ? arena_printf(work->arena, "e-mail %s", contact->email) : "",
		contact->phone[0] != '\0' ? arena_printf(work->arena, "telefone %s", contact->phone) : "",
		contact->address[0] != '\0' ? arena_printf(work->arena, "carta para %s", contact->address) : ""};
	const char *list = "";
	for (size_t i = 0; i < ARRAY_LEN(parts) && list != NULL; i++)
		if (parts[i] != NULL && parts[i][0] != '\0')
			list = arena_printf(work->arena, "%s%s%s", list, list[0] != '\0' ? "; " : "", parts[i]);
	put(work, NOTICE_FIELD_como_contestar, list);
}

static enum rc put_debt(struct composing *work, struct err *reterr)
{
	const struct invoice *invoice = work->invoice;
	struct pay_ways ways;
	char taxid[24];
	char day[DATE_TEXT_BYTES];
	char money[4][MONEY_TEXT_BYTES];
	int64_t total = 0;
	int64_t principal = invoice_outstanding(invoice);
	enum rc rc = pay_ways_read(work->flow->db, work->arena, invoice->id, &ways, reterr);
	if (rc == OK)
		rc = money_add(principal, ways.interest_cents, &total);
	if (rc == OK)
		rc = money_add(total, ways.fine_cents, &total);
	if (rc != OK)
		return rc;
	put(work, NOTICE_FIELD_devedor, work->debtor.name);
	put(work, NOTICE_FIELD_devedor_documento, copy(work, taxid_mask(text_of(work->debtor.taxid.digits), taxid)));
	put(work, NOTICE_FIELD_numero, invoice->number);
	put(work, NOTICE_FIELD_vencimento, copy(work, date_words(invoice->due_on, day)));
	put(work, NOTICE_FIELD_valor, copy(work, money_words(total, money[0])));
	bool more = ways.interest_cents > 0 || ways.fine_cents > 0;
	put(work, NOTICE_FIELD_parcelas_do_valor,
	    arena_printf(work->arena, "principal %s%s%s%s%s%s", money_words(principal, money[1]),
			 ways.interest_cents > 0 ? "; juros " : "",
			 ways.interest_cents > 0 ? money_words(ways.interest_cents, money[2]) : "",
			 ways.fine_cents > 0 ? "; multa " : "",
			 ways.fine_cents > 0 ? money_words(ways.fine_cents, money[3]) : "",
			 more ? "" : "; sem juros nem multa"));
	char boleto[PAY_BOLETO_WORDS_BYTES];
	const char *line = ways.boleto_line[0] != '\0' ? pay_boleto_words(ways.boleto_line, boleto) : "";
	put(work, NOTICE_FIELD_como_pagar,
	    arena_printf(work->arena, "%s%s%s%s%s%s%s%s", ways.pix[0] != '\0' ? "Pix copia e cola: " : "", ways.pix,
			 ways.pix[0] != '\0' && (line[0] != '\0' || ways.pay_link[0] != '\0') ? "\n" : "",
			 line[0] != '\0' ? "Boleto, linha digitável: " : "", line,
			 line[0] != '\0' && ways.pay_link[0] != '\0' ? "\n" : "",
			 ways.pay_link[0] != '\0' ? "Link: " : "", ways.pay_link));
	return OK;
}

/* What the notary told of its fees when the title was protested; 0 for nothing. */
static enum rc put_notary(struct composing *work, struct err *reterr)
{
	const struct escalation *escalation = &work->escalation;
	struct comarca_row comarca = {.name = ""};
	char day[DATE_TEXT_BYTES];
	char money[MONEY_TEXT_BYTES];
	int64_t fees = 0;
	enum rc rc = comarca_find(work->flow->db, work->arena, escalation->account_id, escalation->comarca_ibge,
				  &comarca, NULL, reterr);
	if (rc == OK || rc == ERR_NOT_FOUND)
		rc = told_fees(work->flow->db, work->arena, escalation->id, &fees, reterr);
	if (rc != OK)
		return rc;
	put(work, NOTICE_FIELD_cartorio,
	    arena_printf(work->arena, "Tabelionato de Protesto nº %s%s%s", escalation->notary,
			 comarca.name[0] != '\0' ? " de " : "", comarca.name));
	put(work, NOTICE_FIELD_protocolo,
	    arena_printf(work->arena, "%s, de %s", escalation->protocol, date_words(escalation->protocol_on, day)));
	put(work, NOTICE_FIELD_custas,
	    fees > 0 ? arena_printf(
			       work->arena,
			       "por conta do devedor (Lei 9.492/1997, arts. 26 e 37). O cartório informou %s de custas "
			       "e "
			       "despesas até aqui; os emolumentos do cancelamento são informados pelo cartório, pela "
			       "tabela do estado",
			       money_words(fees, money))
		     : "por conta do devedor (Lei 9.492/1997, arts. 26 e 37); o valor é o da tabela do estado e é "
		       "informado "
		       "pelo cartório");
	return OK;
}

/* What comes next, and when: the steps of the ladder that wait for this one, else what the text is for. */
static void put_step(struct composing *work)
{
	static const char *const actions[LADDER_ACTION_COUNT] = {
		[LADDER_PROTEST] = "protesto do título em cartório",
		[LADDER_SERASA] = "inclusão no cadastro da Serasa",
		[LADDER_SPC] = "inclusão no cadastro do SPC Brasil",
		[LADDER_NOTICE] = "novo aviso",
	};
	const struct ladder *ladder = conf_ladder(work->flow->settings, work->invoice->ladder);
	const char *next = "";
	int days = -1;
	for (int i = 0; ladder != NULL && next != NULL && i < ladder->steps_count; i++) {
		const struct ladder_step *step = &ladder->steps[i];
		const char *what = actions[step->action];
		if (strcmp(step->after, work->notice->step) != 0 || strstr(next, what) != NULL)
			continue;
		next = arena_printf(work->arena, "%s%s%s", next, next[0] != '\0' ? "; " : "", what);
		days = days < 0 || step->wait_days < days ? step->wait_days : days;
	}
	if (next != NULL && next[0] == '\0')
		next = work->template->kind == NOTICE_PROTEST ? actions[LADDER_PROTEST]
							      : "inclusão em cadastro de proteção ao crédito";
	put(work, NOTICE_FIELD_passo, next);
	put(work, NOTICE_FIELD_prazo,
	    days > 0 ? arena_printf(work->arena, "%d dia%s, contado%s da entrega deste aviso", days,
				    days > 1 ? "s" : "", days > 1 ? "s" : "")
		     : "o da política do credor, depois deste aviso");
}

static enum rc fill(struct composing *work, struct err *reterr)
{
	CLEANUP(buf_done) struct buf subject = {0};
	CLEANUP(buf_done) struct buf body = {0};
	buf_init(&subject, TEXT_BYTES);
	buf_init(&body, TEXT_BYTES);
	enum rc rc = notice_text_fill(work->template, &work->values, &subject, &body, reterr);
	if (rc != OK)
		return rc;
	work->subject = arena_text(work->arena, buf_view(&subject));
	const char *text = arena_text(work->arena, buf_view(&body));
	if (buf_failed(&subject) || buf_failed(&body) || work->subject == NULL || text == NULL)
		return no_memory(reterr);
	work->body = text_of(text);
	return OK;
}

static enum rc attach(struct composing *work, const char *ending, const char *type, struct text bytes,
		      struct err *reterr)
{
	size_t len = base64_length(BASE64_STANDARD, bytes.len);
	char *base64 = arena_array(work->arena, len + 1, 1);
	char *name = arena_printf(work->arena, "carta-de-anuencia-%s.%s", work->invoice->number, ending);
	if (base64 == NULL || name == NULL)
		return no_memory(reterr);
	base64_write(BASE64_STANDARD, bytes, base64);
	for (char *at = name; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && *at != '.' && *at != '-')
			*at = '-';
	work->attached[work->attached_count++] = (struct mail_attachment){name, type, {base64, len}};
	return OK;
}

/* The letter as it was signed and stored, and the page in it for those who only read. */
static enum rc attach_letter(struct composing *work, struct err *reterr)
{
	struct text p7s;
	struct seal_verdict verdict;
	enum rc rc = message_letter(work->flow->db, work->arena, work->notice->occasion, &p7s, reterr);
	if (rc == OK)
		rc = seal_verify(work->arena, p7s, (struct text){NULL, 0}, NULL, &verdict, reterr);
	if (rc == OK)
		rc = attach(work, "p7s", "application/pkcs7-mime", p7s, reterr);
	return rc == OK ? attach(work, "pdf", "application/pdf", verdict.content, reterr) : rc;
}

static enum rc compose_mail(struct composing *work, const char *to, struct text *ret_bytes, struct err *reterr)
{
	const struct mail_conf *mail = &work->flow->settings->mail;
	const struct clock_now *now = work->now;
	CLEANUP(buf_done) struct buf out = {0};
	buf_init(&out, MESSAGE_BYTES);
	struct mail_text text = {
		.id = arena_printf(work->arena, "%s%s", work->notice->public_id, strchr(mail->from, '@')),
		.from = mail->from,
		.from_name = work->creditor->name,
		.to = to,
		.reply_to = mail->reply_to[0] != '\0' ? mail->reply_to : work->creditor->contact.email,
		.subject = work->subject,
		.on = now->today,
		/* "2026-03-02T09:00:00-03:00" */
		.time = arena_printf(work->arena, "%.8s %.3s%.2s", now->text + 11, now->text + 19, now->text + 23),
		.body = work->body,
		.attachments = work->attached,
		.attachments_count = work->attached_count,
	};
	if (text.id == NULL || text.time == NULL)
		return no_memory(reterr);
	enum rc rc = mail_text_write(&text, &out, reterr);
	const char *bytes = rc == OK && !buf_failed(&out) ? arena_copy(work->arena, out.bytes, out.len) : NULL;
	if (rc == OK && bytes == NULL)
		return no_memory(reterr);
	*ret_bytes = (struct text){bytes, out.len};
	return rc;
}

static enum rc compose_webhook(struct composing *work, const char *template_sha256, struct text *ret_bytes,
			       struct err *reterr)
{
	struct json_out json;
	CLEANUP(buf_done) struct buf out = {0};
	buf_init(&out, MESSAGE_BYTES);
	json_begin(&json, &out);
	json_open_object(&json, NULL);
	json_chars(&json, "type", "notice.requested");
	json_chars(&json, "timestamp", work->now->text);
	json_open_object(&json, "data");
	json_chars(&json, "notice", work->notice->public_id);
	json_chars(&json, "creditor", work->invoice->creditor);
	json_chars(&json, "invoice", work->invoice->external_id);
	json_chars(&json, "kind", notice_kind_name(work->template->kind));
	json_chars(&json, "step", work->notice->step);
	json_chars(&json, "template", work->template->name);
	json_chars(&json, "template_sha256", template_sha256);
	json_open_object(&json, "person");
	json_chars(&json, "role", work->is_guarantor ? "guarantor" : "debtor");
	json_chars(&json, "name", work->debtor.name);
	json_chars(&json, "taxid", work->debtor.taxid.digits);
	json_chars(&json, "email", work->debtor.email[0] != '\0' ? work->debtor.email : NULL);
	json_chars(&json, "phone", work->debtor.phone[0] != '\0' ? work->debtor.phone : NULL);
	json_close_object(&json);
	json_chars(&json, "subject", work->subject);
	json_text(&json, "text", work->body);
	json_open_array(&json, "attachments");
	for (int i = 0; i < work->attached_count; i++) {
		json_open_object(&json, NULL);
		json_chars(&json, "name", work->attached[i].name);
		json_chars(&json, "type", work->attached[i].type);
		json_text(&json, "base64", work->attached[i].base64);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	json_close_object(&json);
	const char *bytes = buf_failed(&out) ? NULL : arena_copy(work->arena, out.bytes, out.len);
	if (bytes == NULL)
		return no_memory(reterr);
	*ret_bytes = (struct text){bytes, out.len};
	return OK;
}

/* "f***@exemplo.invalid": enough to recognise. */
static const char *mask(struct arena *arena, const char *address)
{
	const char *at = strchr(address, '@');
	return at != NULL ? arena_printf(arena, "%.1s***%s", address, at) : "***";
}

static enum rc hash(struct arena *arena, struct text bytes, const char **ret_hex, struct err *reterr)
{
	char hex[DIGEST_HEX_BYTES];
	if (digest_sha256_hex(bytes, hex) != OK || (*ret_hex = arena_text(arena, text_of(hex))) == NULL)
		return no_memory(reterr);
	return OK;
}

static enum rc hash_template(struct composing *work, const char **ret_hex, struct err *reterr)
{
	CLEANUP(buf_done) struct buf text = {0};
	buf_init(&text, TEXT_BYTES);
	notice_template_text(work->template, &text);
	return buf_failed(&text) ? no_memory(reterr) : hash(work->arena, buf_view(&text), ret_hex, reterr);
}

static enum rc address(struct composing *work, struct notify_letter *letter, struct err *reterr)
{
	const struct settings *settings = work->flow->settings;
	bool mail = settings->mail.server[0] != '\0' && work->debtor.email[0] != '\0' && !work->notice->by_platform;
	if (!mail && settings->platform.url[0] == '\0')
		return err_set(reterr, ERR_NOT_FOUND, "%s, and no `platform` is configured to tell by another way.",
			       work->debtor.email[0] == '\0'      ? "nobody told an e-mail address of the person"
			       : settings->mail.server[0] == '\0' ? "no `mail` is configured"
								  : "the step goes by the platform");
	letter->channel = mail ? "email" : "platform";
	letter->to = mail ? copy(work, work->debtor.email) : settings->platform.url;
	if (letter->to == NULL)
		return no_memory(reterr);
	letter->to_masked = mail ? mask(work->arena, letter->to) : "";
	return hash(work->arena, text_of(letter->to), &letter->to_sha256, reterr);
}

static const struct creditor_conf *creditor_of(const struct settings *settings, const char *code)
{
	for (int i = 0; i < settings->creditors_count; i++)
		if (strcmp(settings->creditors[i].code, code) == 0)
			return &settings->creditors[i];
	return NULL;
}

enum rc notify_address(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		       const struct notice *notice, struct notify_letter *ret_letter, struct err *reterr)
{
	struct composing work = {.flow = flow, .arena = arena, .invoice = invoice, .notice = notice};
	struct notify_letter letter = {.channel = ""};
	enum rc rc = find_debtor(&work, reterr);
	if (rc == OK)
		rc = address(&work, &letter, reterr);
	if (rc == OK)
		*ret_letter = letter;
	return rc;
}

static enum rc put_values(struct composing *work, struct err *reterr)
{
	put_creditor(work);
	enum rc rc = put_debt(work, reterr);
	if (rc == OK && work->notice->escalation_id == 0)
		put_step(work);
	if (rc != OK || work->notice->escalation_id == 0)
		return rc;
	rc = escalation_lock(work->flow->db, work->arena, work->notice->escalation_id, &work->escalation, reterr);
	return rc == OK ? put_notary(work, reterr) : rc;
}

enum rc notify_compose(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		       const struct notice *notice, const struct clock_now *now, struct notify_letter *ret_letter,
		       struct err *reterr)
{
	struct composing work = {
		.flow = flow,
		.arena = arena,
		.invoice = invoice,
		.notice = notice,
		.now = now,
		.creditor = creditor_of(flow->settings, invoice->creditor),
		.template = conf_notice_template(flow->settings, notice->template),
	};
	struct notify_letter letter = {.channel = ""};
	if (work.creditor == NULL || work.template == NULL)
		return err_set(reterr, ERR_CONFIG, "%s is not in the configuration.",
			       work.creditor == NULL ? "its creditor" : "its text");
	enum rc rc = find_debtor(&work, reterr);
	if (rc == OK)
		rc = put_values(&work, reterr);
	if (rc == OK && arena_failed(arena))
		rc = no_memory(reterr);
	if (rc == OK)
		rc = fill(&work, reterr);
	if (rc == OK)
		rc = address(&work, &letter, reterr);
	if (rc == OK && notice->escalation_id != 0)
		rc = attach_letter(&work, reterr);
	if (rc == OK)
		rc = hash_template(&work, &letter.template_sha256, reterr);
	if (rc == OK)
		rc = strcmp(letter.channel, "email") == 0
			     ? compose_mail(&work, letter.to, &letter.bytes, reterr)
			     : compose_webhook(&work, letter.template_sha256, &letter.bytes, reterr);
	if (rc == OK)
		*ret_letter = letter;
	return rc;
}
