"""The yardstick of a request: what Candour asks of SQLite for it (overhear.c), made into what `bare` does again.

Two requests alike are overheard. What is the same in both is the same in all; a number that grew grows on, and bytes
that differ are made anew for each request. So bare can write as Candour does, without one rule of the ledger."""
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

HEARD_AFTER_S = 0.7                 # looks are written four times a second


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
    return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def sign_in(port, name):
    form = urllib.parse.urlencode({"name": name, "password": "invented people only", "next": "/"}).encode()
    return fetch(port, "/sign-in", data=form)[1]["Set-Cookie"].split(";")[0]


def get_text(path, cookie):
    return f"GET {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n"


def post_text(path, cookie, pairs):
    body = urllib.parse.urlencode(pairs, safe="@")
    return (f"POST {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded"
            f"\r\nContent-Length: {len(body)}\r\n\r\n{body}")


def serve(candour, store, **more):
    server = subprocess.Popen([candour, "serve", "--listen", "127.0.0.1:0", "--store", store], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, env={**os.environ, **more})
    return server, int(re.search(r":(\d+)/", server.stdout.readline()).group(1))


def exchange(port, text):
    """The whole answer, head and all."""
    with socket.create_connection(("127.0.0.1", port)) as to:
        to.sendall(text.replace("@ENTRY@@@@@@@@@@@@@@@@@@@@@@@@@@", os.urandom(16).hex()).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += to.recv(1 << 16)
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)\r\nContent-Length: *(\d+)", head + b"\r\nContent-Length: 0").group(1))
        while len(body) < length:
            body += to.recv(1 << 16)
    return head + b"\r\n\r\n" + body


def processor_us(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


class Overheard:
    """A server whose statements are written down."""

    def __init__(self, candour, overhear, store, folder):
        self.folder = folder
        self.heard = os.path.join(folder, "heard")
        self.server, self.port = serve(candour, store, LD_PRELOAD=overhear, OVERHEARD=self.heard)

    def end(self, quietly=False):
        """Killed, unless the store is to be used by others: an end seals what was written, and bare's would clash."""
        if quietly:
            self.server.terminate()
        else:
            self.server.kill()
        self.server.wait()

    def _one(self, text):
        time.sleep(HEARD_AFTER_S)
        start = os.path.getsize(self.heard)
        answer = exchange(self.port, text)
        time.sleep(HEARD_AFTER_S)
        with open(self.heard, encoding="utf-8", errors="surrogateescape") as file:
            settings = next(line.split("\t")[2] for line in file if "PRAGMA synchronous" in line)
            file.seek(start)
            lines = [line.rstrip("\n").split("\t") for line in file]
        # How often the log is tidied away is Candour's own affair: bare leaves that to SQLite.
        settings = ";".join(one for one in settings.rstrip("\n").split(";") if "autocheckpoint" not in one)
        return answer, [["s", "1", settings]] + sorted_out([one for one in lines if "PRAGMA" not in one[2]])

    def script(self, name, text):
        """Files for bare: its statements and its answer; how many statements there are, and how many steps."""
        answer, before = self._one(text)
        for _ in range(6):
            answer, now = self._one(text)
            if [one[:3] for one in before] == [one[:3] for one in now]:
                break
            before = now
        else:
            raise SystemExit(f"{name}: no two requests asked the same")
        paths = [os.path.join(self.folder, f"{name}.{what}") for what in ("statements", "answer")]
        with open(paths[0], "w", encoding="utf-8", errors="surrogateescape") as file:
            for a, b in zip(before, now):
                file.write("\t".join([*b[:3], *values_to_come(a[3:], b[3:])]) + "\n")
        with open(paths[1], "wb") as file:
            file.write(answer)
        return paths, len(now) - 1, sum(int(one[1]) for one in now[1:])


def sorted_out(lines):
    """[when, steps, SQL, values...]: see bare.c. A write's own statements are those inside its savepoint, and the
    texts that it leaves for the end; the rest is once for the whole batch."""
    writers = {line[0] for line in lines if line[2].startswith("BEGIN IMMEDIATE")}
    releases = [i for i, line in enumerate(lines) if line[2].startswith("RELEASE")]
    marks = [i for i, line in enumerate(lines) if line[2].startswith("SAVEPOINT")]
    made, wrote = [], False
    for i, line in enumerate(lines):
        when = "a" if wrote else "r"
        if line[0] in writers:
            wrote = True
            if line[2].startswith(("BEGIN IMMEDIATE", "COMMIT")):
                continue
            inside = marks and marks[0] <= i <= releases[-1] or "search_text" in line[2]
            when = "w" if inside else "c"
        made.append([when, *line[1:]])
    return made


def values_to_come(before, now):
    made = []
    for a, b in zip(before, now):
        number, kind, value = re.fullmatch(r"(\d+)([irtb])(.*)", b).groups()
        if a != b and kind == "i":
            value += f"+{int(value) - int(re.fullmatch(r'[0-9]+i(.*)', a).group(1))}"
        elif a != b:
            kind = kind.upper()
        made.append(number + kind + value)
    return made


class Bare:
    first = 0

    def __init__(self, bare, store, paths, mode):
        free = socket.create_server(("127.0.0.1", 0))
        self.port = free.getsockname()[1]
        free.close()
        Bare.first += 10_000_000
        self.server = subprocess.Popen([bare, str(self.port), store, *paths, mode, str(Bare.first)])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("bare does not listen")

    def end(self):
        self.server.kill()
        self.server.wait()
