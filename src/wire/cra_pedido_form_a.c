#include <string.h>

#include "domain/money.h"
#include "wire/cra_pedido_write.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?>\n"

static void put_element(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "<%s>", name);
	xml_escape(out, text_of(value));
	buf_printf(out, "</%s>\n", name);
}

/* RFC 4648 section 4, in one line. */
static void put_base64(struct buf *out, struct text bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < bytes.len; i += 3) {
		unsigned long group = 0;
		size_t left = bytes.len - i < 3 ? bytes.len - i : 3;
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < left ? (unsigned char)bytes.at[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buf_putc(out, k <= left ? digits[group >> (18 - 6 * k) & 63u] : '=');
	}
}

static enum rc put_title(const struct pedido_job *job, const struct request *request, struct err *reterr)
{
	const char *protocol;
	const char *number;
	const char *debtor;
	char day[DATE_TEXT_BYTES];
	char money[MONEY_TEXT_BYTES];
	enum rc rc = pedido_fit(job, request->protocol, 10, "numero_protocolo", &protocol, reterr);
	if (rc == OK)
		rc = pedido_fit(job, request->title_number, 11, "numero_titulo", &number, reterr);
	if (rc == OK)
		rc = pedido_fit(job, request->debtor_name, 45, "nome_devedor", &debtor, reterr);
	if (rc != OK)
		return rc;
	buf_puts(job->out, "<titulo>\n");
	put_element(job->out, "numero_protocolo", protocol);
	put_element(job->out, "data_protocolo", date_ddmmyyyy(request->protocol_on, day));
	put_element(job->out, "numero_titulo", number);
	put_element(job->out, "nome_devedor", debtor);
	if (job->dialect->money == CRA_MONEY_DECIMAL)
		put_element(job->out, "valor_titulo", money_text(request->amount_cents, money));
	else
		buf_printf(job->out, "<valor_titulo>%014lld</valor_titulo>\n", (long long)request->amount_cents);
	if (request->letter.len > 0) {
		buf_puts(job->out, "<imagem>");
		put_base64(job->out, request->letter);
		buf_puts(job->out, "</imagem>\n");
	}
	buf_puts(job->out, "</titulo>\n");
	return OK;
}

enum rc pedido_write_form_a(const struct pedido_job *job, struct err *reterr)
{
	const char *root = pedido_root(job);
	const char *comarca = "";
	buf_puts(job->out, DECLARATION);
	buf_printf(job->out, "<%s>\n", root);
	for (int g = 0; g < job->groups_count; g++) {
		const struct pedido_group *group = &job->groups[g];
		if (strcmp(comarca, group->comarca_ibge) != 0) {
			buf_puts(job->out, comarca[0] != '\0' ? "</comarca>\n<comarca>\n" : "<comarca>\n");
			put_element(job->out, "CodMun", group->comarca_ibge);
			comarca = group->comarca_ibge;
		}
		buf_printf(job->out, "<cartorio>\n<numero_cartorio>%02d</numero_cartorio>\n",
			   group->notary[1] == '\0' ? group->notary[0] - '0'
						    : (group->notary[0] - '0') * 10 + group->notary[1] - '0');
		for (int i = 0; i < group->count; i++) {
			int index = group->requests[i];
			enum rc rc = put_title(job, &job->requests[index], reterr);
			if (rc != OK)
				return pedido_error_at(job, index, rc, reterr);
		}
		buf_puts(job->out, "</cartorio>\n");
	}
	buf_printf(job->out, "</comarca>\n</%s>\n", root);
	return OK;
}
