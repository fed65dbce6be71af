#!/usr/bin/env python3
"""Turns data/guessable.txt into a C table, and refuses a faulty one with file and line.

usage: guessable.py GUESSABLE.txt OUTPUT.c
"""
import re
import sys

source, output = sys.argv[1:3]
words = set()

with open(source, encoding="utf-8") as file:
    for number, line in enumerate(file, 1):
        for word in line.split("#")[0].split():
            if not re.fullmatch(r"[a-z]{3,40}", word):
                sys.exit(f"{source}:{number}: '{word}' is not three to forty small letters")
            if word in words:
                sys.exit(f"{source}:{number}: '{word}' stands there twice")
            words.add(word)

with open(output, "w", encoding="utf-8") as out:
    out.write("/* Made from data/guessable.txt by tools/guessable.py. Never edited. */\n"
              '#include "practice/passwords.h"\n\n'
              "const char *const guessable_words[] = {\n")
    for word in sorted(words):
        out.write(f'    "{word}",\n')
    out.write(f"}};\n\nconst size_t guessable_count = {len(words)};\n")
