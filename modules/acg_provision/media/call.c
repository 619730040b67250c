/*
 * call: what a call's offers and answers so far demand of the next.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A late answer: in the ACK, or in the PRACK of a reliable provisional reply. */
static bool is_late_answer(
		const struct acg_media_call *call, const struct acg_media_message *m)
{
	return call->late && call->pending && call->offerer != m->sender;
}

static enum acg_media_due due_in_request(
		const struct acg_media_call *call, const struct acg_media_message *m)
{
	switch(m->method) {
		case ACG_MEDIA_INVITE:
		case ACG_MEDIA_UPDATE:
			return ACG_MEDIA_DUE_OFFER;
		case ACG_MEDIA_PRACK:
			return is_late_answer(call, m) ? ACG_MEDIA_DUE_ANSWER
										   : ACG_MEDIA_DUE_OFFER;
		case ACG_MEDIA_ACK:
			return is_late_answer(call, m) ? ACG_MEDIA_DUE_ANSWER
										   : ACG_MEDIA_DUE_NOTHING;
		case ACG_MEDIA_OTHER_METHOD:
			break;
	}
	return ACG_MEDIA_DUE_NOTHING;
}

enum acg_media_due acg_media_call_due(
		const struct acg_media_call *call, const struct acg_media_message *m)
{
	if(!m->is_reply)
		return due_in_request(call, m);
	if(m->method == ACG_MEDIA_INVITE && call->late && m->cseq == call->invite)
		return call->pending && call->offerer != m->sender
					   ? ACG_MEDIA_DUE_NOTHING
					   : ACG_MEDIA_DUE_OFFER;
	if(m->method > ACG_MEDIA_PRACK || call->sections == 0
			|| call->offerer == m->sender)
		return ACG_MEDIA_DUE_NOTHING;
	return ACG_MEDIA_DUE_ANSWER;
}

static bool has_tag(const uint32_t tags[ACG_MEDIA_TAGS_MAX], uint32_t tag)
{
	for(int i = 0; i < ACG_MEDIA_TAGS_MAX; i++) {
		if(tags[i] == tag)
			return true;
	}
	return false;
}

bool acg_media_call_has_left(
		const struct acg_media_call *call, const struct acg_media_message *m)
{
	if(m->is_reply && m->method == ACG_MEDIA_INVITE && m->cseq == call->invite
			&& m->branch != call->branch)
		return true;
	return m->callee_tag && has_tag(call->left, m->callee_tag);
}

static void note_invite(struct acg_media_call *call,
		const struct acg_media_message *m, bool late)
{
	call->invite = m->cseq;
	call->branch = m->branch;
	call->late = late;
}

void acg_media_call_asked(
		struct acg_media_call *call, const struct acg_media_message *m)
{
	note_invite(call, m, true);
	call->pending = false;
}

void acg_media_call_offered(struct acg_media_call *call,
		const struct acg_media_message *m,
		const struct acg_media_sections *sections)
{
	if(m->method == ACG_MEDIA_INVITE && !m->is_reply)
		note_invite(call, m, false);
	call->pending = true;
	call->offerer = m->sender;
	call->sections = (unsigned)sections->count;
	call->in_use = acg_media_in_use(sections);
	for(size_t i = 0; i < sections->count; i++)
		call->tag[i] = sections->section[i].tag;
}

enum acg_media_verdict acg_media_call_fits(const struct acg_media_call *call,
		enum acg_media_leg sender, const struct acg_media_sections *answer)
{
	enum acg_media_verdict verdict =
			acg_media_fits(answer, call->sections, call->in_use);

	for(size_t i = 0; verdict == ACG_MEDIA_OK && i < answer->count; i++) {
		if(call->profile[sender] == ACG_MEDIA_SECURE
				&& answer->section[i].in_use && answer->section[i].tag != 1)
			verdict = ACG_MEDIA_BAD_TAG;
	}
	return verdict;
}

bool acg_media_call_key_is_free(const struct acg_media_call *call,
		enum acg_media_leg leg, uint64_t digest)
{
	return digest != call->to_leg[ACG_MEDIA_CALLER]
		   && digest != call->to_leg[ACG_MEDIA_CALLEE]
		   && digest != call->from_leg[acg_media_other(leg)];
}

bool acg_media_call_is_anchored(const struct acg_media_call *call, uint32_t tag)
{
	return has_tag(call->anchored, tag);
}

/* The oldest is forgotten. */
static void remember(uint32_t tags[ACG_MEDIA_TAGS_MAX], uint32_t tag)
{
	if(!tag || has_tag(tags, tag))
		return;
	memmove(tags + 1, tags, (ACG_MEDIA_TAGS_MAX - 1) * sizeof(tags[0]));
	tags[0] = tag;
}

void acg_media_call_anchored(struct acg_media_call *call, uint32_t tag)
{
	remember(call->anchored, tag);
}

void acg_media_call_move(struct acg_media_call *call, unsigned node)
{
	call->node = node;
	memset(call->anchored, 0, sizeof(call->anchored));
	memset(call->to_leg, 0, sizeof(call->to_leg));
}

void acg_media_call_leave(struct acg_media_call *call)
{
	for(int i = 0; i < ACG_MEDIA_TAGS_MAX; i++)
		remember(call->left, call->anchored[i]);
	acg_media_call_move(call, 0);
	memset(call->from_leg, 0, sizeof(call->from_leg));
	call->pending = false;
	call->sections = 0;
}

#define FORMAT_1 "3 %u %u %u %u %u %u %u %" PRIu32 " %u %u %u %u %u %" PRIx32
#define FORMAT_2                                                            \
	" %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 \
	" %" PRIu32 " %" PRIu32
#define FORMAT_3                                                            \
	" %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx32 " %" PRIx32 \
	" %" PRIx32 " %" PRIx32
#define FORMAT_4 " %" PRIx32 " %" PRIx32 " %" PRIx32 " %" PRIx32
#define FIELDS 34

int acg_media_call_write(const struct acg_media_call *c, char *text)
{
	return snprintf(text, ACG_MEDIA_CALL_TEXT_SIZE,
			FORMAT_1 FORMAT_2 FORMAT_3 FORMAT_4, c->profile[0], c->profile[1],
			c->hold_inactive[0], c->hold_inactive[1], c->codecs[0],
			c->codecs[1], c->node, c->invite, c->branch, c->late, c->pending,
			c->offerer, c->sections, c->in_use, c->tag[0], c->tag[1], c->tag[2],
			c->tag[3], c->tag[4], c->tag[5], c->tag[6], c->tag[7],
			c->from_leg[0], c->from_leg[1], c->to_leg[0], c->to_leg[1],
			c->anchored[0], c->anchored[1], c->anchored[2], c->anchored[3],
			c->left[0], c->left[1], c->left[2], c->left[3]);
}

bool acg_media_call_read(const char *text, struct acg_media_call *c)
{
	unsigned profile[2], hold[2], late, pending, offerer;
	int n;

	_Static_assert(ACG_MEDIA_SECTIONS_MAX == 8, "eight tags are written");
	n = sscanf(text, FORMAT_1 FORMAT_2 FORMAT_3 FORMAT_4, &profile[0],
			&profile[1], &hold[0], &hold[1], &c->codecs[0], &c->codecs[1],
			&c->node, &c->invite, &c->branch, &late, &pending, &offerer,
			&c->sections, &c->in_use, &c->tag[0], &c->tag[1], &c->tag[2],
			&c->tag[3], &c->tag[4], &c->tag[5], &c->tag[6], &c->tag[7],
			&c->from_leg[0], &c->from_leg[1], &c->to_leg[0], &c->to_leg[1],
			&c->anchored[0], &c->anchored[1], &c->anchored[2], &c->anchored[3],
			&c->left[0], &c->left[1], &c->left[2], &c->left[3]);
	if(n != FIELDS || profile[0] > ACG_MEDIA_PLAIN
			|| profile[1] > ACG_MEDIA_PLAIN || offerer > ACG_MEDIA_CALLEE
			|| c->sections > ACG_MEDIA_SECTIONS_MAX)
		return false;
	for(int i = 0; i < 2; i++) {
		c->profile[i] = (enum acg_media_profile)profile[i];
		c->hold_inactive[i] = hold[i];
	}
	c->late = late;
	c->pending = pending;
	c->offerer = (enum acg_media_leg)offerer;
	return true;
}
