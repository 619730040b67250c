/*
 * module: the inside of Kamailio's tls module, reached by symbol. The only
 * file that knows how that module keeps its contexts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_MODULE_H
#define ACG_TLS_MODULE_H

#include "core/sr_module.h"
#include "core/timer_ticks.h"
#include "modules/tls/tls_domain.h"

#include <stdbool.h>

#define ACG_TLS_ERROR_SIZE 256

/* Resolve the symbols; call in mod_init. 0, or -1 with a log line when the tls
 * module is not loaded or lacks one of them. */
int acg_tls_module_bind(void);

/* The configuration new connections use. Not to be changed once processes run:
 * connections may use it at any time. */
tls_domains_cfg_t *acg_tls_module_current(void);

/* Never free the configuration that is in force now, whatever follows it. */
void acg_tls_module_keep_current(void);

/* Read tls.cfg and make its contexts, without publishing them: what tls.reload
 * does first. NULL on failure, with the section, key and value at fault in
 * `error`, or at least the step; the log has more. The caller publishes or
 * frees.
 *
 * Once per process: the tls module's parser remembers the last section of what
 * it read before, and looks at it again even if that has been freed. */
tls_domains_cfg_t *acg_tls_module_load(char error[static ACG_TLS_ERROR_SIZE]);

/* Look for a certificate, key, CA file or cipher list that cannot be used, which the
 * tls module itself would refuse without naming the section. False with the first
 * one's section, key and value in `error`. */
bool acg_tls_module_check_files(
		const tls_domains_cfg_t *cfg, char error[static ACG_TLS_ERROR_SIZE]);

void acg_tls_module_publish(tls_domains_cfg_t *cfg);
void acg_tls_module_free(tls_domains_cfg_t *cfg);

/* Among the server domains of the configuration that this connection uses, the
 * one that tls.cfg has for the name which the client asked for (SNI), on the
 * address of `own`; the server's default domain when there is none. */
tls_domain_t *acg_tls_module_named_domain(
		const SSL *ssl, tls_domain_t *own, const char *name);

/* The client section of tls.cfg in force with this server_id, or NULL. */
tls_domain_t *acg_tls_module_client_domain(const char *server_id);

/* Application data for an SSL object that belongs to no connection of the core: the
 * tls module's callbacks look at it. */
void *acg_tls_module_no_connection(void);

/* What the script wants of an outbound connection: the text of child `name` of the
 * tls module's xavp (modparam xavp_cfg), or "". */
void acg_tls_module_wanted(const char *name, char *out, size_t size);

/* How long the tls module keeps an idle connection. */
ticks_t acg_tls_module_lifetime(void);

/* The section of tls.cfg, "[server:127.0.0.1:5061]", with its server_name where
 * it has one. Static buffer, overwritten by the next call. */
const char *acg_tls_module_section(const tls_domain_t *domain);

#endif
