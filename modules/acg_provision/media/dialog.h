/*
 * dialog: a call's media, kept with its dialog.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_DIALOG_H
#define ACG_MEDIA_DIALOG_H

#include "media/call.h"

#include "core/parser/msg_parser.h"
#include "modules/dialog/dlg_hash.h"

/* In mod_init. -1 when the module dialog is not loaded. */
int acg_media_dialog_bind(void);

/* The dialog of this message, to be released; NULL with a log line. */
struct dlg_cell *acg_media_dialog_of(struct sip_msg *msg);
void acg_media_dialog_release(struct dlg_cell *dialog);

/* The state of the call; 0 or -1 without memory. */
int acg_media_save(struct dlg_cell *dialog, const struct acg_media_call *call);

/* False when acg_media_begin() was not called for it. */
bool acg_media_load(struct dlg_cell *dialog, struct acg_media_call *call);

/* What is known of a call's media, in dialog variables of these names, which the
 * module acg_retention reads for the call record. */
enum acg_media_fact {
	ACG_MEDIA_CODEC,  /* codec: "PCMA", or "OPUS/PCMA" of caller and callee */
	ACG_MEDIA_MOS,	  /* mos: average, 1.0 to 5.0 */
	ACG_MEDIA_LOSS,	  /* loss: average, per cent */
	ACG_MEDIA_JITTER, /* jitter: average, milliseconds */
	ACG_MEDIA_PACKETS /* packets: RTP, received from both sides */
};

#define ACG_MEDIA_FACTS 5
#define ACG_MEDIA_FACT_SIZE 40

void acg_media_note(
		struct dlg_cell *dialog, enum acg_media_fact fact, const str *value);

/* The same of the call that this message belongs to; false when not known. */
bool acg_media_fact_of(struct sip_msg *msg, enum acg_media_fact fact,
		char value[ACG_MEDIA_FACT_SIZE]);

/* Call `then` at the end of the call, however it comes, before its record is
 * written. 0, or -1 without memory. */
int acg_media_at_end(
		struct dlg_cell *dialog, void (*then)(struct dlg_cell *dialog));

#endif
