#include <inttypes.h>
#include <string.h>

#include "domain/money.h"
#include "wire/cra_pedido_write.h"
#include "wire/translit.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?>\n"

/* The records of a file under way. */
struct writer {
	const struct pedido_job *job;
	int line; /* of the record that is written last */
};

/* Digits over the whole width of the field. */
static enum rc set_number(struct writer *writer, struct record *record, int number, int64_t value, struct err *reterr)
{
	int width = layout_field(record->layout, number)->length;
	const char *digits = arena_printf(writer->job->arena, "%0*" PRId64, width, value);
	if (digits == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	record_set(record, number, text_of(digits));
	if (strlen(digits) == (size_t)width)
		return OK;
	char key[FIELD_KEY_BYTES];
	return err_set_at(reterr, ERR_RANGE, NULL, field_key(record->layout, layout_field(record->layout, number), key),
			  "%" PRId64 " does not fit %d digits", value, width);
}

static enum rc set_text(struct writer *writer, struct record *record, int number, const char *value, struct err *reterr)
{
	const struct field *field = layout_field(record->layout, number);
	char key[FIELD_KEY_BYTES];
	const char *ascii;
	enum rc rc = pedido_fit(writer->job, value, (size_t)field->length, field_key(record->layout, field, key),
				&ascii, reterr);
	if (rc == OK)
		record_set(record, number, text_of(ascii));
	return rc;
}

static enum rc set_date(struct writer *writer, struct record *record, int number, struct date day, struct err *reterr)
{
	char text[DATE_TEXT_BYTES];
	const char *copy = arena_text(writer->job->arena, text_of(date_ddmmyyyy(day, text)));
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	record_set(record, number, text_of(copy));
	return OK;
}

/* A record with every field there, empty where nothing is set later. */
static void begin(struct record *record, const struct layout *layout, const char *type)
{
	record_init(record, layout);
	for (int i = 1; i <= layout->fields_count; i++)
		record_set(record, i, (struct text){"", 0});
	record_set(record, 1, text_of(type));
}

/* The sequence, then the bytes. */
static enum rc put(struct writer *writer, struct record *record, struct err *reterr)
{
	struct buf *out = writer->job->out;
	enum rc rc = set_number(writer, record, record->layout->fields_count, ++writer->line, reterr);
	if (rc != OK)
		return rc;
	if (writer->job->dialect->form == CRA_PEDIDO_FORM_B) {
		record_to_element(record, true, out);
		buf_putc(out, '\n');
		return OK;
	}
	rc = record_to_columns(record, out, reterr);
	const char *line_end = writer->job->dialect->line_end;
	buf_puts(out, line_end != NULL ? line_end : "\r\n");
	return rc;
}

static enum rc put_header(struct writer *writer, struct err *reterr)
{
	const struct pedido_job *job = writer->job;
	struct record record;
	begin(&record, &pedido_header, "0");
	enum rc rc = set_text(writer, &record, PH_PRESENTER, job->presenter->code, reterr);
	if (rc == OK)
		rc = set_text(writer, &record, PH_PRESENTER_NAME, job->presenter->name, reterr);
	if (rc == OK)
		rc = set_date(writer, &record, PH_MOVED_ON, job->moved_on, reterr);
	if (rc == OK)
		rc = set_number(writer, &record, PH_REQUESTS, job->count, reterr);
	if (rc == OK)
		rc = set_number(writer, &record, PH_RECORDS, job->count, reterr);
	return rc == OK ? put(writer, &record, reterr) : rc;
}

static enum rc put_notary(struct writer *writer, const struct pedido_group *group, struct err *reterr)
{
	struct record record;
	begin(&record, &pedido_notary, "1");
	record_set(&record, PN_NOTARY, text_of(group->notary));
	record_set(&record, PN_COMARCA, text_of(group->comarca_ibge));
	enum rc rc = set_number(writer, &record, PN_REQUESTS, group->count, reterr);
	return rc == OK ? put(writer, &record, reterr) : rc;
}

static enum rc put_notary_trailer(struct writer *writer, const struct pedido_group *group, struct err *reterr)
{
	struct record record;
	begin(&record, &pedido_notary_trailer, "8");
	record_set(&record, PE_NOTARY, text_of(group->notary));
	enum rc rc = set_number(writer, &record, PE_SUM, (int64_t)group->count * 2, reterr);
	return rc == OK ? put(writer, &record, reterr) : rc;
}

/* A protocol of digits is zero filled on the left, as both programs do; any other stands as it is. */
static const char *protocol_of(struct writer *writer, const struct request *request)
{
	struct text protocol = text_trim(text_of(request->protocol));
	if (!text_is_digits(protocol) || protocol.len > 10)
		return request->protocol;
	return arena_printf(writer->job->arena, "%.*s%.*s", (int)(10 - protocol.len), "0000000000", TEXT_ARG(protocol));
}

static enum rc put_transaction(struct writer *writer, const struct request *request, struct err *reterr)
{
	const char letter[] = {pedido_request_letter(writer->job->kind), '\0'};
	struct record record;
	begin(&record, &pedido_transaction, "2");
	record_set(&record, PT_REQUEST, text_of(letter));
	record_set(&record, PT_CONTROL, TEXT_LITERAL("000000"));
	const char *account = translit_ascii(writer->job->arena, text_of(writer->job->presenter->agency));
	if (account == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	if (strlen(account) <= (size_t)layout_field(&pedido_transaction, PT_ACCOUNT)->length)
		record_set(&record, PT_ACCOUNT, text_of(account));
	enum rc rc = set_text(writer, &record, PT_PROTOCOL, protocol_of(writer, request), reterr);
	if (rc == OK)
		rc = set_date(writer, &record, PT_PROTOCOL_ON, request->protocol_on, reterr);
	if (rc == OK)
		rc = set_text(writer, &record, PT_TITLE, request->title_number, reterr);
	if (rc == OK)
		rc = set_text(writer, &record, PT_DEBTOR, request->debtor_name, reterr);
	if (rc == OK)
		rc = set_number(writer, &record, PT_AMOUNT, request->amount_cents, reterr);
	return rc == OK ? put(writer, &record, reterr) : rc;
}

static enum rc put_group(struct writer *writer, const struct pedido_group *group, int64_t *sum_cents,
			 struct err *reterr)
{
	enum rc rc = put_notary(writer, group, reterr);
	for (int i = 0; i < group->count && rc == OK; i++) {
		const struct request *request = &writer->job->requests[group->requests[i]];
		rc = put_transaction(writer, request, reterr);
		if (rc == OK && money_add(*sum_cents, request->amount_cents, sum_cents) != OK)
			rc = err_set(reterr, ERR_RANGE, "the sum of the values is too large");
		if (rc != OK)
			return pedido_error_at(writer->job, group->requests[i], rc, reterr);
	}
	return rc == OK ? put_notary_trailer(writer, group, reterr) : rc;
}

static enum rc put_trailer(struct writer *writer, int64_t sum_cents, struct err *reterr)
{
	const struct pedido_job *job = writer->job;
	struct record record;
	begin(&record, &pedido_trailer, "9");
	enum rc rc = set_text(writer, &record, PL_PRESENTER, job->presenter->code, reterr);
	if (rc == OK)
		rc = set_text(writer, &record, PL_PRESENTER_NAME, job->presenter->name, reterr);
	if (rc == OK)
		rc = set_date(writer, &record, PL_MOVED_ON, job->moved_on, reterr);
	if (rc == OK)
		rc = set_number(writer, &record, PL_QUANTITY_SUM, (int64_t)job->count * 2, reterr);
	if (rc == OK)
		rc = set_number(writer, &record, PL_VALUE_SUM, sum_cents, reterr);
	return rc == OK ? put(writer, &record, reterr) : rc;
}

enum rc pedido_write_records(const struct pedido_job *job, struct err *reterr)
{
	struct writer writer = {.job = job};
	bool is_xml = job->dialect->form == CRA_PEDIDO_FORM_B;
	int64_t sum_cents = 0;
	if (is_xml)
		buf_printf(job->out, DECLARATION "<%s>\n", pedido_root(job));
	if (is_xml && job->dialect->names_file) {
		buf_puts(job->out, "<nome_arquivo>");
		xml_escape(job->out, text_of(job->file_name));
		buf_puts(job->out, "</nome_arquivo>\n");
	}
	enum rc rc = put_header(&writer, reterr);
	for (int g = 0; g < job->groups_count && rc == OK; g++)
		rc = put_group(&writer, &job->groups[g], &sum_cents, reterr);
	if (rc == OK)
		rc = put_trailer(&writer, sum_cents, reterr);
	if (is_xml)
		buf_printf(job->out, "</%s>\n", pedido_root(job));
	return rc;
}
