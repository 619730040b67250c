/*
 * ds_module: Kamailio's module dispatcher, reached by symbol.
 *
 * dispatcher forgets the states of all destinations when it reads its list: they are
 * written into the list. It frees the list before last when it reads one, so whoever
 * calls acg_ds_load() leaves time between two calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/ds_module.h"
#include "base/symbols.h"
#include "peers/target.h"

#include "core/dprint.h"
#include "modules/dispatcher/dispatch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
	int (*load)(char *path);
	ds_set_t *(*list)(void);
	ds_set_t *(*find)(ds_set_t *, int id);
	void (*ping)(ds_set_t *);
	ds_rctx_t *(*context)(void);
	int (*pings)(void);
	int (*set_state)(int set, str *uri, int state);
} ds;

static const struct acg_symbol symbols[] = {
		{"ds_load_list", &ds.load},
		{"ds_get_list", &ds.list},
		{"ds_avl_find", &ds.find},
		{"ds_ping_set", &ds.ping},
		{"ds_get_rctx", &ds.context},
		{"ds_ping_active_get", &ds.pings},
		{"ds_reinit_state", &ds.set_state},
};

static const char *list_path, *own_name;

static bool complain(const char *what, const char *path)
{
	LM_ERR("peer_list: cannot %s %s: %s\n", what, path, strerror(errno));
	return false;
}

/* One line a target: set, URI, state, priority, what the script needs. */
static void print_targets(FILE *file, bool trusted)
{
	const int unknown = trusted ? 0 : DS_INACTIVE_DST | DS_PROBING_DST;
	struct acg_target *targets;
	const struct acg_route_set *set = acg_target_hold(&targets);

	for(int i = 0; i < ACG_TARGETS_MAX; i++) {
		const struct acg_target *target = &targets[i];
		int state = target->set ? acg_ds_state(target->set) : -1;

		for(uint32_t j = 0; target->set && j < set->destinations; j++) {
			const struct acg_destination *d = &set->destination[j];
			if(d->id == target->destination)
				fprintf(file,
						"%d %s %d 0 name=%s;peer=%s;sockname=%s;"
						"ping_from=sip:%s\n",
						target->set, target->uri, state < 0 ? unknown : state,
						d->name, d->peer, d->listener, own_name);
		}
	}
	acg_target_release();
}

/* Aside, and moved into place: a reader sees the old list or the new one. */
static bool write_list(bool with_targets, bool trusted)
{
	char path[4096];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s.new", list_path);
	file = fopen(path, "we");
	if(!file)
		return complain("write", path);
	fprintf(file, "# Made by acg_provision from acg.destination.\n");
	if(with_targets)
		print_targets(file, trusted);
	ok = !ferror(file);
	if(fclose(file) != 0 || !ok)
		return complain("write", path);
	return rename(path, list_path) == 0 || complain("rename", path);
}

int acg_ds_bind(const char *path, const char *name)
{
	if(acg_symbols_bind(
			   "dispatcher", symbols, sizeof(symbols) / sizeof(symbols[0]))
			< 0)
		return -1;
	list_path = path;
	own_name = name;
	return write_list(false, false) ? 0 : -1;
}

bool acg_ds_is_bound(void)
{
	return list_path != NULL;
}

bool acg_ds_load(bool trusted)
{
	if(!write_list(true, trusted))
		return false;
	if(ds.load((char *)list_path) == 0)
		return true;
	LM_ERR("dispatcher did not take %s, the old list stays\n", list_path);
	return false;
}

static ds_set_t *find(int set)
{
	ds_set_t *found = ds.find(ds.list(), set);

	return found && found->nr > 0 && found->dlist ? found : NULL;
}

int acg_ds_state(int set)
{
	const ds_set_t *found = find(set);

	return found ? found->dlist[0].flags : -1;
}

/* ds_ping_set() goes on to the neighbours of a set: a copy has none. */
void acg_ds_ping(int set)
{
	const ds_set_t *found = find(set);
	ds_set_t alone;

	if(!found || ds.pings() == 0)
		return;
	alone = *found;
	alone.next[0] = alone.next[1] = NULL;
	ds.ping(&alone);
}

bool acg_ds_probed(int *code, char *out, unsigned size)
{
	const ds_rctx_t *context = ds.context();

	if(!context || (context->code >= 800 && context->code <= 820))
		return false; /* ds_mark_dst() */
	*code = context->code;
	snprintf(out, size, "OPTIONS: %d %.*s", context->code, context->reason.len,
			context->reason.s ? context->reason.s : "");
	return true;
}

void acg_ds_restore(int set)
{
	ds_set_t *found = find(set);

	if(found)
		ds.set_state(set, &found->dlist[0].uri, DS_PROBING_DST);
}
