/* sources: tls/crl.c */
/* libs: -lcrypto */
/*
 * Fuzz target: any bytes as a revocation list. Nothing that the issuer has not signed is
 * ever taken, and nothing is read beyond the bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/crl.h"

#include <openssl/evp.h>
#include <stdlib.h>

static X509 *make_issuer(void)
{
	X509 *issuer = X509_new();
	EVP_PKEY *key = EVP_EC_gen("P-256");

	X509_set_pubkey(issuer, key);
	EVP_PKEY_free(key);
	return issuer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static X509 *issuer;
	char error[ACG_CRL_ERROR_SIZE] = "";

	if(!issuer)
		issuer = make_issuer();
	if(acg_crl_read(data, size, issuer, 1000000000, malloc, error) || !error[0])
		abort();
	return 0;
}
