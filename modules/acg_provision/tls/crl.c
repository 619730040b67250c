/*
 * crl: a certificate revocation list (RFC 5280 section 5) as a sorted table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/crl.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *fail(char *error, const char *why)
{
	snprintf(error, ACG_CRL_ERROR_SIZE, "%s", why);
	ERR_clear_error();
	return NULL;
}

static X509_CRL *decode(const uint8_t *bytes, size_t len)
{
	const unsigned char *at = bytes;
	X509_CRL *crl = NULL;
	BIO *bio;

	if(len == 0 || len > INT_MAX)
		return NULL;
	if(bytes[0] == 0x30) /* a SEQUENCE */
		return d2i_X509_CRL(NULL, &at, (long)len);
	bio = BIO_new_mem_buf(bytes, (int)len);
	if(bio)
		crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
	BIO_free(bio);
	return crl;
}

static time_t instant(const ASN1_TIME *time)
{
	struct tm tm;

	return time && ASN1_TIME_to_tm(time, &tm) == 1 ? timegm(&tm) : 0;
}

/* Does it have a critical extension other than the distribution point's? */
static bool has_unknown(const X509_CRL *crl)
{
	for(int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
		X509_EXTENSION *extension = X509_CRL_get_ext(crl, i);

		if(X509_EXTENSION_get_critical(extension)
				&& OBJ_obj2nid(X509_EXTENSION_get_object(extension))
						   != NID_issuing_distribution_point)
			return true;
	}
	return false;
}

static bool is_partial(const X509_CRL *crl)
{
	ISSUING_DIST_POINT *point = X509_CRL_get_ext_d2i(
			crl, NID_issuing_distribution_point, NULL, NULL);
	bool partial = point
				   && (point->indirectCRL > 0 || point->onlyattr > 0
						   || point->onlysomereasons);

	ISSUING_DIST_POINT_free(point);
	return partial || X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0;
}

/* NULL when all is well. */
static const char *find_fault(X509_CRL *crl, X509 *issuer, time_t now)
{
	if(X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer))
			!= 0)
		return "the list is of another issuer";
	if(X509_CRL_verify(crl, X509_get0_pubkey(issuer)) != 1)
		return "the list is not signed by the issuer";
	if(has_unknown(crl) || is_partial(crl))
		return "the list does not speak of every certificate and reason";
	if(instant(X509_CRL_get0_lastUpdate(crl)) > now)
		return "the list is not valid yet";
	if(instant(X509_CRL_get0_nextUpdate(crl)) <= now)
		return "the list has expired, or does not say when it does";
	return NULL;
}

static bool write_serial(const ASN1_INTEGER *serial, uint8_t *out)
{
	int len = ASN1_STRING_length(serial);

	memset(out, 0, ACG_CRL_SERIAL);
	if(len > ACG_CRL_SERIAL - 1)
		return false;
	out[0] = (uint8_t)len;
	memcpy(out + 1, ASN1_STRING_get0_data(serial), (size_t)len);
	return true;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, ACG_CRL_SERIAL);
}

static struct acg_crl *make_table(
		X509_CRL *crl, void *(*alloc)(size_t), char *error)
{
	STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
	int count = revoked ? sk_X509_REVOKED_num(revoked) : 0;
	struct acg_crl *table =
			alloc(sizeof(*table) + (size_t)count * ACG_CRL_SERIAL);

	if(!table)
		return fail(error, "not enough shared memory for the list");
	table->this_update = instant(X509_CRL_get0_lastUpdate(crl));
	table->next_update = instant(X509_CRL_get0_nextUpdate(crl));
	table->count = 0;
	for(int i = 0; i < count; i++) {
		const X509_REVOKED *entry = sk_X509_REVOKED_value(revoked, i);

		/* A longer one is no serial number (RFC 5280 section 4.1.2.2) and can
		 * be that of no certificate that is looked up. */
		if(write_serial(X509_REVOKED_get0_serialNumber(entry),
				   table->serial[table->count]))
			table->count++;
	}
	qsort(table->serial, table->count, ACG_CRL_SERIAL, compare);
	return table;
}

struct acg_crl *acg_crl_read(const uint8_t *bytes, size_t len, X509 *issuer,
		time_t now, void *(*alloc)(size_t),
		char error[static ACG_CRL_ERROR_SIZE])
{
	X509_CRL *crl = decode(bytes, len);
	const char *fault = crl ? find_fault(crl, issuer, now) : "no list at all";
	struct acg_crl *table =
			fault ? fail(error, fault) : make_table(crl, alloc, error);

	ERR_clear_error();
	X509_CRL_free(crl);
	return table;
}

bool acg_crl_revokes(const struct acg_crl *crl, const X509 *certificate)
{
	uint8_t serial[ACG_CRL_SERIAL];

	/* A serial number that no list can have is never called good. */
	if(!write_serial(X509_get0_serialNumber(certificate), serial))
		return true;
	return bsearch(serial, crl->serial, crl->count, ACG_CRL_SERIAL, compare)
		   != NULL;
}
