/*
 * ng: rtpengine's ng protocol, as far as the probe speaks it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/ng.h"
#include "base/output.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 16

/* ---- writing ------------------------------------------------------------- */

static void put_text(struct acg_output *w, const char *text, size_t len)
{
	char length[24];

	acg_output_put(
			w, length, (size_t)snprintf(length, sizeof(length), "%zu:", len));
	acg_output_put(w, text, len);
}

static void put_pair(struct acg_output *w, const char *key, const char *value)
{
	if(!value)
		return;
	put_text(w, key, strlen(key));
	put_text(w, value, strlen(value));
}

/* The next word of *flags, or false. */
static bool next_word(const char **flags, const char **word, size_t *len)
{
	*flags += strspn(*flags, " ");
	*word = *flags;
	*len = strcspn(*flags, " ");
	*flags += *len;
	return *len > 0;
}

/* Words that begin so go into a list of their own, without the prefix. */
static const struct {
	const char *prefix, *list;
} lists[] = {{"SDES-", "SDES"}, {"replace-", "replace"}, {"", "flags"}};

#define LISTS (sizeof(lists) / sizeof(lists[0]))

static size_t list_of(const char *word, size_t len)
{
	size_t i = 0;

	while(strlen(lists[i].prefix) >= len
			|| strncmp(word, lists[i].prefix, strlen(lists[i].prefix)) != 0)
		i++;
	return i;
}

static void put_list(struct acg_output *w, const char *flags, size_t list)
{
	size_t skip = strlen(lists[list].prefix);
	const char *word;
	size_t len;
	bool begun = false;

	while(next_word(&flags, &word, &len)) {
		if(memchr(word, '=', len) || list_of(word, len) != list)
			continue;
		if(!begun) {
			put_text(w, lists[list].list, strlen(lists[list].list));
			acg_output_put(w, "l", 1);
			begun = true;
		}
		put_text(w, word + skip, len - skip);
	}
	if(begun)
		acg_output_put(w, "e", 1);
}

static void put_flags(struct acg_output *w, const char *flags)
{
	const char *rest = flags, *word, *equals;
	size_t len;

	while(next_word(&rest, &word, &len)) {
		equals = memchr(word, '=', len);
		if(!equals)
			continue;
		put_text(w, word, (size_t)(equals - word));
		put_text(w, equals + 1, len - (size_t)(equals + 1 - word));
	}
	for(size_t i = 0; i < LISTS; i++)
		put_list(w, flags, i);
}

size_t acg_ng_write(const char *cookie, const struct acg_ng_command *command,
		char *out, size_t size)
{
	struct acg_output w = {out, 0, size, false};

	acg_output_put(&w, cookie, strlen(cookie));
	acg_output_put(&w, " d", 2);
	put_pair(&w, "command", command->command);
	put_pair(&w, "call-id", command->call_id);
	put_pair(&w, "from-tag", command->from_tag);
	put_pair(&w, "to-tag", command->to_tag);
	put_pair(&w, "transport-protocol", command->transport);
	if(command->flags)
		put_flags(&w, command->flags);
	if(command->sdp) {
		put_text(&w, "sdp", 3);
		put_text(&w, command->sdp, command->sdp_len);
	}
	acg_output_put(&w, "e", 1);
	return w.full ? 0 : w.len;
}

/* ---- reading ------------------------------------------------------------- */

struct reader {
	const char *at, *end;
};

static bool read_text(struct reader *r, const char **text, size_t *len)
{
	size_t n = 0;
	const char *start = r->at;

	while(r->at < r->end && *r->at >= '0' && *r->at <= '9') {
		if(n > (size_t)(r->end - start))
			return false;
		n = n * 10 + (size_t)(*r->at++ - '0');
	}
	if(r->at == start || r->at == r->end || *r->at != ':')
		return false;
	r->at++;
	if(n > (size_t)(r->end - r->at))
		return false;
	*text = r->at;
	*len = n;
	r->at += n;
	return true;
}

static bool skip_number(struct reader *r)
{
	const char *end = memchr(r->at, 'e', (size_t)(r->end - r->at));

	if(!end)
		return false;
	r->at = end + 1;
	return true;
}

/* Past any value. */
static bool skip_value(struct reader *r, int depth)
{
	const char *text;
	size_t len;

	if(r->at == r->end || depth == 0)
		return false;
	if(*r->at == 'i')
		return skip_number(r);
	if(*r->at != 'l' && *r->at != 'd')
		return read_text(r, &text, &len);
	r->at++;
	while(r->at < r->end && *r->at != 'e') {
		if(!skip_value(r, depth - 1))
			return false;
	}
	if(r->at == r->end)
		return false;
	r->at++;
	return true;
}

bool acg_ng_read(const char *reply, size_t len, const char *cookie,
		const char *key, const char **value, size_t *value_len)
{
	struct reader r = {reply, reply + len};
	size_t n = strlen(cookie), name_len;
	const char *name;
	bool found = false;

	if(len < n + 2 || memcmp(reply, cookie, n) != 0 || reply[n] != ' '
			|| reply[n + 1] != 'd')
		return false;
	r.at += n + 2;
	while(r.at < r.end && *r.at != 'e') {
		if(!read_text(&r, &name, &name_len))
			return false;
		if(name_len == strlen(key) && memcmp(name, key, name_len) == 0
				&& r.at < r.end && *r.at >= '0' && *r.at <= '9') {
			if(!read_text(&r, value, value_len))
				return false;
			found = true;
		} else if(!skip_value(&r, DEPTH_MAX)) {
			return false;
		}
	}
	return found && r.at < r.end;
}
