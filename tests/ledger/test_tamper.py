#!/usr/bin/env python3
"""Changes one thing in a copy of the stored ledger, with the triggers taken off first, and asks verify; then one cell of
each derived table, and asks rebuild --compare. usage: test_tamper.py CANDOUR. Prints 'N passed, N failed'."""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="candour-tamper-")
whole, copy = os.path.join(folder, "whole.db"), os.path.join(folder, "copy.db")


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def tamper(name, *statements, verb=("verify",)):
    """A change must be found: exit status 1 (or 2, when nothing can be read any more)."""
    shutil.copyfile(whole, copy)
    database = sqlite3.connect(copy)
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA ignore_check_constraints = ON")      # whoever tampers can
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    rows = 0
    for statement in statements:
        rows += database.execute(statement).rowcount
    database.commit()
    database.close()
    check(f"{name}: something was changed", rows != 0)
    answer = run(*verb, "--store", copy)
    check(name, answer.returncode != 0, answer.stdout + answer.stderr)
    return answer


check("a ledger is made", run("demo", "--children", "25", "--seed", "9", "--store", whole).returncode == 0)
check("it is clean", run("verify", "--store", whole).returncode == 0)
database = sqlite3.connect(whole)
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
size = database.execute("SELECT size FROM head").fetchone()[0]
tables = ["entry", "body", "tile", "head", "checkpoint"]
columns = {t: database.execute(f"PRAGMA table_info({t})").fetchall() for t in tables}
derived = ["version", "name_key", "listed", "person", "referral", "visit", "address", "case_note"]
derived_columns = {t: database.execute(f"PRAGMA table_info({t})").fetchall() for t in derived}
subject = database.execute("SELECT seq FROM entry WHERE ref_seq IS NOT NULL LIMIT 1").fetchone()[0]
database.close()


def changed(column, kind):
    if kind == "BLOB":
        # The last byte turned into another; as long as before.
        return (f"substr({column}, 1, length({column}) - 1) || "
                f"CASE substr({column}, -1) WHEN x'00' THEN x'01' ELSE x'00' END")
    # Down by one: the open end of a period is the largest number there is.
    return f"{column} || 'x'" if kind == "TEXT" else f"{column} - 1"


for table in tables:
    key = columns[table][0][1]
    for column in columns[table]:
        name, kind = column[1], column[2]
        picks = [0, 1, size // 2, size - 1] if table in ("entry", "body") else [None]
        for pick in picks:
            where = f" WHERE {key} = {pick}" if pick is not None else ""
            value = f"CAST({changed(name, kind)} AS BLOB)" if kind == "BLOB" else changed(name, kind)
            if name == "seq":
                value = str(10 ** 6 + (pick or 0))
            if name == "made_at":
                continue                                   # says when a note was kept; the note itself is signed
            if name == "ref_seq":
                where, value = f" WHERE seq = {subject}", "ref_seq - 1"
            tamper(f"{table}.{name} of {pick}", f"UPDATE {table} SET {name} = {value}{where}")
for pick in (0, 5, size // 2, size - 1):
    tamper(f"entry {pick} deleted", f"DELETE FROM entry WHERE seq = {pick}")
    tamper(f"body {pick} deleted", f"DELETE FROM body WHERE seq = {pick}")
    tamper(f"both of {pick} deleted", f"DELETE FROM entry WHERE seq = {pick}", f"DELETE FROM body WHERE seq = {pick}")
tamper("bodies changed round", "UPDATE body SET seq = -1 WHERE seq = 10", "UPDATE body SET seq = 10 WHERE seq = 11",
       "UPDATE body SET seq = 11 WHERE seq = -1")
tamper("entries changed round", "UPDATE entry SET seq = -1 WHERE seq = 10", "UPDATE entry SET seq = 10 WHERE seq = 11",
       "UPDATE entry SET seq = 11 WHERE seq = -1")
tamper("a foreign body", "UPDATE body SET parts = (SELECT parts FROM body WHERE seq = 20) WHERE seq = 30")
tamper("the tail cut off", f"DELETE FROM entry WHERE seq >= {size - 5}", f"DELETE FROM body WHERE seq >= {size - 5}")
tamper("the tail cut off and the head's size with it", f"DELETE FROM entry WHERE seq >= {size - 5}",
       f"DELETE FROM body WHERE seq >= {size - 5}", f"UPDATE head SET size = {size - 5}")
tamper("an entry added", f"INSERT INTO entry SELECT {size}, kind, kind_version, recorded_at, valid_from, valid_to, "
       "randomblob(16), subject_id, author_id, role, flags, part_count, ref_seq, body_root FROM entry WHERE seq = 50",
       f"INSERT INTO body SELECT {size}, parts FROM body WHERE seq = 50")
# Quietly erased: the first part's 32 bytes taken for a commitment, its value gone.
tamper("erased without a word", "UPDATE body SET parts = CAST(x'01' || substr(parts, 2, 2) || x'00000000' || "
       "substr(parts, 8, 32) || substr(parts, 40 + 32) AS BLOB) WHERE seq = 60")
tamper("a tile lost", "DELETE FROM tile WHERE level = 0 AND idx = 0")
tamper("the key changed", "UPDATE ledger_key SET vkey = replace(vkey, 'marlbrook', 'elsewhere')")

for table in derived:
    for column in derived_columns[table]:
        name, kind = column[1], column[2]
        value = {"BLOB": "randomblob(16)", "TEXT": f"coalesce(\"{name}\", '') || 'x'"}.get(kind, f"coalesce(\"{name}\", 0) - 1")
        answer = tamper(f"{table}.{name}", f'UPDATE {table} SET "{name}" = {value} WHERE rowid = '
                        f"(SELECT max(rowid) FROM {table})", verb=("rebuild", "--compare"))
        check(f"{table}.{name} is named", table in answer.stdout, answer.stdout)
repair = run("rebuild", "--store", copy)
check("a rebuild mends it", repair.returncode == 0 and run("rebuild", "--compare", "--store", copy).returncode == 0,
      repair.stderr)

# A row that its index does not lead to any more: it moves while the index is away.
shutil.copyfile(whole, copy)
database = sqlite3.connect(copy)
row = database.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = 'version_author'").fetchone()
database.execute("PRAGMA writable_schema = ON")
database.execute("DELETE FROM sqlite_master WHERE name = 'version_author'")
database.commit()
database.close()
database = sqlite3.connect(copy)
database.execute("UPDATE version SET rowid = 1000000 WHERE rowid = (SELECT max(rowid) FROM version)")
database.execute("PRAGMA writable_schema = ON")
database.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
database.commit()
database.close()
check("rows alone tell nothing of it", run("verify", "--store", copy).returncode == 0)
for verb in (("rebuild", "--compare"), ("verify", "--database")):
    answer = run(*verb, "--store", copy)
    check(f"an index that lost a row, by {verb}", answer.returncode == 1 and "damaged" in answer.stdout,
          answer.stdout + answer.stderr)
check("nor is it copied without a word", run("backup", os.path.join(folder, "copy"), "--store", copy).returncode == 2)

# A page of the ledger that is not one.
shutil.copyfile(whole, copy)
database = sqlite3.connect(copy)
page_size = database.execute("PRAGMA page_size").fetchone()[0]
root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry_recorded'").fetchone()[0]
database.close()
with open(copy, "r+b") as file:
    file.seek((root - 1) * page_size)
    file.write(b"\xff" * 64)
answer = run("verify", "--store", copy)
check("a broken page of the ledger's index", answer.returncode != 0, answer.stdout + answer.stderr)

pipe = os.path.join(folder, "note")
os.mkfifo(pipe)
verifying = subprocess.Popen([candour, "verify", "--against", pipe, "--store", whole], stderr=subprocess.PIPE, text=True)
with open(pipe, "w", encoding="ascii"):                # it waits for the note
    verifying.send_signal(signal.SIGBUS)
    said = verifying.communicate()[1]
check("a disk that fails is told in a sentence", verifying.returncode == 2 and "disk" in said, f"{verifying.returncode} {said}")
shutil.rmtree(folder)
finish()
