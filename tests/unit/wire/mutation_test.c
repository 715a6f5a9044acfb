/* Readers of foreign bytes against seeded damage: no crash, no leak, no half result, whatever comes in. The seeds are
 * fixed, so a failure comes again; the number of rounds is bounded to keep the run short under the sanitizers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "wire/cra_filename.h"
#include "wire/cra_resposta.h"
#include "wire/format.h"
#include "wire/intake.h"
#include "wire/soap.h"

#define ROUNDS    1500
#define BYTES_MAX 8192

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* Bytes that mean something to one of the readers. */
static const char *const tokens[] = {
	"\"",         "\"\"",
	",",          ";",
	"\n",         "\r\n",
	"<",          ">",
	"&",          "&#0;",
	"<!--",       "-->",
	"]]>",        "<![CDATA[",
	"</comarca>", "<!DOCTYPE a>",
	"\xff",       "\xc3",
	"\xe2\x82",   "{",
	"}",          "[",
	":",          "null",
	"\\u0000",    "=",
	"'",          "?>",
	"00000000",   "99999999999999999999",
	"-1",         "<codigo>",
	"xmlns=\"",   "\xef\xbb\xbf",
	"return",     "codigo=\"",
	" ",
};

static size_t put(char *out, size_t len, const char *bytes, size_t count)
{
	if (count > BYTES_MAX - len)
		count = BYTES_MAX - len;
	memcpy(out + len, bytes, count);
	return len + count;
}

/* One to eight places of `in`: a bit turned, a byte anew, a piece left out, doubled or put in, the end cut off. */
static struct text mutate(struct text in, char out[BYTES_MAX], char work[BYTES_MAX])
{
	size_t len = put(out, 0, in.at, in.len);
	for (uint32_t n = 1 + draw(8); n > 0 && len > 0; n--) {
		size_t at = draw((uint32_t)len);
		size_t piece = 1 + draw(16);
		const char *token = tokens[draw(sizeof(tokens) / sizeof(tokens[0]))];
		size_t behind = at + piece < len ? at + piece : len;
		size_t made = put(work, 0, out, at);
		switch (draw(6)) {
		case 0: out[at] = (char)(out[at] ^ (1 << draw(8))); continue;
		case 1: out[at] = (char)draw(256); continue;
		case 2: made = put(work, made, out + behind, len - behind); break;
		case 3:
			made = put(work, made, out + at, behind - at);
			made = put(work, made, out + at, len - at);
			break;
		case 4:
			made = put(work, made, token, strlen(token));
			made = put(work, made, out + at, len - at);
			break;
		default: made = draw(8) == 0 ? made : put(work, made, out + at, len - at); break;
		}
		memcpy(out, work, made);
		len = made;
	}
	return (struct text){out, len};
}

/* Feed `take` with `good`, then with damaged copies of it, each in memory of exactly its size. */
static void feed(struct text good, uint32_t first_seed, void (*take)(struct arena *arena, struct text bytes))
{
	static char out[BYTES_MAX];
	static char work[BYTES_MAX];
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(16 << 20);
	seed = first_seed;
	for (int round = 0; round < ROUNDS; round++) {
		struct text bytes = round == 0 ? good : mutate(good, out, work);
		char *exact = malloc(bytes.len > 0 ? bytes.len : 1);
		assert_non_null(exact);
		memcpy(exact, bytes.at, bytes.len);
		take(arena, (struct text){exact, bytes.len});
		free(exact);
		arena_reset(arena);
	}
}

static void read_intake(struct arena *arena, enum intake_syntax syntax, struct text bytes)
{
	struct intake_reader *reader = NULL;
	struct err err = {0};
	if (intake_open(arena, syntax, bytes, &reader, &err) != OK) {
		assert_null(reader);
		return;
	}
	int last_line = 0;
	for (size_t rows = 0; rows <= bytes.len; rows++) {
		struct intake_row row;
		bool more = false;
		enum rc rc = intake_next(reader, &row, &more, &err);
		if (!more)
			return;
		assert_true(row.line > last_line);
		assert_true(row.raw.at >= bytes.at && row.raw.at + row.raw.len <= bytes.at + bytes.len);
		last_line = row.line;
		if (rc != OK) {
			assert_int_equal(rc_group(rc), RC_GROUP_INPUT);
			assert_true(err.words[0] != '\0' && strncmp(err.where, "line ", 5) == 0);
		}
	}
	fail_msg("more rows than bytes");
}

static void take_csv(struct arena *arena, struct text bytes)
{
	read_intake(arena, INTAKE_CSV, bytes);
}

static void take_json_lines(struct arena *arena, struct text bytes)
{
	read_intake(arena, INTAKE_JSON_LINES, bytes);
}

static void take_resposta(struct arena *arena, struct text bytes)
{
	struct cra_resposta *resposta = NULL;
	struct err err = {0};
	if (cra_resposta_read(arena, bytes, &resposta, &err) != OK) {
		assert_null(resposta);
		assert_true(err.words[0] != '\0');
		return;
	}
	for (int i = 0; i < resposta->items_count; i++)
		assert_true(resposta->items[i].code != NULL && resposta->items[i].words != NULL &&
			    resposta->items[i].comarca_ibge != NULL && resposta->items[i].extra_code != NULL);
}

static void take_homologadas(struct arena *arena, struct text bytes)
{
	struct cra_comarca *comarcas = NULL;
	int count = -1;
	if (cra_homologadas_read(arena, bytes, &comarcas, &count, NULL) != OK)
		assert_int_equal(count, -1);
}

static void take_soap(struct arena *arena, struct text bytes)
{
	struct text value = {NULL, 7};
	struct err err = {0};
	if (soap_read(arena, bytes, &value, &err) != OK)
		assert_true(value.len == 7 && err.words[0] != '\0');
	else
		take_resposta(arena, value);
}

static void take_file_name(struct arena *arena, struct text bytes)
{
	struct cra_filename name;
	char made[CRA_FILENAME_BYTES];
	(void)arena;
	if (cra_filename_parse(bytes, &name, NULL) != OK)
		return;
	assert_int_equal(cra_filename_make(&name, made, NULL), OK);
	assert_true(text_is(bytes, made));
}

static const struct wire_format *format;

/* What can be shown can be written, and is shown the same again; columns come back byte by byte. */
static void take_format(struct arena *arena, struct text bytes)
{
	struct report report;
	struct text json;
	struct text back;
	struct text again;
	struct err err = {0};
	report_init(&report, arena);
	assert_int_equal(format->check(arena, bytes, &report, &err), OK);
	if (format->decode(arena, bytes, &json, &err) != OK) {
		assert_true(err.words[0] != '\0');
		return;
	}
	if (format->encode(arena, json, &back, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	if (strstr(format->name, "-127") != NULL)
		assert_true(text_equal(back, bytes));
	assert_int_equal(format->decode(arena, back, &again, &err), OK);
	assert_true(text_equal(again, json));
}

static void take_json_of_format(struct arena *arena, struct text bytes)
{
	struct text back;
	struct err err = {0};
	if (format->encode(arena, bytes, &back, &err) != OK)
		assert_true(err.words[0] != '\0');
}

#define PAYMENT ",10.00,2026-03-10T14:00:00Z\n"

static void intake_takes_any_bytes(void **state)
{
	(void)state;
	feed(TEXT_LITERAL("record,creditor,invoice,payment,paid,received_at\npayment,acme,I1,P1" PAYMENT
			  "payment,\"ac\"\"me\",\"two\nlines\",P2" PAYMENT "payment,acme,I3,\"P3\"" PAYMENT),
	     4711, take_csv);
	feed(TEXT_LITERAL(
		     "creditor;invoice;number;species;issued_on;due_on;amount;name;taxid;street;cep;city;uf;ibge\r\n"
		     "acme;I1;7;DMI;2026-01-05;2026-02-05;10.5;\"Ana; Fict\xc3\xad"
		     "cia\";52998224725;Rua X;"
		     "01310100;S\xc3\xa3o Paulo;SP;3550308\r\n"),
	     4712, take_csv);
	feed(TEXT_LITERAL("{\"record\":\"payment\",\"creditor\":\"a\",\"invoice\":\"b\",\"payment\":\"c\",\"paid\":"
			  "\"1.00\",\"received_at\":\"2026-03-10T14:00:00-03:00\"}\n{\"creditor\":\"\\u00e9\"}\n"),
	     4713, take_json_lines);
}

static void answers_take_any_bytes(void **state)
{
	(void)state;
	struct text good = TEXT_LITERAL(
		"<!--?xml version=\"1.0\"?--><relatorio codigo=\"1\"><nome_arquivo> B1</nome_arquivo><comarca "
		"codmun=\"3550308\"><codigo> 0000</codigo><codigo>2151</codigo><ocorrencia>OK</ocorrencia><titulos>"
		"<titulo><numero_titulo>1</numero_titulo><imagem>Gravada</imagem></titulo></titulos></comarca>"
		"<detalhamento><mensagem municipio=\"3304557\" codigo=\"1\"/><erro codigo=\"2\"/></detalhamento>"
		"<final>0000</final></relatorio>");
	feed(good, 4714, take_resposta);
	format = wire_format_find("cra-resposta-xml");
	feed(good, 4715, take_format);
	feed(TEXT_LITERAL("<comarcas><comarca><codigo_comarca>3539806</codigo_comarca><municipio "
			  "codigo_municipio=\"3515707\" nome=\"X\"/></comarca></comarcas>"),
	     4716, take_homologadas);
	feed(TEXT_LITERAL("<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"u\"><s:Body><R><return><![CDATA[<relatorio>"
			  "<codigo>1</codigo></relatorio>]]></return></R></s:Body></s:Envelope>"),
	     4717, take_soap);
	feed(TEXT_LITERAL("<s:Envelope xmlns:s=\"u\"><s:Body><s:Fault><faultcode>a</faultcode><detail><b/></detail>"
			  "</s:Fault></s:Body></s:Envelope>"),
	     4718, take_soap);
	feed(TEXT_LITERAL("CP9ZZ1003.261"), 4719, take_file_name);
}

static void requests_take_any_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *format;
		const char *file;
	} files[] = {
		{"cra-desistencia-xml", "dp-form-a.xml"}, {"cra-desistencia-xml", "dp-form-b.xml"},
		{"cra-autorizacao-xml", "ac-form-a.xml"}, {"cra-desistencia-127", "dp.127"},
		{"cra-cancelamento-127", "cp.127"},
	};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (uint32_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct text bytes;
		struct text json;
		const char *path = arena_printf(arena, "%s/cra_pedido/%s", GOLDEN_DIR, files[i].file);
		assert_int_equal(io_read(arena, path, BYTES_MAX, &bytes, NULL), OK);
		format = wire_format_find(files[i].format);
		assert_non_null(format);
		feed(bytes, 4720 + i, take_format);
		if (bytes.len > 700) /* a few records are enough, and far quicker */
			bytes.len = 700;
		if (format->decode(arena, bytes, &json, NULL) == OK)
			feed(json, 4730 + i, take_json_of_format);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intake_takes_any_bytes),
		cmocka_unit_test(answers_take_any_bytes),
		cmocka_unit_test(requests_take_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
