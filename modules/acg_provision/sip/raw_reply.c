/*
 * raw_reply: a response to a request that no parser takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/raw_reply.h"
#include "base/output.h"
#include "sip/header_name.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct line {
	const char *s;
	size_t len;
};

/* The line at *at, without its end; false: there is none, or it is empty. */
static bool next_line(const char **at, const char *end, struct line *line)
{
	const char *newline =
			*at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

	if(!newline)
		return false;
	line->s = *at;
	line->len = (size_t)(newline - *at);
	if(line->len && newline[-1] == '\r')
		line->len--;
	*at = newline + 1;
	return line->len != 0;
}

/* "METHOD ... SIP/<version>": what stands behind the last space of the line. */
static bool read_version(const struct line *line, struct line *version)
{
	size_t end = line->len, start;

	while(end && line->s[end - 1] == ' ')
		end--;
	start = end;
	while(start && line->s[start - 1] != ' ')
		start--;
	*version = (struct line){line->s + start, end - start};
	return start && version->len > 4 && strncasecmp(version->s, "SIP/", 4) == 0;
}

/* Something with a method that wants an answer. */
static bool wants_answer(const struct line *line)
{
	size_t method = 0;

	while(method < line->len && acg_header_is_token_char(line->s[method]))
		method++;
	return method && method < line->len && line->s[method] == ' '
		   && !(method == 3 && memcmp(line->s, "ACK", 3) == 0);
}

static bool is_printable(const struct line *line)
{
	for(size_t i = 0; i < line->len; i++) {
		unsigned char c = (unsigned char)line->s[i];

		if((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Which of the headers that a response repeats the line is; -1: none. */
static int repeated(const struct line *line)
{
	static const char *const names[] = {"Via", "From", "To", "Call-ID", "CSeq"};
	const char *colon = memchr(line->s, ':', line->len);
	size_t len = colon ? (size_t)(colon - line->s) : 0;

	while(len && (line->s[len - 1] == ' ' || line->s[len - 1] == '\t'))
		len--;
	for(int i = 0; len && i < 5; i++) {
		if(acg_header_name_is(line->s, len, names[i], strlen(names[i])))
			return i;
	}
	return -1;
}

/* Each Via; of the others the first. False: a line cannot be repeated. */
static bool put_repeated(
		struct acg_output *output, const char *at, const char *end, bool *via)
{
	bool seen[5] = {false};
	struct line line;

	while(next_line(&at, end, &line)) {
		int which = repeated(&line);

		if(which < 0 || (which > 0 && seen[which]))
			continue;
		if(!is_printable(&line))
			return false;
		seen[which] = true;
		acg_output_put(output, line.s, line.len);
		acg_output_put(output, "\r\n", 2);
	}
	*via = seen[0];
	return true;
}

static void put_text(struct acg_output *output, const char *text)
{
	acg_output_put(output, text, strlen(text));
}

size_t acg_raw_reply(const char *request, size_t len, char *out, size_t size)
{
	struct acg_output output = {out, 0, size, false};
	const char *at = request, *end = request + len;
	struct line line, version;
	bool via = false;

	if(!next_line(&at, end, &line) || !wants_answer(&line)
			|| !read_version(&line, &version))
		return 0;
	if(version.len == 7 && strncasecmp(version.s, "SIP/2.0", 7) == 0)
		put_text(&output, "SIP/2.0 400 Bad Request\r\n");
	else
		put_text(&output, "SIP/2.0 505 Version Not Supported\r\n");
	if(!put_repeated(&output, at, end, &via) || !via)
		return 0;
	put_text(&output, "Content-Length: 0\r\n\r\n");
	return output.full ? 0 : output.len;
}
