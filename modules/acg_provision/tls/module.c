/*
 * module: the inside of Kamailio's tls module, reached by symbol.
 *
 * tls.so exports what its own tls.reload is made of.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/module.h"
#include "base/symbols.h"
#include "tls/cfg_file.h"
#include "tls/files.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/xavp.h"
#include "modules/tls/tls_cfg.h"
#include "modules/tls/tls_server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	tls_domain_t *(*lookup)(tls_domains_cfg_t *, int type, struct ip_addr *,
			unsigned short port, str *server_name, str *server_id);
	str *xavp;
} tls;

static const struct acg_symbol symbols[] = {
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
		{"tls_lookup_cfg", &tls.lookup},
		{"sr_tls_xavp_cfg", &tls.xavp},
};

int acg_tls_module_bind(void)
{
	return acg_symbols_bind(
			"tls", symbols, sizeof(symbols) / sizeof(symbols[0]));
}

tls_domains_cfg_t *acg_tls_module_current(void)
{
	return **tls.domains;
}

void acg_tls_module_keep_current(void)
{
	atomic_inc(&acg_tls_module_current()->ref_count);
}

/* What tls.cfg names files for. */
static const struct {
	const char *key;
	size_t at;
} files[] = {
		{"certificate", offsetof(tls_domain_t, cert_file)},
		{"private_key", offsetof(tls_domain_t, pkey_file)},
		{"ca_list", offsetof(tls_domain_t, ca_file)},
		{"crl", offsetof(tls_domain_t, crl_file)},
};

/* Is this a file that cannot be read? Asked for the effective user with its
 * capabilities, as open(2) will be. Names without a path are relative to the
 * main configuration file until the tls module has come to them: not judged. */
static bool is_unreadable(const str *file)
{
	return file->s && (file->s[0] == '/' || file->s[0] == '.')
		   && strncmp(file->s, "/engine:", 8) != 0
		   && faccessat(AT_FDCWD, file->s, R_OK, AT_EACCESS) < 0;
}

/* Name the first file of these domains that cannot be read. */
static bool name_unreadable(const tls_domain_t *domain, char *error)
{
	for(; domain; domain = domain->next) {
		for(size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			const str *file =
					(const void *)((const char *)domain + files[i].at);
			if(!is_unreadable(file))
				continue;
			snprintf(error, ACG_TLS_ERROR_SIZE, "%s %s = %s: %s",
					acg_tls_module_section(domain), files[i].key, file->s,
					strerror(errno));
			return true;
		}
	}
	return false;
}

/* Name the first of these domains whose `key` is none for its certificate. */
static bool name_mismatch(const tls_domain_t *domain, char *error)
{
	for(; domain; domain = domain->next) {
		if(!acg_tls_files_are_at_odds(domain->cert_file.s, domain->pkey_file.s))
			continue;
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"%s private_key = %s: not the key of certificate = %s",
				acg_tls_module_section(domain), domain->pkey_file.s,
				domain->cert_file.s);
		return true;
	}
	return false;
}

/* Name the first of these domains whose cipher_list means nothing. */
static bool name_cipher_list(const tls_domain_t *domain, char *error)
{
	for(; domain; domain = domain->next) {
		if(!domain->cipher_list.s
				|| acg_tls_is_cipher_list(domain->cipher_list.s))
			continue;
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"%s cipher_list = %s: no suite that OpenSSL knows",
				acg_tls_module_section(domain), domain->cipher_list.s);
		return true;
	}
	return false;
}

/* Name the first of these domains with a file that has no certificate in it. */
static bool name_unusable(const tls_domain_t *domain, char *error)
{
	for(; domain; domain = domain->next) {
		const str *files_of[] = {&domain->cert_file, &domain->ca_file};
		const char *keys[] = {"certificate", "ca_list"};

		for(int i = 0; i < 2; i++) {
			if(!files_of[i]->s || acg_tls_has_certificate(files_of[i]->s))
				continue;
			snprintf(error, ACG_TLS_ERROR_SIZE,
					"%s %s = %s: no certificate in PEM form",
					acg_tls_module_section(domain), keys[i], files_of[i]->s);
			return true;
		}
	}
	return false;
}

bool acg_tls_module_check_files(
		const tls_domains_cfg_t *cfg, char error[static ACG_TLS_ERROR_SIZE])
{
	bool (*const checks[])(const tls_domain_t *, char *) = {
			name_unreadable, name_unusable, name_mismatch, name_cipher_list};
	const tls_domain_t *const lists[] = {
			cfg->srv_default, cfg->cli_default, cfg->srv_list, cfg->cli_list};

	for(size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		for(size_t j = 0; j < sizeof(lists) / sizeof(lists[0]); j++) {
			if(checks[i](lists[j], error))
				return false;
		}
	}
	return true;
}

static void say_why_not_accepted(const tls_domains_cfg_t *cfg, char *error)
{
	if(acg_tls_module_check_files(cfg, error))
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"a certificate, key or CA file was not accepted, the log says "
				"which");
}

tls_domains_cfg_t *acg_tls_module_load(char error[static ACG_TLS_ERROR_SIZE])
{
	str file = ((struct cfg_group_tls *)*tls.config)->config_file;
	tls_domains_cfg_t *cfg;

	if(!file.s) {
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"no TLS configuration file (modparam tls config)");
		return NULL;
	}
	if(!acg_tls_cfg_file_check(file.s, error, ACG_TLS_ERROR_SIZE))
		return NULL;
	tls.collect_garbage();
	cfg = tls.load(&file);
	if(!cfg) {
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"%s could not be read, the log says in which line", file.s);
		return NULL;
	}
	if(tls.fix(cfg, tls.server_defaults, tls.client_defaults) < 0)
		say_why_not_accepted(cfg, error);
	else if(tls.check_sockets(cfg) < 0)
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"a server section names no listening socket, the log says "
				"which");
	else
		return cfg;
	tls.free(cfg);
	return NULL;
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

tls_domain_t *acg_tls_module_named_domain(
		const SSL *ssl, tls_domain_t *own, const char *name)
{
	struct tls_extra_data *connection = SSL_get_app_data(ssl);
	str server_name = {(char *)name, (int)strlen(name)};

	/* It keeps nothing of the name. */
	/* cppcheck-suppress returnDanglingLifetime */
	return tls.lookup(connection->cfg, TLS_DOMAIN_SRV, &own->ip, own->port,
			&server_name, NULL);
}

tls_domain_t *acg_tls_module_client_domain(const char *server_id)
{
	tls_domain_t *domain = acg_tls_module_current()->cli_list;

	for(; domain; domain = domain->next) {
		if(domain->server_id.s && strcmp(domain->server_id.s, server_id) == 0)
			return domain;
	}
	return NULL;
}

void *acg_tls_module_no_connection(void)
{
	static struct tls_extra_data none;

	memset(&none, 0, sizeof(none));
	return &none;
}

void acg_tls_module_wanted(const char *name, char *out, size_t size)
{
	str child = {(char *)name, (int)strlen(name)};
	sr_xavp_t *value = NULL;

	if(tls.xavp->s)
		value = xavp_get_child_with_sval(tls.xavp, &child);
	snprintf(out, size, "%.*s", value ? value->val.v.s.len : 0,
			value ? value->val.v.s.s : "");
}

ticks_t acg_tls_module_lifetime(void)
{
	return (ticks_t)((struct cfg_group_tls *)*tls.config)->con_lifetime;
}

const char *acg_tls_module_section(const tls_domain_t *domain)
{
	static char text[256];
	const char *type = domain->type & TLS_DOMAIN_SRV ? "server" : "client";
	struct ip_addr ip = domain->ip;
	bool six = ip.af == AF_INET6;
	int n;

	if(domain->type & TLS_DOMAIN_DEF)
		n = snprintf(text, sizeof(text), "[%s:default]", type);
	else if(domain->type & TLS_DOMAIN_ANY)
		n = snprintf(text, sizeof(text), "[%s:any]", type);
	else
		n = snprintf(text, sizeof(text), "[%s:%s%s%s:%d]", type, six ? "[" : "",
				ip_addr2a(&ip), six ? "]" : "", domain->port);
	if(domain->server_name.s && n > 0 && (size_t)n < sizeof(text))
		snprintf(text + n, sizeof(text) - (size_t)n, " server_name = %s",
				domain->server_name.s);
	return text;
}
