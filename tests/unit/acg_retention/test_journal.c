/* sources: journal/format.c journal/writer.c journal/reader.c journal/segment_name.c base/clock.c */
/* libs: -lz */
/*
 * What the writer has accepted the reader finds, whatever happened to the writer;
 * what is damaged is reported with its place, and what stands behind it is found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/reader.h"
#include "journal/writer.h"
#include "journal/segment_name.h"
#include "scratch_dir.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <cmocka.h>

#define MB (INT64_C(1) << 20)
#define HOUR_US INT64_C(3600000000)

static struct acg_journal_writer new_writer(void)
{
	return (struct acg_journal_writer){.dir = scratch,
			.segment_bytes = MB,
			.segment_us = HOUR_US,
			.fd = -1};
}

static void append(struct acg_journal_writer *writer, const char *payload)
{
	assert_int_equal(acg_journal_append(writer, payload, strlen(payload)), 0);
}

static int open_segment(int flags)
{
	char name[256], path[SCRATCH_PATH_SIZE];
	int count, fd;

	find_file(ACG_SUFFIX_SEGMENT, name, &count);
	assert_int_equal(count, 1);
	scratch_path(path, name);
	fd = open(path, flags);
	assert_true(fd >= 0);
	return fd;
}

static struct acg_journal_reader reader;

static void assert_record(const char *payload, bool finished)
{
	assert_int_equal(acg_journal_read(&reader, finished), ACG_JOURNAL_RECORD);
	assert_int_equal(reader.payload_len, strlen(payload));
	assert_memory_equal(reader.payload, payload, strlen(payload));
}

static void assert_damage(int64_t from, int64_t len, bool finished)
{
	assert_int_equal(acg_journal_read(&reader, finished), ACG_JOURNAL_DAMAGE);
	assert_int_equal(reader.damage_from, from);
	assert_int_equal(reader.damage_len, len);
}

static void assert_end(bool finished)
{
	assert_int_equal(acg_journal_read(&reader, finished), ACG_JOURNAL_END);
}

/* Three records, at 24, 24 + 15 and 24 + 30; the segment ends at 69. */
static int three_records(void)
{
	struct acg_journal_writer writer = new_writer();
	int fd;

	append(&writer, "one");
	append(&writer, "two");
	append(&writer, "six");
	acg_journal_close(&writer);
	fd = open_segment(O_RDWR);
	acg_journal_reader_init(&reader, fd, 0);
	return fd;
}

static void overwrite(int fd, off_t at, const char *bytes, size_t len)
{
	assert_int_equal(pwrite(fd, bytes, len, at), len);
}

/* The bytes were made by an independent program. */
static void test_the_form_on_disk_does_not_change(void **state)
{
	static const char header[] = "ACGJRNL\n\x01\x00\x00\x00" /* version */
								 "\x08\x07\x06\x05\x04\x03\x02\x01"
								 "\x23\x5a\xf4\xe7";
	static const char frame[] = "ACGR\x03\x00\x00\x00" /* length */
								"\x00\x9a\xa9\x29"	   /* CRC-32 */
								"one";
	uint8_t bytes[ACG_FRAME_MAX];

	(void)state;
	acg_journal_put_header(bytes, INT64_C(0x0102030405060708));
	assert_memory_equal(bytes, header, ACG_JOURNAL_HEADER_SIZE);
	assert_int_equal(acg_frame_put(bytes, "one", 3), sizeof(frame) - 1);
	assert_memory_equal(bytes, frame, sizeof(frame) - 1);
}

static void test_records_come_in_their_order(void **state)
{
	int fd = three_records();

	(void)state;
	assert_record("one", true);
	assert_record("two", true);
	assert_record("six", true);
	assert_end(true);
	assert_int_equal(reader.position, 69);
	close(fd);
}

static void test_reading_goes_on_at_a_position(void **state)
{
	int fd = three_records();

	(void)state;
	acg_journal_reader_init(&reader, fd, 39);
	assert_record("two", true);
	close(fd);
}

static void test_new_records_are_found_later(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int fd;

	(void)state;
	append(&writer, "one");
	fd = open_segment(O_RDONLY);
	acg_journal_reader_init(&reader, fd, 0);
	assert_record("one", false);
	assert_end(false);
	append(&writer, "two");
	assert_record("two", false);
	acg_journal_close(&writer);
	close(fd);
}

static void test_thousands_of_records_of_every_length(void **state)
{
	struct acg_journal_writer writer = new_writer();
	char payload[ACG_FRAME_PAYLOAD_MAX];
	int fd;

	(void)state;
	writer.segment_bytes = 32 * MB;
	for(size_t len = 1; len <= sizeof(payload); len++) {
		memset(payload, (int)(len % 251), len);
		assert_int_equal(acg_journal_append(&writer, payload, len), 0);
	}
	acg_journal_close(&writer);
	fd = open_segment(O_RDONLY);
	acg_journal_reader_init(&reader, fd, 0);
	for(size_t len = 1; len <= sizeof(payload); len++) {
		assert_int_equal(acg_journal_read(&reader, true), ACG_JOURNAL_RECORD);
		assert_int_equal(reader.payload_len, len);
		memset(payload, (int)(len % 251), len);
		assert_memory_equal(reader.payload, payload, len);
	}
	assert_end(true);
	close(fd);
}

static void test_too_long_and_empty_are_refused(void **state)
{
	struct acg_journal_writer writer = new_writer();
	char payload[ACG_FRAME_PAYLOAD_MAX + 1] = "";

	(void)state;
	assert_int_equal(
			acg_journal_append(&writer, payload, sizeof(payload)), -EMSGSIZE);
	assert_int_equal(acg_journal_append(&writer, payload, 0), -EMSGSIZE);
	assert_int_equal(count_files(""), 2); /* . and .. */
}

static void test_only_the_owner_may_read(void **state)
{
	struct stat st;
	int fd = three_records();

	(void)state;
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	close(fd);
}

static void test_segment_is_locked_while_written_to(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int fd;

	(void)state;
	append(&writer, "one");
	fd = open_segment(O_RDONLY);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	acg_journal_close(&writer);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
}

static void test_full_segment_is_followed_by_another(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	writer.segment_bytes = ACG_JOURNAL_HEADER_SIZE + 2 * 15;
	append(&writer, "one");
	append(&writer, "two");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 1);
	append(&writer, "six");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 2);
	acg_journal_close(&writer);
}

static void test_old_segment_is_followed_by_another(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer, "one");
	writer.created_us -= HOUR_US + 1;
	append(&writer, "two");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 2);
	acg_journal_close(&writer);
}

static void test_clock_set_back_begins_another(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer, "one");
	writer.created_us += HOUR_US;
	append(&writer, "two");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 2);
	acg_journal_close(&writer);
}

static void test_forked_process_has_a_segment_of_its_own(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int status;
	pid_t child;

	(void)state;
	append(&writer, "parent");
	child = fork();
	assert_true(child >= 0);
	if(child == 0)
		_exit(acg_journal_append(&writer, "child", 5) == 0 ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	append(&writer, "parent");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 2);
	acg_journal_close(&writer);
}

static void test_kill_9_loses_nothing_accepted(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int status, fd;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if(child == 0) {
		for(int i = 0; i < 100; i++)
			if(acg_journal_append(&writer, "record", 6) < 0)
				_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	fd = open_segment(O_RDONLY);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	acg_journal_reader_init(&reader, fd, 0);
	for(int i = 0; i < 100; i++)
		assert_record("record", true);
	assert_end(true);
	close(fd);
}

/* RLIMIT_FSIZE does what a full disk does: it takes a part, then nothing. */
static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit = {bytes, RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_full_disk_leaves_no_half_record(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int fd, result;

	(void)state;
	append(&writer, "one");
	limit_file_size(ACG_JOURNAL_HEADER_SIZE + 15 + 7);
	result = acg_journal_append(&writer, "two", 3);
	limit_file_size(RLIM_INFINITY);
	assert_int_equal(result, -ENOSPC);
	fd = open_segment(O_RDONLY);
	acg_journal_reader_init(&reader, fd, 0);
	assert_record("one", true);
	assert_end(true);
	close(fd);
	append(&writer, "six");
	assert_int_equal(count_files(".seg"), 2);
	acg_journal_close(&writer);
}

static void test_full_disk_leaves_no_half_segment(void **state)
{
	struct acg_journal_writer writer = new_writer();
	int result;

	(void)state;
	limit_file_size(ACG_JOURNAL_HEADER_SIZE - 1);
	result = acg_journal_append(&writer, "one", 3);
	limit_file_size(RLIM_INFINITY);
	assert_int_equal(result, -ENOSPC);
	assert_int_equal(count_files(""), 2); /* . and .. */
	append(&writer, "two");
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 1);
	acg_journal_close(&writer);
}

static void test_missing_directory_is_an_error(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	writer.dir = "/nonexistent";
	assert_int_equal(acg_journal_append(&writer, "one", 3), -ENOENT);
}

static void test_torn_tail_of_a_living_writer_is_waited_for(void **state)
{
	int fd = three_records();

	(void)state;
	for(off_t size = 68; size > 54; size--) {
		assert_int_equal(ftruncate(fd, size), 0);
		acg_journal_reader_init(&reader, fd, 39);
		assert_record("two", false);
		assert_end(false);
		assert_int_equal(reader.position, 54);
	}
	close(fd);
}

static void test_torn_tail_of_a_dead_writer_is_damage(void **state)
{
	int fd = three_records();

	(void)state;
	assert_int_equal(ftruncate(fd, 60), 0);
	assert_record("one", true);
	assert_record("two", true);
	assert_damage(54, 6, true);
	assert_end(true);
	close(fd);
}

static void test_any_flipped_bit_costs_one_record_and_is_reported(void **state)
{
	int fd = three_records();
	char byte, flipped;

	(void)state;
	for(off_t at = 39; at < 54; at++)
		for(int bit = 0; bit < 8; bit++) {
			assert_int_equal(pread(fd, &byte, 1, at), 1);
			flipped = (char)(byte ^ 1 << bit);
			overwrite(fd, at, &flipped, 1);
			acg_journal_reader_init(&reader, fd, 0);
			assert_record("one", true);
			assert_damage(39, 15, true);
			assert_record("six", true);
			assert_end(true);
			overwrite(fd, at, &byte, 1);
		}
	close(fd);
}

static void test_damage_that_looks_like_a_record_is_one_piece(void **state)
{
	int fd = three_records();

	(void)state;
	overwrite(fd, 54, "XXXXACGR\xff\x00\x00\x00YYY", 15);
	acg_journal_reader_init(&reader, fd, 54);
	assert_damage(54, 15, true);
	assert_end(true);
	/* While the writer lives it might be one. */
	acg_journal_reader_init(&reader, fd, 54);
	assert_damage(54, 4, false);
	assert_end(false);
	close(fd);
}

static void test_damaged_header_costs_no_record(void **state)
{
	int fd = three_records();

	(void)state;
	overwrite(fd, 0, "X", 1);
	assert_damage(0, 24, true);
	assert_record("one", true);
	assert_record("two", true);
	assert_record("six", true);
	assert_end(true);
	close(fd);
}

static void test_zeros_after_a_power_cut_are_damage(void **state)
{
	int fd = three_records();

	(void)state;
	assert_int_equal(ftruncate(fd, 200000), 0);
	acg_journal_reader_init(&reader, fd, 54);
	assert_record("six", true);
	assert_damage(69, 200000 - 69, true);
	assert_end(true);
	close(fd);
}

static void test_newer_version_is_left_alone(void **state)
{
	uint8_t header[ACG_JOURNAL_HEADER_SIZE];
	int fd = three_records();

	(void)state;
	acg_journal_put_header(header, 0);
	header[8] = 2;
	/* CRC-32 of the twenty bytes before it, by an independent program. */
	memcpy(header + 20, "\x9f\xba\x84\x50", 4);
	overwrite(fd, 0, (char *)header, sizeof(header));
	assert_int_equal(acg_journal_read(&reader, true), ACG_JOURNAL_FOREIGN);
	close(fd);
}

static void test_empty_segment_just_ends(void **state)
{
	int fd = three_records();

	(void)state;
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_end(true);
	assert_int_equal(ftruncate(fd, ACG_JOURNAL_HEADER_SIZE - 1), 0);
	assert_end(false);
	close(fd);
}

static void test_read_error_is_reported(void **state)
{
	(void)state;
	acg_journal_reader_init(&reader, -1, 0);
	assert_int_equal(acg_journal_read(&reader, true), ACG_JOURNAL_FAILED);
	assert_int_equal(reader.error, EBADF);
}

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, make_scratch, remove_scratch)

int main(void)
{
	static const struct CMUnitTest tests[] = {
			TEST(test_the_form_on_disk_does_not_change),
			TEST(test_records_come_in_their_order),
			TEST(test_reading_goes_on_at_a_position),
			TEST(test_new_records_are_found_later),
			TEST(test_thousands_of_records_of_every_length),
			TEST(test_too_long_and_empty_are_refused),
			TEST(test_only_the_owner_may_read),
			TEST(test_segment_is_locked_while_written_to),
			TEST(test_full_segment_is_followed_by_another),
			TEST(test_old_segment_is_followed_by_another),
			TEST(test_clock_set_back_begins_another),
			TEST(test_forked_process_has_a_segment_of_its_own),
			TEST(test_kill_9_loses_nothing_accepted),
			TEST(test_full_disk_leaves_no_half_record),
			TEST(test_full_disk_leaves_no_half_segment),
			TEST(test_missing_directory_is_an_error),
			TEST(test_torn_tail_of_a_living_writer_is_waited_for),
			TEST(test_torn_tail_of_a_dead_writer_is_damage),
			TEST(test_any_flipped_bit_costs_one_record_and_is_reported),
			TEST(test_damage_that_looks_like_a_record_is_one_piece),
			TEST(test_damaged_header_costs_no_record),
			TEST(test_zeros_after_a_power_cut_are_damage),
			TEST(test_newer_version_is_left_alone),
			TEST(test_empty_segment_just_ends),
			TEST(test_read_error_is_reported),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
