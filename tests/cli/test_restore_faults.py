#!/usr/bin/env python3
"""Breaks the disk under a restore: there is no store then, or one without what was lawfully erased, never one with it.
usage: test_restore_faults.py CANDOUR FAULTIO.SO; prints 'N passed, N failed'."""
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour, shim = map(os.path.abspath, sys.argv[1:3])
os.chdir(tempfile.mkdtemp(prefix="candour-restore-faults-"))
POINTS = 12                                # of each way to fail, spread over the whole run


def run(*words, **more):
    return subprocess.run([candour, *words], capture_output=True, text=True, **more)


def erased_words(seq):
    """The longest part of the entry as the backup holds it, with its salt: bytes that come nowhere else."""
    parts = sqlite3.connect("one.backup").execute("SELECT parts FROM body WHERE seq = ?", (seq,)).fetchone()[0]
    held = {}
    while parts:
        length = struct.unpack(">I", parts[3:7])[0]
        held[length] = parts[7:7 + 32 + min(length, 20)]
        parts = parts[7 + 32 + length:]
    return held[max(held)]


def left():
    return sorted(name for name in os.listdir(".") if name.startswith("cut.db"))


def restore(mode, at):
    for name in left():
        os.unlink(name)
    surroundings = {**os.environ, "LD_PRELOAD": shim, "FAULT_MODE": mode, "FAULT_AT": str(at), "FAULT_SEED": "7",
                    "FAULT_MATCH": ".restoring"}
    return run("restore", "one.backup", "--store", "cut.db", "--key", "one.db.key", env=surroundings)


assert run("demo", "--children", "15", "--seed", "2", "--store", "one.db").returncode == 0
assert run("backup", "one.backup", "--store", "one.db").returncode == 0
for number in range(30, 400):
    if run("erase", str(number), "--fields", "concern", "--law", "Court order", "--asked-by", "worker", "--approved-by",
           "protection", "--store", "one.db").returncode == 0:
        break
secret = erased_words(number)
told = restore("count", -1)
operations = int(re.search(r"operations (\d+)", told.stderr).group(1))
check("an untouched run", told.returncode == 0 and operations > 100 and left() == ["cut.db"], (told.stderr, left()))
named = 0
for mode in ("enospc", "eio", "short", "fsync", "lose"):
    for at in range(1, operations + 1, operations // POINTS):
        answer = restore(mode, at)
        # 0: mended; 2: refused with a sentence; 5: a commit failed; 99: the power went.
        check(f"{mode} at {at}: ended as it should", answer.returncode in (0, 2, 5, 99), (answer.returncode, answer.stderr))
        check(f"{mode} at {at}: a store only when it said so", os.path.exists("cut.db") == (answer.returncode == 0), left())
        check(f"{mode} at {at}: refused, nothing is left", answer.returncode != 2 or left() == [], left())
        if os.path.exists("cut.db"):
            named += 1
            with open("cut.db", "rb") as file:
                check(f"{mode} at {at}: what was erased is not in it", secret not in file.read())
check("some went well all the same", 0 < named < 5 * POINTS, named)
answer = restore("count", -1)
check("and the next one finds nothing in its way", answer.returncode == 0 and left() == ["cut.db"], left())
finish()
