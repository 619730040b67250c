/*
 * target_dns: the addresses of a destination, as DNS tells them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/target_dns.h"

#include "core/dprint.h"
#include "core/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SIPS_PORT_DEFAULT 5061
#define NAPTR_SERVICE "SIPS+D2T"

struct found {
	struct acg_target_address *address;
	unsigned n;
};

static bool parse_address(const char *host, struct ip_addr *ip)
{
	str text = {(char *)host, (int)strlen(host)};
	struct ip_addr *parsed = str2ip(&text);

	if(!parsed && strchr(host, ':'))
		parsed = str2ip6(&text);
	if(parsed)
		*ip = *parsed;
	return parsed != NULL;
}

bool acg_target_is_address(const struct acg_destination *destination)
{
	struct ip_addr ip;

	return parse_address(destination->host, &ip);
}

static void add(struct found *found, const struct ip_addr *ip, uint16_t port,
		uint16_t priority, uint16_t weight)
{
	if(found->n < ACG_TARGET_ADDRESSES_MAX)
		found->address[found->n++] =
				(struct acg_target_address){*ip, port, priority, weight};
}

/* The A and AAAA records of a name. */
static void add_host(struct found *found, const char *host, uint16_t port,
		uint16_t priority, uint16_t weight)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *first, *info;
	struct ip_addr ip;

	if(getaddrinfo(host, NULL, &hints, &first) != 0)
		return;
	for(info = first; info; info = info->ai_next) {
		if(info->ai_family != AF_INET && info->ai_family != AF_INET6)
			continue;
		sockaddr2ip_addr(&ip, info->ai_addr);
		add(found, &ip, port, priority, weight);
	}
	freeaddrinfo(first);
}

/* False when there is no such record; a target of "." means no service. */
static bool add_services(struct found *found, char *name)
{
	struct rdata *head = get_record(name, T_SRV, RES_ONLY_TYPE), *record;

	for(record = head; record; record = record->next) {
		const struct srv_rdata *srv = record->rdata;
		if(record->type == T_SRV && srv && srv->name_len > 0)
			add_host(found, srv->name, srv->port, srv->priority, srv->weight);
	}
	if(head)
		free_rdata_list(head);
	return head != NULL;
}

static bool is_better(const struct naptr_rdata *a, const struct naptr_rdata *b)
{
	return !b || a->order < b->order
		   || (a->order == b->order && a->pref < b->pref);
}

static bool is_for_tls(const struct naptr_rdata *naptr)
{
	return naptr->services_len == strlen(NAPTR_SERVICE)
		   && strncasecmp(naptr->services, NAPTR_SERVICE, naptr->services_len)
					  == 0
		   && naptr->flags_len == 1 && (naptr->flags[0] | 0x20) == 's'
		   && naptr->repl_len > 0;
}

/* The name of the SRV records: what NAPTR says, or the usual one. */
static void service_name(const char *host, char *name, size_t size)
{
	struct rdata *head = get_record((char *)host, T_NAPTR, RES_ONLY_TYPE),
				 *record;
	const struct naptr_rdata *best = NULL;

	for(record = head; record; record = record->next) {
		const struct naptr_rdata *naptr = record->rdata;
		if(record->type == T_NAPTR && naptr && is_for_tls(naptr)
				&& is_better(naptr, best))
			best = naptr;
	}
	if(best)
		snprintf(name, size, "%s", best->repl);
	else
		snprintf(name, size, "_sips._tcp.%s", host);
	if(head)
		free_rdata_list(head);
}

unsigned acg_target_resolve(const struct acg_destination *destination,
		struct acg_target_address *address)
{
	char name[ACG_ROUTE_HOST_SIZE + sizeof("_sips._tcp.")];
	struct found found = {address, 0};
	struct ip_addr ip;
	uint16_t port = destination->port ? destination->port : SIPS_PORT_DEFAULT;

	if(parse_address(destination->host, &ip)) {
		add(&found, &ip, port, 0, 0);
		return found.n;
	}
	if(!destination->port) {
		service_name(destination->host, name, sizeof(name));
		if(add_services(&found, name))
			return found.n;
	}
	add_host(&found, destination->host, port, 0, 0);
	return found.n;
}
