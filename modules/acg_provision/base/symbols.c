/*
 * symbols: the inside of Kamailio and its own modules, reached by symbol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/symbols.h"

#include "core/dprint.h"
#include "core/sr_module.h"

#include <dlfcn.h>
#include <string.h>

void *acg_symbols_of_core(const char *name)
{
	return dlsym(RTLD_DEFAULT, name);
}

int acg_symbols_bind(
		const char *name, const struct acg_symbol *symbols, size_t n)
{
	struct sr_module *module = find_module_by_name((char *)name);

	if(!module) {
		LM_ERR("the %s module is not loaded: put loadmodule \"%s.so\" before "
			   "this module\n",
				name, name);
		return -1;
	}
	for(size_t i = 0; i < n; i++) {
		void *symbol = dlsym(module->handle, symbols[i].name);
		if(!symbol) {
			LM_ERR("this %s module has no symbol %s: it is of a version that "
				   "this module does not know\n",
					name, symbols[i].name);
			return -1;
		}
		memcpy(symbols[i].where, &symbol, sizeof(symbol));
	}
	return 0;
}
