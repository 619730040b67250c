/*
 * tls_reload: tls.reload, with the policy between loading and publishing.
 *
 * The tls module's own command would publish contexts as tls.cfg describes them,
 * without the policy. Contexts are refused as a whole: the old ones stay.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls_reload.h"
#include "tls_module.h"
#include "tls_policy.h"

#include "core/dprint.h"
#include "core/rpc_lookup.h"

static void refuse(rpc_t *rpc, void *ctx, const char *error)
{
	LM_ERR("tls.reload refused, the old contexts stay: %s\n", error);
	rpc->fault(ctx, 500, "Refused, the old contexts stay: %s", error);
}

static void reload(rpc_t *rpc, void *ctx)
{
	char error[ACG_TLS_ERROR_SIZE];
	tls_domains_cfg_t *cfg = acg_tls_module_load(error);

	if(!cfg) {
		refuse(rpc, ctx, error);
		return;
	}
	if(acg_tls_policy_apply(cfg, error) < 0) {
		acg_tls_module_free(cfg);
		refuse(rpc, ctx, error);
		return;
	}
	acg_tls_module_publish(cfg);
	rpc->rpl_printf(ctx, "Ok. TLS configuration reloaded under the policy.");
}

int acg_tls_reload_take_over(void)
{
	rpc_export_t *command = rpc_lookup("tls.reload", sizeof("tls.reload") - 1);

	if(!command) {
		LM_ERR("no RPC command tls.reload: the tls module must be loaded "
			   "before this one\n");
		return -1;
	}
	command->function = reload;
	return 0;
}
