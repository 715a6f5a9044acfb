#include <stdio.h>
#include <string.h>

#include "wire/cra_resposta.h"
#include "wire/xml.h"

static enum rc unreadable(struct err *reterr, xmlNodePtr at, const char *words)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "line %ld", xmlGetLineNo(at));
	return err_set_at(reterr, ERR_UNREADABLE, where, NULL, "%s", words);
}

static bool take_code(const char *text, char out[8])
{
	struct text code = text_trim(text_of(text));
	return code.len == 7 && text_is_digits(code) && text_copy(code, out, 8);
}

/* The CRA said something else than the map. */
static enum rc read_refusal(struct arena *arena, struct text bytes, struct err *reterr)
{
	struct cra_resposta *resposta;
	enum rc rc = cra_resposta_read(arena, bytes, &resposta, reterr);
	if (rc != OK)
		return rc;
	(void)err_set_at(reterr, ERR_REJECTED, "Homologadas", NULL, "the CRA gave no map of comarcas: %.300s",
			 resposta->words);
	if (reterr != NULL)
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", resposta->code);
	return ERR_REJECTED;
}

static int count_places(xmlNodePtr root)
{
	int count = 0;
	for (xmlNodePtr comarca = xml_first_element(root); comarca != NULL; comarca = xml_next_element(comarca))
		for (xmlNodePtr place = xml_first_element(comarca); place != NULL; place = xml_next_element(place))
			count += xml_is(place, "municipio");
	return count;
}

static enum rc read_comarca(struct arena *arena, xmlNodePtr element, struct cra_comarca **places, struct err *reterr)
{
	char comarca_ibge[8];
	if (!take_code(xml_content(arena, xml_child(element, "codigo_comarca")), comarca_ibge))
		return unreadable(reterr, element, "a comarca without a codigo_comarca of 7 digits");
	for (xmlNodePtr child = xml_first_element(element); child != NULL; child = xml_next_element(child)) {
		if (!xml_is(child, "municipio"))
			continue;
		struct cra_comarca *place = (*places)++;
		if (!take_code(xml_attribute(arena, child, "codigo_municipio"), place->ibge))
			return unreadable(reterr, child, "a municipio without a codigo_municipio of 7 digits");
		memcpy(place->comarca_ibge, comarca_ibge, sizeof(comarca_ibge));
		const char *name = xml_attribute(arena, child, "nome");
		place->name = name != NULL ? name : "";
	}
	return OK;
}

enum rc cra_homologadas_read(struct arena *arena, struct text bytes, struct cra_comarca **ret_comarcas, int *ret_count,
			     struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	unsigned variants = 0;
	enum rc rc = xml_parse_lenient(bytes, &doc, &variants, reterr);
	if (rc == ERR_NO_MEMORY)
		return rc;
	if (rc != OK) {
		if (reterr != NULL)
			reterr->code = ERR_UNREADABLE;
		return ERR_UNREADABLE;
	}
	xmlNodePtr root = xml_root(doc);
	if (xml_is(root, "relatorio"))
		return read_refusal(arena, bytes, reterr);
	if (!xml_is(root, "comarcas") || (variants & XML_VARIANT_UNCLOSED) != 0)
		return unreadable(reterr, root, "no whole map of comarcas; right is <comarcas> with its end tags");
	int count = count_places(root);
	struct cra_comarca *comarcas = arena_array(arena, (size_t)count, sizeof(*comarcas));
	struct cra_comarca *next = comarcas;
	if (comarcas == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the map of comarcas");
	for (xmlNodePtr child = xml_first_element(root); child != NULL; child = xml_next_element(child)) {
		if (!xml_is(child, "comarca"))
			continue;
		rc = read_comarca(arena, child, &next, reterr);
		if (rc != OK)
			return rc;
	}
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the map of comarcas");
	*ret_comarcas = comarcas;
	*ret_count = (int)(next - comarcas);
	return OK;
}
