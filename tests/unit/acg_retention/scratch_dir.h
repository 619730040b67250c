/*
 * scratch_dir: a directory of its own for each test, gone afterwards.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SCRATCH_DIR_H
#define SCRATCH_DIR_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH_PATH_SIZE 384

static char scratch[64];

static inline int make_scratch(void **state)
{
	(void)state;
	strcpy(scratch, "/tmp/acg_journal.XXXXXX");
	return mkdtemp(scratch) ? 0 : -1;
}

static inline void scratch_path(
		char path[static SCRATCH_PATH_SIZE], const char *name)
{
	snprintf(path, SCRATCH_PATH_SIZE, "%s/%s", scratch, name);
}

/* The name of a file that ends so, "" for none; *count says how many do. */
static inline void find_file(
		const char *suffix, char name[static 256], int *count)
{
	DIR *dir = opendir(scratch);
	struct dirent *entry;
	size_t len;

	*count = 0;
	name[0] = '\0';
	while(dir && (entry = readdir(dir))) {
		len = strlen(entry->d_name);
		if(len >= strlen(suffix)
				&& strcmp(entry->d_name + len - strlen(suffix), suffix) == 0) {
			snprintf(name, 256, "%s", entry->d_name);
			(*count)++;
		}
	}
	if(dir)
		closedir(dir);
}

static inline int count_files(const char *suffix)
{
	char name[256];
	int count;

	find_file(suffix, name, &count);
	return count;
}

static inline int remove_scratch(void **state)
{
	char path[SCRATCH_PATH_SIZE];
	DIR *dir = opendir(scratch);
	struct dirent *entry;

	(void)state;
	while(dir && (entry = readdir(dir))) {
		scratch_path(path, entry->d_name);
		unlink(path);
	}
	if(dir)
		closedir(dir);
	return rmdir(scratch);
}

#endif
