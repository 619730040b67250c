/*
 * copy: rows of PostgreSQL's binary COPY format, field by field.
 * Pure; the format is that of the PostgreSQL manual, SQL COPY, "Binary Format".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_COPY_H
#define ACG_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* State of one COPY stream; zero-initialise. */
struct acg_copy {
	bool header_seen;
	bool trailer_seen;
};

/* One field, pointing into the caller's buffer. data NULL: SQL NULL. */
struct acg_copy_field {
	const char *data;
	size_t len;
};

enum acg_copy_result {
	ACG_COPY_ROW,		/* fields[] are set */
	ACG_COPY_NEED_MORE, /* the buffer is used up at a row's boundary */
	ACG_COPY_END,		/* trailer */
	ACG_COPY_MALFORMED
};

/* Take the next row of exactly `nfields` fields from *buf, of *len bytes, and
 * advance both past it. The server sends whole rows in a message, so a row cut
 * by the end of the buffer is malformed. */
enum acg_copy_result acg_copy_next(struct acg_copy *copy, const char **buf,
		size_t *len, struct acg_copy_field *fields, int nfields);

/* Field of type integer or boolean; false when null or of another size. */
bool acg_copy_int4(const struct acg_copy_field *field, int32_t *value);
bool acg_copy_bool(const struct acg_copy_field *field, bool *value);

#endif
