#!/usr/bin/env python3
"""Direct work with a child, and the library of tools that the authority keeps for it: who reads it, who keeps it, what is
refused, and how a session is recorded with a picture. Usage: test_direct_work.py CANDOUR."""
import html
import os
import re
import sqlite3
import struct
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-direct-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "40", "--seed", "11", "--store", store).returncode == 0
server = Server(where=store)
worker, manager = (Person(server.port, name) for name in ("worker", "manager"))
NEVER = 9223372036854775807


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def main_of(person, path):
    page = person.get(path)[2]
    return html.unescape(page[page.index("<main"):])


def hidden(person, path):
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', person.get(path)[2].split("<main")[1]))


def problems(page):
    found = re.search(r'error-summary__list">(.*?)</ul>', page, re.S)
    return [html.unescape(p) for p in re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", found.group(1))] if found else []


def send(person, path, fields, names=None):
    return person.post_files(path, list(fields.items()), names)


def picture():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


# ---- the library is read by whoever reads a child's record ----
page = main_of(worker, "/tools")
check("eight tools are there", page.count('class="app-tool"') == 8, page.count('class="app-tool"'))
check("each says how it is used", page.count("How it is used") == 8)
check("a worker does not keep it", "/tools/new" not in page and "/amend" not in page)
for name in ("auditor", "inspector", "leader"):
    check(f"{name} reads it", Person(server.port, name).get("/tools")[0] == 200)
for name in ("police", "analyst", "administrator"):
    check(f"{name} does not", Person(server.port, name).get("/tools")[0] in (403, 404))
check("nobody without signing in", Person(server.port).get("/tools")[0] in (303, 403, 404))

# ---- and kept by team managers ----
new = {"name": "Talking stones", "tool": "OTHER", "ages": "ANY", "good_for": "Families that talk over each other.",
       "how": "Whoever holds the stone speaks.", "needs": "A stone"}
for name in ("worker", "auditor", "leader", "police"):
    person = Person(server.port, name)
    check(f"{name} adds none", person.get("/tools/new")[0] in (403, 404)
          and send(person, "/tools/new", {**hidden(manager, "/tools/new"), **new})[0] in (400, 403, 404))
for field in ("name", "tool", "ages", "good_for", "how"):
    status, _, answer = send(manager, "/tools/new", {**hidden(manager, "/tools/new"), **new, field: ""})
    check(f"without {field}", status == 422 and problems(answer), f"{status} {problems(answer)}")
status, _, answer = send(manager, "/tools/new", {**hidden(manager, "/tools/new"), **new, "ages": "OLD"})
check("an age that is none", status == 422, status)
check("none of these is kept", len(rows("SELECT 1 FROM direct_work_tool WHERE superseded_seq = ?", NEVER)) == 8)
form = {**hidden(manager, "/tools/new"), **new}
status, headers, answer = send(manager, "/tools/new", form)
check("a manager adds one", status == 303 and headers["location"] == "/tools?kept=1", f"{status} {problems(answer)}")
check("it is there at once", "Talking stones" in main_of(worker, "/tools"))
check("sent twice it is one", send(manager, "/tools/new", form)[0] == 303
      and len(rows("SELECT 1 FROM direct_work_tool WHERE superseded_seq = ?", NEVER)) == 9)
tool, team = rows("SELECT lower(hex(record)), lower(hex(subject)) FROM direct_work_tool WHERE name = 'Talking stones'")[0]
check("all stand under one team", rows("SELECT count(DISTINCT subject) FROM direct_work_tool") == [(1,)])
amend = f"/tools/{tool}/amend"
first = hidden(manager, amend)
status, _, answer = send(manager, amend, {**first, **new, "care_with": "Not with a stone that can be thrown."})
check("it is changed", status == 303 and "can be thrown" in main_of(worker, "/tools"), f"{status} {problems(answer)}")
status, _, answer = send(manager, amend, {**first, **new, "how": "Another way"})
check("two at once: the second is shown the first", status == 409 and "can be thrown" in html.unescape(answer), status)
retire = {**hidden(manager, amend), **new, "retired_on-day": "1", "retired_on-month": "11", "retired_on-year": "2026"}
check("no tool of that name", manager.get(f"/tools/{'0' * 32}/amend")[0] == 404)
check("a child's record is no tool", manager.get(f"/tools/{manager.child()[-32:]}/amend")[0] == 404)
check("a tool is nobody's record", worker.get(f"/records/{tool}")[0] == 404 and worker.get(f"/children/{team}")[0] == 404)

# ---- a session with a child ----
child = worker.children(1)[0]
path = child + "/add/direct_work_session"
page = main_of(worker, path)
check("the form offers the library", "Talking stones" in page and "Three Houses" in page)
session = {"held_at-day": "2", "held_at-month": "11", "held_at-year": "2026", "held_at-time": "15:30", "tool": "OTHER",
           "tool_other": "Stones", "library_tool": tool, "where": "School", "present": "Nobody",
           "purpose": "To hear about weekends", "child_showed": "She put the stone in her pocket and said it was mum's turn",
           "interpretation": "She waits for her mother to speak", "shared_with": "Mum, not the school"}
status, _, answer = send(worker, path, {**hidden(worker, path), **session, "held_at-day": ""})
check("without a day", status == 422, status)
status, _, answer = send(worker, path, {**hidden(worker, path), **session, "library_tool": child[-32:]})
check("a tool that is none", status == 422, status)
status, headers, answer = send(worker, path, {**hidden(worker, path), **session, "file": picture()},
                               {"file": ("drawing.png", "image/png")})
check("it is recorded with its picture", status == 303, f"{status} {problems(answer)}")
record = headers["location"].split("?")[0]
page = main_of(worker, record)
check("what was shown and what was made of it stand apart", "it was mum's turn" in page
      and "She waits for her mother" in page and page.index("it was mum's turn") < page.index("She waits for her mother"))
check("the words carry their source", "Shown or said in direct work, with Amina Farrell on 2 November 2026, place: School"
      in page and "Also present: Nobody" in page)
check("with whom it may be shared", "Mum, not the school" in page)
check("the picture is there", worker.get(record + "/file")[0] == 200 and worker.content == picture())
check("the tool leads to the library", f'href="/tools#t{tool}"' in page)
check("it stands among the child's words", "it was mum's turn" in main_of(worker, child + "/words"))
check("another role does not see it", Person(server.port, "analyst").get(record)[0] in (403, 404))

status, _, answer = send(manager, amend, retire)
check("retired", status == 303 and "Not used since 1 November 2026" in main_of(worker, "/tools"), f"{status} {problems(answer)}")
check("and offered no longer", "Talking stones" not in main_of(worker, path))
check("what was recorded with it stays", f'href="/tools#t{tool}"' in main_of(worker, record))

check("the server ends cleanly", server.end() == 0)
check("and all of it verifies", run("verify", "--store", store).returncode == 0)
check("derived again it is the same", run("rebuild", "--compare", "--store", store).returncode == 0)
finish()
