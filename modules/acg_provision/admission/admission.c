/*
 * admission: may a new call go on?
 *
 * What is counted lies in shared memory, without locks. A call's place is a small
 * block of shared memory that its dialog owns: given back once, by whichever of the
 * dialog's ends comes first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/admission.h"
#include "base/counters.h"
#include "admission/gauge.h"
#include "calls/identity.h"
#include "admission/loop.h"
#include "rules/policy_store.h"
#include "admission/rate.h"
#include "rules/signalling_store.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"
#include "modules/dialog/dlg_load.h"

#include <string.h>
#include <time.h>

static struct shared {
	struct acg_rates rates;
	struct acg_gauge accounts;
	_Atomic int calls, emergency_calls;
} * shared;

struct place {
	atomic_flag given_back;
	bool emergency;
	int account; /* slot of shared->accounts */
};

/* What is known of a call. */
struct call {
	struct sip_msg *msg;
	const struct acg_match *match;
	struct acg_identity called, from, asserted, to;
	char peer[ACG_PEER_NAME_SIZE];
	uint32_t address; /* IPv4, host order; 0: none */
};

static struct dlg_binds dialog;

/* Of this process: the message last judged. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	enum acg_admission verdict;
} last;

int acg_admission_init(void)
{
	if(load_dlg_api(&dialog) != 0)
		return -1;
	shared = shm_malloc(sizeof(*shared));
	if(!shared) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(shared, 0, sizeof(*shared));
	return 0;
}

void acg_admission_destroy(void)
{
	if(shared)
		shm_free(shared);
	shared = NULL;
}

/* --- places ------------------------------------------------------------------- */

/* When Kamailio ends, the dialogs go after this module. */
static void give_back(struct place *place)
{
	if(!shared || atomic_flag_test_and_set(&place->given_back))
		return;
	acg_gauge_give_back(&shared->accounts, place->account);
	atomic_fetch_sub(
			place->emergency ? &shared->emergency_calls : &shared->calls, 1);
}

static void on_end(struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	(void)dlg;
	(void)type;
	give_back(*params->param);
}

static void forget(void *param)
{
	give_back(param);
	shm_free(param);
}

/* The dialog owns the place from here on. Without a dialog, or memory, it is given
 * back at once: the call goes on uncounted rather than not at all. */
static void keep(struct sip_msg *msg, int account, bool emergency)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	struct place *place = dlg ? shm_malloc(sizeof(*place)) : NULL;
	struct place lost = {ATOMIC_FLAG_INIT, emergency, account};

	if(!place) {
		LM_ERR("a call is not counted: %s\n",
				dlg ? "no shared memory (raise -m)" : "it has no dialog");
		give_back(&lost);
	} else {
		*place = lost;
		if(dialog.register_dlgcb(dlg,
				   DLGCB_FAILED | DLGCB_TERMINATED | DLGCB_EXPIRED
						   | DLGCB_DESTROY,
				   on_end, place, forget)
				!= 0) {
			LM_ERR("a call is not counted: no shared memory (raise -m)\n");
			forget(place);
		}
	}
	if(dlg)
		dialog.release_dlg(dlg);
}

/* One more, if then there are at most `max`; -1: any number. */
static bool take_place(_Atomic int *calls, int max)
{
	if(atomic_fetch_add(calls, 1) < max || max < 0)
		return true;
	atomic_fetch_sub(calls, 1);
	return false;
}

static enum acg_admission take_places(
		const struct call *call, const struct acg_policy *policy)
{
	const char *name = call->match->service.account;
	const struct acg_account_policy *account = acg_policy_account(policy, name);
	int max = account ? account->max_calls : -1, slot = ACG_GAUGE_NO_SLOT;

	if(!take_place(&shared->calls, policy->deployment.max_calls))
		return ACG_REFUSED_CALLS;
	if(name[0])
		slot = acg_gauge_take(&shared->accounts,
				acg_rate_key('a', name, (unsigned int)strlen(name)), max);
	if(slot < 0 && max >= 0) {
		atomic_fetch_sub(&shared->calls, 1);
		return ACG_REFUSED_ACCOUNT_CALLS;
	}
	keep(call->msg, slot, false);
	return ACG_ADMITTED;
}

/* --- rates -------------------------------------------------------------------- */

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool within(char kind, const void *name, size_t len, int per_second)
{
	return !per_second || !len
		   || acg_rate_take(&shared->rates,
				   acg_rate_key(kind, name, (unsigned int)len), per_second,
				   now_us());
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
		verdict = take_places(call, policy);
	return verdict;
}

enum acg_admission acg_admission_judge(
		struct sip_msg *msg, const struct acg_match *match)
{
	enum acg_admission verdict = ACG_ADMITTED;
	struct call call;

	if(match->emergency) {
		atomic_fetch_add(&shared->emergency_calls, 1);
		keep(msg, ACG_GAUGE_NO_SLOT, true);
	} else {
		read_call(msg, match, &call);
		verdict = judge(&call, acg_policy_enter());
		acg_policy_leave();
	}
	last.msg_id = msg->id;
	last.msg_pid = msg->pid;
	last.verdict = verdict;
	return verdict;
}

enum acg_admission acg_admission_of(const struct sip_msg *msg)
{
	return last.msg_id == msg->id && last.msg_pid == msg->pid ? last.verdict
															  : ACG_ADMITTED;
}

long acg_admission_calls(void)
{
	return shared ? atomic_load(&shared->calls) : 0;
}

long acg_admission_emergency_calls(void)
{
	return shared ? atomic_load(&shared->emergency_calls) : 0;
}
