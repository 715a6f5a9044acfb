#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

PRINTF_LIKE(3, 0) static void fill(struct err *reterr, enum rc code, const char *format, va_list arguments)
{
	if (reterr == NULL)
		return;
	/* The arguments may be parts of `reterr` itself, when an error is told in other words. */
	struct err err = {.code = code};
	(void)vsnprintf(err.words, sizeof(err.words), format, arguments);
	*reterr = err;
}

enum rc(err_set)(struct err *reterr, enum rc code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fill(reterr, code, format, arguments);
	va_end(arguments);
	return code;
}

enum rc(err_set_at)(struct err *reterr, enum rc code, const char *where, const char *field, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fill(reterr, code, format, arguments);
	va_end(arguments);
	err_at(reterr, where, field);
	return code;
}

void err_at(struct err *reterr, const char *where, const char *field)
{
	if (reterr == NULL)
		return;
	if (where != NULL)
		(void)snprintf(reterr->where, sizeof(reterr->where), "%s", where);
	if (field != NULL)
		(void)snprintf(reterr->field, sizeof(reterr->field), "%s", field);
}

const char *err_text(const struct err *err, char *out, unsigned long size)
{
	bool remote = err->remote[0] != '\0';
	(void)snprintf(out, size, "%s%s%s%s%s%s%s%s", err->where, err->where[0] != '\0' ? ": " : "", err->field,
		       err->field[0] != '\0' ? ": " : "", err->words, remote ? " (their code " : "", err->remote,
		       remote ? ")" : "");
	return out;
}
