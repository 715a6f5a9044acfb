#include "base/fault.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

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
	struct text times = spec[len] == ':' ? text_of(spec + len + 1) : text_of("1");
	unsigned long passing = text_is_digits(times) && times.len < 10 ? strtoul(times.at, NULL, 10) : 0;
	if (passing == 0)
		return err_set(reterr, ERR_FORMAT, "fault point \"%s\": NAME or NAME:N with N from 1 is wanted", spec);
	for (enum fault point = 0; point < FAULT_COUNT; point++) {
		if (strlen(names[point]) != len || strncmp(names[point], spec, len) != 0)
			continue;
		if (!text_copy(text_of(token), armed.token, sizeof(armed.token))) {
			armed.point = FAULT_COUNT;
			return err_set(reterr, ERR_RANGE, "the token path of a fault point is longer than %zu bytes",
				       sizeof(armed.token) - 1);
		}
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
