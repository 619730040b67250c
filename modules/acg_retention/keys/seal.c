/*
 * seal: the cryptography of call records.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keys/seal.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

/* A forked process leaves what it has inherited alone, and does not free it. */
static struct {
	bool ready;
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *gcm;
	EVP_MAC_CTX *hmac;
} own;

static int make_hmac(void)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
			OSSL_PARAM_construct_end()};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	own.hmac = mac ? EVP_MAC_CTX_new(mac) : NULL;
	EVP_MAC_free(mac);
	return own.hmac && EVP_MAC_CTX_set_params(own.hmac, params) ? 0 : -1;
}

static void after_fork(void)
{
	memset(&own, 0, sizeof(own));
}

static int be_ready(void)
{
	static bool registered;

	if(own.ready)
		return 0;
	if(!registered && pthread_atfork(NULL, NULL, after_fork) != 0)
		return -1;
	registered = true;
	own.cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	own.gcm = EVP_CIPHER_CTX_new();
	if(!own.cipher || !own.gcm || make_hmac() < 0
			|| !EVP_EncryptInit_ex(own.gcm, own.cipher, NULL, NULL, NULL))
		return -1;
	own.ready = true;
	return 0;
}

static const uint8_t zero[ACG_KEY_SIZE];

/* The key schedule of the last key must not outlive its use. */
static void forget_key(void)
{
	EVP_EncryptInit_ex(own.gcm, NULL, NULL, zero, NULL);
}

int acg_seal(const uint8_t key[static ACG_KEY_SIZE],
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_span aad,
		struct acg_span plain, uint8_t *out)
{
	int len, result = -1;

	if(be_ready() < 0)
		return -1;
	if(EVP_EncryptInit_ex(own.gcm, NULL, NULL, key, nonce) == 1
			&& EVP_EncryptUpdate(own.gcm, NULL, &len, aad.at, (int)aad.len) == 1
			&& EVP_EncryptUpdate(own.gcm, out, &len, plain.at, (int)plain.len)
					   == 1
			&& EVP_EncryptFinal_ex(own.gcm, out + len, &len) == 1
			&& EVP_CIPHER_CTX_ctrl(own.gcm, EVP_CTRL_AEAD_GET_TAG,
					   ACG_SEAL_OVERHEAD, out + plain.len)
					   == 1)
		result = 0;
	forget_key();
	return result;
}

int acg_unseal(const uint8_t key[static ACG_KEY_SIZE],
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_span aad,
		struct acg_span sealed, uint8_t *out)
{
	size_t plain_len = sealed.len - ACG_SEAL_OVERHEAD;
	uint8_t tag[ACG_SEAL_OVERHEAD];
	int len, result = -1;

	if(sealed.len < ACG_SEAL_OVERHEAD || be_ready() < 0)
		return -1;
	memcpy(tag, (const uint8_t *)sealed.at + plain_len, sizeof(tag));
	if(EVP_DecryptInit_ex(own.gcm, NULL, NULL, key, nonce) == 1
			&& EVP_DecryptUpdate(own.gcm, NULL, &len, aad.at, (int)aad.len) == 1
			&& EVP_DecryptUpdate(own.gcm, out, &len, sealed.at, (int)plain_len)
					   == 1
			&& EVP_CIPHER_CTX_ctrl(
					   own.gcm, EVP_CTRL_AEAD_SET_TAG, sizeof(tag), tag)
					   == 1
			&& EVP_DecryptFinal_ex(own.gcm, out + len, &len) == 1)
		result = 0;
	if(result < 0)
		acg_wipe(out, plain_len);
	forget_key();
	return result;
}

int acg_hmac(struct acg_span key, const struct acg_span *parts, size_t count,
		uint8_t out[static ACG_KEY_SIZE])
{
	size_t i, len;

	if(be_ready() < 0 || !EVP_MAC_init(own.hmac, key.at, key.len, NULL))
		return -1;
	for(i = 0; i < count; i++)
		if(!EVP_MAC_update(own.hmac, parts[i].at, parts[i].len))
			return -1;
	return EVP_MAC_final(own.hmac, out, &len, ACG_KEY_SIZE) ? 0 : -1;
}

void acg_hmac_forget(void)
{
	if(own.ready)
		EVP_MAC_init(own.hmac, zero, sizeof(zero), NULL);
}

int acg_derive(const uint8_t key[static ACG_KEY_SIZE], const char *label,
		uint8_t out[static ACG_KEY_SIZE])
{
	const struct acg_span parts[] = {{label, strlen(label)}, {"\x01", 1}};

	int result = acg_hmac((struct acg_span){key, ACG_KEY_SIZE}, parts, 2, out);

	acg_hmac_forget();
	return result;
}

void acg_wipe(void *secret, size_t len)
{
	OPENSSL_cleanse(secret, len);
}
