# evalrate
#
#   make                    builds ./evalrate
#   make deps               installs what building needs; with check also what testing needs: make deps check
#   make deps-all           installs all that any target here needs
#   make demo               imports sample-logs/ and compares the models in it
#   make check              runs all tests; TESTS='tests/cli/samples.test …' only these
#   make check-engines      the same figures in PostgreSQL, DuckDB and ClickHouse, as far as these can be had
#   make asan, cover        the same with sanitizers, with coverage
#   make bench              measures beside peers; SIZE=full, ROUNDS=9, CASES='stream final'
#   make bench-check        counts instructions: more than 5 % above the recorded counts fails; RECORD=1 records them
#   make fuzz SECONDS=60    searches for inputs that break it, each target so long; NAMES='views store' only these
#   make compat             the same figures by clang, on 32 bits, on a big-endian machine, as far as these can be had
#   make lint, format       checks the sources, lays them out
#   make install, uninstall PREFIX=/usr/local, DESTDIR=
#   make deb                a Debian package
#   make clean
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS and BUILD (the folder of all that is made) may be set; V=1 shows the commands.

VERSION := 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
SECONDS ?= 60

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef
HARDENING := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
# The same sources give the same program, wherever they lie.
REPRODUCIBLE = -ffile-prefix-map=$(CURDIR)=.
ALL_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -DEVALRATE_VERSION='"$(VERSION)"' \
	-Iinclude -I$(BUILD) $(PCRE2_FLAGS) $(LZMA_FLAGS) $(ZSTD_FLAGS) $(WARNINGS) $(HARDENING) $(REPRODUCIBLE) \
	$(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
# PCRE2 is optional: without it --ranks says that it is missing. PCRE2=no leaves it out where it is.
PCRE2 ?= $(shell pkg-config --exists libpcre2-8 2>/dev/null && echo yes)
ifeq ($(PCRE2),yes)
PCRE2_FLAGS := -DHAVE_PCRE2 $(shell pkg-config --cflags libpcre2-8)
PCRE2_LIBS := $(shell pkg-config --libs libpcre2-8)
endif
# So are the libraries that unpack .xz and .zst: without them such a file says how to unpack it.
LZMA ?= $(shell pkg-config --exists liblzma 2>/dev/null && echo yes)
ifeq ($(LZMA),yes)
LZMA_FLAGS := -DHAVE_LZMA $(shell pkg-config --cflags liblzma)
LZMA_LIBS := $(shell pkg-config --libs liblzma)
endif
ZSTD ?= $(shell pkg-config --exists libzstd 2>/dev/null && echo yes)
ifeq ($(ZSTD),yes)
ZSTD_FLAGS := -DHAVE_ZSTD $(shell pkg-config --cflags libzstd)
ZSTD_LIBS := $(shell pkg-config --libs libzstd)
endif
LIBS := -lxlsxwriter -lcjson -lsqlite3 -lz $(PCRE2_LIBS) $(LZMA_LIBS) $(ZSTD_LIBS) -lm

# say WHAT: one short line instead of a long command; the command follows behind $Q.
say = @$(if $(V),:,echo '  $1')
Q = $(if $(V),,@)

SCHEMA := $(sort $(wildcard schema/*.sql))
SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/schema_sql.o
LIBRARY := $(filter-out $(BUILD)/src/main.o,$(OBJECTS))

UNIT_SOURCES := $(sort $(wildcard tests/unit/*_test.c))
UNIT_TESTS := $(UNIT_SOURCES:tests/%.c=$(BUILD)/%)
FUZZ_SOURCES := $(sort $(filter-out %/replay.c,$(wildcard tests/fuzz/*.c)))
FUZZ_TARGETS := $(FUZZ_SOURCES:tests/%.c=$(BUILD)/%)
TEST_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(UNIT_SOURCES) $(wildcard tests/fuzz/*.c tests/bench/*.c))
HEADERS := $(sort $(wildcard include/*.h src/*.h src/*/*.h))

# --- building ---------------------------------------------------------------------------------------------------------

all: evalrate

# The program stands at the top for people; tests take the one of their own build.
evalrate: $(BUILD)/evalrate
	@ln -sf $< $@

$(BUILD)/evalrate: $(OBJECTS)
	$(call say,link $@)
	$Q$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

$(BUILD)/%.o: %.c Makefile | $(filter deps%,$(MAKECMDGOALS))
	@mkdir -p $(@D)
	$(call say,compile $<)
	$Q$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The SQL of schema/ as byte arrays (string literals over 4,095 bytes are beyond what C promises).
$(BUILD)/schema_sql.c: schema/embed.sh $(SCHEMA) $(wildcard schema/migrations/* schema/engines/* schema/engines/*/*)
	@mkdir -p $(@D)
	$(call say,embed schema/)
	$Qsh schema/embed.sh $(SCHEMA) > $@.new && mv $@.new $@

$(BUILD)/schema_sql.o: $(BUILD)/schema_sql.c Makefile | $(filter deps%,$(MAKECMDGOALS))
	$(call say,compile $<)
	$Q$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What testing needs is asked for by naming check too, or anything else that runs the tests.
deps:
	@sh .ci/deps.sh build $(if $(filter check asan,$(MAKECMDGOALS)),test)

deps-all:
	@BUILD=$(BUILD) sh .ci/deps.sh build test extra engines compat

demo: evalrate
	@rm -f $(BUILD)/demo.db
	./evalrate import -d $(BUILD)/demo.db desktop=sample-logs/desktop laptop=sample-logs/laptop
	./evalrate report -d $(BUILD)/demo.db -o - -o report.xlsx -o report.md -o report.csv

clean:
	rm -rf build build-* evalrate report.xlsx report.md report.csv evalrate_*.deb

# --- testing ----------------------------------------------------------------------------------------------------------

# Fortified calls would be hidden from the sanitizers.
SANITIZE = HARDENING=-fPIE CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

$(UNIT_TESTS): $(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,link $@)
	$Q$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

# A fuzz target with a main of its own runs over files that are there; with libFuzzer it searches for new ones.
FUZZ_MAIN = $(BUILD)/tests/fuzz/replay.o
$(FUZZ_TARGETS): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(FUZZ_MAIN) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,link $@)
	$Q$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The bench's programs stand alone.
BENCH_TOOLS := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
$(BENCH_TOOLS): $(BUILD)/bench/%: $(BUILD)/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,link $@)
	$Q$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

unit-tests: $(UNIT_TESTS)
fuzz-targets: $(FUZZ_TARGETS)

check: $(BUILD)/evalrate unit-tests fuzz-targets $(BENCH_TOOLS)
	@sh tests/run.sh $(BUILD) $(TESTS)

# What the engines are given, and what SQLite answers, is made once for all of them.
check-engines: $(BUILD)/evalrate
	@BUILD=$(BUILD) sh .ci/deps.sh engines
	@sh tests/engines/given.sh $(BUILD)/evalrate $(BUILD)/engines-many many
	@sh tests/run.sh $(BUILD) $(wildcard tests/engines/*.test)

asan:
	@$(MAKE) check BUILD=$(BUILD)-asan $(SANITIZE)

cover:
	@$(MAKE) check BUILD=$(BUILD)-cover HARDENING=-fPIE CFLAGS='-O0 -g --coverage'
	@command -v gcovr >/dev/null || { echo 'gcovr is missing: the plain .gcda files are in $(BUILD)-cover' >&2; exit 1; }
	gcovr --root . --filter src/ --object-directory $(BUILD)-cover $(BUILD)-cover

SIZE ?= small
ROUNDS ?= 5
bench: $(BUILD)/evalrate $(BENCH_TOOLS)
	@/usr/bin/python3 tests/bench/bench.py $(BUILD) $(SIZE) $(ROUNDS) $(CASES)

bench-check: $(BUILD)/evalrate $(BENCH_TOOLS)
	@sh tests/bench/instructions.sh $(BUILD) $(if $(RECORD),record)

compat: $(BUILD)/evalrate
	@sh tests/compat/compat.sh $(BUILD)

# Comparisons are not traced, which costs half of the time: words.dict has what random bytes would not meet.
FUZZ_FLAGS := -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp -DEVALRATE_READER_WINDOW=4096
fuzz:
	@$(MAKE) fuzz-targets BUILD=$(BUILD)-fuzz CC=clang $(SANITIZE) FUZZ_MAIN= CPPFLAGS="$(FUZZ_FLAGS)" LDFLAGS=-fsanitize=fuzzer
	@sh tests/fuzz/run.sh $(BUILD)-fuzz $(SECONDS) $(NAMES)

# --- the sources ------------------------------------------------------------------------------------------------------

lint:
	@sh .ci/lint.sh $(BUILD)-lint $(ALL_CFLAGS)

format:
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] include/*.h tests/*/*.[ch])

# Everything compiled and nothing linked, and each header by itself: for lint.
objects: $(OBJECTS) $(TEST_OBJECTS) $(HEADERS:%=$(BUILD)/%.alone)

$(BUILD)/%.h.alone: %.h
	@mkdir -p $(@D)
	$(call say,check $<)
	$Qecho '#include "$<"' | $(CC) $(ALL_CFLAGS) -I. -x c -fsyntax-only - && touch $@

# --- installing -------------------------------------------------------------------------------------------------------

# What there is of these, and its place below PREFIX.
INSTALLED := \
	evalrate:bin/evalrate \
	src/evalrate.1:share/man/man1/evalrate.1 \
	src/completions/evalrate.bash:share/bash-completion/completions/evalrate \
	src/completions/evalrate.fish:share/fish/vendor_completions.d/evalrate.fish \
	src/completions/_evalrate:share/zsh/site-functions/_evalrate
EACH_INSTALLED = for pair in $(INSTALLED); do file=$${pair%%:*} place='$(DESTDIR)$(PREFIX)'/$${pair\#*:}

install: evalrate
	@set -e; $(EACH_INSTALLED); [ -e "$$file" ] || continue; \
	    mode=644; [ ! -x "$$file" ] || mode=755; \
	    echo "$$place"; mkdir -p "$${place%/*}"; install -m "$$mode" "$$file" "$$place"; done

uninstall:
	@$(EACH_INSTALLED); rm -f "$$place"; done

# A Debian package of this machine's kind: evalrate_VERSION_ARCHITECTURE.deb
deb:
	rm -rf $(BUILD)/deb
	@$(MAKE) install PREFIX=/usr DESTDIR=$(BUILD)/deb
	sh .ci/deb.sh $(BUILD)/deb $(VERSION) .

-include $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)

.PHONY: all evalrate deps deps-all demo clean unit-tests fuzz-targets check check-engines bench bench-check asan cover \
	compat fuzz lint format objects install uninstall deb
.DELETE_ON_ERROR:
