# Tools of the tests: tests/tools/X.c becomes build/tools/X. The first line names the
# libraries: /* libs: -lssl -lcrypto */

TOOLS := $(patsubst tests/tools/%.c,$(BUILD)/tools/%,$(wildcard tests/tools/*.c))

.PHONY: tools
tools: $(TOOLS)

$(TOOLS): $(BUILD)/tools/%: tests/tools/%.c tests/tools/tools.mk
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$Qgcc -std=gnu11 -g -O2 -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror -o $@ $< \
		$(shell sed -n '1s,^/\* libs: \(.*\) \*/$$,\1,p' $<)
