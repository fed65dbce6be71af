#!/usr/bin/env python3
"""The child's words wherever they stand: with their source or the mark that there is none, on pages, in print, as PDF,
in chronologies and from the API; the page of all of them, with what they changed; sources and answers recorded later;
and what each role may not. Usage: test_voice.py CANDOUR."""
import html
import json
import os
import re
import sqlite3
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
from serving import Person, Server, check, finish, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-voice-")
store = os.path.join(folder, "demo.db")
assert run("demo", "--children", "40", "--seed", "11", "--store", store).returncode == 0
server = Server(where=store)
worker = Person(server.port, "worker")
NONE, REST = "No source recorded for these words", "No source recorded for the rest of these words"


def rows(sql, *values):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute(sql, values).fetchall()


def send(person, path, fields):
    return person.request("POST", path, urllib.parse.urlencode(fields), {
        "Content-Type": "application/x-www-form-urlencoded"})


def main_of(person, path):
    page = person.get(path)[2]
    return html.unescape(page[page.index("<main"):])


def hidden(path):
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', worker.get(path)[2].split("<main")[1]))


def kept(path, fields):
    status, headers, page = send(worker, path, {**hidden(path), **fields})
    assert status == 303, (status, re.findall(r"error-message[^>]*>(.*?)</p>", page, re.S))
    return headers["location"].split("?")[0]


child = worker.children(1)[0]
me = child[-32:]
note = kept(child + "/add/case_note", {
    "occurred_at-day": "2", "occurred_at-month": "11", "occurred_at-year": "2026", "note_type": "PHONE",
    "title": "After school", "happened": "A short talk.", "child_words": "I want the blue room. I do not like the dog."})

# ---- no source: said in words, everywhere ----
page = main_of(worker, note)
check("a record says that there is none", f"Where these words come from</dt>" in page and NONE in page)
check("and leads to saying it", f'href="{note}/words"' in page)
words = main_of(worker, child + "/words")
check("so does the page of all words", NONE in words and "I want the blue room" in words)
check("which leads there as well", f'href="{note}/words"' in words)
check("it is counted", "Without a source (" in words and "Without a source (0)" not in words)
check("the mark is text, not colour alone", re.search(r"<strong[^>]*>" + NONE, words) is not None)
check("history has it", NONE in main_of(worker, note + "/history"))
pdf = worker.request("GET", note + "/pdf")
check("so has the PDF", pdf[0] == 200 and worker.content.startswith(b"%PDF"))
record = json.loads(worker.get("/api/records/" + note[-32:])[2])
check("the API names no source", record["words_sources"] == {"child_words": []}, record.get("words_sources"))

# ---- part of it has one ----
fields = {"words": "I want the blue room", "taken": "VERBATIM", "place": "School", "present": "Nobody"}
status, _, answer = send(worker, note + "/words", {**hidden(note + "/words"), **fields, "taken": ""})
check("how they were taken must be said", status == 422 and "I want the blue room" in answer, status)
status, _, answer = send(worker, note + "/words", {**hidden(note + "/words"), **fields, "taken": "SECOND_HAND"})
check("second-hand: from whom", status == 422 and "Say who told you" in html.unescape(answer), status)
form = main_of(worker, note + "/words")
check("the words are filled in", "I want the blue room. I do not like the dog." in form)
kept(note + "/words", fields)
page = main_of(worker, note)
check("the part has a source", "Word for word, taken by" in page and "place: School" in page
      and "Also present: Nobody" in page, page[page.find("Where these"):][:400])
check("the rest is said to have none", REST in page)
kept(note + "/words", {**fields, "words": "I do not like the dog", "taken": "INTERPRETED", "present": "The teacher"})
page = main_of(worker, note)
check("both parts have one", "Put into words by whoever took them" in page and REST not in page and NONE not in page)
check("both are named by the API", len(json.loads(worker.get("/api/records/" + note[-32:])[2])
                                       ["words_sources"]["child_words"]) == 2)
said = rows("SELECT lower(hex(record)) FROM child_words WHERE subject = ? AND said_in = ?",
            bytes.fromhex(me), bytes.fromhex(note[-32:]))
check("they name the record they were said in", len(said) == 2, said)
saying = json.loads(worker.get("/api/records/" + said[0][0])[2])
check("a saying is its own source", saying["words_sources"] == {"words": [said[0][0]]}, saying.get("words_sources"))

# ---- in chronologies, where the line itself holds the words ----
def visit(**told):
    fields = {**hidden(child + "/visit"), "when": "NOW", "visit_type": "CIN", "child-1-child_presence": "SEEN_ALONE"}
    status, headers, page = send(worker, child + "/visit", {**fields, **told})
    assert status == 303, status
    return "/records/" + headers["location"].split("kept=")[1]


visit(**{"said-1-words": "My rabbit has three legs", "said-1-taken": "VERBATIM"})
kept(child + "/add/visit", {
    "visited_at-day": "3", "visited_at-month": "11", "visited_at-year": "2026", "visit_type": "CIN",
    "child_presence": "SEEN_ALONE", "child_said": "The cellar door sticks"})
for name, path in (("the child's page", child), ("print", child + "/print"), ("the chronology", child + "/chronology")):
    page = main_of(worker, path)
    check(f"{name}: how they were taken", "My rabbit has three legs (Word for word)" in page)
    check(f"{name}: that there is no source", f"The cellar door sticks ({NONE})" in page)

# ---- you said, we did ----
words = main_of(worker, child + "/words?show=unanswered")
check("words without an answer", "My rabbit has three legs" in words and "No answer recorded" in words)
answered = f"/records/{said[0][0]}/do/words-answer"
check("each leads to answering it", f'href="{answered}"' in words)
before = hidden(answered)
status, _, answer = send(worker, answered, {**before, "answered_at-day": "1", "answered_at-month": "11",
                                             "answered_at-year": "2026"})
check("told, but not what", status == 422 and "Say what the child was told" in html.unescape(answer), status)
kept(answered, {"answer": "The blue room is being painted for you", "weight": "FOLLOWED"})
words = main_of(worker, child + "/words")
check("what we did stands beside it", "The blue room is being painted for you" in words)
check("and that the child does not know yet", "The child has not been told" in words)
check("it is answered", "The blue room is being painted" not in main_of(worker, child + "/words?show=unanswered"))
status, _, _ = send(worker, answered, {**before, "answer": "Another"})
check("two who answer at once: the second is shown the first", status == 409, status)
source = f"/records/{said[0][0]}/do/words-source"
kept(source, {"taken": "VERBATIM", "language": "Polish, with an interpreter", "place": "School", "present": "Nobody",
              "confirmed": "Y"})
check("language and check are shown", "Language or aid: Polish, with an interpreter" in main_of(worker, note)
      and "Child checked and agreed" in main_of(worker, note))

# ---- as it was known, and who may not ----
past = main_of(worker, child + "/words?known=2026-01-31")
check("as known in January", "I want the blue room" not in past)
check("and nobody writes in the past", "/do/words-answer" not in past)
check("a day that is none", worker.get(child + "/words?known=2026-02-31")[0] == 422)
for name in ("auditor", "inspector", "leader"):
    person = Person(server.port, name)
    status, _, page = person.get(child + "/words")
    if status == 200:
        check(f"{name} reads and is asked to write nothing", "/do/words-answer" not in page and "/words\"" not in
              page.replace(child + "/words\"", ""), name)
    check(f"{name} records no source", person.get(note + "/words")[0] in (403, 404))
    check(f"{name} answers nothing", person.get(answered)[0] in (403, 404))
for name in ("analyst", "administrator", "protection", "police"):
    person = Person(server.port, name)
    check(f"{name} sees no words", person.get(child + "/words")[0] in (403, 404), person.get(child + "/words")[0])
closed = worker.children(1, "/children", 404)
for other in closed:
    check("nor of a child that does not open", worker.get(other + "/words")[0] == 404)

check("the server ends cleanly", server.end() == 0)
check("and all of it verifies", run("verify", "--store", store).returncode == 0)
check("derived again it is the same", run("rebuild", "--compare", "--store", store).returncode == 0)
finish()
