/*
 * admission: may a new call go on? Loops, blocked numbers, calls each second and calls
 * at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ADMISSION_H
#define ACG_ADMISSION_H

#include "calls/match.h"

enum acg_admission {
	ACG_ADMITTED,
	ACG_REFUSED_LOOP,
	ACG_REFUSED_EMERGENCY, /* an emergency call that the operator sends to us */
	ACG_REFUSED_TO_ITSELF,
	ACG_REFUSED_CALLER,
	ACG_REFUSED_CALLEE,
	ACG_REFUSED_PEER_RATE,
	ACG_REFUSED_SUBNET_RATE,
	ACG_REFUSED_ACCOUNT_RATE,
	ACG_REFUSED_CALLS,
	ACG_REFUSED_ACCOUNT_CALLS,
	ACG_REFUSED_TRANSCODED,
	ACG_REFUSED_ACCOUNT_TRANSCODED,
	ACG_ADMISSIONS
};

/* Call in mod_init, before forking. 0, or -1 with a log line. */
int acg_admission_init(void);
void acg_admission_destroy(void);

/* Judge the new call `msg`, whose match is acg_match_of(msg), and if it may go on take
 * its place until its dialog ends. An emergency call is only counted. A refusal is
 * counted. */
enum acg_admission acg_admission_judge(
		struct sip_msg *msg, const struct acg_match *match);

/* What is found of this message elsewhere. A refusal is counted. */
void acg_admission_note(const struct sip_msg *msg, enum acg_admission verdict);

/* The last verdict in this process, of this very message; else ACG_ADMITTED. */
enum acg_admission acg_admission_of(const struct sip_msg *msg);

/* SIP code and reason phrase of a refusal, and its short name. Static storage. */
int acg_admission_code(enum acg_admission verdict);
const char *acg_admission_text(enum acg_admission verdict);
const char *acg_admission_rule(enum acg_admission verdict);

#endif
