/*
 * header: RPC commands about headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/header.h"
#include "follow/provision.h"
#include "rules/signalling_store.h"
#include "sip/canonical.h"

#include "core/str.h"

#include <stdio.h>
#include <string.h>

#define USAGE                                                   \
	"Usage: acg.header.explain <+E.164 number> "                \
	"<to_operator|to_cloud> [request|response] [METHOD] (with " \
	"kamcmd write s:+49...)"

/* What is asked about. */
struct question {
	char number[ACG_NUMBER_SIZE];
	enum acg_direction direction;
	bool response;
	char method[ACG_RULE_METHOD_MAX + 1];
	struct acg_service_match service;
	enum acg_found found;
};

static bool read_number(const str *text, struct question *question)
{
	acg_number_key_t key;

	if(acg_number_parse(text->s, (size_t)text->len, &key) != ACG_NUMBER_OK)
		return false;
	acg_number_format(key, question->number);
	question->found = acg_provision_lookup(key, &question->service);
	return true;
}

static bool read_question(rpc_t *rpc, void *ctx, struct question *question)
{
	str number, direction, message, method;
	int given = rpc->scan(ctx, "SS*SS", &number, &direction, &message, &method);

	if(given < 0) /* how many there were, when there were fewer */
		given = -given;
	if(given < 3)
		message = (str)str_init("request");
	if(given < 4)
		method = (str)str_init("INVITE");
	if(given < 2 || !read_number(&number, question)
			|| !acg_direction_parse(direction.s, &question->direction)
			|| method.len > ACG_RULE_METHOD_MAX)
		return false;
	question->response = strcmp(message.s, "response") == 0;
	snprintf(question->method, sizeof(question->method), "%s", method.s);
	return question->response || strcmp(message.s, "request") == 0;
}

/* One row's edit, in words. `message` is its kind, where it is not clear. */
static void show_edit(rpc_t *rpc, void *list,
		const struct acg_header_edits *all, const struct acg_header_edit *edit,
		const char *message)
{
	str name = {(char *)edit->name, (int)edit->name_len};
	str line = {(char *)all->text + edit->line, (int)edit->line_len - 2};
	void *handle;

	if(rpc->array_add(list, "{", &handle) < 0)
		return;
	if(message)
		rpc->struct_add(handle, "s", "message", message);
	rpc->struct_add(handle, "Sss", "header", &name, "removes",
			acg_header_edit_removes(edit) ? "all" : "none", "action",
			acg_rule_action_text(edit->action));
	if(edit->line_len)
		rpc->struct_add(handle, "S", "adds", &line);
	if(edit->rule)
		rpc->struct_add(handle, "ds", "header_rule_id", edit->rule, "scope",
				acg_rule_scope_text(edit->scope));
	else
		rpc->struct_add(
				handle, "s", "scope", "custom_header of the deployment");
}

/* A call of this number: to the operator when it is calling, to the cloud when it
 * is called. A response goes the other way than its call. */
static struct acg_rule_context context_of(const struct question *question)
{
	enum acg_direction call =
			question->response ? acg_direction_reverse(question->direction)
							   : question->direction;

	return (struct acg_rule_context){.direction = question->direction,
			.response = question->response,
			.method = question->method,
			.method_len = strlen(question->method),
			.number = question->number,
			.account = question->service.account,
			.service = question->service.service,
			.call = acg_direction_text(call),
			.header_value = question->service.header};
}

static void show(rpc_t *rpc, void *ctx, const struct question *question,
		const struct acg_header_edits *all)
{
	void *handle, *list;

	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "ssss", "number", question->number, "result",
			acg_found_text(question->found), "account",
			question->service.account, "service", question->service.service);
	rpc->struct_add(handle, "sss[", "direction",
			acg_direction_text(question->direction), "message",
			question->response ? "response" : "request", "method",
			question->method, "edits", &list);
	for(int i = 0; i < all->n; i++)
		show_edit(rpc, list, all, &all->edit[i], NULL);
}

/* Large, and of this process. */
static struct acg_header_edits edits;

static void explain(rpc_t *rpc, void *ctx)
{
	struct question question = {.found = ACG_NOT_PROVISIONED};
	const struct acg_signalling *signalling;
	struct acg_rule_context context;

	if(!read_question(rpc, ctx, &question)) {
		rpc->fault(ctx, 400, USAGE);
		return;
	}
	context = context_of(&question);
	signalling = acg_signalling_enter();
	if(acg_rules_select(signalling->rules, &context, &edits))
		show(rpc, ctx, &question, &edits);
	else
		rpc->fault(ctx, 500, "More edits than a message may have");
	acg_signalling_leave();
}

/* The edits of INVITE, or its responses, in one direction, as items of `list`. */
static void show_direction(rpc_t *rpc, void *list, struct question *question,
		enum acg_direction direction, bool response)
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	struct acg_rule_context context;

	question->direction = direction;
	question->response = response;
	context = context_of(question);
	if(acg_rules_select(signalling->rules, &context, &edits)) {
		for(int i = 0; i < edits.n; i++)
			show_edit(rpc, list, &edits, &edits.edit[i],
					response ? "response" : "request");
	}
	acg_signalling_leave();
}

void acg_header_rpc_show(
		rpc_t *rpc, void *handle, const struct acg_service_match *match)
{
	static const char *const names[] = {[ACG_TO_CLOUD] = "headers_to_cloud",
			[ACG_TO_OPERATOR] = "headers_to_operator"};
	struct question question = {.service = *match, .method = "INVITE"};
	void *list;

	acg_number_format(match->number, question.number);
	for(int to = ACG_TO_CLOUD; to <= ACG_TO_OPERATOR; to++) {
		if(rpc->struct_add(handle, "[", names[to], &list) < 0)
			return;
		show_direction(rpc, list, &question, (enum acg_direction)to, false);
		show_direction(rpc, list, &question, (enum acg_direction)to, true);
	}
}

static const char *explain_doc[] = {
		"Show what is removed from and added to a number's messages, and by "
		"which row",
		0};

rpc_export_t acg_header_rpc[] = {
		{"acg.header.explain", explain, explain_doc, 0},
		{0, 0, 0, 0},
};
