/*
 * answers: what the database answered, as one block of bytes: the number of answers,
 * and for each the numbers of its rows and columns and each value after its length.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 64

void acg_answers_clear(struct acg_answers *answers)
{
	for(int i = 0; i < answers->count; i++)
		PQclear(answers->result[i]);
	*answers = (struct acg_answers){0};
}

/* --- packing -------------------------------------------------------------- */

/* Where to write; with `at` NULL only the length counts. */
struct block {
	char *at;
	size_t len;
};

static void put(struct block *block, const void *data, size_t len)
{
	if(block->at)
		memcpy(block->at + block->len, data, len);
	block->len += len;
}

static void put_count(struct block *block, int count)
{
	uint32_t n = (uint32_t)count;

	put(block, &n, sizeof(n));
}

static void put_answers(struct block *block, const struct acg_answers *answers)
{
	put_count(block, answers->count);
	for(int i = 0; i < answers->count; i++) {
		const PGresult *result = answers->result[i];
		int rows = PQntuples(result), columns = PQnfields(result);

		put_count(block, rows);
		put_count(block, columns);
		for(int cell = 0; cell < rows * columns; cell++) {
			int row = cell / columns, column = cell % columns;
			int len = PQgetlength(result, row, column);

			put_count(block, len);
			put(block, PQgetvalue(result, row, column), (size_t)len);
		}
	}
}

char *acg_answers_pack(const struct acg_answers *answers, size_t *len)
{
	struct block block = {NULL, 0};

	put_answers(&block, answers);
	block.at = malloc(block.len);
	block.len = 0;
	if(block.at)
		put_answers(&block, answers);
	*len = block.len;
	return block.at;
}

/* --- unpacking ------------------------------------------------------------ */

struct reader {
	const char *at;
	size_t left;
};

static bool take_count(struct reader *reader, uint32_t *count)
{
	if(reader->left < sizeof(*count))
		return false;
	memcpy(count, reader->at, sizeof(*count));
	reader->at += sizeof(*count);
	reader->left -= sizeof(*count);
	return true;
}

static bool take_value(
		struct reader *reader, PGresult *result, int row, int column)
{
	uint32_t len;

	if(!take_count(reader, &len) || len > reader->left
			|| memchr(reader->at, '\0', len)
			|| !PQsetvalue(result, row, column, (char *)reader->at, (int)len))
		return false;
	reader->at += len;
	reader->left -= len;
	return true;
}

static PGresult *empty_result(int columns)
{
	PGresAttDesc attribute[COLUMNS_MAX] = {{0}};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	for(int i = 0; i < columns; i++)
		attribute[i].name = (char *)"";
	if(result && PQsetResultAttrs(result, columns, attribute))
		return result;
	PQclear(result);
	return NULL;
}

/* The rows are bounded by the bytes that are left: each value takes some. */
static PGresult *take_result(struct reader *reader)
{
	uint32_t rows, columns;
	PGresult *result;

	if(!take_count(reader, &rows) || !take_count(reader, &columns)
			|| columns < 1 || columns > COLUMNS_MAX
			|| rows > reader->left / sizeof(uint32_t) / columns)
		return NULL;
	result = empty_result((int)columns);
	for(uint32_t row = 0; result && row < rows; row++) {
		for(uint32_t column = 0; column < columns; column++) {
			if(!take_value(reader, result, (int)row, (int)column)) {
				PQclear(result);
				return NULL;
			}
		}
	}
	return result;
}

bool acg_answers_unpack(
		const char *data, size_t len, struct acg_answers *answers)
{
	struct reader reader = {data, len};
	uint32_t count;
	bool ok;

	*answers = (struct acg_answers){0};
	ok = take_count(&reader, &count) && count <= ACG_ANSWERS_MAX;
	while(ok && answers->count < (int)count) {
		PGresult *result = take_result(&reader);

		ok = result != NULL;
		if(ok)
			answers->result[answers->count++] = result;
	}
	if(!ok || reader.left) {
		acg_answers_clear(answers);
		return false;
	}
	return true;
}
