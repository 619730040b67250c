# How any module here is built: include this from modules/NAME/Makefile after
# setting NAME and, if needed, CPPFLAGS_NAME and LIBS. All .c files of the
# module's folder and of the folders in it (but tool/, which has programs) are compiled
# and linked into build/modules/NAME.so.
#
# The defines come from Kamailio's own `make cfg`: version and compile flags are
# compared by the core at load time, and a mismatch stops the server.

TOP   := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
BUILD ?= $(TOP)/build
KAMAILIO_SRC ?= $(BUILD)/kamailio/src

KAMAILIO_DEFS := $(shell sed -n 's/^C_DEFS= *//p' $(KAMAILIO_SRC)/src/config.mak)
ifeq ($(KAMAILIO_DEFS),)
$(error no configured Kamailio source in KAMAILIO_SRC=$(KAMAILIO_SRC): run make at the top, or 'make cfg' there)
endif

# V=1 shows the commands.
Q := $(if $(V),,@)

OBJDIR  := $(BUILD)/modules/$(NAME)
MODULE  := $(BUILD)/modules/$(NAME).so
SOURCES := $(wildcard *.c) $(filter-out tool/%,$(wildcard */*.c))
OBJECTS := $(SOURCES:%.c=$(OBJDIR)/%.o)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
CFLAGS   ?= -O2 -g
HARDEN   := -fstack-protector-strong -D_FORTIFY_SOURCE=2
# Kamailio's headers are system headers: their warnings are not ours to mend.
COMPILE  := $(CC) -std=gnu11 -fPIC $(CFLAGS) $(HARDEN) $(WARNINGS) \
	$(KAMAILIO_DEFS) -DKSR_PTHREAD_MUTEX_SHARED -DMOD_NAME='"$(NAME)"' \
	-isystem $(KAMAILIO_SRC)/src -I. $(CPPFLAGS_$(NAME)) -MMD -MP

$(MODULE): $(OBJECTS) $(TOP)/modules/module.map
	@echo '  LD  $(NAME).so'
	$Q$(CC) -shared $(CFLAGS) -Wl,-z,relro,-z,now -Wl,--no-undefined-version \
		-Wl,-Bsymbolic-functions -Wl,--version-script=$(TOP)/modules/module.map \
		-o $@ $(OBJECTS) $(LIBS)

$(OBJDIR)/%.o: %.c $(TOP)/modules/module.mk Makefile
	@mkdir -p $(@D)
	@echo '  CC  $(NAME)/$<'
	$Q$(COMPILE) -c -o $@ $<

# The command as it is, for clang-tidy. $(info) keeps its quotes.
.PHONY: compile-command
compile-command:
	$(info $(COMPILE))@:

-include $(OBJECTS:.o=.d)
