/*
 * stops: threads that stand still for a while at any instruction, as a process does
 * that the system has given no processor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef STOPS_H
#define STOPS_H

#include <pthread.h>

/* Begin to stop one of `count` threads at random about every 4 ms, for up to 60 ms.
 * The threads must live until stops_end(). 0, or -1 when no thread can be had. */
int stops_begin(const pthread_t *thread, int count);

/* Returns how many stops there were. */
unsigned long long stops_end(void);

#endif
