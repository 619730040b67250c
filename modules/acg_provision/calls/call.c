/*
 * call: what acg_match() found, kept with the dialog.
 *
 * One dialog variable holds it all: direction, number, account, service and header
 * value, a line each. None of them can hold a line's end: canonical numbers, and
 * names and values whose domains in SQL, checked again at load, exclude it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/call.h"

#include "core/dprint.h"
#include "modules/dialog/dlg_load.h"

#include <stdio.h>
#include <string.h>

static struct dlg_binds dialog;
static str variable = str_init("acg");

int acg_call_bind(void)
{
	if(load_dlg_api(&dialog) == 0)
		return 0;
	LM_ERR("module dialog is not loaded: load it before acg_provision\n");
	return -1;
}

int acg_call_keep(struct sip_msg *msg, const struct acg_match *match)
{
	char text[sizeof(*match)];
	const struct acg_service_match *service = &match->service;
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	str value = {text, 0};
	int kept;

	if(!dlg)
		return 0;
	value.len = snprintf(text, sizeof(text), "%s\n%s\n%s\n%s\n%s\n",
			acg_direction_text(match->direction), match->number,
			service->account, service->service, service->header);
	kept = dialog.set_dlg_var(dlg, &variable, &value);
	dialog.release_dlg(dlg);
	return kept < 0 ? -1 : 0;
}

/* The next line, copied without its end. */
static bool take(const char **at, const char *end, char *out, size_t size)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	size_t len = newline ? (size_t)(newline - *at) : size;

	if(len >= size)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at = newline + 1;
	return true;
}

static bool read_lines(const str *value, struct acg_match *match)
{
	const char *at = value->s, *end = value->s + value->len;
	struct acg_service_match *service = &match->service;
	char direction[sizeof("to_operator")];

	memset(match, 0, sizeof(*match));
	return take(&at, end, direction, sizeof(direction))
		   && acg_direction_parse(direction, &match->direction)
		   && take(&at, end, match->number, sizeof(match->number))
		   && take(&at, end, service->account, sizeof(service->account))
		   && take(&at, end, service->service, sizeof(service->service))
		   && take(&at, end, service->header, sizeof(service->header));
}

bool acg_call_recall(struct sip_msg *msg, struct acg_match *match)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	str value;
	bool known;

	if(!dlg)
		return false;
	known = dialog.get_dlg_varval(dlg, &variable, &value) == 0
			&& read_lines(&value, match);
	dialog.release_dlg(dlg);
	return known;
}
