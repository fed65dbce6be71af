#!/usr/bin/env python3
"""Figures as ratios within one run. usage: bench.py CANDOUR LOAD BARE RAW
CHILDREN (2000) sets the size of the authority, SECONDS (4) the length of each load. Judges nothing; prints a table."""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

candour, load, bare, raw = map(os.path.abspath, sys.argv[1:5])
children = os.environ.get("CHILDREN", "2000")
seconds = os.environ.get("SECONDS", "4")
folder = tempfile.mkdtemp(prefix="candour-bench-")
store = os.path.join(folder, "demo.db")
here = os.path.dirname(os.path.abspath(__file__))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def fetch(port, path, cookie=None, data=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    if cookie:
        request.add_header("Cookie", cookie)
    try:
        answer = urllib.request.build_opener(NoRedirect).open(request)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.headers, answer.read().decode("utf-8", "replace")


def request_file(name, text):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text.encode())
    return path


def run_load(port, clients, file):
    out = subprocess.run([load, str(port), str(clients), seconds, file], capture_output=True, text=True).stdout
    return [float(word) for word in out.split()]


def timed(*command):
    start = time.monotonic()
    subprocess.run(command, capture_output=True, check=False)
    return time.monotonic() - start


def show(name, words):
    print(f"{name:42} {words}", flush=True)


start = time.monotonic()
subprocess.run([candour, "demo", "--children", children, "--seed", "1", "--store", store], check=True,
               capture_output=True)
took = time.monotonic() - start
size = os.path.getsize(store)
server = subprocess.Popen([candour, "serve", "--listen", "127.0.0.1:0", "--store", store], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
headers, _ = fetch(port, "/sign-in", data=urllib.parse.urlencode(
    {"name": "worker", "password": "invented people only", "next": "/"}).encode())
cookie = headers["Set-Cookie"].split(";")[0]


def opens(child):
    try:
        return fetch(port, f"/children/{child}", cookie)[1]
    except urllib.error.HTTPError:
        return None


child = next(filter(opens, re.findall(r"/children/([0-9a-f]{32})", fetch(port, "/children?open=1", cookie)[1])))
page = fetch(port, f"/children/{child}", cookie)[1]
entries = int(re.search(r"candour_entries (\d+)", fetch(port, "/metrics")[1]).group(1))
show("authority", f"{children} children, {entries} entries in {took:.1f} s, {size / entries:.0f} bytes an entry")

get = request_file("get", f"GET /children/{child} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n")
bytes_file = request_file("page", page)
bare_port = port + 1 if port < 65000 else port - 1
yardstick = subprocess.Popen([bare, str(bare_port), store, child, bytes_file])
time.sleep(0.5)
ratios, ours, theirs = [], None, None
for _ in range(3):
    ours, theirs = run_load(port, 32, get), run_load(bare_port, 32, get)
    ratios.append((theirs[0] / ours[0], ours[2] / theirs[2]))
yardstick.kill()
show("child's page, 32 clients", f"{ours[0]:.0f}/s, p99 {ours[2] / 1000:.1f} ms; bare {theirs[0]:.0f}/s, "
     f"p99 {theirs[2] / 1000:.1f} ms; bare is {statistics.median(r[0] for r in ratios):.2f} x as fast; "
     f"p99 {statistics.median(r[1] for r in ratios):.2f} x")

csrf = re.search(r'name="csrf" value="(\w+)"', page).group(1)
name = re.search(r'<h1[^>]*>([^<]+)', page).group(1).strip()
body = urllib.parse.urlencode({"csrf": csrf, "words": name})
search = request_file("search", "POST /children/search HTTP/1.1\r\nHost: a\r\nCookie: " + cookie +
                      "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                      f"{len(body)}\r\n\r\n{body}")
figures = run_load(port, 32, search)
show("search by name, 32 clients", f"{figures[0]:.0f}/s, p99 {figures[2] / 1000:.1f} ms")

body = urllib.parse.urlencode({"csrf": csrf, "occurred_at-day": "2", "occurred_at-month": "11",
                               "occurred_at-year": "2026", "note_type": "PHONE", "title": "Load",
                               "happened": "A note of about three hundred bytes. " * 8}) + \
    "&entry=@ENTRY@@@@@@@@@@@@@@@@@@@@@@@@@@"
save = request_file("save", f"POST /children/{child}/add/case_note HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}")
one, sixteen, many = run_load(port, 1, save), run_load(port, 16, save), run_load(port, 32, save)
show("durable case note, 1 writer", f"{one[0]:.0f}/s, p99 {one[2] / 1000:.1f} ms")
show("durable case note, 16 writers", f"{sixteen[0]:.0f}/s, p99 {sixteen[2] / 1000:.1f} ms; "
     f"{sixteen[0] / one[0]:.1f} x one")
show("durable case note, 32 writers", f"{many[0]:.0f}/s, p99 {many[2] / 1000:.1f} ms; {many[3] + one[3] + sixteen[3]:.0f} refused")
with open(f"/proc/{server.pid}/status") as status:
    show("memory of serve", re.search(r"VmRSS:\s+(\d+)", status.read()).group(1) + " kB")
server.terminate()
server.wait()

hashing = [float(subprocess.run([raw, store], capture_output=True, text=True).stdout) for _ in range(3)]
for threads in ("1", "2"):
    took = [timed(candour, "verify", "--threads", threads, "--store", store) for _ in range(3)]
    ratio = statistics.median(hashing) / statistics.median(took)
    show(f"verify, {threads} thread(s)", f"{statistics.median(took):.2f} s; {ratio:.2f} of raw hashing "
         f"({statistics.median(hashing):.2f} s)")

census = os.path.join(folder, "census.xml")
subprocess.run([sys.executable, os.path.join(here, "../../tools/gen_cin.py"), "--children",
                os.environ.get("CENSUS", "6000"), "--out", census, "--mild"], check=True, capture_output=True)
megabytes = os.path.getsize(census) / 1e6
empty = os.path.join(folder, "census.db")
subprocess.run([candour, "init", "--authority", "Bench", "--store", empty], check=True, capture_output=True)
took = timed(candour, "import", "cin", census, "--store", empty)
plain = timed("xmllint", "--stream", "--noout", census)
show("import cin", f"{megabytes:.1f} MB at {megabytes / took:.1f} MB/s; xmllint --stream {megabytes / plain:.0f} MB/s")
subprocess.run(["rm", "-rf", folder], check=False)
