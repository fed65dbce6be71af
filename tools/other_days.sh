#!/bin/bash
# Runs the fast tests as if it were another day: each test of meson begins at exactly that moment.
#   tools/other_days.sh                      the days below, one after another; ends with `N passed, N failed`
#   tools/other_days.sh --on MOMENT [...]    one of them or any other (for GNU date, in London), and what more meson
#                                            is to hear: names of tests, --suite web
#   tools/other_days.sh --browser MOMENT     the browser tests then
#   tools/other_days.sh --at SECONDS COMMAND [...]   a command, as if that moment of Unix time were now
# Only the clock on the wall is moved (tests/days/other_day.c): a PostgreSQL that runs already stays in its day.
set -u
cd_root() { cd "$(dirname "$(readlink -f "$0")")/.." || exit 1; }

# Moments that something leaned on, or would: whatever is counted from today meets all of them some day.
days() {
    cat <<'END'
2026-12-31 23:59:58 | the year, and with it every `this year` and `this month`, ends under each test
2027-01-01 00:30    | no earlier today to speak of: yesterday was another month and another year; a bank holiday
2027-02-28 12:00    | a Sunday, and a month's end from which three months ahead are fewer days than from any other
2027-03-01 09:00    | the first of a month after a short one: figures of `this month` are empty
2027-03-28 00:59:58 GMT | London's clocks go forward under each test, on Easter Sunday: 01:30 never comes
2027-03-29 09:00    | Easter Monday: four days in a row without a working day
2027-03-31 23:59:58 | the census year ends under each test
2027-05-31 09:00    | a bank holiday on the last of a month; three and six months ahead are capped at a shorter month
2027-08-31 16:55    | six months ahead is the last of February; the school year ends; a Tuesday after a bank holiday
2027-10-30 23:30    | a Saturday night in summer time, whose UTC day and London day differ
2027-10-31 01:30 GMT | the second 01:30 of this night: a time typed as 01:30 means the hour before
2028-02-29 09:00    | a day that a year ago and a year ahead do not have
END
}

in_seconds() { TZ=Europe/London date -d "$1" +%s; }

# as_of SECONDS COMMAND...
as_of() {
    local shift_by=$(($1 - $(date +%s))) shim
    shim=$(cd_root && pwd)/build/tests/days/other-day.so
    shift
    [ -f "$shim" ] || { echo "other_days: $shim is not built: make" >&2; exit 1; }
    exec env LD_PRELOAD="$shim" OTHER_DAY_SHIFT="$shift_by" "$@"
}

# tests_on MOMENT [meson's options]: prints the failing ones with their output; sets count.
tests_on() {
    local moment=$1 at json=build/meson-logs/other-days-other_days.sh.json       # of --logbase and --wrapper
    shift
    at=$(in_seconds "$moment") || exit 1
    rm -f "$json"
    meson test -C build --no-rebuild --quiet --print-errorlogs --logbase other-days --timeout-multiplier 4 \
        --wrapper "$PWD/tools/other_days.sh --at $at" "$@" 2>&1 |
        grep -vE '^(ninja: Entering|Full log written)' | grep -v '^$' | tail -n 200
    count='0 passed, 1 failed, 0 skipped'
    [ -f "$json" ] && count=$(python3 tools/count_tests.py "$json")
}

case ${1:-} in
--at)
    shift
    as_of "$@"
    ;;
--browser)
    cd_root
    at=$(in_seconds "$2") || exit 1
    as_of "$at" node tests/browser/run.mjs
    ;;
--on)
    cd_root
    moment=$2
    shift 2
    tests_on "$moment" "$@"
    echo "$count"
    [[ $count == *' 0 failed'* ]]
    exit
    ;;
esac

cd_root
passed=0 failed=0
while IFS='|' read -r moment why; do
    printf '\n== %s:%s\n' "${moment%"${moment##*[! ]}"}" "$why"
    tests_on "$moment" --no-suite soak --no-suite slow --no-suite bench --no-suite floors </dev/null
    echo "$count"
    [[ $count =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]] || exit 1
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
done < <(days)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
