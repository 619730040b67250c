/* sources: database/answers.c */
/* libs: -I/usr/include/postgresql -lpq */
/*
 * Answers come back from a block as they went in; a block that is cut anywhere, or
 * that says more than it holds, is refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COLUMNS 3

static PGresult *answer(int rows)
{
	static const char *const text[] = {"contoso", "", "+4930*"};
	PGresAttDesc attribute[COLUMNS] = {{0}};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	for(int i = 0; i < COLUMNS; i++)
		attribute[i].name = (char *)"";
	assert_true(PQsetResultAttrs(result, COLUMNS, attribute));
	for(int cell = 0; cell < rows * COLUMNS; cell++) {
		const char *value = text[(cell + cell / COLUMNS) % COLUMNS];
		assert_true(PQsetvalue(result, cell / COLUMNS, cell % COLUMNS,
				(char *)value, (int)strlen(value)));
	}
	return result;
}

/* Answers of 0, 1, ... rows, as a block. */
static char *packed(struct acg_answers *answers, size_t *len)
{
	char *data;

	*answers = (struct acg_answers){.count = ACG_ANSWERS_MAX - 2};
	for(int i = 0; i < answers->count; i++)
		answers->result[i] = answer(i);
	data = acg_answers_pack(answers, len);
	assert_non_null(data);
	return data;
}

static void come_back_as_they_went_in(void **state)
{
	struct acg_answers in, out;
	size_t len;
	char *data = packed(&in, &len);

	(void)state;
	assert_true(acg_answers_unpack(data, len, &out));
	assert_int_equal(out.count, in.count);
	for(int i = 0; i < in.count; i++) {
		assert_int_equal(PQntuples(out.result[i]), i);
		assert_int_equal(PQnfields(out.result[i]), COLUMNS);
		for(int cell = 0; cell < i * COLUMNS; cell++)
			assert_string_equal(
					PQgetvalue(out.result[i], cell / COLUMNS, cell % COLUMNS),
					PQgetvalue(in.result[i], cell / COLUMNS, cell % COLUMNS));
	}
	acg_answers_clear(&in);
	acg_answers_clear(&out);
	free(data);
}

/* In memory of its own, so that reading beyond it is an ASan error. */
static bool unpacks(const char *data, size_t len)
{
	struct acg_answers answers;
	char *copy = malloc(len ? len : 1);
	bool ok;

	memcpy(copy, data, len);
	ok = acg_answers_unpack(copy, len, &answers);
	free(copy);
	if(ok)
		acg_answers_clear(&answers);
	return ok;
}

static void cut_anywhere_is_refused(void **state)
{
	struct acg_answers answers;
	size_t len;
	char *data = packed(&answers, &len);

	(void)state;
	assert_true(unpacks(data, len));
	for(size_t cut = 0; cut < len; cut++)
		assert_false(unpacks(data, cut));
	acg_answers_clear(&answers);
	free(data);
}

static void more_than_it_holds_is_refused(void **state)
{
	struct acg_answers answers;
	size_t len;
	char *data = packed(&answers, &len);
	uint32_t many = UINT32_MAX;
	char *longer = calloc(1, len + 1);

	(void)state;
	memcpy(longer, data, len);
	assert_false(unpacks(longer, len + 1)); /* something appended */
	for(size_t at = 0; at + sizeof(many) <= len && at < 12;
			at += sizeof(many)) {
		memcpy(longer, data, len);
		memcpy(longer + at, &many, sizeof(many)); /* answers, rows, columns */
		assert_false(unpacks(longer, len));
	}
	acg_answers_clear(&answers);
	free(longer);
	free(data);
}

/* Each of them is fine by itself: no rows, one column. */
static void more_answers_than_there_is_room_for_are_refused(void **state)
{
	uint32_t block[1 + 2 * (ACG_ANSWERS_MAX + 1)] = {0};

	(void)state;
	for(uint32_t count = 0; count <= ACG_ANSWERS_MAX + 1; count++) {
		block[0] = count;
		if(count)
			block[2 * count] = 1;
		assert_int_equal(
				unpacks((const char *)block, (1 + 2 * count) * sizeof(*block)),
				count <= ACG_ANSWERS_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(come_back_as_they_went_in),
			cmocka_unit_test(cut_anywhere_is_refused),
			cmocka_unit_test(more_than_it_holds_is_refused),
			cmocka_unit_test(more_answers_than_there_is_room_for_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
