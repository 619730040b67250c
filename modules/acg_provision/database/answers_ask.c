/*
 * answers_ask: a fixed list of questions, asked of one state of the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers_ask.h"

#include <stdio.h>

#define BEGIN "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

bool acg_answers_ask_on(struct acg_database *db, const char *hold,
		const char *const *sql, int questions, struct acg_answers *answers)
{
	bool ok = acg_database_run(db, BEGIN) && acg_database_run(db, hold);

	*answers = (struct acg_answers){0};
	while(ok && answers->count < questions) {
		PGresult *result = acg_database_query(db, sql[answers->count], NULL);

		ok = result != NULL;
		if(ok)
			answers->result[answers->count++] = result;
	}
	ok = ok && acg_database_run(db, "ROLLBACK");
	if(!ok)
		acg_answers_clear(answers);
	return ok;
}

bool acg_answers_ask(const char *conninfo, int timeout_s, const char *hold,
		const char *const *sql, int questions, struct acg_answers *answers,
		char error[static ACG_ERROR_SIZE])
{
	struct acg_database db = {.conninfo = conninfo, .timeout_s = timeout_s};
	bool ok = acg_database_connect(&db)
			  && acg_answers_ask_on(&db, hold, sql, questions, answers);

	if(!ok)
		snprintf(error, ACG_ERROR_SIZE, "%s", db.error);
	acg_database_disconnect(&db);
	return ok;
}

bool acg_answers_fit(
		const struct acg_answers *answers, const int *columns, int questions)
{
	if(answers->count != questions)
		return false;
	for(int i = 0; i < questions; i++) {
		if(PQnfields(answers->result[i]) != columns[i])
			return false;
	}
	return true;
}
