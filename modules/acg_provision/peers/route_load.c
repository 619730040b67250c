/*
 * route_load: tables acg.destination and acg.route as a set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/route_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum destination_column {
	ID,
	DESTINATION_NAME,
	PEER,
	LISTENER,
	HOST,
	PORT,
	REGION,
	DESTINATION_COLUMNS
};
enum route_column {
	DESTINATION,
	SERVICE,
	ACCOUNT,
	PRIORITY,
	WEIGHT,
	EMERGENCY,
	ROUTE_COLUMNS
};

bool acg_route_complete(const PGresult *destinations, const PGresult *routes)
{
	return PQnfields(destinations) == DESTINATION_COLUMNS
		   && PQnfields(routes) == ROUTE_COLUMNS;
}

static bool take(const PGresult *rows, int row, int column, char *out,
		size_t size, char *error)
{
	const char *text = PQgetvalue(rows, row, column);

	if(strlen(text) >= size) {
		snprintf(error, ACG_ROUTE_ERROR_SIZE, "%s of a destination: too long",
				PQfname(rows, column));
		return false;
	}
	strcpy(out, text);
	return true;
}

static bool fill_destination(struct acg_destination *destination,
		const PGresult *rows, int i, char *error)
{
	destination->id = (uint32_t)atoi(PQgetvalue(rows, i, ID));
	destination->port = (uint16_t)atoi(PQgetvalue(rows, i, PORT));
	destination->region = atoi(PQgetvalue(rows, i, REGION));
	return take(rows, i, DESTINATION_NAME, destination->name,
				   sizeof(destination->name), error)
		   && take(rows, i, PEER, destination->peer, sizeof(destination->peer),
				   error)
		   && take(rows, i, LISTENER, destination->listener,
				   sizeof(destination->listener), error)
		   && take(rows, i, HOST, destination->host, sizeof(destination->host),
				   error);
}

static bool fill_route(struct acg_route *route, uint32_t destinations,
		const PGresult *rows, int i, char *error)
{
	route->destination = (uint32_t)atoi(PQgetvalue(rows, i, DESTINATION));
	route->priority = (uint16_t)atoi(PQgetvalue(rows, i, PRIORITY));
	route->weight = (uint16_t)atoi(PQgetvalue(rows, i, WEIGHT));
	route->emergency = PQgetvalue(rows, i, EMERGENCY)[0] == 't';
	if(route->destination >= destinations) {
		snprintf(error, ACG_ROUTE_ERROR_SIZE,
				"acg.route: a row of no destination");
		return false;
	}
	return take(rows, i, SERVICE, route->service, sizeof(route->service), error)
		   && take(rows, i, ACCOUNT, route->account, sizeof(route->account),
				   error);
}

struct acg_route_set *acg_route_load(const PGresult *destinations,
		const PGresult *routes, void *(*alloc)(size_t), void (*release)(void *),
		char error[static ACG_ROUTE_ERROR_SIZE])
{
	struct acg_route_set *set =
			acg_route_set_new((uint32_t)PQntuples(destinations),
					(uint32_t)PQntuples(routes), alloc);
	bool ok = set != NULL;

	if(!set)
		snprintf(error, ACG_ROUTE_ERROR_SIZE,
				"not enough shared memory for %d destinations (raise -m)",
				PQntuples(destinations));
	for(int i = 0; ok && i < PQntuples(destinations); i++)
		ok = fill_destination(&set->destination[i], destinations, i, error);
	for(int i = 0; ok && i < PQntuples(routes); i++)
		ok = fill_route(&set->route[i], set->destinations, routes, i, error);
	if(!ok && set)
		release(set);
	return ok ? set : NULL;
}
