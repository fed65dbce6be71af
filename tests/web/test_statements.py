#!/usr/bin/env python3
"""A page asks a bounded number of questions, however much is recorded: the child with most records costs as many
statements as a child with few, give or take what a page has only where there is something to show. The number stands
in the header X-Candour-Statements of a demonstration. Usage: test_statements.py CANDOUR."""
import os
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

MOST, APART = 64, 24           # in all; between the busiest and the quietest child
# A team's day counts each step of the dictionary in the index and reads the nearest: as many questions as there are
# steps, limits and piles, and no more where there are more tasks.
MOST_OF_A_DAY = 360
PAGES_OF_A_CHILD = ["/children/{}", "/children/{}/print", "/children/{}/add", "/children/{}/chronology", "/children/{}/words",
                    "/children/{}/plan", "/children/{}/visit"]
PAGES = {"auditor": ["/overrides"],"worker": ["/", "/day", "/children"], "manager": ["/", "/day", "/queue"], "mash": ["/", "/queue"],
         "chair": ["/", "/day"]}

folder = tempfile.mkdtemp(prefix="candour-statements-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "300", "--seed", "5", "--store", store).returncode == 0
server = Server(where=store)


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def cost(person, path):
    status, headers, _ = person.get(path)
    told = {name.lower(): value for name, value in headers.items()}.get("x-candour-statements")
    return status, int(told) if told else None


# ---- of a child: the one with most entries and the one with fewest, of the worker's own ----
worker = Person(server.port, "worker")
own = rows("SELECT lower(hex(v.subject)), count(*) FROM version AS v JOIN allocation AS a ON a.subject = v.subject"
           " JOIN staff AS s ON s.record = a.staff_id WHERE s.name = 'Amina Farrell' AND a.end_at IS NULL"
           " AND a.superseded_seq = 9223372036854775807 AND v.subject NOT IN (SELECT subject FROM restriction)"
           " AND v.subject NOT IN (SELECT subject FROM conflict_of_interest) GROUP BY 1 ORDER BY 2")
check("a busy child and a quiet one", len(own) > 1 and own[-1][1] > 3 * own[0][1], own)
tried = 0
for page in PAGES_OF_A_CHILD:
    found = [cost(worker, page.format(child)) for child in (own[0][0], own[-1][0])]
    if any(status == 404 for status, _ in found):
        continue
    tried += 1
    quiet, busy = (statements for _, statements in found)
    check(f"{page}: it says how many", quiet and busy, found)
    if quiet and busy:
        check(f"{page}: no more than {MOST}", busy <= MOST, f"{busy} of the busiest child, {quiet} of the quietest")
        check(f"{page}: the busiest child asks little more", busy - quiet <= APART, f"{busy}, {quiet}")
check("pages were tried", tried >= 3, tried)

# ---- of a role ----
for name, paths in PAGES.items():
    person = worker if name == "worker" else Person(server.port, name)
    for path in paths:
        status, statements = cost(person, path)
        most = MOST_OF_A_DAY if name == "manager" and path == "/day" else MOST
        check(f"{name} {path}: no more than {most}", status == 200 and statements and statements <= most,
              f"{status}, {statements}")
check("it ends cleanly", server.end() == 0)
finish()
