/*
 * capture: learns from the modules dialog, tm and sl when a call begins, is
 * answered, fails and ends.
 *
 * Callbacks run in whichever process handles the event: a SIP or TCP worker, a
 * timer, the RPC process, at shutdown the main process. A dialog does not say
 * with what code it failed when the response was made locally (FAKED_REPLY), and
 * in the timer process tm does not say which transaction is at work. So the final
 * response is taken from a callback of the transaction itself (or from sl, where
 * there is none), which may come before the dialog's or after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/capture.h"
#include "calls/call.h"
#include "calls/invite.h"
#include "calls/replaces.h"
#include "journal/journal.h"

#include "core/dprint.h"
#include "core/parser/parse_to.h"
#include "core/script_cb.h"
#include "modules/dialog/dlg_load.h"
#include "modules/dialog/dlg_hash.h"
#include "modules/sl/sl.h"
#include "modules/tm/tm_load.h"

#include <stdio.h>
#include <string.h>

#define VARIABLE_MAX 256

/* "SIP/2.0 404 " */
#define STATUS_LINE_HEAD 12

static struct dlg_binds dialog;
static struct tm_binds tm;
static sl_api_t sl;

/* The facts only the routing script knows. */
static const struct {
	str name;
	enum acg_record_text text;
} variables[] = {
		{str_init("direction"), ACG_TEXT_DIRECTION},
		{str_init("number"), ACG_TEXT_NUMBER},
		{str_init("other"), ACG_TEXT_OTHER},
		{str_init("account"), ACG_TEXT_ACCOUNT},
		{str_init("service"), ACG_TEXT_SERVICE},
		{str_init("inbound_tls"), ACG_TEXT_INBOUND_TLS},
		{str_init("outbound_tls"), ACG_TEXT_OUTBOUND_TLS},
		{str_init("inbound_media"), ACG_TEXT_INBOUND_MEDIA},
		{str_init("outbound_media"), ACG_TEXT_OUTBOUND_MEDIA},
		{str_init("reason"), ACG_TEXT_REASON},
		{str_init("correlation"), ACG_TEXT_CORRELATION},
		{str_init("peer"), ACG_TEXT_PEER},
		{str_init("peers_tried"), ACG_TEXT_PEERS_TRIED},
		{str_init("codec"), ACG_TEXT_CODEC},
		{str_init("mos"), ACG_TEXT_MOS},
		{str_init("jitter"), ACG_TEXT_JITTER},
		{str_init("loss"), ACG_TEXT_LOSS},
		{str_init("packets"), ACG_TEXT_PACKETS},
};

#define VARIABLES (sizeof(variables) / sizeof(variables[0]))

struct facts {
	struct acg_text text[ACG_RECORD_TEXTS];
	bool emergency;
	char values[VARIABLES][VARIABLE_MAX]; /* what some of the texts point to */
};

/* get_dlg_varval() copies under the dialog's lock, into a buffer that is used
 * again soon: so copy once more. */
static struct acg_text read_variable(
		struct dlg_cell *dlg, str name, char out[static VARIABLE_MAX])
{
	str value;

	if(dialog.get_dlg_varval(dlg, &name, &value) != 0 || value.len <= 0)
		return (struct acg_text){0};
	if(value.len > VARIABLE_MAX)
		value.len = VARIABLE_MAX;
	memcpy(out, value.s, (size_t)value.len);
	return (struct acg_text){out, (size_t)value.len};
}

static bool is_set(struct dlg_cell *dlg, str name)
{
	char value[VARIABLE_MAX];

	return read_variable(dlg, name, value).len == 1 && value[0] == '1';
}

static void gather(struct dlg_cell *dlg, struct facts *facts)
{
	static const str emergency = str_init("emergency");
	size_t i;

	facts->emergency = is_set(dlg, emergency);
	memset(facts->text, 0, sizeof(facts->text));
	facts->text[ACG_TEXT_CALL_ID] = acg_text_of(dlg->callid);
	facts->text[ACG_TEXT_FROM_TAG] = acg_text_of(dlg->tag[DLG_CALLER_LEG]);
	for(i = 0; i < VARIABLES; i++)
		facts->text[variables[i].text] =
				read_variable(dlg, variables[i].name, facts->values[i]);
	if(!facts->text[ACG_TEXT_DIRECTION].s)
		facts->text[ACG_TEXT_DIRECTION] =
				(struct acg_text){"unknown", strlen("unknown")};
}

static void end_call(
		struct acg_call *call, struct dlg_cell *dlg, enum acg_call_end how)
{
	static const str transferred = str_init("transferred");
	struct facts facts;

	gather(dlg, &facts);
	if(is_set(dlg, transferred))
		acg_call_transferred(call);
	acg_call_end(call, how, facts.text, facts.emergency);
}

static struct acg_text to_tag_of(const struct sip_msg *reply)
{
	if(!reply->to || !reply->to->parsed)
		return (struct acg_text){0};
	return acg_text_of(get_to(reply)->tag_value);
}

#define ADDRESS_SIZE (IP_ADDR_MAX_STR_SIZE + sizeof("[]:65535"))

/* Where a message came from, IP:port. */
static struct acg_text address_of(
		const struct sip_msg *msg, char out[static ADDRESS_SIZE])
{
	int len = snprintf(out, ADDRESS_SIZE, "%s:%d",
			ip_addr2strz((struct ip_addr *)&msg->rcv.src_ip),
			msg->rcv.src_port);

	return (struct acg_text){out, len > 0 ? (size_t)len : 0};
}

static void answered(struct acg_call *call, struct dlg_cell *dlg,
		const struct sip_msg *reply)
{
	struct acg_response response = {.code = 200, .reason = {"OK", 2}};
	char address[ADDRESS_SIZE];
	struct facts facts;

	gather(dlg, &facts);
	if(reply && reply != FAKED_REPLY) {
		response.code = (uint16_t)reply->first_line.u.reply.statuscode;
		response.reason = acg_text_of(reply->first_line.u.reply.reason);
		response.to_tag = to_tag_of(reply);
		response.from = ACG_SIDE_FAR_END;
		response.address = address_of(reply, address);
	}
	acg_call_answered(call, &response, facts.text, facts.emergency);
}

/* The call whose BYE this process is handling, with a reference. The script learns its
 * quality from rtpengine only after dialog has said that it ends, so the record is
 * written when the script is through, or with the dialog, should that go first. */
static struct acg_call *ending;

static struct acg_call *call_of(const struct dlg_cell *dlg);

static void forget_ending(void)
{
	if(ending)
		acg_call_release(ending);
	ending = NULL;
}

static void remember_ending(struct acg_call *call)
{
	forget_ending();
	acg_call_ref(call);
	acg_call_ending(call);
	ending = call;
}

static int after_script(struct sip_msg *msg, unsigned int flags, void *param)
{
	struct dlg_cell *dlg;

	(void)flags;
	(void)param;
	if(!ending)
		return 1;
	dlg = dialog.get_dlg(msg);
	if(dlg) {
		if(call_of(dlg) == ending)
			end_call(ending, dlg, ACG_CALL_BYE);
		dialog.release_dlg(dlg);
	}
	forget_ending();
	return 1;
}

/* Without a request it is the gateway itself that ends the dialog: by RPC or from
 * the script, in any state and whether or not that works, or because the dialog's
 * time is up, in which case its timer entry was cleared. (DLG_FLAG_EXPIRED would
 * not do: the same bit has another meaning, too.) */
static void terminated(struct acg_call *call, struct dlg_cell *dlg,
		const struct sip_msg *request)
{
	if(request) {
		remember_ending(call);
	} else if(dlg->state == DLG_STATE_CONFIRMED
			  || dlg->state == DLG_STATE_CONFIRMED_NA) {
		end_call(call, dlg,
				dlg->tl.timeout == 0 ? ACG_CALL_TIMEOUT : ACG_CALL_BYE);
	}
}

static void on_dialog_event(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	struct acg_call *call = *params->param;

	switch(type) {
		case DLGCB_CONFIRMED_NA:
			answered(call, dlg, params->rpl);
			break;
		case DLGCB_FAILED:
			end_call(call, dlg, ACG_CALL_FAILED);
			break;
		case DLGCB_TERMINATED:
			terminated(call, dlg, params->req);
			break;
		case DLGCB_EXPIRED:
			end_call(call, dlg, ACG_CALL_TIMEOUT);
			break;
		case DLGCB_DESTROY:
			end_call(call, dlg, ACG_CALL_GONE);
			break;
	}
}

/* The phrase as it goes to the caller, from the status line of the response. */
static struct acg_text reason_phrase(str response)
{
	str phrase = {response.s + STATUS_LINE_HEAD, 0};
	const char *end;

	if(response.len <= STATUS_LINE_HEAD)
		return (struct acg_text){0};
	end = memchr(phrase.s, '\r', (size_t)(response.len - STATUS_LINE_HEAD));
	if(end)
		phrase.len = (int)(end - phrase.s);
	return acg_text_of(phrase);
}

/* The dialog is not found any more when the answer has its ACK. */
static void lost_fork(struct acg_call *call, struct sip_msg *invite,
		const struct acg_response *response)
{
	struct dlg_cell *dlg = dialog.get_dlg(invite);
	struct facts facts = {0};
	struct acg_invite read;

	if(dlg) {
		gather(dlg, &facts);
		dialog.release_dlg(dlg);
	} else {
		facts.text[ACG_TEXT_DIRECTION] =
				(struct acg_text){"unknown", strlen("unknown")};
	}
	acg_invite_read(invite, &read);
	facts.text[ACG_TEXT_CALL_ID] = read.call_id;
	facts.text[ACG_TEXT_FROM_TAG] = read.from_tag;
	acg_call_lost_fork(call, response, facts.text, facts.emergency);
}

static void on_response(struct cell *t, int type, struct tmcb_params *params)
{
	struct acg_response response = {.from = ACG_SIDE_GATEWAY};
	char address[ADDRESS_SIZE];

	if(type == TMCB_E2ECANCEL_IN) {
		acg_call_cancelled(*params->param);
		return;
	}
	if(params->code < 200)
		return;
	response.code = (uint16_t)params->code;
	response.reason = reason_phrase(params->send_buf);
	if(params->rpl && params->rpl != FAKED_REPLY) {
		response.to_tag = to_tag_of(params->rpl);
		response.from = ACG_SIDE_FAR_END;
		response.address = address_of(params->rpl, address);
	} else {
		response.to_tag = acg_text_of(t->uas.local_totag);
	}
	if(params->code >= 300)
		acg_call_responded(*params->param, &response);
	else if(acg_call_is_loser(*params->param, &response))
		lost_fork(*params->param, t->uas.request, &response);
}

/* The call this module has attached to a dialog. */
static struct acg_call *call_of(const struct dlg_cell *dlg)
{
	const struct dlg_callback *callback;

	for(callback = dlg->cbs.first; callback; callback = callback->next)
		if(callback->callback == on_dialog_event)
			return callback->param;
	return NULL;
}

/* A call that has a transaction gets its final response from there. */
static void on_stateless_reply(sl_cbp_t *reply)
{
	struct acg_response response = {.from = ACG_SIDE_GATEWAY};
	struct acg_call *call;
	struct dlg_cell *dlg;
	str tag = STR_NULL;

	if(reply->code < 300 || !acg_is_call_attempt(reply->req))
		return;
	dlg = dialog.get_dlg(reply->req);
	if(!dlg)
		return;
	call = dlg->dflags & DLG_FLAG_TM ? NULL : call_of(dlg);
	if(call) {
		sl.get_reply_totag(reply->req, &tag);
		response.code = (uint16_t)reply->code;
		response.reason = acg_text_of(*reply->reason);
		response.to_tag = acg_text_of(tag);
		acg_call_responded(call, &response);
	}
	dialog.release_dlg(dlg);
}

/* Before tm has a transaction for the request, it keeps this for the one that is
 * made. If none is, it lets go of it when it next has something to keep. */
static void attach_to_transaction(struct acg_call *call, struct sip_msg *invite)
{
	acg_call_ref(call);
	if(tm.register_tmcb(invite, 0, TMCB_RESPONSE_READY | TMCB_E2ECANCEL_IN,
			   on_response, call, acg_call_release)
			> 0)
		return;
	/* The record will come all the same, without the code of a response made
	 * here. */
	LM_ERR("no shared memory to learn the final response of a call\n");
	acg_call_release(call);
}

static void correlate(
		struct dlg_cell *dlg, struct dlg_cell *with, struct acg_call *call)
{
	static str name = str_init("correlation");
	char id[ACG_RECORD_ID_TEXT_SIZE], kept[VARIABLE_MAX];
	struct acg_text text = read_variable(with, name, kept);
	str value = {(char *)text.s, (int)text.len};

	if(!value.s) {
		acg_call_id(call, id);
		value = (str){id, sizeof(id) - 1};
	}
	if(dialog.set_dlg_var(dlg, &name, &value) != 0)
		LM_ERR("no shared memory to note that a call replaces another\n");
}

/* Both calls of a transfer have one correlation, and the first ends transferred. */
static void note_replaced(
		struct acg_call *call, struct dlg_cell *dlg, struct sip_msg *invite)
{
	struct dlg_cell *replaced = acg_replaces_find(invite);
	struct acg_call *old = replaced ? call_of(replaced) : NULL;

	if(old) {
		correlate(dlg, replaced, old);
		acg_call_replaces(call, old);
	}
	if(replaced)
		dialog.release_dlg(replaced);
}

static void on_created(
		struct dlg_cell *dlg, int type, struct dlg_cb_params *params)
{
	char address[ADDRESS_SIZE];
	struct acg_invite invite;
	struct acg_call *call;

	(void)type;
	acg_invite_read(params->req, &invite);
	call = acg_call_new(
			invite.caller, invite.callee, address_of(params->req, address));
	if(!call) {
		acg_journal_lost("no shared memory for a new call");
		return;
	}
	if(dialog.register_dlgcb(dlg,
			   DLGCB_CONFIRMED_NA | DLGCB_FAILED | DLGCB_TERMINATED
					   | DLGCB_EXPIRED | DLGCB_DESTROY,
			   on_dialog_event, call, acg_call_release)
			!= 0) {
		acg_call_release(call);
		acg_journal_lost("no shared memory to follow a new call");
		return;
	}
	attach_to_transaction(call, params->req);
	note_replaced(call, dlg, params->req);
}

bool acg_capture_has_dialog(struct sip_msg *msg)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);

	if(dlg)
		dialog.release_dlg(dlg);
	return dlg != NULL;
}

int acg_capture_init(void)
{
	static sl_cbelem_t stateless = {
			.type = SLCB_REPLY_READY, .cbf = on_stateless_reply};

	if(load_dlg_api(&dialog) != 0 || load_tm_api(&tm) < 0
			|| sl_load_api(&sl) < 0) {
		LM_ERR("load the modules tm, sl and dialog before acg_retention\n");
		return -1;
	}
	if(acg_replaces_init() < 0)
		return -1;
	if(dialog.register_dlgcb(NULL, DLGCB_CREATED, on_created, NULL, NULL) != 0
			|| sl.register_cb(&stateless) < 0
			|| register_script_cb(
					   after_script, POST_SCRIPT_CB | REQUEST_CB, NULL)
					   < 0) {
		LM_ERR("no memory to register with dialog and sl\n");
		return -1;
	}
	return 0;
}
