#include "shipped_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf/conf.h"

const struct rule_book *shipped_rules(void)
{
	static struct rule_book book;
	const struct rule_book *read = NULL;
	struct err err = {0};
	if (book.count > 0)
		return &book;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (arena == NULL || conf_read_rules(arena, TOP_SRCDIR "/conf/rules", &read, NULL, NULL, &err) != OK)
		fail_msg("%s: %s", err.where, err.words);
	book = *read;
	return &book;
}
