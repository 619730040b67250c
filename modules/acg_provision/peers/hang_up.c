/*
 * hang_up: a BYE to both sides of a call.
 *
 * dlg_bye("all") of the dialog module looks at the dialog's state before each of
 * its two BYEs. On a busy machine the response to the first one arrives before the
 * second is made; the dialog then is over and the callee is never hung up on (seen
 * about once in 2,000 calls). Here both are made before either is sent, of the
 * dialog module's own parts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/hang_up.h"
#include "base/symbols.h"
#include "peers/own_request.h"

#include "core/dprint.h"
#include "modules/dialog/dlg_cb.h"
#include "modules/dialog/dlg_hash.h"
#include "modules/dialog/dlg_load.h"
#include "modules/tm/tm_load.h"

#include <stdbool.h>
#include <string.h>

#define PRACKED_CSEQ 80 /* as the dialog module: the PRACKs took numbers, too */

static struct dlg_binds dialogs;
static struct tm_binds transactions;

static struct {
	dlg_t *(*describe)(struct dlg_cell *, int leg);
	int (*forget)(dlg_t *);
	dlg_iuid_t *(*id_of)(struct dlg_cell *);
	void (*answered)(struct cell *, int, struct tmcb_params *);
	void (*run_callbacks)(int, struct dlg_cell *, struct sip_msg *,
			struct sip_msg *, unsigned, void *);
	int (*run_event_route)(struct dlg_cell *, struct sip_msg *, int, int);
	str *callee_headers;
} dialog;

static const struct acg_symbol symbols[] = {
		{"build_dlg_t", &dialog.describe},
		{"free_tm_dlg", &dialog.forget},
		{"dlg_get_iuid_shm_clone", &dialog.id_of},
		{"bye_reply_cb", &dialog.answered},
		{"run_dlg_callbacks", &dialog.run_callbacks},
		{"dlg_run_event_route", &dialog.run_event_route},
		{"dlg_lreq_callee_headers", &dialog.callee_headers},
};

int acg_hang_up_bind(void)
{
	if(load_dlg_api(&dialogs) < 0 || load_tm_api(&transactions) < 0) {
		LM_ERR("acg_hang_up() needs the modules tm and dialog, loaded before "
			   "this one\n");
		return -1;
	}
	return acg_symbols_bind(
			"dialog", symbols, sizeof(symbols) / sizeof(symbols[0]));
}

static bool is_answered(const struct dlg_cell *call)
{
	return call->state == DLG_STATE_CONFIRMED_NA
		   || call->state == DLG_STATE_CONFIRMED;
}

/* What tm needs to know for a request to that leg; NULL with a log line. */
static dlg_t *describe(struct dlg_cell *call, int leg)
{
	dlg_t *leg_of_call = dialog.describe(call, leg);

	if(leg_of_call && call->iflags & DLG_IFLAG_PRACK)
		leg_of_call->loc_seq.value += PRACKED_CSEQ;
	return leg_of_call;
}

static int send_bye(struct dlg_cell *call, dlg_t *to, const str *headers)
{
	static str method = str_init("BYE");
	char text[ACG_OWN_HEADERS_SIZE];
	str all;
	dlg_iuid_t *id;
	uac_req_t request;

	if(!acg_own_headers(&all, text, headers)) {
		LM_ERR("the headers of a BYE do not fit %d characters: shorten "
			   "lreq_callee_headers of the module dialog\n",
				ACG_OWN_HEADERS_SIZE);
		return -1;
	}
	id = dialog.id_of(call);
	if(!id) {
		LM_ERR("no memory for a BYE (raise -m)\n");
		return -1;
	}
	set_uac_req(&request, &method, &all, NULL, to, TMCB_LOCAL_COMPLETED,
			dialog.answered, id);
	if(transactions.t_request_within(&request) >= 0)
		return 0;
	LM_ERR("a BYE to %.*s could not be sent\n", to->rem_target.len,
			to->rem_target.s);
	return -1;
}

static int hang_up(struct dlg_cell *call)
{
	static const str none = {"", 0};
	dlg_t *caller, *callee;
	int sent = 0;

	if(!is_answered(call))
		return -1;
	caller = describe(call, DLG_CALLER_LEG);
	callee = describe(call, DLG_CALLEE_LEG);
	dialog.run_callbacks(
			DLGCB_TERMINATED, call, NULL, NULL, DLG_DIR_NONE, NULL);
	if(caller)
		sent += send_bye(call, caller, &none) == 0;
	if(callee)
		sent += send_bye(call, callee, dialog.callee_headers) == 0;
	dialog.forget(caller);
	dialog.forget(callee);
	dialog.run_event_route(call, NULL, DLG_STATE_CONFIRMED, DLG_STATE_DELETED);
	return sent > 0 ? 1 : -1;
}

int acg_hang_up(struct sip_msg *msg)
{
	struct dlg_cell *call = dialogs.get_dlg(msg);
	int result;

	if(!call)
		return -1;
	result = hang_up(call);
	dialogs.release_dlg(call);
	return result;
}

int acg_w_hang_up(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_hang_up(msg);
}
