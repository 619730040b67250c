/*
 * lookup: acg_lookup() and $acg_lookup(name): any number, without a call.
 *
 * What is found here is kept apart from what acg_match() decided, so that a script
 * that looks up another number cannot change whose header a call carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/lookup.h"
#include "follow/provision.h"

#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/mod_fix.h"

#include <string.h>

enum lookup_result {
	LOOKUP_FOUND = 1,
	LOOKUP_NOT_PROVISIONED = -1,
	LOOKUP_NOT_A_NUMBER = -2,
	LOOKUP_DISABLED = -3
};

enum field { NUMBER, ACCOUNT, SERVICE, HEADER, REASON, FIELDS };

static const char *const field_names[FIELDS] = {[NUMBER] = "number",
		[ACCOUNT] = "account",
		[SERVICE] = "service",
		[HEADER] = "header",
		[REASON] = "reason"};

/* $acg_lookup(field=>$number) */
struct query {
	enum field field;
	pv_spec_t number;
};

/* Of this process: the last lookup, and for which message. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	bool set;
	enum acg_number_error number_error; /* then the rest means nothing */
	enum acg_found found;
	struct acg_service_match service;
} last;

static int look_up(struct sip_msg *msg, const str *number)
{
	acg_number_key_t key;

	last.msg_id = msg->id;
	last.msg_pid = msg->pid;
	last.set = true;
	last.number_error = acg_number_parse(number->s, (size_t)number->len, &key);
	if(last.number_error)
		return LOOKUP_NOT_A_NUMBER;
	last.found = acg_provision_lookup(key, &last.service);
	if(last.found == ACG_FOUND)
		return LOOKUP_FOUND;
	return last.found == ACG_NOT_PROVISIONED ? LOOKUP_NOT_PROVISIONED
											 : LOOKUP_DISABLED;
}

int acg_lookup_script_w(struct sip_msg *msg, char *number, char *unused)
{
	str text;

	(void)unused;
	if(fixup_get_svalue(msg, (gparam_t *)number, &text) < 0) {
		last.set = false;
		LM_ERR("acg_lookup(): the number cannot be read\n");
		return LOOKUP_NOT_A_NUMBER;
	}
	return look_up(msg, &text);
}

int acg_lookup_script_ki(struct sip_msg *msg, str *number)
{
	return look_up(msg, number);
}

static bool parse_field(const char *name, size_t len, enum field *field)
{
	for(int i = 0; i < FIELDS; i++) {
		if(len == strlen(field_names[i])
				&& memcmp(name, field_names[i], len) == 0) {
			*field = (enum field)i;
			return true;
		}
	}
	LM_ERR("$acg_lookup(%.*s): unknown name, use number, account, service, "
		   "header or reason\n",
			(int)len, name);
	return false;
}

/* $acg_lookup(name=>$number): the query stays for the process's life, as the
 * script does. */
static int parse_query(pv_spec_t *spec, enum field field, str *number)
{
	struct query *query = pkg_malloc(sizeof(*query));

	if(!query) {
		PKG_MEM_ERROR;
		return -1;
	}
	query->field = field;
	if(number->len < 2
			|| pv_parse_spec(number, &query->number)
					   != number->s + number->len) {
		LM_ERR("$acg_lookup(%s=>%.*s): expected one pseudo-variable after "
			   "=>\n",
				field_names[field], number->len, number->s);
		pkg_free(query);
		return -1;
	}
	spec->pvp.pvn.type = PV_NAME_OTHER;
	spec->pvp.pvn.u.dname = query;
	return 0;
}

int acg_lookup_script_parse(pv_spec_t *spec, str *name)
{
	const char *arrow = memchr(name->s, '=', (size_t)name->len);
	size_t len = arrow ? (size_t)(arrow - name->s) : (size_t)name->len;
	enum field field;

	if(!parse_field(name->s, len, &field))
		return -1;
	if(arrow) {
		/* After "=>"; what is not a pseudo-variable is refused. */
		str number = {name->s + len + 2, name->len - (int)len - 2};
		return parse_query(spec, field, &number);
	}
	spec->pvp.pvn.type = PV_NAME_INTSTR;
	spec->pvp.pvn.u.isname.type = 0;
	spec->pvp.pvn.u.isname.name.n = (int)field;
	return 0;
}

static const char *last_number(void)
{
	static char text[ACG_NUMBER_SIZE];

	acg_number_format(last.service.number, text);
	return text;
}

static const char *value_of(enum field field)
{
	if(field == REASON)
		return last.number_error ? acg_number_strerror(last.number_error)
								 : acg_found_text(last.found);
	if(last.number_error)
		return "";
	switch(field) {
		case NUMBER:
			return last_number();
		case ACCOUNT:
			return last.service.account;
		case SERVICE:
			return last.service.service;
		case HEADER:
			return last.service.header;
		default:
			return "";
	}
}

/* Look up the number of a query, as acg_lookup() does. */
static void ask(struct sip_msg *msg, struct query *query)
{
	pv_value_t number;

	if(pv_get_spec_value(msg, &query->number, &number) < 0
			|| !(number.flags & PV_VAL_STR))
		number.rs.len = 0;
	look_up(msg, &number.rs);
}

int acg_lookup_script_get(
		struct sip_msg *msg, pv_param_t *param, pv_value_t *value)
{
	str text = STR_NULL;
	enum field field;

	if(param->pvn.type == PV_NAME_OTHER) {
		struct query *query = param->pvn.u.dname;
		ask(msg, query);
		field = query->field;
	} else {
		field = (enum field)param->pvn.u.isname.name.n;
	}
	if(last.set && last.msg_id == msg->id && last.msg_pid == msg->pid) {
		text.s = (char *)value_of(field);
		text.len = (int)strlen(text.s);
	}
	if(text.len == 0)
		return pv_get_null(msg, param, value);
	return pv_get_strval(msg, param, value, &text);
}
