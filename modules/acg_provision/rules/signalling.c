/*
 * signalling: what SQL says about messages, as one immutable block.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/signalling.h"

#include <stdlib.h>
#include <string.h>

static int compare_accounts(const void *a, const void *b)
{
	return strcmp(((const struct acg_customer *)a)->account,
			((const struct acg_customer *)b)->account);
}

static int compare_subdomains(const void *a, const void *b)
{
	return strcmp(((const struct acg_customer *)a)->subdomain,
			((const struct acg_customer *)b)->subdomain);
}

static size_t text_size(const struct acg_signalling_rows *rows)
{
	size_t size = 0;

	for(size_t i = 0; i < rows->customers; i++)
		size += strlen(rows->customer[i].account)
				+ strlen(rows->customer[i].subdomain) + 2;
	for(size_t i = 0; i < rows->services; i++)
		size += strlen(rows->service[i].name) + 1;
	return size;
}

static const char *copy_text(char **at, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = *at;

	memcpy(copy, text, size);
	*at += size;
	return copy;
}

/* Both orders of the customers, and their strings, behind the block. */
static void copy_lists(struct acg_signalling *signalling,
		const struct acg_signalling_rows *rows)
{
	struct acg_customer *by_account = (struct acg_customer *)(signalling + 1);
	struct acg_customer *by_subdomain = by_account + rows->customers;
	struct acg_service_rule *service =
			(struct acg_service_rule *)(by_subdomain + rows->customers);
	char *text = (char *)(service + rows->services);

	for(size_t i = 0; i < rows->customers; i++) {
		by_account[i].account = copy_text(&text, rows->customer[i].account);
		by_account[i].subdomain = copy_text(&text, rows->customer[i].subdomain);
		by_account[i].screening = rows->customer[i].screening;
		by_subdomain[i] = by_account[i];
	}
	for(size_t i = 0; i < rows->services; i++) {
		service[i] = rows->service[i];
		service[i].name = copy_text(&text, rows->service[i].name);
	}
	qsort(by_account, rows->customers, sizeof(*by_account), compare_accounts);
	qsort(by_subdomain, rows->customers, sizeof(*by_subdomain),
			compare_subdomains);
	signalling->by_account = by_account;
	signalling->by_subdomain = by_subdomain;
	signalling->customers = rows->customers;
	signalling->service = service;
	signalling->services = rows->services;
}

struct acg_signalling *acg_signalling_build(
		struct acg_signalling_rows *rows, const struct acg_rule_mem *mem)
{
	struct acg_signalling *signalling =
			mem->alloc(sizeof(*signalling)
					   + 2 * rows->customers * sizeof(struct acg_customer)
					   + rows->services * sizeof(struct acg_service_rule)
					   + text_size(rows));

	if(!signalling)
		return NULL;
	memset(signalling, 0, sizeof(*signalling));
	signalling->rules = rows->rules;
	memcpy(signalling->plan, rows->plan, sizeof(rows->plan));
	memcpy(signalling->trusted, rows->trusted, sizeof(rows->trusted));
	copy_lists(signalling, rows);
	return signalling;
}

void acg_signalling_free(
		struct acg_signalling *signalling, const struct acg_rule_mem *mem)
{
	if(!signalling)
		return;
	acg_rules_free(signalling->rules, mem);
	mem->release(signalling);
}

const struct acg_customer *acg_customer_of_account(
		const struct acg_signalling *signalling, const char *account)
{
	struct acg_customer key = {.account = account};

	return bsearch(&key, signalling->by_account, signalling->customers,
			sizeof(key), compare_accounts);
}

#define LABEL_SIZE 64 /* RFC 1035: a label has at most 63 characters */

const struct acg_customer *acg_customer_of_subdomain(
		const struct acg_signalling *signalling, const char *label, size_t len)
{
	char lower[LABEL_SIZE];
	struct acg_customer key = {.subdomain = lower};

	if(len == 0 || len >= sizeof(lower))
		return NULL;
	for(size_t i = 0; i < len; i++)
		lower[i] = label[i] >= 'A' && label[i] <= 'Z' ? (char)(label[i] | 0x20)
													  : label[i];
	lower[len] = '\0';
	return bsearch(&key, signalling->by_subdomain, signalling->customers,
			sizeof(key), compare_subdomains);
}

static const struct acg_service_rule *rule_of_service(
		const struct acg_signalling *signalling, const char *service)
{
	for(size_t i = 0; i < signalling->services; i++) {
		if(strcmp(signalling->service[i].name, service) == 0)
			return &signalling->service[i];
	}
	return NULL;
}

bool acg_service_uses_from(
		const struct acg_signalling *signalling, const char *service)
{
	const struct acg_service_rule *rule = rule_of_service(signalling, service);

	return rule && rule->calling_from;
}

const char *acg_customer_label(const struct acg_signalling *signalling,
		const char *account, const char *service)
{
	const struct acg_service_rule *rule = rule_of_service(signalling, service);
	const struct acg_customer *customer =
			rule && rule->customer_name
					? acg_customer_of_account(signalling, account)
					: NULL;

	return customer ? customer->subdomain : "";
}
