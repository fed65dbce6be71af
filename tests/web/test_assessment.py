#!/usr/bin/env python3
"""The assessment as its users meet it: started for brothers and sisters, the shared part written once, earlier answers
carried over with their marks, needs as lines, what is missing before it is sent, a manager's answer each time round,
and who may not sign. Usage: test_assessment.py CANDOUR."""
import html
import json
import os
import re
import sqlite3
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
from serving import Person, Server, check, earlier_today, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-assessment-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "120", "--seed", "1", "--store", store).returncode == 0
server = Server(where=store)
worker, manager = (Person(server.port, name) for name in ("worker", "manager"))
NEVER = 9223372036854775807
JSON = {"Content-Type": "application/json", "X-Candour": "1"}


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def one(record, field):
    got = rows(f'SELECT "{field}" FROM assessment WHERE lower(hex(record)) = ? AND superseded_seq = {NEVER}', record)
    return got[0][0] if got else None


def entries():
    return rows("SELECT count(*) FROM entry")[0][0]


def bare(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return [html.unescape(p) for p in re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1))] if found else []


def filled(person, path):
    """Everything that the page's form would send as it stands."""
    page = person.get(path)[2]
    main = page[page.index("<main"):page.index("</main")]
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', main))
    for name, value in re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', main, re.S):
        sent[name] = html.unescape(value)
    for tag in re.findall(r"<input[^>]*>", main):
        if 'type="text"' in tag:
            name, value = re.search(r'name="([\w-]+)"', tag), re.search(r'value="([^"]*)"', tag)
            sent[name.group(1)] = html.unescape(value.group(1)) if value else ""
        elif " checked" in tag:
            sent[re.search(r'name="([\w-]+)"', tag).group(1)] = re.search(r'value="([^"]*)"', tag).group(1)
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        sent[name] = chosen.group(1) if chosen else ""
    return sent


def write(person, path, sent=None, **fields):
    return person.post(path, {**(filled(person, path) if sent is None else sent), **fields})


def tasks_of(record):
    return {step for (step,) in rows("SELECT step FROM open_step WHERE lower(hex(record)) = ?", record)}


def brothers():
    """A child allocated to this worker with an earlier assessment, none running, and one brother or sister to be assessed too."""
    mine = re.findall(r'href="(/children/[0-9a-f]{32})"', worker.get("/day")[2])          # allocated to them
    for child in dict.fromkeys(mine):
        page = worker.get(f"{child}/assessment")[2]
        others = re.findall(r'name="child-([0-9a-f]{32})"', page)
        had = rows("SELECT lower(hex(record)) FROM assessment WHERE lower(hex(subject)) = ? AND authorised_at IS NOT NULL"
                   f" AND superseded_seq = {NEVER} ORDER BY start_date DESC", child[-32:])
        free = not rows(f"SELECT 1 FROM assessment WHERE lower(hex(subject)) IN (?, ?) AND authorised_at IS NULL"
                        f" AND superseded_seq = {NEVER}", child[-32:], (others or ["x"])[0])
        if len(others) == 1 and had and free:
            return child, others[0], had[0][0]
    raise SystemExit("the demonstration has no such child")


child, other, earlier = brothers()
me = json.loads(worker.get(f"/api/records/{earlier}")[2])


def starting():
    status, _, page = write(worker, f"{child}/assessment", **{f"child-{other}": "Y", "worker": ""})
    check("an assessment has somebody who writes it", status == 422 and "Choose who writes it" in problems(page), status)
    before = entries()
    sent = {**filled(worker, f"{child}/assessment"), f"child-{other}": "Y",
            "reason_for": "School is worried: late, hungry, and quiet since half-term."}
    status, headers, page = worker.post(f"{child}/assessment", sent)
    check("it is started", status == 303 and headers["location"].startswith("/assessments/"), (status, problems(page)))
    again = worker.post(f"{child}/assessment", sent)
    check("sent twice it is started once", again[1].get("location") == headers["location"], again[0])
    record = headers["location"].split("?")[0][-32:]
    got = rows("SELECT lower(hex(record)), lower(hex(subject)), lower(hex(same_assessment)) FROM assessment"
               f" WHERE recorded_seq >= ? AND superseded_seq = {NEVER} ORDER BY recorded_seq", before)
    check("each child has a record", [(r[1], r[2] or "") for r in got] == [(child[-32:], ""), (other, record)], got)
    page = worker.get(f"{child}/assessment")[2]
    check("a running one is told of", "is not finished" in page and f"/assessments/{record}" in page)
    status, _, page = write(worker, f"{child}/assessment", **{f"child-{other}": "Y"})
    check("a sister whose assessment runs gets no second one", status == 422 and "not finished" in bare(page), status)
    return record, got[1][0]


def clock(record):
    text = bare(worker.get(f"/assessments/{record}")[2])
    check("the clock tells its limit, its start and its source",
          "45 working days from" in text and "CIN census guide" in text, text[:600])
    received = rows("SELECT r.received_at FROM referral AS r JOIN assessment AS a ON a.referral_id = r.record"
                    f" WHERE lower(hex(a.record)) = ? AND r.superseded_seq = {NEVER} AND a.superseded_seq = {NEVER}",
                    record)
    before = rows(f"SELECT 1 FROM assessment WHERE authorised_at IS NOT NULL AND superseded_seq = {NEVER} AND referral_id ="
                  f" (SELECT referral_id FROM assessment WHERE lower(hex(record)) = ? AND superseded_seq = {NEVER})", record)
    if received:
        check("it runs from the referral, unless that was assessed before", one(record, "clock_from")
              == (one(record, "start_date") if before else received[0][0]), (received, before))
    check("the manager's look half way has a clock", "Manager looks half way" in text)
    check("what is left is told", "What it means for this child: not written yet" in text, text[-900:])
    check("and there is work to do", {"assessment_authorise", "assessment_checkpoint"} <= tasks_of(record),
          tasks_of(record))


def shared(record, sister):
    path = f"/assessments/{record}/write/family"
    page = bare(worker.get(path)[2])
    check("for whom it is written is told", "Written once" in page)
    before = entries()
    status, headers, _ = write(worker, path, history="Their mother grew up in care.", parental_capacity="Warm, and worn out.")
    check("the shared part is kept", status == 303 and "kept=family" in headers["location"], status)
    check("in the record of each, by one write", entries() == before + 2
          and one(record, "history") == one(sister, "history") == "Their mother grew up in care.", entries() - before)
    status, _, _ = write(worker, path)
    check("nothing new writes nothing", status == 303 and entries() == before + 2)
    write(worker, f"/assessments/{sister}/write/family", environment="A flat with damp, above the shop.")
    check("from the sister's side as well", one(record, "environment") == "A flat with damp, above the shop.")
    write(worker, f"/assessments/{record}/write/child", development="Reads well beyond her age.")
    check("the child's part is the child's", one(sister, "development") is None)


def carried(record):
    """An earlier answer is shown beside, carried over, and marked wherever it is read."""
    old = rows(f"SELECT analysis, risks FROM assessment WHERE lower(hex(record)) = ? AND superseded_seq = {NEVER}",
               earlier)[0]
    path = f"/assessments/{record}/write/analysis"
    page = worker.get(path)[2]
    check("the earlier answer stands beside", html.escape(old[0], False)[:60] in page.replace("&#39;", "'") or old[0][:40] in bare(page))
    sent = filled(worker, path)
    status, headers, _ = worker.post(path, {**sent, "strengths": "Her grandmother is there each day.", "pull": "analysis"})
    check("it is carried over, back at its field", status == 303 and headers["location"].endswith("#analysis"), headers)
    check("what was typed beside it is kept", one(record, "strengths") == "Her grandmother is there each day.")
    check("word for word", one(record, "analysis") == old[0])
    mark = re.compile(r"Carried over from the assessment of \d+ \w+ \d{4} \(entry \d+\), not changed since")
    for where in (path, f"/assessments/{record}", f"/assessments/{record}/print", f"/records/{record}",
                  f"/records/{record}/history"):
        check(f"marked on {where[:40]}", mark.search(bare(worker.get(where)[2])), bare(worker.get(where)[2])[-400:])
    check("no raw line is read anywhere", f"analysis {earlier}" not in worker.get(f"/records/{record}")[2]
          and f"analysis {earlier}" not in bare(worker.get(f"/records/{record}/history")[2]))
    status, headers, _ = worker.get(f"/assessments/{record}/pdf")
    check("and a PDF is given", status == 200 and headers["content-type"] == "application/pdf"
          and worker.content.startswith(b"%PDF"), status)
    forged = {**filled(worker, f"/records/{record}/amend"), "reason": "x",
              "pulled_forward": f"strengths {earlier} 1 2025-01-01 00000000"}
    status, _, page = worker.post(f"/records/{record}/amend", forged)
    check("nobody writes a mark themselves", status == 303 and one(record, "pulled_forward").startswith("analysis "),
          (status, problems(page), one(record, "pulled_forward")))
    write(worker, path)
    check("kept again it is still unchanged", mark.search(bare(worker.get(path)[2])))
    write(worker, path, analysis=old[0] + " It has got worse since.")
    text = bare(worker.get(f"/assessments/{record}")[2])
    check("edited, it says so", ", changed since" in text and not mark.search(text), text[-500:])
    check("what is written is not written over", worker.post(path, {**filled(worker, path), "pull": "all"})[0] == 303
          and one(record, "analysis").endswith("worse since.") and one(record, "risks") == old[1])
    page = worker.get(f"/assessments/{record}/beside")[2]
    check("old and new stand side by side, with what is new in it",
          "<ins>" in page and "worse since." in bare(page) and "The same" in bare(page))


def carried_for_all(record, sister):
    amended = write(worker, f"/records/{earlier}/amend", partner_contributions="The school nurse saw her monthly.",
                    reason="Added from the paper file")
    check("an authorised one is amended with a reason", amended[0] == 303, problems(amended[2]))
    text = bare(worker.get(f"/assessments/{earlier}")[2])
    check("and says that it was changed after", "Changed after it was authorised" in text, text[:500])
    write(worker, f"/assessments/{record}/write/family", pull="partner_contributions")
    check("what is shared is carried over for each", one(sister, "partner_contributions")
          == one(record, "partner_contributions") == "The school nurse saw her monthly.")
    check("and marked in each", "Carried over from" in bare(worker.get(f"/assessments/{sister}")[2]))


def needs(record):
    path = f"/assessments/{record}/needs"
    sent = filled(worker, path)
    status, _, page = worker.post(path, {**sent, "need-0-domain": "HEALTH"})
    check("a line without its need is refused", status == 422 and problems(page), status)
    status, headers, _ = worker.post(path, {**sent, "need-0-domain": "HEALTH", "need-0-need": "Breakfast before school",
                                            "need-0-change_wanted": "She is not hungry in class",
                                            "need-0-measure": "Her teacher says so, weekly", "then": "more"})
    check("a need is kept, and another can be written", status == 303 and headers["location"] == path, headers)
    sent = filled(worker, path)
    check("it is there again, with an empty line", sent.get("need-0-need") == "Breakfast before school"
          and sent.get("need-1-need") == "", sent)
    worker.post(path, {**sent, "need-0-measure": "Her teacher says so", "need-1-need": "Somebody to talk to"})
    sent = filled(worker, path)
    check("two lines", sent.get("need-1-need") == "Somebody to talk to" and sent["need-0-measure"].endswith("says so"))
    before = entries()
    worker.post(path, sent)
    check("nothing new writes nothing", entries() == before)
    worker.post(path, {**sent, "need-1-out": "Y"})
    check("a line is taken out again", "Somebody to talk to" not in worker.get(f"/assessments/{record}")[2])
    status = worker.post(path, {**sent, "need-0-measure": "as seen by somebody slower"})[0]
    check("a line that is gone meanwhile is a conflict", status == 409, status)
    made = rows(f"SELECT lower(hex(found_in)) FROM need WHERE superseded_seq = {NEVER} AND need = 'Breakfast before school'")
    check("found in this assessment", made == [(record,)], made)


def visited(record):
    path = f"/assessments/{record}/write/voice"
    seen = {"visit_type": "ASSESS", "visited_at": earlier_today(3), "child_presence": "SEEN_ALONE"}
    status, _, answer = worker.request("POST", f"/api{child}/visit", json.dumps({"values": seen}), JSON)
    check("a visit is recorded", status == 201, answer)
    said = {"said_at": seen["visited_at"], "words": "I like it at Nan's, it is quiet there.", "taken": "VERBATIM",
            "place": "school", "present": "nobody"}
    status, _, answer = worker.request("POST", f"/api{child}/child_words", json.dumps({"values": said}), JSON)
    check("and the child's words", status == 201, answer)
    words = json.loads(answer)["record"]
    sent = filled(worker, path)
    check("what the visit says is not asked again", sent.get("child_seen") == "Y" and sent.get("child_seen_alone") == "Y",
          sent)
    status, _, _ = worker.post(path, {**sent, "cite": words})
    check("words are cited", status == 303)
    text = bare(worker.get(f"/assessments/{record}")[2])
    check("with who took them, and how", "I like it at Nan's" in text and "Word for word" in text and "school" in text,
          text[-900:])
    check("cited stays cited", filled(worker, path).get("cite") == words)
    check("how often the child was seen is told", re.search(r"Seen (once|\d+ times), (once|\d+ times) alone, last on", text),
          text[:900])
    write(worker, path, child_views="She told me \u201cnobody ever asked me before you did\u201d.")
    text = bare(worker.get(f"/assessments/{record}/submit")[2])
    check("a quotation without a source is told", "1 quotation that stands in no words of the child" in text, text[-600:])
    write(worker, path, child_views="She told me \u201cI like it at Nan's, it is quiet there\u201d.")
    check("one with a source is not", "1 quotation" not in bare(worker.get(f"/assessments/{record}/submit")[2]))


def outcome(record):
    path = f"/assessments/{record}/write/outcome"
    for name, fields, says in (
            ("no factors, and help", {"factors": "21", "outcome": "PROV_OF_SERVICES"}, "only with no further action"),):
        status, _, page = write(worker, path, **fields)
        check(f"refused: {name}", status == 422 and any(says in p for p in problems(page)), (status, problems(page)))
    sent = {**filled(worker, path), "outcome": "NFA"}
    status, _, page = worker.request("POST", path, urllib.parse.urlencode([*sent.items(), ("factors", "21"),
                                                                           ("factors", "16A")]),
                                     {"Content-Type": "application/x-www-form-urlencoded"})
    check("refused: none and one", status == 422 and any("no other factor" in p for p in problems(page)),
          (status, problems(page)))
    status, _, page = write(worker, path, factors="16A", outcome="PROV_OF_SERVICES", support_required="Y")
    check("kept: neglect, and help", status == 303 and one(record, "factors") == "16A", problems(page))


def two_editors(record):
    a, b = f"/assessments/{record}/write/child", f"/assessments/{record}/write/reasons"
    first, second = filled(worker, a), filled(manager, a)
    elsewhere = filled(manager, b)
    check("one writes", worker.post(a, {**first, "development": "Reads well. Sleeps badly."})[0] == 303)
    status, _, page = manager.post(a, {**second, "development": "Something else"})
    check("the other is told what changed", status == 409 and "Sleeps badly." in bare(page), status)
    check("and nothing is lost or written over", "Something else" in page
          and one(record, "development") == "Reads well. Sleeps badly.")
    status, _, _ = manager.post(b, {**elsewhere, "reason_for": "School is worried, and so is the nurse."})
    check("another part is no conflict", status == 303 and one(record, "development") == "Reads well. Sleeps badly."
          and one(record, "reason_for").endswith("the nurse."), status)


def not_by_the_worker(record):
    status, _, page = worker.get(f"/assessments/{record}/answer")
    check("the worker has no page to authorise on", status == 403, status)
    amend = filled(worker, f"/records/{record}/amend")
    today = dict(zip(("authorised_at-day", "authorised_at-month", "authorised_at-year"), london().strftime("%d %m %Y").split()))
    by = rows("SELECT lower(hex(worker)) FROM assessment WHERE lower(hex(record)) = ?", record)[0][0]
    boss = rows(f"SELECT lower(hex(authorised_by)) FROM assessment WHERE authorised_by IS NOT NULL AND superseded_seq = {NEVER}")[0][0]
    for name in (by, boss):
        status, _, page = worker.post(f"/records/{record}/amend", {**amend, **today, "authorised_by": name, "reason": "Done"})
        check("the amend form refuses it in plain words", status == 403 and "Only a manager" in page, (status, bare(page)[:300]))
    now = json.loads(worker.get(f"/api/records/{record}")[2])
    values = {k: v for k, v in now["values"].items() if v is not None}
    for more in ({"authorised_at": london().strftime("%Y-%m-%d"), "authorised_by": boss},
                 {"checkpoint_at": "2026-11-30T10:00:00Z", "checkpoint_by": boss},
                 {"returned_at": "2026-11-30T10:00:00Z", "return_note": "x"}):
        body = {"replaces": now["entry"], "reason": "x", "values": {**values, **more}}
        status, _, answer = worker.request("POST", f"/api/records/{record}", json.dumps(body), JSON)
        check(f"so does the API: {list(more)[0]}", status == 403 and "manager" in answer, (status, answer))
    check("nothing of it is recorded", one(record, "authorised_at") is None and one(record, "checkpoint_at") is None)
    status, _, answer = worker.request("POST", f"/api{child}/assessment", json.dumps({"values": {
        "start_date": london().strftime("%Y-%m-%d"), "authorised_at": london().strftime("%Y-%m-%d"), "authorised_by": boss}}), JSON)
    check("nor is a new one made authorised", status == 403, (status, answer))


def own_of_manager():
    page = f"{child}/assessment"
    ids = dict((html.unescape(b), a) for a, b in re.findall(r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)', manager.get(page)[2]))
    mine = next(i for n, i in ids.items() if n in bare(manager.get("/day")[2]))
    status, headers, answer = write(manager, page, worker=mine)
    check("a manager may write one", status == 303, (status, problems(answer)))
    record = headers["location"].split("?")[0][-32:]
    status, _, answer = manager.get(f"/assessments/{record}/answer")
    check("and finds no page to authorise it", status == 403 and "own" in bare(answer), status)
    amend = filled(manager, f"/records/{record}/amend")
    today = dict(zip(("authorised_at-day", "authorised_at-month", "authorised_at-year"), london().strftime("%d %m %Y").split()))
    status, _, answer = manager.post(f"/records/{record}/amend", {**amend, **today, "authorised_by": mine, "reason": "x"})
    check("nor by the amend form", status == 403 and "Nobody authorises" in answer, (status, bare(answer)[:200]))
    status, _, answer = manager.post(f"/records/{record}/amend", {**amend, **today, "authorised_by": mine, "reason": "x",
                                                                  "worker": next(i for i in ids.values() if i != mine)})
    check("nor by giving it to somebody else in the same breath", status == 403, status)
    now = json.loads(manager.get(f"/api/records/{record}")[2])
    values = {k: v for k, v in now["values"].items() if v is not None}
    check("given to somebody else it stays their own", manager.request("POST", f"/api/records/{record}", json.dumps(
        {"replaces": now["entry"], "reason": "x", "values": {**values, "worker": next(i for i in ids.values() if i != mine)}}),
        JSON)[0] in (200, 201))
    now = json.loads(manager.get(f"/api/records/{record}")[2])
    values = {k: v for k, v in now["values"].items() if v is not None}
    status, _, answer = manager.request("POST", f"/api/records/{record}", json.dumps({
        "replaces": now["entry"], "reason": "x",
        "values": {**values, "authorised_at": london().strftime("%Y-%m-%d"), "authorised_by": mine}}), JSON)
    check("nor by the API, whoever it was given to", status == 403 and "own" in answer, (status, answer))
    sent = filled(manager, f"/records/{record}/do/checkpoint")
    check("nor look half way at it", manager.post(f"/records/{record}/do/checkpoint", sent)[0] == 403)
    withdrawn = {**filled(manager, f"/records/{record}/amend"), "withdraw": "Y", "reason": "Begun twice"}
    check("it is withdrawn again", manager.post(f"/records/{record}/amend", withdrawn)[0] == 303)
    check("and nobody is told to go on with it", f"/assessments/{record}" not in manager.get(page)[2])


def sent_and_answered(record):
    sent = filled(manager, f"/records/{record}/do/checkpoint")
    status, _, page = manager.post(f"/records/{record}/do/checkpoint", {**sent, "checkpoint_note": "See the father."})
    check("a manager looks half way", status == 303 and "assessment_checkpoint" not in tasks_of(record), (status, problems(page)))
    status, _, page = write(worker, f"/assessments/{record}/submit")
    check("sent with gaps, it asks why", status == 422 and any("gaps" in p for p in problems(page)), (status, problems(page)))
    status, headers, _ = write(worker, f"/assessments/{record}/submit", gaps_reason="The father is back on Monday.")
    check("and goes with a reason", status == 303 and "kept=sent" in headers["location"], (status, problems(_)))
    check("the gaps are recorded as codes", "SECTIONS" in (one(record, "gaps") or ""), one(record, "gaps"))
    check("it waits for the manager", "assessment_answer" in tasks_of(record))
    status, _, page = write(manager, f"/assessments/{record}/answer")
    check("an answer is chosen", status == 422 and any("authorise it or return it" in p for p in problems(page)), problems(page))
    status, _, page = write(manager, f"/assessments/{record}/answer", answer="return")
    check("a return says why, and what to do", status == 422 and len(problems(page)) == 2, problems(page))
    status, headers, _ = write(manager, f"/assessments/{record}/answer", answer="return", return_reason="HISTORY",
                               return_note="Weigh the two earlier enquiries.")
    check("it is returned", status == 303 and "kept=returned" in headers["location"], status)
    check("the manager is done, and the worker is not", "assessment_answer" not in tasks_of(record)
          and "assessment_returned" in tasks_of(record), tasks_of(record))
    check("on the worker's day", f'href="/assessments/{record}"' in worker.get("/day/assessment_returned")[2])
    text = bare(worker.get(f"/assessments/{record}")[2])
    check("what must be done stands on top", "Weigh the two earlier enquiries." in text and "History not weighed" in text)
    write(worker, f"/assessments/{record}/submit", gaps_reason="As before.")
    check("sent again, it waits again", "assessment_answer" in tasks_of(record)
          and "assessment_returned" not in tasks_of(record), tasks_of(record))
    write(manager, f"/assessments/{record}/answer", answer="return", return_reason="RISK", return_note="Twice.")
    write(worker, f"/assessments/{record}/submit", gaps_reason="Now it is.")
    history = bare(worker.get(f"/records/{record}/history")[2])
    check("the history holds every return", "Weigh the two earlier enquiries." in history and "Twice." in history)


def authorised(record, sister):
    plans = len(rows(f"SELECT 1 FROM child_in_need_plan WHERE lower(hex(subject)) = ? AND superseded_seq = {NEVER}"
                     " AND end_date IS NULL", child[-32:]))
    status, _, page = write(manager, f"/assessments/{record}/answer", answer="authorise", follows="")
    check("what follows is chosen", status == 422, (status, problems(page)))
    status, headers, page = write(manager, f"/assessments/{record}/answer", answer="authorise", follows="PLAN_CIN",
                                  manager_analysis="Agreed: the risk is in the evenings.")
    check("it is authorised", status == 303 and "kept=authorised" in headers["location"], (status, problems(page)))
    check("nothing more to authorise; to share", tasks_of(record) == {"assessment_share"}, tasks_of(record))
    now = rows("SELECT lower(hex(p.record)), p.lead_practitioner IS NOT NULL FROM child_in_need_plan AS p"
               f" WHERE lower(hex(subject)) = ? AND superseded_seq = {NEVER} AND end_date IS NULL", child[-32:])
    check("a plan is begun with it, unless there is one", len(now) == max(plans, 1), now)
    if plans == 0:
        taken = rows(f"SELECT lower(hex(plan_id)) FROM need WHERE superseded_seq = {NEVER} AND need = 'Breakfast before school'")
        check("the needs are in it", taken == [(now[0][0],)], taken)
    check("the sister's is her own", one(sister, "authorised_at") is None)
    check("nobody writes in it", worker.get(f"/assessments/{record}/write/child")[0] == 403
          and worker.get(f"/assessments/{record}/needs")[0] == 403)
    text = bare(worker.get(f"/assessments/{sister}/write/family")[2])
    check("it is left alone, and said so", "Left alone:" in text and "authorised already" in text, text[:700])
    status, _, page = write(worker, f"/records/{record}/do/share", **dict(zip(
        ("shared_with_family_at-day", "shared_with_family_at-month", "shared_with_family_at-year"),
        london().strftime("%d %m %Y").split())), **{"shared_with_family_at-time": "00:01"})
    check("shared", status == 303 and not tasks_of(record), (status, problems(page)))


def closed_to_the_worker(sister):
    """A brother or sister whom this worker may not open: named so, and left alone."""
    status, headers, _ = write(worker, f"{child}/assessment")
    record = headers["location"].split("?")[0][-32:]
    api = json.loads(worker.get(f"/api/records/{record}")[2])
    body = {"replaces": api["entry"], "reason": "Together", "values": {
        **{k: v for k, v in api["values"].items() if v is not None}, "same_assessment": sister}}
    check("two are put together", worker.request("POST", f"/api/records/{record}", json.dumps(body), JSON)[0] in (200, 201))
    ids = dict((html.unescape(b), a) for a, b in re.findall(
        r'<option value="([0-9a-f]{32})"[^>]*>([^<]+)', manager.get(f"{child}/assessment")[2]))
    mine = next(i for n, i in ids.items() if n in bare(manager.get("/day")[2]))
    today = london().strftime("%Y-%m-%d")
    status, _, answer = manager.request("POST", f"/api/children/{other}/restriction", json.dumps({"values": {
        "level": "NAMED", "why": "A colleague's family", "from_date": today, "ask": mine}}), JSON)
    check("the sister is restricted", status == 201 and worker.get(f"/children/{other}")[0] == 403, answer)
    was = one(sister, "history")
    text = bare(worker.get(f"/assessments/{record}/write/family")[2])
    check("she is named as closed", "Left alone:" in text and "not a record that you can open" in text, text[:700])
    status, _, _ = write(worker, f"/assessments/{record}/write/family", history="Only for the one.")
    check("and left alone", status == 303 and one(record, "history") == "Only for the one." and one(sister, "history") == was)
    check("her assessment is closed as well", worker.get(f"/assessments/{sister}")[0] == 404)


def others(record):
    for name, read, write_too in (("inspector", 200, 403), ("auditor", 200, 403), ("leader", 200, 403),
                                  ("analyst", 403, 403), ("administrator", 403, 403), ("protection", 403, 403),
                                  ("police", 403, 403)):
        who = Person(server.port, name)
        status = who.get(f"/assessments/{record}")[0]
        check(f"{name} reads it or not", status == read, status)
        check(f"{name} writes nothing", who.get(f"/assessments/{record}/write/child")[0] == write_too
              and who.get(f"/assessments/{record}/answer")[0] == write_too)
    check("mash: it is not theirs to authorise", Person(server.port, "mash").get(f"/assessments/{record}/answer")[0] == 403)


def as_known(record):
    start, end = rows("SELECT start_date, authorised_at FROM assessment WHERE lower(hex(record)) = ?"
                      f" AND superseded_seq = {NEVER}", earlier)[0]
    day = time.strftime("%Y-%m-%d", time.gmtime((start + 1) * 86400))
    text = worker.get(f"/assessments/{earlier}?known={day}")
    if text[0] == 200 and end - start > 3:
        check("as known on an earlier day it was being written", "Being written" in bare(text[2])
              and "/submit" not in text[2] and "/write/" not in text[2], bare(text[2])[:300])
    check("what was begun today was not known then", worker.get(f"/assessments/{record}?known={day}")[0] == 404)


try:
    record, sister = starting()
    clock(record)
    shared(record, sister)
    carried(record)
    carried_for_all(record, sister)
    needs(record)
    visited(record)
    outcome(record)
    two_editors(record)
    not_by_the_worker(record)
    sent_and_answered(record)
    own_of_manager()
    others(record)
    authorised(record, sister)
    as_known(record)
    closed_to_the_worker(sister)
finally:
    server.end()
finish()
