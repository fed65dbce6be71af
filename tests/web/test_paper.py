#!/usr/bin/env python3
"""Records and chronologies as PDFs: what the page shows, to whom the page is shown, and the look is written down
before the file is given. Usage: test_paper.py CANDOUR."""
import html
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-paper-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0
server = Server(where=store)
worker, analyst = Person(server.port, "worker"), Person(server.port, "analyst")
child = worker.child()


def words(pdf):
    """Its text, with every blank as one."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.decode().split())


def plain(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


page = worker.get(child)[2]
name = plain(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S).group(1))
records = list(dict.fromkeys(re.findall(r'href="(/records/[0-9a-f]{32})"', page)))
assert len(records) > 2, page

# Each record of the child: every row of the page stands in the PDF, in order, and what it is of.
for path in records:
    page = worker.get(path)[2]
    label = plain(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S).group(1))
    status, headers, _ = worker.get(path + "/pdf")
    check(f"{label} as PDF", status == 200 and headers["content-type"] == "application/pdf", f"{status} {headers}")
    said, missing, at = words(worker.content), [], 0
    for key, value in re.findall(r"<dt class=\"govuk-summary-list__key\">(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S):
        key, value = plain(key), plain(value)
        found = said.find(value[:30], at)
        if key.split()[0] not in said or found < 0:
            missing.append((key, value))
    check(f"{label}: every row of the page", not missing, f"{missing} not in {said}")
    check(f"{label}: whose it is", name in said and label in said, said[:300])
    check(f"{label}: a demonstration says so", "Demonstration: everybody in this document is invented" in said, said[:200])
    check(f"{label}: how much was read", re.search(r"Page 1 of \d+ Read at ledger size \d+", said) is not None, said[-300:])
    given = headers["content-disposition"]
    check(f"{label}: its file name names nobody", given.startswith('attachment; filename="record.pdf"'), given)
    check(f"{label}: is kept by no cache", headers.get("cache-control") == "no-store", headers)

# The whole of a child.
status, headers, _ = worker.get(child + "/pdf")
said = words(worker.content)
check("a child as PDF", status == 200 and name in said and "Chronology" in said and "Who they are" in said, said[:400])
check("its file name names nobody", headers["content-disposition"].startswith('attachment; filename="chronology.pdf"'),
      headers["content-disposition"])
printed = worker.get(child + "/print")[2]
titles = [plain(t) for t in re.findall(r'class="app-chronology__title">(.*?)</a>', printed, re.S)]
summaries = [plain(t) for t in re.findall(r'class="app-chronology__summary">(.*?)</p>', printed, re.S)]
check("every line of the chronology", titles and all(t in said for t in titles)
      and all(s[:20] in said for s in summaries), f"{titles} {said}")

# The past: as known on the day before anything was known of most of it.
known = worker.get(records[-1])[2]
status, _, text = worker.get(child + "/pdf?known=2000-01-01")
check("as known before they were known", status == worker.get(child + "/print?known=2000-01-01")[0], status)

# To whom the page is shown, and to nobody else, with the same bytes as for what is not there.
nowhere = "/records/" + "0" * 32 + "/pdf"
for who, person in (("an analyst", analyst), ("a stranger", Person(server.port))):
    for path in (records[0], child):
        status, _, text = person.get(path + "/pdf")
        check(f"{who}: {path.split('/')[1]}", status == person.get(path)[0] != 200, status)
        check(f"{who}: no PDF of it", not person.content.startswith(b"%PDF"))
closed = worker.children(1, status=404)
if closed:
    status, _, text = worker.get(closed[0] + "/pdf")
    absent = worker.get("/children/" + "0" * 32 + "/pdf")
    check("a child who is closed is as absent as one who is not there",
          status == absent[0] == 404 and re.sub(r"value=\"[^\"]+\"|[0-9a-f]{8,}", "", text)
          == re.sub(r"value=\"[^\"]+\"|[0-9a-f]{8,}", "", absent[2]), text)
check("no such record", worker.get(nowhere)[0] == 404)

# The look is on disk once the file is there, whoever stops the server then.
before = sqlite3.connect(store).execute("SELECT count(*) FROM access_event WHERE route LIKE '%/pdf'").fetchone()[0]
worker.get(records[1] + "/pdf")
after = sqlite3.connect(store).execute("SELECT count(*) FROM access_event WHERE route LIKE '%/pdf'").fetchone()[0]
check("the look is durable before the file is given", after == before + 1, f"{before} {after}")
leader = Person(server.port, "leader")
looks = leader.get(child + "/looks")
if looks[0] == 200:
    check("and is said in words", "as a PDF to carry away" in looks[2], looks[2][-500:])

# Many at once: everybody gets their own. Nobody has more than three sessions: the oldest ends when a fourth begins.
got, threads = [], []


def take(person, paths):
    for path in paths:
        status, _, _ = person.get(path + "/pdf")
        got.append((path, status, person.content[:5]))


for i in range(3):
    threads.append(threading.Thread(target=take, args=(Person(server.port, "worker"), records[i:6:3])))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check("six, three at once", len(got) == len(records[:6]) and all(s == 200 and c == b"%PDF-" for _, s, c in got), got)

check("the server ends cleanly", server.end() == 0)
shutil.rmtree(folder)
finish()
