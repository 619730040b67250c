/*
 * answers_ask: a fixed list of questions, asked of one state of the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ANSWERS_ASK_H
#define ACG_ANSWERS_ASK_H

#include "database/answers.h"
#include "database/database.h"

/* Ask `questions` statements (ACG_ANSWERS_MAX at most) over a connection of its own
 * that may be silent for `timeout_s`. `hold` locks the tables before the first look:
 * else a TRUNCATE meanwhile would leave nothing to see. The answers are to be
 * cleared; false and why in `error`, and nothing to clear. */
bool acg_answers_ask(const char *conninfo, int timeout_s, const char *hold,
		const char *const *sql, int questions, struct acg_answers *answers,
		char error[static ACG_ERROR_SIZE]);

/* The same over a connection that there is and stays; false and why in db->error, and
 * then it is of no use any more. */
bool acg_answers_ask_on(struct acg_database *db, const char *hold,
		const char *const *sql, int questions, struct acg_answers *answers);

/* Are there as many, each with its columns? Answers can come from a file that another
 * version wrote. */
bool acg_answers_fit(
		const struct acg_answers *answers, const int *columns, int questions);

#endif
