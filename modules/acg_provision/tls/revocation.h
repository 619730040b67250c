/*
 * revocation: the revocation lists in force, in shared memory, and the process that
 * fetches them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_CRL_H
#define ACG_TLS_CRL_H

#include "tls/crl.h"

#define ACG_TLS_CRL_URL_SIZE 512

struct acg_tls_crl_settings {
	const char *directory; /* where lists are kept; "": they are not */
	const char *url;	   /* for certificates that name none; "": none */
	int interval_s;		   /* between two fetches of a list */
};

/* Call in mod_init: makes room for the process. Texts are kept by reference. */
void acg_tls_crl_register(const struct acg_tls_crl_settings *settings);

/* Before forking. 0, or -1 with a log line. */
int acg_tls_crl_init(void);
void acg_tls_crl_destroy(void);

/* PROC_MAIN: start the process that fetches. 0 or -1. */
int acg_tls_crl_start(void);

enum acg_tls_crl_status {
	ACG_CRL_GOOD,
	ACG_CRL_REVOKED,
	ACG_CRL_UNKNOWN /* no list, none that is valid, or none fetched yet */
};

/* What the list of `issuer`, at the certificate's first HTTP distribution point,
 * says about `certificate`. A list not known yet is fetched soon. Never waits for
 * the network. Ask for certificates of a verified chain only. */
enum acg_tls_crl_status acg_tls_crl_ask(X509 *certificate, X509 *issuer);

/* One list. */
struct acg_tls_crl_info {
	char url[ACG_TLS_CRL_URL_SIZE];
	char issuer[200];
	time_t next_update; /* UTC; 0: there is no list */
	uint32_t revoked;
	char error[ACG_CRL_ERROR_SIZE]; /* of the last fetch, or "" */
};

/* Of list `i`, from 0; false when there are no more. */
bool acg_tls_crl_info(int i, struct acg_tls_crl_info *info);

#endif
