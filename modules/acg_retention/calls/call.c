/*
 * call: what must be remembered of a call attempt until its record is written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/call.h"
#include "base/clock.h"
#include "journal/journal.h"

#include "core/locking.h"
#include "core/mem/shm_mem.h"

#include <string.h>

#define SHORT_TEXT_MAX 128
#define USER_MAX 256

#define REQUEST_TERMINATED 487

/* For an INVITE nobody was seen to answer. */
#define NO_RESPONSE_CODE 500
#define NO_RESPONSE_REASON "No final response was seen"
#define NO_END_REASON "No end of the call was seen"

struct short_text {
	size_t len;
	char s[SHORT_TEXT_MAX];
};

struct acg_call {
	gen_lock_t lock;
	int refs; /* atomic */
	uint8_t id[ACG_RECORD_ID_SIZE];
	bool written;
	bool started; /* a start has been written */
	bool answered;
	bool cancelled;
	bool transferred;
	struct acg_call
			*replaces; /* with a reference, until this one is answered */
	int64_t started_at;
	int64_t started_ms; /* acg_clock_steady_ms() */
	int64_t answered_at;
	int64_t answered_ms;
	int64_t ended_at; /* 0: not yet */
	int64_t ended_ms;
	uint16_t code; /* 0: not known yet */
	struct short_text reason;
	enum acg_side code_from;
	struct short_text to_tag;
	struct short_text inbound_address;
	struct short_text outbound_address;
	uint8_t *draft; /* shm; an encoded record that waits for its code */
	size_t draft_len;
	size_t caller_len;
	size_t callee_len;
	char users[]; /* caller, callee */
};

static struct acg_text cut(struct acg_text text, size_t max)
{
	if(text.len > max)
		text.len = max;
	return text;
}

static void store(struct short_text *to, struct acg_text text)
{
	to->len = cut(text, sizeof(to->s)).len;
	if(to->len > 0)
		memcpy(to->s, text.s, to->len);
}

static struct acg_text known(const char *s, size_t len)
{
	return (struct acg_text){len > 0 ? s : NULL, len};
}

struct acg_call *acg_call_new(
		struct acg_text caller, struct acg_text callee, struct acg_text address)
{
	struct acg_call *call;

	caller = cut(caller, USER_MAX);
	callee = cut(callee, USER_MAX);
	call = shm_malloc(sizeof(*call) + caller.len + callee.len);
	if(!call)
		return NULL;
	memset(call, 0, sizeof(*call));
	if(acg_journal_make_id(call->id) < 0) {
		shm_free(call);
		return NULL;
	}
	lock_init(&call->lock);
	store(&call->inbound_address, address);
	call->refs = 1;
	call->started_at = acg_clock_now_us();
	call->started_ms = acg_clock_steady_ms();
	call->caller_len = caller.len;
	call->callee_len = callee.len;
	if(caller.len > 0)
		memcpy(call->users, caller.s, caller.len);
	if(callee.len > 0)
		memcpy(call->users + caller.len, callee.s, callee.len);
	return call;
}

void acg_call_ref(struct acg_call *call)
{
	__atomic_add_fetch(&call->refs, 1, __ATOMIC_RELAXED);
}

static void write_record(struct acg_call *call, struct acg_record *record)
{
	call->written = true;
	/* A loss has been counted and logged; there is no second try. */
	(void)acg_journal_write(record);
}

static void drop_draft(struct acg_call *call)
{
	if(call->draft)
		shm_free(call->draft);
	call->draft = NULL;
}

/* Complete the draft with the final response and write it. */
static void write_draft(
		struct acg_call *call, const struct acg_response *response)
{
	struct acg_record record;

	if(!acg_record_decode(&record, call->draft, call->draft_len)) {
		acg_journal_lost("its draft in shared memory is damaged");
		call->written = true;
		return;
	}
	record.code = response->code;
	record.end_reason = response->code == REQUEST_TERMINATED ? ACG_END_CANCELLED
															 : ACG_END_FAILED;
	if(!record.text[ACG_TEXT_REASON].s)
		record.text[ACG_TEXT_REASON] = response->reason;
	record.text[ACG_TEXT_TO_TAG] = response->to_tag;
	record.text[ACG_TEXT_OUTBOUND_ADDRESS] = response->address;
	record.code_from = response->from;
	write_record(call, &record);
}

void acg_call_release(void *param)
{
	static const struct acg_response none = {.code = NO_RESPONSE_CODE,
			.reason = {NO_RESPONSE_REASON, sizeof(NO_RESPONSE_REASON) - 1}};
	struct acg_call *call = param;

	if(__atomic_sub_fetch(&call->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	if(call->draft && !call->written)
		write_draft(call, &none);
	drop_draft(call);
	if(call->replaces)
		acg_call_release(call->replaces);
	lock_destroy(&call->lock);
	shm_free(call);
}

/* Of the response that counts. */
static void note_response(
		struct acg_call *call, const struct acg_response *response)
{
	call->code = response->code;
	call->code_from = response->from;
	store(&call->reason, response->reason);
	store(&call->to_tag, response->to_tag);
	store(&call->outbound_address, response->address);
}

void acg_call_replaces(struct acg_call *call, struct acg_call *old)
{
	acg_call_ref(old);
	call->replaces = old;
}

void acg_call_transferred(struct acg_call *call)
{
	lock_get(&call->lock);
	call->transferred = true;
	lock_release(&call->lock);
}

void acg_call_id(
		struct acg_call *call, char out[static ACG_RECORD_ID_TEXT_SIZE])
{
	lock_get(&call->lock);
	acg_record_id_text(call->id, out);
	lock_release(&call->lock);
}

void acg_call_cancelled(struct acg_call *call)
{
	lock_get(&call->lock);
	call->cancelled = true;
	lock_release(&call->lock);
}

void acg_call_responded(
		struct acg_call *call, const struct acg_response *response)
{
	lock_get(&call->lock);
	if(call->draft && !call->written)
		write_draft(call, response);
	else if(!call->written && !call->answered)
		note_response(call, response);
	lock_release(&call->lock);
}

static void set_times(struct acg_record *record, const struct acg_call *call)
{
	int64_t now_ms = call->ended_at ? call->ended_ms : acg_clock_steady_ms();

	memcpy(record->id, call->id, sizeof(record->id));
	record->started_at = call->started_at;
	record->ended_at = call->ended_at ? call->ended_at : acg_clock_now_us();
	record->answered = call->answered;
	record->answered_at = call->answered_at;
	record->ring_ms =
			(call->answered ? call->answered_ms : now_ms) - call->started_ms;
	record->talk_ms = call->answered ? now_ms - call->answered_ms : 0;
	record->started = call->started;
	record->cancel_crossed = call->cancelled && call->answered;
	record->code_from = call->code_from;
}

static enum acg_end_reason end_reason_of(
		const struct acg_call *call, enum acg_call_end how)
{
	if(how == ACG_CALL_BYE || (how == ACG_CALL_GONE && call->ended_at))
		return call->transferred ? ACG_END_TRANSFERRED : ACG_END_BYE;
	if(how == ACG_CALL_TIMEOUT || call->answered)
		return ACG_END_EXPIRED;
	return call->code == REQUEST_TERMINATED ? ACG_END_CANCELLED
											: ACG_END_FAILED;
}

static void set_texts(struct acg_record *record, const struct acg_call *call,
		enum acg_call_end how,
		const struct acg_text text[static ACG_RECORD_TEXTS])
{
	memcpy(record->text, text, sizeof(record->text));
	record->text[ACG_TEXT_CALLER] = known(call->users, call->caller_len);
	record->text[ACG_TEXT_CALLEE] =
			known(call->users + call->caller_len, call->callee_len);
	record->text[ACG_TEXT_TO_TAG] = known(call->to_tag.s, call->to_tag.len);
	record->text[ACG_TEXT_INBOUND_ADDRESS] =
			known(call->inbound_address.s, call->inbound_address.len);
	record->text[ACG_TEXT_OUTBOUND_ADDRESS] =
			known(call->outbound_address.s, call->outbound_address.len);
	if(record->text[ACG_TEXT_REASON].s)
		return;
	if(how == ACG_CALL_GONE && call->answered && !call->ended_at)
		record->text[ACG_TEXT_REASON] =
				known(NO_END_REASON, sizeof(NO_END_REASON) - 1);
	else
		record->text[ACG_TEXT_REASON] = known(call->reason.s, call->reason.len);
}

/* The end as far as it is known: what a crash would leave. */
static void write_start(struct acg_call *call,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency)
{
	struct acg_record record = {.emergency = emergency, .start = true};

	set_times(&record, call);
	set_texts(&record, call, ACG_CALL_BYE, text);
	record.code = call->code;
	record.end_reason = ACG_END_LOST;
	call->started = acg_journal_write(&record) == 0;
}

void acg_call_answered(struct acg_call *call,
		const struct acg_response *response,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency)
{
	struct acg_call *replaced = NULL;

	lock_get(&call->lock);
	/* A 200 that arrives after the call was reported as failed is relayed, and
	 * people talk: that is a record of its own. */
	if(call->written && acg_journal_make_id(call->id) < 0)
		goto unlock;
	call->written = false;
	drop_draft(call);
	call->ended_at = 0;
	call->answered = true;
	call->answered_at = acg_clock_now_us();
	call->answered_ms = acg_clock_steady_ms();
	note_response(call, response);
	write_start(call, text, emergency);
	replaced = call->replaces;
	call->replaces = NULL;

unlock:
	lock_release(&call->lock);
	if(replaced) {
		acg_call_transferred(replaced);
		acg_call_release(replaced);
	}
}

bool acg_call_is_loser(
		struct acg_call *call, const struct acg_response *response)
{
	bool loser;

	lock_get(&call->lock);
	loser = call->answered && response->to_tag.len > 0
			&& (cut(response->to_tag, SHORT_TEXT_MAX).len != call->to_tag.len
					|| memcmp(response->to_tag.s, call->to_tag.s,
							   call->to_tag.len)
							   != 0);
	lock_release(&call->lock);
	return loser;
}

void acg_call_lost_fork(struct acg_call *call,
		const struct acg_response *response,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency)
{
	struct acg_record record = {.emergency = emergency};

	lock_get(&call->lock);
	set_texts(&record, call, ACG_CALL_BYE, text);
	record.started_at = call->started_at;
	record.ring_ms = acg_clock_steady_ms() - call->started_ms;
	record.cancel_crossed = call->cancelled;
	lock_release(&call->lock);
	if(acg_journal_make_id(record.id) < 0)
		return;
	record.answered = true;
	record.answered_at = acg_clock_now_us();
	record.ended_at = record.answered_at;
	record.code = response->code;
	record.code_from = response->from;
	record.end_reason = ACG_END_FORKED_LOSER;
	record.text[ACG_TEXT_REASON] = response->reason;
	record.text[ACG_TEXT_TO_TAG] = response->to_tag;
	record.text[ACG_TEXT_OUTBOUND_ADDRESS] = response->address;
	(void)acg_journal_write(&record);
}

void acg_call_ending(struct acg_call *call)
{
	lock_get(&call->lock);
	if(!call->ended_at) {
		call->ended_at = acg_clock_now_us();
		call->ended_ms = acg_clock_steady_ms();
	}
	lock_release(&call->lock);
}

/* The final response is on its way: keep what is known until it comes. */
static void keep_draft(struct acg_call *call, const struct acg_record *record)
{
	uint8_t bytes[ACG_RECORD_MAX];

	call->draft_len = acg_record_encode(record, bytes);
	call->draft = shm_malloc(call->draft_len);
	if(call->draft) {
		memcpy(call->draft, bytes, call->draft_len);
		return;
	}
	acg_journal_lost("no shared memory for its draft");
	call->written = true;
}

void acg_call_end(struct acg_call *call, enum acg_call_end how,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency)
{
	struct acg_record record = {.emergency = emergency};

	lock_get(&call->lock);
	if(!call->written && !call->draft) {
		set_times(&record, call);
		set_texts(&record, call, how, text);
		record.code = call->code ? call->code : NO_RESPONSE_CODE;
		record.end_reason = end_reason_of(call, how);
		if(call->code)
			write_record(call, &record);
		else
			keep_draft(call, &record);
	}
	lock_release(&call->lock);
}
