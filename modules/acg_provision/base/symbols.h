/*
 * symbols: the inside of Kamailio and its own modules, reached by symbol. The types
 * come from the headers of the same source version, which the core checks at load.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SYMBOLS_H
#define ACG_SYMBOLS_H

#include <stddef.h>

struct acg_symbol {
	const char *name;
	void *where; /* of the pointer to be set */
};

/* Set all `n` pointers to the symbols of a module that is loaded. 0, or -1 with a log
 * line naming the module and, where one is missing, the symbol. */
int acg_symbols_bind(
		const char *module, const struct acg_symbol *symbols, size_t n);

/* A variable or function of the core that some versions have; NULL in others. */
void *acg_symbols_of_core(const char *name);

#endif
