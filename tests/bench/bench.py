#!/usr/bin/env python3
"""Figures as ratios within one run. usage: bench.py CANDOUR LOAD BARE RAW OVERHEAR
CHILDREN (2000) sets the size of the authority, SECONDS (4) the length of each load. Judges nothing; prints a table.
A child's page, a search and a saved case note stand beside `bare`, which runs the same statements and answers with the
same bytes: yardstick.py says how. An answer that is not what was asked for counts as refused, and is told."""
import html
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import yardstick
from yardstick import fetch, get_text, post_text, processor_us

candour, load, bare, raw, overhear = map(os.path.abspath, sys.argv[1:6])
children = os.environ.get("CHILDREN", "2000")
seconds = os.environ.get("SECONDS", "4")
rounds = int(os.environ.get("ROUNDS", "3"))
folder = tempfile.mkdtemp(prefix="candour-bench-")
store, beside = (os.path.join(folder, name) for name in ("demo.db", "beside.db"))
here = os.path.dirname(os.path.abspath(__file__))


def run_load(server, port, clients, text, wanted):
    path = os.path.join(folder, "request")
    with open(path, "wb") as file:
        file.write(text.encode())
    before = processor_us(server)
    out = subprocess.run([load, str(port), str(clients), seconds, path, *wanted], capture_output=True, text=True,
                         check=True).stdout
    figures = [float(word) for word in out.split()]
    return {"rate": figures[0], "p99": figures[2] / 1000, "refused": figures[3],
            "processor": (processor_us(server) - before) / max(1, figures[0] * float(seconds))}


def timed(*command):
    start = time.monotonic()
    subprocess.run(command, capture_output=True, check=False)
    return time.monotonic() - start


def show(name, words):
    print(f"{name:34} {words}", flush=True)


def refused(*figures):
    count = sum(one["refused"] for one in figures)
    return f"; {count:.0f} REFUSED" if count else ""


def requests(port):
    """The three requests of this server's session, and what their answers must be and hold."""
    cookie = yardstick.sign_in(port, "worker")
    listed = re.findall(r"/children/([0-9a-f]{32})", fetch(port, "/children?open=1", cookie)[2])
    child = next(child for child in listed if fetch(port, f"/children/{child}", cookie)[0] == 200)
    page = fetch(port, f"/children/{child}", cookie)[2]
    csrf = re.search(r'name="csrf" value="(\w+)"', page).group(1)
    name = html.unescape(re.search(r'<h1[^>]*>([^<]+)', page).group(1).strip())
    note = [("csrf", csrf), ("occurred_at-day", "2"), ("occurred_at-month", "11"), ("occurred_at-year", "2026"),
            ("note_type", "PHONE"), ("title", "Load"), ("happened", "A note of about three hundred bytes. " * 8),
            ("entry", "@ENTRY@@@@@@@@@@@@@@@@@@@@@@@@@@")]
    return {
        "page": (get_text(f"/children/{child}", cookie), ("200", f"/children/{child}/print")),
        "search": (post_text("/children/search", cookie, [("csrf", csrf), ("words", name)]),
                   ("200", f'href="/children/{child}"')),
        "save": (post_text(f"/children/{child}/add/case_note", cookie, note), ("303", "\nLocation: /")),
    }


def beside_bare(label, server, port, request, script, mode, clients=32):
    """Both in turn; the last figures, and the median of the ratios."""
    text, wanted = request
    paths, statements, steps = script
    yard = yardstick.Bare(bare, beside, paths, mode)
    pairs = []
    for _ in range(rounds):
        pairs.append((run_load(server, port, clients, text, wanted),
                      run_load(yard.server, yard.port, clients, text, wanted)))
    yard.end()
    ours, theirs = pairs[-1]
    slower, later, dearer = (statistics.median(ratio) for ratio in zip(
        *((b["rate"] / a["rate"], a["p99"] / b["p99"], a["processor"] / b["processor"]) for a, b in pairs)))
    show(f"{label}, {clients} clients", f"{ours['rate']:.0f}/s, p99 {ours['p99']:.1f} ms, processor "
         f"{ours['processor']:.0f} us; bare ({statements} statements, {steps} steps) {theirs['rate']:.0f}/s, "
         f"p99 {theirs['p99']:.1f} ms, {theirs['processor']:.0f} us: {slower:.2f} x as fast, p99 {later:.2f} x, "
         f"processor {dearer:.2f} x{refused(*(one for pair in pairs for one in pair))}")


def verify_beside_hashing(label):
    """The log of reads is verified as well, line by line: it is no part of the yardstick."""
    hashing = statistics.median(float(subprocess.run([raw, store], capture_output=True, text=True, check=True).stdout)
                                for _ in range(3))
    for threads in ("1", "2"):
        took = statistics.median(timed(candour, "verify", "--threads", threads, "--store", store) for _ in range(3))
        show(f"{label}, {threads} thread(s)", f"{took:.2f} s; {hashing / took:.2f} of raw hashing ({hashing:.2f} s)")


start = time.monotonic()
subprocess.run([candour, "demo", "--children", children, "--seed", "1", "--store", store], check=True,
               capture_output=True)
took = time.monotonic() - start
size = os.path.getsize(store)
shutil.copy(store, beside)
if not os.environ.get("PAGES_ONLY"):
    verify_beside_hashing("verify")

heard = yardstick.Overheard(candour, overhear, beside, folder)
scripts = {name: heard.script(name, text) for name, (text, _) in requests(heard.port).items()}
heard.end()

server, port = yardstick.serve(candour, store)
entries = int(re.search(r"candour_entries (\d+)", fetch(port, "/metrics")[2]).group(1))
show("authority", f"{children} children, {entries} entries in {took:.1f} s, {size / entries:.0f} bytes an entry")
asked = requests(port)
beside_bare("child's page", server, port, asked["page"], scripts["page"], "soon")
beside_bare("search by name", server, port, asked["search"], scripts["search"], "soon")
beside_bare("durable case note", server, port, asked["save"], scripts["save"], "wait")
one, sixteen, many = (run_load(server, port, clients, *asked["save"]) for clients in (1, 16, 32))
show("durable case note, 1 writer", f"{one['rate']:.0f}/s, p99 {one['p99']:.1f} ms{refused(one)}")
show("durable case note, 16 writers", f"{sixteen['rate']:.0f}/s, p99 {sixteen['p99']:.1f} ms; "
     f"{sixteen['rate'] / one['rate']:.1f} x one{refused(sixteen)}")
show("durable case note, 32 writers", f"{many['rate']:.0f}/s, p99 {many['p99']:.1f} ms{refused(many)}")
with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
    show("memory of serve", re.search(r"VmRSS:\s+(\d+)", status.read()).group(1) + " kB")
server.terminate()
server.wait()
if os.environ.get("PAGES_ONLY"):
    shutil.rmtree(folder)
    sys.exit()

verify_beside_hashing("verify with those looks")

census = os.path.join(folder, "census.xml")
subprocess.run([sys.executable, os.path.join(here, "../../tools/gen_cin.py"), "--children",
                os.environ.get("CENSUS", "6000"), "--out", census, "--mild"], check=True, capture_output=True)
megabytes = os.path.getsize(census) / 1e6
empty = os.path.join(folder, "census.db")
subprocess.run([candour, "init", "--authority", "Bench", "--store", empty], check=True, capture_output=True)
took = timed(candour, "import", "cin", census, "--store", empty)
plain = timed("xmllint", "--stream", "--noout", census)
show("import cin", f"{megabytes:.1f} MB at {megabytes / took:.1f} MB/s; xmllint --stream {megabytes / plain:.0f} MB/s")
shutil.rmtree(folder)
