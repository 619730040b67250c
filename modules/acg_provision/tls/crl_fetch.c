/*
 * crl_fetch: bytes from an HTTP server, within bounds; and kept on disk.
 *
 * Lists are signed, so plain HTTP is enough, and is what certificates name
 * (RFC 5280 section 8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/crl_fetch.h"

#include <curl/curl.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* libcurl's write callback: fewer bytes taken than given end the transfer. */
static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct acg_crl_bytes *bytes = arg;
	size_t len = size * n;
	uint8_t *grown;

	if(len > ACG_CRL_BYTES_MAX - bytes->len)
		return 0;
	grown = realloc(bytes->data, bytes->len + len + 1);
	if(!grown)
		return 0;
	memcpy(grown + bytes->len, data, len);
	bytes->data = grown;
	bytes->len += len;
	return len;
}

bool acg_crl_fetch(const char *url, struct acg_crl_bytes *bytes,
		char error[static ACG_CRL_ERROR_SIZE])
{
	CURL *curl = curl_easy_init();
	CURLcode code = CURLE_FAILED_INIT;

	*bytes = (struct acg_crl_bytes){0};
	if(curl && curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK
			&& curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http") == CURLE_OK
			&& curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http")
					   == CURLE_OK) {
		curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
		curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L);
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ACG_CRL_FETCH_S);
		curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
		curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, bytes);
		code = curl_easy_perform(curl);
	}
	curl_easy_cleanup(curl);
	if(code == CURLE_OK)
		return true;
	snprintf(error, ACG_CRL_ERROR_SIZE, "%s",
			code == CURLE_WRITE_ERROR ? "the list is too large"
									  : curl_easy_strerror(code));
	free(bytes->data);
	*bytes = (struct acg_crl_bytes){0};
	return false;
}

bool acg_crl_load(const char *path, struct acg_crl_bytes *bytes)
{
	FILE *file = fopen(path, "re");
	struct stat st;

	*bytes = (struct acg_crl_bytes){0};
	if(!file)
		return false;
	if(fstat(fileno(file), &st) == 0 && st.st_size > 0
			&& st.st_size <= ACG_CRL_BYTES_MAX
			&& (bytes->data = malloc((size_t)st.st_size)))
		bytes->len = fread(bytes->data, 1, (size_t)st.st_size, file);
	fclose(file);
	return bytes->len > 0;
}

static bool write_all(FILE *file, const struct acg_crl_bytes *bytes)
{
	return fwrite(bytes->data, 1, bytes->len, file) == bytes->len
		   && fflush(file) == 0 && fsync(fileno(file)) == 0;
}

bool acg_crl_save(const char *path, const struct acg_crl_bytes *bytes,
		char error[static ACG_CRL_ERROR_SIZE])
{
	char new_path[4096];
	FILE *file;
	bool ok;

	snprintf(new_path, sizeof(new_path), "%s.new", path);
	file = fopen(new_path, "we");
	ok = file && write_all(file, bytes);
	if(file && fclose(file) != 0)
		ok = false;
	ok = ok && rename(new_path, path) == 0;
	if(!ok) {
		snprintf(
				error, ACG_CRL_ERROR_SIZE, "%.120s: %s", path, strerror(errno));
		unlink(new_path);
	}
	return ok;
}
