#!/usr/bin/env python3
"""The second factor over HTTP: set up, asked for at sign-in and before an emergency opening, required, reset; and where
its secret is not. On both stores. Usage: test_second_factor.py CANDOUR ROUTES."""
import base64
import concurrent.futures
import glob
import hashlib
import hmac
import os
import re
import stat
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from serving import Person, Server, candour, check, finish, run  # noqa: E402

WHY = "Police are at the door with the child"
NEW = "seven quiet herons over Thurlby"
folder = tempfile.mkdtemp(prefix="candour-second-factor-")
routes = [line.split() for line in subprocess.run([sys.argv[2]], capture_output=True, text=True).stdout.splitlines()]
# A calendar's link is its own key: who is signed in does not matter there.
ANYONE = ("/sign-in", "/report", "/accessibility", "/health", "/ready", "/metrics", "/openapi.json", "/api/openapi.json",
          "/calendar/" + "0" * 31 + "1")


class App:
    """An authenticator app that gives each code once, as early as the server takes it."""
    def __init__(self, key):
        self.key, self.used = base64.b32decode(key.replace(" ", "")), 0

    def at(self, step):
        mac = hmac.new(self.key, struct.pack(">Q", step), hashlib.sha1).digest()
        place = mac[19] & 15
        return f"{(struct.unpack('>I', mac[place:place + 4])[0] & 0x7fffffff) % 1000000:06d}"

    def code(self):
        while True:
            now = time.time()
            step = max(self.used + 1, int(now) // 30 - (1 if now % 30 < 20 else 0))
            if step <= int(now) // 30 + 1:
                self.used = step
                return self.at(step)
            time.sleep(1)


def csrf_of(page):
    return re.search(r'name="csrf" value="(\w+)"', page[page.index("<main"):]).group(1)


def offered(person):
    """Key and link of the page that sets it up."""
    page = person.get("/me/second-factor")[2]
    return re.search(r'class="app-key">([A-Z2-7 ]+)<', page).group(1), re.search(r'href="(otpauth:[^"]+)"', page).group(1)


def set_up(person, **fields):
    page = person.get("/me/second-factor")[2]
    return person.post("/me/second-factor", {"csrf": csrf_of(page), **fields})


def password(port, name, next_page="/"):
    """Signed in by the password alone, as far as that goes."""
    person = Person(port)
    status, headers, _ = person.post("/sign-in", {"name": name, "password": "invented people only", "next": next_page})
    assert status == 303, status
    return person, headers["location"]


def give(person, **fields):
    page = person.get("/sign-in/code")[2]
    return person.post("/sign-in/code", {"csrf": csrf_of(page), "next": "/me", **fields})


def setting_up(port):
    worker, elsewhere = Person(port, "worker"), Person(port, "worker")
    key, link = offered(worker)
    check("the key is in groups of four", re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key), key)
    check("the link names it", f"secret={key.replace(' ', '')}" in link.replace("&amp;", "&")
          and link.startswith("otpauth://totp/Candour:worker%2C%20Marlbrook") and link.endswith("issuer=Candour"), link)
    check("and stands on the page as a picture", 'aria-label="QR code of your key"' in worker.get("/me/second-factor")[2])
    check("looking again changes nothing", offered(worker)[0] == key)
    check("another session is offered another", offered(elsewhere)[0] != key)
    app = App(key)
    far = app.at(int(time.time()) // 30 - 3)
    for name, fields, problem in (("no code", {}, "Enter the code"), ("a wrong one", {"one-time-code": "12345x"}, "does not match"),
                                  ("one of 90 seconds ago", {"one-time-code": far}, "does not match"),
                                  ("very long", {"one-time-code": "1" * 3000}, "does not match")):
        status, _, page = set_up(worker, **fields)
        check(f"set up with {name}", status == 422 and problem in page and "Error: " in page, status)
    status = worker.post("/me/second-factor", {"one-time-code": app.at(int(time.time()) // 30)})[0]
    check("set up from no page of ours", status == 403, status)
    check("nothing is set up", "Set it up" in worker.get("/me")[2])
    code = app.code()
    status, _, page = set_up(worker, **{"one-time-code": f" {code[:3]} {code[3:]} "})
    codes = re.findall(r"<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>", page)
    check("set up", status == 200 and len(set(codes)) == 10, (status, page[-300:]))
    check("other sessions end", elsewhere.get("/me")[0] == 303)
    page = worker.get("/me/second-factor")[2]
    check("this one goes on", "<strong>10</strong> of 10 recovery codes" in page and key not in page, page[-600:])
    return worker, app, codes, code


def held(port, app, codes, used):
    """Between password and code nothing opens."""
    person, where = password(port, "worker", "/day")
    check("the password leads to the code", where == "/sign-in/code?next=%2Fday", where)
    early = person.cookie
    for method, route in routes:
        path = re.sub(r"\{\w+\}", "0" * 31 + "1", route)
        if path in ANYONE:
            continue
        status, headers, _ = person.get(path) if method == "GET" else person.post(path, {})
        expected = (401,) if path.startswith("/api/") else (303,)
        if path == "/sign-in/code":
            expected = (200,) if method == "GET" else (403,)
        check(f"waiting: {method} {route}", status in expected
              and (status != 303 or headers["location"].startswith("/sign-in/code?")), (status, headers.get("location")))
    page = person.get("/sign-in/code?next=%2Fday")[2]
    check("the page asks for it", 'autocomplete="one-time-code"' in page and "Recovery code" in page)
    for name, fields in (("nothing", {}), ("a code used to set up", {"one-time-code": used}),
                         ("one of 90 seconds ago", {"one-time-code": app.at(int(time.time()) // 30 - 3)})):
        status, _, page = give(person, **fields)
        check(f"sign-in with {name}", status == 422 and "There is a problem" in page, status)
    check("no other site", person.post("/sign-in/code", {"one-time-code": app.at(0)}, {"Sec-Fetch-Site": "cross-site"})[0] == 403)
    code = app.code()
    status, headers, _ = give(person, **{"one-time-code": code, "next": "/day"})
    check("the right one", status == 303 and headers["location"] == "/day", status)
    check("signed in", person.get("/day")[0] == 200)
    check("with a new token", person.cookie != early)
    before = Person(port)
    before.cookie = early
    check("the one from before is dead", before.get("/me")[1]["location"].startswith("/sign-in?"))
    check("and asks for no code", before.get("/sign-in/code")[1].get("location") == "/sign-in")
    second, _ = password(port, "worker")
    check("the same code again", give(second, **{"one-time-code": code})[0] == 422)
    check("a recovery code", give(second, **{"recovery-code": codes[0].lower().replace("-", " ")})[0] == 303)
    third, _ = password(port, "worker")
    check("twice", give(third, **{"recovery-code": codes[0]})[0] == 422)
    check("elsewhere to go", give(third, **{"recovery-code": codes[1], "next": "//evil.example"})[1]["location"] == "/")
    check("a code without a password", Person(port).post("/sign-in/code", {"one-time-code": "123456"})[0] in (303, 403))
    return person


def closed(person, most):
    return person.children(most, listed="/children", status=403)


def stepping_up(port, person, app, codes):
    one, two = closed(person, 2)
    door = person.get(one)[2]
    check("the door asks for a code", 'name="one-time-code"' in door)
    fields = {**person.form(one), "ground": "HARM", "why": WHY}
    for name, more, problem in (("no code", {}, "Enter the code"), ("a wrong one", {"one-time-code": "12x456"}, "does not match"),
                                ("a recovery code used", {"one-time-code": codes[0]}, "does not match")):
        status, _, page = person.post(f"{one}/emergency", {**fields, **more})
        check(f"emergency with {name}", status == 422 and problem in page and WHY in page, status)
    check("it is closed still", person.get(one)[0] == 403)
    code = app.code()
    status = person.post(f"{one}/emergency", {**fields, "why": "Now", "one-time-code": code})[0]
    check("a form with another problem", status == 422, status)
    status, headers, page = person.post(f"{one}/emergency", {**fields, "one-time-code": code})
    check("did not use the code up: it opens", status == 303 and headers["location"] == one, (status, page[-400:]))
    check("open", person.get(one)[0] == 200)
    check("confirmed: the next door asks for none", 'name="one-time-code"' not in person.get(two)[2])
    status = person.post(f"{two}/emergency", {**person.form(two), "ground": "HARM", "why": WHY})[0]
    check("and opens", status == 303, status)
    plain = Person(port, "manager")
    door = closed(plain, 1)
    if door:
        check("without a second factor as before", 'name="one-time-code"' not in plain.get(door[0])[2])


def changing(worker, app, codes):
    csrf = csrf_of(worker.get("/me/second-factor")[2])
    status = worker.post("/me/second-factor/recovery-codes", {"csrf": csrf, "one-time-code": "123 45"})[0]
    check("new codes with a wrong code", status == 422, status)
    status, _, page = worker.post("/me/second-factor/recovery-codes", {"csrf": csrf, "one-time-code": codes[2]})
    fresh = re.findall(r"<code>([A-Z2-7-]{19})</code>", page)
    check("new codes", status == 200 and len(fresh) == 10 and not set(fresh) & set(codes), status)
    key, _ = offered(worker)
    other = App(key)
    check("another secret is offered", other.key != app.key)
    for name, fields in (("no present code", {"one-time-code": other.at(int(time.time()) // 30)}),
                         ("an old recovery code", {"present-code": codes[5], "one-time-code": other.at(int(time.time()) // 30)})):
        status = set_up(worker, **fields)[0]
        check(f"changed with {name}", status == 422, status)
    status, _, page = set_up(worker, **{"present-code": fresh[0], "one-time-code": other.code()})
    check("changed", status == 200 and len(re.findall(r"<code>([A-Z2-7-]{19})</code>", page)) == 10, status)
    return other, re.findall(r"<code>([A-Z2-7-]{19})</code>", page)


def at_once(port, codes):
    """One recovery code sent four times at the same moment opens one session; three wrong ones are no five."""
    people = [password(port, "worker")[0] for _ in range(4)]
    forms = [csrf_of(p.get("/sign-in/code")[2]) for p in people]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda p, csrf: p.post("/sign-in/code", {"csrf": csrf, "recovery-code": codes[7]})[0],
                                people, forms))
    check("one code at once is one sign-in", sorted(answers) == [303, 422, 422, 422], answers)
    check("a right one clears the count", give(password(port, "worker")[0], **{"recovery-code": codes[8]})[0] == 303)


def shown(port):
    page = Person(port, "administrator").get("/accounts")[2]
    check("an administrator sees who has one", page.count(">set up<") == 2 and ">none<" in page, page.count(">set up<"))


def required(port, where):
    manager = Person(port, "manager")
    answer = run("account", "--sign-in", "manager", "--require-second-factor", "--store", where)
    check("required of an account", answer.returncode == 0 and "must set up" in answer.stdout, answer.stderr)
    for path in ("/", "/day", "/children", "/me"):
        status, headers, _ = manager.get(path)
        check(f"held back from {path}", status == 303 and headers["location"] == "/me/second-factor", status)
    check("an administrator sees it", "required, not set up yet" in Person(port, "administrator").get("/accounts")[2])
    page = manager.get("/me/second-factor")[2]
    check("told so", "no other page opens" in page)
    csrf = csrf_of(page)
    check("nothing can be posted", manager.post("/children/search", {"csrf": csrf, "words": "a"})[0] == 403)
    status = manager.post("/children/" + "0" * 31 + "1/emergency", {"csrf": csrf, "ground": "HARM", "why": WHY})[0]
    check("nor opened in an emergency", status == 403, status)
    status, _, text = manager.get("/api/kinds")
    check("nor by the API", status == 403 and "second factor" in text, (status, text[:200]))
    app = App(offered(manager)[0])
    check("set up", set_up(manager, **{"one-time-code": app.code()})[0] == 200)
    check("then all opens", manager.get("/day")[0] == 200)



def reset(port, where, worker):
    answer = run("account", "--sign-in", "nobody", "--reset-second-factor", "--store", where)
    check("reset of nobody", answer.returncode == 2 and "Nobody signs in" in answer.stderr, answer.stderr)
    answer = run("account", "--sign-in", "worker", "--reset-second-factor", "--store", where)
    check("reset", answer.returncode == 0 and "is gone" in answer.stdout, answer.stderr)
    check("the sessions are gone too", worker.get("/me")[0] == 303)
    check("the password is enough again", password(port, "worker")[1] == "/")


def five_wrong(port, codes):
    person, _ = password(port, "worker")
    for _ in range(5):
        status = give(person, **{"one-time-code": "12345x"})[0]
        check("wrong", status == 422, status)
    status, headers, page = give(person, **{"recovery-code": codes[5]})
    check("five wrong ones: wait, even with a right one", status == 429 and headers["retry-after"] == "900"
          and "Wait 15 minutes" in page, status)


def nowhere(where, key, log, words, raw):
    """Neither secret nor codes are in the store, the ledger or the log."""
    files = [log] + ([] if where.startswith("postgres") else glob.glob(where + "*"))
    for name in files:
        if name.endswith(".secrets") or name.endswith(".key"):
            continue
        with open(name, "rb") as f:
            held = f.read()
        for word in words:
            check(f"not in {os.path.basename(name)}", word.encode() not in held, word)
        for secret in raw:
            check(f"no secret in {os.path.basename(name)}", secret not in held)
    check("the log tells of steps and answers", b'"step-up"' in open(log, "rb").read())
    mode = stat.S_IMODE(os.stat(f"{key}.secrets").st_mode)
    check("the key is its owner's", mode == 0o600, oct(mode))
    answer = run("verify", "--store", where)
    check("the ledger verifies", answer.returncode == 0, answer.stdout[-300:])


def walk(name, where):
    key, log = os.path.join(folder, f"{name}.key"), os.path.join(folder, f"{name}.log")
    made = run("demo", "--children", "12", "--seed", "3", "--store", where, "--key", key)
    assert made.returncode == 0, made.stderr
    with open(log, "w") as file:
        server = Server("--key", key, where=where, log=file)
        worker, app, codes, used = setting_up(server.port)
        person = held(server.port, app, codes, used)
        stepping_up(server.port, person, app, codes)
        other, fresh = changing(person, app, codes)
        required(server.port, where)
        shown(server.port)
        at_once(server.port, fresh)
        five_wrong(server.port, fresh)
        server.end()
    nowhere(where, key, log, codes + fresh + [used], [app.key, other.key, base64.b32encode(app.key)])

    os.rename(f"{key}.secrets", f"{key}.away")
    with open(log, "w") as file:
        server = Server("--key", key, where=where, log=file)
        check("without the key it serves", server.port > 0)
        person, _ = password(server.port, "manager")
        status, _, page = give(person, **{"one-time-code": "123456"})
        check("a code cannot be checked", status == 503 and "recovery code" in page, status)
        server.end()
    check("and says so", "Put it back" in open(log).read())
    check("no new key is made", not os.path.exists(f"{key}.secrets"))
    os.rename(f"{key}.away", f"{key}.secrets")
    os.chmod(f"{key}.secrets", 0o644)
    answer = run("serve", "--listen", "127.0.0.1:0", "--store", where, "--key", key)
    check("a key that others may read", answer.returncode == 2 and "chmod 600" in answer.stderr, answer.stderr)
    os.chmod(f"{key}.secrets", 0o600)
    server = Server("--key", key, where=where)
    reset(server.port, where, Person(server.port))
    server.end()


def everybody():
    """An authority where everybody must have one."""
    where = os.path.join(folder, "strict.db")
    assert run("init", "--authority", "Strict", "--second-factor", "--store", where).returncode == 0
    made = subprocess.run([candour, "account", "--sign-in", "jo", "--name", "Jo Hart", "--role", "TM", "--store", where],
                          input=NEW + "\n", capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    server = Server(where=where)
    jo = Person(server.port)
    check("jo signs in", jo.post("/sign-in", {"name": "jo", "password": NEW, "next": "/day"})[0] == 303)
    check("and must set it up first", jo.get("/day")[1].get("location") == "/me/second-factor")
    check("set up", set_up(jo, **{"one-time-code": App(offered(jo)[0]).code()})[0] == 200)
    check("and goes on", jo.get("/day")[0] == 200)
    server.end()


walk("sqlite", os.path.join(folder, "demo.db"))
everybody()
postgres = os.environ.get("CANDOUR_TEST_POSTGRES")
if postgres:
    subprocess.run(["psql", postgres, "-qc", "DROP SCHEMA IF EXISTS factor CASCADE; CREATE SCHEMA factor"], check=True,
                   stderr=subprocess.DEVNULL)
    walk("postgres", postgres + ("&" if "?" in postgres else "?") + "options=-csearch_path%3Dfactor")
else:
    print("PostgreSQL left out")
finish()
