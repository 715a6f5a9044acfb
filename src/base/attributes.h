/* Compiler attributes that the house relies on, under one spelling for gcc and clang.
 *
 * MUST_CHECK marks a result that may not be dropped; PRINTF_LIKE lets the compiler check formats. */
#pragma once

#define MUST_CHECK                  __attribute__((warn_unused_result))
#define PRINTF_LIKE(pattern, first) __attribute__((format(printf, pattern, first)))
#define NORETURN                    __attribute__((noreturn))

/* Run `handler(&variable)` when the variable leaves its scope. */
#define CLEANUP(handler) __attribute__((cleanup(handler)))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
