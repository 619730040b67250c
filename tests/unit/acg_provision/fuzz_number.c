/* sources: numbers/number.c */
/*
 * Fuzz target: any user part. A number is read alike however it is written: as
 * its canonical form, without its parameters, without separators; and nothing
 * but 2 to 15 digits without a leading zero is one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/number.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define UNTOUCHED UINT64_C(0xdeadbeefdeadbeef)

static void must(bool ok)
{
	if(!ok)
		abort();
}

/* The digits of a number, in another way than number.c: '+' and what is left of
 * the part before ';' without its separators. */
static size_t canonical(const char *user, size_t len, char out[static 17])
{
	size_t n = 0;

	for(size_t i = 0; i < len && user[i] != ';' && n < 17; i++) {
		if(!user[i] || !strchr("-.()", user[i]))
			out[n++] = user[i];
	}
	return n;
}

static void check_number(const char *user, size_t len, acg_number_key_t key)
{
	char text[ACG_NUMBER_SIZE], expected[17];
	size_t n = acg_number_format(key, text);
	acg_number_key_t again;

	must(n == strlen(text) && n >= 3 && n <= 16);
	must(key > 0 && key >> ACG_NUMBER_KEY_BITS == 0);
	must(text[0] == '+' && text[1] != '0');
	for(size_t i = 1; i < n; i++)
		must(isdigit((unsigned char)text[i]));
	must(acg_number_parse(text, n, &again) == ACG_NUMBER_OK && again == key);
	must(canonical(user, len, expected) == n && memcmp(text, expected, n) == 0);
}

/* What follows a ';' changes nothing. */
static void check_parameters(const char *user, size_t len,
		enum acg_number_error error, acg_number_key_t key)
{
	char *longer = malloc(len + 3);
	acg_number_key_t again = UNTOUCHED;

	must(longer);
	if(len)
		memcpy(longer, user, len);
	memcpy(longer + len, ";+1", 3);
	must(acg_number_parse(longer, len + 3, &again) == error && again == key);
	free(longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *user = (const char *)data;
	acg_number_key_t key = UNTOUCHED;
	enum acg_number_error error = acg_number_parse(user, size, &key);

	must(acg_number_strerror(error)[0]);
	if(error)
		must(key == UNTOUCHED);
	else
		check_number(user, size, key);
	check_parameters(user, size, error, key);
	return 0;
}
