#include "apontasim/cra/comarcas.h"

#include <stdlib.h>
#include <string.h>

#define NOTARIES_MAX 20

/* Two comarcas are shared: Poá takes Ferraz de Vasconcelos, Osasco takes Carapicuíba. */
static const char built_in[] = "1302603 1302603 AM 6 active MANAUS\n"
			       "1501402 1501402 PA 2 active BELEM\n"
			       "1721000 1721000 TO 1 active PALMAS\n"
			       "2304400 2304400 CE 4 active FORTALEZA\n"
			       "2611606 2611606 PE 4 active RECIFE\n"
			       "2927408 2927408 BA 4 active SALVADOR\n"
			       "3106200 3106200 MG 4 active BELO HORIZONTE\n"
			       "3170206 3170206 MG 2 active UBERLANDIA\n"
			       "3205309 3205309 ES 1 active VITORIA\n"
			       "3303302 3303302 RJ 1 active NITEROI\n"
			       "3304557 3304557 RJ 4 active RIO DE JANEIRO\n"
			       "3505708 3505708 SP 1 active BARUERI\n"
			       "3509502 3509502 SP 3 active CAMPINAS\n"
			       "3510609 3534401 SP 2 active CARAPICUIBA\n"
			       "3515707 3539806 SP 1 active FERRAZ DE VASCONCELOS\n"
			       "3518800 3518800 SP 2 active GUARULHOS\n"
			       "3534401 3534401 SP 2 active OSASCO\n"
			       "3539806 3539806 SP 1 active POA\n"
			       "3543402 3543402 SP 2 active RIBEIRAO PRETO\n"
			       "3547809 3547809 SP 2 active SANTO ANDRE\n"
			       "3548500 3548500 SP 2 active SANTOS\n"
			       "3548708 3548708 SP 2 active SAO BERNARDO DO CAMPO\n"
			       "3550308 3550308 SP 10 active SAO PAULO\n"
			       "4106902 4106902 PR 7 active CURITIBA\n"
			       "4205407 4205407 SC 2 active FLORIANOPOLIS\n"
			       "4209102 4209102 SC 1 active JOINVILLE\n"
			       "4314902 4314902 RS 3 active PORTO ALEGRE\n"
			       "5002704 5002704 MS 3 active CAMPO GRANDE\n"
			       "5103403 5103403 MT 2 active CUIABA\n"
			       "5208707 5208707 GO 3 active GOIANIA\n"
			       "5300108 5300108 DF 6 active BRASILIA\n";

static const char *const states[] = {"active", "inactive", "closed"};

static bool word_next(struct text *rest, struct text *ret_word)
{
	*rest = text_trim(*rest);
	return rest->len > 0 && text_next(rest, ' ', ret_word) && ret_word->len > 0;
}

static bool number_of(struct text digits, int *ret_number)
{
	if (!text_is_digits(digits) || digits.len > 3)
		return false;
	*ret_number = 0;
	for (size_t i = 0; i < digits.len; i++)
		*ret_number = *ret_number * 10 + (digits.at[i] - '0');
	return true;
}

static bool code_of(struct text word, char out[8])
{
	return word.len == 7 && text_is_digits(word) && text_copy(word, out, 8);
}

static bool line_read(struct text line, struct municipio *ret_municipio)
{
	struct municipio read = {0};
	struct text word;
	if (!word_next(&line, &word) || !code_of(word, read.ibge) || !word_next(&line, &word) ||
	    !code_of(word, read.comarca) || !word_next(&line, &word) || word.len != 2 ||
	    !text_copy(word, read.uf, sizeof(read.uf)) || !word_next(&line, &word) ||
	    !number_of(word, &read.notaries) || read.notaries > NOTARIES_MAX || !word_next(&line, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_is(word, states[i])) {
			read.state = (enum comarca_state)i;
			*ret_municipio = read;
			return text_copy(text_trim(line), ret_municipio->name, sizeof(ret_municipio->name)) &&
			       ret_municipio->name[0] != '\0';
		}
	return false;
}

static bool municipio_add(struct comarcas *comarcas, const struct municipio *municipio)
{
	struct municipio *all = realloc(comarcas->all, ((size_t)comarcas->count + 1) * sizeof(*all));
	if (all == NULL)
		return false;
	all[comarcas->count++] = *municipio;
	comarcas->all = all;
	return true;
}

enum rc comarcas_read(struct comarcas *comarcas, struct text lines, struct err *reterr)
{
	struct comarcas read = {0};
	struct text line;
	int number = 0;
	while (text_next(&lines, '\n', &line)) {
		struct municipio municipio;
		number++;
		line = text_trim(line);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (!line_read(line, &municipio)) {
			comarcas_done(&read);
			return err_set(reterr, ERR_FORMAT,
				       "line %d of the comarcas is not \"IBGE COMARCA UF NOTARIES STATE NAME\", with "
				       "two codes "
				       "of 7 digits and a state of active, inactive or closed",
				       number);
		}
		if (!municipio_add(&read, &municipio)) {
			comarcas_done(&read);
			return err_set(reterr, ERR_NO_MEMORY, "no memory for the comarcas");
		}
	}
	for (int i = 0; i < read.count; i++)
		if (comarcas_find(&read, read.all[i].comarca) == NULL) {
			err_set(reterr, ERR_UNKNOWN, "município %s goes to comarca %s, which has no line of its own",
				read.all[i].ibge, read.all[i].comarca);
			comarcas_done(&read);
			return ERR_UNKNOWN;
		}
	comarcas_done(comarcas);
	*comarcas = read;
	return OK;
}

enum rc comarcas_init(struct comarcas *comarcas, struct err *reterr)
{
	*comarcas = (struct comarcas){0};
	return comarcas_read(comarcas, TEXT_LITERAL(built_in), reterr);
}

void comarcas_done(struct comarcas *comarcas)
{
	free(comarcas->all);
	*comarcas = (struct comarcas){0};
}

const struct municipio *comarcas_find(const struct comarcas *comarcas, const char *ibge)
{
	for (int i = 0; i < comarcas->count; i++)
		if (strcmp(comarcas->all[i].ibge, ibge) == 0)
			return &comarcas->all[i];
	return NULL;
}

void comarcas_write(const struct comarcas *comarcas, struct buf *out)
{
	buf_puts(out, "<comarcas>");
	for (int i = 0; i < comarcas->count; i++) {
		const struct municipio *comarca = &comarcas->all[i];
		if (strcmp(comarca->ibge, comarca->comarca) != 0 || comarca->state != COMARCA_ACTIVE ||
		    comarca->notaries == 0)
			continue;
		buf_printf(out, "<comarca><codigo_comarca>%s</codigo_comarca>", comarca->ibge);
		for (int j = 0; j < comarcas->count; j++)
			if (strcmp(comarcas->all[j].comarca, comarca->ibge) == 0)
				buf_printf(out, "<municipio codigo_municipio=\"%s\" nome=\"%s\"/>",
					   comarcas->all[j].ibge, comarcas->all[j].name);
		buf_puts(out, "</comarca>");
	}
	buf_puts(out, "</comarcas>");
}
