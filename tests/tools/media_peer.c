/* libs: -lsrtp2 */
/*
 * media_peer: RTP endpoints that a test drives by lines on stdin, with libsrtp2 for SRTP
 * and nothing of the gateway. One line of answer for each command: "ok ..." or "error ...".
 *
 *   open NAME IP PORT           an endpoint; a name used before is closed first
 *   remote NAME IP PORT         where it sends to
 *   send-key NAME KEY           base64 of 30 bytes, or "plain" for RTP; a new context
 *   receive-key NAME KEY        the same, for what comes in
 *   ssrc NAME NUMBER            of its packets from now on
 *   sequence NAME NUMBER        of its next packet
 *   type NAME NUMBER            payload type of its packets from now on; 8 at first
 *   talk FROM TO COUNT [STEP [EXPECT]]   send COUNT packets, each sequence number STEP (1)
 *                               after the one before, and say what came in at TO (see below),
 *                               once EXPECT (COUNT) were played, or after ten seconds
 *   replay FROM TO COUNT        the last COUNT packets sent by FROM, once more
 *   tamper FROM TO COUNT        new packets with one bit turned after protection
 *   forge FROM TO COUNT         new packets under a random key
 *   clear FROM TO COUNT         new packets without protection
 *   inject BY FROM TO COUNT     plain packets from BY's socket to where FROM sends
 *   control FROM TO COUNT       SRTCP receiver reports, each sent twice
 *   sender-report NAME LOST JITTER  one SRTCP sender report; once it has heard one of the
 *                               other side, with what it received: LOST of 256 packets, and
 *                               JITTER in units of the timestamp
 *   decrypt KEY HEX             a packet seen on the wire: "whole=1" when it is one that was
 *                               sent, protected under KEY
 *   collect NAME                what came in there since the last answer about it
 *   close NAME
 *
 * What came in: "datagrams=" all; "played=" those that passed authentication and the replay
 * list, "whole=" of these the ones whose payload is, byte for byte, a payload sent with that
 * sequence number; "replayed=", "forged=" (authentication failed), "plain=" (taken as RTP as
 * they are and carrying a payload that was sent), "reports=".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <srtp2/srtp.h>

#define ENDPOINTS 8
#define PAYLOAD 160 /* 20 ms of G.711 */
#define HEADER 12
#define HISTORY 1024
#define KEY_BYTES 30
#define SILENCE_MS 150 /* nothing more is on its way on loopback */
#define BRIEF_MS 10
#define PATIENCE_MS 10000
#define PACE_EVERY 20 /* packets, so that no socket's buffer overflows */
#define PAYLOAD_TYPE 8

struct packet {
	uint8_t bytes[HEADER + PAYLOAD + SRTP_MAX_TRAILER_LEN + 16];
	int len;
};

struct counts {
	unsigned datagrams, played, whole, replayed, forged, plain, reports, type;
};

struct endpoint {
	char name[32];
	int socket;
	struct sockaddr_in remote;
	srtp_t send, receive; /* NULL: plain RTP */
	uint32_t ssrc, timestamp;
	uint16_t sequence;
	uint8_t type;
	struct packet history[HISTORY];
	unsigned sent;
	struct counts counts;
	uint32_t heard_ssrc, heard_ntp; /* of the last sender report that came in */
	uint64_t heard_at;				/* 1/65536 s */
};

static struct endpoint endpoints[ENDPOINTS];

static struct endpoint *find(const char *name)
{
	for(int i = 0; i < ENDPOINTS; i++) {
		if(endpoints[i].name[0] && strcmp(endpoints[i].name, name) == 0)
			return &endpoints[i];
	}
	return NULL;
}

static void drop_context(srtp_t *context)
{
	if(*context)
		srtp_dealloc(*context);
	*context = NULL;
}

static void close_endpoint(struct endpoint *e)
{
	drop_context(&e->send);
	drop_context(&e->receive);
	close(e->socket);
	memset(e, 0, sizeof(*e));
}

static bool parse_address(
		const char *ip, const char *port, struct sockaddr_in *a)
{
	memset(a, 0, sizeof(*a));
	a->sin_family = AF_INET;
	a->sin_port = htons((uint16_t)atoi(port));
	return inet_pton(AF_INET, ip, &a->sin_addr) == 1;
}

static const char *open_endpoint(
		const char *name, const char *ip, const char *port)
{
	struct sockaddr_in local;
	struct endpoint *e = find(name);
	int buffer = 4 << 20;

	if(e)
		close_endpoint(e);
	for(e = endpoints; e < endpoints + ENDPOINTS && e->name[0]; e++)
		;
	if(e == endpoints + ENDPOINTS || strlen(name) >= sizeof(e->name))
		return "too many endpoints, or too long a name";
	if(!parse_address(ip, port, &local))
		return "not an address";
	e->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	setsockopt(e->socket, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	if(bind(e->socket, (struct sockaddr *)&local, sizeof(local)) < 0) {
		close(e->socket);
		return "address in use";
	}
	strcpy(e->name, name);
	e->ssrc = (uint32_t)rand();
	e->sequence = 1000;
	e->type = PAYLOAD_TYPE;
	return NULL;
}

static int base64_value(char c)
{
	static const char alphabet[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

static bool decode_key(const char *text, uint8_t key[KEY_BYTES])
{
	uint32_t bits = 0;
	int have = 0, n = 0;

	for(; *text && n < KEY_BYTES; text++) {
		int value = base64_value(*text);
		if(value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if(have >= 8) {
			have -= 8;
			key[n++] = (uint8_t)(bits >> have);
		}
	}
	return n == KEY_BYTES && !*text;
}

static bool make_context(
		srtp_t *context, uint8_t key[KEY_BYTES], srtp_ssrc_type_t direction)
{
	srtp_policy_t policy;

	memset(&policy, 0, sizeof(policy));
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	policy.ssrc.type = direction;
	policy.key = key;
	policy.window_size = 0x4000; /* wide sequence steps, a little reordered */
	drop_context(context);
	return srtp_create(context, &policy) == srtp_err_status_ok;
}

static const char *set_key(
		srtp_t *context, const char *text, srtp_ssrc_type_t direction)
{
	uint8_t key[KEY_BYTES];

	if(strcmp(text, "plain") == 0) {
		drop_context(context);
		return NULL;
	}
	if(!decode_key(text, key))
		return "not base64 of 30 bytes";
	return make_context(context, key, direction) ? NULL : "libsrtp2 refuses";
}

/* A payload that tells its sender and number, different in every byte position. */
static void fill(uint8_t *payload, uint32_t ssrc, uint16_t sequence)
{
	for(unsigned i = 0; i < PAYLOAD; i++)
		payload[i] = (uint8_t)((ssrc >> (8 * (i % 4))) + sequence * 7u + i * 31u
							   + (sequence >> 8));
}

static void build(struct endpoint *e, struct packet *p)
{
	uint16_t sequence = htons(e->sequence);
	uint32_t timestamp = htonl(e->timestamp), ssrc = htonl(e->ssrc);

	memset(p, 0, sizeof(*p));
	p->bytes[0] = 0x80;
	p->bytes[1] = e->type;
	memcpy(p->bytes + 2, &sequence, 2);
	memcpy(p->bytes + 4, &timestamp, 4);
	memcpy(p->bytes + 8, &ssrc, 4);
	fill(p->bytes + HEADER, e->ssrc, e->sequence);
	p->len = HEADER + PAYLOAD;
}

static void transmit(
		struct endpoint *by, struct endpoint *e, const struct packet *p)
{
	sendto(by->socket, p->bytes, (size_t)p->len, 0,
			(struct sockaddr *)&e->remote, sizeof(e->remote));
}

/* Was that payload sent under that SSRC and sequence number? SSRC and sequence pass
 * through an anchor unchanged. */
static bool is_whole(const uint8_t *packet, int len)
{
	uint8_t expected[PAYLOAD];
	uint16_t sequence;
	uint32_t ssrc;

	if(len != HEADER + PAYLOAD)
		return false;
	memcpy(&sequence, packet + 2, 2);
	memcpy(&ssrc, packet + 8, 4);
	fill(expected, ntohl(ssrc), ntohs(sequence));
	return memcmp(expected, packet + HEADER, PAYLOAD) == 0;
}

/* Seconds since 1900 with 32 bits of fraction (RFC 3550 section 4). */
static uint64_t ntp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec + 2208988800u) << 32
		   | ((uint64_t)now.tv_nsec << 32) / 1000000000u;
}

static uint32_t read32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, 4);
	return ntohl(value);
}

static void write32(uint8_t *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, 4);
}

/* Remember a sender report, for the next one of our own. */
static void hear_report(struct endpoint *e, const uint8_t *packet, int len)
{
	if(len < 28 || packet[1] != 200)
		return;
	e->heard_ssrc = read32(packet + 4);
	e->heard_ntp = read32(packet + 8) << 16 | read32(packet + 12) >> 16;
	e->heard_at = ntp_now() >> 16;
}

static void play(struct endpoint *e, const uint8_t *packet, int len)
{
	e->counts.played++;
	e->counts.whole += is_whole(packet, len);
	e->counts.type = packet[1] & 0x7f;
}

static void take(struct endpoint *e, uint8_t *packet, int len)
{
	srtp_err_status_t status;

	e->counts.datagrams++;
	if(len >= 2 && packet[1] >= 192 && packet[1] <= 223) {
		if(!e->receive
				|| srtp_unprotect_rtcp(e->receive, packet, &len)
						   == srtp_err_status_ok) {
			e->counts.reports++;
			hear_report(e, packet, len);
		}
		return;
	}
	if(is_whole(packet, len))
		e->counts.plain++;
	if(!e->receive) {
		play(e, packet, len);
		return;
	}
	status = srtp_unprotect(e->receive, packet, &len);
	if(status == srtp_err_status_ok) {
		play(e, packet, len);
	} else if(status == srtp_err_status_replay_fail
			  || status == srtp_err_status_replay_old) {
		e->counts.replayed++;
	} else {
		e->counts.forged++;
	}
}

/* Take what comes in at any endpoint until it has been silent for `ms`. */
static void listen_for(int ms)
{
	struct pollfd fds[ENDPOINTS];
	uint8_t packet[2048];
	bool heard;

	for(int i = 0; i < ENDPOINTS; i++)
		fds[i] = (struct pollfd){
				endpoints[i].name[0] ? endpoints[i].socket : -1, POLLIN, 0};
	do {
		heard = poll(fds, ENDPOINTS, ms) > 0;
		for(int i = 0; heard && i < ENDPOINTS; i++) {
			ssize_t len;
			while(endpoints[i].name[0]
					&& (len = recv(
								endpoints[i].socket, packet, sizeof(packet), 0))
							   > 0)
				take(&endpoints[i], packet, (int)len);
		}
	} while(heard && ms > 0);
}

static void report(struct endpoint *e)
{
	struct counts c = e->counts;

	memset(&e->counts, 0, sizeof(e->counts));
	printf("ok datagrams=%u played=%u whole=%u replayed=%u forged=%u plain=%u "
		   "reports=%u type=%u\n",
			c.datagrams, c.played, c.whole, c.replayed, c.forged, c.plain,
			c.reports, c.type);
}

/* Wait for `count` packets to be played at `to`, and a little for more than that; on a
 * busy machine they take longer. */
static void listen_until(const struct endpoint *to, unsigned count)
{
	for(int ms = 0; ms < PATIENCE_MS && to->counts.played < count;
			ms += BRIEF_MS)
		listen_for(BRIEF_MS);
	listen_for(count ? BRIEF_MS : SILENCE_MS);
}

enum how { AS_IT_IS, TAMPER, FORGE, CLEAR };

/* Protect *p for the wire. */
static bool protect(struct endpoint *e, struct packet *p, enum how how)
{
	static srtp_t stranger;
	uint8_t key[KEY_BYTES];

	if(how == CLEAR)
		return true;
	if(how == FORGE) {
		if(getrandom(key, sizeof(key), 0) != sizeof(key)
				|| !make_context(&stranger, key, ssrc_any_outbound))
			return false;
		return srtp_protect(stranger, p->bytes, &p->len) == srtp_err_status_ok;
	}
	if(e->send
			&& srtp_protect(e->send, p->bytes, &p->len) != srtp_err_status_ok)
		return false;
	if(how == TAMPER)
		p->bytes[HEADER + rand() % (p->len - HEADER)] ^=
				(uint8_t)(1 << rand() % 8);
	return true;
}

/* Has whoever is bound to that address read all that came for it? As the kernel says. */
static bool is_read(const struct sockaddr_in *address)
{
	char line[256];
	unsigned ip, port, queue;
	bool read = true;
	FILE *file = fopen("/proc/net/udp", "r");

	while(file && read && fgets(line, sizeof(line), file)) {
		if(sscanf(line, " %*d: %8x:%4x %*8x:%*4x %*2x %*8x:%8x", &ip, &port,
				   &queue)
						== 3
				&& ip == address->sin_addr.s_addr
				&& port == ntohs(address->sin_port))
			read = queue == 0;
	}
	if(file)
		fclose(file);
	return read;
}

/* On a busy machine the relay is slower than we are, and a full socket loses packets. */
static void wait_for_relay(const struct endpoint *to_relay)
{
	listen_for(0);
	for(int ms = 0; ms < PATIENCE_MS && !is_read(&to_relay->remote);
			ms += BRIEF_MS)
		listen_for(BRIEF_MS);
}

static const char *send_packets(struct endpoint *by, struct endpoint *from,
		int count, int step, enum how how)
{
	for(int i = 0; i < count; i++) {
		struct packet *p = &from->history[from->sent % HISTORY];
		build(from, p);
		if(!protect(from, p, how))
			return "libsrtp2 cannot protect";
		transmit(by, from, p);
		from->sent++;
		from->sequence = (uint16_t)(from->sequence + step);
		from->timestamp += (uint32_t)(PAYLOAD * step);
		/* Wide steps one after the other: no network reorders by hundreds, but
		 * rtpengine's threads may swap two packets sent close together. */
		if(step > 1)
			listen_for(1);
		else if(i % PACE_EVERY == PACE_EVERY - 1)
			wait_for_relay(from);
		nanosleep(&(struct timespec){0, 100000}, NULL);
	}
	return NULL;
}

static const char *replay(struct endpoint *from, int count)
{
	if(count > HISTORY || (unsigned)count > from->sent)
		return "not that many packets to replay";
	for(unsigned i = from->sent - (unsigned)count; i < from->sent; i++) {
		transmit(from, from, &from->history[i % HISTORY]);
		if(i % PACE_EVERY == 0)
			wait_for_relay(from);
		nanosleep(&(struct timespec){0, 100000}, NULL);
	}
	return NULL;
}

/* An empty receiver report, to the RTP port: rtcp-mux. */
static const char *send_reports(struct endpoint *from, int count)
{
	for(int i = 0; i < count; i++) {
		struct packet p = {{0x80, 201, 0, 1}, 8};
		uint32_t ssrc = htonl(from->ssrc);
		memcpy(p.bytes + 4, &ssrc, 4);
		if(from->send
				&& srtp_protect_rtcp(from->send, p.bytes, &p.len)
						   != srtp_err_status_ok)
			return "libsrtp2 cannot protect";
		transmit(from, from, &p);
		transmit(from, from, &p);
		listen_for(0);
	}
	return NULL;
}

static int put_block(
		const struct endpoint *e, uint8_t *at, int lost, int jitter)
{
	memset(at, 0, 24);
	write32(at, e->heard_ssrc);
	at[4] = (uint8_t)lost;
	write32(at + 12, (uint32_t)jitter);
	write32(at + 16, e->heard_ntp);
	write32(at + 20, (uint32_t)((ntp_now() >> 16) - e->heard_at));
	return 24;
}

static unsigned reports_heard(void)
{
	unsigned sum = 0;

	for(int i = 0; i < ENDPOINTS; i++)
		sum += endpoints[i].counts.reports;
	return sum;
}

/* RFC 3550 section 6.4.1, to the RTP port: rtcp-mux. */
static const char *send_sender_report(struct endpoint *e, int lost, int jitter)
{
	struct packet p = {{0}, 28};
	uint64_t now = ntp_now();
	unsigned before;

	write32(p.bytes + 4, e->ssrc);
	write32(p.bytes + 8, (uint32_t)(now >> 32));
	write32(p.bytes + 12, (uint32_t)now);
	write32(p.bytes + 16, e->timestamp);
	write32(p.bytes + 20, e->sent);
	write32(p.bytes + 24, e->sent * PAYLOAD);
	if(e->heard_at)
		p.len += put_block(e, p.bytes + p.len, lost, jitter);
	p.bytes[0] = e->heard_at ? 0x81 : 0x80;
	p.bytes[1] = 200;
	p.bytes[3] = (uint8_t)(p.len / 4 - 1);
	if(e->send
			&& srtp_protect_rtcp(e->send, p.bytes, &p.len)
					   != srtp_err_status_ok)
		return "libsrtp2 cannot protect";
	transmit(e, e, &p);
	before = reports_heard();
	for(int ms = 0; ms < PATIENCE_MS / 3 && reports_heard() == before;
			ms += BRIEF_MS)
		listen_for(BRIEF_MS);
	return NULL;
}

static const char *exchange(int argc, char **argv)
{
	bool inject = strcmp(argv[0], "inject") == 0;
	struct endpoint *by = argc > 3 ? find(argv[1]) : NULL;
	struct endpoint *from = inject && argc > 4 ? find(argv[2]) : by;
	struct endpoint *to = argc > 3 + inject ? find(argv[2 + inject]) : NULL;
	int count = to ? atoi(argv[3 + inject]) : 0;
	int step = argc > 4 && !inject ? atoi(argv[4]) : 1;
	const char *error;

	if(!by || !from || !to || count < 1)
		return "usage: talk FROM TO COUNT";
	if(strcmp(argv[0], "replay") == 0)
		error = replay(from, count);
	else if(strcmp(argv[0], "control") == 0)
		error = send_reports(from, count);
	else if(strcmp(argv[0], "tamper") == 0)
		error = send_packets(by, from, count, 1, TAMPER);
	else if(strcmp(argv[0], "forge") == 0)
		error = send_packets(by, from, count, 1, FORGE);
	else if(strcmp(argv[0], "clear") == 0 || inject)
		error = send_packets(by, from, count, 1, CLEAR);
	else
		error = send_packets(by, from, count, step, AS_IT_IS);
	if(strcmp(argv[0], "talk") == 0)
		listen_until(to, (unsigned)(argc > 5 ? atoi(argv[5]) : count));
	else
		listen_for(SILENCE_MS);
	if(!error)
		report(to);
	return error;
}

static const char *set_up(int argc, char **argv)
{
	struct endpoint *e = argc > 1 ? find(argv[1]) : NULL;

	if(strcmp(argv[0], "open") == 0)
		return argc == 4 ? open_endpoint(argv[1], argv[2], argv[3])
						 : "usage: open NAME IP PORT";
	if(!e)
		return "no such endpoint";
	if(strcmp(argv[0], "close") == 0) {
		close_endpoint(e);
		return NULL;
	}
	if(argc < 3)
		return "a value is missing";
	if(strcmp(argv[0], "sender-report") == 0)
		return send_sender_report(
				e, atoi(argv[2]), argc > 3 ? atoi(argv[3]) : 0);
	if(strcmp(argv[0], "remote") == 0)
		return argc == 4 && parse_address(argv[2], argv[3], &e->remote)
					   ? NULL
					   : "not an address";
	if(strcmp(argv[0], "send-key") == 0)
		return set_key(&e->send, argv[2], ssrc_any_outbound);
	if(strcmp(argv[0], "receive-key") == 0)
		return set_key(&e->receive, argv[2], ssrc_any_inbound);
	if(strcmp(argv[0], "ssrc") == 0)
		e->ssrc = (uint32_t)strtoul(argv[2], NULL, 0);
	else if(strcmp(argv[0], "type") == 0)
		e->type = (uint8_t)atoi(argv[2]);
	else if(strcmp(argv[0], "sequence") == 0)
		e->sequence = (uint16_t)atoi(argv[2]);
	else
		return "unknown command";
	return NULL;
}

static const char *decrypt(const char *key_text, const char *hex)
{
	uint8_t key[KEY_BYTES], packet[1024];
	srtp_t context = NULL;
	int len = (int)strlen(hex) / 2;
	unsigned byte;

	if(len > (int)sizeof(packet) || !decode_key(key_text, key)
			|| !make_context(&context, key, ssrc_any_inbound))
		return "not a key, or too long a packet";
	for(int i = 0; i < len; i++) {
		if(sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return "not hexadecimal";
		packet[i] = (uint8_t)byte;
	}
	printf("ok whole=%d\n",
			srtp_unprotect(context, packet, &len) == srtp_err_status_ok
					&& is_whole(packet, len));
	srtp_dealloc(context);
	return NULL;
}

static bool is_exchange(const char *word)
{
	static const char *const words[] = {
			"talk", "replay", "tamper", "forge", "clear", "inject", "control"};

	for(size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if(strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

static void obey(char *line)
{
	char *argv[8] = {0};
	int argc = 0;
	const char *error;

	for(char *word = strtok(line, " \n"); word && argc < 8;
			word = strtok(NULL, " \n"))
		argv[argc++] = word;
	if(argc == 0)
		return;
	if(is_exchange(argv[0])) {
		error = exchange(argc, argv);
		if(error)
			printf("error %s\n", error);
	} else if(strcmp(argv[0], "decrypt") == 0 && argc == 3) {
		error = decrypt(argv[1], argv[2]);
		if(error)
			printf("error %s\n", error);
	} else if(strcmp(argv[0], "collect") == 0) {
		listen_for(SILENCE_MS);
		if(argc > 1 && find(argv[1]))
			report(find(argv[1]));
		else
			printf("error no such endpoint\n");
	} else {
		error = set_up(argc, argv);
		printf(error ? "error %s\n" : "ok\n", error);
	}
}

int main(void)
{
	char line[4096];

	if(srtp_init() != srtp_err_status_ok)
		return 1;
	srand((unsigned)time(NULL) ^ (unsigned)getpid());
	setvbuf(stdout, NULL, _IOLBF, 0);
	while(fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
