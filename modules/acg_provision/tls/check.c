/*
 * check: what a connection to a peer would come to, without a call.
 *
 * The handshake runs on the live client context of this process, so that the same
 * callback judges the certificate as would for a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/check.h"
#include "tls/connection.h"
#include "tls/module.h"
#include "tls/peers.h"
#include "tls/refusal.h"

#include "core/dprint.h"
#include "core/ip_addr.h"
#include "core/pt.h"
#include "core/resolve.h"

#include <openssl/err.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_MS 5000

__attribute__((format(printf, 2, 3))) static bool fail(
		struct acg_tls_check_result *result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(result->reason, sizeof(result->reason), format, args);
	va_end(args);
	return false;
}

static bool parse_address(const char *text, union sockaddr_union *to)
{
	char host[64];
	const char *colon = strrchr(text, ':');
	long port = colon ? strtol(colon + 1, NULL, 10) : 0;
	struct ip_addr *ip;
	str s = {host, 0};

	if(port < 1 || port > 65535 || (size_t)(colon - text) >= sizeof(host))
		return false;
	s.len = snprintf(host, sizeof(host), "%.*s", (int)(colon - text), text);
	ip = str2ip(&s);
	if(!ip)
		ip = str2ip6(&s);
	return ip && init_su(to, ip, (unsigned short)port) == 0;
}

static bool wait_for(int fd, short events)
{
	struct pollfd poll_fd = {.fd = fd, .events = events};

	return poll(&poll_fd, 1, TIMEOUT_MS) == 1;
}

static int dial(union sockaddr_union *to, struct acg_tls_check_result *result)
{
	int fd = socket(
			to->s.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = 0;
	socklen_t len = sizeof(error);

	if(fd < 0) {
		fail(result, "socket: %s", strerror(errno));
		return -1;
	}
	if(connect(fd, &to->s, sockaddru_len(*to)) < 0 && errno != EINPROGRESS)
		error = errno;
	else if(!wait_for(fd, POLLOUT))
		error = ETIMEDOUT;
	else
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if(error) {
		fail(result, "connect: %s", strerror(error));
		close(fd);
		return -1;
	}
	return fd;
}

/* Run SSL_connect(), or SSL_peek() to see whether the other side takes us in. */
static int drive(SSL *ssl, int fd, int (*step)(SSL *))
{
	int n, error;

	for(;;) {
		ERR_clear_error();
		n = step(ssl);
		error = n > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl, n);
		if(error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
			return error;
		if(!wait_for(fd, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT))
			return error;
	}
}

/* In TLS 1.3 we are done before the other side has judged our certificate: a
 * request that every SIP element answers shows whether it let us in. */
static int peek(SSL *ssl)
{
	char byte;

	return SSL_peek(ssl, &byte, 1);
}

static int send_options(SSL *ssl)
{
	static const char options[] =
			"OPTIONS sip:check.invalid;transport=tls SIP/2.0\r\n"
			"Via: SIP/2.0/TLS check.invalid;branch=z9hG4bKacgcheck\r\n"
			"Max-Forwards: 0\r\nFrom: <sip:check.invalid>;tag=check\r\n"
			"To: <sip:check.invalid>\r\nCall-ID: acg.tls.check\r\n"
			"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

	return SSL_write(ssl, options, sizeof(options) - 1);
}

static time_t ends(const X509 *certificate)
{
	struct tm tm;

	return ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) == 1
				   ? timegm(&tm)
				   : 0;
}

static void describe(SSL *ssl, struct acg_tls_check_result *result)
{
	STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
	X509 *first = NULL;

	snprintf(result->version, sizeof(result->version), "%s",
			SSL_get_version(ssl));
	snprintf(result->suite, sizeof(result->suite), "%s",
			SSL_get_cipher_name(ssl));
	X509_NAME_oneline(X509_get_subject_name(SSL_get0_peer_certificate(ssl)),
			result->subject, sizeof(result->subject));
	for(int i = 0; i < sk_X509_num(chain); i++) {
		X509 *certificate = sk_X509_value(chain, i);
		if(!first || ends(certificate) < ends(first))
			first = certificate;
	}
	result->chain_ends = ends(first);
	X509_NAME_oneline(X509_get_subject_name(first), result->ends_first,
			sizeof(result->ends_first));
}

static bool shake_hands(SSL *ssl, int fd, struct acg_tls_check_result *result)
{
	int error = drive(ssl, fd, SSL_connect);

	if(error == SSL_ERROR_NONE)
		error = drive(ssl, fd, send_options);
	if(error == SSL_ERROR_NONE)
		error = drive(ssl, fd, peek);
	if(error == SSL_ERROR_NONE)
		return true;
	if(acg_tls_connection_of(ssl)->said)
		return fail(result, "%s", acg_tls_last_refusal());
	if(error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return fail(result, "no answer within %d s", TIMEOUT_MS / 1000);
	return fail(result, "the other side closed the connection");
}

static void check_on(SSL *ssl, const char *peer, union sockaddr_union *to,
		struct acg_tls_check_result *result)
{
	struct acg_tls_connection *connection;
	struct ip_addr far;
	int fd = dial(to, result);

	if(fd < 0)
		return;
	su2ip_addr(&far, to);
	connection = acg_tls_connection_make(ssl, &far, su_getport(to), true);
	if(connection && SSL_set_fd(ssl, fd) == 1) {
		snprintf(
				connection->expected, sizeof(connection->expected), "%s", peer);
		result->ok = shake_hands(ssl, fd, result);
		if(result->ok)
			describe(ssl, result);
	} else {
		fail(result, "out of memory");
	}
	close(fd);
}

static bool listener_of(const char *peer, char *out, size_t size)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	int i = acg_peer_by_name(set, peer);

	if(i >= 0)
		snprintf(out, size, "%s", set->peer[i].listener);
	acg_tls_peers_release();
	return i >= 0;
}

void acg_tls_check(const char *peer, const char *address,
		struct acg_tls_check_result *result)
{
	char listener[ACG_PEER_LISTENER_SIZE];
	union sockaddr_union to;
	tls_domain_t *domain;
	SSL *ssl;

	memset(result, 0, sizeof(*result));
	if(!listener_of(peer, listener, sizeof(listener))) {
		fail(result, "acg.peer has no enabled peer of that name");
		return;
	}
	if(!parse_address(address, &to)) {
		fail(result, "the address is not IP:PORT");
		return;
	}
	domain = acg_tls_module_client_domain(listener);
	if(!domain) {
		fail(result, "tls.cfg has no client section with server_id = %s",
				listener);
		return;
	}
	ssl = SSL_new(domain->ctx[process_no]);
	if(!ssl) {
		fail(result, "out of memory");
		return;
	}
	SSL_set_app_data(ssl, acg_tls_module_no_connection());
	check_on(ssl, peer, &to, result);
	SSL_free(ssl);
}
