# The number table under concurrent readers: tests/stress/numbers.c, plain and under
# ThreadSanitizer. `make check` runs both for a moment (numbers.t).

STRESS := $(BUILD)/stress
STRESS_OPERATIONS ?= 100000000
STRESS_TSAN_OPERATIONS ?= 10000000
STRESS_READERS ?= 16
STRESS_SOURCES := tests/stress/numbers.c tests/stress/stops.c $(wildcard modules/acg_provision/numbers/*.c)
STRESS_DEPENDS := $(STRESS_SOURCES) tests/stress/stops.h $(wildcard modules/acg_provision/numbers/*.h) tests/stress/stress.mk
STRESS_BUILD = gcc -std=gnu11 -g -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror \
	-D ACG_ARENA_POISON=0xa5 -I modules/acg_provision -o $@ $(STRESS_SOURCES) -lpthread

.PHONY: stress-build stress stress-tsan crash-numbers
stress-build: $(STRESS)/numbers $(STRESS)/numbers-tsan

$(STRESS)/numbers: $(STRESS_DEPENDS)
	@mkdir -p $(@D)
	$(STRESS_BUILD) -O2

# It does not know fences; the one there is for systems without membarrier(2).
$(STRESS)/numbers-tsan: $(STRESS_DEPENDS)
	@mkdir -p $(@D)
	$(STRESS_BUILD) -O1 -fsanitize=thread -Wno-tsan

stress: $(STRESS)/numbers
	$< $(STRESS_OPERATIONS) $(STRESS_READERS)

stress-tsan: $(STRESS)/numbers-tsan
	$< $(STRESS_TSAN_OPERATIONS) $(STRESS_READERS)

crash-numbers: deps-check all unit tools
	@ACG_CRASHES=200 TEST_LIMIT=3600 tests/check tests/failures/numbers_after_crashes.t
