/*
 * number: the user part of a SIP or tel URI as a canonical E.164 number.
 * Pure: no Kamailio, no allocation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_NUMBER_H
#define ACG_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* '+', at most 15 digits (ITU-T E.164 section 6), terminating NUL. */
#define ACG_NUMBER_SIZE 17

/* The digits as an integer. E.164 numbers never begin with 0, so the integer
 * names the number; 15 digits fit in 50 bits. 0 is no number. */
typedef uint64_t acg_number_key_t;
#define ACG_NUMBER_KEY_BITS 50

enum acg_number_error {
	ACG_NUMBER_OK = 0,
	ACG_NUMBER_EMPTY,	   /* nothing there, or "anonymous" */
	ACG_NUMBER_NOT_GLOBAL, /* no leading '+': not a global number */
	ACG_NUMBER_BAD_DIGIT,  /* neither digit nor visual separator */
	ACG_NUMBER_BAD_LENGTH, /* fewer than 2 or more than 15 digits */
	ACG_NUMBER_BAD_START,  /* '+0': no country code begins with 0 */

	/* acg_canonical() alone: */
	ACG_NUMBER_ANONYMOUS,	   /* a caller who wants to be nobody */
	ACG_NUMBER_BAD_ESCAPE,	   /* '%' without two hexadecimal digits */
	ACG_NUMBER_NAME,		   /* letters: a name, no number */
	ACG_NUMBER_NO_CONTEXT,	   /* a local tel number without phone-context */
	ACG_NUMBER_UNKNOWN_CONTEXT /* of a domain the number plan does not name */
};

/* Read `len` bytes at `user` as a global-number of RFC 3966 section 3:
 * '+', digits and visual separators "-.()", up to the first ';' (parameters
 * are not part of the number). Sets *key, and only on success.
 * Returns ACG_NUMBER_OK or the reason why it is not a number. */
enum acg_number_error acg_number_parse(
		const char *user, size_t len, acg_number_key_t *key);

/* Write '+' and the digits of `key` to `out`; returns the length, at most 16.
 * `key` must come from acg_number_parse(). */
size_t acg_number_format(
		acg_number_key_t key, char out[static ACG_NUMBER_SIZE]);

/* The reason in words, for a log line or an RPC answer. Static storage. */
const char *acg_number_strerror(enum acg_number_error error);

#endif
