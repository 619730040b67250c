/*
 * admission: may a new call go on?
 *
 * The rates lie in shared memory, without locks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/admission.h"
#include "admission/loop.h"
#include "admission/place.h"
#include "admission/rate.h"
#include "base/clock.h"
#include "base/counters.h"
#include "calls/identity.h"
#include "rules/policy_store.h"
#include "rules/signalling_store.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"

#include <string.h>

static struct acg_rates *rates;

/* What is known of a call. */
struct call {
	struct sip_msg *msg;
	const struct acg_match *match;
	struct acg_identity called, from, asserted, to;
	char peer[ACG_PEER_NAME_SIZE];
	uint32_t address; /* IPv4, host order; 0: none */
};

/* Of this process: the message last judged. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	enum acg_admission verdict;
} last;

int acg_admission_init(void)
{
	if(acg_place_init() != 0)
		return -1;
	rates = shm_malloc(sizeof(*rates));
	if(!rates) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(rates, 0, sizeof(*rates));
	return 0;
}

void acg_admission_destroy(void)
{
	acg_place_destroy();
	if(rates)
		shm_free(rates);
	rates = NULL;
}

static enum acg_admission judge_places(
		const struct call *call, const struct acg_policy *policy)
{
	switch(acg_place_take(call->msg, policy, call->match->service.account)) {
		case ACG_PLACE_NONE:
			return ACG_REFUSED_CALLS;
		case ACG_PLACE_NONE_OF_ACCOUNT:
			return ACG_REFUSED_ACCOUNT_CALLS;
		case ACG_PLACE_TAKEN:
			break;
	}
	return ACG_ADMITTED;
}

/* --- rates -------------------------------------------------------------------- */

static bool within(char kind, const void *name, size_t len, int per_second)
{
	return !per_second || !len
		   || acg_rate_take(rates, acg_rate_key(kind, name, (unsigned int)len),
				   per_second, acg_now_us());
}

static enum acg_admission judge_rates(
		const struct call *call, const struct acg_policy *policy)
{
	const struct acg_deployment_policy *deployment = &policy->deployment;
	const char *name = call->match->service.account;
	const struct acg_account_policy *account = acg_policy_account(policy, name);
	uint32_t network = call->address >> (32 - deployment->subnet_bits);

	if(call->address
			&& !within('n', &network, sizeof(network),
					deployment->subnet_calls_per_second))
		return ACG_REFUSED_SUBNET_RATE;
	if(!within('p', call->peer, strlen(call->peer),
			   deployment->peer_calls_per_second))
		return ACG_REFUSED_PEER_RATE;
	if(account && !within('r', name, strlen(name), account->calls_per_second))
		return ACG_REFUSED_ACCOUNT_RATE;
	return ACG_ADMITTED;
}

/* --- loops and fraud ----------------------------------------------------------- */

static bool is_number(const struct acg_identity *identity)
{
	return !identity->error && identity->number.kind == ACG_KIND_E164;
}

static bool same_number(
		const struct acg_identity *one, const struct acg_identity *other)
{
	return is_number(one) && is_number(other)
		   && one->number.key == other->number.key;
}

/* A request that went through here once may have been forwarded to another number:
 * that is no loop (RFC 3261 section 16.3, a spiral). One that still goes where it went
 * at first is, and so is one that comes for the third time. */
static bool loops(const struct call *call)
{
	int own = acg_loop_own_vias(call->msg);

	return own > 1 || (own == 1 && same_number(&call->called, &call->to));
}

static bool blocked(const struct call *call, const struct acg_policy *policy,
		const struct acg_identity *identity, unsigned int party)
{
	return is_number(identity)
		   && acg_policy_blocks(
				   policy, identity->number.key, call->match->direction, party);
}

static enum acg_admission judge_numbers(
		const struct call *call, const struct acg_policy *policy)
{
	if(loops(call))
		return ACG_REFUSED_LOOP;
	if(!call->called.error && call->called.number.kind == ACG_KIND_EMERGENCY)
		return ACG_REFUSED_EMERGENCY;
	if(blocked(call, policy, &call->from, ACG_BLOCKS_CALLER)
			|| blocked(call, policy, &call->asserted, ACG_BLOCKS_CALLER))
		return ACG_REFUSED_CALLER;
	if(blocked(call, policy, &call->called, ACG_BLOCKS_CALLEE))
		return ACG_REFUSED_CALLEE;
	if(!policy->deployment.calls_to_oneself
			&& (same_number(&call->called, &call->from)
					|| same_number(&call->called, &call->asserted)))
		return ACG_REFUSED_TO_ITSELF;
	return ACG_ADMITTED;
}

static void read_call(
		struct sip_msg *msg, const struct acg_match *match, struct call *call)
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	const struct acg_number_plan *plan =
			&signalling->plan[acg_direction_reverse(match->direction)];

	*call = (struct call){.msg = msg, .match = match};
	acg_identity_read(msg, ACG_URI_CALLED, plan, &call->called, NULL);
	acg_identity_read(msg, ACG_URI_FROM, plan, &call->from, NULL);
	acg_identity_read(msg, ACG_URI_TO, plan, &call->to, NULL);
	acg_identity_asserted(msg, plan, &call->asserted);
	acg_signalling_leave();
	acg_match_peer(msg, call->peer);
	if(msg->rcv.src_ip.af == AF_INET)
		call->address = ntohl(msg->rcv.src_ip.u.addr32[0]);
}

static enum acg_admission judge(
		const struct call *call, const struct acg_policy *policy)
{
	enum acg_admission verdict = judge_rates(call, policy);

	if(verdict == ACG_ADMITTED)
		verdict = judge_numbers(call, policy);
	if(verdict == ACG_ADMITTED)
		verdict = judge_places(call, policy);
	return verdict;
}

void acg_admission_note(const struct sip_msg *msg, enum acg_admission verdict)
{
	last.msg_id = msg->id;
	last.msg_pid = msg->pid;
	last.verdict = verdict;
	if(verdict != ACG_ADMITTED)
		acg_count(ACG_COUNT_REFUSED_LOOP + verdict - ACG_REFUSED_LOOP);
}

enum acg_admission acg_admission_judge(
		struct sip_msg *msg, const struct acg_match *match)
{
	enum acg_admission verdict = ACG_ADMITTED;
	struct call call;

	if(match->emergency) {
		acg_place_count_emergency(msg);
	} else {
		read_call(msg, match, &call);
		verdict = judge(&call, acg_policy_enter());
		acg_policy_leave();
	}
	acg_admission_note(msg, verdict);
	return verdict;
}

enum acg_admission acg_admission_of(const struct sip_msg *msg)
{
	return last.msg_id == msg->id && last.msg_pid == msg->pid ? last.verdict
															  : ACG_ADMITTED;
}
