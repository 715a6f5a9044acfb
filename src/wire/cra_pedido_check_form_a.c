#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "wire/cra_pedido_read.h"
#include "wire/translit.h"

/* Form A: CRA21 manual, structure and messages (0007, 2001 to 2027). */

struct checker {
	struct arena *arena;
	enum pedido_file file;
	struct report *report;
	char place[64];
	long titles;
};

#define FIND(checker, level, field, rule, ...)                                                                         \
	report_add((checker)->report, level, (checker)->place, field, rule, __VA_ARGS__)

static void place_at(struct checker *checker, xmlNodePtr element)
{
	(void)snprintf(checker->place, sizeof(checker->place), "line %ld, <%.20s>", xmlGetLineNo(element),
		       (const char *)element->name);
}

/* The trimmed text of a child; `rule` tells that it is missing. More than one is a violation. */
static struct text value_of(struct checker *checker, xmlNodePtr parent, const char *name, const char *rule)
{
	xmlNodePtr found = xml_child(parent, name);
	struct text value = text_trim(text_of(xml_content(checker->arena, found)));
	int count = 0;
	for (xmlNodePtr child = xml_first_element(parent); child != NULL; child = xml_next_element(child))
		count += xml_is(child, name);
	if (count > 1)
		FIND(checker, FINDING_VIOLATION, name, rule, "stands %d times; once is right", count);
	if (value.len == 0)
		FIND(checker, FINDING_VIOLATION, name, rule, found == NULL ? "the tag is missing" : "is blank");
	return value;
}

static void check_text(struct checker *checker, const char *name, struct text value, size_t max, const char *rule)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ' || (unsigned char)value.at[i] > '~') {
			FIND(checker, FINDING_VIOLATION, name, "2101", "character %zu is not printable ASCII",
			     translit_count((struct text){value.at, i}) + 1);
			break;
		}
	if (translit_count(value) > max)
		FIND(checker, FINDING_VIOLATION, name, rule, "has %zu characters; at most %zu are right",
		     translit_count(value), max);
}

static void check_protocol(struct checker *checker, struct text value)
{
	if (value.len == 0)
		return;
	check_text(checker, "numero_protocolo", value, 10, "2006");
	if (!text_is_digits(value))
		FIND(checker, FINDING_NOTE, "numero_protocolo", "2005",
		     "is no number; form A asks for one, yet protocols like 34110/1284 exist");
}

static void check_day(struct checker *checker, struct text value)
{
	struct date day = DATE_NONE;
	if (value.len > 0 && (date_parse_ddmmyyyy(value, &day, NULL) != OK || date_is_none(day)))
		FIND(checker, FINDING_VIOLATION, "data_protocolo", "2007", "is no day; right is DDMMAAAA");
}

static void check_value(struct checker *checker, struct text value)
{
	int64_t cents = 0;
	if (value.len == 0)
		return;
	bool decimal = memchr(value.at, '.', value.len) != NULL;
	enum rc rc = decimal ? money_parse(value, &cents, NULL) : money_parse_cents(value, &cents, NULL);
	if (rc != OK || cents <= 0 || value.len > 14)
		FIND(checker, FINDING_VIOLATION, "valor_titulo", "2010",
		     "is no value; right is one like 268.82, or cents in at most 14 digits");
	else if (!decimal && value.len < 14)
		FIND(checker, FINDING_NOTE, "valor_titulo", "2010",
		     "digits without a point: a CRA may read them as reais, another as cents");
}

static bool is_base64(struct text value)
{
	size_t digits = 0;
	size_t pads = 0;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];
		bool digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
			     c == '/';
		if (c == '\n' || c == '\r' || c == ' ' || c == '\t')
			continue;
		if (c == '=')
			pads++;
		else if (!digit || pads > 0)
			return false;
		else
			digits++;
	}
	return digits > 0 && (digits + pads) % 4 == 0 && pads < 3;
}

/* A request carries a zip, an authorisation the letter itself. "UEsDB" is how a zip starts in base64. */
static void check_image(struct checker *checker, xmlNodePtr title)
{
	xmlNodePtr image = xml_child(title, "imagem");
	struct text value = text_trim(text_of(xml_content(checker->arena, image)));
	bool is_zip = text_starts(value, "UEsDB");
	if (image == NULL)
		return;
	if (!is_base64(value))
		FIND(checker, FINDING_VIOLATION, "imagem", "2018", "is no base64");
	else if (checker->file == PEDIDO_FILE_AUTHORISATION && is_zip)
		FIND(checker, FINDING_NOTE, "imagem", "2018",
		     "is a zip; an authorisation carries the PDF or P7S itself");
	else if (checker->file != PEDIDO_FILE_AUTHORISATION && !is_zip)
		FIND(checker, FINDING_NOTE, "imagem", "2018", "is no zip; a request carries its documents in one");
}

/* Elements that nobody reads are told. */
static void check_known(struct checker *checker, xmlNodePtr parent, const char *const *known)
{
	for (xmlNodePtr child = xml_first_element(parent); child != NULL; child = xml_next_element(child)) {
		const char *const *name = known;
		while (*name != NULL && !xml_is(child, *name))
			name++;
		if (*name == NULL)
			FIND(checker, FINDING_NOTE, "", "form A", "nobody knows the element <%.40s>",
			     (const char *)child->name);
	}
}

static void check_title(struct checker *checker, xmlNodePtr title)
{
	static const char *const known[] = {
		"numero_protocolo", "data_protocolo", "numero_titulo", "nome_devedor", "valor_titulo", "imagem", NULL};
	place_at(checker, title);
	checker->titles++;
	check_known(checker, title, known);
	check_protocol(checker, value_of(checker, title, "numero_protocolo", "2004"));
	check_day(checker, value_of(checker, title, "data_protocolo", "2007"));
	struct text number = value_of(checker, title, "numero_titulo", "2008");
	check_text(checker, "numero_titulo", number, 11, "2008");
	struct text name = value_of(checker, title, "nome_devedor", "2009");
	check_text(checker, "nome_devedor", name, 45, "2009");
	check_value(checker, value_of(checker, title, "valor_titulo", "2010"));
	check_image(checker, title);
}

/* Calls `check` for each child of that name; false when there is none. */
static bool each(struct checker *checker, xmlNodePtr parent, const char *name,
		 void (*check)(struct checker *checker, xmlNodePtr element))
{
	bool any = false;
	for (xmlNodePtr child = xml_first_element(parent); child != NULL; child = xml_next_element(child))
		if (xml_is(child, name)) {
			check(checker, child);
			any = true;
		}
	return any;
}

static void check_notary(struct checker *checker, xmlNodePtr notary)
{
	static const char *const known[] = {"numero_cartorio", "titulo", NULL};
	xmlNodePtr number = xml_child(notary, "numero_cartorio");
	struct text value = text_trim(text_of(xml_content(checker->arena, number)));
	int count = 0;
	place_at(checker, notary);
	check_known(checker, notary, known);
	for (xmlNodePtr child = xml_first_element(notary); child != NULL; child = xml_next_element(child))
		count += xml_is(child, "numero_cartorio");
	if (value.len == 0)
		FIND(checker, FINDING_VIOLATION, "numero_cartorio", "2020", "the tag is missing or blank");
	else if (!text_is_digits(value) || value.len > 2)
		FIND(checker, FINDING_VIOLATION, "numero_cartorio", "2002", "right are the 2 digits of the notary");
	if (count > 1)
		FIND(checker, FINDING_VIOLATION, "numero_cartorio", "2027", "stands %d times in a cartorio", count);
	if (!each(checker, notary, "titulo", check_title)) {
		place_at(checker, notary);
		FIND(checker, FINDING_VIOLATION, "titulo", "2021", "the tag is missing");
	}
}

static void check_comarca(struct checker *checker, xmlNodePtr comarca)
{
	static const char *const known[] = {"CodMun", "cartorio", NULL};
	place_at(checker, comarca);
	check_known(checker, comarca, known);
	struct text town = value_of(checker, comarca, "CodMun", "2019");
	if (town.len > 0 && (town.len != 7 || !text_is_digits(town)))
		FIND(checker, FINDING_VIOLATION, "CodMun", "2001", "right are the 7 digits of the IBGE code");
	else if (town.len > 0 && ibge_state(town) == NULL)
		FIND(checker, FINDING_NOTE, "CodMun", "2001",
		     "no state has this code; a CRA may use fictitious ones (município virtual)");
	if (!each(checker, comarca, "cartorio", check_notary)) {
		place_at(checker, comarca);
		FIND(checker, FINDING_VIOLATION, "cartorio", "2022", "the tag is missing");
	}
}

enum rc pedido_check_form_a(struct arena *arena, enum pedido_file file, xmlNodePtr root, struct report *report,
			    struct err *reterr)
{
	static const char *const known[] = {"comarca", "nome_arquivo", NULL};
	struct checker checker = {.arena = arena, .file = file, .report = report};
	place_at(&checker, root);
	check_known(&checker, root, known);
	if (!each(&checker, root, "comarca", check_comarca)) {
		place_at(&checker, root);
		FIND(&checker, FINDING_VIOLATION, "comarca", "0007", "the tag is missing");
	}
	return arena_failed(arena) ? err_set(reterr, ERR_NO_MEMORY, "no memory to check the file") : OK;
}
