#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"

#define GOLDEN_BYTES_MAX (1u << 20)

void golden_open(struct arena *arena, const char *name, struct golden *ret_golden)
{
	struct err err;
	const char *path = arena_printf(arena, "%s/%s", GOLDEN_DIR, name);
	*ret_golden = (struct golden){.line = 0};
	if (io_read(arena, path, GOLDEN_BYTES_MAX, &ret_golden->rest, &err) != OK)
		fail_msg("%s: %s", err.where, err.words);
}

bool golden_row(struct golden *golden, struct text *fields, int fields_count)
{
	struct text line;
	while (text_next(&golden->rest, '\n', &line)) {
		golden->line++;
		if (line.len == 0 || text_starts(line, "#"))
			continue;
		int count = 0;
		while (count < fields_count && text_next(&line, '\t', &fields[count]))
			count++;
		if (count != fields_count || line.at != NULL)
			fail_msg("line %d has not %d fields", golden->line, fields_count);
		return true;
	}
	return false;
}
