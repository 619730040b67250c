# Unit tests and fuzz targets: tests/unit/MODULE/test_X.c becomes build/unit/MODULE/test_X,
# fuzz_X.c becomes build/fuzz/MODULE/fuzz_X. The first lines of each file name the
# module's pure sources it is linked with, and the libraries:
#
#   /* sources: number.c table.c */
#   /* libs: -lz */

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/test_*.c))
FUZZERS := $(patsubst tests/unit/%.c,$(BUILD)/fuzz/%,$(wildcard tests/unit/*/fuzz_*.c))
FUZZ_SECONDS ?= 60
UNIT_WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror
UNIT_DEPENDS := $(wildcard modules/*/*/*.[ch] tests/unit/*/*.h) tests/unit/unit.mk

# What the first lines of $< say after "sources:" and "libs:".
unit_sources = $(addprefix modules/$(notdir $(patsubst %/,%,$(dir $<)))/,$(shell sed -n '1,2s,^/\* sources: \(.*\) \*/$$,\1,p' $<))
unit_libs = $(shell sed -n '1,2s,^/\* libs: \(.*\) \*/$$,\1,p' $<)
unit_include = -I modules/$(notdir $(patsubst %/,%,$(dir $<)))

.PHONY: unit
unit: $(UNIT_TESTS)

$(UNIT_TESTS): $(BUILD)/unit/%: tests/unit/%.c $(UNIT_DEPENDS)
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$Qgcc -std=gnu11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
		$(UNIT_WARNINGS) $(unit_include) -o $@ $< $(unit_sources) -lcmocka $(unit_libs)

$(FUZZERS): $(BUILD)/fuzz/%: tests/unit/%.c $(UNIT_DEPENDS)
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$Qclang -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		$(UNIT_WARNINGS) $(unit_include) -o $@ $< $(unit_sources) $(unit_libs)

fuzz: deps-check $(FUZZERS)
	@for f in $(FUZZERS); do \
		mkdir -p $$f.corpus && (cd $$(dirname $$f) && \
		$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 $$f.corpus) || exit 1; done
