/*
 * json: a call record as JSON, the form in which the database takes it.
 * Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORD_JSON_H
#define ACG_RECORD_JSON_H

#include "record/record.h"

/* Enough for any record. */
#define ACG_RECORD_JSON_MAX (3 * ACG_RECORD_MAX)
#define ACG_RECORD_ID_TEXT_SIZE 37
#define ACG_INSTANT_TEXT_SIZE 32

/* One JSON object (RFC 8259) with a member for each column of acg.cdr, null for
 * what is not known, and the personal texts only where the record is not sealed, or
 * is unsealed. The record must be one that acg_record_decode() accepted. Returns
 * the length; `out` is not terminated. */
size_t acg_record_json(
		const struct acg_record *record, char out[static ACG_RECORD_JSON_MAX]);

/* The personal texts alone, each with a comma before it, to follow other members. */
size_t acg_record_personal_json(
		const struct acg_record *record, char out[static ACG_RECORD_JSON_MAX]);

/* Bytes as lower-case hexadecimal digits, not terminated. Returns what follows. */
char *acg_hex(char *out, const uint8_t *bytes, size_t len);

/* The id as a UUID, terminated. */
void acg_record_id_text(const uint8_t id[static ACG_RECORD_ID_SIZE],
		char out[static ACG_RECORD_ID_TEXT_SIZE]);

/* Microseconds since 1970 as 2026-01-31T23:59:59.000001Z, terminated. */
void acg_instant_text(int64_t us, char out[static ACG_INSTANT_TEXT_SIZE]);

#endif
