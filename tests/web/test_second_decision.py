#!/usr/bin/env python3
"""Blind second decisions: no byte that the second decider is sent holds a trace of the first; afterwards both stand
beside each other, and a more protective second opens the case again. Usage: test_second_decision.py CANDOUR."""
import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import LONDON, Person, Server, candour, check, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-second-")
store = os.path.join(folder, "demo.db")
SECOND = "marmalade kettle orbit fjord"
OURS = {"X-Candour": "1", "Content-Type": "application/json"}

# The first decision was taken nearly twelve months ago, which the page of figures still has on any day: on the first
# day from then on of which the demonstration says nothing about these children, so that its words are a trace.
EPOCH = datetime.date(1970, 1, 1)


def silent_day(children):
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    tables = [t for t, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
              if "subject" in (c[1] for c in database.execute(f"PRAGMA table_info({t})"))]
    told = {v for t in tables for child in children for row in database.execute(
        f"SELECT * FROM {t} WHERE lower(hex(subject)) = ?", (child,)) for v in row if isinstance(v, int)}
    database.close()
    told |= {v // 86400000000 for v in told}
    today = london().date()
    days = (today - datetime.timedelta(n) for n in range(364, 300, -1))
    return next(d for d in days if not told & {(d - EPOCH).days + n for n in (-1, 0, 1, 2)})


def spelt(days):
    day = DECIDED + datetime.timedelta(days)
    return f"{day.day} {day:%B %Y}"


def at(days, clock):
    """A moment, counted from the day of the decision, as London's clocks showed it: in UTC."""
    moment = datetime.datetime.combine(DECIDED + datetime.timedelta(days), datetime.time.fromisoformat(clock), LONDON)
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def api(person, path, values, replaces=None):
    body = {"values": values, **({"replaces": replaces, "reason": "Decided"} if replaces is not None else {})}
    status, _, text = person.request("POST", path, json.dumps(body), OURS)
    assert status == 201, (path, text)
    answer = json.loads(text)
    return answer["record"], answer["entry"]


def first_decision(staff):
    return {**ARRIVED, "decision": "NFA", "nfa_reason": "UNIV", "threshold_level": "L2",
            "threshold_criteria": "Xylocriteria of the document", "decision_rationale": "Quokkarationale weighed it",
            "decision_at": at(0, "03:37"), "decision_by": staff, "feedback": "Wombatfeedback given",
            "feedback_to_referrer_at": at(1, "04:41")}


def sign_in(port, name, password):
    person = Person(port)
    assert person.post("/sign-in", {"name": name, "password": password, "next": "/"})[0] == 303
    return person


def plain(page):
    return re.sub(r"[0-9a-f]{64}|<title>.*?</title>", "", page)


def whole(person, path):
    """Everything of an answer that reaches the browser."""
    status, headers, text = person.get(path)
    return status, text, text + "\n".join(f"{n}: {v}" for n, v in headers.items() if n != "date")


def cases(person):
    page = person.get("/second-decisions")[2]
    return re.findall(r'href="(/second-decisions/[0-9a-f]{32})"', page)


assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0
for name, role in [("second", "TM"), ("third", "TM"), ("front", "MM")]:
    made = subprocess.run([candour, "account", "--sign-in", name, "--name", f"Zebedee {name.title()}", "--role", role,
                           "--store", store], input=SECOND + "\n", capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
check("the rate that the demonstration lived with", "20 per cent" in run("second-decisions", "--store", store).stdout)
check("the rate is set", "100 per cent" in run("second-decisions", "--rate", "100", "--store", store).stdout)
check("a rate of 101 is refused", run("second-decisions", "--rate", "101", "--store", store).returncode == 2)

# ---- a manager decides: one contact after it came, one as it is written down ----
server = Server(where=store)
manager = Person(server.port, "manager")
children = re.findall(r"/children/([0-9a-f]{32})", manager.get("/children?open=1")[2])
child, other = children[0], children[1]
DECIDED = silent_day(children[:2])
# What is unmistakably of the first decision: words, codes' labels, moments, names.
TRACES = ["Quokkarationale", "Xylocriteria", "Wombatfeedback", "Needs met by universal", "Narwhalafter", "Okafor",
          "Gareth", spelt(0), at(0, "03:37")[:10], "03:37", spelt(1), at(1, "04:41")[:10], "04:41"]
ARRIVED = {"received_at": at(-4, "09:15"), "source": "1A", "concern": "Bruise that Heronconcern told us of",
           "mode": "PHONE", "rag": "GREEN", "consent": "OBTAINED", "lawful_basis": "PUBTASK", "history_checked": "Y"}
contact, seq = api(manager, f"/api/children/{child}/contact", ARRIVED)
api(manager, f"/api/children/{child}/information_request",
    {"contact_id": contact, "agency": "GP", "asked_at": at(-4, "10:00"), "question": "Lapwingquestion",
     "lawful_basis": "PUBTASK"})
api(manager, f"/api/children/{child}/case_note",
    {"occurred_at": at(-5, "10:15"), "note_type": "PHONE", "title": "Before", "happened": "Lapwingnote"})
own = json.loads(manager.get(f"/api/records/{contact}")[2])["author"]
api(manager, f"/api/records/{contact}", first_decision(own), seq)
api(manager, f"/api/children/{child}/case_note",
    {"occurred_at": at(1, "04:41"), "note_type": "PHONE", "title": "Narwhalafter", "happened": "Narwhalafter"})
at_once, _ = api(manager, f"/api/children/{other}/contact", first_decision(own))
check("an open door closes: API", manager.request(
    "POST", f"/api/children/{child}/second_decision",
    json.dumps({"values": {"contact_id": contact, "drawn_at": at(9, "10:00")}}), OURS)[0] in (403, 404))
# This one looks at the second child before the draw, and after the decision: it is not theirs to decide again.
third = sign_in(server.port, "third", SECOND)
third.get(f"/children/{other}")
check("it ends, and draws before it does", server.end() == 0)

server = Server(where=store)
manager, second = Person(server.port, "manager"), sign_in(server.port, "second", SECOND)
third, mash = sign_in(server.port, "third", SECOND), sign_in(server.port, "front", SECOND)
worker, analyst, auditor = (Person(server.port, n) for n in ("worker", "analyst", "auditor"))

# ---- who it waits for ----
check("both wait for fresh eyes", len(cases(second)) == 2, cases(second))
check("and for the MASH manager", cases(mash) == cases(second))
check("one waits for who has looked at the other child", len(cases(third)) == 1, cases(third))
check("none for the first decider", cases(manager) == [] and "2 more wait" in manager.get("/second-decisions")[2])
nowhere = manager.get("/second-decisions/" + "0" * 31 + "1")
for case in cases(second):
    answers = [manager.get(case), manager.post(case, manager.form("/me"))]
    check("the first decider's own: the same bytes as none", answers[0][0] == 404
          and plain(answers[0][2]) == plain(nowhere[2]), answers[0][2][:200])
    check("nor can it be posted", answers[1][0] == 404, answers[1][0])
    check("its comparison is not there yet", manager.get(case + "/comparison")[0] == 404)
    check("the general form does not open it", second.get(case.replace("second-decisions", "records") + "/amend")[0] == 404)

# ---- no trace, in any byte ----
two = cases(second)
seen = ["/second-decisions", *two]
for case in two:
    seen += sorted(set(re.findall(rf'href="({case}/known/[0-9a-f]{{32}})"', second.get(case)[2])))
check("the history can be opened", len(seen) > 6, len(seen))
words = ""
for path in seen:
    status, text, bytes_ = whole(second, path)
    check(f"{path[:30]} is there", status == 200, status)
    words += text
    for trace in TRACES:
        check(f"{path[:60]} holds no trace: {trace}", trace.lower() not in bytes_.lower())
for case in two:
    page = second.get(case)[2]
    main = page[page.index("<main"):]
    form = main[main.index("<form"):]
    check("nothing is chosen beforehand", not re.search(r"\b(checked|selected)\b", main))
    check("each label stands once, as an answer", form.count("No further action") == 1
          and form.count("Early help, single agency") == 1)
    check("what came in is shown", "Heronconcern" in main)
check("the checks and the earlier notes can be read", "Lapwingquestion" in words and "Lapwingnote" in words)
check("nothing later by its address", second.get(f"{two[0]}/known/{contact}")[0] == 404
      and second.get(f"{two[1]}/known/{contact}")[0] == 404)

# ---- deciding again ----
hidden = second.form(two[0])
status, _, page = second.post(two[0], hidden)
check("nothing answered", status == 422 and all(w in page for w in ("Select a decision", "Select a level of need",
                                                                    "Enter the reasons")), status)
for trace in TRACES:
    check(f"the refused form holds no trace: {trace}", trace not in page)
status, _, page = second.post(two[0], {**hidden, "decision": "NFA", "threshold_level": "L4CP", "rationale": "Both"})
check("child protection needs more than nothing", status == 422 and "Child protection level needs" in page, status)
for field, value in [("reopened_at-day", "1"), ("learning", "x"), ("decided_by", own), ("contact_id", contact)]:
    check(f"{field} cannot be sent", second.post(two[0], {**second.form(two[0]), field: value})[0] in (400, 422))
answer = {"decision": "NEW_REFERRAL", "threshold_level": "L4CIN", "rationale": "Ibisrationale weighs more",
          "withdraw": "Y"}
hidden = second.form(two[0])
status, headers, page = second.post(two[0], {**hidden, **answer})
check("decided again", status == 303 and headers["location"].endswith("/comparison?kept=1"), (status, page[-600:]))
status, headers, _ = second.post(two[0], {**hidden, **answer})
check("sent twice: the same answer", status == 303 and headers["location"].endswith("/comparison"), status)
check("somebody else was first", mash.post(two[0], {**mash.form(two[1]), **answer})[0] == 409)
page = second.get(two[0] + "/comparison")[2]
for word in ["Quokkarationale", "Ibisrationale", "Gareth Okafor", "No further action", "New referral", "Differs",
             "opened again", spelt(0)]:
    check(f"both beside each other: {word}", word in page)
status, headers, _ = second.get(two[0].replace("second-decisions", "records"))
check("its record leads there", status == 303 and headers["location"] == two[0] + "/comparison", status)
record = json.loads(auditor.get(two[0].replace("/second-decisions", "/api/records"))[2])["values"]
check("opened again in the same entry", record["reopened_at"] == record["decided_at"], record)
check("whoever compares no longer waits for it", cases(second) == two[1:])

# ---- the second: no more protective ----
status, headers, _ = mash.post(two[1], {**mash.form(two[1]), "decision": "NFA", "threshold_level": "L2",
                                        "rationale": "Same"})
check("the MASH manager decides", status == 303, status)
page = auditor.get(two[1] + "/comparison")[2]
check("they agree, and nothing is opened", "The two decisions agree" in page and "opened again" not in page)
check("an auditor writes nothing", "<textarea" not in page and auditor.post(
    two[1] + "/learning", {**auditor.form("/me"), "learning": "x"})[0] == 403)

# ---- learning; a case opened again is looked at ----
page = manager.get("/agreement")[2]
check("the difference is listed", two[0] in page and two[1] not in page and "Opened again" in page)
check("too few to say", "too few to say" in page)
where = two[0] + "/learning"
check("nothing learnt", manager.post(where, {**manager.form(two[0] + "/comparison"), "learning": " "})[0] == 422)
status, _, page = manager.post(where, {**manager.form(two[0] + "/comparison"), "learning": "Egretlearning"})
check("learnt", status == 303, (status, page[-500:]))
page = manager.get(two[0] + "/comparison")[2]
check("and looked at again", "Egretlearning" in page and "and looked at on" in page)
check("the list says so", "Looked at again" in auditor.get("/agreement")[2])
record = json.loads(auditor.get(two[0].replace("/second-decisions", "/api/records"))[2])["values"]
check("the decision itself stays", record["rationale"] == answer["rationale"] and "looked_again_at" in record, record)
figures = analyst.get("/agreement")
check("the analyst sees figures", figures[0] == 200 and "Kappa" in figures[2])
check("and no list, and no small count", "/comparison" not in figures[2] and "Where the two differ" not in figures[2]
      and "under 5" in figures[2] and "All these months" not in figures[2])

# ---- who may, route by route ----
ALLOWED = {"/second-decisions": "manager second mash", two[0]: "", two[0] + "/comparison": "manager second mash auditor",
           f"{two[0]}/known/{contact}": "", "/agreement": "manager second mash auditor analyst leader"}
people = {"manager": manager, "second": second, "mash": mash, "auditor": auditor, "analyst": analyst, "worker": worker,
          "inspector": Person(server.port, "inspector"), "administrator": Person(server.port, "administrator"),
          "leader": Person(server.port, "leader"), "protection": Person(server.port, "protection")}
for path, may in ALLOWED.items():
    for name, person in people.items():
        status = person.get(path)[0]
        check(f"{name} and {path[:30]}", status == 200 if name in may.split() else status in (403, 404), status)
    check(f"a stranger and {path[:30]}", Person(server.port).get(path)[0] == 303)
for path in (two[0], two[0] + "/learning"):
    for name in ("auditor", "analyst", "worker", "inspector", "administrator", "leader", "protection"):
        check(f"{name} posts to {path[-20:]}", people[name].post(path, people[name].form("/me"))[0] == 403)

check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
check("and rebuilds the same", run("rebuild", "--compare", "--store", store).returncode == 0)
finish()
