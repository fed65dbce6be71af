#!/usr/bin/env python3
"""Checks what of our style a machine can see: `format_check.py FILE...` prints file, line and rule.

.clang-format helps an editor with new code, but cannot keep what we like: small structs on one line, remarks
lined up beside fields, tables with their columns. So the check is this, and not clang-format's opinion.
"""
import re
import sys

COLUMNS, TABLE_COLUMNS = 120, 260
RULES = [
    (re.compile(r'\t'), 'a tab'),
    (re.compile(r'[ \t]$'), 'blanks at the end of the line'),
    (re.compile(r'^(?!typedef|struct|enum|union|static const|const|static struct|extern "C")'
                r'[a-z][\w \*]*\([^;]*\) \{$'), 'the brace of a function stands on its own line'),
    (re.compile(r'\b(if|for|while|switch)\('), 'a blank after if, for, while and switch'),
    (re.compile(r'\b(TODO|FIXME|XXX)\b'), 'an unfinished word'),
]


def problems(path):
    with open(path, encoding='utf-8', newline='') as f:
        content = f.read()
    if '\r' in content:
        yield 1, 'a carriage return'
    if not content.endswith('\n') or content.endswith('\n\n'):
        yield content.count('\n') + 1, 'the file ends with one line end'
    for number, line in enumerate(content.split('\n'), 1):
        # A row of a table may be longer: cut in two it cannot be compared with its neighbours.
        columns = TABLE_COLUMNS if re.match(r'\s*(\{ )?[".]', line) else COLUMNS
        if len(line) > columns:
            yield number, f'{len(line)} columns; at most {columns}'
        for pattern, reason in RULES:
            if pattern.search(re.sub(r'"(\\.|[^"\\])*"', '""', line)):
                yield number, reason


found = 0
for name in sys.argv[1:]:
    for number, reason in problems(name):
        print(f'{name}:{number}: {reason}')
        found += 1
sys.exit(found > 0)
