#!/usr/bin/env python3
"""Pages of every day at ten times the size of a borough: queue, my day, decide, child, search as one types, and a
contact of two known children saved. usage: pages.py CANDOUR LOAD BARE
CHILDREN (87000) sets the size, STORE takes a store of 'candour demo' that is there already (contacts are added to it;
postgresql:// as well), SECONDS (4) is the length of each load. Judges nothing: prints milliseconds as one client sees
them, and as a ratio to the yardstick, the child's page done bare in the same run (SQLite only)."""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

candour, load, bare = map(os.path.abspath, sys.argv[1:4])
seconds = os.environ.get("SECONDS", "4")
folder = tempfile.mkdtemp(prefix="candour-bench-")
store = os.environ.get("STORE")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def fetch(path, cookie=None, data=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    if cookie:
        request.add_header("Cookie", cookie)
    try:
        answer = urllib.request.build_opener(NoRedirect).open(request)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def sign_in(name):
    form = urllib.parse.urlencode({"name": name, "password": "invented people only", "next": "/"}).encode()
    return fetch("/sign-in", data=form)[1]["Set-Cookie"].split(";")[0]


def run_load(at, cookie, path, pairs=None):
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n"
    if pairs is not None:
        body = urllib.parse.urlencode(pairs, safe="@")
        head = (f"POST {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}")
    file = os.path.join(folder, "request")
    with open(file, "w", encoding="ascii") as to:
        to.write(head)
    out = subprocess.run([load, str(at), "1", seconds, file], capture_output=True, text=True, check=True).stdout
    return [float(word) for word in out.split()]


def show(name, path, cookie, pairs=None):
    figures = run_load(port, cookie, path, pairs)
    ratio = f"; {figures[1] / yardstick[1]:.1f} x and {figures[2] / yardstick[2]:.1f} x bare" if yardstick else ""
    print(f"{name:34} p50 {figures[1] / 1000:7.2f} ms, p99 {figures[2] / 1000:7.2f} ms{ratio}"
          f"{f'; {figures[3]:.0f} refused' if figures[3] else ''}", flush=True)


if not store:
    store = os.path.join(folder, "demo.db")
    start = time.monotonic()
    subprocess.run([candour, "demo", "--children", os.environ.get("CHILDREN", "87000"), "--seed", "1", "--store", store],
                   check=True, capture_output=True)
    print(f"made in {time.monotonic() - start:.0f} s")
server = subprocess.Popen([candour, "serve", "--listen", "127.0.0.1:0", "--store", store], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
yardstick = None
try:
    worker, mash, manager = (sign_in(name) for name in ("worker", "mash", "manager"))
    print("entries", re.search(r"candour_entries (\d+)", fetch("/metrics")[2]).group(1))
    listed = re.findall(r"/children/([0-9a-f]{32})", fetch("/children?open=1", worker)[2])
    known = [child for child in dict.fromkeys(listed) if fetch(f"/children/{child}", manager)[0] == 200][:2]
    form = fetch("/contacts/new", worker)[2]
    page = fetch(f"/children/{known[0]}", manager)[2]
    if not store.startswith("postgres"):
        with open(os.path.join(folder, "page"), "w", encoding="utf-8") as to:
            to.write(page)
        free = socket.create_server(("127.0.0.1", 0))
        beside_port = free.getsockname()[1]
        free.close()
        beside = subprocess.Popen([bare, str(beside_port), store, known[0], os.path.join(folder, "page")])
        time.sleep(1)
        yardstick = run_load(beside_port, manager, f"/children/{known[0]}")
        beside.kill()
        print(f"{'bare (yardstick)':34} p50 {yardstick[1] / 1000:7.2f} ms, p99 {yardstick[2] / 1000:7.2f} ms")
    show("child's page", f"/children/{known[0]}", manager)
    show("queue", "/queue", mash)
    decide = re.search(r"/contacts/[0-9a-f]{32}/decide", fetch("/queue", mash)[2])
    if decide:
        show("decide page", decide.group(0), mash)
    show("my day, a social worker's", "/day", worker)
    show("my day, a team manager's", "/day", manager)
    csrf = re.search(r'name="csrf" value="(\w+)"', form).group(1)
    surname = re.search(r"<h1[^>]*>([^<]+)", page).group(1).split()[-1]
    typed = [surname[:n] for n in range(2, len(surname) + 1)] + ["Mo", "Mohammed Khan", "Smith", "Smitth"]
    for words in typed:
        show(f"search as one types: {words}", "/contacts/find", worker, [("csrf", csrf), ("find", words)])
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    pairs = {name: value for name, value in fields.items() if name in ("csrf", "rows")}
    pairs.update({"source": "6", "concern": "A load of two known children", "received_at-day": "2",
                  "received_at-month": "11", "received_at-year": "2026", "received_at-time": "10:00",
                  "rag": "AMBER", "go": "save", "entry": "@ENTRY@@@@@@@@@@@@@@@@@@@@@@@@@@"})
    show("contact of two children, durable", "/contacts/new", worker,
         list(pairs.items()) + [("child", child) for child in known])
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        print("memory of serve", re.search(r"VmRSS:\s+(\d+)", status.read()).group(1), "kB")
finally:
    server.terminate()
    server.wait()
    subprocess.run(["rm", "-rf", folder], check=False)
