/* sources: tls/cfg_file.c */
/* What is wrong with a tls.cfg is named by section, key and value. */
#include "tls/cfg_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* "" when there is nothing to say. */
static const char *said(const char *text)
{
	static char error[256];
	char copy[1024];
	bool ok;

	error[0] = '\0';
	snprintf(copy, sizeof(copy), "%s", text);
	ok = acg_tls_cfg_text_check(copy, error, sizeof(error));
	assert_int_equal(ok, error[0] == '\0');
	return error;
}

static void what_is_right_passes(void **state)
{
	(void)state;
	assert_string_equal(said(""), "");
	assert_string_equal(
			said("# [a]\n\n[server:default]\nmethod=TLSv1.2+ # x\n"
				 "\tverify_certificate = yes\r\n[client:default]\n"),
			"");
	assert_string_equal(said("[client:any]\nserver_name = a\n[client:any]\n"
							 "server_name = b\n"),
			"");
}

static void unknown_keys_are_named(void **state)
{
	(void)state;
	assert_string_equal(
			said("[server:1.2.3.4:5061]\nverify_certificat = yes\n"),
			"[server:1.2.3.4:5061] verify_certificat = yes: no such key");
	assert_string_equal(said("[s]\nfoo\n"), "[s] foo = : no such key");
}

static void repetitions_are_named(void **state)
{
	(void)state;
	assert_string_equal(said("[s]\nserver_id = a\nserver_id = b\n"),
			"[s] server_id = b: the key is there twice");
	assert_string_equal(said("[s]\nserver_name = a\n[t]\n[s]\n"),
			"[s] server_name is not set: the section is there twice, and each "
			"needs a name of its own");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(what_is_right_passes),
			cmocka_unit_test(unknown_keys_are_named),
			cmocka_unit_test(repetitions_are_named),
	};

	return cmocka_run_group_tests_name("tls_cfg_file", tests, NULL, NULL);
}
