/* ns per SDP of the judge, over 10,000 real-shaped SDPs: offers and answers as Teams, Zoom,
 * an operator and rtpengine make them, and one in ten that is refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/media.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SDPS 10000
#define ROUNDS 20

static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void random_key(char *key)
{
	for(int i = 0; i < ACG_MEDIA_KEY_CHARS; i++)
		key[i] = alphabet[rand() % 64];
	key[ACG_MEDIA_KEY_CHARS] = '\0';
}

static const char *const shapes[] = {
		/* Teams: three suites' worth of lines, many codecs */
		"v=0\r\no=- %d 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 "
		"52.113.1.%d\r\n"
		"b=CT:10000000\r\nt=0 0\r\nm=audio 5%03d RTP/SAVP 104 117 9 103 111 18 "
		"0 8 97 101 13 118\r\n"
		"c=IN IP4 "
		"52.113.1.1\r\na=rtcp:52000\r\na=rtcp-mux\r\na=label:Audio\r\na=mid:"
		"1\r\n"
		"a=crypto:0 AES_CM_128_HMAC_SHA1_32 inline:%s|2^31\r\n"
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s|2^31\r\na=sendrecv\r\n"
		"a=rtpmap:104 SILK/16000\r\na=rtpmap:117 G722/8000/2\r\na=rtpmap:9 "
		"G722/8000\r\n"
		"a=rtpmap:103 SILK/8000\r\na=rtpmap:111 SIREN/16000\r\na=fmtp:111 "
		"bitrate=16000\r\n"
		"a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:0 "
		"PCMU/8000\r\n"
		"a=rtpmap:8 PCMA/8000\r\na=rtpmap:97 RED/8000\r\na=rtpmap:101 "
		"telephone-event/8000\r\n"
		"a=fmtp:101 0-16\r\na=rtpmap:13 CN/8000\r\na=rtpmap:118 "
		"CN/16000\r\na=ptime:20\r\n",
		/* Zoom: four lines, ours third */
		"v=0\r\no=- %d 1 IN IP4 162.12.232.%d\r\ns=-\r\nc=IN IP4 "
		"162.12.232.1\r\nt=0 0\r\n"
		"m=audio 2%03d RTP/SAVP 99 9 0 8 101\r\n"
		"a=crypto:1 AEAD_AES_256_GCM inline:%sabcdabcdabcdabcdabcd\r\n"
		"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n"
		"a=crypto:4 AES_CM_128_HMAC_SHA1_32 "
		"inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
		"a=rtpmap:99 opus/48000/2\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 "
		"PCMU/8000\r\n"
		"a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 "
		"telephone-event/8000\r\na=fmtp:101 0-15\r\n"
		"a=ptime:20\r\na=sendrecv\r\n",
		/* an operator's answer */
		"v=0\r\no=SBC %d 2 IN IP4 198.51.100.%d\r\ns=-\r\nc=IN IP4 "
		"198.51.100.7\r\nt=0 0\r\n"
		"m=audio 3%03d RTP/SAVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 "
		"telephone-event/8000\r\n"
		"a=fmtp:101 0-15\r\na=x-other:%s\r\na=sendrecv\r\na=ptime:20\r\n"
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n"};

int main(void)
{
	static char *sdp[SDPS];
	static size_t len[SDPS];
	struct timespec from, to;
	struct acg_media_sections found;
	unsigned accepted = 0;
	double ns;

	for(int i = 0; i < SDPS; i++) {
		char one[64], other[64], text[4096];
		random_key(one);
		random_key(other);
		if(i % 10 == 9)
			other[7] = '*';
		len[i] = (size_t)snprintf(text, sizeof(text), shapes[i % 3], i, i % 250,
				i % 1000, one, other);
		sdp[i] = strdup(text);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for(int round = 0; round < ROUNDS; round++) {
		for(int i = 0; i < SDPS; i++)
			accepted += acg_media_judge(sdp[i], len[i], ACG_MEDIA_SECURE,
								ACG_MEDIA_OFFER, &found)
						== ACG_MEDIA_OK;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	if(accepted != ROUNDS * (SDPS - SDPS / 10))
		return 1;
	ns = (double)(to.tv_sec - from.tv_sec) * 1e9
		 + (double)(to.tv_nsec - from.tv_nsec);
	printf("%.0f\n", ns / ROUNDS / SDPS);
	return 0;
}
