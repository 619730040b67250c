/*
 * keyfile: the key chain on disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keys/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(char error[static ACG_KEYFILE_ERROR_SIZE], const char *path,
		const char *what)
{
	snprintf(error, ACG_KEYFILE_ERROR_SIZE, "%s: %s", path, what);
	return -1;
}

static int read_keys(int fd, const char *path, struct acg_keychain *keychain,
		char error[static ACG_KEYFILE_ERROR_SIZE])
{
	uint8_t bytes[ACG_KEYCHAIN_BYTES_MAX + 1];
	struct stat st;
	ssize_t len;
	bool ok;

	if(fstat(fd, &st) < 0)
		return complain(error, path, strerror(errno));
	if((st.st_mode & 077) != 0)
		return complain(error, path, "others may use it: chmod 0600");
	len = read(fd, bytes, sizeof(bytes));
	if(len < 0)
		return complain(error, path, strerror(errno));
	ok = acg_keychain_decode(keychain, bytes, (size_t)len);
	acg_wipe(bytes, sizeof(bytes));
	if(ok)
		return 1;
	return complain(error, path,
			"no key file, or damaged: bring back a copy of it from another "
			"node");
}

int acg_keyfile_load(const char *path, struct acg_keychain *keychain,
		char error[static ACG_KEYFILE_ERROR_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if(fd < 0 && errno == ENOENT)
		return 0;
	if(fd < 0)
		return complain(error, path, strerror(errno));
	result = read_keys(fd, path, keychain, error);
	close(fd);
	return result;
}

static int write_keys(int fd, const struct acg_keychain *keychain)
{
	uint8_t bytes[ACG_KEYCHAIN_BYTES_MAX];
	size_t len = acg_keychain_encode(keychain, bytes);
	ssize_t written = write(fd, bytes, len);
	int error = written < 0 ? errno : 0;

	acg_wipe(bytes, sizeof(bytes));
	if(error == 0 && written != (ssize_t)len)
		error = ENOSPC;
	if(error == 0 && fsync(fd) < 0)
		error = errno;
	return error;
}

static int sync_directory(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, error = 0;

	if(!slash)
		return EINVAL;
	snprintf(dir, sizeof(dir), "%.*s/", (int)(slash - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if(fd < 0)
		return errno;
	if(fsync(fd) < 0)
		error = errno;
	close(fd);
	return error;
}

int acg_keyfile_save(const char *path, const struct acg_keychain *keychain,
		char error[static ACG_KEYFILE_ERROR_SIZE])
{
	char aside[PATH_MAX];
	int fd, failed;

	if(snprintf(aside, sizeof(aside), "%s.new", path) >= (int)sizeof(aside))
		return complain(error, path, "too long");
	if(unlink(aside) < 0 && errno != ENOENT)
		return complain(error, path, strerror(errno));
	fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if(fd < 0)
		return complain(error, path, strerror(errno));
	failed = write_keys(fd, keychain);
	close(fd);
	if(failed == 0 && rename(aside, path) < 0)
		failed = errno;
	if(failed == 0)
		failed = sync_directory(path);
	else
		unlink(aside);
	return failed ? complain(error, path, strerror(failed)) : 0;
}
