#include "serasa_file_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static struct taxid taxid_of(const char *text)
{
	struct taxid taxid;
	assert_int_equal(taxid_parse(text_of(text), &taxid, NULL), OK);
	return taxid;
}

struct date serasa_file_day(const char *iso)
{
	struct date day;
	assert_int_equal(date_parse_iso(text_of(iso), &day, NULL), OK);
	return day;
}

void serasa_file_init(struct serasa_file *file)
{
	*file = (struct serasa_file){
		.arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES),
		.conf = {.code = "aurora-serasa",
			 .bureau = {.nature = "DP",
				    .logon = "49000001",
				    .contact_name = "Setor de Cobrança",
				    .contact_area_code = "11",
				    .contact_phone = "33334444"}},
		.creditor = {.code = "aurora",
			     .name = "Comercial Aurora Fictícia Ltda",
			     .taxid = taxid_of("11.222.333/0001-81")},
		.profile = {.name = "serasa-file",
			    .channel = "serasa",
			    .line_end = "\r\n",
			    .bureau = {.way = PROFILE_WAY_FILE,
				       .youngest_days = 1,
				       .oldest_months = 59,
				       .amount_cents_min = 1,
				       .file_name = "PEFIN_{day}_{number}.txt"}},
		.principal = {.name = "João da Silva Fictício",
			      .taxid = taxid_of("529.982.247-25"),
			      .address = {.street = "Rua das Amostras, 100",
					  .district = "Centro",
					  .cep = "01310100",
					  .city = "São Paulo",
					  .uf = "SP"},
			      .born_on = DATE_NONE},
		.guarantor = {.name = "Empresa Fictícia Avalista S/A",
			      .taxid = taxid_of("44.555.666/0001-81"),
			      .address = {.street = "Av. do Exemplo, 20",
					  .district = "Jardim Amostra",
					  .cep = "20040002",
					  .city = "Rio de Janeiro",
					  .uf = "RJ"},
			      .born_on = DATE_NONE},
	};
	assert_non_null(file->arena);
	file->account = (struct channel_account){
		.conf = &file->conf, .creditor = &file->creditor, .profile = &file->profile, .password = ""};
}

void serasa_file_done(struct serasa_file *file)
{
	file->arena = arena_free(file->arena);
}

struct listing serasa_file_listing(const struct serasa_file *file, const char *contract)
{
	struct listing listing = {
		.issued_on = serasa_file_day("2025-12-10"),
		.due_on = serasa_file_day("2026-01-10"),
		.amount_cents = 15075,
		.principal = &file->principal,
	};
	(void)snprintf(listing.contract, sizeof(listing.contract), "%s", contract);
	return listing;
}
