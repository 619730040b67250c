/*
 * probe: a synthetic call through an rtpengine node, to see whether it keeps
 * the policy with the flags and the sequence that real calls use.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_PROBE_H
#define ACG_MEDIA_PROBE_H

#include <stdbool.h>

enum acg_probe_result {
	ACG_PROBE_GOOD,
	ACG_PROBE_SILENT, /* no answer in time */
	ACG_PROBE_BAD	  /* an answer, or a packet, that breaks the policy */
};

/* Is the node at "ip:port" there, and does it keep the policy? An offer and an
 * answer are placed between two ends of our own; both SDPs that come back must hold
 * the one suite, once, under keys that neither end has given; with `packets`, SRTP
 * must reach the other end both ways, and what is in clear, tampered with or under
 * another key must not. *reason is what was found, static storage. Takes up to two
 * seconds. Call acg_media_probe_init() first, once in the process. */
enum acg_probe_result acg_media_probe(const char *address, const char *flags,
		bool packets, const char **reason);

bool acg_media_probe_init(void);

#endif
