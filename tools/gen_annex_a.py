#!/usr/bin/env python3
"""Invented Annex A workbooks of the children of an invented CIN census file: standard library only.

  gen_cin.py --children 500 --errors 0 --year 2026 --out cin.xml
  gen_annex_a.py --cin cin.xml --out annex-a.xlsx [--seed 1] [--differences 20] [--expected expected.json]
                 [--style plain|messy] [--fault NAME] [--later] [--1904]

The workbook says of each child what the census file says, in the words of Annex A ("a) Yes", "N1 - ..."), and
adds what only Annex A has: contacts, early help, whether children were seen, visits, and lists 8 to 11. Whatever
a census file says of an episode is in it, however old, so that two ways of reading both meet in the same records.
--differences plants so many values that the census file has otherwise, each in another record, and
--expected says which. --style messy names sheets and titles as real files do: other cases, line ends, a title row,
columns of their own, dates as text. --fault plants one thing that is wrong; --faults lists them. --later makes the
next edition: plans end, assessments are authorised, new contacts.
"""
import argparse
import json
import random
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, timedelta
from xml.sax.saxutils import escape

GENDER = {"M": "a) Male", "F": "b) Female", "U": "c) Not stated/recorded",
          "1": "a) Male", "2": "b) Female", "0": "c) Not stated/recorded"}
ETHNICITY = ("WBRI WIRI WIRT WROM WOTH MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU "
             "NOBT").split()
SOURCE = ("1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 6 7 8 9 10").split()
NEED = {"N1": "Abuse or neglect", "N2": "Child's disability", "N3": "Parental illness/disability",
        "N4": "Family in acute stress", "N5": "Family dysfunction", "N6": "Socially unacceptable behaviour",
        "N7": "Low income", "N8": "Absent parenting", "N9": "Cases other than children in need", "N0": "Not stated"}
CLOSURE = {"RC1": "Adopted", "RC2": "Died", "RC3": "Child arrangements order", "RC4": "Special guardianship order",
           "RC5": "Transferred to services of another LA", "RC6": "Transferred to adult services",
           "RC7": "Services ceased for any other reason", "RC8": "Closed after assessment, no further action",
           "RC9": "Closed after assessment, early help"}
ABUSE = {"NEG": "a) Neglect", "PHY": "b) Physical abuse", "SAB": "c) Sexual abuse", "EMO": "d) Emotional abuse",
         "MUL": "e) Multiple/not recommended"}
PERSON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
DISABLED = PERSON + ["Does the Child have a Disability"]
ALLOCATED = ["Allocated Team", "Allocated Worker"]
TITLES = {
    1: PERSON + ["Date of Contact", "Contact Source"],
    2: PERSON + ["Assessment start date", "Assessment completion date", "Organisation completing assessment"],
    3: PERSON + ["Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months"]
       + ALLOCATED,
    4: DISABLED + ["Continuous Assessment Start Date", "Child Seen During Continuous Assessment",
                   "Continuous Assessment Date of Authorisation",
                   "Was the child assessed as requiring LA children's social care support?"] + ALLOCATED,
    5: DISABLED + ["Strategy discussion initiating Section 47 Enquiry Start Date",
                   "Was an Initial Child Protection Conference deemed unnecessary?",
                   "Date of Initial Child Protection Conference",
                   "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                   "Number of Section 47 Enquiries in the last 12 months",
                   "Number of ICPCs in the last 12 months"] + ALLOCATED,
    6: DISABLED + ["CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date",
                   "Reason for Closure", "Case Status"] + ALLOCATED,
    7: DISABLED + ["Child Protection Plan Start Date", "Initial Category of Abuse", "Latest Category of Abuse",
                   "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
                   "Date of latest review conference", "Child Protection Plan End Date",
                   "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                   "Number of Previous Child Protection Plans"] + ALLOCATED,
    8: PERSON + ["Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
                 "Does the Child have a Disability", "Date Started to be Looked After", "Child's Category of Need",
                 "Start date of current legal status", "Child's Legal Status", "Date of Latest Statutory Review",
                 "Date of Last Social Work Visit", "Placement Type"] + ALLOCATED,
    9: DISABLED + ["Eligibility Category", "LA in Touch", "Type of Accommodation", "Suitability of Accommodation",
                   "Activity Status"],
    10: ["Child Unique ID", "Family identifier", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
         "Does the Child have a Disability", "Date the Child Entered Care"],
    11: ["Individual adopter identifier", "Family identifier", "Gender", "Ethnicity", "Disability",
         "Is the (prospective) adopter fostering for adoption?", "Date enquiry received"],
}
NAMES = {1: "List 1", 2: "List 2", 3: "List 3", 4: "List 4", 5: "List 5", 6: "List 6", 7: "List 7", 8: "List 8",
         9: "List 9", 10: "List 10", 11: "List 11"}
MESSY_NAMES = {1: "1_Contacts", 2: "LIST 2", 3: "list_3", 4: "Assessments", 5: "5 - s47 & ICPC", 6: "CIN", 7: "List 7 CP",
               8: "L8", 9: "Care leavers", 10: "List10", 11: "List 11 (adopters)"}


# ---- from the census ----

def item(block, name):
    found = block.find(name) if block is not None else None
    return (found.text or "").strip() if found is not None and found.text else None


def day(block, name):
    value = item(block, name)
    return date.fromisoformat(value) if value else None


def flag(value):
    return None if value is None else "a) Yes" if value in ("1", "true", "TRUE") else "b) No"


def prefixed(codes, code):
    return "%s) %s" % (chr(ord("a") + codes.index(code)), code) if code in codes else code


class Lists:
    """Rows of each list, as dictionaries of title and value."""

    def __init__(self, dice, end):
        self.dice, self.end, self.rows = dice, end, {number: [] for number in TITLES}

    def add(self, number, child, **values):
        row = dict.fromkeys(TITLES[number])
        row.update({title: value for title, value in child.items() if title in row})
        row.update(values.pop("also", {}))
        self.rows[number].append(row)
        return row

    def child(self, element):
        identifiers, characteristics = element.find("ChildIdentifiers"), element.find("ChildCharacteristics")
        born = day(identifiers, "PersonBirthDate")
        disabilities = [d.text for d in element.iter("Disability")]
        return {
            "Child Unique ID": item(identifiers, "LAchildID"),
            "Gender": GENDER.get(item(identifiers, "Sex") or item(identifiers, "GenderCurrent")),
            "Ethnicity": prefixed(ETHNICITY, item(characteristics, "Ethnicity")),
            "Date of Birth": born or day(identifiers, "ExpectedPersonBirthDate"),
            "Age of Child (Years)": (self.end - born).days // 365 if born else -1,
            "Does the Child have a Disability":
                None if not disabilities else "b) No" if disabilities == ["NONE"] else "a) Yes",
        }

    def of_child(self, element):
        dice, child = self.dice, self.child(element)
        for episode in element.findall("CINdetails"):
            self.of_episode(child, episode)
        for _ in range(dice.choice([0, 0, 1, 2])):
            self.add(1, child, also={"Date of Contact": self.end - timedelta(dice.randint(0, 180)),
                                     "Contact Source": source_words(dice.choice(SOURCE))})
        if dice.random() < .1:
            begun = self.end - timedelta(dice.randint(30, 180))
            self.add(2, child, also={"Assessment start date": begun,
                                     "Assessment completion date": begun + timedelta(dice.randint(5, 30)),
                                     "Organisation completing assessment": dice.choice(["School", "Health visiting"])})
        self.later_lists(child)

    def of_episode(self, child, episode):
        dice = self.dice
        received, closed = day(episode, "CINreferralDate"), day(episode, "CINclosureDate")
        need, reason = item(episode, "PrimaryNeedCode"), item(episode, "ReasonForClosure")
        self.add(3, child, also={
            "Date of referral": received, "Referral Source": source_words(item(episode, "ReferralSource")),
            "Referral NFA?": flag(item(episode, "ReferralNFA")), "Number of Referrals in Last 12 Months": 0})
        if need:
            self.add(6, child, also={
                "CIN Start Date": received, "Primary Need Code": "%s - %s" % (need, NEED[need]),
                "Date Child Was Last Seen": (closed or self.end) - timedelta(dice.randint(0, 30)),
                "CIN Closure Date": closed, "Reason for Closure": reason and "%s: %s" % (reason, CLOSURE[reason]),
                "Case Status": "e) Closed episode" if closed else "c) Child in need plan"})
        for block in episode.findall("Assessments"):
            done = day(block, "AssessmentAuthorisationDate")
            self.add(4, child, also={
                "Continuous Assessment Start Date": day(block, "AssessmentActualStartDate"),
                "Child Seen During Continuous Assessment": dice.choice(["a) Yes", "a) Yes", "b) No"]),
                "Continuous Assessment Date of Authorisation": done,
                "Was the child assessed as requiring LA children's social care support?":
                    dice.choice(["a) Yes", "b) No"]) if done else None})
        for block in episode.findall("Section47"):
            self.of_enquiry(child, episode, block)
        for block in episode.findall("ChildProtectionPlans"):
            self.of_plan(child, block)

    def of_enquiry(self, child, episode, block):
        held = day(block, "DateOfInitialCPC")
        plans = [day(plan, "CPPstartDate") for plan in episode.findall("ChildProtectionPlans")]
        self.add(5, child, also={
            "Strategy discussion initiating Section 47 Enquiry Start Date": day(block, "S47ActualStartDate"),
            "Was an Initial Child Protection Conference deemed unnecessary?": flag(item(block, "ICPCnotRequired")),
            "Date of Initial Child Protection Conference": held,
            "Did the Initial Child Protection Conference Result in a Child Protection Plan":
                None if not held else "a) Yes" if held in plans else "b) No",
            "Number of Section 47 Enquiries in the last 12 months": 1, "Number of ICPCs in the last 12 months":
                1 if held else 0})

    def of_plan(self, child, block):
        dice = self.dice
        begun, ended = day(block, "CPPstartDate"), day(block, "CPPendDate")
        reviews = [date.fromisoformat(r.text) for r in block.iter("CPPreviewDate")]
        seen = max(begun, (ended or self.end) - timedelta(dice.randint(0, 14)))
        self.add(7, child, also={
            "Child Protection Plan Start Date": begun,
            "Initial Category of Abuse": ABUSE[item(block, "InitialCategoryOfAbuse")],
            "Latest Category of Abuse": ABUSE[item(block, "LatestCategoryOfAbuse")],
            "Date of the Last Statutory Visit": seen,
            "Was the Child Seen Alone?": dice.choice(["a) Yes", "b) No", "c) Unknown"]),
            "Date of latest review conference": max(reviews) if reviews else None,
            "Child Protection Plan End Date": ended,
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)": "b) No",
            "Number of Previous Child Protection Plans": int(item(block, "NumberOfPreviousCPP"))})

    def later_lists(self, child):
        dice = self.dice
        if dice.random() < .06:
            self.add(8, child, also={
                "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": "b) No",
                "Date Started to be Looked After": self.end - timedelta(300), "Child's Category of Need":
                    "N1 - Abuse or neglect", "Start date of current legal status": self.end - timedelta(300),
                "Child's Legal Status": "C2", "Date of Last Social Work Visit": self.end - timedelta(
                    dice.randint(0, 30)), "Placement Type": "U1"})
        if dice.random() < .03:
            self.add(9, child, also={"Eligibility Category": "a) Relevant child", "LA in Touch": "a) Yes"})
        if dice.random() < .02:
            self.add(10, child, also={"Family identifier": "FAM1", "Date the Child Entered Care": self.end})
            self.rows[11].append(dict.fromkeys(TITLES[11]) | {
                "Individual adopter identifier": "ADO%s" % child["Child Unique ID"], "Gender": "b) Female",
                "Date enquiry received": self.end})


def source_words(code):
    return code and "%s) %s: %s" % (chr(ord("a") + SOURCE.index(code)) if code in SOURCE else "p", code, "as listed")


# ---- what is planted ----

def plant_differences(lists, dice, count):
    """Values that the census file has otherwise, each in another record. Answers what is to be listed."""
    kinds = [(3, "Referral Source", lambda v: source_words("9" if "9:" not in v else "10")),
             (6, "Primary Need Code", lambda v: "N2 - Child's disability" if not v.startswith("N2") else "N5"),
             (4, "Continuous Assessment Date of Authorisation", lambda v: v + timedelta(1)),
             (7, "Latest Category of Abuse", lambda v: ABUSE["NEG"] if v != ABUSE["NEG"] else ABUSE["EMO"]),
             (5, "Was an Initial Child Protection Conference deemed unnecessary?",
              lambda v: "b) No" if v == "a) Yes" else "a) Yes"),
             (6, "CIN Closure Date", lambda v: v - timedelta(1)),
             (3, "Date of referral", lambda v: v + timedelta(2)),
             (7, "Number of Previous Child Protection Plans", lambda v: v + 3)]
    planted, used = [], set()
    while len(planted) < count:
        number, title, change = kinds[len(planted) % len(kinds)]
        rows = [r for r in lists.rows[number] if r[title] is not None and r["Child Unique ID"] not in used]
        if not rows:
            raise SystemExit("too few rows for so many differences")
        row = dice.choice(rows)
        used.add(row["Child Unique ID"])
        row[title] = change(row[title])
        planted.append({"child": row["Child Unique ID"], "list": "List %d" % number, "item": title})
    return planted


def later(lists, dice):
    """The next edition of the same children."""
    for row in lists.rows[4]:
        if row["Continuous Assessment Date of Authorisation"] is None and dice.random() < .5:
            row["Continuous Assessment Date of Authorisation"] = lists.end + timedelta(20)
    for row in lists.rows[4][::3]:
        row["Child Seen During Continuous Assessment"] = "a) Yes"
    for row in lists.rows[6][::5]:
        row["Date Child Was Last Seen"] = lists.end + timedelta(25)
    for row in list(lists.rows[1])[::4]:
        lists.rows[1].append(dict(row) | {"Date of Contact": lists.end + timedelta(12)})


def fault_rows(lists, name):
    """Faults of rows and cells; those of the file itself are in write()."""
    first = lists.rows
    if name == "unreadable date":
        first[4][0]["Continuous Assessment Start Date"] = "31/02/2026"
    elif name == "words for a date":
        first[1][0]["Date of Contact"] = "last Tuesday"
    elif name == "unknown code":
        first[3][0]["Referral Source"] = "99Z"
    elif name == "words that are no code":
        first[6][0]["Primary Need Code"] = "something else entirely"
    elif name == "no identifier":
        first[3][0]["Child Unique ID"] = None
    elif name == "remark below the list":
        first[3].append(dict.fromkeys(TITLES[3]) | {"Child Unique ID": "Source: case system, 30 March"})
    elif name == "bare identifier":
        first[3].append(dict.fromkeys(TITLES[3]) | {"Child Unique ID": "TOTAL"})
    elif name == "row twice":
        first[3].append(dict(first[3][0]))
    elif name == "unknown worker":
        first[4][0]["Allocated Worker"] = "Nobody Known"
    elif name == "no date to begin with":
        first[4][0]["Continuous Assessment Start Date"] = None
    elif name == "contradiction between lists":
        row = next(r for r in first[6] if r["Gender"] == "a) Male")
        for other in first[4]:
            if other["Child Unique ID"] == row["Child Unique ID"]:
                other["Gender"] = "b) Female"
    elif name == "fault of the spreadsheet":
        first[3][0]["Referral NFA?"] = "#REF!"


FAULTS = {
    "unreadable date": "not of its type", "words for a date": "not of its type",
    "unknown code": "code that the code set does not hold",
    "words that are no code": "code that the code set does not hold",
    "no identifier": "row without a Child Unique ID", "remark below the list": "row without a Child Unique ID",
    "bare identifier": "nothing but an identifier", "row twice": "says again",
    "unknown worker": "team or worker", "no date to begin with": "without the date it begins with",
    "contradiction between lists": "stated twice and not alike",
    "fault of the spreadsheet": "fault of the spreadsheet",
    "sheet missing": "list that the workbook does not have", "two sheets of one list": "given by two sheets",
    "sheet without titles": "without a row of column titles", "sheet that is no list": "is no list of Annex A",
    "column missing": "column that the list should have", "column of its own": "column that the list does not have",
    "column twice": "column given twice",
}


# ---- the workbook ----

def column_name(number):
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Book:
    """A workbook with shared strings; style 1 is dd/mm/yyyy."""

    def __init__(self, from_1904=False, text_dates=False):
        self.strings, self.sheets, self.from_1904, self.text_dates = {}, [], from_1904, text_dates

    def string(self, value):
        return self.strings.setdefault(value, len(self.strings))

    def cell(self, reference, value):
        if isinstance(value, date) and not self.text_dates:
            first = date(1904, 1, 1) if self.from_1904 else date(1899, 12, 30)
            return '<c r="%s" s="1"><v>%d</v></c>' % (reference, (value - first).days)
        if isinstance(value, date):
            value = value.strftime("%d/%m/%Y")
        if isinstance(value, int):
            return '<c r="%s"><v>%d</v></c>' % (reference, value)
        if value.startswith("#"):
            return '<c r="%s" t="e"><v>%s</v></c>' % (reference, value)
        return '<c r="%s" t="s"><v>%d</v></c>' % (reference, self.string(value))

    def add(self, name, rows):
        lines = []
        for number, row in enumerate(rows, 1):
            cells = "".join(self.cell("%s%d" % (column_name(i), number), value)
                            for i, value in enumerate(row, 1) if value is not None and value != "")
            if cells:
                lines.append('<row r="%d">%s</row>' % (number, cells))
        self.sheets.append((name, "".join(lines)))

    def save(self, path):
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        links = ["worksheets/sheet%d.xml" % n for n in range(1, len(self.sheets) + 1)]
        types = ["worksheet"] * len(self.sheets) + ["sharedStrings", "styles"]
        links += ["sharedStrings.xml", "styles.xml"]
        parts = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                '<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s</Types>' % (kind, "".join(
                    '<Override PartName="/xl/%s" ContentType="%s%s+xml"/>' % (link, kind, type)
                    for link, type in zip(links, types))),
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % office,
            "xl/workbook.xml": '<workbook %s xmlns:r="%s"><workbookPr%s/><sheets>%s</sheets></workbook>' % (
                main, office, ' date1904="1"' if self.from_1904 else "", "".join(
                    '<sheet name="%s" sheetId="%d" r:id="rId%d"/>' % (escape(name), n, n)
                    for n, (name, _) in enumerate(self.sheets, 1))),
            "xl/_rels/workbook.xml.rels":
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
                % "".join('<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (n, office, type, link)
                          for n, (link, type) in enumerate(zip(links, types), 1)),
            "xl/styles.xml": '<styleSheet %s><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/>'
                '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/>'
                '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
                '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>' % main,
            "xl/sharedStrings.xml": '<sst %s>%s</sst>' % (main, "".join(
                "<si><t xml:space=\"preserve\">%s</t></si>" % escape(s) for s in self.strings)),
        }
        for n, (_, rows) in enumerate(self.sheets, 1):
            parts["xl/worksheets/sheet%d.xml" % n] = '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (main, rows)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in parts.items():
                file.writestr(name, head + content)


def untidy(dice, title):
    how = dice.randint(0, 4)
    return (title.upper(), title.replace(" ", "\n", 1), "  %s " % title, title.lower().rstrip("?"), title)[how]


def write(lists, arguments, dice):
    book = Book(arguments.from_1904, arguments.style == "messy")
    names = MESSY_NAMES if arguments.style == "messy" else NAMES
    for number, titles in TITLES.items():
        shown, rows = list(titles), [[row[title] for title in titles] for row in lists.rows[number]]
        if arguments.fault == "sheet missing" and number == 7:
            continue
        if arguments.style == "messy":
            shown = [untidy(dice, title) for title in titles]
        if arguments.fault == "column missing" and number == 3:
            shown, rows = shown[:-1], [row[:-1] for row in rows]
        if number == 3 and arguments.fault in ("column of its own", "column twice"):
            extra = "Locality" if arguments.fault == "column of its own" else "Referral Source"
            shown, rows = shown + [extra], [row + ["North"] for row in rows]
        if arguments.fault == "sheet without titles" and number == 3:
            book.add(names[number], rows)
            continue
        above = [["Annex A: invented children"], []] if arguments.style == "messy" else []
        book.add(names[number], above + [shown] + rows)
    if arguments.fault == "two sheets of one list":
        book.add("List 1 again", [TITLES[1]] + [[row[t] for t in TITLES[1]] for row in lists.rows[1][:1]])
    if arguments.fault == "sheet that is no list":
        book.add("Guidance", [["All children here are invented."]])
    book.save(arguments.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cin")
    parser.add_argument("--out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--differences", type=int, default=0)
    parser.add_argument("--expected", help="what was planted, and how many rows, as JSON")
    parser.add_argument("--style", choices=["plain", "messy"], default="plain")
    parser.add_argument("--fault", choices=sorted(FAULTS))
    parser.add_argument("--faults", action="store_true", help="print the faults with what is said about each, as JSON")
    parser.add_argument("--later", action="store_true")
    parser.add_argument("--1904", dest="from_1904", action="store_true")
    arguments = parser.parse_args()
    if arguments.faults:
        print(json.dumps(FAULTS))
        return
    dice = random.Random(arguments.seed)
    lists = None
    for _, element in ET.iterparse(arguments.cin):
        if element.tag == "ReferenceDate":
            lists = Lists(dice, date.fromisoformat(element.text))
        if element.tag == "Child":
            lists.of_child(element)
            element.clear()
    planted = plant_differences(lists, dice, arguments.differences)
    if arguments.later:
        later(lists, dice)
    if arguments.fault:
        fault_rows(lists, arguments.fault)
    write(lists, arguments, dice)
    if arguments.expected:
        with open(arguments.expected, "w", encoding="utf-8") as out:
            json.dump({"differences": planted, "rows": {n: len(rows) for n, rows in lists.rows.items()}}, out)


if __name__ == "__main__":
    main()
