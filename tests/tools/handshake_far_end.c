/* libs: -lssl -lcrypto */
/*
 * handshake_far_end: a far end that hangs up after each answer, so that every request
 * makes the gateway dial and shake hands anew.
 *
 * Serves until SIGTERM, one thread for each connection: takes one request, answers it
 * with 486, waits for the ACK, closes. TLS 1.2 and 1.3 in turn. Prints one line on SIGUSR1 and at the
 * end, and to stderr why a handshake failed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static SSL_CTX *tls[2]; /* TLS 1.2, TLS 1.3 */
static atomic_ulong handshakes[2], failed;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static SSL_CTX *context(
		int version, const char *ca, const char *cert, const char *key)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if(!ctx || SSL_CTX_set_min_proto_version(ctx, version) != 1
			|| SSL_CTX_set_max_proto_version(ctx, version) != 1
			|| SSL_CTX_use_certificate_chain_file(ctx, cert) != 1
			|| SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1
			|| SSL_CTX_load_verify_locations(ctx, ca, NULL) != 1) {
		ERR_print_errors_fp(stderr);
		exit(1);
	}
	SSL_CTX_set_verify(
			ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return ctx;
}

/* Copy the header lines that an answer needs (RFC 3261 section 8.2.6). */
static void copy_headers(const char *request, char *answer, size_t size)
{
	static const char *const names[] = {
			"Via:", "From:", "To:", "Call-ID:", "CSeq:"};
	size_t used = strlen(answer);

	for(const char *line = strchr(request, '\n'); line && line[1] != '\r';
			line = strchr(line + 1, '\n')) {
		for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			size_t n = strcspn(line + 1, "\r");

			if(strncasecmp(line + 1, names[i], strlen(names[i])) == 0
					&& used + n + 20 < size)
				used += (size_t)snprintf(answer + used, size - used,
						"%.*s%s\r\n", (int)n, line + 1, i == 2 ? ";tag=x" : "");
		}
	}
	snprintf(answer + used, size - used, "Content-Length: 0\r\n\r\n");
}

/* Until the ACK has come, whatever comes before it, or nothing more does. */
static void wait_for_ack(SSL *ssl)
{
	char text[16384];
	size_t used = 0;
	int n;

	do {
		n = SSL_read(ssl, text + used, (int)(sizeof(text) - 1 - used));
		used += n > 0 ? (size_t)n : 0;
		text[used] = '\0';
	} while(n > 0 && used < sizeof(text) - 1 && !strstr(text, "ACK sip:"));
}

static void answer(SSL *ssl)
{
	char request[16384], reply[8192] = "SIP/2.0 486 Busy Here\r\n";
	size_t used = 0;
	int n;

	do {
		n = SSL_read(ssl, request + used, (int)(sizeof(request) - 1 - used));
		used += n > 0 ? (size_t)n : 0;
		request[used] = '\0';
	} while(n > 0 && used < sizeof(request) - 1
			&& !strstr(request, "\r\n\r\n"));
	if(n <= 0 || strncmp(request, "ACK ", 4) == 0)
		return;
	copy_headers(request, reply, sizeof(reply));
	SSL_write(ssl, reply, (int)strlen(reply));
	wait_for_ack(ssl);
}

static void *serve(void *arg)
{
	static atomic_uint turn;
	int fd = (int)(long)arg, which = (int)(atomic_fetch_add(&turn, 1) % 2);
	SSL *ssl = SSL_new(tls[which]);

	SSL_set_fd(ssl, fd);
	if(SSL_accept(ssl) == 1) {
		atomic_fetch_add(&handshakes[which], 1);
		answer(ssl);
		SSL_shutdown(ssl);
	} else {
		atomic_fetch_add(&failed, 1);
		perror("handshake_far_end: SSL_accept");
		ERR_print_errors_fp(stderr);
	}
	SSL_free(ssl);
	close(fd);
	return NULL;
}

static int listen_at(char *address)
{
	char *colon = strrchr(address, ':');
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
			.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *to;
	int fd, on = 1;

	if(!colon)
		die("--listen");
	*colon = '\0';
	if(getaddrinfo(address, colon + 1, &hints, &to) != 0)
		die("getaddrinfo");
	fd = socket(to->ai_family, SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if(fd < 0 || bind(fd, to->ai_addr, to->ai_addrlen) < 0
			|| listen(fd, 512) < 0)
		die("listen");
	freeaddrinfo(to);
	return fd;
}

static void tell(void)
{
	printf("handshakes=%lu failed=%lu tls1.2=%lu tls1.3=%lu\n",
			handshakes[0] + handshakes[1], (unsigned long)failed,
			(unsigned long)handshakes[0], (unsigned long)handshakes[1]);
	fflush(stdout);
}

/* Signals are taken by this thread alone, which does nothing else. */
static void *take_signals(void *arg)
{
	const sigset_t *set = arg;
	int signal_number = 0;

	while(signal_number != SIGTERM) {
		sigwait(set, &signal_number);
		tell();
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	struct timeval patience = {.tv_sec = 5};
	pthread_attr_t detached;
	pthread_t teller;
	static sigset_t signals;
	int listener;

	if(argc != 5) {
		fputs("usage: handshake_far_end HOST:PORT CA CERT KEY\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	tls[0] = context(TLS1_2_VERSION, argv[2], argv[3], argv[4]);
	tls[1] = context(TLS1_3_VERSION, argv[2], argv[3], argv[4]);
	listener = listen_at(argv[1]);
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	if(pthread_create(&teller, &detached, take_signals, &signals) != 0)
		die("pthread_create");
	for(;;) {
		int fd = accept(listener, NULL, NULL);
		pthread_t thread;

		if(fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		if(pthread_create(&thread, &detached, serve, (void *)(long)fd) != 0)
			close(fd);
	}
}
