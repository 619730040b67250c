/*
 * stops: threads that stand still for a while at any instruction.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stops.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define BETWEEN_NS 4000000
#define LONGEST_NS 60000000

static struct {
	const pthread_t *thread;
	int count;
	pthread_t stopper;
	atomic_bool end;
	atomic_ullong stops;
} stops;

static void sleep_ns(long ns)
{
	struct timespec time = {.tv_nsec = ns};

	nanosleep(&time, NULL);
}

/* How long follows from how many there were: nothing else may be asked here. */
static void stand_still(int signal)
{
	unsigned long long n = atomic_fetch_add(&stops.stops, 1);
	int error = errno;

	(void)signal;
	sleep_ns((long)(n * 7919777 % LONGEST_NS));
	errno = error;
}

static void *stop_them(void *unused)
{
	unsigned int seed = 1;

	(void)unused;
	while(!atomic_load(&stops.end)) {
		pthread_kill(stops.thread[rand_r(&seed) % stops.count], SIGUSR1);
		sleep_ns(BETWEEN_NS);
	}
	return NULL;
}

int stops_begin(const pthread_t *thread, int count)
{
	struct sigaction action = {
			.sa_handler = stand_still, .sa_flags = SA_RESTART};

	stops.thread = thread;
	stops.count = count;
	sigemptyset(&action.sa_mask);
	if(sigaction(SIGUSR1, &action, NULL) != 0)
		return -1;
	return pthread_create(&stops.stopper, NULL, stop_them, NULL) ? -1 : 0;
}

unsigned long long stops_end(void)
{
	atomic_store(&stops.end, true);
	pthread_join(stops.stopper, NULL);
	return stops.stops;
}
