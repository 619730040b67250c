/*
 * rtpengine: Kamailio's rtpengine module, called with an SDP of our choice.
 *
 * Called are the functions it exports to other scripting languages: the native
 * rtpengine_answer() refuses an INVITE, and in an INVITE is where the key of the
 * leg that offers anew has to be told (see media/anchor.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/rtpengine.h"

#include "core/dprint.h"
#include "core/kemi.h"
#include "core/lvalue.h"
#include "core/pvar.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef int (*with_flags)(struct sip_msg *, str *flags);
typedef int (*with_number)(struct sip_msg *, int);

static with_flags offer_function, answer_function, delete_function;
static with_number set_function;
static pv_spec_t *sdp_in, *sdp_out, *mos, *loss, *jitter, *statistics;

static void *find(const char *name)
{
	str function = {(char *)name, (int)strlen(name)};
	sr_kemi_module_t *modules = sr_kemi_modules_get();

	for(int i = 1; i < sr_kemi_modules_size_get(); i++) {
		sr_kemi_t *found;
		if(strcmp(modules[i].mname.s, "rtpengine") != 0)
			continue;
		found = sr_kemi_lookup(&modules[i].mname, i, &function);
		return found ? found->func : NULL;
	}
	return NULL;
}

static pv_spec_t *variable(const char *name)
{
	str text = {(char *)name, (int)strlen(name)};

	return pv_cache_get(&text);
}

int acg_rtpengine_bind(void)
{
	offer_function = (with_flags)find("rtpengine_offer");
	answer_function = (with_flags)find("rtpengine_answer");
	delete_function = (with_flags)find("rtpengine_delete");
	set_function = (with_number)find("set_rtpengine_set");
	sdp_in = variable("$var(acg_sdp_in)");
	sdp_out = variable("$var(acg_sdp_out)");
	mos = variable("$var(acg_mos)");
	loss = variable("$var(acg_loss)");
	jitter = variable("$var(acg_jitter)");
	statistics = variable("$rtpestat");
	return offer_function && answer_function && delete_function && set_function
						   && sdp_in && sdp_out && mos && loss && jitter
						   && statistics
				   ? 0
				   : -1;
}

int acg_rtpengine_use(struct sip_msg *msg, unsigned set)
{
	return set_function(msg, (int)set) < 0 ? -1 : 0;
}

static int set_text(struct sip_msg *msg, pv_spec_t *spec, const str *text)
{
	pv_value_t value = {.rs = *text, .flags = PV_VAL_STR};

	return spec->setf(msg, &spec->pvp, (int)EQ_T, &value);
}

static int command(struct sip_msg *msg, with_flags function, const char *flags,
		const str *sdp, str *out)
{
	static const str none = {"", 0};
	str text = {(char *)flags, (int)strlen(flags)};
	pv_value_t value;
	int result;

	if(set_text(msg, sdp_in, sdp) < 0 || set_text(msg, sdp_out, &none) < 0)
		return -1;
	result = function(msg, &text);
	set_text(msg, sdp_in, &none);
	if(result < 0 || pv_get_spec_value(msg, sdp_out, &value) < 0
			|| !(value.flags & PV_VAL_STR) || value.rs.len == 0)
		return -1;
	*out = value.rs;
	return 0;
}

int acg_rtpengine_offer(
		struct sip_msg *msg, const char *flags, const str *sdp, str *out)
{
	return command(msg, offer_function, flags, sdp, out);
}

int acg_rtpengine_answer(
		struct sip_msg *msg, const char *flags, const str *sdp, str *out)
{
	return command(msg, answer_function, flags, sdp, out);
}

static void get_text(struct sip_msg *msg, pv_spec_t *spec, char *text, int size)
{
	pv_value_t value = {0};
	bool known = pv_get_spec_value(msg, spec, &value) == 0
				 && value.flags & PV_VAL_STR && value.rs.len < size;

	snprintf(text, (size_t)size, "%.*s", known ? value.rs.len : 0,
			known ? value.rs.s : "");
}

/* Of "RTP: 51600 bytes, 300 packets, 0 errors; RTCP: ..." */
static void get_packets(struct sip_msg *msg, char *packets)
{
	char text[256];
	unsigned long long count;

	packets[0] = '\0';
	get_text(msg, statistics, text, sizeof(text));
	if(sscanf(text, "RTP: %*[0-9] bytes, %llu packets", &count) == 1)
		snprintf(packets, ACG_RTPENGINE_NUMBER_SIZE, "%llu", count);
}

int acg_rtpengine_delete(
		struct sip_msg *msg, struct acg_rtpengine_quality *quality)
{
	static const str none = {"", 0};
	str flags = str_init("");

	if(!quality)
		return delete_function(msg, &flags) < 0 ? -1 : 0;
	set_text(msg, mos, &none);
	set_text(msg, loss, &none);
	set_text(msg, jitter, &none);
	get_packets(msg, quality->packets);
	if(!quality->packets[0] || delete_function(msg, &flags) < 0)
		return -1;
	get_text(msg, mos, quality->mos, sizeof(quality->mos));
	get_text(msg, loss, quality->loss, sizeof(quality->loss));
	get_text(msg, jitter, quality->jitter, sizeof(quality->jitter));
	return 0;
}
