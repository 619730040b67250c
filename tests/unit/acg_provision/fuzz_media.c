/* sources: media/media.c media/rewrite.c media/text.c */
/*
 * Fuzz target: any SDP. What a secure leg lets through, as rtpengine is given it, is
 * read again as loosely as a media relay would (lines end anywhere, numbers by strtol(), words in any
 * case), and must still say: audio, RTP/SAVP, and first of our suite a whole key
 * without parameters, in every section in use. What a plain leg lets through
 * holds no keying in use at all.
 *
 * Input: either SDP as it is, or (first byte below 128) a good offer with edits:
 * position, bytes to remove, bytes to insert, and these.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE /* memmem */
#include "media/media.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SDP_MAX 4096
#define SIZE (SDP_MAX + 1)
#define WORD " %4096s"
#define SUITE "AES_CM_128_HMAC_SHA1_80"

static void must(bool ok)
{
	if(!ok)
		abort();
}

static const char good_offer[] =
		"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
		"t=0 0\r\nm=audio 5000 RTP/SAVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"
		"a=crypto:3 AES_CM_128_HMAC_SHA1_32 "
		"inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
		"inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^31|1:4\r\n"
		"m=video 0 RTP/AVP 99\r\n";

/* ---- the loose reader --------------------------------------------------- */

struct loose {
	bool session; /* after v=, before m= */
	bool in_use;
	bool keyed;
};

static bool is_good_key(const char *key)
{
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789+/";

	return strncmp(key, "inline:", 7) == 0 && strspn(key + 7, base64) == 40
		   && strspn(key + 47, "|0123456789:^") == strlen(key + 47);
}

static void loose_crypto(struct loose *loose, const char *value, bool secure)
{
	static char tag[SIZE], suite[SIZE], key[SIZE], parameter[SIZE];
	int words;

	must(!loose->session);
	if(!loose->in_use)
		return;
	must(secure);
	words = sscanf(value, WORD WORD WORD WORD, tag, suite, key, parameter);
	if(loose->keyed || words < 3 || strcasecmp(suite, SUITE) != 0)
		return;
	must(words == 3 && strcmp(suite, SUITE) == 0 && is_good_key(key));
	must(strtoull(tag, NULL, 10) <= 999999999);
	loose->keyed = true;
}

static void loose_section(struct loose *loose, const char *value, bool secure)
{
	static char media[SIZE], port[SIZE], protocol[SIZE];

	media[0] = port[0] = protocol[0] = '\0';
	must(!secure || !loose->in_use || loose->keyed);
	must(sscanf(value, WORD WORD WORD, media, port, protocol) >= 2);
	*loose = (struct loose){.in_use = strtol(port, NULL, 0) != 0};
	if(!loose->in_use)
		return;
	must(strcmp(media, "audio") == 0);
	must(strcmp(protocol, secure ? "RTP/SAVP" : "RTP/AVP") == 0);
}

static void loose_line(struct loose *loose, const char *line, bool secure)
{
	line += strspn(line, " \t");
	must(strncasecmp(line, "k=", 2) != 0);
	must(strncasecmp(line, "a=fingerprint:", 14) != 0);
	must(strncasecmp(line, "a=setup:", 8) != 0);
	must(strncasecmp(line, "a=key-mgmt:", 11) != 0);
	must(strncasecmp(line, "a=zrtp-hash:", 12) != 0);
	must(strncasecmp(line, "a=acap:", 7) != 0);
	must(strncasecmp(line, "a=tcap:", 7) != 0);
	if(strncasecmp(line, "m=", 2) == 0)
		loose_section(loose, line + 2, secure);
	else if(strncasecmp(line, "a=crypto:", 9) == 0)
		loose_crypto(loose, line + 9, secure);
}

/* Lines end at CR, LF or NUL; an empty one or a second v= would end the SDP. */
static void check_accepted(const char *sdp, size_t len, bool secure)
{
	struct loose loose = {.session = true};
	char line[SIZE];
	size_t n = 0;
	unsigned descriptions = 0;

	for(size_t i = 0; i <= len; i++) {
		if(i < len && !(sdp[i] && strchr("\r\n", sdp[i])) && sdp[i]) {
			line[n++] = sdp[i];
			continue;
		}
		must(n > 0 || i == len || (i > 0 && sdp[i - 1] == '\r'));
		line[n] = '\0';
		n = 0;
		if(strncasecmp(line, "v=", 2) == 0)
			descriptions++;
		loose_line(&loose, line, secure);
	}
	must(descriptions == 1);
	must(!secure || !loose.in_use || loose.keyed);
}

/* ---- the input ---------------------------------------------------------- */

static size_t edited_offer(const uint8_t *data, size_t size, char *sdp)
{
	size_t len = sizeof(good_offer) - 1;

	memcpy(sdp, good_offer, len);
	while(size >= 4) {
		size_t at = (data[0] << 8 | data[1]) % (len + 1);
		size_t remove = data[2] < len - at ? data[2] : len - at;
		size_t insert = data[3] < size - 4 ? data[3] : size - 4;

		if(len - remove + insert > SDP_MAX)
			break;
		memmove(sdp + at + insert, sdp + at + remove, len - at - remove);
		memcpy(sdp + at, data + 4, insert);
		len = len - remove + insert;
		data += 4 + insert;
		size -= 4 + insert;
	}
	return len;
}

/* What rtpengine is given. */
static size_t rewrite(const char *sdp, size_t len,
		const struct acg_media_sections *found, char *out)
{
	struct acg_media_writing writing = {.key = ACG_MEDIA_KEEP_KEY};
	size_t written = acg_media_rewrite(sdp, len, found, &writing, out);

	must(written <= acg_media_rewrite_size(len));
	return written;
}

static void judge(const char *sdp, size_t len)
{
	static char changed[SDP_MAX + 64];
	static char rewritten[SDP_MAX + 1024];
	struct acg_media_sections found, again;
	size_t written;

	for(int profile = ACG_MEDIA_SECURE; profile <= ACG_MEDIA_PLAIN; profile++) {
		bool secure = profile == ACG_MEDIA_SECURE;
		enum acg_media_verdict verdict =
				acg_media_judge(sdp, len, profile, ACG_MEDIA_OFFER, &found);

		must(acg_media_text(verdict)[0]);
		if(verdict != ACG_MEDIA_OK)
			continue;
		written = rewrite(sdp, len, &found, rewritten);
		check_accepted(rewritten, written, secure);
		must(acg_media_judge(
					 rewritten, written, profile, ACG_MEDIA_ANSWER, &again)
				== ACG_MEDIA_OK);
		must(!secure || memmem(sdp, len, SUITE, sizeof(SUITE) - 1));
		must(acg_media_judge(sdp, len,
					 secure ? ACG_MEDIA_PLAIN : ACG_MEDIA_SECURE,
					 ACG_MEDIA_OFFER, &found)
				!= ACG_MEDIA_OK);
		/* one more section in clear spoils it */
		memcpy(changed, sdp, len);
		memcpy(changed + len, "\nm=audio 6000 RTP/AVP 0\n", 24);
		must(!secure
				|| acg_media_judge(
						   changed, len + 24, profile, ACG_MEDIA_OFFER, &found)
						   != ACG_MEDIA_OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char offer[SDP_MAX];
	size_t len;
	char *sdp;

	if(size == 0 || size > SDP_MAX)
		return 0;
	len = data[0] < 128 ? edited_offer(data + 1, size - 1, offer) : size - 1;
	sdp = malloc(len ? len : 1);
	must(sdp);
	memcpy(sdp, data[0] < 128 ? offer : (const char *)data + 1, len);
	judge(sdp, len);
	free(sdp);
	return 0;
}
