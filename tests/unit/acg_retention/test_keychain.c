/* sources: keys/keychain.c keys/keyfile.c keys/record_seal.c record/record.c record/json.c keys/seal.c base/text.c base/clock.c */
/* libs: -lcrypto -lz */
/*
 * Known answers of the cryptography; the key chain runs forward only, on disk too;
 * a sealed record is read with its own day's keys and with no others.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE /* memmem */
#include "base/clock.h"
#include "keys/keyfile.h"
#include "keys/record_seal.h"
#include "example_record.h"
#include "scratch_dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 20512 /* 2026-02-28, of the example record */

static size_t hex(const char *text, uint8_t *out)
{
	size_t len = strlen(text) / 2;
	unsigned byte;

	for(size_t i = 0; i < len; i++) {
		assert_int_equal(sscanf(text + 2 * i, "%2x", &byte), 1);
		out[i] = (uint8_t)byte;
	}
	return len;
}

static struct acg_span span(const void *at, size_t len)
{
	return (struct acg_span){at, len};
}

/* Test case 16 of the GCM specification (McGrew, Viega), key of 256 bits. */
static void test_known_answer_of_aes_256_gcm(void **state)
{
	uint8_t key[32], nonce[12], aad[20], plain[60], expected[76], out[76];
	uint8_t back[60];

	(void)state;
	hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
			key);
	hex("cafebabefacedbaddecaf888", nonce);
	hex("feedfacedeadbeeffeedfacedeadbeefabaddad2", aad);
	hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
		"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
			plain);
	hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
		"76fc6ece0f4e1768cddf8853bb2d551b",
			expected);
	assert_int_equal(
			acg_seal(key, nonce, span(aad, 20), span(plain, 60), out), 0);
	assert_memory_equal(out, expected, 76);
	assert_int_equal(
			acg_unseal(key, nonce, span(aad, 20), span(out, 76), back), 0);
	assert_memory_equal(back, plain, 60);
	out[75] ^= 1;
	assert_int_equal(
			acg_unseal(key, nonce, span(aad, 20), span(out, 76), back), -1);
}

/* RFC 4231 section 4.3. */
static void test_known_answer_of_hmac_sha_256(void **state)
{
	const struct acg_span parts[] = {
			span("what do ya want ", 16), span("for nothing?", 12)};
	uint8_t expected[32], out[32];

	(void)state;
	hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
			expected);
	assert_int_equal(acg_hmac(span("Jefe", 4), parts, 2, out), 0);
	assert_memory_equal(out, expected, 32);
}

/* RFC 5869 appendix A.1: the first block of its OKM. */
static void test_known_answer_of_hkdf(void **state)
{
	uint8_t prk[32], info[11] = {0}, expected[32], out[32];

	(void)state;
	hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
			prk);
	hex("f0f1f2f3f4f5f6f7f8f9", info);
	hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
			expected);
	assert_int_equal(acg_derive(prk, (const char *)info, out), 0);
	assert_memory_equal(out, expected, 32);
}

static struct acg_keychain example_chain(acg_day day)
{
	uint8_t random[ACG_KEY_SIZE + 8];
	struct acg_keychain chain;

	for(size_t i = 0; i < sizeof(random); i++)
		random[i] = (uint8_t)i;
	acg_keychain_begin(&chain, day, random);
	return chain;
}

/* Made once with Python's hmac module from the description in keychain.h. */
static void test_known_answer_of_the_chain(void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	struct acg_day_keys keys;
	uint8_t seal[32], index[32];

	(void)state;
	hex("12886cff3b7d5232a20eb4dde7bb598b9fda71b75a1913f7083dd492c23fcec3",
			seal);
	hex("ed869c2d92d2c7d678cb18683be424a7e54e3a39815c817dd3b4dba026058d9f",
			index);
	assert_true(acg_keychain_now(&chain, DAY + 2, &keys));
	assert_memory_equal(keys.seal, seal, 32);
	assert_memory_equal(keys.index, index, 32);
}

static void test_advancing_keeps_later_days_and_loses_earlier_ones(void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	struct acg_day_keys before[5], after;

	(void)state;
	for(acg_day d = 0; d < 5; d++)
		assert_true(acg_keychain_now(&chain, DAY + d, before + d));
	assert_int_equal(acg_keychain_advance(&chain, DAY + 3), 1);
	assert_int_equal(acg_keychain_advance(&chain, DAY + 3), 0);
	assert_int_equal(acg_keychain_advance(&chain, DAY + 1), 0);
	for(acg_day d = 0; d < 5; d++) {
		assert_int_equal(
				acg_keychain_find(&chain, before[d].chain, DAY + d, &after),
				d >= 3);
		if(d >= 3)
			assert_memory_equal(after.seal, before[d].seal, 32);
	}
	/* A record of a day that has gone is sealed under the oldest there is. */
	assert_true(acg_keychain_now(&chain, DAY, &after));
	assert_int_equal(after.day, DAY + 3);
}

static void test_rotation_begins_anew_and_keeps_the_old_until_it_expires(
		void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	uint8_t random[ACG_KEY_SIZE + 8];
	struct acg_day_keys old, new, found;

	(void)state;
	memset(random, 7, sizeof(random));
	assert_true(acg_keychain_now(&chain, DAY + 2, &old));
	assert_true(acg_keychain_rotate(&chain, DAY + 2, random));
	assert_true(acg_keychain_now(&chain, DAY + 2, &new));
	assert_int_not_equal(old.chain, new.chain);
	assert_memory_not_equal(old.seal, new.seal, 32);
	assert_true(acg_keychain_find(&chain, old.chain, DAY + 2, &found));
	assert_int_equal(acg_keychain_advance(&chain, DAY + 3), 1);
	assert_int_equal(chain.count, 1);
	assert_false(acg_keychain_find(&chain, old.chain, DAY + 2, &found));
	assert_true(acg_keychain_find(&chain, new.chain, DAY + 3, &found));
}

static void test_rotation_stops_at_the_last_place(void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	uint8_t random[ACG_KEY_SIZE + 8] = {1};

	(void)state;
	for(int i = 1; i < ACG_CHAINS; i++)
		assert_true(acg_keychain_rotate(&chain, DAY, random));
	assert_false(acg_keychain_rotate(&chain, DAY, random));
}

static void test_damaged_bytes_are_no_key_file(void **state)
{
	struct acg_keychain chain = example_chain(DAY), back;
	uint8_t bytes[ACG_KEYCHAIN_BYTES_MAX];
	size_t len = acg_keychain_encode(&chain, bytes);

	(void)state;
	assert_true(acg_keychain_decode(&back, bytes, len));
	assert_memory_equal(&back, &chain, sizeof(chain));
	for(size_t i = 0; i < len; i++) {
		assert_false(acg_keychain_decode(&back, bytes, i));
		bytes[i] ^= 0x10;
		assert_false(acg_keychain_decode(&back, bytes, len));
		bytes[i] ^= 0x10;
	}
}

static void test_a_sealed_record_is_read_with_its_own_keys_only(void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	struct acg_record record = example_record(), back;
	uint8_t nonce[ACG_NONCE_SIZE] = {1}, bytes[ACG_RECORD_MAX],
			plain[ACG_RECORD_MAX];
	struct acg_day_keys keys, next;
	struct acg_seal_room room;
	size_t len;

	(void)state;
	assert_true(acg_keychain_now(&chain, DAY, &keys));
	assert_true(acg_keychain_now(&chain, DAY + 1, &next));
	assert_int_equal(acg_record_seal(&record, &keys, nonce, &room), 0);
	len = acg_record_encode(&record, bytes);
	for(int i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++)
		if(record.text[i].len > 3)
			assert_null(
					memmem(bytes, len, record.text[i].s, record.text[i].len));

	assert_true(acg_record_decode(&back, bytes, len));
	assert_null(back.text[ACG_TEXT_NUMBER].s);
	assert_false(acg_record_unseal(&back, &next, plain));
	next.day = DAY;
	assert_false(acg_record_unseal(&back, &next, plain));
	assert_true(acg_record_unseal(&back, &keys, plain));
	for(int i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++) {
		assert_int_equal(back.text[i].len, record.text[i].len);
		assert_memory_equal(
				back.text[i].s, record.text[i].s, record.text[i].len);
	}
	back.id[0] ^= 1;
	assert_false(acg_record_unseal(&back, &keys, plain));
}

static void test_tags_find_a_number_however_it_is_written(void **state)
{
	struct acg_keychain chain = example_chain(DAY);
	uint8_t a[ACG_RECORD_TAG_SIZE], b[ACG_RECORD_TAG_SIZE];
	struct acg_day_keys keys, next;

	(void)state;
	assert_true(acg_keychain_now(&chain, DAY, &keys));
	assert_true(acg_keychain_now(&chain, DAY + 1, &next));
	acg_record_tag(&keys, ACG_TAG_NUMBER, example_text("+4930123456"), a);
	acg_record_tag(&keys, ACG_TAG_OTHER, example_text("49 (30) 12-34.56"), b);
	assert_memory_equal(a, b, sizeof(a));
	acg_record_tag(&keys, ACG_TAG_NUMBER, example_text("+4930123457"), b);
	assert_memory_not_equal(a, b, sizeof(a));
	acg_record_tag(&keys, ACG_TAG_CALL_ID, example_text("+4930123456"), b);
	assert_memory_not_equal(a, b, sizeof(a));
	acg_record_tag(&next, ACG_TAG_NUMBER, example_text("+4930123456"), b);
	assert_memory_not_equal(a, b, sizeof(a));
}

/* Everything that is left on the machine when the day has gone: the journal's bytes
 * of the record, and the key file. */
static void test_after_its_day_a_record_cannot_be_read_from_what_is_left(
		void **state)
{
	char path[SCRATCH_PATH_SIZE], error[ACG_KEYFILE_ERROR_SIZE];
	struct acg_keychain chain = example_chain(DAY), left;
	struct acg_record record = example_record(), back;
	uint8_t nonce[ACG_NONCE_SIZE] = {1}, bytes[ACG_RECORD_MAX],
			plain[ACG_RECORD_MAX];
	uint8_t file[4096], first_key[ACG_KEY_SIZE];
	struct acg_day_keys keys;
	struct acg_seal_room room;
	struct stat st;
	size_t len;
	FILE *f;

	(void)state;
	scratch_path(path, "chain");
	assert_int_equal(acg_keyfile_load(path, &left, error), 0);
	assert_int_equal(acg_keyfile_save(path, &chain, error), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(acg_keychain_now(&chain, DAY, &keys));
	assert_int_equal(acg_record_seal(&record, &keys, nonce, &room), 0);
	len = acg_record_encode(&record, bytes);
	memcpy(first_key, chain.chains[0].key, sizeof(first_key));

	assert_int_equal(acg_keychain_advance(&chain, DAY + 1), 1);
	assert_int_equal(acg_keyfile_save(path, &chain, error), 0);

	assert_null(memmem(&chain, sizeof(chain), first_key, sizeof(first_key)));
	f = fopen(path, "r");
	assert_non_null(f);
	assert_null(memmem(file, fread(file, 1, sizeof(file), f), first_key,
			sizeof(first_key)));
	fclose(f);
	assert_int_equal(acg_keyfile_load(path, &left, error), 1);
	assert_true(acg_record_decode(&back, bytes, len));
	assert_false(acg_keychain_find(&left, keys.chain, DAY, &keys));
	/* Every key that can still be made, under the name of the day it was. */
	for(acg_day d = DAY + 1; d < DAY + 40; d++) {
		assert_true(acg_keychain_now(&left, d, &keys));
		keys.day = DAY;
		assert_false(acg_record_unseal(&back, &keys, plain));
		memcpy(keys.seal, left.chains[0].key, ACG_KEY_SIZE);
		assert_false(acg_record_unseal(&back, &keys, plain));
	}

	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(acg_keyfile_load(path, &left, error), -1);
	assert_non_null(strstr(error, "chmod 0600"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_known_answer_of_aes_256_gcm),
			cmocka_unit_test(test_known_answer_of_hmac_sha_256),
			cmocka_unit_test(test_known_answer_of_hkdf),
			cmocka_unit_test(test_known_answer_of_the_chain),
			cmocka_unit_test(
					test_advancing_keeps_later_days_and_loses_earlier_ones),
			cmocka_unit_test(
					test_rotation_begins_anew_and_keeps_the_old_until_it_expires),
			cmocka_unit_test(test_rotation_stops_at_the_last_place),
			cmocka_unit_test(test_damaged_bytes_are_no_key_file),
			cmocka_unit_test(
					test_a_sealed_record_is_read_with_its_own_keys_only),
			cmocka_unit_test(test_tags_find_a_number_however_it_is_written),
			cmocka_unit_test_setup_teardown(
					test_after_its_day_a_record_cannot_be_read_from_what_is_left,
					make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests_name("keychain", tests, NULL, NULL);
}
