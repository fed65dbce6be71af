#!/usr/bin/env python3
"""What was done otherwise, with a reason: who sees figures and who cases, and that every number is as long as the list
behind it. Usage: test_overrides.py CANDOUR."""
import os
import re
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-overrides-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "150", "--seed", "3", "--store", store).returncode == 0
server = Server(where=store)
people = {name: Person(server.port, name) for name in
          ("auditor", "manager", "mash", "leader", "analyst", "worker", "inspector", "administrator", "protection", "chair",
           "police")}
NEVER = 9223372036854775807


def lines(page):
    """Link, this month, and the twelve before it, of every line of the overview."""
    rows = re.findall(r'<th scope="row"[^>]*><a class="govuk-link" href="(/overrides/[^"]+)".*?</tr>', page, re.S)
    cells = re.findall(r'data-label="This month">([^<]*)<.*?data-label="Twelve months before">([^<]*)<', page, re.S)
    return [(row, *cell) for row, cell in zip(rows, cells)]


page = people["auditor"].get("/overrides")[2]
listed = lines(page)
check("several are counted", len(listed) > 10, len(listed))
check("some happened", any(not year.startswith("0 of") for _, _, year in listed), listed)
for link, month, year in listed:
    kind, field = link.split("/")[2:]
    status, _, one = people["auditor"].get(link)
    months = re.findall(r'data-label="How often">(\d+) of (\d+)<', one)
    check(f"{link} opens", status == 200 and len(months) == 13, (status, len(months)))
    check(f"{link}: its months are its year", months[0] == tuple(month.split(" of ")) and (
        sum(int(given) for given, _ in months[1:]), sum(int(of) for _, of in months[1:])) == tuple(map(int, year.split(" of "))),
        (months, month, year))
    cases = one.count('data-label="Recorded"')
    closed = re.search(r"(\d+) more (?:is|are) of", one)
    all_of = sum(int(given) for given, _ in months)
    check(f"{link}: as many as its cases", cases + int(closed.group(1) if closed else 0) == min(all_of, 50), (cases, all_of))
    check(f"{link}: more are told of", ("The newest are shown" in one) == (all_of > 50), all_of)
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        held = database.execute(f"SELECT count(DISTINCT record) FROM {kind} WHERE superseded_seq = {NEVER}"
                                f" AND {field} IS NOT NULL").fetchone()[0]
    check(f"{link}: no more than there are", all_of <= held, (all_of, held))
    record = re.search(r'href="(/records/[0-9a-f]{32})"', one)
    check(f"{link}: leads to the record", not record or people["auditor"].get(record.group(1))[0] in (200, 303), record)

reasons = {words for table in ("cp_review", "contact") for words, in sqlite3.connect(f"file:{store}?mode=ro", uri=True).execute(
    f"SELECT DISTINCT {'quorum_waiver_reason' if table == 'cp_review' else 'consent_reason'} FROM {table}") if words}
for link in ("/overrides/cp_review/quorum_waiver_reason", "/overrides/contact/consent_reason"):
    check(f"a list holds no words of a record {link}", not [r for r in reasons if r in people["auditor"].get(link)[2]])
for name in ("analyst", "leader"):
    page = people[name].get("/overrides")[2]
    for link, _, year in lines(page):
        given = year.split(" of ")[0]
        check(f"{name}: no small count {link}", given.startswith("under") or int(given) == 0 or int(given) >= 5, year)
        one = people[name].get(link)[2]
        check(f"{name}: no case {link}", not re.search("/(records|children)/[0-9a-f]{32}", one) and "The cases" not in one)
        check(f"{name}: no small month {link}", not re.search(r'data-label="How often">[1-4] of', one))
        shown = re.findall(r'data-label="How often">([^<]*)<', one)[1:]
        kept_back = [m for m in shown if m.startswith(("under", "not shown"))]
        check(f"{name}: no month that the others give away {link}", len(kept_back) != 1 or given.startswith("under"), shown)
for path in ("/overrides", "/overrides/cp_review/quorum_waiver_reason"):
    for name, person in people.items():
        want = 200 if name in ("auditor", "manager", "mash", "leader", "analyst") else 403
        check(f"{name} and {path}", person.get(path)[0] == want, person.get(path)[0])
    check(f"a stranger and {path}", Person(server.port).get(path)[0] == 303)
for path in ("/overrides/cp_review/reasons", "/overrides/nothing/at_all", "/overrides/cp_review", "/overrides/person/surname"):
    check(f"nothing at {path}", people["auditor"].get(path)[0] == 404)
for name in ("auditor", "manager", "leader", "analyst"):
    check(f"{name} finds the way from home", 'href="/overrides"' in people[name].get("/")[2])
check("it ends cleanly", server.end() == 0)
finish()
