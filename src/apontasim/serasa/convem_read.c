#include "apontasim/serasa/convem.h"

#include <string.h>

#include "apontasim/common/document.h"
#include "apontasim/common/words.h"

enum column_kind {
	COLUMN_DIGITS,       /* digits, all of them */
	COLUMN_DIGITS_BLANK, /* digits, or blank */
	COLUMN_TEXT,         /* left-aligned, upper case */
	COLUMN_BLANK,
	COLUMN_CONTACT, /* a text in any case */
};

struct column {
	int from; /* as the layout counts: from 1 */
	int to;
	enum column_kind kind;
	const char *name;
	const char *code; /* of the rejection; NULL: on a detail 600, on the header 391 */
};

static const struct column header_columns[] = {
	{2, 10, COLUMN_DIGITS, "CNPJ da conveniada", "024"},
	{11, 18, COLUMN_DIGITS, "data do movimento", "013"},
	{19, 22, COLUMN_DIGITS, "DDD", NULL},
	{23, 30, COLUMN_DIGITS, "telefone", NULL},
	{31, 34, COLUMN_DIGITS_BLANK, "ramal", NULL},
	{35, 104, COLUMN_CONTACT, "contato", NULL},
	{120, 125, COLUMN_DIGITS, "numero da remessa", "020"},
	{127, 130, COLUMN_DIGITS_BLANK, "diferencial de remessa", NULL},
	{131, 133, COLUMN_BLANK, "reservado 131-133", NULL},
	{134, 141, COLUMN_TEXT, "logon", NULL},
	{142, 533, COLUMN_BLANK, "reservado 142-533", NULL},
	{534, 593, COLUMN_BLANK, "codigos de erro", NULL},
	{0, 0, COLUMN_BLANK, NULL, NULL},
};

static const struct column detail_columns[] = {
	{3, 8, COLUMN_DIGITS_BLANK, "filial e DV do CNPJ", NULL},
	{9, 16, COLUMN_DIGITS_BLANK, "data da ocorrencia", "014"},
	{17, 24, COLUMN_DIGITS_BLANK, "data do termino do contrato", "166"},
	{25, 27, COLUMN_TEXT, "natureza da operacao", "035"},
	{28, 31, COLUMN_TEXT, "praca Embratel", NULL},
	{33, 33, COLUMN_DIGITS_BLANK, "tipo do primeiro documento do principal", "103"},
	{34, 48, COLUMN_DIGITS, "primeiro documento do principal", "028"},
	{49, 50, COLUMN_DIGITS_BLANK, "motivo da baixa", NULL},
	{51, 51, COLUMN_DIGITS_BLANK, "tipo do segundo documento do principal", NULL},
	{52, 66, COLUMN_TEXT, "segundo documento do principal", NULL},
	{67, 68, COLUMN_TEXT, "UF do RG", "489"},
	{70, 70, COLUMN_DIGITS_BLANK, "tipo do primeiro documento do coobrigado", "103"},
	{71, 85, COLUMN_DIGITS_BLANK, "primeiro documento do coobrigado", "030"},
	{86, 87, COLUMN_BLANK, "espacos 86-87", NULL},
	{88, 88, COLUMN_DIGITS_BLANK, "tipo do segundo documento do coobrigado", NULL},
	{89, 103, COLUMN_TEXT, "segundo documento do coobrigado", NULL},
	{104, 105, COLUMN_TEXT, "UF do RG do coobrigado", "489"},
	{106, 175, COLUMN_TEXT, "nome", "011"},
	{176, 183, COLUMN_DIGITS_BLANK, "data de nascimento", NULL},
	{184, 253, COLUMN_TEXT, "nome do pai", NULL},
	{254, 323, COLUMN_TEXT, "nome da mae", NULL},
	{324, 368, COLUMN_TEXT, "endereco", "109"},
	{369, 388, COLUMN_TEXT, "bairro", NULL},
	{389, 413, COLUMN_TEXT, "municipio", "491"},
	{414, 415, COLUMN_TEXT, "UF", "111"},
	{416, 423, COLUMN_DIGITS_BLANK, "CEP", "119"},
	{424, 438, COLUMN_DIGITS_BLANK, "valor", "057"},
	{439, 454, COLUMN_TEXT, "numero do contrato/titulo", "085"},
	{455, 463, COLUMN_DIGITS_BLANK, "nosso numero", NULL},
	{464, 488, COLUMN_TEXT, "complemento do endereco", NULL},
	{489, 492, COLUMN_DIGITS_BLANK, "DDD do devedor", "359"},
	{493, 501, COLUMN_DIGITS_BLANK, "telefone do devedor", "360"},
	{502, 509, COLUMN_DIGITS_BLANK, "data do compromisso", "357"},
	{510, 524, COLUMN_DIGITS_BLANK, "valor total do compromisso", "358"},
	{525, 525, COLUMN_TEXT, "indicador de SMS", NULL},
	{526, 530, COLUMN_BLANK, "reservado 526-530", NULL},
	{531, 531, COLUMN_TEXT, "tipo de comunicado", "702"},
	{532, 533, COLUMN_BLANK, "reservado 532-533", NULL},
	{534, 593, COLUMN_BLANK, "codigos de erro", NULL},
	{0, 0, COLUMN_BLANK, NULL, NULL},
};

static struct text piece(const struct convem_line *line, int from, int to)
{
	return (struct text){line->columns + from - 1, (size_t)(to - from + 1)};
}

static bool keep(const struct convem_line *line, int from, int to, char *out, size_t size)
{
	return text_copy(text_trim_right(piece(line, from, to), ' '), out, size);
}

static bool column_good(struct text text, enum column_kind kind)
{
	switch (kind) {
	case COLUMN_DIGITS: return text_is_digits(text);
	case COLUMN_DIGITS_BLANK: return text_is_digits(text) || text_all(text, ' ');
	case COLUMN_BLANK: return text_all(text, ' ');
	case COLUMN_TEXT:
	case COLUMN_CONTACT: break;
	}
	if (text.at[0] == ' ' && !text_all(text, ' '))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x20 || text.at[i] > 0x7e ||
		    (kind == COLUMN_TEXT && text.at[i] >= 'a' && text.at[i] <= 'z'))
			return false;
	return true;
}

static void columns_check(struct arena *arena, struct convem_line *line, const struct column *columns, const char *code,
			  struct codes *codes)
{
	for (const struct column *column = columns; column->name != NULL; column++) {
		if (column_good(piece(line, column->from, column->to), column->kind))
			continue;
		codes_add(codes, column->code != NULL ? column->code : code);
		if (line->violation == NULL)
			line->violation = arena_printf(arena, "%s (%d-%d) has a wrong form", column->name, column->from,
						       column->to);
	}
}

/* The date, or DATE_NONE when it is blank or zeros; a day that does not exist gets the code. */
static struct date date_of(struct convem_line *line, int from, const char *code)
{
	struct date date = DATE_NONE;
	struct text text = piece(line, from, from + 7);
	if (!text_all(text, ' ') && date_parse_yyyymmdd(text, &date, NULL) != OK) {
		codes_add(&line->codes, code);
		return DATE_NONE;
	}
	return date;
}

/* 15 columns, filled with zeros, to 11 or 14 characters by the type: 1 CNPJ, 2 CPF, blank by the zeros. */
static void document_of(const struct convem_line *line, int from, char type, char out[16])
{
	bool cpf = type == '2' || (type == ' ' && text_all(piece(line, from, from + 3), '0'));
	int skip = cpf ? 4 : 1;
	(void)text_copy(piece(line, from + skip, from + 14), out, 16);
	if (!text_all(piece(line, from, from + skip - 1), '0'))
		out[0] = '\0';
}

static void person_check(struct convem_line *line, int at, const char *person_code)
{
	char person = line->columns[at - 1];
	char type = line->columns[at];
	if (person != 'F' && person != 'J')
		codes_add(&line->codes, person_code);
	else if (type != (person == 'J' ? '1' : '2'))
		codes_add(&line->codes, "103");
}

static void detail_debt(const struct convem *file, struct convem_line *line)
{
	struct debt *debt = &line->debt;
	uint64_t number = 0;
	*debt = (struct debt){.due = DATE_NONE, .term = DATE_NONE, .born = DATE_NONE};
	memcpy(debt->creditor, file->root, 8);
	memcpy(debt->creditor + 8, line->columns + 2, 6);
	debt->due = date_of(line, 9, "014");
	debt->term = date_of(line, 17, "166");
	debt->born = date_of(line, 176, "121");
	(void)keep(line, 25, 27, debt->category, sizeof(debt->category));
	debt->person = line->columns[31];
	document_of(line, 34, line->columns[32], debt->debtor);
	if (!text_all(piece(line, 69, 85), ' ')) {
		debt->guarantor_person = line->columns[68];
		document_of(line, 71, line->columns[69], debt->guarantor);
		if (debt->guarantor[0] == '\0')
			codes_add(&line->codes, "031");
	}
	(void)keep(line, 106, 175, debt->name, sizeof(debt->name));
	(void)keep(line, 324, 368, debt->address, sizeof(debt->address));
	(void)keep(line, 369, 388, debt->district, sizeof(debt->district));
	(void)keep(line, 389, 413, debt->city, sizeof(debt->city));
	(void)keep(line, 414, 415, debt->state, sizeof(debt->state));
	(void)keep(line, 416, 423, debt->zip, sizeof(debt->zip));
	(void)keep(line, 439, 454, debt->contract, sizeof(debt->contract));
	if (words_number(piece(line, 424, 438), UINT64_MAX, &number))
		debt->value_cents = (int64_t)number;
	line->motive = words_number(piece(line, 49, 50), 99, &number) ? (int)number : -1;
}

static void detail_read(struct arena *arena, const struct convem *file, struct convem_line *line)
{
	line->operation = line->columns[1];
	columns_check(arena, line, detail_columns, "600", &line->codes);
	detail_debt(file, line);
	bool guarantor = line->debt.guarantor[0] != '\0';
	if (line->operation != 'I' && line->operation != 'E') {
		codes_add(&line->codes, "008");
		line->violation = line->violation != NULL ? line->violation : "operacao (2) is not I or E";
		return;
	}
	/* Who takes out a coobrigado need not say what kind of person the principal is. */
	if (!(guarantor && line->operation == 'E' && text_all(piece(line, 32, 33), ' ')))
		person_check(line, 32, "009");
	if (guarantor)
		person_check(line, 69, "010");
	if (line->columns[530] == 'B')
		codes_add(&line->codes, guarantor ? "704" : "707");
	if (line->columns[524] == 'S')
		codes_add(&line->codes, "739");
	if (line->operation == 'I' && date_is_none(line->debt.due))
		codes_add(&line->codes, "014");
	if (line->operation == 'I' && text_all(piece(line, 3, 8), ' '))
		codes_add(&line->codes, "600");
	if (line->operation == 'I' && line->motive >= 0 && line->violation == NULL)
		line->violation = "motivo da baixa (49-50) on an inclusion";
	if (line->debt.contract[0] == '\0')
		codes_add(&line->codes, "102");
	if (strcmp(line->debt.category, "DC") == 0 || strcmp(line->debt.category, "DE") == 0)
		codes_add(&line->codes, "036"); /* the agreement of every informant here is without cheques */
}

static void header_read(struct arena *arena, struct convem *file)
{
	struct convem_line *line = &file->lines[0];
	uint64_t number = 0;
	columns_check(arena, line, header_columns, "391", &file->codes);
	(void)text_copy(piece(line, 3, 10), file->root, sizeof(file->root));
	if (line->columns[1] != '0')
		codes_add(&file->codes, "024");
	if (date_parse_yyyymmdd(piece(line, 11, 18), &file->moved_on, NULL) != OK || date_is_none(file->moved_on))
		codes_add(&file->codes, "013");
	if (!text_is(piece(line, 105, 119), "SERASA-CONVEM04"))
		codes_add(&file->codes, "018");
	if (!words_number(piece(line, 120, 125), 999999, &number) || number == 0)
		codes_add(&file->codes, "020");
	file->remessa = (int)number;
	if (line->columns[125] != 'E')
		codes_add(&file->codes, "021");
	(void)keep(line, 127, 130, file->department, sizeof(file->department));
}

/* Records in their order: 0, 1 …, 9, numbered from 1 without a gap. */
static void order_check(struct convem *file)
{
	for (int i = 0; i < file->count; i++) {
		const struct convem_line *line = &file->lines[i];
		uint64_t sequence = 0;
		char type = line->columns[0];
		bool last = i == file->count - 1;
		if (!words_number(piece(line, 594, 600), 9999999, &sequence))
			codes_add(&file->codes, "034");
		else if (sequence != (uint64_t)i + 1)
			codes_add(&file->codes, i == 0 ? "002" : type == '9' ? "033" : "004");
		if (i == 0 && type != '0')
			codes_add(&file->codes, "002");
		if (i > 0 && type != '1' && type != '9')
			codes_add(&file->codes, "003");
		if (type == '9' && !last)
			codes_add(&file->codes, "081");
		if (last && type != '9')
			codes_add(&file->codes, "005");
		if (type == '9' && !text_all(piece(line, 2, 593), ' '))
			codes_add(&file->codes, "391");
	}
	if (file->count == 2)
		codes_add(&file->codes, "001");
}

static enum rc lines_split(struct arena *arena, struct text bytes, struct convem *file, struct err *reterr)
{
	size_t count = 1;
	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.at[i] == '\n';
	file->lines = arena_array(arena, count, sizeof(*file->lines));
	while (bytes.len > 0 && file->lines != NULL) {
		const char *end = memchr(bytes.at, '\n', bytes.len);
		size_t len = end != NULL ? (size_t)(end - bytes.at) : bytes.len;
		bool crlf = end != NULL && len > 0 && bytes.at[len - 1] == '\r';
		size_t columns = crlf ? len - 1 : len;
		char *copy = arena_alloc(arena, CONVEM_COLUMNS + 1);
		if (copy == NULL)
			break;
		memset(copy, ' ', CONVEM_COLUMNS);
		memcpy(copy, bytes.at, columns < CONVEM_COLUMNS ? columns : CONVEM_COLUMNS);
		file->lines[file->count] = (struct convem_line){.columns = copy, .motive = -1};
		if (columns != CONVEM_COLUMNS || !crlf) {
			codes_add(&file->codes, "391");
			file->violation = arena_printf(arena, "line %d is not 600 columns with CR LF", file->count + 1);
		}
		file->count++;
		bytes.at += end != NULL ? len + 1 : len;
		bytes.len -= end != NULL ? len + 1 : len;
	}
	return arena_failed(arena) ? err_set(reterr, ERR_NO_MEMORY, "no memory for the file") : OK;
}

enum rc convem_read(struct arena *arena, struct text bytes, struct convem *ret_file, struct err *reterr)
{
	struct convem file = {.moved_on = DATE_NONE};
	enum rc rc = lines_split(arena, bytes, &file, reterr);
	if (rc != OK)
		return rc;
	if (file.count == 0)
		codes_add(&file.codes, "002");
	else
		header_read(arena, &file);
	order_check(&file);
	for (int i = 1; i < file.count; i++)
		if (file.lines[i].columns[0] == '1')
			detail_read(arena, &file, &file.lines[i]);
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the file");
	*ret_file = file;
	return OK;
}
