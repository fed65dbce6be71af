#!/usr/bin/env python3
"""Help, and where it ends: a missing child from a phone to the return interview, child in need reviews beside the plan,
steps up and down, private fostering, pre-proceedings, moves, and the closing of an episode with work open.
Usage: test_help.py CANDOUR."""
import datetime
import html
import json
import os
import re
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Form, Person, Server, check, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-help-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "80", "--seed", "5", "--store", store).returncode == 0
server = Server(where=store)
worker, manager = Person(server.port, "worker"), Person(server.port, "manager")
JSON = {"Content-Type": "application/json", "X-Candour": "1"}
now = london()


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def plain(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main"):])).split())


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return dict((name, html.unescape(words)) for name, words in
                re.findall(r'<a href="#([^"]+)">([^<]+)</a>', found.group(1))) if found else {}


def day(name, at):
    return {f"{name}-day": str(at.day), f"{name}-month": str(at.month), f"{name}-year": str(at.year)}


def moment(name, at):
    return {**day(name, at), f"{name}-time": at.strftime("%H:%M")}


def send(path, fields):
    """The page's form as it stands, with these answers in it. Answers status, page, and what was kept."""
    sent = [(n, v) for n, v in Form(who.get(path)[2]).sent if n not in fields] + list(fields.items())
    status, headers, page = who.post(path, sent)
    kept = re.search(r"/records/([0-9a-f]{32})", headers.get("location", ""))
    return status, page, kept and kept.group(1)


def kept(name, path, fields):
    status, page, record = send(path, fields)
    check(name, status == 303 and record, f"{status} {problems(page)}")
    return record


def refused(name, path, fields, where):
    status, page, _ = send(path, fields)
    check(name, status == 422 and where in problems(page), f"{status} {problems(page)}")


def values(record):
    return json.loads(who.get(f"/api/records/{record}")[2])["values"]


def steps(record):
    return {name: again for name, again in rows("SELECT step, again FROM open_step WHERE lower(hex(record)) = ?", record)}


def links(record):
    return set(re.findall(rf'href="/(?:records|referrals)/{record}/((?:do|begin)/[\w-]+|close)"',
                          who.get(f"/records/{record}")[2]))


def add(child, kind, **given):
    status, _, text = who.request("POST", f"/api/children/{child}/{kind}", json.dumps({"values": given}), JSON)
    check(f"{kind} is kept", status == 201, f"{status} {text[:200]}")
    return json.loads(text).get("record")



def new_child():
    status, headers, page = who.post("/people/add", [(n, v) for n, v in Form(who.get("/people/add")[2]).sent
                                                     if n not in ("forename", "surname")] + [
        ("forename", "Invented"), ("surname", "Alonesome"), ("recorded_as", "CHILD")])
    made = re.search(r"/(?:children|records)/([0-9a-f]{32})", headers.get("location", ""))
    check("a new child", status == 303 and made, f"{status} {problems(page)} {headers.get('location')}")
    return made.group(1)


who = worker
team = rows("SELECT s.team_id FROM account AS c JOIN staff AS s ON s.record = c.staff WHERE c.sign_in = 'manager'"
            " AND s.superseded_seq = 9223372036854775807")[0][0]


def in_team(child):
    return bool(rows("SELECT 1 FROM allocation WHERE lower(hex(subject)) = ? AND team_id = ? AND end_at IS NULL"
                     " AND superseded_seq = 9223372036854775807", child, team))


child = next(path.split("/")[-1] for path in worker.children(40) if in_team(path.split("/")[-1]))
# In the registers stand those who are allocated to whoever asks.
other = next(c for c in re.findall(r'href="/children/([0-9a-f]{32})', worker.get("/day")[2]) if c != child)


# ---- missing ----
gone, found = now - datetime.timedelta(hours=30), now - datetime.timedelta(hours=20)
MISSING = f"/children/{child}/begin/missing"
page = worker.get(MISSING)[2]
check("offered where a record is added", MISSING in worker.get(f"/children/{child}/add")[2])
check("only what is known at that moment is asked", "name=\"circumstances\"" in page and "interview" not in page)
refused("missing since when", MISSING, {"missing_type": "M"}, "start_at-day")
refused("not in the future", MISSING, {"missing_type": "M", **moment("start_at", now + datetime.timedelta(days=2))},
        "start_at-day")
episode = kept("a child is missing", MISSING, {"missing_type": "M", **moment("start_at", gone), "risk_grade": "HIGH",
                                                "circumstances": "Left school at noon"})
check("somebody has to look", set(steps(episode)) == {"missing_found"}, steps(episode))
line = worker.get("/missing")[2]
check("missing now, says the register", f'href="/records/{episode}"' in line and "Missing now" in line, plain(line))
check("with how long it takes", re.search(r"High 0 Search: .* late", plain(line)), plain(line))
check("their manager sees it", f'href="/records/{episode}"' in manager.get("/missing")[2])
who = Person(server.port, "mash")
theirs = next(path.split("/")[-1] for path in who.children(60) if not in_team(path.split("/")[-1]))
hers = kept("another child is missing", f"/children/{theirs}/begin/missing", {"missing_type": "M", **moment("start_at", gone)})
who = worker
check("what is another team's is in their register, and in the whole authority's",
      f'href="/records/{hers}"' not in manager.get("/missing")[2]
      and f'href="/records/{hers}"' in Person(server.port, "mash").get("/missing")[2])
check("the front door's manager as well", f'href="/records/{episode}"' in Person(server.port, "mash").get("/missing")[2])
check("who reads no child sees no register", Person(server.port, "analyst").get("/missing")[0] == 403)
check("found is offered, the interview not yet", links(episode) == {"do/found"}, links(episode))
refused("not found before they were missing", f"/records/{episode}/do/found",
        moment("end_at", gone - datetime.timedelta(hours=1)), "end_at-day")
kept("found", f"/records/{episode}/do/found", {**moment("end_at", found), "where_found": "At a friend's"})
check("the interview is due", set(steps(episode)) == {"return_interview"}, steps(episode))
check("and offered", links(episode) == {"do/interview"}, links(episode))
check("with its limit of 72 hours", re.search(r"Return interview .{0,40}(hours|days?) left",
                                             plain(worker.get(f"/children/{child}")[2])),
      plain(worker.get(f"/children/{child}")[2])[:600])
refused("declined needs why", f"/records/{episode}/do/interview", {"interview": "DECLINED"}, "no_interview_reason")
refused("not before the child was found", f"/records/{episode}/do/interview",
        {"interview": "ACCEPTED", **moment("interview_at", gone)}, "interview_at-day")
line = plain(worker.get("/missing")[2])
check("in the register, with what is due", re.search(r"Found in the last 30 days.* High 0 Return interview: ", line), line)
kept("the interview", f"/records/{episode}/do/interview",
     {"interview": "ACCEPTED", **moment("interview_at", now), "interview_independent": "Y",
      "child_words": "I wanted quiet <b>"})
check("held, says the register", "Return interview held" in plain(worker.get("/missing")[2]))
check("nothing is left to do", steps(episode) == {} and links(episode) == set(), steps(episode))
check("what was said first stands", values(episode)["circumstances"] == "Left school at noon"
      and values(episode)["child_words"] == "I wanted quiet <b>", values(episode))
second = kept("missing again", MISSING, {"missing_type": "A", **moment("start_at", found)})
check("it is the second one in a year", re.search(r"Not recorded 1 Search", plain(worker.get("/missing")[2])),
      plain(worker.get("/missing")[2]))
kept("and found again", f"/records/{second}/do/found", moment("end_at", now))
kept("no interview, and why", f"/records/{second}/do/interview",
     {"interview": "NOTOFFERED", "no_interview_reason": "Moved away the same day; the next authority holds it"})
check("then none is asked for", steps(second) == {}, steps(second))

# ---- a child in need plan, its review, visits: of a child whom nobody has visited ----
who = manager
child = new_child()
started = (now - datetime.timedelta(days=70)).date()
plan = add(child, "child_in_need_plan", start_date=started.isoformat())
check("a review and a visit are due", steps(plan) == {"need_review": 0, "need_visit": 0}, steps(plan))
REVIEW = f"/records/{plan}/begin/review"
check("the review is offered on the plan", "begin/review" in links(plan), links(plan))
check("an empty plan is told", "No need is open in this plan" in who.get(REVIEW)[2])
need = add(child, "need", plan_id=plan, found_on=started.isoformat(), need="To sleep <through>", change_wanted="A bed")
add(child, "plan_action", plan_id=plan, need_id=need, agreed_on=started.isoformat(), what="Buy a bed", who="Mrs Bell",
    due_on=(started + datetime.timedelta(days=9)).isoformat())
beside = plain(who.get(REVIEW)[2])
check("then its needs and actions stand beside", "To sleep <through>" in beside and "Buy a bed" in beside
      and "Late" in beside, beside[-900:])
review = kept("the review", REVIEW, {**moment("held_at", now - datetime.timedelta(hours=2)), "decision": "CONT",
                                     "rationale": "It helps", "progress": "She sleeps"})
check("it belongs to the plan", review and values(review).get("cin_plan_id") == plan, review and values(review))
check("from now on the next one is due", steps(plan).get("need_review") == 1, steps(plan))
add(child, "visit", visit_type="CIN", visited_at=(now - datetime.timedelta(hours=3)).isoformat(), child_presence="ABSENT")
check("a visit without the child does not count", steps(plan).get("need_visit") == 0, steps(plan))
add(child, "visit", visit_type="CIN", visited_at=(now - datetime.timedelta(hours=3)).isoformat(),
    child_presence="SEEN_ALONE")
check("one with the child does", steps(plan).get("need_visit") == 1, steps(plan))

# ---- step down, and closing ----
referral = add(child, "referral", received_at=(started - datetime.timedelta(days=1)).isoformat(), source="6")
check("what a referral leads to", {"begin/step", "begin/pre-proceedings", "close"} <= links(referral), links(referral))
STEP = f"/records/{referral}/begin/step"
refused("without reasons no step", STEP, {"direction": "DOWN", "from_level": "L4CIN", "to_level": "L2",
                                          **moment("decided_at", now)}, "rationale")
step = kept("down", STEP, {"direction": "DOWN", "from_level": "L4CIN", "to_level": "L2", **moment("decided_at", now),
                           "receiving_service": "Family hub", "rationale": "Safer now"})
check("of that referral, by whoever writes", values(step)["referral_id"] == referral and values(step)["decided_by"],
      values(step))
check("the next service has to answer", set(steps(step)) == {"step_accepted"}, steps(step))
refused("a no without why", f"/records/{step}/do/taken-over", {"receiving_accepted": "N", **moment("accepted_at", now)},
        "refused_reason")
kept("it took the child over", f"/records/{step}/do/taken-over", {"receiving_accepted": "Y", **moment("accepted_at", now)})
check("and nothing waits", steps(step) == {}, steps(step))

CLOSE = f"/referrals/{referral}/close"
page = plain(who.get(CLOSE)[2])
check("what is open is told", "Child in need plan that has not ended" in page, page[:500])
today = now.date()
refused("a day is needed", CLOSE, {**dict.fromkeys(("close_date-day", "close_date-month", "close_date-year"), ""), "close_reason": "RC7"}, "close_date-day")
refused("a reason is needed, as the census wants", CLOSE, {**day("close_date", today), "left_open_reason": "x"},
        "close_reason")
refused("not before it was received: census rule 8831", CLOSE, {
    **day("close_date", started - datetime.timedelta(days=9)), "close_reason": "RC7", "left_open_reason": "x"},
        "close_date-day")
refused("with work open, why", CLOSE, {**day("close_date", today), "close_reason": "RC7"}, "left_open_reason")
AMEND = f"/records/{referral}/amend"
hidden = who.form(AMEND)
status, _, page = who.post(AMEND, {**hidden, **day("received_at", started - datetime.timedelta(days=1)), "source": "6",
                                      **day("close_date", today), "close_reason": "RC7", "reason": "Closed"})
check("nor by the general form", status == 422 and "left_open_reason" in problems(page), f"{status} {problems(page)}")
status, _, text = who.request("POST", f"/api/records/{referral}", json.dumps({
    "values": {**values(referral), "close_date": today.isoformat(), "close_reason": "RC7"}, "reason": "Closed",
    "replaces": int(hidden["replaces"])}), JSON)
check("nor by the API", status == 422 and "left_open_reason" in text, f"{status} {text[:300]}")
kept("but with a reason it closes", CLOSE, {**day("close_date", today), "close_reason": "RC7",
                                            "left_open_reason": "The hub ends the plan on Friday"})
check("and the reason stays", values(referral)["left_open_reason"] == "The hub ends the plan on Friday", values(referral))
check("it is not offered twice", "close" not in links(referral), links(referral))
check("what was left is still due", steps(plan) == {"need_review": 1, "need_visit": 1}, steps(plan))

# ---- nothing open ----
fresh = new_child()
status, _, text = who.request("POST", f"/api/children/{fresh}/referral", json.dumps({"values": {
    "received_at": today.isoformat(), "source": "6"}}), JSON)
empty = json.loads(text).get("record")
page = who.get(f"/referrals/{empty}/close")[2]
check("with nothing open no reason is asked", "Nothing: every plan has ended" in page and "left_open_reason" not in page,
      page[-1500:])
kept("it just closes", f"/referrals/{empty}/close", {**day("close_date", today), "close_reason": "RC7"})

who = worker
# ---- private fostering, pre-proceedings, early help, a move ----
fostering = kept("privately fostered", f"/children/{other}/begin/private-fostering",
                 {**day("notified_on", today - datetime.timedelta(days=3)), "why": "Mother works abroad"})
check("first visit and visits", set(steps(fostering)) == {"private_fostering_visit", "private_fostering_visits"},
      steps(fostering))
line = plain(worker.get("/private-fostering")[2])
check("in the register", "Not yet" in line and "Not decided" in line and "Not known since when" in line, line)
kept("since when the child lives there", f"/records/{fostering}/amend", {
    **day("arrangement_from", today - datetime.timedelta(days=9)), "reason": "Asked the mother"})
line = plain(worker.get("/private-fostering")[2])
check("told after it began", "We knew 6 days after it began Less than six weeks" in line, line)
refused("visited before we knew", f"/records/{fostering}/do/first-visit",
        day("first_visit_on", today - datetime.timedelta(days=4)), "first_visit_on-day")
kept("first visit", f"/records/{fostering}/do/first-visit", {**day("first_visit_on", today), "spoken_alone": "Y"})
kept("decided", f"/records/{fostering}/do/suitable", {"decision": "SUIT", **day("decided_on", today)})
add(other, "visit", visit_type="PF", visited_at=(now - datetime.timedelta(hours=1)).isoformat(),
    child_presence="SEEN_ALONE")
line = plain(worker.get("/private-fostering")[2])
check("seen and decided, says the register", "Not yet" not in line and "Not decided" not in line
      and "None with the child" not in line and "due by" in line, line)
check("visits go on", set(steps(fostering)) == {"private_fostering_visits"}, steps(fostering))
kept("ended", f"/records/{fostering}/do/fostering-ended", {**day("ended_on", today), "end_note": "Home"})
check("and it leaves the register", fostering not in worker.get("/private-fostering")[2])
check("then none is due", steps(fostering) == {}, steps(fostering))

proceedings = kept("pre-proceedings", f"/records/{add(other, 'referral', received_at=started.isoformat(), source='6')}"
                   "/begin/pre-proceedings", day("start_date", today - datetime.timedelta(days=20)))
check("no letter, no clock", steps(proceedings) == {}, steps(proceedings))
kept("letter", f"/records/{proceedings}/do/letter", day("letter_sent", today - datetime.timedelta(days=10)))
check("a meeting and an end", set(steps(proceedings)) == {"pre_proceedings_first", "pre_proceedings_end"},
      steps(proceedings))
meeting = kept("meeting", f"/records/{proceedings}/begin/meeting", {
    **moment("held_at", now - datetime.timedelta(days=1)), "agreed": "Both come to the group"})
check("of these pre-proceedings", values(meeting)["pre_proceedings_id"] == proceedings, values(meeting))
kept("its day", f"/records/{proceedings}/do/first-meeting", day("first_meeting", today - datetime.timedelta(days=1)))
kept("decided", f"/records/{proceedings}/do/proceedings-decided", {**day("step_decision", today), "outcome": "A"})
check("over", steps(proceedings) == {}, steps(proceedings))

helped = kept("early help", f"/children/{other}/begin/early-help", {**day("start_date", today), "why": "Sleep"})
refused("how it ended", f"/records/{helped}/do/early-help-ended", day("end_date", today), "end_reason")
move = kept("a move out", f"/children/{other}/begin/move", {
    "direction": "OUT", "authority": "Invented Borough", **day("notified_on", today), "on_plan": "N"})
check("their answer is waited for", "transfer_out_answer" in steps(move), steps(move))
refused("an answer of no kind", f"/records/{move}/do/authority-answer", day("answered_on", today), "answer")
kept("they accept", f"/records/{move}/do/authority-answer", {**day("answered_on", today), "answer": "ACCEPTED"})
check("then not", "transfer_out_answer" not in steps(move), steps(move))
for path in (f"/children/{child}/begin/nothing", f"/children/{child}/begin/review", f"/records/{plan}/begin/missing",
             f"/records/{move}/begin/review", f"/referrals/{plan}/close", f"/records/{plan}/do/found"):
    check(f"no such page: {path}", worker.get(path)[0] == 404, worker.get(path)[0])
check("made again it is the same", run("rebuild", "--compare", "--store", store).returncode == 0)
check("the server ends cleanly", server.end() == 0)
finish()
