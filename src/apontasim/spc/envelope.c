#include "apontasim/spc/envelope.h"

#include <string.h>
#include <strings.h>

#define ENVELOPE_NS "http://schemas.xmlsoap.org/soap/envelope/"
#define SERVICE_NS  "http://webservice.spc.insumo.spcjava.spcbrasil.org/"

/* A declaration may be left out; one that names another encoding is a breach, as the service takes UTF-8 only. */
static bool declares_utf8(struct text bytes)
{
	const char *end = bytes.len > 5 && text_starts(bytes, "<?xml") ? memchr(bytes.at, '>', bytes.len) : NULL;
	if (end == NULL)
		return true;
	const char *encoding = memmem(bytes.at, (size_t)(end - bytes.at), "encoding", strlen("encoding"));
	const char *quote = encoding != NULL ? strpbrk(encoding, "'\">") : NULL;
	return encoding == NULL ||
	       (quote != NULL && end - quote > 6 && strncasecmp(quote + 1, "UTF-8", 5) == 0 && quote[6] == *quote);
}

static bool is_envelope_part(const struct xml_element *element, const char *name)
{
	return element != NULL && strcmp(element->name, name) == 0 && strcmp(element->namespace_uri, ENVELOPE_NS) == 0;
}

enum rc spc_envelope_read(struct arena *arena, struct text bytes, const struct xml_element **ret_wrapper,
			  struct err *reterr)
{
	struct xml_element *root;
	if (!declares_utf8(bytes))
		return err_set(reterr, ERR_FORMAT, "the document must be UTF-8");
	enum rc rc = xml_in(arena, bytes, "UTF-8", &root, reterr);
	if (rc != OK)
		return rc;
	if (!is_envelope_part(root, "Envelope"))
		return err_set(reterr, ERR_FORMAT, "not a SOAP 1.1 envelope");
	const struct xml_element *body = root->children;
	if (is_envelope_part(body, "Header"))
		body = body->next;
	if (!is_envelope_part(body, "Body") || body->next != NULL)
		return err_set(reterr, ERR_FORMAT, "the envelope holds a Header, which may be left out, and a Body");
	const struct xml_element *wrapper = body->children;
	if (text_trim(text_of(body->text)).len > 0)
		return err_set(reterr, ERR_FORMAT, "the Body holds text");
	if (wrapper != NULL && wrapper->next != NULL)
		return err_set(reterr, ERR_FORMAT, "the Body holds more than one operation");
	if (wrapper != NULL && (strcmp(wrapper->namespace_uri, SERVICE_NS) != 0 ||
				text_trim(text_of(wrapper->text)).len > 0 || wrapper->attributes != NULL))
		return err_set(reterr, ERR_FORMAT, "the operation is not a plain element of the service's namespace");
	*ret_wrapper = wrapper;
	return OK;
}

static void escape(struct buf *out, const char *words)
{
	for (; *words != '\0'; words++) {
		switch (*words) {
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '&': buf_puts(out, "&amp;"); break;
		default: buf_putc(out, *words);
		}
	}
}

static void envelope_open(struct buf *out)
{
	buf_clear(out);
	buf_puts(out, "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S=\"" ENVELOPE_NS "\"><S:Body>");
}

static void envelope_close(struct buf *out)
{
	buf_puts(out, "</S:Body></S:Envelope>");
}

void spc_envelope_success(struct buf *out, const char *operation, const char *sentence)
{
	envelope_open(out);
	buf_printf(out, "<ns2:%sResponse xmlns:ns2=\"" SERVICE_NS "\"><sucesso>%s</sucesso></ns2:%sResponse>",
		   operation, sentence, operation);
	envelope_close(out);
}

void spc_envelope_list(struct buf *out, const char *operation, enum spc_list list)
{
	const struct spc_list_form *form = spc_list_form(list);
	const struct spc_list_entry *entry;
	envelope_open(out);
	buf_printf(out, "<ns2:%sResponse xmlns:ns2=\"" SERVICE_NS "\">", operation);
	for (int i = 0; (entry = spc_list_at(list, i)) != NULL; i++)
		buf_printf(out, "<%s><%s>%s</%s><%s>%s</%s></%s>", form->element, form->code, entry->code, form->code,
			   form->words, entry->words, form->words, form->element);
	buf_printf(out, "</ns2:%sResponse>", operation);
	envelope_close(out);
}

void spc_envelope_fault(struct buf *out, const char *code, const char *words)
{
	envelope_open(out);
	buf_puts(out, "<ns2:Fault xmlns:ns2=\"" ENVELOPE_NS "\" xmlns:ns3=\"http://www.w3.org/2003/05/soap-envelope\">"
		      "<faultcode>");
	escape(out, code);
	buf_puts(out, "</faultcode><faultstring>");
	escape(out, words);
	buf_puts(out, "</faultstring></ns2:Fault>");
	envelope_close(out);
}
