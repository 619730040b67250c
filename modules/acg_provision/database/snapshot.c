/*
 * snapshot: a table in a file.
 *
 * The file is a head, the table's region as it is, and the SHA-256 of both. The
 * region names things by offset, so it can be read to any place. It is of this
 * machine's byte order and of one layout; both are in the head.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/snapshot.h"
#include "numbers/table_layout.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1
#define BYTE_ORDER_MARK 0x01020304
#define DIGEST_SIZE 32
#define PIECE ((size_t)1 << 20)

struct head {
	char magic[8];
	uint32_t format, layout, byte_order, unused;
	uint64_t used; /* bytes of the table that follow */
	struct acg_position position;
};

static const char magic[][8] = {[ACG_SNAPSHOT_NUMBERS] = "ACGNUMS",
		[ACG_SNAPSHOT_SIGNALLING] = "ACGSIGN",
		[ACG_SNAPSHOT_PEERS] = "ACGPEER",
		[ACG_SNAPSHOT_POLICY] = "ACGPLCY"};

__attribute__((format(printf, 2, 3))) static bool fail(
		char *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, ACG_ERROR_SIZE, format, args);
	va_end(args);
	return false;
}

/* --- writing ------------------------------------------------------------------ */

static bool write_all(int fd, const char *data, size_t len)
{
	while(len) {
		ssize_t n = write(fd, data, len < PIECE ? len : PIECE);
		if(n < 0 && errno != EINTR)
			return false;
		if(n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool write_file(
		int fd, const struct head *head, const char *table, size_t used)
{
	unsigned char digest[DIGEST_SIZE];
	EVP_MD_CTX *sum = EVP_MD_CTX_new();
	bool ok = sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL)
			  && EVP_DigestUpdate(sum, head, sizeof(*head))
			  && EVP_DigestUpdate(sum, table, used)
			  && EVP_DigestFinal_ex(sum, digest, NULL);

	EVP_MD_CTX_free(sum);
	return ok && write_all(fd, (const char *)head, sizeof(*head))
		   && write_all(fd, table, used)
		   && write_all(fd, (const char *)digest, sizeof(digest))
		   && fsync(fd) == 0;
}

/* The directory's own entry must survive a crash, too. */
static void sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd =
			copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if(fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

bool acg_snapshot_write(const char *path, enum acg_snapshot_kind kind,
		const char *table, size_t used, const struct acg_position *position,
		char error[static ACG_ERROR_SIZE])
{
	struct head head = {.format = FORMAT,
			.layout = ACG_TABLE_LAYOUT,
			.byte_order = BYTE_ORDER_MARK,
			.used = used,
			.position = *position};
	char aside[4096];
	bool ok;
	int fd;

	memcpy(head.magic, magic[kind], sizeof(head.magic));
	if(snprintf(aside, sizeof(aside), "%s.new", path) >= (int)sizeof(aside))
		return fail(error, "%s: name too long", path);
	fd = open(aside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if(fd < 0)
		return fail(error, "cannot write %s: %s", aside, strerror(errno));
	if(flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return fail(error, "another Kamailio is writing %s", aside);
	}
	ok = ftruncate(fd, 0) == 0 && write_file(fd, &head, table, used)
		 && rename(aside, path) == 0;
	if(!ok) {
		fail(error, "cannot write %s: %s", aside, strerror(errno));
		unlink(aside);
	} else {
		sync_directory(path);
	}
	close(fd);
	return ok;
}

/* --- reading ------------------------------------------------------------------ */

static bool read_all(int fd, void *data, size_t len)
{
	char *at = data;

	while(len) {
		ssize_t n = read(fd, at, len < PIECE ? len : PIECE);
		if(n == 0 || (n < 0 && errno != EINTR))
			return false;
		if(n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool check_head(const char *path, enum acg_snapshot_kind kind,
		const struct head *head, off_t file_size, size_t region_size,
		char *error)
{
	if(memcmp(head->magic, magic[kind], sizeof(head->magic)) != 0)
		return fail(error, "%s is no snapshot", path);
	if(head->format != FORMAT || head->layout != ACG_TABLE_LAYOUT
			|| head->byte_order != BYTE_ORDER_MARK)
		return fail(error,
				"%s has format %u and layout %u, this module needs %d and %d",
				path, head->format, head->layout, FORMAT, ACG_TABLE_LAYOUT);
	if((kind == ACG_SNAPSHOT_NUMBERS && head->used < sizeof(struct acg_table))
			|| (uint64_t)file_size != sizeof(*head) + head->used + DIGEST_SIZE)
		return fail(error, "%s is cut or has something appended", path);
	if(head->used > region_size)
		return fail(error, "%s needs %llu MB of table_memory, there are %zu",
				path, (unsigned long long)(head->used >> 20) + 1,
				region_size >> 20);
	return true;
}

static bool read_table(int fd, const char *path, const struct head *head,
		char *region, char *error)
{
	unsigned char stored[DIGEST_SIZE], digest[DIGEST_SIZE];
	EVP_MD_CTX *sum;
	bool ok;

	if(!read_all(fd, region, head->used)
			|| !read_all(fd, stored, sizeof(stored)))
		return fail(error, "cannot read %s: %s", path, strerror(errno));
	sum = EVP_MD_CTX_new();
	ok = sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL)
		 && EVP_DigestUpdate(sum, head, sizeof(*head))
		 && EVP_DigestUpdate(sum, region, head->used)
		 && EVP_DigestFinal_ex(sum, digest, NULL);
	EVP_MD_CTX_free(sum);
	if(!ok || memcmp(digest, stored, sizeof(digest)) != 0)
		return fail(error, "%s is damaged: its checksum is wrong", path);
	return true;
}

enum acg_snapshot_result acg_snapshot_read(const char *path,
		enum acg_snapshot_kind kind, char *region, size_t size, size_t *used,
		struct acg_position *position, char error[static ACG_ERROR_SIZE])
{
	struct head head;
	struct stat file;
	bool ok;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if(fd < 0 && errno == ENOENT)
		return ACG_SNAPSHOT_MISSING;
	if(fd < 0) {
		fail(error, "cannot read %s: %s", path, strerror(errno));
		return ACG_SNAPSHOT_REFUSED;
	}
	ok = fstat(fd, &file) == 0 && read_all(fd, &head, sizeof(head));
	if(!ok)
		fail(error, "%s is cut", path);
	ok = ok && check_head(path, kind, &head, file.st_size, size, error)
		 && read_table(fd, path, &head, region, error);
	close(fd);
	if(!ok)
		return ACG_SNAPSHOT_REFUSED;
	head.position.identity[ACG_IDENTITY_SIZE - 1] = '\0';
	head.position.seen[ACG_SEEN_SIZE - 1] = '\0';
	*used = head.used;
	*position = head.position;
	return ACG_SNAPSHOT_OK;
}
