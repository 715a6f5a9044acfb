#include "wire/spc_answer.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "domain/taxid.h"
#include "wire/xml.h"

#define REFUSAL         "CS_AUT001."
#define WORDS_BYTES_MAX 160 /* what is longer is kept with the raw answer */
#define ENTRIES_MAX     1000

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool local_is(xmlNodePtr element, const char *name)
{
	return strcmp((const char *)element->name, name) == 0;
}

static xmlNodePtr local_child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr child = parent != NULL ? xml_first_element(parent) : NULL;
	while (child != NULL && !local_is(child, name))
		child = xml_next_element(child);
	return child;
}

static void cut_into(struct text code, char out[SPC_ANSWER_CODE_BYTES])
{
	if (code.len >= SPC_ANSWER_CODE_BYTES)
		code.len = SPC_ANSWER_CODE_BYTES - 1;
	(void)text_copy(code, out, SPC_ANSWER_CODE_BYTES);
}

/* Capitals, digits and points; a point at the end closes the sentence. */
static struct text code_at(struct text rest)
{
	size_t len = 0;
	while (len < rest.len &&
	       (is_upper(rest.at[len]) || is_digit(rest.at[len]) || rest.at[len] == '_' || rest.at[len] == '.'))
		len++;
	return text_trim_right((struct text){rest.at, len}, '.');
}

bool spc_refusal_find(struct text body, char out[SPC_ANSWER_CODE_BYTES])
{
	const char *at = body.len > 0 ? memmem(body.at, body.len, REFUSAL, strlen(REFUSAL)) : NULL;
	if (at == NULL)
		return false;
	cut_into(code_at((struct text){at, body.len - (size_t)(at - body.at)}), out);
	return true;
}

/* A code of the bureau in a text: two capitals for the module, three and three digits for the operation: IE_SPC001.E09.
 * Empty for none. */
static struct text bureau_code(struct text words)
{
	for (size_t i = 0; i + 9 < words.len; i++) {
		const char *c = words.at + i;
		bool starts = i == 0 || !(is_upper(c[-1]) || is_digit(c[-1]) || c[-1] == '_');
		if (starts && is_upper(c[0]) && is_upper(c[1]) && c[2] == '_' && is_upper(c[3]) && is_upper(c[4]) &&
		    is_upper(c[5]) && is_digit(c[6]) && is_digit(c[7]) && is_digit(c[8]) && c[9] == '.')
			return code_at((struct text){c, words.len - i});
	}
	return (struct text){"", 0};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_id_character(char c)
{
	return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '/';
}

/* Eleven digits in a row or more, with or without a mask, or an alphanumeric CNPJ. */
static bool is_taxid(struct text word)
{
	struct taxid taxid;
	size_t digits = 0;
	for (size_t i = 0; i < word.len; i++)
		digits += is_digit(word.at[i]) ? 1 : 0;
	return digits >= 11 || taxid_parse(word, &taxid, NULL) == OK;
}

static void put_word(struct buf *out, struct text word)
{
	char mask[24];
	size_t len = word.len;
	while (len > 0 && strchr(".-/", word.at[len - 1]) != NULL) /* they end the sentence */
		len--;
	if (!is_taxid((struct text){word.at, len})) {
		buf_text(out, word);
		return;
	}
	buf_puts(out, taxid_mask((struct text){word.at, len}, mask));
	buf_put(out, word.at + len, word.len - len);
}

/* For people: tax ids masked, blanks single, cut behind a whole word. NULL when the arena is full. */
static const char *plain_words(struct arena *arena, const char *words)
{
	struct buf out CLEANUP(buf_done);
	buf_init(&out, 4 * WORDS_BYTES_MAX);
	struct text rest = text_trim(text_of(words));
	bool cut = rest.len > WORDS_BYTES_MAX;
	if (cut)
		for (rest.len = WORDS_BYTES_MAX; rest.len > 0 && !is_blank(rest.at[rest.len]);)
			rest.len--;
	while (rest.len > 0) {
		size_t len = 0;
		while (len < rest.len && is_id_character(rest.at[len]))
			len++;
		put_word(&out, (struct text){rest.at, len});
		rest.at += len;
		rest.len -= len;
		for (bool blank = false; rest.len > 0 && !is_id_character(rest.at[0]); rest.at++, rest.len--) {
			if (!(is_blank(rest.at[0]) && blank))
				buf_putc(&out, is_blank(rest.at[0]) ? ' ' : rest.at[0]);
			blank = is_blank(rest.at[0]);
		}
	}
	if (cut)
		buf_puts(&out, " ...");
	return buf_failed(&out) ? NULL : arena_text(arena, buf_view(&out));
}

static enum rc unreadable(struct err *reterr, const char *operation, const char *words)
{
	return err_set_at(reterr, ERR_UNREADABLE, "SOAP answer", NULL, "%s: %s", operation, words);
}

static enum rc envelope_parse(struct text bytes, const char *operation, xmlDocPtr *ret_doc, xmlNodePtr *ret_first,
			      struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	unsigned variants = 0;
	struct err why = {0};
	enum rc rc = xml_parse_lenient(bytes, &doc, &variants, &why);
	if (rc == ERR_NO_MEMORY)
		return err_set(reterr, rc, "%s", why.words);
	if (rc != OK)
		return unreadable(reterr, operation, why.words);
	if ((variants & XML_VARIANT_UNCLOSED) != 0)
		return unreadable(reterr, operation, "the envelope is not whole: end tags are missing");
	if (!local_is(xml_root(doc), "Envelope"))
		return unreadable(reterr, operation, "no SOAP envelope");
	xmlNodePtr body = local_child(xml_root(doc), "Body");
	xmlNodePtr first = body != NULL ? xml_first_element(body) : NULL;
	if (first == NULL)
		return unreadable(reterr, operation, "the envelope has an empty body");
	*ret_first = first;
	*ret_doc = doc;
	doc = NULL;
	return OK;
}

/* The element of that name from `first` on. */
static xmlNodePtr sibling(xmlNodePtr first, const char *name)
{
	while (first != NULL && !local_is(first, name))
		first = xml_next_element(first);
	return first;
}

/* "incluirSpcResponse" for "incluirSpc". */
static xmlNodePtr response(xmlNodePtr first, const char *operation)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%sResponse", operation);
	return sibling(first, name);
}

static const char *content_of(struct arena *arena, xmlNodePtr element)
{
	return element != NULL ? xml_content(arena, element) : "";
}

/* SOAP 1.1 has faultcode and faultstring, SOAP 1.2 Code/Value and Reason/Text. The bureau's code is the faultcode; a
 * server that puts its own there may tell it in the words. */
static enum rc fault_read(struct arena *arena, xmlNodePtr fault, struct spc_answer *ret_answer, struct err *reterr)
{
	xmlNodePtr code = local_child(fault, "faultcode");
	xmlNodePtr string = local_child(fault, "faultstring");
	xmlNodePtr detail = local_child(fault, "detail");
	const char *told = content_of(arena, code != NULL ? code : local_child(local_child(fault, "Code"), "Value"));
	const char *said =
		content_of(arena, string != NULL ? string : local_child(local_child(fault, "Reason"), "Text"));
	const char *more = content_of(arena, detail != NULL ? detail : local_child(fault, "Detail"));
	const char *words = said != NULL ? plain_words(arena, said) : NULL;
	if (told == NULL || more == NULL || words == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for the words of a fault");
	struct spc_answer answer = {.is_fault = true, .words = words};
	const char *const places[] = {told, said, more};
	struct text found = {"", 0};
	for (size_t i = 0; i < ARRAY_LEN(places) && found.len == 0; i++)
		found = bureau_code(text_of(places[i]));
	if (found.len == 0) {
		const char *prefix = strrchr(told, ':');
		found = text_trim(text_of(prefix != NULL ? prefix + 1 : told));
	}
	cut_into(found, answer.code);
	*ret_answer = answer;
	return OK;
}

enum rc spc_answer_read(struct arena *arena, struct text bytes, const char *operation, struct spc_answer *ret_answer,
			struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	xmlNodePtr first = NULL;
	enum rc rc = envelope_parse(bytes, operation, &doc, &first, reterr);
	if (rc != OK)
		return rc;
	xmlNodePtr fault = sibling(first, "Fault");
	if (fault != NULL)
		return fault_read(arena, fault, ret_answer, reterr);
	if (local_child(response(first, operation), "sucesso") == NULL)
		return unreadable(reterr, operation, "neither the element of success in its response nor a fault");
	*ret_answer = (struct spc_answer){.words = ""};
	return OK;
}

/* Whatever may hold the code of an entry, and its name. */
static const char *const code_names[] = {"id", "codigo", "codigo-tipo-devedor", "tipo", "sigla", NULL};
static const char *const name_names[] = {"nome", "descricao-motivo", "descricao", "descricao-tipo-devedor", NULL};

/* The trimmed value of a child or attribute with one of the names; NULL when there is none. */
static const char *value_of(struct arena *arena, xmlNodePtr element, const char *const *names)
{
	for (; *names != NULL; names++) {
		xmlNodePtr child = local_child(element, *names);
		const char *value = child != NULL ? xml_content(arena, child) : xml_attribute(arena, element, *names);
		struct text trimmed = text_trim(text_of(value));
		if (trimmed.len > 0)
			return arena_text(arena, trimmed);
	}
	return NULL;
}

static void add_entry(struct spc_list *list, const char *code, const char *name)
{
	if (code == NULL || list->count == ENTRIES_MAX)
		list->unreadable_count++;
	else
		list->entries[list->count++] = (struct spc_entry){code, name != NULL ? name : ""};
}

/* An entry has its code in a child or attribute; a list of bare texts is one of codes. What only holds others is
 * walked through. */
static void take_entries(struct arena *arena, xmlNodePtr parent, struct spc_list *list)
{
	for (xmlNodePtr child = xml_first_element(parent); child != NULL; child = xml_next_element(child)) {
		const char *code = value_of(arena, child, code_names);
		const char *name = value_of(arena, child, name_names);
		if (code == NULL && name == NULL && xml_first_element(child) == NULL) {
			struct text text = text_trim(text_of(xml_content(arena, child)));
			add_entry(list, text.len > 0 ? arena_text(arena, text) : NULL, NULL);
		} else if (code != NULL || name != NULL) {
			add_entry(list, code, name);
		} else {
			take_entries(arena, child, list);
		}
	}
}

enum rc spc_list_read(struct arena *arena, struct text bytes, const char *operation, struct spc_list *ret_list,
		      struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	xmlNodePtr first = NULL;
	enum rc rc = envelope_parse(bytes, operation, &doc, &first, reterr);
	if (rc != OK)
		return rc;
	struct spc_answer answer = {.words = ""};
	xmlNodePtr fault = sibling(first, "Fault");
	if (fault != NULL) {
		rc = fault_read(arena, fault, &answer, reterr);
		if (rc != OK)
			return rc;
		(void)err_set(reterr, ERR_REJECTED, "%s: SOAP fault: %s", operation,
			      answer.words[0] != '\0' ? answer.words : "no words");
		if (reterr != NULL)
			(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", answer.code);
		return ERR_REJECTED;
	}
	xmlNodePtr told = response(first, operation);
	if (told == NULL)
		return unreadable(reterr, operation, "neither its response nor a fault");
	struct spc_list list = {.entries = arena_array(arena, ENTRIES_MAX, sizeof(*list.entries))};
	if (list.entries != NULL)
		take_entries(arena, told, &list);
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a list of codes");
	*ret_list = list;
	return OK;
}
