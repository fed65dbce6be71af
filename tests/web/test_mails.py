#!/usr/bin/env python3
"""Mails to staff: off unless both the server and the person want them, at most one a working day, at once when a record
was opened in an emergency, and never a byte about anybody. Usage: test_mails.py CANDOUR."""
import csv
import datetime
import email
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from fake_smtp import FakeSmtp  # noqa: E402
from serving import Person, Server, candour, check, finish, london, names_in, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-mails-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "40", "--seed", "3", "--store", store).returncode == 0
holidays = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/bank-holidays.csv")
URL = "https://candour.example"


def serve(smtp, *more, log=subprocess.DEVNULL):
    return Server("--smtp", smtp, "--mail-from", "candour@example.org", "--public-url", URL, "--mail-hours", "0-24", *more,
                  where=store, log=log)


def wish(person, **ticked):
    page = person.get("/me")[2]
    token = re.search(r'name="csrf" value="([^"]+)"', page[page.index("<main"):]).group(1)
    return person.post("/me/notices", {"csrf": token, **ticked})


def wait_for(found, seconds=10):
    until = time.monotonic() + seconds
    while not found() and time.monotonic() < until:
        time.sleep(0.1)
    return found()


# Off by default: a server that sends none says so, and takes no wish.
server = Server(where=store)
worker = Person(server.port, "worker")
page = worker.get("/me/notices")[2]
check("without a mail server there is nothing to wish", "sends no mails" in page and "<form method=\"post\" action=\"/me/notices\""
      not in page)
check("nor by hand", wish(worker, daily="Y", address="w@example.org")[0] == 404)
check("the way there is under who am I", 'href="/me/notices"' in worker.get("/me")[2])
check("an analyst has no such page", Person(server.port, "analyst").get("/me/notices")[0] == 404)
check("a stranger signs in first", Person(server.port).get("/me/notices")[0] == 303)
server.end()

# Who asks, gets; who does not, does not.
smtp = FakeSmtp()
server = serve(smtp.url)
time.sleep(1)
check("nobody asked: nobody is written to", smtp.conversations == 0, smtp.received)
people = [n for n in re.findall(r'value="([a-z0-9.-]+)"', Person(server.port).get("/sign-in")[2])]
lines = {}
for name in ("worker", "manager", "screener", "mash"):
    if name not in people:
        continue
    person = Person(server.port, name)
    status, _, text = wish(person, daily="Y", address=f"{name}@example.org")
    check(f"{name}: the wish is kept", status == 303, f"{status} {text[-500:]}")
    page = person.get("/day")[2]
    lines[name] = "/children/" in page
    check(f"{name}: and shown", f'value="{name}@example.org"' in person.get("/me/notices")[2])
for what, address in (("none", ""), ("two", "a@example.org,b@example.org"), ("a line end", "a@example.org\r\nBcc: b@example.org")):
    status, _, page = wish(Person(server.port, "worker"), daily="Y", address=address)
    check(f"{what} is no address", status == 422 and "Enter one e-mail address" in page, status)
server.end()
today = london().date()
working = today.weekday() < 5 and not any(today.isoformat() in row for row in csv.reader(open(holidays)))
server = serve(smtp.url)
if working:
    wait_for(lambda: len(smtp.received) >= 1)
    time.sleep(1.5)
    got = {to.decode(): message for _, to, message in smtp.received}
    check("there is somebody for whom something waits", got, lines)
    for to, raw in got.items():
        person = to.split("@")[0]
        mail = email.message_from_bytes(raw)
        body = mail.get_payload(decode=True).decode()
        check(f"{to}: says how much", re.fullmatch(r"Candour: \d+ late, \d+ due today", mail["Subject"]), mail["Subject"])
        check(f"{to}: and where", f"{URL}/day" in body and f"{URL}/me/notices" in body, body)
        check(f"{to}: from us, to them, by a machine", mail["From"] == "Candour <candour@example.org>"
              and mail["To"] == f"<{to}>" and mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"], raw)
        check(f"{to}: every line ends as mail lines do", b"\n" not in raw.replace(b"\r\n", b""), raw)
else:
    time.sleep(3)
    check("no working day, no mail of the day", smtp.received == [], smtp.received)
before = len(smtp.received)
server.end()
server = serve(smtp.url)
time.sleep(2.5)
check("one a day, however often the server begins anew", len(smtp.received) == before, len(smtp.received) - before)

# An emergency: whoever may look at it again is told at once.
leader, worker = Person(server.port, "leader"), Person(server.port, "worker")
check("a leader wishes to be told", wish(leader, openings="Y", address="leader@example.org")[0] == 303)
closed = worker.children(1, status=404)
if not closed:
    closed = [c for c in re.findall(r'href="(/children/[0-9a-f]{32})"', worker.get("/children")[2])
              if "emergency" in worker.get(c)[2]][:1]
page = worker.get(closed[0])[2]
hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[page.index("<main"):]))
status, headers, text = worker.post(f"{closed[0]}/emergency", {**hidden, "ground": "HARM", "why": "Seen bleeding by the gate"})
check("a record is opened in an emergency", status == 303, f"{status} {text[-800:]}")
server.end()
server = serve(smtp.url)
told = wait_for(lambda: [m for _, to, m in smtp.received if to == b"leader@example.org"])
check("the leader is told", len(told) == 1, smtp.received)
if told:
    body = email.message_from_bytes(told[0]).get_payload(decode=True).decode()
    check("of one, and where", body.startswith("1 record that is open to you was opened in an emergency")
          and f"{URL}/openings" in body, body)
status, headers, metrics = Person(server.port).get("/metrics")
check("figures say so", re.search(r"candour_mails_sent_total [1-9]", metrics) is not None, metrics)
server.end()

# No byte of anybody, in anything that was said to the mail server.
known = names_in(store)
said = smtp.raw.decode("utf-8", "replace").lower()
said = said.replace("candour", "").replace("example.org", "")
words = set(re.findall(r"[\w'-]+", said)) - {"worker", "manager", "screener", "mash", "leader"}
ours = {"the", "any", "and", "may", "day", "see", "who"}
found = {n for n in known if n.lower() in words} - ours
found = {n for n in found if n.lower() not in {"late", "due", "today", "open", "look", "child", "will", "sent", "mon"}}
check("names were looked for", len(known) > 100, len(known))
check("no name, reference or address of anybody in the store", not found, found)
check("nor the reason", "bleeding" not in said)
check("nor any id", not re.search(r"/(children|records|openings)/[0-9a-f]{8}", said), said)
smtp.end()

# A mail server that is down, refuses, hangs up: Candour goes on, and the log tells no address.
for behave in ("down", "refuse", "drop"):
    smtp = FakeSmtp(behave)
    url = smtp.url
    if behave == "down":
        smtp.end()
    database = sqlite3.connect(store)
    database.execute("UPDATE notice SET openings_told = 1, day_sent = 0, tries = 0, next_at = 0")
    database.commit()
    database.close()
    with open(os.path.join(folder, "log"), "w+") as log:
        server = serve(url, log=log)
        time.sleep(3)
        check(f"{behave}: pages are given as ever", Person(server.port, "worker").get("/day")[0] == 200)
        check(f"{behave}: it ends in time", server.end() == 0)
        log.seek(0)
        told = log.read()
    check(f"{behave}: it is logged", '"mail not sent"' in told, told[-1500:])
    check(f"{behave}: without an address", "@" not in told and "leader" not in told, told[-1500:])
    check(f"{behave}: nothing was taken", smtp.received == [])
    rows = sqlite3.connect(store).execute("SELECT max(tries), min(next_at) FROM notice WHERE tries > 0").fetchone()
    check(f"{behave}: it is tried again later", rows[0] in (1, 2) and rows[1] > time.time() * 1e6, rows)
    if behave != "down":
        smtp.end()

# What would send in the clear, or nowhere.
plain = FakeSmtp()
database = sqlite3.connect(store)
database.execute("UPDATE notice SET openings_told = 1, tries = 0, next_at = 0")
database.commit()
database.close()
server = serve(plain.url.replace("smtp:", "smtps:"))
time.sleep(3)
server.end()
check("where TLS is asked for, nothing goes in the clear", plain.received == [] and b"MAIL" not in plain.raw, plain.raw)
secret = os.path.join(folder, "secret")
open(secret, "w").write("invented\n")
os.chmod(secret, 0o644)
for what, options in [
        ("no --mail-from", ["--smtp", "smtps://mail.example.org", "--public-url", URL]),
        ("no --public-url", ["--smtp", "smtps://mail.example.org", "--mail-from", "a@example.org"]),
        ("a web address", ["--smtp", "https://mail.example.org", "--mail-from", "a@example.org", "--public-url", URL]),
        ("a password in the address", ["--smtp", "smtps://me:word@mail.example.org", "--mail-from", "a@example.org",
                                       "--public-url", URL]),
        ("a user without a password", ["--smtp", "smtps://mail.example.org", "--mail-from", "a@example.org",
                                       "--public-url", URL, "--smtp-user", "me"]),
        ("a password that others may read", ["--smtp", "smtps://mail.example.org", "--mail-from", "a@example.org",
                                             "--public-url", URL, "--smtp-user", "me", "--smtp-password", secret]),
        ("hours that are none", ["--mail-hours", "11-7"]), ("a public URL with a script", ["--public-url", "javascript:x"])]:
    done = subprocess.run([candour, "serve", "--listen", "127.0.0.1:0", "--store", store, *options], capture_output=True,
                          text=True, timeout=20)
    check(f"not started with {what}", done.returncode == 2 and done.stderr, (done.returncode, done.stderr))

# Wished away: the address goes with it.
server = Server("--smtp", plain.url, "--mail-from", "a@example.org", "--public-url", URL, where=store)
check("a wish is withdrawn", wish(Person(server.port, "leader"), address="leader@example.org")[0] == 303)
check("it ends cleanly", server.end() == 0)
left = [r[0] for r in sqlite3.connect(store).execute("SELECT address FROM notice")]
check("and its address is forgotten", "leader@example.org" not in left, left)
bodies = b"".join(r[0] for r in sqlite3.connect(store).execute("SELECT parts FROM body"))
check("the ledger knows no address", len(bodies) > 10000 and b"@example.org" not in bodies)
check("and verifies", run("verify", "--store", store).returncode == 0)
shutil.rmtree(folder)
finish()
