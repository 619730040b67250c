/*
 * admission: the routing script's view of admission and of services.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/admission.h"
#include "admission/admission.h"
#include "rules/policy_store.h"

#include "core/dprint.h"

#include <string.h>

int acg_admission_admit(struct sip_msg *msg)
{
	const struct acg_match *match = acg_match_of(msg);

	if(!match) {
		LM_ERR("acg_admit() without acg_match() before it\n");
		return -1;
	}
	return acg_admission_judge(msg, match) == ACG_ADMITTED ? 1 : -1;
}

int acg_admission_w_admit(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_admission_admit(msg);
}

/* A service that is off, or unknown, is treated with the greatest care. */
static const char *setting(
		const struct acg_service_policy *service, const char *name)
{
	if(strcmp(name, "media") == 0)
		return service && service->media_in_clear ? "rtp" : "srtp";
	if(strcmp(name, "hold") == 0)
		return service && service->hold_inactive ? "inactive" : "as_is";
	if(strcmp(name, "early_media") == 0)
		return service && service->ringing_alone ? "ringing_alone" : "as_is";
	return service && service->refer_to_cloud ? "to_cloud" : "refused";
}

static int get_setting(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, const char *name)
{
	const struct acg_match *match = acg_match_of(msg);
	str text;

	if(!match)
		return pv_get_null(msg, param, result);
	text.s = (char *)setting(
			acg_policy_service(acg_policy_enter(), match->service.service),
			name);
	acg_policy_leave();
	text.len = (int)strlen(text.s);
	return pv_get_strval(msg, param, result, &text);
}

int acg_admission_get(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, const char *name)
{
	enum acg_admission verdict;
	str text;

	if(strncmp(name, "admission", strlen("admission")) != 0)
		return get_setting(msg, param, result, name);
	verdict = acg_admission_of(msg);
	if(verdict == ACG_ADMITTED)
		return pv_get_null(msg, param, result);
	if(strcmp(name, "admission_code") == 0)
		return pv_get_sintval(msg, param, result, acg_admission_code(verdict));
	text.s = (char *)(strcmp(name, "admission_text") == 0
							  ? acg_admission_text(verdict)
							  : acg_admission_rule(verdict));
	text.len = (int)strlen(text.s);
	return pv_get_strval(msg, param, result, &text);
}
