/*
 * probe: a synthetic call through an rtpengine node.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/probe.h"
#include "media/media.h"
#include "media/ng.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <srtp2/srtp.h>

#define ANSWER_MS 500
#define TRIES 2
#define DATAGRAM 65536
#define SDP_SIZE 8192
#define HEADER 12
#define PAYLOAD 160
#define PACKET_MS 300 /* how long a packet may take through the node */
#define GOOD_PACKETS 5
#define KEY_BYTES 30

struct end {
	int socket;
	uint16_t port;
	char key[ACG_MEDIA_KEY_CHARS + 1];	 /* under which it sends */
	char hears[ACG_MEDIA_KEY_CHARS + 1]; /* under which it is sent to */
	struct sockaddr_in relay;			 /* where it sends to */
};

struct probe {
	const char *flags;
	int ng;
	char ip[INET_ADDRSTRLEN]; /* ours, as the node sees it */
	char call_id[40];
	unsigned commands;
	struct end a, b;
	char reply[DATAGRAM];
	const char *reason;
	enum acg_probe_result result;
};

static bool failed(
		struct probe *p, enum acg_probe_result result, const char *reason)
{
	p->result = result;
	p->reason = reason;
	return false;
}

/* ---- keys ---------------------------------------------------------------- */

static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool random_key(char key[ACG_MEDIA_KEY_CHARS + 1])
{
	unsigned char bytes[ACG_MEDIA_KEY_CHARS];

	if(getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	for(int i = 0; i < ACG_MEDIA_KEY_CHARS; i++)
		key[i] = alphabet[bytes[i] & 63];
	key[ACG_MEDIA_KEY_CHARS] = '\0';
	return true;
}

static void key_bytes(const char *key, uint8_t bytes[KEY_BYTES])
{
	for(int i = 0; i < KEY_BYTES / 3; i++) {
		uint32_t bits = 0;
		for(int j = 0; j < 4; j++)
			bits = bits << 6
				   | (uint32_t)(strchr(alphabet, key[4 * i + j]) - alphabet);
		bytes[3 * i] = (uint8_t)(bits >> 16);
		bytes[3 * i + 1] = (uint8_t)(bits >> 8);
		bytes[3 * i + 2] = (uint8_t)bits;
	}
}

static srtp_t context(const char *key, srtp_ssrc_type_t direction)
{
	uint8_t bytes[KEY_BYTES];
	srtp_policy_t policy;
	srtp_t made = NULL;

	key_bytes(key, bytes);
	memset(&policy, 0, sizeof(policy));
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	policy.ssrc.type = direction;
	policy.key = bytes;
	return srtp_create(&made, &policy) == srtp_err_status_ok ? made : NULL;
}

/* ---- the ng protocol ----------------------------------------------------- */

static bool receive(struct probe *p, const char *cookie, size_t *len)
{
	struct pollfd fd = {p->ng, POLLIN, 0};
	const char *value;
	size_t value_len;

	while(poll(&fd, 1, ANSWER_MS) > 0) {
		ssize_t n = recv(p->ng, p->reply, sizeof(p->reply), 0);
		if(n < 0)
			return false;
		*len = (size_t)n;
		if(acg_ng_read(p->reply, *len, cookie, "result", &value, &value_len))
			return true;
	}
	return false;
}

/* Send one command; *sdp is what came back, in p->reply. */
static bool command(struct probe *p, struct acg_ng_command *c, char *sdp)
{
	static char request[DATAGRAM];
	char cookie[64]; /* rtpengine answers one it knows with its old answer */
	const char *value;
	size_t len, n;

	c->flags = p->flags;
	c->call_id = p->call_id;
	snprintf(cookie, sizeof(cookie), "%s_%u", p->call_id, ++p->commands);
	len = acg_ng_write(cookie, c, request, sizeof(request));
	for(int i = 0; i < TRIES; i++) {
		if(send(p->ng, request, len, 0) < 0 || !receive(p, cookie, &n))
			continue;
		if(!sdp)
			return true;
		if(!acg_ng_read(p->reply, n, cookie, "sdp", &value, &len)
				|| len >= SDP_SIZE)
			return failed(p, ACG_PROBE_BAD, "it refuses an offer or an answer");
		memcpy(sdp, value, len);
		sdp[len] = '\0';
		return true;
	}
	return failed(p, ACG_PROBE_SILENT, "it does not answer");
}

static size_t write_sdp(
		const struct probe *p, const struct end *e, const char *key, char *out)
{
	char crypto[96] = "";

	if(key)
		snprintf(crypto, sizeof(crypto),
				"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n", key);
	return (size_t)snprintf(out, SDP_SIZE,
			"v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
			"m=audio %u RTP/SAVP 8\r\na=rtpmap:8 PCMA/8000\r\n%s",
			p->ip, p->ip, e->port, crypto);
}

static bool place(struct probe *p, bool is_offer, const char *from,
		const char *to, const struct end *e, const char *key, char *out)
{
	char sdp[SDP_SIZE];
	struct acg_ng_command c = {.command = is_offer ? "offer" : "answer",
			.transport = is_offer ? "RTP/SAVP" : NULL,
			.from_tag = from,
			.to_tag = to,
			.sdp = sdp,
			.sdp_len = write_sdp(p, e, key, sdp)};

	return command(p, &c, out);
}

/* ---- what came back ------------------------------------------------------ */

static int count(const char *text, const char *word)
{
	int n = 0;

	for(const char *at = text; (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* The relay's address for `e` and the key it will send under. */
static bool take_sdp(struct probe *p, const char *sdp, enum acg_media_role role,
		struct end *e)
{
	struct acg_media_sections sections;
	const char *at;
	char ip[INET_ADDRSTRLEN];
	enum acg_media_verdict verdict = acg_media_judge(
			sdp, strlen(sdp), ACG_MEDIA_SECURE, role, &sections);

	if(verdict != ACG_MEDIA_OK)
		return failed(p, ACG_PROBE_BAD, acg_media_text(verdict));
	if(count(sdp, "a=crypto:") != 1)
		return failed(p, ACG_PROBE_BAD,
				"it offers more than the one suite: are its flags ignored?");
	memcpy(e->hears, sdp + sections.section[0].key_params + 7,
			ACG_MEDIA_KEY_CHARS);
	e->hears[ACG_MEDIA_KEY_CHARS] = '\0';
	at = strstr(sdp, "c=IN IP4 ");
	if(!at || sscanf(at, "c=IN IP4 %15[0-9.]", ip) != 1
			|| inet_pton(AF_INET, ip, &e->relay.sin_addr) != 1)
		return failed(p, ACG_PROBE_BAD, "it gives no IPv4 address for media");
	e->relay.sin_family = AF_INET;
	e->relay.sin_port = htons((uint16_t)atoi(strstr(sdp, "m=audio ") + 8));
	return true;
}

/* As media/anchor.c does it for the first offer of a call. */
static bool negotiate(struct probe *p)
{
	char decoy[ACG_MEDIA_KEY_CHARS + 1], sdp[SDP_SIZE];

	if(!random_key(decoy) || !random_key(p->a.key) || !random_key(p->b.key))
		return failed(p, ACG_PROBE_SILENT, "no random numbers on this machine");
	if(!place(p, true, "a", NULL, &p->a, decoy, sdp)
			|| !take_sdp(p, sdp, ACG_MEDIA_OFFER, &p->b)
			|| !place(p, false, "a", "b", &p->b, NULL, sdp)
			|| !place(p, false, "b", "a", &p->a, p->a.key, sdp)
			|| !place(p, false, "a", "b", &p->b, p->b.key, sdp)
			|| !take_sdp(p, sdp, ACG_MEDIA_ANSWER, &p->a))
		return false;
	if(strcmp(p->a.hears, p->b.key) == 0 || strcmp(p->b.hears, p->a.key) == 0
			|| strcmp(p->a.hears, p->b.hears) == 0)
		return failed(p, ACG_PROBE_BAD,
				"it gives one leg's key to the other, and does not re-encrypt");
	return true;
}

/* ---- packets ------------------------------------------------------------- */

enum how { GOOD, CLEAR, TAMPERED, STRANGE };

static int packet(srtp_t sender, uint16_t sequence, enum how how, uint8_t *out)
{
	static const uint8_t header[HEADER] = {0x80, 8, 0, 0, /* PCMA */
			0, 0, 0, 160, 0x12, 0x34, 0x56, 0x78};
	uint16_t n = htons(sequence);
	int len = HEADER + PAYLOAD;

	memset(out, 0xd5, (size_t)len);
	memcpy(out, header, sizeof(header));
	memcpy(out + 2, &n, sizeof(n));
	if(how != CLEAR && srtp_protect(sender, out, &len) != srtp_err_status_ok)
		return 0;
	if(how == TAMPERED)
		out[HEADER] ^= 1;
	return len;
}

/* Does one packet get from `from` to `to`, and is it what was sent? */
static bool arrives(struct end *from, struct end *to, srtp_t sender,
		srtp_t receiver, uint16_t sequence, enum how how)
{
	uint8_t out[HEADER + PAYLOAD + SRTP_MAX_TRAILER_LEN + 4];
	uint8_t in[2048];
	struct pollfd fd = {to->socket, POLLIN, 0};
	int n = packet(sender, sequence, how, out);
	ssize_t got;

	sendto(from->socket, out, (size_t)n, 0, (struct sockaddr *)&from->relay,
			sizeof(from->relay));
	while(poll(&fd, 1, how == GOOD ? PACKET_MS : PACKET_MS / 6) > 0) {
		got = recv(to->socket, in, sizeof(in), 0);
		n = (int)got;
		if(got < HEADER + PAYLOAD)
			continue; /* RTCP */
		if(how != GOOD)
			return true;
		return srtp_unprotect(receiver, in, &n) == srtp_err_status_ok
			   && n == HEADER + PAYLOAD && in[HEADER] == 0xd5;
	}
	return false;
}

/* One may get lost on a busy machine, all of them not. */
static bool any_arrives(
		struct end *from, struct end *to, srtp_t sender, srtp_t receiver)
{
	for(uint16_t i = 0; i < GOOD_PACKETS; i++) {
		if(arrives(from, to, sender, receiver, (uint16_t)(4 + i), GOOD))
			return true;
	}
	return false;
}

static bool try_direction(struct probe *p, struct end *from, struct end *to)
{
	char strange[ACG_MEDIA_KEY_CHARS + 1];
	srtp_t sender = context(from->key, ssrc_any_outbound);
	srtp_t receiver = context(to->hears, ssrc_any_inbound);
	srtp_t stranger =
			random_key(strange) ? context(strange, ssrc_any_outbound) : NULL;
	bool ok = false;

	if(!sender || !receiver || !stranger)
		failed(p, ACG_PROBE_BAD, "libsrtp2 takes no key that it gave");
	else if(arrives(from, to, sender, receiver, 1, CLEAR))
		failed(p, ACG_PROBE_BAD, "packets in clear pass a secure leg");
	else if(arrives(from, to, stranger, receiver, 2, STRANGE))
		failed(p, ACG_PROBE_BAD, "packets under a strange key pass");
	else if(arrives(from, to, sender, receiver, 3, TAMPERED))
		failed(p, ACG_PROBE_BAD, "packets that were tampered with pass");
	else if(!any_arrives(from, to, sender, receiver))
		failed(p, ACG_PROBE_SILENT, "no SRTP gets through it");
	else
		ok = true;
	if(sender)
		srtp_dealloc(sender);
	if(receiver)
		srtp_dealloc(receiver);
	if(stranger)
		srtp_dealloc(stranger);
	return ok;
}

/* ---- sockets ------------------------------------------------------------- */

static bool open_ng(struct probe *p, const char *address)
{
	struct sockaddr_in node = {.sin_family = AF_INET}, own;
	socklen_t len = sizeof(own);
	char ip[INET_ADDRSTRLEN] = "";
	const char *colon = strchr(address, ':');

	if(!colon || (size_t)(colon - address) >= sizeof(ip))
		return failed(p, ACG_PROBE_BAD, "not an address");
	memcpy(ip, address, (size_t)(colon - address));
	node.sin_port = htons((uint16_t)atoi(colon + 1));
	p->ng = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if(p->ng < 0 || inet_pton(AF_INET, ip, &node.sin_addr) != 1
			|| connect(p->ng, (struct sockaddr *)&node, sizeof(node)) < 0
			|| getsockname(p->ng, (struct sockaddr *)&own, &len) < 0)
		return failed(p, ACG_PROBE_SILENT, "no way to it");
	inet_ntop(AF_INET, &own.sin_addr, p->ip, sizeof(p->ip));
	return true;
}

static bool open_end(struct probe *p, struct end *e)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	socklen_t len = sizeof(own);

	e->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, p->ip, &own.sin_addr);
	if(e->socket < 0
			|| bind(e->socket, (struct sockaddr *)&own, sizeof(own)) < 0
			|| getsockname(e->socket, (struct sockaddr *)&own, &len) < 0)
		return failed(p, ACG_PROBE_SILENT, "no socket for the probe");
	e->port = ntohs(own.sin_port);
	return true;
}

static void close_all(struct probe *p)
{
	if(p->ng >= 0)
		close(p->ng);
	if(p->a.socket >= 0)
		close(p->a.socket);
	if(p->b.socket >= 0)
		close(p->b.socket);
}

static void make_call_id(struct probe *p)
{
	unsigned long long n = 0;

	if(getrandom(&n, sizeof(n), 0) != sizeof(n))
		n = (unsigned long long)getpid();
	snprintf(p->call_id, sizeof(p->call_id), "acg-probe-%016llx", n);
}

enum acg_probe_result acg_media_probe(const char *address, const char *flags,
		bool packets, const char **reason)
{
	static struct probe p;
	struct acg_ng_command hang_up = {.command = "delete", .from_tag = "a"};
	enum acg_probe_result result;

	memset(&p, 0, sizeof(p));
	p.ng = p.a.socket = p.b.socket = -1;
	p.flags = flags;
	p.reason = packets ? "keeps the policy: one suite, four keys, verified and "
						 "encrypted anew"
					   : "keeps the policy in its SDPs; packets were not tried";
	make_call_id(&p);
	if(open_ng(&p, address) && open_end(&p, &p.a) && open_end(&p, &p.b)
			&& negotiate(&p) && packets && try_direction(&p, &p.a, &p.b))
		try_direction(&p, &p.b, &p.a);
	result = p.result;
	*reason = p.reason;
	if(result != ACG_PROBE_SILENT)
		command(&p, &hang_up, NULL);
	close_all(&p);
	memset(&p, 0, sizeof(p)); /* keys */
	return result;
}

bool acg_media_probe_init(void)
{
	return srtp_init() == srtp_err_status_ok;
}
