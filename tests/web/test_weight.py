#!/usr/bin/env python3
"""What a page of every day weighs on a bad day: two hundred calls of several children wait, and a team has seven
hundred tasks. Every page of them stays under 60 KB (docs/feel.md), none is lost between pages, and the counts are
those of all pages. Usage: test_weight.py CANDOUR."""
import json
import os
import re
import sqlite3
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

CALLS, CHILDREN_A_CALL, MOST = 200, 4, 60 * 1024
folder = tempfile.mkdtemp(prefix="candour-weight-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "200", "--seed", "11", "--store", store).returncode == 0
server = Server(where=store)
worker, mash, manager = (Person(server.port, name) for name in ("worker", "mash", "manager"))
NEVER = 9223372036854775807


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def weigh(person, path):
    status, _, page = person.get(path)
    check(f"{path.split('?')[0]} is under 60 KB", status == 200 and len(page.encode()) < MOST,
          f"{path}: {status}, {len(page.encode())}")
    return page


# Of the manager's own team, so that what waits for a decision is a task of that team.
team = rows("SELECT lower(hex(s.team_id)) FROM staff AS s WHERE s.name = 'Gareth Okafor'")[0][0]
children = [row[0] for row in rows(
    "SELECT DISTINCT lower(hex(a.subject)) FROM allocation AS a WHERE lower(hex(a.team_id)) = ? AND a.end_at IS NULL"
    " AND a.superseded_seq = ? AND a.role = 'PRIMARY' AND a.subject NOT IN (SELECT subject FROM restriction)"
    " AND a.subject NOT IN (SELECT subject FROM conflict_of_interest) ORDER BY 1", team, NEVER)]
assert len(children) >= CHILDREN_A_CALL, len(children)
form = [pair for pair in worker.form("/contacts/new").items() if pair[0] != "entry"]
made = 0
for call in range(CALLS):
    told = {"source": "6", "concern": "One call of many", "received_at-day": str(1 + call % 25), "received_at-month": "10",
            "received_at-year": "2025", "received_at-time": "16:55", "rag": ("RED", "AMBER", "GREEN", "")[call % 4],
            "entry": os.urandom(16).hex(), "go": "save"}
    who = [("child", children[(call + k) % len(children)]) for k in range(CHILDREN_A_CALL)]
    made += worker.request("POST", "/contacts/new", urllib.parse.urlencode(form + list(told.items()) + who),
                           {"Content-Type": "application/x-www-form-urlencoded"})[0] == 303
check("two hundred calls are kept", made == CALLS, made)

# ---- the queue ----
waiting = rows("SELECT count(*), count(DISTINCT coalesce(c.same_call, c.record)) FROM open_step AS o JOIN contact AS c"
               " ON c.record = o.record AND c.superseded_seq = ? WHERE o.step = 'contact_decision' AND o.subject NOT IN"
               " (SELECT subject FROM restriction)", NEVER)[0]
seen, path, pages = [], "/queue", 0
while path:
    page = weigh(mash, path)
    pages += 1
    check("all that wait are counted on every page", f"{waiting[0]} children waiting in {waiting[1]} calls" in page,
          re.findall(r'id="queue-figures">([^<]+)', page))
    seen += re.findall(r'href="/contacts/([0-9a-f]{32})/decide"', page)
    after = re.search(r'href="(/queue\?from=\d+)" rel="next"', page)
    path = after.group(1) if after else None
check("no contact is lost between pages, and none stands twice", len(seen) == waiting[0] == len(set(seen)),
      f"{len(seen)} of {waiting[0]}, {len(set(seen))} different")
check("more than one page", pages > 5, pages)
again = re.search(r'data-again="([^"]+)"', mash.get("/queue?from=30")[2]).group(1)
check("a page that asks again stays where it is", again == "/queue/table?from=30", again)
weigh(mash, again)
for wrong in ("-1", "x", "999999"):
    check(f"no page from {wrong}", mash.get(f"/queue?from={wrong}")[0] == 404)

# ---- the manager's day, and the rest of one kind ----
tasks = rows("SELECT step, count(*) FROM open_step WHERE lower(hex(team)) = ? AND step <> 'second_decision'"
             " AND subject NOT IN (SELECT subject FROM restriction) GROUP BY step", team)
check("seven hundred tasks", sum(count for _, count in tasks) > 700, tasks)
page = weigh(manager, "/day")
told = sum(int(n) for n in re.findall(r'<h2[^>]*>(?:Late|Today|This week|Later) <span class="app-quiet">(\d+)', page))
by_manager = {step["name"] for kind in json.loads(manager.get("/api/kinds")[2]) for step in kind["steps"]
              if "TM" in step["by"].split()}
check("all are counted", told == sum(count for step, count in tasks if step in by_manager), f"{told} {tasks}")
more = [(path, int(n)) for path, n in re.findall(r'href="(/day/\w+\?from=\d+)">and (\d+) more', page)]
check("and the others have a page of their own", any("contact_decision" in path for path, _ in more), more)
seen, path = [], "/day/contact_decision"
while path:
    page = weigh(manager, path)
    seen += re.findall(r'<li><a class="govuk-link" href="/contacts/([0-9a-f]{32})/decide"', page)
    after = re.search(r'href="(/day/contact_decision\?from=\d+)" rel="next"', page)
    path = after.group(1) if after else None
check("page by page every one of them once", len(seen) == len(set(seen)) == dict(tasks)["contact_decision"],
      f"{len(seen)}, {len(set(seen))} of {dict(tasks)['contact_decision']}")
for path in ("/day/second_decision", "/day/nothing", "/day/contact_decision?from=-3", "/day/referral_returned"):
    check(f"no such page: {path}", manager.get(path)[0] == 404, manager.get(path)[0])
weigh(worker, "/day")
weigh(mash, "/day")
check("the server ends cleanly", server.end() == 0)
check("and what is derived is what the ledger says", run("rebuild", "--store", store, "--compare").returncode == 0)
finish()
