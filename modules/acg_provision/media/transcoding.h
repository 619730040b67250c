/*
 * transcoding: which codecs an offer may be given that the other side does not
 * have, while so many calls at once may be transcoded and no more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_TRANSCODING_H
#define ACG_MEDIA_TRANSCODING_H

#include "admission/admission.h"
#include "media/anchor.h"

/* May this call, which offers now, go on? Where its offer gets further codecs of
 * speech it has a place among the transcoded calls from here on. When there is none the
 * offer gets none, and goes on with its own; where the other leg's codecs have none of
 * them, that is a call that cannot be, and the verdict says so. Sets step->codecs. */
enum acg_admission acg_media_transcoding_judge(struct acg_media_step *step);

/* The offer goes to rtpengine in any case: sets step->codecs. */
void acg_media_transcoding_offer(struct acg_media_step *step);

/* The answer is there, and both legs have the same codec, or not. */
void acg_media_transcoding_agreed(
		const struct acg_media_step *step, bool same_codec);

#endif
