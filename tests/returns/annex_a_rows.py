#!/usr/bin/env python3
"""A workbook of the rows given: annex_a_rows.py OUT 'LIST|Title=value|Title=value' ...

Values like dd/mm/yyyy become dates, whole numbers numbers, as spreadsheet programs make of them; behind an apostrophe
they stay text. Only lists with a row have a sheet. All children are invented."""
import datetime
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools"))
from gen_annex_a import NAMES, TITLES, Book  # noqa: E402


def cell(value):
    if re.fullmatch(r"\d\d/\d\d/\d{4}", value):
        return datetime.datetime.strptime(value, "%d/%m/%Y").date()
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    return value.removeprefix("'")


lists = {}
for row in sys.argv[2:]:
    number, *values = row.split("|")
    given = dict(value.split("=", 1) for value in values)
    titles = TITLES[int(number)]
    unknown = set(given) - set(titles)
    if unknown:
        raise SystemExit("list %s has no %s" % (number, unknown))
    rows = lists.setdefault(int(number), [titles])
    rows.append([cell(given[title]) if title in given else None for title in titles])
book = Book()
for number in sorted(lists):
    book.add(NAMES[number], lists[number])
book.save(sys.argv[1])
