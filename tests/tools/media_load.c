/* libs: -lsrtp2 */
/*
 * media_load: many RTP endpoints that send 50 packets a second each.
 *   usage: media_load IP SECONDS, with a line "PORT RELAY_PORT KEY" for each on stdin, KEY in
 *   base64 or "plain". Prints "begun", and at the end how many packets were sent and received.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <srtp2/srtp.h>

#define ENDS_MAX 2000
#define INTERVAL_NS 20000000L

struct end {
	int socket;
	srtp_t context;
	uint16_t sequence;
};

static struct end ends[ENDS_MAX];
static int count;

static void decode(const char *text, uint8_t *key)
{
	static const char alphabet[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for(int i = 0; i < 10; i++) {
		uint32_t bits = 0;
		for(int j = 0; j < 4; j++)
			bits = bits << 6
				   | (uint32_t)(strchr(alphabet, text[4 * i + j]) - alphabet);
		key[3 * i] = (uint8_t)(bits >> 16);
		key[3 * i + 1] = (uint8_t)(bits >> 8);
		key[3 * i + 2] = (uint8_t)bits;
	}
}

static int open_end(const char *ip, int port, int relay, const char *key_text)
{
	struct sockaddr_in a = {
			.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct end *e = &ends[count++];
	srtp_policy_t policy;
	uint8_t key[30];

	inet_pton(AF_INET, ip, &a.sin_addr);
	e->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if(bind(e->socket, (struct sockaddr *)&a, sizeof(a)) < 0)
		return -1;
	a.sin_port = htons((uint16_t)relay);
	if(connect(e->socket, (struct sockaddr *)&a, sizeof(a)) < 0)
		return -1;
	if(strcmp(key_text, "plain") == 0)
		return 0;
	decode(key_text, key);
	memset(&policy, 0, sizeof(policy));
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	policy.ssrc.type = ssrc_any_outbound;
	policy.key = key;
	return srtp_create(&e->context, &policy) == srtp_err_status_ok ? 0 : -1;
}

static void send_one(struct end *e)
{
	uint8_t packet[256] = {0x80, 8};
	uint16_t sequence = htons(++e->sequence);
	uint32_t ssrc = (uint32_t)(e - ends) + 1;
	int len = 172;

	memcpy(packet + 2, &sequence, 2);
	memcpy(packet + 8, &ssrc, 4);
	if(!e->context
			|| srtp_protect(e->context, packet, &len) == srtp_err_status_ok)
		(void)!write(e->socket, packet, (size_t)len);
}

static long drain(void)
{
	uint8_t packet[2048];
	long received = 0;

	for(int i = 0; i < count; i++) {
		ssize_t len;
		while((len = read(ends[i].socket, packet, sizeof(packet))) > 0)
			received += len >= 172;
	}
	return received;
}

int main(int argc, char **argv)
{
	int port, relay, rounds = argc > 2 ? atoi(argv[2]) * 50 : 0;
	char key[64];
	long received = 0;
	struct timespec next;

	if(rounds < 1 || srtp_init() != srtp_err_status_ok)
		return 1;
	while(count < ENDS_MAX && scanf("%d %d %63s", &port, &relay, key) == 3) {
		if(open_end(argv[1], port, relay, key) < 0)
			return 1;
	}
	puts("begun");
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &next);
	for(int round = 0; round < rounds; round++) {
		for(int i = 0; i < count; i++)
			send_one(&ends[i]);
		received += drain();
		next.tv_nsec += INTERVAL_NS;
		next.tv_sec += next.tv_nsec / 1000000000L;
		next.tv_nsec %= 1000000000L;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	usleep(200000);
	received += drain();
	printf("%ld %ld\n", (long)rounds * count, received);
	return 0;
}
