#include "apontasim/cra/pedido_check.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/base64.h"
#include "apontasim/cra/field_rules.h"
#include "apontasim/cra/notary.h"

#define KEY_BYTES       64
#define PROTOCOL_DIGITS 10
#define NUMBER_MAX      11
#define VALUE_WIDTH     14

static struct text part(const char *text)
{
	return text_trim(text_of(text));
}

/* The file header of form B, and the name inside the file. */
static void header_check(const char *name_text, const struct filename *name, struct pedido *pedido)
{
	char date[DATE_TEXT_BYTES];
	if (pedido->nome_arquivo != NULL && strcmp(pedido->nome_arquivo, name_text) != 0)
		(void)verdict_refuse(&pedido->verdict, "0002", 0, "NOME DO ARQUIVO DIFERE DE nome_arquivo");
	if (pedido->presenter != NULL && strlen(name->presenter) == 3 &&
	    !text_is(part(pedido->presenter), name->presenter))
		(void)verdict_refuse(&pedido->verdict, "1102", 1, "CÓDIGO DO APRESENTANTE DIFERE DO NOME DO ARQUIVO");
	if (pedido->moved_on != NULL && !text_is(part(pedido->moved_on), date_ddmmyyyy(name->on, date)))
		(void)verdict_refuse(&pedido->verdict, "2137", 1, "DATA DO MOVIMENTO DIFERE DO NOME DO ARQUIVO");
}

static bool is_ascii(const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static void place_check(const struct world *world, bool records, struct pedido_title *asked)
{
	char ibge[8];
	int64_t notary = 0;
	struct text cartorio = part(asked->cartorio);
	const struct municipio *comarca =
		text_copy(part(asked->codmun), ibge, sizeof(ibge)) ? comarcas_find(&world->comarcas, ibge) : NULL;
	if (part(asked->codmun).len == 0)
		(void)verdict_refuse(&asked->verdict, records ? "2130" : "2019", asked->record,
				     "MUNICÍPIO NÃO INFORMADO");
	else if (comarca == NULL || strcmp(comarca->comarca, comarca->ibge) != 0)
		(void)verdict_refuse(&asked->verdict, records ? "2131" : "2001", asked->record, "COMARCA SEM CONVÊNIO");
	if (cartorio.len == 0)
		(void)verdict_refuse(&asked->verdict, records ? "2132" : "2020", asked->record,
				     "NÚMERO DO CARTÓRIO NÃO INFORMADO");
	else if (cartorio.len > 2 || !field_number(cartorio, &notary) || notary < 1 ||
		 (comarca != NULL && notary > comarca->notaries))
		(void)verdict_refuse(&asked->verdict, records ? "2132" : "2002", asked->record,
				     "CARTÓRIO INVÁLIDO OU INEXISTENTE");
}

static void fields_check_a(const struct world *world, bool records, struct pedido_title *asked)
{
	struct verdict *verdict = &asked->verdict;
	struct text protocol = part(asked->protocolo);
	struct text number = part(asked->numero);
	struct date date = DATE_NONE;
	int64_t cents = 0;
	place_check(world, records, asked);
	if (protocol.len == 0)
		(void)verdict_refuse(verdict, records ? "2134" : "2004", asked->record, "PROTOCOLO EM BRANCO");
	if (protocol.len > PROTOCOL_DIGITS)
		(void)verdict_refuse(verdict, records ? "2134" : "2006", asked->record,
				     "PROTOCOLO COM MAIS DE 10 DÍGITOS");
	if (!text_is_digits(protocol))
		(void)verdict_refuse(verdict, records ? "2134" : "2005", asked->record, "PROTOCOLO INVÁLIDO");
	if (part(asked->data).len != 8 || date_parse_ddmmyyyy(part(asked->data), &date, NULL) != OK ||
	    date_is_none(date))
		(void)verdict_refuse(verdict, records ? "2135" : "2007", asked->record, "DATA DO PROTOCOLO INVÁLIDA");
	if (number.len == 0 || number.len > NUMBER_MAX)
		(void)verdict_refuse(verdict, "2008", asked->record, "NÚMERO DO TÍTULO EM BRANCO OU MAIOR QUE 11");
	if (part(asked->devedor).len == 0)
		(void)verdict_refuse(verdict, "2009", asked->record, "NOME DO DEVEDOR EM BRANCO");
	if (part(asked->devedor).len > 45)
		(void)verdict_refuse(verdict, "2137", asked->record, "NOME DO DEVEDOR EXCEDE 45 POSIÇÕES");
	if (!field_cents(part(asked->valor), VALUE_WIDTH, records, &cents) || cents <= 0)
		(void)verdict_refuse(verdict, "2010", asked->record, "VALOR INVÁLIDO");
	if (!is_ascii(asked->devedor) || !is_ascii(asked->numero))
		(void)verdict_refuse(verdict, "2101", asked->record, "CARACTERE FORA DO PADRÃO ASCII");
}

static void image_check(const struct settings *settings, struct arena *arena, enum pedido_kind kind,
			struct pedido_title *asked)
{
	bool letter = kind == PEDIDO_AC || kind == PEDIDO_AD;
	struct text bytes;
	if (part(asked->imagem).len == 0) {
		if (letter && settings->letter_required)
			(void)verdict_refuse(&asked->verdict, "2018", asked->record,
					     "AUTORIZAÇÃO ASSINADA NÃO INFORMADA");
		return;
	}
	bool good = letter ? base64_decode(arena, asked->imagem, &bytes) && der_is_signed_data(bytes)
			   : base64_starts_with(asked->imagem, "PK", 2);
	if (!good)
		(void)verdict_refuse(&asked->verdict, "2018", asked->record, "IMAGEM INVÁLIDA OU ASSINATURA INCORRETA");
}

/* The title that the request names, by comarca, notary and protocol; -1 when there is none. */
static int title_find(const struct world *world, const struct pedido_title *asked)
{
	char key[KEY_BYTES];
	int64_t notary = 0;
	int64_t protocol = 0;
	(void)field_number(part(asked->cartorio), &notary);
	(void)field_number(part(asked->protocolo), &protocol);
	(void)snprintf(key, sizeof(key), "%.*s|%02lld|%010lld", TEXT_ARG(part(asked->codmun)), (long long)notary,
		       (long long)protocol);
	return lookup_find(&world->books.by_protocol, key);
}

/* Every field must be the title's own: a request that hits another debtor's title is the worst that can happen. */
static void identity_check(const struct title *title, const char *presenter, bool records, struct pedido_title *asked)
{
	char date[DATE_TEXT_BYTES];
	int64_t cents = 0;
	(void)field_cents(part(asked->valor), VALUE_WIDTH, records, &cents);
	if (strcmp(title->presenter, presenter) != 0)
		(void)verdict_refuse(&asked->verdict, "2015", asked->record, "TÍTULO PERTENCE A OUTRO APRESENTANTE");
	if (!text_is(part(asked->data), date_ddmmyyyy(title->protocol_on, date)))
		(void)verdict_refuse(&asked->verdict, "2012", asked->record,
				     "TÍTULO NÃO ENCONTRADO: DATA DO PROTOCOLO DIFERE");
	if (!text_is(part(asked->numero), title->number))
		(void)verdict_refuse(&asked->verdict, "2012", asked->record, "TÍTULO NÃO ENCONTRADO: NÚMERO DIFERE");
	if (!text_is(part(asked->devedor), title->debtors[0].field[23]))
		(void)verdict_refuse(&asked->verdict, "2012", asked->record, "TÍTULO NÃO ENCONTRADO: DEVEDOR DIFERE");
	if (cents != title->amount_cents && cents != title->balance_cents)
		(void)verdict_refuse(&asked->verdict, "2010", asked->record, "VALOR DIFERE DO TÍTULO");
}

static void withdrawal_state_check(const struct title *title, enum pedido_kind kind, struct pedido_title *asked)
{
	if (title->result_at != MOMENT_NONE)
		(void)verdict_refuse(&asked->verdict, "2028", asked->record, "TÍTULO JÁ POSSUI RETORNO");
	if (title->withdraw == COMMAND_WITHDRAW || (title->withdraw != COMMAND_NONE && kind == PEDIDO_AD))
		(void)verdict_refuse(&asked->verdict, "2014", asked->record, "PEDIDO EM DUPLICIDADE");
}

static void cancel_state_check(const struct world *world, const struct title *title, enum pedido_kind kind,
			       struct pedido_title *asked)
{
	bool cancelled = title->state == TITLE_CANCELLED;
	/* The notary has cancelled already, but the presenter cannot know yet: taken, and answered with J. */
	bool crossing =
		cancelled && (title->cancelled_at == MOMENT_NONE || !world_released(world, title->cancelled_at));
	if (!cancelled && title->state != TITLE_PROTESTED)
		(void)verdict_refuse(&asked->verdict, "2013", asked->record, "TÍTULO NÃO FOI PROTESTADO");
	if (title->cancel == COMMAND_CANCEL || (cancelled && !crossing))
		(void)verdict_refuse(&asked->verdict, "2016", asked->record, "TÍTULO JÁ POSSUI CANCELAMENTO");
	if (title->cancel == COMMAND_AUTHORISE_CANCEL && kind == PEDIDO_AC)
		(void)verdict_refuse(&asked->verdict, "2017", asked->record,
				     "TÍTULO JÁ POSSUI AUTORIZAÇÃO DE CANCELAMENTO");
}

/* The same title twice in one file is one request too many. */
static void repeat_check(struct pedido *pedido, const int *found, int at)
{
	for (int i = 0; i < at; i++)
		if (found[i] == found[at] && verdict_is_ok(&pedido->titles[i].verdict))
			(void)verdict_refuse(&pedido->titles[at].verdict, "2014", pedido->titles[at].record,
					     "PEDIDO EM DUPLICIDADE");
}

void pedido_check(struct world *world, struct arena *arena, const char *name_text, const struct filename *name,
		  struct pedido *pedido, int *ret_found)
{
	bool records = pedido->form != PEDIDO_FORM_A;
	header_check(name_text, name, pedido);
	for (int i = 0; i < pedido->titles_count && verdict_is_ok(&pedido->verdict); i++) {
		struct pedido_title *asked = &pedido->titles[i];
		ret_found[i] = -1;
		fields_check_a(world, records, asked);
		image_check(&world->settings, arena, pedido->kind, asked);
		if (!verdict_is_ok(&asked->verdict))
			continue;
		ret_found[i] = title_find(world, asked);
		if (ret_found[i] < 0) {
			(void)verdict_refuse(&asked->verdict, "2012", asked->record, "TÍTULO NÃO ENCONTRADO");
			continue;
		}
		const struct title *title = &world->books.titles[ret_found[i]];
		identity_check(title, name->presenter, records, asked);
		if (pedido->kind == PEDIDO_DP || pedido->kind == PEDIDO_AD)
			withdrawal_state_check(title, pedido->kind, asked);
		else
			cancel_state_check(world, title, pedido->kind, asked);
		repeat_check(pedido, ret_found, i);
		/* While the stay stands nothing may be asked, once the presenter has been told (art. 17). */
		if (title->state == TITLE_STAYED && title->told_at != MOMENT_NONE && title->told_at < world->now)
			books_violation(&world->books, world->now,
					"%s: a command for title %s, which a court has stayed", name_text,
					title->number);
	}
}

int pedido_take(struct world *world, const struct pedido *pedido, const int *found)
{
	static void (*const take[])(struct world *, int) = {
		[PEDIDO_DP] = notary_withdraw,
		[PEDIDO_CP] = notary_cancel,
		[PEDIDO_AD] = notary_authorise_withdraw,
		[PEDIDO_AC] = notary_authorise_cancel,
	};
	int taken = 0;
	for (int i = 0; verdict_is_ok(&pedido->verdict) && i < pedido->titles_count; i++)
		if (verdict_is_ok(&pedido->titles[i].verdict)) {
			take[pedido->kind](world, found[i]);
			taken++;
		}
	return taken;
}

bool pedido_refusal_is_innocent(const struct world *world, const struct pedido_title *asked, int found)
{
	/* A DP or AD may cross the retorno; a CP or AC may cross the debtor's own cancelamento. */
	if (strcmp(asked->verdict.code, "2028") == 0)
		return true;
	return strcmp(asked->verdict.code, "2016") == 0 && found >= 0 &&
	       world->books.titles[found].cancel != COMMAND_CANCEL &&
	       moment_date(world->books.titles[found].cancelled_at).day == moment_date(world->now).day;
}
