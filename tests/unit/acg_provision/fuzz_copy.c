/* sources: database/copy.c */
/*
 * Fuzz target: any bytes as a COPY stream, cut into messages. Fields lie within
 * the message and in order, every call takes something or ends, and what was
 * read, written again, gives the bytes that it was read from.
 *
 * Input: the number of fields, the length of the first message, the stream.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/copy.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 8
#define HEADER_MIN 19 /* signature, flags, length of the extension */

static void must(bool ok)
{
	if(!ok)
		abort();
}

static char *put_int(char *out, uint32_t value, int bytes)
{
	while(bytes--)
		*out++ = (char)(value >> (8 * bytes));
	return out;
}

/* Write a row in the format; returns its length, at most `max`. */
static size_t write_row(
		const struct acg_copy_field *field, int nfields, char *out, size_t max)
{
	char *at = put_int(out, (uint32_t)nfields, 2);

	for(int i = 0; i < nfields; i++) {
		bool null = field[i].data == NULL;
		must((size_t)(at - out) + 4 + field[i].len <= max);
		at = put_int(at, null ? UINT32_MAX : (uint32_t)field[i].len, 4);
		if(!null)
			memcpy(at, field[i].data, field[i].len);
		at += field[i].len;
	}
	return (size_t)(at - out);
}

static void check_fields(const struct acg_copy_field *field, int nfields,
		const char *begin, const char *end)
{
	for(int i = 0; i < nfields; i++) {
		int32_t number;
		bool truth;

		must(field[i].data || field[i].len == 0);
		must(acg_copy_int4(&field[i], &number)
				== (field[i].data && field[i].len == 4));
		must(acg_copy_bool(&field[i], &truth)
				== (field[i].data && field[i].len == 1));
		if(!field[i].data)
			continue;
		must(field[i].data >= begin && field[i].data + field[i].len <= end);
		begin = field[i].data + field[i].len;
	}
}

/* A row that took the bytes from `begin` to `end`; the header may precede it. */
static void check_row(const struct acg_copy_field *field, int nfields,
		const char *begin, const char *end, bool first)
{
	size_t taken = (size_t)(end - begin);
	char *row = malloc(taken);
	size_t len;

	must(row && taken >= 2 + 4 * (size_t)nfields);
	check_fields(field, nfields, begin, end);
	len = write_row(field, nfields, row, taken);
	must(first ? len + HEADER_MIN <= taken : len == taken);
	must(memcmp(row, end - len, len) == 0);
	free(row);
}

/* All rows of one message; false when the stream is at its end or malformed. */
static bool read_message(
		struct acg_copy *copy, const char *message, size_t len, int nfields)
{
	struct acg_copy_field field[FIELDS_MAX];

	for(;;) {
		const char *before = message;
		const char *end = message + len;
		bool header_seen = copy->header_seen;
		enum acg_copy_result result =
				acg_copy_next(copy, &message, &len, field, nfields);

		must(message >= before && message + len == end);
		switch(result) {
			case ACG_COPY_ROW:
				must(copy->header_seen && !copy->trailer_seen);
				check_row(field, nfields, before, message, !header_seen);
				break;
			case ACG_COPY_NEED_MORE:
				must(len == 0 && !copy->trailer_seen);
				return true;
			case ACG_COPY_END:
				must(len == 0 && copy->trailer_seen);
				return false;
			case ACG_COPY_MALFORMED:
				return false;
		}
	}
}

/* In memory of its own, so that reading beyond it is an ASan error. */
static bool read_message_alone(
		struct acg_copy *copy, const uint8_t *data, size_t len, int nfields)
{
	char *message = malloc(len ? len : 1);
	bool more;

	must(message);
	memcpy(message, data, len);
	more = read_message(copy, message, len, nfields);
	free(message);
	return more;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acg_copy copy = {0};
	size_t first;
	int nfields;

	if(size < 2)
		return 0;
	nfields = data[0] % (FIELDS_MAX + 1);
	first = data[1] < size - 2 ? data[1] : size - 2;
	if(read_message_alone(&copy, data + 2, first, nfields))
		read_message_alone(&copy, data + 2 + first, size - 2 - first, nfields);
	return 0;
}
