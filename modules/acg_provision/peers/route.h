/*
 * route: where calls may go, and in which order. Pure: no Kamailio, no SQL, no clock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ROUTE_H
#define ACG_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_ROUTE_NAME_SIZE 65 /* with the NUL, as the sizes below */
#define ACG_ROUTE_LISTENER_SIZE 33
#define ACG_ROUTE_HOST_SIZE 254
#define ACG_ROUTE_SERVICE_SIZE 33
#define ACG_ROUTE_ACCOUNT_SIZE 101

/* A row of acg.destination, with what its peer says. */
struct acg_destination {
	uint32_t id;
	char name[ACG_ROUTE_NAME_SIZE];
	char peer[ACG_ROUTE_NAME_SIZE];
	char listener[ACG_ROUTE_LISTENER_SIZE];
	char host[ACG_ROUTE_HOST_SIZE]; /* DNS name or address */
	uint16_t port;					/* 0: DNS tells it */
	int region;						/* 0: near to all */
};

/* A row of acg.route. */
struct acg_route {
	uint32_t destination;				  /* index */
	char service[ACG_ROUTE_SERVICE_SIZE]; /* "": all */
	char account[ACG_ROUTE_ACCOUNT_SIZE]; /* "": all */
	uint16_t priority;
	uint16_t weight; /* 1 or more */
	bool emergency;	 /* for emergency calls alone */
};

/* One state of both tables, in one block of memory: freed with the release function
 * that belongs to the alloc given to acg_route_set_new(). */
struct acg_route_set {
	uint32_t destinations, routes;
	struct acg_destination *destination;
	struct acg_route *route;
};

/* A set of these sizes, zeroed, to be filled in; NULL when memory is short. */
struct acg_route_set *acg_route_set_new(
		uint32_t destinations, uint32_t routes, void *(*alloc)(size_t));

/* What is asked for. */
struct acg_route_call {
	const char *listener; /* the side it goes to */
	const char *service;  /* "" for none, as the account */
	const char *account;
	int region; /* where this node is */
	bool emergency;
};

/* Indexes of the destinations of a call, the first to be tried first, at most `max`
 * of them. Of the routes that fit, those with the most specific scope count: account
 * and service, account, service, neither. Destinations of the node's region, or of
 * none, come before all others, then lower priorities first; where both are equal,
 * each comes first as often as its weight says (RFC 2782). An emergency call has the
 * destinations of emergency calls before all of these. `draw(n)` gives a random
 * number below n. Returns how many there are. */
uint32_t acg_route_choose(const struct acg_route_set *set,
		const struct acg_route_call *call, uint32_t (*draw)(uint32_t),
		uint32_t *chosen, uint32_t max);

/* Something that is put in an order: RFC 2782, lower ranks first, then by weight. */
struct acg_route_entry {
	uint32_t rank;
	uint32_t weight; /* 0 counts as a little */
	uint32_t value;
};

void acg_route_order(
		struct acg_route_entry *entry, uint32_t n, uint32_t (*draw)(uint32_t));

#endif
