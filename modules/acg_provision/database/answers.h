/*
 * answers: what the database answered to a fixed list of questions, and the same as
 * one block of bytes. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ANSWERS_H
#define ACG_ANSWERS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#define ACG_ANSWERS_MAX 8

struct acg_answers {
	int count;						   /* of the results that are there */
	PGresult *result[ACG_ANSWERS_MAX]; /* owned; text without NULLs */
};

void acg_answers_clear(struct acg_answers *answers);

/* One block, from malloc(); NULL when memory is short. */
char *acg_answers_pack(const struct acg_answers *answers, size_t *len);

/* False, and nothing to clear, when the block is not what acg_answers_pack() makes
 * or memory is short. */
bool acg_answers_unpack(
		const char *data, size_t len, struct acg_answers *answers);

#endif
