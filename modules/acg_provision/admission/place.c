/*
 * place: the place of a call among the calls at once.
 *
 * What is counted lies in shared memory, without locks. A call's place is a small
 * block of shared memory that its dialog owns: given back once, by whichever of the
 * dialog's ends comes first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/place.h"
#include "admission/gauge.h"
#include "admission/rate.h"
#include "rules/policy_store.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"
#include "modules/dialog/dlg_cb.h"
#include "modules/dialog/dlg_hash.h"
#include "modules/dialog/dlg_load.h"

#include <string.h>

static struct shared {
	struct acg_gauge accounts;
	_Atomic int calls, emergency_calls, transcoded;
} * shared;

/* Instead of a slot of shared->accounts, in transcoded: no place there, or never one
 * again. */
enum { NOT_TRANSCODED = -3, ENDED = -4 };

struct place {
	atomic_flag given_back;
	bool emergency;
	int account; /* slot of shared->accounts */
	_Atomic int transcoded;
	char name[ACG_NAME_MAX + 1]; /* of the account */
};

static struct dlg_binds dialog;

int acg_place_init(void)
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

void acg_place_destroy(void)
{
	if(shared)
		shm_free(shared);
	shared = NULL;
}

/* --- given back ---------------------------------------------------------------- */

/* What take() took. */
static void untake(_Atomic int *calls, int slot)
{
	acg_gauge_give_back(&shared->accounts, slot);
	atomic_fetch_sub(calls, 1);
}

static void leave_transcoded(struct place *place, int then)
{
	int slot = atomic_load(&place->transcoded);

	do {
		if(slot == ENDED)
			return;
	} while(!atomic_compare_exchange_strong(&place->transcoded, &slot, then));
	if(slot != NOT_TRANSCODED)
		untake(&shared->transcoded, slot);
}

/* When Kamailio ends, the dialogs go after this module. */
static void give_back(struct place *place)
{
	if(!shared || atomic_flag_test_and_set(&place->given_back))
		return;
	leave_transcoded(place, ENDED);
	untake(place->emergency ? &shared->emergency_calls : &shared->calls,
			place->account);
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

/* --- taken --------------------------------------------------------------------- */

/* The dialog owns the place from here on. Without a dialog, or memory, it is given
 * back at once: the call goes on uncounted rather than not at all. */
static void keep(struct sip_msg *msg, const struct place *taken)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	struct place *place = dlg ? shm_malloc(sizeof(*place)) : NULL;
	struct place lost = *taken;

	if(!place) {
		LM_ERR("a call is not counted: %s\n",
				dlg ? "no shared memory (raise -m)" : "it has no dialog");
		give_back(&lost);
	} else {
		*place = *taken;
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
static bool take_one(_Atomic int *calls, int max)
{
	if(atomic_fetch_add(calls, 1) < max || max < 0)
		return true;
	atomic_fetch_sub(calls, 1);
	return false;
}

/* One of all, and one of the account's own. `kind` keeps the accounts' counts of
 * different things apart. */
static enum acg_place take(_Atomic int *calls, int max, char kind,
		const char *account, int account_max, int *slot)
{
	*slot = ACG_GAUGE_NO_SLOT;
	if(!take_one(calls, max))
		return ACG_PLACE_NONE;
	if(account[0])
		*slot = acg_gauge_take(&shared->accounts,
				acg_rate_key(kind, account, (unsigned int)strlen(account)),
				account_max);
	if(*slot >= 0 || account_max < 0)
		return ACG_PLACE_TAKEN;
	atomic_fetch_sub(calls, 1);
	return ACG_PLACE_NONE_OF_ACCOUNT;
}

enum acg_place acg_place_take(struct sip_msg *msg,
		const struct acg_policy *policy, const char *account)
{
	const struct acg_account_policy *limits =
			acg_policy_account(policy, account);
	struct place place = {ATOMIC_FLAG_INIT, .transcoded = NOT_TRANSCODED};
	enum acg_place taken = take(&shared->calls, policy->deployment.max_calls,
			'a', account, limits ? limits->max_calls : -1, &place.account);

	if(taken != ACG_PLACE_TAKEN)
		return taken;
	strncpy(place.name, account, ACG_NAME_MAX);
	keep(msg, &place);
	return ACG_PLACE_TAKEN;
}

void acg_place_count_emergency(struct sip_msg *msg)
{
	struct place place = {ATOMIC_FLAG_INIT, .emergency = true,
			.account = ACG_GAUGE_NO_SLOT, .transcoded = NOT_TRANSCODED};

	atomic_fetch_add(&shared->emergency_calls, 1);
	keep(msg, &place);
}

/* --- transcoded ----------------------------------------------------------------- */

static struct place *place_of(const struct dlg_cell *dlg)
{
	const struct dlg_callback *callback = dlg->cbs.first;

	while(callback && callback->callback != on_end)
		callback = callback->next;
	return callback ? callback->param : NULL;
}

enum acg_place acg_place_take_transcoded(struct dlg_cell *dlg)
{
	struct place *place = place_of(dlg);
	const struct acg_policy *policy;
	const struct acg_account_policy *limits;
	enum acg_place taken;
	int none = NOT_TRANSCODED, slot;

	if(!place || place->emergency
			|| atomic_load(&place->transcoded) != NOT_TRANSCODED)
		return ACG_PLACE_TAKEN;
	policy = acg_policy_enter();
	limits = acg_policy_account(policy, place->name);
	taken = take(&shared->transcoded, policy->deployment.max_transcoded, 't',
			place->name, limits ? limits->max_transcoded : -1, &slot);
	acg_policy_leave();
	if(taken == ACG_PLACE_TAKEN
			&& !atomic_compare_exchange_strong(&place->transcoded, &none, slot))
		untake(&shared->transcoded, slot);
	return taken;
}

void acg_place_give_back_transcoded(struct dlg_cell *dlg)
{
	struct place *place = place_of(dlg);

	if(place)
		leave_transcoded(place, NOT_TRANSCODED);
}

/* --- how many ------------------------------------------------------------------- */

long acg_place_calls(void)
{
	return shared ? atomic_load(&shared->calls) : 0;
}

long acg_place_emergency_calls(void)
{
	return shared ? atomic_load(&shared->emergency_calls) : 0;
}

long acg_place_transcoded(void)
{
	return shared ? atomic_load(&shared->transcoded) : 0;
}
