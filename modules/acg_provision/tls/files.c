/*
 * files: what is wrong with a certificate, key or cipher list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/files.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdio.h>

static X509 *read_certificate(const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	X509 *certificate;

	if(!file)
		return NULL;
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	ERR_clear_error();
	return certificate;
}

/* Ask nobody. */
static int no_password(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static EVP_PKEY *read_key(const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	EVP_PKEY *key;

	if(!file)
		return NULL;
	key = PEM_read_PrivateKey(file, NULL, no_password, NULL);
	fclose(file);
	ERR_clear_error();
	return key;
}

bool acg_tls_files_are_at_odds(const char *certificate, const char *key)
{
	X509 *x509 = read_certificate(certificate);
	EVP_PKEY *private = read_key(key);
	bool odds = x509 && private && X509_check_private_key(x509, private) != 1;

	ERR_clear_error();
	EVP_PKEY_free(private);
	X509_free(x509);
	return odds;
}

bool acg_tls_has_certificate(const char *path)
{
	X509 *certificate = read_certificate(path);
	bool has = certificate != NULL;

	X509_free(certificate);
	return has;
}

bool acg_tls_is_cipher_list(const char *list)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());
	bool is = ctx && SSL_CTX_set_cipher_list(ctx, list) == 1;

	ERR_clear_error();
	SSL_CTX_free(ctx);
	return is;
}
