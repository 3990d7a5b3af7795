# evalrate: make [all|check|asan|lint|format|fuzz|bench|demo|deps|install|uninstall|clean]
VERSION := 0.1.0
PREFIX ?= /usr/local
CC ?= cc
BUILD ?= build

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef
HARDENING := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
ALL_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -DEVALRATE_VERSION='"$(VERSION)"' \
	-Iinclude -I$(BUILD) $(WARNINGS) $(HARDENING) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS := -lxlsxwriter -lcjson -lsqlite3 -lz -lm

SOURCES := $(wildcard src/*.c src/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/schema_sql.o
LIBRARY := $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*_test.c))
SCHEMA := $(sort $(wildcard schema/*.sql))

all: evalrate

# The program stands at the top for people; tests take the one of their own build.
evalrate: $(BUILD)/evalrate
	ln -sf $< $@

$(BUILD)/evalrate: $(OBJECTS)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The SQL of schema/ as byte arrays (string literals over 4,095 bytes are beyond what C promises).
$(BUILD)/schema_sql.c: schema/embed.sh $(SCHEMA)
	@mkdir -p $(@D)
	sh schema/embed.sh $(SCHEMA) > $@.new && mv $@.new $@

$(BUILD)/schema_sql.o: $(BUILD)/schema_sql.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -Itests/unit -o $@ $< $(LIBRARY) $(LIBS) -lcmocka

unit-tests: $(UNIT_TESTS)

check: $(BUILD)/evalrate unit-tests
	sh tests/run.sh $(BUILD) $(TESTS)

asan:
	$(MAKE) check BUILD=build-asan CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

clean:
	rm -rf build build-* evalrate

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d)

.PHONY: all check asan clean unit-tests
.DELETE_ON_ERROR:
