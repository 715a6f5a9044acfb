#include <stdio.h>

#include "apontactl/command.h"
#include "domain/taxid.h"

/* The value as given, in one field of one line: control characters would break both. */
static void print_value(struct text value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];
		(void)putchar(c < ' ' || c == 127 ? '?' : c);
	}
}

/* The kind that a value of this length is meant to be. */
static const char *kind_meant(struct text value)
{
	size_t len = 0;
	for (size_t i = 0; i < value.len; i++)
		len += value.at[i] != '.' && value.at[i] != '/' && value.at[i] != '-';
	if (len == 11)
		return taxid_kind_name(TAXID_CPF, value);
	return len == 14 ? taxid_kind_name(TAXID_CNPJ, value) : "?";
}

static int taxid_check(int argc, char **argv);

const struct command taxid_commands[] = {
	{"taxid check", "V...",
	 "Check the digits of CPFs and CNPJs, also alphanumeric ones; exit 1 when one is invalid.", taxid_check},
	{NULL, NULL, NULL, NULL},
};

static int taxid_check(int argc, char **argv)
{
	if (argc < 1)
		return command_usage(&taxid_commands[0]);
	int result = EXIT_YES;
	for (int i = 0; i < argc; i++) {
		struct text value = text_of(argv[i]);
		struct taxid taxid;
		struct err err;
		bool valid = taxid_parse(value, &taxid, &err) == OK;
		print_value(value);
		if (valid) {
			(void)printf("\t%s\tvalid\n", taxid_kind_name(taxid.kind, text_of(taxid.digits)));
		} else {
			(void)printf("\t%s\tinvalid: %s\n", kind_meant(value), err.words);
			result = EXIT_NO;
		}
	}
	return result;
}
