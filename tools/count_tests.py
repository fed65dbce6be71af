#!/usr/bin/env python3
"""Counts single tests in what `meson test` left: `count_tests.py BUILD/meson-logs/testlog.json`.

A program of cmocka tells how many of its tests passed, failed and were skipped; a script says
`N passed, N failed`. A program that says neither counts as one test, and one that fails without naming a
failed test, because it crashed or ran too long, as one that failed.
"""
import json
import re
import sys

CMOCKA = {'PASSED': 'passed', 'FAILED': 'failed', 'SKIPPED': 'skipped'}


def counted(output):
    count = {'passed': 0, 'failed': 0, 'skipped': 0}
    for word, number in re.findall(r'^\[ +(PASSED|FAILED|SKIPPED) +\] (\d+) test', output, re.M):
        count[CMOCKA[word]] += int(number)
    for passed, failed, skipped in re.findall(
            r'^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$', output, re.M):
        count['passed'] += int(passed)
        count['failed'] += int(failed)
        count['skipped'] += int(skipped or 0)
    return count


def main():
    total = {'passed': 0, 'failed': 0, 'skipped': 0}
    with open(sys.argv[1], encoding='utf-8') as log:
        programs = [json.loads(line) for line in log if line.strip()]
    for program in programs:
        count = counted(program.get('stdout', '') + '\n' + program.get('stderr', ''))
        result = program['result']
        if result in ('OK', 'EXPECTEDFAIL') and not any(count.values()):
            count['passed'] = 1
        elif result == 'SKIP' and not any(count.values()):
            count['skipped'] = 1
        elif result not in ('OK', 'EXPECTEDFAIL', 'SKIP') and count['failed'] == 0:
            count['failed'] = 1
        if count['failed'] or result not in ('OK', 'EXPECTEDFAIL', 'SKIP'):
            print(f"{program['name']}: {result.lower()}", file=sys.stderr)
        for key in total:
            total[key] += count[key]
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")


main()
