/* sources: media/codec.c */
/*
 * Fuzz target: any SDP. The name that is found fits its place and holds nothing that a
 * record or a log line could not show.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/codec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char codec[ACG_MEDIA_CODEC_SIZE];
	char *sdp = malloc(size ? size : 1);

	if(!sdp)
		return 0;
	memcpy(sdp, data, size);
	acg_media_codec(sdp, size, codec);
	if(!memchr(codec, '\0', sizeof(codec))
			|| strspn(codec, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
					   != strlen(codec))
		abort();
	acg_media_codecs_of(sdp, size);
	free(sdp);
	return 0;
}
