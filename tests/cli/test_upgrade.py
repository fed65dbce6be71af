#!/usr/bin/env python3
"""A store outlives the release that made it: a real one from before help and protection, and made older by hand on both
stores. What serves or imports says what to do; the upgrade makes the tables anew and leaves the entries; killed at any
moment it leaves the store as it was. usage: test_upgrade.py CANDOUR. PostgreSQL where CANDOUR_TEST_POSTGRES holds an
address. Prints 'N passed, N failed'."""
import lzma
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../web"))
sys.path.insert(0, os.path.join(here, "../base"))
from serving import Person, Server  # noqa: E402
from tally import check, finish  # noqa: E402

candour = os.path.abspath(sys.argv[1])
postgres = os.environ.get("CANDOUR_TEST_POSTGRES")
folder = tempfile.mkdtemp(prefix="candour-upgrade-")
OTHER = "made by another release of Candour"
KINDS = ("visit", "need", "plan_action", "core_group")          # that the older release did not know


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def root(where):
    return run("verify", "--json", "--store", where).stdout.split('"root":')[1].split('"')[1]


def refused(name, where):
    census = os.path.join(folder, "census.xml")
    open(census, "w", encoding="ascii").write("<Message/>")
    for words in (("serve", "--listen", "127.0.0.1:0"), ("import", "cin", census)):
        answer = run(*words, "--store", where)
        check(f"{name}: {words[0]} says what to do", answer.returncode == 2 and OTHER in answer.stderr
              and "run 'candour upgrade'" in answer.stderr, (answer.returncode, answer.stderr))
    answer = run("upgrade", "--check", "--store", where)
    check(f"{name}: checked", answer.returncode == 1 and "makes them anew" in answer.stdout, answer.stdout + answer.stderr)


def upgraded(name, where, before=None):
    answer = run("upgrade", "--store", where)
    check(f"{name}: upgraded", answer.returncode == 0 and "which stay as they are" in answer.stdout,
          answer.stdout + answer.stderr)
    if before:
        check(f"{name}: the entries are what they were", root(where) == before)
    again = run("upgrade", "--store", where)
    check(f"{name}: once", again.returncode == 0 and "nothing is to do" in again.stdout, again.stdout + again.stderr)
    check(f"{name}: checked again", run("upgrade", "--check", "--store", where).returncode == 0)
    same = run("rebuild", "--compare", "--store", where)
    check(f"{name}: the tables are those of the entries", same.returncode == 0, same.stdout + same.stderr)
    clean = run("verify", "--store", where)
    check(f"{name}: verified", clean.returncode == 0, clean.stdout + clean.stderr)


def used(name, where):
    """Read and written as on any other day."""
    server = Server(where=where)
    worker = Person(server.port, "worker")
    children = worker.children(1)
    check(f"{name}: a child opens", len(children) == 1)
    for page in ("", "/chronology", "/words", "/family", "/visit") if children else ():
        check(f"{name}: {page or 'the child'}", worker.get(children[0] + page)[0] == 200)
    check(f"{name}: my day", worker.get("/day")[0] == 200)
    if children:
        made = worker.request("POST", f"/api{children[0]}/visit", '{"values": {"visit_type": "CIN", "visited_at":'
                              ' "2026-11-20T10:00:00Z", "child_presence": "SEEN_ALONE"}}',
                              {"X-Candour": "1", "Content-Type": "application/json"})
        check(f"{name}: what it did not know is written", made[0] == 201, made[2])
    check(f"{name}: it ends", server.end() == 0)
    same = run("rebuild", "--compare", "--store", where)
    check(f"{name}: and what was written since", same.returncode == 0, same.stdout + same.stderr)


# ---- a real one ----
real = os.path.join(folder, "real.db")
with lzma.open(os.path.join(here, "older/before_help_and_protection.db.xz")) as packed, open(real, "wb") as to:
    shutil.copyfileobj(packed, to)
with sqlite3.connect(real) as database:
    older = {name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    entries = database.execute("SELECT count(*) FROM entry").fetchone()[0]
check("it did not know them", not older & {"need", "plan_action", "core_group"} and entries == 134, (sorted(older), entries))
refused("a real one", real)
upgraded("a real one", real)
used("a real one", real)


# ---- made older by hand: a kind less, and no word of who made the tables ----
def older_sqlite(where):
    with sqlite3.connect(where) as database:
        for kind in KINDS:
            database.execute(f"DROP TABLE {kind}")
        database.execute("DROP TABLE derived_as")


def older_postgres(where):
    for kind in KINDS:
        subprocess.run(["psql", "-q", where, "-c", f"DROP TABLE {kind}"], check=True)
    subprocess.run(["psql", "-q", where, "-c", "UPDATE derived_as SET fingerprint = 'of another release'"], check=True)


file = os.path.join(folder, "made.db")
assert run("demo", "--children", "25", "--seed", "3", "--store", file, "--key", file + ".key").returncode == 0
check("a new one fits", run("upgrade", "--check", "--store", file).returncode == 0)
before = root(file)
older_sqlite(file)
refused("made older", file)

# Killed at any moment: as it was, or done.
kills = 0
for wait in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
    process = subprocess.Popen([candour, "upgrade", "--store", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    kills += killed
    status = run("upgrade", "--check", "--store", file)
    check(f"killed after {wait} s: whole either way", status.returncode in (0, 1), status.stdout + status.stderr)
    check(f"killed after {wait} s: the entries stand", root(file) == before)
check("some were killed in time", kills > 0)
older_sqlite(file) if run("upgrade", "--check", "--store", file).returncode == 0 else None
upgraded("made older", file, before)
used("made older", file)

if postgres:
    subprocess.run(["psql", postgres, "-qc", "DROP SCHEMA IF EXISTS upgrade_one CASCADE; CREATE SCHEMA upgrade_one"],
                   check=True, capture_output=True)
    where = f"{postgres}{'&' if '?' in postgres else '?'}options=-csearch_path%3Dupgrade_one"
    assert run("demo", "--children", "15", "--seed", "3", "--store", where, "--key", file + ".pgkey").returncode == 0
    before = root(where)
    older_postgres(where)
    refused("on PostgreSQL", where)
    upgraded("on PostgreSQL", where, before)
    used("on PostgreSQL", where)
shutil.rmtree(folder, ignore_errors=True)
finish()
