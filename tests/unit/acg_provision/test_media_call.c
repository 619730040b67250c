/* sources: media/call.c media/media.c media/rewrite.c media/text.c */
/* libs: -lsrtp2 */
/*
 * What a call's offers and answers so far demand of the next: which SDP is an offer
 * and which an answer, whether it fits, which keys are taken; and what of an SDP is
 * passed on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/call.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <srtp2/srtp.h>

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define SAVP "m=audio 5000 RTP/SAVP 8\r\n"
#define OFF "m=audio 0 RTP/SAVP 8\r\n"
#define KEY "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define KEY_2 "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
#define SUITE "AES_CM_128_HMAC_SHA1_80"
#define S80(tag, key) "a=crypto:" tag " " SUITE " inline:" key "\r\n"
#define S32 "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" KEY_2 "\r\n"

static struct acg_media_sections judged(const char *sdp)
{
	struct acg_media_sections sections;

	assert_int_equal(acg_media_judge(sdp, strlen(sdp), ACG_MEDIA_SECURE,
							 ACG_MEDIA_OFFER, &sections),
			ACG_MEDIA_OK);
	return sections;
}

static struct acg_media_message message(
		bool is_reply, enum acg_media_method method, uint32_t cseq, char sender)
{
	return (struct acg_media_message){.is_reply = is_reply,
			.method = method,
			.cseq = cseq,
			.sender = sender == 'a' ? ACG_MEDIA_CALLER : ACG_MEDIA_CALLEE};
}

static void offered(struct acg_media_call *call, struct acg_media_message m,
		const char *sdp)
{
	struct acg_media_sections sections = judged(sdp);

	acg_media_call_offered(call, &m, &sections);
}

#define DUE(call, ...) \
	acg_media_call_due(call, &(struct acg_media_message[]){__VA_ARGS__}[0])

static void test_an_invite_offers_and_its_replies_answer(void **state)
{
	struct acg_media_call call = {0};

	(void)state;
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_INVITE, 1, 'a')),
			ACG_MEDIA_DUE_OFFER);
	offered(&call, message(false, ACG_MEDIA_INVITE, 1, 'a'),
			SESSION SAVP S80("1", KEY));
	for(int i = 0; i < 2; i++) /* a 183, then the 200 with the same */
		assert_int_equal(DUE(&call, message(true, ACG_MEDIA_INVITE, 1, 'b')),
				ACG_MEDIA_DUE_ANSWER);
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_ACK, 1, 'a')),
			ACG_MEDIA_DUE_NOTHING);
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_OTHER_METHOD, 2, 'a')),
			ACG_MEDIA_DUE_NOTHING);
}

static void test_a_late_offer_is_answered_in_ack_or_prack(void **state)
{
	struct acg_media_call call = {0};

	(void)state;
	acg_media_call_asked(&call,
			&(struct acg_media_message){.method = ACG_MEDIA_INVITE, .cseq = 7});
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_ACK, 7, 'a')),
			ACG_MEDIA_DUE_NOTHING);
	assert_int_equal(DUE(&call, message(true, ACG_MEDIA_INVITE, 7, 'b')),
			ACG_MEDIA_DUE_OFFER);
	offered(&call, message(true, ACG_MEDIA_INVITE, 7, 'b'),
			SESSION SAVP S80("1", KEY));
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_ACK, 7, 'a')),
			ACG_MEDIA_DUE_ANSWER);
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_PRACK, 8, 'a')),
			ACG_MEDIA_DUE_ANSWER);
	call.pending = false;
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_PRACK, 9, 'a')),
			ACG_MEDIA_DUE_OFFER);
}

static void test_update_and_prack_offer_both_ways(void **state)
{
	struct acg_media_call call = {0};

	(void)state;
	offered(&call, message(false, ACG_MEDIA_INVITE, 1, 'a'),
			SESSION SAVP S80("1", KEY));
	call.pending = false;
	assert_int_equal(DUE(&call, message(false, ACG_MEDIA_UPDATE, 50, 'b')),
			ACG_MEDIA_DUE_OFFER);
	offered(&call, message(false, ACG_MEDIA_UPDATE, 50, 'b'),
			SESSION SAVP S80("1", KEY));
	assert_int_equal(DUE(&call, message(true, ACG_MEDIA_UPDATE, 50, 'a')),
			ACG_MEDIA_DUE_ANSWER);
	assert_int_equal(DUE(&call, message(true, ACG_MEDIA_UPDATE, 50, 'b')),
			ACG_MEDIA_DUE_NOTHING);
}

static void test_an_answer_fits_its_offer(void **state)
{
	struct acg_media_call call = {0};
	struct acg_media_sections answer;

	(void)state;
	offered(&call, message(false, ACG_MEDIA_INVITE, 1, 'a'),
			SESSION SAVP S80("9", KEY) OFF);
	answer = judged(SESSION SAVP S80("1", KEY_2) OFF);
	assert_int_equal(acg_media_call_fits(&call, ACG_MEDIA_CALLEE, &answer),
			ACG_MEDIA_OK);
	answer = judged(SESSION SAVP S80("9", KEY_2) OFF);
	assert_int_equal(acg_media_call_fits(&call, ACG_MEDIA_CALLEE, &answer),
			ACG_MEDIA_BAD_TAG);
	answer = judged(SESSION SAVP S80("1", KEY_2));
	assert_int_equal(acg_media_call_fits(&call, ACG_MEDIA_CALLEE, &answer),
			ACG_MEDIA_OTHER_SECTIONS);
	answer = judged(SESSION OFF SAVP S80("1", KEY_2));
	assert_int_equal(acg_media_call_fits(&call, ACG_MEDIA_CALLEE, &answer),
			ACG_MEDIA_OTHER_SECTIONS);
}

static void test_a_key_belongs_to_one_direction(void **state)
{
	struct acg_media_call call = {.from_leg = {1, 2}, .to_leg = {3, 4}};

	(void)state;
	assert_true(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 1));
	assert_false(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 2));
	assert_false(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 3));
	assert_false(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 4));
	assert_true(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 5));
}

static void test_another_node_anchors_anew(void **state)
{
	struct acg_media_call call = {.node = 1, .to_leg = {3, 4}};

	(void)state;
	for(uint32_t tag = 1; tag <= ACG_MEDIA_TAGS_MAX + 1; tag++)
		acg_media_call_anchored(&call, tag);
	assert_false(acg_media_call_is_anchored(&call, 1));
	assert_true(acg_media_call_is_anchored(&call, 2));
	acg_media_call_move(&call, 2);
	assert_int_equal(call.node, 2);
	assert_false(acg_media_call_is_anchored(&call, 2));
	assert_true(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 3));
}

static void test_of_a_place_that_was_left_nothing_counts(void **state)
{
	struct acg_media_call call = {
			.profile = {ACG_MEDIA_PLAIN, ACG_MEDIA_SECURE},
			.node = 1,
			.from_leg = {1, 2},
			.to_leg = {3, 4}};
	struct acg_media_message invite = message(false, ACG_MEDIA_INVITE, 1, 'a'),
							 answer = message(true, ACG_MEDIA_INVITE, 1, 'b'),
							 update = message(false, ACG_MEDIA_UPDATE, 2, 'a');

	(void)state;
	offered(&call, invite, SESSION SAVP S80("1", KEY));
	answer.callee_tag = update.callee_tag = 77;
	acg_media_call_anchored(&call, 77);
	assert_false(acg_media_call_has_left(&call, &answer));
	assert_false(acg_media_call_has_left(&call, &update));

	acg_media_call_leave(&call);
	invite.branch = 1;
	offered(&call, invite, SESSION SAVP S80("1", KEY));
	assert_int_equal(call.profile[0], ACG_MEDIA_PLAIN);
	assert_int_equal(call.node, 0);
	assert_true(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 2));
	assert_true(acg_media_call_key_is_free(&call, ACG_MEDIA_CALLER, 4));
	assert_false(acg_media_call_is_anchored(&call, 77));
	assert_true(acg_media_call_has_left(&call, &update)); /* by its tag */
	answer.callee_tag = 78;
	assert_true(acg_media_call_has_left(&call, &answer)); /* by its branch */
	answer.branch = 1;
	assert_false(acg_media_call_has_left(&call, &answer));
	answer.callee_tag = 0; /* a 100 */
	assert_false(acg_media_call_has_left(&call, &answer));

	acg_media_call_anchored(&call, 78);
	acg_media_call_leave(&call);
	answer.callee_tag = 78;
	assert_true(acg_media_call_has_left(&call, &answer));
	assert_true(acg_media_call_has_left(&call, &update)); /* still */

	/* within the call there are no branches */
	offered(&call, message(false, ACG_MEDIA_INVITE, 3, 'a'),
			SESSION SAVP S80("1", KEY));
	answer = message(true, ACG_MEDIA_INVITE, 3, 'b');
	assert_false(acg_media_call_has_left(&call, &answer));
}

static void test_the_state_is_what_was_written(void **state)
{
	struct acg_media_call call, again;
	char text[ACG_MEDIA_CALL_TEXT_SIZE], cut[ACG_MEDIA_CALL_TEXT_SIZE];
	int len;

	(void)state;
	memset(&call, 0xff, sizeof(call)); /* the longest numbers */
	call.profile[0] = ACG_MEDIA_SECURE;
	call.profile[1] = ACG_MEDIA_PLAIN;
	call.hold_inactive[0] = call.late = call.pending = true;
	call.hold_inactive[1] = false;
	call.offerer = ACG_MEDIA_CALLEE;
	call.sections = ACG_MEDIA_SECTIONS_MAX;
	len = acg_media_call_write(&call, text);
	assert_in_range(len, 1, sizeof(text) - 1);
	memset(&again, 0, sizeof(again));
	assert_true(acg_media_call_read(text, &again));
	acg_media_call_write(&again, cut);
	assert_string_equal(text, cut);
	*strrchr(cut, ' ') = '\0';
	assert_false(acg_media_call_read(cut, &again));
	assert_false(acg_media_call_read("", &again));
}

static void test_only_the_accepted_line_is_passed_on(void **state)
{
	static const char offer[] =
			SESSION SAVP S32 S80("3", KEY " UNENCRYPTED_SRTP")
					S80("4", KEY_2 "|2^20") "a=sendonly\r\n" OFF S80("1", KEY);
	static const uint32_t tags[ACG_MEDIA_SECTIONS_MAX] = {77};
	struct acg_media_sections sections = judged(offer);
	struct acg_media_writing keep = {.key = ACG_MEDIA_KEEP_KEY};
	struct acg_media_writing none = {.key = ACG_MEDIA_NO_KEY};
	struct acg_media_writing given = {
			.key = ACG_MEDIA_GIVEN_KEY, .tags = tags, .hold_inactive = true};
	char out[2048];

	(void)state;
	memcpy(given.given, KEY, ACG_MEDIA_KEY_CHARS);
	out[acg_media_rewrite(offer, strlen(offer), &sections, &keep, out)] = 0;
	assert_string_equal(
			out, SESSION SAVP S80("1", KEY_2 "|2^20") "a=sendonly\r\n" OFF);
	out[acg_media_rewrite(offer, strlen(offer), &sections, &none, out)] = 0;
	assert_string_equal(out, SESSION SAVP "a=sendonly\r\n" OFF);
	out[acg_media_rewrite(offer, strlen(offer), &sections, &given, out)] = 0;
	assert_string_equal(out, SESSION SAVP S80("77", KEY) "a=inactive\r\n" OFF);
}

static void test_an_answer_has_one_line(void **state)
{
	static const char answer[] = SESSION SAVP S80("1", KEY) S80("2", KEY_2);
	struct acg_media_sections sections;

	(void)state;
	assert_int_equal(acg_media_judge(answer, strlen(answer), ACG_MEDIA_SECURE,
							 ACG_MEDIA_ANSWER, &sections),
			ACG_MEDIA_MANY_ANSWERS);
}

/* A key that is accepted is one that libsrtp2 works with. */
static void test_libsrtp2_takes_an_accepted_key(void **state)
{
	static const char alphabet[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char offer[] = SESSION SAVP S80("1", KEY);
	struct acg_media_sections sections = judged(offer);
	const char *key = offer + sections.section[0].key_params + 7;
	uint8_t bytes[30], packet[512] = {0x80, 8, 0, 1};
	srtp_policy_t policy;
	srtp_t context;
	int len = 172;

	(void)state;
	for(int i = 0; i < 10; i++) {
		uint32_t bits = 0;
		for(int j = 0; j < 4; j++)
			bits = bits << 6
				   | (uint32_t)(strchr(alphabet, key[4 * i + j]) - alphabet);
		bytes[3 * i] = (uint8_t)(bits >> 16);
		bytes[3 * i + 1] = (uint8_t)(bits >> 8);
		bytes[3 * i + 2] = (uint8_t)bits;
	}
	assert_int_equal(srtp_init(), srtp_err_status_ok);
	memset(&policy, 0, sizeof(policy));
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	policy.ssrc.type = ssrc_any_outbound;
	policy.key = bytes;
	assert_int_equal(srtp_create(&context, &policy), srtp_err_status_ok);
	assert_int_equal(srtp_protect(context, packet, &len), srtp_err_status_ok);
	assert_int_equal(len, 182);
	srtp_dealloc(context);
	srtp_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_an_invite_offers_and_its_replies_answer),
			cmocka_unit_test(test_a_late_offer_is_answered_in_ack_or_prack),
			cmocka_unit_test(test_update_and_prack_offer_both_ways),
			cmocka_unit_test(test_an_answer_fits_its_offer),
			cmocka_unit_test(test_a_key_belongs_to_one_direction),
			cmocka_unit_test(test_another_node_anchors_anew),
			cmocka_unit_test(test_of_a_place_that_was_left_nothing_counts),
			cmocka_unit_test(test_the_state_is_what_was_written),
			cmocka_unit_test(test_only_the_accepted_line_is_passed_on),
			cmocka_unit_test(test_an_answer_has_one_line),
			cmocka_unit_test(test_libsrtp2_takes_an_accepted_key)};

	return cmocka_run_group_tests_name("media_call", tests, NULL, NULL);
}
