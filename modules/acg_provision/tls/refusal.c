/*
 * refusal: why a handshake was refused, in words, one log line each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/refusal.h"
#include "base/counters.h"
#include "peers/target.h"
#include "tls/guard.h"

#include "core/dprint.h"
#include "core/timer.h"

#include <openssl/err.h>

#include <stdio.h>
#include <string.h>

#define LINES 20
#define PER_S 10

/* Of this process. */
static struct {
	ticks_t began;
	unsigned lines, dropped;
} window;

static char last[256];

/* The tls module's own callback, the same for all of its contexts. */
static void (*inner)(const SSL *, int, int);

/* The tls module is silenced in this process. */
static bool hushed;

void acg_tls_hush(bool on)
{
	hushed = on;
	if(on)
		set_local_debug_level(L_CRIT);
	else
		reset_local_debug_level();
}

/* May one more line be written? */
static bool take_line(void)
{
	ticks_t now = get_ticks();

	if(TICKS_GE(now, window.began + PER_S)) {
		if(window.dropped)
			LM_NOTICE("%u more TLS handshakes were refused within %d s\n",
					window.dropped, PER_S);
		window.began = now;
		window.lines = window.dropped = 0;
	}
	if(window.lines < LINES) {
		window.lines++;
		return true;
	}
	window.dropped++;
	return false;
}

/* "; subject /CN=x, issuer /CN=y"; OpenSSL escapes what cannot be printed. */
static void describe(X509 *certificate, char *out, size_t size)
{
	char subject[200], issuer[200];

	out[0] = '\0';
	if(!certificate)
		return;
	X509_NAME_oneline(
			X509_get_subject_name(certificate), subject, sizeof(subject));
	X509_NAME_oneline(
			X509_get_issuer_name(certificate), issuer, sizeof(issuer));
	snprintf(out, size, "; subject %s, issuer %s", subject, issuer);
}

const char *acg_tls_last_refusal(void)
{
	return last;
}

void acg_tls_say_refused(struct acg_tls_connection *connection,
		const char *reason, X509 *certificate)
{
	char names[450];

	connection->said = true;
	snprintf(last, sizeof(last), "%s", reason);
	acg_count(ACG_COUNT_HANDSHAKES_REFUSED);
	if(connection->outbound)
		acg_target_note_tls(connection->listener, &connection->far,
				connection->port, reason);
	describe(certificate, names, sizeof(names));
	if(hushed)
		reset_local_debug_level();
	if(take_line())
		LM_NOTICE("TLS handshake %s %s:%u refused: %s%s\n",
				connection->outbound ? "to" : "from",
				ip_addr2a(&connection->far), connection->port, reason, names);
	if(hushed)
		set_local_debug_level(L_CRIT);
}

void acg_tls_say_ended(
		struct acg_tls_connection *connection, const char *reason)
{
	LM_NOTICE("TLS connection with peer %s at %s:%u is ended: %s\n",
			connection->peer, ip_addr2a(&connection->far), connection->port,
			reason);
}

/* The alert that ends a handshake, ours or theirs. */
static void say_alert(
		struct acg_tls_connection *connection, int where, int alert)
{
	char text[200];
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	if(where & SSL_CB_WRITE)
		snprintf(text, sizeof(text), "%s (we sent the alert %s)",
				why ? why : "no reason known",
				SSL_alert_desc_string_long(alert));
	else
		snprintf(text, sizeof(text), "the other side sent the alert %s",
				SSL_alert_desc_string_long(alert));
	acg_tls_say_refused(connection, text, NULL);
}

/* What a server says of a client's certificate, or of the handshake which that was part
 * of, and of nothing that comes after it (RFC 8446 section 6.2). */
static bool is_of_handshake(int alert)
{
	switch(alert & 0xff) {
		case SSL_AD_HANDSHAKE_FAILURE:
		case SSL_AD_BAD_CERTIFICATE:
		case SSL_AD_UNSUPPORTED_CERTIFICATE:
		case SSL_AD_CERTIFICATE_REVOKED:
		case SSL_AD_CERTIFICATE_EXPIRED:
		case SSL_AD_CERTIFICATE_UNKNOWN:
		case SSL_AD_UNKNOWN_CA:
		case SSL_AD_ACCESS_DENIED:
		case SSL_AD_DECRYPT_ERROR:
		case TLS13_AD_CERTIFICATE_REQUIRED:
			return true;
		default:
			return false;
	}
}

/* In TLS 1.3 the far end judges our certificate when our handshake is complete. */
static bool is_refusal_of_us(
		const struct acg_tls_connection *connection, int where, int alert)
{
	return connection->outbound && !connection->taken_in
		   && (where & SSL_CB_READ) && is_of_handshake(alert);
}

static void watch(const SSL *ssl, int where, int value)
{
	struct acg_tls_connection *connection;

	if(inner)
		inner(ssl, where, value);
	if(!(where & SSL_CB_ALERT)
			|| strcmp(SSL_alert_type_string(value), "F") != 0)
		return;
	connection = acg_tls_guard_connection((SSL *)ssl);
	if(!connection)
		return;
	if(SSL_is_init_finished(ssl)) {
		if(!is_refusal_of_us(connection, where, value))
			return;
		connection->refused_us = true;
	}
	if(!connection->said)
		say_alert(connection, where, value);
}

void acg_tls_refusal_watch(SSL_CTX *ctx)
{
	void (*set)(const SSL *, int, int) = SSL_CTX_get_info_callback(ctx);

	if(set != watch)
		inner = set;
	SSL_CTX_set_info_callback(ctx, watch);
}
