/*
 * target: the addresses that calls are sent to, and what is known of each, in shared
 * memory. A destination has one for each address that DNS gives for it; each is one
 * set of the dispatcher module, with the one URI.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TARGET_H
#define ACG_TARGET_H

#include "peers/route.h"

#include "core/ip_addr.h"

#include <time.h>

#define ACG_TARGETS_MAX 256
#define ACG_TARGET_TRIES_MAX 8 /* addresses a call is sent to, at most */
#define ACG_TARGET_REASON_SIZE 128
#define ACG_TARGET_URI_SIZE (IP_ADDR_MAX_STR_SIZE + 32)
#define ACG_TARGET_RULES_SIZE (ACG_TARGET_TRIES_MAX * 16)

/* One address, as DNS tells it. */
struct acg_target_address {
	struct ip_addr ip;
	uint16_t port;
	uint16_t priority, weight; /* of its SRV record */
};

struct acg_target {
	int set;			  /* of dispatcher; 0: this place is free */
	uint32_t destination; /* destination_id */
	struct acg_target_address address;
	char uri[ACG_TARGET_URI_SIZE];
	char listener[ACG_ROUTE_LISTENER_SIZE];

	int state; /* dispatcher's flags when looked at last; -1: not yet */
	time_t since;
	char reason[ACG_TARGET_REASON_SIZE]; /* of that state */
	time_t retry_at;	 /* of CLOCK_MONOTONIC: not before; 0: any time */
	int64_t answered_at; /* the same clock, ms: when it came up */
	time_t probe_at; /* the same clock: when a target that is down is asked next */
	unsigned probe_wait;
	char tls_error[ACG_TARGET_REASON_SIZE];
	time_t tls_error_at;
	unsigned long calls, failures;
};

/* Before forking. `region` of this node. 0, or -1 with a log line. */
int acg_target_init(int region);
void acg_target_destroy(void);

/* Another state of the tables is in force; `set` is in shared memory, and belongs to
 * this from now on. */
void acg_target_publish(struct acg_route_set *set);

/* Raised by one with each acg_target_publish(). */
unsigned acg_target_generation(void);

/* The set in force (NULL before the first) and ACG_TARGETS_MAX places, until
 * acg_target_release(): hold it for microseconds, it is a lock. */
const struct acg_route_set *acg_target_hold(struct acg_target **targets);
void acg_target_release(void);

/* The addresses of one destination are these: keep what is known of those that stay,
 * under the lock of acg_target_hold(). Returns true when something is different now.
 * What finds no place is left out, with a log line. */
bool acg_target_set_addresses(const struct acg_destination *destination,
		const struct acg_target_address *address, unsigned n);

/* Give up targets whose destination is not in the set any more; likewise. */
bool acg_target_drop_others(void);

/* Where a call goes, as rules of ds_select_routes(): "7=8;3=8". Targets that asked
 * for time (Retry-After) are left out. Returns how many there are. */
unsigned acg_target_choose(const struct acg_route_call *call,
		char rules[static ACG_TARGET_RULES_SIZE]);

/* The destinations that such a call goes to, for people: those that are down or have
 * asked for time are among them, and of equal ones the order is that of the tables.
 * Copies; returns how many there are. */
unsigned acg_target_destinations(const struct acg_route_call *call,
		struct acg_destination destination[static ACG_TARGET_TRIES_MAX]);

/* A call went to the target of this set of dispatcher; one failed there, `reason` is
 * why it is taken out, NULL when it is not. */
void acg_target_called(int set);
void acg_target_failed(int set, const char *reason);

/* No calls for it for `seconds`. */
void acg_target_pause(int set, unsigned seconds, const char *reason);
bool acg_target_is_paused(int set);

/* What a probe has found, of all targets with that URI. A silence (408) is of a probe
 * sent some seconds ago: where a later one has been answered since, it says nothing,
 * and the targets are up as before; then this is false. (tm goes on waiting for an
 * answer to a request that could not be sent.) */
bool acg_target_note(
		const char *uri, size_t len, bool up, bool silence, const char *reason);

/* A TLS handshake that we began failed. */
void acg_target_note_tls(const char *listener, const struct ip_addr *ip,
		uint16_t port, const char *reason);

/* The listener whose target, or destination, is at this host and port; false for none. */
bool acg_target_listener(const char *host, size_t len, uint16_t port,
		char listener[static ACG_ROUTE_LISTENER_SIZE]);

/* How many were down when looked at last. */
long acg_target_down(void);

#endif
