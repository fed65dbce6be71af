# Candour. `make setup` once, then `make demo` to look at it and `make check` before a commit.
#
#   make            build/candour, for daily work
#   make release    build-release/candour        make install   from there; DESTDIR= and PREFIX= are heard
#   make check      everything that must hold; ends with `N passed, N failed`
#   make sanitize   tests under address and undefined-behaviour sanitizers; make tsan under thread's
#   make fuzz       each fuzz target for FUZZ_SECONDS (60); make soak for hours; make bench for figures
#   make days       the fast tests at a dozen awkward moments, from New Year's night to 29 February
#   make floors     who may include whom; make tidy and make format-check for the style

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
DEMO_CHILDREN ?= 2000
DEMO_LISTEN ?= 127.0.0.1:8080

fixtures := $(CURDIR)/tests/browser/node_modules/govuk-frontend/dist/govuk/components
configure := meson setup -Dfixtures_dir=$(fixtures)

# What a build leaves in its room's folder, at the place where people look for it.
link = if [ -x $(1)/src/cli/candour ]; then ln -sfn src/cli/candour $(1)/candour; fi

.PHONY: all setup ready demo check bench days soak floors install release sanitize tsan fuzz tidy format-check clean

all: build/build.ninja
	ninja -C build
	@$(call link,build)

setup:
	@tools/setup.sh

# Installs only when something is missing; looking takes a moment.
ready:
	@tools/setup.sh --check || tools/setup.sh

build/build.ninja:
	$(configure) build

build-release/build.ninja:
	$(configure) --prefix=$(PREFIX) --buildtype=release build-release

build-asan/build.ninja:
	$(configure) -Db_sanitize=address,undefined -Db_lundef=false build-asan

build-tsan/build.ninja:
	$(configure) -Db_sanitize=thread -Db_lundef=false build-tsan

build-fuzz/build.ninja:
	CC=clang $(configure) -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false build-fuzz

demo: ready
	@$(MAKE) --no-print-directory all
	@if [ ! -f build/demo.db ]; then \
	    echo "demo: inventing an authority with $(DEMO_CHILDREN) children; this takes a moment."; \
	    rm -f build/demo.new.db* build/demo.db.key; \
	    build/candour demo --children $(DEMO_CHILDREN) --seed 1 --store build/demo.new.db \
	        --key build/demo.db.key && \
	    mv build/demo.new.db build/demo.db || { rm -f build/demo.new.db*; exit 1; }; \
	fi
	@echo "demo: http://$(DEMO_LISTEN)/  (Ctrl-C ends it; everybody in it is invented)"
	@exec build/candour serve --listen $(DEMO_LISTEN) --store build/demo.db

check:
	@tools/check.sh

bench: release
	meson test -C build-release --benchmark --verbose --timeout-multiplier 0

days: all
	@tools/other_days.sh

soak: release
	meson test -C build-release --suite soak --verbose --timeout-multiplier 0

floors:
	@tools/floors.sh && tools/longest.py .

release: build-release/build.ninja
	ninja -C build-release
	@$(call link,build-release)

install: release
	meson install -C build-release

sanitize: build-asan/build.ninja
	ninja -C build-asan
	meson test -C build-asan --no-suite soak --no-suite slow --print-errorlogs --timeout-multiplier 6

tsan: build-tsan/build.ninja
	ninja -C build-tsan
	meson test -C build-tsan --no-suite soak --no-suite slow --print-errorlogs --timeout-multiplier 10

fuzz:
	@tools/fuzz.sh $(FUZZ_SECONDS)

tidy: build/build.ninja
	ninja -C build
	git ls-files 'src/*.c' 'checker/*.c' | xargs clang-tidy -p build --quiet

format-check:
	@git ls-files 'src/*.[ch]' 'checker/*.[ch]' 'tests/*.[ch]' | xargs tools/format_check.py

clean:
	rm -rf build build-release build-asan build-tsan build-fuzz
