/*
 * media: the routing script's functions for media, native and KEMI.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/media.h"
#include "base/counters.h"
#include "media/codec.h"
#include "media/end.h"
#include "media/relay.h"

#include "core/dprint.h"
#include "core/mod_fix.h"
#include "core/parser/parse_content.h"

#include <string.h>

enum check_result { CHECK_OK = 1, CHECK_REFUSED = -1, CHECK_NO_SDP = -2 };

static bool is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

static bool parse_profile(
		const char *text, size_t len, enum acg_media_profile *profile)
{
	if(is_word(text, len, "srtp"))
		*profile = ACG_MEDIA_SECURE;
	else if(is_word(text, len, "rtp"))
		*profile = ACG_MEDIA_PLAIN;
	else
		return false;
	return true;
}

/* The next word of *rest, which it moves behind it; false at the end. */
static bool next_word(str *rest, str *word)
{
	while(rest->len > 0 && rest->s[0] == ' ') {
		rest->s++;
		rest->len--;
	}
	word->s = rest->s;
	word->len = 0;
	while(word->len < rest->len && rest->s[word->len] != ' ')
		word->len++;
	rest->s += word->len;
	rest->len -= word->len;
	return word->len > 0;
}

/* "hold=inactive" or "codecs=PCMA,G722" */
static bool parse_manner(
		const str *word, struct acg_media_call *call, enum acg_media_leg leg)
{
	static const str codecs = str_init("codecs=");

	if(is_word(word->s, (size_t)word->len, "hold=inactive")) {
		call->hold_inactive[leg] = true;
		return true;
	}
	if(word->len < codecs.len
			|| memcmp(word->s, codecs.s, (size_t)codecs.len) != 0)
		return false;
	if(word->len == codecs.len)
		return true;
	call->codecs[leg] = acg_media_codecs_parse(
			word->s + codecs.len, (size_t)(word->len - codecs.len));
	return call->codecs[leg] != 0;
}

/* "srtp" or "rtp", then its manners */
static bool parse_leg(
		const str *text, struct acg_media_call *call, enum acg_media_leg leg)
{
	str rest = *text, word;

	if(!next_word(&rest, &word)
			|| !parse_profile(word.s, (size_t)word.len, &call->profile[leg]))
		return false;
	while(next_word(&rest, &word)) {
		if(!parse_manner(&word, call, leg))
			return false;
	}
	return true;
}

/* ---- acg_media_check ------------------------------------------------------ */

static int check(struct sip_msg *msg, enum acg_media_profile profile,
		enum acg_media_role role)
{
	struct acg_media_sections sections;
	enum acg_media_verdict verdict;
	char *body = get_body(msg);
	int len = body ? (int)(msg->len - (body - msg->buf)) : 0;

	if(len <= 0 || !msg->content_type
			|| parse_content_type_hdr(msg)
					   != ((TYPE_APPLICATION << 16) | SUBTYPE_SDP))
		return CHECK_NO_SDP;
	verdict = acg_media_judge(body, (size_t)len, profile, role, &sections);
	if(verdict == ACG_MEDIA_OK)
		return CHECK_OK;
	acg_count(ACG_COUNT_MEDIA_REFUSED);
	LM_NOTICE("SDP refused, rule %s: %s\n", acg_media_rule(verdict),
			acg_media_text(verdict));
	return CHECK_REFUSED;
}

/* The parsed value takes the place of the text; nothing is allocated. */
int acg_media_fixup_check(void **param, int number)
{
	const char *text = *param;
	enum acg_media_profile profile = ACG_MEDIA_SECURE;
	bool is_answer = strcmp(text, "answer") == 0;

	if(number == 1 && !parse_profile(text, strlen(text), &profile)) {
		LM_ERR("acg_media_check(\"%s\"): expected \"srtp\" or \"rtp\"\n", text);
		return -1;
	}
	if(number == 2 && !is_answer && strcmp(text, "offer") != 0) {
		LM_ERR("acg_media_check(..., \"%s\"): expected \"offer\" or "
			   "\"answer\"\n",
				text);
		return -1;
	}
	*param = (void *)(long)(number == 1 ? (int)profile : is_answer);
	return 0;
}

int acg_media_w_check1(struct sip_msg *msg, char *profile, char *unused)
{
	(void)unused;
	return check(msg, (enum acg_media_profile)(long)profile, ACG_MEDIA_OFFER);
}

int acg_media_w_check2(struct sip_msg *msg, char *profile, char *role)
{
	return check(msg, (enum acg_media_profile)(long)profile,
			role ? ACG_MEDIA_ANSWER : ACG_MEDIA_OFFER);
}

int acg_media_ki_check(struct sip_msg *msg, str *profile)
{
	enum acg_media_profile parsed;

	if(!parse_profile(profile->s, (size_t)profile->len, &parsed)) {
		LM_ERR("acg_provision.media_check: unknown profile \"%.*s\"\n",
				profile->len, profile->s);
		return CHECK_REFUSED;
	}
	return check(msg, parsed, ACG_MEDIA_OFFER);
}

/* ---- a call's media -------------------------------------------------------- */

int acg_media_ki_begin(struct sip_msg *msg, str *caller, str *callee)
{
	struct acg_media_call call = {0};

	if(!parse_leg(caller, &call, ACG_MEDIA_CALLER)
			|| !parse_leg(callee, &call, ACG_MEDIA_CALLEE)) {
		LM_ERR("acg_media_begin(\"%.*s\", \"%.*s\"): expected \"srtp\" or "
			   "\"rtp\", and after it \"hold=inactive\" or \"codecs=\" with "
			   "some of "
			   "PCMA,PCMU,G722,G729,opus,CN,telephone-event\n",
				caller->len, caller->s, callee->len, callee->s);
		return ACG_MEDIA_NO_DIALOG;
	}
	return acg_media_begin(msg, &call);
}

int acg_media_w_begin(struct sip_msg *msg, char *caller, char *callee)
{
	str caller_leg, callee_leg;

	if(fixup_get_svalue(msg, (gparam_t *)caller, &caller_leg) < 0
			|| fixup_get_svalue(msg, (gparam_t *)callee, &callee_leg) < 0) {
		LM_ERR("acg_media_begin(): cannot evaluate its parameters\n");
		return ACG_MEDIA_NO_DIALOG;
	}
	return acg_media_ki_begin(msg, &caller_leg, &callee_leg);
}

int acg_media_w_relay(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_media_relay(msg);
}

int acg_media_w_offer(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_media_offer(msg);
}

int acg_media_w_end(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_media_end(msg);
}
