#!/usr/bin/env python3
"""Turns data/codes.tsv into a C table, and refuses a faulty one with file and line.

usage: codes.py CODES.tsv OUTPUT.c
"""
import csv
import re
import sys

source, output = sys.argv[1:3]
sets = {}


def quoted(text):
    return "NULL" if text == "" else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def refuse(line, why):
    sys.exit(f"{source}:{line}: {why}")


with open(source, encoding="utf-8", newline="") as file:
    for row in (reader := csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
        line = reader.line_num
        if None in row or None in row.values():
            refuse(line, "wrong number of columns")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", row["set"]) or not row["code"] or not row["label"]:
            refuse(line, "a set, a code and a label are needed")
        if " " in row["code"]:
            refuse(line, "a code holds no blank")
        for column in ("from", "until"):
            if row[column] and not re.fullmatch(r"\d{4}-\d\d-\d\d", row[column]):
                refuse(line, f"{column} is a day such as 2024-03-31")
        codes = sets.setdefault(row["set"], (row["authority"], {}))[1]
        if row["code"] in codes:
            refuse(line, f"code {row['code']} stands twice in {row['set']}")
        codes[row["code"]] = row

with open(output, "w", encoding="utf-8") as out:
    out.write("/* Made from data/codes.tsv by tools/codes.py. Never edited. */\n"
              '#include "dictionary/codes.h"\n\n')
    for name, (authority, codes) in sets.items():
        out.write(f"static const struct code {name}[] = {{\n")
        for row in codes.values():
            out.write("    { %s, %s, %s, %s, %s },\n" % tuple(
                quoted(row[c]) for c in ("code", "label", "note", "from", "until")))
        out.write("};\n\n")
    out.write("const struct code_set code_sets[] = {\n")
    for name, (authority, codes) in sorted(sets.items()):
        out.write(f"    {{ {quoted(name)}, {quoted(authority)}, {name}, {len(codes)} }},\n")
    out.write("};\n\nconst size_t code_set_count = sizeof code_sets / sizeof *code_sets;\n")
