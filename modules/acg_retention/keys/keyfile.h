/*
 * keyfile: the key chain on disk. POSIX only.
 *
 * Mode 0600, replaced as a whole: written aside, made durable, renamed over the
 * old one, the directory made durable. What it replaces is gone from the name
 * space; on what the disk itself keeps of it see README, Keys.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_KEYFILE_H
#define ACG_KEYFILE_H

#include "keys/keychain.h"

#define ACG_KEYFILE_ERROR_SIZE 512

/* 1: read; 0: there is no such file; -1: `error` says what is wrong with it: it
 * is damaged, or others may read it. */
int acg_keyfile_load(const char *path, struct acg_keychain *keychain,
		char error[static ACG_KEYFILE_ERROR_SIZE]);

/* 0, or -1 and `error`; then the old file stands. */
int acg_keyfile_save(const char *path, const struct acg_keychain *keychain,
		char error[static ACG_KEYFILE_ERROR_SIZE]);

#endif
