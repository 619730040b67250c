/*
 * acg_retention: call records that are never lost and never old.
 * This file is what Kamailio sees: parameters, exports, start.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/counters.h"
#include "base/process.h"
#include "base/settings.h"
#include "base/status.h"
#include "calls/capture.h"
#include "journal/journal.h"
#include "journal/mover.h"
#include "journal/spool.h"
#include "journal/syncer.h"
#include "keys/keys.h"
#include "retention/access.h"
#include "retention/sweeper.h"
#include "rpc/rpc.h"
#include "script/script.h"
#include "shipping/shipper.h"

#include "core/dprint.h"
#include "core/rpc_lookup.h"
#include "core/sr_module.h"

MODULE_VERSION

static struct acg_settings settings = {
		.db = "dbname=acg user=acg_gateway",
		.node = "node1",
		.journal_dir = "/var/lib/kamailio/acg_journal",
		.journal_memory = "",
		.key_file = "/var/lib/kamailio/acg_keys",
		.key_import = "",
		.journal_max_mb = 1024,
		.segment_max_mb = 16,
		.ship_interval_ms = 50,
		.sweep_interval = 3600,
		.database_timeout = 10,
		.retention_days = 30,
};

static int register_interfaces(void)
{
	if(acg_counters_register() < 0) {
		LM_ERR("cannot register the counters\n");
		return -1;
	}
	if(rpc_register_array(acg_rpc) != 0) {
		LM_ERR("cannot register the RPC commands\n");
		return -1;
	}
	return 0;
}

static int mod_init(void)
{
	if(acg_settings_check(&settings) < 0 || register_interfaces() < 0)
		return -1;
	if(acg_status_init() < 0 || acg_keys_init(&settings) < 0) {
		LM_ERR("no shared memory\n");
		return -1;
	}
	acg_journal_init(&settings);
	acg_access_init(&settings);
	if(acg_capture_init() < 0)
		return -1;
	acg_processes_register(3);
	return 0;
}

static int check_dir(const char *parameter, const char *dir)
{
	char error[ACG_SPOOL_ERROR_SIZE];

	if(acg_spool_check_dir(dir, error) == 0)
		return 0;
	LM_ERR("not starting, call records would be lost: modparam %s = %s\n",
			parameter, error);
	return -1;
}

static int check_memory(const char *dir)
{
	if(acg_mover_is_memory(dir))
		return 0;
	LM_ERR("not starting, calls would wait for a disk: modparam "
		   "journal_memory = %s: no memory file system (tmpfs)\n",
			dir);
	return -1;
}

static int check_journal(void)
{
	if(check_dir("journal_dir", settings.journal_dir) < 0)
		return -1;
	if(settings.journal_memory[0] == '\0')
		return 0;
	if(check_dir("journal_memory", settings.journal_memory) < 0)
		return -1;
	return check_memory(settings.journal_memory);
}

static int start_processes(void)
{
	if(acg_process_start("acg_retention shipper", acg_shipper_run, &settings)
			< 0)
		return -1;
	if(acg_process_start("acg_retention syncer", acg_syncer_run, &settings) < 0)
		return -1;
	return acg_process_start(
			"acg_retention sweeper", acg_sweeper_run, &settings);
}

/* PROC_INIT: before any fork, but already as the user Kamailio runs as. */
static int child_init(int rank)
{
	if(rank == PROC_INIT)
		return check_journal() < 0 ? -1 : acg_keys_open();
	if(rank == PROC_MAIN)
		return acg_journal_move_at_exit(&settings) < 0 ? -1 : start_processes();
	if(rank != PROC_POSTCHILDINIT) /* the others are called in new processes */
		acg_process_heed_early_stop();
	return 0;
}

/* clang-format off */
static param_export_t params[] = {
	{"db",               PARAM_STRING, &settings.db},
	{"node",             PARAM_STRING, &settings.node},
	{"journal_dir",      PARAM_STRING, &settings.journal_dir},
	{"journal_memory",   PARAM_STRING, &settings.journal_memory},
	{"key_file",         PARAM_STRING, &settings.key_file},
	{"key_import",       PARAM_STRING, &settings.key_import},
	{"journal_max_mb",   PARAM_INT,    &settings.journal_max_mb},
	{"segment_max_mb",   PARAM_INT,    &settings.segment_max_mb},
	{"ship_interval_ms", PARAM_INT,    &settings.ship_interval_ms},
	{"sweep_interval",   PARAM_INT,    &settings.sweep_interval},
	{"database_timeout", PARAM_INT,    &settings.database_timeout},
	{"retention_days",   PARAM_INT,    &settings.retention_days},
	{0, 0, 0}
};

/* No destroy function: dialogs that still live when Kamailio stops are destroyed
 * after this module would be, and their records are written then. */
struct module_exports exports = {
	"acg_retention",      /* module name */
	DEFAULT_DLFLAGS,
	acg_script_functions,
	params,
	0,                    /* RPC: registered in mod_init */
	0,                    /* pseudo-variables */
	0,                    /* response function */
	mod_init,
	child_init,
	0                     /* destroy function */
};
/* clang-format on */

/* Called by the core by name, hence no header declares it. */
int mod_register(char *path, int *dlflags, void *p1, void *p2);
int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(acg_script_kemi);
}
