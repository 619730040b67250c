/*
 * tls_module: the inside of Kamailio's tls module, reached by symbol. The only
 * file that knows how that module keeps its contexts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_MODULE_H
#define ACG_TLS_MODULE_H

#include "core/sr_module.h"
#include "modules/tls/tls_domain.h"

/* Resolve the symbols; call in mod_init. 0, or -1 with a log line when the tls
 * module is not loaded or lacks one of them. */
int acg_tls_module_bind(void);

/* The configuration new connections use. Not to be changed once processes run:
 * connections may use it at any time. */
tls_domains_cfg_t *acg_tls_module_current(void);

/* Read tls.cfg and make its contexts, without publishing them: what tls.reload
 * does first. NULL on failure, *why says at which step (static text); details
 * are in the log. The caller publishes or frees. */
tls_domains_cfg_t *acg_tls_module_load(const char **why);
void acg_tls_module_publish(tls_domains_cfg_t *cfg);
void acg_tls_module_free(tls_domains_cfg_t *cfg);

/* "server:127.0.0.1:5061" for log lines. Static buffer of the tls module. */
const char *acg_tls_module_domain_name(tls_domain_t *domain);

#endif
