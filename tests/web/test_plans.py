#!/usr/bin/env python3
"""A child's plan: written in one form with its needs and actions, what is tied to nothing shown, signed off by somebody
else, changed in a meeting whose minutes are the difference, and two people at once. Usage: test_plans.py CANDOUR."""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from planning import api, due, fill, form_fields, plain, row, without_a_plan  # noqa: E402
from serving import Person, Server, candour, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-plans-")
store = os.path.join(folder, "demo.db")

assert run("demo", "--children", "14", "--seed", "5", "--store", store).returncode == 0
LONE = "marmalade kettle orbit fjord"
made = subprocess.run([candour, "account", "--sign-in", "lone", "--name", "Zebedee Lone", "--role", "TM", "--store", store],
                      input=LONE + "\n", capture_output=True, text=True)
assert made.returncode == 0, made.stderr
server = Server(where=store)
stranger = Person(server.port)
assert stranger.post("/sign-in", {"name": "lone", "password": LONE, "next": "/"})[0] == 303
worker, manager = Person(server.port, "worker"), Person(server.port, "manager")
both = [c for c in worker.children(40) if manager.get(c)[0] == 200]
child = next(c for c in both if stranger.get(c)[0] != 200)

# ---- a plan, its needs found in an assessment, the child's words ----
plan, _ = api(worker, f"/api{without_a_plan(worker, child)}/child_in_need_plan", {"start_date": "2026-11-02", "goal": "Ottergoal at school"})
page_of = f"/plans/{plan}"
edit = f"{page_of}/edit"
words, _ = api(worker, f"/api{child}/child_words", {"said_at": "2026-11-03T15:30:00Z", "words": "Badgerwords want to go back",
                                                    "taken": "VERBATIM", "told_by": "Stoatneighbour", "place": "At school"})
found, _ = api(worker, f"/api{child}/need", {"found_on": "2026-11-03", "need": "Heronneed found in the assessment"})

status, _, page = worker.get(edit)
check("the form of a plan without a line", status == 200 and "New need" in page, status)
check("what was found is offered", "Take it up in this plan" in page and "Heronneed" in page)
first = form_fields(page, edit)
names = dict(first)
offered = row(page, "need", "Heronneed")
fresh = max(int(n) for n in re.findall(r'name="need-(\d+)-need"', page))
fresh_action = re.search(rf'name="action-(\d+)-under" value="{fresh}"', page).group(1)

# ---- refusals: nothing is lost ----
sent = fill(first, **{f"need-{fresh}-need": "Sparrowneed", f"action-{fresh_action}-what": "Walk with her", "go": "save"})
status, _, page = worker.post(edit, sent)
check("an action without a person and a day is refused", status == 422, status)
check("beside its fields", "Say who does it" in page and f'href="#action-{fresh_action}-due_on-day"' in page, plain(page)[:900])
check("and what was typed is there", "Sparrowneed" in page and "Walk with her" in page)
sent = fill(first, **{f"action-{fresh_action}-what": "Ring", f"action-{fresh_action}-who": "Ann", "go": "save",
                      **due(f"action-{fresh_action}-", "1", "12", "2026")})
status, _, page = worker.post(edit, sent)
check("an action under a need that says nothing", status == 422 and f'href="#need-{fresh}-need"' in page, plain(page)[:600])
status, _, page = worker.post(edit, fill(first, needs="500", go="save"))
check("more lines than there can be", status == 422 and "not whole" in page, status)
status, _, _ = worker.post(edit, fill(first, go="sideways"))
check("a button that is none of ours", status == 422, status)

# ---- another line, without a script: what was typed stays ----
status, _, page = worker.post(edit, fill(first, **{f"need-{fresh}-need": "Sparrowneed typed", "go": "need"}))
check("another need", status == 200 and f'name="need-{fresh + 1}-need"' in page and "Sparrowneed typed" in page, status)
status, _, page = worker.post(edit, fill(form_fields(page, edit), go=f"action-{fresh}"))
check("another action under it", page.count(f'-under" value="{fresh}"') == 2 and "Sparrowneed typed" in page)
check("nothing is recorded by that", "Sparrowneed" not in worker.get(page_of)[2])

# ---- one form, several records ----
grown = form_fields(page, edit)
under = [a for a in re.findall(rf'name="action-(\d+)-under" value="{fresh}"', page)]
heron = re.search(rf'name="action-(\d+)-under" value="{offered[5:-1]}"', page).group(1)
sent = fill(grown, **{
    f"need-{fresh}-answers_words": words, f"need-{fresh}-change_wanted": "She is at school every day",
    f"action-{under[0]}-what": "Walk with her", f"action-{under[0]}-who": "Ann Farrell", **due(f"action-{under[0]}-", "1", "12", "2099"),
    f"action-{under[1]}-what": "Ring the school", f"action-{under[1]}-who": "Bo Marsh", **due(f"action-{under[1]}-", "9", "11", "2026"),
    f"action-{heron}-what": "Ask the health visitor", f"action-{heron}-who": "Cy Obi", **due(f"action-{heron}-", "3", "12", "2099"),
    "family_words": "We all get Maya to school", "go": "save"})
before = json.loads(worker.get(f"/api{child}/records?kind=need")[2])
status, headers, text = worker.post(edit, sent)
check("kept", status == 303 and headers["location"].startswith(page_of), (status, plain(text)[:900] if "<main" in text else text))
again = worker.post(edit, sent)
check("the same form once more is its first answer", again[0] == 303, again[0])
page = worker.get(page_of)[2]
text = plain(page)
check("the page says who does what", "Ann Farrell" in text and "Ring the school" in text and "She is at school every day" in text, text)
check("with the child's words and who took them", "Badgerwords" in text and "Word for word" in text and "At school" in text)
check("late in words", re.search(r"Late by \d+ days?", text), text)
check("an action brought its need into the plan", "Ask the health visitor" in text and "Heronneed" in text
      and "stands in no plan" not in text, text)
check("once each", text.count("Walk with her") == 1, text.count("Walk with her"))
check("in the family's words", "We all get Maya to school" in plain(worker.get(f"{page_of}/family")[2]))
check("the child's page leads to it", f'{child}/plan"' in worker.get(child)[2] and "Ann Farrell" in worker.get(f"{child}/plan")[2])
status, headers, _ = worker.get(f"{page_of}/pdf")
check("as a PDF", status == 200 and worker.content[:5] == b"%PDF-" and child[10:] not in headers.get("content-disposition", ""), status)
check("to print", "Walk with her" in worker.get(f"{page_of}/print")[2])

# ---- only what was changed is written ----
page = worker.get(edit)[2]
walk, ring = row(page, "action", "Walk with her"), row(page, "action", "Ring the school")
action_of = dict(form_fields(page, edit))[f"{walk}record"]


def versions(person, record):
    return person.get(f"/records/{record}/history")[2].count('class="app-version"')


count = versions(worker, dict(form_fields(page, edit))[f"{ring}record"])
status, _, _ = worker.post(edit, fill(form_fields(page, edit), **{f"{walk}progress": "GREEN", f"{walk}progress_note": "Four days of five", "go": "save"}))
check("progress is kept", status == 303 and versions(worker, action_of) == 2, versions(worker, action_of))
check("the others have no new version", versions(worker, dict(form_fields(page, edit))[f"{ring}record"]) == count)
status, _, _ = worker.post(edit, fill(form_fields(worker.get(edit)[2], edit), go="save"))
check("nothing changed, nothing written", status == 303 and versions(worker, action_of) == 2)

# ---- closing, taking out ----
page = worker.get(edit)[2]
fields = form_fields(page, edit)
for name, sent, wanted in [
        ("done without what shows it", {f"{ring}over": "DONE"}, "Say what shows that it was done"),
        ("taken out without why", {f"{ring}over": "OUT"}, "Say why it is not done any more"),
        ("a reason without what it is for", {f"{ring}over-why": "Moved"}, "Choose whether it was done"),
        ("done on no day", {f"{ring}over": "DONE", f"{ring}over-why": "Rang", f"{ring}over-day": "31",
                            f"{ring}over-month": "2", f"{ring}over-year": "2026"}, "real date"),
        ("a need closed without evidence", {f"{row(page, 'need', 'Heronneed')}over": "CLOSED"}, "Say what shows that it has changed")]:
    status, _, answer = worker.post(edit, fill(fields, **sent, go="save"))
    check(name, status == 422 and wanted in plain(answer), (status, plain(answer)[:600]))
status, _, _ = worker.post(edit, fill(fields, **{f"{ring}over": "DONE", f"{ring}over-why": "Rang on Monday", "go": "save"}))
check("done, today", status == 303 and "Rang on Monday" in plain(worker.get(page_of)[2]))

# ---- two people at once ----
mine, theirs = worker.get(edit)[2], manager.get(edit)[2]
need = row(mine, "need", "Sparrowneed typed")
status, _, _ = manager.post(edit, fill(form_fields(theirs, edit), **{f"{need}change_wanted": "Marmotchange", "go": "save"}))
check("the first is kept", status == 303, status)
status, _, _ = worker.post(edit, fill(form_fields(mine, edit), **{f"{walk}progress_note": "Other lines disturb nobody", "go": "save"}))
check("another line of the same plan is no conflict", status == 303, status)
check("and undoes nothing", "Marmotchange" in worker.get(page_of)[2])
status, _, page = worker.post(edit, fill(form_fields(mine, edit), entry="0" * 31 + "7", **{f"{need}change_wanted": "Ferretchange", "go": "save"}))
check("the same line is a conflict", status == 409, status)
check("by record and field, with both", "Marmotchange" in page and "Ferretchange" in page and f'id="{need}conflict-title"' in page, plain(page)[:900])
check("nothing of it is kept yet", "Ferretchange" not in worker.get(page_of)[2])
status, _, _ = worker.post(edit, fill(form_fields(page, edit), **{f"{need}change_wanted": "Marmotchange and Ferretchange", "go": "save"}))
check("kept with open eyes", status == 303 and "Marmotchange and Ferretchange" in worker.get(page_of)[2], status)
mine = worker.get(edit)[2]
page = manager.get(edit)[2]
extra = max(int(n) for n in re.findall(r'name="need-(\d+)-need"', page))
manager.post(edit, fill(form_fields(page, edit), **{f"need-{extra}-need": "Lemmingneed of the manager", "go": "save"}))
status, _, page = worker.post(edit, fill(form_fields(mine, edit), **{f"need-{extra}-need": "", "go": "need"}))
check("what others added appears", "Lemmingneed" in page, plain(page)[:500])

# ---- gaps, and signing off ----
page = worker.get(page_of)[2]
check("a need without an action is shown", "A need that nobody has anything to do about" in page and "Lemmingneed" in page)
sign = f"{page_of}/sign-off"
check("a social worker does not sign off", worker.get(sign)[0] == 403, worker.get(sign)[0])
status, _, page = manager.get(sign)
check("nor who wrote a part of it", status == 200 and "You wrote a part of this plan" in plain(page), plain(page)[:400])
fields = manager.form(page_of) or {}
status, _, _ = manager.post(sign, {**dict(fields), "csrf": manager.form(edit)["csrf"], "entry": "1" * 32,
                                   "replaces": dict(form_fields(worker.get(edit)[2], edit))["replaces"], "orphans_reason": "None of it"})
check("not by sending the form all the same", status == 403, status)

# Whoever wrote the lines as they stand does not sign off; once the worker has written them again, the manager does.
page = worker.get(edit)[2]
lemming, sparrow = row(page, "need", "Lemmingneed"), row(page, "need", "Sparrowneed")
status, _, _ = worker.post(edit, fill(form_fields(page, edit), **{f"{lemming}baseline": "Looked at", f"{sparrow}baseline": "As well", "go": "save"}))
check("the worker takes the lines over", status == 303, status)
page = manager.get(sign)[2]
check("what is tied to nothing is listed first", "Lemmingneed" in page and page.index("Lemmingneed") < page.index("orphans_reason"), plain(page))
counted = re.search(r"(\d+) of (\d+) plans|No plan was signed off", plain(page))
with_gaps, signed = int(counted.group(1) or 0), int(counted.group(2) or 0)
fields = form_fields(page, sign)
status, _, answer = manager.post(sign, fields)
check("with gaps, not without a reason", status == 422 and "Say why it is signed off with what is listed above" in plain(answer), status)
status, headers, _ = manager.post(sign, fill(fields, orphans_reason="Vole: the need is new, its action follows on Friday"))
check("with a reason", status == 303, status)
page = worker.get(page_of)[2]
check("the page says who signed off", "Signed off by Gareth Okafor" in plain(page) or re.search("Signed off by \\w+ \\w+", plain(page)), plain(page)[:300])
check("and it is counted", f"{with_gaps + 1} of {signed + 1} plans" in plain(manager.get(sign)[2]), plain(manager.get(sign)[2])[-400:])
page = worker.get(edit)[2]
worker.post(edit, fill(form_fields(page, edit), **{f"{row(page, 'need', 'Lemmingneed')}progress": "AMBER", "go": "save"}))
check("changed since then", "changed since then" in plain(worker.get(page_of)[2]))

# ---- who may, and on which day ----
for path in ("", "/edit", "/family", "/print", "/pdf", "/sign-off"):
    check(f"without a basis{path}", stranger.get(page_of + path)[0] == 404, stranger.get(page_of + path)[0])
check("a need is no plan", worker.get(f"/plans/{found}")[0] == 404)
check("an auditor reads it and does not write", Person(server.port, "auditor").get(page_of)[0] == 200
      and Person(server.port, "auditor").get(edit)[0] == 403)
check("as it was known on an earlier day", worker.get(f"{page_of}?known=2026-11-01")[0] == 404)
page = worker.get(f"{page_of}/family")[2]
check("the family's version has nothing about others", "Stoatneighbour" not in page and "Badgerwords" in page)

server.end()
finish()
