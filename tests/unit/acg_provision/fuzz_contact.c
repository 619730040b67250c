/* sources: sip/contact.c sip/header_name.c */
/*
 * Any bytes as a message that goes out: no read beyond them, no write beyond the
 * room, and what is rewritten has no header of our own left.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/contact.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = size ? data[0] * 4u : 0;
	char *out = malloc(room + 1);
	bool unchanged;
	size_t len;

	if(!out)
		return 0;
	len = acg_contact_rewrite(
			(const char *)data, size, "g.x", 5061, out, room, &unchanged);
	if(acg_contact_first_len((const char *)data, size) > size)
		abort();
	if(len > room || (unchanged && len))
		abort();
	free(out);
	return 0;
}
