#include "base/fault.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[FAULT_COUNT] = {
#define FAULT(name) #name,
#include "base/fault.def"
#undef FAULT
};

static struct {
	enum fault point;
	unsigned long passings_left;
	char token[PATH_MAX];
} armed = {.point = FAULT_COUNT};

const char *fault_name(enum fault fault)
{
	return fault < FAULT_COUNT ? names[fault] : "unknown";
}

enum rc fault_arm(const char *spec, const char *token, struct err *reterr)
{
	size_t len = strcspn(spec, ":");
	char *end = NULL;
	unsigned long passing = spec[len] == ':' ? strtoul(spec + len + 1, &end, 10) : 1;
	if (passing == 0 || (end != NULL && *end != '\0'))
		return err_set(reterr, ERR_FORMAT, "fault point \"%s\": NAME or NAME:N with N from 1 is wanted", spec);
	for (enum fault point = 0; point < FAULT_COUNT; point++) {
		if (strlen(names[point]) != len || strncmp(names[point], spec, len) != 0)
			continue;
		if (snprintf(armed.token, sizeof(armed.token), "%s", token) >= (int)sizeof(armed.token))
			return err_set(reterr, ERR_RANGE, "the token path of a fault point is too long");
		armed.point = point;
		armed.passings_left = passing;
		return OK;
	}
	return err_set(reterr, ERR_UNKNOWN, "no fault point is called \"%.*s\"", (int)len, spec);
}

void fault_point(enum fault fault)
{
	if (fault != armed.point || --armed.passings_left > 0)
		return;
	armed.point = FAULT_COUNT;
	int fd = open(armed.token, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)close(fd);
	(void)raise(SIGKILL);
}
