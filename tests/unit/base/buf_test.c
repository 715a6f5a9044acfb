#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"

static void what_is_written_stands_in_order_and_terminated(void **state)
{
	CLEANUP(buf_done) struct buf buf;
	(void)state;
	buf_init(&buf, 1000);
	assert_int_equal(buf_view(&buf).len, 0);
	assert_non_null(buf_view(&buf).at);
	buf_puts(&buf, "ab");
	buf_putc(&buf, 'c');
	buf_text(&buf, (struct text){"defg", 2});
	buf_fill(&buf, '0', 3);
	buf_printf(&buf, "%s:%d", "x", 42);
	buf_put(&buf, "\0z", 2);
	buf_text(&buf, (struct text){NULL, 0});
	assert_false(buf_failed(&buf));
	assert_memory_equal(buf.bytes, "abcde000x:42\0z\0", 15);
	assert_int_equal(buf_view(&buf).len, 14);
}

static void the_ceiling_is_exact_and_the_failure_stays(void **state)
{
	(void)state;
	for (int way = 0; way < 4; way++) {
		CLEANUP(buf_done) struct buf buf;
		buf_init(&buf, 10);
		buf_puts(&buf, "0123456789");
		assert_false(buf_failed(&buf));
		switch (way) {
		case 0: buf_putc(&buf, 'x'); break;
		case 1: buf_fill(&buf, 'x', 1); break;
		case 2: buf_printf(&buf, "%d", 1); break;
		default: buf_put(&buf, "x", SIZE_MAX); break;
		}
		assert_true(buf_failed(&buf));
		assert_true(text_is(buf_view(&buf), "0123456789"));
		buf_puts(&buf, "");
		assert_true(buf_failed(&buf));
		buf_clear(&buf);
		assert_false(buf_failed(&buf));
		assert_int_equal(buf_view(&buf).len, 0);
		buf_puts(&buf, "again");
		assert_true(text_is(buf_view(&buf), "again"));
	}
}

static void a_write_that_fails_writes_nothing_and_so_do_those_after(void **state)
{
	CLEANUP(buf_done) struct buf buf;
	(void)state;
	buf_init(&buf, 10);
	buf_puts(&buf, "abc");
	buf_puts(&buf, "much too long for this");
	buf_puts(&buf, "d");
	assert_true(buf_failed(&buf));
	assert_true(text_is(buf_view(&buf), "abc"));
}

static void it_grows_to_megabytes(void **state)
{
	CLEANUP(buf_done) struct buf buf;
	(void)state;
	buf_init(&buf, 4u << 20);
	for (unsigned i = 0; i < (1u << 19); i++)
		buf_printf(&buf, "%07u\n", i);
	assert_false(buf_failed(&buf));
	assert_int_equal(buf_view(&buf).len, 4u << 20);
	assert_memory_equal(buf.bytes + (4u << 20) - 8, "0524287\n", 9);
	buf_putc(&buf, 'x');
	assert_true(buf_failed(&buf));
}

static void done_takes_a_zeroed_struct_and_twice(void **state)
{
	struct buf buf = {.bytes = NULL};
	(void)state;
	buf_done(&buf);
	buf_init(&buf, 10);
	buf_puts(&buf, "a");
	buf_done(&buf);
	buf_done(&buf);
	assert_int_equal(buf_view(&buf).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_stands_in_order_and_terminated),
		cmocka_unit_test(the_ceiling_is_exact_and_the_failure_stays),
		cmocka_unit_test(a_write_that_fails_writes_nothing_and_so_do_those_after),
		cmocka_unit_test(it_grows_to_megabytes),
		cmocka_unit_test(done_takes_a_zeroed_struct_and_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
