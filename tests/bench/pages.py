#!/usr/bin/env python3
"""Pages of every day at ten times the size of a borough: queue, my day, decide, child, search as one types, and a
contact of two known children saved. usage: pages.py CANDOUR LOAD BARE OVERHEAR
CHILDREN (87000) sets the size, STORE takes a store of 'candour demo' that is there already (contacts are added to it;
postgresql:// as well), SECONDS (4) is the length of each load. Judges nothing: prints milliseconds as one client sees
them, and as a ratio to the yardstick, the child's page done bare in the same run (SQLite only; nothing is written)."""
import os
import re
import subprocess
import sys
import tempfile
import time

import yardstick
from yardstick import get_text, post_text

candour, load, bare, overhear = map(os.path.abspath, sys.argv[1:5])
seconds = os.environ.get("SECONDS", "4")
folder = tempfile.mkdtemp(prefix="candour-bench-")
store = os.environ.get("STORE")


def fetch(path, cookie=None):
    return yardstick.fetch(port, path, cookie)


def run_load(at, text, status="200", words="<"):
    file = os.path.join(folder, "request")
    with open(file, "w", encoding="ascii") as to:
        to.write(text)
    out = subprocess.run([load, str(at), "1", seconds, file, status, words], capture_output=True, text=True,
                         check=True).stdout
    return [float(word) for word in out.split()]


def show(name, path, cookie, pairs=None, status="200", words="<"):
    figures = run_load(port, post_text(path, cookie, pairs) if pairs else get_text(path, cookie), status, words)
    ratio = f"; {figures[1] / beside[1]:.1f} x and {figures[2] / beside[2]:.1f} x bare" if beside else ""
    print(f"{name:34} p50 {figures[1] / 1000:7.2f} ms, p99 {figures[2] / 1000:7.2f} ms{ratio}"
          f"{f'; {figures[3]:.0f} refused' if figures[3] else ''}", flush=True)


if not store:
    store = os.path.join(folder, "demo.db")
    start = time.monotonic()
    subprocess.run([candour, "demo", "--children", os.environ.get("CHILDREN", "87000"), "--seed", "1", "--store", store],
                   check=True, capture_output=True)
    print(f"made in {time.monotonic() - start:.0f} s")
beside = None
if not store.startswith("postgres"):
    heard = yardstick.Overheard(candour, overhear, store, folder)
    manager = yardstick.sign_in(heard.port, "manager")
    listed = re.findall(r"/children/([0-9a-f]{32})", yardstick.fetch(heard.port, "/children?open=1", manager)[2])
    child = next(child for child in listed if yardstick.fetch(heard.port, f"/children/{child}", manager)[0] == 200)
    script = heard.script("page", get_text(f"/children/{child}", manager))
    heard.end(quietly=True)
    bare_one = yardstick.Bare(bare, store, script[0], "never")
    beside = run_load(bare_one.port, get_text("/", "none"))
    bare_one.end()
    print(f"{'bare (yardstick)':34} p50 {beside[1] / 1000:7.2f} ms, p99 {beside[2] / 1000:7.2f} ms")
server, port = yardstick.serve(candour, store)
try:
    worker, mash, manager = (yardstick.sign_in(port, name) for name in ("worker", "mash", "manager"))
    print("entries", re.search(r"candour_entries (\d+)", fetch("/metrics")[2]).group(1))
    listed = re.findall(r"/children/([0-9a-f]{32})", fetch("/children?open=1", worker)[2])
    known = [child for child in dict.fromkeys(listed) if fetch(f"/children/{child}", manager)[0] == 200][:2]
    form = fetch("/contacts/new", worker)[2]
    page = fetch(f"/children/{known[0]}", manager)[2]
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
         list(pairs.items()) + [("child", child) for child in known], "303", "\nLocation: /")
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        print("memory of serve", re.search(r"VmRSS:\s+(\d+)", status.read()).group(1), "kB")
finally:
    server.terminate()
    server.wait()
    subprocess.run(["rm", "-rf", folder], check=False)
