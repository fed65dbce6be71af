#!/usr/bin/env python3
"""The front door as its users meet it: a contact of known and new children, what is asked before somebody gets a
second file, the queue, decisions with and without their reasons, two deciders at once, allocation, and what each
role may not. Usage: test_front_door.py CANDOUR."""
import os
import re
import sqlite3
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-front-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "40", "--seed", "11", "--store", store).returncode == 0
server = Server(where=store)
worker, mash, manager = (Person(server.port, name) for name in ("worker", "mash", "manager"))
others = {name: Person(server.port, name) for name in ("analyst", "auditor", "inspector", "administrator")}
NEVER = 9223372036854775807


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def entries():
    return rows("SELECT count(*) FROM entry")[0][0]


def send(person, path, pairs):
    body = urllib.parse.urlencode(pairs)
    return person.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


def hidden(person, path):
    return list(person.form(path).items())


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1)) if found else []


def new_contact(person, more, go="save"):
    page = [pair for pair in hidden(person, "/contacts/new") if pair[0] not in dict(more)]
    told = {"source": "6", "concern": "Heard shouting", "received_at-day": "25", "received_at-month": "11",
            "received_at-year": "2026", "received_at-time": "16:55"}
    told.update({n: v for n, v in more if n in told})
    pairs = page + list(told.items()) + [(n, v) for n, v in more if n not in told] + [("go", go)]
    return send(person, "/contacts/new", pairs), pairs


children = rows("SELECT lower(hex(person)), forename, surname, born FROM listed WHERE child = 1 AND born IS NOT NULL"
                " AND forename <> '' AND surname <> '' AND person NOT IN (SELECT subject FROM restriction)"
                " AND person NOT IN (SELECT subject FROM conflict_of_interest) ORDER BY sort")
ana, ben = children[0], children[1]

# ---- a contact of two known children and one that nobody knew ----
before = entries()
(status, headers, page), pairs = new_contact(worker, [
    ("child", ana[0]), ("child", ben[0]), ("rag", "AMBER"), ("new-1-who", "ABOUT"),
    ("new-1-forename", "Oluwaseun"), ("new-1-surname", "Quillfeather"), ("new-1-day", "4"), ("new-1-month", "3"),
    ("new-1-year", "2020")])
check("two known children and a new one in one page", status == 303 and "/queue?kept=" in headers["location"],
      f"{status} {problems(page)}")
check("a person and three contacts", entries() == before + 4, entries() - before)
made = rows("SELECT lower(hex(subject)), same_call, record, lower(hex(record)) FROM contact WHERE concern = 'Heard shouting'"
            " ORDER BY source_seq")
check("the others name the first", made[0][1] is None and all(m[1] == made[0][2] for m in made[1:]), made)
check("time received is not time typed", rows("SELECT received_at FROM contact WHERE record = ?", made[0][2])[0][0]
      == 1795625700 * 1000000, rows("SELECT received_at FROM contact WHERE record = ?", made[0][2]))
status, headers, _ = send(worker, "/contacts/new", pairs)
check("sent twice it is one contact", status == 303 and entries() == before + 4, f"{status} {entries() - before}")
queue = worker.get("/queue")[2]
check("on the queue at once", "Quillfeather" in queue and "Take it" in queue)

# ---- before somebody gets a second file ----
born = __import__("datetime").date(1970, 1, 1) + __import__("datetime").timedelta(days=ana[3])
twin = [("new-1-who", "ABOUT"), ("new-1-forename", ana[2]), ("new-1-surname", ana[1]), ("new-1-day", str(born.day)),
        ("new-1-month", str(born.month)), ("new-1-year", str(born.year)), ("concern", "Typed before asking")]
before = entries()
(status, _, page), _ = new_contact(worker, twin)
check("somebody very like is asked about", status == 422 and any("much like" in p for p in problems(page)),
      f"{status} {problems(page)}")
check("with the reasons of the likeness", "Same date of birth" in page, "")
check("and nothing typed is lost", "Typed before asking" in page and f'value="{ana[2]}"' in page)
check("nothing was recorded", entries() == before)
(status, _, page), _ = new_contact(worker, twin + [("sure", "Y")])
check("whoever is sure makes a new record", status == 303 and entries() == before + 2, f"{status} {entries() - before}")

# ---- an unborn child and the mother ----
before = entries()
(status, _, page), _ = new_contact(worker, [
    ("rows", "2"), ("new-1-who", "UNBORN"), ("new-1-surname", "Featherstonehaugh"), ("new-1-day", "1"),
    ("new-1-month", "5"), ("new-1-year", "2027"), ("new-2-who", "MOTHER"), ("new-2-forename", "Ines"),
    ("new-2-surname", "Featherstonehaugh"), ("concern", "Booked late")])
check("an unborn child and the mother", status == 303 and entries() == before + 4, f"{status} {problems(page)}")
unborn = rows("SELECT lower(hex(c.subject)), l.expected, l.born FROM contact AS c JOIN listed AS l ON l.person = c.subject"
              " WHERE c.concern = 'Booked late'")[0]
check("due, not born", unborn[1] is not None and unborn[2] is None, unborn)
tie = rows("SELECT relationship FROM relationship WHERE lower(hex(subject)) = ?", unborn[0])
check("the mother is hers", tie == [("MOTHER",)], tie)
record = f"/records/{unborn[0]}/amend"
born_form = dict(hidden(worker, record))
kept = {"recorded_as": "CHILD", "forename": "Wren", "surname": "Featherstonehaugh", "expected_dob-day": "1",
        "expected_dob-month": "5", "expected_dob-year": "2027", "dob-day": "20", "dob-month": "11", "dob-year": "2026",
        "reason": "Born early"}
status, _, page = send(worker, record, list(born_form.items()) + list(kept.items()))
check("born: the same record goes on", status == 303, f"{status} {problems(page)}")
check("with the contact from before birth", "Booked late" in worker.get(f"/children/{unborn[0]}")[2])

# ---- bad input: a sentence, and nothing recorded ----
before = entries()
for what, more, expected in [
        ("no child", [], "Say which child"),
        ("no words", [("child", ana[0]), ("concern", "")], "worry"),
        ("no source", [("child", ana[0]), ("source", "")], "Who told us"),
        ("a time in the future", [("child", ana[0]), ("received_at-year", "2031")], "past"),
        ("an impossible day", [("child", ana[0]), ("received_at-month", "13")], "real"),
        ("an impossible birthday", [("new-1-who", "ABOUT"), ("new-1-forename", "Ana"), ("new-1-day", "31"),
                                    ("new-1-month", "2"), ("new-1-year", "2019")], "real"),
        ("consent dispensed with, no reason", [("child", ana[0]), ("consent", "DISPENSED")], "Say why")]:
    (status, _, page), _ = new_contact(worker, more)
    check(f"{what}: refused with a sentence", status == 422 and any(expected.lower() in p.lower() for p in problems(page)),
          f"{status} {problems(page)}")
    check(f"{what}: what was typed is kept", "Heard shouting" in page or ("concern", "") in more)
(status, _, page), _ = new_contact(worker, [("child", "0" * 31 + "1")])
check("a child that is not there is not found", status == 404, status)
(status, _, page), _ = new_contact(worker, [("child", ana[0]), ("decision", "NFA")])
check("a field that the page does not ask is refused", status == 422 and "not ours" in page, status)
(status, _, page), _ = new_contact(worker, [("find", f"{ben[2]} {ben[1]}")], go="find")
check("finding saves nothing", status == 200 and ben[0] in page, status)
check("nothing of it was recorded", entries() == before, entries() - before)

# ---- the queue: taking a call ----
first = made[0][3]
taking = re.search(rf'action="/contacts/({"|".join(m[3] for m in made)})/take".*?name="seen" value="(\d+)"',
                   worker.get("/queue")[2], re.S)
token = dict(worker.form("/queue"))["csrf"]
status, headers, _ = worker.post(f"/contacts/{taking.group(1)}/take", {"csrf": token, "seen": taking.group(2)})
check("a call is taken", status == 303, status)
on_it = rows("SELECT count(DISTINCT record) FROM contact WHERE screened_by IS NOT NULL AND superseded_seq = ?"
             " AND concern = 'Heard shouting'", NEVER)
check("with every child of it", on_it[0][0] == 3, on_it)
before = entries()
status, _, _ = worker.post(f"/contacts/{taking.group(1)}/take", {"csrf": token, "seen": taking.group(2)})
check("whoever is second changes nothing", status == 303 and entries() == before, f"{status} {entries() - before}")

# ---- the decision ----
decide = f"/contacts/{first}/decide"
page = mash.get(decide)[2]
check("the decision page says what we were told, and the limit", "Heard shouting" in page and "hours" in page)
together = re.findall(r'name="(call-[0-9a-f]{32})" type="checkbox" value="(\d+)"', page)
check("both others of the call are offered", len(together) == 2, together)
before = entries()
for what, answers, expected in [
        ("nothing chosen", {}, "Choose a decision"),
        ("no reasons", {"decision": "NEW_REFERRAL", "threshold_level": "L4CIN"}, "reasons"),
        ("no further action without why", {"decision": "NFA", "threshold_level": "L1", "decision_rationale": "x"}, "why there is no"),
        ("advice at child protection level", {"decision": "ADVICE", "threshold_level": "L4CP", "decision_rationale": "x"},
         "Child protection level")]:
    status, _, page = send(mash, decide, hidden(mash, decide) + list(answers.items()))
    check(f"{what}: refused", status == 422 and any(expected.lower() in p.lower() for p in problems(page)),
          f"{status} {problems(page)}")
check("no decision was recorded", entries() == before)

team = rows("SELECT lower(hex(record)) FROM team WHERE team_name = 'Assessment North'")[0][0]
good = {"decision": "NEW_REFERRAL", "threshold_level": "L4CIN", "decision_rationale": "Weighed: history and call",
        "history_checked": "Y", "team": team}
second_form = hidden(manager, decide)                        # opened before the first decider saves
mash_form = hidden(mash, decide)
status, headers, page = send(mash, decide, mash_form + list(good.items()) + [together[0]])
check("decided for two of three", status == 303 and "decided=" in headers["location"], f"{status} {problems(page)}")
check("two decisions and two referrals", entries() == before + 4, entries() - before)
made_of = rows("SELECT r.is_rereferral, r.referrals_12m, r.received_at FROM referral AS r WHERE r.contact_id = ?", made[0][2])
earlier = rows("SELECT count(DISTINCT record) FROM referral WHERE lower(hex(subject)) = ? AND superseded_seq = ?"
               " AND received_at < 20782 AND received_at >= 20417", made[0][0], NEVER)[0][0]
check("the referral says whether it is a re-referral", made_of and made_of[0][0] == (1 if earlier else 0)
      and made_of[0][1] == earlier, f"{made_of} {earlier}")
status, _, page = send(manager, decide, second_form + [("decision", "ADVICE"), ("threshold_level", "L1"),
                                                       ("decision_rationale", "Typed by the second decider")])
check("the second of two deciders is told", status == 409 and "Somebody amended" in page, status)
check("and sees the first one's reasons, and keeps their own", "Weighed: history and call" in page
      and "Typed by the second decider" in page)
check("nothing of the second was recorded", entries() == before + 4)
status, _, page = send(mash, decide, hidden(mash, decide) + list(good.items()))
check("decided again makes no second referral", status == 303 and len(rows(
    "SELECT DISTINCT record FROM referral WHERE contact_id = ? AND superseded_seq = ?", made[0][2], NEVER)) == 1, status)

# ---- accepted, allocated, in somebody's day ----
referral = rows("SELECT lower(hex(record)) FROM referral WHERE contact_id = ?", made[0][2])[0][0]
allocate = f"/referrals/{referral}/allocate"
someone = re.search(r'name="worker" type="radio" value="([0-9a-f]{32})"', manager.get(allocate)[2]).group(1)
before = entries()
status, _, page = send(manager, allocate, hidden(manager, allocate) + [("worker", someone)])
check("allocated before it is accepted: refused with what to do", status == 422 and "decide on it first" in page, status)
accept = f"/records/{referral}/do/accept"
status, _, page = send(manager, accept, hidden(manager, accept) + [("outcome", "NFA"), ("nfa", "Y"),
                                                                   ("decision_rationale", "Not ours")])
check("a referral accepted is recorded", send(manager, accept, hidden(manager, accept) + [
    ("outcome", "SINGLE_ASSESSMENT"), ("decision_rationale", "Assessment")])[0] == 303)
check("what comes next is a link", f'href="{allocate}"' in manager.get(f"/records/{referral}?kept=1")[2]
      and f'href="{allocate}"' not in worker.get(f"/records/{referral}?kept=1")[2])
changes = re.findall(r'app-diff"[^>]*>(.*?)</td>', manager.get(f"/records/{referral}/history")[2], re.S)
check("what changed names people", any("Gareth Okafor" in c for c in changes)
      and not any(re.search(r"[0-9a-f]{32}|^\s", c) for c in changes), changes)
status, _, page = send(manager, allocate, hidden(manager, allocate))
check("nobody chosen: a sentence", status == 422 and "Choose who" in page, status)
status, headers, page = send(manager, allocate, hidden(manager, allocate) + [("worker", someone)])
check("allocated", status == 303 and headers["location"].startswith("/day"), f"{status} {problems(page)}")
open_now = rows("SELECT lower(hex(staff_id)) FROM allocation WHERE lower(hex(subject)) = ? AND superseded_seq = ?"
                " AND end_at IS NULL AND role = 'PRIMARY'", made[0][0], NEVER)
check("one key worker, and the one before has ended", open_now == [(someone,)], open_now)
check("it has left the manager's day", f"/referrals/{referral}/allocate" not in manager.get("/day")[2])

# ---- returned with a reason, and sent on ----
returned = rows("SELECT lower(hex(r.record)) FROM referral AS r WHERE r.record <> (SELECT record FROM referral WHERE"
                " lower(hex(record)) = ? LIMIT 1) AND r.contact_id IN (SELECT record FROM contact WHERE concern ="
                " 'Heard shouting')", referral)[0][0]
accept = f"/records/{returned}/do/accept"
status, _, page = send(manager, accept, hidden(manager, accept) + [("outcome", "RETURNED")])
check("returned without a reason: refused", status == 422 and any("Say why" in p for p in problems(page)), f"{status} {problems(page)}")
check("returned with one", send(manager, accept, hidden(manager, accept) + [
    ("outcome", "RETURNED"), ("decision_rationale", "Nobody rang the school")])[0] == 303)
resend = f"/records/{returned}/do/resend"
check("the front door's day asks for it", resend in mash.get("/day")[2])
status, _, page = send(mash, resend, hidden(mash, resend) + [("team", team)])
check("sent on without a word: refused", status == 422, status)
status, _, page = send(mash, resend, hidden(mash, resend) + [("team", team), ("reason", "School rung: it holds nothing")])
check("sent on", status == 303, f"{status} {problems(page)}")
check("and the team decides anew", accept in manager.get("/day")[2] and resend not in mash.get("/day")[2])

# ---- handed over to another team ----
teams = dict(rows("SELECT team_name, lower(hex(record)) FROM team"))
add = f"/children/{made[0][0]}/add/case_transfer"
asked = {"referral_id": referral, "from_team": teams["Assessment North"], "to_team": teams["MASH"],
         "requested_at-day": "25", "requested_at-month": "11", "requested_at-year": "2026", "requested_at-time": "10:00",
         "handover": "Likes to be met after school. Ring the aunt first."}
status, headers, page = send(manager, add, hidden(manager, add) + [p for p in asked.items() if p[0] != "handover"])
check("a transfer without a handover is refused", status == 422, status)
status, headers, page = send(manager, add, hidden(manager, add) + list(asked.items()))
check("a transfer is asked for", status == 303, f"{status} {problems(page)}")
transfer = re.search(r"[0-9a-f]{32}", headers.get("location", "0" * 32)).group(0)
give = f"/referrals/{transfer}/allocate"
status, _, page = send(mash, give, hidden(mash, give) + [("worker", someone)])
check("allocated before it is answered: refused", status == 422 and "answer it first" in page, status)
reply = f"/records/{transfer}/do/transfer"
status, _, page = send(mash, reply, hidden(mash, reply) + [("answer", "REFUSED")])
check("refused without why: refused", status == 422, status)
check("accepted", send(mash, reply, hidden(mash, reply) + [("answer", "ACCEPTED")])[0] == 303)
taker = [w for w in re.findall(r'name="worker" type="radio" value="([0-9a-f]{32})"', mash.get(give)[2]) if w != someone]
status, headers, page = send(mash, give, hidden(mash, give) + [("worker", taker[0])])
check("and given to somebody of the new team", status == 303, f"{status} {problems(page)}")
open_now = rows("SELECT lower(hex(staff_id)), transfer_id IS NOT NULL FROM allocation WHERE lower(hex(subject)) = ?"
                " AND superseded_seq = ? AND end_at IS NULL AND role = 'PRIMARY'", made[0][0], NEVER)
check("who has the child now", open_now == [(taker[0], 1)], open_now)

# ---- two records of one person, and apart again ----
doubles = [d[0] for d in rows("SELECT lower(hex(person)) FROM listed WHERE born = ?", ana[3])]
giving = [d[0] for d in rows("SELECT lower(hex(subject)) FROM contact WHERE concern = 'Typed before asking'")]
check("the second record made above is there", len(giving) == 1, doubles)
same = f"/children/{giving[0]}/same"
page = mash.get(same)[2]
check("the other record is offered with its reasons", ana[0] in page and "Same date of birth" in page, mash.get(same)[0])
status, _, page = send(mash, same, hidden(mash, same) + [("go", "merge")])
check("nobody chosen: a sentence", status == 422 and any("Choose the record" in p for p in problems(page)), f"{status} {problems(page)}")
status, _, page = send(mash, same, hidden(mash, same) + [("go", "merge"), ("same_as", ana[0])])
check("no reason: refused", status == 422, status)
status, _, page = send(mash, same, hidden(mash, same) + [("go", "merge"), ("same_as", giving[0]), ("why", "x")])
check("merged into itself: refused", status == 422, f"{status} {problems(page)}")
amina = dict((n, v) for v, n in re.findall(r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)</option>',
                                           mash.get(f"/children/{ana[0]}/add/allocation")[2]))["Amina Farrell"]
helps = {"staff_id": amina, "role": "SECONDARY", "start_at-day": "25", "start_at-month": "11", "start_at-year": "2026",
         "start_at-time": "10:00"}
for child in (giving[0], ana[0]):
    add = f"/children/{child}/add/allocation"
    status, _, page = send(mash, add, hidden(mash, add) + list(helps.items()))
    check("a second worker", status == 303, f"{status} {problems(page)}")
mine = worker.get("/day")[2]
check("two records: two children in the list", giving[0] in mine and ana[0] in mine)
waiting = rows("SELECT lower(hex(record)) FROM contact WHERE concern = 'Typed before asking'")[0][0]
check("whose contact waits", f"/contacts/{waiting}/decide" in mash.get(f"/children/{giving[0]}")[2])
status, headers, page = send(mash, same, hidden(mash, same) + [("go", "merge"), ("same_as", ana[0]), ("why", "Same birth certificate")])
check("merged", status == 303 and headers["location"] == f"/children/{ana[0]}", f"{status} {problems(page)}")
kept = mash.get(f"/children/{ana[0]}")[2]
check("read as one", "Typed before asking" in kept and "merged into this one" in kept)
check("whoever has them is named once, and what is due of both stands there", len(re.findall(r"Amina Farrell, [\w -]+ since ", kept)) == 1
      and f"/contacts/{waiting}/decide" in kept, kept.count("Amina Farrell"))
mine = worker.get("/day")[2]
check("one child in the list", giving[0] not in mine and mine.count(f'href="/children/{ana[0]}"') == 1)
line = next((r for r in mash.get("/queue")[2].split("<tr") if f"/contacts/{waiting}/decide" in r), "")
check("the queue names whose record is kept", f"{ana[1]} {ana[2]}" in line, line[:300])
found = mash.post("/children/search", {"csrf": mash.form("/me")["csrf"], "words": f"{ana[1]} {ana[2]}"})[2]
check("and found as one", ana[0] in found and giving[0] not in found)
merge = rows("SELECT lower(hex(record)), source_seq FROM same_person WHERE lower(hex(subject)) = ?", giving[0])[0]
undo = f"/records/{merge[0]}/amend"
status, _, page = send(mash, undo, hidden(mash, undo) + [("same_as", ana[0]), ("why", "Same birth certificate"),
                                                         ("reason", "Twins, after all"), ("withdraw", "Y")])
check("undone", status == 303, f"{status} {problems(page)}")
check("apart as before", "Typed before asking" not in mash.get(f"/children/{ana[0]}")[2]
      and "Typed before asking" in mash.get(f"/children/{giving[0]}")[2])

# ---- words in the records of one's own children ----
def find_words(who, words):
    page = who.post("/words", {"csrf": who.form("/me")["csrf"], "words": words})[2]
    return page[page.index("<main"):]


status, headers, _ = send(mash, f"/children/{giving[0]}/add/case_note", hidden(mash, f"/children/{giving[0]}/add/case_note") + [
    ("occurred_at-day", "24"), ("occurred_at-month", "11"), ("occurred_at-year", "2026"), ("occurred_at-time", "10:00"),
    ("note_type", "PHONE"), ("title", "Lighthouse"), ("happened", "Spoke of the lighthouse keeper")])
note = headers["location"].split("?")[0]
others_child = next(c for c in children if not rows("SELECT 1 FROM allocation WHERE lower(hex(subject)) = ?"
                                                    " AND lower(hex(staff_id)) = ?", c[0], amina))
add = f"/children/{others_child[0]}/add/case_note"
check("a note of somebody else's child", send(mash, add, hidden(mash, add) + [
    ("occurred_at-day", "24"), ("occurred_at-month", "11"), ("occurred_at-year", "2026"), ("occurred_at-time", "10:00"),
    ("note_type", "PHONE"), ("title", "Lighthouse"), ("happened", "Another lighthouse keeper")])[0] == 303)
page = find_words(worker, "keeper LIGHTHOUSE")
check("found in one's own child's record", note in page and "Spoke of the lighthouse keeper" in page and f"/children/{giving[0]}" in page, page[-600:])
check("and in nobody else's", others_child[0] not in page and "Another" not in page)
check("words that nobody wrote", "No record of these children" in find_words(worker, "xylophone quay"))
check("who has no children is told so", "No child is allocated to you" in find_words(mash, "lighthouse"))
check("a link on the day", 'href="/words"' in worker.get("/day")[2] and 'href="/words"' in manager.get("/day")[2])
check("a manager searches the team's", "your own and the team&#39;s children" in find_words(manager, "lighthouse")
      or "your own and the team's children" in find_words(manager, "lighthouse"))
for _ in range(20):
    seen = rows("SELECT lower(hex(subject)) FROM access_event WHERE route = '/words' AND lower(hex(reader)) = ?", amina)
    if seen:
        break
    time.sleep(0.2)
check("a look is kept of the one that was shown", seen == [(giving[0],)], seen)

# ---- while a court judges, nobody becomes another person ----
begun = {"gateway_at-day": "2", "gateway_at-month": "2", "gateway_at-year": "2026", "gateway_outcome": "C",
         "threshold_statement": "Likely harm", "issued_at-day": "9", "issued_at-month": "2", "issued_at-year": "2026",
         "court_ref": "TEST-26-1"}
add = f"/children/{ana[0]}/add/legal_case"
status, headers, page = send(mash, add, hidden(mash, add) + list(begun.items()))
check("a legal case is recorded", status == 303, f"{status} {problems(page)}")
case = re.search(r"[0-9a-f]{32}", headers.get("location", "0" * 32)).group(0)
check("and stands in the chronology", case in mash.get(f"/children/{ana[0]}")[2])
merges = rows("SELECT count(*) FROM same_person")
for gives, keeps in ((giving[0], ana[0]), (ana[0], giving[0])):
    path = f"/children/{gives}/same"
    status, _, page = send(mash, path, hidden(mash, path) + [("go", "merge"), ("same_as", keeps), ("why", "The same eyes")])
    check("in proceedings: a merge is refused in a sentence", status == 422
          and any("in proceedings before the court" in p for p in problems(page)), f"{status} {problems(page)}")
    check("and what was typed is there", "The same eyes" in page and f'value="{keeps}" checked' in page)
check("nothing was written", rows("SELECT count(*) FROM same_person") == merges)
end = f"/records/{case}/amend"
status, _, page = send(mash, end, hidden(mash, end) + list(begun.items()) + [
    ("ended_at-day", "3"), ("ended_at-month", "8"), ("ended_at-year", "2026"), ("reason", "Final order")])
check("the proceedings end", status == 303, f"{status} {problems(page)}")
status, _, page = send(mash, same, hidden(mash, same) + [("go", "merge"), ("same_as", ana[0]), ("why", "The same eyes")])
check("and the two can be merged", status == 303, f"{status} {problems(page)}")

# ---- drafts, and who may not ----
form = dict(hidden(worker, "/contacts/new"))
status, _, said = worker.post("/drafts", {**form, "draft-path": "/contacts/new", "concern": "Half a word"})
check("a draft is kept on the server", status == 200 and said.startswith("Draft kept"), f"{status} {said[:80]}")
check("and comes back", "Half a word" in worker.get("/contacts/new")[2])
check("to nobody else", "Half a word" not in manager.get("/contacts/new")[2])
status, _, _ = worker.post("/drafts", {**form, "draft-path": "https://elsewhere.example/", "concern": "x"})
check("a draft of no page of ours is refused", status == 422, status)
for name, person in others.items():
    for path in ("/queue", "/contacts/new", "/day", decide, allocate, f"/records/{first}/do/rate"):
        check(f"{path.split('/')[1]} is closed to the {name}", person.get(path)[0] == 403, person.get(path)[0])
    check(f"the {name} can send no contact", send(person, "/contacts/new", [
        ("csrf", person.form("/me")["csrf"]), ("go", "save")])[0] == 403)
check("a social worker does not decide", worker.get(decide)[0] == 403)
check("a contact is no referral", manager.get(f"/referrals/{first}/allocate")[0] == 404)
check("a referral is no contact", mash.get(f"/contacts/{referral}/decide")[0] == 404)
check("there is no such step", worker.get(f"/records/{first}/do/nothing")[0] == 404)
check("the server ends cleanly", server.end() == 0)
check("and all of it verifies", run("verify", "--store", store).returncode == 0)
finish()
