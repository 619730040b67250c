/*
 * unfold: header lines that go on in the next line, made one. Pure.
 *
 * RFC 3261 section 7.3.1 lets anyone do that: the end of the line and the white
 * space after it mean a single space. Who comes later cannot then take the
 * continuation for a header of its own, and Kamailio's parser, which knows folding
 * in some headers only, understands them all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_UNFOLD_H
#define ACG_UNFOLD_H

#include <stddef.h>

/* In the header section of a SIP message of `len` bytes at `buf`, put two spaces in
 * place of each CRLF before a space or tab. The length stays. What follows the
 * first line is no continuation: it is left as it is, and refused later. */
void acg_unfold(char *buf, size_t len);

#endif
