/*
 * script: the functions of the routing script, native and KEMI.
 *
 * None returns 0, which would end the script. Success is 1, failure -1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/script.h"
#include "base/clock.h"
#include "calls/capture.h"
#include "calls/invite.h"
#include "journal/journal.h"
#include "retention/access.h"

#include "core/dprint.h"
#include "core/mod_fix.h"

#include <string.h>

static bool may_record(struct sip_msg *msg, int code)
{
	if(code < 300 || code > 699) {
		LM_ERR("acg_record(%d, ...): the code must be 300 to 699\n", code);
		return false;
	}
	if(!acg_is_call_attempt(msg)) {
		LM_ERR("acg_record() is for an INVITE that begins a call\n");
		return false;
	}
	if(acg_capture_has_dialog(msg)) {
		LM_ERR("acg_record(): this call has a dialog and is recorded anyway; "
			   "use acg_record() instead of dlg_manage(), not after it\n");
		return false;
	}
	return true;
}

static int ki_record(struct sip_msg *msg, int code, str *reason)
{
	struct acg_record record = {0};
	struct acg_invite invite;

	if(!may_record(msg, code) || acg_journal_make_id(record.id) < 0)
		return -1;
	acg_invite_read(msg, &invite);
	record.started_at = acg_clock_now_us();
	record.ended_at = record.started_at;
	record.code = (uint16_t)code;
	record.code_from = ACG_SIDE_GATEWAY;
	record.end_reason = ACG_END_FAILED;
	record.text[ACG_TEXT_CALL_ID] = invite.call_id;
	record.text[ACG_TEXT_FROM_TAG] = invite.from_tag;
	record.text[ACG_TEXT_DIRECTION] =
			(struct acg_text){"unknown", strlen("unknown")};
	record.text[ACG_TEXT_CALLER] = invite.caller;
	record.text[ACG_TEXT_CALLEE] = invite.callee;
	record.text[ACG_TEXT_REASON] = acg_text_of(*reason);
	return acg_journal_write(&record) < 0 ? -1 : 1;
}

static int w_record(struct sip_msg *msg, char *code_param, char *reason_param)
{
	int code;
	str reason;

	if(fixup_get_ivalue(msg, (gparam_t *)code_param, &code) < 0
			|| fixup_get_svalue(msg, (gparam_t *)reason_param, &reason) < 0) {
		LM_ERR("acg_record(): cannot read its parameters\n");
		return -1;
	}
	return ki_record(msg, code, &reason);
}

static int ki_caller(struct sip_msg *msg, str *name)
{
	(void)msg;
	acg_access_set_caller(acg_text_of(*name));
	return 1;
}

static int w_caller(struct sip_msg *msg, char *name_param, char *unused)
{
	str name;

	(void)unused;
	if(fixup_get_svalue(msg, (gparam_t *)name_param, &name) < 0) {
		LM_ERR("acg_caller(): cannot read its parameter\n");
		return -1;
	}
	return ki_caller(msg, &name);
}

/* clang-format off */
cmd_export_t acg_script_functions[] = {
	{"acg_record", (cmd_function)w_record, 2, fixup_igp_spve,
		fixup_free_igp_spve, REQUEST_ROUTE},
	{"acg_caller", (cmd_function)w_caller, 1, fixup_spve_null,
		fixup_free_spve_null, ANY_ROUTE},
	{0, 0, 0, 0, 0, 0}
};

sr_kemi_t acg_script_kemi[] = {
	{ str_init("acg_retention"), str_init("record"),
		SR_KEMIP_INT, ki_record,
		{ SR_KEMIP_INT, SR_KEMIP_STR, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_retention"), str_init("caller"),
		SR_KEMIP_INT, ki_caller,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ {0, 0}, {0, 0}, 0, NULL, { 0, 0, 0, 0, 0, 0 } }
};
/* clang-format on */
