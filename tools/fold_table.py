#!/usr/bin/env python3
"""Writes the table behind text_fold(): what each character becomes for search.

The characters covered are those of names: Latin with its extensions, Greek and Cyrillic. Python's
own copy of the Unicode character database decides, and a short list below adds what it does not:
letters that English readers spell with two (ss, ae), and strokes, which Unicode never takes off.
A string that is composed and one that is not must fold to the same, so marks go in every script here.
"""
import re
import sys
import unicodedata

RANGES = [(0x80, 0x24F), (0x250, 0x2AF), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x52F),
          (0x1D00, 0x1DBF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2C60, 0x2C7F),
          (0xA720, 0xA7FF), (0xFB00, 0xFB06), (0xFF01, 0xFF5E)]
MARKS = [(0x300, 0x36F), (0x483, 0x489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF),
         (0xFE20, 0xFE2F)]

SPELT = {'ß': 'ss', 'ẞ': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd',
         'þ': 'th', 'ħ': 'h', 'ı': 'i', 'ŋ': 'n', 'ŧ': 't', 'ĸ': 'k', 'ſ': 's', 'ŉ': 'n',
         'ə': 'e', 'ɛ': 'e', 'ɔ': 'o', 'ƿ': 'w', 'ȝ': 'y', 'ς': 'σ'}
APOSTROPHES = [0x60, 0xB4, 0x2B9, 0x2BA, 0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF, 0x2C8, 0x2CA, 0x2CB,
               0x55A, 0x5F3, 0x5F4, 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x2035, 0xA78B,
               0xA78C, 0xFF07, 0xFF40]
HYPHENS = [0xAD, 0x58A, 0x5BE, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2043, 0x2212,
           0xFE58, 0xFE63, 0xFF0D]
UNSEEN = [0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F),
          *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF]
BLANKS = [0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]


def stripped(s):
    return ''.join(c for c in unicodedata.normalize('NFKD', s) if unicodedata.category(c) != 'Mn')


def base_letter(c):
    """LATIN SMALL LETTER B WITH STROKE is a b."""
    found = re.match(r'LATIN SMALL LETTER ([A-Z]{1,2}) WITH ', unicodedata.name(c, ''))
    return found.group(1).lower() if found else c


def folded(c):
    s = stripped(stripped(c).casefold())
    s = ''.join(SPELT.get(x, x) for x in s)
    s = ''.join(base_letter(x) for x in s)
    return s


def main():
    out = {}
    for first, last in RANGES:
        for point in range(first, last + 1):
            if unicodedata.category(chr(point))[0] in 'LM' or 0xFF00 < point < 0xFF5F:
                result = folded(chr(point))
                if result != chr(point):
                    out[point] = result.replace("'", '').replace('`', '').replace('-', '')
    for first, last in MARKS:
        for point in range(first, last + 1):
            out[point] = ''
    for point in APOSTROPHES + HYPHENS + UNSEEN:
        out[point] = ''
    for point in BLANKS:
        out[point] = ' '
    with open(sys.argv[1], 'w', encoding='ascii') as f:
        f.write('/* Made by tools/fold_table.py. */\n#include "base/fold.h"\n\n')
        f.write('const struct fold folds[] = {\n')
        for point in sorted(out):
            letters = out[point].encode('utf-8')
            assert len(letters) < 8, hex(point)
            bytes_ = ''.join('\\x%02x' % b for b in letters)
            f.write('    { 0x%05X, "%s" },\n' % (point, bytes_))
        f.write('};\nconst size_t fold_count = %d;\n' % len(out))


main()
