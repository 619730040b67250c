/*
 * dialog: a call's media, kept with its dialog.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/dialog.h"

#include "core/dprint.h"
#include "modules/dialog/dlg_cb.h"
#include "modules/dialog/dlg_load.h"

#include <string.h>

static struct dlg_binds dialogs;
static str state_name = str_init("acg_media");

static str fact_names[ACG_MEDIA_FACTS] = {
		[ACG_MEDIA_CODEC] = str_init("codec"),
		[ACG_MEDIA_MOS] = str_init("mos"),
		[ACG_MEDIA_LOSS] = str_init("loss"),
		[ACG_MEDIA_JITTER] = str_init("jitter"),
		[ACG_MEDIA_PACKETS] = str_init("packets"),
};

int acg_media_dialog_bind(void)
{
	return load_dlg_api(&dialogs) < 0 ? -1 : 0;
}

struct dlg_cell *acg_media_dialog_of(struct sip_msg *msg)
{
	struct dlg_cell *dialog = dialogs.get_dlg(msg);

	if(!dialog)
		LM_ERR("no dialog: call dlg_manage() or is_known_dlg() first\n");
	return dialog;
}

void acg_media_dialog_release(struct dlg_cell *dialog)
{
	dialogs.release_dlg(dialog);
}

int acg_media_save(struct dlg_cell *dialog, const struct acg_media_call *call)
{
	char text[ACG_MEDIA_CALL_TEXT_SIZE];
	str value = {text, acg_media_call_write(call, text)};

	if(dialogs.set_dlg_var(dialog, &state_name, &value) != 0) {
		LM_ERR("no memory for a dialog variable (raise -m)\n");
		return -1;
	}
	return 0;
}

bool acg_media_load(struct dlg_cell *dialog, struct acg_media_call *call)
{
	char text[ACG_MEDIA_CALL_TEXT_SIZE];
	str value;

	if(dialogs.get_dlg_varval(dialog, &state_name, &value) < 0 || !value.s
			|| value.len >= ACG_MEDIA_CALL_TEXT_SIZE)
		return false;
	memcpy(text, value.s, (size_t)value.len);
	text[value.len] = '\0';
	return acg_media_call_read(text, call);
}

void acg_media_note(
		struct dlg_cell *dialog, enum acg_media_fact fact, const str *value)
{
	str text = *value;

	if(dialogs.set_dlg_var(dialog, &fact_names[fact], &text) != 0)
		LM_ERR("no memory for a dialog variable (raise -m): its %s is "
			   "missing in the record of a call\n",
				fact_names[fact].s);
}

bool acg_media_fact_of(struct sip_msg *msg, enum acg_media_fact fact,
		char text[ACG_MEDIA_FACT_SIZE])
{
	/* without a node there is no media, and nothing was bound */
	struct dlg_cell *dialog = dialogs.get_dlg ? dialogs.get_dlg(msg) : NULL;
	str value;
	bool known;

	if(!dialog)
		return false;
	known = dialogs.get_dlg_varval(dialog, &fact_names[fact], &value) == 0
			&& value.s && value.len < ACG_MEDIA_FACT_SIZE;
	if(known) {
		memcpy(text, value.s, (size_t)value.len);
		text[value.len] = '\0';
	}
	dialogs.release_dlg(dialog);
	return known;
}

static void at_end(
		struct dlg_cell *dialog, int type, struct dlg_cb_params *params)
{
	void (*then)(struct dlg_cell *);

	(void)type;
	then = (void (*)(struct dlg_cell *)) * params->param;
	then(dialog);
}

/* The dialog module calls back in the reverse order: what was registered with the
 * dialog's creation, as acg_retention does, comes after. */
int acg_media_at_end(struct dlg_cell *dialog, void (*then)(struct dlg_cell *))
{
	return dialogs.register_dlgcb(dialog,
				   DLGCB_TERMINATED | DLGCB_EXPIRED | DLGCB_FAILED, at_end,
				   (void *)then,
				   NULL) == 0
				   ? 0
				   : -1;
}
