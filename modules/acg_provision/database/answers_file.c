/*
 * answers_file: answers in a snapshot, so that a node can start without the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool acg_answers_write(const char *path, enum acg_snapshot_kind kind,
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	static const struct acg_position none;
	size_t len = 0;
	char *data = acg_answers_pack(answers, &len);
	bool ok;

	snprintf(error, ACG_ERROR_SIZE, "%s: not enough memory to write it", path);
	ok = data && acg_snapshot_write(path, kind, data, len, &none, error);
	free(data);
	return ok;
}

bool acg_answers_read(const char *path, enum acg_snapshot_kind kind,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	struct acg_position position;
	struct stat file;
	size_t used = 0;
	char *data;
	bool ok;

	if(stat(path, &file) < 0) {
		snprintf(error, ACG_ERROR_SIZE, "%s: %s", path, strerror(errno));
		return false;
	}
	snprintf(error, ACG_ERROR_SIZE, "%s: not enough memory to read it", path);
	data = malloc((size_t)file.st_size + 1);
	ok = data
		 && acg_snapshot_read(path, kind, data, (size_t)file.st_size, &used,
					&position, error)
					== ACG_SNAPSHOT_OK;
	if(ok && !acg_answers_unpack(data, used, answers)) {
		snprintf(error, ACG_ERROR_SIZE, "%s does not hold together", path);
		ok = false;
	}
	free(data);
	return ok;
}
