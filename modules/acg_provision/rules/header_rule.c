/*
 * header_rule: what is removed from and added to a message, and by which row.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/header_rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct rule {
	struct acg_rule_row row; /* strings in the block */
	size_t name_len;
	size_t method_len;
};

/* The rules of one key, in `rule`. */
struct range {
	size_t first, end;
};

struct acg_rules {
	const char *custom_header;
	size_t custom_header_len;
	size_t n;
	unsigned int scopes[2]; /* of each direction: which have rules, as bits */
	struct rule rule[];		/* sorted by direction, scope, key, id */
};

enum placeholder {
	NUMBER,
	ACCOUNT,
	SERVICE,
	DIRECTION,
	HEADER_VALUE,
	PLACEHOLDERS
};

static const struct {
	const char *text;
	size_t max; /* longest value */
} placeholders[PLACEHOLDERS] = {[NUMBER] = {"{number}", 16},
		[ACCOUNT] = {"{account}", 100},
		[SERVICE] = {"{service}", 32},
		[DIRECTION] = {"{direction}", 11},
		[HEADER_VALUE] = {"{header_value}", 100}};

static const char *const scope_names[ACG_SCOPES] = {
		[ACG_SCOPE_DEPLOYMENT] = "deployment",
		[ACG_SCOPE_PEER] = "peer",
		[ACG_SCOPE_SERVICE] = "service",
		[ACG_SCOPE_ACCOUNT] = "account",
		[ACG_SCOPE_NUMBER] = "number"};

static const char *const action_names[] = {[ACG_RULE_ADD] = "add",
		[ACG_RULE_REPLACE] = "replace",
		[ACG_RULE_REMOVE] = "remove",
		[ACG_RULE_PASS] = "pass"};

const char *acg_rule_scope_text(enum acg_rule_scope scope)
{
	return scope_names[scope];
}

const char *acg_rule_action_text(enum acg_rule_action action)
{
	return action_names[action];
}

bool acg_header_edit_removes(const struct acg_header_edit *edit)
{
	return edit->action == ACG_RULE_REPLACE || edit->action == ACG_RULE_REMOVE;
}

/* --- building ------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static bool refuse(
		char *error, int id, const char *format, ...)
{
	va_list args;
	int len = snprintf(error, ACG_RULE_ERROR_SIZE,
			"acg.header_rule, header_rule_id %d: ", id);

	va_start(args, format);
	vsnprintf(error + len, (size_t)(ACG_RULE_ERROR_SIZE - len), format, args);
	va_end(args);
	return false;
}

/* Which placeholder `at` begins with; PLACEHOLDERS for none. */
static enum placeholder placeholder_at(const char *at)
{
	enum placeholder p = 0;

	while(p < PLACEHOLDERS
			&& strncmp(at, placeholders[p].text, strlen(placeholders[p].text))
					   != 0)
		p++;
	return p;
}

/* The longest a template can become; 0 when it is none: a character that could
 * end the line, or a brace that is no placeholder's. */
static size_t template_max(const char *value)
{
	size_t max = 0;

	for(const char *c = value; *c; c++) {
		if(*c < ' ' || *c >= 0x7f || *c == '}')
			return 0;
		if(*c == '{') {
			enum placeholder p = placeholder_at(c);

			if(p == PLACEHOLDERS)
				return 0;
			max += placeholders[p].max;
			c += strlen(placeholders[p].text) - 1;
		} else {
			max++;
		}
	}
	return max;
}

static bool adds(enum acg_rule_action action)
{
	return action == ACG_RULE_ADD || action == ACG_RULE_REPLACE;
}

static bool check_row(
		const struct acg_rule_row *row, const char *custom_header, char *error)
{
	const char *value = row->value;

	if(adds(row->action) ? !acg_header_name_settable(row->name)
						 : !acg_header_name_removable(row->name))
		return refuse(error, row->id, "no rule may %s a header of this name",
				action_names[row->action]);
	if(strcasecmp(row->name, custom_header) == 0)
		return refuse(error, row->id,
				"%s is the custom header, its value is acg.number's",
				custom_header);
	if(!adds(row->action) != !value[0])
		return refuse(error, row->id, "%s with%s a value",
				action_names[row->action], value[0] ? "" : "out");
	if(value[0]
			&& (!template_max(value) || value[0] == ' '
					|| value[strlen(value) - 1] == ' '))
		return refuse(error, row->id,
				"the value is not printable ASCII with known placeholders");
	if(strlen(row->method) > ACG_RULE_METHOD_MAX || !row->messages
			|| !row->key[0] != (row->scope == ACG_SCOPE_DEPLOYMENT))
		return refuse(
				error, row->id, "its method, message or scope is unknown");
	return true;
}

static int compare_key(const struct rule *rule, enum acg_direction direction,
		enum acg_rule_scope scope, const char *key)
{
	if(rule->row.direction != direction)
		return rule->row.direction < direction ? -1 : 1;
	if(rule->row.scope != scope)
		return rule->row.scope < scope ? -1 : 1;
	return strcmp(rule->row.key, key);
}

static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;
	int order = compare_key(x, y->row.direction, y->row.scope, y->row.key);

	return order ? order : (x->row.id > y->row.id) - (x->row.id < y->row.id);
}

static bool check_bounds(const struct acg_rules *rules, char *error)
{
	size_t count = 0, bytes = 0;

	for(size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->rule[i];

		if(i == 0
				|| compare_key(&rule[-1], rule->row.direction, rule->row.scope,
						   rule->row.key)
						   != 0)
			count = bytes = 0;
		bytes += rule->name_len + template_max(rule->row.value) + 4;
		if(++count > ACG_RULES_PER_KEY || bytes > ACG_RULE_BYTES_PER_KEY)
			return refuse(error, rule->row.id,
					"more than %d rules, or %d bytes of headers, for %s %s",
					ACG_RULES_PER_KEY, ACG_RULE_BYTES_PER_KEY,
					scope_names[rule->row.scope], rule->row.key);
	}
	return true;
}

static const char *copy_text(char **at, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = *at;

	memcpy(copy, text, size);
	*at += size;
	return copy;
}

static void copy_rows(
		struct acg_rules *rules, const struct acg_rule_row *rows, size_t n)
{
	char *text = (char *)&rules->rule[n];

	for(size_t i = 0; i < n; i++) {
		struct rule *rule = &rules->rule[i];

		rule->row = rows[i];
		rule->row.key = copy_text(&text, rows[i].key);
		rule->row.method = copy_text(&text, rows[i].method);
		rule->row.name = copy_text(&text, rows[i].name);
		rule->row.value = copy_text(&text, rows[i].value);
		rule->name_len = strlen(rows[i].name);
		rule->method_len = strlen(rows[i].method);
		rules->scopes[rows[i].direction] |= 1u << rows[i].scope;
	}
	rules->n = n;
	qsort(rules->rule, n, sizeof(rules->rule[0]), compare_rules);
}

struct acg_rules *acg_rules_build(const struct acg_rule_row *rows, size_t n,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_RULE_ERROR_SIZE])
{
	size_t size = sizeof(struct acg_rules) + n * sizeof(struct rule);
	struct acg_rules *rules;

	for(size_t i = 0; i < n; i++) {
		if(!check_row(&rows[i], custom_header, error))
			return NULL;
		size += strlen(rows[i].key) + strlen(rows[i].method)
				+ strlen(rows[i].name) + strlen(rows[i].value) + 4;
	}
	rules = mem->alloc(size);
	if(!rules) {
		snprintf(error, ACG_RULE_ERROR_SIZE,
				"not enough shared memory for %zu header rules (raise "
				"Kamailio's -m)",
				n);
		return NULL;
	}
	memset(rules, 0, sizeof(*rules));
	rules->custom_header = custom_header;
	rules->custom_header_len = strlen(custom_header);
	copy_rows(rules, rows, n);
	if(!check_bounds(rules, error)) {
		mem->release(rules);
		return NULL;
	}
	return rules;
}

void acg_rules_free(struct acg_rules *rules, const struct acg_rule_mem *mem)
{
	if(rules)
		mem->release(rules);
}

size_t acg_rules_count(const struct acg_rules *rules)
{
	return rules->n;
}

/* --- selecting ------------------------------------------------------------ */

static struct range find(const struct acg_rules *rules,
		enum acg_direction direction, enum acg_rule_scope scope,
		const char *key)
{
	size_t low = 0, high = rules->n;
	struct range range;

	while(low < high) {
		size_t middle = (low + high) / 2;

		if(compare_key(&rules->rule[middle], direction, scope, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	range.first = range.end = low;
	while(range.end < rules->n
			&& compare_key(&rules->rule[range.end], direction, scope, key) == 0)
		range.end++;
	return range;
}

static const char *key_of(
		const struct acg_rule_context *context, enum acg_rule_scope scope)
{
	switch(scope) {
		case ACG_SCOPE_DEPLOYMENT:
		case ACG_SCOPES:
			break;
		case ACG_SCOPE_PEER:
			return acg_direction_peer(context->direction);
		case ACG_SCOPE_SERVICE:
			return context->service;
		case ACG_SCOPE_ACCOUNT:
			return context->account;
		case ACG_SCOPE_NUMBER:
			return context->number;
	}
	return "";
}

static bool is_for(
		const struct rule *rule, const struct acg_rule_context *context)
{
	unsigned int kind =
			context->response ? ACG_RULE_RESPONSE : ACG_RULE_REQUEST;

	return (rule->row.messages & kind)
		   && (!rule->method_len
				   || (rule->method_len == context->method_len
						   && memcmp(rule->row.method, context->method,
									  rule->method_len)
									  == 0));
}

static const char *value_of(
		const struct acg_rule_context *context, enum placeholder placeholder)
{
	switch(placeholder) {
		case NUMBER:
			return context->number;
		case ACCOUNT:
			return context->account;
		case SERVICE:
			return context->service;
		case DIRECTION:
			return context->call;
		case HEADER_VALUE:
			return context->header_value;
		case PLACEHOLDERS:
			break;
	}
	return "";
}

static bool put(struct acg_header_edits *edits, const char *s, size_t len)
{
	if(len > sizeof(edits->text) - edits->text_len)
		return false;
	memcpy(edits->text + edits->text_len, s, len);
	edits->text_len += len;
	return true;
}

/* The template with its placeholders filled in. *empty: one has no value. */
static bool put_value(struct acg_header_edits *edits, const char *value,
		const struct acg_rule_context *context, bool *empty)
{
	while(*value) {
		enum placeholder p =
				*value == '{' ? placeholder_at(value) : PLACEHOLDERS;
		size_t plain = strcspn(value + 1, "{") + 1;

		if(p == PLACEHOLDERS) {
			if(!put(edits, value, plain))
				return false;
			value += plain;
			continue;
		}
		if(!value_of(context, p)[0])
			*empty = true;
		if(!put(edits, value_of(context, p), strlen(value_of(context, p))))
			return false;
		value += strlen(placeholders[p].text);
	}
	return true;
}

/* Write the edit's line; none when a placeholder has no value. */
static bool put_line(struct acg_header_edits *edits,
		struct acg_header_edit *edit, const char *value,
		const struct acg_rule_context *context)
{
	bool empty = false;

	edit->line = edits->text_len;
	if(!put(edits, edit->name, edit->name_len) || !put(edits, ": ", 2)
			|| !put_value(edits, value, context, &empty)
			|| !put(edits, "\r\n", 2))
		return false;
	if(empty)
		edits->text_len = edit->line;
	edit->line_len = edits->text_len - edit->line;
	return true;
}

static struct acg_header_edit *new_edit(struct acg_header_edits *edits)
{
	return edits->n < ACG_EDITS_MAX ? &edits->edit[edits->n++] : NULL;
}

/* The deployment's own rule. */
static bool select_custom(const struct acg_rules *rules,
		const struct acg_rule_context *context, struct acg_header_edits *edits)
{
	struct acg_header_edit *edit = new_edit(edits);

	*edit = (struct acg_header_edit){.action = ACG_RULE_REMOVE,
			.name = rules->custom_header,
			.name_len = rules->custom_header_len};
	if(context->direction != ACG_TO_OPERATOR)
		return true;
	edit->action = ACG_RULE_REPLACE;
	return put_line(edits, edit, "{header_value}", context);
}

/* The first rule for a name, whose scope decides. */
struct decided {
	const struct rule *rule;
	bool pass;
};

static bool same_name(const struct rule *a, const struct rule *b)
{
	return a->name_len == b->name_len
		   && strncasecmp(a->row.name, b->row.name, a->name_len) == 0;
}

static struct decided *decided_for(
		struct decided *decided, int n, const struct rule *rule)
{
	for(int i = 0; i < n; i++) {
		if(same_name(decided[i].rule, rule))
			return &decided[i];
	}
	return NULL;
}

/* Does a rule of this scope leave the header alone? */
static bool is_passed(const struct acg_rules *rules, struct range range,
		const struct acg_rule_context *context, const struct rule *wanted)
{
	for(size_t i = range.first; i < range.end; i++) {
		const struct rule *rule = &rules->rule[i];

		if(rule->row.action == ACG_RULE_PASS && same_name(rule, wanted)
				&& is_for(rule, context))
			return true;
	}
	return false;
}

/* What a message's rules have come to so far. */
struct selection {
	const struct acg_rules *rules;
	const struct acg_rule_context *context;
	struct acg_header_edits *edits;
	int n;
	struct decided decided[ACG_EDITS_MAX];
};

/* Who decides about the header of `rule`: its own scope or one before it. */
static struct decided *decide(struct selection *selection, struct range range,
		const struct rule *rule)
{
	struct decided *by = decided_for(selection->decided, selection->n, rule);

	if(by)
		return by;
	by = &selection->decided[selection->n++];
	by->rule = rule;
	by->pass = is_passed(selection->rules, range, selection->context, rule);
	return by;
}

static bool add_edit(struct selection *selection, const struct rule *rule)
{
	struct acg_header_edit *edit = new_edit(selection->edits);

	if(!edit)
		return false;
	*edit = (struct acg_header_edit){.rule = rule->row.id,
			.scope = rule->row.scope,
			.action = rule->row.action,
			.name = rule->row.name,
			.name_len = rule->name_len};
	return !adds(rule->row.action)
		   || put_line(
				   selection->edits, edit, rule->row.value, selection->context);
}

static bool select_scope(struct selection *selection, enum acg_rule_scope scope)
{
	const struct acg_rules *rules = selection->rules;
	const char *key = key_of(selection->context, scope);
	struct range range;

	if(!(rules->scopes[selection->context->direction] & (1u << scope))
			|| (scope != ACG_SCOPE_DEPLOYMENT && !key[0]))
		return true;
	range = find(rules, selection->context->direction, scope, key);
	for(size_t i = range.first; i < range.end; i++) {
		const struct rule *rule = &rules->rule[i];
		const struct decided *by;

		if(!is_for(rule, selection->context))
			continue;
		by = decide(selection, range, rule);
		if(by->rule->row.scope != scope
				|| (by->pass && rule->row.action != ACG_RULE_PASS))
			continue;
		if(!add_edit(selection, rule))
			return false;
	}
	return true;
}

bool acg_rules_select(const struct acg_rules *rules,
		const struct acg_rule_context *context, struct acg_header_edits *edits)
{
	struct selection selection;

	selection.rules = rules;
	selection.context = context;
	selection.edits = edits;
	selection.n = 0;
	edits->n = 0;
	edits->text_len = 0;
	if(!select_custom(rules, context, edits))
		return false;
	for(int scope = ACG_SCOPE_NUMBER; scope >= ACG_SCOPE_DEPLOYMENT; scope--) {
		if(!select_scope(&selection, (enum acg_rule_scope)scope))
			return false;
	}
	return true;
}
