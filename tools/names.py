#!/usr/bin/env python3
"""Turns data/names/*.csv into a C table of invented people's names, with running weights.

usage: names.py FOLDER OUTPUT
"""
import csv
import sys

folder, output = sys.argv[1:3]
lists = {}


def add(group, name, weight):
    lists.setdefault(group, []).append((name, weight))


def rows(name):
    with open(f"{folder}/{name}", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


for row in rows("given_names_births_england_wales_1996_2020.csv"):
    if int(row["year"]) >= 2008 and int(row["rank"]) <= 150:
        add("child_" + row["sex"], row["name"], int(row["count"]))
for row in rows("given_names_top100_by_decade_1934_1994.csv"):
    if int(row["year"]) >= 1974:
        add("adult_" + row["sex"], row["name"], 101 - int(row["rank"]))
for row in rows("given_names_by_community_hand_compiled.csv"):
    add(f"{row['community']}_{row['sex']}", row["name"], 1)
for row in rows("surnames_by_group_hand_compiled.csv"):
    add("surname_" + row["group"], row["surname"], int(row["weight"]))
for row in rows("street_names_hand_compiled.csv"):
    add("street_" + row["kind"], row["element"], int(row["weight"]))

with open(output, "w", encoding="utf-8") as out:
    out.write("/* Made from data/names by tools/names.py. Never edited. */\n"
              '#include "cli/demo/names.h"\n\n#include <stddef.h>\n\n')
    for group, names in sorted(lists.items()):
        out.write(f"static const struct weighed_name {group}[] = {{\n")
        total = 0
        for name, weight in names:
            total += weight
            out.write('    { "%s", %d },\n' % (name.replace('"', '\\"'), total))
        out.write("};\n\n")
    out.write("const struct name_list name_lists[] = {\n")
    for group in sorted(lists):
        out.write(f'    {{ "{group}", {group}, sizeof {group} / sizeof *{group} }},\n')
    out.write("    { NULL, NULL, 0 },\n};\n")
