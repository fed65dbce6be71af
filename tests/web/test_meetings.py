#!/usr/bin/env python3
"""Meetings about a child: a strategy discussion from its call to the enquiry, the conference and its plan, the review;
who may write and decide what, brothers and sisters, refusals. Usage: test_meetings.py CANDOUR."""
import calendar
import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from serving import LONDON, Person, Server, check, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-meetings-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "80", "--seed", "7", "--store", store).returncode == 0
server = Server(where=store)
manager, worker, chair = (Person(server.port, name) for name in ("manager", "worker", "chair"))
mash, auditor, leader = (Person(server.port, name) for name in ("mash", "auditor", "leader"))
NEVER = 9223372036854775807


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def now(kind, columns, child):
    """What stands of a kind about a child, newest first; of one record, which may hold otherwise from a day, the latest."""
    return rows(f"SELECT {columns} FROM {kind} WHERE lower(hex(subject)) = ? AND superseded_seq = {NEVER}"
                " ORDER BY recorded_seq DESC, valid_from DESC", child)


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1)) if found else []


def said(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main"):]))


def dated(name, day, month, year, time):
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year, f"{name}-time": time}


def moment(shift=0):
    """Some hours from now as London's clocks show it: counted in hours that pass, whatever the clocks do."""
    at = london().astimezone(datetime.timezone.utc) + datetime.timedelta(hours=shift)
    return at.astimezone(LONDON)


def clock(name, shift=0):
    """That field, some hours from now in London."""
    at = moment(shift)
    return dated(name, at.day, at.month, at.year, at.strftime("%H:%M"))


def asked(page, name):
    """Is that box ticked on the page."""
    return bool(re.search(rf'<input[^>]*name="{name}"[^>]* checked', page))


def filled(page):
    """Every answer that the page's main form shows, as a browser would send it."""
    main = page[page.index("<main"):]
    forms = [m.start() for m in re.finditer('<form method="post"', main)]
    main = main[next((i for i in forms if 'data-draft="true"' in main[i:main.index(">", i)]), forms[0]):]
    main = main[:main.index("</form>")]
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', main))
    for tag in re.findall(r"<input [^>]*>", main):
        name = re.search(r'name="([\w-]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name and kind and kind.group(1) in ("radio", "checkbox"):
            if " checked" in tag:
                fields[name.group(1)] = value.group(1)
        elif name:
            fields.setdefault(name.group(1), value.group(1) if value else "")
    for name, inner in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        fields[name] = chosen.group(1) if chosen else ""
    for name, inner in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', main, re.S):
        fields[name] = inner
    return fields


def token(person):
    return re.search(r'name="csrf" value="(\w+)"', person.get("/me")[2]).group(1)


def row_of(page, agency):
    """The row of an agency on a meeting's page: the beginning of its inputs' names."""
    for part in page.split('<fieldset class="govuk-fieldset app-row">')[1:]:
        if agency in part[:400]:
            return re.search(r'name="(row-[0-9a-f]{32}-)', part).group(1)
    return None


# ---- a strategy discussion is called, for two children ----
path = next(c for c in manager.children(30) if 'name="with-' in manager.get(c + "/strategy")[2])
child = path.split("/")[-1]
start = path + "/strategy"
page = manager.get(start)[2]
brother = re.search(r'name="with-([0-9a-f]{32})"', page).group(1)
check("police and health are ticked, with the reason", asked(page, "ask-POLICE") and asked(page, "ask-SCHOOL")
      and "The police have to be there" in page)
check("the school's organisation stands beside it", "Elmfield Schools Trust" in said(page))
form = {**filled(page), "worry": "A burn on the arm, and two accounts of it."}
before = now("strategy_discussion", "count(*)", child)[0][0]
status, _, page = manager.post(start, {**form, "trigger_at-day": "", "trigger_at-month": "", "trigger_at-year": "",
                                       "trigger_at-time": ""})
check("without a moment no clock", status == 422 and any("worry was known" in p for p in problems(page)), problems(page))
left = {k: v for k, v in form.items() if k != "ask-POLICE"}
status, _, page = manager.post(start, left)
check("who has to be there is left out with a reason alone", status == 422
      and problems(page) == ["Police: say why they are not invited"], problems(page))
check("what was typed stays", "A burn on the arm" in page)
check("nothing was written", now("strategy_discussion", "count(*)", child)[0][0] == before)
status, headers, page = manager.post(start, {**form, f"with-{brother}": "Y", **clock("trigger_at", -2)})
check("it is called", status == 303 and headers["location"].startswith("/strategy/"), f"{status} {problems(page)}")
meeting = headers["location"].split("?")[0]
record = meeting.split("/")[-1]
check("a record each", len(now("strategy_discussion", "record", child)) == before + 1
      and [r[0] for r in now("strategy_discussion", "lower(hex(same_meeting))", brother)][:1] == [record])
invited = rows("SELECT agency, required, status, partner_team IS NOT NULL FROM meeting_attendance"
               f" WHERE lower(hex(meeting_id)) = ? AND superseded_seq = {NEVER}", record)
check("an invitation each", {"CSC", "POLICE", "SCHOOL"} <= {i[0] for i in invited}, invited)
check("the police sign in to it", ("POLICE", 1, None, 1) in invited, invited)
status, headers, _ = manager.post(start, {**form, f"with-{brother}": "Y", **clock("trigger_at", -2)})
check("called twice it is one", status == 303 and len(now("strategy_discussion", "record", child)) == before + 1)

# ---- it is held ----
page = manager.get(meeting)[2]
check("one screen: clock, worry, agencies, both children", "hour" in said(page) and "A burn on the arm" in page
      and "Not quorate" in page and "Decide" in page and page.count('name="child-') > 0, said(page)[:600])
other = manager.get("/strategy/" + now("strategy_discussion", "lower(hex(record))", brother)[0][0])
brothers = "/records/" + now("strategy_discussion", "lower(hex(record))", brother)[0][0]
whole = re.search(r'href="(/strategy/[0-9a-f]{32})"[^>]*>The meeting as a whole', manager.get(brothers)[2])
check("the brother's record leads to who was invited", whole and manager.get(whole.group(1))[1]["location"] == meeting, brothers)
check("the brother's page is the same one", other[0] == 303 and other[1]["location"] == meeting, other[0])
status, _, page = worker.get(meeting)
check("a worker of the team writes, and does not decide", status == 200 and 'value="decide"' not in page
      and "A manager of children" in page, status)
page = manager.get(meeting)[2]
police, csc = row_of(page, "Police"), row_of(page, "Children&#39;s social care")
typed = {**filled(page), police + "status": "ATTV", police + "information": "Two calls to the address in March.",
         csc + "status": "ATT", "risk_analysis": "Two accounts that do not fit.", "go": "keep"}
status, _, page = manager.post(meeting, typed)
check("what is said so far is kept", status == 303, f"{status} {problems(page)}")
check("what the police said is theirs", rows("SELECT information, status FROM meeting_attendance WHERE agency = 'POLICE'"
      f" AND lower(hex(meeting_id)) = ? AND superseded_seq = {NEVER}", record)
      == [("Two calls to the address in March.", "ATTV")])
check("and an agency of which nothing was said has one version",
      rows("SELECT count(*) FROM meeting_attendance WHERE agency = 'SCHOOL' AND lower(hex(meeting_id)) = ?", record)[0][0] == 1)
status, _, page = manager.post(meeting, {**typed, "risk_analysis": "By somebody who looked at an old page"})
check("whoever saves over it is told", status == 409 and "Somebody recorded first" in page, status)

# ---- it is decided ----
page = manager.get(meeting)[2]
typed = {**filled(page), "go": "decide"}
status, _, page = manager.post(meeting, typed)
check("no decision without the essentials", status == 422 and {"Say when it was held", "Choose a decision",
      "Enter the reasons for the decision"} <= set(problems(page)), problems(page))
check("and not without health, unless why", any("a health practitioner" in p for p in problems(page)), problems(page))
sibling_row = re.search(r'name="(child-[0-9a-f]{32}-)decision"', page).group(1)
decided = {**typed, **clock("held_at", -1), "mode": "VIDEO", "decision": "S47JOINT", "rationale": "Two accounts, one burn.",
           "interim_safety_plan": "Grandmother stays with them tonight.", "child_views": "He says that he is fine.",
           sibling_row + "decision": "S17", sibling_row + "rationale": "Was at school all day; nothing was seen."}
status, _, page = manager.post(meeting, {**decided, "mode": "CORR", "quorum_waiver_reason": "x"})
check("a round of letters is no discussion", status == 422 and any("By correspondence" in p for p in problems(page)),
      problems(page))
status, _, page = worker.post(meeting, {**filled(worker.get(meeting)[2]), **{k: v for k, v in decided.items()
                              if k not in ("csrf", "entry")}})
check("a worker's decision is refused in plain words", status == 403 and "A manager of children" in page, status)
status, _, page = manager.post(meeting, {**decided, "quorum_waiver_reason": "The health visitor was rung twice; the harm is "
                                         "now."})
check("it is decided", status == 303, f"{status} {problems(page)}")
kept = now("strategy_discussion", "decision, quorate, decided_by IS NOT NULL, quorum_waiver_reason IS NOT NULL", child)[0]
check("with what was missing, and why", kept == ("S47JOINT", 0, 1, 1), kept)
check("its own decision for the brother", now("strategy_discussion", "decision, rationale", brother)[0]
      == ("S17", "Was at school all day; nothing was seen."), now("strategy_discussion", "decision, rationale", brother))
enquiry = now("section_47_enquiry", "lower(hex(record)), lower(hex(strategy_discussion_id)), joint_with_police,"
              " icpc_target_date - start_date, icpc_target_date", child)
check("the enquiry opens in the same write", enquiry and enquiry[0][1:3] == (record, 1) and 19 <= enquiry[0][3] <= 29, enquiry)
check("with an assessment", rows("SELECT count(*) FROM assessment WHERE lower(hex(subject)) = ? AND superseded_seq ="
      f" {NEVER} AND authorised_at IS NULL", child)[0][0] == 1)
check("and none for the brother", not [e for e in now("section_47_enquiry", "lower(hex(strategy_discussion_id))", brother)
      if e[0] == record])
steps = [r[0] for r in rows("SELECT step FROM open_step WHERE lower(hex(subject)) = ?", child)]
check("the steps follow", "strategy_share" in steps and "enquiry_outcome" in steps and "strategy_hold" not in steps
      and "enquiry_open" not in steps, steps)
status, _, page = manager.post(meeting, decided)
check("what is decided is not decided again here", status == 303 and len(now("section_47_enquiry", "1", child))
      == len(enquiry), status)
page = manager.get(meeting)[2]
check("the dissent and the reasons stand there", "Two accounts, one burn." in page and "Send the decisions" in page)
sending = {"csrf": filled(page)["csrf"], **dict(re.findall(r'<input type="hidden" name="(entry|replaces)" value="([^"]*)"', page)),
           "go": "decisions"}
status, _, _ = manager.post(f"/meetings/{record}/send", sending)
check("the record is sent", status == 303 and now("strategy_discussion", "record_shared_at IS NOT NULL", child)[0][0] == 1)
check("to the brother's as well", now("strategy_discussion", "record_shared_at IS NOT NULL", brother)[0][0] == 1)

# ---- an enquiry that the decision did not open is opened later, once ----
later = now("strategy_discussion", "lower(hex(record))", child)[0][0]
check("the page leads on to the enquiry", f"/enquiries/{enquiry[0][0]}" in manager.get(meeting)[2])
status, _, _ = manager.post(f"/meetings/{later}/follow", {"csrf": sending["csrf"], "entry": "0" * 30 + "a1"})
check("it is not opened twice", status == 303 and len(now("section_47_enquiry", "1", child)) == len(enquiry), status)

# ---- the enquiry ----
address = f"/enquiries/{enquiry[0][0]}"
page = worker.get(address)[2]
form = {**filled(page), "go": "send"}
status, _, page = worker.post(address, form)
check("an enquiry is not sent half done", status == 422 and {"Choose a finding", "Choose an outcome",
      "Write down what the enquiry found, and what it means"} <= set(problems(page)), problems(page))
check("the child was seen, or why not", any("child was seen" in p for p in problems(page)), problems(page))
whole = {**form, **clock("child_seen_at", -1), "child_presence": "SEEN_ALONE", "findings": "SUB_LIKELY",
         "analysis": "For: two accounts. Against: none seen before.", "outcome": "CP_CONFERENCE"}
status, _, page = worker.post(address, whole)
check("a conference without a safety plan", status == 422
      and problems(page) == ["Say what keeps the child safe until the conference"], problems(page))
status, _, page = worker.post(address, {**whole, "safety_plan": "Grandmother is there every night.", "offer": "Y"})
check("it is sent", status == 303, f"{status} {problems(page)}")
kept = now("section_47_enquiry", "submitted_at IS NOT NULL, end_date, nfa, icpc_not_required", child)[0]
check("and waits for a manager", kept == (1, None, 0, 0), kept)
asked = now("initial_conference", "lower(hex(record)), conference_type, lower(hex(s47_id)), counts_from, due_date, held_at",
            child)
check("the conference is asked for in the same write", asked and asked[0][1:3] == ("ICPC", enquiry[0][0])
      and asked[0][5] is None, asked)
held = now("strategy_discussion", "held_at", child)[0][0]
check("its days run from the strategy discussion", asked[0][3] == held and asked[0][4] == enquiry[0][4], asked)
steps = [r[0] for r in rows("SELECT step FROM open_step WHERE lower(hex(subject)) = ?", child)]
check("both clocks run", "enquiry_authorise" in steps and "conference_hold" in steps, steps)
page = manager.get(address)[2]
hidden = {**filled(page)}
status, _, page = manager.post(address + "/answer", {**hidden, "go": "return"})
check("nothing is returned without saying what is missing", status == 422 and "Say what must be done" in page, status)
status, _, _ = manager.post(address + "/answer", {**hidden, "go": "return", "return_note": "See the bedroom."})
check("it is returned", status == 303 and "See the bedroom." in worker.get(address)[2], status)
status, _, page = manager.post(address, {**filled(manager.get(address)[2]), "bedroom_seen": "Y", "go": "send"})
check("a manager can write it too", status == 303, f"{status} {problems(page)}")
page = manager.get(address)[2]
check("and then it is another's to authorise", "a manager who did not write it" in page and "/answer" not in page)
status, _, page = manager.post(address + "/answer", {**hidden, "go": "authorise"})
check("nobody authorises their own work", status == 403 and "nobody authorises their own work" in page, status)
check("no second conference", len(now("initial_conference", "1", child)) == len(asked))
status, _, _ = worker.post(address + "/answer", {**hidden, "csrf": token(worker), "go": "authorise"})
check("a worker authorises nothing", status == 403, status)

# ---- the conference: the chair opens the child once they are its chair ----
conference = f"/conferences/{asked[0][0]}"
check("a chair of nothing opens nothing", chair.get(path)[0] == 404 and chair.get(conference)[0] == 404)
page = manager.get(conference)[2]
rosamund = re.search(r'<option value="([0-9a-f]{32})"[^>]*>Rosamund Quill', page).group(1)
status, _, page = manager.post(conference, {**filled(page), "chair": rosamund, "go": "keep", **clock("planned_at", 24)})
check("a chair is named", status == 303, f"{status} {problems(page)}")
check("and opens the child, as chair", chair.get(path)[0] == 200 and chair.get(conference)[0] == 200)
looked = []
for _ in range(40):                              # looks are written down within a second
    looked = rows("SELECT DISTINCT basis FROM access_event WHERE lower(hex(subject)) = ? AND role = 4", child)
    if looked:
        break
    time.sleep(0.1)
check("the look says why", looked == [("Conference chair",)], looked)
check("their day has it", "Hold the child protection conference" in chair.get("/day")[2])
check("and no other child", chair.get("/children/" + brother)[0] == 404)
check("a chair writes no contact and no visit", chair.get(path + "/add")[0] == 403 and chair.get(address)[0] == 403)
page = chair.get(conference)[2]
check("of a conference that was asked for with its enquiry nobody is invited yet", 'value="proposed"' in page)
everybody = {"csrf": token(chair), "entry": os.urandom(16).hex(), "go": "proposed"}
status, _, _ = chair.post(f"/meetings/{asked[0][0]}/invite", everybody)
invited = [r[0] for r in rows("SELECT agency FROM meeting_attendance WHERE lower(hex(meeting_id)) = ?", asked[0][0])]
check("one click invites who has to be there", status == 303 and {"CSC", "SCHOOL", "FAMILY"} <= set(invited), invited)
status, _, _ = chair.post(f"/meetings/{asked[0][0]}/invite", {**everybody, "entry": os.urandom(16).hex()})
check("and nobody twice", len(rows("SELECT 1 FROM meeting_attendance WHERE lower(hex(meeting_id)) = ?", asked[0][0]))
      == len(invited), status)
for agency, words in (("HV", "Health visitor"), ("SCHOOL", "Head of year"), ("CSC", "Key worker")):
    status, _, _ = chair.post(f"/meetings/{asked[0][0]}/invite", {"csrf": token(chair), "entry": os.urandom(16).hex(),
                              "new-agency": agency, "new-invitee": words, "go": "one"})
    check(f"{agency} is invited", status == 303, status)
status, _, page = chair.post(f"/meetings/{asked[0][0]}/invite", {"csrf": token(chair),
                             "entry": os.urandom(16).hex(), "go": "one"})
check("nobody is no invitation", status == 422, status)
page = chair.get(conference)[2]
check("the next dates are proposed", re.search(r'name="core_group_planned_at-day" type="text" value="\d+"|id="core_group_planned'
      r'_at-day"[^>]*value="\d+"', page) is not None)
# Held before midnight and typed after it, three months from today are a day too many.
typed = {**filled(page), **clock("held_at", -1), **clock("review_planned_at", 80 * 24), "go": "decide", "decision": "CP",
         "reasons": "Likely harm by neglect."}
for agency in ("Health visitor", "Head of year", "Key worker"):
    typed[row_of(page, agency) + "status"] = "ATT"
status, _, page = worker.post(conference, {**typed, "csrf": token(worker)})
check("a worker does not decide a conference", status == 403 and "The chair decides" in page, status)
status, _, page = chair.post(conference, typed)
check("no plan without a category", status == 422 and problems(page) == ["Choose the category of abuse that the plan is for"],
      problems(page))
held = moment(-1).date()
year, month = held.year + (held.month + 2) // 12, (held.month + 2) % 12 + 1
last = held.replace(year=year, month=month, day=min(held.day, calendar.monthrange(year, month)[1]))
for days, holds in ((1, False), (0, True)):
    late = last + datetime.timedelta(days)
    status, _, page = chair.post(conference, {**typed, **dated("review_planned_at", late.day, late.month, late.year, "10:00")})
    told = any(f"within three months of the conference: by {last.day} {last:%B %Y}" in p for p in problems(page))
    check(f"the first review is within three months, {days} days over", status == 422 and told != holds, problems(page))
absent = {k: v for k, v in typed.items() if k != row_of(page, "Health visitor") + "status"}
status, _, page = chair.post(conference, {**absent, "category": "NEG"})
check("without two agencies it is not quorate", status == 422 and any("one more agency" in p for p in problems(page)),
      problems(page))
plans = len(now("child_protection_plan", "1", child))
quoted = {**typed, "category": "NEG", "dissent": "The father: it was an accident.",
          "reasons": "Likely harm by neglect: 'I go hungry at night', he told his teacher."}
status, _, page = chair.post(conference, quoted)
check("a quotation without a source is told first", status == 422 and "No source recorded for these words" in page
      and len(now("child_protection_plan", "1", child)) == plans, f"{status} {problems(page)}")
status, _, page = chair.post(conference, {**quoted, "mark-unsourced": "His teacher's note of what he said"})
check("the chair decides", status == 303, f"{status} {problems(page)}")
plan = now("child_protection_plan", "lower(hex(record)), initial_category, latest_category, previous_plans, start_date,"
           " lower(hex(icpc_id)), lower(hex(chair)), end_date", child)
check("the plan is made in the same write", len(plan) == plans + 1 and plan[0][1:4] == ("NEG", "NEG", plans)
      and plan[0][5:] == (asked[0][0], rosamund, None), plan)
kept = now("initial_conference", "quorate, decision, lower(hex(cp_plan_id)), lower(hex(decided_by)), dissent", child)[0]
check("the conference names it, with its dissent", kept[:4] == (1, "CP", plan[0][0], rosamund) and "accident" in kept[4], kept)
check("the enquiry has the date of the conference", now("section_47_enquiry", "conference_date", child)[0][0] == plan[0][4])
steps = [r[0] for r in rows("SELECT step FROM open_step WHERE lower(hex(subject)) = ?", child)]
check("what follows waits", {"conference_decisions", "conference_minutes"} <= set(steps) and "conference_hold" not in steps,
      steps)
status, _, _ = chair.post(conference, {**typed, "category": "PHY"})
check("it is decided once", status == 303 and len(now("child_protection_plan", "1", child)) == plans + 1)

# ---- the census carries it ----
out = os.path.join(folder, "cin.xml")
made = run("export", "cin", "--year", str(held.year + (held.month > 3)), "--lea", "999", "--store", store, "--output", out)
xml = open(out, encoding="utf-8").read() if made.returncode == 0 else ""
day = rows("SELECT date(? * 86400, 'unixepoch')", plan[0][4])[0][0]
check("the census is written", made.returncode == 0, made.stderr[:300])
check("with the conference of the enquiry", f"<DateOfInitialCPC>{day}</DateOfInitialCPC>" in xml, made.stdout[-300:])
check("and the plan, its category and how many came before", f"<CPPstartDate>{day}</CPPstartDate>" in xml
      and re.search(rf"<CPPstartDate>{day}</CPPstartDate>.*?<InitialCategoryOfAbuse>NEG<.*?<NumberOfPreviousCPP>{plans}<",
                    xml, re.S))

# ---- the review: dated category, then the end ----
review = path + "/review"
status, _, page = worker.get("/children/" + brother + "/review")
check("there is nothing to review without a plan", status == 422 and "no child protection plan" in page, status)
status, _, answer = worker.get(path + "/conference")
check("no second plan beside the first", status == 422 and "call a review conference of it instead" in answer, status)
began = datetime.date(1970, 1, 1) + datetime.timedelta(plan[0][4])
month, year = (began.month + 2) % 12 + 1, began.year + (began.month > 9)
last = min(datetime.date(year, month, 1) + datetime.timedelta(began.day - 1),
           (datetime.date(year, month, 28) + datetime.timedelta(4)).replace(day=1) - datetime.timedelta(1))
offered = filled(worker.get(review)[2])
offered = datetime.date(*(int(offered[f"planned_at-{part}"]) for part in ("year", "month", "day")))
check("the first review is offered within three months, on a working day", offered <= last and (last - offered).days < 6
      and offered.weekday() < 5, f"{offered} of {last}")
page = manager.get(review)[2]
status, headers, page = manager.post(review, {**filled(page), **clock("planned_at", 48)})
check("a review is planned", status == 303, f"{status} {problems(page)}")
first = headers["location"].split("?")[0]
page = chair.get(first)[2]
check("its chair is the plan's", "Rosamund Quill" in said(page) and 'value="decide"' in page)
csc, nurse = row_of(page, "Children&#39;s social care"), row_of(page, "School nursing") or row_of(page, "Health visiting")
school = row_of(page, "School or college") or row_of(page, "Early years")
today = {k.replace("x-", "review_date-"): v for k, v in clock("x").items() if not k.endswith("time")}
typed = {**filled(page), **today, csc + "status": "ATT", nurse + "status": "ATT", "go": "decide", "reasons": "Better, not safe.",
         "review_decision": "CONTCH"}
if school:
    typed[school + "status"] = "ATTV"
else:
    typed["quorum_waiver_reason"] = "The nursery is closed."
kept = json.loads(manager.get(f"/api/records/{plan[0][0]}")[2])
begun = (held.date() if hasattr(held, "date") else held) - datetime.timedelta(days=100)
status, _, answer = manager.request("POST", f"/api/records/{plan[0][0]}", json.dumps({
    "values": {**kept["values"], "start_date": begun.isoformat()}, "replaces": kept["entry"], "reason": "Began earlier"}),
    {"X-Candour": "1", "Content-Type": "application/json"})
check("a plan that began a hundred days ago", status == 201, answer)
status, _, page = chair.post(first, {**typed, "new_category": "EMO"})
check("its first review is late, and says why", status == 422 and len(problems(page)) == 1
      and problems(page)[0].startswith("It was held after its limit, ") and problems(page)[0].endswith(": say why"),
      problems(page))
typed["late_reason"] = "The chair was ill, and nobody else was free."
status, _, page = chair.post(first, typed)
check("a change of category names the new one", status == 422 and problems(page)
      == ["Choose the category of abuse from now on"], problems(page))
status, _, page = chair.post(first, {**typed, "new_category": "EMO"})
check("the category changes", status == 303, f"{status} {problems(page)}")
check("from that day, the first one stays", now("child_protection_plan", "initial_category, latest_category", child)[0]
      == ("NEG", "EMO"), now("child_protection_plan", "initial_category, latest_category", child))
page = manager.get(review)[2]
status, headers, _ = manager.post(review, {**filled(page), **clock("planned_at", 72)})
second = headers["location"].split("?")[0]
page = chair.get(second)[2]
typed = {**filled(page), **today, "go": "decide", "reasons": "The goals are met.", "review_decision": "END_CIN",
         "quorum_waiver_reason": "The family asked that it be today."}
status, _, page = chair.post(second, typed)
check("the plan ends", status == 303, f"{status} {problems(page)}")
kept = now("child_protection_plan", "end_date IS NOT NULL, end_reason", child)[0]
check("with its reason, in the same write", kept == (1, "END_CIN"), kept)
check("a step down is offered", "/add/child_in_need_plan" in manager.get(second)[2])
status, _, page = manager.get(review)
check("no review of what has ended", status == 422, status)

# ---- an organisation sees its own part, and nothing else ----
police_at, school_at = Person(server.port, "police"), Person(server.port, "school")
page = manager.get(start)[2]
status, headers, page = manager.post(start, {**filled(page), "worry": "He came with a bruise.", "question": "Any calls?",
                                             **clock("trigger_at", -1)})
second = headers["location"].split("?")[0].split("/")[-1]
own = {a: r for a, r in rows("SELECT agency, lower(hex(record)) FROM meeting_attendance WHERE lower(hex(meeting_id)) = ?"
                             f" AND superseded_seq = {NEVER}", second)}
ours, theirs = "/partner/meetings/" + own["POLICE"], "/partner/meetings/" + own["SCHOOL"]
page = police_at.get("/partner")[2]
check("their page lists it", ours in page and theirs not in page and "He came with a bruise." in page)
status, _, page = police_at.get(ours)
check("they read the worry and the question", status == 200 and "He came with a bruise." in page and "Any calls?" in page)


def bare(page):
    return re.sub(r'name="csrf" value="\w+"', "", re.sub(r"ledger size [0-9,]+", "", page))


nothing = police_at.get("/partner/meetings/" + "0" * 32)
for what, address in (("another's", theirs), ("the meeting itself", "/partner/meetings/" + second),
                      ("a child", "/partner/meetings/" + child), ("no id", "/partner/meetings/zz")):
    other = police_at.get(address)
    check(f"{what} is as absent as what is not there", other[0] == nothing[0] == 404 and bare(other[2]) == bare(nothing[2]))
check("nor does the meeting's page open", police_at.get("/strategy/" + second)[0] == 403)
form = filled(police_at.get(ours)[2])
status, _, page = police_at.post(ours, form)
check("an empty answer is none", status == 422, problems(page))
status, _, page = police_at.post(ours, {**form, "will_come": "N"})
check("who cannot come says why", status == 422 and problems(page) == ["Say why nobody can come"], problems(page))
status, _, page = police_at.post(ours, {**form, "will_come": "Y", "information": "Three calls.", "harm_view": "LIKELY"})
check("they write their part", status == 303, f"{status} {problems(page)}")
form = filled(police_at.get(ours)[2])
status, _, _ = police_at.post(ours, {**form, "information": "Three calls, one arrest."})
check("and put it right until it is decided", status == 303)
page = manager.get("/strategy/" + second)[2]
check("the chair reads it as theirs", "Three calls, one arrest." in page and "They wrote this themselves" in page
      and row_of(page, "Police") + 'information"' not in page)
check("the school reads nothing of it", "Three calls" not in school_at.get(theirs)[2])
typed = {**filled(page), "go": "keep", row_of(page, "Police") + "information": "Nothing at all."}
status, _, _ = manager.post("/strategy/" + second, typed)
check("nobody writes into it", rows("SELECT information FROM meeting_attendance WHERE lower(hex(record)) = ?"
      f" AND superseded_seq = {NEVER}", own["POLICE"]) == [("Three calls, one arrest.",)], status)
page = manager.get("/strategy/" + second)[2]
status, _, page = manager.post("/strategy/" + second, {**filled(page), **clock("held_at"), "decision": "S17", "go": "decide",
                               "rationale": "Reasons of ours.", "quorum_waiver_reason": "Nobody else could be reached."})
check("it is decided", status == 303, f"{status} {problems(page)}")
status, _, page = police_at.get(ours)
check("they do not read the decision before it is sent", status == 200 and "Continue as child in need" not in page
      and "You are told what it decided" in page)
status, _, _ = police_at.post(ours, form)
check("nor write into a meeting that is over", status == 303 and rows("SELECT count(*) FROM meeting_attendance WHERE"
      " lower(hex(record)) = ?", own["POLICE"])[0][0] == 3)
status, _, _ = manager.post(f"/meetings/{second}/send", {"csrf": token(manager), "entry": os.urandom(16).hex(),
                                                         "go": "decisions"})
status, _, page = police_at.get(ours)
check("once sent they do", status == 200 and "Continue as child in need" in page and "Reasons of ours." not in page)
status, _, page = police_at.post(ours, {**filled(page), "dissent": "We think that he is not safe."})
check("and say where they disagree", status == 303, f"{status} {problems(page)}")
check("beside the decision", "We think that he is not safe." in manager.get(f"/records/{own['POLICE']}")[2])
page = manager.get(f"/records/{own['POLICE']}/amend")[2]
status, _, page = manager.post(f"/records/{own['POLICE']}/amend", {**filled(page), "share_until-day": "1",
                               "share_until-month": "11", "share_until-year": "2026", "reason": "Sent by mistake"})
check("the day until which they see it is brought forward", status == 303, f"{status} {problems(page)}")
gone = police_at.get(ours)
check("then it is absent, the same bytes", gone[0] == 404 and bare(gone[2]) == bare(nothing[2]), gone[0])
check("and not in their list", ours not in police_at.get("/partner")[2])

# ---- on paper ----
for who, name in ((chair, "chair"), (worker, "worker")):
    status, _, page = who.get(f"/meetings/{asked[0][0]}/decisions")
    check(f"the {name} reads the minutes", status == 200 and "Likely harm by neglect" in page and "Health visitor" in page
          and "The father: it was an accident." in page, status)
status, _, page = chair.get(f"/meetings/{asked[0][0]}/pack")
check("the pack has the child, who is invited and what mattered", status == 200 and "The child" in page
      and "Head of year" in page and "What mattered" in page, status)
for what in ("pack", "decisions"):
    status, headers, _ = chair.get(f"/meetings/{asked[0][0]}/{what}/pdf")
    check(f"the {what} as PDF", status == 200 and chair.content.startswith(b"%PDF-")
          and headers["content-disposition"].startswith(f'attachment; filename="{what}.pdf"'), f"{status} {headers}")
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=chair.content, capture_output=True)
    check(f"the {what} holds what was said", b"Head of year" in b" ".join(done.stdout.split()), done.stdout[:200])
check("a partner reads no minutes", police_at.get(f"/meetings/{asked[0][0]}/decisions")[0] == 403)
status, _, _ = chair.post(f"/meetings/{asked[0][0]}/send", {"csrf": token(chair), "entry": os.urandom(16).hex(), "go": "minutes"})
check("the minutes are sent", status == 303 and now("initial_conference", "minutes_sent_at IS NOT NULL", child)[0][0] == 1)

# ---- eyes that only read ----
for who, name in ((auditor, "auditor"), (leader, "leader")):
    page = who.get(conference)
    check(f"the {name} reads, and writes nothing", page[0] == 200 and "<form method=\"post\" action=\"/conf" not in page[2],
          page[0])
    check(f"the {name} calls nothing", who.get(start)[0] == 403, who.get(start)[0])
check("a record that is no meeting", manager.get("/strategy/" + enquiry[0][0])[0] == 404)
check("nor one that is not there", manager.get("/conferences/" + "0" * 32)[0] == 404
      and manager.get("/strategy/x")[0] == 404)

server.end()
finish()
