/*
 * revocation: the revocation lists in force, and the process that fetches them.
 *
 * A handshake that meets an issuer and distribution point for the first time
 * leaves both here; the process reads the list from disk or fetches it, and
 * fetches it again every interval. Handshakes only look. The lock is held for a
 * look, or for the exchange of a pointer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/revocation.h"
#include "base/locked.h"
#include "base/process.h"
#include "base/shm.h"
#include "tls/crl_fetch.h"
#include "tls/peers.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/locking.h"
#include "core/sr_module.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTS_MAX 64
#define ISSUER_MAX 4096 /* bytes of its certificate */
#define RETRY_S 60
#define DIGEST 32

struct list {
	char url[ACG_TLS_CRL_URL_SIZE];
	uint8_t issuer[ISSUER_MAX]; /* DER */
	int issuer_len;
	uint8_t digest[DIGEST]; /* SHA-256 of it */
	struct acg_crl *crl;
	time_t next_fetch;
	bool expired; /* and said so */
	char error[ACG_CRL_ERROR_SIZE];
};

static struct {
	gen_lock_t lock;
	int count;
	bool full; /* and said so */
	struct list list[LISTS_MAX];
} * shared;

static struct acg_tls_crl_settings settings;

void acg_tls_crl_register(const struct acg_tls_crl_settings *given)
{
	settings = *given;
	acg_process_register();
}

int acg_tls_crl_init(void)
{
	shared = acg_locked_new(sizeof(*shared));
	return shared ? 0 : -1;
}

void acg_tls_crl_destroy(void)
{
	if(!shared)
		return;
	for(int i = 0; i < shared->count; i++) {
		if(shared->list[i].crl)
			shm_free(shared->list[i].crl);
	}
	acg_locked_free(shared);
	shared = NULL;
}

/* --- in handshakes -------------------------------------------------------------- */

/* The first HTTP address among a distribution point's full names. */
static bool http_name(const DIST_POINT *point, char *out)
{
	const GENERAL_NAMES *names = point->distpoint && point->distpoint->type == 0
										 ? point->distpoint->name.fullname
										 : NULL;

	for(int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		const char *text;
		int len;

		if(name->type != GEN_URI)
			continue;
		text = (const char *)ASN1_STRING_get0_data(name->d.ia5);
		len = ASN1_STRING_length(name->d.ia5);
		if(len > 7 && len < ACG_TLS_CRL_URL_SIZE
				&& strncasecmp(text, "http://", 7) == 0
				&& memchr(text, '\0', (size_t)len) == NULL) {
			snprintf(out, ACG_TLS_CRL_URL_SIZE, "%.*s", len, text);
			return true;
		}
	}
	return false;
}

static bool find_url(X509 *certificate, char *out)
{
	CRL_DIST_POINTS *points = X509_get_ext_d2i(
			certificate, NID_crl_distribution_points, NULL, NULL);
	bool found = false;

	for(int i = 0; i < sk_DIST_POINT_num(points) && !found; i++)
		found = http_name(sk_DIST_POINT_value(points, i), out);
	CRL_DIST_POINTS_free(points);
	if(found || !settings.url[0])
		return found;
	snprintf(out, ACG_TLS_CRL_URL_SIZE, "%s", settings.url);
	return true;
}

static struct list *find(const char *url, const uint8_t *digest)
{
	for(int i = 0; i < shared->count; i++) {
		struct list *list = &shared->list[i];

		if(memcmp(list->digest, digest, DIGEST) == 0
				&& strcmp(list->url, url) == 0)
			return list;
	}
	return NULL;
}

/* Under the lock: have the process fetch it. */
static void want(const char *url, X509 *issuer, const uint8_t *digest)
{
	struct list *list = &shared->list[shared->count];
	unsigned char *der = list->issuer;
	int len = i2d_X509(issuer, NULL);

	if(shared->count == LISTS_MAX || len < 0 || len > ISSUER_MAX) {
		if(!shared->full)
			LM_ERR("more than %d revocation lists, or an issuer's certificate "
				   "of "
				   "more than %d bytes: not fetched\n",
					LISTS_MAX, ISSUER_MAX);
		shared->full = true;
		return;
	}
	memset(list, 0, sizeof(*list));
	snprintf(list->url, sizeof(list->url), "%s", url);
	list->issuer_len = i2d_X509(issuer, &der);
	memcpy(list->digest, digest, DIGEST);
	shared->count++;
}

enum acg_tls_crl_status acg_tls_crl_ask(X509 *certificate, X509 *issuer)
{
	char url[ACG_TLS_CRL_URL_SIZE];
	unsigned char digest[EVP_MAX_MD_SIZE];
	enum acg_tls_crl_status status = ACG_CRL_UNKNOWN;
	struct list *list;

	if(!find_url(certificate, url)
			|| X509_digest(issuer, EVP_sha256(), digest, NULL) != 1)
		return ACG_CRL_UNKNOWN;
	lock_get(&shared->lock);
	list = find(url, digest);
	if(!list)
		want(url, issuer, digest);
	else if(list->crl && list->crl->next_update > time(NULL))
		status = acg_crl_revokes(list->crl, certificate) ? ACG_CRL_REVOKED
														 : ACG_CRL_GOOD;
	/* What an old list revokes stays revoked. */
	else if(list->crl && acg_crl_revokes(list->crl, certificate))
		status = ACG_CRL_REVOKED;
	lock_release(&shared->lock);
	return status;
}

bool acg_tls_crl_info(int i, struct acg_tls_crl_info *info)
{
	const struct list *list = &shared->list[i];
	const unsigned char *der = list->issuer;
	X509 *issuer;
	bool is;

	lock_get(&shared->lock);
	is = i < shared->count;
	if(is) {
		strcpy(info->url, list->url);
		strcpy(info->error, list->error);
		info->next_update = list->crl ? list->crl->next_update : 0;
		info->revoked = list->crl ? list->crl->count : 0;
	}
	lock_release(&shared->lock);
	if(!is)
		return false;
	info->issuer[0] = '\0';
	issuer = d2i_X509(NULL, &der, list->issuer_len); /* never changes */
	if(issuer)
		X509_NAME_oneline(X509_get_subject_name(issuer), info->issuer,
				sizeof(info->issuer));
	X509_free(issuer);
	return true;
}

/* --- in the process that fetches ------------------------------------------------ */

static void file_of(const struct list *list, char *out, size_t size)
{
	char seed[DIGEST + ACG_TLS_CRL_URL_SIZE];
	unsigned char digest[EVP_MAX_MD_SIZE] = {0};
	char text[DIGEST + 1];

	memcpy(seed, list->digest, DIGEST);
	snprintf(seed + DIGEST, ACG_TLS_CRL_URL_SIZE, "%s", list->url);
	EVP_Digest(
			seed, DIGEST + strlen(list->url), digest, NULL, EVP_sha256(), NULL);
	for(int i = 0; i < DIGEST / 2; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	snprintf(out, size, "%s/%s.crl", settings.directory, text);
}

static void put_in_force(struct list *list, struct acg_crl *crl)
{
	struct acg_crl *old;
	bool same;

	lock_get(&shared->lock);
	old = list->crl;
	same = old && old->count == crl->count
		   && memcmp(old->serial, crl->serial,
					  (size_t)crl->count * ACG_CRL_SERIAL)
					  == 0;
	list->crl = crl;
	list->error[0] = '\0';
	lock_release(&shared->lock);
	if(old)
		shm_free(old);
	if(!same || list->expired)
		acg_tls_peers_touch();
	list->expired = false;
}

static void complain(struct list *list, const char *error)
{
	LM_ERR("revocation list %s: %s\n", list->url, error);
	lock_get(&shared->lock);
	snprintf(list->error, sizeof(list->error), "%s", error);
	lock_release(&shared->lock);
}

/* False when the bytes are no list to be used; then nothing has changed. */
static bool take(struct list *list, const struct acg_crl_bytes *bytes,
		char error[static ACG_CRL_ERROR_SIZE])
{
	const unsigned char *der = list->issuer;
	X509 *issuer = d2i_X509(NULL, &der, list->issuer_len);
	struct acg_crl *crl = issuer ? acg_crl_read(bytes->data, bytes->len, issuer,
								  time(NULL), acg_shm_take, error)
								 : NULL;

	X509_free(issuer);
	if(!crl)
		return false;
	if(list->crl && crl->this_update < list->crl->this_update) {
		snprintf(error, ACG_CRL_ERROR_SIZE, "older than the list in force");
		shm_free(crl);
		return false;
	}
	put_in_force(list, crl);
	return true;
}

/* What was kept when Kamailio ran last; not good any more is no matter. */
static void take_kept(struct list *list)
{
	char path[4096], error[ACG_CRL_ERROR_SIZE];
	struct acg_crl_bytes bytes;

	if(!settings.directory[0])
		return;
	file_of(list, path, sizeof(path));
	if(acg_crl_load(path, &bytes))
		take(list, &bytes, error);
	free(bytes.data);
}

static bool fetch(struct list *list)
{
	char path[4096], error[ACG_CRL_ERROR_SIZE] = "out of memory";
	struct acg_crl_bytes bytes;
	bool ok = acg_crl_fetch(list->url, &bytes, error)
			  && take(list, &bytes, error);

	if(ok && settings.directory[0]) {
		file_of(list, path, sizeof(path));
		if(!acg_crl_save(path, &bytes, error))
			complain(list, error);
	}
	free(bytes.data);
	if(!ok)
		complain(list, error);
	return ok;
}

/* Every interval, and before the list ends. */
static time_t when_next(const struct list *list, bool ok, time_t now)
{
	int wait =
			ok || settings.interval_s < RETRY_S ? settings.interval_s : RETRY_S;
	time_t left = list->crl ? list->crl->next_update - now : 0;

	return now + (ok && left > 1 && left / 2 < wait ? left / 2 : wait);
}

static void look_after(struct list *list)
{
	time_t now = time(NULL);

	if(list->next_fetch == 0)
		take_kept(list);
	if(now >= list->next_fetch)
		list->next_fetch = when_next(list, fetch(list), now);
	if(list->crl && !list->expired && list->crl->next_update <= time(NULL)) {
		list->expired = true;
		complain(list, "the list has expired");
		acg_tls_peers_touch();
	}
}

static int count_lists(void)
{
	int count;

	lock_get(&shared->lock);
	count = shared->count;
	lock_release(&shared->lock);
	return count;
}

__attribute__((noreturn)) static void serve(void)
{
	curl_global_init(CURL_GLOBAL_NOTHING);
	for(;;) {
		for(int i = 0, n = count_lists(); i < n; i++)
			look_after(&shared->list[i]);
		poll(NULL, 0, 500);
		cfg_update();
	}
}

int acg_tls_crl_start(void)
{
	return acg_process_start(
			"acg tls revocation", PROC_NOCHLDINIT, false, serve);
}
