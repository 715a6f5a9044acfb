#include "apontasim/people.h"

#include <stdio.h>
#include <string.h>

#include "base/attributes.h"

/* Where debtors live: municípios of the simulated CRA's map, the capital first, then its state, then the others.
 * Poá's comarca serves Ferraz de Vasconcelos too, Osasco's serves Carapicuíba. Source of codes: IBGE. */
#define PLACES_OF_THE_STATE 12
static const struct place places[] = {
	{"São Paulo", "SP", "3550308", "013"},
	{"Barueri", "SP", "3505708", "064"},
	{"Campinas", "SP", "3509502", "130"},
	{"Carapicuíba", "SP", "3510609", "063"},
	{"Ferraz de Vasconcelos", "SP", "3515707", "085"},
	{"Guarulhos", "SP", "3518800", "070"},
	{"Osasco", "SP", "3534401", "060"},
	{"Poá", "SP", "3539806", "085"},
	{"Ribeirão Preto", "SP", "3543402", "140"},
	{"Santo André", "SP", "3547809", "090"},
	{"Santos", "SP", "3548500", "110"},
	{"São Bernardo do Campo", "SP", "3548708", "097"},
	{"Rio de Janeiro", "RJ", "3304557", "200"},
	{"Niterói", "RJ", "3303302", "240"},
	{"Belo Horizonte", "MG", "3106200", "301"},
	{"Uberlândia", "MG", "3170206", "384"},
	{"Vitória", "ES", "3205309", "290"},
	{"Curitiba", "PR", "4106902", "800"},
	{"Florianópolis", "SC", "4205407", "880"},
	{"Joinville", "SC", "4209102", "892"},
	{"Porto Alegre", "RS", "4314902", "900"},
	{"Brasília", "DF", "5300108", "700"},
	{"Goiânia", "GO", "5208707", "740"},
	{"Cuiabá", "MT", "5103403", "780"},
	{"Salvador", "BA", "2927408", "400"},
	{"Recife", "PE", "2611606", "500"},
	{"Fortaleza", "CE", "2304400", "600"},
	{"Belém", "PA", "1501402", "660"},
	{"Manaus", "AM", "1302603", "690"},
};

static const struct place unserved = {"Alta Floresta D'Oeste", "RO", "1100015", "769"};

static const char *const first_names[] = {
	"Fulano", "Beltrana", "Sicrano", "Fulana",  "Antônio", "João", "Conceição", "Inês",
	"Mônica", "Zé",       "Luís",    "Bárbara", "Ângela",  "Cauã", "Ítalo",     "Úrsula",
};

static const char *const last_names[] = {
	"de Tal Exemplo",    "Fictício da Silva", "Exemplo Gonçalves", "Modelo de Araújo",
	"Imaginário Simões", "Suposta Conceição", "Hipotético Leão",   "Inventado Brandão",
};

static const char *const trades[] = {
	"Padaria Fictícia", "Mercearia Exemplo", "Oficina Imaginária", "Confecções Inventadas",
	"Açougue Modelo",   "Livraria Suposta",  "Construções de Tal", "Farmácia Hipotética",
};

static const char *const trade_ends[] = {
	"do Zé Ltda", "São João ME", "& Filhos Ltda", "da Esquina EIRELI", "Irmãos Exemplo Ltda", "Três Corações S.A.",
};

static const char *const streets[] = {
	"Rua das Palmeiras Fictícias",  "Avenida Exemplo",           "Rua São João Imaginário",
	"Travessa da Conceição Modelo", "Alameda dos Ipês Supostos", "Praça Doutor Fictício",
	"Rua 15 de Novembro",           "Estrada do Exemplo Velho",
};

static const char *const districts[] = {"Centro", "Jardim Exemplo", "Vila Fictícia", "Chácara São José", "Água Rasa"};

#define PICK(dice, list) ((list)[dice_below((dice), ARRAY_LEN(list))])

uint64_t dice_next(uint64_t *dice)
{
	*dice += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t mixed = *dice;
	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

unsigned dice_below(uint64_t *dice, unsigned below)
{
	return (unsigned)(dice_next(dice) % below);
}

const struct place *place_unserved(void)
{
	return &unserved;
}

/* Both digits of CPF and CNPJ: weights rise from 2 at the right end and start again after `weight_max`. */
static char check_digit(const char *base, size_t len, int weight_max)
{
	int sum = 0;
	int weight = 2;
	for (size_t i = len; i-- > 0;) {
		sum += (base[i] - '0') * weight;
		weight = weight == weight_max ? 2 : weight + 1;
	}
	return (char)(sum % 11 < 2 ? '0' : '0' + 11 - sum % 11);
}

static void close_taxid(char *taxid, size_t base_len, int weight_max)
{
	taxid[base_len] = check_digit(taxid, base_len, weight_max);
	taxid[base_len + 1] = check_digit(taxid, base_len + 1, weight_max);
	taxid[base_len + 2] = '\0';
}

static void make_cpf(uint64_t *dice, char out[15])
{
	(void)snprintf(out, 15, "%09u", 1 + dice_below(dice, 999999998));
	if (strspn(out, (char[]){out[0], '\0'}) == 9)
		out[8] = out[8] == '9' ? '0' : (char)(out[8] + 1);
	close_taxid(out, 9, 11);
}

static void make_cnpj(uint64_t *dice, char out[15])
{
	static const char letters[] = "ABCDEGHJKLMNPRSTUVWXYZ";
	(void)snprintf(out, 15, "%08u%04u", 1 + dice_below(dice, 99999998), 1 + dice_below(dice, 3));
	if (dice_below(dice, 5) == 0) {
		for (int i = 0; i < 8; i += 1 + (int)dice_below(dice, 3))
			out[i] = letters[dice_below(dice, sizeof(letters) - 1)];
	}
	close_taxid(out, 12, 9);
}

static void make_address(uint64_t *dice, struct made_person *person)
{
	switch (dice_below(dice, 3)) {
	case 0: person->place = &places[0]; break;
	case 1: person->place = &places[dice_below(dice, PLACES_OF_THE_STATE)]; break;
	default: person->place = &PICK(dice, places); break;
	}
	(void)snprintf(person->street, sizeof(person->street), "%s, %u", PICK(dice, streets),
		       1 + dice_below(dice, 2400));
	(void)snprintf(person->district, sizeof(person->district), "%s", PICK(dice, districts));
	(void)snprintf(person->cep, sizeof(person->cep), "%s%05u", person->place->cep_start, dice_below(dice, 100000));
}

void person_move(struct made_person *person, const struct place *place)
{
	person->place = place;
	memcpy(person->cep, place->cep_start, 3);
}

static void make_contact(uint64_t *dice, unsigned serial, struct made_person *person)
{
	(void)snprintf(person->phone, sizeof(person->phone), "+55 11 5550-%04u", dice_below(dice, 10000));
	(void)snprintf(person->email, sizeof(person->email), "devedor%u@exemplo.invalid", serial);
}

static void make_natural_person(uint64_t *dice, struct made_person *person)
{
	(void)snprintf(person->name, sizeof(person->name), "%s %s", PICK(dice, first_names), PICK(dice, last_names));
	make_cpf(dice, person->taxid);
}

void person_make(uint64_t *dice, unsigned serial, struct made_person *ret_person)
{
	memset(ret_person, 0, sizeof(*ret_person));
	if (dice_below(dice, 100) < 55) {
		make_natural_person(dice, ret_person);
	} else {
		(void)snprintf(ret_person->name, sizeof(ret_person->name), "%s %s", PICK(dice, trades),
			       PICK(dice, trade_ends));
		make_cnpj(dice, ret_person->taxid);
	}
	make_address(dice, ret_person);
	make_contact(dice, serial, ret_person);
}

void person_make_codebtor(uint64_t *dice, const struct made_person *debtor, struct made_person *ret_person)
{
	*ret_person = *debtor;
	make_natural_person(dice, ret_person);
}
