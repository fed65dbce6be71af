#!/usr/bin/env python3
"""Every kind of record through its form: shown, filled, kept, opened again, sent back as it is, and the same
values stand in it; read on its page, put right, and both versions stand in its history; given out as a row for
analysis; then what must be refused, each beside its field. Usage: test_forms.py CANDOUR."""
import csv
import datetime
import html
import io
import json
import os
import re
import sqlite3
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
from serving import Form, LONDON, Person, Server, check, finish, london, run  # noqa: E402

folder = tempfile.mkdtemp(prefix="candour-forms-")
store = os.path.join(folder, "demo.db")
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def post(person, path, pairs):
    if any(isinstance(value, bytes) for _, value in pairs):
        return person.post_files(path, pairs)
    return person.request("POST", path, urllib.parse.urlencode(pairs), URLENCODED)


def filled(field, form, other):
    """What somebody would enter: a list of names with values."""
    name, kind = field["name"], field["type"]
    offered = [v for v in form.offered.get(name, []) if v]
    if kind in ("date", "date and time"):
        if name + "-day" not in form.offered:
            return []
        parts = [(name + "-day", "2"), (name + "-month", "11"), (name + "-year", "2025")]
        return parts + ([(name + "-time", "10:15")] if kind == "date and time" else [])
    if name not in form.offered:
        return []
    if kind == "text":
        return [(name, "O\u2019Neill <b> & \"co\" \u0141")]
    if kind == "prose":
        return [(name, "First <i>line</i> & more\r\n\r\n  second \u4f60\u597d\r\n= third")]
    if kind == "whole number":
        return [(name, "3")]
    if kind == "file":
        return [(name, PDF)]
    if kind == "person":
        return [(name, other)]
    if kind == "several codes":
        return [(name, v) for v in offered[:2]]
    return [(name, offered[0])] if offered else []


def values_of(person, record):
    status, _, text = person.get(f"/api/records/{record}/history")
    assert status == 200, status
    return [v["values"] for v in json.loads(text)["records"]]


def keep(person, path, kind, other):
    """Fills all, then only what is needed: some kinds have answers that exclude each other."""
    refused = ""
    for only in (("always", "wanted", "offered"), ("always", "wanted"), ("always",)):
        form = Form(person.get(path)[2])
        hidden = [(n, v) for n, v in form.sent if n in ("csrf", "entry")]
        typed = [p for f in kind["fields"] if f["needed"] in only for p in filled(f, form, other)]
        if not typed:
            typed = [p for f in kind["fields"] for p in filled(f, form, other)][:3]
        status, headers, page = post(person, path, hidden + typed)
        if status == 303:
            return re.search(r"/records/([0-9a-f]{32})", headers["location"]).group(1), typed, len(only)
        refused = f"{status}: " + "; ".join(re.findall(r'<a href="#[^"]+">([^<]+)</a>', page))
        check(f"{kind['name']}: a refused form shows its problems", status == 422 and Form(page).links, status)
    return None, refused, 0


def round_trip(person, child, other, kind):
    path = f"/children/{child}/add/{kind['name']}"
    record, typed, how = keep(person, path, kind, other)
    check(f"{kind['name']}: a good form is kept", record is not None, typed)
    if record is None:
        return 0
    first = values_of(person, record)[0]
    for name in {n for n, _ in typed}:
        whole = re.sub(r"-(day|month|year|time)$", "", name)
        check(f"{kind['name']}.{whole} is kept", whole in first, first)
    for f in kind["fields"]:
        if f["type"] in ("text", "prose") and f["name"] in dict(typed):
            check(f"{kind['name']}.{f['name']} is kept as typed",
                  first[f["name"]] == dict(typed)[f["name"]].replace("\r\n", "\n"), first[f["name"]])
    amend = f"/records/{record}/amend"
    status, _, page = person.get(amend)
    for f in kind["fields"]:
        if f["type"] in ("member of staff", "team") and f["name"] in Form(page).offered:
            check(f"{kind['name']}.{f['name']} can be changed to another",
                  len([v for v in Form(page).offered[f["name"]] if v]) > 1, Form(page).offered[f["name"]])
    again = [p for p in Form(page).sent if p[0] != "reason"] + [("reason", "To see that nothing changes")]
    status, _, page = post(person, amend, again)
    check(f"{kind['name']}: opened again and sent back as it is", status == 303,
          f"{status} {re.findall(r'<a href=.#[^>]+>([^<]+)</a>', page)}")
    if status == 303:
        both = values_of(person, record)
        check(f"{kind['name']}: the same values stand in it", both[0] == both[1],
              {k: (both[1].get(k), both[0].get(k)) for k in {**both[0], **both[1]} if both[0].get(k) != both[1].get(k)})
        put_right(person, record, kind, typed)
    return how


def plain(page):
    """The words of the main part, blanks as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main"):])).split())


def written(value):
    """As a row for analysis has it."""
    if isinstance(value, list):
        return " ".join(value)
    return "Y" if value is True else "N" if value is False else "" if value is None else str(value)


def put_right(person, record, kind, typed):
    """Shown as typed; amended; both in the history; and what may be told of it in the rows for analysis."""
    page = person.get(f"/records/{record}")[2]
    shown = plain(page)
    check(f"{kind['name']}: every answer stands there once",
          page.count('"govuk-summary-list__key"') == page.count('<dd class="govuk-summary-list__value'), page[-2000:])
    lines = [f["name"] for f in kind["fields"] if f["type"] in ("text", "prose") and f["name"] in dict(typed)]
    for name in lines:
        check(f"{kind['name']}.{name} is shown as typed", " ".join(dict(typed)[name].split()) in shown, shown[:600])
    sent = [p for p in Form(person.get(f"/records/{record}/amend")[2]).sent if p[0] not in ["reason"] + lines[:1]]
    status, _, page = post(person, f"/records/{record}/amend",
                           sent + [(name, "Put <u>right</u> \u017a") for name in lines[:1]] + [("reason", "It was a slip")])
    check(f"{kind['name']}: put right", status == 303, re.findall(r"<a href=.#[^>]+>([^<]+)</a>", page))
    both = values_of(person, record)
    history = plain(person.get(f"/records/{record}/history")[2])
    check(f"{kind['name']}: its history tells why", "It was a slip" in history and "First recorded" in history, history[:400])
    for name in lines[:1]:
        check(f"{kind['name']}.{name}: as it is", both[0][name] == "Put <u>right</u> \u017a", both[0])
        check(f"{kind['name']}.{name}: both versions in the history",
              "<u>right</u> \u017a" in history and " ".join(dict(typed)[name].split())[-8:] in history, history[:600])
    # The rows are in the order of the ledger, so that this record is the last one.
    rows = list(csv.DictReader(io.StringIO(analyst.get(f"/export/{kind['name']}")[2])))
    told = {name: value for name, value in rows[-1].items()
            if name not in ("child", "record", "event_at", "recorded_at")} if rows else None
    check(f"{kind['name']}: a row for analysis with the same values",
          told is not None and all(value == written(both[0].get(name)) for name, value in told.items()), f"{told} {both[0]}")
    check(f"{kind['name']}: no words in it", told is not None and not set(told) & set(lines), told)


def bad_of(kind, form, other):
    """Name of the case, field, what to put in its stead, status."""
    for f in kind["fields"]:
        name, type_ = f["name"], f["type"]
        if name not in form.offered and name + "-day" not in form.offered:
            continue
        if type_ in ("date", "date and time"):
            yield "31 February", f, [(name + "-day", "31"), (name + "-month", "2"), (name + "-year", "2025")], 422
            yield "the year 30000", f, [(name + "-day", "1"), (name + "-month", "2"), (name + "-year", "30000")], 422
            yield "half a day", f, [(name + "-day", "1"), (name + "-month", ""), (name + "-year", "")], 422
        if type_ == "date and time":
            yield "25 o'clock", f, [(name + "-day", "1"), (name + "-month", "2"), (name + "-year", "2025"),
                                    (name + "-time", "25:00")], 422
        if type_ in ("code", "several codes"):
            yield "a code of no list", f, [(name, "no-such")], 422
        if type_ == "yes or no":
            yield "neither yes nor no", f, [(name, "maybe")], 422
        if type_ == "whole number":
            yield "no number", f, [(name, "3 or 4")], 422
        if type_ in ("person", "member of staff", "team", "record"):
            yield "no reference", f, [(name, "nobody")], 422
        if type_ == "record":
            yield "another child's record", f, [(name, other)], 422
            yield "what is not there", f, [(name, "0123456789abcdef" * 2)], 422
        if type_ == "record" and f["refers"] != "*":
            yield "a record of another kind", f, [(name, child)], 422
        if type_ == "text":
            yield "two lines", f, [(name, "a\r\nb")], 422
            yield "too long", f, [(name, "a" * 30000)], 422
        if type_ == "prose":
            yield "too long", f, [(name, "a" * 70000)], 422
        if f["needed"] == "always":
            ends = ["-day", "-month", "-year"] if type_.startswith("date") else [""]
            yield "left out", f, [(name + e, "") for e in ends], 422


def refused(person, child, other, kind):
    path = f"/children/{child}/add/{kind['name']}"
    form = Form(person.get(path)[2])
    hidden = [(n, v) for n, v in form.sent if n in ("csrf", "entry")]
    good = [p for f in kind["fields"] if f["needed"] in ("always", "wanted") for p in filled(f, form, other)]
    check(f"{kind['name']}: a field that is not ours", post(person, path, hidden + good + [("x", "1")])[0] == 422)
    single = [f for f in kind["fields"] if f["type"] in ("text", "prose", "code") and f["name"] in form.offered]
    if single:
        twice = [(single[0]["name"], "a"), (single[0]["name"], "b")]
        check(f"{kind['name']}: one field twice", post(person, path, hidden + twice)[0] == 400)
    for case, field, pairs, wanted in bad_of(kind, form, other):
        own = {field["name"] + e for e in ("", "-day", "-month", "-year", "-time")}
        status, _, page = post(person, path, hidden + [p for p in good if p[0] not in own] + pairs)
        title = f"{kind['name']}.{field['name']}: {case}"
        check(title, status == wanted, f"{status}, not {wanted}")
        if status == 422:
            shown = Form(page)
            check(f"{title}: beside the field", f"{field['name']}-error" in shown.ids, sorted(shown.ids))
            check(f"{title}: linked from the top, to something",
                  any(l in (field["name"], field["name"] + "-day") and l in shown.ids for l in shown.links), shown.links)


assert run("demo", "--children", "12", "--seed", "3", "--store", store).returncode == 0
server = Server(where=store)
worker, analyst = Person(server.port, "worker"), Person(server.port, "analyst")
child, other = (path.split("/")[-1] for path in worker.children(2))
kinds = json.loads(worker.get("/api/kinds")[2])
tried = whole = 0
for kind in kinds:
    if worker.get(f"/children/{child}/add/{kind['name']}")[0] != 200:
        continue
    tried += 1
    whole += round_trip(worker, child, other, kind) == 3
    refused(worker, child, other, kind)
check("kinds were tried", tried >= 20, tried)
print(f"{tried} of {len(kinds)} kinds have a form here; {whole} were kept with every answer given")
# ---- a state that changed on a day, and a correction of what was never so ----
amend = f"/records/{child}/amend"


def amended(more):
    sent = [p for p in Form(worker.get(amend)[2]).sent if p[0] not in dict(more)]
    return post(worker, amend, sent + list(more.items()))


def so_since():
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute("SELECT known_as, valid_from FROM person WHERE lower(hex(record)) = ?"
                          " AND superseded_seq = 9223372036854775807 ORDER BY valid_from", (child,)).fetchall()


status, _, page = amended({"known_as": "Wren", "reason": "As she asked", "changed-day": "31", "changed-month": "2",
                           "changed-year": "2026"})
check("changed on no real day: refused beside the question", status == 422 and "changed-error" in Form(page).ids, status)
status, _, page = amended({"known_as": "Wren", "reason": "As she asked", "changed-day": "1", "changed-month": "1",
                           "changed-year": "2031"})
check("changed in the future: refused", status == 422, status)
earlier = so_since()
since_day = london().date() - datetime.timedelta(days=1)          # who was born before that is told apart from it
status, _, _ = amended({"known_as": "Wren", "reason": "As she asked", "changed-day": str(since_day.day),
                        "changed-month": str(since_day.month), "changed-year": str(since_day.year)})
begun = datetime.datetime.combine(since_day, datetime.time(), LONDON).timestamp()
since = so_since()
check("changed since a day", status == 303 and len(since) == len(earlier) + 1 and since[-1] == ("Wren", int(begun) * 10**6),
      f"{status} {since}")
check("and before it what was recorded first", since[0][0] == earlier[0][0], since)
status, _, _ = amended({"known_as": "Robin", "reason": "As she asks now"})
check("without a day it is so from now on", status == 303 and [n for n, _ in so_since()][-2:] == ["Wren", "Robin"], so_since())
check("it ends cleanly", server.end() == 0)
check("and the ledger verifies", run("verify", "--store", store).returncode == 0)
finish()
