#!/usr/bin/env python3
"""Lawful erasure from the command line: it goes from the store, every proof still holds, and a backup that is older
loses it again when it is restored. On both stores. usage: test_erasure.py CANDOUR; prints 'N passed, N failed'."""
import base64
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish, skip  # noqa: E402

candour = os.path.abspath(sys.argv[1])
postgres = os.environ.get("CANDOUR_TEST_POSTGRES")
folder = tempfile.mkdtemp(prefix="candour-erasure-")
os.chdir(folder)


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def good(name, *words):
    answer = run(*words)
    check(name, answer.returncode == 0, answer.stdout + answer.stderr)
    return answer.stdout


def refused(name, sentence, *words):
    answer = run(*words)
    check(name, answer.returncode == 2 and sentence in answer.stderr, (answer.returncode, answer.stderr))


def remember(backup, where, erased):
    """The words that were erased, as the older backup still holds them."""
    global secret
    parts = sqlite3.connect(backup).execute("SELECT parts FROM body WHERE seq = ?", (erased,)).fetchone()[0]
    held = {}                      # sentences come twice in a demonstration; with its salt each is there once
    while parts:
        length = struct.unpack(">I", parts[3:7])[0]
        held[length] = parts[7:7 + 32 + min(length, 20)]
        parts = parts[7 + 32 + length:]
    secret = held[max(held)]
    check("the backup holds the words", holds(backup, secret))
    if not where.startswith("postgres"):
        check("the store does not", not holds(where, secret))


def left(store):
    return [name for name in os.listdir(".") if name.startswith(store)]


def holds(name, words):
    with open(name, "rb") as f:
        return words in f.read()


def killed(key):
    """Ended at any moment, there is no store, or one without what was erased; and the next restore is not in the way of it."""
    kept = dropped = 0
    for pause in [0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5]:
        working = subprocess.Popen([candour, "restore", "one.backup", "--store", "cut.db", "--key", key],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        working.kill()
        working.wait()
        if os.path.exists("cut.db"):
            kept += 1
            check(f"killed after {pause} s: the store lacks what was erased", not holds("cut.db", secret))
            os.remove("cut.db")
        else:
            dropped += 1
    check("some were killed before the end", dropped > 0)
    good("after all that", "restore", "one.backup", "--store", "cut.db", "--key", key)
    check("nothing else is left", left("cut.db") == ["cut.db"], left("cut.db"))
    check("what was erased is not in the bytes of the store", not holds("cut.db", secret))


def turned(word):
    """One letter in the middle of it is another one."""
    at = len(word) // 2
    return word[:at] + ("A" if word[at] != "A" else "B") + word[at + 1:]


def handed(name, sentence, journal):
    """Is refused before anything is copied, and leaves nothing behind."""
    with open("bad.erasures", "w") as f:
        f.write(journal)
    refused(name, sentence, "restore", "one.backup", "--store", "bad.db", "--erasures", "bad.erasures")
    check(f"{name}: nothing is left", not left("bad.db"), left("bad.db"))


def altered(key, journal):
    lines, note = journal.split("\n\n", 1)
    words = lines.split(" ")
    names = ["mark", "redaction", "its path", "entry erased from", "path of that", "checkpoint"]
    for i, name in enumerate(names):
        changed = " ".join(words[:i] + [turned(words[i])] + words[i + 1:])
        handed(f"altered: the {name}", "Line 1 of the journal", f"{changed}\n\n{note}")
    handed("a word too many", "Line 1 of the journal", f"{lines} AAAA\n\n{note}")
    handed("a path too long", "Line 1 of the journal",
           " ".join(words[:2] + [base64.b64encode(bytes(32 * 65)).decode()] + words[3:]) + f"\n\n{note}")
    handed("the line left out", "not whole", f"\n{note}")
    handed("the line twice", "not whole", f"{lines}\n{lines}\n\n{note}")
    handed("no signature", "is not signed", f"{lines}\n\n")
    handed("another signature", "is not signed", f"{lines}\n\n{turned(note)}")
    handed("nothing", "is not signed", "")
    handed("the first version", "Line 1 of the journal cannot be read".replace("journal", "journal of erasures"),
           "CDJ1 00000000000000000000000000000000 1 - - 1 00 -\n")
    good("a second ledger", "demo", "--children", "15", "--seed", "3", "--store", "two.db", "--key", "two.key")
    people = ["--fields", "concern", "--law", "Court order", "--asked-by", "worker", "--approved-by", "protection"]
    refused("another ledger's key erases nothing", "is not the key of this ledger", "erase", "40", *people, "--store", "one.db",
            "--key", "two.key")
    for seq in range(30, 400):
        if run("erase", str(seq), *people, "--store", "two.db", "--key", "two.key").returncode == 0:
            break
    handed("another ledger's journal", "Line 1 of the journal", open("two.key.erasures").read())

    shutil.copy(f"{key}.erasures", "keep.erasures")
    with open(f"{key}.erasures", "w") as f:
        f.write(f"\n{note}")
    refused("beside an altered journal nothing is erased", "not whole", "erase", "50", *people, "--store", "again.db", "--key", key)
    shutil.copy("keep.erasures", f"{key}.erasures")
    for seq in range(30, 600):     # in the restored store: the history is another one from there on
        answer = run("erase", str(seq), *people, "--store", "again.db", "--key", key)
        if answer.returncode == 0:
            break
    check("a second erasure", answer.returncode == 0, answer.stderr)
    two = open(f"{key}.erasures").read().split("\n\n", 1)
    check("the journal keeps the first line, and has those of the restored history", two[0].startswith(lines)
          and two[0].count("\n") == 2, two[0].count("\n"))
    first, second, third = two[0].split("\n")
    handed("lines in another order", "not whole", "\n".join([second, first, third]) + f"\n\n{two[1]}")
    handed("the last one left out", "not whole", f"{first}\n{second}\n\n{two[1]}")
    good("a backup of that store", "backup", "late.backup", "--store", "again.db")
    refused("a journal older than the copy", "older than this copy", "restore", "late.backup", "--store", "bad.db", "--erasures",
            "keep.erasures")
    check("a journal older than the copy: nothing is left", not left("bad.db"), left("bad.db"))
    answer = run("restore", "late.backup", "--no-erasures", "--store", "sworn.db")
    check("whoever lost it is told what that means", answer.returncode == 0 and "comes back with it" in answer.stderr, answer.stderr)
    good("with the newest it is restored", "restore", "late.backup", "--store", "late.db", "--key", key)
    os.remove(f"{key}.erasures")
    good("a checkpoint", "checkpoint", "--store", "again.db", "--key", key)
    check("writes the journal again", open(f"{key}.erasures").read().count("CDJ2 ") == 2)
    with open(f"{key}.erasures", "w") as f:
        f.write("\n\n".join(two))
    told = good("restored with all of them", "restore", "one.backup", "--store", "both.db", "--key", key)
    check("two were to be done", "2 erasures of the journal done again" in told, told)
    good("it verifies", "verify", "--store", "both.db")


def walk(name, where, backup, restored):
    key = f"{name}.key"
    good(f"{name}: demo", "demo", "--children", "15", "--seed", "2", "--store", where, "--key", key)
    refused(f"{name}: who is not here is not believed", "Nobody signs in as 'nobody'", "erase", "30", "--fields", "concern",
            "--law", "Court order", "--asked-by", "nobody", "--approved-by", "protection", "--store", where, "--key", key)
    old = good(f"{name}: checkpoint", "checkpoint", "--store", where, "--key", key)
    with open(f"{name}.note", "w") as f:
        f.write(old)
    good(f"{name}: backup", "backup", backup, "--store", where)

    people = ["--asked-by", "worker", "--approved-by", "protection", "--store", where, "--key", key]
    law = ["--law", "Court order of 2 March 2026"]
    erased = None                  # of the first contact that there is: what was said on the telephone
    for seq in range(30, 400):
        answer = run("erase", str(seq), "--fields", "concern", *law, *people)
        if answer.returncode == 0:
            erased = seq
            break
    check(f"{name}: erased", erased is not None, answer.stderr)
    remember(backup, where, erased)
    check(f"{name}: it says which entry tells of it", "says that it was" in answer.stdout, answer.stdout)
    refused(f"{name}: twice", "erased before", "erase", str(erased), "--fields", "concern", *law, *people)
    refused(f"{name}: one person alone", "second person", "erase", str(erased), "--fields", "source_person", *law,
            "--asked-by", "protection", "--approved-by", "protection", "--store", where, "--key", key)
    for other in ("worker", "manager", "leader", "administrator"):
        refused(f"{name}: a {other} approves nothing", "is no data protection officer", "erase", str(erased), "--fields", "source_person",
                *law, "--asked-by", "worker", "--approved-by", other, "--store", where, "--key", key)
    refused(f"{name}: no law", "Say which law", "erase", str(erased), "--fields", "source_person", *people)
    refused(f"{name}: no such field", "has no field 'nothing'", "erase", str(erased), "--fields", "nothing", *law, *people)
    refused(f"{name}: no fields", "Say which fields", "erase", str(erased), *law, *people)
    refused(f"{name}: the ledger's own entries", "cannot be erased", "erase", "0", "--fields", "concern", *law, *people)
    refused(f"{name}: no such entry", "", "erase", "99999999", "--fields", "concern", *law, *people)
    refused(f"{name}: no number", "is no number of an entry", "erase", "x", "--fields", "concern", *law, *people)
    good(f"{name}: it verifies, against the checkpoint from before", "verify", "--against", f"{name}.note", "--store", where)
    good(f"{name}: derived rows agree", "rebuild", "--compare", "--store", where)
    journal = open(f"{key}.erasures").read()
    check(f"{name}: the journal holds one line", journal.split("\n\n")[0].count("\n") == 0 and journal.startswith("CDJ2 "), journal)
    check(f"{name}: it is signed", journal.count("\u2014 ") == 1 and "/erasures\n1\n" in journal, journal)
    check(f"{name}: and is its owner's", os.stat(f"{key}.erasures").st_mode & 0o077 == 0)

    told = good(f"{name}: an older backup is restored", "restore", backup, "--store", restored, "--key", key)
    check(f"{name}: the erasure is done again", "1 erasure of the journal done again" in told, told)
    good(f"{name}: what is restored verifies", "verify", "--against", f"{name}.note", "--store", restored)
    good(f"{name}: its derived rows agree", "rebuild", "--compare", "--store", restored)
    answer = run("erase", str(erased), "--fields", "concern", *law, "--asked-by", "worker", "--approved-by", "protection",
                 "--store", restored, "--key", key)
    check(f"{name}: it is gone there too", "erased before" in answer.stderr, answer.stderr)
    return key, journal


key, journal = walk("sqlite", "one.db", "one.backup", "again.db")
told = good("a backup made afterwards", "backup", "new.backup", "--store", "one.db")
told = good("is restored with nothing left to do", "restore", "new.backup", "--store", "new.db", "--key", key)
check("and says so", "0 erasures of the journal done again" in told, told)
refused("without a journal, of a copy that tells of erasures", "tells of erasures", "restore", "new.backup", "--store", "bare.db",
        "--key", "none.key")
check("there is nothing then", not left("bare.db"), left("bare.db"))
answer = run("restore", "one.backup", "--store", "bare.db", "--key", "none.key")
check("of a copy that tells of none, with a word of warning", answer.returncode == 0 and "comes back with it" in answer.stderr,
      (answer.returncode, answer.stderr))
with open("bad.erasures", "w") as f:
    f.write(journal.replace("\n\n", "\nnothing of ours\n\n", 1))
refused("a journal that is not ours", "Line 2 of the journal", "restore", "one.backup", "--store", "bad.db", "--key", "none.key",
        "--erasures", "bad.erasures")
check("leaves nothing behind", not left("bad.db"), left("bad.db"))
altered(key, journal)
refused("a journal that is not there", "There is no journal", "restore", "one.backup", "--store", "bad.db", "--erasures", "no.erasures")
os.mkdir("full.db.restoring")
refused("where the copy cannot be made", "", "restore", "one.backup", "--store", "full.db", "--key", key)
check("there is none", not os.path.exists("full.db"))
killed(key)
if postgres:
    subprocess.run(["psql", postgres, "-qc", "DROP SCHEMA IF EXISTS erasure CASCADE; CREATE SCHEMA erasure"], check=True,
                   stderr=subprocess.DEVNULL)
    where = postgres + ("&" if "?" in postgres else "?") + "options=-csearch_path%3Derasure"
    walk("postgres", where, "pg.backup", "pg-again.db")
else:
    skip("PostgreSQL")
finish()
