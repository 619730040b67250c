/* sources: journal/mover.c journal/spool.c journal/format.c journal/writer.c journal/segment_name.c base/clock.c */
/* libs: -lz */
/*
 * The mover brings files of the journal from memory to the disk, byte for byte, goes on
 * where it was interrupted, removes them when their writer is gone and not before all is
 * on the disk; and until then the spool takes none for finished.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/mover.h"
#include "journal/format.h"
#include "journal/spool.h"
#include "journal/writer.h"
#include "scratch_dir.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <cmocka.h>

#define ONE_FRAME (ACG_FRAME_HEADER_SIZE + 3)
#define ONE_RECORD (ACG_JOURNAL_HEADER_SIZE + ONE_FRAME)

static char memory[SCRATCH_PATH_SIZE], disk[SCRATCH_PATH_SIZE];
static struct acg_mover mover;
static struct acg_journal_writer writer;

static int set_up(void **state)
{
	if(make_scratch(state) < 0)
		return -1;
	scratch_path(memory, "memory");
	scratch_path(disk, "disk");
	writer = (struct acg_journal_writer){.dir = memory,
			.segment_bytes = 1 << 20,
			.segment_us = INT64_C(3600000000),
			.fd = -1};
	return mkdir(memory, 0700) < 0 || mkdir(disk, 0700) < 0
				   ? -1
				   : acg_mover_open(&mover, memory, disk);
}

static void empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	rmdir(path);
}

static int tear_down(void **state)
{
	acg_journal_close(&writer);
	acg_mover_close(&mover);
	empty(memory);
	empty(disk);
	return remove_scratch(state);
}

static void append(void)
{
	assert_int_equal(acg_journal_append(&writer, "one", 3), 0);
}

static void move(void)
{
	assert_int_equal(acg_mover_move(&mover, 0, 0), 0);
}

/* Of the directory's only segment; -1: there is none. */
static int64_t size_in(const char *path, char name[static 256])
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	int64_t size = -1;

	while((entry = readdir(dir))) {
		if(!strstr(entry->d_name, ".seg"))
			continue;
		assert_int_equal(size, -1);
		assert_int_equal(fstatat(dirfd(dir), entry->d_name, &st, 0), 0);
		size = st.st_size;
		strcpy(name, entry->d_name);
	}
	closedir(dir);
	return size;
}

static void on_disk(int64_t size)
{
	char name[256];

	assert_int_equal(size_in(disk, name), size);
}

static void in_memory(int64_t size)
{
	char name[256];

	assert_int_equal(size_in(memory, name), size);
}

static void test_what_is_written_is_copied_while_the_writer_lives(void **state)
{
	(void)state;
	move();
	on_disk(-1);
	append();
	move();
	on_disk(ONE_RECORD);
	append();
	append();
	move();
	on_disk(ONE_RECORD + 2 * ONE_FRAME);
	in_memory(ONE_RECORD + 2 * ONE_FRAME);
	move();
	on_disk(ONE_RECORD + 2 * ONE_FRAME);
}

static void test_the_copy_is_the_same_byte_for_byte(void **state)
{
	char name[256], path[2 * SCRATCH_PATH_SIZE], a[ONE_RECORD], b[ONE_RECORD];
	int fd;

	(void)state;
	append();
	move();
	assert_int_equal(size_in(memory, name), ONE_RECORD);
	for(int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", i ? disk : memory, name);
		fd = open(path, O_RDONLY);
		assert_int_equal(read(fd, i ? b : a, ONE_RECORD), ONE_RECORD);
		close(fd);
	}
	assert_memory_equal(a, b, ONE_RECORD);
}

static void test_a_file_leaves_memory_when_its_writer_is_gone(void **state)
{
	(void)state;
	append();
	append();
	acg_journal_close(&writer);
	move();
	on_disk(ONE_RECORD + ONE_FRAME);
	in_memory(-1);
}

static void test_an_interrupted_copy_goes_on(void **state)
{
	char name[256], path[2 * SCRATCH_PATH_SIZE];

	(void)state;
	append();
	append();
	move();
	size_in(disk, name);
	snprintf(path, sizeof(path), "%s/%s", disk, name);
	assert_int_equal(truncate(path, ONE_RECORD - 2), 0);
	acg_journal_close(&writer);
	move();
	on_disk(ONE_RECORD + ONE_FRAME);
	in_memory(-1);
}

static void test_a_disk_that_takes_nothing_loses_nothing(void **state)
{
	struct rlimit limit = {4, RLIM_INFINITY};

	(void)state;
	append();
	acg_journal_close(&writer);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(acg_mover_move(&mover, 0, 0), -EFBIG);
	assert_int_equal(mover.left, ONE_RECORD - 4);
	limit.rlim_cur = RLIM_INFINITY;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	in_memory(ONE_RECORD);
	move();
	assert_int_equal(mover.left, 0);
	on_disk(ONE_RECORD);
	in_memory(-1);
}

static void test_a_file_that_is_over_leaves_memory_though_its_writer_lives(
		void **state)
{
	(void)state;
	append();
	assert_int_equal(acg_mover_move(&mover, writer.created_us - 1, 0), 0);
	in_memory(ONE_RECORD);
	assert_int_equal(acg_mover_move(&mover, writer.created_us, 0), 0);
	in_memory(-1);
	on_disk(ONE_RECORD);
}

static void test_a_second_mover_is_kept_out(void **state)
{
	struct acg_mover second;

	(void)state;
	assert_int_equal(acg_mover_open(&second, memory, disk), -EWOULDBLOCK);
	acg_mover_close(&mover);
	assert_int_equal(acg_mover_open(&second, memory, disk), 0);
	acg_mover_close(&second);
}

static void test_the_spool_waits_for_the_rest(void **state)
{
	struct acg_spool spool;

	(void)state;
	assert_int_equal(acg_spool_open(&spool, disk), 0);
	assert_int_equal(acg_spool_set_memory(&spool, memory), 0);
	append();
	move();
	append();
	acg_journal_close(&writer);
	assert_int_equal(acg_spool_refresh(&spool, 0), 0);
	assert_int_equal(spool.count, 1);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD);
	assert_false(spool.segments[0].finished);
	move();
	assert_int_equal(acg_spool_refresh(&spool, 0), 0);
	assert_int_equal(spool.segments[0].durable, ONE_RECORD + ONE_FRAME);
	assert_true(spool.segments[0].finished);
	close(spool.dir_fd);
	close(spool.lock_fd);
	close(spool.memory_fd);
	free(spool.segments);
}

static void test_the_spool_knows_what_is_still_to_come(void **state)
{
	struct acg_spool spool;

	(void)state;
	assert_int_equal(acg_spool_open(&spool, disk), 0);
	assert_true(acg_spool_memory_is_from(&spool, 1, 0));
	assert_int_equal(acg_spool_set_memory(&spool, memory), 0);
	assert_true(acg_spool_memory_is_from(&spool, 1, 0));
	append();
	assert_true(acg_spool_memory_is_from(
			&spool, writer.created_us, writer.created_us));
	assert_false(
			acg_spool_memory_is_from(&spool, writer.created_us + 1, INT64_MAX));
	assert_false(acg_spool_memory_is_from(&spool, 0, writer.created_us - 1));
	acg_journal_close(&writer);
	move();
	assert_true(acg_spool_memory_is_from(&spool, 1, 0));
	close(spool.dir_fd);
	close(spool.lock_fd);
	close(spool.memory_fd);
}

static void test_names_of_writers_that_died_go(void **state)
{
	char name[ACG_SEGMENT_NAME_SIZE];
	int fd;

	(void)state;
	acg_segment_name(name, 1000, 1, 1, ACG_SUFFIX_NEW);
	fd = openat(mover.memory_fd, name, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(acg_mover_move(&mover, 0, 999), 0);
	assert_int_equal(faccessat(mover.memory_fd, name, F_OK, 0), 0);
	assert_int_equal(acg_mover_move(&mover, 0, 1000), 0);
	assert_int_equal(faccessat(mover.memory_fd, name, F_OK, 0), -1);
}

static void test_only_memory_is_memory(void **state)
{
	(void)state;
	assert_true(acg_mover_is_memory("/dev/shm"));
	assert_false(acg_mover_is_memory("/proc"));
	assert_false(acg_mover_is_memory("/no such directory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_what_is_written_is_copied_while_the_writer_lives),
			TEST(test_the_copy_is_the_same_byte_for_byte),
			TEST(test_a_file_leaves_memory_when_its_writer_is_gone),
			TEST(test_an_interrupted_copy_goes_on),
			TEST(test_a_disk_that_takes_nothing_loses_nothing),
			TEST(test_a_file_that_is_over_leaves_memory_though_its_writer_lives),
			TEST(test_a_second_mover_is_kept_out),
			TEST(test_the_spool_waits_for_the_rest),
			TEST(test_the_spool_knows_what_is_still_to_come),
			TEST(test_names_of_writers_that_died_go),
			TEST(test_only_memory_is_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
