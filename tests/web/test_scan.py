#!/usr/bin/env python3
"""Files and the virus scanner: what it calls clean is kept, and nothing else, by whichever way a file comes; and nobody
waits for it but whoever sent the file. Usage: test_scan.py CANDOUR."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
from fake_clamd import BAD, FakeClamd  # noqa: E402
from serving import Person, Server, candour, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-scan-")
store, sockets = os.path.join(folder, "demo.db"), os.path.join(folder, "clamd.ctl")
GOOD, HARM = b"%PDF-1.7\ninvented\n%%EOF\n", b"%PDF-1.7\n" + BAD + b"\n%%EOF\n"
assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0


def problems(page):
    return re.findall(r'<a href="#[^"]+">([^<]+)</a>', page)


def asked(sql):
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return database.execute(sql).fetchone()[0]
    finally:
        database.close()


def kept():
    return asked("SELECT count(*) FROM blob")


def entries():
    return asked("SELECT count(*) FROM entry WHERE kind >= 256")


def looks():
    time.sleep(1.5)                  # they are written down in the background
    return asked("SELECT count(*) FROM access_event WHERE route = '/children/{child}/add/{kind}'")


class House:
    """A server that asks a scanner there, and a worker with a child."""
    def __init__(self, place):
        self.log = open(os.path.join(folder, "log"), "w+")
        self.server = Server("--clamd", place, where=store, log=self.log)
        self.worker = Person(self.server.port, "worker")
        self.child = self.worker.child()
        self.add = f"{self.child}/add/attachment"
        page = self.worker.get(self.add)[2]
        found = re.findall(r'name="document_kind" type="radio" value="([^"]+)"|<option value="([^"]+)"', page)
        self.kind = found[0][0] or found[0][1]

    def page(self, content):
        pairs = [*self.worker.form(self.add).items(), ("title", "Letter from school"), ("document_kind", self.kind)]
        return self.worker.post_files(self.add, pairs + [("file", content)], {"file": ("letter.pdf", "application/pdf")})

    def program(self, content):
        mark, record = "--invented-7", json.dumps({"values": {"title": "Letter", "document_kind": self.kind}})
        body = (f'--{mark}\r\nContent-Disposition: form-data; name="record"\r\n\r\n{record}\r\n--{mark}\r\n'
                'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n').encode() + content
        return self.worker.request("POST", f"/api{self.child}/attachment", body + f"\r\n--{mark}--\r\n".encode(),
                                   {"X-Candour": "1", "Content-Type": f"multipart/form-data; boundary={mark}"})

    def outside(self, who, path, content, **more):
        pairs = {**who.form(path), "child-1-what": "described", "child-1-name": "Wanda Inventedchild",
                 "concern": "A letter came home.", "go": "send", **more}
        return who.post_files(path, [*pairs.items(), ("file-1", content)], {"file-1": ("letter.pdf", "application/pdf")})

    def figure(self, name):
        return int(re.search(rf"candour_{name} (\d+)", Person(self.server.port).get("/metrics")[2]).group(1))

    def end(self):
        done = self.server.end()
        self.log.seek(0)
        self.told = self.log.read()
        self.log.close()
        return done


# Clean and not, by every way in, over a socket of a folder.
clamd = FakeClamd(sockets)
house = House(sockets)
blobs = kept()
status, headers, page = house.page(GOOD)
check("a clean file is kept", status == 303 and kept() == blobs + 1, f"{status} {problems(page)}")
record = headers.get("location", "").split("?")[0]
check("and given back", house.worker.get(record + "/file")[0] == 200 and house.worker.content == GOOD)
check("the scanner saw every byte of it", clamd.files == [GOOD], clamd.files)
before = looks()
house.page(GOOD)
check("whoever sends a file has looked, as without a scanner", looks() == before + 2)        # at the form, and sending it
blobs, before = kept(), entries()
status, _, page = house.page(HARM)
check("a harmful file is refused beside its field", status == 422 and "Invented.Harm-1" in page, f"{status} {problems(page)}")
check("what was typed is kept on the page", "Letter from school" in page)
status, _, answer = house.program(HARM)
check("by a program too", status == 422 and "Invented.Harm-1" in answer, (status, answer))
public = Person(house.server.port)
status, _, page = house.outside(public, "/report", HARM, source="9", caller_contact="020 7946 0123")
check("from the public too", status == 422 and "Invented.Harm-1" in page, f"{status} {problems(page)}")
demo = Person(house.server.port).get("/sign-in")[2]
partners = [n for n in re.findall(r'value="([a-z0-9.-]+)"', demo) if n in ("police", "health", "school", "housing")]
for name in partners[:1]:
    status, _, page = house.outside(Person(house.server.port, name), "/partner/contacts/new", HARM)
    check("from a partner too", status == 422 and "Invented.Harm-1" in page, f"{status} {problems(page)}")
check("there was a partner", partners, demo[-3000:])
check("nothing of them was kept", kept() == blobs and entries() == before, (blobs, kept(), before, entries()))
status, _, answer = house.program(GOOD)
check("by a program a clean one is kept", status == 201 and kept() == blobs + 1, (status, answer))
status, _, page = house.page(b"")
check("no file, no question", status == 422 and len(clamd.files) == 3 + 3 + len(partners[:1]), len(clamd.files))
check("figures say so", house.figure("files_refused_total") == 3 + len(partners[:1]))
check("it ends cleanly", house.end() == 0)
check("the log tells of it without the child or the file's name",
      '"file refused by scan"' in house.told and "Invented.Harm-1" in house.told and "letter.pdf" not in house.told
      and "Inventedchild" not in house.told, house.told[-2000:])
clamd.end()

# A scanner that is down, or does not do its work: nothing is kept, and the page says what to do. Over TCP.
for behave, most, says in [("early", 1 << 30, "could not be checked"), ("half", 1 << 30, "could not be checked"),
                           ("noise", 1 << 30, "could not be checked"), ("error", 1 << 30, "could not be checked"),
                           ("lie", 1 << 30, "could not be checked"), ("unended", 1 << 30, "could not be checked"),
                           ("work", 1 << 20, "larger than what the virus scanner looks at")]:
    clamd = FakeClamd(behave=behave, most=most)
    house = House(clamd.place)
    blobs, before = kept(), entries()
    big = GOOD + os.urandom(3 << 20)
    status, _, page = house.page(big)
    check(f"{behave}: the page says so", status == 422 and says in page and "Letter from school" in page,
          f"{status} {problems(page)}")
    check(f"{behave}: nothing is kept", kept() == blobs and entries() == before)
    if behave == "work":
        check("a smaller one passes", house.page(GOOD)[0] == 303)
    house.end()
    clamd.end()
house = House(sockets)
blobs = kept()
status, _, page = house.page(GOOD)
check("nobody listens: refused, try again", status == 422 and "Try again" in page and kept() == blobs, f"{status} {problems(page)}")
check("what has no file is recorded as ever", house.worker.get(house.child)[0] == 200)
clamd = FakeClamd(sockets)
check("as soon as it is back, files are kept", house.page(GOOD)[0] == 303 and kept() == blobs + 1)

# A slow one holds up nobody but whoever sent the file.
clamd.behave = "slow"
done = []
threads = [threading.Thread(target=lambda: done.append(house.page(GOOD)[0])) for _ in range(4)]
for t in threads:
    t.start()
time.sleep(0.5)
began = time.monotonic()
someone = Person(house.server.port, "worker")
pages = [someone.get(house.child)[0] for _ in range(10)]
took = time.monotonic() - began
check("signing in and reading go on meanwhile", pages == [200] * 10 and took < 1.5, f"{took:.2f} s {pages}")
for t in threads:
    t.join()
check("and the slow ones are kept in the end", done == [303] * 4, done)
clamd.behave = "silent"
strangers = []


def flood():
    try:
        strangers.append(house.outside(Person(house.server.port), "/report", GOOD, source="9", caller_contact="x")[0])
    except OSError:
        strangers.append(0)


many = [threading.Thread(target=flood, daemon=True) for _ in range(8)]
for t in many:
    t.start()
time.sleep(1.5)
check("strangers' files wait in no line before ours", strangers.count(503) == 4, strangers)
house.server.process.kill()
house.server.process.wait()
clamd.end()

# Where it may listen.
for place in ("10.0.0.1:3310", "localhost", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "/" + "x" * 200, "scanner:3310", ""):
    done = subprocess.run([candour, "serve", "--listen", "127.0.0.1:0", "--store", store, "--clamd", place],
                          capture_output=True, text=True, timeout=20)
    check(f"not at '{place[:20]}'", done.returncode == 2 and "clamd" in done.stderr, (done.returncode, done.stderr))

check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
shutil.rmtree(folder)
finish()
