/*
 * counters: what this module counts, in Kamailio's counter group acg_provision.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_COUNTERS_H
#define ACG_COUNTERS_H

enum acg_counter {
	ACG_COUNT_FOUND,
	ACG_COUNT_NOT_PROVISIONED,
	ACG_COUNT_NOT_A_NUMBER,
	ACG_COUNT_NUMBER_DISABLED,
	ACG_COUNT_ACCOUNT_DISABLED,
	ACG_COUNT_SERVICE_DISABLED,
	ACG_COUNT_SCREENED,
	ACG_COUNT_EMERGENCY,
	ACG_COUNT_MESSAGES_REFUSED,
	ACG_COUNT_HEADERS_REMOVED,
	ACG_COUNT_HEADERS_ADDED,
	ACG_COUNT_PARAMS_REMOVED,
	ACG_COUNT_MEDIA_REFUSED,
	ACG_COUNT_MEDIA_PROBES,
	ACG_COUNT_MEDIA_PROBES_FAILED,
	ACG_COUNT_MEDIA_NODES_OUT,
	ACG_COUNT_RESYNCS,
	ACG_COUNT_RESYNCS_FAILED,
	ACG_COUNT_SNAPSHOTS_FAILED,
	ACG_COUNT_FOLLOW_LAG, /* asked for, never counted */
	ACG_COUNT_HANDSHAKES_REFUSED,
	/* in the order of enum acg_admission */
	ACG_COUNT_REFUSED_LOOP,
	ACG_COUNT_REFUSED_EMERGENCY,
	ACG_COUNT_REFUSED_TO_ITSELF,
	ACG_COUNT_REFUSED_CALLER,
	ACG_COUNT_REFUSED_CALLEE,
	ACG_COUNT_REFUSED_PEER_RATE,
	ACG_COUNT_REFUSED_SUBNET_RATE,
	ACG_COUNT_REFUSED_ACCOUNT_RATE,
	ACG_COUNT_REFUSED_CALLS,
	ACG_COUNT_REFUSED_ACCOUNT_CALLS,
	ACG_COUNT_REFUSED_TRANSCODED,
	ACG_COUNT_REFUSED_ACCOUNT_TRANSCODED,
	ACG_COUNT_CODECS_WITHHELD,
	ACG_COUNT_CALLS, /* these three are asked for, never counted */
	ACG_COUNT_EMERGENCY_CALLS,
	ACG_COUNT_TRANSCODED_CALLS,
	ACG_COUNT_PEERS_TAKEN_OUT,
	ACG_COUNT_PEERS_PAUSED,
	ACG_COUNT_LATE_ANSWERS,
	ACG_COUNT_PEERS_DOWN, /* asked for, never counted */
	ACG_COUNTERS
};

/* One that is not counted but asked for whenever somebody reads it. */
struct acg_counter_asked {
	enum acg_counter counter;
	long (*value)(void);
};

/* `asked` is kept by reference. Call in mod_init. 0 or -1. */
int acg_counters_register(const struct acg_counter_asked *asked, int count);

/* Of the calling process; no lock. */
void acg_count(enum acg_counter counter);
void acg_count_many(enum acg_counter counter, int n);

#endif
