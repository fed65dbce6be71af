#!/usr/bin/env python3
"""The server at its socket: heads that two parsers could read differently, forms that are not ours, sessions
that end, requests that wait, a clean end. Usage: test_server.py CANDOUR. Prints 'N passed, N failed'."""
import http.client
import json
import os
import re
import resource
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import warnings

sys.dont_write_bytecode = True
from serving import PASSWORD, Person, Server, check, finish, raw, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-server-")
store = os.path.join(folder, "demo.db")

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
    status, headers, text = person.request("HEAD", "/sign-in")
    check("HEAD is GET without a body", status == 200 and text == "" and int(headers["content-length"]) > 1000, headers)
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


def merged(server):
    worker = Person(server.port, "worker")
    one, other = worker.children(2)
    path = f"{one}/add/same_person"
    why = {"why": "The same birth certificate"}
    status, _, page = worker.post(path, {**worker.form(path), "same_as": one[-32:], **why})
    check("a record does not give way to itself", status == 422 and "cannot give way to itself" in page, status)
    status, headers, _ = worker.post(path, {**worker.form(path), "same_as": other[-32:], **why})
    check("two records of one person", status == 303, status)
    record = re.search(r"/records/[0-9a-f]{32}", headers.get("location", "") + worker.get(one)[2]).group(0)
    page = worker.get(one)[2]
    check("merged into the one that is kept", "Merged into" in page and other in page)
    check("which shows both", "1 other record of this person was merged" in worker.get(other)[2])
    listed = worker.children(99)
    check("and stands in the list alone", other in listed and one not in listed)
    for found in re.findall(r"/records/[0-9a-f]{32}", page):
        if "Same person" in worker.get(found)[2]:
            record = found
    path = f"{record}/amend"
    status, _, page = worker.post(path, {**worker.form(path), "same_as": other[-32:], **why, "withdraw": "Y",
                                         "reason": "They are two"})
    check("parted again", status == 303 and "Merged into" not in worker.get(one)[2]
          and one in worker.children(99), status)


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
    many = '{"values":{"occurred_at":"never","note_type":"XX","title":"a"}}'
    status, headers, text = worker.request("POST", path, many, ours)
    problem = json.loads(text)
    check("every problem by its field", status == 422 and headers["content-type"] == "application/problem+json"
          and {p["field"] for p in problem["problems"]} >= {"occurred_at", "note_type"}, text)
    check("a new record replaces nothing",
          worker.request("POST", path, good[:-1] + ',"replaces":1,"reason":"x"}', ours)[0] == 422)
    check("replaces is a number", worker.request("POST", f"/api/records/{record}",
                                                 good[:-1] + ',"replaces":"1","reason":"x"}', ours)[0] == 422)
    check("an amendment says why", '"field":"reason"' in worker.request(
        "POST", f"/api/records/{record}", good[:-1] + f',"replaces":{seq}}}', ours)[2])
    entry = good[:-1] + ',"entry":"' + "7" * 32 + '"}'
    check("an entry of one's own", worker.request("POST", path, entry, ours)[0] == 201)
    check("sent twice is recorded once", worker.request("POST", path, entry, ours)[0] == 200)
    status, headers, text = worker.get(f"/api/children/{child}")
    about = json.loads(text)
    check("one child", status == 200 and about["person"]["record"] == child and about["reference"], text[:200])
    check("the size that it was read at", headers["x-candour-size"] == str(about["size"]), headers)
    born = about["person"]["event_from"][:10]
    check("before anything was so", worker.get(f"/api/children/{child}?as_of=1950-01-01")[0] == 404)
    check("before anything was known", worker.get(f"/api/children/{child}?as_known_at=0")[0] == 404)
    now = json.loads(worker.get(f"/api/children/{child}/records")[2])["records"]
    then = json.loads(worker.get(f"/api/children/{child}/records?as_of=2026-11-01")[2])["records"]
    check("as of a day: begun by then, not ended", 0 < len(then) < len(now)
          and all(r["event_from"] < "2026-11-02" for r in then), (len(then), len(now), born))
    known = json.loads(worker.get(f"/api/children/{child}/records?as_known_at={seq}")[2])
    check("as known with so many entries", known["known_size"] == int(seq)
          and all(r["entry"] < int(seq) for r in known["records"]), known["known_size"])
    check("of one kind", {r["kind"] for r in json.loads(
        worker.get(f"/api/children/{child}/records?kind=case_note")[2])["records"]} == {"case_note"})
    for query in ["as_of=yesterday", "as_known_at=x", "kind=nonsense"]:
        check(f"?{query}", worker.get(f"/api/children/{child}/records?{query}")[0] == 422)
    absent_ = [worker.get(p)[2] for p in (f"/api/children/{'0' * 31}1", f"/api/records/{'0' * 31}1",
                                          "/api/children/zz", "/api/nowhere")]
    check("absences are the same bytes", len(set(absent_)) == 1, absent_)
    document = json.loads(worker.get("/openapi.json")[2])
    check("the document", document["openapi"] == "3.1.0" and "case_note" in document["components"]["schemas"])
    for where, methods in document["paths"].items():
        for method, told in methods.items():
            named = {p["name"] for p in told["parameters"] if p["in"] == "path"}
            check(f"{method} {where} names its parameters", named == set(re.findall(r"{(\w+)}", where)), named)
            check(f"{method} {where} has a body when it posts", ("requestBody" in told) == (method == "post"))
    used = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    check("every schema that is named is there", used <= set(document["components"]["schemas"]), used)


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


def silence():
    """Nothing of any person gets into the log: words, names, ids, passwords, cookies, what was searched for."""
    where = os.path.join(folder, "log")
    with open(where, "w") as log:
        server = Server(where=store, log=log)
        worker = Person(server.port, "worker")
        child = worker.child()
        name = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", worker.get(child)[2], re.S).group(1)
        path = f"{child}/add/case_note"
        hidden = worker.form(path)
        worker.post(path, {**hidden, **NOTE, "title": "Canary in a title", "happened": "Canary in words"})
        worker.post(path, {**hidden, **NOTE, "title": "Canary again"})
        worker.post(path, {**NOTE, "title": "Canary without a token"})
        worker.post("/children/search", {**hidden, "words": "Canarysearch"})
        worker.get(f"{child}?show=Canaryquery")
        worker.get("/Canarypath")
        Person(server.port).post("/sign-in", {"name": "canaryname", "password": "Canarypassword", "next": "/"})
        raw(server.port, b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX: Canary\x01\r\n\r\n")
        server.end()
    said = open(where).read()
    check("the log says something", said.count('"request"') >= 10, said[:200])
    for word in ["anary", PASSWORD, child.split("/")[-1], worker.cookie.split("=")[1], hidden["csrf"], name, "words="]:
        check(f"not in the log: {word}", word not in said, said[max(0, said.find(word) - 200):][:300])
    for line in said.splitlines():
        json.loads(line)


def proxy():
    server = Server("--behind-proxy", "127.0.0.1", where=store)
    person = Person(server.port)
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    fields = {"name": "worker", "password": PASSWORD, "next": "/"}
    status, headers, _ = person.post("/sign-in", fields, told)
    check("behind a proxy with TLS the cookie is __Host-", status == 303
          and headers["set-cookie"].startswith("__Host-candour=") and "; Secure" in headers["set-cookie"]
          and "Domain" not in headers["set-cookie"], headers.get("set-cookie"))
    check("and HSTS is said", "strict-transport-security" in headers)
    check("figures never through a proxy", person.get("/metrics", told)[0] == 404)
    check("nor with a forged address", person.get("/metrics", {"X-Forwarded-For": "127.0.0.1"})[0] == 404)
    for i in range(51):                                  # wrong passwords of many names, from one address
        status = person.post("/sign-in", {"name": f"nobody{i}", "password": "wrong again", "next": "/"}, told)[0]
    check("wrong passwords count for the address that the proxy tells", status == 429, status)
    other = {**told, "X-Forwarded-For": "203.0.113.10"}
    check("and not for another", person.post("/sign-in", fields, other)[0] == 303)
    odd = {**told, "X-Forwarded-For": "<script>, " + "x" * 300}
    check("an address that is none", person.post("/sign-in", fields, odd)[0] == 303)
    server.end()
    server = Server(where=store)                         # nobody is believed
    person = Person(server.port)
    status, headers, _ = person.post("/sign-in", fields, {**told, "X-Forwarded-For": "203.0.113.9"})
    check("without --behind-proxy nothing is believed", status == 303
          and headers["set-cookie"].startswith("candour=") and "strict-transport-security" not in headers, headers)
    server.end()


def tls():
    pem, key = os.path.join(folder, "c.pem"), os.path.join(folder, "k.pem")
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-keyout", key, "-out", pem, "-days", "2", "-subj", "/CN=localhost"], capture_output=True)
    if made.returncode:
        check("a certificate is made", False, made.stderr)
        return
    check("a certificate alone: status 2", run("serve", "--tls-cert", pem, "--store", store).returncode == 2)
    server = Server("--tls-cert", pem, "--tls-key", key, where=store)
    context = ssl.create_default_context(cafile=pem)
    context.check_hostname = False
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=10)
    connection.request("POST", "/sign-in", urllib.parse.urlencode({"name": "manager", "password": PASSWORD, "next": "/"}),
                       {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    check("TLS by itself", answer.status == 303 and answer.getheader("Set-Cookie").startswith("__Host-candour=")
          and answer.getheader("Strict-Transport-Security"), answer.status)
    connection.close()
    for version, wanted in [(ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_1, False)]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as s, context.wrap_socket(s):
                spoken = True
        except (ssl.SSLError, ConnectionError):
            spoken = False
        check(f"{version.name} is {'' if wanted else 'not '}spoken", spoken == wanted)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            plain = s.recv(100)
        except ConnectionError:
            plain = b""
    check("plain words to a TLS port get no page", b"200" not in plain and b"<html" not in plain, plain)
    check("TLS ends cleanly", server.end() == 0)


def surroundings():
    told = os.path.join(folder, "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(told)
        manager.settimeout(10)
        server = Server(where=store, env={"NOTIFY_SOCKET": told})
        check("the service manager hears that it is ready", manager.recv(100) == b"READY=1")
        server.end()
        check("and that it ends", manager.recv(100) == b"STOPPING=1")
    if socket.has_ipv6:
        server = Server(where=store, listen="[::1]:0")
        try:
            with socket.create_connection(("::1", server.port), timeout=5) as s:
                s.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                check("IPv6", b" 200 " in s.recv(100))
            check("and it ends", server.end() == 0)
        except OSError as error:
            print(f"IPv6 is not tried here: {error}")

    def few(files):
        return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    tight = subprocess.run([sys.argv[1], "serve", "--listen", "127.0.0.1:0", "--store", store], capture_output=True,
                           text=True, preexec_fn=few(60))
    check("60 files: status 2 and a sentence", tight.returncode == 2 and "open only 60 files" in tight.stderr, tight.stderr)
    server = Server(where=store, before=few(120))
    held = []
    for _ in range(90):                                  # more than there is room for
        held.append(socket.create_connection(("127.0.0.1", server.port), timeout=5))
    for s in held:
        s.close()
    time.sleep(0.5)
    check("more clients than files do no harm", Person(server.port).get("/ready")[0] == 200)
    check("it ends", server.end() == 0)


check("demo is made", run("demo", "--children", "30", "--seed", "3", "--store", store).returncode == 0)
server = Server(where=store)
check("it listens", server.port > 0)
busy = run("serve", "--listen", f"127.0.0.1:{server.port}", "--store", store)
check("a port in use: status 2 and a sentence", busy.returncode == 2 and "another program" in busy.stderr, busy.stderr)
for part in (heads, answers, forms, merged, absent, sessions, api, crowd, drip):
    try:
        part(server)
    except Exception as error:                           # a part that breaks is a failure, not the end
        check(f"{part.__name__} runs to its end", False, repr(error))
check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
check("and the tables are what the ledger says", run("rebuild", "--compare", "--store", store).returncode == 0)
server = Server(where=store)
worker = Person(server.port, "worker")
path = f"{worker.child()}/add/case_note"
status, headers, _ = worker.post(path, {**worker.form(path), **NOTE, "title": "Before the kill"})
server.end(signal.SIGKILL)
server = Server(where=store)
worker = Person(server.port, "worker")
check("what was acknowledged survives kill -9", "Before the kill" in worker.get(headers["location"])[2])
check("ended by interrupt", server.end(signal.SIGINT) == 0)
for part in (silence, proxy, tls, surroundings):
    try:
        part()
    except Exception as error:
        check(f"{part.__name__} runs to its end", False, repr(error))
check("the ledger verifies after the kill", run("verify", "--store", store).returncode == 0)
finish()
