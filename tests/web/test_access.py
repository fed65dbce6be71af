#!/usr/bin/env python3
"""Who opens a record and who does not: restricted, hidden, in an emergency, too close to the person. No route
serves a byte of a closed record. Usage: test_access.py CANDOUR ROUTES."""
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-access-")
store = os.path.join(folder, "demo.db")
NOBODY = "/children/" + "0" * 31 + "1"
LOOKS = "/children/{child}/looks"
JSON = {"Content-Type": "application/json", "X-Candour": "1"}
SECOND = "seven quiet herons over Thurlby"
WHY = "Police are at the door with the child"
contacts = {}                         # of each child made here
canaries = ["Zebedee", "Quillfeather", "2014-03-17", "17 March 2014", "Canaryword"]
assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0
routes = [line.split() for line in subprocess.run([sys.argv[2]], capture_output=True, text=True).stdout.splitlines()]


def person(manager):
    fields = {"recorded_as": "CHILD", "forename": "Zebedee", "surname": "Quillfeather", "sex": "M",
              "dob-day": "17", "dob-month": "3", "dob-year": "2014"}
    status, headers, _ = manager.post("/people/add", {**manager.form("/people/add"), **fields})
    assert status == 303, status
    child = headers["location"]
    note = {"occurred_at-day": "2", "occurred_at-month": "11", "occurred_at-year": "2025",
            "occurred_at-time": "10:15", "note_type": "PHONE", "title": "Canaryword", "happened": "Canaryword"}
    status, headers, _ = manager.post(f"{child}/add/case_note", {**manager.form(f"{child}/add/case_note"), **note})
    assert status == 303, status
    call = {"values": {"received_at": "2025-11-02T10:00:00Z", "source": "1A", "mode": "PHONE", "concern": "Canaryword"}}
    status, _, made = manager.request("POST", f"/api{child}/contact", json.dumps(call), JSON)
    assert status == 201, made
    contacts[child] = "/records/" + json.loads(made)["record"]
    return child, headers["location"].split("?")[0]


def staff(manager, child):
    page = manager.get(f"{child}/add/record_access")[2]
    return {name: value for value, name in re.findall(r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)</option>', page)}


def guard(manager, child, kind, **fields):
    path = f"{child}/add/{kind}"
    since = {"from_date-day": "2", "from_date-month": "11", "from_date-year": "2025"}
    return manager.post(path, {**manager.form(path), **since, **fields})


def emergency(who, child, **fields):
    # The door's form has an entry of its own; anybody can make one up.
    hidden = {"csrf": dict(re.findall(r'name="(csrf)" value="(\w+)"', who.get("/me")[2]))["csrf"],
              "entry": os.urandom(16).hex()}
    return who.post(f"{child}/emergency", {**hidden, **fields})


def search(who, words):
    hidden = {"csrf": dict(re.findall(r'name="(csrf)" value="(\w+)"', who.get("/me")[2]))["csrf"]}
    page = who.post("/children/search", {**hidden, "words": words})[2]
    return page[page.index("<main"):].replace(f'value="{words}"', "").replace(f"'{words}'", "")


def bare(page):
    """Without what differs from answer to answer: tokens, the number of entries, the path asked for."""
    page = re.sub(r'name="csrf" value="\w+"', "", page)
    return re.sub(r"[0-9a-f]{32}", "", re.sub(r"[0-9,]+ entries", "", page))


def same_as_absent(who, child, record, name):
    absent, api = who.get(NOBODY), who.get(f"/api{NOBODY}")
    for path, other in ((child, absent), (f"{child}/print", absent), (record, who.get("/records/" + "0" * 31 + "1")),
                        (f"/api{child}", api), (f"/api{child}/records", api), (f"/api{record}", api),
                        (f"/api{record}/history", api)):
        got = who.get(path)
        check(f"{name}: {path[:12]} is as absent", got[0] == 404 and bare(got[2]) == bare(other[2]), got[0])
        mine, theirs = ({k: v for k, v in a[1].items() if k not in ("date", "content-length")} for a in (got, other))
        check(f"{name}: headers of {path[:12]}", mine == theirs, (mine, theirs))
    check(f"{name}: no emergency opening", emergency(who, child, ground="HARM", why=WHY)[0] == (403 if who is leader else 404))
    check(f"{name}: not in the list", child not in who.get("/children")[2])


def told(text):
    return [word for word in canaries if word in text]


def walk(who, name, child, record, served=()):
    """Every route with this child's ids in it, and every list."""
    walk_with(who, name, child, record, served)
    walk_with(who, f"{name}, a contact", child, contacts[child], served)


def walk_with(who, name, child, record, served):
    csrf = dict(re.findall(r'name="(csrf)" value="(\w+)"', who.get("/me")[2]))["csrf"]
    ids = {"{child}": child.split("/")[-1], "{record}": record.split("/")[-1]}
    for method, route in routes:
        if route in ("/sign-out", "/sign-in") or route.startswith("/ledger"):
            continue
        path = re.sub(r"\{\w+\}", lambda m: ids.get(m.group(0), "case_note" if m.group(0) == "{kind}" else ids["{record}"]), route)
        if method == "GET":
            status, _, text = who.get(path)
        elif path.startswith("/api/"):
            status, _, text = who.request("POST", path, json.dumps({"values": {}}), JSON)
        else:
            status, _, text = who.post(path, {"csrf": csrf, "entry": os.urandom(16).hex()})
        check(f"{name}: {method} {route} tells nothing", not told(text), (status, told(text)))
        if "{child}" in route or "{record}" in route:
            check(f"{name}: {method} {route} is served to those alone who may", (status in (200, 201, 303)) == (route in served),
                  status)


def restricted(worker, manager, inspector, auditor):
    child, record = person(manager)
    names = staff(manager, child)
    ask = next(n for n in names if n not in ("Amina Farrell", "Gareth Okafor"))
    check("a worker restricts nothing", worker.get(f"{child}/add/restriction")[0] == 404)
    mine = worker.child()
    for kind, values in (("restriction", {"level": "NAMED", "why": "x", "from_date": "2025-11-02", "ask": names[ask]}),
                         ("record_access", {"staff_id": names["Amina Farrell"], "why": "x", "from_date": "2025-11-02"}),
                         ("emergency_opening", {"staff_id": names["Amina Farrell"], "opened_at": "2025-11-02T10:00:00Z",
                                                "until_at": "2035-11-02T10:00:00Z", "ground": "HARM", "why": WHY})):
        status = worker.request("POST", f"/api{mine}/{kind}", json.dumps({"values": values}), JSON)[0]
        check(f"a worker makes no {kind}", status == 403, status)
    status, headers, page = guard(manager, child, "restriction", level="NAMED", why="A worker's own family", ask=names[ask])
    check("a manager restricts", status == 303 and headers["location"] == child, (status, page[-300:]))
    for who, name in ((worker, "worker"), (manager, "manager"), (inspector, "inspector"), (auditor, "auditor"), (leader, "leader")):
        status, _, page = who.get(child)
        check(f"{name}: the door", status == 403 and "This record is restricted" in page and ask in page, status)
        check(f"{name}: the door opens in an emergency", ("/emergency" in page) == (name in ("worker", "manager")))
        walk(who, name, child, record)
        check(f"{name}: not in the list", child not in who.get("/children")[2])
    walk(protection, "data protection", child, record, [LOOKS])
    found = search(worker, "Quillfeather")
    check("a search tells that it is there", "A record that you cannot open" in found and ask in found
          and not told(found), found[-600:])
    return child, record


def opened(worker, manager, inspector, child, record):
    for name, fields, problem in (("no ground", {"why": WHY}, "ground"), ("no reason", {"ground": "HARM"}, "why"),
                                  ("three letters", {"ground": "HARM", "why": "Now"}, "15 characters")):
        status, _, page = emergency(worker, child, **fields)
        check(f"emergency: {name}", status == 422 and problem in page and not told(page), status)
    sly = emergency(worker, child, ground="HARM", why=WHY, until_at="2030-01-01")
    check("emergency: the end comes from the server", sly[0] == 422, sly[0])
    inspected = emergency(inspector, child, ground="HARM", why=WHY)
    check("an inspector opens nothing in an emergency", inspected[0] == 403, inspected[0])
    status, headers, page = emergency(worker, child, ground="HARM", why=WHY)
    check("a worker opens it in an emergency", status == 303 and headers["location"] == child, status)
    status, _, page = worker.get(child)
    check("it is open, and says until when", status == 200 and "You opened this record in an emergency" in page
          and "Zebedee Quillfeather" in page and "Emergency opening" in page, status)
    check("the API obeys the same", worker.get(f"/api{record}")[0] == 200)
    check("to nobody else", manager.get(child)[0] == 403)
    add = worker.get(f"{child}/add")[2]
    check("what may be added", "/add/contact" in add and "/add/case_note" not in add)
    note = {"values": {"occurred_at": "2025-11-02T10:00:00Z", "note_type": "PHONE", "title": "x", "happened": "x"}}
    check("no note is added", worker.request("POST", f"/api{child}/case_note", json.dumps(note), JSON)[0] == 403)
    own = emergency(worker, child, ground="HARM", why=WHY)
    check("open already: no second one", own[0] == 303 and worker.get("/openings")[0] == 403)
    for who, name in ((manager, "manager"), (leader, "leader"), (protection, "data protection")):
        page = who.get("/")[2]
        check(f"{name}: told at once, on the first page", re.search(r"usual basis: \d+ waits? for a review", page), page[-900:])
        page = who.get("/openings")[2]
        check(f"{name}: told who and why", WHY in page and "Amina Farrell" in page and not told(page), told(page))
    for who in (leader, protection):
        refused_one = emergency(who, child, ground="HARM", why=WHY)
        check("who is over all opens nothing in an emergency", refused_one[0] == 403, refused_one[0])


def reviewed(manager, second, child):
    page = manager.get("/openings")[2]
    check("it waits for review", WHY in page and "Amina Farrell" in page and not told(page), told(page))
    row = next(r for r in page.split("<tr") if WHY in r)
    link = re.search(r"/openings/[0-9a-f]{32}", row).group(0)
    check("and the demonstration's own", page.count('href="/openings/') >= 2)
    status, _, page = manager.get(link)
    check("the review shows what was looked at", status == 200 and "Their page" in page
          and "Emergency opening" in page and not told(page), (status, told(page)))
    status, _, page = protection.get(link)
    check("data protection sees the trail", status == 200 and "Their page" in page and "Emergency opening" in page and WHY in page
          and f'href="{child}/looks"' in page and not told(page), (status, told(page)))
    check("and reviews nothing", "Save the review" not in page and protection.post(link, {
        **protection.form("/me"), "entry": os.urandom(16).hex(), "justified": "Y", "review_note": "x"})[0] == 403)
    status, _, page = leader.get(link)
    check("a leader can review it", status == 200 and "Save the review" in page and not told(page), status)
    hidden = manager.form(link)
    for name, fields in (("nothing", {}), ("no note", {"justified": "Y"}), ("no answer", {"review_note": "Looked at it."})):
        status, _, text = manager.post(link, {**hidden, **fields})
        check(f"a review with {name}", status == 422 and not told(text), status)
    good = {"justified": "Y", "review_note": "The duty worker could not be reached."}
    check("no other field", manager.post(link, {**hidden, **good, "staff_id": "0" * 32})[0] == 422)
    mine = emergency(manager, child, ground="DUTY", why="The night worker rang about this child")
    check("a manager opens it too", mine[0] == 303, mine[0])
    page = manager.get("/openings")[2]
    check("one's own is not one's own to review", "Yours: another manager looks at it" in page)
    own = next(l for l in re.findall(r"/records/([0-9a-f]{32})", manager.get(child)[2])
               if manager.get(f"/openings/{l}")[0] == 403)
    check("refused, with words", "yourself" in manager.get(f"/openings/{own}")[2])
    check("and by post", manager.post(f"/openings/{own}", {**hidden, **good, "entry": os.urandom(16).hex()})[0] == 403)
    status, headers, text = manager.post(link, {**hidden, **good, "withdraw": "Y"})
    check("a review is kept", status == 303 and headers["location"] == "/openings", text[-500:])
    check("and waits no longer", link not in manager.get("/openings")[2])
    page = protection.get("/openings")[2]
    check("data protection still sees it", link in page[page.index("Looked at again in the last"):] and not told(page), told(page))
    page = protection.get(link)[2]
    check("and what the review found", "The duty worker could not be reached." in page and "has been looked at again" in page)
    check("another reviews the manager's", second.get(f"/openings/{own}")[0] == 200)
    status, headers, text = leader.post(f"/openings/{own}", {**leader.form(f"/openings/{own}"), **good})
    check("a leader does", status == 303 and headers["location"] == "/openings", (status, text[-300:]))
    check("an emergency opening is amended nowhere else", manager.request("POST", f"/api/records/{own}", json.dumps(
        {"replaces": 1, "reason": "x", "values": {}}), JSON)[0] in (403, 422))


def looks_of(who, child, bases):
    """Looks that need not be durable first are written down within a second."""
    for _ in range(30):
        page = who.get(f"{child}/looks")[2]
        if all(basis in page for basis in bases):
            return page
        time.sleep(0.1)
    return page


def looks(manager, child):
    page = looks_of(manager, child, ("Emergency opening", "Front door"))
    check("looks say on what basis", "Emergency opening" in page and "Front door" in page)
    check("and mark emergencies", "rest on an emergency opening" in page)


def closed(worker, manager, level):
    child, record = person(manager)
    names = staff(manager, child)
    guard(manager, child, "restriction", level=level, why="Placed for adoption", ask=names[next(iter(
        n for n in names if n not in ("Amina Farrell", "Gareth Okafor")))])
    absent, got = protection.get(f"{NOBODY}/looks"), protection.get(f"{child}/looks")
    check(f"{level}, data protection: as absent", got[0] == 404 and bare(got[2]) == bare(absent[2]), got[0])
    walk(protection, f"{level}, data protection", child, record)
    for who, name in ((worker, f"{level}, worker"), (manager, f"{level}, manager"), (leader, f"{level}, leader")):
        same_as_absent(who, child, record, name)
        walk(who, name, child, record)
        check(f"{name}: no search finds it", child not in search(who, "Quillfeather"))


def named(worker, manager):
    child, record = person(manager)
    names = staff(manager, child)
    guard(manager, child, "restriction", level="HIDDEN", why="High profile", ask=names["Gareth Okafor"])
    check("whom to ask may open it", manager.get(child)[0] == 200)
    check("not the worker", worker.get(child)[0] == 404)
    check("nobody gives leave to themselves",
          guard(manager, child, "record_access", staff_id=names["Gareth Okafor"], why="I want to")[0] == 403)
    status = guard(manager, child, "record_access", staff_id=names["Amina Farrell"], why="Works with him")[0]
    check("leave is given", status == 303 and worker.get(child)[0] == 200, status)
    check("by another account of theirs too", again.get(child)[0] == 200)
    check("who has leave finds it", child in search(worker, "Quillfeather"))
    check("and its looks say so", "Leave to open it" in looks_of(manager, child, ("Leave to open it",)))
    leave = json.loads(manager.get(f"/api{child}/records?kind=record_access")[2])["records"][0]
    hidden = manager.form(f"/records/{leave['record']}/amend")
    ended = {"staff_id": names["Amina Farrell"], "why": "Works with him", "from_date-day": "2", "from_date-month": "11",
             "from_date-year": "2025", "to_date-day": "3", "to_date-month": "11", "to_date-year": "2025", "reason": "Moved"}
    status = manager.post(f"/records/{leave['record']}/amend", {**hidden, **ended})[0]
    check("leave that has ended", status == 303 and worker.get(child)[0] == 404, status)


def asked(worker, manager):
    """Whom the restriction names decides about it, whatever their role."""
    child, record = person(manager)
    names = staff(manager, child)
    guard(manager, child, "restriction", level="NAMED", why="Known here", ask=names["Amina Farrell"])
    check("a manager who is not named", manager.get(child)[0] == 403)
    status = guard(worker, child, "record_access", staff_id=names["Gareth Okafor"], why="Her manager")[0]
    check("the worker who is named gives leave", status == 303 and manager.get(child)[0] == 200, status)
    check("and no conflict of interest", worker.get(f"{child}/add/conflict_of_interest")[0] == 404)


def strangers(worker, manager, inspector, third):
    """Nobody's child is everybody's: what is not restricted opens on a basis too."""
    child, record = person(manager)
    status, _, page = worker.get(child)
    check("not the worker's child: the door", status == 403 and "This record is not open to you" in page
          and "Zebedee Quillfeather" in page and "Canaryword" not in page, status)
    check("its records are as absent", worker.get(record)[0] == 404 and worker.get(f"/api{record}")[0] == 404
          and worker.get(f"{child}/print")[0] == 404 and worker.get(f"{child}/add")[0] == 404)
    check("a search tells name and birthday", "Zebedee Quillfeather" in search(worker, "Quillfeather"))
    check("who has an account can be allocated", "Mab Oduya" in staff(manager, child))
    check("and nobody to ask but the manager", "ask your manager" in page)
    check("whoever wrote them down goes on", manager.get(child)[0] == 200)
    check("an inspector reads", inspector.get(child)[0] == 200)
    path = f"{child}/add/allocation"
    names = {n: v for v, n in re.findall(r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)</option>', manager.get(path)[2])}
    given = {"staff_id": names["Amina Farrell"], "role": "PRIMARY", "start_at-day": "2", "start_at-month": "11",
             "start_at-year": "2025", "start_at-time": "09:00"}
    status, headers, page = manager.post(path, {**manager.form(path), **given})
    check("allocated", status == 303, (status, page[-500:]))
    check("and open", worker.get(child)[0] == 200 and worker.get(record)[0] == 200)
    status, _, page = third.get(child)
    check("who is allocated is whom to ask", status == 403 and "ask Amina Farrell" in page, status)
    bases = ("Allocated worker", "Inspection", "Front door")
    page = looks_of(inspector, child, bases)
    check("each look has its basis", all(basis in page for basis in bases))


WRITES_NOTHING = {"/children/search", "/children/{child}/search"}        # searches, and what is one's own
OWN = ("/me", "/sign-", "/ledger", "/openings/", "/conflicts/", "/looks", "/drafts", "/report")


def over_all(manager):
    """A leader reads every child and writes nothing; data protection sees who looked, and nothing of the child."""
    child, record = person(manager)
    walk(protection, "data protection, a child of nobody's", child, record, [LOOKS])
    status, _, page = leader.get(child)
    check("a leader reads", status == 200 and "Zebedee Quillfeather" in page and leader.get(record)[0] == 200
          and leader.get(f"/api{child}/records")[0] == 200 and leader.get(f"{child}/print")[0] == 200, status)
    check("and is offered nothing to add", f"{child}/add" not in page and "/amend" not in leader.get(record)[2])
    check("and finds", child in search(leader, "Quillfeather") and child in leader.get("/children")[2])
    check("figures of agreement, without the cases", leader.get("/agreement")[0] == 200 and "/comparison" not in leader.get("/agreement")[2])
    me = rows("SELECT staff FROM account WHERE sign_in = 'leader'")[0][0]
    before = rows("SELECT count(*) FROM entry WHERE author_id = ?", me)
    ids = {"{child}": child.split("/")[-1], "{record}": record.split("/")[-1], "{kind}": "case_note"}
    csrf = leader.form("/me")["csrf"]
    for method, route in routes:
        if method == "GET" or route.startswith(OWN):
            continue
        path = re.sub(r"\{\w+\}", lambda m: ids.get(m.group(0), ids["{record}"]), route)
        status = (leader.request("POST", path, json.dumps({"values": {}}), JSON) if path.startswith("/api/") else
                  leader.post(path, {"csrf": csrf, "entry": os.urandom(16).hex()}))[0]
        check(f"a leader: POST {route}", status == (200 if route in WRITES_NOTHING else 403), status)
    check("nothing was written", rows("SELECT count(*) FROM entry WHERE author_id = ?", me) == before)
    looked = protection.get(f"{child}/looks")
    check("data protection sees who looked", looked[0] == 200 and "Senior leader" in looked_of(child, "Role only")
          and not told(looked[2]), looked[0])
    page = looked_of(child, "Oversight of who looked")
    row = next((r for r in page.split("<tr")[1:] if "Data protection officer" in r), "")
    check("reading the trail is a look", "Who looked at them" in row and "Idris Colbeck" in row, page[page.index("<main"):][-900:])
    reference, known = rows("SELECT reference, person FROM listed WHERE reference <> '' AND person NOT IN (SELECT subject FROM"
                            " restriction) AND person NOT IN (SELECT subject FROM conflict_of_interest) LIMIT 1")[0]
    find = protection.form("/openings")
    status, headers, _ = protection.post("/looks", {**find, "reference": f" {reference} "})
    check("a trail by its reference", status == 303 and headers["location"] == f"/children/{known.hex()}/looks", status)
    status, _, page = protection.get(headers["location"])
    check("which is open", status == 200 and reference in page and "Read at" in page, status)
    hidden, _ = person(manager)
    number = {"values": {"identifier_type": "LACHILD", "value": "M777777H"}}
    status = manager.request("POST", f"/api{hidden}/person_identifier", json.dumps(number), JSON)[0]
    found = protection.post("/looks", {**find, "reference": "M777777H"})
    check("a trail by the reference given", status == 201 and found[0] == 303 and found[1]["location"].startswith(hidden), status)
    guard(manager, hidden, "restriction", level="HIDDEN", why="High profile", ask=staff(manager, hidden)["Gareth Okafor"])
    check("not once it is hidden", bare(protection.post("/looks", {**find, "reference": "M777777H"})[2]).replace("M777777H", "")
          == bare(protection.post("/looks", {**find, "reference": "M999999Z"})[2]).replace("M999999Z", ""))
    for name, typed in (("nothing", ""), ("of nobody", "M999999Z"), ("a name", "Quillfeather"), ("too long", "M" * 61)):
        status, _, page = protection.post("/looks", {**find, "reference": typed})
        check(f"a trail: {name}", status == 422 and "There is a problem" in page, status)
    check("not for a worker", manager.get("/openings")[2].count("/looks") == 0 and worker.post("/looks", {
        **worker.form("/me"), "reference": reference})[0] == 403)
    check("data protection reads accounts and ledger, and no list", protection.get("/accounts")[0] == 200
          and protection.get("/ledger")[0] == 200 and protection.get("/children")[0] == 403)


def looked_of(child, basis):
    return looks_of(protection, child, (basis,))


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def looks_at_once(path, route):
    """What is on disk when the answer comes: looks that may wait are not, but for the quarter of a second's chance."""
    subject = bytes.fromhex(path.split("/")[-1]) if path else bytes(16)
    return rows("SELECT basis FROM access_event WHERE subject = ? AND route = ?", subject, route)


def durable(worker, manager, inspector, analyst):
    """Restricted, in an emergency, an inspector, an export: the look is on disk before a byte is sent."""
    for earlier in range(3):
        child, record = person(manager)
        names = staff(manager, child)
        guard(manager, child, "restriction", level="NAMED", why="Known here", ask=names["Gareth Okafor"])
        guard(manager, child, "record_access", staff_id=names["Amina Farrell"], why="Answers the telephone")
        call = contacts[child].split("/")[-1]
        seen = rows("SELECT source_seq FROM contact WHERE record = ? ORDER BY source_seq DESC", bytes.fromhex(call))[0][0]
        status = worker.post(f"/contacts/{call}/take", {"csrf": worker.form("/me")["csrf"], "seen": seen})[0]
        kept = looks_at_once(child, "/contacts/{record}/take")
        check("one of several of a page, restricted", status == 303 and kept == [("Leave to open it",)], (status, kept))
        worker.get(child)
        check("a restricted one", looks_at_once(child, "/children/{child}") == [("Leave to open it",)])
        status = analyst.get("/export/case_note")[0]
        check("an export", status == 200 and looks_at_once("", "/export/case_note")[earlier:] == [("Role only",)], status)
        child, record = person(manager)
        inspector.get(child)
        check("an inspector's", looks_at_once(child, "/children/{child}") == [("Inspection",)])
        status, headers, _ = emergency(worker, child, ground="HARM", why=WHY)
        worker.get(child)
        kept = looks_at_once(child, "/children/{child}")
        check("in an emergency", status == 303 and ("Emergency opening",) in kept, (status, kept))


def related(worker, manager):
    """A brother's record names somebody who is hidden: not even the id is in any answer, nor in a proof."""
    brother, _ = person(manager)
    child, _ = person(manager)
    hidden = child.split("/")[-1]
    names = staff(manager, brother)
    given = {"staff_id": names["Amina Farrell"], "role": "PRIMARY", "start_at-day": "2", "start_at-month": "11",
             "start_at-year": "2025", "start_at-time": "09:00"}
    path = f"{brother}/add/allocation"
    assert manager.post(path, {**manager.form(path), **given})[0] == 303
    path = f"{brother}/add/relationship"
    told = {"related_person_id": hidden, "relationship": "SIB_FULL"}
    status, headers, page = worker.post(path, {**worker.form(path), **told})
    check("a relationship is recorded", status == 303, (status, page[-300:]))
    tie = headers["location"].split("?")[0]
    check("before: the API tells who", hidden in worker.get(f"/api{tie}")[2] and hidden in worker.get(brother)[2])
    guard(manager, child, "restriction", level="HIDDEN", why="High profile", ask=names["Gareth Okafor"])
    answers = [f"/api{brother}/records", f"/api{brother}/records?kind=relationship", f"/api{tie}", f"/api{tie}/history",
               f"/api{brother}/records?as_of=2026-11-25", brother, f"{brother}/print", tie, f"{tie}/history",
               f"{tie}/amend", f"{brother}/add", "/me", "/day", "/queue"]
    for path in answers + [f"{tie}/proof"]:
        status, _, text = worker.get(path)
        check(f"{path[:14]}..{path[-12:]}: not their id", hidden not in text and status in (200, 403, 404, 405),
              (status, hidden in text))
    api = json.loads(worker.get(f"/api{tie}")[2])
    check("that there is nobody to name is told", api["values"]["related_person_id"] is None, api)
    check("who cannot see all of it does not amend it", worker.get(f"{tie}/amend")[0] == 403)
    entry = {"replaces": api["entry"], "reason": "x", "values": {"relationship": "SIB_HALF"}}
    status = worker.request("POST", f"/api{tie}", json.dumps(entry), JSON)[0]
    check("by the API neither", status == 422, status)
    check("whom it names still reads it", hidden in manager.get(f"/api{tie}")[2])


def conflict(worker, manager):
    child, record = person(manager)
    names = staff(manager, child)
    guard(manager, child, "record_access", staff_id=names["Amina Farrell"], why="Works with him")
    check("before: open", worker.get(child)[0] == 200)
    status = guard(manager, child, "conflict_of_interest", staff_id=names["Amina Farrell"], tie="RELATIVE")[0]
    check("a conflict is named", status == 303, status)
    same_as_absent(worker, child, record, "conflict")
    walk(worker, "conflict", child, record)
    check("no search finds it", child not in search(worker, "Quillfeather"))
    check("it is the worker's alone", manager.get(child)[0] == 200)
    lifted(worker, manager, child, record)


def lifted(worker, manager, child, record):
    """By a leader and data protection together, and by nobody else in any way."""
    kept = json.loads(manager.get(f"/api{child}/records?kind=conflict_of_interest")[2])["records"][0]
    path, api = f"/records/{kept['record']}", f"/api/records/{kept['record']}"
    own = f"/conflicts/{kept['record']}"
    check("no manager is offered to amend it", "/amend" not in manager.get(path)[2] and manager.get(f"{path}/amend")[0] == 403)
    hidden = {**manager.form("/me"), "entry": os.urandom(16).hex(), "replaces": kept["entry"], "reason": "x"}
    values = {"staff_id": kept["values"]["staff_id"], "tie": "RELATIVE", "from_date-day": "2", "from_date-month": "11",
              "from_date-year": "2025"}
    ended = {"to_date-day": "3", "to_date-month": "11", "to_date-year": "2025"}
    for name, more in (("ends it", ended), ("withdraws it", {"withdraw": "Y"}), ("gives it to another", {"staff_id": staff(manager, child)["Mab Oduya"]})):
        status = manager.post(f"{path}/amend", {**hidden, **values, **more})[0]
        check(f"no manager {name}", status == 403, status)
    no_number = {k: v for k, v in hidden.items() if k != "replaces"}
    check("nor as if it were new", manager.post(f"{path}/amend", {**no_number, **values, **ended})[0] == 403)
    sent = {"replaces": kept["entry"], "reason": "x", "values": {**{k: kept["values"][k] for k in ("staff_id", "tie", "from_date")}, "to_date": "2025-11-03"}}
    status, _, page = manager.request("POST", api, json.dumps(sent), JSON)
    check("nor by the API", status == 403, (status, page))
    for who in (worker, manager, second):
        check("nobody else sees the page", who.get("/conflicts")[0] == 403 and who.get(own)[0] == 403
              and who.post(own, who.form("/me"))[0] == 403)
    for who, name in ((leader, "leader"), (protection, "data protection")):
        page = who.get("/conflicts")[2]
        check(f"{name}: it is listed", own in page and "Amina Farrell" in page, page[-600:])
        check(f"{name}: named to those who find children", ("Zebedee" in page) == (name == "leader"))
    one = leader.form(own)
    status, _, page = leader.post(own, one)
    check("without a reason", status == 422 and "Enter why" in page, status)
    status = leader.post(own, {**one, "to_date-day": "3"})[0]
    check("a day from outside", status == 422, status)
    status, headers, page = leader.post(own, {**one, "reason": "They have moved apart", "withdraw": "Y"})
    check("a leader asks", status == 303 and headers["location"] == "/conflicts", (status, page[-300:]))
    check("which lifts nothing", rows("SELECT count(*) FROM conflict_of_interest WHERE record = ? AND superseded_seq > 1e18"
          " AND to_date IS NULL", bytes.fromhex(kept["record"])) == [(1,)] and worker.get(child)[0] == 404)
    leader.post(own, {**leader.form(own), "reason": "Once more"})
    check("nor does asking twice", worker.get(child)[0] == 404 and "Agree, and lift it" not in leader.get(own)[2])
    check("data protection is told", "1 waits for your word" in protection.get("/")[2])
    status, _, page = protection.get(own)
    check("and sees who asks and why", status == 200 and "Helena Marchbank, Senior leader" in page and "Once more" in page
          and "Agree, and lift it" in page and not told(page), told(page))
    status, headers, page = protection.post(own, protection.form(own))
    check("data protection agrees", status == 303, (status, page[-300:]))
    done = rows("SELECT valid_to, to_date IS NOT NULL FROM conflict_of_interest WHERE record = ? AND superseded_seq > 1e18",
                bytes.fromhex(kept["record"]))
    check("it ends with this day", len(done) == 1 and done[0][1] == 1 and 0 < done[0][0] / 1e6 - time.time() < 90000, done)
    check("and is listed no more", own not in leader.get("/conflicts")[2] and "has been lifted" in leader.get(own)[2])
    status = leader.post(own, {**leader.form("/me"), "entry": os.urandom(16).hex(), "replaces": 1, "reason": "x"})[0]
    check("nobody lifts it twice", status == 409, status)
    versions = manager.get(f"{path}/history")[2]
    check("no link to a record that does not open", "Conflict of interest" in protection.get("/me")[2]
          and 'href="/records/' not in protection.get("/me")[2] + protection.get("/")[2])
    check("both names stay", "Helena Marchbank" in versions and "Idris Colbeck" in versions)




def account(*args):
    return subprocess.run([sys.argv[1], "account", *args, "--store", store], input=SECOND + "\n",
                          capture_output=True, text=True)


assert account("--sign-in", "second", "--name", "Mab Oduya", "--role", "TM", "--team", "Night",
               "--team-type", "EDT").returncode == 0
nowhere = account("--sign-in", "y", "--name", "Y", "--role", "SW", "--team", "No such team")
check("an account of no team", nowhere.returncode != 0 and "--team-type" in nowhere.stderr, nowhere.stderr)
assert account("--sign-in", "again", "--name", "Amina F", "--role", "SW", "--staff", "Amina Farrell").returncode == 0
assert account("--sign-in", "third", "--name", "Third Hand", "--role", "SW").returncode == 0
nobody = account("--sign-in", "x", "--name", "X", "--role", "SW", "--staff", "Nobody at all")
check("an account of no member of staff", nobody.returncode != 0 and "called" in nobody.stderr, nobody.stderr)
both = account("--sign-in", "both", "--name", "Both Hats", "--role", "AD,SL")
check("not administrator and leader in one", both.returncode != 0 and "cannot be both" in both.stderr, both.stderr)
for role, staff_of in (("AD", "Helena Marchbank"), ("SL", "Owen Castellane")):
    both = account("--sign-in", "both", "--name", staff_of, "--role", role, "--staff", staff_of)
    check(f"nor by a second account, {role}", both.returncode != 0 and "cannot be both" in both.stderr, both.stderr)
two = account("--sign-in", "two", "--name", "Helena M", "--role", "SL,DP", "--staff", "Helena Marchbank")
check("another role may be", two.returncode == 0, two.stderr)
server = Server(where=store)
worker, manager = Person(server.port, "worker"), Person(server.port, "manager")
inspector, auditor = Person(server.port, "inspector"), Person(server.port, "auditor")
leader, protection = Person(server.port, "leader"), Person(server.port, "protection")
second = Person(server.port)
again, third = Person(server.port), Person(server.port)
for who, name in ((second, "second"), (again, "again"), (third, "third")):
    assert who.post("/sign-in", {"name": name, "password": SECOND, "next": "/"})[0] == 303
child, record = restricted(worker, manager, inspector, auditor)
opened(worker, manager, inspector, child, record)
reviewed(manager, second, child)
looks(manager, child)
closed(worker, manager, "HIDDEN")
closed(worker, manager, "SEALED")
named(worker, manager)
conflict(worker, manager)
asked(worker, manager)
strangers(worker, manager, inspector, third)
over_all(manager)
related(worker, manager)
durable(worker, manager, inspector, Person(server.port, "analyst"))
check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
check("and the rows are those of the ledger", run("rebuild", "--compare", "--store", store).returncode == 0)
finish()
