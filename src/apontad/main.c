#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apontad/check.h"
#include "apontad/options.h"
#include "apontad/supervisor.h"
#include "base/log.h"
#include "conf/conf.h"
#include "config.h"

static void print_line(const char *text, void *context)
{
	(void)context;
	(void)puts(text);
}

/* Nothing of whoever started us: standard input is empty, 1 and 2 are there, every other descriptor is closed. */
static bool start_clean(void)
{
	(void)umask(077);
	int null = open("/dev/null", O_RDWR);
	bool clean = null >= 0 && dup2(null, STDIN_FILENO) == STDIN_FILENO;
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO && clean; fd++)
		clean = fcntl(fd, F_GETFD) >= 0 || dup2(null, fd) == fd;
	return clean && close_range(STDERR_FILENO + 1, UINT_MAX, 0) == 0;
}

static int run(const char *config)
{
	log_init("apontad", LOG_INFO);
	if (!start_clean()) {
		log_line(LOG_CRIT, NULL, "cannot open /dev/null or close inherited descriptors");
		return SEAT_EXIT_FAILED;
	}
	return supervisor_run(config);
}

int main(int argc, char **argv)
{
	struct options options;
	struct err err;
	if (options_parse(argc, argv, &options, &err) != OK) {
		(void)fprintf(stderr, "apontad: %s\n", err.words);
		return SEAT_EXIT_USAGE;
	}
	switch (options.mode) {
	case MODE_RUN: return run(options.config);
	case MODE_CHECK: return check_run(options.config);
	case MODE_SEAT: return seat_run(&options.order);
	case MODE_SETTINGS: conf_describe(print_line, NULL); break;
	case MODE_VERSION: (void)puts(PACKAGE_STRING); break;
	case MODE_HELP: options_help(stdout); break;
	}
	return fflush(stdout) == 0 ? SEAT_EXIT_OK : SEAT_EXIT_FAILED;
}
