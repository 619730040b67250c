/* sources: sip/unfold.c */
/*
 * Continuation lines become part of the line they continue; all else stays.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/unfold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_unfolded(const char *text, const char *wanted)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1); /* no NUL: lengths must do */

	assert_non_null(copy);
	memcpy(copy, text, len);
	acg_unfold(copy, len);
	assert_int_equal(strlen(wanted), len);
	assert_memory_equal(copy, wanted, len);
	free(copy);
}

static void test_continuations(void **state)
{
	(void)state;
	assert_unfolded(
			"A\r\nX: a\r\n b\r\n\tc\r\n\r\n", "A\r\nX: a   b  \tc\r\n\r\n");
	assert_unfolded("A\r\nX:\r\n \r\n b\r\n\r\n", "A\r\nX:      b\r\n\r\n");
	assert_unfolded("A\r\nX: a\r\n Y: b\r\n\r\n", "A\r\nX: a   Y: b\r\n\r\n");
}

static void test_what_is_no_continuation(void **state)
{
	static const char *const texts[] = {"", "\r\n", "\n ", "A", "A\r\n",
			"A\r\nX: a\r\nY: b\r\n\r\n", "A\r\n X: a\r\n\r\n",
			"A\r\nX: a\n b\r\n\r\n", "A\r\nX: a\r b\r\n\r\n",
			"A\r\nX: a\r\n\r\nbody\r\n body\r\n",
			"A\r\nX: a\n\nbody\r\n body\r\n"};

	(void)state;
	for(size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_unfolded(texts[i], texts[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_continuations),
			cmocka_unit_test(test_what_is_no_continuation)};

	return cmocka_run_group_tests_name("unfold", tests, NULL, NULL);
}
