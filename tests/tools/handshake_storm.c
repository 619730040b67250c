/* libs: -lssl -lcrypto */
/*
 * handshake_storm: clients that do nothing but mutual-TLS handshakes, all at once.
 *
 * Each client connects, shakes hands, asks with a SIP OPTIONS, waits for its 200 and
 * hangs up, again and again until the time is up. Without the answer a handshake does
 * not count: in TLS 1.3 a client learns only afterwards that it was refused.
 *
 * Prints one line, with the least milliseconds from a connection to its answer; exits 0
 * when there were handshakes and each had its answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <getopt.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS_MAX 64
#define PATIENCE_S 5 /* of a client, for each step of an attempt */

struct options {
	const char *connect, *ca, *cert, *key;
	const char *tls; /* "1.2", "1.3" or "both" */
	int clients, seconds;
};

enum outcome { ANSWERED, REFUSED, UNANSWERED, OUTCOMES };

/* What all clients share and none changes. */
struct storm {
	struct options options;
	struct addrinfo *address;
	SSL_CTX *tls;
	struct timespec end;
};

/* One per thread; read by the main thread after joining. */
struct client {
	pthread_t thread;
	const struct storm *storm;
	int number;
	unsigned long attempts, outcomes[OUTCOMES], tls12, tls13;
	double fastest_ms; /* 0: none yet */
};

static void usage(void)
{
	fputs("usage: handshake_storm --connect host:port --ca FILE --cert FILE"
		  " --key FILE\n  [--clients 8] [--seconds 20] [--tls 1.2|1.3|both]\n",
			stderr);
	exit(2);
}

/* A whole number from 1 to max, or the end. */
static int number(const char *text, int max)
{
	char *end;
	long value = strtol(text, &end, 10);

	if(end == text || *end != '\0' || value < 1 || value > max) {
		fprintf(stderr, "handshake_storm: %s: expected 1 to %d\n", text, max);
		usage();
	}
	return (int)value;
}

static struct options parse(int argc, char **argv)
{
	enum { CONNECT, CA, CERT, KEY, TLS, CLIENTS, SECONDS, KEYS };
	static const struct option known[] = {{"connect", 1, NULL, CONNECT},
			{"ca", 1, NULL, CA}, {"cert", 1, NULL, CERT}, {"key", 1, NULL, KEY},
			{"tls", 1, NULL, TLS}, {"clients", 1, NULL, CLIENTS},
			{"seconds", 1, NULL, SECONDS}, {NULL, 0, NULL, 0}};
	const char *given[KEYS] = {
			[TLS] = "both", [CLIENTS] = "8", [SECONDS] = "20"};
	const char *tls;
	int c;

	while((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if(c == '?')
			usage();
		given[c] = optarg;
	}
	tls = given[TLS];
	if(optind != argc || !given[CONNECT] || !given[CA] || !given[CERT]
			|| !given[KEY]
			|| (strcmp(tls, "1.2") != 0 && strcmp(tls, "1.3") != 0
					&& strcmp(tls, "both") != 0))
		usage();
	return (struct options){given[CONNECT], given[CA], given[CERT], given[KEY],
			tls, number(given[CLIENTS], CLIENTS_MAX),
			number(given[SECONDS], 86400)};
}

static struct addrinfo *resolve(const char *host_port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	char host[256];
	const char *colon = strrchr(host_port, ':');
	int error;

	if(!colon || (size_t)(colon - host_port) >= sizeof(host))
		usage();
	memcpy(host, host_port, (size_t)(colon - host_port));
	host[colon - host_port] = '\0';
	error = getaddrinfo(host, colon + 1, &hints, &found);
	if(error) {
		fprintf(stderr, "handshake_storm: %s: %s\n", host_port,
				gai_strerror(error));
		exit(2);
	}
	return found;
}

/* Shared by all clients. No sessions are kept: each handshake is a full one. */
static SSL_CTX *make_context(const struct options *o)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());

	if(!tls || SSL_CTX_load_verify_locations(tls, o->ca, NULL) != 1
			|| SSL_CTX_use_certificate_chain_file(tls, o->cert) != 1
			|| SSL_CTX_use_PrivateKey_file(tls, o->key, SSL_FILETYPE_PEM)
					   != 1) {
		ERR_print_errors_fp(stderr);
		exit(2);
	}
	SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
	return tls;
}

/* A connected socket that gives up after PATIENCE_S, or -1. */
static int dial(const struct addrinfo *address)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd = socket(address->ai_family, SOCK_STREAM, 0);

	if(fd < 0)
		return -1;
	if(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0
			|| setsockopt(
					   fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience))
					   < 0
			|| connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* After a failed call on ssl: no answer in time, or a clear no? */
static enum outcome failure(const SSL *ssl, int result)
{
	int error = SSL_get_error(ssl, result);

	if(error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return UNANSWERED;
	return REFUSED;
}

static enum outcome ask(SSL *ssl, const struct client *client)
{
	static const char wanted[] = "SIP/2.0 200";
	const char *to = client->storm->options.connect;
	char text[1024];
	size_t have = 0;
	int n = snprintf(text, sizeof(text),
			"OPTIONS sip:%s;transport=tls SIP/2.0\r\n"
			"Via: SIP/2.0/TLS storm.invalid;branch=z9hG4bK%d.%lu\r\n"
			"Max-Forwards: 10\r\n"
			"From: <sip:storm@storm.invalid>;tag=%d\r\n"
			"To: <sip:%s>\r\n"
			"Call-ID: %d.%lu@storm.invalid\r\n"
			"CSeq: 1 OPTIONS\r\n"
			"Content-Length: 0\r\n\r\n",
			to, client->number, client->attempts, client->number, to,
			client->number, client->attempts);

	if((n = SSL_write(ssl, text, n)) <= 0)
		return failure(ssl, n);
	while(have < sizeof(wanted) - 1) {
		n = SSL_read(ssl, text + have, (int)(sizeof(text) - have));
		if(n <= 0)
			return failure(ssl, n);
		have += (size_t)n;
	}
	return memcmp(text, wanted, sizeof(wanted) - 1) == 0 ? ANSWERED : REFUSED;
}

/* The TLS version of the client's next attempt. */
static int next_version(const struct client *client)
{
	const char *tls = client->storm->options.tls;

	if(strcmp(tls, "both") == 0)
		tls = client->attempts % 2 ? "1.3" : "1.2";
	return strcmp(tls, "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

static enum outcome converse(struct client *client, int fd)
{
	enum outcome outcome = REFUSED;
	int version = next_version(client), result;
	SSL *ssl = SSL_new(client->storm->tls);

	ERR_clear_error();
	if(ssl && SSL_set_min_proto_version(ssl, version) == 1
			&& SSL_set_max_proto_version(ssl, version) == 1
			&& SSL_set_fd(ssl, fd) == 1) {
		result = SSL_connect(ssl);
		outcome = result == 1 ? ask(ssl, client) : failure(ssl, result);
	}
	if(outcome == ANSWERED) {
		*(SSL_version(ssl) == TLS1_3_VERSION ? &client->tls13
											 : &client->tls12) += 1;
		SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	return outcome;
}

static bool is_over(const struct timespec *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > end->tv_sec
		   || (now.tv_sec == end->tv_sec && now.tv_nsec >= end->tv_nsec);
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void keep_least(double *least, double value)
{
	if(value > 0 && (*least == 0 || value < *least))
		*least = value;
}

static void *run(void *argument)
{
	struct client *client = argument;
	enum outcome outcome;
	double began;

	for(; !is_over(&client->storm->end); client->attempts++) {
		int fd = dial(client->storm->address);
		if(fd < 0) {
			client->outcomes[REFUSED]++;
			continue;
		}
		began = now_ms();
		outcome = converse(client, fd);
		client->outcomes[outcome]++;
		if(outcome == ANSWERED)
			keep_least(&client->fastest_ms, now_ms() - began);
		close(fd);
	}
	return NULL;
}

/* Add up in `sum` what all clients did. */
static void rage(const struct storm *storm, struct client *sum)
{
	struct client clients[CLIENTS_MAX];

	for(int i = 0; i < storm->options.clients; i++) {
		clients[i] = (struct client){.storm = storm, .number = i};
		if(pthread_create(&clients[i].thread, NULL, run, &clients[i]) != 0) {
			fprintf(stderr, "handshake_storm: no more threads\n");
			exit(2);
		}
	}
	for(int i = 0; i < storm->options.clients; i++) {
		pthread_join(clients[i].thread, NULL);
		for(int k = 0; k < OUTCOMES; k++)
			sum->outcomes[k] += clients[i].outcomes[k];
		sum->tls12 += clients[i].tls12;
		sum->tls13 += clients[i].tls13;
		keep_least(&sum->fastest_ms, clients[i].fastest_ms);
	}
}

int main(int argc, char **argv)
{
	struct storm storm = {.options = parse(argc, argv)};
	struct client sum = {.number = 0};

	signal(SIGPIPE, SIG_IGN);
	storm.address = resolve(storm.options.connect);
	storm.tls = make_context(&storm.options);
	clock_gettime(CLOCK_MONOTONIC, &storm.end);
	storm.end.tv_sec += storm.options.seconds;
	rage(&storm, &sum);
	printf("handshakes=%lu refused=%lu unanswered=%lu tls1.2=%lu tls1.3=%lu "
		   "fastest_ms=%.1f\n",
			sum.outcomes[ANSWERED], sum.outcomes[REFUSED],
			sum.outcomes[UNANSWERED], sum.tls12, sum.tls13, sum.fastest_ms);
	SSL_CTX_free(storm.tls);
	freeaddrinfo(storm.address);
	return sum.outcomes[ANSWERED] && !sum.outcomes[REFUSED]
						   && !sum.outcomes[UNANSWERED]
				   ? 0
				   : 1;
}
