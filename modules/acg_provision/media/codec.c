/*
 * codec: the codec of an SDP, and codecs by configuration.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/codec.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define RTPMAP "a=rtpmap:"

struct span {
	const char *at, *end;
};

static const struct {
	const char *format, *name;
} fixed[] = {{"0", "PCMU"}, {"3", "GSM"}, {"4", "G723"}, {"8", "PCMA"},
		{"9", "G722"}, {"13", "CN"}, {"15", "G728"}, {"18", "G729"}};

/* Formats that may stand first and are not what people hear. */
static const char *const no_speech[] = {"TELEPHONE-EVENT", "CN", "RED"};

static bool next_line(struct span *rest, struct span *line)
{
	const char *newline;

	if(rest->at == rest->end)
		return false;
	newline = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));
	line->at = rest->at;
	line->end = newline ? newline : rest->end;
	rest->at = newline ? newline + 1 : rest->end;
	if(line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return true;
}

/* The next word up to one of `stops`; false at the end. */
static bool next_word(struct span *rest, const char *stops, struct span *word)
{
	while(rest->at < rest->end && strchr(stops, *rest->at))
		rest->at++;
	word->at = rest->at;
	while(rest->at < rest->end && !strchr(stops, *rest->at))
		rest->at++;
	word->end = rest->at;
	return word->end > word->at;
}

static bool begins(const struct span *line, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(line->end - line->at) >= len
		   && memcmp(line->at, text, len) == 0;
}

static bool is(const struct span *word, const char *text)
{
	return begins(word, text) && (size_t)(word->end - word->at) == strlen(text);
}

static bool same(const struct span *a, const struct span *b)
{
	return a->end - a->at == b->end - b->at
		   && memcmp(a->at, b->at, (size_t)(a->end - a->at)) == 0;
}

/* The formats of the first audio section in use, and what follows its m= line. */
static bool find_section(
		struct span rest, struct span *formats, struct span *body)
{
	struct span line, port, word;

	while(next_line(&rest, &line)) {
		if(!begins(&line, "m=audio "))
			continue;
		line.at += strlen("m=audio ");
		if(next_word(&line, " ", &port) && !is(&port, "0")
				&& next_word(&line, " ", &word)) {
			*formats = line;
			*body = rest;
			return true;
		}
	}
	return false;
}

static void copy_name(const struct span *name, char codec[ACG_MEDIA_CODEC_SIZE])
{
	size_t n = 0;

	for(const char *c = name->at; c < name->end && n < ACG_MEDIA_CODEC_SIZE - 1;
			c++) {
		if(!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			break;
		codec[n++] = (char)toupper((unsigned char)*c);
	}
	codec[n] = '\0';
}

static void name_of(const struct span *format, struct span body,
		char codec[ACG_MEDIA_CODEC_SIZE])
{
	struct span line, number, name;

	codec[0] = '\0';
	while(!codec[0] && next_line(&body, &line) && !begins(&line, "m=")) {
		if(!begins(&line, RTPMAP))
			continue;
		line.at += strlen(RTPMAP);
		if(next_word(&line, " ", &number) && same(&number, format)
				&& next_word(&line, " /", &name))
			copy_name(&name, codec);
	}
	for(size_t i = 0; !codec[0] && i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if(is(format, fixed[i].format))
			strcpy(codec, fixed[i].name);
	}
}

static bool is_speech(const char *codec)
{
	for(size_t i = 0; i < sizeof(no_speech) / sizeof(no_speech[0]); i++) {
		if(strcmp(codec, no_speech[i]) == 0)
			return false;
	}
	return codec[0] != '\0';
}

void acg_media_codec(
		const char *sdp, size_t len, char codec[ACG_MEDIA_CODEC_SIZE])
{
	struct span formats, body, format;

	codec[0] = '\0';
	if(!find_section((struct span){sdp, sdp + len}, &formats, &body))
		return;
	while(next_word(&formats, " ", &format)) {
		name_of(&format, body, codec);
		if(is_speech(codec))
			return;
	}
	codec[0] = '\0';
}

/* ---- by configuration ------------------------------------------------------ */

static const char *const offered[] = {
		"PCMA", "PCMU", "G722", "G729", "opus", "CN", "telephone-event"};

#define OFFERED (sizeof(offered) / sizeof(offered[0]))

unsigned acg_media_codecs_parse(const char *text, size_t len)
{
	struct span rest = {text, text + len}, word;
	unsigned codecs = 0;

	while(next_word(&rest, ",", &word)) {
		size_t i = 0;
		while(i < OFFERED && !is(&word, offered[i]))
			i++;
		if(i == OFFERED)
			return 0;
		codecs |= 1u << i;
	}
	return codecs;
}

unsigned acg_media_codecs_speech(unsigned codecs)
{
	unsigned speech = 0;
	char name[ACG_MEDIA_CODEC_SIZE];

	for(size_t i = 0; i < OFFERED; i++) {
		copy_name(&(struct span){offered[i], offered[i] + strlen(offered[i])},
				name);
		if(is_speech(name))
			speech |= codecs & 1u << i;
	}
	return speech;
}

unsigned acg_media_codecs_of(const char *sdp, size_t len)
{
	struct span formats, body, format;
	char name[ACG_MEDIA_CODEC_SIZE];
	unsigned codecs = 0;

	if(!find_section((struct span){sdp, sdp + len}, &formats, &body))
		return 0;
	while(next_word(&formats, " ", &format)) {
		name_of(&format, body, name);
		for(size_t i = 0; i < OFFERED; i++) {
			if(strcasecmp(name, offered[i]) == 0)
				codecs |= 1u << i;
		}
	}
	return codecs;
}

void acg_media_codecs_flags(
		unsigned codecs, char flags[ACG_MEDIA_CODEC_FLAGS_SIZE])
{
	size_t n = 0;

	flags[0] = '\0';
	for(size_t i = 0; i < OFFERED; i++) {
		if(codecs & 1u << i)
			n += (size_t)snprintf(flags + n, ACG_MEDIA_CODEC_FLAGS_SIZE - n,
					" transcode-%s", offered[i]);
	}
}
