/* sources: table.c number.c */
/*
 * The table of what is provisioned: every number is found with what it belongs
 * to and no other is; what is disabled says so; a row that breaks a rule is
 * refused with its reason; a table is exactly as large as was announced.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define CHARS_32 "12345678901234567890123456789012"
#define CHARS_100                                          \
	"1234567890123456789012345678901234567890123456789012" \
	"345678901234567890123456789012345678901234567890"

static const struct acg_table_mem heap = {malloc, free};

static size_t bytes_allocated;

static void *alloc_and_count(size_t size)
{
	bytes_allocated += size;
	return malloc(size);
}

static void *alloc_nothing(size_t size)
{
	bytes_allocated += size;
	return NULL;
}

/* A table for `size`; fails the test when there is none. */
static struct acg_table *new_table(struct acg_table_size size)
{
	struct acg_table *table = acg_table_new(&size, &heap);

	assert_non_null(table);
	return table;
}

static struct acg_table_row row_of(acg_number_key_t number, const char *header)
{
	return (struct acg_table_row){.number = number,
			.account_id = 7,
			.service_id = 3,
			.header = header,
			.header_len = strlen(header),
			.enabled = true};
}

static void accept(const char *why)
{
	if(why)
		fail_msg("refused: %s", why);
}

static void refuse(const char *why, const char *expected)
{
	assert_non_null(why);
	assert_string_equal(why, expected);
}

/* A table with account 7 and service 3, both enabled, and room for numbers. */
static struct acg_table *one_account(uint64_t numbers, uint64_t header_bytes)
{
	struct acg_table *table =
			new_table((struct acg_table_size){.numbers = numbers,
					.header_bytes = header_bytes,
					.accounts = 1,
					.services = 1});

	accept(acg_table_add_account(table, 7, "contoso", true));
	accept(acg_table_add_service(table, 3, "operator_connect", true, true));
	return table;
}

static void test_number_is_found_with_what_it_belongs_to(void **state)
{
	struct acg_table *table = one_account(2, sizeof("trunk-1"));
	struct acg_table_row with = row_of(4930231250, "trunk-1");
	struct acg_table_row without = row_of(4930231251, "");
	struct acg_service_match match;

	(void)state;
	accept(acg_table_add_number(table, &with));
	accept(acg_table_add_number(table, &without));

	assert_int_equal(acg_table_lookup(table, 4930231250, &match), ACG_FOUND);
	assert_string_equal(match.number, "+4930231250");
	assert_string_equal(match.account, "contoso");
	assert_string_equal(match.service, "operator_connect");
	assert_string_equal(match.header, "trunk-1");
	assert_int_equal(acg_table_lookup(table, 4930231251, &match), ACG_FOUND);
	assert_string_equal(match.number, "+4930231251");
	assert_string_equal(match.header, "");
	acg_table_free(table, &heap);
}

static void test_header_null_is_no_header(void **state)
{
	struct acg_table *table = one_account(1, 0);
	struct acg_table_row row = row_of(4930231250, "");
	struct acg_service_match match;

	(void)state;
	row.header = NULL;
	accept(acg_table_add_number(table, &row));
	assert_int_equal(acg_table_lookup(table, 4930231250, &match), ACG_FOUND);
	assert_string_equal(match.header, "");
	acg_table_free(table, &heap);
}

/* Values lie one behind the other, in exactly the memory announced. */
static void test_each_number_has_its_own_header_value(void **state)
{
	static const char *const values[] = {"trunk-1", "x", CHARS_100, "2"};
	struct acg_table *table = one_account(4, 8 + 2 + 101 + 2);
	struct acg_service_match match;

	(void)state;
	for(unsigned i = 0; i < 4; i++) {
		struct acg_table_row row = row_of(4930231250 + i, values[i]);
		accept(acg_table_add_number(table, &row));
	}
	for(unsigned i = 0; i < 4; i++) {
		assert_int_equal(
				acg_table_lookup(table, 4930231250 + i, &match), ACG_FOUND);
		assert_string_equal(match.header, values[i]);
	}
	acg_table_free(table, &heap);
}

/* Announced is the length and one more for each. */
static void test_a_header_value_needs_room_for_its_end(void **state)
{
	struct acg_table *table = one_account(1, 7);
	struct acg_table_row row = row_of(4930231250, "trunk-1");

	(void)state;
	refuse(acg_table_add_number(table, &row),
			"more header values than announced");
	acg_table_free(table, &heap);
}

static void test_no_other_number_is_found(void **state)
{
	static const acg_number_key_t others[] = {0, 12, 493023125, 4930231251,
			49302312500, 4930231250 + (UINT64_C(1) << ACG_NUMBER_KEY_BITS),
			UINT64_MAX};
	struct acg_table *table = one_account(1, 0);
	struct acg_table_row row = row_of(4930231250, "");
	struct acg_service_match match;

	(void)state;
	accept(acg_table_add_number(table, &row));
	for(size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(acg_table_lookup(table, others[i], &match),
				ACG_NOT_PROVISIONED);
	acg_table_free(table, &heap);
}

static void test_empty_table_finds_nothing(void **state)
{
	struct acg_table *table = new_table((struct acg_table_size){0});
	struct acg_service_match match;

	(void)state;
	assert_int_equal(
			acg_table_lookup(table, 4930231250, &match), ACG_NOT_PROVISIONED);
	assert_int_equal(acg_table_count(table), 0);
	acg_table_free(table, &heap);
}

/* Blocks of consecutive numbers, as operators hold them. */
static void test_100000_consecutive_numbers_are_found(void **state)
{
	const acg_number_key_t first = 493023100000;
	const uint64_t count = 100000;
	struct acg_table *table = one_account(count, 0);
	struct acg_service_match match;

	(void)state;
	for(uint64_t i = 0; i < count; i++) {
		struct acg_table_row row = row_of(first + i, "");
		accept(acg_table_add_number(table, &row));
	}
	assert_int_equal(acg_table_count(table), count);
	for(uint64_t i = 0; i < count; i++) {
		if(acg_table_lookup(table, first + i, &match) != ACG_FOUND
				|| strtoull(match.number + 1, NULL, 10) != first + i)
			fail_msg("number %lu is not found", (unsigned long)(first + i));
	}
	for(uint64_t i = 1; i <= count; i++) {
		assert_int_equal(acg_table_lookup(table, first - i, &match),
				ACG_NOT_PROVISIONED);
		assert_int_equal(acg_table_lookup(table, first + count + i - 1, &match),
				ACG_NOT_PROVISIONED);
	}
	acg_table_free(table, &heap);
}

/* 10 million numbers must fit into a node's shared memory. */
static void test_a_number_takes_at_most_22_bytes(void **state)
{
	const struct acg_table_mem counting = {alloc_and_count, free};
	const struct acg_table_size size = {
			.numbers = 1000000, .accounts = 1000, .services = 4};
	struct acg_table *table;

	(void)state;
	bytes_allocated = 0;
	table = acg_table_new(&size, &counting);
	assert_non_null(table);
	assert_int_equal(acg_table_bytes(table), bytes_allocated);
	assert_true(bytes_allocated < size.numbers * 22);
	acg_table_free(table, &counting);
}

static void test_number_finds_its_own_account_among_many(void **state)
{
	static const uint32_t ids[] = {1, 2, 500, 501, 2147483647};
	const uint32_t count = sizeof(ids) / sizeof(ids[0]);
	struct acg_table *table = new_table((struct acg_table_size){
			.numbers = count, .accounts = count, .services = 1});
	struct acg_service_match match;
	char name[16];

	(void)state;
	for(uint32_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "a%u", ids[i]);
		accept(acg_table_add_account(table, ids[i], name, true));
	}
	accept(acg_table_add_service(table, 3, "zoom", true, true));
	for(uint32_t i = 0; i < count; i++) {
		struct acg_table_row row = row_of(4930231250 + i, "");
		row.account_id = ids[i];
		accept(acg_table_add_number(table, &row));
	}
	for(uint32_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "a%u", ids[i]);
		assert_int_equal(
				acg_table_lookup(table, 4930231250 + i, &match), ACG_FOUND);
		assert_string_equal(match.account, name);
	}
	acg_table_free(table, &heap);
}

static void test_number_finds_its_own_service_among_256(void **state)
{
	struct acg_table *table =
			new_table((struct acg_table_size){.numbers = ACG_SERVICES_MAX,
					.accounts = 1,
					.services = ACG_SERVICES_MAX});
	struct acg_service_match match;
	char name[16];

	(void)state;
	accept(acg_table_add_account(table, 7, "contoso", true));
	for(uint32_t i = 0; i < ACG_SERVICES_MAX; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		accept(acg_table_add_service(table, 1000 + i, name, true, true));
	}
	for(uint32_t i = 0; i < ACG_SERVICES_MAX; i++) {
		struct acg_table_row row = row_of(4930231000 + i, "");
		row.service_id = 1000 + i;
		accept(acg_table_add_number(table, &row));
	}
	for(uint32_t i = 0; i < ACG_SERVICES_MAX; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		assert_int_equal(
				acg_table_lookup(table, 4930231000 + i, &match), ACG_FOUND);
		assert_string_equal(match.service, name);
	}
	acg_table_free(table, &heap);
}

/* What is switched off is named, the number before the account before the
 * service, and still says what it belongs to. */
static void test_disabled_is_told_and_by_what(void **state)
{
	(void)state;
	for(int off = 1; off < 8; off++) {
		bool number_off = off & 1, account_off = off & 2, service_off = off & 4;
		struct acg_table *table = new_table((struct acg_table_size){
				.numbers = 1, .accounts = 1, .services = 1});
		struct acg_table_row row = row_of(4930231250, "");
		struct acg_service_match match;

		row.enabled = !number_off;
		accept(acg_table_add_account(table, 7, "contoso", !account_off));
		accept(acg_table_add_service(table, 3, "zoom", true, !service_off));
		accept(acg_table_add_number(table, &row));
		assert_int_equal(acg_table_lookup(table, 4930231250, &match),
				number_off	  ? ACG_NUMBER_DISABLED
				: account_off ? ACG_ACCOUNT_DISABLED
							  : ACG_SERVICE_DISABLED);
		assert_string_equal(match.number, "+4930231250");
		assert_string_equal(match.account, "contoso");
		assert_string_equal(match.service, "zoom");
		acg_table_free(table, &heap);
	}
}

/* phone_mobile: a value may be there, but the service takes no custom header. */
static void test_header_is_left_out_where_the_service_takes_none(void **state)
{
	struct acg_table *table = new_table((struct acg_table_size){
			.numbers = 1, .header_bytes = 8, .accounts = 1, .services = 1});
	struct acg_table_row row = row_of(4930231250, "trunk-1");
	struct acg_service_match match;

	(void)state;
	accept(acg_table_add_account(table, 7, "contoso", true));
	accept(acg_table_add_service(table, 3, "phone_mobile", false, true));
	accept(acg_table_add_number(table, &row));
	assert_int_equal(acg_table_lookup(table, 4930231250, &match), ACG_FOUND);
	assert_string_equal(match.header, "");
	acg_table_free(table, &heap);
}

static void test_longest_names_and_value_come_back_whole(void **state)
{
	struct acg_table *table = new_table((struct acg_table_size){
			.numbers = 1, .header_bytes = 101, .accounts = 1, .services = 1});
	struct acg_table_row row = row_of(999999999999999, CHARS_100);
	struct acg_service_match match;

	(void)state;
	accept(acg_table_add_account(table, 7, CHARS_100, true));
	accept(acg_table_add_service(table, 3, CHARS_32, true, true));
	accept(acg_table_add_number(table, &row));
	assert_int_equal(
			acg_table_lookup(table, 999999999999999, &match), ACG_FOUND);
	assert_string_equal(match.number, "+999999999999999");
	assert_string_equal(match.account, CHARS_100);
	assert_string_equal(match.service, CHARS_32);
	assert_string_equal(match.header, CHARS_100);
	acg_table_free(table, &heap);
}

/* A header value that could end a line or begin a header is refused, even if
 * the database let it pass. */
static void test_unsafe_header_values_are_refused(void **state)
{
	static const struct {
		const char *value;
		size_t len;
	} unsafe[] = {{"a\r\nX-Evil: 1", 13}, {"a\nb", 3}, {"a\rb", 3}, {"a\0b", 3},
			{"a b", 3}, {"a:b", 3}, {"a\tb", 3}, {"a,b", 3}, {"a;b", 3},
			{"a\"", 2}, {"<a>", 3}, {"\xc3\xa4", 2}, {"%41", 3},
			{CHARS_100 "1", 101}};
	struct acg_table *table = one_account(1, 1000);
	struct acg_service_match match;

	(void)state;
	for(size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++) {
		struct acg_table_row row = row_of(4930231250, "");
		row.header = unsafe[i].value;
		row.header_len = unsafe[i].len;
		refuse(acg_table_add_number(table, &row),
				"header value with a character other than A-Z a-z 0-9 _ - or "
				"longer than 100");
		assert_int_equal(acg_table_lookup(table, 4930231250, &match),
				ACG_NOT_PROVISIONED);
	}
	acg_table_free(table, &heap);
}

static void test_a_number_that_is_none_is_refused(void **state)
{
	struct acg_table *table = one_account(1, 0);
	struct acg_table_row zero = row_of(0, "");
	struct acg_table_row large = row_of(UINT64_C(1) << ACG_NUMBER_KEY_BITS, "");

	(void)state;
	refuse(acg_table_add_number(table, &zero), "not an E.164 number");
	refuse(acg_table_add_number(table, &large), "not an E.164 number");
	acg_table_free(table, &heap);
}

static void test_a_number_occurs_once(void **state)
{
	struct acg_table *table = one_account(2, 0);
	struct acg_table_row row = row_of(4930231250, "");

	(void)state;
	accept(acg_table_add_number(table, &row));
	refuse(acg_table_add_number(table, &row), "the number occurs twice");
	assert_int_equal(acg_table_count(table), 1);
	acg_table_free(table, &heap);
}

static void test_a_number_needs_its_account_and_service(void **state)
{
	static const uint32_t absent[] = {0, 1, 6, 8, UINT32_MAX};
	struct acg_table *table = one_account(1, 0);

	(void)state;
	for(size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		struct acg_table_row account = row_of(4930231250, "");
		struct acg_table_row service = row_of(4930231250, "");
		account.account_id = absent[i];
		service.service_id = absent[i];
		refuse(acg_table_add_number(table, &account), "no such account");
		refuse(acg_table_add_number(table, &service), "no such service");
	}
	acg_table_free(table, &heap);
}

static void test_no_more_is_taken_than_was_announced(void **state)
{
	struct acg_table *table = one_account(3, 2 * sizeof("ab"));
	struct acg_table_row row = row_of(4930231250, "ab");

	(void)state;
	refuse(acg_table_add_account(table, 8, "more", true),
			"more accounts than announced");
	refuse(acg_table_add_service(table, 8, "more", true, true),
			"more services than announced");
	accept(acg_table_add_number(table, &row));
	row.number++;
	accept(acg_table_add_number(table, &row));
	row.number++;
	refuse(acg_table_add_number(table, &row),
			"more header values than announced");
	row.header_len = 0;
	accept(acg_table_add_number(table, &row));
	row.number++;
	refuse(acg_table_add_number(table, &row), "more numbers than announced");
	acg_table_free(table, &heap);
}

static void test_ids_ascend(void **state)
{
	struct acg_table *table =
			new_table((struct acg_table_size){.accounts = 3, .services = 3});

	(void)state;
	accept(acg_table_add_account(table, 5, "five", true));
	refuse(acg_table_add_account(table, 5, "again", true),
			"account ids are not ascending");
	refuse(acg_table_add_account(table, 4, "four", true),
			"account ids are not ascending");
	accept(acg_table_add_service(table, 5, "five", true, true));
	refuse(acg_table_add_service(table, 5, "again", true, true),
			"service ids are not ascending");
	refuse(acg_table_add_service(table, 4, "four", true, true),
			"service ids are not ascending");
	acg_table_free(table, &heap);
}

static void test_names_have_a_length(void **state)
{
	static const char account[] =
			"an account's name is empty or longer than 100 characters";
	static const char service[] =
			"a service's name is empty or longer than 32 characters";
	struct acg_table *table =
			new_table((struct acg_table_size){.accounts = 1, .services = 1});

	(void)state;
	refuse(acg_table_add_account(table, 1, "", true), account);
	refuse(acg_table_add_account(table, 1, CHARS_100 "1", true), account);
	refuse(acg_table_add_service(table, 1, "", true, true), service);
	refuse(acg_table_add_service(table, 1, CHARS_32 "1", true, true), service);
	acg_table_free(table, &heap);
}

static void test_too_large_a_size_allocates_nothing(void **state)
{
	static const struct acg_table_size sizes[] = {
			{.services = ACG_SERVICES_MAX + 1}, {.services = UINT32_MAX},
			{.header_bytes = UINT32_MAX}, {.header_bytes = UINT64_MAX},
			{.numbers = UINT64_C(1) << ACG_NUMBER_KEY_BITS},
			{.numbers = UINT64_MAX}};
	const struct acg_table_mem counting = {alloc_and_count, free};

	(void)state;
	bytes_allocated = 0;
	for(size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_null(acg_table_new(&sizes[i], &counting));
	assert_int_equal(bytes_allocated, 0);
}

static void test_short_memory_is_no_table(void **state)
{
	const struct acg_table_mem none = {alloc_nothing, free};
	const struct acg_table_size size = {.numbers = 10};

	(void)state;
	bytes_allocated = 0;
	assert_null(acg_table_new(&size, &none));
	assert_int_not_equal(bytes_allocated, 0);
	acg_table_free(NULL, &none);
}

static void test_each_result_has_words_of_its_own(void **state)
{
	(void)state;
	for(int a = ACG_FOUND; a <= ACG_SERVICE_DISABLED; a++) {
		assert_string_not_equal(acg_found_text(a), "unknown");
		for(int b = ACG_FOUND; b < a; b++)
			assert_string_not_equal(acg_found_text(a), acg_found_text(b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_number_is_found_with_what_it_belongs_to),
			cmocka_unit_test(test_header_null_is_no_header),
			cmocka_unit_test(test_each_number_has_its_own_header_value),
			cmocka_unit_test(test_a_header_value_needs_room_for_its_end),
			cmocka_unit_test(test_no_other_number_is_found),
			cmocka_unit_test(test_empty_table_finds_nothing),
			cmocka_unit_test(test_100000_consecutive_numbers_are_found),
			cmocka_unit_test(test_a_number_takes_at_most_22_bytes),
			cmocka_unit_test(test_number_finds_its_own_account_among_many),
			cmocka_unit_test(test_number_finds_its_own_service_among_256),
			cmocka_unit_test(test_disabled_is_told_and_by_what),
			cmocka_unit_test(
					test_header_is_left_out_where_the_service_takes_none),
			cmocka_unit_test(test_longest_names_and_value_come_back_whole),
			cmocka_unit_test(test_unsafe_header_values_are_refused),
			cmocka_unit_test(test_a_number_that_is_none_is_refused),
			cmocka_unit_test(test_a_number_occurs_once),
			cmocka_unit_test(test_a_number_needs_its_account_and_service),
			cmocka_unit_test(test_no_more_is_taken_than_was_announced),
			cmocka_unit_test(test_ids_ascend),
			cmocka_unit_test(test_names_have_a_length),
			cmocka_unit_test(test_too_large_a_size_allocates_nothing),
			cmocka_unit_test(test_short_memory_is_no_table),
			cmocka_unit_test(test_each_result_has_words_of_its_own)};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
