#include "wire/pefin_read.h"

#include <string.h>

#include "wire/pefin.h"

#define REMARKS_MAX      20
#define TOKEN_BYTES_MAX  4096
#define EPOCH_DIGITS_MIN 9 /* fewer are a number of seconds: some read it so, the interface never says it so */
#define EPOCH_DIGITS_MAX 11

static enum rc parse(struct arena *arena, struct text bytes, const struct exact **ret_root, struct err *reterr)
{
	const struct exact *root = NULL;
	enum rc rc = exact_parse(arena, bytes, &root, reterr);
	if (rc == ERR_RANGE) { /* too deep, too many members: not the JSON of this interface */
		rc = ERR_FORMAT;
		if (reterr != NULL)
			reterr->code = rc;
	}
	if (rc != OK)
		return rc;
	if (root->kind != EXACT_OBJECT)
		return err_set(reterr, ERR_FORMAT, "is no JSON object; { ... } is right");
	*ret_root = root;
	return OK;
}

/* A text, or a number as it is written; empty for anything else. */
static struct text text_at(const struct exact *root, const char *path)
{
	const struct exact *value = pefin_value(root, path);
	bool plain = value != NULL && (value->kind == EXACT_STRING || value->kind == EXACT_NUMBER);
	return plain ? value->text : (struct text){"", 0};
}

static bool is_token(struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return false;
	return text.len > 0 && text.len <= TOKEN_BYTES_MAX;
}

enum rc pefin_read_login(struct arena *arena, struct text answer, struct pefin_login *ret_login, struct err *reterr)
{
	struct pefin_login login = {.expires_at = 0};
	const struct exact *root = NULL;
	struct err err = {0};
	if (parse(arena, answer, &root, &err) != OK)
		return err_set(reterr, err.code, "the answer to the login is no JSON object");
	struct text token = text_at(root, "accessToken");
	struct text expires = text_at(root, "expiresIn");
	if (!is_token(token))
		return err_set(reterr, ERR_FORMAT, "the answer to the login has no accessToken that can be sent");
	login.token = arena_text(arena, token);
	if (login.token == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a token");
	if (text_is_digits(expires) && expires.len >= EPOCH_DIGITS_MIN && expires.len <= EPOCH_DIGITS_MAX)
		for (size_t i = 0; i < expires.len; i++)
			login.expires_at = login.expires_at * 10 + (expires.at[i] - '0');
	*ret_login = login;
	return OK;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool joins(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("./,-", c) != NULL;
}

/* "RNXPIA   999 EMPRESA NAO PARTICIPANTE DO CONVENIO": the code is the first word of three digits; a mark may stand
 * behind it. */
static void code_in(struct text message, char code[4])
{
	for (size_t i = 0; i + 3 <= message.len; i++) {
		size_t digits = 0;
		if (i > 0 && joins(message.at[i - 1]))
			continue;
		while (i + digits < message.len && is_digit(message.at[i + digits]))
			digits++;
		char after = i + 3 < message.len ? message.at[i + 3] : ' ';
		char then = i + 4 < message.len ? message.at[i + 4] : ' ';
		if (digits == 3 && (!joins(after) || (strchr("./,-", after) != NULL && !joins(then)))) {
			(void)text_copy((struct text){message.at + i, 3}, code, 4);
			return;
		}
	}
}

/* `error.statusCode` is the mainframe's code or the status of a gateway: nobody published which. Numbers that HTTP has
 * given out are taken for the latter. A number has lost its leading zeros. */
static void code_of_status(struct text status, char code[4])
{
	int number = 0;
	if (code[0] != '\0' || !text_is_digits(status) || status.len > 3)
		return;
	for (size_t i = 0; i < status.len; i++)
		number = number * 10 + (status.at[i] - '0');
	if ((number >= 400 && number <= 431) || (number >= 500 && number <= 511) || (number >= 200 && number <= 208) ||
	    number == 0)
		return;
	for (int i = 2; i >= 0; i--, number /= 10)
		code[i] = (char)('0' + number % 10);
	code[3] = '\0';
}

enum rc pefin_read_answer(struct arena *arena, struct text answer, struct pefin_answer *ret_answer, struct err *reterr)
{
	static const char *const messages[] = {"errorMessage", "error.message",     "message", "detail",
					       "description",  "error_description", "error",   "title"};
	static const char *const statuses[] = {"error.statusCode", "error.code", "statusCode", "code", "errorCode"};
	struct pefin_answer told = {.message = ""};
	const struct exact *root = NULL;
	enum rc rc = parse(arena, answer, &root, reterr);
	if (rc != OK)
		return rc;
	struct text id = text_trim(text_at(root, "transactionId"));
	if (is_token(id))
		(void)text_copy(id, told.transaction_id, sizeof(told.transaction_id));
	for (size_t i = 0; told.message != NULL && told.message[0] == '\0' && i < ARRAY_LEN(messages); i++)
		told.message = arena_text(arena, text_at(root, messages[i]));
	if (told.message == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for an answer");
	code_in(text_of(told.message), told.code);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		code_of_status(text_at(root, statuses[i]), told.code);
	*ret_answer = told;
	return OK;
}

/* A tax id as it stands, or filled with zeros to 15. False when it is none. */
static bool take_taxid(struct text text, struct taxid *ret_taxid)
{
	if (text.len == 15 && text_is_digits(text) && text.at[0] == '0') {
		size_t zeros = text_starts(text, "0000") ? 4 : 1;
		text = (struct text){text.at + zeros, text.len - zeros};
	}
	return taxid_parse(text, ret_taxid, NULL) == OK;
}

/* The value of the webhook's field of this name, in whichever of its places. */
static struct text field(const struct exact *root, const char *name)
{
	for (int i = 0; i < pefin_webhook_body.fields_count; i++) {
		const struct pefin_field *row = &pefin_webhook_body.fields[i];
		if (row->name == NULL || strcmp(row->name, name) != 0)
			continue;
		struct text value = text_at(root, row->path);
		return value.len == 0 && row->other != NULL ? text_at(root, row->other) : value;
	}
	return (struct text){"", 0};
}

static const char *remarks_of(struct arena *arena, const struct exact *root, struct err *reterr)
{
	struct report report;
	const char *remarks = "";
	int count = 0;
	report_init(&report, arena);
	if (pefin_check_body(&pefin_webhook_body, root, &report, reterr) != OK)
		return NULL;
	for (const struct report_item *item = report.first; remarks != NULL && item != NULL; item = item->next)
		if (count++ < REMARKS_MAX)
			remarks = arena_printf(arena, "%s%s%s: %s", remarks, remarks[0] != '\0' ? "\n" : "",
					       item->field, item->words);
	if (remarks != NULL && count > REMARKS_MAX)
		remarks = arena_printf(arena, "%s\nand %d more", remarks, count - REMARKS_MAX);
	return remarks;
}

enum rc pefin_read_event(struct arena *arena, struct text body, struct pefin_event *ret_event, struct err *reterr)
{
	const struct exact *root = NULL;
	struct pefin_event event = {0};
	struct taxid debtor;
	enum rc rc = parse(arena, body, &root, reterr);
	if (rc != OK)
		return rc;
	event.exclusion = strcmp(pefin_webhook_event(root), "exclusion") == 0;
	event.failed = pefin_webhook_failed(root);
	event.has_creditor = take_taxid(field(root, "creditor_document"), &event.creditor);
	if (take_taxid(field(root, "debtor_document"), &debtor))
		(void)text_copy(text_of(debtor.digits), event.debtor_taxid, sizeof(event.debtor_taxid));
	event.uuid = arena_text(arena, text_trim(field(root, "uuid")));
	event.contract = arena_text(arena, field(root, "contract"));
	event.cadus_key = arena_text(arena, text_trim(field(root, "cadus_key")));
	event.motive = arena_text(arena, text_trim(field(root, "motive")));
	const struct exact *error = pefin_value(root, "error");
	bool bare = error != NULL && error->kind == EXACT_STRING; /* a text in place of the object */
	event.message = arena_text(arena, bare ? error->text : field(root, "error_message"));
	event.remarks = remarks_of(arena, root, reterr);
	if (arena_failed(arena) || event.remarks == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a webhook");
	if (event.uuid[0] == '\0' && (text_trim(text_of(event.contract)).len == 0 || event.debtor_taxid[0] == '\0'))
		return err_set_at(reterr, ERR_FORMAT, NULL, "uuid",
				  "is not there, and no contract with the document of its debtor either: nothing ties "
				  "this to a record");
	struct text status = field(root, "error_code");
	if (event.failed) {
		code_in(text_of(event.message), event.code);
		code_of_status(status, event.code);
	}
	bool speechless = event.failed && text_trim(text_of(event.message)).len == 0 && text_trim(status).len == 0;
	event.unclear = speechless || !pefin_webhook_tells(root);
	*ret_event = event;
	return OK;
}
