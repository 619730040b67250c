/* sources: journal/spool.c journal/format.c journal/writer.c journal/reader.c journal/segment_name.c base/clock.c */
/* libs: -lz */
/*
 * The spool sees every segment, when it grows and when its writer is gone; removes
 * what it is told to and what is too old; and refuses a directory that will not do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/spool.h"
#include "base/clock.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "scratch_dir.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <cmocka.h>

#define ONE_RECORD (ACG_JOURNAL_HEADER_SIZE + ACG_FRAME_HEADER_SIZE + 3)

static struct acg_spool spool;

static int set_up(void **state)
{
	return make_scratch(state) == 0 ? acg_spool_open(&spool, scratch) : -1;
}

static int tear_down(void **state)
{
	free(spool.segments);
	close(spool.dir_fd);
	close(spool.lock_fd);
	return remove_scratch(state);
}

static struct acg_journal_writer new_writer(void)
{
	return (struct acg_journal_writer){.dir = scratch,
			.segment_bytes = 1 << 20,
			.segment_us = INT64_C(3600000000),
			.fd = -1};
}

static void append(struct acg_journal_writer *writer)
{
	assert_int_equal(acg_journal_append(writer, "one", 3), 0);
}

static void touch(const char *name)
{
	char path[SCRATCH_PATH_SIZE];
	int fd;

	scratch_path(path, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void refresh(size_t count)
{
	assert_int_equal(acg_spool_refresh(&spool, 0), 0);
	assert_int_equal(spool.count, count);
}

static void test_growing_segment_is_followed(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	refresh(0);
	append(&writer);
	refresh(1);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD);
	append(&writer);
	refresh(1);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD + 15);
	assert_false(spool.segments[0].finished);
	acg_journal_close(&writer);
}

static void test_segment_is_finished_when_its_writer_is_gone(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer);
	refresh(1);
	spool.segments[0].position = spool.segments[0].durable;
	assert_false(acg_segment_is_done(&spool.segments[0]));
	append(&writer);
	acg_journal_close(&writer);
	refresh(1);
	assert_true(spool.segments[0].finished);
	assert_false(acg_segment_is_done(&spool.segments[0]));
	spool.segments[0].position = spool.segments[0].durable;
	assert_true(acg_segment_is_done(&spool.segments[0]));
}

static void test_segment_that_is_over_is_finished_though_its_writer_lives(
		void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer);
	assert_int_equal(acg_spool_refresh(&spool, writer.created_us - 1), 0);
	assert_false(spool.segments[0].finished);
	assert_int_equal(acg_spool_refresh(&spool, writer.created_us), 0);
	assert_true(spool.segments[0].finished);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD);
	acg_journal_close(&writer);
}

static void test_segment_of_a_killed_process_is_finished(void **state)
{
	struct acg_journal_writer writer = new_writer();
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if(child == 0) {
		if(acg_journal_append(&writer, "one", 3) < 0)
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	refresh(1);
	assert_true(spool.segments[0].finished);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD);
}

static void test_many_segments_come_in_their_order(void **state)
{
	char name[ACG_SEGMENT_NAME_SIZE];

	(void)state;
	for(int i = 0; i < 100; i++) {
		acg_segment_name(name, 1000 + i * 37 % 100, i, 0, ACG_SUFFIX_SEGMENT);
		touch(name);
		if(i % 10 == 9)
			refresh((size_t)i + 1);
	}
	for(size_t i = 0; i < 100; i++)
		assert_int_equal(spool.segments[i].created_us, 1000 + i);
}

static void test_other_files_are_not_segments(void **state)
{
	(void)state;
	touch("readme");
	touch("1-2-3.seg.bak");
	touch("1-2.seg");
	touch("1-2-3.corrupt");
	touch("-1-2-3.seg");
	touch("99999999999999999999-2-3.seg");
	refresh(0);
	touch("1-2-3.seg");
	refresh(1);
}

static void test_removed_segment_is_forgotten(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer);
	acg_journal_close(&writer);
	refresh(1);
	assert_int_equal(acg_spool_remove(&spool, &spool.segments[0]), 0);
	assert_false(acg_segment_is_done(&spool.segments[0]));
	assert_int_equal(count_files(ACG_SUFFIX_SEGMENT), 0);
	refresh(0);
}

static void test_segment_somebody_else_removed_is_forgotten(void **state)
{
	struct acg_journal_writer writer = new_writer();
	char path[SCRATCH_PATH_SIZE];

	(void)state;
	append(&writer);
	refresh(1);
	scratch_path(path, spool.segments[0].name);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(acg_spool_refresh(&spool, 0), 0);
	refresh(0);
	acg_journal_close(&writer);
}

static void test_segment_set_aside_survives_its_removal(void **state)
{
	struct acg_journal_writer writer = new_writer();

	(void)state;
	append(&writer);
	acg_journal_close(&writer);
	refresh(1);
	assert_int_equal(acg_spool_set_aside(&spool, &spool.segments[0]), 0);
	assert_int_equal(acg_spool_set_aside(&spool, &spool.segments[0]), 0);
	assert_int_equal(acg_spool_remove(&spool, &spool.segments[0]), 0);
	assert_int_equal(count_files(ACG_SUFFIX_CORRUPT), 1);
	refresh(0);
}

static void test_tidying_takes_what_is_old_and_nothing_else(void **state)
{
	(void)state;
	touch("1000-1-0.corrupt");
	touch("1001-1-0.corrupt");
	touch("2000-1-0.new");
	touch("2001-1-0.new");
	touch("1000-1-0.seg");
	assert_int_equal(acg_spool_tidy(&spool, 1000, 2000), 1);
	assert_int_equal(count_files("1000-1-0.corrupt"), 0);
	assert_int_equal(count_files("1001-1-0.corrupt"), 1);
	assert_int_equal(count_files("2000-1-0.new"), 0);
	assert_int_equal(count_files("2001-1-0.new"), 1);
	assert_int_equal(count_files(".seg"), 1);
}

static void test_pending_is_what_is_behind_the_position(void **state)
{
	struct acg_journal_writer writer = new_writer();
	size_t files;

	(void)state;
	append(&writer);
	acg_journal_close(&writer);
	append(&writer);
	acg_journal_close(&writer);
	refresh(2);
	assert_int_equal(acg_spool_pending(&spool, &files), 2 * ONE_RECORD);
	assert_int_equal(files, 2);
	spool.segments[0].position = ONE_RECORD;
	spool.segments[1].position = ACG_JOURNAL_HEADER_SIZE;
	assert_int_equal(acg_spool_pending(&spool, &files), 15);
	assert_int_equal(files, 1);
}

static void test_second_spool_is_kept_out(void **state)
{
	struct acg_spool second;

	(void)state;
	assert_int_equal(acg_spool_open(&second, scratch), -EWOULDBLOCK);
}

static void test_directory_that_will_do(void **state)
{
	char error[ACG_SPOOL_ERROR_SIZE];

	(void)state;
	assert_int_equal(acg_spool_check_dir(scratch, error), 0);
	assert_int_equal(count_files(""), 3); /* . .. shipper.lock */
}

static void assert_refused(const char *dir, const char *word)
{
	char error[ACG_SPOOL_ERROR_SIZE] = "";

	assert_int_equal(acg_spool_check_dir(dir, error), -1);
	assert_non_null(strstr(error, dir));
	assert_non_null(strstr(error, word));
}

static void test_missing_directory_is_refused(void **state)
{
	(void)state;
	assert_refused("/nonexistent/journal", "make this directory");
}

static void test_relative_path_is_refused(void **state)
{
	(void)state;
	assert_refused("journal", "absolute");
}

static void test_file_is_refused(void **state)
{
	(void)state;
	assert_refused("/dev/null", "make this directory");
}

static void test_directory_others_can_read_is_refused(void **state)
{
	(void)state;
	assert_int_equal(chmod(scratch, 0750), 0);
	assert_refused(scratch, "chmod 0700");
}

static void test_directory_that_cannot_be_written_to_is_refused(void **state)
{
	(void)state;
	/* Not even root can make a file there. */
	assert_refused("/proc/self/task", "must be able to write");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
			TEST(test_growing_segment_is_followed),
			TEST(test_segment_is_finished_when_its_writer_is_gone),
			TEST(test_segment_that_is_over_is_finished_though_its_writer_lives),
			TEST(test_segment_of_a_killed_process_is_finished),
			TEST(test_many_segments_come_in_their_order),
			TEST(test_other_files_are_not_segments),
			TEST(test_removed_segment_is_forgotten),
			TEST(test_segment_somebody_else_removed_is_forgotten),
			TEST(test_segment_set_aside_survives_its_removal),
			TEST(test_tidying_takes_what_is_old_and_nothing_else),
			TEST(test_pending_is_what_is_behind_the_position),
			TEST(test_second_spool_is_kept_out),
			TEST(test_directory_that_will_do),
			TEST(test_missing_directory_is_refused),
			TEST(test_relative_path_is_refused),
			TEST(test_file_is_refused),
			TEST(test_directory_others_can_read_is_refused),
			TEST(test_directory_that_cannot_be_written_to_is_refused),
	};

	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
