/*
 * cfg_file: what the tls module's own parser lets pass or does not name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_CFG_FILE_H
#define ACG_TLS_CFG_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Read tls.cfg. False when it cannot be read, has a key that the tls module does
 * not know, a key twice in one section, or two sections of the same address of
 * which one has no server_name; `error` then names section, key and value. */
bool acg_tls_cfg_file_check(const char *path, char *error, size_t size);

/* The same for its text, which is changed. */
bool acg_tls_cfg_text_check(char *text, char *error, size_t size);

#endif
