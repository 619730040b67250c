/*
 * match: which number of a message decides, and what it belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "match.h"
#include "provision.h"

#include "core/parser/parse_from.h"
#include "core/parser/parse_ppi_pai.h"
#include "core/parser/parse_uri.h"

#include <string.h>

/* Of this process: the message last matched, by the core's own identity. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	bool set;
	struct acg_match match;
} current;

static const char *const direction_names[] = {
		[ACG_TO_CLOUD] = "to_cloud", [ACG_TO_OPERATOR] = "to_operator"};

bool acg_direction_parse(const char *text, enum acg_direction *direction)
{
	for(int i = ACG_TO_CLOUD; i <= ACG_TO_OPERATOR; i++) {
		if(strcmp(text, direction_names[i]) == 0) {
			*direction = (enum acg_direction)i;
			return true;
		}
	}
	return false;
}

const char *acg_direction_text(enum acg_direction direction)
{
	return direction_names[direction];
}

static enum acg_number_error number_of_uri(str uri, acg_number_key_t *key)
{
	struct sip_uri parsed;

	if(!uri.s || parse_uri(uri.s, uri.len, &parsed) < 0)
		return ACG_NUMBER_EMPTY;
	return acg_number_parse(parsed.user.s, (size_t)parsed.user.len, key);
}

static enum acg_number_error called_number(
		struct sip_msg *msg, acg_number_key_t *key)
{
	return number_of_uri(*GET_RURI(msg), key);
}

/* The first P-Asserted-Identity that is a number; without one, From. */
static enum acg_number_error calling_number(
		struct sip_msg *msg, acg_number_key_t *key)
{
	if(parse_pai_header(msg) == 0 && msg->pai && msg->pai->parsed) {
		p_id_body_t *pai = get_pai(msg);
		for(int i = 0; i < pai->num_ids; i++) {
			if(number_of_uri(pai->id[i].uri, key) == ACG_NUMBER_OK)
				return ACG_NUMBER_OK;
		}
	}
	if(parse_from_header(msg) < 0)
		return ACG_NUMBER_EMPTY;
	return number_of_uri(get_from(msg)->uri, key);
}

const struct acg_match *acg_match_message(
		struct sip_msg *msg, enum acg_direction direction)
{
	acg_number_key_t key = 0;
	struct acg_match *match = &current.match;

	memset(match, 0, sizeof(*match));
	match->direction = direction;
	match->number_error = direction == ACG_TO_CLOUD ? called_number(msg, &key)
													: calling_number(msg, &key);
	match->found = ACG_NOT_PROVISIONED;
	if(match->number_error == ACG_NUMBER_OK) {
		match->found = acg_provision_lookup(key, &match->service);
		acg_number_format(key, match->service.number);
	}
	current.msg_id = msg->id;
	current.msg_pid = msg->pid;
	current.set = true;
	return match;
}

const struct acg_match *acg_match_of(const struct sip_msg *msg)
{
	if(!current.set || current.msg_id != msg->id || current.msg_pid != msg->pid)
		return NULL;
	return &current.match;
}

const char *acg_match_reason(const struct acg_match *match)
{
	return match->number_error ? acg_number_strerror(match->number_error)
							   : acg_found_text(match->found);
}
