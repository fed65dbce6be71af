#!/usr/bin/env python3
"""The server at its socket: heads that two parsers could read differently, forms that are not ours, sessions
that end, requests that wait, a clean end. Usage: test_server.py CANDOUR. Prints 'N passed, N failed'."""
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

candour = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="candour-server-")
store = os.path.join(folder, "demo.db")
passed = failed = 0
PASSWORD = "invented people only"


def check(name, holds, detail=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {name}{' - ' + str(detail)[:300] if detail != '' else ''}")


def run(*args):
    return subprocess.run([candour, *args], capture_output=True, text=True)


class Server:
    def __init__(self, *more, where=store):
        self.process = subprocess.Popen([candour, "serve", "--listen", "127.0.0.1:0", "--store", where, *more],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line).group(1)) if line else 0

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(20)


def raw(port, data, wait=5.0):
    """Status of the first answer; 0 when the connection ends without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as s:
        s.sendall(data)
        answer = b""
        try:
            while b"\r\n" not in answer:
                got = s.recv(4096)
                if not got:
                    break
                answer += got
        except (TimeoutError, ConnectionError):
            pass
    found = re.match(rb"HTTP/1\.[01] (\d+)", answer)
    return int(found.group(1)) if found else 0


class Person:
    def __init__(self, port, name=None):
        self.port, self.cookie = port, None
        if name:
            status, headers, _ = self.post("/sign-in", {"name": name, "password": PASSWORD, "next": "/"})
            assert status == 303, status

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = dict(headers or {})
        if self.cookie:
            sent["Cookie"] = self.cookie
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        headers = {n.lower(): v for n, v in answer.getheaders()}
        connection.close()
        return answer.status, headers, text

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def post(self, path, fields, headers=None):
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.request("POST", path, urllib.parse.urlencode(fields), sent)

    def form(self, path):
        """The hidden fields of the page's main form."""
        page = self.get(path)[2]
        main = page[page.index("<main"):]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main))

    def child(self):
        return re.search(r"/children/[0-9a-f]{32}", self.get("/children?open=1")[2]).group(0)


NOTE = {"occurred_at-day": "2", "occurred_at-month": "11", "occurred_at-year": "2026",
        "occurred_at-time": "10:15", "note_type": "PHONE", "title": "A call", "happened": "She rang."}

HEADS = [
    ("no Host", b"GET /sign-in HTTP/1.1\r\n\r\n", {400}),
    ("two Hosts", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    ("empty Host", b"GET /sign-in HTTP/1.1\r\nHost:\r\n\r\n", {400}),
    ("Host with a path", b"GET /sign-in HTTP/1.1\r\nHost: a/b\r\n\r\n", {400}),
    ("length and encoding", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    ("two lengths that differ", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     b"Content-Length: 4\r\n\r\nabcd", {400}),
    ("two lengths alike", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
     b"Content-Length: 3\r\n\r\nabc", {400}),
    ("negative length", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", {400}),
    ("length in hex", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n", {400}),
    ("length with a plus", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", {400}),
    ("enormous length", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
     {400, 413}),
    ("unknown encoding", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", {0, 400}),
    ("blank before colon", b"GET /sign-in HTTP/1.1\r\nHost : a\r\n\r\n", {400}),
    ("blank in a header's name", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n", {400}),
    ("control byte in a header", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n", {400}),
    ("NUL in the path", b"GET /sign-in%00 HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    # MHD cuts the line there: the path is another one, which nobody has.
    ("raw NUL in the path", b"GET /sign\x00in HTTP/1.1\r\nHost: a\r\n\r\n", {0, 400, 404}),
    ("absolute form to another host", b"GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    ("HTTP/1.0", b"GET /sign-in HTTP/1.0\r\nHost: a\r\n\r\n", {505}),
    ("HTTP/0.9", b"GET /sign-in\r\n\r\n", {0, 400, 505}),
    ("HTTP/2.0 words", b"GET /sign-in HTTP/2.0\r\nHost: a\r\n\r\n", {0, 400, 505}),
    ("TRACE", b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", {405}),
    ("PUT", b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", {405}),
    ("DELETE", b"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", {405}),
    ("a method nobody knows", b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", {501}),
    ("a long address", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", {414}),
    ("a large head", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"a" * 60000 + b"\r\n\r\n", {0, 413, 431}),
    ("many headers", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 9000 + b"\r\n", {0, 413, 431}),
    ("a backslash in the path", b"GET /..\\x HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    ("65 headers", b"GET /sign-in HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 64 + b"\r\n", {431}),
    ("17 KB of headers", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 17000 + b"\r\n\r\n", {431}),
    ("a folded length", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n 4\r\n\r\nabc", {400}),
    ("a length on the next line", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 3\r\n\r\nabc", {400}),
    ("a length made by folding", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nContent-Lengt: 3\r\n h\r\n\r\nabc", {400}),
    ("an encoding on the next line", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"
     b"0\r\n\r\n", {400}),
    ("a folded host", b"GET /sign-in HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", {400}),
    ("a folded header of no weight", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", {400}),
    ("folded with a tab, among others", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\nY: z\r\n\r\n", {400}),
    ("blanks and none before values: good", b"GET /sign-in HTTP/1.1\r\nHost:a\r\nX:\t  b \r\nY:\r\nZ: \r\n\r\n", {200}),
    ("a header without a colon", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", {0, 400}),
    ("a lone CR in a header", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", {0, 400}),
    ("chunks that are none", b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {0, 400}),
    # The library under us reads them before we see them, as RFC 9112, 2.2, allows: not refused here.
    ("line feeds alone", b"GET /sign-in HTTP/1.1\nHost: a\n\n", {200, 400}),
    ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01", {0, 400}),
]


def heads(server):
    for name, data, wanted in HEADS:
        got = raw(server.port, data)
        check(f"head: {name}", got in wanted, f"{got}, not {sorted(wanted)}")
    check("and the next request is fine", Person(server.port).get("/sign-in")[0] == 200)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as s:
        s.sendall(b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  b"Content-Length: 2000000\r\n\r\n" + b"a" * 1200000)
        try:
            s.sendall(b"a" * 800000)
            answer = s.recv(100)
        except ConnectionError:
            answer = b"HTTP/1.1 413"
    check("a form over 1 MB", answer.startswith(b"HTTP/1.1 413"), answer[:40])


def answers(server):
    person = Person(server.port)
    needed = ["content-security-policy", "x-content-type-options", "referrer-policy",
              "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"]
    for path in ["/sign-in", "/", "/nowhere", "/health", "/metrics", "/accessibility"]:
        headers = person.get(path)[1]
        for name in needed:
            check(f"{name} on {path}", name in headers)
    status, headers, _ = person.get("/sign-out")
    check("a known path in another way is 405 with Allow", status == 405 and headers.get("allow") == "POST", status)
    status, headers, text = person.get("/")
    check("not signed in: 303", status == 303 and headers["location"].startswith("/sign-in?"), headers)
    check("the API says 401", person.get("/api/kinds")[0] == 401)
    check("metrics speak", "candour_entries" in person.get("/metrics")[2])
    assets = re.findall(r'(?:href|src)="(/assets/[^"]+)"', person.get("/sign-in")[2])
    for path in sorted(set(assets)):
        status, headers, _ = person.get(path)
        check(f"{path} is kept for ever", status == 200 and "immutable" in headers["cache-control"])
        check(f"{path} by its ETag", person.get(path, {"If-None-Match": headers["etag"]})[0] == 304)


def forms(server):
    worker = Person(server.port, "worker")
    child = worker.child()
    path = f"{child}/add/case_note"
    hidden = worker.form(path)
    check("a good form is kept", worker.post(path, {**hidden, **NOTE})[0] == 303)
    again = worker.post(path, {**hidden, **NOTE})
    check("sent twice: the same answer", again[0] == 303)
    check("sent twice with other words: 409", worker.post(path, {**hidden, **NOTE, "title": "Other"})[0] == 409)
    hidden = worker.form(path)
    cases = [
        ("no token", {**hidden, **NOTE, "csrf": ""}, None, 403),
        ("a token of nobody", {**hidden, **NOTE, "csrf": "0" * 64}, None, 403),
        ("from another origin", {**hidden, **NOTE}, {"Origin": "http://other.example"}, 403),
        ("cross-site", {**hidden, **NOTE}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("a field that is not ours", {**hidden, **NOTE, "recorded_at": "2020-01-01"}, None, 422),
        ("the author from outside", {**hidden, **NOTE, "author": "0" * 32}, None, 422),
        ("no entry id", {**hidden, **NOTE, "entry": ""}, None, 422),
        ("an impossible date", {**hidden, **NOTE, "occurred_at-day": "31", "occurred_at-month": "2"}, None, 422),
        ("a day in the future", {**hidden, **NOTE, "occurred_at-year": "2099"}, None, 422),
        ("the year 0", {**hidden, **NOTE, "occurred_at-year": "0"}, None, 422),
        ("a code that is not in the list", {**hidden, **NOTE, "note_type": "XX"}, None, 422),
        ("a text that is too long", {**hidden, **NOTE, "happened": "a" * 30000}, None, 422),
        ("1 MB of text", {**hidden, **NOTE, "happened": "a" * 1100000}, None, 413),
        ("a title of two lines", {**hidden, **NOTE, "title": "a\nb"}, None, 422),
    ]
    for name, fields, headers, wanted in cases:
        status = worker.post(path, fields, headers)[0]
        check(f"form: {name}", status == wanted, f"{status}, not {wanted}")
    body = urllib.parse.urlencode({**hidden, **NOTE}) + "&title=Twice"
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    check("one field twice", worker.request("POST", path, body, sent)[0] == 400)
    body = urllib.parse.urlencode({**hidden, **NOTE}).replace("She+rang.", "%ff%fe")
    check("bytes that are not UTF-8", worker.request("POST", path, body, sent)[0] == 422)
    body = urllib.parse.urlencode({**hidden, **NOTE}).replace("She+rang.", "a%00b")
    check("NUL in a field", worker.request("POST", path, body, sent)[0] == 422)
    for words in ["<script>alert(1)</script>", "{{7*7}} %n%s", "' OR 1=1--", "=cmd()", "\u202egnirts",
                  "Żółć 你好 مرحبا"]:
        hidden = worker.form(path)
        status, headers, _ = worker.post(path, {**hidden, **NOTE, "title": words})
        page = worker.get(headers.get("location", "/"))[2]
        check(f"kept as typed and shown as text: {words}", status == 303 and "<script>alert" not in page, status)
    status, headers, page = worker.post(path, {**worker.form(path), **NOTE, "title": ""})
    check("what was typed stands in the refused form", status == 422 and "She rang." in page and "Enter title" in page)


def absent(server):
    worker, analyst = Person(server.port, "worker"), Person(server.port, "analyst")
    nowhere = worker.get("/children/" + "0" * 31 + "1")
    record = worker.get("/records/" + "0" * 31 + "1")
    check("no such child: 404", nowhere[0] == 404)

    def plain(page):
        return re.sub(r'[0-9a-f]{64}|<title>.*?</title>', "", page)
    check("no such record: the same bytes", plain(nowhere[2]) == plain(record[2]))
    check("an analyst sees no child", analyst.get(worker.child())[0] == 403)
    rows = analyst.get("/export/referral")
    check("rows for analysis", rows[0] == 200 and rows[2].startswith("child,record,"), rows[2][:60])
    check("without names", "forename" not in analyst.get("/export/person")[2])


def sessions(server):
    worker = Person(server.port, "worker")
    child = worker.child()
    path = f"{child}/add/case_note"
    hidden = worker.form(path)
    database = sqlite3.connect(store, timeout=20)
    database.execute("UPDATE session SET last_seen = last_seen - 3600000000, started = started - 3600000000")
    database.commit()
    database.close()
    status, headers, _ = worker.post(path, {**hidden, **NOTE, "title": "Typed before the end"})
    check("an ended session goes to sign-in and says that the form is kept",
          status == 303 and "kept=1" in headers.get("location", ""), headers.get("location"))
    time.sleep(0.3)
    worker.cookie = None
    worker.post("/sign-in", {"name": "worker", "password": PASSWORD, "next": path})
    page = worker.get(path)[2]
    check("after signing in, what was typed is there", "Typed before the end" in page)
    other = Person(server.port, "manager")
    check("and for nobody else", "Typed before the end" not in other.get(path)[2])
    token = worker.cookie
    hidden = dict(re.findall(r'name="(csrf)" value="(\w+)"', worker.get("/me")[2]))
    status, headers, _ = worker.post("/sign-out", hidden)
    check("sign-out clears the site's data", status == 303 and "clear-site-data" in headers)
    worker.cookie = token
    check("the old cookie is worth nothing", worker.get("/me")[0] == 303)
    wrong = Person(server.port)
    pages = [re.sub(r"[0-9a-f]{64}|value=\"\w+\"", "", wrong.post("/sign-in",
             {"name": name, "password": "wrong " * 4, "next": "/"})[2]) for name in ("auditor", "nosuchone")]
    check("a wrong password and an unknown name: the same words", pages[0] == pages[1])
    for _ in range(6):
        status = wrong.post("/sign-in", {"name": "auditor", "password": "wrong again and again", "next": "/"})[0]
    check("after five wrong ones: wait", status == 429, status)
    for target in ["//other.example/", "https://other.example/", "/\\other", "javascript:alert(1)"]:
        person = Person(server.port)
        status, headers, _ = person.post("/sign-in", {"name": "worker", "password": PASSWORD, "next": target})
        check(f"sign-in never leads to {target}", headers.get("location") == "/", headers.get("location"))


def api(server):
    worker = Person(server.port, "worker")
    child = worker.child()[len("/children/"):]
    ours = {"X-Candour": "1", "Content-Type": "application/json"}
    good = '{"values":{"occurred_at":"2026-11-02T10:15:00Z","note_type":"PHONE","title":"By API","happened":"x"}}'
    path = f"/api/children/{child}/case_note"
    check("the API wants its header", worker.request("POST", path, good, {"Content-Type": "application/json"})[0] == 403)
    status, _, text = worker.request("POST", path, good, ours)
    check("the API records", status == 201 and '"entry":' in text, (status, text))
    record = re.search(r'"record":"(\w+)"', text).group(1)
    seq = re.search(r'"entry":(\d+)', text).group(1)
    status, _, text = worker.get(f"/api/records/{record}")
    check("the API reads", status == 200 and '"title":"By API"' in text, text[:200])
    amend = good[:-1] + f',"replaces":{seq},"reason":"Slip"}}'
    check("the API amends", worker.request("POST", f"/api/records/{record}", amend, ours)[0] == 201)
    check("a stale version: 409", worker.request("POST", f"/api/records/{record}", amend, ours)[0] == 409)
    check("history has both", worker.get(f"/api/records/{record}/history")[2].count('"entry":') == 2)
    check("as known before: 404", worker.get(f"/api/records/{record}?as_known_at={seq}")[0] == 404)
    bad = [("recorded_at from outside", '{"values":{},"recorded_at":"2020-01-01T00:00:00Z"}', 422),
           ("a duplicate key", '{"values":{},"values":{}}', 400), ("depth", "[" * 40 + "]" * 40, 400),
           ("trailing bytes", good + "x", 400), ("a lone surrogate", '{"values":{"title":"\\ud800"}}', 400),
           ("an unknown field", '{"values":{"nonsense":"1"}}', 422), ("over 256 KB", " " * 300000, 413)]
    for name, body, wanted in bad:
        status = worker.request("POST", path, body, ours)[0]
        check(f"API: {name}", status == wanted, f"{status}, not {wanted}")
    check("the document", '"openapi":"3.1.0"' in worker.get("/api/openapi.json")[2])


def crowd(server):
    """64 connections write at once; each gets its own entry."""
    worker = Person(server.port, "worker")
    child = worker.child()
    path = f"{child}/add/case_note"
    forms_ = [worker.form(path) for _ in range(64)]
    places, lock = set(), threading.Lock()

    def one(i):
        person = Person(server.port)
        person.cookie = worker.cookie
        status, headers, _ = person.post(path, {**forms_[i], **NOTE, "title": f"Crowd {i}"})
        with lock:
            places.add(headers.get("location") if status == 303 else f"status {status}")
    threads = [threading.Thread(target=one, args=(i,)) for i in range(64)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("64 writes at once are 64 records", len(places) == 64 and all(p and p.startswith("/records/") for p in places),
          len(places))
    for _ in range(20):                                  # gone while it waits
        s = socket.create_connection(("127.0.0.1", server.port))
        body = urllib.parse.urlencode({"name": "worker", "password": PASSWORD})
        s.sendall(f"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        s.close()
    time.sleep(1)
    check("clients that go while they wait do no harm", Person(server.port).get("/ready")[0] == 200)


def drip(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=90) as s:
        start = time.time()
        ended = False
        try:
            for _ in range(100):
                s.sendall(b"G" if _ == 0 else b"E")
                time.sleep(0.7)
                s.settimeout(0.01)
                try:
                    ended = s.recv(1) == b""
                except TimeoutError:
                    ended = False
                if ended:
                    break
        except ConnectionError:
            ended = True
    check("a head sent a byte at a time is cut off", ended and time.time() - start < 20, time.time() - start)


check("demo is made", run("demo", "--children", "30", "--seed", "3", "--store", store).returncode == 0)
server = Server()
check("it listens", server.port > 0)
busy = run("serve", "--listen", f"127.0.0.1:{server.port}", "--store", store)
check("a port in use: status 2 and a sentence", busy.returncode == 2 and "another program" in busy.stderr, busy.stderr)
for part in (heads, answers, forms, absent, sessions, api, crowd, drip):
    try:
        part(server)
    except Exception as error:                           # a part that breaks is a failure, not the end
        check(f"{part.__name__} runs to its end", False, repr(error))
check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
check("and the tables are what the ledger says", run("rebuild", "--compare", "--store", store).returncode == 0)
server = Server()
worker = Person(server.port, "worker")
path = f"{worker.child()}/add/case_note"
status, headers, _ = worker.post(path, {**worker.form(path), **NOTE, "title": "Before the kill"})
server.end(signal.SIGKILL)
server = Server()
worker = Person(server.port, "worker")
check("what was acknowledged survives kill -9", "Before the kill" in worker.get(headers["location"])[2])
check("ended by interrupt", server.end(signal.SIGINT) == 0)
check("the ledger verifies after the kill", run("verify", "--store", store).returncode == 0)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
