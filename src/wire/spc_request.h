/* The requests of SPC's service spcWebService, incluirSpc and excluirSpc, as tables of elements in their order.
 *
 * The service is document/literal and its WSDL is not public: the tables hold what several independent clients send
 * alike. Where they differ, or where nothing is published, both forms are taken and a note tells it. Lengths are not
 * published either; those of the batch file of 340 columns stand in, as the most that is known to be taken.
 * Used by spc_*.c only. Proof: tests/unit/wire/spc_request_test.c, tests/golden/spc */
#pragma once

#include "wire/report.h"
#include "wire/xml.h"

#define SPC_SERVICE_NS "http://webservice.spc.insumo.spcjava.spcbrasil.org/"

enum spc_need { SPC_OPTIONAL, SPC_REQUIRED, SPC_IF_PERSON, SPC_IF_COMPANY };

enum spc_type {
	SPC_BLOCK, /* elements and attributes, no text */
	SPC_TEXT,
	SPC_WORDS,       /* a text that holds a letter: a name, a street */
	SPC_CONTRACT,    /* part of the record's key, so no blanks around it */
	SPC_PERSON_TYPE, /* F or J */
	SPC_CPF,
	SPC_CNPJ,
	SPC_TAXID,  /* of either */
	SPC_REGION, /* where a CPF was given out, in two readings */
	SPC_UF,
	SPC_DATE, /* xsd:dateTime */
	SPC_EMAIL,
	SPC_AREA_CODE,
	SPC_PHONE,
	SPC_LETTER,
	SPC_DEBTOR_TYPE,
	SPC_MONEY, /* reais with a point and two places */
	SPC_NATURE,
	SPC_MOTIVE,
	SPC_CEP,
	SPC_YES_NO,
	SPC_UNKNOWN, /* nobody has told what belongs here */
};

struct spc_part {
	const char *name; /* of an element; "@numero" of an attribute */
	enum spc_need need;
	enum spc_type type;
	int length;                   /* most characters; 0: no limit is known */
	const char *limit;            /* whose limit it is: "batch D1.03" */
	const struct spc_part *parts; /* of a block: attributes, and elements in their order */
	int parts_count;
};

struct spc_request {
	const char *operation; /* "incluirSpc": the element in the namespace of the service */
	struct spc_part part;  /* what it holds */
};

extern const struct spc_request spc_incluir;
extern const struct spc_request spc_excluir;

/* One document being checked. */
struct spc_checker {
	struct arena *arena;
	struct report *report;
	const struct spc_request *request;
	struct text person_type; /* "F" or "J"; "" while it is not known */
	char place[32];          /* "line 12" */
	char path[160];          /* "endereco-pessoa/cidade/@nome" */
};

#define SPC_FIND(checker, level, rule, ...)                                                                            \
	report_add((checker)->report, level, (checker)->place, (checker)->path, rule, __VA_ARGS__)

/* The operation below Envelope and Body, whatever it is called; NULL when there is none. */
xmlNodePtr spc_operation(xmlNodePtr root);

/* The trimmed text at "endereco-pessoa/cidade/@nome" below `part`; "" when it is not there. `ret_line` may be NULL. */
struct text spc_value(struct arena *arena, xmlNodePtr part, const char *path, long *ret_line);

/* A value against its type and length; it is not empty. */
void spc_check_value(struct spc_checker *checker, const struct spc_part *part, struct text value);

/* What depends on more than one element: dates, the person, the notice. */
void spc_check_together(struct spc_checker *checker, xmlNodePtr part);

/* "1975-12-23T00:00:00" and the other forms of xsd:dateTime. `ret_plain`: midnight and no zone. */
MUST_CHECK enum rc spc_parse_day(struct text value, struct date *ret_day, bool *ret_plain);
