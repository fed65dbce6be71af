#!/usr/bin/env python3
"""Those outside: an organisation that tells of a child, answers a question and sees what became of its own and of
nothing else; and the form for everybody, with what keeps floods out. Usage: test_partner.py CANDOUR ROUTES."""
import http.client
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-partner-")
store = os.path.join(folder, "demo.db")
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n" + os.urandom(3000) + b"\r\n%%EOF\n"
NEVER = 9223372036854775807
SECOND = "seven quiet herons over Thurlby"
assert run("demo", "--children", "40", "--seed", "11", "--store", store).returncode == 0
routes = [line.split() for line in subprocess.run([sys.argv[2]], capture_output=True, text=True).stdout.splitlines()]


def account(*args):
    return subprocess.run([sys.argv[1], "account", *args, "--store", store], input=SECOND + "\n", capture_output=True,
                          text=True)


lost = account("--sign-in", "lost", "--name", "Nobody", "--role", "PX")
made = account("--sign-in", "nurse", "--name", "Odette Marsh", "--role", "PX", "--team", "Marlbrook Health Visitors",
               "--team-type", "PARTNER", "--agency", "HV")
assert made.returncode == 0, made.stderr
assert account("--sign-in", "nowhere", "--name", "Nowhere", "--role", "PX", "--staff", "Amina Farrell").returncode == 0
server = Server(where=store)
worker, mash = Person(server.port, "worker"), Person(server.port, "mash")
police, school = Person(server.port, "police"), Person(server.port, "school")


class From(Person):
    """Somebody at another address of this machine."""
    def __init__(self, port, at):
        super().__init__(port)
        self.at = at

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(self.at, 0))
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        got = {n.lower(): v for n, v in answer.getheaders()}
        connection.close()
        return answer.status, got, text


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def entries():
    """Of records: looks are sealed while a test runs."""
    return rows("SELECT count(*) FROM version")[0][0]


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1)) if found else []


def bare(page):
    page = re.sub(r'name="csrf" value="\w+"', "", page)
    return re.sub(r"ledger size [0-9,]+", "", page)


CHILD = {"child-1-forename": "Peregrine", "child-1-surname": "Ashdown-Vale", "child-1-sex": "M", "child-1-day": "9",
         "child-1-month": "2", "child-1-year": "2017", "child-1-postcode": "MB4 7QX", "child-1-address": "3 Tannery Row"}
NEW = "/partner/contacts/new"

# ---- a contact of two children, with a file ----
page = police.get("/partner")[2]
check("home is the organisation's", police.get("/")[1].get("location") == "/partner" and "Marlbrook Police" in page)
check("it says what is asked, with its limit", "Has the address been visited" in page
      and re.search(r"\d+ working (?:hours?|minutes?) left|due by \d+ \w+ 20\d\d", page))
form = police.form(NEW)
told = {**CHILD, "rows": "2", "child-2-surname": "Ashdown-Vale", "child-2-more": "A baby, a few weeks old",
        "concern": "Shouting was heard, and “glass” broke.", "child_voice_at_contact": "He said: I hide.",
        "consent": "NOTSOUGHT", "consent_reason": "He would know who rang", "caller_contact": "01632 960555",
        "safe_contact": "Only before noon"}
before = entries()
pairs = [(n, v) for n, v in {**form, **told, "go": "send"}.items()] + [("file-1", PDF)]
status, headers, page = police.post_files(NEW, pairs)
check("a contact is kept", status == 303 and headers["location"].endswith("?sent=1"), f"{status} {problems(page)}")
check("two people, two contacts, an address, two files", entries() == before + 7, entries() - before)
reference = re.search(r"/partner/contacts/([0-9A-Z]{26})\?", headers["location"]).group(1)
made = rows("SELECT lower(hex(record)), lower(hex(subject)), concern, source, source_agency, mode, role_of_author,"
            " described, received_at, recorded_at, same_call, source_person FROM contact WHERE partner_reference = ?"
            " ORDER BY same_call IS NOT NULL", reference)
check("the ledger holds what was written", len(made) == 2 and all(m[2] == told["concern"] for m in made)
      and "First names: Peregrine" in made[0][7] and "Postcode: MB4 7QX" in made[0][7]
      and "A baby, a few weeks old" in made[1][7], made)
check("the source is the organisation's", [m[3:7] for m in made] == [("6", "POLICE", "FORM", 9)] * 2, made)
check("received when it was sent", abs(made[0][8] - made[0][9]) < 60_000_000 and made[0][10] is None and made[1][10], made)
check("signed by who sent it", made[0][11].startswith("Nadia Whitlock"), made[0][11])
status, headers, _ = police.post_files(NEW, pairs)
check("sent twice it is one contact", status == 303 and reference in headers["location"] and entries() == before + 7,
      f"{status} {entries() - before}")

# ---- the authority: on the queue at once, with its clock, its file and its match ----
queue = worker.get("/queue")[2]
row = next((r for r in queue.split("<tr") if "Peregrine" in r), "")
check("on the queue at once, with its clock", "Marlbrook Police" in row and ("due" in row or "hour" in row), row)
check("and marked as not matched", row.count("not matched yet") == 2, row)
check("the demonstration has some too", queue.count("not matched yet") >= 5, queue.count("not matched yet"))
contact, child = made[0][0], made[0][1]
page = mash.get(f"/children/{child}")[2]
check("a screener reads the contact", "Shouting was heard" in page and "Sent with the contact" in page)
file = rows("SELECT lower(hex(record)) FROM attachment WHERE lower(hex(subject)) = ?", child)[0][0]
mash.get(f"/records/{file}/file")
check("and opens the file", mash.content == PDF, len(mash.content))
decide = mash.get(f"/contacts/{contact}/decide")[2]
check("the decision page says that it is not matched", "not matched yet" in decide and f"/contacts/{contact}/match" in decide)
match = f"/contacts/{contact}/match"
status, _, page = worker.get(match)
check("the match page shows the description", status == 200 and "3 Tannery Row" in page, status)
status, _, page = worker.post(match, worker.form(match))
check("nothing chosen: a sentence", status == 422 and problems(page), status)
status, _, page = worker.post(match, {**worker.form(match), "same": os.urandom(16).hex(), "why": "x"})
check("somebody who is not offered: a sentence", status == 422 and problems(page), status)
form = worker.form(match)
status, headers, page = worker.post(match, {**form, "same": "new"})
check("a new person here", status == 303 and headers["location"] == "/queue", f"{status} {problems(page)}")
row = next(r for r in worker.get("/queue")[2].split("<tr") if "Peregrine" in r)
check("the mark of that child is gone", row.count("not matched yet") == 1, row)
check("the person's record says who said so", rows(
    "SELECT count(*) FROM person WHERE lower(hex(record)) = ? AND role_of_author = 1", child)[0][0] >= 1)
check("matched already: told", worker.get(match)[0] == 409)

# The demonstration's police describe somebody who is known: likely the same, and joined.
known = rows("SELECT lower(hex(c.record)), lower(hex(c.subject)), p.forename FROM contact AS c JOIN person AS p"
             " ON p.record = c.subject WHERE c.concern LIKE 'Officers came to the address%'")[0]
link = f"/contacts/{known[0]}/match"
page = mash.get(f"/contacts/{known[0]}/decide")[2]
check("whoever decides is told whom it is like", "Likely the same as" in page and known[2] in page)
page = mash.get(link)[2]
like = re.search(r'name="same" type="radio" value="([0-9a-f]{32})"', page)
check("with its reasons", like and "Same date of birth" in page)
status, _, page = mash.post(link, {**mash.form(link), "same": like.group(1)})
check("how one knows is needed", status == 422 and "how you know" in " ".join(problems(page)), status)
status, headers, page = mash.post(link, {**mash.form(link), "same": like.group(1), "why": "Same name, same birthday, same address"})
check("joined", status == 303 and headers["location"].endswith("/decide"), f"{status} {problems(page)}")
same = rows("SELECT lower(hex(same_as)) FROM same_person WHERE lower(hex(subject)) = ?", known[1])
check("as a record of its own, that can be undone", same == [(like.group(1),)], same)
theirs = rows("SELECT partner_reference FROM contact WHERE lower(hex(record)) = ?", known[0])[0][0]
page = police.get(f"/partner/contacts/{theirs}")[2]
check("whoever sent it sees what they sent, and not that", "Officers came" in page and "Not decided yet" in page
      and "ame person" not in page and "born" not in page)

# ---- what became of it: only what they were told, once they were ----
mine = f"/partner/contacts/{reference}"
looked = "SELECT count(*) FROM access_event WHERE route = '/partner/contacts/{reference}'"
before = rows(looked)[0][0]
page = police.get(mine)[2]
check("a look at each child is on disk before they see it", rows(looked)[0][0] == before + 2, rows(looked)[0][0] - before)
check("their own words", "Shouting was heard" in page and "Peregrine" in page and "Only before noon" in page)
check("not decided yet", page.count("Not decided yet") == 2)
good = {"decision": "NEW_REFERRAL", "threshold_level": "L4CIN", "decision_rationale": "Canary rationale",
        "history_checked": "Y", "team": ""}
status, _, page = mash.post(f"/contacts/{contact}/decide", {**mash.form(f"/contacts/{contact}/decide"), **good})
check("decided", status == 303, f"{status} {problems(page)}")
page = police.get(mine)[2]
check("decided, and nothing more", page.count("Not decided yet") == 1 and "Canary" not in page
      and "referral" not in page.lower() and "You were told" not in page)
feedback = f"/records/{contact}/do/feedback"
status, _, page = mash.post(feedback, {**mash.form(feedback), "feedback": "We assess. Thank you."})
check("told", status == 303, f"{status} {problems(page)}")
page = police.get(mine)[2]
check("what they were told stands there", "We assess. Thank you." in page and "Canary" not in page)
check("and on their list", "Decided in part, and you were told" in police.get("/partner")[2])
check("and a manager sees them", "What their organisation sent" in mash.get(f"/children/{child}/looks")[2])

# ---- a question, and its answer ----
asked = dict(re.findall(r'href="(/partner/requests/[0-9a-f]{32})">([^<]+)<', school.get("/partner")[2]))
mine_asked = next(iter(asked))
page = school.get(mine_asked)[2]
check("the question, and whom it is about", "pupil of yours" in page and known[2] in page)
before = entries()
status, _, page = school.post(mine_asked, school.form(mine_asked))
check("an empty answer: a sentence", status == 422 and "nothing is" in " ".join(problems(page)), f"{status} {problems(page)}")
status, _, page = school.post(mine_asked, {**school.form(mine_asked), "information": "x", "analysis": "y"})
check("a field that is not asked", status == 422 and "not ours" in page, status)
check("nothing was recorded", entries() == before)
form = school.form(mine_asked)
status, headers, page = school.post(mine_asked, {**form, "information": "Attendance 61 per cent since September."})
check("the answer is kept", status == 303 and headers["location"] == f"{mine_asked}?sent=1", f"{status} {problems(page)}")
record = mine_asked.split("/")[-1]
kept = rows("SELECT r.information, r.answered_at IS NOT NULL, s.name FROM information_request AS r JOIN staff AS s ON"
            " s.record = r.answered_by WHERE lower(hex(r.record)) = ? AND r.superseded_seq = ?", record, NEVER)
check("with who answered, and when", kept == [("Attendance 61 per cent since September.", 1, "Desmond Achebe")], kept)
check("the authority reads it", "Attendance 61" in mash.get(f"/records/{record}")[2])
check("sent twice changes nothing", school.post(mine_asked, {**form, "information": "Other"})[0] == 303
      and rows("SELECT count(*) FROM information_request WHERE lower(hex(record)) = ?", record)[0][0] == 2)
check("an answer is seen again", "Attendance 61" in school.get(mine_asked)[2])

# ---- what is not theirs is as absent as what is not there ----
theirs = rows("SELECT partner_reference FROM contact WHERE partner_team = (SELECT record FROM team WHERE team_name ="
              " 'Elmfield Schools Trust') LIMIT 1")[0][0]
absent = police.get("/partner/contacts/" + "0" * 26)
for what, path in (("another's reference", f"/partner/contacts/{theirs}"), ("no reference at all", "/partner/contacts/x"),
                   ("another's question", mine_asked), ("a question that is not there", "/partner/requests/" + "0" * 32),
                   ("a contact as a question", f"/partner/requests/{contact}"),
                   ("a child as a question", f"/partner/requests/{child}"), ("no id", "/partner/requests/x")):
    got = police.get(path)
    check(f"{what}: absent", got[0] == 404 and bare(got[2]) == bare(absent[2]), got[0])
    heads = [{k: v for k, v in a[1].items() if k not in ("date", "content-length", "x-candour-size")} for a in (got, absent)]
    check(f"{what}: the same headers", heads[0] == heads[1], heads)
check("their own in small letters, in groups", police.get("/partner/contacts/" + urllib.parse.quote(
    " ".join(re.findall(".{1,4}", reference.lower()))))[0] == 200)
status = police.post(mine_asked, {**police.form("/me"), "entry": os.urandom(16).hex(), "replaces": "1", "information": "x"})[0]
check("another's question takes no answer", status == 404, status)
last = [police.get(f"/partner/contacts/{i:026d}")[0] for i in range(20)]
check("who guesses is stopped", 404 in last and last[-1] == 429, last)
check("also for what is theirs", police.get(mine)[0] == 429 and "retry-after" in police.get(mine)[1])
check("but may still tell of a child", police.get(NEW)[0] == 200 and police.get("/partner")[0] == 200)

# ---- every route, as a partner ----
OWN = ("/partner", "/", "/me", "/me/second-factor", "/me/second-factor/recovery-codes", "/sign-in", "/sign-in/code", "/sign-out",
       "/drafts", "/report", "/accessibility", "/health", "/ready",
       "/metrics", "/csp", "/openapi.json", "/api/openapi.json")
csrf = school.form("/me")["csrf"]
ids = {"{child}": child, "{record}": contact, "{kind}": "contact", "{step}": "feedback", "{reference}": reference}
count = entries()
for method, route in routes:
    path = re.sub(r"\{\w+\}", lambda m: ids.get(m.group(0), contact), route)
    own = route in OWN or route.startswith("/partner/")
    if route in ("/sign-out", "/sign-in"):
        continue
    if method == "GET":
        status, _, page = school.get(path)
    elif path.startswith("/api/"):
        status, _, page = school.request("POST", path, json.dumps({"values": {}}),
                                         {"Content-Type": "application/json", "X-Candour": "1"})
    else:
        status, _, page = school.post(path, {"csrf": csrf, "entry": os.urandom(16).hex(), "words": "Peregrine"})
    if not own:
        check(f"a partner: {method} {route} is closed", status in (403, 404), status)
    check(f"a partner: {method} {route} tells nothing", "Peregrine" not in page.replace('value="Peregrine"', "")
          and "Canary" not in page, status)
check("and nothing was recorded by it", entries() == count, entries() - count)
check("no link to a page that is closed", 'href="/ledger"' not in school.get("/partner")[2])
check("no search box, no list of children", "/children" not in school.get("/partner")[2])
check("a partner's account needs its organisation", lost.returncode != 0 and "--team" in lost.stderr, lost.stderr)
nurse = Person(server.port)
assert nurse.post("/sign-in", {"name": "nurse", "password": SECOND, "next": "/"})[0] == 303
check("an organisation made with its first account has pages", "Marlbrook Health Visitors" in nurse.get("/partner")[2])
nowhere = Person(server.port)
assert nowhere.post("/sign-in", {"name": "nowhere", "password": SECOND, "next": "/"})[0] == 303
for path in ("/partner", NEW, mine, mine_asked):
    status, _, page = nowhere.get(path)
    check("an account of no organisation opens nothing", status == 403 and "belongs to no organisation" in page, status)

# ---- bad input of a partner: a sentence, and nothing recorded ----
for what, more, expected in [
        ("no child", {n: "" for n in CHILD}, "what you know of the child"),
        ("no words", {"concern": ""}, "worry"),
        ("an impossible birthday", {"child-1-month": "13"}, "real"),
        ("born in the future", {"child-1-year": "2031"}, "past"),
        ("asking is a risk, and no reason", {"consent": "NOTSOUGHT"}, "Say why asking"),
        ("a field that is not ours", {"decision": "NFA"}, None)]:
    status, _, page = school.post(NEW, {**school.form(NEW), **CHILD, "concern": "Cold and hungry", **more, "go": "send"})
    check(f"{what}: refused", status == 422 and (expected is None or any(expected.lower() in p.lower() for p in problems(page))),
          f"{status} {problems(page)}")
status, _, page = school.post(NEW, {**school.form(NEW), **CHILD, "concern": "Cold and hungry", "go": "row"})
check("another child: a row more, nothing sent, nothing lost", status == 200 and "child-2-forename" in page
      and "Cold and hungry" in page and 'value="Peregrine"' in page, status)
check("nothing of it was recorded", entries() == count, entries() - count)

# ---- the form for everybody ----
PUBLIC = {**CHILD, "child-1-forename": "Isolde", "concern": "She is always alone at night.", "source": "1B", "go": "send"}
stranger = From(server.port, "127.0.0.21")


def report(who, more=(), wait=4.2, files=(), names=None):
    form = who.form("/report")
    time.sleep(wait)
    return who.post_files("/report", list({**form, **PUBLIC, **dict(more)}.items()) + list(files), names)


page = stranger.get("/report")[2]
check("the form names the line to ring", "01632 960117" in page and "999" in page)
check("and asks nobody to sign in", 'name="password"' not in page)
before = entries()
form = stranger.form("/report")
status, _, page = stranger.post("/report", {**form, **PUBLIC})
check("faster than anybody types: not sent, and told", status == 422 and any("faster" in p for p in problems(page))
      and "always alone" in page, f"{status} {problems(page)}")
time.sleep(4.2)
status, _, page = stranger.post("/report", {**form, **PUBLIC, "website": "http://a.example/"})
check("a field that only programs fill in: not sent, and told", status == 422 and any("Website" in p for p in problems(page)))
for what, fields in (("another's seal", {"seal": "0" * 64}), ("an older form", {"made": "1"}), ("no seal", {"seal": ""})):
    status, _, page = stranger.post("/report", {**form, **PUBLIC, **fields})
    check(f"{what}: asked to send it again", status == 422 and any("open for too long" in p for p in problems(page)), status)
for what, content, name, expected in (
        ("a program", b"MZ" + bytes(200), ("letter.exe", "application/x-msdownload"), "PDF"),
        ("a page called a PDF", b"<html><script>x</script>", ("letter.pdf", "application/pdf"), "not what the end"),
        ("a file of 6 MB", PDF + bytes(6 * 1024 * 1024), ("letter.pdf", "application/pdf"), "5 MB")):
    status, _, page = stranger.post_files("/report", list({**form, **PUBLIC}.items()) + [("file-1", content)], {"file-1": name})
    check(f"{what} is refused with a sentence", status == 422 and any(expected in p for p in problems(page)),
          f"{status} {problems(page)}")
status, _, page = stranger.post_files("/report", list({**form, **PUBLIC}.items()) + [("file-1", PDF + bytes(17 << 20))])
check("17 MB are refused with a sentence", status == 413 and "too large" in page, status)
held = []
for n in range(8):                                               # eight bodies of 15.5 MB, none of them finished
    s = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    s.sendall(b"POST /report HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
              b"Content-Length: 16500000\r\n\r\n" + bytes(15_500_000))
    held.append(s)
time.sleep(0.5)
status, headers, page = stranger.post_files("/report", list({**form, **PUBLIC}.items()) + [
    (f"file-{n}", PDF + bytes(5_000_000)) for n in (1, 2, 3)])
check("many large bodies at once: one more is told to wait", status == 503 and "Many files" in page
      and "retry-after" in headers, status)
status, _, page = stranger.post("/report", {**form, **PUBLIC, "source": ""})
check("a form without files always has room", status == 422 and "Choose who you are" in page, status)
for s in held:
    s.close()
time.sleep(0.5)
status, _, page = stranger.post_files("/report", list({**form, **PUBLIC, "source": ""}.items()) + [
    (f"file-{n}", PDF + bytes(5_000_000)) for n in (1, 2, 3)])
check("when they are gone there is room again", status == 422 and "Choose who you are" in page, status)
status, _, page = stranger.post("/report", {**form, **PUBLIC, "source": ""})
check("who are you: a sentence", status == 422 and "Choose who you are" in page, status)
check("a field that is not asked", stranger.post("/report", {**form, **PUBLIC, "partner_team": "0" * 32})[0] == 422)
check("from another site: refused", stranger.post("/report", {**form, **PUBLIC}, {"Origin": "http://other.example"})[0] == 403)
check("nothing of all that was recorded", entries() == before, entries() - before)

status, headers, page = stranger.post_files("/report", list({**form, **PUBLIC}.items()) + [("file-2", PDF)])
check("a good one is kept", status == 200 and "We have it" in page, f"{status} {problems(page)}")
check("a person, a contact, an address and a file", entries() == before + 4, entries() - before)
check("its reference says nothing", re.search(r"Reference: ([0-9A-Z]{4} ){6}[0-9A-Z]{2}", page) and "Isolde" not in page)
again = stranger.post("/report", {**form, **PUBLIC})
check("sent twice it is one, with the same reference", again[0] == 200 and entries() == before + 4
      and re.findall(r"Reference: [^<]+", again[2]) == re.findall(r"Reference: [^<]+", page))
one = rows("SELECT lower(hex(subject)), role_of_author, source, partner_team FROM contact WHERE concern = ?", PUBLIC["concern"])
check("kept as what came by the form", one[0][1:] == (14, "1B", None), one)
row = next((r for r in worker.get("/queue")[2].split("<tr") if "Isolde" in r), "")
check("on the queue, marked as not matched", "Public form" in row and "not matched yet" in row, row)
check("a screener reads it and its file", "always alone" in mash.get(f"/children/{one[0][0]}")[2]
      and "Sent with the contact" in mash.get(f"/children/{one[0][0]}")[2])

# The same child, who is known by now: the very same answer.
known_too = report(stranger)[2]
said = [re.sub(r"ledger size [0-9,]+|Reference: [0-9A-Z ]+", "", p) for p in (page, known_too)]
check("known or not: the same bytes", said[0] == said[1])
for n in range(3):
    status = report(stranger, {"concern": f"Number {n}"}, wait=4.2 if n == 0 else 4.1)[0]
    check(f"number {n + 3} of the hour", status == 200, status)
before = entries()
status, headers, page = report(stranger, {"concern": "The sixth, typed with care"})
check("the sixth within the hour is refused", status == 429 and int(headers["retry-after"]) > 0, status)
check("with the line to ring, and what was typed", any("01632 960117" in p for p in problems(page))
      and "typed with care" in page)
check("and nothing recorded", entries() == before, entries() - before)
status, _, page = report(From(server.port, "127.0.0.22"), {"concern": "From another address"})
check("another address is not kept out", status == 200, f"{status} {problems(page)}")
check("only a surname is enough", report(From(server.port, "127.0.0.23"), {**{n: "" for n in CHILD},
      "child-1-surname": "Pettibone", "concern": "The boy at the corner"})[0] == 200)

# ---- page after page of what was told ----
def listed(path):
    page = nurse.get(path)[2]
    older = re.search(r'href="(/partner\?sent=[^"#]+)#sent" rel="next"', page)
    return re.findall(r'href="/partner/contacts/([0-9A-Z]{26})"', page), older and older.group(1)


for n in range(52):
    form = nurse.form(NEW)
    assert nurse.post(NEW, {**form, **CHILD, "concern": f"Visit {n}", "consent": "NOTSOUGHT", "consent_reason": "At risk",
                            "caller_contact": "01632 960556", "go": "send"})[0] == 303
newest, older = listed("/partner")
check("fifty to a page", len(newest) == 50 and older, len(newest))
rest, end = listed(older or "/partner")
theirs = {r[0] for r in rows("SELECT partner_reference FROM contact WHERE partner_team = (SELECT record FROM team"
                             " WHERE team_name = 'Marlbrook Health Visitors')")}
check("the others on the next, each once", len(theirs) >= 52 and not end and set(newest + rest) == theirs
      and len(newest + rest) == len(theirs), (len(rest), len(theirs)))
check("and back to the newest", 'rel="prev"' in nurse.get(older or "/partner")[2])
for odd in ("x", "1.2", "1..y", "-9223372036854775808.0.AA", "99999999999999999999.0.A"):
    check(f"a page that ended at '{odd}'", nurse.get(f"/partner?sent={odd}&asked={odd}")[0] == 200)

# ---- who is chosen from ----
form = mash.get(f"/children/{child}/add/allocation")[2]
outside = rows("SELECT s.name FROM staff AS s JOIN team AS t ON t.record = s.team_id WHERE t.team_type = 'PARTNER'")
check("whom a child may be allocated to is the authority's own", "Amina Farrell</option>" in form
      and len(outside) >= 3 and not any(f"{name}</option>" in form for name, in outside), outside)

check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
check("and the rows are those of the ledger", run("rebuild", "--compare", "--store", store).returncode == 0)
for number, good in (("01632 960118", True), ("ring me", False), ("", False)):
    check(f"the line '{number}'", (run("telephone", "--number", number, "--store", store).returncode == 0) == good)
check("is said", "01632 960118" in run("telephone", "--store", store).stdout)
finish()
