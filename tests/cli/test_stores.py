#!/usr/bin/env python3
"""Every verb on both stores, and what is wrong with what people hand in. usage: test_stores.py CANDOUR SAMPLES CIN_EQUAL.
PostgreSQL is used when CANDOUR_TEST_POSTGRES holds an address. Prints 'N passed, N failed'."""
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish, skip  # noqa: E402

candour, samples, cin_equal = map(os.path.abspath, sys.argv[1:4])
postgres = os.environ.get("CANDOUR_TEST_POSTGRES")
password = re.search(r"://[^:/@]+:([^@]+)@", postgres or "")
password = password and password.group(1)
folder = tempfile.mkdtemp(prefix="candour-stores-")
os.chdir(folder)


def run(*words, text=None):
    return subprocess.run([candour, *words], capture_output=True, text=True, input=text)


def good(name, *words, text=None):
    answer = run(*words, text=text)
    check(name, answer.returncode == 0, answer.stdout + answer.stderr)
    return answer.stdout


def refused(name, sentence, *words, text=None):
    answer = run(*words, text=text)
    check(name, answer.returncode == 2 and sentence in answer.stderr, (answer.returncode, answer.stderr))
    check(f"{name}: no password told", not password or password not in answer.stderr + answer.stdout)


def root(where):
    return json.loads(run("verify", "--json", "--store", where).stdout)["root"]


def walk(name, where, key):
    """The verbs, in the order in which somebody meets them."""
    good(f"{name}: demo", "demo", "--children", "15", "--seed", "2", "--store", where, "--key", key)
    refused(f"{name}: a second ledger", "already", "init", "--authority", "Other", "--store", where, "--key", "other.key")
    good(f"{name}: verify", "verify", "--store", where)
    good(f"{name}: compare", "rebuild", "--compare", "--store", where)
    good(f"{name}: rebuild", "rebuild", "--store", where)
    good(f"{name}: compare again", "rebuild", "--compare", "--store", where)
    old = good(f"{name}: checkpoint", "checkpoint", "--store", where, "--key", key)
    with open("old.note", "w", encoding="utf-8") as file:
        file.write(old)
    sample = os.path.join(samples, "CIN_Census_2024.xml")
    first = run("import", "cin", sample, "--json", "--store", where)
    check(f"{name}: import", first.returncode in (0, 1) and json.loads(first.stdout)["entries"] > 0, first.stderr)
    size = json.loads(run("verify", "--json", "--store", where).stdout)["entries"]
    again = run("import", "cin", sample, "--store", where)
    check(f"{name}: import again changes nothing", again.returncode == 0 and "Nothing changed" in again.stdout
          and json.loads(run("verify", "--json", "--store", where).stdout)["entries"] == size, again.stdout)
    year = re.search(r"CIN census (\d+)", first.stdout + again.stdout + run("import", "cin", sample, "--store", where).stdout)
    found = re.search(r'"year":\s*(\d+)', first.stdout)
    good(f"{name}: export", "export", "cin", "--year", (found or year).group(1), "--as-received", "--output", "out.xml",
         "--store", where)
    equal = subprocess.run([sys.executable, cin_equal, sample, "out.xml"], capture_output=True, text=True)
    check(f"{name}: the file comes back", equal.returncode == 0, equal.stdout)
    proof = good(f"{name}: consistency", "prove", "consistency", "old.note", "--store", where, "--key", key)
    check(f"{name}: and it is one", proof.startswith("candour-consistency@v1"))
    good(f"{name}: an entry", "prove", "entry", "3", "--store", where, "--key", key)
    good(f"{name}: incremental", "verify", "--incremental", "--store", where)
    good(f"{name}: incremental again", "verify", "--incremental", "--store", where)
    good(f"{name}: account", "account", "--sign-in", "jo", "--name", "Jo Hart", "--role", "SW,TM", "--store", where,
         text="several words are long\n")
    refused(f"{name}: the same account", "already", "account", "--sign-in", "jo", "--name", "Jo", "--role", "SW", "--store",
            where, text="several words are long\n")
    refused(f"{name}: a short password", "15 characters", "account", "--sign-in", "al", "--name", "Al", "--role", "SW",
            "--store", where, text="short\n")
    good(f"{name}: backup", "backup", f"{name}.bak", "--store", where)
    check(f"{name}: the copy has the same root", root(where) == root(f"{name}.bak"))
    refused(f"{name}: over a file", "already", "backup", f"{name}.bak", "--store", where)


def schema(name):
    subprocess.run(["psql", postgres, "-qc", f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"], check=True,
                   capture_output=True)
    return f"{postgres}{'&' if '?' in postgres else '?'}options=-csearch_path%3D{name}"


walk("sqlite", "a.db", "a.key")
good("sqlite: restore", "restore", "sqlite.bak", "--store", "b.db")
check("restored with the same root", root("b.db") == root("a.db"))
good("and the same tables", "rebuild", "--compare", "--store", "b.db")
refused("restore over a ledger", "already", "restore", "sqlite.bak", "--store", "a.db")
if postgres:
    walk("postgresql", schema("stores_one"), "p.key")
    two = schema("stores_two")
    good("sqlite to postgresql", "restore", "sqlite.bak", "--store", two)
    check("with the same root", root(two) == root("a.db"))
    good("and the same tables there", "rebuild", "--compare", "--store", two)
    good("postgresql to sqlite", "restore", "postgresql.bak", "--store", "c.db")
    good("and the same tables back", "rebuild", "--compare", "--store", "c.db")
    refused("restore into a ledger there", "already", "restore", "sqlite.bak", "--store", two)
    refused("a database without a store", "no store", "verify", "--store", schema("stores_three"))
    refused("nobody listens", "cannot be reached", "verify", "--store", "postgresql://x@127.0.0.1:1/x")
else:
    skip("PostgreSQL")

# ---- what is wrong with what is handed in ----
with open("text.db", "w", encoding="utf-8") as file:
    file.write("This is no database. " * 500)
sqlite3.connect("other.db").execute("CREATE TABLE t (x)").connection.commit()
shutil.copy("sqlite.bak", "newer.db")
database = sqlite3.connect("newer.db")
database.execute("PRAGMA user_version = 99")
database.commit()
database.close()
shutil.copy("sqlite.bak", "cut.db")
with open("cut.db", "r+b") as file:
    file.truncate(8192)
with open("bomb.xml", "w", encoding="utf-8") as file:
    file.write('<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Message><Children>&b;</Children></Message>')
with open("cut.xml", "w", encoding="utf-8") as file:
    file.write("<Message><Children><Child><ChildIdentifiers>")
refused("no such store", "no store at", "verify", "--store", "nowhere.db")
refused("not a database", "not a database", "verify", "--store", "text.db")
refused("somebody else's database", "not one of Candour's", "verify", "--store", "other.db")
refused("a newer store", "newer Candour", "verify", "--store", "newer.db")
check("a cut store is not clean", run("verify", "--store", "cut.db").returncode != 0)
before = root("a.db")
refused("an entity bomb", "", "import", "cin", "bomb.xml", "--store", "a.db")
refused("a cut file", "", "import", "cin", "cut.xml", "--store", "a.db")
refused("no such file", "", "import", "cin", "nowhere.xml", "--store", "a.db")
check("nothing was written", root("a.db") == before)
refused("no such verb", "There is no verb", "dance")
refused("no such option", "no option", "verify", "--dance")
refused("an option without its value", "needs", "verify", "--store")
refused("a number that is none", "whole number", "demo", "--children", "many", "--store", "x.db")
refused("no authority", "Name the authority", "init", "--store", "x.db")
refused("not an entry", "not the number", "prove", "entry", "x", "--store", "a.db", "--key", "a.key")
refused("no key", "cannot be read", "checkpoint", "--store", "a.db", "--key", "nowhere.key")
shutil.copy("a.key", "open.key")
os.chmod("open.key", 0o644)
refused("a key that others may read", "chmod 600", "checkpoint", "--store", "a.db", "--key", "open.key")
check("nothing was left behind", not os.path.exists("x.db") or os.path.getsize("x.db") == 0)
listening = socket.create_server(("127.0.0.1", 0))
refused("a port in use", "another program", "serve", "--store", "a.db", "--key", "a.key", "--listen",
        f"127.0.0.1:{listening.getsockname()[1]}")
holder = sqlite3.connect("a.db", isolation_level=None)
holder.execute("BEGIN IMMEDIATE")
refused("locked by another writer", "long time", "account", "--sign-in", "l", "--name", "L", "--role", "SW", "--store", "a.db",
        text="several words are long\n")
holder.execute("ROLLBACK")
small = subprocess.run(["bash", "-c", f"ulimit -f 2048; trap '' XFSZ; '{candour}' demo --children 400 --seed 1 --store full.db"],
                       capture_output=True, text=True)
check("a full disk is a sentence", small.returncode != 0 and ("full" in small.stderr or "saved" in small.stderr or "disk" in
                                                             small.stderr), (small.returncode, small.stderr))
for verb in ["init", "demo", "serve", "account", "import cin", "import annex-a", "export cin", "verify", "checkpoint", "prove entry",
             "prove consistency", "rebuild", "backup", "restore", "dictionary"]:
    text = good(f"help of {verb}", *verb.split(), "--help")
    check(f"{verb} tells of --store", "--store" in text)
shutil.rmtree(folder)
finish()
