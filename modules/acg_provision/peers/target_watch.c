/*
 * target_watch: the process that keeps dispatcher's list equal to the tables and to
 * DNS, and asks soon again those that are down.
 *
 * DNS may block: that delays this process, and no call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/target_watch.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/process.h"
#include "peers/ds_module.h"
#include "peers/target.h"
#include "peers/target_dns.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/sr_module.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_US 500000
#define LOAD_SPACING_S 2 /* between two lists: see acg_ds_load() */
#define DNS_RETRY_S 5
#define PROBE_WAIT_MAX_S 60

static struct {
	unsigned generation;
	time_t resolved_at, loaded_at;
	int dns_interval;
	bool unresolved; /* a name has no address */
	bool changed;	 /* and dispatcher does not know yet */
} watch;

/* A copy of the destinations, since DNS is asked without the lock. NULL for none. */
static struct acg_destination *copy_destinations(uint32_t *n)
{
	struct acg_target *targets;
	const struct acg_route_set *set = acg_target_hold(&targets);
	struct acg_destination *copy = NULL;

	*n = set ? set->destinations : 0;
	if(*n)
		copy = malloc(*n * sizeof(*copy));
	if(copy)
		memcpy(copy, set->destination, *n * sizeof(*copy));
	acg_target_release();
	return copy;
}

/* What has no address now keeps those it had. */
static void resolve(const struct acg_destination *destination)
{
	struct acg_target_address address[ACG_TARGET_ADDRESSES_MAX];
	unsigned n = acg_target_resolve(destination, address);
	struct acg_target *targets;

	if(n == 0) {
		LM_ERR("destination %s: DNS has no address for %s\n", destination->name,
				destination->host);
		watch.unresolved = true;
		return;
	}
	acg_target_hold(&targets);
	if(acg_target_set_addresses(destination, address, n))
		watch.changed = true;
	acg_target_release();
}

static void refresh(bool ask_dns)
{
	uint32_t n;
	struct acg_destination *destination = copy_destinations(&n);
	struct acg_target *targets;

	watch.unresolved = false;
	for(uint32_t i = 0; destination && i < n; i++) {
		if(ask_dns || acg_target_is_address(&destination[i]))
			resolve(&destination[i]);
	}
	free(destination);
	if(acg_target_hold(&targets) && acg_target_drop_others())
		watch.changed = true;
	acg_target_release();
	watch.resolved_at = acg_now_s();
}

static bool is_due(void)
{
	int wait = watch.unresolved ? DNS_RETRY_S : watch.dns_interval;

	return watch.generation != acg_target_generation()
		   || acg_now_s() - watch.resolved_at >= wait;
}

static void feed(void)
{
	if(is_due()) {
		unsigned generation = acg_target_generation();
		/* Names and scopes are in the list as well. */
		if(watch.generation != generation)
			watch.changed = true;
		watch.generation = generation;
		refresh(true);
	}
	if(!watch.changed || acg_now_s() - watch.loaded_at < LOAD_SPACING_S)
		return;
	watch.loaded_at = acg_now_s();
	if(acg_ds_load(false))
		watch.changed = false;
}

/* Note its state; true when it is to be probed now. One that went down is asked
 * after 1, 2, 4 ... 60 seconds, one that is new at once. */
static bool look(struct acg_target *target, time_t now)
{
	int state = acg_ds_state(target->set);
	bool is_new = target->state < 0 && state >= 0;
	bool down = state >= 0 && (state & ACG_DS_DOWN);
	bool was_down = target->state >= 0 && (target->state & ACG_DS_DOWN);

	if(down != was_down) {
		target->since = time(NULL);
		target->probe_wait = 1;
		target->probe_at = now + 1;
		if(down && !is_new)
			acg_count(ACG_COUNT_PEERS_TAKEN_OUT);
	}
	target->state = state;
	if(is_new)
		return true;
	if(!down || (state & ACG_DS_DISABLED) || now < target->probe_at)
		return false;
	target->probe_wait = target->probe_wait * 2 < PROBE_WAIT_MAX_S
								 ? target->probe_wait * 2
								 : PROBE_WAIT_MAX_S;
	target->probe_at = now + target->probe_wait;
	return true;
}

static void probe(void)
{
	int due[ACG_TARGETS_MAX], n = 0;
	struct acg_target *targets;
	time_t now = acg_now_s();

	acg_target_hold(&targets);
	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		if(targets[i].set && look(&targets[i], now))
			due[n++] = targets[i].set;
	}
	acg_target_release();
	for(int i = 0; i < n; i++)
		acg_ds_ping(due[i]);
}

void acg_target_watch_register(void)
{
	acg_process_register();
}

int acg_target_watch_first(void)
{
	watch.generation = acg_target_generation();
	refresh(false);
	return acg_ds_load(true) ? 0 : -1;
}

/* When Kamailio ends, its main process stops this one by a signal. */
__attribute__((noreturn)) static void run(void)
{
	watch.generation = 0; /* names have not been resolved */
	watch.loaded_at = acg_now_s();
	for(;;) {
		cfg_update();
		feed();
		probe();
		usleep(TICK_US);
	}
}

int acg_target_watch_start(int dns_interval)
{
	watch.dns_interval = dns_interval;
	return acg_process_start("acg peers", PROC_TIMER, true, run);
}
