#!/usr/bin/env python3
"""Kills the server with SIGKILL under load, again and again: whatever it had acknowledged is there, and the ledger verifies.
usage: test_crash.py CANDOUR. KILLS= (20) and SEED= may be set. Prints 'N passed, N failed'."""
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="candour-crash-")
store = os.path.join(folder, "demo.db")
kills, seed = int(os.environ.get("KILLS", "20")), int(os.environ.get("SEED", "1"))
dice = random.Random(seed)
print(f"seed {seed}")


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def serve():
    process = subprocess.Popen([candour, "serve", "--listen", "127.0.0.1:0", "--store", store], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    return process, int(re.search(r":(\d+)/", process.stdout.readline()).group(1))


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


check("a ledger is made", run("demo", "--children", "20", "--seed", "4", "--store", store).returncode == 0)
process, port = serve()
status, headers, _ = ask(port, "POST", "/sign-in", urllib.parse.urlencode(
    {"name": "worker", "password": "invented people only", "next": "/"}),
    {"Content-Type": "application/x-www-form-urlencoded"})
cookie = headers["Set-Cookie"].split(";")[0]
page = ask(port, "GET", "/children?open=1", None, {"Cookie": cookie})[2]
child = next(c for c in re.findall(r"/children/([0-9a-f]{32})", page)
             if ask(port, "GET", f"/children/{c}", None, {"Cookie": cookie})[0] == 200)
acknowledged = {}


def write(port, stop):
    sent = {"Cookie": cookie, "X-Candour": "1", "Content-Type": "application/json"}
    while not stop.is_set():
        entry = uuid.uuid4().hex
        body = json.dumps({"entry": entry, "values": {"occurred_at": "2026-11-02T10:00:00Z", "note_type": "PHONE",
                                                      "title": entry, "happened": "Under load."}})
        try:
            status, _, text = ask(port, "POST", f"/api/children/{child}/case_note", body, sent)
        except (OSError, http.client.HTTPException):
            return
        if status == 201:
            acknowledged[entry] = json.loads(text)["entry"]


for kill in range(kills):
    stop = threading.Event()
    writers = [threading.Thread(target=write, args=(port, stop)) for _ in range(8)]
    for thread in writers:
        thread.start()
    time.sleep(dice.uniform(0.02, 0.3))
    process.send_signal(signal.SIGKILL)
    process.wait()
    stop.set()
    for thread in writers:
        thread.join()
    process, port = serve()
sample = list(acknowledged.items())
lost = 0
for entry, seq in sample:
    status, _, text = ask(port, "GET", f"/api/records/{entry}", None, {"Cookie": cookie})
    lost += not (status == 200 and json.loads(text)["entry"] == seq)
check(f"{kills} kills, {len(sample)} acknowledged, none lost", lost == 0 and len(sample) > kills, lost)
process.send_signal(signal.SIGTERM)
check("it ends cleanly", process.wait(20) == 0)
answer = run("verify", "--store", store)
check("verify is clean", answer.returncode == 0, answer.stdout)
answer = run("rebuild", "--compare", "--store", store)
check("the tables are what the ledger says", answer.returncode == 0, answer.stdout)
print(f"{kills} kills, {len(sample)} acknowledged, {lost} lost")
shutil.rmtree(folder)
finish()
