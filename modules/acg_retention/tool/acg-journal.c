/*
 * acg-journal: shows what a segment of the journal holds, also of a damaged one.
 *
 *   acg-journal FILE...
 *
 * One JSON object a line for each record; what is personal stays sealed. Damage is
 * told on stderr. Exit status 0: all intact; 1: damage, or what could not be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/reader.h"
#include "record/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* false: not a record of this version. */
static bool show_record(const struct acg_journal_reader *reader)
{
	static char json[ACG_RECORD_JSON_MAX];
	struct acg_record record;
	size_t len;

	if(!acg_record_decode(&record, reader->payload, reader->payload_len))
		return false;
	len = acg_record_json(&record, json);
	printf("{\"event\":\"%s\",\"incarnation\":%lld,%.*s\n",
			record.start ? "start" : "end", (long long)record.incarnation,
			(int)len - 1, json + 1);
	return true;
}

static bool show_damage(
		const char *file, const struct acg_journal_reader *reader)
{
	fprintf(stderr, "%s: %lld bytes at offset %lld are no record\n", file,
			(long long)reader->damage_len, (long long)reader->damage_from);
	return false;
}

static bool show_segment(const char *file, int fd)
{
	static struct acg_journal_reader reader;
	bool intact = true;

	acg_journal_reader_init(&reader, fd, 0);
	for(;;)
		switch(acg_journal_read(&reader, true)) {
			case ACG_JOURNAL_RECORD:
				if(!show_record(&reader)) {
					fprintf(stderr,
							"%s: no record this version knows ends at "
							"offset %lld\n",
							file, (long long)reader.position);
					intact = false;
				}
				break;
			case ACG_JOURNAL_DAMAGE:
				intact = show_damage(file, &reader);
				break;
			case ACG_JOURNAL_END:
				return intact;
			case ACG_JOURNAL_FOREIGN:
				fprintf(stderr, "%s: a journal of another version\n", file);
				return false;
			case ACG_JOURNAL_FAILED:
				fprintf(stderr, "%s: %s\n", file, strerror(reader.error));
				return false;
		}
}

static bool show_file(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	bool intact;

	if(fd < 0) {
		fprintf(stderr, "%s: %s\n", file, strerror(errno));
		return false;
	}
	intact = show_segment(file, fd);
	close(fd);
	return intact;
}

int main(int argc, char **argv)
{
	bool intact = true;
	int i;

	if(argc < 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: acg-journal FILE...\n");
		return 2;
	}
	for(i = 1; i < argc; i++)
		intact = show_file(argv[i]) && intact;
	return intact ? 0 : 1;
}
