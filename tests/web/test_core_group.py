#!/usr/bin/env python3
"""A core group that changes the live plan: begun, saved, ended; its minutes are the difference, and nothing that the
family may not see is on the screen. Brothers and sisters have a record and a plan each. Usage: test_core_group.py
CANDOUR."""
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from planning import api, due, fill, form_fields, plain, row, without_a_plan  # noqa: E402
from serving import Person, Server, candour, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-core-group-")
store = os.path.join(folder, "demo.db")
PROTECTION = {"start_date": "2026-11-02", "initial_category": "NEG", "safety_goal": "Goal before"}

assert run("demo", "--children", "40", "--seed", "5", "--store", store).returncode == 0
server = Server(where=store)
worker, manager = Person(server.port, "worker"), Person(server.port, "manager")
both = [c for c in worker.children(40) if manager.get(c)[0] == 200]
child = both[0]
brother = next(c for c in worker.children(40) if c != child)


def new_plan(of):
    plan, _ = api(worker, f"/api{without_a_plan(worker, of)}/child_protection_plan", PROTECTION)
    need, _ = api(worker, f"/api{of}/need", {"plan_id": plan, "found_on": "2026-11-02", "need": "Otterneed at school"})
    api(worker, f"/api{of}/plan_action", {"plan_id": plan, "need_id": need, "agreed_on": "2026-11-02",
                                          "what": "Walk with her", "who": "Ann Farrell", "due_on": "2026-12-20"})
    return plan, need


plan, need = new_plan(child)
api(worker, f"/api{child}/child_words", {"said_at": "2026-11-03T15:30:00Z", "words": "Badgerwords", "taken": "SECOND_HAND",
                                         "told_by": "Stoatneighbour", "present": "Weaselboyfriend"})
begin, page_of = f"/plans/{plan}/meet", f"/plans/{plan}"

# ---- beginning ----
page = worker.get(begin)[2]
check("a core group can be held now", "Core group, held now" in plain(page), plain(page))
check("a review conference is not begun here", "Review conference" not in plain(page))
fields = form_fields(page, begin)
status, _, _ = worker.post(begin, fill(fields, meeting="cp_review"))
check("nor by sending it all the same", status == 422, status)
status, _, _ = worker.post(begin, fill(fields, meeting="f" * 32))
check("nor a meeting that is not there", status == 422, status)
status, headers, _ = worker.post(begin, fill(fields, meeting="core_group"))
meet = headers.get("location", "")
check("begun", status == 303 and meet.startswith("/meetings/"), (status, meet))
meeting = meet.split("/")[2]
check("sent twice it is one meeting", worker.post(begin, fill(fields, meeting="core_group"))[1].get("location") == meet)
check("it can be gone on with", meet in worker.get(begin)[2])
check("an auditor changes nothing in it", Person(server.port, "auditor").get(meet)[0] == 403)
other, _ = api(worker, f"/api{child}/case_note", {"occurred_at": "2026-11-03T10:00:00Z", "note_type": "PHONE",
                                                  "title": "Note", "happened": "Rang"})
check("a note is no meeting", worker.get(f"/meetings/{other}/meet")[0] == 404
      and worker.get(f"/meetings/{other}/minutes")[0] == 404)

# ---- a screen that everybody sees ----
api(worker, f"/api{child}/meeting_attendance", {"meeting_id": meeting, "agency": "FAMILY", "invitee": "Weaselboyfriend",
                                                "role_to_child": "Mother's partner", "family": "Y",
                                                "information": "Stoatinformation", "status": "APOL"})
record = json.loads(worker.get(f"/api/records/{meeting}")[2])
api(worker, f"/api/records/{meeting}", {**{k: v for k, v in record["values"].items() if v is not None},
                                        "family_there": "Weaselboyfriend"}, record["entry"])
page = worker.get(meet)[2]
check("nothing about others", not re.search("Weasel|Stoat", page), re.findall(".{60}(?:Weasel|Stoat).{60}", page))
check("they are shown by what they are to the child", "Mother's partner" in plain(page))
check("with the child's words to pick", "Badgerwords" in page)
check("their names stand on the record all the same", "Weaselboyfriend" in worker.get(f"/records/{meeting}")[2])

# ---- the live plan, saved while it goes on ----
fields = form_fields(page, meet)
walk, first = row(page, "action", "Walk with her"), row(page, "need", "Otterneed")
here = re.findall(r'name="(who-[0-9a-f]{32}-here)"', page)
blank = next(n for n in re.findall(rf'name="action-(\d+)-under" value="{first[5:-1]}"', page)
             if f'"action-{n}-record"' not in page)
status, headers, text = worker.post(meet, fill(fields, **{
    here[0]: "Y", "who-new-agency": "SCHOOL", "who-new-role_to_child": "Head teacher, Mr Bright", "meeting-child_views": "Molewords this time",
    "meeting-scale_score": "4", f"{walk}progress": "AMBER", "safety_goal": "Goal after", "go": "save"}))
check("saved, and it goes on", status == 303 and headers["location"].startswith(meet), (status, plain(text)[:500] if "<main" in text else ""))
page = worker.get(meet)[2]
check("who is here is kept", "Head teacher, Mr Bright" in plain(page) and page.count("-here\" type=\"checkbox\" value=\"Y\" checked") == 2,
      page.count("checked"))
check("and a reader sees the minutes grow", "At risk" in plain(worker.get(f"/meetings/{meeting}/minutes")[2]))
check("what was hidden is not lost", "Weaselboyfriend" in worker.get(f"/records/{meeting}")[2])
fields = form_fields(page, meet)
status, _, answer = worker.post(meet, fill(fields, **{f"action-{blank}-what": "Breakfast", "go": "need"}))
check("a line more keeps what was typed", status == 200 and "Breakfast" in answer)
status, _, answer = worker.post(meet, fill(fields, **{"meeting-scale_score": "11", "go": "save"}))
check("eleven of ten", status == 422 and "meeting-scale_score" in answer, status)
status, _, answer = worker.post(meet, fill(fields, go="end"))
check("it does not end before anybody agreed", status == 422 and "Say who agreed" in plain(answer), status)

# ---- two people at once in one meeting ----
theirs = form_fields(manager.get(meet)[2], meet)
status, _, _ = manager.post(meet, fill(theirs, **{"meeting-progress": "Marmotprogress", "go": "save"}))
check("the manager's is kept", status == 303, status)
status, _, answer = worker.post(meet, fill(fields, **{"meeting-progress": "Ferretprogress", "go": "save"}))
check("the same field is a conflict", status == 409 and "Marmotprogress" in answer and "Ferretprogress" in answer, status)

# ---- the end ----
page = worker.get(meet)[2]
fields = form_fields(page, meet)
status, headers, text = worker.post(meet, fill(fields, **{
    f"action-{blank}-what": "Breakfast club", f"action-{blank}-who": "Mr Bright", **due(f"action-{blank}-", "9", "12", "2099"),
    f"{walk}over": "DONE", f"{walk}over-why": "Walked each day", "meeting-agreed": "Everybody who was there",
    "meeting-dissent": "Aunt: too slow", "meeting-next_planned_at-day": "10", "meeting-next_planned_at-month": "1",
    "meeting-next_planned_at-year": "2027", "meeting-next_planned_at-time": "10:00", "go": "end"}))
check("ended", status == 303 and headers["location"] == f"/meetings/{meeting}/minutes", (status, plain(text)[:600] if "<main" in text else ""))
minutes = f"/meetings/{meeting}/minutes"
text = plain(worker.get(minutes)[2])
for words in ("Added: Breakfast club", "Done: Walk with her", "Walked each day", "Changed: the plan as a whole", "added: after",
              "Everybody who was there", "Aunt: too slow", "Head teacher, Mr Bright", "Molewords", "10 January 2027",
              "not been sent yet"):
    check(f"the minutes say: {words}", words in text, text)
check("and not what did not change", "Changed: Otterneed" not in text and "Place in the plan" not in text, text)
record = json.loads(worker.get(f"/api/records/{meeting}")[2])["values"]
check("that the plan was changed is computed", record["plan_updated"] in (True, "Y"), record["plan_updated"])
check("and whether enough were there", record["quorate"] in (True, "Y", False, "N"), record["quorate"])
check("no text of minutes is stored", "Breakfast club" not in json.dumps(record))
check("the meeting is over for its page", worker.get(meet)[1].get("location") == minutes)
check("what comes too late is refused", worker.post(meet, fill(fields, entry="3" * 32, go="save"))[0] == 409)
check("the plan leads to the minutes", minutes in worker.get(page_of)[2])

# ---- later changes are none of this meeting's ----
edit = f"{page_of}/edit"
page = worker.get(edit)[2]
worker.post(edit, fill(form_fields(page, edit), **{f"{row(page, 'need', 'Otterneed')}measure": "Voleafterwards", "go": "save"}))
check("a later change is not in the minutes", "Voleafterwards" not in worker.get(minutes)[2] and "Voleafterwards" in worker.get(page_of)[2])
check("the same minutes", plain(worker.get(minutes)[2]) == text)
check("nobody is there who knows the meeting on an earlier day", worker.get(f"{minutes}?known=2026-11-01")[0] == 404)

# ---- sent, for the family, on paper ----
form = [f for f in form_fields(worker.get(minutes)[2], f"{minutes}/sent")]
check("an auditor does not send them", Person(server.port, "auditor").post(f"{minutes}/sent", form)[0] in (400, 403))
status, _, _ = worker.post(f"{minutes}/sent", form)
check("sent", status == 303, status)
check("with the time between", re.search(r"sent on .*, \d+ minutes? after the meeting ended", plain(worker.get(minutes)[2])))
family = worker.get(f"{minutes}/family")[2]
check("plain words for the family", "Mr Bright (" not in plain(family).split("Who agreed")[1] and "Mr Bright: Breakfast club, by 9 December 2099" in plain(family),
      plain(family))
check("nothing about others in them", not re.search("Weasel|Stoat", family))
status, headers, _ = worker.get(f"{minutes}/pdf?for=family")
check("a PDF", status == 200 and worker.content[:5] == b"%PDF-", status)
check("to print", "Breakfast club" in worker.get(f"{minutes}/print")[2])

# ---- brothers and sisters: one meeting, a record and a plan each; who is invited is remembered ----
api(worker, f"/api{child}/relationship", {"related_person_id": brother[10:], "relationship": "SIB_FULL"})
other_plan, _ = new_plan(brother)
page = worker.get(begin)[2]
check("a brother with such a plan is offered", f'value="{brother[10:]}"' in page, plain(page))
status, headers, _ = worker.post(begin, fill(form_fields(page, begin), meeting="core_group", brother=brother[10:]))
second = headers["location"]
page = worker.get(second)[2]
check("who was invited the last time is invited", "Head teacher, Mr Bright" in plain(page) and "Mother's partner" in plain(page)
      and "Weasel" not in page, plain(page)[:600])
theirs = re.search(r'href="(/meetings/[0-9a-f]{32}/meet)"', page).group(1)
page = worker.get(theirs)[2]
check("the brother has a page of his own", "Otterneed" in page and second in page and "Who is here" not in plain(page))
status, _, _ = worker.post(theirs, fill(form_fields(page, theirs), **{"meeting-agreed": "All", "go": "end"}))
check("his ends by itself", status == 303 and "Nothing: the plan stands as it stood" in plain(worker.get(theirs[:-len("meet")] + "minutes")[2]))
record = json.loads(worker.get(f"/api/records/{theirs.split('/')[2]}")[2])["values"]
check("his plan was not changed", record["plan_updated"] in (False, "N") and record["same_meeting"] == second.split("/")[2], record)
check("the first goes on", worker.get(second)[0] == 200)

# ---- a child in need review is the same machine; a meeting that was never opened has nothing to compare ----
in_need, _ = api(worker, f"/api{child}/child_in_need_plan", {"start_date": "2026-11-02"})
path = f"/plans/{in_need}/meet"
planned, _ = api(worker, f"/api{child}/cin_review", {"cin_plan_id": in_need, "planned_at": "2026-12-01T10:00:00Z"})
page = worker.get(path)[2]
check("what is planned is offered first", plain(page).index("planned for 1 December 2026") < plain(page).index("held now"), plain(page))
status, headers, _ = worker.post(path, form_fields(page, path))
check("the planned review is begun", headers["location"] == f"/meetings/{planned}/meet", headers)
page = worker.get(headers["location"])[2]
fields = form_fields(page, f"/meetings/{planned}/meet")
anew = [n for n, _ in fields if re.fullmatch(r"need-\d+-need", n)][-1]                # after what other plans left open
status, _, text = worker.post(f"/meetings/{planned}/meet", fill(fields, **{
    anew: "Heronneed", "meeting-agreed": "Family and school", "go": "end"}))
check("and ended", status == 303 and "Added: Heronneed" in plain(worker.get(f"/meetings/{planned}/minutes")[2]), (status, text[:300]))
held, _ = api(worker, f"/api{child}/core_group", {"cp_plan_id": plan, "held_at": "2026-11-20T10:00:00Z"})
check("held and not opened", "was not opened in this meeting" in plain(worker.get(f"/meetings/{held}/minutes")[2]))

# ---- the chair of its review reads the plan and signs it off, and holds no core group ----
chair = Person(server.port, "chair")
check("no chair of this child yet", chair.get(page_of)[0] == 404)
names = worker.get(f"{child}/add/cp_review")[2]
rosamund = re.search(r'<option value="([0-9a-f]{32})">Rosamund Quill', names).group(1)
review, _ = api(worker, f"/api{child}/cp_review", {"cp_plan_id": plan, "planned_at": "2026-12-10T10:00:00Z", "chair": rosamund})
page = chair.get(f"/reviews/{review}")[2]
check("the review leads to the plan", page_of in page and chair.get(page_of)[0] == 200, plain(page)[:300])
check("no button leads the chair astray", f"{edit}\"" not in chair.get(page_of)[2])
check("a chair is no core group", chair.get(begin)[0] == 403 and chair.get(edit)[0] == 403)
check("a planned review can be opened in the meeting", "Review conference, planned for 10 December 2026" in plain(worker.get(begin)[2]))
sign = f"{page_of}/sign-off"
page = chair.get(sign)[2]
status, _, answer = chair.post(sign, fill(form_fields(page, sign), orphans_reason="Volereason"))
check("signed off by the chair", status == 303 and "Signed off by Rosamund Quill" in plain(worker.get(page_of)[2]), (status, plain(page)[:400]))

server.end()
finish()
