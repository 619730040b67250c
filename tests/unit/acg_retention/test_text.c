/* sources: base/text.c */
/*
 * Bytes from SIP become valid UTF-8 without control characters, each byte that is
 * not as %XX; what is clean already stays as it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TEXT(literal)                \
	{                                \
		literal, sizeof(literal) - 1 \
	}

static const struct example {
	const char *name;
	struct acg_text in;
	struct acg_text out;
} examples[] = {
		{"plain ASCII stays", TEXT("alice 100%"), TEXT("alice 100%")},
		{"nothing stays nothing", TEXT(""), TEXT("")},
		{"a zero byte", TEXT("a\0b"), TEXT("a%00b")},
		{"a line end", TEXT("a\r\nb"), TEXT("a%0D%0Ab")},
		{"DEL", TEXT("\x7f"), TEXT("%7F")},
		{"two bytes, U+00E4", TEXT("\xc3\xa4"), TEXT("\xc3\xa4")},
		{"three bytes, U+20AC", TEXT("\xe2\x82\xac"), TEXT("\xe2\x82\xac")},
		{"four bytes, U+10FFFF", TEXT("\xf4\x8f\xbf\xbf"),
				TEXT("\xf4\x8f\xbf\xbf")},
		{"beyond U+10FFFF", TEXT("\xf4\x90\x80\x80"), TEXT("%F4%90%80%80")},
		{"a control character of the second row", TEXT("\xc2\x85"),
				TEXT("%C2%85")},
		{"U+00A0 is none", TEXT("\xc2\xa0"), TEXT("\xc2\xa0")},
		{"overlong in two bytes", TEXT("\xc0\xaf"), TEXT("%C0%AF")},
		{"overlong in three bytes", TEXT("\xe0\x9f\xbf"), TEXT("%E0%9F%BF")},
		{"overlong in four bytes", TEXT("\xf0\x8f\xbf\xbf"),
				TEXT("%F0%8F%BF%BF")},
		{"a surrogate", TEXT("\xed\xa0\x80"), TEXT("%ED%A0%80")},
		{"a continuation byte alone", TEXT("a\x80z"), TEXT("a%80z")},
		{"cut off at the end", TEXT("a\xe2\x82"), TEXT("a%E2%82")},
		{"broken in the middle", TEXT("\xe2(\xa1"), TEXT("%E2(%A1")},
};

static void test_example(void **state)
{
	const struct example *example = *state;
	/* On the heap, so that reading beyond it is noticed. */
	char out[64], *in = malloc(example->in.len + !example->in.len);
	size_t len;

	assert_non_null(in);
	memcpy(in, example->in.s, example->in.len);
	len = acg_text_clean(
			out, sizeof(out), (struct acg_text){in, example->in.len});
	free(in);
	assert_int_equal(len, example->out.len);
	assert_memory_equal(out, example->out.s, len);
	assert_true(acg_text_is_clean(example->out));
	assert_int_equal(acg_text_is_clean(example->in),
			example->in.len == len && memcmp(example->in.s, out, len) == 0);
}

static void test_never_cut_within_a_character(void **state)
{
	struct acg_text text = TEXT("ab\xe2\x82\xac");
	char out[8];

	(void)state;
	assert_int_equal(acg_text_clean(out, 5, text), 5);
	assert_int_equal(acg_text_clean(out, 4, text), 2);
	assert_int_equal(acg_text_clean(out, 0, text), 0);
}

static void test_never_cut_within_an_escape(void **state)
{
	struct acg_text text = TEXT("ab\x01");
	char out[8];

	(void)state;
	assert_int_equal(acg_text_clean(out, 5, text), 5);
	assert_int_equal(acg_text_clean(out, 4, text), 2);
}

/* Every byte, at every place of sixteen that are looked at eight at a time. */
static void test_each_byte_wherever_it_stands(void **state)
{
	unsigned byte, at;
	char in[17], out[64];

	(void)state;
	for(byte = 1; byte < 256; byte++)
		for(at = 0; at < 16; at++) {
			memcpy(in, "abcdefghijklmnop", 17);
			in[at] = (char)byte;
			assert_int_equal(
					acg_text_clean(out, sizeof(out), (struct acg_text){in, 16}),
					byte >= 0x20 && byte < 0x7f ? 16 : 18);
			assert_int_equal(acg_text_is_clean((struct acg_text){in, 16}),
					byte >= 0x20 && byte < 0x7f);
		}
}

#define COUNT (sizeof(examples) / sizeof(examples[0]))

int main(void)
{
	struct CMUnitTest tests[COUNT + 3] = {
			cmocka_unit_test(test_each_byte_wherever_it_stands),
			cmocka_unit_test(test_never_cut_within_a_character),
			cmocka_unit_test(test_never_cut_within_an_escape),
	};

	for(size_t i = 0; i < COUNT; i++)
		tests[i + 3] = (struct CMUnitTest){.name = examples[i].name,
				.test_func = test_example,
				.initial_state = (void *)&examples[i]};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
