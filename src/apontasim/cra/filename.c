#include "apontasim/cra/filename.h"

#include <string.h>

#define TAIL_BYTES 8 /* DDMM.AAS */
#define CENTURY    2000

static int two_digits(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return (at[0] - '0') * 10 + (at[1] - '0');
}

bool filename_read(const char *name, const char *prefix, struct filename *ret_name)
{
	size_t len = strlen(name);
	size_t prefix_len = strlen(prefix);
	if (strncmp(name, prefix, prefix_len) != 0 || len < prefix_len + 3 + TAIL_BYTES ||
	    len > prefix_len + 6 + TAIL_BYTES)
		return false;
	struct filename read = {0};
	size_t code_len = len - prefix_len - TAIL_BYTES;
	memcpy(read.presenter, name + prefix_len, code_len);
	if (strspn(read.presenter, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != code_len)
		return false;
	const char *tail = name + prefix_len + code_len;
	int day = two_digits(tail);
	int month = two_digits(tail + 2);
	int year = two_digits(tail + 5);
	if (day < 0 || month < 0 || year < 0 || tail[4] != '.' || tail[7] < '1' || tail[7] > '9' ||
	    date_make(CENTURY + year, month, day, &read.on) != OK)
		return false;
	read.sequence = tail[7] - '0';
	*ret_name = read;
	return true;
}
