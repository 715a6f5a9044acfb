#include "base/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#define FIELDS_MAX 16
#define LINE_BYTES 2048

static struct {
	char process[32];
	int priority_max;
	bool to_journal;
} log_state = {.process = "apontad", .priority_max = LOG_INFO};

/* systemd.exec(5): JOURNAL_STREAM is "device:inode" of the stream; trust it only when standard error is that one. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat status;
	if (stream == NULL || fstat(STDERR_FILENO, &status) != 0)
		return false;
	(void)snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	return strcmp(stream, own) == 0;
}

void log_init(const char *process, int priority_max)
{
	(void)snprintf(log_state.process, sizeof(log_state.process), "%s", process);
	log_state.priority_max = priority_max;
	log_state.to_journal = stderr_is_journal();
}

static bool send_to_journal(int priority, const struct log_field *fields, const char *message)
{
	static const char *const format = "%s=%s";
	char *texts[FIELDS_MAX + 3];
	struct iovec parts[FIELDS_MAX + 3];
	char level[4];
	(void)snprintf(level, sizeof(level), "%d", priority);
	const struct log_field fixed[] = {
		{"MESSAGE", message}, {"PRIORITY", level}, {"APONTAD_PROCESS", log_state.process}};
	int count = 0;
	bool built = true;
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		built = asprintf(&texts[count], format, fixed[i].name, fixed[i].value) >= 0 && ++count > 0 && built;
	for (; fields != NULL && fields->name != NULL && count < FIELDS_MAX; fields++)
		if (fields->value != NULL)
			built = asprintf(&texts[count], "APONTAD_%s=%s", fields->name, fields->value) >= 0 &&
				++count > 0 && built;
	for (int i = 0; i < count; i++)
		parts[i] = (struct iovec){texts[i], strlen(texts[i])};
	bool sent = built && sd_journal_sendv(parts, count) == 0;
	for (int i = 0; i < count; i++)
		free(texts[i]);
	return sent;
}

static void send_to_stderr(int priority, const struct log_field *fields, const char *message)
{
	static const char *const names[] = {"emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"};
	char line[LINE_BYTES];
	int len = snprintf(line, sizeof(line), "%s: %s: %s", log_state.process, names[priority & 7], message);
	for (; fields != NULL && fields->name != NULL && len > 0 && (size_t)len < sizeof(line); fields++)
		if (fields->value != NULL)
			len += snprintf(line + len, sizeof(line) - (size_t)len, " %s=%s", fields->name, fields->value);
	size_t used = len < 0 ? 0 : (size_t)len < sizeof(line) - 1 ? (size_t)len : sizeof(line) - 2;
	for (size_t i = 0; i < used; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = ' '; /* one outcome, one line, whatever the words hold */
	line[used] = '\n';
	ssize_t written = write(STDERR_FILENO, line, used + 1);
	(void)written; /* nobody is left to tell */
}

static void log_message(int priority, const struct log_field *fields, const char *message)
{
	if (priority > log_state.priority_max)
		return;
	if (!log_state.to_journal || !send_to_journal(priority, fields, message))
		send_to_stderr(priority, fields, message);
}

void log_line(int priority, const struct log_field *fields, const char *format, ...)
{
	char message[1024];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	log_message(priority, fields, message);
}

void log_error(const struct err *err, int priority, const struct log_field *fields)
{
	char message[1024];
	log_message(priority, fields, err_text(err, message, sizeof(message)));
}
