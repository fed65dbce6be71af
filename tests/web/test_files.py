#!/usr/bin/env python3
"""Files of a record: kept whole, given back as they were, replaced without losing the first; and what is no file
of ours is refused with a sentence and leaves nothing. Usage: test_files.py CANDOUR."""
import json
import os
import re
import shutil
import socket
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-files-")
store = os.path.join(folder, "demo.db")
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n" + os.urandom(70000) + b"\n--not a boundary--\r\n\r\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
OFFICE = b"PK\x03\x04" + bytes(100)

assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0
server = Server(where=store)
worker, analyst = Person(server.port, "worker"), Person(server.port, "analyst")
child = worker.child()
add = f"{child}/add/attachment"


def entries():
    return int(re.search(r"candour_entries (\d+)", Person(server.port).get("/metrics")[2]).group(1))


def send(content, name="letter.pdf", declared="application/pdf", path=add, more=()):
    hidden = list(worker.form(path).items())
    pairs = hidden + [("title", "Letter from school"), ("document_kind", "LETTER"), *more]
    kinds = re.findall(r'name="document_kind" type="radio" value="([^"]+)"|<option value="([^"]+)"',
                       worker.get(path)[2])
    pairs = [(n, (kinds[0][0] or kinds[0][1]) if n == "document_kind" else v) for n, v in pairs]
    return worker.post_files(path, pairs + [("file", content)], {"file": (name, declared)})


def problems(page):
    return re.findall(r'<a href="#[^"]+">([^<]+)</a>', page)


# Kept, and given back byte for byte, with a name of any script.
for name, content, declared in [("letter.pdf", PDF, "application/pdf"), ("Zdjęcie 你好.png", PNG, "image/png"),
                                ("notes.txt", "Zoë said “no”.\n".encode(), "text/plain")]:
    status, headers, page = send(content, name, declared)
    check(f"{name} is kept", status == 303, f"{status} {problems(page)}")
    if status != 303:
        continue
    record = headers["location"].split("?")[0]
    status, headers, _ = worker.get(record + "/file")
    check(f"{name} is given back", status == 200 and worker.content == content,
          f"{status}, {len(worker.content)} of {len(content)}")
    check(f"{name} is a download, never a page", headers["content-disposition"].startswith("attachment;")
          and "filename*=UTF-8''" in headers["content-disposition"] and headers["x-content-type-options"] == "nosniff",
          headers)
    check(f"{name} stands on the record's page", worker.get(record)[0] == 200 and "/file" in worker.get(record)[2])
    check(f"{name}: not for an analyst", analyst.get(record + "/file")[0] == analyst.get(record)[0] in (403, 404))
    check(f"{name}: not for a stranger", Person(server.port).get(record + "/file")[0] == 303)
first = record

# What a child drew, showed or said: pictures and recordings, by their content; a picture is shown, a recording is not.
BOX = b"\x00\x00\x00\x18ftyp%s\x00\x00\x00\x00" + bytes(60)
for name, content, declared, shown in [
        ("Drawing.PNG", PNG, "image/png", True), ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(60), "image/jpeg", True),
        ("photo.webp", b"RIFF\x40\x00\x00\x00WEBPVP8 " + bytes(60), "image/webp", True),
        ("photo.heic", BOX % b"heic", "image/heif", False), ("photo.heif", BOX % b"mif1", "", False),
        ("said.m4a", BOX % b"M4A ", "audio/x-m4a", False), ("said.mp3", b"ID3\x04\x00" + bytes(60), "audio/mpeg", False),
        ("song.mp3", b"\xff\xfb\x90\x64" + bytes(60), "audio/mp3", False),
        ("said.ogg", b"OggS\x00\x02" + bytes(60), "application/ogg", False),
        ("said.wav", b"RIFF\x40\x00\x00\x00WAVEfmt " + bytes(60), "audio/x-wav", False)]:
    status, headers, page = send(content, name, declared)
    check(f"{name} is kept", status == 303, f"{status} {problems(page)}")
    if status == 303:
        record = headers["location"].split("?")[0]
        page = worker.get(record)[2]
        check(f"{name}: {'shown on' if shown else 'only linked from'} its page",
              (f'<img class="app-photograph" src="{record}/file" alt=' in page) == shown, page)
        check(f"{name}: nothing of it is embedded", "<audio" not in page and "<object" not in page and "<embed" not in page)
        status, headers, _ = worker.get(record + "/file")
        check(f"{name} is given back as a download", status == 200 and worker.content == content
              and headers["content-disposition"].startswith("attachment;") and headers["x-content-type-options"] == "nosniff",
              headers)

# Replaced: the new one is given now; amended without a new one: the one recorded stays.
hidden = list(worker.form(first + "/amend").items())
again = hidden + [("title", "Notes, second page"), ("document_kind", "OTHER"), ("reason", "More came")]
page = worker.get(first + "/amend")[2]
kind = re.search(r'value="([A-Z_]+)"[^>]* (?:checked|selected)', page).group(1)
again = [(n, kind if n == "document_kind" else v) for n, v in again]
status, _, page = worker.post_files(first + "/amend", again + [("file", b"")], {"file": ("", "application/octet-stream")})
check("amended without choosing a file again", status == 303, f"{status} {problems(page)}")
worker.get(first + "/file")
check("the file recorded stays", worker.content == "Zoë said “no”.\n".encode())

# What is refused, and leaves nothing.
before = entries()
for what, name, content, declared in [
        ("a program", "letter.exe", b"MZ" + bytes(200), "application/x-msdownload"),
        ("a page called a PDF", "letter.pdf", b"<html><script>alert(1)</script>", "application/pdf"),
        ("a PDF called a picture", "letter.png", PDF, "image/png"),
        ("a page", "letter.html", b"<html>", "text/html"),
        ("a picture that is a drawing with a program", "a.svg", b"<svg onload='x'>", "image/svg+xml"),
        ("a film called a recording", "said.m4a", BOX % b"qt  ", "audio/mp4"),
        ("a WAV called a WebP", "photo.webp", b"RIFF\x40\x00\x00\x00WAVEfmt ", "image/webp"),
        ("a box cut short", "photo.heic", b"\x00\x00\x00\x18ftyp", "image/heic"),
        ("a page called a recording", "said.mp3", b"<html>ID3", "audio/mpeg"),
        ("a page that begins as a recording", "said.mp3", b"\xff\xff\xff\xff<script>", "audio/mpeg"),
        ("a recording that is declared a page", "said.mp3", b"ID3\x04\x00" + bytes(60), "text/html"),
        ("a film", "a.mp4", BOX % b"mp42", "video/mp4"),
        ("nothing", "letter.pdf", b"", "application/pdf"),
        ("no file at all", "", b"", "application/octet-stream"),
        ("a name without an end", "letter", PDF, "application/pdf")]:
    status, _, page = send(content, name, declared)
    check(f"{what} is refused beside the field", status == 422 and problems(page), f"{status} {problems(page)}")
    check(f"{what}: what was typed is kept", "Letter from school" in page)
status, _, page = send(PDF + bytes(26 * 1024 * 1024))
check("26 MB is refused with the limit named", status == 413 and "25 MB" in page, status)
check("nothing was recorded", entries() == before, (before, entries()))

# 100 MB: answered or cut off, never taken in.
hidden = worker.form(add)
with socket.create_connection(("127.0.0.1", server.port), timeout=20) as s:
    s.sendall(f"POST {add} HTTP/1.1\r\nHost: a\r\nCookie: {worker.cookie}\r\nContent-Length: 104857600\r\n"
              "Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode())
    sent = 0
    try:
        while sent < 104857600:
            s.sendall(bytes(1 << 20))
            sent += 1 << 20
    except (ConnectionError, TimeoutError):
        pass
check("100 MB is not taken in", sent < 104857600, sent)
# A sanitizer keeps shadow memory and freed blocks of its own: there, the figure says nothing of Candour.
sanitized = any(mark in open(sys.argv[1], "rb").read() for mark in (b"__asan_init", b"__tsan_init"))
rss = int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{server.process.pid}/status").read()).group(1))
if not sanitized:
    check("and memory stays under 150 MB", rss < 150 * 1024, f"{rss} kB")

# Forms that are not whole: a sentence, and nothing recorded.
HEAD = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n'
for what, type_, body in [
        ("no boundary", "multipart/form-data", HEAD + b"--x--\r\n"),
        ("an empty boundary", "multipart/form-data; boundary=", HEAD + b"--x--\r\n"),
        ("a boundary of 200", "multipart/form-data; boundary=" + "x" * 200, HEAD),
        ("another boundary", "multipart/form-data; boundary=y", HEAD + b"--x--\r\n"),
        ("cut off in a head", "multipart/form-data; boundary=x", HEAD + b"--x\r\nContent-Dispo"),
        ("cut off in a file", "multipart/form-data; boundary=x", HEAD + FILE[:-5]),
        ("a part without a name", "multipart/form-data; boundary=x",
         b'--x\r\nContent-Disposition: form-data\r\n\r\nT\r\n--x--\r\n'),
        ("a head of 64 KB", "multipart/form-data; boundary=x",
         b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 65536 + b'"\r\n\r\nT\r\n--x--\r\n'),
        ("a thousand files", "multipart/form-data; boundary=x", FILE * 1000 + b"--x--\r\n"),
        ("nothing at all", "multipart/form-data; boundary=x", b"")]:
    status = worker.request("POST", add, body, {"Content-Type": type_})[0]
    check(f"{what} is refused", 400 <= status < 500, status)
for what, name in [("a path", "../../etc/passwd.pdf"), ("NUL", "a\0b.pdf"), ("line ends", "a%0d%0ab.pdf"),
                   ("a thousand characters", "a" * 1000 + ".pdf")]:
    status, headers, page = send(PDF, name)
    check(f"{what} in the name: refused, or harmless", status in (303, 400, 422), status)
    if status == 303:
        status, headers, _ = worker.get(headers["location"].split("?")[0] + "/file")
        said = headers["content-disposition"]
        check(f"{what} in the name: no path comes back", status == 200 and "/" not in said and "\\" not in said, said)

# The same by a program: record and file as parts of one body.
API = {"X-Candour": "1"}
BOUNDARY = "----invented-boundary-19ab"


def parts(*given):
    body = b""
    for name, file, content in given:
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        body += f'; filename="{file}"'.encode() if file is not None else b""
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def by_program(path, *given, who=worker, headers=API):
    return who.request("POST", f"/api{path}", parts(*given),
                       {**headers, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def record_of(**more):
    values = {"title": "Letter from school", "document_kind": kind, **more.pop("values", {})}
    return ("record", None, json.dumps({"values": values, **more}).encode())


status, _, answer = by_program(f"{child}/attachment", record_of(), ("file", "Zdj\u0119cie.pdf", PDF))
check("by a program: a file is recorded", status == 201, (status, answer))
made = json.loads(answer)
path = f"/records/{made['record']}"
status, headers, _ = worker.get(f"/api{path}/file")
check("by a program: it is given back byte for byte", status == 200 and worker.content == PDF
      and headers["content-type"] == "application/pdf" and headers["content-disposition"].startswith("attachment;")
      and headers["x-content-type-options"] == "nosniff", (status, headers))
check("and by the page", worker.get(f"{path}/file")[0] == 200 and worker.content == PDF)
line = json.loads(worker.get(f"/api{path}")[2])["values"]["file"]
check("the record says what it is", "application/pdf" in line and str(len(PDF)) in line, line)
entry = os.urandom(16).hex()
twice = [by_program(f"{child}/attachment", record_of(entry=entry), ("file", "a.pdf", PDF)) for _ in range(2)]
check("by a program: sent twice is once", [t[0] for t in twice] in ([201, 200], [201, 409]), [t[0] for t in twice])
changes = {"reason": "More came", "values": {"title": "Second page"}}
status, _, answer = by_program(path, record_of(replaces=made["entry"], **changes), ("file", "b.png", PNG))
check("by a program: amended with another file", status == 201, answer)
check("the new one is given", worker.get(f"/api{path}/file")[0] == 200 and worker.content == PNG)
replaced = json.loads(answer)["entry"]
text = {"title": "Third page", "document_kind": kind}
status, _, answer = worker.request("POST", f"/api{path}", json.dumps({"values": text, "replaces": replaced, "reason": "Title"}),
                                   {**API, "Content-Type": "application/json"})
check("amended as JSON alone: the file stays", status == 201 and worker.get(f"/api{path}/file")[0] == 200
      and worker.content == PNG, answer)
newest = json.loads(worker.get(f"/api{path}")[2])
status, _, answer = worker.request("POST", f"/api{path}", json.dumps(
    {"values": newest["values"], "replaces": newest["entry"], "reason": "As it was read"}), {**API, "Content-Type": "application/json"})
check("sent back as it was read: the file stays", status == 201 and worker.get(f"/api{path}/file")[0] == 200
      and worker.content == PNG, answer)

before = entries()
good, ok = record_of(), ("file", "a.pdf", PDF)
big = ("record", None, json.dumps({"values": {"title": "x" * 300000}}).encode())
for what, given, statuses, says in [
        ("no file", [good], (422,), "file"),
        ("no record", [ok], (400,), ""),
        ("a record that is no JSON", [("record", None, b"{"), ok], (400,), ""),
        ("a record that is a list", [("record", None, b"[]"), ok], (422,), "object"),
        ("two records", [good, good, ok], (422,), "record"),
        ("two files of one name", [good, ok, ok], (400,), "twice"),
        ("a file of another name", [good, ("letter", "a.pdf", PDF)], (422,), "fields"),
        ("a file without a name", [good, ("file", None, PDF)], (422,), "file name"),
        ("a program", [good, ("file", "a.exe", b"MZ" + bytes(99))], (422,), ""),
        ("a page called a PDF", [good, ("file", "a.pdf", b"<html>")], (422,), ""),
        ("an empty file", [good, ("file", "a.pdf", b"")], (422,), ""),
        ("300 KB of JSON", [big, ok], (413,), "256 KiB"),
        ("26 MB", [good, ("file", "a.pdf", PDF + bytes(26 * 1024 * 1024))], (413,), "25 MB"),
        ("a line instead of a file", [record_of(values={"file": line})], (422,), "multipart")]:
    status, headers, answer = by_program(f"{child}/attachment", *given)
    check(f"by a program: {what} is refused", status in statuses and says in answer
          and headers["content-type"] == "application/problem+json", (status, answer))
other = record_of(replaces=newest["entry"] + 1, reason="x", values={"file": line})
status, _, answer = by_program(path, other)
check("by a program: the line of another file is refused", status == 422 and "multipart" in answer, (status, answer))
check("by a program: a note takes no file", by_program(f"{child}/case_note", good, ok)[0] == 422)
check("by a program: without X-Candour", by_program(f"{child}/attachment", good, ok, headers={})[0] == 403)
check("by a program: not for an analyst", by_program(f"{child}/attachment", good, ok, who=analyst)[0] in (403, 404)
      and analyst.get(f"/api{path}/file")[0] == analyst.get(f"/api{path}")[0] in (403, 404))
check("by a program: not for a stranger", Person(server.port).get(f"/api{path}/file")[0] == 401)
check("by a program: no file of a record without one", worker.get(f"/api{child.replace('children', 'records')}/file")[0] == 404)
check("by a program: nothing more was recorded", entries() == before, (before, entries()))
described = json.loads(worker.get("/openapi.json")[2])["paths"]
check("the document tells of it", "multipart/form-data" in described["/api/children/{child}/{kind}"]["post"]["requestBody"]["content"]
      and "get" in described["/api/records/{record}/file"])

check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)


# What stands beside the entries is verified with them: the bytes of files, and the log of reads.
def tampered(what, code, *statements):
    copy = os.path.join(folder, "copy.db")
    shutil.copyfile(store, copy)
    database = sqlite3.connect(copy)
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    changed = sum(database.execute(statement).rowcount for statement in statements)
    database.commit()
    database.close()
    answer = run("verify", "--store", copy)
    check(f"verify finds {what}", changed > 0 and answer.returncode == 1 and f"error {code}" in answer.stdout,
          (changed, answer.stdout, answer.stderr))
    answer = run("backup", os.path.join(folder, "copy.backup"), "--store", copy)
    check(f"backup too: {what}", answer.returncode == 2, answer.stdout)
    if os.path.exists(os.path.join(folder, "copy.backup")):
        os.unlink(os.path.join(folder, "copy.backup"))


database = sqlite3.connect(store)
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
sealed = database.execute("SELECT max(number) FROM access_event WHERE batch_seq IS NOT NULL").fetchone()[0]
check("looks were sealed", sealed, sealed)
database.close()
one = "WHERE rowid = (SELECT max(rowid) FROM blob)"
tampered("a byte of a file", "file", f"UPDATE blob SET content = CAST(substr(content, 1, length(content) - 1) || x'77' AS BLOB) {one}")
tampered("a file cut short", "file", f"UPDATE blob SET content = substr(content, 1, length(content) - 1) {one}")
tampered("another salt", "file", f"UPDATE blob SET salt = randomblob(32) {one}")
tampered("a file that is missing", "file", f"DELETE FROM blob {one}")
tampered("a file erased without its record", "file", f"UPDATE blob SET salt = NULL, content = NULL, erased_by = 5 {one}")
for column, value in (("at", "at + 1"), ("reader", "randomblob(16)"), ("role", "role + 1"), ("subject", "randomblob(16)"),
                      ("route", "'/x'"), ("basis", "'Audit'"), ("size", "size + 1")):
    tampered(f"a look's {column}", "look-changed", f"UPDATE access_event SET {column} = {value} WHERE number = {sealed}")
tampered("a look of another batch", "look-mark", f"UPDATE access_event SET batch_seq = batch_seq + 1 WHERE number = {sealed}")
tampered("a look that is missing", "look-gap", "DELETE FROM access_event WHERE number = 1")
tampered("a look that was never sealed", "look-batch",
         "INSERT INTO access_event SELECT (SELECT max(number) FROM access_event) + 1, at, reader, role, subject, route, basis, size,"
         f" batch_seq FROM access_event WHERE number = {sealed}")
check("no second copy of a file lies about", not [f for f in os.listdir(folder) if f.endswith((".pdf", ".tmp"))])
finish()
