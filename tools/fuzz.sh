#!/bin/bash
# Runs each fuzz target of tests/fuzz for a while: tools/fuzz.sh [SECONDS-EACH]. Ends with
# `N passed, N failed`. Inputs to begin with stand in tests/fuzz/corpus/NAME; what crashed a target is left in
# build-fuzz/found/.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1:-60}
passed=0 failed=0

if [ ! -f tests/fuzz/meson.build ]; then
    echo '0 passed, 0 failed'
    exit 0
fi
make -s build-fuzz/build.ninja || exit 1
mapfile -t targets < <(ninja -C build-fuzz -t targets all 2>/dev/null |
    sed -n 's|^\(tests/fuzz/fuzz[-_][A-Za-z0-9_-]*\): c_LINKER.*|\1|p' | sort -u)
if [ "${#targets[@]}" -gt 0 ]; then
    ninja -C build-fuzz "${targets[@]}" >build-fuzz/ninja.log 2>&1 || { tail -n 40 build-fuzz/ninja.log; exit 1; }
fi
mkdir -p build-fuzz/found build-fuzz/corpus

# fuzz TARGET NAME: what it says goes to its log.
fuzz() {
    local folders=("build-fuzz/corpus/$2")
    mkdir -p "build-fuzz/corpus/$2"
    [ -d "tests/fuzz/corpus/$2" ] && folders+=("tests/fuzz/corpus/$2")
    "build-fuzz/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
        -artifact_prefix="build-fuzz/found/$2-" "${folders[@]}" >"build-fuzz/found/$2.log" 2>&1
}

# As many at a time as there are cores.
declare -A running
for target in "${targets[@]}"; do
    while [ "$(jobs -pr | wc -l)" -ge "$(nproc)" ]; do sleep 0.2; done
    fuzz "$target" "$(basename "$target" | sed 's/^fuzz[-_]//')" &
    running[$target]=$!
done
for target in "${targets[@]}"; do
    name=$(basename "$target" | sed 's/^fuzz[-_]//')
    if wait "${running[$target]}"; then
        passed=$((passed + 1))
        grep -hE '^Done|stat::number' "build-fuzz/found/$name.log" | tail -n 1 | sed "s/^/fuzz $name: /"
    else
        failed=$((failed + 1))
        printf 'fuzz %s failed:\n' "$name"
        tail -n 30 "build-fuzz/found/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
