#include "spc_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"

struct date spc_day(const char *iso)
{
	struct date date;
	if (date_parse_iso(text_of(iso), &date, NULL) != OK)
		fail_msg("%s is no day", iso);
	return date;
}

void spc_fixture_init(struct spc_fixture *fixture)
{
	*fixture = (struct spc_fixture){
		.arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES),
		.profile = {.name = "spc",
			    .channel = "spc",
			    .bureau = {.calls_max = 3,
				       .youngest_days = 5,
				       .oldest_months = 59,
				       .amount_cents_min = 100,
				       .debtor_type = "C",
				       .guarantor_type = "A"},
			    .connect_timeout_ms = 2000,
			    .answer_timeout_ms = 5000},
		.conf = {.code = "aurora-spc",
			 .channel = "spc",
			 .profile = "spc",
			 .user = "123456",
			 .bureau = {.nature = "104", .member = "77001"}},
		.principal = {.name = "Ana Inventada de Ará",
			      .taxid = {.kind = TAXID_CPF, .digits = "52998224725"},
			      .address = {.street = "Rua das Acácias, 100 apto 2",
					  .district = "Centro",
					  .cep = "01001000",
					  .city = "São Paulo",
					  .uf = "SP",
					  .ibge = "3550308"},
			      .phone = "(11) 93000-0001",
			      .email = "ana@inventada.example",
			      .born_on = spc_day("1980-05-17")},
		.guarantor = {.name = "Padaria Fictícia & Filhos Ltda",
			      .taxid = {.kind = TAXID_CNPJ, .digits = "11222333000181"},
			      .address = {.street = "Av. 9 de Julho, S/N",
					  .district = "Bela Vista",
					  .cep = "01313000",
					  .city = "São Paulo",
					  .uf = "SP",
					  .ibge = "3550308"},
			      .born_on = DATE_NONE},
	};
	assert_non_null(fixture->arena);
	fixture->account = (struct channel_account){
		.conf = &fixture->conf,
		.profile = &fixture->profile,
		.password = "not so secret",
		.session = &fixture->session,
	};
	fixture->listing = (struct listing){
		.contract = "FAT-1",
		.issued_on = spc_day("2026-01-05"),
		.due_on = spc_day("2026-02-05"),
		.amount_cents = 143398,
		.principal = &fixture->principal,
	};
}

void spc_fixture_done(struct spc_fixture *fixture)
{
	fixture->arena = arena_free(fixture->arena);
}
