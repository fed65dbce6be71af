#!/usr/bin/env python3
"""Pages of every day at ten times the size of a borough: queue, my day, decide, child, search as one types, and a
contact of two known children saved. usage: pages.py CANDOUR LOAD BARE OVERHEAR
CHILDREN (87000) sets the size, STORE takes a store of 'candour demo' that is there already (contacts are added to it;
postgresql:// as well), SECONDS (4) is the length of each load. Judges nothing: prints milliseconds as one client sees
them, and as a ratio to the yardstick, the child's page done bare in the same run (SQLite only; nothing is written)."""
import json
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


def kept_of(child, kind):
    return json.loads(fetch(f"/api/children/{child}/records?kind={kind}", worker)[2])["records"]


def seen_whole():
    """Of the worker's children, the one with a protection plan and the longest chronology: her pages."""
    best, most = None, 0
    for one in list(dict.fromkeys(re.findall(r"/children/([0-9a-f]{32})", fetch("/day", worker)[2]))):
        status, _, page = fetch(f"/children/{one}", worker)
        told = re.search(r"of (\d+) events", fetch(f"/children/{one}/chronology", worker)[2]) if status == 200 else None
        plans = [r["record"] for r in kept_of(one, "child_protection_plan") if not r["values"].get("end_date")] if told else []
        if plans and int(told.group(1)) > most:
            best, most = (one, f"/plans/{plans[0]}"), int(told.group(1))
    if not best:
        return {}
    child, plan = best
    pages = {f"busiest child ({most} events)": f"/children/{child}", "her chronology": f"/children/{child}/chronology",
             "her chronology, what mattered": f"/children/{child}/chronology?show=significant",
             "her family, drawn": f"/children/{child}/family", "her words": f"/children/{child}/words",
             "her plan": plan, "her plan, to edit": f"{plan}/edit", "a visit to her": f"/children/{child}/visit",
             "call a strategy discussion": f"/children/{child}/strategy"}
    minutes = re.search(r'href="(/meetings/[0-9a-f]{32}/minutes)', fetch(plan, worker)[2])
    if minutes:
        pages["minutes of her core group"] = minutes.group(1)
    for kind, name, of in (("assessment", "her assessment", "/assessments/"),
                           ("initial_conference", "her conference", "/records/"), ("cp_review", "her review", "/records/"),
                           ("strategy_discussion", "her strategy discussion", "/records/")):
        records = kept_of(child, kind)
        if records:
            pages[name] = of + records[0]["record"]
    return pages


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
    show("my day, a conference chair's", "/day", yardstick.sign_in(port, "chair"))
    show("missing children", "/missing", manager)
    show("privately fostered children", "/private-fostering", manager)
    show("direct-work tools", "/tools", worker)
    show("a partner's first page", "/partner", yardstick.sign_in(port, "police"))
    whole = seen_whole()
    for name, path in whole.items():
        show(name, path, worker)
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
