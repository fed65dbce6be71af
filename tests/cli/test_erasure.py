#!/usr/bin/env python3
"""Lawful erasure from the command line: it goes from the store, every proof still holds, and a backup that is older
loses it again when it is restored. On both stores. usage: test_erasure.py CANDOUR; prints 'N passed, N failed'."""
import os
import subprocess
import sys
import tempfile

candour = os.path.abspath(sys.argv[1])
postgres = os.environ.get("CANDOUR_TEST_POSTGRES")
folder = tempfile.mkdtemp(prefix="candour-erasure-")
os.chdir(folder)
passed = failed = 0


def check(name, holds, detail=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {name} {str(detail)[:300]}")


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def good(name, *words):
    answer = run(*words)
    check(name, answer.returncode == 0, answer.stdout + answer.stderr)
    return answer.stdout


def refused(name, sentence, *words):
    answer = run(*words)
    check(name, answer.returncode == 2 and sentence in answer.stderr, (answer.returncode, answer.stderr))


def walk(name, where, backup, restored):
    key = f"{name}.key"
    good(f"{name}: demo", "demo", "--children", "15", "--seed", "2", "--store", where, "--key", key)
    refused(f"{name}: who is not here is not believed", "Nobody signs in as 'nobody'", "erase", "30", "--fields", "concern",
            "--law", "Court order", "--asked-by", "nobody", "--approved-by", "manager", "--store", where, "--key", key)
    old = good(f"{name}: checkpoint", "checkpoint", "--store", where, "--key", key)
    with open(f"{name}.note", "w") as f:
        f.write(old)
    good(f"{name}: backup", "backup", backup, "--store", where)

    people = ["--asked-by", "worker", "--approved-by", "manager", "--store", where, "--key", key]
    law = ["--law", "Court order of 2 March 2026"]
    erased = None                  # of the first contact that there is: what was said on the telephone
    for seq in range(30, 400):
        answer = run("erase", str(seq), "--fields", "concern", *law, *people)
        if answer.returncode == 0:
            erased = seq
            break
    check(f"{name}: erased", erased is not None, answer.stderr)
    check(f"{name}: it says which entry tells of it", "says that it was" in answer.stdout, answer.stdout)
    refused(f"{name}: twice", "erased before", "erase", str(erased), "--fields", "concern", *law, *people)
    refused(f"{name}: one person alone", "second person", "erase", str(erased), "--fields", "source_person", *law,
            "--asked-by", "worker", "--approved-by", "worker", "--store", where, "--key", key)
    refused(f"{name}: no law", "Say which law", "erase", str(erased), "--fields", "source_person", *people)
    refused(f"{name}: no such field", "has no field 'nothing'", "erase", str(erased), "--fields", "nothing", *law, *people)
    refused(f"{name}: no fields", "Say which fields", "erase", str(erased), *law, *people)
    refused(f"{name}: the ledger's own entries", "cannot be erased", "erase", "0", "--fields", "concern", *law, *people)
    refused(f"{name}: no such entry", "", "erase", "99999999", "--fields", "concern", *law, *people)
    refused(f"{name}: no number", "is no number of an entry", "erase", "x", "--fields", "concern", *law, *people)
    good(f"{name}: it verifies, against the checkpoint from before", "verify", "--against", f"{name}.note", "--store", where)
    good(f"{name}: derived rows agree", "rebuild", "--compare", "--store", where)
    journal = open(f"{key}.erasures").read()
    check(f"{name}: the journal holds one line", journal.count("\n") == 1 and journal.startswith("CDJ1 "), journal)
    check(f"{name}: and is its owner's", os.stat(f"{key}.erasures").st_mode & 0o077 == 0)

    told = good(f"{name}: an older backup is restored", "restore", backup, "--store", restored, "--key", key)
    check(f"{name}: the erasure is done again", "1 erasure of the journal done again" in told, told)
    good(f"{name}: what is restored verifies", "verify", "--against", f"{name}.note", "--store", restored)
    good(f"{name}: its derived rows agree", "rebuild", "--compare", "--store", restored)
    answer = run("erase", str(erased), "--fields", "concern", *law, "--asked-by", "worker", "--approved-by", "manager",
                 "--store", restored, "--key", "other.key")
    check(f"{name}: it is gone there too", "erased before" in answer.stderr, answer.stderr)
    return key, journal


key, journal = walk("sqlite", "one.db", "one.backup", "again.db")
told = good("a backup made afterwards", "backup", "new.backup", "--store", "one.db")
told = good("is restored with nothing left to do", "restore", "new.backup", "--store", "new.db", "--key", key)
check("and says so", "0 erasures of the journal done again" in told, told)
told = good("without a journal", "restore", "one.backup", "--store", "bare.db", "--key", "none.key")
check("it says that there is none", "There is no journal of erasures" in told, told)
with open("bad.erasures", "w") as f:
    f.write(journal + "nothing of ours\n")
refused("a journal that is not ours", "Line 2 of the journal", "restore", "one.backup", "--store", "bad.db", "--key", "none.key",
        "--erasures", "bad.erasures")
if postgres:
    subprocess.run(["psql", postgres, "-qc", "DROP SCHEMA IF EXISTS erasure CASCADE; CREATE SCHEMA erasure"], check=True,
                   stderr=subprocess.DEVNULL)
    where = postgres + ("&" if "?" in postgres else "?") + "options=-csearch_path%3Derasure"
    walk("postgres", where, "pg.backup", "pg-again.db")
else:
    print("PostgreSQL left out")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
