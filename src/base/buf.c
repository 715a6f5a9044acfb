#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t bytes_max)
{
	*buf = (struct buf){.bytes_max = bytes_max};
}

void buf_done(struct buf *buf)
{
	free(buf->bytes);
	*buf = (struct buf){.bytes_max = buf->bytes_max};
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->bytes != NULL)
		buf->bytes[0] = '\0';
}

/* Room for `more` bytes and a terminator. */
static bool reserve(struct buf *buf, size_t more)
{
	if (buf->failed || more > buf->bytes_max - buf->len) {
		buf->failed = true;
		return false;
	}
	size_t need = buf->len + more + 1;
	if (need <= buf->room)
		return true;
	size_t room = buf->room < 256 ? 256 : buf->room * 2;
	if (room < need)
		room = need;
	char *bytes = realloc(buf->bytes, room);
	if (bytes == NULL) {
		buf->failed = true;
		return false;
	}
	buf->bytes = bytes;
	buf->room = room;
	return true;
}

void buf_put(struct buf *buf, const void *bytes, size_t len)
{
	if (!reserve(buf, len))
		return;
	if (len > 0)
		memcpy(buf->bytes + buf->len, bytes, len);
	buf->len += len;
	buf->bytes[buf->len] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char c)
{
	buf_put(buf, &c, 1);
}

void buf_text(struct buf *buf, struct text text)
{
	buf_put(buf, text.at, text.len);
}

void buf_fill(struct buf *buf, char c, size_t count)
{
	if (!reserve(buf, count))
		return;
	memset(buf->bytes + buf->len, c, count);
	buf->len += count;
	buf->bytes[buf->len] = '\0';
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0 || !reserve(buf, (size_t)len)) {
		buf->failed = true;
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, arguments);
	va_end(arguments);
	buf->len += (size_t)len;
}

bool buf_failed(const struct buf *buf)
{
	return buf->failed;
}

struct text buf_view(const struct buf *buf)
{
	return buf->bytes == NULL ? (struct text){"", 0} : (struct text){buf->bytes, buf->len};
}
