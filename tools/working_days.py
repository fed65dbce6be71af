#!/usr/bin/env python3
"""Writes the table behind working days: bank holidays in, running numbers of working days out.

A working day is not a Saturday, a Sunday or a bank holiday in England (SI 2006/1738 reg 2). A year
that lies between years with rows and has none itself stops the build: it would pass for a year without
holidays.
"""
import csv
import datetime
import sys

EPOCH = datetime.date(1970, 1, 1)
ONE_DAY = datetime.timedelta(days=1)


def rows(f, values):
    for i in range(0, len(values), 14):
        f.write('    ' + ', '.join(str(v) for v in values[i:i + 14]) + ',\n')


def main():
    source, target = sys.argv[1:]
    with open(source, newline='', encoding='utf-8') as f:
        holidays = {datetime.date.fromisoformat(row['date']) for row in csv.DictReader(f)}
    years = sorted({day.year for day in holidays})
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    if missing:
        sys.exit(f'{source}: there are no bank holidays for {missing[0]}. Add them.')

    day, end = datetime.date(years[0], 1, 1), datetime.date(years[-1] + 1, 1, 1)
    first, count, counts, working = (day - EPOCH).days, 0, [], []
    while day < end:
        if day.weekday() < 5 and day not in holidays:
            count += 1
            working.append((day - EPOCH).days)
        counts.append(count)
        day += ONE_DAY
    with open(target, 'w', encoding='ascii') as f:
        f.write('/* Made by tools/working_days.py from data/bank-holidays.csv. */\n'
                '#include "base/working_days.h"\n\n'
                f'const int working_first_year = {years[0]}, working_last_year = {years[-1]};\n'
                f'const int32_t working_first_day = {first};\n'
                f'const size_t working_day_count = {len(counts)}, working_count = {len(working)};\n'
                'const uint16_t working_until[] = {\n')
        rows(f, counts)
        f.write('};\nconst int32_t working_at[] = {\n')
        rows(f, working)
        f.write('};\n')


main()
