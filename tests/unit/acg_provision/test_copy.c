/* sources: database/copy.c */
/*
 * Rows of PostgreSQL's binary COPY, built by hand as the PostgreSQL 15 manual
 * says (SQL COPY, "Binary Format"): what is well formed is read field by field,
 * everything else is malformed, and nothing is read beyond the buffer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SIGNATURE "PGCOPY\n\377\r\n\0"
#define NO_FLAGS "\0\0\0\0"
#define NO_EXTENSION "\0\0\0\0"
#define HEADER SIGNATURE NO_FLAGS NO_EXTENSION
#define FIELDS(n) "\0" n
#define TEXT_3 "\0\0\0\3abc"
#define EMPTY_TEXT "\0\0\0\0"
#define NULL_FIELD "\377\377\377\377"
#define INT4_258 "\0\0\0\4\0\0\1\2"
#define BOOL_TRUE "\0\0\0\1\1"
#define TRAILER "\377\377"

/* A piece of the stream in memory of exactly its length: an ASan error where it
 * is read beyond. */
struct piece {
	char *start;
	const char *at;
	size_t len;
};

static struct piece piece_of(const char *bytes, size_t len)
{
	struct piece piece = {.start = malloc(len ? len : 1), .len = len};

	assert_non_null(piece.start);
	memcpy(piece.start, bytes, len);
	piece.at = piece.start;
	return piece;
}

#define PIECE(literal) piece_of(literal, sizeof(literal) - 1)

static enum acg_copy_result next(struct acg_copy *copy, struct piece *piece,
		struct acg_copy_field *fields, int nfields)
{
	return acg_copy_next(copy, &piece->at, &piece->len, fields, nfields);
}

/* What the first call says about a stream of rows of one field. */
static enum acg_copy_result first_of(const char *bytes, size_t len)
{
	struct acg_copy copy = {0};
	struct acg_copy_field field;
	struct piece piece = piece_of(bytes, len);
	enum acg_copy_result result = next(&copy, &piece, &field, 1);

	free(piece.start);
	return result;
}

#define FIRST_OF(literal) first_of(literal, sizeof(literal) - 1)

static void test_rows_are_read_to_the_trailer(void **state)
{
	struct piece piece = PIECE(HEADER FIELDS("\2") TEXT_3 INT4_258 FIELDS("\2")
					EMPTY_TEXT NULL_FIELD TRAILER);
	struct acg_copy copy = {0};
	struct acg_copy_field field[2];
	int32_t value;

	(void)state;
	assert_int_equal(next(&copy, &piece, field, 2), ACG_COPY_ROW);
	assert_int_equal(field[0].len, 3);
	assert_memory_equal(field[0].data, "abc", 3);
	assert_true(acg_copy_int4(&field[1], &value));
	assert_int_equal(value, 258);

	assert_int_equal(next(&copy, &piece, field, 2), ACG_COPY_ROW);
	assert_non_null(field[0].data);
	assert_int_equal(field[0].len, 0);
	assert_null(field[1].data);
	assert_int_equal(field[1].len, 0);

	assert_int_equal(next(&copy, &piece, field, 2), ACG_COPY_END);
	assert_true(copy.trailer_seen);
	assert_int_equal(next(&copy, &piece, field, 2), ACG_COPY_END);
	free(piece.start);
}

/* libpq hands over a message at a time; the server cuts them between rows. */
static void test_rows_come_in_messages(void **state)
{
	struct piece messages[] = {PIECE(HEADER), PIECE(FIELDS("\1") TEXT_3),
			PIECE(FIELDS("\1") BOOL_TRUE FIELDS("\1") TEXT_3), PIECE(TRAILER)};
	static const int rows[] = {0, 1, 2, 0};
	struct acg_copy copy = {0};
	struct acg_copy_field field;

	(void)state;
	for(int i = 0; i < 4; i++) {
		for(int row = 0; row < rows[i]; row++)
			assert_int_equal(
					next(&copy, &messages[i], &field, 1), ACG_COPY_ROW);
		assert_int_equal(next(&copy, &messages[i], &field, 1),
				i < 3 ? ACG_COPY_NEED_MORE : ACG_COPY_END);
		assert_int_equal(messages[i].len, 0);
		free(messages[i].start);
	}
}

static void test_an_empty_table_is_header_and_trailer(void **state)
{
	(void)state;
	assert_int_equal(FIRST_OF(HEADER TRAILER), ACG_COPY_END);
}

static void test_nothing_yet_needs_more(void **state)
{
	(void)state;
	assert_int_equal(FIRST_OF(""), ACG_COPY_NEED_MORE);
}

/* Every cut inside the header or the row; after the header a row may follow. */
static void test_a_cut_anywhere_is_malformed(void **state)
{
	static const char stream[] =
			HEADER FIELDS("\1") TEXT_3; /* its NUL is not part of it */
	const size_t whole = sizeof(stream) - 1, header = sizeof(HEADER) - 1;

	(void)state;
	for(size_t len = 1; len < whole; len++)
		assert_int_equal(first_of(stream, len),
				len == header ? ACG_COPY_NEED_MORE : ACG_COPY_MALFORMED);
	assert_int_equal(first_of(stream, whole), ACG_COPY_ROW);
}

static void test_a_later_row_cut_anywhere_is_malformed(void **state)
{
	static const char row[] = FIELDS("\3") TEXT_3 INT4_258 NULL_FIELD;
	struct acg_copy_field field[3];

	(void)state;
	for(size_t len = 1; len < sizeof(row) - 1; len++) {
		struct acg_copy copy = {.header_seen = true};
		struct piece piece = piece_of(row, len);
		assert_int_equal(next(&copy, &piece, field, 3), ACG_COPY_MALFORMED);
		free(piece.start);
	}
}

static void test_a_row_has_exactly_the_fields_asked_for(void **state)
{
	(void)state;
	assert_int_equal(FIRST_OF(HEADER FIELDS("\0")), ACG_COPY_MALFORMED);
	assert_int_equal(
			FIRST_OF(HEADER FIELDS("\2") TEXT_3 TEXT_3), ACG_COPY_MALFORMED);
	assert_int_equal(FIRST_OF(HEADER "\1\1" TEXT_3), ACG_COPY_MALFORMED);
	assert_int_equal(FIRST_OF(HEADER "\377\376" TEXT_3), ACG_COPY_MALFORMED);
}

static void test_a_field_cannot_reach_beyond_the_buffer(void **state)
{
	(void)state;
	assert_int_equal(
			FIRST_OF(HEADER FIELDS("\1") "\0\0\0\4abc"), ACG_COPY_MALFORMED);
	assert_int_equal(FIRST_OF(HEADER FIELDS("\1") "\177\377\377\377abc"),
			ACG_COPY_MALFORMED);
	/* -2: the one negative length that has a meaning is -1 */
	assert_int_equal(FIRST_OF(HEADER FIELDS("\1") "\377\377\377\376abc"),
			ACG_COPY_MALFORMED);
}

static void test_every_byte_of_the_signature_counts(void **state)
{
	static const char stream[] = HEADER TRAILER;

	(void)state;
	for(size_t i = 0; i < sizeof(SIGNATURE) - 1; i++) {
		char changed[sizeof(stream)];
		memcpy(changed, stream, sizeof(stream));
		changed[i] ^= 0x20;
		assert_int_equal(
				first_of(changed, sizeof(stream) - 1), ACG_COPY_MALFORMED);
	}
}

/* Manual: bits 0-15 are to be ignored, an unknown one of 16-31 is an error.
 * Bit 16 meant OIDs, which PostgreSQL 12 removed. */
static void test_critical_flags_are_malformed_others_ignored(void **state)
{
	(void)state;
	for(int bit = 0; bit < 32; bit++) {
		char stream[] = HEADER TRAILER;
		stream[sizeof(SIGNATURE) - 1 + (size_t)(3 - bit / 8)] =
				(char)(1 << bit % 8);
		assert_int_equal(first_of(stream, sizeof(stream) - 1),
				bit < 16 ? ACG_COPY_END : ACG_COPY_MALFORMED);
	}
}

static void test_the_header_extension_is_skipped(void **state)
{
	(void)state;
	assert_int_equal(
			FIRST_OF(SIGNATURE NO_FLAGS "\0\0\0\5extra" TRAILER), ACG_COPY_END);
	assert_int_equal(
			FIRST_OF(SIGNATURE NO_FLAGS "\0\0\0\6extra"), ACG_COPY_MALFORMED);
	assert_int_equal(FIRST_OF(SIGNATURE NO_FLAGS "\377\377\377\377extra"),
			ACG_COPY_MALFORMED);
}

static void test_nothing_follows_the_trailer(void **state)
{
	struct acg_copy copy = {.header_seen = true, .trailer_seen = true};
	struct acg_copy_field field;
	struct piece late = PIECE(FIELDS("\1") TEXT_3);

	(void)state;
	assert_int_equal(FIRST_OF(HEADER TRAILER "x"), ACG_COPY_MALFORMED);
	assert_int_equal(
			FIRST_OF(HEADER TRAILER FIELDS("\1") TEXT_3), ACG_COPY_MALFORMED);
	assert_int_equal(next(&copy, &late, &field, 1), ACG_COPY_MALFORMED);
	free(late.start);
}

/* A second header would be a second answer in one. */
static void test_the_header_comes_once(void **state)
{
	struct acg_copy copy = {.header_seen = true};
	struct acg_copy_field field;
	struct piece again = PIECE(HEADER);

	(void)state;
	assert_int_equal(next(&copy, &again, &field, 1), ACG_COPY_MALFORMED);
	free(again.start);
}

static void test_int4_is_four_bytes_big_endian(void **state)
{
	static const struct {
		const char *bytes;
		int32_t value;
	} rows[] = {{"\0\0\0\0", 0}, {"\0\0\0\1", 1}, {"\1\2\3\4", 0x01020304},
			{"\177\377\377\377", INT32_MAX}, {"\200\0\0\0", INT32_MIN},
			{"\377\377\377\377", -1}};
	int32_t value = 4711;

	(void)state;
	for(size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct acg_copy_field field = {rows[i].bytes, 4};
		assert_true(acg_copy_int4(&field, &value));
		assert_int_equal(value, rows[i].value);
	}
}

static void test_int4_of_another_size_or_null_is_none(void **state)
{
	static const struct acg_copy_field others[] = {{NULL, 0}, {"", 0},
			{"\1", 1}, {"\0\1", 2}, {"\0\0\1", 3}, {"\0\0\0\0\1", 5},
			{"\0\0\0\0\0\0\0\1", 8}};
	int32_t value = 4711;

	(void)state;
	for(size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(acg_copy_int4(&others[i], &value));
	assert_int_equal(value, 4711);
}

static void test_bool_is_one_byte(void **state)
{
	static const struct acg_copy_field yes = {"\1", 1}, no = {"\0", 1};
	static const struct acg_copy_field others[] = {
			{NULL, 0}, {"", 0}, {"\0\1", 2}, {"t", 0}};
	bool value = false;

	(void)state;
	assert_true(acg_copy_bool(&yes, &value));
	assert_true(value);
	assert_true(acg_copy_bool(&no, &value));
	assert_false(value);
	for(size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(acg_copy_bool(&others[i], &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_rows_are_read_to_the_trailer),
			cmocka_unit_test(test_rows_come_in_messages),
			cmocka_unit_test(test_an_empty_table_is_header_and_trailer),
			cmocka_unit_test(test_nothing_yet_needs_more),
			cmocka_unit_test(test_a_cut_anywhere_is_malformed),
			cmocka_unit_test(test_a_later_row_cut_anywhere_is_malformed),
			cmocka_unit_test(test_a_row_has_exactly_the_fields_asked_for),
			cmocka_unit_test(test_a_field_cannot_reach_beyond_the_buffer),
			cmocka_unit_test(test_every_byte_of_the_signature_counts),
			cmocka_unit_test(test_critical_flags_are_malformed_others_ignored),
			cmocka_unit_test(test_the_header_extension_is_skipped),
			cmocka_unit_test(test_nothing_follows_the_trailer),
			cmocka_unit_test(test_the_header_comes_once),
			cmocka_unit_test(test_int4_is_four_bytes_big_endian),
			cmocka_unit_test(test_int4_of_another_size_or_null_is_none),
			cmocka_unit_test(test_bool_is_one_byte)};

	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
