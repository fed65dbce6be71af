#!/usr/bin/env python3
"""Meetings about a child: a strategy discussion from its call to the enquiry, the conference and its plan, the review;
who may write and decide what, brothers and sisters, refusals. Usage: test_meetings.py CANDOUR."""
import os
import re
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

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
    """What stands of a kind about a child, newest first."""
    return rows(f"SELECT {columns} FROM {kind} WHERE lower(hex(subject)) = ? AND superseded_seq = {NEVER}"
                " ORDER BY recorded_seq DESC", child)


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1)) if found else []


def said(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main"):]))


def dated(name, day, month, year, time):
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year, f"{name}-time": time}


def clock(name, shift=0):
    """That field, some hours from now in London."""
    import datetime
    import zoneinfo
    at = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London")) + datetime.timedelta(hours=shift)
    return dated(name, at.day, at.month, at.year, at.strftime("%H:%M"))


def asked(page, name):
    """Is that box ticked on the page."""
    return bool(re.search(rf'<input[^>]*name="{name}"[^>]* checked', page))


def filled(page):
    """Every answer that the page's main form shows, as a browser would send it."""
    main = page[page.index('<form method="post"', page.index("<main")):]
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
check("the enquiry opens in the same write", enquiry and enquiry[0][1:3] == (record, 1) and 21 <= enquiry[0][3] <= 29, enquiry)
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

server.end()
finish()
