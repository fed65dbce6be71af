#!/usr/bin/env python3
"""Turns data/name-aliases.csv into a C table, and refuses a faulty one with file and line.

usage: aliases.py ALIASES.csv OUTPUT.c
"""
import csv
import re
import sys

source, output = sys.argv[1:3]
sets = []

with open(source, encoding="utf-8", newline="") as file:
    for row in (reader := csv.reader(file)):
        names = [name.strip().lower() for name in row if name.strip()]
        if not names or names[0].startswith("#"):
            continue
        if len(names) < 2 or len(set(names)) < len(names):
            sys.exit(f"{source}:{reader.line_num}: a row holds two or more different names")
        if not all(re.fullmatch(r"[a-z]+", name) for name in names):
            sys.exit(f"{source}:{reader.line_num}: a name is letters only, without accents")
        sets.append(names)

with open(output, "w", encoding="utf-8") as out:
    out.write("/* Made from data/name-aliases.csv by tools/aliases.py. Never edited. */\n"
              '#include "record/aliases.h"\n\n'
              "const char *const *const name_alias_sets[] = {\n")
    for names in sets:
        quoted = ", ".join(f'"{name}"' for name in names)
        out.write(f"    (const char *const[]){{ {quoted}, 0 }},\n")
    out.write(f"}};\n\nconst size_t name_alias_count = {len(sets)};\n")
