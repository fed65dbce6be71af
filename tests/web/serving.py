"""A server of the built program and somebody who uses it, for the tests of this folder."""
import datetime
import html.parser
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour = os.path.abspath(sys.argv[1])
PASSWORD = "invented people only"
LONDON = zoneinfo.ZoneInfo("Europe/London")


def london():
    """Now, as a clock in London shows it: the authority's day, whatever day it is where the tests run."""
    return datetime.datetime.now(LONDON)


def earlier_today(hours):
    """So many hours ago, and never yesterday: in UTC, as the API takes it."""
    now = london()
    then = max(now - datetime.timedelta(hours=hours), now.replace(hour=0, minute=0, second=0, microsecond=0))
    return then.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(*args):
    return subprocess.run([candour, *args], capture_output=True, text=True)


def names_in(store):
    """Every name, reference and address of anybody in an SQLite store, in single words of three letters or more."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    found = set()
    for table, columns in (("person", "forename, surname"), ("staff", "name"), ("person_identifier", "value"),
                           ("address", "lines, postcode"), ("person_name", "forename, surname"), ("team", "team_name"),
                           ("account", "sign_in, name")):
        rows = database.execute(f"SELECT {columns} FROM {table}").fetchall()
        found.update(part for row in rows for value in row if value for part in re.split(r"[\s,]+", str(value)))
    database.close()
    return {n for n in found if len(n) > 2}


class Server:
    def __init__(self, *more, where, env=None, listen="127.0.0.1:0", before=None,
                 log=subprocess.DEVNULL):
        self.process = subprocess.Popen([candour, "serve", "--listen", listen, "--store", where, *more],
                                        preexec_fn=before,
                                        stdout=subprocess.PIPE, stderr=log, text=True,
                                        env={**os.environ, **(env or {})})
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


class Form(html.parser.HTMLParser):
    """The page's main form, as a browser would send it: names with values, and what could be chosen."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.sent, self.offered, self.ids, self.links = [], {}, set(), []
        self.inside = self.select = self.area = None
        self.feed(page[page.index("<main"):])

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if a.get("id"):
            self.ids.add(a["id"])
        if tag == "a" and a.get("href", "").startswith("#"):
            self.links.append(a["href"][1:])
        name, value, kind = a.get("name"), a.get("value", ""), a.get("type", "text")
        if tag == "input" and name and kind in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
            if "checked" in a:
                self.sent.append((name, value))
        elif tag == "input" and name and kind == "file":
            self.offered.setdefault(name, [])
        elif tag == "input" and name:
            self.offered.setdefault(name, [])
            self.sent.append((name, value or ""))
        elif tag == "select":
            self.select, self.first, self.chosen = name, None, None
            self.offered.setdefault(name, [])
        elif tag == "option" and self.select:
            self.offered[self.select].append(value)
            self.first = value if self.first is None else self.first
            self.chosen = value if "selected" in a else self.chosen
        elif tag == "textarea":
            self.area, self.words = name, ""
            self.offered.setdefault(name, [])

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            self.sent.append((self.select, self.first if self.chosen is None else self.chosen))
            self.select = None
        elif tag == "textarea" and self.area:
            # A browser drops the first line end and sends the others as CRLF.
            words = self.words[1:] if self.words.startswith("\n") else self.words
            self.sent.append((self.area, words.replace("\n", "\r\n")))
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.words += data


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
        self.content = answer.read()
        text = self.content.decode("utf-8", "replace")
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

    def post_files(self, path, pairs, names=None):
        """As a browser sends a form with files: values that are bytes are files, named in names."""
        mark = "----invented-boundary-7f3a"
        body = b""
        for name, value in pairs:
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'.encode()
            if isinstance(value, bytes):
                file, declared = (names or {}).get(name, ("Bericht \u0141\u00f3d\u017a.pdf", "application/pdf"))
                body += f'; filename="{file}"\r\nContent-Type: {declared}'.encode()
            else:
                value = value.encode()
            body += b"\r\n\r\n" + value + b"\r\n"
        return self.request("POST", path, body + f"--{mark}--\r\n".encode(),
                            {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def form(self, path):
        """The hidden fields of the page's main form."""
        page = self.get(path)[2]
        main = page[page.index("<main"):]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main))

    def children(self, most, listed="/children?open=1", status=200):
        """Those with open work whose record opens to this person: practice/basis.h says why. 403: is closed to them."""
        found, page = [], listed
        while page and len(found) < most:
            text = self.get(page)[2]
            for path in dict.fromkeys(re.findall(r'href="(/children/[0-9a-f]{32})"', text)):
                if len(found) < most and self.get(path)[0] == status:
                    found.append(path)
            next_page = re.search(r'href="(/children\?[^"]*after=[^"]*)"', text)
            page = next_page and next_page.group(1).replace("&amp;", "&")
        return found

    def child(self):
        return self.children(1)[0]
