#include "apontasim/spc/service.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "apontasim/spc/form.h"

#define CODE_OURS    "S:Client"
#define CODE_EXISTS  "IE_SPC001.E09"
#define CODE_UNKNOWN "IE_SPC005.E10"
#define DAY_S        INT64_C(86400)

static bool refuse_plainly(struct spc_exchange *exchange, int status, struct buf *answer, const char *words)
{
	exchange->status = status;
	exchange->is_xml = false;
	buf_clear(answer);
	buf_puts(answer, words);
	return false;
}

static void fault(struct spc_exchange *exchange, int status, struct buf *answer, const char *code, const char *words)
{
	exchange->status = status;
	exchange->is_xml = true;
	spc_envelope_fault(answer, code, words);
}

/* What a conforming client never sends. */
static bool broken(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer, const char *operation,
		   const struct err *err)
{
	char words[720];
	(void)err_text(err, words, sizeof(words));
	fault(exchange, 500, answer, CODE_OURS, words);
	spc_books_violation(&world->books, world->now, "%s%s%s", operation, operation[0] != '\0' ? ": " : "", words);
	return false;
}

static bool is_content_type(const char *type)
{
	const char *charset = type != NULL ? strcasestr(type, "charset=") : NULL;
	if (charset == NULL || strncasecmp(type, "text/xml", strlen("text/xml")) != 0)
		return false;
	charset += strlen("charset=");
	charset += *charset == '"';
	return strncasecmp(charset, "UTF-8", strlen("UTF-8")) == 0;
}

static bool operation_find(struct text name, enum spc_operation *ret_operation)
{
	for (int i = 0; i < SPC_OPERATIONS; i++)
		if (text_is(name, spc_operation_name((enum spc_operation)i))) {
			*ret_operation = (enum spc_operation)i;
			return true;
		}
	return false;
}

/* The last segment of "urn:x#listarTipoDevedor" or "http://…/listarTipoDevedor", with or without quotes. */
static struct text action_name(const char *soap_action)
{
	struct text action = text_of(soap_action);
	action = text_trim_right(action, '"');
	for (size_t i = action.len; i > 0; i--)
		if (strchr("\"/#:", action.at[i - 1]) != NULL)
			return (struct text){action.at + i, action.len - i};
	return action;
}

static bool login(struct spc_world *world, const struct spc_request *request, struct spc_exchange *exchange,
		  struct buf *answer)
{
	const struct spc_settings *settings = &world->settings;
	bool is_operator = request->user != NULL && strcmp(request->user, settings->operator_code) == 0;
	bool is_right = is_operator && request->password != NULL && strcmp(request->password, settings->password) == 0;
	const char *code = "";
	int status = spc_gate_pass(&world->gate, &world->books, is_right, is_operator, settings->attempts_max, &code);
	return status == 200 || refuse_plainly(exchange, status, answer, code);
}

/* Which operation it is, and whether its Body has the form that it must have. An empty Body is told by SOAPAction.
 * A list call in the other form is refused without blame: the form is not published. */
static bool operation_tell(struct spc_world *world, const struct spc_request *request, struct spc_exchange *exchange,
			   struct buf *answer)
{
	struct err err = {0};
	char words[160];
	const struct xml_element *wrapper = exchange->wrapper;
	struct text name = wrapper != NULL ? text_of(wrapper->name) : action_name(request->soap_action);
	if (!operation_find(name, &exchange->operation)) {
		(void)err_set(&err, ERR_UNKNOWN,
			      wrapper != NULL ? "%.40s: there is no such operation"
					      : "%.0sthe Body is empty and SOAPAction names no operation",
			      wrapper != NULL ? wrapper->name : "");
		return broken(world, exchange, answer, "", &err);
	}
	bool is_list = exchange->operation >= SPC_LIST_OF_NATURES;
	int parts = 0;
	for (const struct xml_element *part = wrapper != NULL ? wrapper->children : NULL; part != NULL;
	     part = part->next)
		parts++;
	world->books.requests[exchange->operation]++;
	if (parts != (is_list ? 0 : 1)) {
		(void)err_set(&err, ERR_FORMAT,
			      is_list ? "a list call has no parts" : "one insumo a call, no more and no less");
		return broken(world, exchange, answer, spc_operation_name(exchange->operation), &err);
	}
	enum spc_list_body wanted = world->settings.list_body;
	if (is_list && wanted != SPC_BODY_ANY && (wrapper == NULL) != (wanted == SPC_BODY_EMPTY)) {
		(void)snprintf(words, sizeof(words),
			       wrapper != NULL ? "Cannot find the declaration of element '%s'."
					       : "The Body of %s must hold its element.",
			       spc_operation_name(exchange->operation));
		fault(exchange, 500, answer, CODE_OURS, words);
		return false;
	}
	return true;
}

bool spc_service_open(struct spc_world *world, struct arena *arena, const struct spc_request *request,
		      struct spc_exchange *exchange, struct buf *answer)
{
	struct err err = {0};
	*exchange = (struct spc_exchange){.status = 200, .is_xml = true};
	if (world->now == MOMENT_NONE)
		return refuse_plainly(exchange, 503, answer,
				      "the clock has not been set: PUT /clock at the control socket\n");
	if (strcmp(request->path, SPC_PATH) != 0)
		return refuse_plainly(exchange, 404, answer, "there is nothing here\n");
	if (!login(world, request, exchange, answer))
		return false;
	if (strcmp(request->method, "POST") != 0)
		return refuse_plainly(exchange, 405, answer, "only POST is taken\n");
	if (!is_content_type(request->content_type)) {
		(void)err_set(&err, ERR_FORMAT, "the Content-Type must be text/xml;charset=UTF-8");
		(void)broken(world, exchange, answer, "", &err);
		exchange->status = 415;
		return false;
	}
	if (spc_envelope_read(arena, request->body, &exchange->wrapper, &err) != OK)
		return broken(world, exchange, answer, "", &err);
	return operation_tell(world, request, exchange, answer);
}

static void put(char *out, size_t size, const char *value)
{
	(void)snprintf(out, size, "%s", value != NULL ? value : "");
}

/* False when the member is not the operator's. */
static bool record_of(const struct spc_world *world, const struct spc_form *form, struct spc_record *ret_record)
{
	const struct spc_settings *settings = &world->settings;
	const char *home = settings->member != NULL ? settings->member : settings->operator_code;
	const char *named = form->value[SPC_SLOT_MEMBER];
	struct spc_record record = {
		.due = spc_form_date(form, SPC_SLOT_DUE),
		.accepted_at = MOMENT_NONE,
		.visible_at = MOMENT_NONE,
		.removed_at = MOMENT_NONE,
	};
	if (named != NULL && settings->member != NULL && strcmp(named, settings->member) != 0)
		return false;
	put(record.member, sizeof(record.member), named != NULL ? named : home);
	put(record.document, sizeof(record.document), spc_form_document(form));
	put(record.contract, sizeof(record.contract), form->value[SPC_SLOT_CONTRACT]);
	put(record.type, sizeof(record.type), form->value[SPC_SLOT_DEBTOR_TYPE]);
	put(record.nature, sizeof(record.nature), form->value[SPC_SLOT_NATURE]);
	put(record.amount, sizeof(record.amount), form->value[SPC_SLOT_AMOUNT]);
	*ret_record = record;
	return true;
}

/* A fault with a code of the bureau's. */
static void fault_of_bureau(const struct spc_world *world, struct spc_exchange *exchange, struct buf *answer,
			    const struct spc_record *record, const char *code, const char *words)
{
	int status = spc_fate_draw(world->settings.seed, record, "status") < 50 ? 200 : 500;
	fault(exchange, status, answer, code, words);
}

static void refuse(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer,
		   struct spc_record *record, const char *code, const char *words)
{
	(void)snprintf(record->words, sizeof(record->words), "%.31s %.120s", code, words);
	spc_books_store(&world->books, record, world->now);
	fault_of_bureau(world, exchange, answer, record, code, words);
}

static void accept(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer,
		   struct spc_record *record)
{
	const struct spc_fate_order *order = spc_fates_find(&world->fates, record->contract);
	record->accepted_at = world->now;
	record->visible_at = world->now + world->settings.notice_days * DAY_S;
	spc_books_store(&world->books, record, world->now);
	if (order != NULL && order->fate == SPC_FATE_VANISH) {
		(void)spc_books_vanish(&world->books, record->contract, world->now);
		spc_fates_forget(&world->fates, record->contract);
	}
	exchange->status = 200;
	spc_envelope_success(answer, spc_operation_name(SPC_INCLUDE), "Dados inseridos com sucesso!");
}

static const char not_ours[] = "codigo-associado: is not a member of this operator";

static void include(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer)
{
	const char *operation = spc_operation_name(SPC_INCLUDE);
	struct err err = {0};
	struct spc_form form;
	struct spc_record record;
	enum rc rc = spc_form_read_inclusion(exchange->wrapper->children, &form, &err);
	if (rc == OK)
		rc = spc_form_check_inclusion(&form, moment_date(world->now), &err);
	if (rc != OK && rc != ERR_UNKNOWN) {
		(void)broken(world, exchange, answer, operation, &err);
		return;
	}
	if (!record_of(world, &form, &record)) {
		(void)err_set(&err, ERR_FORMAT, "%s", not_ours);
		(void)broken(world, exchange, answer, operation, &err);
		return;
	}
	const struct spc_fate_order *order = spc_fates_find(&world->fates, record.contract);
	if (rc == ERR_UNKNOWN) {
		char words[720];
		refuse(world, exchange, answer, &record, CODE_OURS, err_text(&err, words, sizeof(words)));
	} else if (spc_books_live(&world->books, &record, world->now) != NULL) {
		world->books.repeats++;
		fault_of_bureau(world, exchange, answer, &record, CODE_EXISTS, "Registro de SPC já existe");
	} else if (spc_fate_refuses(order, SPC_INCLUDE)) {
		refuse(world, exchange, answer, &record, order->code, order->words);
	} else if (order == NULL &&
		   spc_fate_draw(world->settings.seed, &record, "reject") < world->settings.reject_percent) {
		refuse(world, exchange, answer, &record, CODE_OURS, "O registro foi recusado pela entidade");
	} else {
		accept(world, exchange, answer, &record);
	}
}

static void remove_record(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer)
{
	const char *operation = spc_operation_name(SPC_REMOVE);
	struct err err = {0};
	struct spc_form form;
	struct spc_record key;
	enum rc rc = spc_form_read_removal(exchange->wrapper->children, &form, &err);
	if (rc == OK)
		rc = spc_form_check_removal(&form, &err);
	if (rc == ERR_UNKNOWN) {
		char words[720];
		fault(exchange, 500, answer, CODE_OURS, err_text(&err, words, sizeof(words)));
		return;
	}
	if (rc == OK && !record_of(world, &form, &key))
		rc = err_set(&err, ERR_FORMAT, "%s", not_ours);
	if (rc != OK) {
		(void)broken(world, exchange, answer, operation, &err);
		return;
	}
	const struct spc_fate_order *order = spc_fates_find(&world->fates, key.contract);
	struct spc_record *record = spc_books_live(&world->books, &key, world->now);
	if (spc_fate_refuses(order, SPC_REMOVE)) {
		fault_of_bureau(world, exchange, answer, &key, order->code, order->words);
	} else if (record == NULL) {
		world->books.unknown_removals++;
		fault_of_bureau(world, exchange, answer, &key, CODE_UNKNOWN, "Registro não encontrado para a exclusão");
	} else {
		record->removed_at = world->now;
		(void)snprintf(record->words, sizeof(record->words), "by the creditor, motive %s",
			       form.value[SPC_SLOT_MOTIVE]);
		exchange->status = 200;
		spc_envelope_success(answer, operation, "Registro removido com sucesso!");
	}
}

void spc_service_run(struct spc_world *world, struct spc_exchange *exchange, struct buf *answer)
{
	switch (exchange->operation) {
	case SPC_INCLUDE: include(world, exchange, answer); return;
	case SPC_REMOVE: remove_record(world, exchange, answer); return;
	case SPC_LIST_OF_NATURES:
	case SPC_LIST_OF_MOTIVES:
	case SPC_LIST_OF_TYPES:
		exchange->status = 200;
		spc_envelope_list(answer, spc_operation_name(exchange->operation),
				  (enum spc_list)(exchange->operation - SPC_LIST_OF_NATURES));
		return;
	case SPC_OPERATIONS: break;
	}
}
