/* sources: store.c table.c number.c */
/* libs: -lpthread */
/*
 * The table in force: readers never wait and never see a table that is half the
 * old and half the new one, or one that was freed, while a writer replaces it.
 *
 * Three ways to look: threads on malloc, where ASan sees every use after free;
 * processes on shared memory, where a freed table is overwritten at once; and a
 * reader that is stopped in the middle of a lookup.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "store.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define FIRST UINT64_C(4930231000)
#define NUMBERS 50
#define TABLES 2000
#define READERS 4

static atomic_int blocks; /* allocated and not yet released */

static void *heap_alloc(size_t size)
{
	void *p = malloc(size);

	if(p)
		atomic_fetch_add(&blocks, 1);
	return p;
}

static void heap_release(void *p)
{
	atomic_fetch_sub(&blocks, 1);
	free(p);
}

static const struct acg_table_mem heap = {heap_alloc, heap_release};

static void must(bool ok, const char *what)
{
	if(!ok) {
		fprintf(stderr, "%s\n", what);
		abort();
	}
}

/* Table number `n`: every name in it ends in n. */
static struct acg_table *numbered_table(
		unsigned n, const struct acg_table_mem *mem)
{
	char account[16], service[16], header[16];
	int len = snprintf(header, sizeof(header), "h%u", n);
	const struct acg_table_size size = {.numbers = NUMBERS,
			.header_bytes = NUMBERS * (uint64_t)(len + 1),
			.accounts = 1,
			.services = 1};
	struct acg_table *table = acg_table_new(&size, mem);

	must(table, "no memory");
	snprintf(account, sizeof(account), "a%u", n);
	snprintf(service, sizeof(service), "s%u", n);
	must(!acg_table_add_account(table, 1, account, true), "account");
	must(!acg_table_add_service(table, 1, service, true, true), "service");
	for(unsigned i = 0; i < NUMBERS; i++) {
		const struct acg_table_row row = {.number = FIRST + i,
				.account_id = 1,
				.service_id = 1,
				.header = header,
				.header_len = (size_t)len,
				.enabled = true};
		must(!acg_table_add_number(table, &row), "number");
	}
	return table;
}

/* The table's number when all of `match` comes from one table; 0 if not. */
static unsigned table_of(const struct acg_service_match *match)
{
	unsigned account, service, header;

	if(sscanf(match->account, "a%u", &account) != 1
			|| sscanf(match->service, "s%u", &service) != 1
			|| sscanf(match->header, "h%u", &header) != 1)
		return 0;
	return account == service && service == header ? account : 0;
}

/* Look numbers up until `*stop`; how many answers were wrong: not found, made of
 * two tables, or from a table older than the answer before. */
static unsigned read_until(
		struct acg_store *store, int reader, const atomic_int *stop)
{
	unsigned wrong = 0, newest = 0;

	for(uint64_t i = 0; !atomic_load(stop) || i < NUMBERS; i++) {
		struct acg_service_match match;
		enum acg_found found =
				acg_store_lookup(store, reader, FIRST + i % NUMBERS, &match);
		unsigned n = found == ACG_FOUND ? table_of(&match) : 0;
		if(n == 0 || n < newest)
			wrong++;
		newest = n;
	}
	return wrong;
}

static void test_no_table_finds_nothing(void **state)
{
	struct acg_store *store = acg_store_new(1, &heap);
	struct acg_service_match match;
	struct acg_store_info info;

	(void)state;
	assert_non_null(store);
	assert_int_equal(
			acg_store_lookup(store, 0, FIRST, &match), ACG_NOT_PROVISIONED);
	assert_false(acg_store_info(store, 0, &info));
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

static void test_the_newest_table_is_in_force(void **state)
{
	struct acg_store *store = acg_store_new(1, &heap);
	struct acg_service_match match;
	struct acg_store_info info;
	time_t before = time(NULL);

	(void)state;
	assert_non_null(store);
	for(unsigned n = 1; n <= 3; n++) {
		struct acg_table *table = numbered_table(n, &heap);
		size_t bytes = acg_table_bytes(table);

		acg_store_publish(store, table);
		assert_int_equal(acg_store_lookup(store, 0, FIRST, &match), ACG_FOUND);
		assert_int_equal(table_of(&match), n);
		assert_true(acg_store_info(store, 0, &info));
		assert_int_equal(info.generation, n);
		assert_int_equal(info.numbers, NUMBERS);
		assert_int_equal(info.bytes, bytes);
		assert_true(info.loaded_at >= before && info.loaded_at <= time(NULL));
		assert_int_equal(blocks, 2); /* the store and one table */
	}
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

static void *alloc_nothing(size_t size)
{
	(void)size;
	return NULL;
}

static void test_short_memory_is_no_store(void **state)
{
	static const struct acg_table_mem none = {alloc_nothing, free};

	(void)state;
	assert_null(acg_store_new(1, &none));
	acg_store_free(NULL);
}

/* ---- readers as threads ------------------------------------------------- */

struct thread {
	pthread_t id;
	struct acg_store *store;
	int reader;
	const atomic_int *stop;
	unsigned wrong;
};

static void *read_in_thread(void *arg)
{
	struct thread *thread = arg;

	thread->wrong = read_until(thread->store, thread->reader, thread->stop);
	return NULL;
}

static void test_threads_read_while_tables_are_replaced(void **state)
{
	struct acg_store *store = acg_store_new(READERS, &heap);
	struct thread thread[READERS];
	atomic_int stop = 0;

	(void)state;
	assert_non_null(store);
	acg_store_publish(store, numbered_table(1, &heap));
	for(int i = 0; i < READERS; i++) {
		thread[i] = (struct thread){.store = store, .reader = i, .stop = &stop};
		must(pthread_create(&thread[i].id, NULL, read_in_thread, &thread[i])
						== 0,
				"pthread_create");
	}
	for(unsigned n = 2; n <= TABLES; n++)
		acg_store_publish(store, numbered_table(n, &heap));
	atomic_store(&stop, 1);
	for(int i = 0; i < READERS; i++) {
		pthread_join(thread[i].id, NULL);
		assert_int_equal(thread[i].wrong, 0);
	}
	assert_int_equal(blocks, 2);
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

/* ---- readers as processes ----------------------------------------------- */

#define ARENA_BLOCK ((size_t)32 * 1024)
#define ARENA_BLOCKS 32

/* Shared memory of equal blocks; the writer's process alone allocates. */
static struct arena {
	atomic_int stop;
	bool used[ARENA_BLOCKS];
	_Alignas(64) char block[ARENA_BLOCKS][ARENA_BLOCK];
} * arena;

static void *arena_alloc(size_t size)
{
	for(int i = 0; i < ARENA_BLOCKS && size <= ARENA_BLOCK; i++) {
		if(!arena->used[i]) {
			arena->used[i] = true;
			return arena->block[i];
		}
	}
	return NULL;
}

/* What a late reader finds in a freed table can be no answer. */
static void arena_release(void *p)
{
	size_t i = (size_t)((char *)p - arena->block[0]) / ARENA_BLOCK;

	memset(p, 'X', ARENA_BLOCK);
	arena->used[i] = false;
}

static const struct acg_table_mem shared_memory = {arena_alloc, arena_release};

static pid_t fork_reader(struct acg_store *store, int reader)
{
	pid_t pid = fork();

	if(pid == 0)
		_exit(read_until(store, reader, &arena->stop) ? 1 : 0);
	must(pid > 0, "fork");
	return pid;
}

static void test_processes_read_while_tables_are_replaced(void **state)
{
	struct acg_store *store;
	pid_t pid[READERS];

	(void)state;
	arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(arena != MAP_FAILED, "mmap");
	store = acg_store_new(READERS, &shared_memory);
	assert_non_null(store);
	acg_store_publish(store, numbered_table(1, &shared_memory));
	for(int i = 0; i < READERS; i++)
		pid[i] = fork_reader(store, i);
	for(unsigned n = 2; n <= TABLES; n++)
		acg_store_publish(store, numbered_table(n, &shared_memory));
	atomic_store(&arena->stop, 1);
	for(int i = 0; i < READERS; i++) {
		int status;
		must(waitpid(pid[i], &status, 0) == pid[i], "waitpid");
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	acg_store_free(store);
	munmap(arena, sizeof(*arena));
}

/* ---- a reader stopped in the middle of a lookup ------------------------- */

/*
 * The reader's answer goes to a page that cannot be written. The fault stops it
 * inside acg_store_lookup(), the table in its hands, until it is let go.
 */
static struct {
	pthread_t id;
	struct acg_store *store;
	struct acg_service_match *match; /* on a page of its own */
	enum acg_found found;
	sem_t inside, go_on;
} stuck;

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
	char *page = (char *)stuck.match, *at = info->si_addr;

	(void)signal_number;
	(void)context;
	if(at < page || at >= page + page_size())
		abort();
	sem_post(&stuck.inside);
	while(sem_wait(&stuck.go_on) != 0)
		;
	mprotect(page, page_size(), PROT_READ | PROT_WRITE);
}

static void *look_up_and_get_stuck(void *arg)
{
	(void)arg;
	stuck.found = acg_store_lookup(stuck.store, 0, FIRST, stuck.match);
	return NULL;
}

/* In place of libc's: while a reader is stopped, waiting for it takes no time. */
static bool time_flies;
static long slept_ms;

int nanosleep(const struct timespec *time, struct timespec *left)
{
	slept_ms += time->tv_sec * 1000 + time->tv_nsec / 1000000;
	return time_flies ? 0 : clock_nanosleep(CLOCK_MONOTONIC, 0, time, left);
}

static struct sigaction fault_action_before;

static void stop_a_reader(struct acg_store *store)
{
	const struct sigaction action = {
			.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

	sigaction(SIGSEGV, &action, &fault_action_before);
	sem_init(&stuck.inside, 0, 0);
	sem_init(&stuck.go_on, 0, 0);
	stuck.store = store;
	stuck.match = mmap(
			NULL, page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(stuck.match != MAP_FAILED, "mmap");
	must(pthread_create(&stuck.id, NULL, look_up_and_get_stuck, NULL) == 0,
			"pthread_create");
	while(sem_wait(&stuck.inside) != 0)
		;
	time_flies = true;
	slept_ms = 0;
}

/* Let the reader finish; the table it answered from, 0 when that is nonsense. */
static unsigned let_the_reader_go(void)
{
	unsigned n;

	time_flies = false;
	sem_post(&stuck.go_on);
	pthread_join(stuck.id, NULL);
	sigaction(SIGSEGV, &fault_action_before, NULL);
	n = stuck.found == ACG_FOUND ? table_of(stuck.match) : 0;
	munmap(stuck.match, page_size());
	sem_destroy(&stuck.inside);
	sem_destroy(&stuck.go_on);
	return n;
}

static void test_a_stopped_reader_keeps_its_table(void **state)
{
	struct acg_store *store = acg_store_new(2, &heap);
	struct acg_service_match match;

	(void)state;
	assert_non_null(store);
	acg_store_publish(store, numbered_table(1, &heap));
	stop_a_reader(store);

	acg_store_publish(store, numbered_table(2, &heap));
	assert_true(slept_ms >= 1000); /* waited for the reader */
	assert_true(slept_ms <= 5000); /* but not for ever */
	assert_int_equal(acg_store_lookup(store, 1, FIRST, &match), ACG_FOUND);
	assert_int_equal(table_of(&match), 2);
	assert_int_equal(blocks, 3); /* the store, the new table, the lent one */

	assert_int_equal(let_the_reader_go(), 1);
	acg_store_publish(store, numbered_table(3, &heap));
	assert_int_equal(blocks, 2); /* given back at the next publication */
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

/* More replacements than the store remembers: still nothing is freed that the
 * reader could hold, and everybody else has the newest table. */
static void test_a_reader_stopped_for_long_keeps_its_table(void **state)
{
	struct acg_store *store = acg_store_new(2, &heap);
	struct acg_service_match match;

	(void)state;
	assert_non_null(store);
	acg_store_publish(store, numbered_table(1, &heap));
	stop_a_reader(store);
	for(unsigned n = 2; n <= 12; n++) {
		acg_store_publish(store, numbered_table(n, &heap));
		assert_int_equal(acg_store_lookup(store, 1, FIRST, &match), ACG_FOUND);
		assert_int_equal(table_of(&match), n);
	}
	assert_int_equal(let_the_reader_go(), 1);
	acg_store_publish(store, numbered_table(13, &heap));
	assert_int_equal(blocks, 2);
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

static void test_stopping_the_server_frees_lent_tables(void **state)
{
	struct acg_store *store = acg_store_new(2, &heap);

	(void)state;
	assert_non_null(store);
	acg_store_publish(store, numbered_table(1, &heap));
	stop_a_reader(store);
	acg_store_publish(store, numbered_table(2, &heap));
	assert_int_equal(let_the_reader_go(), 1);
	assert_int_equal(blocks, 3);
	acg_store_free(store);
	assert_int_equal(blocks, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_no_table_finds_nothing),
			cmocka_unit_test(test_the_newest_table_is_in_force),
			cmocka_unit_test(test_short_memory_is_no_store),
			cmocka_unit_test(test_threads_read_while_tables_are_replaced),
			cmocka_unit_test(test_processes_read_while_tables_are_replaced),
			cmocka_unit_test(test_a_stopped_reader_keeps_its_table),
			cmocka_unit_test(test_a_reader_stopped_for_long_keeps_its_table),
			cmocka_unit_test(test_stopping_the_server_frees_lent_tables)};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
