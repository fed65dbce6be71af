#!/bin/bash
# Everything that must hold before a change goes in; `make check` runs it. The last line is
# `N passed, N failed` (`, N skipped` may follow), and the status is 0 only when something ran and nothing
# failed. What runs a second time under sanitizers can add failures to the sum, and no passes.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0
pg_dir=

finish() {
    [ -z "$pg_dir" ] || tools/throwaway-pg.sh --stop "$pg_dir"
    pg_dir=
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n== %s\n' "$*"; }

close() {
    finish
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

give_up() {
    echo "$*"
    failed=$((failed + 1))
    close
}

# Adds a line `N passed, N failed[, N skipped]`; with `again`, passes were counted before.
add() {
    if [[ $1 =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        echo "${1}"
        failed=$((failed + BASH_REMATCH[2]))
        [ "${2:-}" = again ] && return
        passed=$((passed + BASH_REMATCH[1]))
        skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
    else
        echo "a step ended without its count"
        failed=$((failed + 1))
    fi
}

# build FOLDER GOALS-OF-MAKE...: silent when all goes well.
build() {
    local dir=$1 log status
    shift
    log=$(mktemp) || return 1
    make -s --no-print-directory "$@" >"$log" 2>&1 && ninja -C "$dir" >>"$log" 2>&1
    status=$?
    [ $status -eq 0 ] || tail -n 60 "$log"
    rm -f "$log"
    return $status
}

# meson_tests BUILD NAME-OF-LOG [OPTIONS]: runs them, prints the failing ones with their output.
meson_tests() {
    local dir=$1 name=$2 status
    shift 2
    rm -f "$dir/meson-logs/$name.json"
    meson test -C "$dir" --no-rebuild --quiet --print-errorlogs --logbase "$name" "$@" >"$dir/$name.out" 2>&1
    status=$?
    grep -vE '^(ninja: Entering|Full log written)' "$dir/$name.out" | grep -v '^$' | tail -n 200
    if [ ! -f "$dir/meson-logs/$name.json" ]; then
        count='0 passed, 1 failed, 0 skipped'
        return
    fi
    count=$(python3 tools/count_tests.py "$dir/meson-logs/$name.json")
    if [ $status -ne 0 ] && [[ $count == *' 0 failed'* ]]; then
        count=${count/ 0 failed/ 1 failed}
    fi
}

step 'what is needed'
tools/setup.sh --check || tools/setup.sh || give_up 'setup failed'

step 'style'
if make -s format-check; then add '1 passed, 0 failed'; else add '0 passed, 1 failed'; fi

step 'floors'
if tools/floors.sh; then add '1 passed, 0 failed'; else add '0 passed, 1 failed'; fi
python3 tools/longest.py . 10

step 'build'
build build all || give_up 'the build failed'

step 'a PostgreSQL for the tests'
pg_dir=$(mktemp -d "${TMPDIR:-/tmp}/candour-pg.XXXXXX")
CANDOUR_TEST_POSTGRES=$(tools/throwaway-pg.sh "$pg_dir") || give_up 'PostgreSQL did not start'
export CANDOUR_TEST_POSTGRES

step 'tests'
meson_tests build check --no-suite soak --timeout-multiplier 3
add "$count"

step 'tests under the address and undefined-behaviour sanitizers'
if build build-asan build-asan/build.ninja; then
    meson_tests build-asan check --no-suite soak --no-suite slow --no-suite floors --timeout-multiplier 6
    add "$count" again
else
    give_up 'the sanitizer build failed'
fi

step 'what runs on several threads, under the thread sanitizer'
if build build-tsan build-tsan/build.ninja; then
    meson_tests build-tsan check --no-suite slow --suite ledger --suite web --timeout-multiplier 10
    add "$count" again
else
    give_up 'the build for the thread sanitizer failed'
fi

if [ -f tests/fuzz/meson.build ] && command -v clang >/dev/null; then
    step "fuzz targets, ${FUZZ_SECONDS:-30} seconds each"
    out=$(tools/fuzz.sh "${FUZZ_SECONDS:-30}")
    printf '%s\n' "$out" | sed '$d'
    add "$(printf '%s\n' "$out" | tail -n 1)"
fi

if [ -f tests/browser/run.mjs ]; then
    step 'browser tests'
    out=$(node tests/browser/run.mjs 2>&1)
    status=$?
    printf '%s\n' "$out" | grep -vE '^[0-9]+ passed, [0-9]+ failed' | tail -n 200
    line=$(printf '%s\n' "$out" | grep -E '^[0-9]+ passed, [0-9]+ failed' | tail -n 1)
    if [ $status -ne 0 ] && [[ -z $line || $line == *' 0 failed'* ]]; then
        line='0 passed, 1 failed'
    fi
    add "$line"
fi

step 'all together'
close
