#!/usr/bin/env python3
"""Annex A workbooks and census files of the same invented children, in either order. usage: test_annex_a.py CANDOUR
TOOLS. Prints rows and entries, and 'N passed, N failed'."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour, tools = map(os.path.abspath, sys.argv[1:3])
cin_equal = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../returns/cin_equal.py")
folder = tempfile.mkdtemp(prefix="candour-annex-a-")
os.chdir(folder)
CHILDREN, PLANTED = 150, 16
# What a planted difference is called where a census file tells of it.
CENSUS = {"Referral Source": "ReferralSource", "Primary Need Code": "PrimaryNeedCode",
          "Continuous Assessment Date of Authorisation": "AssessmentAuthorisationDate",
          "Latest Category of Abuse": "LatestCategoryOfAbuse",
          "Was an Initial Child Protection Conference deemed unnecessary?": "ICPCnotRequired",
          "CIN Closure Date": "CINclosureDate", "Date of referral": "CINreferralDate",
          "Number of Previous Child Protection Plans": "NumberOfPreviousCPP"}


def make(tool, *words):
    subprocess.run([sys.executable, os.path.join(tools, tool), *words], check=True)


def workbook(name, *words):
    make("gen_annex_a.py", "--cin", "cin.xml", "--out", name, *words)
    return name


def run(*words):
    return subprocess.run([candour, *words], capture_output=True, text=True)


def new(where):
    answer = run("init", "--authority", "Test", "--store", where)
    check(f"init of {where}", answer.returncode == 0, answer.stderr)
    return where


def read(kind, path, where, *words):
    answer = run("import", kind, path, "--store", where, "--json", *words)
    check(f"{path} into {where}", answer.returncode in (0, 1), answer.stderr)
    return json.loads(answer.stdout) if answer.stdout else {}


def root(where):
    return json.loads(run("verify", "--json", "--store", where).stdout)["root"]


def sound(where):
    check(f"{where} verifies", run("verify", "--store", where).returncode == 0)
    compared = run("rebuild", "--compare", "--store", where)
    check(f"{where} is what a rebuild makes", compared.returncode == 0, compared.stdout + compared.stderr)


def added(summary):
    return {row["kind"]: row["added"] for row in summary["records"] if row["added"]}


def totals(*summaries):
    """How many records of each kind there are after these."""
    total = {}
    for summary in summaries:
        for kind, count in added(summary).items():
            total[kind] = total.get(kind, 0) + count
    return total


def differences(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["Child"], row["Item"].split("/")[-1]) for row in csv.DictReader(file)]


def found(summary):
    return {f["finding"]: f for f in summary["findings"]}


make("gen_cin.py", "--children", str(CHILDREN), "--errors", "0", "--year", "2026", "--out", "cin.xml")

# ---- the same facts in both, in either order ----
workbook("same.xlsx", "--expected", "same.json")
with open("same.json", encoding="utf-8") as file:
    rows = json.load(file)["rows"]
first = new("census_first.db")
census = read("cin", "cin.xml", first)
annex = read("annex-a", "same.xlsx", first)
check("every row is counted", annex["rows"] == sum(rows.values()), (annex["rows"], rows))
check("no child is made twice", annex["new_children"] == 0, annex["new_children"])
check("nothing differs", annex["differences"] == 0 and not annex["findings"], annex["findings"])
check("no episode is made twice", not {"person", "referral", "assessment", "section_47_enquiry", "child_protection_plan",
                                       "cp_review", "person_identifier"} & set(added(annex)), added(annex))
check("contacts are as many as their rows", added(annex).get("contact") == rows["1"], added(annex))
unkept = {n["list"] for n in annex["not_kept"]}
check("lists without a place are told", {8, 9, 10, 11} <= unkept, unkept)
second = new("annex_first.db")
annex_alone = read("annex-a", "same.xlsx", second)
census_after = read("cin", "cin.xml", second)
check("the other way round: nothing differs", census_after["differences"] == 0 and census_after["new_children"] == 0,
      census_after["findings"])
check("either way there are the same records", totals(census, annex) == totals(annex_alone, census_after),
      (totals(census, annex), totals(annex_alone, census_after)))
for where in (first, second):
    sound(where)
    run("export", "cin", "--year", "2026", "--output", "back.xml", "--store", where)
    equal = subprocess.run([sys.executable, cin_equal, "cin.xml", "back.xml"], capture_output=True, text=True)
    check(f"the census comes back from {where}", equal.returncode == 0, equal.stdout)

# ---- reading again ----
before = root(first)
check("twice the same file changes nothing", read("annex-a", "same.xlsx", first)["read_before"] and root(first) == before)
messy = read("annex-a", workbook("messy.xlsx", "--style", "messy", "--1904"), first)
check("untidy titles, names and dates are the same facts", messy["entries"] == 0 and messy["rows"] == annex["rows"]
      and not messy["findings"], (messy["entries"], messy["findings"]))
later = read("annex-a", workbook("later.xlsx", "--later"), first)
check("a later workbook amends", later["entries"] > 0 and later["new_children"] == 0
      and any(row["amended"] for row in later["records"]), later["records"])
check("and makes only what is new", set(added(later)) == {"contact", "visit"}, added(later))
check("what an earlier workbook said is no difference", later["differences"] == 0, later["findings"])
again = read("annex-a", "same.xlsx", first, "--differences", "authorised.csv")
check("the earlier one read once more makes nothing new", not added(again), added(again))
sound(first)

# ---- planted differences ----
workbook("differs.xlsx", "--differences", str(PLANTED), "--expected", "differs.json")
with open("differs.json", encoding="utf-8") as file:
    planted = json.load(file)["differences"]
store = new("differs.db")
read("cin", "cin.xml", store)
annex = read("annex-a", "differs.xlsx", store, "--differences", "annex.csv")
expected = sorted((d["child"], d["item"]) for d in planted)
check("the planted differences and no others are listed", sorted(differences("annex.csv")) == expected,
      set(differences("annex.csv")) ^ set(expected))
check("the list is its owner's alone", os.stat("annex.csv").st_mode & 0o077 == 0)
run("export", "cin", "--year", "2026", "--output", "back.xml", "--store", store)
equal = subprocess.run([sys.executable, cin_equal, "cin.xml", "back.xml"], capture_output=True, text=True)
check("what was recorded stays", equal.returncode == 0, equal.stdout)
other = new("differs_other.db")
alone = read("annex-a", "differs.xlsx", other)
after = read("cin", "cin.xml", other, "--differences", "census.csv")
expected = sorted((d["child"], CENSUS[d["item"]]) for d in planted)
check("the other way round as well", sorted(differences("census.csv")) == expected,
      set(differences("census.csv")) ^ set(expected))
check("and no record is made twice", totals(census, read("annex-a", "same.xlsx", new("count.db"))) is not None
      and after["new_children"] == 0 and not {"referral", "assessment", "section_47_enquiry", "child_protection_plan"}
      & set(added(after)), added(after))
sound(store)
sound(other)
personal = run("import", "annex-a", workbook("differs2.xlsx", "--differences", "8", "--seed", "3"), "--store", store)
check("no child is named on the screen", "CIN0000" not in personal.stdout + personal.stderr, personal.stdout)

# ---- one fault at a time ----
faults = json.loads(subprocess.run([sys.executable, os.path.join(tools, "gen_annex_a.py"), "--faults"], check=True,
                                   capture_output=True, text=True).stdout)
for name, told in faults.items():
    where = new(f"fault_{len(os.listdir('.'))}.db")
    summary = read("annex-a", workbook("fault.xlsx", "--fault", name), where)
    mine = [f for f in summary["findings"] if told in f["finding"]]
    check(f"{name}: reported", len(mine) == 1 and mine[0]["count"] >= 1, summary["findings"])
    check(f"{name}: nothing else is", len(summary["findings"]) == len(mine), [f["finding"] for f in summary["findings"]])
    place = mine[0]["first"][0] if mine else {}
    check(f"{name}: says where", place.get("sheet") or place.get("where"), place)
    if "column" in place and name in ("unreadable date", "unknown code", "fault of the spreadsheet"):
        check(f"{name}: to the cell", place["row"] > 1 and place["column"] > 0 and place["where"], place)
    check(f"{name}: the rest is kept", summary["children"] > CHILDREN * 0.8, summary["children"])
    answer = run("import", "annex-a", "fault.xlsx", "--store", where)
    check(f"{name}: idempotent", "Nothing changed" in answer.stdout, answer.stdout)
where = new("received.db")
read("annex-a", workbook("fault.xlsx", "--fault", "unreadable date"), where)
again = read("annex-a", workbook("fault2.xlsx", "--fault", "unreadable date", "--style", "messy"), where)
check("a date that cannot be read is known by what it says", again["entries"] == 0 and not added(again), again["records"])
mended = read("annex-a", "same.xlsx", where)
check("once it is mended", mended["new_children"] == 0 and mended["entries"] > 0, mended["records"])
sound(where)

# ---- refused, and nothing kept ----
where = new("refused.db")
before = root(where)
parts = {name: zipfile.ZipFile("same.xlsx").read(name) for name in zipfile.ZipFile("same.xlsx").namelist()}


def spoiled(name, **changes):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        for part, content in parts.items():
            content = changes.get(part.split("/")[-1].split(".")[0], content)
            if content is not None:
                file.writestr(part, content)
    return name


def refused(name, sentence, path):
    answer = run("import", "annex-a", path, "--store", where)
    check(f"{name}: refused", answer.returncode == 2 and sentence in answer.stderr, (answer.returncode, answer.stderr))
    check(f"{name}: nothing was kept", root(where) == before)


with open("same.xlsx", "rb") as file:
    whole = file.read()
with open("cut.xlsx", "wb") as file:
    file.write(whole[:len(whole) // 2])
with open("text.xlsx", "w", encoding="utf-8") as file:
    file.write("Child Unique ID,Gender\n")
with open("old.xlsx", "wb") as file:
    file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
refused("no such file", "cannot be read", "nowhere.xlsx")
refused("half a file", "not whole", "cut.xlsx")
refused("a text", "no .xlsx workbook", "text.xlsx")
refused("an old workbook", "without a password", "old.xlsx")
refused("a sheet that is missing", "is missing", spoiled("missing.xlsx", sheet3=None))
refused("a sheet that is cut", "damaged", spoiled("sheet.xlsx", sheet3=parts["xl/worksheets/sheet3.xml"][:900]))
refused("an entity", "DOCTYPE", spoiled("entity.xlsx", sheet3=b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                                        b"<worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>"))
refused("a bomb", "100 times", spoiled("bomb.xlsx", sheet3=b"<worksheet>" + b" " * (40 << 20) + b"</worksheet>"))
refused("no list at all", "has no list of Annex A", spoiled("empty.xlsx", **{f"sheet{n}": b"<worksheet/>"
                                                                            for n in range(1, 12)}))
print(f"{annex['rows']} rows of {CHILDREN} children: {alone['entries']} entries; the census after them {after['entries']}")
shutil.rmtree(folder)
finish()
