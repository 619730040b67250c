/*
 * anchor: a judged SDP handed to rtpengine, and what that makes of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_ANCHOR_H
#define ACG_MEDIA_ANCHOR_H

#include "media/sip.h"

#include "modules/dialog/dlg_hash.h"

/* One message on its way through the relay. */
struct acg_media_step {
	struct sip_msg *msg;
	struct dlg_cell *dialog;
	struct acg_media_call call;
	struct acg_media_envelope by;
	str sdp;
	struct acg_media_sections sections;
	unsigned codecs; /* added to the offer */
	char *buffer;	 /* for a rewritten SDP, acg_media_rewrite_size(), pkg */
};

/* Flags for every command to rtpengine, in the form of Kamailio's rtpengine
 * module. Unknown ones would be ignored by rtpengine and more suites be offered;
 * the probe would see it. */
#define ACG_MEDIA_FLAGS                                                 \
	"ICE=remove DTLS=off replace-origin replace-session-connection "    \
	"replace-zero-address "                                             \
	"SDES-encrypted_srtp SDES-encrypted_srtcp SDES-authenticated_srtp " \
	"SDES-no-AEAD_AES_256_GCM SDES-no-AEAD_AES_128_GCM "                \
	"SDES-no-AES_256_CM_HMAC_SHA1_80 SDES-no-AES_256_CM_HMAC_SHA1_32 "  \
	"SDES-no-AES_192_CM_HMAC_SHA1_80 SDES-no-AES_192_CM_HMAC_SHA1_32 "  \
	"SDES-no-AES_CM_128_HMAC_SHA1_32 SDES-no-F8_128_HMAC_SHA1_80 "      \
	"SDES-no-F8_128_HMAC_SHA1_32 SDES-no-NULL_HMAC_SHA1_80 "            \
	"SDES-no-NULL_HMAC_SHA1_32"

/* In mod_init. `flags` replaces ACG_MEDIA_FLAGS. -1 when the module rtpengine is
 * not loaded. */
int acg_media_anchor_bind(const char *flags);

/* An offer, at the call's node or, when that is lost, another one that is good:
 * `out` is the offer for the other leg. -1 when no node takes it. */
int acg_media_anchor_offer(struct acg_media_step *step, str *out);

/* The answer to it. */
int acg_media_anchor_answer(struct acg_media_step *step, str *out);

/* The node made an SDP that breaks the policy: it takes no more calls. */
void acg_media_anchor_broken(
		const struct acg_media_step *step, enum acg_media_verdict verdict);

#endif
