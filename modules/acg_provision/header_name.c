/*
 * header_name: which names the deployment's custom header may have.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header_name.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* clang-format off */
/* Removing one of these would break routing, the dialog, authentication, the
 * body, or who the caller is said to be. */
static const char *const reserved[] = {
	/* RFC 3261: routing, transaction, dialog */
	"Via", "From", "To", "Call-ID", "CSeq", "Contact", "Route",
	"Record-Route", "Max-Forwards", "Expires",
	/* what the ends can do and want */
	"Require", "Proxy-Require", "Supported", "Unsupported", "Allow",
	/* the body */
	"Content-Length", "Content-Type", "Content-Encoding",
	"Content-Disposition", "MIME-Version",
	/* authentication */
	"Authorization", "Proxy-Authorization", "WWW-Authenticate",
	"Proxy-Authenticate", "Authentication-Info",
	/* reliable responses, session timer, transfer, registration */
	"RAck", "RSeq", "Session-Expires", "Min-SE", "Replaces", "Refer-To",
	"Referred-By", "Event", "Subscription-State", "Path", "Service-Route",
	/* identity and its privacy */
	"P-Asserted-Identity", "P-Preferred-Identity", "Privacy", "Identity"
};
/* clang-format on */

/* RFC 3261 section 25.1: token */
static bool is_token_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
		   || (c >= '0' && c <= '9') || (c && strchr("-.!%*_+`'~", c));
}

bool acg_header_name_ok(const char *name)
{
	size_t len = strlen(name);

	if(len < 2 || len > ACG_HEADER_NAME_MAX)
		return false;
	for(size_t i = 0; i < len; i++) {
		if(!is_token_char(name[i]))
			return false;
	}
	for(size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if(strcasecmp(name, reserved[i]) == 0)
			return false;
	}
	return true;
}
