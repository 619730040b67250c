/*
 * copy: rows of PostgreSQL's binary COPY format.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/copy.h"

#include <string.h>

static const char signature[11] = "PGCOPY\n\377\r\n\0";

/* A cursor over the caller's buffer; every taking is bounds-checked here. */
struct cursor {
	const char *at;
	size_t left;
};

static const char *take(struct cursor *c, size_t n)
{
	const char *p = c->at;

	if(n > c->left)
		return NULL;
	c->at += n;
	c->left -= n;
	return p;
}

static uint32_t big_endian(const char *p, int bytes)
{
	uint32_t value = 0;

	for(int i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)p[i];
	return value;
}

static bool take_int(struct cursor *c, int bytes, uint32_t *value)
{
	const char *p = take(c, (size_t)bytes);

	if(!p)
		return false;
	*value = big_endian(p, bytes);
	return true;
}

/* Signature, flags (bits 16-31 critical: none known), header extension. */
static bool take_header(struct cursor *c)
{
	const char *p = take(c, sizeof(signature));
	uint32_t flags, extension;

	return p && memcmp(p, signature, sizeof(signature)) == 0
		   && take_int(c, 4, &flags) && (flags >> 16) == 0
		   && take_int(c, 4, &extension) && take(c, extension);
}

static bool take_field(struct cursor *c, struct acg_copy_field *field)
{
	uint32_t len;

	if(!take_int(c, 4, &len))
		return false;
	field->len = len == UINT32_MAX ? 0 : len;
	field->data = len == UINT32_MAX ? NULL : take(c, len);
	return len == UINT32_MAX || field->data;
}

static enum acg_copy_result next(struct acg_copy *copy, struct cursor *c,
		struct acg_copy_field *fields, int nfields)
{
	uint32_t count;

	if(copy->trailer_seen)
		return c->left ? ACG_COPY_MALFORMED : ACG_COPY_END;
	if(c->left == 0)
		return ACG_COPY_NEED_MORE;
	if(!copy->header_seen) {
		if(!take_header(c))
			return ACG_COPY_MALFORMED;
		copy->header_seen = true;
		if(c->left == 0)
			return ACG_COPY_NEED_MORE;
	}
	if(!take_int(c, 2, &count))
		return ACG_COPY_MALFORMED;
	if(count == UINT16_MAX) {
		copy->trailer_seen = true;
		return c->left ? ACG_COPY_MALFORMED : ACG_COPY_END;
	}
	if(count != (uint32_t)nfields)
		return ACG_COPY_MALFORMED;
	for(int i = 0; i < nfields; i++) {
		if(!take_field(c, &fields[i]))
			return ACG_COPY_MALFORMED;
	}
	return ACG_COPY_ROW;
}

enum acg_copy_result acg_copy_next(struct acg_copy *copy, const char **buf,
		size_t *len, struct acg_copy_field *fields, int nfields)
{
	struct cursor c = {.at = *buf, .left = *len};
	enum acg_copy_result result = next(copy, &c, fields, nfields);

	*buf = c.at;
	*len = c.left;
	return result;
}

bool acg_copy_int4(const struct acg_copy_field *field, int32_t *value)
{
	if(!field->data || field->len != 4)
		return false;
	*value = (int32_t)big_endian(field->data, 4);
	return true;
}

bool acg_copy_bool(const struct acg_copy_field *field, bool *value)
{
	if(!field->data || field->len != 1)
		return false;
	*value = field->data[0] != 0;
	return true;
}
