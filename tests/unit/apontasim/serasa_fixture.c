#include "serasa_fixture.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct sent serasa_sent[16];
int serasa_sent_count;
enum hook_result serasa_sender_says;

enum hook_result serasa_note(void **sender, const struct hook_settings *settings, const char *url, const char *body)
{
	(void)sender;
	(void)settings;
	assert(serasa_sent_count < (int)ARRAY_LEN(serasa_sent));
	struct sent *sent = &serasa_sent[serasa_sent_count++];
	(void)snprintf(sent->url, sizeof(sent->url), "%s", url);
	(void)snprintf(sent->body, sizeof(sent->body), "%s", body);
	return serasa_sender_says;
}

void serasa_fixture_world(struct serasa_world *world)
{
	struct serasa_settings settings;
	serasa_defaults(&settings);
	settings.client_id = "cliente";
	settings.client_secret = "segredo";
	settings.creditors[settings.creditors_count++] = FIXTURE_CREDITOR;
	enum rc rc = serasa_init(world, &settings, NULL);
	assert(rc == OK);
	(void)rc;
	world->hooks.send = serasa_note;
	serasa_sent_count = 0;
	serasa_sender_says = HOOK_TAKEN;
	serasa_fixture_clock(world, "2026-03-02T09:00:00-03:00");
}

void serasa_fixture_clock(struct serasa_world *world, const char *iso)
{
	int64_t at = 0;
	enum rc rc = moment_parse(text_of(iso), &at, NULL);
	assert(rc == OK);
	(void)pthread_mutex_lock(&world->lock);
	rc = serasa_clock(world, at, NULL);
	(void)pthread_mutex_unlock(&world->lock);
	assert(rc == OK);
	(void)rc;
}

struct debt serasa_fixture_debt(const char *contract)
{
	struct debt debt = {
		.creditor = FIXTURE_CREDITOR,
		.debtor = FIXTURE_DEBTOR,
		.category = "DP",
		.area = "0001",
		.name = "DEVEDOR DE MENTIRA",
		.address = "RUA INVENTADA 1",
		.district = "CENTRO",
		.city = "SAO PAULO",
		.state = "SP",
		.zip = "01310100",
		.term = DATE_NONE,
		.born = DATE_NONE,
		.value_cents = 15050,
	};
	enum rc rc = date_make(2026, 1, 5, &debt.due);
	assert(rc == OK);
	(void)rc;
	(void)snprintf(debt.contract, sizeof(debt.contract), "%s", contract);
	return debt;
}

struct debt serasa_fixture_guarantor(const char *contract)
{
	struct debt debt = serasa_fixture_debt(contract);
	(void)snprintf(debt.guarantor, sizeof(debt.guarantor), FIXTURE_GUARANTOR);
	(void)snprintf(debt.name, sizeof(debt.name), "AVALISTA DE MENTIRA");
	return debt;
}

const char *serasa_fixture_include(struct serasa_world *world, const struct debt *debt, struct codes *codes)
{
	*codes = (struct codes){0};
	base_judge(world, debt, CHANNEL_REST, false, codes);
	(void)base_include(world, debt, CHANNEL_REST, codes);
	return codes->count > 0 ? codes->code[0] : "";
}

void sheet600_put(char *line, int from, const char *text)
{
	assert(from - 1 + strlen(text) <= CONVEM_COLUMNS);
	memcpy(line + from - 1, text, strlen(text));
}

static char *line_add(struct sheet600 *sheet)
{
	char digits[16];
	assert(sheet->count < (int)ARRAY_LEN(sheet->lines));
	char *line = sheet->lines[sheet->count++];
	memset(line, ' ', CONVEM_COLUMNS);
	line[CONVEM_COLUMNS] = '\0';
	(void)snprintf(digits, sizeof(digits), "%07d", sheet->count);
	sheet600_put(line, 594, digits);
	return line;
}

void sheet600_init(struct sheet600 *sheet, int remessa)
{
	char digits[16];
	*sheet = (struct sheet600){0};
	char *line = line_add(sheet);
	sheet600_put(line, 1, "001122233320260302");
	sheet600_put(line, 19, "0011333344440000CONTATO");
	sheet600_put(line, 105, "SERASA-CONVEM04");
	(void)snprintf(digits, sizeof(digits), "%06d", remessa % 1000000);
	sheet600_put(line, 120, digits);
	sheet600_put(line, 126, "E");
}

char *sheet600_principal(struct sheet600 *sheet, char operation, const char *contract)
{
	char *line = line_add(sheet);
	sheet600_put(line, 1, "1I0001812026010520260105DP     F2000011144477735");
	line[1] = operation;
	if (operation == 'E')
		sheet600_put(line, 49, "01");
	sheet600_put(line, 106, "DEVEDOR DE MENTIRA");
	sheet600_put(line, 176, "00000000");
	sheet600_put(line, 324, "RUA INVENTADA 1");
	sheet600_put(line, 369, "CENTRO");
	sheet600_put(line, 389, "SAO PAULO");
	sheet600_put(line, 414, "SP01310100000000000015050");
	sheet600_put(line, 439, contract);
	return line;
}

char *sheet600_guarantor(struct sheet600 *sheet, char operation, const char *contract)
{
	char *line = sheet600_principal(sheet, operation, contract);
	sheet600_put(line, 69, "F2000052998224725");
	sheet600_put(line, 106, "AVALISTA DE MENTIRA");
	return line;
}

void sheet600_end(struct sheet600 *sheet)
{
	line_add(sheet)[0] = '9';
}

void sheet600_write(const struct sheet600 *sheet, struct buf *out)
{
	for (int i = 0; i < sheet->count; i++)
		buf_printf(out, "%s\r\n", sheet->lines[i]);
}
