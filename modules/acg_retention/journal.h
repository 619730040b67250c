/*
 * journal: where any process of Kamailio leaves a call record.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_H
#define ACG_JOURNAL_H

#include "record.h"
#include "settings.h"

/* Call in mod_init; keeps the settings' strings. */
void acg_journal_init(const struct acg_settings *settings);

/* Complete the record with the node and an id of its own, and append it to this
 * process's segment. One write(2); takes no lock, waits for nobody. 0, or -1 when
 * the record is lost, which has been counted and logged. */
int acg_journal_write(struct acg_record *record);

/* The record is lost before it came here: count it, and log `why`. */
void acg_journal_lost(const char *why);

#endif
