#!/usr/bin/env python3
"""Prints the longest functions of the source, for information: `longest.py [ROOT] [COUNT]`.

A function begins at a brace in the first column, as our style has it, and ends at the next one.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '.')
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10
found = []
for path in sorted(root.glob('src/**/*.c')):
    lines = path.read_text(encoding='utf-8').split('\n')
    begin = None
    for i, line in enumerate(lines):
        if line == '{':
            begin = i
        elif line.startswith('}') and begin is not None:
            head = ' '.join(lines[max(0, begin - 4):begin])
            name = re.findall(r'(\w+)\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$', head)
            found.append((i - begin - 1, name[-1] if name else '?', f'{path.relative_to(root)}:{begin}'))
            begin = None
for length, name, where in sorted(found, reverse=True)[:count]:
    print(f'{length:4} lines  {name}  {where}')
