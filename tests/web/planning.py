"""The form of a plan as a browser sends it; shared by the tests of plans and of the meetings that change them."""
import html
import json
import re

OURS = {"X-Candour": "1", "Content-Type": "application/json"}


def api(person, path, values, replaces=None):
    body = {"values": values, **({"replaces": replaces, "reason": "Put right"} if replaces is not None else {})}
    status, _, text = person.request("POST", path, json.dumps(body), OURS)
    assert status == 201, (path, text)
    answer = json.loads(text)
    return answer["record"], answer["entry"]


def without_a_plan(person, child):
    """That child, whose plans lie years back now, with nothing left open: a child has one of a kind at a time."""
    for kept in json.loads(person.get(f"/api{child}/records?kind=need")[2])["records"]:
        if not kept["values"].get("closed_on"):
            api(person, f"/api/records/{kept['record']}", {**kept["values"], "closed_on": kept["values"]["found_on"],
                                                           "closing_evidence": "Before this test"}, kept["entry"])
    for kind in ("child_protection_plan", "child_in_need_plan"):
        for kept in json.loads(person.get(f"/api{child}/records?kind={kind}")[2])["records"]:
            if not kept["values"].get("end_date"):
                api(person, f"/api/records/{kept['record']}",
                    {**kept["values"], "start_date": "2019-01-01", "end_date": "2019-02-01"}, kept["entry"])
    return child


def form_fields(page, action=None):
    """What a browser would send of the page's form, as it stands."""
    main = page[page.index("<main"):]
    at = main.index(f'<form method="post" action="{action}"') if action else main.index('<form method="post"')
    form = main[at:main.index("</form>", at)]
    fields = []
    for tag in re.finditer(r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<(?:input|select|textarea|button|/form)\b|$)", form, re.S):
        kind, inside, after = tag.groups()
        of = {n: html.unescape(v) for n, v in re.findall(r'([\w-]+)="([^"]*)"', inside)}
        if "name" not in of:
            continue
        if kind == "select":
            chosen = re.search(r'<option value="([^"]*)"[^>]* selected', after)
            first = re.search(r'<option value="([^"]*)"', after)
            fields.append((of["name"], html.unescape((chosen or first).group(1))))
        elif kind == "textarea":
            fields.append((of["name"], html.unescape(after.split("</textarea>")[0].removeprefix("\n"))))
        elif of.get("type") in ("checkbox", "radio"):
            if " checked" in inside:
                fields.append((of["name"], of.get("value", "on")))
        elif of.get("type") != "submit":
            fields.append((of["name"], of.get("value", "")))
    return fields


def fill(fields, **more):
    """With these in place of what stood there, or added; names with - are written with two underscores."""
    given = {n.replace("__", "-"): v for n, v in more.items()}
    kept = [(n, given.pop(n) if n in given else v) for n, v in fields]
    return kept + list(given.items())


def row(page, kind, words):
    """The beginning of the names of the row that holds these words: need-3-."""
    for part in re.split(r'(?=<section class="app-plan__need")|(?=<fieldset class="govuk-fieldset app-person-row">)', page):
        if words in part and (found := re.search(rf'name="({kind}-\d+-)record"', part)):
            return found.group(1)
    raise AssertionError(f"no {kind} with {words!r}")


def plain(page):
    main = page[page.index("<main"):page.index("</main")]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def due(prefix, day, month, year):
    return {f"{prefix}due_on-day": day, f"{prefix}due_on-month": month, f"{prefix}due_on-year": year}
