#include <stdio.h>
#include <string.h>

#include "apontasim/programs.h"
#include "base/attributes.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} programs[] = {
	{"cra", cra_main, "a strict CRA over HTTPS, with the notaries behind it, in virtual time"},
	{"portfolio", portfolio_main, "the drop-folder files of a plausible portfolio"},
	{"serasa", serasa_main, "a strict Serasa (PEFIN, REST and files) over HTTPS, in virtual time"},
	{"spc", spc_main, "a strict insumo service of SPC over HTTPS, in virtual time"},
};

static void help(FILE *out)
{
	(void)fputs("apontasim: counterparties for tests and demonstrations\n\n", out);
	for (size_t i = 0; i < ARRAY_LEN(programs); i++)
		(void)fprintf(out, "  %-10s %s\n", programs[i].name, programs[i].summary);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_LEN(programs); i++)
		if (argc > 1 && strcmp(argv[1], programs[i].name) == 0)
			return programs[i].run(argc - 1, argv + 1);
	int asked = argc == 2 && (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0);
	help(asked ? stdout : stderr);
	return asked ? 0 : 2;
}
