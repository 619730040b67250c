/*
 * journal: where any process of Kamailio leaves a call record.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_H
#define ACG_JOURNAL_H

#include "base/settings.h"
#include "record/record.h"

/* Call in mod_init; keeps the settings' strings. */
void acg_journal_init(const struct acg_settings *settings);

/* Call in the main process, before it forks the syncer: with journal_memory, what is
 * left there when Kamailio ends in good order is moved to the disk, since the machine
 * may end next. 0, or -1 with a log line. */
int acg_journal_move_at_exit(const struct acg_settings *settings);

/* A fresh id for a record: UUID version 4 (RFC 9562 section 5.4). 0, or -1 after
 * the loss has been counted. */
int acg_journal_make_id(uint8_t id[static ACG_RECORD_ID_SIZE]);

/* Complete the record, which has its id, with the node, seal what is personal in it,
 * and append it to this process's segment. One write(2); waits for nobody but for
 * the copy of a key. 0, or -1 when the record is lost, which has been counted and
 * logged. */
int acg_journal_write(struct acg_record *record);

/* This run of Kamailio, the same in all its processes: when it began, in
 * microseconds since 1970. */
int64_t acg_journal_incarnation(void);

/* The record is lost before it came here: count it, and log `why`. */
void acg_journal_lost(const char *why);

#endif
