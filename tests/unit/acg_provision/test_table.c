/* sources: numbers/table.c numbers/table_write.c numbers/records.c numbers/ranges.c numbers/index.c numbers/map.c numbers/arena.c numbers/number.c */
/*
 * The table: what is put in is found, what is not put in is not, at every size,
 * dense or sparse, after changes, and when memory runs out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/table_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#define REGION ((size_t)256 << 20)
#define A UINT64_C(4930231000)

static uint64_t epoch = 1;
static char *region;

static int new_region(void **state)
{
	(void)state;
	region = mmap(NULL, REGION, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return region == MAP_FAILED;
}

static int drop_region(void **state)
{
	(void)state;
	return munmap(region, REGION);
}

static struct acg_writer *writer_of(size_t size)
{
	struct acg_writer *w = acg_writer_new(region, size, &epoch);

	assert_non_null(w);
	assert_null(acg_writer_service(w, 1, "operator_connect", true, true));
	assert_null(acg_writer_service(w, 2, "phone_mobile", false, true));
	assert_null(acg_writer_service(w, 3, "zoom", true, true));
	assert_null(acg_writer_account(w, 10, "contoso", true));
	assert_null(acg_writer_account(w, 11, "fabrikam", true));
	return w;
}

static struct acg_row row_of(
		uint32_t account, uint32_t service, const char *header)
{
	struct acg_row row = {
			.account_id = account, .enabled = true, .services = 1};

	row.service[0] = (struct acg_row_service){
			service, header, header ? strlen(header) : 0, true};
	return row;
}

static const char *put(struct acg_writer *w, uint64_t number, uint32_t account,
		const char *header)
{
	struct acg_row row = row_of(account, 1, header);

	return acg_writer_number(w, number, &row);
}

static enum acg_found look(
		struct acg_writer *w, uint64_t number, struct acg_service_match *match)
{
	return acg_table_lookup(acg_writer_table(w), number, match);
}

static bool is(struct acg_writer *w, uint64_t number, const char *account,
		const char *header)
{
	struct acg_service_match match;

	return look(w, number, &match) == ACG_FOUND
		   && strcmp(match.account, account) == 0
		   && strcmp(match.header, header) == 0;
}

static bool absent(struct acg_writer *w, uint64_t number)
{
	struct acg_service_match match;

	return look(w, number, &match) == ACG_NOT_PROVISIONED;
}

static void finds_what_was_put(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_service_match match;

	(void)state;
	assert_true(absent(w, A));
	assert_null(put(w, A, 10, "site-1"));
	assert_int_equal(look(w, A, &match), ACG_FOUND);
	assert_int_equal(match.number, A);
	assert_string_equal(match.account, "contoso");
	assert_string_equal(match.service, "operator_connect");
	assert_string_equal(match.header, "site-1");
	assert_true(absent(w, A + 1));
	assert_int_equal(acg_table_count(acg_writer_table(w)), 1);
	acg_writer_free(w);
}

static void changes_and_removes(void **state)
{
	struct acg_writer *w = writer_of(REGION);

	(void)state;
	assert_null(put(w, A, 10, "one"));
	assert_null(put(w, A, 11, NULL));
	assert_true(is(w, A, "fabrikam", ""));
	assert_int_equal(acg_table_count(acg_writer_table(w)), 1);
	acg_writer_remove_number(w, A);
	acg_writer_remove_number(w, A);
	assert_true(absent(w, A));
	assert_int_equal(acg_table_count(acg_writer_table(w)), 0);
	acg_writer_free(w);
}

static void says_what_is_disabled(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_service_match match;
	struct acg_row row = row_of(10, 1, NULL);

	(void)state;
	row.enabled = false;
	assert_null(acg_writer_number(w, A, &row));
	assert_int_equal(look(w, A, &match), ACG_NUMBER_DISABLED);
	assert_null(put(w, A, 10, NULL));
	assert_null(acg_writer_account(w, 10, "contoso", false));
	assert_int_equal(look(w, A, &match), ACG_ACCOUNT_DISABLED);
	assert_null(acg_writer_account(w, 10, "contoso2", true));
	assert_true(is(w, A, "contoso2", ""));
	assert_null(acg_writer_service(w, 1, "operator_connect", true, false));
	assert_int_equal(look(w, A, &match), ACG_SERVICE_DISABLED);
	acg_writer_free(w);
}

static void takes_the_first_enabled_service(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_row row = row_of(10, 1, "first");
	struct acg_service_match match;

	(void)state;
	row.services = 3;
	row.service[1] = (struct acg_row_service){2, "second", 6, false};
	row.service[2] = (struct acg_row_service){3, "third", 5, true};
	assert_null(acg_writer_number(w, A, &row));
	assert_true(is(w, A, "contoso", "first"));
	assert_null(acg_writer_service(w, 1, "operator_connect", true, false));
	assert_true(is(w, A, "contoso", "third"));
	assert_null(acg_writer_service(w, 3, "zoom", true, false));
	assert_int_equal(look(w, A, &match), ACG_SERVICE_DISABLED);
	assert_string_equal(match.service, "operator_connect");
	acg_writer_free(w);
}

static void leaves_out_the_header_of_a_service_without(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_row row = row_of(10, 2, "value");

	(void)state;
	assert_null(acg_writer_number(w, A, &row));
	assert_true(is(w, A, "contoso", ""));
	acg_writer_free(w);
}

static void refuses_bad_rows_and_keeps_the_old(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_row row;

	(void)state;
	assert_null(put(w, A, 10, "old"));
	assert_string_equal(put(w, A, 99, "new"), "no such account");
	row = row_of(10, 99, NULL);
	assert_string_equal(acg_writer_number(w, A, &row), "no such service");
	assert_non_null(put(w, A, 10, "two words"));
	assert_non_null(put(w, A, 10, "line\r\nTo: x"));
	assert_non_null(put(w, 0, 10, NULL));
	assert_non_null(put(w, UINT64_C(1) << 50, 10, NULL));
	assert_true(is(w, A, "contoso", "old"));
	acg_writer_free(w);
}

static void set_range(struct acg_range *range, uint64_t first, uint64_t last,
		const char *header)
{
	*range = (struct acg_range){first, last, row_of(10, 1, header)};
}

static void the_smallest_range_decides(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_range range[4];
	struct acg_service_match match;

	(void)state;
	set_range(&range[0], A, A + 999, "wide");
	set_range(&range[1], A + 100, A + 199, "narrow");
	set_range(&range[2], A + 150, A + 150, "one");
	set_range(&range[3], A + 150, A + 260, "across");
	assert_null(acg_writer_ranges(w, range, 4));
	assert_null(put(w, A + 160, 11, "own"));
	assert_true(absent(w, A - 1));
	assert_true(is(w, A, "contoso", "wide"));
	assert_true(is(w, A + 100, "contoso", "narrow"));
	assert_true(is(w, A + 150, "contoso", "one"));
	assert_true(is(w, A + 160, "fabrikam", "own"));
	assert_true(is(w, A + 199, "contoso", "narrow"));
	assert_true(is(w, A + 200, "contoso", "across"));
	assert_true(is(w, A + 260, "contoso", "across"));
	assert_true(is(w, A + 261, "contoso", "wide"));
	assert_true(is(w, A + 999, "contoso", "wide"));
	assert_true(absent(w, A + 1000));
	assert_int_equal(look(w, A + 1, &match), ACG_FOUND);
	assert_int_equal(match.range_first, A);
	assert_int_equal(match.range_last, A + 999);
	assert_null(acg_writer_ranges(w, NULL, 0));
	assert_true(absent(w, A));
	acg_writer_free(w);
}

static void random_ranges_agree_with_a_search(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	static struct acg_range range[200];
	char header[200][16];
	int count = 0;

	(void)state;
	srandom(7);
	for(int i = 0; i < 200; i++) {
		uint64_t first = A + (uint64_t)random() % 2000;
		/* No two of one extent. */
		snprintf(header[i], sizeof(header[i]), "h%d", i);
		set_range(&range[count++], first, first + 3 * (uint64_t)i, header[i]);
	}
	assert_null(acg_writer_ranges(w, range, count));
	for(uint64_t n = A - 5; n < A + 2700; n++) {
		int best = -1;
		for(int i = 0; i < count && best < 0; i++)
			best = n >= range[i].first && n <= range[i].last ? i : -1;
		assert_true(
				best < 0 ? absent(w, n) : is(w, n, "contoso", header[best]));
	}
	acg_writer_free(w);
}

static void ranges_of_one_extent_that_overlap_are_refused(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_range range[2];

	(void)state;
	set_range(&range[0], A, A + 9, "a");
	assert_null(acg_writer_ranges(w, range, 1));
	set_range(&range[1], A + 9, A + 18, "b");
	assert_non_null(acg_writer_ranges(w, range, 2));
	assert_true(is(w, A, "contoso", "a"));
	acg_writer_free(w);
}

static void explains_every_row(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_range range[2];
	struct acg_candidate c[8];

	(void)state;
	set_range(&range[0], A, A + 999, "wide");
	set_range(&range[1], A, A + 99, "narrow");
	assert_null(acg_writer_ranges(w, range, 2));
	assert_null(put(w, A, 11, "own"));
	assert_int_equal(acg_table_explain(acg_writer_table(w), A, c, 8), 3);
	assert_true(c[0].wins && !c[1].wins && !c[2].wins);
	assert_string_equal(c[0].header, "own");
	assert_string_equal(c[1].header, "narrow");
	assert_string_equal(c[2].reason, "the number has a row of its own");
	assert_int_equal(acg_table_explain(acg_writer_table(w), A + 1, c, 8), 2);
	assert_true(c[0].wins);
	assert_string_equal(c[1].reason, "a smaller range decides");
	assert_int_equal(acg_table_explain(acg_writer_table(w), A + 2000, c, 8), 0);
	acg_writer_free(w);
}

/* The i-th of many numbers: dense blocks and lone ones, in turns. */
static uint64_t nth(uint64_t i)
{
	return i % 2 ? UINT64_C(4989000000000) + i
				 : UINT64_C(1000000000)
						   + i * UINT64_C(7919777) % UINT64_C(99999999999);
}

static void holds_many_through_growth_and_shrinking(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	const uint64_t n = 60000;
	char header[16];

	(void)state;
	for(uint64_t i = 0; i < n; i++) {
		snprintf(header, sizeof(header), "h%d", (int)(i % 500));
		assert_null(put(w, nth(i), i % 3 ? 10 : 11, header));
	}
	assert_int_equal(acg_table_count(acg_writer_table(w)), n);
	for(uint64_t i = 0; i < n; i++) {
		snprintf(header, sizeof(header), "h%d", (int)(i % 500));
		assert_true(is(w, nth(i), i % 3 ? "contoso" : "fabrikam", header));
	}
	assert_true(absent(w, nth(1) - 4));
	for(uint64_t i = 0; i < n; i += 2)
		acg_writer_remove_number(w, nth(i));
	for(uint64_t i = 0; i < n; i++)
		assert_true(absent(w, nth(i)) == (i % 2 == 0));
	acg_writer_free(w);
}

/* More records than 2 bytes of a page can name. */
static void every_number_may_have_its_own_header(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	const uint64_t n = 70000;
	char header[16];

	(void)state;
	for(uint64_t i = 0; i < n; i++) {
		snprintf(header, sizeof(header), "v%d", (int)i);
		assert_null(put(w, A + i, 10, header));
	}
	for(uint64_t i = 0; i < n; i += 7) {
		snprintf(header, sizeof(header), "v%d", (int)i);
		assert_true(is(w, A + i, "contoso", header));
	}
	acg_writer_free(w);
}

/* Changing values for ever must not need memory for ever. */
static void memory_is_used_again(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	size_t used = 0;
	char header[16];

	(void)state;
	for(int round = 0; round < 200; round++) {
		for(uint64_t i = 0; i < 500; i++) {
			snprintf(header, sizeof(header), "r%d-%d", round, (int)i);
			assert_null(put(w, nth(i), 10, header));
		}
		acg_writer_reclaim(w, ++epoch);
		assert_int_equal(acg_writer_retired(w), 0);
		if(round == 10)
			used = acg_writer_used(w);
	}
	assert_int_equal(acg_writer_used(w), used);
	acg_writer_free(w);
}

static void an_account_goes_after_its_numbers(void **state)
{
	struct acg_writer *w = writer_of(REGION);

	(void)state;
	assert_null(put(w, A, 10, NULL));
	acg_writer_remove_account(w, 10);
	assert_true(is(w, A, "contoso", ""));
	acg_writer_remove_number(w, A);
	acg_writer_remove_account(w, 10);
	assert_string_equal(put(w, A, 10, NULL), "no such account");
	assert_null(acg_writer_account(w, 10, "again", true));
	assert_null(put(w, A, 10, NULL));
	assert_true(is(w, A, "again", ""));
	acg_writer_free(w);
}

/* At every size of the region the table says that it is full, and is still right. */
static void full_tables_stay_right(void **state)
{
	(void)state;
	for(size_t size = 160 << 10; size < 1 << 20; size += 36 << 10) {
		struct acg_writer *w;
		uint64_t i = 0;

		memset(region, 0, 1 << 20);
		w = writer_of(size);
		while(!put(w, nth(i), 10, "x"))
			i++;
		assert_int_equal(acg_table_count(acg_writer_table(w)), i);
		for(uint64_t j = 0; j < i; j++)
			assert_true(is(w, nth(j), "contoso", "x"));
		for(uint64_t j = 0; j < i; j++)
			acg_writer_remove_number(w, nth(j));
		acg_writer_reclaim(w, ++epoch);
		assert_int_equal(acg_table_count(acg_writer_table(w)), 0);
		assert_true(absent(w, nth(0)));
		acg_writer_free(w);
	}
}

/* What acg_writer_resume() learns is enough to go on as if never stopped. */
static void goes_on_from_the_bytes_of_a_table(void **state)
{
	struct acg_writer *w = writer_of(REGION);
	struct acg_row row = row_of(11, 1, "main");
	struct acg_range range;
	size_t used;

	(void)state;
	row.services = 2;
	row.service[1] = (struct acg_row_service){3, "further", 7, true};
	for(uint64_t i = 0; i < 9000; i++)
		assert_null(put(w, nth(i), 10, i % 5 ? "a" : "b"));
	assert_null(acg_writer_number(w, A, &row));
	set_range(&range, A + 10, A + 19, "a");
	assert_null(acg_writer_ranges(w, &range, 1));
	used = acg_writer_used(w);
	acg_writer_free(w);

	w = acg_writer_resume(region, REGION, used, &epoch);
	assert_non_null(w);
	assert_int_equal(acg_writer_used(w), used);
	assert_true(is(w, A + 12, "contoso", "a"));
	assert_null(acg_writer_service(w, 1, "operator_connect", true, false));
	assert_true(is(w, A, "fabrikam", "further"));
	assert_null(acg_writer_service(w, 1, "operator_connect", true, true));
	for(uint64_t i = 0; i < 9000; i += 2)
		assert_null(put(w, nth(i), 11, "c"));
	for(uint64_t i = 0; i < 9000; i++)
		acg_writer_remove_number(w, nth(i));
	acg_writer_remove_number(w, A);
	acg_writer_remove_account(w, 11);
	assert_string_equal(put(w, A, 11, NULL), "no such account");
	assert_null(acg_writer_ranges(w, NULL, 0));
	acg_writer_remove_account(w, 10);
	assert_string_equal(put(w, A, 10, NULL), "no such account");
	acg_writer_free(w);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, new_region, drop_region)

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(finds_what_was_put),
			TEST(changes_and_removes),
			TEST(says_what_is_disabled),
			TEST(takes_the_first_enabled_service),
			TEST(leaves_out_the_header_of_a_service_without),
			TEST(refuses_bad_rows_and_keeps_the_old),
			TEST(the_smallest_range_decides),
			TEST(random_ranges_agree_with_a_search),
			TEST(ranges_of_one_extent_that_overlap_are_refused),
			TEST(explains_every_row),
			TEST(holds_many_through_growth_and_shrinking),
			TEST(every_number_may_have_its_own_header),
			TEST(memory_is_used_again),
			TEST(an_account_goes_after_its_numbers),
			TEST(full_tables_stay_right),
			TEST(goes_on_from_the_bytes_of_a_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
