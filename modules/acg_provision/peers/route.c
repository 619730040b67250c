/*
 * route: where calls may go, and in which order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/route.h"

#include <string.h>

#define ENTRIES_MAX 256
#define FOREIGN (1U << 16) /* above all priorities */
#define FOR_ALL (1U << 17) /* above all destinations of emergency calls */

struct acg_route_set *acg_route_set_new(
		uint32_t destinations, uint32_t routes, void *(*alloc)(size_t))
{
	struct acg_route_set *set;
	size_t size = sizeof(*set) + destinations * sizeof(*set->destination)
				  + routes * sizeof(*set->route);

	set = alloc(size);
	if(!set)
		return NULL;
	memset(set, 0, size);
	set->destinations = destinations;
	set->routes = routes;
	set->destination = (struct acg_destination *)(set + 1);
	set->route = (struct acg_route *)(set->destination + destinations);
	return set;
}

static void swap(struct acg_route_entry *a, struct acg_route_entry *b)
{
	struct acg_route_entry kept = *a;

	*a = *b;
	*b = kept;
}

static void sort_by_rank(struct acg_route_entry *entry, uint32_t n)
{
	for(uint32_t i = 1; i < n; i++) {
		for(uint32_t j = i; j > 0 && entry[j].rank < entry[j - 1].rank; j--)
			swap(&entry[j], &entry[j - 1]);
	}
}

/* A weight of 0 has a small chance, not none (RFC 2782). */
static uint32_t share(const struct acg_route_entry *entry)
{
	return entry->weight * 100 + 1;
}

/* Put in front one of n entries of the same rank, by weight. */
static void draw_first(
		struct acg_route_entry *entry, uint32_t n, uint32_t (*draw)(uint32_t))
{
	uint32_t total = 0, at, i = 0;

	for(uint32_t j = 0; j < n; j++)
		total += share(&entry[j]);
	at = draw(total);
	while(i + 1 < n && at >= share(&entry[i]))
		at -= share(&entry[i++]);
	swap(&entry[0], &entry[i]);
}

void acg_route_order(
		struct acg_route_entry *entry, uint32_t n, uint32_t (*draw)(uint32_t))
{
	sort_by_rank(entry, n);
	for(uint32_t i = 0; i < n; i++) {
		uint32_t same = 1;

		while(i + same < n && entry[i + same].rank == entry[i].rank)
			same++;
		draw_first(&entry[i], same, draw);
	}
}

static bool fits(const char *scope, const char *value)
{
	return !scope[0] || strcmp(scope, value) == 0;
}

/* 0 when the route is not for this call, otherwise more for a narrower scope. */
static int specificity(const struct acg_route_set *set,
		const struct acg_route *route, const struct acg_route_call *call)
{
	if(route->emergency != call->emergency
			|| strcmp(set->destination[route->destination].listener,
					   call->listener)
					   != 0
			|| !fits(route->service, call->service)
			|| !fits(route->account, call->account))
		return 0;
	return 1 + (route->service[0] != '\0') + 2 * (route->account[0] != '\0');
}

static int best_specificity(
		const struct acg_route_set *set, const struct acg_route_call *call)
{
	int best = 0;

	for(uint32_t i = 0; i < set->routes; i++) {
		int is = specificity(set, &set->route[i], call);
		if(is > best)
			best = is;
	}
	return best;
}

static uint32_t rank(const struct acg_route_set *set,
		const struct acg_route *route, int region)
{
	int is = set->destination[route->destination].region;

	return route->priority + (is && is != region ? FOREIGN : 0);
}

static bool has(
		const struct acg_route_entry *entry, uint32_t n, uint32_t destination)
{
	while(n-- > 0) {
		if(entry[n].value == destination)
			return true;
	}
	return false;
}

/* The most specific routes of the call, behind the `n` that are there. */
static uint32_t add(const struct acg_route_set *set,
		const struct acg_route_call *call, uint32_t behind,
		struct acg_route_entry entry[static ENTRIES_MAX], uint32_t n)
{
	int best = best_specificity(set, call);

	for(uint32_t i = 0; best && i < set->routes && n < ENTRIES_MAX; i++) {
		const struct acg_route *route = &set->route[i];
		if(specificity(set, route, call) == best
				&& !has(entry, n, route->destination))
			entry[n++] = (struct acg_route_entry){
					behind + rank(set, route, call->region), route->weight,
					route->destination};
	}
	return n;
}

uint32_t acg_route_choose(const struct acg_route_set *set,
		const struct acg_route_call *call, uint32_t (*draw)(uint32_t),
		uint32_t *chosen, uint32_t max)
{
	struct acg_route_entry entry[ENTRIES_MAX];
	struct acg_route_call as_all = *call;
	uint32_t n = call->emergency ? add(set, call, 0, entry, 0) : 0;

	as_all.emergency = false;
	n = add(set, &as_all, FOR_ALL, entry, n);
	acg_route_order(entry, n, draw);
	if(n > max)
		n = max;
	for(uint32_t i = 0; i < n; i++)
		chosen[i] = entry[i].value;
	return n;
}
