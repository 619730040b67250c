# Secure SIP gateway modules for Kamailio. `make help` lists the commands.
# Everything a command makes lives under build/.

BUILD := $(CURDIR)/build
KAMAILIO_SRC ?= $(BUILD)/kamailio/src
MODULES := acg_provision acg_retention
KAMAILIO_MODULES_DIR ?= $(shell dirname "$$(dpkg -L kamailio 2>/dev/null | grep -m1 '/modules/tm\.so$$')")
DESTDIR ?=
export BUILD KAMAILIO_SRC

.DEFAULT_GOAL := all
# V=1 shows the commands.
Q := $(if $(V),,@)
.PHONY: all help demo check check-fresh bench up down status lint fmt install deb clean \
	trust-store scan-tls storm-tls reload-tls fuzz-tls crash-records soak overload proof-of-life long-call call-media wireguard-media \
	deps-build deps-run deps-check kamailio-src fuzz $(MODULES)

all: $(MODULES)

help:
	@echo 'make              build both modules into build/modules/'
	@echo 'make demo         place encrypted calls both ways and show what happened'
	@echo 'make check        every test; the last line is "N passed, N failed"'
	@echo 'make up           the same stack left running; make status, make down'
	@echo 'make bench        measure beside peers; make bench-PART for one of bench/'
	@echo 'make lint         static checks only; make fmt formats the C'
	@echo 'make stress       100 million changes of the number table under 16 readers'
	@echo 'make crash-numbers  200 kills of follower, Kamailio and PostgreSQL'
	@echo 'make soak         SOAK_SECONDS (600) of mixed calls at SOAK_RATE (5) a second; make overload;'
	@echo '                  make proof-of-life; make long-call'
	@echo 'make failover     1,000 calls at 50 a second, one of three sites killed half-way'
	@echo 'make fuzz         each fuzz target for FUZZ_SECONDS (60)'
	@echo 'make trust-store  named bundles of roots in TRUST_STORE, and what is in them'
	@echo 'make scan-tls     testssl.sh and nmap; storm-tls, reload-tls, fuzz-tls: heavy tests'
	@echo 'make call-media   baresip and linphonec call each other for 30 s'
	@echo 'make check-fresh  demo and check in an empty Debian 12'
	@echo 'make deb          a Debian package of what is committed, in build/deb'
	@echo 'make install      modules into the packaged Kamailio (DESTDIR)'

deps-build deps-run deps-check: deps-%:
	@tests/stack/packages $(if $(filter check,$*),build run check,$(if $(filter run,$*),build run,$*))

kamailio-src: deps-build
ifeq ($(KAMAILIO_SRC),$(BUILD)/kamailio/src)
	@modules/kamailio-src $(BUILD)/kamailio
endif

$(MODULES): kamailio-src
	@$(MAKE) -s --no-print-directory -C modules/$@

demo: deps-run all
	@tests/demo/demo

up: deps-run all
	@tests/stack/up

down status:
	@tests/stack/$@

check: deps-check all unit tools stress-build
	@tests/check

check-fresh:
	@tests/stack/packages fresh
	@tests/fresh/check-fresh

# A long run of tests/failures/kills.t, with a stack of its own.
crash-records: deps-check all
	@KILLS=300 TEST_LIMIT=7200 ACG_RUN=$(BUILD)/crash tests/check tests/failures/kills.t

# Mixed calls: counters and records equal SIPp's counts, memory stays flat.
SOAK_SECONDS ?= 600
soak: deps-check all
	@SOAK_SECONDS=$(SOAK_SECONDS) TEST_LIMIT=$$(($(SOAK_SECONDS) + 420)) ACG_RUN=$(BUILD)/soak tests/check tests/heavy/soak.t

# A phone is killed in a call: a minute of waiting.
proof-of-life: deps-check all
	@ACG_RUN=$(BUILD)/proof-of-life tests/check tests/heavy/proof_of_life.t

# A call of 40 minutes, refreshed every 20 (RFC 4028).
long-call: deps-check all
	@SESSION_REFRESH=1200 TEST_LIMIT=2700 ACG_RUN=$(BUILD)/long-call tests/check tests/services/session_timers.t

# A peer at ten times its limit, beside others.
overload: deps-check all
	@ACG_RUN=$(BUILD)/overload tests/check tests/heavy/overload.t

# One of three sites killed under FAILOVER_CALLS (1000) calls at FAILOVER_RATE (50) a second:
# four minutes, since calls that ring there end after three.
.PHONY: failover
failover: deps-check all
	@TEST_LIMIT=600 ACG_RUN=$(BUILD)/failover tests/check tests/heavy/failover.t

# PostgreSQL stopped for ten minutes under 100 calls/s: a quarter of an hour.
.PHONY: outage-records
outage-records: deps-check all
	@TEST_LIMIT=1800 ACG_RUN=$(BUILD)/outage tests/check tests/heavy/outage.t

# bench/PART/run prints what it measures and writes build/bench/PART.json.
BENCHES := $(patsubst bench/%/run,bench-%,$(wildcard bench/*/run))

bench: $(BENCHES)

$(BENCHES): bench-%: deps-check all tools
	@tests/stack/packages bench
	@mkdir -p $(BUILD)/bench
	@bench/$*/run

# The roots that rows of acg.peer can name; ROOTS="NAME=FILE ..." adds an operator's own.
TRUST_STORE ?= $(BUILD)/trust
trust-store:
	@kamailio-cfg/trust/build $(TRUST_STORE) $(ROOTS)

# Full scans of a listener with testssl.sh and nmap, before and after 50 reloads.
# 10,000 handshakes each way, 200 reloads under calls, 10,000 broken handshakes: minutes each.
scan-tls storm-tls reload-tls fuzz-tls: %-tls: deps-check all tools
	@tests/stack/packages scan
	@TEST_LIMIT=1800 tests/check tests/heavy/$*.t

# Telephones that are not ours talk for 30 seconds each way; make check: for two.
call-media: deps-check all tools
	@CLIENT_SECONDS=30 TEST_LIMIT=600 tests/check tests/media/clients.t

# The control socket by WireGuard between two network namespaces.
wireguard-media: deps-check all
	@tests/stack/packages wireguard
	@tests/check tests/heavy/wireguard.t

lint: deps-check kamailio-src
	@tests/run tests/lint

fmt:
	@clang-format -i modules/*/*.c modules/*/*/*.[ch] tests/unit/*/*.c tests/tools/*.c tests/stress/*.c bench/*/*.c

install: all
	install -d $(DESTDIR)$(KAMAILIO_MODULES_DIR)
	install -m 644 $(MODULES:%=$(BUILD)/modules/%.so) $(DESTDIR)$(KAMAILIO_MODULES_DIR)
	install -D -m 755 $(BUILD)/modules/acg-journal $(DESTDIR)/usr/bin/acg-journal

# The committed tree as a Debian package, in build/deb.
deb: kamailio-src
	@tests/stack/packages build deb
	@rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb/source
	@git archive HEAD | tar -x -C $(BUILD)/deb/source
	@cd $(BUILD)/deb/source && env -u BUILD KAMAILIO_SRC=$(KAMAILIO_SRC) \
		dpkg-buildpackage -b -us -uc >../log 2>&1 || { tail -n 20 ../log; exit 1; }
	@ls $(BUILD)/deb/*.deb

clean:
	rm -rf $(BUILD)/modules $(BUILD)/unit $(BUILD)/fuzz $(BUILD)/tools

include tests/unit/unit.mk
include tests/tools/tools.mk
include tests/stress/stress.mk
