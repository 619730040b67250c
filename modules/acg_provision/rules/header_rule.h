/*
 * header_rule: what is removed from and added to a message, and by which row of
 * acg.header_rule. Pure: memory comes from the caller's allocator.
 *
 * A set of rules is one immutable block, built by one process and then only read.
 * For one header name the most specific scope with a rule for this message
 * decides; less specific ones are not looked at. Within that scope a `pass` wins,
 * otherwise all its rules apply.
 *
 * The deployment's custom header is the set's first rule and nobody else's: every
 * copy that comes in goes, and messages to the operator get the number's value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_RULE_H
#define ACG_HEADER_RULE_H

#include "base/direction.h"
#include "sip/header_name.h"

#include <stddef.h>
#include <stdint.h>

/* Least specific first. */
enum acg_rule_scope {
	ACG_SCOPE_DEPLOYMENT,
	ACG_SCOPE_PEER,
	ACG_SCOPE_SERVICE,
	ACG_SCOPE_ACCOUNT,
	ACG_SCOPE_NUMBER,
	ACG_SCOPES
};

enum acg_rule_action {
	ACG_RULE_ADD,
	ACG_RULE_REPLACE,
	ACG_RULE_REMOVE,
	ACG_RULE_PASS
};

enum { ACG_RULE_REQUEST = 1, ACG_RULE_RESPONSE = 2 }; /* bits of `messages` */

#define ACG_RULES_PER_KEY 16		/* of one direction, scope and key */
#define ACG_RULE_BYTES_PER_KEY 1600 /* of header lines they can make, at most */
#define ACG_RULE_METHOD_MAX 16		/* characters of a method */
#define ACG_EDITS_MAX (ACG_SCOPES * ACG_RULES_PER_KEY + 1)
#define ACG_EDITS_BYTES (ACG_SCOPES * ACG_RULE_BYTES_PER_KEY + 256)

/* One row, strings NUL-terminated. */
struct acg_rule_row {
	int id; /* header_rule_id */
	enum acg_rule_scope scope;
	const char *key; /* name of the peer, service, account, or number; "" */
	enum acg_direction direction;
	unsigned int messages;
	const char *method; /* "" for all */
	enum acg_rule_action action;
	const char *name;
	const char *value; /* "" where the action has none */
};

struct acg_rule_mem {
	void *(*alloc)(size_t size);
	void (*release)(void *p);
};

struct acg_rules; /* opaque */

#define ACG_RULE_ERROR_SIZE 200

/* Check all rows again as the table's constraints do, and that no message can get
 * more than the bounds above. NULL with `error` naming the row and the reason.
 * `custom_header` is kept by reference. */
struct acg_rules *acg_rules_build(const struct acg_rule_row *rows, size_t n,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_RULE_ERROR_SIZE]);
void acg_rules_free(struct acg_rules *rules, const struct acg_rule_mem *mem);
size_t acg_rules_count(const struct acg_rules *rules);

/* What is known about a message. Strings NUL-terminated, "" for unknown, but
 * for `method`. */
struct acg_rule_context {
	enum acg_direction direction; /* of this message */
	bool response;
	const char *method; /* of the request, or of the request answered */
	size_t method_len;
	const char *number;
	const char *account;
	const char *service;
	const char *call; /* direction of the call, "to_cloud" or "to_operator" */
	const char *header_value; /* the number's, "" for none */
};

struct acg_header_edit {
	int rule; /* header_rule_id; 0: the deployment's custom header */
	enum acg_rule_scope scope;
	enum acg_rule_action action;
	const char *name; /* in the set's memory */
	size_t name_len;
	size_t line; /* place and length in `text`; length 0: no header is added */
	size_t line_len;
};

struct acg_header_edits {
	int n;
	struct acg_header_edit edit[ACG_EDITS_MAX];
	size_t text_len;
	char text[ACG_EDITS_BYTES]; /* the lines to add, "Name: value\r\n" each */
};

/* Collect all edits of one message. True; false when the bounds are broken, which
 * acg_rules_build() excludes: then the message must not be forwarded. */
bool acg_rules_select(const struct acg_rules *rules,
		const struct acg_rule_context *context, struct acg_header_edits *edits);

/* Does the edit remove the headers of its name that came with the message? */
bool acg_header_edit_removes(const struct acg_header_edit *edit);

const char *acg_rule_scope_text(enum acg_rule_scope scope);
const char *acg_rule_action_text(enum acg_rule_action action);

#endif
