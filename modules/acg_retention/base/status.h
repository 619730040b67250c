/*
 * status: what the shipper and the sweeper tell the other processes. In shared
 * memory, made before the first fork, behind one lock that is held for a copy
 * only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_STATUS_H
#define ACG_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#define ACG_STATUS_TEXT_SIZE 512
#define ACG_PROOF_TEXT_SIZE 64

struct acg_status {
	/* The shipper. */
	int64_t pending_bytes;
	unsigned long pending_files;
	int64_t synced_at;	   /* the syncer */
	int64_t unmoved_bytes; /* in memory and not on the disk yet */
	bool connected;
	int64_t shipped_at; /* microseconds since 1970; 0: not yet */
	int64_t ship_failed_at;
	char ship_error[ACG_STATUS_TEXT_SIZE];

	/* The sweeper. */
	int64_t swept_at;
	char sweep_result[ACG_STATUS_TEXT_SIZE];
	char oldest_record[ACG_PROOF_TEXT_SIZE];
	char oldest_age[ACG_PROOF_TEXT_SIZE];
	int orphans;
	int days_ahead;
};

/* Call in mod_init. 0, or -1 for lack of memory. */
int acg_status_init(void);

void acg_status_get(struct acg_status *copy);

/* Bytes waiting in the journal when the shipper last looked; no lock. */
int64_t acg_status_pending_bytes(void);

/* Bytes of the journal that are in memory alone: what the syncer found when it last
 * looked, and what was written since. May be off by what was written while it looked,
 * until it looks again. No lock. */
int64_t acg_status_unmoved_bytes(void);
void acg_status_add_unmoved(int64_t bytes);
void acg_status_set_unmoved(int64_t bytes);

void acg_status_set_pending(int64_t bytes, unsigned long files);
void acg_status_set_synced(int64_t at_us);
void acg_status_set_connected(bool connected);
void acg_status_set_shipped(int64_t at_us);
void acg_status_set_ship_error(int64_t at_us, const char *error);
void acg_status_set_swept(int64_t at_us, const char *result);
void acg_status_set_proof(const char *oldest_record, const char *oldest_age,
		int orphans, int days_ahead);

#endif
