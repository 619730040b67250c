/*
 * contact: what Contact says of this gateway in a message that leaves it.
 *
 * topoh puts its mask in place of the host and port of a Contact, and knows but one
 * mask. Peers find their way by Contact where they do not follow Record-Route, and
 * Teams finds the tenant by it, so in the message that goes out the mask becomes the
 * name by which this peer knows the gateway, with port and transport. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CONTACT_H
#define ACG_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

/* A header of our own that tells the name, where it is not the mask; it never leaves
 * this server. */
#define ACG_CONTACT_HEADER "ACG-Contact"

/* The length of the first of the Contacts in `value`: up to a comma that stands neither in
 * quotes nor in <>. */
size_t acg_contact_first_len(const char *value, size_t len);

/* Rewrite `len` bytes of a SIP message into `out`: without the header above, and
 * with "sip:<name>:<port>;transport=tls" where a Contact says "sip:<mask>;". The name
 * is that header's value, without one the mask. Port 0: none is written.
 *
 * Returns the new length; 0 when `out` is too small, or there is nothing to rewrite
 * (then *unchanged is set). */
size_t acg_contact_rewrite(const char *message, size_t len, const char *mask,
		unsigned int port, char *out, size_t size, bool *unchanged);

#endif
