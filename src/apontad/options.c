#include "apontad/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif
#define DEFAULT_CONFIG SYSCONFDIR "/apontad/apontad.conf"

enum { OPTION_CONFIG = 256, OPTION_SEAT, OPTION_SLOT, OPTION_CLIENTS, OPTION_FAULTS, OPTION_MODE };

static const struct option table[] = {
	{"config", required_argument, NULL, OPTION_CONFIG},
	{"check", no_argument, NULL, OPTION_MODE + MODE_CHECK},
	{"settings", no_argument, NULL, OPTION_MODE + MODE_SETTINGS},
	{"version", no_argument, NULL, OPTION_MODE + MODE_VERSION},
	{"help", no_argument, NULL, OPTION_MODE + MODE_HELP},
	/* internal: how the supervisor starts its children */
	{"seat", required_argument, NULL, OPTION_SEAT},
	{"slot", required_argument, NULL, OPTION_SLOT},
	{"clients", required_argument, NULL, OPTION_CLIENTS},
	{"faults", no_argument, NULL, OPTION_FAULTS},
	{NULL, 0, NULL, 0},
};

void options_help(FILE *out)
{
	(void)fputs("usage: apontad [--config FILE] [--check | --settings | --version | --help]\n"
		    "\n"
		    "Takes overdue invoices to protest and takes them back after payment. Runs in the foreground.\n"
		    "\n"
		    "  --config FILE  read FILE instead of " DEFAULT_CONFIG "\n"
		    "  --check        check the configuration and the identities, tell every error, and end\n"
		    "  --settings     describe every setting\n"
		    "  --version      tell the version\n"
		    "  --help         this text\n",
		    out);
}

static enum rc parse_number(const char *option, const char *text, int max, int *ret_number, struct err *reterr)
{
	char *end;
	long number = strtol(text, &end, 10);
	if (end == text || *end != '\0' || number < 1 || number > max)
		return err_set(reterr, ERR_RANGE, "--%s=%s: a number from 1 to %d is wanted", option, text, max);
	*ret_number = (int)number;
	return OK;
}

static enum rc parse_seat(const char *text, enum seat *ret_seat, struct err *reterr)
{
	for (enum seat seat = SEAT_CHECK; seat <= SEAT_DOOR; seat++) {
		if (strcmp(text, seat_name(seat)) == 0) {
			*ret_seat = seat;
			return OK;
		}
	}
	return err_set(reterr, ERR_UNKNOWN, "--seat=%s: there is no such seat", text);
}

static enum rc parse_one(int which, const char *text, struct options *options, struct err *reterr)
{
	switch (which) {
	case OPTION_CONFIG: options->config = text; return OK;
	case OPTION_SEAT: options->mode = MODE_SEAT; return parse_seat(text, &options->order.seat, reterr);
	case OPTION_SLOT: return parse_number("slot", text, LIMIT_WORKERS, &options->order.slot, reterr);
	case OPTION_CLIENTS: return parse_number("clients", text, LIMIT_WORKERS, &options->order.clients, reterr);
	case OPTION_FAULTS: options->order.faults = true; return OK;
	default:
		if (options->mode != MODE_RUN)
			return err_set(reterr, ERR_FORMAT, "only one of --check, --settings, --version and --help");
		options->mode = (enum mode)(which - OPTION_MODE);
		return OK;
	}
}

enum rc options_parse(int argc, char **argv, struct options *ret_options, struct err *reterr)
{
	struct options options = {.mode = MODE_RUN, .config = DEFAULT_CONFIG};
	opterr = 0;
	optind = 0; /* GNU: start over, whoever has called getopt before */
	for (;;) {
		int index = -1;
		int at = optind > 0 ? optind : 1;
		int which = getopt_long(argc, argv, ":", table, &index);
		if (which == -1)
			break;
		if (which == '?')
			return err_set(reterr, ERR_UNKNOWN, "unknown option \"%s\"; see --help", argv[at]);
		if (which == ':')
			return err_set(reterr, ERR_FORMAT, "option \"%s\" wants a value; see --help", argv[at]);
		enum rc rc = parse_one(which, optarg, &options, reterr);
		if (rc != OK)
			return rc;
	}
	if (optind < argc)
		return err_set(reterr, ERR_FORMAT, "\"%s\" is not an option; see --help", argv[optind]);
	if (options.order.seat == SEAT_WORKER && options.order.slot == 0)
		return err_set(reterr, ERR_FORMAT, "--seat=worker wants --slot");
	if (options.order.seat == SEAT_KEEPER && options.order.clients == 0)
		return err_set(reterr, ERR_FORMAT, "--seat=keeper wants --clients");
	*ret_options = options;
	return OK;
}
