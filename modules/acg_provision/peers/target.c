/*
 * target: the addresses that calls are sent to, and what is known of each.
 *
 * One lock for the tables and the targets; it is held while a few hundred entries
 * are compared, never while anything is waited for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/target.h"
#include "base/clock.h"
#include "base/locked.h"
#include "peers/ds_module.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"
#include "core/rand/fastrand.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What tm waits for an answer (fr_timer), less than a tick of its timer. */
#define PROBE_TIMEOUT_MS 4900

static struct {
	gen_lock_t lock;
	struct acg_route_set *set;
	atomic_uint generation;
	int sets; /* the highest number given to a set of dispatcher */
	struct acg_target target[ACG_TARGETS_MAX];
} * shared;

static int own_region;

int acg_target_init(int region)
{
	own_region = region;
	shared = acg_locked_new(sizeof(*shared));
	return shared ? 0 : -1;
}

void acg_target_destroy(void)
{
	if(!shared)
		return;
	if(shared->set)
		shm_free(shared->set);
	acg_locked_free(shared);
	shared = NULL;
}

void acg_target_publish(struct acg_route_set *set)
{
	struct acg_route_set *old;

	lock_get(&shared->lock);
	old = shared->set;
	shared->set = set;
	lock_release(&shared->lock);
	atomic_fetch_add(&shared->generation, 1);
	if(old)
		shm_free(old);
}

unsigned acg_target_generation(void)
{
	return atomic_load(&shared->generation);
}

const struct acg_route_set *acg_target_hold(struct acg_target **targets)
{
	lock_get(&shared->lock);
	*targets = shared->target;
	return shared->set;
}

void acg_target_release(void)
{
	lock_release(&shared->lock);
}

/* ---- which there are -------------------------------------------------------- */

static bool same_address(
		const struct acg_target_address *a, const struct acg_target_address *b)
{
	return a->port == b->port && ip_addr_cmp(&a->ip, &b->ip);
}

static bool is_among(const struct acg_target *target,
		const struct acg_target_address *address, unsigned n)
{
	for(unsigned i = 0; i < n; i++) {
		if(same_address(&target->address, &address[i]))
			return true;
	}
	return false;
}

static bool is_of(const struct acg_target *target,
		const struct acg_destination *destination)
{
	return target->set && target->destination == destination->id
		   && strcmp(target->listener, destination->listener) == 0;
}

static struct acg_target *find(const struct acg_destination *destination,
		const struct acg_target_address *address)
{
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		if(is_of(&shared->target[i], destination)
				&& same_address(&shared->target[i].address, address))
			return &shared->target[i];
	}
	return NULL;
}

static struct acg_target *find_free(void)
{
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		if(!shared->target[i].set)
			return &shared->target[i];
	}
	return NULL;
}

static void make(struct acg_target *target,
		const struct acg_destination *destination,
		const struct acg_target_address *address)
{
	bool six = address->ip.af == AF_INET6;
	struct ip_addr ip = address->ip;

	memset(target, 0, sizeof(*target));
	target->set = ++shared->sets;
	target->destination = destination->id;
	target->address = *address;
	target->state = -1;
	target->since = time(NULL);
	snprintf(target->uri, sizeof(target->uri), "sip:%s%s%s:%u;transport=tls",
			six ? "[" : "", ip_addr2a(&ip), six ? "]" : "", address->port);
	strcpy(target->listener, destination->listener);
	strcpy(target->reason, "not probed yet");
}

static bool add(const struct acg_destination *destination,
		const struct acg_target_address *address)
{
	struct acg_target *target = find(destination, address);

	if(target) {
		target->address.priority = address->priority;
		target->address.weight = address->weight;
		return false;
	}
	target = find_free();
	if(!target) {
		LM_ERR("destination %s: more than %d addresses in all, one is left "
			   "out\n",
				destination->name, ACG_TARGETS_MAX);
		return false;
	}
	make(target, destination, address);
	return true;
}

bool acg_target_set_addresses(const struct acg_destination *destination,
		const struct acg_target_address *address, unsigned n)
{
	bool changed = false;

	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		struct acg_target *target = &shared->target[i];
		if(is_of(target, destination) && !is_among(target, address, n)) {
			target->set = 0;
			changed = true;
		}
	}
	for(unsigned i = 0; i < n; i++)
		changed |= add(destination, &address[i]);
	return changed;
}

bool acg_target_drop_others(void)
{
	bool changed = false;

	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		struct acg_target *target = &shared->target[i];
		bool wanted = !target->set;

		for(uint32_t j = 0; !wanted && j < shared->set->destinations; j++)
			wanted = is_of(target, &shared->set->destination[j]);
		if(wanted)
			continue;
		target->set = 0;
		changed = true;
	}
	return changed;
}

/* ---- choosing --------------------------------------------------------------- */

static uint32_t draw(uint32_t below)
{
	return fastrand_max(below - 1);
}

static bool is_paused(const struct acg_target *target, time_t now)
{
	return target->retry_at > now;
}

/* The addresses of one destination, in the order of their SRV records. */
static unsigned add_rules(const struct acg_destination *destination,
		unsigned have, char *rules, time_t now)
{
	struct acg_route_entry entry[ACG_TARGETS_MAX];
	unsigned n = 0, added = 0;

	for(uint32_t i = 0; i < ACG_TARGETS_MAX; i++) {
		const struct acg_target *target = &shared->target[i];
		if(is_of(target, destination) && !is_paused(target, now))
			entry[n++] = (struct acg_route_entry){
					target->address.priority, target->address.weight, i};
	}
	acg_route_order(entry, n, draw);
	for(; added < n && have + added < ACG_TARGET_TRIES_MAX; added++) {
		size_t len = strlen(rules);
		snprintf(rules + len, ACG_TARGET_RULES_SIZE - len, "%s%d=8",
				len ? ";" : "", shared->target[entry[added].value].set);
	}
	return added;
}

unsigned acg_target_choose(const struct acg_route_call *asked,
		char rules[static ACG_TARGET_RULES_SIZE])
{
	uint32_t chosen[ACG_TARGET_TRIES_MAX], n;
	struct acg_route_call call = *asked;
	time_t now = acg_now_s();
	unsigned have = 0;

	call.region = own_region;
	rules[0] = '\0';
	lock_get(&shared->lock);
	n = shared->set ? acg_route_choose(
				shared->set, &call, draw, chosen, ACG_TARGET_TRIES_MAX)
					: 0;
	for(uint32_t i = 0; i < n; i++)
		have += add_rules(
				&shared->set->destination[chosen[i]], have, rules, now);
	lock_release(&shared->lock);
	return have;
}

static uint32_t draw_none(uint32_t below)
{
	(void)below;
	return 0;
}

unsigned acg_target_destinations(const struct acg_route_call *asked,
		struct acg_destination destination[static ACG_TARGET_TRIES_MAX])
{
	uint32_t chosen[ACG_TARGET_TRIES_MAX], n;
	struct acg_route_call call = *asked;

	call.region = own_region;
	lock_get(&shared->lock);
	n = shared->set ? acg_route_choose(
				shared->set, &call, draw_none, chosen, ACG_TARGET_TRIES_MAX)
					: 0;
	for(uint32_t i = 0; i < n; i++)
		destination[i] = shared->set->destination[chosen[i]];
	lock_release(&shared->lock);
	return n;
}

/* ---- what is known of one --------------------------------------------------- */

/* Locked; the caller releases the lock. */
static struct acg_target *hold_set(int set)
{
	lock_get(&shared->lock);
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		if(set > 0 && shared->target[i].set == set)
			return &shared->target[i];
	}
	return NULL;
}

void acg_target_called(int set)
{
	struct acg_target *target = hold_set(set);

	if(target)
		target->calls++;
	lock_release(&shared->lock);
}

void acg_target_failed(int set, const char *reason)
{
	struct acg_target *target = hold_set(set);

	if(target)
		target->failures++;
	if(target && reason)
		snprintf(target->reason, sizeof(target->reason), "%s", reason);
	lock_release(&shared->lock);
}

void acg_target_pause(int set, unsigned seconds, const char *reason)
{
	struct acg_target *target = hold_set(set);

	if(target) {
		target->retry_at = acg_now_s() + (time_t)seconds;
		snprintf(target->reason, sizeof(target->reason), "%s", reason);
	}
	lock_release(&shared->lock);
}

bool acg_target_is_paused(int set)
{
	struct acg_target *target = hold_set(set);
	bool paused = target && is_paused(target, acg_now_s());

	lock_release(&shared->lock);
	return paused;
}

static bool is_stale(const struct acg_target *target, int64_t now)
{
	return target->answered_at && now - target->answered_at < PROBE_TIMEOUT_MS;
}

static bool note(struct acg_target *target, bool up, bool silence,
		const char *reason, int64_t now)
{
	if(silence && is_stale(target, now)) {
		acg_ds_restore(target->set);
		return false;
	}
	target->answered_at = up ? now : 0;
	snprintf(target->reason, sizeof(target->reason), "%s", reason);
	return true;
}

bool acg_target_note(
		const char *uri, size_t len, bool up, bool silence, const char *reason)
{
	int64_t now = acg_now_ms();
	bool noted = false;

	lock_get(&shared->lock);
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		struct acg_target *target = &shared->target[i];
		if(target->set && strlen(target->uri) == len
				&& memcmp(target->uri, uri, len) == 0)
			noted |= note(target, up, silence, reason, now);
	}
	lock_release(&shared->lock);
	return noted;
}

void acg_target_note_tls(const char *listener, const struct ip_addr *ip,
		uint16_t port, const char *reason)
{
	lock_get(&shared->lock);
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		struct acg_target *target = &shared->target[i];
		if(!target->set || target->address.port != port
				|| strcmp(target->listener, listener) != 0
				|| !ip_addr_cmp(&target->address.ip, ip))
			continue;
		snprintf(target->tls_error, sizeof(target->tls_error), "%s", reason);
		target->tls_error_at = time(NULL);
	}
	lock_release(&shared->lock);
}

long acg_target_down(void)
{
	long down = 0;

	lock_get(&shared->lock);
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		const struct acg_target *target = &shared->target[i];
		down += target->set && target->state > 0
				&& (target->state & ACG_DS_DOWN) != 0;
	}
	lock_release(&shared->lock);
	return down;
}

static bool is_host(const char *text, const char *host, size_t len)
{
	return strlen(text) == len && strncasecmp(text, host, len) == 0;
}

static const char *find_listener(const char *host, size_t len, uint16_t port)
{
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		struct acg_target *target = &shared->target[i];
		if(target->set && target->address.port == port
				&& is_host(ip_addr2a(&target->address.ip), host, len))
			return target->listener;
	}
	for(uint32_t i = 0; shared->set && i < shared->set->destinations; i++) {
		const struct acg_destination *destination =
				&shared->set->destination[i];
		if((!destination->port || destination->port == port)
				&& is_host(destination->host, host, len))
			return destination->listener;
	}
	return NULL;
}

bool acg_target_listener(const char *host, size_t len, uint16_t port,
		char listener[static ACG_ROUTE_LISTENER_SIZE])
{
	const char *found;

	lock_get(&shared->lock);
	found = find_listener(host, len, port);
	if(found)
		strcpy(listener, found);
	lock_release(&shared->lock);
	return found != NULL;
}
