/* sources: sip/canonical.c numbers/number.c */
/*
 * Any bytes as a user part under any of a few plans: no read beyond them, and what
 * is a number is its own canonical number and fits its wire form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/canonical.h"

#include <stdlib.h>
#include <string.h>

static const struct acg_number_plan plans[] = {{.emergency = {1, {"112"}}},
		{.country = "49",
				.national_prefix = "0",
				.international_prefix = "00",
				.output = ACG_FORM_NATIONAL,
				.left_alone = {1, {"115"}},
				.emergency = {2, {"112", "110"}},
				.contexts = 1,
				.context = {"example.net"}},
		{.country = "1",
				.national_prefix = "1",
				.international_prefix = "011",
				.bare = ACG_BARE_NATIONAL,
				.emergency = {1, {"911"}}},
		{.bare = ACG_BARE_INTERNATIONAL, .output = ACG_FORM_BARE}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct acg_number_plan *plan;
	struct acg_number_source source, again = {0};
	struct acg_canonical once, twice;
	char wire[ACG_NUMBER_WIRE_SIZE];
	const char *value;
	size_t len;

	if(size < 1)
		return 0;
	plan = &plans[data[0] & 3];
	source = (struct acg_number_source){.user = (const char *)data + 1,
			.len = size - 1,
			.tel = data[0] & 4,
			.phone = data[0] & 8};
	if(acg_number_param(&source, "rn", &value, &len)
			&& value + len > source.user + source.len)
		abort();
	if(acg_canonical(&source, plan, &once) != ACG_NUMBER_OK)
		return 0;
	again.user = once.text;
	again.len = strlen(once.text);
	if(acg_canonical(&again, plan, &twice) != ACG_NUMBER_OK
			|| strcmp(once.text, twice.text) != 0 || once.kind != twice.kind)
		abort();
	if(acg_number_write(&once, plan, wire) != strlen(wire))
		abort();
	return 0;
}
