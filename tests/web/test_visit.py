#!/usr/bin/env python3
"""Visits as their users record them: one page for one child or for several, what is refused, what the author is told
before it is final, and what each role may not. Usage: test_visit.py CANDOUR."""
import html
import os
import re
import sqlite3
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
from serving import LONDON, Person, Server, check, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-visit-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "60", "--seed", "11", "--store", store).returncode == 0
server = Server(where=store)
worker, manager = (Person(server.port, name) for name in ("worker", "manager"))
NEVER = 9223372036854775807


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def entries():
    """All but the looks, which are written as well."""
    return rows("SELECT count(*) FROM version WHERE recorded_seq = source_seq")[0][0]


def send(person, path, pairs):
    body = urllib.parse.urlencode(list(pairs.items()) if isinstance(pairs, dict) else pairs)
    return person.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return [html.unescape(p) for p in re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1))] if found else []


def hidden(person, path):
    page = person.get(path)[2]
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page[page.index("<main"):]))


def visit(child, **told):
    """What the page sends when it is filled in so; c1_x and s1_x are the first child's part and words."""
    fields = hidden(worker, child + "/visit")
    fields.update({"when": "NOW", "visit_type": "CIN", "child-1-child_presence": "SEEN_ALONE"})
    for name, value in told.items():
        name = re.sub(r"^c(\d)_", r"child-\1-", name)
        name = re.sub(r"^s(\d)_", r"said-\1-", name)
        fields[name] = value
    return fields


def with_siblings():
    for child in worker.children(30):
        page = worker.get(child + "/visit")[2]
        if len(re.findall(r'name="whose-', page)) >= 2 and "Next visit due by" in page:
            return child
    raise AssertionError("no child with brothers and sisters and a plan")


child = with_siblings()
me = child[-32:]
page = worker.get(child + "/visit")[2]
whose = re.findall(r'name="whose-\d" value="([0-9a-f]{32})"', page)
check("brothers and sisters are offered, folded", page.count("<details") >= len(whose))
check("the child's page leads there", f'href="{child}/visit"' in worker.get(child)[2])
check("the type that the plan makes likely is chosen", re.search(r'<option value="C[IP]N?" selected', page) is not None)
check("Just now is chosen", re.search(r'value="NOW"[^>]* checked', page) is not None)

# ---- what is refused: each with its words, and nothing kept ----
before = entries()
refused = [
    ("nothing said of how the child was seen", dict(c1_child_presence=""), "Say how the child was seen"),
    ("not alone, without a reason", dict(c1_child_presence="SEEN_WITH"), "Say why the child was not seen alone"),
    ("no access, without what was done", dict(c1_child_presence="NOACCESS"), "Say why the child was not seen, and what"),
    ("absent, with a reason for not alone only", dict(c1_child_presence="ABSENT", c1_not_alone_reason="At school"),
     "Say why the child was not seen, and what"),
    ("words without how they were taken", dict(s1_words="I like it here"), "Say how the words were taken"),
    ("how they were taken without words", dict(s1_taken="VERBATIM"), "Enter the child's words"),
    ("second-hand without who told it", dict(s1_words="I like it", s1_taken="SECOND_HAND"), "Say who told you what"),
    ("no type", dict(visit_type=""), "type of visit"),
    ("no time", dict(when=""), "Say when the visit was"),
    ("another day, not said which", dict(when="OTHER"), "Say when the visit was"),
    ("a day that is none", {"when": "OTHER", "visited_at-day": "31", "visited_at-month": "2", "visited_at-year": "2026"},
     "must be a real"),
    ("a time that is none", {"when": "YESTERDAY", "visited_at-time": "25:00"}, "must be a real"),
    ("a day to come", {"when": "OTHER", "visited_at-day": "1", "visited_at-month": "1", "visited_at-year": "2031"},
     "in the past"),
    ("a brother's part half told", dict(c2_bedroom_seen="Y"), "Say how the child was seen"),
    ("a code that is none", dict(c1_child_presence="MAYBE"), ""),
]
for name, told, words in refused:
    status, _, answer = send(worker, child + "/visit", visit(child, observation="Kept in the form", **told))
    check(f"{name}: 422", status == 422, status)
    check(f"{name}: said", any(words.lower() in p.lower() for p in problems(answer)), problems(answer))
    check(f"{name}: what was typed is there", "Kept in the form" in answer)
check("nothing was kept", entries() == before, entries() - before)
for name, change in (("a child twice", {"whose-2": me}), ("a child that is none", {"whose-2": "0" * 31}),
                     ("a field that is not ours", {"other": "x"})):
    fields = visit(child, **change)
    status, _, _ = send(worker, child + "/visit", fields)
    check(name, status in (400, 422) and entries() == before, status)

# ---- a visit to two: shared text once, each child's part its own ----
SAW = ("The stairs had been cleared and the two of them had drawn a map of the house in chalk on the yard wall. Their "
       "aunt was asleep in the front room after a night shift and woke when the kettle boiled.")
fields = visit(child, where="At home", purpose="To see how mornings go", observation=SAW, s1_words="I made the map",
               s1_taken="VERBATIM", s1_present="Nobody", c1_bedroom_seen="Y", c2_child_presence="SEEN_WITH",
               c2_not_alone_reason="Too shy without the aunt", s2_words="It is a treasure map", s2_taken="INTERPRETED")
status, headers, answer = send(worker, child + "/visit", fields)
check("two children in one form", status == 303 and "/visit?kept=" in headers.get("location", ""),
      f"{status} {problems(answer)}")
check("two visits and what each said", entries() == before + 4, entries() - before)
made = rows("SELECT lower(hex(subject)), lower(hex(record)), lower(hex(same_visit)), child_presence, observation,"
            " child_said, bedroom_seen FROM visit WHERE observation = ? ORDER BY source_seq", SAW)
check("the second names the first", [m[0] for m in made] == [me, fields["whose-2"]] and not made[0][2]
      and made[1][2] == made[0][1], made)
check("how each was seen is their own", [m[3] for m in made] == ["SEEN_ALONE", "SEEN_WITH"], made)
check("the shared text is the same", made[0][4] == made[1][4] == SAW)
check("the bedroom is the first's only", [m[6] for m in made] == [1, None], made)
said = rows("SELECT lower(hex(subject)), words, taken, present, place, lower(hex(said_in)), taken_by IS NOT NULL"
            " FROM child_words WHERE lower(hex(said_in)) IN (?, ?) ORDER BY source_seq", made[0][1], made[1][1])
check("each one's words with their source", said == [
    (me, "I made the map", "VERBATIM", "Nobody", "At home", made[0][1], 1),
    (fields["whose-2"], "It is a treasure map", "INTERPRETED", None, "At home", made[1][1], 1)], said)
done = worker.get(headers["location"])[2]
check("it says when the next one is due", "Visit recorded" in done and "Next visit due by" in done)
status, headers, _ = send(worker, child + "/visit", fields)
check("sent twice it is one", status == 303 and entries() == before + 4, f"{status} {entries() - before} {problems(_)}")

# ---- told first: text that stands elsewhere, and quotations without a source ----
before = entries()
again = visit(child, observation="Again: " + SAW)
status, _, answer = send(worker, child + "/visit", again)
check("copied text comes back once", status == 422 and "Text that stands in an earlier record" in answer, status)
check("both stand side by side", answer.count("chalk on the yard wall") >= 3 and "per cent of what you wrote" in answer)
check("the list at the top says so", any("stands in an earlier record" in p for p in problems(answer)), problems(answer))
check("nothing was kept yet", entries() == before)
status, _, _ = send(worker, child + "/visit", {**again, "mark-copied": "MAYBE"})
check("a reason that is none", status == 422 and entries() == before, status)
status, _, answer = send(worker, child + "/visit", {**again, "mark-copied": "OWN"})
check("with a reason it is kept", status == 303, f"{status} {problems(answer)}")
check("and the reason can be counted", rows("SELECT copied_reason FROM visit WHERE observation = ?", "Again: " + SAW)
      == [("OWN",)])
other = "/children/" + fields["whose-2"]
status, _, answer = send(worker, other + "/visit", visit(other, observation="Copied to a sister: " + SAW))
check("copied to a brother or sister later", status == 422 and "stands in an earlier record" in answer, status)
status, _, answer = send(worker, other + "/visit", visit(
    other, observation="Nobody came to the door, though the television could be heard from the path outside."))
check("text of its own is not told", status == 303, f"{status} {problems(answer)}")

before = entries()
quoted = visit(child, observation="She pointed and said \"I hid the key myself\" before she ran off.")
status, _, answer = send(worker, child + "/visit", quoted)
check("a quotation without a source", status == 422 and "No source recorded for these words" in answer
      and "<q>I hid the key myself</q>" in answer, status)
check("nothing is kept of it yet", entries() == before)
status, _, answer = send(worker, child + "/visit", {**quoted, "said-1-words": "I hid the key myself.",
                                                    "said-1-taken": "VERBATIM"})
check("recorded with it, it has one", status == 303, f"{status} {problems(answer)}")
status, _, answer = send(worker, child + "/visit", visit(child, observation="On the phone: “I hid the KEY myself”, again."))
check("recorded before, it has one", status == 303, f"{status} {problems(answer)}")
quoted = visit(child, observation="Mother said \"he never sleeps before two\".")
status, _, answer = send(worker, child + "/visit", {**quoted, "mark-unsourced": "The mother's words, on the doorstep"})
check("somebody else's words, with that reason", status == 303, f"{status} {problems(answer)}")
check("which is kept", rows("SELECT unsourced_reason FROM visit WHERE observation LIKE 'Mother said%'")
      == [("The mother's words, on the doorstep",)])
status, _, answer = send(worker, child + "/visit", {**quoted, "entry": hidden(worker, child + "/visit")["entry"],
                                                    "mark-unsourced": "x" * 201})
check("a reason too long is told", status == 422 and any("200 characters" in p for p in problems(answer)), problems(answer))

# ---- the same on the general form, and when amending ----
note = {"note_type": "PHONE", "title": "A call", "happened": "He shouted 'leave my sister alone' twice.",
        "occurred_at-day": "2", "occurred_at-month": "11", "occurred_at-year": "2026"}
fields = {**hidden(worker, child + "/add/case_note"), **note}
status, _, answer = send(worker, child + "/add/case_note", fields)
check("a case note as well", status == 422 and "No source recorded for these words" in answer, status)
check("what was typed is there", "leave my sister alone" in answer)
status, headers, answer = send(worker, child + "/add/case_note", {**fields, "mark-unsourced": "Heard through the door"})
check("kept with the reason", status == 303, f"{status} {problems(answer)}")
record = headers["location"].split("?")[0]
amend = {**hidden(worker, record + "/amend"), **note, "reason": "Title", "title": "A call from school",
         "unsourced_reason": "Heard through the door"}
status, _, answer = send(worker, record + "/amend", amend)
check("what did not change is not told again", status == 303, f"{status} {problems(answer)}")
check("the reason stands in the amending form", "Heard through the door" in worker.get(record + "/amend")[2])
check("and stays", rows("SELECT unsourced_reason FROM case_note WHERE title = 'A call from school'")
      == [("Heard through the door",)])

# ---- when: one touch ----
import datetime  # noqa: E402
today = london().date()
for name, told, day in (("yesterday", {"when": "YESTERDAY", "visited_at-time": "09:15"}, today - datetime.timedelta(1)),
                        ("another day", {"when": "OTHER", "visited_at-day": "3", "visited_at-month": "3",
                                         "visited_at-year": "2026", "visited_at-time": "9:15"}, datetime.date(2026, 3, 3))):
    status, _, answer = send(worker, child + "/visit", visit(child, observation=f"When: {name}", **told))
    at = rows("SELECT visited_at FROM visit WHERE observation = ?", f"When: {name}")
    check(f"when: {name}", status == 303 and at and datetime.datetime.fromtimestamp(
        at[0][0] / 1e6, LONDON).strftime("%Y-%m-%d %H:%M") == f"{day} 09:15", f"{status} {at}")

# ---- a visit nobody was in for is recorded as that ----
status, _, answer = send(worker, child + "/visit", visit(child, c1_child_presence="NOACCESS",
                         c1_not_seen_reason="No answer; rang at four, left a card"))
check("not seen, with its reason", status == 303, f"{status} {problems(answer)}")

# ---- needs of the plan ----
planned = max(worker.children(30), key=lambda c: worker.get(c + "/visit")[2].count('name="need"'))
offered = re.findall(r'name="need"[^>]*value="([0-9a-f]{32})"', worker.get(planned + "/visit")[2])
check("needs of the plan are offered", len(offered) >= 2, len(offered))
fields = list(visit(planned, observation="About needs").items())
if len(offered) > 3:
    status, _, answer = send(worker, planned + "/visit", fields + [("need", n) for n in offered[:4]])
    check("more than three needs", status == 422 and any("three needs at most" in p for p in problems(answer)), status)
status, _, answer = send(worker, planned + "/visit", fields + [("need", n) for n in offered[:2]])
linked = rows("SELECT lower(hex(plan_needs)), lower(hex(plan_need_2)), plan_need_3 FROM visit"
              " WHERE observation = 'About needs'")
check("the needs of the plan that it was about", status == 303 and linked == [(offered[0], offered[1], None)],
      f"{status} {linked} {problems(answer)}")
status, _, _ = send(worker, child + "/visit", {**visit(child, observation="No such need"), "need": "0" * 32})
check("a need that is none is not linked", status == 303 and rows(
    "SELECT plan_needs FROM visit WHERE observation = 'No such need'") == [(None,)], status)

# ---- who may not ----
before = entries()
for name in ("analyst", "auditor", "leader", "inspector", "administrator", "protection", "police"):
    person = Person(server.port, name)
    status = person.get(child + "/visit")[0]
    check(f"{name} does not record visits", status in (403, 404), status)
    status = send(person, child + "/visit", {**visit(child), "csrf": "x"})[0]
    check(f"{name} sends one", status in (400, 403, 404), status)
check("and none was kept", entries() == before)
stranger = rows("SELECT lower(hex(subject)) FROM restriction WHERE superseded_seq = ? LIMIT 1", NEVER)
closed = [c[0] for c in stranger] + [c[-32:] for c in worker.children(1, "/children", 404)]
for other in dict.fromkeys(closed):
    if worker.get("/children/" + other)[0] == 200:
        continue
    status = worker.get(f"/children/{other}/visit")[0]
    check("a child that does not open", status == 404, status)
    fields = visit(child, **{"whose-2": other, "c2_child_presence": "SEEN_ALONE"})
    status = send(worker, child + "/visit", fields)[0]
    check("a child that does not open, as a brother", status == 404, status)
check("nothing of those was kept", entries() == before, entries() - before)

# ---- a draft ----
fields = visit(child, observation="Half written")
status, _, _ = send(worker, "/drafts", {**fields, "draft-path": child + "/visit"})
page = worker.get(child + "/visit")[2]
check("a draft comes back", status == 200 and "Half written" in page and "What you had typed is here" in page, status)
check("now stays when the page was opened", f'name="now" value="{fields["now"]}"' in page)

check("the server ends cleanly", server.end() == 0)
check("and all of it verifies", run("verify", "--store", store).returncode == 0)
check("derived again it is the same", run("rebuild", "--compare", "--store", store).returncode == 0)
finish()
