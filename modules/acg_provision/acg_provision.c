/*
 * acg_provision: numbers to services, headers, TLS and media policy.
 * This file is what Kamailio sees: parameters, exports, start and stop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/admission.h"
#include "admission/place.h"
#include "base/counters.h"
#include "base/process.h"
#include "base/settings.h"
#include "calls/call.h"
#include "calls/header.h"
#include "calls/match.h"
#include "follow/follower.h"
#include "follow/provision.h"
#include "media/anchor.h"
#include "media/node.h"
#include "media/relay.h"
#include "media/watch.h"
#include "peers/dialog_ends.h"
#include "peers/ds_module.h"
#include "peers/hang_up.h"
#include "peers/late_reply.h"
#include "peers/target.h"
#include "peers/target_watch.h"
#include "rpc/header.h"
#include "rpc/media.h"
#include "rpc/rpc.h"
#include "rpc/target.h"
#include "rpc/tls.h"
#include "rules/policy_store.h"
#include "rules/signalling_store.h"
#include "script/pv.h"
#include "script/script.h"
#include "script/target.h"
#include "sip/customer_name.h"
#include "sip/outgoing.h"
#include "sip/size_limits.h"
#include "sip/unfold.h"
#include "tls/connection.h"
#include "tls/fork.h"
#include "tls/guard.h"
#include "tls/module.h"
#include "tls/peers.h"
#include "tls/policy.h"
#include "tls/reload.h"
#include "tls/revocation.h"

#include "core/dprint.h"
#include "core/events.h"
#include "core/pt.h"
#include "core/rpc_lookup.h"
#include "core/sr_module.h"

MODULE_VERSION

static char *database = "dbname=acg user=acg_gateway";
static int database_timeout_s = 5;
static int table_memory_mb = 4096;
static char *snapshot = "";
static int snapshot_interval_s = 900;
static char *media_flags = ACG_MEDIA_FLAGS;
static int media_probe_packets = 1;
static char *custom_header = "X-MS-Operator-Content";
static char *base_domain = "";
static int region = 1;
static char *server_name = "";

static char *trust_store = "";
static char *tls_groups = "";
static int fips_only = 0;
static char *crl_directory = "";
static char *crl_url = "";
static int crl_interval_s = 3600;

static char *peer_list = "";
static int peer_dns_interval_s = 60;
static int retry_after_max_s = 300;

static int add_media_node(modparam_t type, void *value)
{
	(void)type;
	return acg_media_node_add(value);
}

static int set_limit(modparam_t type, void *value)
{
	(void)type;
	return acg_limits_set(value);
}

static int check_parameters(void)
{
	if(database_timeout_s < 1 || database_timeout_s > 600) {
		LM_ERR("database_timeout = %d: must be 1 to 600 seconds\n",
				database_timeout_s);
		return -1;
	}
	if(table_memory_mb < 1 || table_memory_mb > 1 << 18) {
		LM_ERR("table_memory = %d: must be 1 to %d megabytes\n",
				table_memory_mb, 1 << 18);
		return -1;
	}
	if(snapshot_interval_s < 1) {
		LM_ERR("snapshot_interval = %d: must be 1 second or more\n",
				snapshot_interval_s);
		return -1;
	}
	if(crl_interval_s < 1) {
		LM_ERR("crl_interval = %d: must be 1 second or more\n", crl_interval_s);
		return -1;
	}
	if(region < 1 || region > ACG_REGION_MAX) {
		LM_ERR("region = %d: must be 1 to %d\n", region, ACG_REGION_MAX);
		return -1;
	}
	if(peer_dns_interval_s < 1 || retry_after_max_s < 0) {
		LM_ERR("peer_dns_interval = %d, retry_after_max = %d: must be 1 second "
			   "or more, and 0 or more\n",
				peer_dns_interval_s, retry_after_max_s);
		return -1;
	}
	acg_target_script_set_retry_after_max(retry_after_max_s);
	acg_rpc_set_header_name(custom_header);
	acg_match_set_base_domain(base_domain);
	acg_customer_name_configure(base_domain, region);
	acg_header_set_server_name(server_name);
	return acg_script_set_header_name(custom_header);
}

/* Every message that comes in, before the core parses it. */
static int unfold(sr_event_param_t *event)
{
	str *message = event->data;

	acg_unfold(message->s, (size_t)message->len);
	return 0;
}

static int register_interfaces(void)
{
	static const struct acg_counter_asked asked[] = {
			{ACG_COUNT_FOLLOW_LAG, acg_provision_lag_ms},
			{ACG_COUNT_CALLS, acg_place_calls},
			{ACG_COUNT_EMERGENCY_CALLS, acg_place_emergency_calls},
			{ACG_COUNT_TRANSCODED_CALLS, acg_place_transcoded},
			{ACG_COUNT_PEERS_DOWN, acg_target_down},
	};

	if(acg_counters_register(asked, sizeof(asked) / sizeof(asked[0])) < 0) {
		LM_ERR("cannot register the counters\n");
		return -1;
	}
	if(sr_event_register_cb(SREV_NET_DATA_IN, unfold) < 0) {
		LM_ERR("cannot register for messages that come in\n");
		return -1;
	}
	if(acg_outgoing_register(server_name) < 0
			|| acg_outgoing_register_names() < 0)
		return -1;
	if(rpc_register_array(acg_rpc) != 0
			|| rpc_register_array(acg_header_rpc) != 0
			|| rpc_register_array(acg_media_rpc) != 0
			|| rpc_register_array(acg_tls_rpc) != 0
			|| rpc_register_array(acg_target_rpc) != 0) {
		LM_ERR("cannot register the RPC commands\n");
		return -1;
	}
	return 0;
}

/* Before the tls module makes its contexts, since it names no section. */
static int check_tls_files(void)
{
	char error[ACG_TLS_ERROR_SIZE];

	if(acg_tls_module_check_files(acg_tls_module_current(), error))
		return 0;
	LM_ERR("not starting: tls.cfg %s\n", error);
	return -1;
}

static int prepare_tls(void)
{
	if(acg_tls_policy_set_groups(tls_groups, fips_only != 0) < 0
			|| acg_tls_module_bind() < 0 || check_tls_files() < 0
			|| acg_tls_reload_take_over() < 0
			|| acg_tls_connection_register() < 0)
		return -1;
	acg_tls_guard_install();
	acg_tls_peers_register();
	acg_tls_crl_register(
			&(struct acg_tls_crl_settings){.directory = crl_directory,
					.url = crl_url,
					.interval_s = crl_interval_s});
	return acg_tls_fork_protect();
}

/* Without a node there is no media to relay, and the modules that relaying needs
 * need not be loaded. */
static int prepare_media(void)
{
	if(acg_media_node_count() == 0)
		return 0;
	acg_media_watch_register();
	if(acg_media_node_init() < 0 || acg_hang_up_bind() < 0
			|| acg_late_reply_bind() < 0)
		return -1;
	return acg_media_relay_bind(media_flags);
}

/* Without dispatcher's list no calls are routed: the script does it in its own way. */
static int prepare_routes(void)
{
	if(acg_target_init(region) < 0)
		return -1;
	if(!peer_list[0])
		return 0;
	acg_target_watch_register();
	return acg_ds_bind(peer_list, server_name);
}

static void keep_settings(void)
{
	static struct acg_settings settings;

	settings = (struct acg_settings){.database = database,
			.database_timeout_s = database_timeout_s,
			.table_memory = (size_t)table_memory_mb << 20,
			.snapshot = snapshot,
			.snapshot_interval_s = snapshot_interval_s};
	acg_settings_set(&settings);
}

static int mod_init(void)
{
	keep_settings();
	if(check_parameters() < 0 || register_interfaces() < 0
			|| acg_call_bind() < 0 || acg_dialog_ends_bind() < 0
			|| acg_admission_init() < 0 || prepare_routes() < 0)
		return -1;
	acg_follower_register();
	return prepare_tls() < 0 ? -1 : prepare_media();
}

/* Without numbers no call can be placed, so there is no start without them. */
static int load_numbers(void)
{
	if(acg_provision_init(get_max_procs()) < 0
			|| acg_signalling_init(get_max_procs(), custom_header) < 0
			|| acg_signalling_first_load() < 0
			|| acg_policy_init(get_max_procs()) < 0
			|| acg_policy_first_load() < 0)
		return -1;
	return acg_follower_first_load();
}

static int load_peers(void)
{
	if(acg_tls_crl_init() < 0 || acg_tls_peers_init(trust_store) < 0)
		return -1;
	return acg_ds_is_bound() ? acg_target_watch_first() : 0;
}

static int apply_tls_policy(void)
{
	char error[ACG_TLS_ERROR_SIZE];

	if(acg_tls_policy_apply(acg_tls_module_current(), error) < 0) {
		LM_ERR("not starting: %s\n", error);
		return -1;
	}
	return 0;
}

/* PROC_INIT: the main process, before any fork, after the tls module has made
 * its contexts, and when the number of processes is known. */
static int child_init(int rank)
{
	const bool packets = media_probe_packets != 0;

	switch(rank) {
		case PROC_INIT:
			if(load_peers() < 0 || apply_tls_policy() < 0 || load_numbers() < 0)
				return -1;
			return acg_media_watch_first(media_flags, packets);
		case PROC_MAIN:
			if(acg_follower_start() < 0 || acg_tls_peers_start() < 0
					|| acg_tls_crl_start() < 0
					|| (acg_ds_is_bound()
							&& acg_target_watch_start(peer_dns_interval_s) < 0))
				return -1;
			return acg_media_watch_start(media_flags, packets);
		case PROC_POSTCHILDINIT: /* the main process */
			return 0;
		default: /* a new process */
			acg_process_heed_early_stop();
			acg_tls_fork_begin_child();
			return 0;
	}
}

static void destroy(void)
{
	acg_tls_peers_destroy();
	acg_tls_crl_destroy();
	acg_target_destroy();
	acg_provision_destroy();
	acg_media_node_destroy();
	acg_signalling_destroy();
	acg_policy_destroy();
	acg_admission_destroy();
}

/* clang-format off */
static param_export_t params[] = {
	{"database",         PARAM_STRING, &database},
	{"database_timeout", PARAM_INT,    &database_timeout_s},
	{"table_memory",     PARAM_INT,    &table_memory_mb},
	{"snapshot",         PARAM_STRING, &snapshot},
	{"snapshot_interval", PARAM_INT,   &snapshot_interval_s},
	{"custom_header",    PARAM_STRING, &custom_header},
	{"media_node",       PARAM_STRING | USE_FUNC_PARAM, (void *)add_media_node},
	{"media_flags",      PARAM_STRING, &media_flags},
	{"media_probe_packets", PARAM_INT, &media_probe_packets},
	{"base_domain",      PARAM_STRING, &base_domain},
	{"region",           PARAM_INT,    &region},
	{"server_name",      PARAM_STRING, &server_name},
	{"limit",            PARAM_STRING | USE_FUNC_PARAM, (void *)set_limit},
	{"trust_store",      PARAM_STRING, &trust_store},
	{"tls_groups",       PARAM_STRING, &tls_groups},
	{"fips_only",        PARAM_INT,    &fips_only},
	{"crl_directory",    PARAM_STRING, &crl_directory},
	{"crl_url",          PARAM_STRING, &crl_url},
	{"crl_interval",     PARAM_INT,    &crl_interval_s},
	{"peer_list",        PARAM_STRING, &peer_list},
	{"peer_dns_interval", PARAM_INT,   &peer_dns_interval_s},
	{"retry_after_max",  PARAM_INT,    &retry_after_max_s},
	{0, 0, 0}
};

struct module_exports exports = {
	"acg_provision",      /* module name */
	DEFAULT_DLFLAGS,
	acg_script_functions,
	params,
	0,                    /* RPC: registered in mod_init */
	acg_pv,
	0,                    /* response function */
	mod_init,
	child_init,
	destroy
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
