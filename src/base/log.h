/* The log: one line is one outcome, with native journal fields when the journal is there and a syslog-style line on
 * standard error when it is not.
 *
 * Flow, door and the programs log; lower layers return. Tax ids go through taxid_mask() first, payloads never come
 * here. libsystemd's journal is met in this file only. Proof: tests/unit/base/log_test.c */
#pragma once

#include <stdbool.h>
#include <syslog.h>

#include "base/attributes.h"
#include "base/err.h"

struct log_field {
	const char *name;  /* upper case, as the journal wants it: STAGE, ACCOUNT, FILE_NAME */
	const char *value; /* NULL leaves the field out */
};

/* Call once at the start of a process. `process` such as "worker.1". Lines above `priority_max` (LOG_INFO,
 * LOG_DEBUG …) are dropped. */
void log_init(const char *process, int priority_max);

void log_line(int priority, const struct log_field *fields, const char *format, ...) PRINTF_LIKE(3, 4);
void log_error(const struct err *err, int priority, const struct log_field *fields); /* the words of an error */

/* An inline list of fields, ended for you: LOG_FIELDS({"STAGE", "watch"}, {"FILE_NAME", name}). */
#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__, {NULL, NULL}})
