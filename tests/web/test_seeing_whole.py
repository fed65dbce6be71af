#!/usr/bin/env python3
"""A child seen whole: the family drawn and in words, the chronology and what mattered, and the questions answered at
the top of the page. Who is hidden is nowhere in any of them. Usage: test_seeing_whole.py CANDOUR."""
import json
import os
import re
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-whole-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "40", "--seed", "5", "--store", store).returncode == 0
server = Server(where=store)
manager, worker = Person(server.port, "manager"), Person(server.port, "worker")
JSON = {"Content-Type": "application/json", "X-Candour": "1"}
PAGES = ("/family", "/family/print", "/chronology", "/chronology?whose=family", "/chronology/print?whose=family",
         "/chronology?only=significant&order=oldest&whose=family", "")


def person(forename, surname, standing="ADULT", **more):
    fields = {"recorded_as": standing, "forename": forename, "surname": surname, **more}
    status, headers, page = manager.post("/people/add", {**manager.form("/people/add"), **fields})
    assert status == 303, (status, page[-400:])
    return headers["location"].split("/")[2]


def record(about, kind, **values):
    status, _, text = manager.request("POST", f"/api/children/{about}/{kind}", json.dumps({"values": values}), JSON)
    assert status == 201, (kind, status, text)
    return json.loads(text)["record"]


def relate(child, to, how, **more):
    return record(child, "relationship", related_person_id=to, relationship=how, **more)


def main(page):
    return page[page.index("<main"):page.index("</main>")]


BORN = {"dob-day": "2", "dob-month": "3", "dob-year": "2016"}
ana = person("Ana", "Thistlewood", "CHILD", sex="F", **BORN)
ben = person("Ben", "Thistlewood", "CHILD", sex="M", **{**BORN, "dob-year": "2018"})
mother, father, canary = person("Mia", "Thistlewood", sex="F"), person("Col", "Ravensworth", sex="M"), \
    person("Zebedee", "Quillfeather", sex="M")
C = f"/children/{ana}"

# ---- the family ----
page = main(manager.get(f"{C}/family")[2])
check("nobody is recorded: gaps, not answers", "No relative is recorded" in page and "No mother recorded" in page
      and "No father recorded" in page and page.count("A gap: nobody is recorded here") == 2)
relate(ana, mother, "MOTHER", household="Y", pr_basis="BIRTH")
relate(ana, ben, "SIB_FULL", household="Y")
relate(ben, mother, "MOTHER", household="Y")
relate(ben, father, "FATHER", household="N")
relate(ana, canary, "AUNT", household="Y", risk_flag="Threatened a worker at the door")
check("a risk from somebody is at the top of the page", "Risk from Zebedee Quillfeather" in manager.get(C)[2])
page = main(manager.get(f"{C}/family")[2])
svg, words = page[page.index("<svg"):page.index("</svg>")], page[page.index("<table"):]
for who, name in ((mother, "Mia Thistlewood"), (ben, "Ben Thistlewood"), (father, "Col Ravensworth"),
                  (canary, "Zebedee Quillfeather")):
    check(f"{name} is in the drawing once, with a link", svg.count(f'href="/children/{who}"') == 1
          and svg.count(f"<title>{name}, ") == 1, svg.count(f"<title>{name}, "))
    check(f"{name} is in the words once", words.count(f'href="/children/{who}"') == 1)
check("the child of the page has no link to itself in the drawing", f'href="{C}"' not in svg)
check("the brother's father comes from the brother's own record", "Father, of Ben Thistlewood" in words)
check("a brother of one parent, whatever the record says", "Brother or sister by one parent" in words, words[:1500])
check("a father is missing", "No father recorded" in words and "A gap: nobody is recorded here" in svg)
check("no style within the markup", "style=" not in page and "<style" not in page)
check("the drawing can be reached and scrolled by keyboard", 'class="app-genogram" tabindex="0" role="region"' in page)
time.sleep(1.5)                       # looks are written within a second
check("who looked: at the brother's record as well", "Their family" in manager.get(f"/children/{ben}/looks")[2])
same = main(manager.get(f"{C}/family")[2])
check("the same twice", re.sub(r"[0-9a-f]{64}", "", same) == re.sub(r"[0-9a-f]{64}", "", page))
old = main(manager.get(f"{C}/family?known=2020-01-01")[2]) if manager.get(f"{C}/family?known=2020-01-01")[0] == 200 else ""
check("as known years before: nobody", "Thistlewood" not in old, old[:300])

# ---- hidden from this reader: absent, byte for byte ----
before = {p: re.sub(r'value="[^"]*"', "", main(worker.get(C + p)[2])) for p in PAGES if worker.get(C + p)[0] == 200}
check("a worker opens it as well", len(before) == len(PAGES) or worker.get(C)[0] != 200)
names = dict((n, i) for i, n in re.findall(r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)<',
                                           manager.get(f"/children/{canary}/add/restriction")[2]))
ask = next(i for n, i in names.items() if n not in ("Amina Farrell", "Gareth Okafor"))
guard = {**manager.form(f"/children/{canary}/add/restriction"), "level": "HIDDEN", "why": "A worker's own family", "ask": ask,
         "from_date-day": "2", "from_date-month": "3", "from_date-year": "2020"}
status = manager.post(f"/children/{canary}/add/restriction", guard)[0]
check("hidden", status == 303 and manager.get(f"/children/{canary}")[0] == 404, status)
for path in PAGES:
    status, _, page = manager.get(C + path)
    check(f"{path or 'their page'}: nothing of whoever is hidden", status == 200 and "Zebedee" not in page
          and "Quillfeather" not in page and canary not in page and "Aunt" not in page and "Risk from" not in page, status)
page = main(manager.get(f"{C}/family")[2])
check("and the others are all there", all(n in page for n in ("Mia Thistlewood", "Ben Thistlewood", "Col Ravensworth")))

# ---- a relative added on one page ----
add = f"{C}/family/add"
form = manager.form(add)
fields = {**form, "relationship": "GRAND", "household": "N", "pr_basis": "NONE", "go": "save"}
for name, more, said in (("nobody", {}, "Find the person, or enter who they are"),
                         ("themselves", {"person": ana}, "Nobody is their own relative"),
                         ("what is recorded already", {"person": mother, "relationship": "MOTHER"}, "recorded already"),
                         ("no relationship", {"person": father, "relationship": ""}, "How related"),
                         ("a day that is none", {"new-forename": "Gil", "new-day": "31", "new-month": "2", "new-year": "1950"},
                          "Date of birth")):
    status, _, page = manager.post(add, {**fields, **more})
    check(f"refused: {name}", status == 422 and said in page, (status, re.findall("error-message[^>]*>(.{0,200})", page)[:3]))
status, _, page = manager.post(add, {**fields, "go": "find", "find": "Ravensworth"})
check("somebody known is found", status == 200 and f'value="{father}"' in page)
check("and whoever is hidden is not", canary not in manager.post(add, {**fields, "go": "find", "find": "Quillfeather"})[2])
check("nor chosen by their number", manager.post(add, {**fields, "person": canary})[0] == 404)
new = {"new-forename": "Mia", "new-surname": "Thistlewood", "new-sex": "F", "new-standing": "ADULT"}
status, _, page = manager.post(add, {**fields, **new})
check("a namesake is shown before there are two", f'value="{mother}"' in page, status)
gran = {**fields, "new-forename": "Gwendolyn", "new-surname": "Applegarth", "new-sex": "F", "new-standing": "ADULT", "also": ben}
first = manager.post(add, gran)
check("somebody new, and the same to the brother", first[0] == 303 and first[1]["location"] == f"{C}/family", first[2][-500:])
again = manager.post(add, gran)
check("sent twice it is once", again[0] == 303 and main(manager.get(f"{C}/family")[2]).count(">Gwendolyn Applegarth</a>") == 1)
check("for the brother as well", "Gwendolyn Applegarth" in manager.get(f"/children/{ben}")[2])
status, headers, _ = manager.post(add, {**manager.form(add), "relationship": "FATHER", "pr_basis": "REGISTER", "person": father,
                                        "partnership": "SEPARATED", "go": "save"})
page = main(manager.get(f"{C}/family")[2])
check("somebody known, linked", status == 303 and "Mia Thistlewood and Col Ravensworth: Separated" in page
      and "No father recorded" not in page, status)
check("and so they are full brother and sister", "Full brother or sister" in page)

# ---- the chronology ----
for i in range(1, 6):
    record(ana, "visit", visit_type="CIN", visited_at=f"2026-05-{i:02}T10:00:00Z",
           child_presence="SEEN_ALONE" if i < 3 else "NOACCESS")
record(ana, "child_protection_plan", start_date="2026-04-01", end_date="2026-09-01", initial_category="NEG")
note = record(ana, "case_note", occurred_at="2026-06-01T10:00:00Z", note_type="PHONE", title="The talk", happened="It came out")
page = main(manager.get(f"{C}/chronology")[2])
check("what repeats is counted honestly", "Visits: 5 between 1 May 2026 and 5 May 2026; child seen in 2, alone in 2; "
      "5 written up late" in page, re.findall(r"\d visits[^<]*", page))
check("and each of them is there", page.count(">Visit</a>") == 5)
each = main(manager.get(f"{C}/chronology?each=1")[2])
check("each by itself", "5 visits" not in each and each.count(">Visit</a>") == 5)
page = main(manager.get(f"{C}/chronology?only=significant&order=oldest")[2])
said = re.findall(r'href="/records/[0-9a-f]{32}">([^<]+)</a>', page)
check("what weighs by rule, oldest first", said == ["Born", "Child protection plan started", "Child protection plan ended"], said)
form = manager.form(f"/records/{note}/significant")
check("a mark needs what it meant", manager.post(f"/records/{note}/significant",
      {**form, "what": "It came out", "significance": "KEY", "impact": ""})[0] == 422)
status, headers, _ = manager.post(f"/records/{note}/significant",
                                  {**form, "what": "It came out", "significance": "KEY", "impact": "She slept at last"})
check("a mark is kept", status == 303 and "kept=1" in headers["location"], status)
page = main(manager.get(f"{C}/chronology?only=significant")[2])
check("and stands with its record", "She slept at last" in page and f"/records/{note}" in page)
check("a mark of a mark is no such page", manager.get(headers["location"].split("?")[0] + "/significant")[0] == 404)
check("the whole is whole", main(manager.get(f"{C}/chronology?each=1")[2]).count('<li class="app-chronology__item')
      == each.count('<li class="app-chronology__item'))
both = main(manager.get(f"{C}/chronology?whose=family&only=significant")[2])
check("with the brother, and whose each is", "With Ben Thistlewood" in both and "<strong>Ben Thistlewood</strong>" in both)
check("a print names its sources", len(re.findall(r"Record [0-9A-Z-]+, entry \d+", main(manager.get(f"{C}/chronology/print")[2]))) >= 8)
status, headers, _ = manager.get(f"{C}/chronology/pdf?only=significant")
check("as a PDF, with no name in its name", status == 200 and manager.content.startswith(b"%PDF")
      and "chronology.pdf" in headers["content-disposition"], status)
for wrong, want in (("from=x", 422), ("to=99", 422), ("after=x", 404), ("after=1.2", 404), ("after=1.-2.0", 404),
                    ("after=9223372036854775807.9223372036854775807.1", 200), ("show=Nothing", 200), ("from=2030&to=2020", 200)):
    status = manager.get(f"{C}/chronology?{wrong}")[0]
    check(f"?{wrong}", status == want, status)

# ---- a page of a busy child, page by page ----
for i in range(230):
    record(ben, "case_note", occurred_at=f"2026-{1 + i % 10:02}-{1 + i % 27:02}T10:00:00Z", note_type="PHONE",
           title=f"Note {i}", happened="x")
seen, path, pages = [], f"/children/{ben}/chronology?each=1", 0
while path and pages < 9:
    status, _, page = manager.get(path)
    pages += 1
    seen += re.findall(r'href="(/records/[0-9a-f]{32})">Case note', page)
    check("a page of it is under 60 KB", len(page.encode()) < 60 * 1024, len(page.encode()))
    after = re.search(r'href="(/children/[^"]*after=[^"]*)" rel="next"', page)
    path = after and after.group(1).replace("&amp;", "&")
check("no event is lost between pages, and none stands twice", len(seen) == len(set(seen)) == 230, (len(seen), len(set(seen))))
check("four pages", pages == 4, pages)

# ---- the questions at the top ----
page = manager.get(C)[2]
questions = dict((q, re.sub(r"<[^>]+>", " ", a)) for q, a in re.findall(
    r'<dt class="app-glance__question">([^<]+)</dt>(.*?)</div>', page, re.S))
check("eight questions", list(questions) == ["Who", "Where", "Risk", "Plan", "Last seen", "Last seen alone", "Next due",
                                             "Who to ring"], list(questions))
for q, said in (("Who", "born 2 March 2016"), ("Where", "Not recorded. Looked at: addresses"), ("Risk", "Looked at: alerts"),
                ("Plan", "None is open"), ("Last seen", "2 May 2026"), ("Last seen alone", "2 May 2026"),
                ("Who to ring", "Looked at: allocations")):
    check(f"{q}: {said}", said in questions.get(q, ""), questions.get(q))
record(ana, "address", address_type="HOME", lines="4 Nail Lane", postcode="ZZ1 1AA", start_date="2026-01-01", hidden="Y")
record(ana, "missing_episode", missing_type="M", start_at="2026-11-01T20:00:00Z")
page = manager.get(C)[2]
check("an address that is hidden says so", re.search(r"4 Nail Lane.{0,200}Hidden from named people", page, re.S))
check("missing is told first", re.search(r'>Risk</dt>\s*<dd[^>]*><a[^>]*>Missing since', page))
somebody = next((c for c in manager.children(12) if "tel:01632960" in manager.get(c)[2]), None)
check("a worker can be rung", somebody, "nobody's telephone")

# ---- a brother whose record is closed: named as the child's own record names him, and nothing else of him ----
guard = {**manager.form(f"/children/{ben}/add/restriction"), "level": "NAMED", "why": "A worker's own family", "ask": ask,
         "from_date-day": "2", "from_date-month": "3", "from_date-year": "2020"}
check("closed", manager.post(f"/children/{ben}/add/restriction", guard)[0] == 303 and manager.get(f"/children/{ben}")[0] == 403)
page = main(manager.get(f"{C}/chronology?whose=family")[2])
check("left out, and that is said", "Ben Thistlewood: their record is closed to you" in page and "Note 1" not in page
      and ben not in page)
manager.get(f"{C}/chronology/pdf?whose=family")
check("on paper as well", manager.content.startswith(b"%PDF"))
page = main(manager.get(f"{C}/family")[2])
svg, words = page[page.index("<svg"):page.index("</svg>")], page[page.index("<table"):]
check("in the drawing without a link, an age or a shape of his own", f"/children/{ben}" not in page and "Ben Thistlewood" in svg
      and re.search(r"Ben Thistlewood.{0,200}their own record is closed to you", words, re.S) and "aged 8" not in words)
check("and no tie of his own record", "Father, of Ben Thistlewood" not in words)
check("nobody is added to his record", manager.post(add, {**manager.form(add), "relationship": "AUNT", "new-forename": "Uma",
      "new-surname": "Oakapple", "new-standing": "ADULT", "also": ben, "go": "save"})[0] in (303, 422)
      and "Oakapple" not in manager.get(f"/children/{ben}")[2])

check("the server ends cleanly", server.end() == 0)
check("and what is derived is what the ledger says", run("rebuild", "--store", store, "--compare").returncode == 0)
finish()
