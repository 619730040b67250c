/*
 * route_load: tables acg.destination and acg.route as a set. Knows SQL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ROUTE_LOAD_H
#define ACG_ROUTE_LOAD_H

#include "peers/route.h"

#include <libpq-fe.h>

#define ACG_ROUTE_ERROR_SIZE 512

/* What to ask the database. The index of a destination is its place by
 * destination_id among the enabled ones of enabled peers. */
#define ACG_ROUTE_DESTINATIONS                                              \
	"WITH d AS (SELECT row_number() OVER (ORDER BY destination_id) - 1 AS " \
	"i, d.*, p.name AS peer, p.listener FROM acg.destination d"             \
	" JOIN acg.peer p USING (peer_id) WHERE d.enabled AND p.enabled) "
#define ACG_ROUTE_DESTINATIONS_SQL                       \
	ACG_ROUTE_DESTINATIONS                               \
	"SELECT destination_id, name, peer, listener, host," \
	" coalesce(port, 0), coalesce(region, 0) FROM d ORDER BY i"
#define ACG_ROUTE_ROUTES_SQL                                  \
	ACG_ROUTE_DESTINATIONS                                    \
	"SELECT d.i, coalesce(s.name, ''), coalesce(a.name, '')," \
	" r.priority, r.weight, r.emergency FROM acg.route r"     \
	" JOIN d USING (destination_id)"                          \
	" LEFT JOIN acg.service s USING (service_id)"             \
	" LEFT JOIN acg.account a USING (account_id) ORDER BY r.route_id"

/* Have the answers the columns asked for? They can come from an old file. */
bool acg_route_complete(const PGresult *destinations, const PGresult *routes);

/* The answers as a set in memory of `alloc`. NULL with the reason in `error`. */
struct acg_route_set *acg_route_load(const PGresult *destinations,
		const PGresult *routes, void *(*alloc)(size_t), void (*release)(void *),
		char error[static ACG_ROUTE_ERROR_SIZE]);

#endif
