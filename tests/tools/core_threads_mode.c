/* libs: -shared -fPIC -ldl */
/*
 * To be preloaded into a Kamailio whose core has no parameter tls_threads_mode: the
 * variable of later versions, with the value of the environment's TLS_THREADS_MODE, and
 * a line on stderr whenever somebody drops what OpenSSL keeps of a thread.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

extern int ksr_tls_threads_mode;
int ksr_tls_threads_mode;

void OPENSSL_thread_stop(void);

static __attribute__((constructor)) void set_mode(void)
{
	const char *mode = getenv("TLS_THREADS_MODE");

	ksr_tls_threads_mode = mode ? atoi(mode) : 0;
}

/* OpenSSL is in no scope that dlsym() looks at by itself: modules bring it along. */
void OPENSSL_thread_stop(void)
{
	static const char line[] = "OpenSSL state of a thread dropped\n";
	void *crypto = dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_NOLOAD);
	void (*real)(void) = (void (*)(void))dlsym(crypto, "OPENSSL_thread_stop");

	if(!real || write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		abort();
	real();
	dlclose(crypto);
}
