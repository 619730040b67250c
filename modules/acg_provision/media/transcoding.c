/*
 * transcoding: which codecs an offer may be given that the other side does not
 * have.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/transcoding.h"
#include "admission/place.h"
#include "base/counters.h"
#include "media/codec.h"

enum acg_admission acg_media_transcoding_judge(struct acg_media_step *step)
{
	unsigned codecs = step->call.codecs[acg_media_other(step->by.is.sender)];
	unsigned speech = acg_media_codecs_speech(codecs);
	unsigned offered = acg_media_codecs_of(step->sdp.s, (size_t)step->sdp.len);
	enum acg_place place;

	step->codecs = codecs;
	if(!(speech & ~offered))
		return ACG_ADMITTED;
	place = acg_place_take_transcoded(step->dialog);
	if(place == ACG_PLACE_TAKEN)
		return ACG_ADMITTED;
	step->codecs = codecs & ~speech;
	if(speech & offered)
		return ACG_ADMITTED;
	return place == ACG_PLACE_NONE ? ACG_REFUSED_TRANSCODED
								   : ACG_REFUSED_ACCOUNT_TRANSCODED;
}

void acg_media_transcoding_offer(struct acg_media_step *step)
{
	acg_media_transcoding_judge(step);
	if(step->codecs != step->call.codecs[acg_media_other(step->by.is.sender)])
		acg_count(ACG_COUNT_CODECS_WITHHELD);
}

void acg_media_transcoding_agreed(
		const struct acg_media_step *step, bool same_codec)
{
	if(same_codec)
		acg_place_give_back_transcoded(step->dialog);
}
