/*
 * rule: what a refusal is called and how it is answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/admission.h"

static const struct {
	int code;
	const char *rule, *text;
} rules[ACG_ADMISSIONS] = {
		[ACG_ADMITTED] = {200, "admitted", "OK"},
		[ACG_REFUSED_LOOP] = {482, "loop", "Loop Detected"},
		[ACG_REFUSED_EMERGENCY] = {403, "emergency",
				"Emergency Calls Are The Operator's"},
		[ACG_REFUSED_TO_ITSELF] = {403, "to_itself", "Number Calls Itself"},
		[ACG_REFUSED_CALLER] = {403, "caller", "Calling Number Blocked"},
		[ACG_REFUSED_CALLEE] = {403, "callee", "Called Number Blocked"},
		[ACG_REFUSED_PEER_RATE] = {503, "peer_rate",
				"Too Many Calls Per Second Of Peer"},
		[ACG_REFUSED_SUBNET_RATE] = {503, "subnet_rate",
				"Too Many Calls Per Second Of Network"},
		[ACG_REFUSED_ACCOUNT_RATE] = {503, "account_rate",
				"Too Many Calls Per Second Of Account"},
		[ACG_REFUSED_CALLS] = {503, "calls", "Too Many Calls"},
		[ACG_REFUSED_ACCOUNT_CALLS] = {503, "account_calls",
				"Too Many Calls Of Account"},
		[ACG_REFUSED_TRANSCODED] = {503, "transcoded",
				"Too Many Transcoded Calls"},
		[ACG_REFUSED_ACCOUNT_TRANSCODED] = {503, "account_transcoded",
				"Too Many Transcoded Calls Of Account"},
};

int acg_admission_code(enum acg_admission verdict)
{
	return rules[verdict].code;
}

const char *acg_admission_text(enum acg_admission verdict)
{
	return rules[verdict].text;
}

const char *acg_admission_rule(enum acg_admission verdict)
{
	return rules[verdict].rule;
}
