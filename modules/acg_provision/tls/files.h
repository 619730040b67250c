/*
 * files: what is wrong with a certificate, key or cipher list, asked of
 * OpenSSL without the tls module, which only says that something is. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_FILES_H
#define ACG_TLS_FILES_H

#include <stdbool.h>

/* Can both be read, without a password, and is the key not the certificate's? */
bool acg_tls_files_are_at_odds(const char *certificate, const char *key);

/* Is there a certificate in PEM form in this file? */
bool acg_tls_has_certificate(const char *path);

/* Does OpenSSL know a suite of this list? */
bool acg_tls_is_cipher_list(const char *list);

#endif
