/*
 * keys: the key chain of this node, shared by all its processes.
 *
 * In shared memory, made before the first fork; the file on disk is its only other
 * place. Workers copy the keys of a day under a lock that is held for the copy
 * only; they wipe them after use.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_KEYS_H
#define ACG_KEYS_H

#include "base/settings.h"
#include "keys/keychain.h"
#include "keys/keyfile.h"

/* Call in mod_init: makes room. 0, or -1 for lack of memory. */
int acg_keys_init(const struct acg_settings *settings);

/* Call in child_init(PROC_INIT): reads the key file, or the one to import where
 * there is none, or begins a chain. 0, or -1 after a log line. */
int acg_keys_open(void);

/* Keys to seal a record that began then. 0, or -1: there are none. */
int acg_keys_now(int64_t started_at_us, struct acg_day_keys *keys);

/* Keys to read what was sealed so. false: expired, or of another chain. */
bool acg_keys_find(uint64_t chain, acg_day day, struct acg_day_keys *keys);

/* What there is, in a copy without keys. */
void acg_keys_describe(struct acg_keychain *copy);

/* Forget what has expired at that time, which must be a cautious one, on disk
 * first. 1: something has gone; 0: nothing to do; -1: `error`. */
int acg_keys_expire(int64_t now_us, char error[static ACG_KEYFILE_ERROR_SIZE]);

/* Begin another chain today. 0, or -1 and `error`. */
int acg_keys_rotate(char error[static ACG_KEYFILE_ERROR_SIZE]);

/* Take over the key file, which somebody has replaced. 0, or -1 and `error`; then
 * the keys in force stay. */
int acg_keys_load(char error[static ACG_KEYFILE_ERROR_SIZE]);

#endif
