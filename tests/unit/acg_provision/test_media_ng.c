/* sources: media/ng.c */
/*
 * rtpengine's ng protocol: flags as Kamailio's module takes them become what that
 * module sends, and of a reply only a whole one to our own cookie is believed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/ng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void test_flags_become_lists_and_pairs(void **state)
{
	struct acg_ng_command command = {.command = "offer",
			.flags = " ICE=remove replace-origin SDES-no-NULL_HMAC_SHA1_80 "
					 "SDES-encrypted_srtp strict-source",
			.call_id = "c",
			.from_tag = "f",
			.sdp = "v=0",
			.sdp_len = 3};
	static const char wanted[] =
			"k d7:command5:offer7:call-id1:c8:from-tag1:f3:ICE6:remove"
			"4:SDESl20:no-NULL_HMAC_SHA1_8014:encrypted_srtpe"
			"7:replacel6:origine5:flagsl13:strict-sourcee3:sdp3:v=0e";
	char out[512];
	size_t len = acg_ng_write("k", &command, out, sizeof(out));

	(void)state;
	assert_int_equal(len, sizeof(wanted) - 1);
	assert_memory_equal(out, wanted, len);
	assert_int_equal(acg_ng_write("k", &command, out, len - 1), 0);
}

static bool read_sdp(const char *reply, size_t len)
{
	const char *value;
	size_t n;
	char *copy = malloc(len);
	bool found;

	memcpy(copy, reply, len); /* so that reading on is an ASan error */
	found = acg_ng_read(copy, len, "k", "sdp", &value, &n);
	if(found) {
		assert_int_equal(n, 3);
		assert_memory_equal(value, "v=0", 3);
	}
	free(copy);
	return found;
}

static void test_a_whole_reply_is_read_and_no_other(void **state)
{
	static const char reply[] =
			"k d6:result2:ok4:tagsd1:ad3:sdp1:xei5ee4:listl1:ai-3ee3:sdp3:v=0e";
	const size_t whole = sizeof(reply) - 1;

	(void)state;
	/* tags: a pair too many in a dictionary is no matter here */
	for(size_t len = 1; len < whole; len++)
		assert_false(read_sdp(reply, len));
	assert_true(read_sdp(reply, whole));
	assert_false(read_sdp("j d3:sdp3:v=0e", 14));
	assert_false(read_sdp("k l3:sdp3:v=0e", 14));
	assert_false(read_sdp("k d3:sdp999999999999999999999999:v=0e", 37));
	assert_false(read_sdp("k d3:sdpi3ee", 12));
}

static void test_depth_is_limited(void **state)
{
	char reply[256] = "k d1:x";

	(void)state;
	memset(reply + 6, 'l', 100);
	memset(reply + 106, 'e', 101);
	assert_false(read_sdp(reply, 207));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_flags_become_lists_and_pairs),
			cmocka_unit_test(test_a_whole_reply_is_read_and_no_other),
			cmocka_unit_test(test_depth_is_limited)};

	return cmocka_run_group_tests_name("media_ng", tests, NULL, NULL);
}
