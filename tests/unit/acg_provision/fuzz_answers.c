/* sources: database/answers.c */
/* libs: -I/usr/include/postgresql -lpq */
/*
 * Fuzz target: any bytes as a block of answers. What is taken gives the same bytes
 * again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acg_answers answers;
	size_t len;
	char *again;

	if(!acg_answers_unpack((const char *)data, size, &answers))
		return 0;
	again = acg_answers_pack(&answers, &len);
	if(!again || len != size || memcmp(again, data, len) != 0)
		abort();
	free(again);
	acg_answers_clear(&answers);
	return 0;
}
