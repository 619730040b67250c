/*
 * pv: the pseudo-variable $acg(name), what acg_match() found for this message, and
 * what acg_media_relay() found wrong with it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/pv.h"
#include "calls/match.h"
#include "media/dialog.h"
#include "media/relay.h"
#include "script/admission.h"
#include "script/lookup.h"
#include "script/target.h"
#include "script/tls.h"
#include "sip/size_limits.h"

#include "core/dprint.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum field {
	NUMBER,
	OTHER,
	ACCOUNT,
	SERVICE,
	HEADER,
	MATCH,
	DIRECTION,
	REASON,
	MEDIA_RULE,
	MEDIA_WARNING,
	CODEC,
	MOS,
	LOSS,
	JITTER,
	PACKETS,
	EMERGENCY,
	CODE,
	TEXT,
	CALLED,
	FROM,
	TO,
	GATEWAY_NAME,
	ROUTE,
	SIDE,
	/* of script/admission.h, from here on */
	ADMISSION,
	ADMISSION_CODE,
	ADMISSION_TEXT,
	MEDIA,
	HOLD,
	EARLY_MEDIA,
	REFER,
	FIELDS
};

static const char *const field_names[FIELDS] = {[NUMBER] = "number",
		[OTHER] = "other",
		[ACCOUNT] = "account",
		[SERVICE] = "service",
		[HEADER] = "header",
		[MATCH] = "match",
		[DIRECTION] = "direction",
		[REASON] = "reason",
		[MEDIA_RULE] = "media_rule",
		[MEDIA_WARNING] = "media_warning",
		[CODEC] = "codec",
		[MOS] = "mos",
		[LOSS] = "loss",
		[JITTER] = "jitter",
		[PACKETS] = "packets",
		[EMERGENCY] = "emergency",
		[CODE] = "code",
		[TEXT] = "text",
		[CALLED] = "called",
		[FROM] = "from",
		[TO] = "to",
		[GATEWAY_NAME] = "gateway_name",
		[ADMISSION] = "admission",
		[ADMISSION_CODE] = "admission_code",
		[ADMISSION_TEXT] = "admission_text",
		[MEDIA] = "media",
		[HOLD] = "hold",
		[EARLY_MEDIA] = "early_media",
		[REFER] = "refer",
		[ROUTE] = "route",
		[SIDE] = "side"};

static int parse_name(pv_spec_p spec, str *in)
{
	for(int i = 0; i < FIELDS; i++) {
		if((size_t)in->len == strlen(field_names[i])
				&& memcmp(in->s, field_names[i], (size_t)in->len) == 0) {
			spec->pvp.pvn.type = PV_NAME_INTSTR;
			spec->pvp.pvn.u.isname.type = 0;
			spec->pvp.pvn.u.isname.name.n = i;
			return 0;
		}
	}
	LM_ERR("$acg(%.*s): unknown name, use number, other, account, service, "
		   "header, match, direction, reason, emergency, code, text, called, "
		   "from, to, "
		   "gateway_name, media_rule, media_warning, codec, mos, loss, jitter, "
		   "packets, admission, admission_code, admission_text, media, hold, "
		   "early_media or refer\n",
			in->len, in->s);
	return -1;
}

/* The row that decided: "number", or its range. "" when none did. */
static const char *row_of(const struct acg_match *match)
{
	static char text[2 * ACG_NUMBER_SIZE];
	size_t len;

	/* No number of its own: a call that is not screened. */
	if(match->number_error || match->found == ACG_NOT_PROVISIONED
			|| !match->service.number)
		return "";
	if(!match->service.range_first)
		return "number";
	len = acg_number_format(match->service.range_first, text);
	text[len] = '-';
	acg_number_format(match->service.range_last, text + len + 1);
	return text;
}

static const char *value_of(const struct acg_match *match, enum field field)
{
	switch(field) {
		case NUMBER:
			return match->number;
		case ACCOUNT:
			return match->service.account;
		case SERVICE:
			return match->service.service;
		case HEADER:
			return match->service.header;
		case MATCH:
			return row_of(match);
		case DIRECTION:
			return acg_direction_text(match->direction);
		case REASON:
			return acg_match_reason(match);
		case EMERGENCY:
			return match->emergency ? "1" : "";
		default:
			return "";
	}
}

/* $null for "". */
static int text_or_null(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, const char *value)
{
	if(!value[0])
		return pv_get_null(msg, param, result);
	return pv_get_strzval(msg, param, result, (char *)value);
}

/* The rule that acg_media_relay() found broken, and the value of a Warning header
 * for it (RFC 3261 section 20.43). */
static const char *media_value(enum field field)
{
	static char warning[160];
	enum acg_media_verdict verdict = acg_media_last_verdict();

	if(verdict == ACG_MEDIA_OK)
		return "";
	if(field == MEDIA_RULE)
		return acg_media_rule(verdict);
	snprintf(warning, sizeof(warning), "%d acg \"%s: %s\"",
			acg_media_warn_code(verdict), acg_media_rule(verdict),
			acg_media_text(verdict));
	return warning;
}

/* $acg(code), $acg(text): why acg_check_message() refused this message. */
static int get_refusal(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, enum field field)
{
	const struct acg_refusal *refusal = acg_limits_refusal_of(msg);

	if(!refusal)
		return pv_get_null(msg, param, result);
	if(field == CODE)
		return pv_get_sintval(msg, param, result, refusal->code);
	return pv_get_strzval(msg, param, result, (char *)refusal->text);
}

/* $acg(called), $acg(from), $acg(to): user parts as the far side wants them. */
static int get_wire_user(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, enum acg_identity_uri which)
{
	static char user[ACG_WIRE_USER_SIZE];
	const struct acg_match *match = acg_match_of(msg);

	if(!match || !acg_match_wire_user(msg, match->direction, which, user))
		return pv_get_null(msg, param, result);
	return pv_get_strzval(msg, param, result, user);
}

/* $acg(other): the canonical number at the other end. */
static int get_other(struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	static char number[ACG_CANONICAL_SIZE];
	const struct acg_match *match = acg_match_of(msg);

	if(!match || !acg_match_other(msg, match->direction, number))
		return pv_get_null(msg, param, result);
	return pv_get_strzval(msg, param, result, number);
}

/* $acg(gateway_name): a customer's own name of the gateway. */
static int get_gateway_name(
		struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	static char name[ACG_CUSTOMER_NAME_MAX + 1];
	const struct acg_match *match = acg_match_of(msg);
	str text = {name, 0};
	size_t len;

	if(!match || !acg_match_gateway_name(match, name, &len))
		return pv_get_null(msg, param, result);
	text.len = (int)len;
	return pv_get_strval(msg, param, result, &text);
}

static int get_media(struct sip_msg *msg, pv_param_t *param, pv_value_t *result,
		enum field field)
{
	return text_or_null(msg, param, result, media_value(field));
}

/* $acg(codec), $acg(mos), ...: what is known of this call's media by now. */
static int get_fact(struct sip_msg *msg, pv_param_t *param, pv_value_t *result,
		enum acg_media_fact fact)
{
	static char value[ACG_MEDIA_FACT_SIZE];

	if(!acg_media_fact_of(msg, fact, value))
		return pv_get_null(msg, param, result);
	return pv_get_strzval(msg, param, result, value);
}

/* $acg(route): what acg_route() chose, for ds_select_routes(). */
static int get_route(struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	return pv_get_strzval(
			msg, param, result, (char *)acg_target_script_rules());
}

/* $acg(side): of the place that this message is going to. */
static int get_side(struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	return text_or_null(msg, param, result, acg_target_script_side(msg));
}

/* $null where acg_match() was not called for this call, or found nothing. */
static int get_found(struct sip_msg *msg, pv_param_t *param, pv_value_t *result,
		enum field field)
{
	const struct acg_match *match = acg_match_of(msg);

	return text_or_null(
			msg, param, result, match ? value_of(match, field) : "");
}

static int get_value(struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	enum field field = (enum field)param->pvn.u.isname.name.n;

	if(field >= ADMISSION)
		return acg_admission_get(msg, param, result, field_names[field]);
	switch(field) {
		case CODE:
		case TEXT:
			return get_refusal(msg, param, result, field);
		case CALLED:
			return get_wire_user(msg, param, result, ACG_URI_CALLED);
		case FROM:
			return get_wire_user(msg, param, result, ACG_URI_FROM);
		case TO:
			return get_wire_user(msg, param, result, ACG_URI_TO);
		case OTHER:
			return get_other(msg, param, result);
		case GATEWAY_NAME:
			return get_gateway_name(msg, param, result);
		case ROUTE:
			return get_route(msg, param, result);
		case SIDE:
			return get_side(msg, param, result);
		case MEDIA_RULE:
		case MEDIA_WARNING:
			return get_media(msg, param, result, field);
		case CODEC:
			return get_fact(msg, param, result, ACG_MEDIA_CODEC);
		case MOS:
			return get_fact(msg, param, result, ACG_MEDIA_MOS);
		case LOSS:
			return get_fact(msg, param, result, ACG_MEDIA_LOSS);
		case JITTER:
			return get_fact(msg, param, result, ACG_MEDIA_JITTER);
		case PACKETS:
			return get_fact(msg, param, result, ACG_MEDIA_PACKETS);
		default:
			return get_found(msg, param, result, field);
	}
}

/* clang-format off */
pv_export_t acg_pv[] = {
	{ {"acg", sizeof("acg") - 1}, PVT_OTHER, get_value, 0,
		parse_name, 0, 0, 0 },
	{ {"acg_lookup", sizeof("acg_lookup") - 1}, PVT_OTHER, acg_lookup_script_get,
		0, acg_lookup_script_parse, 0, 0, 0 },
	{ {"acg_peer", sizeof("acg_peer") - 1}, PVT_OTHER, acg_tls_script_get, 0,
		acg_tls_script_parse, 0, 0, 0 },
	{ {0, 0}, 0, 0, 0, 0, 0, 0, 0 }
};
/* clang-format on */
