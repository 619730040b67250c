/*
 * target: acg.peers, where calls can go and what is known of each place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/target.h"
#include "base/clock.h"
#include "base/utc.h"
#include "peers/ds_module.h"
#include "peers/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>


/* What is shown, copied so that no lock is held while an answer is made. */
struct copy {
	uint32_t destinations;
	struct acg_destination *destination;
	struct acg_target target[ACG_TARGETS_MAX];
};

static struct copy *take_copy(void)
{
	struct copy *copy = calloc(1, sizeof(*copy));
	struct acg_target *targets;
	const struct acg_route_set *set;

	if(!copy)
		return NULL;
	set = acg_target_hold(&targets);
	memcpy(copy->target, targets, sizeof(copy->target));
	if(set && set->destinations > 0)
		copy->destination =
				malloc(set->destinations * sizeof(*copy->destination));
	if(copy->destination) {
		copy->destinations = set->destinations;
		memcpy(copy->destination, set->destination,
				set->destinations * sizeof(*copy->destination));
	}
	acg_target_release();
	return copy;
}

static const char *state_of(const struct acg_target *target)
{
	int flags = acg_ds_state(target->set);

	if(flags < 0)
		return "new";
	if(flags & ACG_DS_DISABLED)
		return "disabled";
	if(flags & ACG_DS_DOWN)
		return "down";
	return target->retry_at > acg_now_s() ? "paused" : "up";
}

static void add_destination(
		rpc_t *rpc, void *handle, const struct acg_destination *destination)
{
	rpc->struct_add(handle, "sssd", "name", destination->name, "peer",
			destination->peer, "listener", destination->listener, "region",
			destination->region);
}

static void show_target(rpc_t *rpc, void *ctx,
		const struct acg_destination *destination,
		const struct acg_target *target)
{
	time_t pause = target->retry_at - acg_now_s();
	char since[ACG_UTC_SIZE], until[ACG_UTC_SIZE], failed[ACG_UTC_SIZE];
	void *handle;

	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	add_destination(rpc, handle, destination);
	rpc->struct_add(handle, "dssssjjss", "set", target->set, "address",
			target->uri, "state", state_of(target), "reason", target->reason,
			"since", acg_utc(target->since, since), "calls", target->calls,
			"failures", target->failures, "retry_after_until",
			target->retry_at && pause > 0 ? acg_utc(time(NULL) + pause, until)
										  : "none",
			"tls_error", target->tls_error[0] ? target->tls_error : "none");
	if(target->tls_error[0])
		rpc->struct_add(handle, "s", "tls_error_at",
				acg_utc(target->tls_error_at, failed));
}

static void show_unresolved(
		rpc_t *rpc, void *ctx, const struct acg_destination *destination)
{
	void *handle;

	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	add_destination(rpc, handle, destination);
	rpc->struct_add(handle, "sss", "address", destination->host, "state",
			"unresolved", "reason", "DNS has no address for it");
}

static void peers(rpc_t *rpc, void *ctx)
{
	struct copy *copy = take_copy();

	if(!copy) {
		rpc->fault(ctx, 500, "Out of memory");
		return;
	}
	for(uint32_t i = 0; i < copy->destinations; i++) {
		const struct acg_destination *destination = &copy->destination[i];
		bool any = false;

		for(int j = 0; j < ACG_TARGETS_MAX; j++) {
			const struct acg_target *target = &copy->target[j];
			if(!target->set || target->destination != destination->id)
				continue;
			show_target(rpc, ctx, destination, target);
			any = true;
		}
		if(!any)
			show_unresolved(rpc, ctx, destination);
	}
	free(copy->destination);
	free(copy);
}

static const char *peers_doc[] = {
		"Where calls can go, which places are up, and why the others are not",
		0};

rpc_export_t acg_target_rpc[] = {
		{"acg.peers", peers, peers_doc, RET_ARRAY},
		{0, 0, 0, 0},
};
