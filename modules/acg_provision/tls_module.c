/*
 * tls_module: the inside of Kamailio's tls module, reached by symbol.
 *
 * tls.so exports what its own tls.reload is made of; the types come from the
 * headers of the same source version, which the core checks at load.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls_module.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "modules/tls/tls_cfg.h"

#include <dlfcn.h>

static struct {
	tls_domains_cfg_t ***domains;
	gen_lock_t **lock;
	void **config;
	tls_domain_t *server_defaults;
	tls_domain_t *client_defaults;
	tls_domains_cfg_t *(*load)(str *filename);
	int (*fix)(tls_domains_cfg_t *, tls_domain_t *, tls_domain_t *);
	int (*check_sockets)(tls_domains_cfg_t *);
	void (*free)(tls_domains_cfg_t *);
	void (*collect_garbage)(void);
	char *(*domain_name)(tls_domain_t *);
} tls;

static const struct {
	const char *name;
	void *where;
} symbols[] = {
		{"tls_domains_cfg", &tls.domains},
		{"tls_domains_cfg_lock", &tls.lock},
		{"tls_cfg", &tls.config},
		{"srv_defaults", &tls.server_defaults},
		{"cli_defaults", &tls.client_defaults},
		{"tls_load_config", &tls.load},
		{"tls_fix_domains_cfg", &tls.fix},
		{"tls_check_sockets", &tls.check_sockets},
		{"tls_free_cfg", &tls.free},
		{"collect_garbage", &tls.collect_garbage},
		{"tls_domain_str", &tls.domain_name},
};

int acg_tls_module_bind(void)
{
	struct sr_module *module = find_module_by_name("tls");

	if(!module) {
		LM_ERR("the tls module is not loaded: put loadmodule \"tls.so\" "
			   "before this module\n");
		return -1;
	}
	for(size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(module->handle, symbols[i].name);
		if(!symbol) {
			LM_ERR("this tls module has no symbol %s: it is of a version "
				   "that this module does not know\n",
					symbols[i].name);
			return -1;
		}
		memcpy(symbols[i].where, &symbol, sizeof(symbol));
	}
	return 0;
}

tls_domains_cfg_t *acg_tls_module_current(void)
{
	return **tls.domains;
}

tls_domains_cfg_t *acg_tls_module_load(const char **why)
{
	str file = ((struct cfg_group_tls *)*tls.config)->config_file;
	tls_domains_cfg_t *cfg;

	if(!file.s) {
		*why = "no TLS configuration file (modparam tls config)";
		return NULL;
	}
	tls.collect_garbage();
	cfg = tls.load(&file);
	if(!cfg) {
		*why = "the TLS configuration file could not be read";
		return NULL;
	}
	*why = NULL;
	if(tls.fix(cfg, tls.server_defaults, tls.client_defaults) < 0)
		*why = "a certificate, key, CA file or cipher list was not accepted";
	else if(tls.check_sockets(cfg) < 0)
		*why = "a server section names no listening socket";
	if(*why) {
		tls.free(cfg);
		return NULL;
	}
	return cfg;
}

void acg_tls_module_publish(tls_domains_cfg_t *cfg)
{
	lock_get(*tls.lock);
	cfg->next = **tls.domains;
	**tls.domains = cfg;
	lock_release(*tls.lock);
}

void acg_tls_module_free(tls_domains_cfg_t *cfg)
{
	tls.free(cfg);
}

const char *acg_tls_module_domain_name(tls_domain_t *domain)
{
	return tls.domain_name(domain);
}
