/*
 * header_name: which headers may be touched, and when two names are one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/header_name.h"

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
	"Require", "Proxy-Require", "Supported", "Unsupported",
	/* the body */
	"Content-Length", "Content-Type", "Content-Encoding",
	"Content-Disposition", "MIME-Version",
	/* authentication */
	"Authorization", "Proxy-Authorization", "WWW-Authenticate",
	"Proxy-Authenticate", "Authentication-Info",
	/* reliable responses, session timer, transfer, registration */
	"RAck", "RSeq", "Session-Expires", "Min-SE", "Replaces", "Refer-To",
	"Referred-By", "Event", "Subscription-State", "Path", "Service-Route",
	"Identity",
	/* between parts of this module, see contact.h */
	"ACG-Contact"
};

/* These may go as a whole, but nobody makes up their values. */
static const char *const identities[] = {
	"P-Asserted-Identity", "P-Preferred-Identity", "Privacy",
	"Remote-Party-ID"
};

/* RFC 3261 section 20, RFC 3265, 3515, 3892, 3841, 4028, 4474 */
static const struct {
	char letter;
	const char *name;
} compact[] = {
	{'a', "Accept-Contact"}, {'b', "Referred-By"}, {'c', "Content-Type"},
	{'d', "Request-Disposition"}, {'e', "Content-Encoding"}, {'f', "From"},
	{'i', "Call-ID"}, {'j', "Reject-Contact"}, {'k', "Supported"},
	{'l', "Content-Length"}, {'m', "Contact"}, {'n', "Identity-Info"},
	{'o', "Event"}, {'r', "Refer-To"}, {'s', "Subject"}, {'t', "To"},
	{'u', "Allow-Events"}, {'v', "Via"}, {'x', "Session-Expires"},
	{'y', "Identity"}
};
/* clang-format on */

bool acg_header_is_token_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
		   || (c >= '0' && c <= '9') || (c && strchr("-.!%*_+`'~", c));
}

static bool is_one_of(const char *name, const char *const *list, size_t entries)
{
	for(size_t i = 0; i < entries; i++) {
		if(strcasecmp(name, list[i]) == 0)
			return true;
	}
	return false;
}

bool acg_header_name_removable(const char *name)
{
	size_t len = strlen(name);

	if(len < 2 || len > ACG_HEADER_NAME_MAX)
		return false;
	for(size_t i = 0; i < len; i++) {
		if(!acg_header_is_token_char(name[i]))
			return false;
	}
	return !is_one_of(name, reserved, sizeof(reserved) / sizeof(reserved[0]));
}

bool acg_header_name_settable(const char *name)
{
	return acg_header_name_removable(name)
		   && !is_one_of(name, identities,
				   sizeof(identities) / sizeof(identities[0]));
}

bool acg_header_name_ok(const char *name)
{
	return acg_header_name_settable(name) && strcasecmp(name, "Allow") != 0;
}

bool acg_header_name_is(
		const char *in_message, size_t len, const char *name, size_t name_len)
{
	if(len == name_len)
		return strncasecmp(in_message, name, len) == 0;
	if(len != 1)
		return false;
	for(size_t i = 0; i < sizeof(compact) / sizeof(compact[0]); i++) {
		if((in_message[0] | 0x20) == compact[i].letter)
			return strlen(compact[i].name) == name_len
				   && strncasecmp(compact[i].name, name, name_len) == 0;
	}
	return false;
}
