#include "wire/cra_resposta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "wire/xml.h"

/* Where a walk stands: what the elements around the current one told. */
struct context {
	const char *comarca_ibge;
	const char *title_number;
	const char *nosso_numero;
	const char *protocol;
	const char *notary;
};

struct list {
	void *at;
	size_t each;
	int count;
	int room;
};

struct reading {
	struct arena *arena;
	struct cra_resposta *resposta;
	struct list items;
	struct list images;
};

/* A zeroed place at the end. NULL when the arena is full. */
static void *list_add(struct arena *arena, struct list *list)
{
	if (list->count == list->room) {
		int room = list->room == 0 ? 8 : list->room * 2;
		char *grown = arena_array(arena, (size_t)room, list->each);
		if (grown == NULL)
			return NULL;
		if (list->count > 0)
			memcpy(grown, list->at, (size_t)list->count * list->each);
		list->at = grown;
		list->room = room;
	}
	return (char *)list->at + (size_t)list->count++ * list->each;
}

static bool named(const xmlChar *name, const char *wanted)
{
	return strcasecmp((const char *)name, wanted) == 0;
}

static const char *trimmed(struct arena *arena, const char *text)
{
	const char *copy = text != NULL ? arena_text(arena, text_trim(text_of(text))) : NULL;
	return copy != NULL ? copy : "";
}

static bool has_elements(xmlNodePtr element)
{
	return xml_first_element(element) != NULL;
}

/* What `element` tells under one of `names` (a NULL-ended list), as an attribute or as a child; "" for nothing. */
static const char *told(struct arena *arena, xmlNodePtr element, const char *const *names)
{
	for (; *names != NULL; names++) {
		for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
			if (named(attribute->name, *names))
				return trimmed(arena, arena_text(arena, xml_value(arena, attribute)));
		for (xmlNodePtr child = xml_first_element(element); child != NULL; child = xml_next_element(child))
			if (named(child->name, *names) && !has_elements(child))
				return trimmed(arena, xml_content(arena, child));
	}
	return "";
}

#define TOLD(element, ...) told(reading->arena, element, (const char *const[]){__VA_ARGS__, NULL})

/* Digits to a number, `none` for anything else. */
static int number_of(const char *text, int none)
{
	struct text digits = text_of(text);
	return text_is_digits(digits) && digits.len <= 9 ? (int)strtol(text, NULL, 10) : none;
}

/* The <codigo> elements behind the first, parted by a blank. */
static const char *extra_codes(struct arena *arena, xmlNodePtr element)
{
	const char *extra = "";
	int seen = 0;
	for (xmlNodePtr child = xml_first_element(element); child != NULL; child = xml_next_element(child)) {
		if (!named(child->name, "codigo") || seen++ == 0)
			continue;
		const char *code = trimmed(arena, xml_content(arena, child));
		extra = extra[0] == '\0' ? code : arena_printf(arena, "%s %s", extra, code);
		if (extra == NULL)
			return "";
	}
	return extra;
}

/* A word without attributes or elements in it. */
static bool is_bare(xmlNodePtr element)
{
	return element->properties == NULL && !has_elements(element);
}

static const char *words_of(struct reading *reading, xmlNodePtr element)
{
	return is_bare(element) ? trimmed(reading->arena, xml_content(reading->arena, element))
				: TOLD(element, "ocorrencia", "descricao", "mensagem");
}

static void add_item(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	struct cra_resposta_item *item = list_add(reading->arena, &reading->items);
	if (item == NULL)
		return;
	*item = (struct cra_resposta_item){
		.comarca_ibge = context->comarca_ibge,
		.title_number = context->title_number,
		.nosso_numero = context->nosso_numero,
		.protocol = context->protocol,
		.notary = context->notary,
		.code = TOLD(element, "codigo"),
		.words = words_of(reading, element),
		.extra_code = extra_codes(reading->arena, element),
		.record = number_of(TOLD(element, "registro"), 0),
		.total_records = number_of(TOLD(element, "total_registros"), -1),
	};
}

static void add_image(struct reading *reading, const char *state, const struct context *context)
{
	struct cra_resposta_image *image = list_add(reading->arena, &reading->images);
	if (image != NULL)
		*image = (struct cra_resposta_image){
			.comarca_ibge = context->comarca_ibge,
			.title_number = context->title_number,
			.nosso_numero = context->nosso_numero,
			.protocol = context->protocol,
			.state = state,
		};
}

/* `context` with what `element` tells; what it does not tell stays as it was. */
static struct context inside(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	struct context in = *context;
	const char *place = TOLD(element, "municipio");
	struct {
		const char **into;
		const char *value;
	} const parts[] = {
		{&in.comarca_ibge, text_is_digits(text_of(place)) ? place : ""}, /* elsewhere it is a name */
		{&in.comarca_ibge, TOLD(element, "codmun", "codigo_municipio")},
		{&in.title_number, TOLD(element, "numero_titulo")},
		{&in.nosso_numero, TOLD(element, "nosso_numero")},
		{&in.protocol, TOLD(element, "numero_protocolo", "protocolo")},
		{&in.notary, TOLD(element, "numero_cartorio")},
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].value[0] != '\0')
			*parts[i].into = parts[i].value;
	return in;
}

static void take_comarca(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	bool only_a_frame = TOLD(element, "codigo")[0] == '\0' && TOLD(element, "ocorrencia")[0] == '\0' &&
			    TOLD(element, "total_registros")[0] == '\0' && has_elements(element);
	if (!only_a_frame)
		add_item(reading, element, context);
}

static void take_titulo(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	const char *image = TOLD(element, "imagem");
	if (image[0] != '\0')
		add_image(reading, image, context);
	if (TOLD(element, "codigo")[0] != '\0' || TOLD(element, "ocorrencia")[0] != '\0')
		add_item(reading, element, context);
}

static void take_mensagem(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	add_item(reading, element, context);
}

static void take_erro(struct reading *reading, xmlNodePtr element, const struct context *context)
{
	struct cra_resposta *resposta = reading->resposta;
	add_item(reading, element, context);
	if (context->comarca_ibge[0] == '\0' && resposta->code[0] == '\0') {
		resposta->code = TOLD(element, "codigo");
		resposta->words = words_of(reading, element);
	}
}

static const struct {
	const char *name;
	void (*take)(struct reading *reading, xmlNodePtr element, const struct context *context);
} takers[] = {
	{"comarca", take_comarca},
	{"titulo", take_titulo},
	{"mensagem", take_mensagem},
	{"erro", take_erro},
};

/* A bare <mensagem> of these tells the words of its parent and is no answer of its own. */
static bool is_words_of_parent(xmlNodePtr element)
{
	const xmlChar *parent = element->parent->name;
	return named(element->name, "mensagem") && is_bare(element) &&
	       (named(parent, "relatorio") || named(parent, "comarca") || named(parent, "titulo"));
}

static void walk(struct reading *reading, xmlNodePtr parent, const struct context *context)
{
	for (xmlNodePtr child = xml_first_element(parent); child != NULL; child = xml_next_element(child)) {
		struct context in = is_bare(child) ? *context : inside(reading, child, context);
		for (size_t i = 0; i < ARRAY_LEN(takers); i++)
			if (named(child->name, takers[i].name) && !is_words_of_parent(child))
				takers[i].take(reading, child, &in);
		walk(reading, child, &in);
	}
}

static void read_file_part(struct reading *reading, xmlNodePtr root)
{
	struct cra_resposta *resposta = reading->resposta;
	xmlNodePtr head = xml_child(root, "descricao");
	const char *final = TOLD(root, "final");
	resposta->file_name = TOLD(root, "nome_arquivo", "nomeArquivo");
	if (resposta->file_name[0] == '\0' && head != NULL)
		resposta->file_name = TOLD(head, "nomeArquivo", "nome_arquivo");
	resposta->code = final[0] != '\0' ? final : TOLD(root, "codigo");
	resposta->words = final[0] != '\0' ? TOLD(root, "descricao_final", "ocorrencia")
					   : TOLD(root, "ocorrencia", "descricao_final", "descricao", "mensagem");
}

static enum rc unreadable(struct err *reterr, const char *words, xmlNodePtr root)
{
	return err_set_at(reterr, ERR_UNREADABLE, "answer", NULL, "<%.40s>: %s", (const char *)root->name, words);
}

/* A whole document, or ERR_UNREADABLE: a cut answer may lack the part that refuses. */
static enum rc parse_whole(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr)
{
	unsigned variants = 0;
	enum rc rc = xml_parse_lenient(bytes, ret_doc, &variants, reterr);
	if (rc == ERR_NO_MEMORY)
		return rc;
	if (rc != OK) {
		if (reterr != NULL)
			reterr->code = ERR_UNREADABLE;
		return ERR_UNREADABLE;
	}
	if ((variants & XML_VARIANT_UNCLOSED) != 0)
		return unreadable(reterr, "not whole: end tags are missing", xml_root(*ret_doc));
	return OK;
}

enum rc cra_resposta_read(struct arena *arena, struct text bytes, struct cra_resposta **ret_resposta,
			  struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	enum rc rc = parse_whole(bytes, &doc, reterr);
	if (rc != OK)
		return rc;
	xmlNodePtr root = xml_root(doc);
	if (!named(root->name, "relatorio") && !named(root->name, "remessas"))
		return unreadable(reterr, "no answer to an upload; right is <relatorio>", root);
	struct reading reading = {
		.arena = arena,
		.resposta = arena_alloc(arena, sizeof(*reading.resposta)),
		.items = {.each = sizeof(struct cra_resposta_item)},
		.images = {.each = sizeof(struct cra_resposta_image)},
	};
	if (reading.resposta == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the answer");
	read_file_part(&reading, root);
	walk(&reading, root, &(struct context){"", "", "", "", ""});
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the answer");
	reading.resposta->items = reading.items.at;
	reading.resposta->items_count = reading.items.count;
	reading.resposta->images = reading.images.at;
	reading.resposta->images_count = reading.images.count;
	*ret_resposta = reading.resposta;
	return OK;
}
