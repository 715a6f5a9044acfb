#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

static bool is_zeroed(const char *at, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (at[i] != 0)
			return false;
	return true;
}

static void allocations_are_zeroed_aligned_and_apart(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(8u << 20);
	char *last = NULL;
	size_t last_bytes = 0;
	(void)state;
	for (size_t bytes = 0; bytes < 2000; bytes += 7) {
		char *at = arena_alloc(arena, bytes);
		assert_non_null(at);
		assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
		assert_true(is_zeroed(at, bytes));
		memset(at, 0xaa, bytes);
		assert_true(last == NULL || at >= last + last_bytes || at + bytes <= last);
		last = at;
		last_bytes = bytes;
	}
	char *large = arena_alloc(arena, 1u << 20);
	assert_non_null(large);
	assert_true(is_zeroed(large, 1u << 20));
	assert_false(arena_failed(arena));
}

static void the_ceiling_holds_and_the_failure_stays(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1000);
	(void)state;
	assert_non_null(arena_alloc(arena, 500));
	assert_null(arena_alloc(arena, 501));
	assert_true(arena_failed(arena));
	assert_null(arena_alloc(arena, 1));
	assert_null(arena_text(arena, text_of("a")));
}

static void many_small_allocations_meet_the_same_ceiling(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 16);
	size_t count = 0;
	(void)state;
	while (arena_alloc(arena, count % 2) != NULL)
		count++;
	assert_true(count <= (1u << 16) / alignof(max_align_t));
	assert_true(arena_failed(arena));
}

static void a_ceiling_can_be_used_to_its_last_byte(void **state)
{
	(void)state;
	for (size_t bytes = 1; bytes < 100; bytes++) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(bytes);
		assert_non_null(arena_alloc(arena, bytes));
		assert_null(arena_alloc(arena, 1));
	}
}

static void sizes_that_overflow_are_refused(void **state)
{
	(void)state;
	struct arena *arena = arena_new(SIZE_MAX);
	assert_non_null(arena_array(arena, 3, 5));
	assert_null(arena_array(arena, SIZE_MAX / 2, 3));
	assert_true(arena_failed(arena));
	arena = arena_free(arena);
	assert_null(arena);
	arena = arena_new(1u << 20);
	assert_null(arena_alloc(arena, SIZE_MAX));
	arena_reset(arena);
	assert_null(arena_alloc(arena, SIZE_MAX - 3));
	arena_reset(arena);
	assert_null(arena_copy(arena, "", SIZE_MAX));
	assert_true(arena_failed(arena));
	(void)arena_free(arena);
	assert_null(arena_free(NULL));
}

static void a_reset_forgets_all_and_zeroes_again(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(100000);
	(void)state;
	for (int round = 0; round < 50; round++) {
		char *small = arena_alloc(arena, 100);
		char *large = arena_alloc(arena, 90000);
		assert_non_null(small);
		assert_non_null(large);
		assert_true(is_zeroed(small, 100) && is_zeroed(large, 90000));
		memset(small, 0xff, 100);
		memset(large, 0xff, 90000);
		assert_null(arena_alloc(arena, 90000));
		arena_reset(arena);
		assert_false(arena_failed(arena));
	}
}

static void copies_are_terminated(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 16);
	(void)state;
	assert_string_equal(arena_text(arena, (struct text){"abcdef", 3}), "abc");
	assert_string_equal(arena_text(arena, (struct text){NULL, 0}), "");
	const char *bytes = arena_copy(arena, "a\0b", 3);
	assert_memory_equal(bytes, "a\0b\0", 4);
	assert_string_equal(arena_printf(arena, "%s-%04d", "x", 7), "x-0007");
	assert_string_equal(arena_printf(arena, "%s", ""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_are_zeroed_aligned_and_apart),
		cmocka_unit_test(the_ceiling_holds_and_the_failure_stays),
		cmocka_unit_test(many_small_allocations_meet_the_same_ceiling),
		cmocka_unit_test(a_ceiling_can_be_used_to_its_last_byte),
		cmocka_unit_test(sizes_that_overflow_are_refused),
		cmocka_unit_test(a_reset_forgets_all_and_zeroes_again),
		cmocka_unit_test(copies_are_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
