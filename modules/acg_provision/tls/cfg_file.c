/*
 * cfg_file: what the tls module's own parser lets pass or does not name.
 *
 * That parser logs an unknown key with a line number and no more, takes a key
 * given twice, and does not look at the last section when it looks for
 * duplicates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/cfg_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1 << 20)
#define SECTIONS_MAX 1024

/* The order is that of the bits in section.keys. */
static const char *const keys[] = {"method", "tls_method", "verify_certificate",
		"verify_cert", "verify_depth", "require_certificate", "require_cert",
		"private_key", "pkey_file", "calist_file", "certificate", "cert_file",
		"cipher_list", "ca_list", "crl", "server_name", "server_name_mode",
		"server_id", "verify_client", "ca_path"};
#define KEYS (int)(sizeof(keys) / sizeof(keys[0]))

struct section {
	const char *head; /* "[server:127.0.0.1:5061]" */
	uint32_t seen;	  /* keys, by bit */
};

struct scan {
	struct section section[SECTIONS_MAX];
	int sections;
	char *error;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static bool fail(
		struct scan *scan, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(scan->error, scan->size, format, args);
	va_end(args);
	return false;
}

static int key_index(const char *key)
{
	for(int i = 0; i < KEYS; i++) {
		if(strcmp(keys[i], key) == 0)
			return i;
	}
	return -1;
}

/* Without white space and without what follows a '#'. */
static char *trimmed(char *text)
{
	char *hash = strchr(text, '#'), *end;

	if(hash)
		*hash = '\0';
	text += strspn(text, " \t\r\n");
	end = text + strlen(text);
	while(end > text && strchr(" \t\r\n", end[-1]))
		*--end = '\0';
	return text;
}

static bool begin_section(struct scan *scan, char *head)
{
	if(scan->sections == SECTIONS_MAX)
		return fail(scan, "more than %d sections", SECTIONS_MAX);
	scan->section[scan->sections].head = head;
	scan->section[scan->sections++].seen = 0;
	return true;
}

static bool take_setting(struct scan *scan, char *line)
{
	struct section *section = &scan->section[scan->sections - 1];
	char *equals = strchr(line, '=');
	const char *value = equals ? equals + 1 : "";
	const char *key;
	int i;

	if(scan->sections == 0)
		return true; /* the tls module's parser says what it is */
	if(equals)
		*equals = '\0';
	value += strspn(value, " \t");
	key = trimmed(line);
	i = key_index(key);
	if(i < 0)
		return fail(scan, "%s %s = %s: no such key", section->head, key, value);
	if(section->seen & 1U << i)
		return fail(scan, "%s %s = %s: the key is there twice", section->head,
				key, value);
	section->seen |= 1U << i;
	return true;
}

static bool is_named(const struct section *section)
{
	return (section->seen & 1U << key_index("server_name")) != 0;
}

static bool check_duplicates(struct scan *scan)
{
	for(int i = 0; i < scan->sections; i++) {
		const struct section *one = &scan->section[i];

		for(int j = 0; j < i; j++) {
			const struct section *other = &scan->section[j];

			if(strcmp(one->head, other->head) == 0
					&& !(is_named(one) && is_named(other)))
				return fail(scan,
						"%s server_name is not set: the section is there "
						"twice, and each needs a name of its own",
						one->head);
		}
	}
	return true;
}

bool acg_tls_cfg_text_check(char *text, char *error, size_t size)
{
	struct scan *scan = calloc(1, sizeof(*scan));
	bool ok = scan != NULL;
	char *rest = text, *line;

	if(!scan) {
		snprintf(error, size, "out of memory");
		return false;
	}
	scan->error = error;
	scan->size = size;
	while(ok && (line = strsep(&rest, "\n"))) {
		line = trimmed(line);
		if(line[0] == '[')
			ok = begin_section(scan, line);
		else if(line[0])
			ok = take_setting(scan, line);
	}
	ok = ok && check_duplicates(scan);
	free(scan);
	return ok;
}

bool acg_tls_cfg_file_check(const char *path, char *error, size_t size)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(FILE_MAX + 1);
	size_t n;
	bool ok = false;

	if(!file || !text) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
	} else if((n = fread(text, 1, FILE_MAX + 1, file)) > FILE_MAX) {
		snprintf(error, size, "%s: larger than %d bytes", path, FILE_MAX);
	} else {
		text[n] = '\0';
		ok = acg_tls_cfg_text_check(text, error, size);
	}
	if(file)
		fclose(file);
	free(text);
	return ok;
}
