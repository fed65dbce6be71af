#!/usr/bin/env python3
"""The calendar without names: a secret link, what is due and planned, and not a byte about anybody.
Usage: test_calendar.py CANDOUR."""
import datetime
import os
import re
import shutil
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, london, names_in, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-calendar-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "120", "--seed", "3", "--store", store).returncode == 0
server = Server("--public-url", "https://candour.example", where=store)


def strict(raw):
    """The events of a calendar, read as RFC 5545 has it; stops at the first thing that does not hold."""
    assert raw.endswith(b"\r\n"), raw[-40:]
    assert b"\n" not in raw.replace(b"\r\n", b""), "a line end that is none"
    lines = raw[:-2].split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in lines), max(map(len, lines))
    whole = []
    for line in lines:
        line.decode("utf-8")                                     # folded between characters
        if line[:1] == b" ":
            whole[-1] += line[1:]
        else:
            whole.append(line)
    events, open_, calendar = [], [], {}
    for line in (w.decode("utf-8") for w in whole):
        found = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", line)
        assert found, line
        name, parameters, value = found.groups()
        assert not re.search(r"[\x00-\x1f\x7f]", value), line
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_.pop() == value, line
        else:
            assert open_, line
            into = events[-1] if open_[-1] == "VEVENT" else calendar
            assert name not in into, f"{name} twice"
            if name in ("SUMMARY", "DESCRIPTION", "UID", "X-WR-CALNAME", "PRODID"):
                assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), line
            into[name] = (parameters, value)
    assert open_ == [] and calendar["VERSION"] == ("", "2.0") and calendar["PRODID"][1], calendar
    for event in events:
        assert set(event) >= {"UID", "DTSTAMP", "DTSTART", "SUMMARY"}, event
        for name in ("DTSTAMP", "DTSTART", "DTEND"):
            parameters, value = event[name]
            day = parameters == ";VALUE=DATE"
            assert day or parameters == "", event
            datetime.datetime.strptime(value, "%Y%m%d" if day else "%Y%m%dT%H%M%SZ")
        assert event["DTSTART"][0] == event["DTEND"][0] and event["DTSTART"][1] < event["DTEND"][1], event
    assert len({e["UID"] for e in events}) == len(events), "a UID twice"
    return events


def hidden(person, form="/me/calendar"):
    return person.form(form)


def make(person):
    status, _, page = person.post("/me/calendar", hidden(person))
    found = re.search(r"https://candour\.example(/calendar/[0-9a-f]{32}\.ics)", page)
    assert status == 200 and found, (status, page[-2000:])
    return found.group(1)


def fetch(path):
    """As a calendar program does: without a session."""
    somebody = Person(server.port)
    status, headers, _ = somebody.get(path)
    return status, headers, somebody.content


worker, manager = Person(server.port, "worker"), Person(server.port, "manager")
check("the way there is under who am I", 'href="/me/calendar"' in worker.get("/me")[2])
check("none before one is made", "A link was made" not in worker.get("/me/calendar")[2])
link = make(worker)
page = worker.get("/me/calendar")[2]
check("shown once", link not in page and "A link was made" in page)
token = link.split("/")[-1][:-4]
rows = sqlite3.connect(f"file:{store}?mode=ro", uri=True).execute("SELECT token FROM calendar_feed").fetchall()
check("the store holds its hash alone", len(rows) == 1 and rows[0][0] != bytes.fromhex(token) and len(rows[0][0]) == 32)

# What is in it.
status, headers, raw = fetch(link)
check("fetched without signing in", status == 200 and headers["content-type"] == "text/calendar; charset=utf-8",
      (status, headers))
check("kept by nobody on the way", headers["cache-control"] == "no-store" and "set-cookie" not in headers, headers)
events = strict(raw)
check("something is due", len(events) > 3, raw.decode())
said = sorted({re.sub(r" late since .*", " late", e["SUMMARY"][1]) for e in events})
check("said as 'Visit due' and the like", all(re.fullmatch(r"[A-Z][A-Za-z0-9 ()'-]+?( due| late)?", s) for s in said), said)
check("a visit among them", any(s in ("Visit due", "Visit late") for s in said), said)
check("each with the way to sign in", all(e["URL"][1] == "https://candour.example/day" for e in events))
again = strict(fetch(link)[2])
check("the same things have the same UIDs", [e["UID"] for e in again] == [e["UID"] for e in events])
today = london().strftime("%Y%m%d")
late = [e for e in events if " late since " in e["SUMMARY"][1]]
check("what is late stands on today", all(e["DTSTART"][1] >= today for e in late), late)

# Of a manager: the team's; of a chair: theirs. Another link, other UIDs.
links = {"worker": link, "manager": make(manager)}
feeds = {"worker": raw}
for name in ("manager", "mash", "chair"):
    try:
        person = Person(server.port, name)
    except AssertionError:
        continue
    if person.get("/me/calendar")[0] != 200:
        continue
    links[name] = links.get(name) or make(person)
    status, _, feeds[name] = fetch(links[name])
    events_of = strict(feeds[name])
    check(f"{name}: reads strictly", status == 200)
    check(f"{name}: other UIDs than anybody's", not {e["UID"] for e in events_of} & {e["UID"] for e in events})

# Not a byte of anybody: no word of it is a name of the store, unless it is one of our own words.
known = names_in(store)
check("names were looked for", len(known) > 200, len(known))
ours = {w.lower() for w in "the see sign more candour example own dates due late since visit core group review conference "
        "initial child protection strategy discussion meeting private need plan january february march april may june july "
        "august september october november december class".split()}
for name, feed in feeds.items():
    text = re.sub(r"\r\n ", "", feed.decode())
    words = {w.lower() for w in re.findall(r"[\w'-]+", text)}
    found = {n for n in known if n.lower() in words} - {n for n in known if n.lower() in ours}
    check(f"{name}: no name, reference or address", not found, found)
    ids = sqlite3.connect(f"file:{store}?mode=ro", uri=True).execute("SELECT DISTINCT hex(record), hex(subject) FROM version")
    check(f"{name}: no id of a record", not [i for row in ids for i in row if i.lower() in text.lower()])
    check(f"{name}: no place", "LOCATION" not in text and "GEO" not in text)

# A meeting that is planned, with its time; its worker sees it once, also when it is of two children.
mine = dict.fromkeys(re.findall(r'href="(/children/[0-9a-f]{32})"', worker.get("/day")[2]))
child = next(c for c in mine if "Child in need plan</a>, open since" in worker.get(c)[2])
planned = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=9)
london = planned.replace(hour=14, minute=0, second=0)
form = worker.form(f"{child}/add/cin_review")
plan = re.search(r'name="cin_plan_id".*?<option value="([0-9a-f]{32})"', worker.get(f"{child}/add/cin_review")[2], re.S)
fields = {**form, "planned_at-day": london.day, "planned_at-month": london.month, "planned_at-year": london.year,
          "planned_at-time": "14:00"}
if plan:
    fields["cin_plan_id"] = plan.group(1)
status, _, page = worker.post(f"{child}/add/cin_review", fields)
made = status == 303
check("a meeting could be planned", made, re.findall(r'<a href="#[^"]+">([^<]+)</a>', page))
if made:
    found = [e for e in strict(fetch(link)[2]) if not e["DTSTART"][0] and e["DTSTART"][1][:8] == london.strftime("%Y%m%d")]
    check("a planned meeting stands at its time", len(found) == 1 and found[0]["DTSTART"][1].endswith(("T140000Z", "T130000Z")),
          found)

# What opens nothing: revoked, replaced, never made, mangled. The same bytes.
fresh = make(worker)
revoked = fetch(link)
check("a link that was replaced is gone", revoked[0] == 404, revoked)
status, headers, _ = worker.post("/me/calendar/revoke", hidden(worker))
check("revoked", status == 303 and "no longer opens" in worker.get(headers["location"])[2], status)
unknown = fetch("/calendar/" + "ab" * 16 + ".ics")
for what, answer in (("revoked", fetch(fresh)), ("replaced", revoked), ("of another length", fetch("/calendar/abcd.ics")),
                     ("in capitals", fetch(links["manager"].replace(".ics", "").upper().replace("/CALENDAR", "/calendar") + ".ics")),
                     ("without its end", fetch(links["manager"][:-4]))):
    same = {k: v for k, v in answer[1].items() if k not in ("date", "x-candour-size")}
    check(f"{what}: the same bytes as unknown", answer[0] == 404 and answer[2] == unknown[2]
          and same == {k: v for k, v in unknown[1].items() if k not in ("date", "x-candour-size")},
          (answer[0], len(answer[2]), len(unknown[2])))
check("the right one still opens", fetch(links["manager"])[0] == 200)

# Guesses are counted; they do not keep others from their own.
guesses = [fetch("/calendar/%032x.ics" % i)[0] for i in range(20)]
check("guessing is held up", guesses[0] == 404 and guesses[-1] == 429, guesses)
check("and whoever has a link has it still", fetch(links["manager"])[0] == 200)
many = [fetch(links["manager"])[0] for _ in range(62)]
check("sixty an hour are enough", many[0] == 200 and many[-1] == 429, many)

# Who may: those who have tasks; it ends with the account.
check("an analyst has none", Person(server.port, "analyst").get("/me/calendar")[0] == 403)
check("a stranger signs in", Person(server.port).get("/me/calendar")[0] == 303)
last = make(worker)
check("it opens", fetch(last)[0] == 200)
server.end()
database = sqlite3.connect(store)
database.execute("DELETE FROM knock")
database.execute("UPDATE account SET disabled = 1 WHERE sign_in = 'worker'")
database.commit()
database.close()
log_path = os.path.join(folder, "log")
with open(log_path, "w") as log:
    server = Server("--public-url", "https://candour.example", where=store, log=log)
    gone = fetch(last)
    check("it ends with the account", gone[0] == 404 and gone[2] == fetch("/calendar/" + "ab" * 16 + ".ics")[2],
          gone[0])
    check("the server ends cleanly", server.end() == 0)
check("no link stands in the log", last.split("/")[-1][:-4] not in open(log_path).read())
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
shutil.rmtree(folder)
finish()
