/* libs: -lssl -lcrypto */
/*
 * tls_send: says whatever is in files over mutual TLS, one new connection each, and
 * tells what came back. For messages that no SIP stack would send.
 *
 *   tls_send [-e] HOST:PORT CERT KEY CA MILLISECONDS FILE...
 *
 * Prints a line per file: its name and the code of the first final response (or of
 * the first request, its method), "closed" when the far end hung up, "silent" when
 * nothing came within the time. With FILE.answer existing already, all that came
 * back is written there. With -e it waits for the end of the connection: "400 closed",
 * or "400 open" when it is still there after the time. Exits 1 when a connection could not be made.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <openssl/ssl.h>

#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct bytes {
	char s[65536];
	size_t len;
};

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int dial(const char *host_port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	char host[128];
	const char *colon = strrchr(host_port, ':');
	int fd = -1;

	if(!colon)
		return -1;
	snprintf(host, sizeof(host), "%.*s", (int)(colon - host_port), host_port);
	if(getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return -1;
	fd = socket(found->ai_family, SOCK_STREAM, 0);
	if(fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

static bool read_file(const char *name, struct bytes *out)
{
	FILE *file = fopen(name, "rb");

	if(!file)
		return false;
	out->len = fread(out->s, 1, sizeof(out->s), file);
	fclose(file);
	return true;
}

/* The first final response's code in what came so far; NULL: none yet. */
static const char *verdict(const char *s, size_t len)
{
	static char word[16];

	for(const char *at = s; at + 12 < s + len;) {
		const char *next = memchr(at, '\n', (size_t)(s + len - at));

		if(strncmp(at, "SIP/2.0 ", 8) == 0 && at[8] != '1') {
			snprintf(word, sizeof(word), "%.3s", at + 8);
			return word;
		}
		if(!next)
			break;
		at = next + 1;
	}
	return NULL;
}

static const char *listen_for(SSL *ssl, long limit_ms, struct bytes *came)
{
	long deadline = now_ms() + limit_ms;

	came->len = 0;
	while(now_ms() < deadline && came->len < sizeof(came->s) - 1) {
		struct pollfd fd = {.fd = SSL_get_fd(ssl), .events = POLLIN};
		const char *word;
		int n;

		if(!SSL_pending(ssl)
				&& poll(&fd, 1, (int)(deadline - now_ms()) + 1) <= 0)
			break;
		n = SSL_read(ssl, came->s + came->len,
				(int)(sizeof(came->s) - 1 - came->len));
		if(n <= 0) {
			if(SSL_get_error(ssl, n) == SSL_ERROR_WANT_READ)
				continue;
			return "closed";
		}
		came->len += (size_t)n;
		word = verdict(came->s, came->len);
		if(word)
			return word;
	}
	return "silent";
}

static void keep_answer(const char *name, const struct bytes *came)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s.answer", name);
	if(access(path, F_OK) != 0)
		return;
	file = fopen(path, "wb");
	if(file) {
		fwrite(came->s, 1, came->len, file);
		fclose(file);
	}
}

/* Take what else comes. "closed": the far end has hung up within the time. */
static const char *wait_for_end(SSL *ssl, long limit_ms, struct bytes *came)
{
	long deadline = now_ms() + limit_ms;

	while(now_ms() < deadline && came->len < sizeof(came->s) - 1) {
		struct pollfd fd = {.fd = SSL_get_fd(ssl), .events = POLLIN};
		int n;

		if(!SSL_pending(ssl)
				&& poll(&fd, 1, (int)(deadline - now_ms()) + 1) <= 0)
			break;
		n = SSL_read(ssl, came->s + came->len,
				(int)(sizeof(came->s) - 1 - came->len));
		if(n <= 0 && SSL_get_error(ssl, n) != SSL_ERROR_WANT_READ)
			return "closed";
		came->len += n > 0 ? (size_t)n : 0;
	}
	return "open";
}

static bool say(SSL_CTX *ctx, const char *host_port, const char *name, long ms,
		bool to_end)
{
	static struct bytes message, came;
	int fd = dial(host_port);
	SSL *ssl = SSL_new(ctx);
	bool ok = fd >= 0 && ssl && read_file(name, &message)
			  && SSL_set_fd(ssl, fd) == 1 && SSL_connect(ssl) == 1;

	if(ok) {
		SSL_write(ssl, message.s, (int)message.len);
		printf("%s %s", name, listen_for(ssl, ms, &came));
		if(to_end)
			printf(" %s", wait_for_end(ssl, ms, &came));
		putchar('\n');
		keep_answer(name, &came);
		SSL_shutdown(ssl);
	} else {
		printf("%s unsaid\n", name);
	}
	SSL_free(ssl);
	if(fd >= 0)
		close(fd);
	return ok;
}

int main(int argc, char **argv)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	bool ok = true, to_end = argc > 1 && strcmp(argv[1], "-e") == 0;

	argv += to_end;
	argc -= to_end;
	if(argc < 7 || !ctx || SSL_CTX_use_certificate_chain_file(ctx, argv[2]) != 1
			|| SSL_CTX_use_PrivateKey_file(ctx, argv[3], SSL_FILETYPE_PEM) != 1
			|| SSL_CTX_load_verify_locations(ctx, argv[4], NULL) != 1) {
		fprintf(stderr,
				"usage: tls_send [-e] HOST:PORT CERT KEY CA MILLISECONDS "
				"FILE...\n");
		return 2;
	}
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	for(int i = 6; i < argc; i++)
		ok = say(ctx, argv[1], argv[i], atol(argv[5]), to_end) && ok;
	SSL_CTX_free(ctx);
	return ok ? 0 : 1;
}
